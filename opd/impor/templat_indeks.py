"""Templates of the lists that only maintainers import: village indices, indicator scores and macro figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from desa.enums import DimensiIDM, JenisAngka, JenisIndeks, PeriodeMakro, StatusDesa
from desa.impor.tulis import tulis_templat
from desa.models import Desa, IndeksDesa, Indikator, IndikatorMakro, Kabupaten
from desa.models.indeks import DIMENSI
from opd.actions.indeks import TIGA
from opd.enums import JenisImpor
from opd.impor.indeks import version_of
from opd.impor.kolom_indeks import INDEKS, SKOR, SUB
from opd.impor.kolom_makro import MAKRO
from opd.impor.templat import UMUM, village_labels
from opd.models import Pengguna
from opd.rekap.indeks_batas import SINGKAT


def templat_indeks(
    desa: QuerySet[Desa], tercatat: Iterable[IndeksDesa] = (), bagian: Mapping[int, Mapping[str, Decimal]] = {}
) -> bytes:
    """Indices: one row for each village and year; those of `tercatat` filled in, with their sub-dimensions."""
    return tulis_templat(
        "Indeks desa",
        INDEKS,
        petunjuk=(
            "Indeks desa seperti pada keputusan menteri: satu baris untuk setiap desa dan tahun. Status tidak dihitung.",
            "Nilai dengan lebih dari empat desimal dibulatkan. Dimensi yang dikosongkan tidak menghapus yang tersimpan.",
            "Baris yang terisi dari indeks tercatat mengoreksinya; yang tidak diubah atau dihapus tidak mengubah apa pun.",
            *UMUM,
        ),
        pilihan={
            "Desa": village_labels(desa),
            "Jenis indeks": list(SINGKAT.values()),
            "Status": [str(s.label) for s in StatusDesa],
        },
        isi=[_baris_indeks(i, bagian.get(i.pk, {})) for i in tercatat],
    )


def _baris_indeks(i: IndeksDesa, sub: Mapping[str, Decimal]) -> dict[str, Any]:
    """The cells of a recorded index, as the import reads them."""
    tempat = {
        "kode": i.desa.kode, "desa": i.desa.nama, "kecamatan": i.desa.kecamatan.nama,
        "kabupaten": i.desa.kecamatan.kabupaten.nama,
    }  # fmt: skip
    isi = {"jenis": SINGKAT[JenisIndeks(i.jenis)], "tahun": i.tahun, "nilai": i.nilai, "status": i.get_status_display()}
    angka = {n: getattr(i, n) for n in (*TIGA, *DIMENSI)} | {f"{SUB}{n}": poin for n, poin in sub.items()}
    return tempat | isi | angka | {"sumber": i.sumber, "tanggal_data": i.tanggal_data, "versi": version_of(i, sub)}


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
    JenisImpor.SKOR: templat_skor,
    JenisImpor.MAKRO: templat_makro,
}
"""The template of each list of reference figures."""
