"""How often one network may ask: counted in the memory of each worker, so that a public page never writes to the database."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from opd.actions.masuk import network_of


def within_rate(jenis: str, alamat: str, *, paling_banyak: int, detik: int) -> bool:
    """Whether this network asked for this at most so often in the running stretch of time. Its address is not kept."""
    sidik = salted_hmac(f"opd.laju.{jenis}", network_of(alamat), algorithm="sha256").hexdigest()
    kunci = f"laju:{jenis}:{sidik}"
    cache.add(kunci, 0, timeout=detik)
    try:
        return int(cache.incr(kunci)) <= paling_banyak
    except ValueError:  # it ended between the two
        return True
