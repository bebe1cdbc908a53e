"""What changed in a quarter since its report was verified, in words. The verified paper itself stays as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, router
from django.db.models import F, Q, Subquery
from django.urls import reverse

from desa.angka import format_bulan, format_rupiah, format_tanggal
from desa.models import Catatan, Penjualan, PerkembanganUmkm, Umkm
from desa.riwayat import Perubahan, baca_riwayat
from desa.waktu import akhir_bulan, mulai_triwulan
from opd.enums import CaraKunjungan, PeranPenugasan
from opd.models import Bantuan, Kegiatan, Kunjungan, LaporanTriwulan, Pengguna
from opd.rekap.bahan_laporan import Baris
from opd.rekap.daftar_json import SIAPA_SAJA, Pertanyaan, day_of, json_list, moment_of
from opd.rekap.foto_fakta import photos_of
from opd.rekap.laporan import quarter_span
from opd.rekap.rentang import bulan_triwulan

Masa = tuple[date, date]

HALAMAN = {"kegiatan": "kegiatan:detail", "kunjungan": "kunjungan:detail", "bantuan": "serah:detail"}
DESA = ("penjualan", "perkembangan", "umkm")
PENUGASAN, DI_DESA, SEJAK = SIAPA_SAJA, SIAPA_SAJA + 1, datetime(1000, 1, 1, tzinfo=UTC)
"""In the words that are written out once, what stands for a report's penugasan, its village and its verification."""
TANGGAL_UMKM = ("dibina_sejak", "dibina_sampai", "tutup_pada", "dibuka_pada")


@dataclass(frozen=True, slots=True)
class SejakVerifikasi:
    """One thing that changed: who, when, what in a sentence, why, and its fields from what to what."""

    jenis: str
    pada: datetime
    oleh: str
    kalimat: str
    alasan: str
    rincian: tuple[Perubahan, ...] = ()
    tautan: str = ""


def changes_since(user: Pengguna, laporan: LaporanTriwulan) -> tuple[SejakVerifikasi, ...]:
    """Everything recorded since the verification about days of its quarter, oldest first. Two queries."""
    masa = quarter_span(laporan.penugasan, laporan.tahun, laporan.triwulan)
    if masa is None or laporan.diverifikasi_pada is None:
        return ()
    daftar = _read(laporan, masa, laporan.diverifikasi_pada)
    catatan = _notes(user, daftar, laporan.diverifikasi_pada)
    hasil = [
        *(_fact(jenis, b, catatan) for jenis in HALAMAN for b in daftar[jenis]),
        *map(_photos, _per_fact(daftar["foto"])),
        *map(_sales, daftar["penjualan"]),
        *(_state(b, catatan) for b in daftar["perkembangan"]),
        *_enterprises(daftar["umkm"], catatan, masa),
    ]
    return tuple(sorted(hasil, key=lambda s: (s.pada, s.kalimat)))


def _read(laporan: LaporanTriwulan, masa: Masa, sejak: datetime) -> dict[str, list[Baris]]:
    """The rows recorded since, of the quarter or moved out of it. One query, the same for every reader of the report."""
    p, bulan = laporan.penugasan, None
    if p.peran == PeranPenugasan.PENANGGUNG_JAWAB:
        semua = bulan_triwulan(mulai_triwulan(laporan.tahun, laporan.triwulan))
        bulan = tuple(b for b in semua if p.covers(akhir_bulan(b)))
    waktu = connections[router.db_for_read(LaporanTriwulan)].ops.adapt_datetimefield_value
    ganti = {PENUGASAN: p.pk, DI_DESA: p.desa_id, waktu(SEJAK): waktu(sejak)}
    hasil = _asked(masa, bulan).read(ganti)
    return {k: hasil.get(k) or [] for k in (*HALAMAN, "foto", *DESA)}


@lru_cache(maxsize=64)
def _asked(masa: Masa, bulan: tuple[date, ...] | None) -> Pertanyaan:
    """What `_read` asks, for any report of these days; of a village too when it has months (`bulan`)."""
    user = Pengguna()
    dalam = Q(tanggal__range=masa) | Q(menggantikan__tanggal__range=masa)
    milik = {"penugasan": PENUGASAN, "dicatat_pada__gt": SEJAK}
    umum = {k: k for k in ("pk", "uuid", "tanggal", "menggantikan_id", "batal", "alasan_koreksi", "alasan_susulan")}
    umum |= {"pada": "dicatat_pada", "oleh": "pencatat"}
    termuat = {"penugasan": PENUGASAN, "tanggal__range": masa, "dicatat_pada__lte": SEJAK}
    kegiatan, kunjungan = Kegiatan.objects.visible_to(user), Kunjungan.objects.visible_to(user)
    foto = photos_of(user, kegiatan.filter(**termuat), kunjungan.filter(**termuat))
    foto = foto.filter(dicatat_pada__gt=SEJAK)  # put later on facts that the report holds
    isi = {
        "kegiatan": json_list(kegiatan.filter(dalam, **milik), **umum, nama="judul"),
        "kunjungan": json_list(kunjungan.filter(dalam, **milik), **umum, nama="cara"),
        "bantuan": json_list(Bantuan.objects.visible_to(user).filter(dalam, **milik), **umum, nama="barang"),
        "foto": json_list(foto, kegiatan="kegiatan__uuid", judul="kegiatan__judul", kunjungan="kunjungan__uuid",
                          hari_kegiatan="kegiatan__tanggal", hari_kunjungan="kunjungan__tanggal", pada="dicatat_pada"),
    }  # fmt: skip
    return Pertanyaan(isi if bulan is None else isi | _village(user, masa, bulan))


def _village(user: Pengguna, masa: Masa, bulan: tuple[date, ...]) -> dict[str, Subquery]:
    penjualan = Penjualan.objects.visible_to(user).filter(umkm__desa=DI_DESA, bulan__in=bulan, dicatat_pada__gt=SEJAK)
    kolom = {k: k for k in ("bulan", "omzet_rp", "berjualan", "batal", "alasan_koreksi", "alasan_susulan")}
    kolom |= {"pada": "dicatat_pada", "oleh": "pencatat", "nama": "umkm__nama", "uuid": "umkm__uuid"}
    kolom |= {f"lama_{k}": f"menggantikan__{k}" for k in ("omzet_rp", "berjualan", "batal")}
    umkm = Umkm.objects.visible_to(user).filter(desa=DI_DESA)
    milik: dict[str, Any] = {k: k for k in ("pk", "uuid", "nama", "dibina_sejak")} | {"pada": F("dicatat_pada")}
    potret = PerkembanganUmkm.objects.visible_to(user).filter(
        Q(tanggal__range=masa) | Q(menggantikan__tanggal__range=masa), umkm__desa=DI_DESA, dicatat_pada__gt=SEJAK
    )
    kata = {k: k for k in ("pk", "tanggal", "menggantikan_id", "batal", "alasan_koreksi", "alasan_susulan")}
    kata |= {"pada": "dicatat_pada", "oleh": "pencatat", "nama": "umkm__nama", "uuid": "umkm__uuid"}
    kata["lama_batal"] = "menggantikan__batal"
    return {
        "penjualan": json_list(penjualan, **kolom),
        "perkembangan": json_list(potret, **kata),
        "umkm": json_list(umkm, **milik),
    }


def _notes(user: Pengguna, daftar: dict[str, list[Baris]], sejak: datetime) -> dict[tuple[str, str], list[Catatan]]:
    """The audit rows of what was corrected, and of the village's enterprises. At most one query."""
    tentang = Q(pk__in=[])
    for jenis in HALAMAN:
        pks = [str(b["pk"]) for b in daftar[jenis] if b["menggantikan_id"] and not b["batal"]]
        tentang |= Q(objek_jenis=f"opd.{jenis}", objek_id__in=pks, tindakan__startswith="mengoreksi") if pks else Q()
    potret = [str(b["pk"]) for b in daftar["perkembangan"] if b["menggantikan_id"] and not b["batal"]]
    if potret:
        tentang |= Q(objek_jenis="desa.perkembanganumkm", objek_id__in=potret, tindakan__startswith="mengoreksi")
    umkm = [str(b["pk"]) for b in daftar["umkm"]]
    if umkm:
        tentang |= Q(objek_jenis="desa.umkm", objek_id__in=umkm, pada__gt=sejak)
    hasil: dict[tuple[str, str], list[Catatan]] = {}
    if tentang != Q(pk__in=[]):
        for c in Catatan.objects.visible_to(user).filter(tentang).order_by("pada", "pk"):
            hasil.setdefault((c.objek_jenis.partition(".")[2], c.objek_id), []).append(c)
    return hasil


# --- in words ------------------------------------------------------------------------------------------------------


def _fact(jenis: str, b: Baris, catatan: dict[tuple[str, str], list[Catatan]]) -> SejakVerifikasi:
    nama = CaraKunjungan(b["nama"]).label if jenis == "kunjungan" else f"{jenis.capitalize()} “{b['nama']}”"
    kalimat = f"{nama}, {format_tanggal(day_of(b['tanggal']))}"
    dasar = {"pada": moment_of(b["pada"]), "oleh": b["oleh"], "tautan": reverse(HALAMAN[jenis], args=[UUID(b["uuid"])])}
    if not b["menggantikan_id"]:
        return SejakVerifikasi("susulan", kalimat=f"{kalimat}, dicatat susulan", alasan=b["alasan_susulan"], **dasar)
    if b["batal"]:
        return SejakVerifikasi("batal", kalimat=f"{kalimat}, dibatalkan", alasan=b["alasan_koreksi"], **dasar)
    milik = catatan.get((jenis, str(b["pk"])), [])
    rincian = tuple(u for r in baca_riwayat(apps.get_model("opd", jenis), milik) for u in r.perubahan)
    return SejakVerifikasi(
        "koreksi", kalimat=f"{kalimat}, dikoreksi", alasan=b["alasan_koreksi"], rincian=rincian, **dasar
    )


def _per_fact(foto: Iterable[Baris]) -> Iterator[tuple[str, list[Baris]]]:
    per: dict[str, list[Baris]] = {}
    for b in foto:
        per.setdefault(b["kegiatan"] or b["kunjungan"], []).append(b)
    yield from per.items()


def _photos(isi: tuple[str, list[Baris]]) -> SejakVerifikasi:
    uuid, foto = isi
    b, jenis = foto[0], "kegiatan" if foto[0]["kegiatan"] else "kunjungan"
    nama = f"Kegiatan “{b['judul']}”" if jenis == "kegiatan" else "Kunjungan"
    hari = format_tanggal(day_of(b[f"hari_{jenis}"]))
    pada = max(moment_of(f["pada"]) for f in foto)
    tautan = reverse(HALAMAN[jenis], args=[UUID(uuid)])
    return SejakVerifikasi("koreksi", pada, "", f"{nama}, {hari}, mendapat {len(foto)} foto", "", tautan=tautan)


def _sales(b: Baris) -> SejakVerifikasi:
    lama = _sold(b["lama_omzet_rp"], berjualan=b["lama_berjualan"], batal=b["lama_batal"])
    kini = _sold(b["omzet_rp"], berjualan=b["berjualan"], batal=b["batal"])
    jenis = "batal" if b["batal"] else "koreksi" if lama != BELUM else "susulan"
    kalimat = f"{b['nama']} {format_bulan(day_of(b['bulan']))}"
    return SejakVerifikasi(
        jenis,
        moment_of(b["pada"]),
        b["oleh"],
        f"Penjualan {kalimat}" if lama != kini else f"Saluran penjualan {kalimat} dirinci ulang, omzetnya tetap {kini}",
        b["alasan_susulan"] if jenis == "susulan" else b["alasan_koreksi"],
        (Perubahan("Omzet", lama, kini),) if lama != kini else (),
        reverse("umkm:detail", args=[UUID(b["uuid"])]),
    )


BELUM = "belum dilaporkan"


def _sold(omzet_rp: int | None, *, berjualan: Any, batal: Any) -> str:
    if omzet_rp is None or batal:
        return BELUM
    return format_rupiah(omzet_rp) if berjualan else "tidak berjualan"


def _state(b: Baris, catatan: dict[tuple[str, str], list[Catatan]]) -> SejakVerifikasi:
    """A quarterly state; of its rupiah no more than that they changed."""
    baru = not b["menggantikan_id"] or b["lama_batal"]
    jenis = "batal" if b["batal"] else "susulan" if baru else "koreksi"
    kata = {"batal": "dibatalkan", "susulan": "dicatat susulan", "koreksi": "dikoreksi"}[jenis]
    milik = catatan.get(("perkembanganumkm", str(b["pk"])), [])
    return SejakVerifikasi(
        jenis,
        moment_of(b["pada"]),
        b["oleh"],
        f"Perkembangan {b['nama']}, {format_tanggal(day_of(b['tanggal']))}, {kata}",
        b["alasan_susulan"] if jenis == "susulan" else b["alasan_koreksi"],
        tuple(u for r in baca_riwayat(PerkembanganUmkm, milik) for u in r.perubahan),
        reverse("perkembangan:daftar", args=[UUID(b["uuid"])]),
    )


def _enterprises(
    umkm: Iterable[Baris], catatan: dict[tuple[str, str], list[Catatan]], masa: Masa
) -> Iterator[SejakVerifikasi]:
    """Enterprises registered late, and those whose dates of the quarter changed."""
    for b in umkm:
        tautan = reverse("umkm:detail", args=[UUID(b["uuid"])])
        for c in catatan.get(("umkm", str(b["pk"])), []):
            baru = c.tindakan == "mendaftarkan UMKM"
            if baru and masa[0] <= day_of(b["dibina_sejak"]) <= masa[1]:
                kalimat = f"UMKM {b['nama']} didaftarkan, dibina sejak {format_tanggal(day_of(b['dibina_sejak']))}"
                yield SejakVerifikasi("susulan", c.pada, c.oleh, kalimat, c.alasan, tautan=tautan)
            elif isi := {k: v for k, v in c.perubahan.items() if k in TANGGAL_UMKM and _touches(v, masa)}:
                [r] = baca_riwayat(Umkm, [c])
                jenis = "susulan" if "susulan" in c.perubahan else "koreksi"
                rincian = tuple(u for k, u in zip(c.perubahan, r.perubahan, strict=True) if k in isi)
                yield SejakVerifikasi(
                    jenis, c.pada, c.oleh, f"UMKM {b['nama']}: {c.tindakan}", c.alasan, rincian, tautan
                )


def _touches(nilai: list[Any], masa: Masa) -> bool:
    return any(n and masa[0] <= date.fromisoformat(str(n)) <= masa[1] for n in nilai)


def summed_up(perubahan: Iterable[SejakVerifikasi]) -> str:
    """ "2 susulan, 1 koreksi, 1 pembatalan sejak verifikasi": how many of each, late facts always named."""
    banyak = Counter(p.jenis for p in perubahan)
    kata = [f"{banyak['susulan']} susulan"]
    kata += [
        f"{banyak[jenis]} {nama}" for jenis, nama in (("koreksi", "koreksi"), ("batal", "pembatalan")) if banyak[jenis]
    ]
    return f"{', '.join(kata)} sejak verifikasi"
