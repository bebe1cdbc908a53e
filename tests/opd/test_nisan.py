"""Who was known by a name alone, or by the NIB of one's enterprise, stays out too, and nobody else does (keandalan.md, G6).

Seen red: without the name among the tombstones each list and form brought the person back.
"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desa.enums import JenisLegalitas
from desa.models import Keluarga, Legalitas, Umkm
from opd.actions.bantuan import IsiBantuan, record_bantuan
from opd.actions.isi_keluarga import IsiKeluarga, IsiMasuk
from opd.actions.isi_umkm import IsiUmkm, stored_fields
from opd.actions.keluarga import create_keluarga
from opd.actions.kunjungan import IsiKunjungan, record_kunjungan
from opd.actions.legalitas import IsiLegalitas, seen_version, set_legalitas
from opd.actions.mitra import IsiMitra, change_mitra
from opd.actions.pembeli import IsiPembeli, change_pembeli
from opd.actions.umkm import change_umkm, create_umkm
from opd.models import Mitra, Nisan
from opd.rekap.bantuan import recipient_hash
from opd.rekap.cari_subjek import Pencarian, find_subject
from tests.opd.buku import buku, rencana, ringkas, terapkan
from tests.opd.buku import unggah as unggah_daftar
from tests.opd.test_impor_keluarga import JUDUL, kk, nik, unggah
from tests.opd.test_lupakan_impor import UMKM, kept
from tests.opd.test_pembatasan_bersama import akhiri, of
from tests.opd.test_permintaan_subjek import laksanakan, usul
from tests.pabrik import SEKARANG, buat_desa, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_keluarga import buat_keluarga
from tests.pabrik_legalitas import HALAL, buat_legalitas
from tests.pabrik_mitra import buat_mitra
from tests.pabrik_pasar import buat_pembeli

pytestmark = pytest.mark.django_db
NAMA, LAIN, NIB = "Yakoba Kanaridewi", "Orang Lain", "9120001234567"


@pytest.fixture
def dunia(settings, tmp_path):
    """A village whose recipient of aid asked to be erased, and its operator."""
    settings.MEDIA_ROOT = tmp_path
    penugasan = buat_penugasan(mulai=date(2024, 1, 1))
    bantuan = buat_bantuan(penugasan, date(2026, 3, 1), nama=(NAMA, LAIN))
    minta = usul((of(bantuan.penerima.get(nama_penerima=NAMA)),))
    laksanakan(minta)
    return penugasan, buat_pengguna("operator_opd", opd=penugasan.opd)


def beri(penugasan, operator, nama: str, nik_: str = ""):
    sidik = recipient_hash(nama, nik_, desa_id=penugasan.desa_id)
    isi = IsiBantuan(
        date(2026, 5, 1), "ternak", "itik", Decimal(3), "ekor", penerima=((nama, sidik),), umkm=frozenset()
    )
    return record_bantuan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG, yakin=True)


def test_recipient_known_by_name_alone_is_refused_in_that_village(dunia):
    penugasan, operator = dunia
    kirim = {"by": operator, "at": SEKARANG, "yakin": True}
    assert list(Nisan.objects.values_list("jenis", "keadaan")) == [("nama", "dihapus")]
    with pytest.raises(ValidationError, match="isi NIK-nya atau tambahkan pembeda"):
        beri(penugasan, operator, NAMA.upper())
    isi = IsiKunjungan(date(2026, 5, 1), "lapangan", warga_ditemui=f"{LAIN}\n{NAMA}")
    with pytest.raises(ValidationError, match="bernama ini di desa ini"):
        record_kunjungan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    masuk = IsiMasuk(date(2026, 3, 2), "p3ke")
    with pytest.raises(ValidationError, match="bernama ini di desa ini"):
        create_keluarga(penugasan.desa, IsiKeluarga(NAMA, kk=kk(1)), masuk, uuid=uuid.uuid4(), **kirim)
    usaha = IsiUmkm("Kios", "perorangan", date(2026, 3, 2), pemilik=NAMA)
    with pytest.raises(ValidationError, match="bernama ini di desa ini"):
        create_umkm(penugasan.desa, usaha, uuid=uuid.uuid4(), **kirim)
    assert beri(penugasan, operator, NAMA, nik(5)).penerima.count() == 1
    create_keluarga(penugasan.desa, IsiKeluarga(NAMA, nik=nik(5), kk=kk(5)), masuk, uuid=uuid.uuid4(), **kirim)
    create_umkm(penugasan.desa, usaha.__class__(**usaha.__dict__ | {"nik": nik(5)}), uuid=uuid.uuid4(), **kirim)
    lain = buat_penugasan(opd=penugasan.opd, desa=buat_desa(), mulai=date(2024, 1, 1))
    assert beri(lain, operator, NAMA).penerima.get().nama_penerima == NAMA


def test_who_asks_later_is_told_that_it_was_erased(dunia):
    temuan = find_subject(Pencarian(nama=NAMA, desa_id=dunia[0].desa_id))
    assert [(t.kunci.label, t.lewat) for t in temuan][:1] == [
        ("opd.penerimabantuan", "datanya dihapus atas permintaannya")
    ]


def test_lists_leave_the_name_out_and_lose_its_line_alone(dunia):
    penugasan, operator = dunia
    desa = penugasan.desa
    impor = unggah(
        buku(JUDUL, [NAMA, "", kk(1), desa.nama, 1, "P", "x"], [LAIN, nik(2), kk(2), desa.nama, 1, "P", "x"]), operator
    )
    assert ringkas(rencana(impor, operator)) == [(2, "dilewati"), (3, "baru")]
    assert [n in kept(impor) for n in (NAMA, kk(1), nik(2))] == [False, False, True]
    assert (terapkan(impor, operator), Keluarga.objects.filter(desa=desa).count()) == (1, 1)
    isi = [UMKM, *([f"Usaha {n}", desa.kode, "perorangan", "1/6/2026", p, ""] for n, p in enumerate((NAMA, LAIN)))]
    for berkas in (buku(*isi), "\n".join(";".join(b) for b in isi).encode()):
        impor = unggah_daftar("umkm", berkas, by=operator)
        assert [n in kept(impor) for n in (NAMA, LAIN)] == [False, True]
        terapkan(impor, operator)
    assert list(Umkm.objects.values_list("pemilik", flat=True)) == [LAIN]


def test_nib_of_one_persons_enterprise_stays_out_and_is_still_counted(dunia):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa, pemilik="Markus Latuheru", nib=NIB)
    laksanakan(usul((of(umkm),)))
    umkm = Umkm.objects.get(pk=umkm.pk)
    assert umkm.nib == "dikosongkan"
    kirim = {"by": operator, "at": SEKARANG, "yakin": True}
    for satu in (umkm, buat_umkm(desa=penugasan.desa)):
        with pytest.raises(ValidationError, match="tidak diisi lagi|pemilik NIB ini dihapus"):
            change_umkm(satu, IsiUmkm(**stored_fields(satu) | {"nib": NIB}), versi=satu.versi, **kirim)
    with pytest.raises(ValidationError, match="NIB terdiri atas 13 angka"):
        change_umkm(satu, IsiUmkm(**stored_fields(satu) | {"nib": "dikosongkan"}), versi=satu.versi, **kirim)
    isi = [["Kios", penugasan.desa.kode, "perorangan", "1/6/2026", "", "", n] for n in (NIB, "9120001234999")]
    impor = unggah_daftar("umkm", buku([*UMKM, "NIB"], isi[0], ["Warung", *isi[1][1:]]), by=operator)
    assert ([b.hasil for b in rencana(impor, operator).baris], NIB in kept(impor)) == (["dilewati", "baru"], False)
    change_umkm(umkm, IsiUmkm(**stored_fields(umkm) | {"produk": "sagu"}), versi=umkm.versi, **kirim)
    assert Umkm.objects.get(pk=umkm.pk).nib == "dikosongkan"


def test_licence_of_an_emptied_enterprise_keeps_its_state_without_a_number(dunia):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa, pemilik=LAIN, nib=NIB)
    buat_legalitas(umkm)
    laksanakan(usul((of(umkm),)))
    umkm = Umkm.objects.get(pk=umkm.pk)

    def catat(jenis: JenisLegalitas, *isi: str) -> None:
        baris = Legalitas.objects.filter(umkm=umkm, jenis=jenis).first()
        kini = Umkm.objects.get(pk=umkm.pk)
        kirim = {"versi": seen_version(kini, jenis, baris), "by": operator, "at": SEKARANG}
        set_legalitas(kini, jenis, IsiLegalitas(*isi), **kirim)

    with pytest.raises(ValidationError, match="nomor izin usaha perorangan ini tidak diisi lagi"):
        catat(JenisLegalitas.HALAL, "terbit", HALAL)
    catat(JenisLegalitas.HALAL, "terbit", "Dihapus atas permintaan")
    catat(JenisLegalitas.PIRT, "terbit")
    catat(JenisLegalitas.NIB, "terbit", "dikosongkan")
    assert list(Legalitas.objects.order_by("jenis").values_list("jenis", "status", "nomor")) == [
        ("halal", "terbit", "Dihapus atas permintaan"), ("nib", "proses", ""), ("pirt", "terbit", "Dihapus atas permintaan"),
    ]  # fmt: skip
    assert Umkm.objects.get(pk=umkm.pk).nib == "dikosongkan"


def test_end_of_a_restriction_frees_its_names_but_those_another_keeps(dunia):
    penugasan, operator = dunia
    kunjungan = buat_kunjungan(penugasan, tanggal=date(2026, 3, 2), warga_ditemui="Siti Latu")
    keluarga = buat_keluarga(penugasan.desa, kepala="Siti Latu")
    pertama = laksanakan(usul((of(kunjungan),), "pembatasan", nama="Siti Latu"))
    kedua = laksanakan(usul((of(keluarga),), "pembatasan"))
    akhiri(pertama)
    with pytest.raises(ValidationError, match="dibatasi atas permintaannya"):
        beri(penugasan, operator, "Siti Latu")
    akhiri(kedua)
    assert beri(penugasan, operator, "Siti Latu").penerima.count() == 1


def test_forms_carry_the_emptied_numbers_and_say_what_cannot_be(dunia, klien):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa, pemilik=LAIN, nib=NIB)
    laksanakan(usul((of(umkm),)))
    klien.force_login(operator)
    alamat = reverse("umkm:ubah", args=[umkm.uuid])
    isi = klien.get(alamat).context["form"].initial | {"nama": "Sagu Rasa"}
    assert isi["nib"] == "dikosongkan"
    kirim = {k: "" if v is None else v for k, v in isi.items()}
    assert klien.post(alamat, kirim).status_code == 302
    assert Umkm.objects.values_list("nama", "nib").get(pk=umkm.pk) == ("Sagu Rasa", "dikosongkan")
    jawab = klien.post(alamat, klien.get(alamat).context["form"].initial | kirim | {"nib": NIB, "versi": 3})
    assert "tidak diisi lagi. Kosongkan nomornya" in jawab.text


@pytest.mark.parametrize("buat", [buat_mitra, buat_pembeli])
def test_contact_of_a_partner_or_buyer_stays_out_there_and_nowhere_else(buat):
    """Seen red without the contact among the tombstones: the next change of the partner brought it back."""
    pihak, lain = (buat(nama_kontak=NAMA, telepon="+6281299988877", surel="y@contoh.invalid") for _ in range(2))
    laksanakan(usul((of(pihak),)))
    assert sorted(Nisan.objects.values_list("jenis", "keadaan")) == [("kontak", "dihapus")] * 3
    verifikator = buat_pengguna("verifikator")

    def ubah(satu, **pribadi):
        satu.refresh_from_db()
        isi = (IsiMitra if isinstance(satu, Mitra) else IsiPembeli)(
            **{
                n: getattr(satu, n)
                for n in ("nama", "jenis", *(() if isinstance(satu, Mitra) else ("dicari", "kota_luar")))
            },
            **pribadi,
        )
        ganti = change_mitra if isinstance(satu, Mitra) else change_pembeli
        return ganti(satu, isi, versi=satu.versi, by=verifikator, at=SEKARANG)

    for pribadi in ({"nama_kontak": NAMA.upper()}, {"telepon": "+6281299988877"}, {"surel": "y@contoh.invalid"}):
        with pytest.raises(ValidationError, match="ini sebagai kontak di sini dihapus atas permintaannya"):
            ubah(pihak, **pribadi)
    assert ubah(pihak, nama_kontak=LAIN, telepon="+6281299988866").nama_kontak == LAIN
    assert ubah(lain, nama_kontak=NAMA.upper()).nama_kontak == NAMA.upper()
