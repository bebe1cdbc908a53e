"""What waits for a person today, oldest first: a sentence, and the form that ends it (desain.md, section 5).

Only what the person's own roles can settle: heads and operators see the villages of their OPDs, the maintainers see data
to confirm and uploads left on their preview. Every figure comes from its roll-up; nothing is defined here but when a
task begins to wait.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import TruncDate

from desa.angka import format_bulan, format_tanggal
from desa.models import Umkm
from desa.waktu import WIT, akhir_bulan, awal_bulan, daftar_bulan, hari_ini, tambah_bulan
from opd.ambang import FOTO_KUNJUNGAN, KUNJUNGAN_PANTAU, TUNGGU_PENJUALAN, WARGA_KUNJUNGAN
from opd.enums import Berjalan, BuktiOpd, JenisImpor, Peran, StatusImpor, StatusPenggabungan
from opd.models import Bukti, Impor, Kegiatan, Opd, PenggabunganOpd, Pengguna, Penugasan
from opd.permissions import taking_additions
from opd.rekap.asesmen import current_chains
from opd.rekap.daftar_json import KelompokJson, Pertanyaan, read_about
from opd.rekap.kunci import unheld
from opd.rekap.kunjungan import RekapKunjungan, last_visits, susun_kunjungan
from opd.rekap.penugasan import BarisPenugasan, Penjawab, aktif, assignment_list, assignments_of
from opd.rekap.perkembangan import due_quarter
from opd.rekap.tersusun import Siapa
from opd.rekap.tugas_arahan import daftar_arahan
from opd.rekap.tugas_asesmen import daftar_asesmen
from opd.rekap.tugas_bantuan import daftar_bantuan
from opd.rekap.tugas_dasar import (
    DAFTAR_ATAS,
    BentukTugas,
    DaftarTugas,
    Tugas,
    address,
    day_of,
    name_some,
    place_in,
    place_of,
)
from opd.rekap.tugas_dukungan import daftar_dukungan
from opd.rekap.tugas_keluarga import daftar_keluarga
from opd.rekap.tugas_klinik import daftar_klinik
from opd.rekap.tugas_kunjungan import daftar_kunjungan
from opd.rekap.tugas_laporan import daftar_laporan
from opd.rekap.tugas_legalitas import daftar_legalitas
from opd.rekap.tugas_naskah import daftar_naskah
from opd.rekap.tugas_pasar import daftar_pasar
from opd.rekap.tugas_perkembangan import daftar_perkembangan
from opd.rekap.tugas_permintaan import daftar_permintaan
from opd.rekap.tugas_potret import daftar_potret
from opd.rekap.tugas_rencana import daftar_rencana
from opd.rekap.umkm import (
    Buku,
    KeadaanUmkm,
    book_of,
    hitung_bulan_kosong,
    hitung_keadaan,
    jendela,
    village_book_lists,
)

SYARAT_KUNJUNGAN = (
    f"Dihitung bila berfoto paling sedikit {FOTO_KUNJUNGAN.nilai} dan menyebut paling sedikit "
    f"{WARGA_KUNJUNGAN.nilai} warga yang ditemui."
)

MENGHITUNG_KELUARGA = frozenset({"periksa_entas", "verifikasi_entas"})
"""Kinds of tasks that say how many families: a few would be told to who may not read them."""


@dataclass(frozen=True, slots=True)
class Bahan:
    """What the tasks of the villages are read from; a page that shows their figures too reads it once."""

    baris: tuple[BarisPenugasan, ...]
    kunjungan: tuple[RekapKunjungan, ...]
    buku: Buku
    rantai: dict[int, date]
    bulan_lain: frozenset[tuple[int, date]] = frozenset()


def baca_bahan(user: Pengguna, *, until: date) -> Bahan:
    """The villages this person's OPDs answer for on `until`. Two queries; none for somebody without an OPD.

    One more when another OPD answered for a village in a due month: whose sales it then is, unless it was merged.
    """
    milik = user.opd_ids(until)
    semua = assignments_of(read_about(sorted(milik), _assignments, until)) if milik else ()
    baris = tuple(b for b in aktif(semua, until) if b.opd_id in milik)
    if not baris:
        return Bahan((), (), Buku((), {}, ()), {})
    terbaca = read_about([b.desa_id for b in baris], _lists, until)
    terakhir = {(opd, desa): hari and day_of(hari, until) for opd, desa, hari in terbaca["kunjungan"] or ()}
    lain = _others_months(user, Penjawab(semua), baris, until)
    kunjungan = susun_kunjungan(baris, terakhir, until)
    return Bahan(baris, kunjungan, book_of(terbaca), current_chains(semua, until), lain)


def _assignments(opd: Sequence[int], until: date) -> dict[str, Subquery]:
    """Who answered for the villages of these OPDs, which every reader may know."""
    sendiri = Penugasan.objects.visible_to(Pengguna()).in_force().filter(opd__in=opd).order_by().values("desa")
    return assignment_list(Pengguna(), until=until, desa=sendiri)


def _lists(desa: Sequence[int], until: date) -> dict[str, Subquery]:
    """Of these villages, the same for every reader: their enterprises, and when each was visited last."""
    bulan = jendela(until)
    buku = village_book_lists(desa, bulan, tuple(daftar_bulan(bulan[0], awal_bulan(until))))
    return buku | {"kunjungan": KelompokJson(last_visits(Pengguna(), until, desa=desa))}


def _others_months(
    user: Pengguna, penjawab: Penjawab, baris: Iterable[BarisPenugasan], until: date
) -> frozenset[tuple[int, date]]:
    """The due months of these villages that belong to an OPD for which this person does not write."""
    pada = {(b.desa_id, bulan): penjawab.pada(b.desa_id, akhir_bulan(bulan)) for b in baris for bulan in jendela(until)}
    dulu = {kunci: p.opd_id for kunci, p in pada.items() if p is not None and p.opd_id not in user.opd_ids(until)}
    milik = set(user.managed_opd().values_list("pk", flat=True)) if dulu else set()
    return frozenset(kunci for kunci, opd in dulu.items() if opd not in milik)


def tugas_saya(user: Pengguna, *, until: date, bahan: Bahan | None = None) -> list[Tugas]:
    """Everything that waits for this person on `until`: arahan to answer, then the oldest first.

    Two queries beyond those of `baca_bahan`.
    """
    return _in_order(user, bahan or baca_bahan(user, until=until), until)[0]


def first_tasks(user: Pengguna, *, until: date, banyak: int) -> tuple[list[Tugas], Counter[str]]:
    """Of `tugas_saya` what makes up its first `banyak` of every kind at least, and how many there are of each kind in all."""
    tugas, lebih = _in_order(user, baca_bahan(user, until=until), until, banyak)
    return tugas, Counter(t.jenis for t in tugas) + lebih


def _in_order(user: Pengguna, b: Bahan, until: date, banyak: int | None = None) -> tuple[list[Tugas], Counter[str]]:
    """The tasks in their order, and of each kind how many more there are than were read."""
    daftar, lebih = _daftar(user, b, until, banyak)
    tugas = [
        *_tanpa_kunjungan(b, until),
        *_bulan_kosong(b, until),
        *_umkm_diam(user, b, until),
        *(_tanpa_tim(p, until) for p in b.baris if not p.bertim),
        *daftar,
    ]
    return sorted(tugas, key=attrgetter("urutan")), lebih


def tugas_orang(orang: Pengguna, *, pembaca: Pengguna, until: date) -> list[Tugas]:
    """What waits for somebody else, as `pembaca` may read it: how many families only where they may be read too.

    One query beyond those of `tugas_saya`.
    """
    terbuka = set(pembaca.personal_desa().values_list("kode", flat=True))
    semua = tugas_saya(orang, until=until)
    return [t for t in semua if t.jenis not in MENGHITUNG_KELUARGA or (t.tempat and t.tempat.kode in terbuka)]


def _tanpa_kunjungan(bahan: Bahan, until: date) -> Iterator[Tugas]:
    per = {k.penugasan_id: k for k in bahan.kunjungan}
    for b in bahan.baris:
        k = per[b.penugasan_id]
        if k.hari_tanpa <= KUNJUNGAN_PANTAU.nilai:
            continue
        lalu = "belum pernah sejak mulai" if k.terakhir is None else f"terakhir {format_tanggal(k.terakhir)}"
        yield Tugas(
            "kunjungan",
            f"{b.desa} sudah {k.hari_tanpa} hari tanpa kunjungan lapangan; {lalu}.",
            until - timedelta(days=k.hari_tanpa - KUNJUNGAN_PANTAU.nilai),
            address("kunjungan:baru", penugasan=b.penugasan_id),
            "Catat kunjungan",
            b.penugasan_id,
            place_of(b),
            SYARAT_KUNJUNGAN,
        )


def _bulan_kosong(bahan: Bahan, until: date) -> Iterator[Tugas]:
    per = {b.desa_id: b for b in bahan.baris}
    for k in hitung_bulan_kosong(bahan.buku, until):
        if (k.desa_id, k.bulan) in bahan.bulan_lain:
            continue
        b, tempo = per[k.desa_id], akhir_bulan(k.bulan) + timedelta(days=TUNGGU_PENJUALAN.nilai)
        lewat = f"lewat {(until - tempo).days} hari" if until > tempo else "hari ini"
        yield Tugas(
            "penjualan",
            f"Penjualan {format_bulan(k.bulan)} di {b.desa} belum diisi untuk {k.jumlah} usaha.",
            tempo,
            address("penjualan:isi", b.kode, f"{k.bulan:%Y-%m}"),
            "Isi penjualan",
            b.penugasan_id,
            place_of(b),
            f"Jatuh tempo {format_tanggal(tempo)}, {lewat}.",
            tempo,
        )


def _umkm_diam(user: Pengguna, bahan: Bahan, until: date) -> Iterator[Tugas]:
    """Silent UMKM that no visit has met since the window ended: going there and noting what is wrong ends the task."""
    bulan = jendela(until)
    akhir = akhir_bulan(bulan[-1])
    ditemui = {u for hari, _, u, kata in bahan.buku.temuan if akhir < hari <= until and kata != Berjalan.TIDAK_DITEMUI}
    keadaan = hitung_keadaan(bahan.buku, until)
    diam: dict[int, list[int]] = defaultdict(list)
    for u in bahan.buku.umkm:
        if keadaan.get(u.umkm_id) == KeadaanUmkm.DIAM and not u.badan_bersama and u.umkm_id not in ditemui:
            diam[u.desa_id].append(u.umkm_id)
    semua = [pk for pks in diam.values() for pk in pks]
    nama = dict(Umkm.objects.visible_to(user).filter(pk__in=semua).values_list("pk", "nama"))
    for b in (b for b in bahan.baris if b.desa_id in diam):
        sebut = [nama[pk] for pk in diam[b.desa_id]]
        yield Tugas(
            "umkm_diam",
            f"{len(sebut)} UMKM di {b.desa} diam pada {format_bulan(bulan[0])} sampai {format_bulan(bulan[-1])} dan belum "
            f"didatangi sesudahnya: {name_some(sebut)}.",
            akhir + timedelta(days=TUNGGU_PENJUALAN.nilai),
            address("kunjungan:baru", penugasan=b.penugasan_id),
            "Catat kunjungan",
            b.penugasan_id,
            place_of(b),
            "Datangi, lalu catat keadaan dan masalah usahanya pada kunjungan itu.",
        )


def _tanpa_tim(b: BarisPenugasan, until: date) -> Tugas:
    return Tugas(
        "tim",
        f"{b.desa} sudah {(until - b.mulai).days} hari tanpa tim pendamping, sejak {format_tanggal(b.mulai)}.",
        b.mulai,
        address("penugasan:tim", b.penugasan_id),
        "Bentuk tim",
        b.penugasan_id,
        place_of(b),
        "Isi nomor SK kepala OPD dan anggotanya.",
    )


def _daftar(user: Pengguna, bahan: Bahan, until: date, banyak: int | None) -> tuple[list[Tugas], Counter[str]]:
    """The lists that are short by nature, side by side in one query: a new kind of task adds a list, not a query."""
    hari = hari_ini()
    siapa = Siapa(user.pk, (hari, user.roles_on(hari), until, user.roles_on(until)), user)
    semua, pertanyaan = _asked(siapa, bahan.baris, tuple(bahan.rantai.items()), bahan.bulan_lain, until, banyak)
    hasil, lebih = list[Tugas](), Counter[str]()
    for nama, terbaca in (pertanyaan.read() if pertanyaan else {}).items():
        tugas, sisa = semua[nama].tasks(terbaca or (), until)
        hasil += tugas
        if sisa:
            lebih[tugas[0].jenis] += sisa
    return hasil, lebih


@lru_cache(maxsize=256)
def _asked(
    siapa: Siapa,
    baris: tuple[BarisPenugasan, ...],
    rantai: tuple[tuple[int, date], ...],
    bulan_lain: frozenset[tuple[int, date]],
    until: date,
    banyak: int | None,
) -> tuple[dict[str, BentukTugas], Pertanyaan | None]:
    """A reader's lists and their question, kept: everything they are made from is an argument. No query."""
    user, milik = siapa.user, _own_quarter(baris, bulan_lain, until)
    semua = {
        **_daftar_opd(user, until),
        **_daftar_pemelihara(user, until),
        **daftar_asesmen(user, baris, dict(rantai), until),
        **daftar_bantuan(user, baris, until),
        **daftar_keluarga(user, baris, until),
        **daftar_kunjungan(user, baris, until),
        **daftar_legalitas(user, baris, until),
        **daftar_permintaan(user, until),
        **daftar_perkembangan(user, milik, until),
        **daftar_potret(user, baris, until),
        **daftar_rencana(user, baris, until),
        **daftar_arahan(user, until),
        **daftar_klinik(user, until),
        **daftar_dukungan(user, until),
        **daftar_pasar(user, until),
        **daftar_naskah(user, baris, until),
        **daftar_laporan(user, until),
    }
    for daftar_atas in DAFTAR_ATAS:
        semua |= daftar_atas(user, until)
    if not semua:
        return {}, None
    pertanyaan = Pertanyaan({nama: d.question(banyak) for nama, d in semua.items()})
    return {nama: d.bentuk for nama, d in semua.items()}, pertanyaan


def _own_quarter(
    baris: tuple[BarisPenugasan, ...], bulan_lain: frozenset[tuple[int, date]], until: date
) -> list[BarisPenugasan]:
    """The villages whose last due quarter is not another OPD's: its last month is always one of the due months."""
    akhir = tambah_bulan(due_quarter(until), 2)
    return [b for b in baris if (b.desa_id, akhir) not in bulan_lain]


def _daftar_opd(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    if not user.opd_ids(until):
        return {}
    urut = (KOLOM_KEGIATAN["tanggal"], KOLOM_KEGIATAN["kode"])
    return {"foto": DaftarTugas(_kegiatan_tanpa_foto(user, until), KOLOM_KEGIATAN, _tanpa_foto, urut)}


def _daftar_pemelihara(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    if not user.holds(Peran.ADMIN_SISTEM, Peran.VERIFIKATOR, on=until):
        return {}
    dugaan = Opd.objects.visible_to(user).active_on(until).filter(bukti=BuktiOpd.DUGAAN)
    gabung = PenggabunganOpd.objects.visible_to(user).filter(status=StatusPenggabungan.DILAPORKAN)
    impor = Impor.objects.visible_to(user).filter(status=StatusImpor.PRATINJAU)
    impor = impor.annotate(hari=TruncDate("diunggah_pada", tzinfo=WIT))
    unggahan = {"uuid": "uuid", "jenis": "jenis", "nama": "nama_berkas", "tanggal": "hari"}
    return {
        "dugaan": DaftarTugas(dugaan, {"pk": "pk", "nama": "nama", "tanggal": "tanggal_data"}, _konfirmasi_opd),
        "gabung": DaftarTugas(gabung, {"pk": "pk", "nama": "nama_baru", "tanggal": "tanggal"}, _konfirmasi_gabung),
        "unggahan": DaftarTugas(impor, unggahan | {"oleh": "diunggah_oleh__nama"}, _impor),
    }


KOLOM_KEGIATAN = {
    "uuid": "uuid",
    "judul": "judul",
    "tanggal": "tanggal",
    "penugasan": "penugasan_id",
    "opd": "penugasan__opd__nama",
    "desa": "penugasan__desa__nama",
    "kode": "penugasan__desa__kode",
    "kecamatan": "penugasan__desa__kecamatan__nama",
    "kabupaten": "penugasan__desa__kecamatan__kabupaten__nama",
    "jenis": "penugasan__desa__kecamatan__kabupaten__jenis",
}


def _kegiatan_tanpa_foto(user: Pengguna, until: date) -> Any:
    """Own activities without a photo to which one may still be added: no verified report holds them, and the penugasan runs
    or ended up to 30 days ago.
    """
    foto = Bukti.objects.visible_to(user).filter(kegiatan=OuterRef("pk"))
    terbuka = taking_additions(on=until, jalur="penugasan__")
    kegiatan = Kegiatan.objects.managed_by(user).in_force().filter(terbuka)
    return unheld(kegiatan, user, opd=user.managed_opd()).filter(~Exists(foto), tanggal__lte=until)


def _tanpa_foto(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    lama = f"sudah {(until - tanggal).days} hari belum berfoto" if tanggal < until else "belum berfoto"
    return Tugas(
        "foto",
        f"Kegiatan “{r['judul']}” di {r['desa']}, {format_tanggal(tanggal)}, {lama}.",
        tanggal,
        address("kegiatan:foto", UUID(r["uuid"])),
        "Tambah foto",
        r["penugasan"],
        place_in(r),
    )


def _konfirmasi_opd(r: dict[str, Any], until: date) -> Tugas:
    data = f" sejak data {format_tanggal(day_of(r['tanggal'], until))}" if r["tanggal"] else ""
    return Tugas(
        "konfirmasi_opd",
        f"{r['nama']} masih dugaan{data}.",
        day_of(r["tanggal"], until),
        address("admin:opd_opd_change", r["pk"]),
        "Periksa OPD",
        keterangan="Cocokkan namanya dengan peraturan yang berlaku, lalu ubah buktinya.",
    )


def _konfirmasi_gabung(r: dict[str, Any], until: date) -> Tugas:
    return Tugas(
        "konfirmasi_penggabungan",
        f"Penggabungan menjadi {r['nama'] or 'OPD yang belum bernama'} dilaporkan, belum dijalankan.",
        day_of(r["tanggal"], until),
        address("penggabungan:detail", r["pk"]),
        "Periksa penggabungan",
        keterangan="Jalankan setelah naskahnya dilihat, atau tolak bila tidak benar.",
    )


def _impor(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    return Tugas(
        "impor",
        f"{JenisImpor(r['jenis']).label} “{r['nama']}” belum diterapkan sejak diunggah {format_tanggal(tanggal)}.",
        tanggal,
        address("impor:pratinjau", UUID(r["uuid"])),
        "Buka pratinjau",
        keterangan=f"Diunggah oleh {r['oleh']}. Terapkan, atau buang bila tidak dipakai.",
    )
