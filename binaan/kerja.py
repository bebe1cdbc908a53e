"""What the worker does for each kind of work. Only `manage.py kerjakan` imports this module: it loads numpy and scipy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from binaan.cetak.paket import choice_of, pack, planned
from binaan.dampak.hitung import work_out
from binaan.dampak.kalimat import verdict
from binaan.dampak.simpan import store_dampak
from binaan.pekerjaan import BUKAN_TUGAS, can_recompute
from binaan.peringkat.hitung import Terhitung, waiting, work_out_objection, work_out_year, years
from desa.waktu import hari_ini
from opd.actions.antrean import HasilKerja
from opd.actions.cetak import TANPA_PERAN
from opd.enums import JenisPekerjaan
from opd.kerja.impor import apply_list
from opd.kerja.naskah import print_paper
from opd.kerja.putar import Kerja, Lapor
from opd.konteks import is_sample
from opd.models import Pekerjaan
from opd.permissions_cetak import can_print


def rank(p: Pekerjaan, lapor: Lapor) -> Callable[[], HasilKerja]:
    """The drafts of a year or two and of granted objections; all of them are kept together."""
    _require(p)
    kini, masa = timezone.now(), years(p.isi_permintaan["tahun"], on=hari_ini())
    sanggahan = waiting()
    dari = len(masa) + len(sanggahan) + 1
    hasil: list[Terhitung] = []
    for tahun in masa:
        lapor(len(hasil), dari, f"Menghitung peringkat {tahun} beserta selangnya.")
        hasil.append(work_out_year(tahun, until=hari_ini(), known_at=None))
    for s in sanggahan:
        lapor(len(hasil), dari, f"Menghitung versi untuk {s}."[:300])
        hasil.append(work_out_objection(s, until=hari_ini(), known_at=None))
    lapor(len(hasil), dari, "Menyimpan hasilnya.")

    def write() -> HasilKerja:
        _require(p)
        draf = [h.store(at=kini, by=p.diminta_oleh) for h in hasil]
        baru = sum(d.dihitung_pada == kini for d in draf)
        tetap = "Masukannya tidak berubah, jadi nilainya tetap."
        return HasilKerja(f"Peringkat {' dan '.join(map(str, masa))} dihitung ulang. {'' if baru else tetap}".strip())

    return write


def measure_impact(p: Pekerjaan, lapor: Lapor) -> Callable[[], HasilKerja]:
    """Whether assisted villages improved more, from what is recorded up to today."""
    _require(p)
    kini, per = timezone.now(), hari_ini()
    lapor(0, 2, "Membandingkan desa binaan dengan desa sebanding.")
    isi = work_out(per)
    lapor(1, 2, "Menyimpan hasilnya.")

    def write() -> HasilKerja:
        _require(p)
        hasil = store_dampak(per, at=kini, by=p.diminta_oleh, **isi)
        tetap = "" if hasil.dihitung_pada == kini else " Datanya tidak berubah sejak hitungan terakhir."
        return HasilKerja(f"Dampak dihitung: {verdict(hasil.putusan, contoh=is_sample())}.{tetap}")

    return write


def bundle(p: Pekerjaan, lapor: Lapor) -> Callable[[], HasilKerja]:
    """The papers of a rakor in one file."""
    siapa, kini, situs = p.diminta_oleh, timezone.now(), p.isi_permintaan["situs"]
    if not can_print(siapa, on=hari_ini()):
        raise PermissionDenied(TANPA_PERAN)
    pilihan = choice_of(p.isi_permintaan["paket"])
    lembaran = planned(siapa, pilihan, hari=hari_ini())
    pilihan_cetak = {"situs": lambda alamat: f"{situs}{alamat}", "contoh": is_sample(), "at": kini, "lapor": lapor}
    berkas, banyak = pack(siapa, pilihan, lembaran, **pilihan_cetak)

    def write() -> HasilKerja:
        nama = f"paket-rakor-{hari_ini().isoformat()}.zip"
        return HasilKerja(f"Paket rakor berisi {banyak} naskah.", berkas=berkas, nama_berkas=nama)

    return write


def _require(p: Pekerjaan) -> None:
    """Raise PermissionDenied when who asked may not ask for it any more."""
    if not can_recompute(p.diminta_oleh, on=hari_ini()):
        raise PermissionDenied(BUKAN_TUGAS)


KERJA: Mapping[str, Kerja] = {
    JenisPekerjaan.IMPOR: apply_list,
    JenisPekerjaan.NASKAH: print_paper,
    JenisPekerjaan.PERINGKAT: rank,
    JenisPekerjaan.DAMPAK: measure_impact,
    JenisPekerjaan.PAKET: bundle,
}
