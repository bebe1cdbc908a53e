"""The desks of the sample's papers: who writes, approves and verifies for an OPD, and the steps as the deeds record them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from desa.models import Catatan, make_catatan
from opd.contoh.dunia import Dunia
from opd.enums import KATA_TINDAKAN, Peran, StatusNaskah, TindakanNaskah
from opd.models import LangkahNaskah, LaporanTriwulan, Pengguna, Penugasan, RencanaAksi

S, T = StatusNaskah, TindakanNaskah
PENYUSUN, PENYETUJU = "contoh.penyusun", "contoh.penyetuju"
BERAKUN = {"diskop-ukm": "", "dpmd": ".dpmd"}
"""The OPDs whose operator and head sign in, with the end of their user names."""

LANGKAH = {
    T.AJUKAN: (S.DRAF, S.DIAJUKAN),
    T.SETUJUI: (S.DIAJUKAN, S.DISETUJUI),
    T.VERIFIKASI: (S.DISETUJUI, S.DIVERIFIKASI),
    T.KEMBALIKAN: (S.DIAJUKAN, S.DIKEMBALIKAN),
    T.TOLAK: (S.DISETUJUI, S.DIKEMBALIKAN),
}
"""Each move, from which state to which."""

Jalan = tuple[TindakanNaskah, ...]
"""The moves a paper has made; none: a draft."""
SAMPAI: dict[StatusNaskah, Jalan] = {
    S.DRAF: (),
    S.DIAJUKAN: (T.AJUKAN,),
    S.DISETUJUI: (T.AJUKAN, T.SETUJUI),
    S.DIVERIFIKASI: (T.AJUKAN, T.SETUJUI, T.VERIFIKASI),
    S.DIKEMBALIKAN: (T.AJUKAN, T.KEMBALIKAN),
}
"""The shortest way to each state."""
DITOLAK: Jalan = (T.AJUKAN, T.SETUJUI, T.TOLAK)
"""Returned from the verifikator's desk."""


@dataclass(frozen=True)
class Meja:
    """Who writes, approves and verifies for an OPD."""

    penyusun: Pengguna
    kepala: Pengguna
    verifikator: Pengguna

    def pelaku(self, tindakan: TindakanNaskah, singkatan: str) -> tuple[Pengguna, str]:
        """Who makes that move, and as what."""
        if tindakan == T.AJUKAN:
            return self.penyusun, _operator(singkatan)
        if tindakan in (T.SETUJUI, T.KEMBALIKAN):
            return self.kepala, f"Kepala {singkatan}"
        return self.verifikator, str(Peran.VERIFIKATOR.label)


def _operator(singkatan: str) -> str:
    return f"{Peran.OPERATOR_OPD.label} {singkatan}"


def buat_penyusun(dunia: Dunia) -> None:
    """Two people who cannot sign in write and approve for the OPDs without accounts of their own."""
    for username, nama in ((PENYUSUN, "CONTOH Penyusun Naskah"), (PENYETUJU, "CONTOH Kepala OPD")):
        akun = Pengguna(username=username, nama=nama, is_active=False)
        akun.set_unusable_password()
        akun.save(force_insert=True)
        dunia.akun[username] = akun


def meja_of(dunia: Dunia, p: Penugasan) -> Meja:
    """The desks of the OPD that answers for the village."""
    akhiran = BERAKUN.get(p.opd.slug)
    if akhiran is None:
        penyusun, kepala = dunia.akun[PENYUSUN], dunia.akun[PENYETUJU]
    else:
        penyusun, kepala = dunia.akun[f"contoh.operator{akhiran}"], dunia.akun[f"contoh.kepala{akhiran}"]
    return Meja(penyusun, kepala, dunia.akun["contoh.bappeda"])


def langkah_of(
    naskah: RencanaAksi | LaporanTriwulan, jalan: Jalan, meja: Meja, saat: Sequence[datetime]
) -> list[LangkahNaskah]:
    """The moves of a saved paper, the first of them on its version less the moves."""
    milik = {"laporan" if isinstance(naskah, LaporanTriwulan) else "rencana": naskah}
    hasil = []
    for versi, (tindakan, pada) in enumerate(zip(jalan, saat, strict=True), naskah.versi - len(jalan)):
        (dari, ke), (oleh, sebagai) = LANGKAH[tindakan], meja.pelaku(tindakan, naskah.penugasan.opd.singkatan)
        alasan = naskah.alasan_kembali if ke == S.DIKEMBALIKAN else ""
        isi = {"tindakan": tindakan, "dari": dari, "ke": ke, "versi": versi, "alasan": alasan}
        hasil.append(LangkahNaskah(**isi, oleh=oleh, sebagai=sebagai, pada=pada, **milik))
    return hasil


def beri_nama(naskah: RencanaAksi | LaporanTriwulan, langkah: Sequence[LangkahNaskah]) -> None:
    """The state after these moves and the names of the round under way; a return clears them."""
    naskah.status, naskah.di_meja_sejak = S.DRAF, naskah.dibuat_pada
    for k in langkah:
        naskah.status, naskah.di_meja_sejak = k.ke, k.pada
    for k in langkah if naskah.status != S.DIKEMBALIKAN else ():
        setattr(naskah, f"{k.ke}_oleh", k.oleh)
        setattr(naskah, f"{k.ke}_pada", k.pada)


def catatan_of(
    naskah: RencanaAksi | LaporanTriwulan, langkah: Sequence[LangkahNaskah], *, menyusun: str = "menyusun"
) -> Iterator[Catatan]:
    """One Catatan for each deed, as the deeds write them."""
    nama, opd = naskah._meta.verbose_name, naskah.penugasan.opd
    awal = make_catatan(naskah.disunting_oleh, f"{menyusun} {nama}", naskah, at=naskah.dibuat_pada, opd_id=opd.pk)
    awal.sebagai = _operator(opd.singkatan)
    yield awal
    for k in langkah:
        kata = f"{KATA_TINDAKAN[T(k.tindakan)][0]} {nama}"
        perubahan = {"status": [k.dari, k.ke]}
        pindah = make_catatan(k.oleh, kata, naskah, at=k.pada, perubahan=perubahan, alasan=k.alasan, opd_id=opd.pk)
        pindah.sebagai = k.sebagai
        yield pindah
