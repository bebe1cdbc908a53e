"""Templates to fill in: headings, notes and drop-downs; the sales one comes with the enterprises and months in it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from desa.angka import format_bulan
from desa.enums import BentukUsaha, DefinisiEkstrem, JenisLegalitas, Pembukuan
from desa.impor.tulis import tulis_templat
from desa.models import (
    Desa,
    Legalitas,
    MasaTutup,
    Penjualan,
    PenjualanSaluran,
    PenutupanUmkm,
    PerkembanganUmkm,
    PotretKesejahteraan,
    Umkm,
)
from desa.models.kesejahteraan import KK, SUMBER
from desa.waktu import akhir_bulan, daftar_bulan, tambah_bulan
from opd.actions.isi_perkembangan import KEADAAN
from opd.actions.kegiatan import LUAR_RENCANA
from opd.enums import JenisImpor, PeranPenugasan
from opd.impor.kolom import BATAS, KEGIATAN, KELUARGA, LAMPIRAN, PENJUALAN, PERKEMBANGAN, POTRET, UMKM
from opd.models import BarisRencana, Opd
from opd.permissions_usaha import Masa, answers_on
from opd.rekap.legalitas import held_on
from opd.rekap.perkembangan import owing
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan
from opd.rekap.saluran import Saluran, channels_of

UMUM = (
    "Isi mulai baris kedua lembar pertama. Urutan kolom boleh diubah; judulnya jangan dihapus.",
    "Setelah diunggah, aplikasi memperlihatkan dahulu apa yang akan terjadi; tidak ada yang disimpan sebelum Anda terapkan.",
)


def templat_lampiran(opd: QuerySet[Opd], desa: QuerySet[Desa]) -> bytes:
    """The annex: one row for each pairing of an OPD and a village."""
    return tulis_templat(
        "Lampiran",
        LAMPIRAN,
        petunjuk=("Lampiran SK: satu baris untuk setiap pasangan OPD dan desa.", *UMUM),
        pilihan={
            "OPD": list(opd.filter(berlaku_selesai__isnull=True).values_list("nama", flat=True)),
            "Desa": village_labels(desa),
            "Peran": [p.label.lower() for p in PeranPenugasan],
        },
    )


def templat_umkm(desa: QuerySet[Desa]) -> bytes:
    """Enterprises: one row each."""
    return tulis_templat(
        "UMKM",
        UMKM,
        petunjuk=("Daftar UMKM: satu baris untuk setiap usaha. Sel kosong tidak mengubah data yang tersimpan.", *UMUM),
        pilihan={
            "Desa": village_labels(desa),
            "Bentuk": [b.label for b in BentukUsaha],
            "Jenis kelamin": ["L", "P"],
            "Keluarga miskin": ["ya", "tidak"],
            "Makanan/minuman": ["ya", "tidak"],
        },  # fmt: skip
    )


def templat_kegiatan(desa: QuerySet[Desa], baris: QuerySet[BarisRencana]) -> bytes:
    """Activities: one row each; the lines of the plans in force to choose from."""
    nama = baris.order_by("kegiatan").values_list("kegiatan", flat=True).distinct()
    return tulis_templat(
        "Kegiatan",
        KEGIATAN,
        petunjuk=(
            "Kegiatan OPD: satu baris untuk setiap kegiatan yang sudah dilaksanakan.",
            "Untuk mengubah yang sudah tercatat, unduh daftar Kegiatan, ubah di sana, lalu unggah; Pengenal jangan diubah.",
            "Foto, BAST, dan UMKM yang dijangkau diisi pada halaman kegiatannya.",
            *UMUM,
        ),
        pilihan={"Desa": village_labels(desa), "Baris rencana": [*nama, LUAR_RENCANA]},
    )


def templat_potret(desa: QuerySet[Desa], tercatat: Iterable[PotretKesejahteraan] = ()) -> bytes:
    """Potret kesejahteraan: one row for each village, source and day; those of `tercatat` filled in, to be corrected."""
    return tulis_templat(
        "Potret",
        POTRET,
        petunjuk=(
            "Potret kesejahteraan: satu baris untuk setiap desa, sumber, dan tanggal data.",
            "Sel yang kosong berarti belum diketahui, bukan nol. Setiap potret dihitung sesudah diverifikasi.",
            "Baris berpengenal mengoreksi potret yang tercatat; yang tidak diubah atau dihapus tidak mengubah apa pun.",
            *UMUM,
        ),
        pilihan={
            "Desa": village_labels(desa),
            "Sumber": [label for _, label in SUMBER],
            "Arti": [str(d.label) for d in DefinisiEkstrem if d != DefinisiEkstrem.LAINNYA],
        },
        isi=[_baris_potret(p) for p in tercatat],
    )


def _baris_potret(p: PotretKesejahteraan) -> dict[str, Any]:
    """The cells of a recorded potret, as the import reads them."""
    arti = f"Lainnya: {p.definisi_lain}" if p.definisi == DefinisiEkstrem.LAINNYA else p.get_definisi_display()
    tempat = {
        "kode": p.desa.kode, "desa": p.desa.nama, "kecamatan": p.desa.kecamatan.nama,
        "kabupaten": p.desa.kecamatan.kabupaten.nama,
    }  # fmt: skip
    isi = {"sumber": p.get_sumber_display(), "tanggal_data": p.tanggal_data, "definisi": arti, "dokumen": p.dokumen}
    return tempat | isi | {n: getattr(p, n) for n in KK} | {"pengenal": str(p.uuid)}


def templat_keluarga(desa: QuerySet[Desa]) -> bytes:
    """Target families: one row each."""
    return tulis_templat(
        "Keluarga",
        KELUARGA,
        petunjuk=("Keluarga sasaran: satu baris untuk setiap keluarga. Format kolom NIK dan KK sebagai Teks.", *UMUM),
        pilihan={
            "Desa": village_labels(desa),
            "Jenis kelamin": ["L", "P"],
            "Desil": [str(n) for n in range(1, 11)],
        },
    )


def templat_penjualan(
    umkm: QuerySet[Umkm],
    penjualan: QuerySet[Penjualan],
    saluran: QuerySet[PenjualanSaluran],
    penutupan: QuerySet[PenutupanUmkm],
    *,
    dari: date,
    sampai: date,
    masa: Mapping[int, Sequence[Masa]] | None = None,
) -> bytes:
    """Sales of the months `dari` to `sampai` of these enterprises; what was reported already is filled in. Four queries.

    `masa` tells by village whose months are (None: all of them); those of another OPD, which an upload refuses, are left out.
    """
    jual = penjualan.in_force().filter(bulan__gte=dari, bulan__lte=sampai)  # type: ignore[attr-defined]
    bagian = channels_of(saluran.filter(penjualan__in=jual.order_by().values("pk")))
    ada = {(p.umkm_id, p.bulan): p for p in jual}
    tutup: dict[int, list[MasaTutup]] = defaultdict(list)
    for p in penutupan.in_force().filter(umkm__in=umkm.order_by().values("pk")):  # type: ignore[attr-defined]
        tutup[p.umkm_id].append(p.masa)
    return tulis_templat(
        "Penjualan",
        PENJUALAN,
        petunjuk=(
            "Penjualan bulanan: satu baris untuk setiap UMKM dan bulan. Tulis rupiah penuh, atau: tidak berjualan.",
            "Saluran boleh dirinci; jumlahnya harus sama dengan omzet, atau kosongkan omzet supaya dihitung dari saluran.",
            "Sel omzet dan saluran yang kosong berarti belum dilaporkan, bukan nol.",
            "Bulan yang diisi OPD lain, karena desanya diserahterimakan, tidak dimuat.",
            *UMUM,
        ),
        isi=list(_baris_penjualan(umkm, tutup, ada, bagian, daftar_bulan(dari, sampai), masa))[
            : BATAS[JenisImpor.PENJUALAN]
        ],
    )


def templat_perkembangan(
    umkm: QuerySet[Umkm], potret: QuerySet[PerkembanganUmkm], izin: QuerySet[Legalitas], *, awal: date, on: date
) -> bytes:
    """The states of a quarter of these enterprises; what was recorded already is filled in. Three queries."""
    milik = umkm.filter(owing(awal, until=on))
    ada = {p.umkm_id: p for p in potret.in_force().filter(triwulan=awal)}  # type: ignore[attr-defined]
    legal: dict[int, list[Legalitas]] = defaultdict(list)
    for satu in izin.filter(umkm__in=milik.order_by().values("pk")):
        legal[satu.umkm_id].append(satu)
    urut = milik.select_related("desa__kecamatan__kabupaten").order_by("desa__kode", "nama", "pk")
    hari = min(akhir_triwulan(awal), on)
    return tulis_templat(
        "Perkembangan",
        PERKEMBANGAN,
        petunjuk=(
            f"Perkembangan {sebut_triwulan(awal)}: satu baris untuk setiap UMKM. Isi tanggal ketika usahanya dilihat.",
            "Sel kosong berarti tidak diketahui, bukan 0; pada yang sudah dicatat, sel kosong tidak mengubahnya.",
            "Aset, pajak, dan kredit ialah data pribadi pemilik: simpan berkas ini di komputer kantor.",
            *UMUM,
        ),
        pilihan={"Pembukuan": [p.label.lower() for p in Pembukuan], "Ya atau tidak": ["ya", "tidak"]},
        isi=[_baris_usaha(u) | _keadaan(u, ada.get(u.pk), legal[u.pk], hari) for u in urut],
    )


def _keadaan(u: Umkm, p: PerkembanganUmkm | None, izin: Sequence[Legalitas], hari: date) -> dict[str, Any]:
    """The cells of what was recorded; of an enterprise without a state whether it held a NIB."""
    if p is None:
        return {"berizin": "ya" if JenisLegalitas.NIB in held_on(u.nib, izin, hari) else "tidak", "versi": 0}
    isi = {n: getattr(p, n) for n in ("tanggal", *KEADAAN) if getattr(p, n) not in (None, "")}
    kata = {n: str(getattr(p, f"get_{n}_display")()).lower() for n in ("pembukuan", "berizin", "kredit") if n in isi}
    return isi | kata | {"versi": p.pk}


def _baris_usaha(u: Umkm) -> dict[str, Any]:
    """The cells that say which enterprise a row means."""
    return {
        "pengenal": str(u.uuid), "nib": u.nib if u.nib.isdigit() else None, "umkm": u.nama, "kode": u.desa.kode,
        "desa": u.desa.nama, "kecamatan": u.desa.kecamatan.nama, "kabupaten": u.desa.kecamatan.kabupaten.nama,
    }  # fmt: skip


def village_labels(desa: QuerySet[Desa]) -> list[str]:
    return [d.nama_lengkap for d in desa.with_place().order_by("kode")]  # type: ignore[attr-defined]


def _baris_penjualan(
    umkm: QuerySet[Umkm],
    tutup: Mapping[int, Sequence[MasaTutup]],
    ada: Mapping[tuple[int, date], Penjualan],
    bagian: Mapping[int, Saluran],
    bulan_list: Sequence[date],
    masa: Mapping[int, Sequence[Masa]] | None,
) -> Iterable[dict[str, Any]]:
    for u in umkm.select_related("desa__kecamatan__kabupaten").order_by("desa__kode", "nama", "pk"):
        for bulan in bulan_list:
            if u.dibina_sejak >= tambah_bulan(bulan, 1) or (u.dibina_sampai and u.dibina_sampai <= bulan):
                continue
            if any(m.whole_month(bulan) for m in tutup.get(u.pk, ())):
                continue
            if masa is not None and not answers_on(masa.get(u.desa_id, ()), akhir_bulan(bulan)):
                continue
            yield _baris_usaha(u) | {"bulan": format_bulan(bulan)} | _terisi(ada.get((u.pk, bulan)), bagian)


def _terisi(p: Penjualan | None, bagian: Mapping[int, Saluran]) -> dict[str, Any]:
    """The cells of what was reported already, and of which row they tell; 0: of none."""
    if p is None:
        return {"versi": 0}
    return {"omzet": p.omzet_rp if p.berjualan else "tidak berjualan", "versi": p.pk} | dict(bagian.get(p.pk, ()))
