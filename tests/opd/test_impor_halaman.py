"""The import pages: upload, preview, choices, apply; who may, what a bad file gets, how many queries it takes."""

import io
import re
import resource

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from desa.models import Catatan, Penjualan, Umkm
from desa.versi_data import forget
from opd.enums import Peran
from opd.models import Impor, Penugasan, Sk
from tests.desa.test_tabel import bom
from tests.opd.buku import buku
from tests.pabrik import buat_desa, buat_opd, buat_pengguna, buat_penugasan, buat_sk, buat_umkm

pytestmark = pytest.mark.django_db
JUDUL = ["OPD", "Kode Desa", "Mulai"]


@pytest.fixture
def verifikator(client):
    user = buat_pengguna(Peran.VERIFIKATOR)
    client.force_login(user)
    return user


def kirim(client, jenis, isi, nama="daftar.xlsx", **lain):
    return client.post(f"/impor/{jenis}/", {"berkas": SimpleUploadedFile(nama, isi), **lain})


def sidik(jawaban):
    return re.search(r'name="sidik" value="([0-9a-f]{64})"', jawaban.content.decode())[1]


def test_verifikator_uploads_settles_and_applies(client, verifikator):
    opd, desa, lama = buat_opd(nama="Dinas Pertanian"), buat_desa(), buat_desa()
    sk = buat_sk()
    buat_penugasan(sk=sk, desa=lama)
    isi = buku(JUDUL, ["Dinas Pertaniann", desa.kode, "16/01/2025"], ["Dinas Pertanian", lama.kode, "16/01/2026"])
    jawaban = kirim(client, "lampiran", isi, sk=sk.pk)
    (impor,) = Impor.objects.all()
    assert jawaban.url == f"/impor/berkas/{impor.uuid}/"
    halaman = client.get(jawaban.url)
    teks = halaman.content.decode()
    assert "Belum dapat diterapkan" in teks
    tampil = re.search(r'name="tampil" value="([^"]+)"', teks)[1]
    (nama_opd,) = [k for k in tampil.split(",") if k.startswith("opd-")]
    pilihan = {"tampil": tampil, nama_opd: opd.pk, "cara-3": "perubahan"}
    assert client.post(jawaban.url, pilihan).status_code == 302
    halaman = client.get(jawaban.url)
    assert "Terapkan 2 baris" in halaman.content.decode()
    selesai = client.post(f"{jawaban.url}terapkan/", {"sidik": sidik(halaman)}, follow=True)
    assert "Impor diterapkan. 2 baris disimpan." in selesai.content.decode()
    assert Penugasan.objects.count() == 3
    assert client.get("/impor/").status_code == 200
    asli = client.get(reverse("impor:asli", args=[impor.uuid]))
    assert (asli.content, "attachment" in asli["Content-Disposition"]) == (isi, True)
    assert Catatan.objects.filter(tindakan="mengunduh berkas asli impor").count() == 1


def test_stale_preview_is_answered_409_with_the_difference(client, verifikator):
    opd, desa, sk = buat_opd(), buat_desa(), buat_sk()
    kirim(client, "lampiran", buku(JUDUL, [opd.nama, desa.kode, None]), sk=sk.pk)
    alamat = f"/impor/berkas/{Impor.objects.get().uuid}/"
    cap = sidik(client.get(alamat))
    buat_penugasan(desa=desa)
    jawaban = client.post(f"{alamat}terapkan/", {"sidik": cap})
    teks = jawaban.content.decode()
    assert (jawaban.status_code, "Baris 2: tadinya baru, kini perlu pilihan" in teks) == (409, True)
    assert Penugasan.objects.count() == 1
    assert client.post(f"{alamat}terapkan/", {"sidik": "x"}).status_code == 302


def test_upload_page_creates_a_typed_sk_only_with_a_readable_file(client, verifikator):
    opd, desa = buat_opd(), buat_desa()
    sk = {"nomor": "7 Tahun 2026", "tanggal": "1 Februari 2026", "tentang": "Perubahan"}
    jawaban = kirim(client, "lampiran", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, nama="a.xlsx", **sk)
    assert (jawaban.status_code, Sk.objects.count()) == (422, 0)
    jawaban = kirim(client, "lampiran", buku(JUDUL, [opd.nama, desa.kode, None]), nomor="7 Tahun 2026")
    assert jawaban.content.decode().count("Isi bidang ini untuk SK baru") >= 2
    assert kirim(client, "lampiran", buku(JUDUL, [opd.nama, desa.kode, None]), **sk).status_code == 302
    assert Sk.objects.get().nomor == "7 Tahun 2026"
    jawaban = kirim(client, "lampiran", buku(JUDUL, [opd.nama, desa.kode, None]), **sk)
    assert "SK bernomor ini sudah tercatat." in jawaban.content.decode()


@pytest.mark.sekali
@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        (b"", "Berkas ini kosong."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "berformat Excel lama (.xls)"),
        (buku(JUDUL, *([f"Dinas {n}", "81.05.15.2001", None] for n in range(10_000))), "lebih dari 5.000 baris"),
        (buku(JUDUL, ["a", "b", "c"])[:-400], "rusak atau terpotong"),
        (buku(["apa", "saja"], ["a", "b"]), "Baris judul kolom tidak ditemukan"),
        (bom(), "terlalu besar setelah dibuka"),
    ],
    ids=["kosong", "xls", "10000-baris", "terpotong", "tanpa-judul", "bom"],
)
def test_bad_file_gets_a_sentence_and_nothing_is_written(client, verifikator, isi, kalimat):
    sk = buat_sk()
    sebelum = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    jawaban = kirim(client, "lampiran", isi, sk=sk.pk)
    assert (jawaban.status_code, kalimat in jawaban.content.decode()) == (422, True)
    assert (Impor.objects.count(), Catatan.objects.count()) == (0, 0)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - sebelum < 120_000  # kB


def test_missing_file_gets_a_sentence(client, verifikator):
    jawaban = client.post("/impor/umkm/", {})
    assert (jawaban.status_code, "tidak sampai utuh" in jawaban.content.decode()) == (422, True)


def test_error_sheet_comes_back_with_its_column(client, verifikator):
    kirim(client, "umkm", buku(["Nama Usaha", "Kode Desa"], ["A", "81.99.99.2001"], lembar="UMKM"))
    uuid = Impor.objects.get().uuid
    jawaban = client.get(reverse("impor:kesalahan", args=[uuid]))
    baris = [[s.value for s in b] for b in load_workbook(io.BytesIO(jawaban.content)).active.iter_rows()]
    assert baris == [
        ["Nama Usaha", "Kode Desa", "Kesalahan"],
        ["A", "81.99.99.2001", "Sel B2: kode desa 81.99.99.2001 tidak ada dalam daftar Kemendagri. Periksa kodenya."],
    ]


def test_upload_can_be_set_aside(client, verifikator):
    kirim(client, "umkm", buku(["Nama Usaha", "Kode Desa"], ["A", "81.99.99.2001"]))
    impor = Impor.objects.get()
    alamat = f"/impor/berkas/{impor.uuid}/"
    assert client.post(alamat, {"aksi": "buang"}).url == "/impor/"
    assert "Dibuang" in client.get(alamat).content.decode()
    assert client.get(reverse("impor:kesalahan", args=[impor.uuid])).status_code == 404


def peran(nama, opd):
    if nama in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD):
        return buat_pengguna(nama, opd=opd)
    return buat_pengguna(nama)


HALAMAN = {
    Peran.ADMIN_SISTEM: (200, 200, 200, 200),
    Peran.VERIFIKATOR: (200, 200, 200, 200),
    Peran.OPERATOR_OPD: (200, 403, 200, 200),
    Peran.KEPALA_OPD: (200, 403, 200, 200),
    Peran.PIMPINAN: (403, 403, 403, 403),
    Peran.PEMBACA: (403, 403, 403, 403),
}


@pytest.mark.sekali
@pytest.mark.parametrize("nama", HALAMAN)
def test_who_may_open_which_page(client, nama):
    client.force_login(peran(nama, buat_opd()))
    alamat = ["/impor/", "/impor/lampiran/", "/impor/umkm/", "/impor/penjualan/"]
    assert tuple(client.get(a).status_code for a in alamat) == HALAMAN[nama]
    templat = tuple(client.get(f"/impor/templat/{j}.xlsx").status_code for j in ("lampiran", "umkm", "penjualan"))
    assert templat == HALAMAN[nama][1:]
    assert client.get("/impor/apa/").status_code == 404


def test_an_upload_is_seen_by_its_owner_and_maintainers_alone(client):
    opd = buat_opd()
    desa = buat_penugasan(opd=opd).desa
    pemilik = buat_pengguna(Peran.OPERATOR_OPD, opd=opd)
    client.force_login(pemilik)
    kirim(client, "umkm", buku(["Nama Usaha", "Kode Desa", "Dibina Sejak"], ["A", desa.kode, "01/02/2024"]))
    uuid = Impor.objects.get().uuid
    alamat = [reverse(f"impor:{n}", args=[uuid]) for n in ("pratinjau", "kesalahan", "asli")]
    lain = buat_pengguna(Peran.OPERATOR_OPD, opd=opd)
    for orang, status in (
        (pemilik, 200),
        (lain, 404),
        (buat_pengguna(Peran.PEMBACA), 404),
        (peran("verifikator", opd), 200),
    ):
        client.force_login(orang)
        assert [client.get(a).status_code for a in alamat] == [status] * 3
    client.force_login(lain)
    assert client.post(reverse("impor:terapkan", args=[uuid]), {"sidik": "0" * 64}).status_code == 404
    assert Umkm.objects.count() == 0


def test_operator_fills_the_prefilled_sales_template(client):
    opd = buat_opd()
    desa = buat_penugasan(opd=opd).desa
    umkm = buat_umkm(desa=desa, nama="Pala Jaya")
    buat_umkm(nama="Asing")
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=opd))
    isi = client.get("/impor/templat/penjualan.xlsx", {"dari": "01/2026", "sampai": "02/2026"}).content
    wb = load_workbook(io.BytesIO(isi))
    ws = wb["Penjualan"]
    assert [(ws.cell(n, 3).value, ws.cell(n, 8).value) for n in (2, 3, 4)] == [
        ("Pala Jaya", "Januari 2026"), ("Pala Jaya", "Februari 2026"), (None, None)
    ]  # fmt: skip
    ws["I2"], ws["I3"] = 1_500_000, "tidak berjualan"
    aliran = io.BytesIO()
    wb.save(aliran)
    alamat = kirim(client, "penjualan", aliran.getvalue()).url
    client.post(f"{alamat}terapkan/", {"sidik": sidik(client.get(alamat))})
    assert [(p.umkm_id, p.omzet_rp, p.berjualan) for p in Penjualan.objects.order_by("bulan")] == [
        (umkm.pk, 1_500_000, True), (umkm.pk, 0, False)
    ]  # fmt: skip
    assert client.get("/impor/templat/penjualan.xlsx", {"dari": "03/2026", "sampai": "02/2026"}).status_code == 422


def kueri(client, alamat):
    client.get(alamat)
    with CaptureQueriesContext(
        connection,
    ) as catatan:
        jawaban = client.get(alamat)
    assert jawaban.status_code == 200
    return len(catatan)


@pytest.mark.parametrize("jenis", ["lampiran", "umkm", "penjualan"])
def test_preview_takes_the_same_queries_for_one_row_and_for_five(client, verifikator, jenis):
    def pratinjau(jumlah):
        if jenis == "lampiran":
            isi = buku(JUDUL, *([buat_opd().nama, buat_penugasan().desa.kode, None] for _ in range(jumlah)))
            return kirim(client, jenis, isi, sk=buat_sk().pk).url
        umkm = [buat_umkm() for _ in range(jumlah)]
        if jenis == "umkm":
            return kirim(
                client, jenis, buku(["Nama Usaha", "Kode Desa", "Produk"], *([u.nama, u.desa.kode, "x"] for u in umkm))
            ).url
        return kirim(
            client,
            jenis,
            buku(["UMKM", "Kode Desa", "Bulan", "Omzet"], *([u.nama, u.desa.kode, "01/2026", 5] for u in umkm)),
        ).url

    satu, lima = kueri(client, pratinjau(1)), kueri(client, pratinjau(5))
    assert satu == lima <= 12


def test_list_of_uploads_takes_the_same_queries_for_one_and_for_five(client, verifikator):
    def unggah(jumlah):
        for n in range(jumlah):
            kirim(client, "umkm", buku(["Nama Usaha", "Kode Desa"], [f"A{jumlah}{n}", "81.99.99.2001"]))
        return kueri(client, "/impor/")

    assert unggah(1) == unggah(4) <= 12


@pytest.mark.sekali
def test_preview_of_five_thousand_rows_stays_light(client, verifikator):
    isi = buku(["Nama Usaha", "Kode Desa"], *([f"Usaha {n}", "81.99.99.2001"] for n in range(5_000)))
    alamat = kirim(client, "umkm", isi).url
    jawaban = client.get(alamat, {"hasil": "ditolak", "halaman": "100"})
    assert (jawaban.status_code, len(jawaban.content) < 60_000) == (200, True)
    assert "4.951–5.000 dari 5.000" in jawaban.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_preview_is_planned_once_while_nothing_is_written(client):
    """Paging through it reads neither file nor villages again; after any write it is planned anew."""
    forget()
    p = buat_penugasan()
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    umkm = buat_umkm(desa=p.desa, nama="Pala Jaya")
    baris = [["", "Pala Jaya", p.desa.kode, f"2025-{bulan:02d}", 100_000 * bulan] for bulan in range(1, 7)]
    kirim(client, "penjualan", buku(["NIB", "UMKM", "Kode Desa", "Bulan", "Omzet"], *baris, lembar="Penjualan"))
    alamat, hitung, isi = f"/impor/berkas/{Impor.objects.get().uuid}/", [], []

    def lihat(kueri=""):
        with CaptureQueriesContext(connection) as k:
            isi.append(client.get(alamat + kueri).text)
        hitung.append(len(k))

    lihat()
    lihat()
    lihat("?hasil=baru")
    Umkm.objects.filter(pk=umkm.pk).update(nama="Pala Lain")
    lihat()
    assert hitung[0] > hitung[1] == hitung[2] < hitung[3]
    assert [sidik_ada(teks) for teks in isi] == [True, True, True, False]
    assert isi[0].count("Pala Jaya") == isi[1].count("Pala Jaya") > 0


def sidik_ada(teks):
    """Whether the plan can be applied."""
    return bool(re.search(r"Terapkan 6 baris", teks))
