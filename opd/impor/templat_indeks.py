"""Templates of the lists that only maintainers import: village indices, indicator scores and macro figures."""

from __future__ import annotations

from collections.abc import Callable

from desa.enums import DimensiIDM, JenisAngka, PeriodeMakro, StatusDesa
from desa.impor.tulis import tulis_templat
from desa.models import Desa, Indikator, IndikatorMakro, Kabupaten
from opd.enums import JenisImpor
from opd.impor.kolom_indeks import INDEKS, SKOR
from opd.impor.kolom_makro import MAKRO
from opd.impor.templat import UMUM, village_labels
from opd.models import Pengguna
from opd.rekap.indeks_batas import SINGKAT


def templat_indeks(user: Pengguna) -> bytes:
    """Indices: one row for each village and year."""
    return tulis_templat(
        "Indeks desa",
        INDEKS,
        petunjuk=(
            "Indeks desa seperti pada keputusan menteri: satu baris untuk setiap desa dan tahun. Status tidak dihitung.",
            "Nilai dengan lebih dari empat desimal dibulatkan. Dimensi yang dikosongkan tidak menghapus yang tersimpan.",
            *UMUM,
        ),
        pilihan={
            "Desa": village_labels(Desa.objects.visible_to(user)),
            "Jenis indeks": list(SINGKAT.values()),
            "Status": [str(s.label) for s in StatusDesa],
        },
    )


def templat_skor(user: Pengguna) -> bytes:
    """Scores: the 50 indicators as rows, for one village and year; copy them for the next."""
    urutan = list(DimensiIDM.values)
    baris = sorted(Indikator.objects.visible_to(user), key=lambda i: (urutan.index(i.dimensi), i.nomor))
    return tulis_templat(
        "Skor indikator",
        SKOR,
        petunjuk=(
            "Skor 50 indikator IDM: satu baris untuk setiap desa, tahun, dan indikator. Salin ke-50 baris untuk desa lain.",
            *UMUM,
        ),
        pilihan={"Desa": village_labels(Desa.objects.visible_to(user)), "Dimensi": urutan},
        isi=[{"dimensi": i.dimensi, "nomor": i.nomor, "indikator": i.nama} for i in baris],
    )


def templat_makro(user: Pengguna) -> bytes:
    """Macro figures: one row for each indicator, period and source."""
    return tulis_templat(
        "Angka makro",
        MAKRO,
        petunjuk=(
            "Angka makro: satu baris untuk setiap indikator, periode, dan sumber. Angka tanpa sumber ditolak.",
            *UMUM,
        ),
        pilihan={
            "Indikator": list(IndikatorMakro.objects.visible_to(user).values_list("nama", flat=True)),
            "Wilayah": [k.nama_singkat for k in Kabupaten.objects.visible_to(user).order_by("kode")],
            "Jenis": [str(j.label).lower() for j in JenisAngka],
            "Periode": [str(p.label) for p in PeriodeMakro],
        },
    )


TEMPLAT_RUJUKAN: dict[JenisImpor, Callable[[Pengguna], bytes]] = {
    JenisImpor.INDEKS: templat_indeks,
    JenisImpor.SKOR: templat_skor,
    JenisImpor.MAKRO: templat_makro,
}
"""The template of each list of reference figures."""
