"""Apply an uploaded list, all of it or nothing: the costly part first, then one short transaction.

Of a long list the cells are read, the plan made, numbers hashed and values sealed before the transaction. In it the villages
are locked and it is asked whether anything the plan was made of has moved (`read_cap`); then the rows go in. A short list is
planned under the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from desa.impor.tabel import Tabel
from desa.models import record
from desa.scoped import deed, penjaga
from desa.validators import kunci_nama
from desa.waktu import tanggal_wit
from opd.actions.dasar import Bergerak, save_checked
from opd.actions.data_keluarga_banyak import prepare_data
from opd.actions.impor import BELUM_SIAP, RencanaBerubah, forget_extract, locked, require_waiting
from opd.actions.impor_baris import apply_rows, prepare_sales, prepare_umkm
from opd.actions.impor_cap import Cap, read_cap
from opd.actions.kegiatan_banyak import lock_own, prepare_kegiatan
from opd.actions.keluarga_banyak import prepare_families
from opd.actions.kunci import lock_villages
from opd.enums import JenisImpor, StatusImpor
from opd.impor.rencana import BarisRencana, Hasil, Rencana, perbedaan
from opd.impor.susun import read_impor, susun_impor
from opd.models import AliasOpd, Impor, Opd, Pengguna

Lapor = Callable[[int, int, str], None]
BARIS_PANJANG = 2_000
"""From so many rows on a list is prepared before its transaction, and applied in the background (opd/kerja/impor.py)."""
PERCOBAAN = 3
BERGERAK = "Data desa itu terus berubah selagi impor ini disiapkan. Belum ada yang disimpan; terapkan lagi sesudah beberapa saat."
SIAPKAN: Mapping[str, Callable[..., Any]] = {
    JenisImpor.DATA_KELUARGA: prepare_data,
    JenisImpor.KEGIATAN: prepare_kegiatan,
    JenisImpor.KELUARGA: prepare_families,
    JenisImpor.PENJUALAN: prepare_sales,
    JenisImpor.UMKM: prepare_umkm,
}


@dataclass(frozen=True)
class Siap:
    """A list ready to be written: as it was read, its plan, what that was made of, and the unsaved rows.

    A short list has none of it but itself and its cells.
    """

    impor: Impor
    tabel: Tabel
    rencana: Rencana | None = None
    cap: Cap | None = None
    tulisan: Any = None


def _silent(langkah: int, dari: int, kabar: str) -> None:
    """Nobody waits for a word."""


def is_long(impor: Impor) -> bool:
    """Whether applying the list would keep its page, and everybody who writes, waiting; by the plan that was shown."""
    return count_rows(impor) >= BARIS_PANJANG


def count_rows(impor: Impor) -> int:
    """How many rows the plan that was shown has."""
    return sum(impor.ringkasan.get("hitungan", {}).values())


def apply_impor(impor: Impor, *, sidik: str, by: Pengguna, at: datetime, tabel: Tabel | None = None) -> int:
    """Apply the plan whose fingerprint the person saw; how many rows that wrote.

    Raises RencanaBerubah when the plan of now differs from the one shown, ValidationError when rows are refused or wait for a
    choice; then nothing is written at all.
    """
    for _ in range(PERCOBAAN):
        siap = prepare_impor(impor, sidik=sidik, by=by, at=at, tabel=tabel)
        try:
            return apply_prepared(siap, sidik=sidik, by=by, at=at)
        except Bergerak:
            tabel = None
    raise ValidationError(BERGERAK, code="bergerak")


def prepare_impor(
    impor: Impor, *, sidik: str, by: Pengguna, at: datetime, tabel: Tabel | None = None, lapor: Lapor = _silent
) -> Siap:
    """Everything that applying the list needs and that costs time. Reads only; refusals as `apply_impor`."""
    with penjaga(False):
        kini = Impor.objects.select_related("sk").get(pk=impor.pk)
        require_waiting(kini, by=by, at=at)
        lapor(0, 4, "Membaca berkas.")
        tabel = tabel or read_impor(kini)
        cap = read_cap(kini.jenis, by=by, at=at) if is_long(kini) else None
        if cap is None:
            return Siap(kini, tabel)
        lapor(1, 4, "Memeriksa setiap baris.")
        rencana = susun_impor(kini, by=by, at=at, tabel=tabel)
        _require_shown(kini, rencana, sidik)
        lapor(2, 4, "Menyiapkan yang disimpan.")
        tulisan = _prepared(kini, rencana, by=by, at=at)
        lapor(3, 4, "Menyimpan semua baris.")
        return Siap(kini, tabel, rencana, cap, tulisan)


@deed
def apply_prepared(siap: Siap, *, sidik: str, by: Pengguna, at: datetime) -> int:
    """Write what was prepared; how many rows. Raises Bergerak when something it was made of has moved, else as `apply_impor`."""
    kini = locked(siap.impor, by=by, at=at)
    if kini.jenis == JenisImpor.KEGIATAN:
        lock_own(by, at=at)
    rencana, tulisan = siap.rencana, siap.tulisan
    if rencana is None:
        rencana = susun_impor(kini, by=by, at=at, tabel=siap.tabel)
        _require_shown(kini, rencana, sidik)
        tulisan = _prepared(kini, rencana, by=by, at=at)
    else:
        _require_still(siap, kini, _written(rencana), by=by, at=at)
    baris = _written(rencana)
    _create_alias(rencana, by=by, at=at)
    if baris:
        apply_rows(kini, baris, by=by, at=at, tulisan=tulisan)
    kini.status, kini.diterapkan_oleh, kini.diterapkan_pada = StatusImpor.DITERAPKAN, by, at
    kini.ringkasan = {"hitungan": rencana.hitungan}
    forget_extract(kini)
    save_checked(kini, update_fields=["status", "diterapkan_oleh", "diterapkan_pada", "ringkasan", "isi"])
    record(by, "menerapkan impor", kini, at=at, perubahan={k: [None, v] for k, v in rencana.hitungan.items()})
    return len(baris)


def _written(rencana: Rencana) -> list[BarisRencana]:
    """The rows that applying it writes."""
    return [b for b in rencana.baris if b.hasil in (Hasil.BARU, Hasil.BERUBAH)]


def _prepared(impor: Impor, rencana: Rencana, *, by: Pengguna, at: datetime) -> Any:
    """The unsaved rows, where the kind writes them in bulk."""
    siapkan = SIAPKAN.get(impor.jenis)
    return siapkan(impor, _written(rencana), by=by, at=at) if siapkan else None


def _require_shown(impor: Impor, rencana: Rencana, sidik: str) -> None:
    """Raise unless this is the plan that the person saw and nothing in it blocks."""
    if rencana.sidik != sidik:
        raise RencanaBerubah(perbedaan(impor.ringkasan, rencana))
    if not rencana.siap:
        raise ValidationError(BELUM_SIAP, code="belum_siap")


def _require_still(siap: Siap, kini: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> None:
    """Lock the villages, and raise Bergerak when list, answers or anything stored there are not as they were read."""
    desa = {b.isi.desa_id for b in baris}
    lock_villages(*desa, at=at)
    cap = read_cap(kini.jenis, by=by, at=at, desa=desa)
    sama = (kini.pilihan, bytes(kini.isi)) == (siap.impor.pilihan, bytes(siap.impor.isi))
    if not sama or cap is None or siap.cap is None or cap.of(desa) != siap.cap.of(desa):
        raise Bergerak(BERGERAK, code="bergerak")


def _create_alias(rencana: Rencana, *, by: Pengguna, at: datetime) -> None:
    """Each OPD name that the person settled becomes another name on record, dated today."""
    for nama, opd_id in rencana.alias.values():
        opd = Opd.objects.get(pk=opd_id)
        alias = AliasOpd(opd=opd, nama=nama, kunci=kunci_nama(nama), mulai=tanggal_wit(at), dicatat_oleh=by.label)
        save_checked(alias)
        record(by, "mencatat nama lain OPD", alias, at=at, opd_id=opd.pk, perubahan={"opd": [None, opd.nama]})
