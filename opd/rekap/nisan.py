"""Whether a number was erased or restricted on request: who types or imports it is told so in one sentence, and it stays out.

Law: UU 27/2022 art. 41, 43. For deeds and planners: it matches on personal data and gives nothing personal back.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from desa.angka import format_tanggal
from desa.enums import JenisSidik, Pengosongan
from desa.segel import own_key
from opd.models import Nisan

POTONGAN = 500
Nomor = tuple[JenisSidik, str]


@dataclass(frozen=True, slots=True)
class Penolakan:
    """Why a number stays out, and since when."""

    keadaan: Pengosongan
    hari: date

    @property
    def kalimat(self) -> str:
        """The sentence for who typed it or whose list has it."""
        if self.keadaan == Pengosongan.DIBATASI:
            return (
                f"Data orang dengan nomor ini dibatasi atas permintaannya sejak {format_tanggal(self.hari)} (UU 27/2022 "
                "ps. 41), jadi tidak dicatat. Hubungi verifikator bila pembatasannya keliru."
            )
        return (
            f"Data orang dengan nomor ini dihapus atas permintaannya pada {format_tanggal(self.hari)} (UU 27/2022 ps. 43), "
            "jadi tidak dicatat lagi. Hubungi verifikator bila orangnya sendiri meminta masuk kembali."
        )


def nisan_key() -> bytes:
    """The key of the tombstones, made when the first is set. One query."""
    return own_key("nisan")


def nisan_hash(kunci: bytes, nomor: Nomor) -> str:
    """A number as the tombstones hold it."""
    return hmac.new(kunci, f"{nomor[0].value}\0{nomor[1]}".encode(), hashlib.sha256).hexdigest()


def refusals(nomor: Collection[Nomor]) -> Mapping[Nomor, Penolakan]:
    """The numbers that stay out. One query, where nobody ever asked for anything; else two and one per 500 numbers."""
    if not nomor or not Nisan.objects.scoped().exists():
        return {}
    kunci = nisan_key()
    per_sidik = {(n[0].value, nisan_hash(kunci, n)): n for n in nomor if n[1]}
    sidik = [s for _, s in per_sidik]
    hasil: dict[Nomor, Penolakan] = {}
    for mulai in range(0, len(sidik), POTONGAN):
        for satu in Nisan.objects.scoped().filter(sidik_nisan__in=sidik[mulai : mulai + POTONGAN]):
            if ketemu := per_sidik.get((satu.jenis, satu.sidik_nisan)):
                hasil[ketemu] = Penolakan(Pengosongan(satu.keadaan), satu.hari)
    return hasil


def refusal_of(*nomor: Nomor) -> Penolakan | None:
    """Why the first of these numbers that stays out does so."""
    tolak = refusals(nomor)
    return next((tolak[n] for n in nomor if n in tolak), None)
