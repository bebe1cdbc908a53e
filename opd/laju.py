"""How often one network or application may ask: counted in the memory of each worker, so that a question writes nothing."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from opd.actions.masuk import network_of


def within_rate(jenis: str, alamat: str, *, paling_banyak: int, detik: int) -> bool:
    """Whether this network asked for this at most so often in the running stretch of time. Its address is not kept."""
    sidik = salted_hmac(f"opd.laju.{jenis}", network_of(alamat), algorithm="sha256").hexdigest()
    return count_within(f"{jenis}:{sidik}", paling_banyak=paling_banyak, detik=detik)


def count_within(kunci: str, *, paling_banyak: int, detik: int) -> bool:
    """Count once more under this key; whether that is at most so often in the running stretch of time."""
    kunci = f"laju:{kunci}"
    cache.add(kunci, 0, timeout=detik)
    try:
        return int(cache.incr(kunci)) <= paling_banyak
    except ValueError:  # it ended between the two
        return True
