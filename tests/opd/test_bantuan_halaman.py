"""Pages of aid: the question before saving, names for the own OPD alone, minutes kept private, the same queries at any size."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desa.waktu import hari_ini, tambah_bulan
from opd.enums import Peran
from opd.models import Bantuan, PemeriksaanBantuan
from tests import pabrik
from tests.pabrik_bantuan import buat_bantuan, buat_pemeriksaan

pytestmark = pytest.mark.django_db
NIK = "8105156507900001"
RAHASIA = "Marta Rahasia-Kenari"


@pytest.fixture
def dunia(client: Any) -> Any:
    penugasan = pabrik.buat_penugasan()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    client.force_login(operator)
    return penugasan, operator


def isian(**lain: Any) -> dict[str, Any]:
    dasar = {"uuid": str(uuid.uuid4()), "tanggal": f"{hari_ini():%d/%m/%Y}", "jenis": "ternak", "barang": "Sapi bali"}
    return dasar | {"volume": "10", "satuan": "ekor", "nilai_rp": "85.000.000", "penerima": RAHASIA} | lain


def test_aid_is_recorded_with_its_minutes_and_its_page_hides_names_from_others(client, dunia):
    penugasan, operator = dunia
    berkas = SimpleUploadedFile("BAST asli.pdf", b"%PDF-1.4 uji")
    jawaban = client.post(reverse("serah:baru"), isian(bast=berkas), follow=True)
    bantuan = Bantuan.objects.get()
    assert RAHASIA in jawaban.content.decode()
    assert "bulan ke-3, ke-6, dan ke-12" in jawaban.content.decode()
    alamat = reverse("serah:bast", args=[bantuan.uuid])
    assert b"".join(client.get(alamat).streaming_content) == b"%PDF-1.4 uji"
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd))
    halaman = client.get(reverse("serah:detail", args=[bantuan.uuid]))
    assert (halaman.status_code, RAHASIA in halaman.content.decode()) == (200, False)
    assert client.get(alamat).status_code == 404
    assert client.get(reverse("serah:koreksi", args=[bantuan.uuid])).status_code == 403
    assert client.post(reverse("serah:periksa", args=[bantuan.uuid]), {}).status_code == 403


def test_likeness_asks_once_and_keeps_what_was_typed(client, dunia):
    lain = pabrik.buat_penugasan()
    buat_bantuan(lain, hari_ini() - timedelta(days=30), nama=(f"Nama Lain;{NIK}",))
    data = isian(penerima=f"{RAHASIA}; {NIK}")
    jawaban = client.post(reverse("serah:baru"), data)
    halaman = jawaban.content.decode()
    assert f"sudah mendapat ternak dan pakan dari {lain.opd.nama}" in halaman
    assert "Nama Lain" not in halaman
    assert "memang berbeda, simpan saja" in halaman
    assert "85.000.000" in halaman
    milik = Bantuan.objects.filter(penugasan=dunia[0])
    assert not milik.exists()
    assert client.post(reverse("serah:baru"), data | {"yakin": "on"}).status_code == 422
    assert not milik.exists()
    client.post(reverse("serah:baru"), data | {"yakin": "on", "dibandingkan": jawaban.context["form"].compared()})
    assert milik.get().jumlah_penerima == 1


def test_refused_form_asks_for_its_file_again(client, dunia):
    buat_bantuan(pabrik.buat_penugasan(), hari_ini() - timedelta(days=30), nama=(f"Nama Lain;{NIK}",))

    def kirim(**lain: Any) -> str:
        berkas = SimpleUploadedFile("BAST sapi.pdf", b"%PDF-1.4 uji")
        return client.post(reverse("serah:baru"), isian(penerima=f"{RAHASIA}; {NIK}", bast=berkas) | lain).text

    assert kirim().count("Pilih lagi berkasnya, karena peramban") == 2
    assert "Pilih lagi berkasnya" not in kirim(bast=SimpleUploadedFile("x.pdf", b"MZ bukan pdf"))
    assert "Pilih lagi berkasnya" not in client.get(reverse("serah:baru")).text


def test_tick_counts_only_for_the_recipients_that_were_compared(client, dunia):
    """Who ticks the box and names somebody else in the same breath is asked about that one too."""
    lain, kedua = pabrik.buat_penugasan(), "8105156507900002"
    buat_bantuan(lain, hari_ini() - timedelta(days=30), nama=(f"Nama Lain;{NIK}", f"Nama Dua;{kedua}"))
    data = isian(penerima=f"{RAHASIA}; {NIK}")

    def bandingan(jawaban: Any) -> dict[str, Any]:
        return {"dibandingkan": jawaban.context["form"]["dibandingkan"].value(), "yakin": "on"}

    satu = client.post(reverse("serah:baru"), data)
    dua = client.post(reverse("serah:baru"), data | bandingan(satu) | {"penerima": f"{RAHASIA}; {kedua}"})
    assert f"sudah mendapat ternak dan pakan dari {lain.opd.nama}" in dua.text
    milik = Bantuan.objects.filter(penugasan=dunia[0])
    assert not milik.exists()
    client.post(reverse("serah:baru"), data | bandingan(dua) | {"penerima": f"{RAHASIA}; {kedua}"})
    assert milik.get().jumlah_penerima == 1


@pytest.mark.parametrize(
    ("ubah", "kalimat"),
    [
        ({"penerima": "Marta; 123"}, "Baris 1: NIK terdiri atas 16 angka."),
        ({"penerima": f"Marta; {NIK}\nYohana; {NIK}"}, "Baris 2: penerima ini sudah ditulis di atas."),
        ({"penerima": ""}, "Sebut sedikitnya satu penerima"),
        ({"volume": "0"}, "Isi volume lebih besar dari 0"),
        ({"tanggal": "kemarin dulu"}, "Tanggal"),
        ({"jenis": "emas"}, "Masukkan pilihan yang valid"),
        ({"bast": SimpleUploadedFile("x.pdf", b"MZ bukan pdf")}, "Berkas harus berupa PDF, JPG, atau PNG."),
    ],
)
def test_bad_input_says_what_to_do_and_writes_nothing(client, dunia, ubah, kalimat):
    halaman = client.post(reverse("serah:baru"), isian(**ubah)).content.decode()
    assert kalimat in halaman
    assert "Sapi bali" in halaman
    assert not Bantuan.objects.exists()


def test_correction_keeps_the_nik_of_a_name_that_stays(client, dunia):
    penugasan, _ = dunia
    lama = buat_bantuan(penugasan, hari_ini() - timedelta(days=10), nama=(f"{RAHASIA};{NIK}",))
    sidik = lama.penerima.get().sidik_penerima
    alamat = reverse("serah:koreksi", args=[lama.uuid])
    assert RAHASIA in client.get(alamat).content.decode()
    data = isian(alasan="Salah hitung.", volume="9", penerima=f"{RAHASIA}\nYohana")
    client.post(alamat, data)
    baru = Bantuan.objects.in_force().get()
    assert [p.sidik_penerima == sidik for p in baru.penerima.all()] == [True, False]


def test_figures_of_the_checks_link_to_lists_of_that_length(client, dunia):
    for barang, keadaan in (("a", "dipakai"), ("a", "rusak"), ("b", "dipakai"), ("a", "")):
        bantuan = buat_bantuan(dunia[0], hari_ini() - timedelta(days=5), barang=barang, jenis="ternak")
        if keadaan:
            buat_pemeriksaan(bantuan, 3, keadaan)
    isi = client.get(reverse("serah:daftar"), {"jenis": "ternak"}).context
    banyak = {k: client.get(reverse("serah:daftar") + a).context["rekap"].jumlah for k, a in isi["alamat"].items()}
    assert banyak == {"sudah": isi["rekap"].diperiksa, "dipakai": isi["rekap"].dipakai} == {"sudah": 3, "dipakai": 2}
    assert client.get(reverse("serah:daftar"), {"periksa": "belum"}).context["rekap"].jumlah == 1


def test_check_is_recorded_from_its_task(client, dunia):
    penugasan, _ = dunia
    bantuan = buat_bantuan(penugasan, tambah_bulan(hari_ini(), -3), nama=("Marta",))
    alamat = reverse("serah:periksa", args=[bantuan.uuid])
    assert f"{alamat}?bulan=3" in client.get(reverse("beranda")).content.decode()
    data = {"uuid": str(uuid.uuid4()), "bulan_ke": "3", "tanggal": f"{hari_ini():%d/%m/%Y}", "keadaan": "dipakai"}
    assert client.post(f"{alamat}?bulan=3", data | {"jumlah_ada": "8"}).status_code == 302
    assert PemeriksaanBantuan.objects.get().jumlah_ada == 8
    assert f"{alamat}?bulan=3" not in client.get(reverse("beranda")).content.decode()


def test_check_is_corrected_by_a_row_with_its_reason(client, dunia):
    penugasan, _ = dunia
    bantuan = buat_bantuan(penugasan, tambah_bulan(hari_ini(), -4), nama=("Marta",))
    lama = buat_pemeriksaan(bantuan, 3, "rusak", tanggal=hari_ini(), catatan="Salah catat")
    alamat = reverse("serah:koreksi_periksa", args=[lama.uuid])
    assert alamat in client.get(reverse("serah:detail", args=[bantuan.uuid])).text
    assert "Salah catat" in client.get(alamat).text
    data = {"uuid": str(uuid.uuid4()), "bulan_ke": "3", "tanggal": f"{hari_ini():%d/%m/%Y}", "keadaan": "dipakai"}
    assert "Bidang ini wajib diisi." in client.post(alamat, data).text
    assert "melebihi yang diserahkan, 10 ekor" in client.post(alamat, data | {"alasan": "x", "jumlah_ada": "11"}).text
    for _ in range(2):
        assert client.post(alamat, data | {"alasan": "Keliru centang."}).status_code == 302
    baru = PemeriksaanBantuan.objects.in_force().get()
    assert (baru.menggantikan, baru.keadaan, baru.alasan_koreksi) == (lama, "dipakai", "Keliru centang.")
    halaman = client.get(reverse("serah:detail", args=[bantuan.uuid])).text
    assert "mengoreksi pemeriksaan bulan ke-3 bantuan" in halaman
    lagi = data | {"uuid": str(uuid.uuid4()), "alasan": "Lagi.", "catatan": "Ketikan kedua"}
    teks = client.post(alamat, lagi).text
    assert ("sudah dikoreksi oleh" in teks, "Ketikan kedua" in teks) == (True, True)
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd))
    assert client.post(alamat, data | {"alasan": "Asing."}).status_code == 403


def test_cancelling_asks_for_the_reason(client, dunia):
    penugasan, _ = dunia
    bantuan = buat_bantuan(penugasan, hari_ini(), nama=("Marta",))
    alamat = reverse("serah:batalkan", args=[bantuan.uuid])
    assert client.post(alamat, {"uuid": str(uuid.uuid4()), "alasan": ""}).status_code == 422
    client.post(alamat, {"uuid": str(uuid.uuid4()), "alasan": "Tidak jadi."})
    assert not Bantuan.objects.in_force().exists()
    assert "dibatalkan oleh" in client.get(reverse("serah:detail", args=[bantuan.uuid])).content.decode()


@pytest.mark.parametrize("nama", ["daftar", "detail", "baru", "periksa"])
def test_pages_of_aid_ask_the_same_number_of_queries_at_any_size(client, dunia, nama, django_assert_max_num_queries):
    penugasan, _ = dunia

    def isi(banyak: int) -> Bantuan:
        for _ in range(banyak):
            usaha = tuple(pabrik.buat_umkm(desa=penugasan.desa) for _ in range(banyak))
            b = buat_bantuan(penugasan, tambah_bulan(hari_ini(), -9), nama=("A", "B")[:banyak], umkm=usaha)
            buat_pemeriksaan(b)
        return b

    jumlah = []
    for banyak in (1, 5):
        b = isi(banyak)
        alamat = reverse(f"serah:{nama}", args=[b.uuid] if nama in ("detail", "periksa") else [])
        with django_assert_max_num_queries(12) as kueri:
            assert client.get(alamat).status_code == 200
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1]
