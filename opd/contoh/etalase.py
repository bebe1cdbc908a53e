"""Sample products with drawn photos, the owners' consents, and views of the last weeks."""

import random
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time

from django.core.files.base import ContentFile

from desa.enums import CaraPersetujuan, Ketersediaan
from desa.models import DilihatProduk, PersetujuanTampil, Produk, Umkm, make_catatan
from desa.models.produk import HURUF_KODE, PANJANG_KODE
from desa.waktu import WIT, tanggal_wit
from opd.contoh.dunia import Dunia
from opd.contoh.gambar import simpan_jpeg
from opd.contoh.gambar_produk import gambar_produk
from opd.contoh.teks_produk import CARA_PESAN, TAWARAN, Tawaran
from opd.foto import FotoTayang, siapkan_tayang

TANPA_IZIN, DICABUT, DITARIK = 5, 11, 17
"""Every so many enterprises: the owner was not asked yet, took the consent back, the product was withdrawn."""
TANPA_FOTO = 9


def buat_etalase(dunia: Dunia, umkm: Sequence[Umkm]) -> None:
    """Products of one enterprise a village, in every state, most of them shown. Draws from a source of its own."""
    acak = random.Random(dunia.benih + 4)
    pilihan = [u for u in umkm if u.produk in TAWARAN and u.tutup_pada is None and u.dibina_sampai is None]
    pilihan = list({u.desa_id: u for u in acak.sample(pilihan, len(pilihan))}.values())
    produk: list[Produk] = []
    for n, u in enumerate(pilihan, 1):
        produk += [_produk(dunia, acak, u, t, ditarik=n % DITARIK == 0) for t in TAWARAN[u.produk]]
    _foto(dunia, acak, produk)
    Produk.objects.bulk_create(produk)
    dunia.catatan += [make_catatan(None, "mencatat produk", p, at=p.dicatat_pada) for p in produk]
    for n, u in enumerate(pilihan, 1):
        if n % TANPA_IZIN:
            _izin(dunia, acak, u, [p for p in produk if p.umkm_id == u.pk], dicabut=n % DICABUT == 0)
    _dilihat(dunia, acak, produk)


def _uuid(acak: random.Random) -> uuid.UUID:
    return uuid.UUID(int=acak.getrandbits(128), version=4)


def _pada(dunia: Dunia, acak: random.Random, hari: date) -> datetime:
    """A moment of that day, never after the sample's last."""
    return min(datetime.combine(hari, time(acak.randint(8, 16), acak.randint(0, 59)), WIT), dunia.akhir)


def _produk(dunia: Dunia, acak: random.Random, umkm: Umkm, t: Tawaran, *, ditarik: bool) -> Produk:
    pada = _pada(dunia, acak, max(umkm.dibina_sejak, dunia.lalu(acak.randint(35, 120))))
    return Produk(
        uuid=_uuid(acak),
        kode="".join(acak.choice(HURUF_KODE) for _ in range(PANJANG_KODE)),
        umkm=umkm,
        nama=t.nama,
        kategori=t.kategori,
        harga_rp=round(t.harga_rp * acak.uniform(0.9, 1.15) / 1000) * 1000,
        satuan=t.satuan,
        uraian=t.uraian,
        ketersediaan=acak.choice([*[Ketersediaan.TERSEDIA] * 6, Ketersediaan.PESANAN, Ketersediaan.HABIS]),
        cara_pesan=acak.choice(CARA_PESAN),
        ditarik_pada=_pada(dunia, acak, dunia.lalu(6)) if ditarik else None,
        alasan_tarik="Kemasannya sedang diganti" if ditarik else "",
        dicatat_pada=pada,
    )


def _foto(dunia: Dunia, acak: random.Random, produk: list[Produk]) -> None:
    """Draw the photos, as many as the sample wants, and store them under names that replace an earlier sample's."""
    berfoto = [p for n, p in enumerate(produk, 1) if n % TANPA_FOTO][: dunia.maks_foto]
    benih = [acak.getrandbits(32) for _ in berfoto]
    with ThreadPoolExecutor(2) as kolam:
        hasil = list(kolam.map(_draw, berfoto, benih))
    for p, foto in zip(berfoto, hasil, strict=True):
        p.lebar, p.tinggi = foto.lebar, foto.tinggi
        for kolom, nama, isi in (
            (p.foto, f"{p.uuid}.jpg", foto.isi),
            (p.foto_kecil, f"{p.uuid}-kecil.jpg", foto.kecil),
        ):
            kolom.storage.delete(kolom.field.generate_filename(p, nama))
            kolom.save(nama, ContentFile(isi), save=False)


def _draw(produk: Produk, benih: int) -> FotoTayang:
    return siapkan_tayang(simpan_jpeg(gambar_produk(produk.kategori, benih)))


def _izin(dunia: Dunia, acak: random.Random, umkm: Umkm, produk: list[Produk], *, dicabut: bool) -> None:
    """The owner's spoken consent; two of three let their name and number be shown."""
    buka = acak.random() < 0.66
    hari = min(max(tanggal_wit(p.dicatat_pada) for p in produk), dunia.lalu(12))
    izin = PersetujuanTampil(
        uuid=_uuid(acak),
        umkm=umkm,
        penyetuju=umkm.pemilik,
        tanggal=hari,
        cara=CaraPersetujuan.LISAN,
        saksi="Sekretaris desa (contoh)",
        tampil_foto=True,
        tampil_desa=True,
        tampil_pemilik=buka,
        nama_tampil=umkm.pemilik if buka else "",
        tampil_whatsapp=buka and bool(umkm.telepon),
        dicatat_pada=_pada(dunia, acak, hari),
        pencatat="Operator (contoh)",
        dicabut_pada=_pada(dunia, acak, dunia.lalu(3)) if dicabut else None,
        alasan_cabut="Diminta pemilik lewat telepon" if dicabut else "",
    )
    izin.whatsapp = umkm.telepon if izin.tampil_whatsapp else ""
    izin.save(force_insert=True)
    izin.produk.set(produk)
    dunia.catatan.append(make_catatan(None, "mencatat persetujuan tampil", izin, at=izin.dicatat_pada))


def _dilihat(dunia: Dunia, acak: random.Random, produk: list[Produk]) -> None:
    hari = [
        DilihatProduk(produk=p, tanggal=dunia.lalu(n), jumlah=acak.randint(1, 9))
        for p in produk
        if p.ditarik_pada is None
        for n in range(1, 30)
        if acak.random() < 0.4
    ]
    DilihatProduk.objects.bulk_create(hari, batch_size=1000)
