"""What waits for a person today, oldest first. Each task names the page that ends it (desain.md, section 5).

Only what the person's own roles can settle: heads and operators see their villages, the maintainers see data to confirm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from desa.angka import format_bulan, format_tanggal
from desa.models import Umkm
from desa.waktu import akhir_bulan
from opd.ambang import TUNGGU_PENJUALAN, Ambang
from opd.enums import BuktiOpd, StatusPenggabungan
from opd.models import Bukti, Kegiatan, Opd, PenggabunganOpd, Pengguna
from opd.permissions import can_maintain_penugasan
from opd.rekap.kunjungan import RekapKunjungan, susun_kunjungan, terakhir_per_penugasan
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan
from opd.rekap.umkm import Buku, KeadaanUmkm, baca_buku, hitung_bulan_kosong, hitung_keadaan, jendela

TUGAS_KUNJUNGAN = Ambang(60, "hari", "Tanpa kunjungan lapangan lebih dari 60 hari: pantau.")
NAMA_DISEBUT = 3


@dataclass(frozen=True)
class Tugas:
    """One thing to do: since when it waits, in words, and the page (name, arguments, query) that ends it."""

    jenis: str
    sejak: date
    judul: str
    rincian: str
    tombol: str
    halaman: str
    argumen: tuple[str | int, ...] = ()
    kueri: tuple[tuple[str, str | int], ...] = ()


def tugas_saya(user: Pengguna, *, until: date) -> list[Tugas]:
    """Everything that waits for this person, oldest first. At most seven queries for an OPD, two for a maintainer."""
    tugas: list[Tugas] = []
    opd = user.opd_ids(until)
    if opd:
        tugas += tugas_opd(user, opd, until=until)
    if can_maintain_penugasan(user, on=until):
        tugas += tugas_konfirmasi(user, until=until)
    return sorted(tugas, key=lambda t: (t.sejak, t.jenis, t.judul))


def tugas_opd(user: Pengguna, opd: Iterable[int], *, until: date) -> list[Tugas]:
    """What waits in the villages these OPDs answer for on `until`."""
    milik = set(opd)
    baris = [b for b in aktif(rekap_penugasan(user, until=until), until) if b.opd_id in milik]
    if not baris:
        return []
    terakhir = {k: v[0] for k, v in terakhir_per_penugasan(user, until).items()}
    umkm = Umkm.objects.visible_to(user).filter(desa__in=[b.desa_id for b in baris])
    buku = baca_buku(user, jendela(until), umkm=umkm)
    return [
        *_tanpa_kunjungan(baris, susun_kunjungan(baris, terakhir, until), until),
        *_bulan_kosong(baris, buku, until),
        *_umkm_diam(user, baris, buku, until),
        *_tanpa_foto(user, baris, until),
        *(_tanpa_tim(b) for b in baris if not b.bertim),
    ]


def _tanpa_kunjungan(
    baris: Iterable[BarisPenugasan], kunjungan: Iterable[RekapKunjungan], until: date
) -> Iterable[Tugas]:
    per = {k.penugasan_id: k for k in kunjungan}
    for b in baris:
        k = per[b.penugasan_id]
        if k.hari_tanpa <= TUGAS_KUNJUNGAN.nilai:
            continue
        lalu = "belum pernah" if k.terakhir is None else f"terakhir {format_tanggal(k.terakhir)}"
        yield Tugas(
            "kunjungan",
            until - timedelta(days=k.hari_tanpa - TUGAS_KUNJUNGAN.nilai),
            f"{b.desa}: {k.hari_tanpa} hari tanpa kunjungan lapangan",
            f"{b.tempat} · {lalu}. Kunjungan dihitung bila berfoto dua dan menyebut warga yang ditemui.",
            "Catat kunjungan",
            "kunjungan:baru",
            kueri=(("penugasan", b.penugasan_id),),
        )


def _bulan_kosong(baris: Iterable[BarisPenugasan], buku: Buku, until: date) -> Iterable[Tugas]:
    per = {b.desa_id: b for b in baris}
    for k in hitung_bulan_kosong(buku, until):
        b = per[k.desa_id]
        tempo = akhir_bulan(k.bulan) + timedelta(days=TUNGGU_PENJUALAN.nilai)
        yield Tugas(
            "penjualan",
            tempo,
            f"{b.desa}: penjualan {format_bulan(k.bulan)} belum lengkap",
            f"{b.tempat} · {k.jumlah} UMKM belum diisi, jatuh tempo {format_tanggal(tempo)}.",
            "Isi penjualan",
            "penjualan:isi",
            argumen=(b.kode, f"{k.bulan:%Y-%m}"),
        )


def _umkm_diam(user: Pengguna, baris: Iterable[BarisPenugasan], buku: Buku, until: date) -> Iterable[Tugas]:
    keadaan = hitung_keadaan(buku, until)
    diam: dict[int, list[int]] = defaultdict(list)
    for u in buku.umkm:
        if keadaan.get(u.umkm_id) == KeadaanUmkm.DIAM and not u.badan_bersama:
            diam[u.desa_id].append(u.umkm_id)
    semua = [pk for pks in diam.values() for pk in pks]
    nama = dict(Umkm.objects.visible_to(user).filter(pk__in=semua).order_by("nama").values_list("pk", "nama"))
    tempo = akhir_bulan(jendela(until)[-1]) + timedelta(days=TUNGGU_PENJUALAN.nilai)
    for b in baris:
        pks = diam.get(b.desa_id)
        if not pks:
            continue
        sebut = sorted(nama[pk] for pk in pks)
        lebih = f" dan {len(sebut) - NAMA_DISEBUT} lainnya" if len(sebut) > NAMA_DISEBUT else ""
        yield Tugas(
            "umkm_diam",
            tempo,
            f"{b.desa}: {len(pks)} UMKM diam",
            f"{b.tempat} · {', '.join(sebut[:NAMA_DISEBUT])}{lebih}. Datangi, catat keadaan dan masalahnya.",
            "Catat kunjungan",
            "kunjungan:baru",
            kueri=(("penugasan", b.penugasan_id),),
        )


def _tanpa_foto(user: Pengguna, baris: Iterable[BarisPenugasan], until: date) -> Iterable[Tugas]:
    per = {b.penugasan_id: b for b in baris}
    foto = Bukti.objects.visible_to(user).filter(kegiatan=OuterRef("pk"))
    kueri = (
        Kegiatan.objects.visible_to(user)
        .in_force()
        .filter(~Exists(foto), penugasan__in=list(per), tanggal__lte=until)
        .values_list("uuid", "judul", "tanggal", "penugasan_id")
    )
    for uuid, judul, tanggal, penugasan in kueri:
        yield Tugas(
            "foto",
            tanggal,
            f"{judul}: belum ada foto",
            f"{per[penugasan].tempat} · kegiatan {format_tanggal(tanggal)}.",
            "Tambah foto",
            "kegiatan:foto",
            argumen=(str(uuid),),
        )


def _tanpa_tim(b: BarisPenugasan) -> Tugas:
    return Tugas(
        "tim",
        b.mulai,
        f"{b.desa}: tim pendamping belum dibentuk",
        f"{b.tempat} · {b.opd} menjawab sejak {format_tanggal(b.mulai)}. Isi nomor SK Kepala OPD dan anggotanya.",
        "Isi tim",
        "penugasan:detail",
        argumen=(b.penugasan_id,),
    )


def tugas_konfirmasi(user: Pengguna, *, until: date) -> list[Tugas]:
    """Data that is only assumed: OPDs nobody has seen in a decree, and reported mergers. Two queries."""
    opd = Opd.objects.visible_to(user).active_on(until).filter(bukti=BuktiOpd.DUGAAN).order_by("nama")
    gabung = PenggabunganOpd.objects.visible_to(user).filter(status=StatusPenggabungan.DILAPORKAN)
    hasil = [
        Tugas(
            "konfirmasi_penggabungan",
            g.tanggal or until,
            f"Penggabungan OPD dilaporkan: {g.nama_baru or 'nama baru belum diketahui'}",
            "Tanggal dan OPD penerusnya belum pasti; tidak dijalankan dengan sendirinya.",
            "Periksa penggabungan",
            "penggabungan:detail",
            argumen=(g.pk,),
        )
        for g in gabung.order_by("nama_baru", "pk")
    ]
    hasil += [
        Tugas(
            "konfirmasi_opd",
            o.tanggal_data or until,
            f"{o.nama}: perlu konfirmasi",
            "Nama OPD ini masih dugaan. Cocokkan dengan peraturan yang berlaku, lalu ubah buktinya.",
            "Periksa OPD",
            "admin:opd_opd_change",
            argumen=(o.pk,),
        )
        for o in opd
    ]
    return hasil
