"""What an erasure left behind beside the record itself: names in audit rows, licence numbers, forms that were open, mergers.

Seen red: each guard taken out in turn let its test through or showed the name.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from desa.models import Catatan, Legalitas, Umkm
from opd.actions.bantuan import correct_bantuan
from opd.actions.bantuan import isi_of as isi_bantuan
from opd.actions.gabung_umkm import merge_umkm
from opd.actions.isi_umkm import IsiUmkm, stored_fields
from opd.actions.kunjungan import correct_kunjungan
from opd.actions.kunjungan import isi_of as isi_kunjungan
from opd.actions.persetujuan import IsiPersetujuan, record_persetujuan
from opd.actions.tautan_keluarga import link_family
from opd.actions.umkm import change_umkm, create_umkm
from opd.models import Bantuan, Kegiatan
from opd.rekap.pembacaan import MELIHAT_NAMA
from tests.opd.test_kanari_simpanan import dump
from tests.opd.test_pembatasan_bersama import akhiri, of
from tests.opd.test_permintaan_subjek import laksanakan, usul
from tests.pabrik import SEKARANG, buat_kegiatan, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_keluarga import buat_keluarga, buat_status, catat_status, isi_status, lembar
from tests.pabrik_legalitas import HALAL, buat_legalitas

pytestmark = pytest.mark.django_db
NAMA, LAIN, NETRAL = "Yakoba Kanaridewi", "Orang Lain", "Usaha (dihapus atas permintaan)"


@pytest.fixture
def dunia(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    penugasan = buat_penugasan(mulai=date(2024, 1, 1))
    return penugasan, buat_pengguna("operator_opd", opd=penugasan.opd)


def daftarkan(dunia, **lain) -> Umkm:
    penugasan, operator = dunia
    isi = IsiUmkm(f"Kios {NAMA}", "perorangan", date(2026, 3, 2), pemilik=NAMA)
    return create_umkm(penugasan.desa, replace(isi, **lain), uuid=uuid.uuid4(), by=operator, at=SEKARANG, yakin=True)


def test_name_that_bears_the_owners_is_never_written_into_an_audit_row(dunia):
    umkm = daftarkan(dunia)
    kirim = {"by": dunia[1], "at": SEKARANG, "yakin": True}
    umkm = change_umkm(umkm, IsiUmkm(**stored_fields(umkm) | {"nama": f"Toko {NAMA}"}), versi=umkm.versi, **kirim)
    umkm = change_umkm(umkm, IsiUmkm(**stored_fields(umkm) | {"nama": "Sagu Rasa"}), versi=umkm.versi, **kirim)
    lama = daftarkan(dunia, nama="Warung Kanaridewi")
    gabung = {"versi": (umkm.versi, lama.versi), "pilihan": {}, "alasan": "tercatat dua kali"}
    merge_umkm(umkm, lama, **gabung, by=dunia[1], at=SEKARANG)
    nomor = [f"UMKM nomor {u.pk}" for u in (umkm, umkm, lama)]
    isi = Catatan.objects.filter(objek_jenis="desa.umkm").order_by("pk").values_list("objek", "perubahan")
    assert [o for o, _ in isi] == [nomor[0], nomor[1], "Sagu Rasa", nomor[2], "Sagu Rasa", nomor[2]]
    assert isi[1][1] == isi[2][1] == {"nama": ["", "diubah"]}
    assert isi[4][1]["menerima catatan"] == ["", nomor[2]]
    assert not any("kanaridewi" in f"{o} {p}".lower() for o, p in isi)
    laksanakan(usul((of(umkm),)))
    assert b"Kanaridewi" not in dump()


def test_audit_rows_written_earlier_show_todays_name_on_every_page(dunia, klien):
    umkm = buat_umkm(desa=dunia[0].desa, nama=f"Kios {NAMA}", pemilik=NAMA)
    Catatan.objects.create(
        pada=SEKARANG, oleh="uji", sebagai="uji", tindakan="mengubah UMKM", objek_jenis="desa.umkm", objek_id=str(umkm.pk),
        objek=umkm.nama, perubahan={"nama": ["Sagu", umkm.nama], "menerima catatan": ["", umkm.nama]},
    )  # fmt: skip
    klien.force_login(buat_pengguna("admin_sistem"))
    (catatan,) = Catatan.objects.filter(tindakan="mengubah UMKM")
    alamat = [
        reverse("admin:desa_catatan_changelist"),
        reverse("admin:desa_catatan_change", args=[catatan.pk]),
        reverse("umkm:detail", args=[umkm.uuid]),
        f"{reverse('dasbor_kejadian', args=['umkm'])}?per={SEKARANG:%Y-%m-%d}&sejak=2026-06-30",
    ]
    assert ["Kanaridewi" in klien.get(a).text for a in alamat] == [True] * 4
    laksanakan(usul((of(umkm),)))
    isi = [klien.get(a).text for a in alamat]
    assert ["Kanaridewi" in teks for teks in isi] == [False] * 4
    assert [NETRAL in teks for teks in isi] == [True] * 4
    ketemu = {q: klien.get(alamat[0], {"q": q}).context["cl"].result_count for q in ("Kanaridewi", "Usaha (dihapus")}
    assert ketemu == {"Kanaridewi": 0, "Usaha (dihapus": 1}


@pytest.mark.parametrize(("bentuk", "ada"), [("perorangan", False), ("kelompok", True)])
def test_licence_number_of_a_person_goes_and_comes_back_with_the_restriction(dunia, bentuk, ada):
    umkm = buat_umkm(desa=dunia[0].desa, bentuk=bentuk, pemilik=NAMA)
    izin = buat_legalitas(umkm)
    pembatasan = laksanakan(usul((of(umkm),), "pembatasan"))
    terbit = Legalitas.objects.filter(status="terbit")
    assert terbit.values_list("nomor", "berlaku_sampai").get() == (
        HALAL if ada else "Dibatasi atas permintaan", izin.berlaku_sampai,
    )  # fmt: skip
    akhiri(pembatasan)
    assert terbit.get().nomor == HALAL


def test_form_that_was_open_during_an_erasure_brings_no_name_back(dunia):
    penugasan, operator = dunia
    bantuan = buat_bantuan(penugasan, date(2026, 3, 1), nama=(NAMA, LAIN))
    kunjungan = buat_kunjungan(penugasan, tanggal=date(2026, 3, 2), warga_ditemui=f"{NAMA}\n{LAIN}")
    dibuka = isi_bantuan(bantuan), isi_kunjungan(kunjungan)
    laksanakan(usul((of(bantuan.penerima.get(nama_penerima=NAMA)), of(kunjungan)), nama=NAMA))
    kirim = {"alasan": "salah ketik", "by": operator, "at": SEKARANG}
    for koreksi, lama, isi in (
        (correct_bantuan, bantuan, dibuka[0]),
        (correct_kunjungan, kunjungan, dibuka[1]),
    ):
        with pytest.raises(ValidationError, match="Muat ulang halaman"):
            koreksi(lama, isi, uuid=uuid.uuid4(), **kirim)
    bantuan, kunjungan = Bantuan.objects.get(), type(kunjungan).objects.get()
    baru = correct_bantuan(bantuan, replace(isi_bantuan(bantuan), barang="bibit"), uuid=uuid.uuid4(), **kirim)
    correct_kunjungan(kunjungan, replace(isi_kunjungan(kunjungan), catatan="x"), uuid=uuid.uuid4(), **kirim)
    assert [p.nama_penerima.split(" (")[0] for p in baru.penerima.order_by("pk")] == ["Dihapus atas permintaan", LAIN]
    assert b"Kanaridewi" not in dump()


def test_words_about_an_emptied_family_are_refused_and_its_entas_is_not(dunia):
    penugasan, operator = dunia
    keluarga = buat_keluarga(penugasan.desa, kepala=NAMA, masuk=date(2025, 2, 1))
    buat_status(keluarga, "verval", date(2025, 6, 1), hasil="layak")
    laksanakan(usul((of(keluarga),)))
    isi = isi_status("entas", date(2026, 3, 2), keterangan=f"{NAMA} sudah mampu")
    with pytest.raises(ValidationError, match="keterangan keluarga ini tidak diisi lagi"):
        catat_status(keluarga, isi, operator, berkas=lembar())
    status = catat_status(keluarga, replace(isi, keterangan=""), operator, berkas=lembar())
    assert (status.peristiwa, status.keterangan_keluarga) == ("entas", "")


def test_merger_keeps_an_erasure_and_mixes_no_named_owner_in(dunia):
    penugasan, operator = dunia
    tetap, lama = (buat_umkm(desa=penugasan.desa, nama="Sagu", pemilik=n) for n in ("", NAMA))
    lain = buat_umkm(desa=penugasan.desa, nama="Sagu Dua", pemilik=NAMA)
    kirim = {"pilihan": {}, "alasan": "tercatat dua kali", "by": operator, "at": SEKARANG}
    laksanakan(usul((of(lama),)))
    lama = Umkm.objects.get(pk=lama.pk)
    for satu, dua in ((lain, lama), (lama, lain)):
        with pytest.raises(ValidationError, match="masih menyebut pemilik"):
            merge_umkm(satu, dua, versi=(satu.versi, dua.versi), **kirim)
    hasil = merge_umkm(tetap, lama, versi=(tetap.versi, lama.versi), **kirim)
    assert (hasil.pengosongan, hasil.pemilik) == ("dihapus", "Dihapus atas permintaan")
    laksanakan(usul((of(lain),), "pembatasan"))
    lain = Umkm.objects.get(pk=lain.pk)
    with pytest.raises(ValidationError, match="sesudah pembatasannya berakhir"):
        merge_umkm(hasil, lain, versi=(hasil.versi, lain.versi), **kirim)


def test_emptied_family_and_owner_get_no_new_link_or_consent(dunia):
    penugasan, operator = dunia
    keluarga, umkm = buat_keluarga(penugasan.desa, kepala=NAMA), buat_umkm(desa=penugasan.desa, pemilik=LAIN)
    kirim = {"by": operator, "at": SEKARANG}
    laksanakan(usul((of(keluarga),)))
    with pytest.raises(ValidationError, match="data keluarga ini tidak diisi lagi"):
        link_family(umkm, keluarga, versi=umkm.versi, **kirim)
    laksanakan(usul((of(umkm),)))
    isi = IsiPersetujuan(LAIN, date(2026, 3, 2), "lisan", frozenset(), saksi="Saksi")
    with pytest.raises(ValidationError, match="persetujuannya tidak dicatat"):
        record_persetujuan(Umkm.objects.get(pk=umkm.pk), isi, surat=None, uuid=uuid.uuid4(), **kirim)


def test_minutes_and_scans_leave_a_trace_when_they_are_opened(dunia, klien):
    penugasan, operator = dunia
    bantuan = buat_bantuan(penugasan, date(2026, 3, 1), nama=())
    kegiatan = buat_kegiatan(penugasan, date(2026, 3, 2))
    for model, pk in ((Bantuan, bantuan.pk), (Kegiatan, kegiatan.pk)):
        satu = model.objects.get(pk=pk)
        satu.bast.save("bast.pdf", ContentFile(b"%PDF-1.4"))
    klien.force_login(operator)
    for nama, satu in (("serah:bast", bantuan), ("kegiatan:bast", kegiatan)):
        assert klien.get(reverse(nama, args=[satu.uuid])).status_code == 200
    jejak = Catatan.objects.filter(tindakan__startswith=MELIHAT_NAMA).order_by("pk")
    assert list(jejak.values_list("oleh_id", "objek_jenis", "objek_id")) == [
        (operator.pk, "opd.bantuan", str(bantuan.pk)),
        (operator.pk, "opd.kegiatan", str(kegiatan.pk)),
    ]
