"""Whether a number or name was erased or restricted on request: who types or imports it is told so, and it stays out.

A number is one person's wherever it stands. A name is looked at in its village and without a NIK beside it: with one, the NIK
says who it is. The contact of a partner or buyer is known there alone, by name and phone: elsewhere it may be somebody else.

Law: UU 27/2022 art. 41, 43. For deeds and planners: it matches on personal data and gives nothing personal back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from desa.angka import format_tanggal
from desa.enums import JenisNisan, JenisSidik, Pengosongan
from desa.models import Instalasi
from desa.validators import kunci_nama
from opd.models import Nisan
from opd.models.terdaftar import Terdaftar

POTONGAN = 500
Nomor = tuple[JenisSidik | JenisNisan, str]
"""By what somebody is known: which kind, and its text."""
SEBUTAN = {
    JenisNisan.NAMA: "bernama ini di desa ini",
    JenisNisan.NIB: "pemilik NIB ini",
    JenisNisan.KONTAK: "ini sebagai kontak di sini",
}
ORANG_LAIN = " Bila ini orang lain yang bernama sama, isi NIK-nya atau tambahkan pembeda pada namanya."


@dataclass(frozen=True, slots=True)
class Penolakan:
    """Why a number or name stays out, and since when."""

    keadaan: Pengosongan
    hari: date
    jenis: JenisNisan = JenisNisan.NIK

    @property
    def kalimat(self) -> str:
        """The sentence for who typed it or whose list has it."""
        siapa = f"Data orang {SEBUTAN.get(self.jenis, 'dengan nomor ini')}"
        lain = ORANG_LAIN if self.jenis == JenisNisan.NAMA else ""
        if self.keadaan == Pengosongan.DIBATASI:
            return (
                f"{siapa} dibatasi atas permintaannya sejak {format_tanggal(self.hari)} (UU 27/2022 "
                f"ps. 41), jadi tidak dicatat. Hubungi verifikator bila pembatasannya keliru.{lain}"
            )
        return (
            f"{siapa} dihapus atas permintaannya pada {format_tanggal(self.hari)} (UU 27/2022 ps. 43), "
            f"jadi tidak dicatat lagi. Hubungi verifikator bila orangnya sendiri meminta masuk kembali.{lain}"
        )


def name_in(desa_id: int | None, nama: str) -> Nomor:
    """A name as it is known in one village; of no name or village nobody is known."""
    kunci = kunci_nama(nama)
    return JenisNisan.NAMA, f"{desa_id} {kunci}" if desa_id and kunci else ""


def contact_of(pihak: Terdaftar, isi: str) -> Nomor:
    """A contact's name, phone or e-mail as it is known at one partner or buyer; a new one knows nobody."""
    kunci = kunci_nama(isi)
    return JenisNisan.KONTAK, f"{pihak._meta.label_lower} {pihak.pk} {kunci}" if pihak.pk and kunci else ""


def nisan_key() -> bytes:
    """The key of the tombstones, where there are any. One query."""
    return base64.b64decode(Instalasi.objects.get(pk=1).kunci_nisan)


def nisan_hash(kunci: bytes, nomor: Nomor) -> str:
    """A number as the tombstones hold it."""
    return hmac.new(kunci, f"{nomor[0].value}\0{nomor[1]}".encode(), hashlib.sha256).hexdigest()


def refusals(nomor: Collection[Nomor]) -> Mapping[Nomor, Penolakan]:
    """Those that stay out. One query, where nobody ever asked for anything; else two and one per 500 numbers."""
    if not nomor or not Nisan.objects.scoped().exists():
        return {}
    kunci = nisan_key()
    per_sidik = {(n[0].value, nisan_hash(kunci, n)): n for n in nomor if n[1]}
    sidik = [s for _, s in per_sidik]
    hasil: dict[Nomor, Penolakan] = {}
    for mulai in range(0, len(sidik), POTONGAN):
        for satu in Nisan.objects.scoped().filter(sidik_nisan__in=sidik[mulai : mulai + POTONGAN]):
            if ketemu := per_sidik.get((satu.jenis, satu.sidik_nisan)):
                hasil[ketemu] = Penolakan(Pengosongan(satu.keadaan), satu.hari, JenisNisan(satu.jenis))
    return hasil


def refusal_of(*nomor: Nomor) -> Penolakan | None:
    """Why the first of these numbers that stays out does so."""
    tolak = refusals(nomor)
    return next((tolak[n] for n in nomor if n in tolak), None)
