"""The seal of a frozen ranking: over everything it says, by a key that the database alone does not give away."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime

from binaan.models import Peringkat
from binaan.peringkat.masukan import fingerprint
from desa.segel import keyed_hash, known_key, own_key

KUNCI = "segel"
TIDAK_UTUH = (
    "Isi peringkat ini tidak cocok lagi dengan segelnya, jadi tidak dapat dijadikan dasar. Laporkan kepada admin sistem di "
    "Diskominfo."
)


def seal_of(p: Peringkat) -> str:
    """The seal of a ranking about to be frozen; the key is made with the first. One query, `p.bobot` being loaded."""
    return _seal(own_key(KUNCI), p)


def intact(p: Peringkat, *, masukan: bool = False) -> bool:
    """Whether the seal fits; with `masukan` also whether the inputs are those it speaks of. One query, `p.bobot` being loaded."""
    return bool(only_intact([p])) and (not masukan or fingerprint(p.masukan) == p.sidik_masukan)


def only_intact(semua: Iterable[Peringkat]) -> list[Peringkat]:
    """Those whose seal fits. One query, `bobot` being loaded."""
    kunci = known_key(KUNCI)
    return [p for p in semua if kunci and hmac.compare_digest(_seal(kunci, p), p.sidik)]


def _seal(kunci: bytes, p: Peringkat) -> str:
    """The inputs by their hash, so that a list need not read them; the weights with the words they were enacted in."""
    bobot = [p.bobot_id, fingerprint([p.bobot.isi, p.bobot.dihargai])]
    isi = {
        "uuid": str(p.uuid), "tahun": p.tahun, "nomor": p.nomor, "bobot": bobot,
        "sampai": p.sampai.isoformat(), "dihitung_pada": _utc(p.dihitung_pada), "masukan": p.sidik_masukan,
        "hasil": fingerprint(p.hasil), "dibekukan_oleh": p.dibekukan_oleh_id, "dibekukan_pada": _utc(p.dibekukan_pada),
        "penanda_tangan": p.penanda_tangan, "menggantikan": p.menggantikan_id, "sanggahan": p.sanggahan_id,
    }  # fmt: skip
    return keyed_hash(kunci, untuk="binaan.peringkat", isi=fingerprint(isi))


def _utc(saat: datetime) -> str:
    """A moment as every database gives it back."""
    return saat.astimezone(UTC).isoformat()
