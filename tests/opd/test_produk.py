"""Products and consents as deeds: who, what is refused, what is kept, and nothing personal in what is left behind."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import segno
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from desa.models import Catatan, PersetujuanTampil, Produk
from desa.waktu import tanggal_wit
from opd.actions.persetujuan import IsiPersetujuan, record_persetujuan, revoke_persetujuan
from opd.actions.produk import (
    NAMA_DESA,
    IsiProduk,
    change_produk,
    create_produk,
    restore_produk,
    withdraw_produk,
)
from opd.enums import Peran
from opd.foto import BATAS_TAYANG, siapkan_tayang
from opd.qr import qr_svg
from opd.rekap.etalase import SaringTayang, published_produk, read_tayangan
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_produk import buat_persetujuan, buat_produk, jpeg

pytestmark = pytest.mark.django_db
HARI = tanggal_wit(SEKARANG)
ISI = IsiProduk("Sagu lempeng", "makanan", 25_000, "bungkus 250 g")
NOMOR = "081234567890"


@pytest.fixture
def operator() -> Any:
    penugasan = pabrik.buat_penugasan()
    pengguna = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    pengguna.umkm = pabrik.buat_umkm(desa=penugasan.desa, pemilik="Marta Lessy", telepon=NOMOR)
    return pengguna


def buat(by: Any, isi: IsiProduk = ISI, **lain: Any) -> Produk:
    kirim = {"uuid": uuid.uuid4(), "foto": None} | lain
    return create_produk(by.umkm, isi, by=by, at=SEKARANG, **kirim)


def izin(*produk: Produk, **lain: Any) -> IsiPersetujuan:
    dasar = {"penyetuju": "Marta Lessy", "tanggal": HARI, "cara": "lisan", "saksi": "Yopi Saksi"}
    return IsiPersetujuan(produk=frozenset(p.pk for p in produk), **dasar | lain)


def catat(by: Any, isi: IsiPersetujuan, **lain: Any) -> PersetujuanTampil:
    kirim = {"uuid": uuid.uuid4(), "surat": None} | lain
    return record_persetujuan(by.umkm, isi, by=by, at=SEKARANG, **kirim)


def test_produk_sent_twice_is_one_row_and_other_content_is_refused(operator):
    sama = uuid.uuid4()
    assert buat(operator, uuid=sama) == buat(operator, uuid=sama)
    assert Catatan.objects.filter(tindakan="mencatat produk").count() == 1
    with pytest.raises(ValidationError, match="sudah pernah dikirim"):
        buat(operator, IsiProduk("Lain", "makanan", 1, "buah"), uuid=sama)


def test_produk_sent_again_with_a_photo_that_is_not_stored_is_refused(operator):
    sama, foto = uuid.uuid4(), siapkan_tayang(jpeg())
    buat(operator, uuid=sama)
    with pytest.raises(ValidationError, match="sudah pernah dikirim"):
        buat(operator, uuid=sama, foto=foto)
    berfoto = uuid.uuid4()
    assert buat(operator, uuid=berfoto, foto=foto) == buat(operator, uuid=berfoto, foto=foto)


def test_produk_is_written_by_the_own_opd_alone(operator):
    orang = [pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd()), pabrik.buat_pengguna(Peran.PIMPINAN)]
    produk = buat(operator)
    for lain in orang:
        lain.umkm = operator.umkm
        with pytest.raises(PermissionDenied):
            buat(lain)
        with pytest.raises(PermissionDenied):
            change_produk(produk, ISI, versi=1, foto=None, by=lain, at=SEKARANG)
        with pytest.raises(PermissionDenied):
            withdraw_produk(produk, alasan="x", versi=1, by=lain, at=SEKARANG)
        with pytest.raises(PermissionDenied):
            catat(lain, izin(produk))


@pytest.mark.parametrize(
    ("bidang", "teks"),
    [
        ("uraian", "Hubungi 0812 3456 7890"),
        ("cara_pesan", "WA +62-812-3456-7890"),
        ("cara_pesan", "WA Rp 812.345 678.901"),
        ("uraian", "NIK 8105.1520.0112.0001"),
        ("nama", "Sagu pesan@contoh.id"),
        ("uraian", "Buatan marta lessy sendiri"),
    ],
)
def test_produk_text_with_personal_data_is_refused_beside_its_field(operator, bidang, teks):
    kolom = {"nama": "Sagu", "kategori": "makanan", "harga_rp": 1, "satuan": "buah"} | {bidang: teks}
    with pytest.raises(ValidationError) as galat:
        buat(operator, IsiProduk(**kolom))
    assert list(galat.value.message_dict) == [bidang]


def test_produk_text_with_prices_and_hours_is_kept(operator):
    teks = "Ongkir Rp 25.000 - 50.000, buka 08.00-12.00, 13.00-16.00 WIT"
    assert buat(operator, IsiProduk("Sagu", "makanan", 1, "buah", cara_pesan=teks)).cara_pesan == teks


def test_hidden_village_is_refused_in_texts_and_in_the_consent_that_hides_it(operator):
    """Without a consent the text may name it; what an older text or a new name says is left out of the public page."""
    desa = operator.umkm.desa.nama
    produk = buat(operator, IsiProduk("Sagu", "makanan", 1, "buah", uraian=f"Sagu asli {desa.upper()}."))
    with pytest.raises(ValidationError) as galat:
        catat(operator, izin(produk))
    assert galat.value.message_dict["tampil_desa"][0].startswith("Nama desa tertulis pada “Sagu”. Hapus")
    catat(operator, izin(produk, tampil_desa=True))
    produk = change_produk(produk, ISI, versi=1, foto=None, by=operator, at=SEKARANG)
    catat(operator, izin(produk))
    with pytest.raises(ValidationError) as galat:
        change_produk(produk, replace(ISI, cara_pesan=f"Ambil di {desa}"), versi=2, foto=None, by=operator, at=SEKARANG)
    assert galat.value.message_dict == {"cara_pesan": [NAMA_DESA]}
    Produk.objects.update(uraian=f"Dibuat di {desa}.")
    type(operator.umkm).objects.update(nama=f"Pala {desa}")
    (tayang,) = read_tayangan(published_produk(SaringTayang(), on=HARI), on=HARI)
    assert (tayang.uraian, tayang.usaha, desa in str(tayang)) == ("Dibuat di ….", "Pala …", False)
    assert list(published_produk(SaringTayang(q=desa), on=HARI)) == []
    with pytest.raises(ValidationError, match="Nama usaha atau nama yang ditampilkan memuat nama desanya"):
        catat(operator, izin(produk))


@pytest.mark.parametrize(
    ("pemilik", "teks", "ditolak"),
    [
        ("Drs. Ali, S.E.", "Buatan drs. ali, s.e. sendiri", True),
        ("Marta Lessy", "Buatan Marta\n  Lessy", True),
        ("Ali", "Kualitas terbaik", False),
    ],
)
def test_produk_text_names_the_owner_however_the_name_is_spaced_or_ends(operator, pemilik, teks, ditolak):
    operator.umkm.pemilik = pemilik
    operator.umkm.save()
    isi = IsiProduk("Sagu", "makanan", 1, "buah", uraian=teks)
    if not ditolak:
        assert buat(operator, isi).uraian == teks
        return
    with pytest.raises(ValidationError, match="nama pemilik"):
        buat(operator, isi)


def test_produk_changed_meanwhile_names_who_changed_it(operator):
    produk = buat(operator)
    change_produk(produk, IsiProduk("Sagu", "makanan", 1, "buah"), versi=1, foto=None, by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="mengubah produk"):
        change_produk(produk, ISI, versi=1, foto=None, by=operator, at=SEKARANG)
    assert Produk.objects.get().nama == "Sagu"


def test_produk_photo_of_40_megapixels_is_shrunk_and_replaced_files_leave_the_disk(
    operator, django_capture_on_commit_callbacks
):
    foto = siapkan_tayang(jpeg(7300, 5500))
    assert (foto.lebar, foto.tinggi) == (960, 723)
    assert len(foto.isi) <= BATAS_TAYANG == 60_000
    produk = buat(operator, foto=foto)
    lama = produk.foto.name
    with django_capture_on_commit_callbacks(execute=True):
        baru = change_produk(produk, ISI, versi=1, foto=siapkan_tayang(jpeg()), by=operator, at=SEKARANG)
    assert not produk.foto.storage.exists(lama)
    assert baru.foto.storage.exists(baru.foto.name)
    with django_capture_on_commit_callbacks(execute=True):
        tanpa = change_produk(baru, ISI, versi=2, foto=None, hapus_foto=True, by=operator, at=SEKARANG)
    assert (tanpa.foto.name, tanpa.lebar) == ("", None)


def test_produk_withdrawn_and_offered_again_with_reasons(operator):
    produk = withdraw_produk(buat(operator), alasan="Rusak", versi=1, by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah ditarik"):
        withdraw_produk(produk, alasan="Lagi", versi=2, by=operator, at=SEKARANG)
    kembali = restore_produk(produk, alasan="Diperbaiki", versi=2, by=operator, at=SEKARANG)
    assert (kembali.ditarik_pada, kembali.alasan_tarik, kembali.versi) == (None, "", 3)


def test_persetujuan_needs_its_proof_its_products_and_a_day_that_was(operator):
    produk, asing = buat(operator), buat_produk()
    salah = [
        (izin(produk, tanggal=HARI + timedelta(days=1)), "tanggal"),
        (izin(produk, cara="tertulis"), "surat"),
        (izin(produk, saksi=""), "saksi"),
        (izin(), "produk"),
        (izin(produk, asing), "produk"),
    ]
    for isi, bidang in salah:
        with pytest.raises(ValidationError) as galat:
            catat(operator, isi)
        assert list(galat.value.message_dict) == [bidang]
    surat = ContentFile(b"%PDF-uji", name="surat.pdf")
    assert catat(operator, izin(produk, cara="tertulis", saksi=""), surat=surat).surat.name.startswith("persetujuan/")


def test_persetujuan_new_one_ends_the_last_and_the_form_sent_twice_is_one(operator):
    produk, sama = buat(operator), uuid.uuid4()
    lama = catat(operator, izin(produk))
    baru = catat(operator, izin(produk, whatsapp="+6281234567890"), uuid=sama)
    assert catat(operator, izin(produk, whatsapp="+6281234567890"), uuid=sama) == baru
    lama.refresh_from_db()
    assert lama.alasan_cabut == "diganti persetujuan baru"
    assert list(PersetujuanTampil.objects.in_force()) == [baru]
    with pytest.raises(ValidationError, match="sudah pernah dikirim"):
        catat(operator, izin(produk), uuid=sama)


def test_persetujuan_sent_again_for_other_products_or_after_its_end_is_refused(operator):
    produk, lain, sama = buat(operator), buat(operator), uuid.uuid4()
    p = catat(operator, izin(produk), uuid=sama)
    with pytest.raises(ValidationError, match="sudah pernah dikirim"):
        catat(operator, izin(produk, lain), uuid=sama)
    revoke_persetujuan(p, alasan="Diminta pemilik", by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah tidak berlaku"):
        catat(operator, izin(produk), uuid=sama)
    assert not PersetujuanTampil.objects.in_force().exists()


def test_persetujuan_is_revoked_by_opd_pimpinan_and_admin_once(operator):
    for peran in (Peran.PIMPINAN, Peran.ADMIN_SISTEM, Peran.VERIFIKATOR):
        p = buat_persetujuan(buat_produk(operator.umkm))
        revoke_persetujuan(p, alasan="Diminta pemilik", by=pabrik.buat_pengguna(peran), at=SEKARANG)
        with pytest.raises(ValidationError, match="sudah tidak berlaku"):
            revoke_persetujuan(p, alasan="Lagi", by=operator, at=SEKARANG)
    p = buat_persetujuan(buat_produk(operator.umkm))
    for peran in (Peran.PEMBACA, Peran.OPERATOR_OPD):
        lain = pabrik.buat_pengguna(peran, opd=pabrik.buat_opd() if peran == Peran.OPERATOR_OPD else None)
        with pytest.raises(PermissionDenied):
            revoke_persetujuan(p, alasan="Bukan haknya", by=lain, at=SEKARANG)


def test_persetujuan_older_than_the_owners_revocation_is_refused(operator):
    """A paper found later must not show again what the owner took back; seen red with the check left out."""
    p, sehari = buat(operator), timedelta(days=1)
    lama = catat(operator, izin(p, tanggal=HARI - 3 * sehari))
    catat(operator, izin(p, tanggal=HARI - 4 * sehari))
    assert not PersetujuanTampil.objects.in_force().filter(pk=lama.pk).exists()
    revoke_persetujuan(
        PersetujuanTampil.objects.in_force().get(), alasan="Diminta pemilik", by=operator, at=SEKARANG - sehari
    )
    with pytest.raises(ValidationError, match="Persetujuan pemilik dicabut pada 19 Juli 2026.*minta persetujuan baru"):
        catat(operator, izin(p, tanggal=HARI - 2 * sehari))
    assert catat(operator, izin(p, tanggal=HARI - sehari)).dicabut_pada is None


def test_catatan_of_products_and_consents_holds_nothing_personal(operator):
    produk = buat(operator)
    p = catat(operator, izin(produk, nama_tampil="Mama Marta", whatsapp="+6281234567890"))
    revoke_persetujuan(p, alasan="Diminta pemilik", by=operator, at=SEKARANG)
    semua = " ".join(f"{c.objek} {c.alasan} {c.perubahan} {c.tindakan}" for c in Catatan.objects.all())
    assert [k for k in ("Marta", "Yopi", "62812", NOMOR) if k in semua] == []
    assert "81234567890" not in PersetujuanTampil.objects.get().whatsapp_sandi


def test_qr_is_the_code_with_its_quiet_edge():
    """Every dark module of the code is drawn, nothing else, with four empty modules around."""
    alamat = "https://binaan.contoh.id/etalase/k7m2p9qa/"
    teks = str(qr_svg(alamat, "Kode <uji>"))
    gambar = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", teks)}
    kode = segno.make(alamat, error="m", micro=False)
    harap = {(x + 4, y + 4) for y, b in enumerate(kode.matrix) for x, gelap in enumerate(b) if gelap}
    assert gambar == harap
    assert 'aria-label="Kode &lt;uji&gt;"' in teks
    assert "style" not in teks
