"""The plan of a stored upload, whatever its kind: read the kept bytes, then hand the table to the right planner."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desa.impor.tabel import Tabel, baca_tabel
from desa.impor.tulis import tulis_kesalahan
from desa.scoped import penjaga
from desa.versi_data import remember
from desa.waktu import tanggal_wit
from opd.enums import IMPOR_KELUARGA, JenisImpor, Peran
from opd.impor.data_keluarga import rencanakan_data_keluarga
from opd.impor.indeks import rencanakan_indeks
from opd.impor.kegiatan import rencanakan_kegiatan
from opd.impor.kegiatan_tersimpan import Tersimpan
from opd.impor.keluarga import rencanakan_keluarga
from opd.impor.kolom import KOLOM, WAJIB, row_limit
from opd.impor.lampiran import rencanakan_lampiran
from opd.impor.makro import rencanakan_makro
from opd.impor.penjualan import rencanakan_penjualan
from opd.impor.perkembangan import rencanakan_perkembangan
from opd.impor.peta import mapped_columns
from opd.impor.potret import rencanakan_potret
from opd.impor.rencana import Rencana, with_skipped
from opd.impor.skor import rencanakan_skor
from opd.impor.umkm import PerencanaUmkm
from opd.models import Impor, Pengguna, Sk
from opd.models.impor import BERNAMA
from opd.permissions_usaha import village_periods
from opd.rekap.indeks_batas import read_batas
from opd.rekap.kunci import read_kunci


def baca_berkas(jenis: str, isi: bytes) -> Tabel:
    """The bytes as a table of that kind's columns. Raises BerkasDitolak with one sentence."""
    return baca_tabel(isi, KOLOM[JenisImpor(jenis)], wajib=WAJIB[JenisImpor(jenis)], batas=row_limit(jenis))


def read_impor(impor: Impor) -> Tabel:
    """The kept bytes as a table; of an extract, by the columns that were said. Raises BerkasDitolak."""
    if impor.jenis != JenisImpor.KELUARGA:
        return baca_berkas(impor.jenis, impor.berkas)
    kolom = mapped_columns(impor.pilihan.get("peta", {}))
    return baca_tabel(impor.berkas, kolom, wajib=(), batas=row_limit(impor.jenis))


def susun(
    jenis: str, tabel: Tabel, pilihan: Mapping[str, Any], *, sk: Sk | None, by: Pengguna, at: datetime
) -> Rencana:
    """The plan as it stands at that moment for that person. Reads across the scopes, as a comparison must; writes nothing."""
    on = tanggal_wit(at)
    with penjaga(False):
        if jenis == JenisImpor.LAMPIRAN:
            if sk is None:
                raise ValueError("Lampiran harus menyebut SK-nya.")
            return rencanakan_lampiran(sk, tabel, pilihan, on=on)
        if jenis == JenisImpor.PERKEMBANGAN:
            desa = set(by.own_desa().values_list("pk", flat=True))
            kunci, masa = read_kunci(at=at, desa=desa), village_periods(by, on=on)
            return rencanakan_perkembangan(tabel, pilihan, boleh=desa, masa=masa, on=on, kunci=kunci)
        if jenis == JenisImpor.INDEKS:
            return rencanakan_indeks(tabel, pilihan, on=on, batas=read_batas(by))
        if jenis == JenisImpor.SKOR:
            return rencanakan_skor(tabel, pilihan, on=on)
        if jenis == JenisImpor.MAKRO:
            return rencanakan_makro(tabel, on=on)
        if jenis == JenisImpor.KEGIATAN:
            ada = Tersimpan(by, on=on)
            kunci = read_kunci(at=at, penugasan=list(ada.penugasan))
            return rencanakan_kegiatan(tabel, pilihan, ada=ada, on=on, kunci=kunci)
        boleh = None if by.may_maintain_reference() else set(by.managed_desa().values_list("pk", flat=True))
        if jenis == JenisImpor.POTRET:
            return rencanakan_potret(tabel, pilihan, boleh=boleh, baca=_readable(by), on=on)
        kunci = read_kunci(at=at, desa=by.managed_desa())
        if jenis in IMPOR_KELUARGA:
            milik = None if by.holds(Peran.VERIFIKATOR, on=on) else _readable(by)
            if jenis == JenisImpor.DATA_KELUARGA:
                return rencanakan_data_keluarga(tabel, pilihan, boleh=milik)
            return rencanakan_keluarga(tabel, pilihan, boleh=milik, on=on, kunci=kunci)
        if jenis == JenisImpor.UMKM:
            baca = _readable(by)
            return PerencanaUmkm(tabel, pilihan, boleh=boleh, baca=baca, on=on, kunci=kunci).rencana()
        masa = {} if boleh is None else village_periods(by, on=on)
        return rencanakan_penjualan(tabel, pilihan, boleh=boleh, masa=masa, on=on, kunci=kunci)


def _readable(by: Pengguna) -> set[int]:
    """The villages whose personal data this person reads: nobody's plan compares with what they may not read."""
    return set(by.personal_desa().values_list("pk", flat=True))


def susun_impor(impor: Impor, *, by: Pengguna, at: datetime, tabel: Tabel | None = None) -> Rencana:
    """The plan of a stored upload with the choices made so far; `tabel` when its bytes were read already."""
    tabel = tabel or read_impor(impor)
    rencana = susun(impor.jenis, tabel, impor.pilihan, sk=impor.sk, by=by, at=at)
    return with_skipped(rencana, impor.ringkasan.get("dilewati", {}))


def plan_shown(impor: Impor, *, by: Pengguna, at: datetime) -> Rencana:
    """`susun_impor` for who pages through it: the same plan while nothing was written, at most for an hour.

    A list that names persons is planned anew each time: nothing of persons is kept in memory, and each look is recorded.
    """
    if impor.jenis in BERNAMA:
        return susun_impor(impor, by=by, at=at)
    kunci = ("impor", impor.pk, by.pk, at.replace(minute=0, second=0, microsecond=0))
    return remember(kunci, lambda: susun_impor(impor, by=by, at=at))


def buku_kesalahan(impor: Impor, rencana: Rencana) -> bytes:
    """The uploaded sheet with the column "Kesalahan"."""
    keluarga = impor.jenis == JenisImpor.KELUARGA
    kolom = mapped_columns(impor.pilihan.get("peta", {})) if keluarga else KOLOM[JenisImpor(impor.jenis)]
    batas = row_limit(impor.jenis)
    return tulis_kesalahan(impor.berkas, kolom, rencana.kesalahan(), batas=batas)
