"""Lists as files: the rows of the filter in the order of the page, one audit row without what was typed, few queries."""

import csv
import io
import resource
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.models import Catatan, Umkm
from tests.pabrik import SEKARANG, buat_kegiatan, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db


def rows(klien, alamat, **kueri):
    """The rows of the CSV, headings first."""
    jawaban = klien.get(alamat, kueri | {"unduh": "csv"})
    isi = b"".join(jawaban.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(isi, newline=""), delimiter=";"))


def test_a_file_holds_all_pages_of_the_filter_in_their_order(client):
    p = buat_penugasan()
    for n in range(60):
        buat_umkm(desa=p.desa, nama=f"Sagu {59 - n:02d}")
    buat_umkm(desa=p.desa, nama="Pala"), buat_umkm(desa=p.desa, nama="Sagu Koperasi", bentuk="koperasi")
    client.force_login(buat_pengguna("pembaca"))
    isi = rows(client, "/umkm/", q="sagu", desa=p.desa.kode, halaman="2")
    assert [b[0] for b in isi[1:]] == [f"Sagu {n:02d}" for n in range(60)]
    catatan = Catatan.objects.get(tindakan__startswith="mengunduh")
    assert (catatan.tindakan, catatan.objek_jenis) == ("mengunduh daftar UMKM", "opd.pengguna")
    assert catatan.perubahan == {
        "bentuk": [None, "csv"], "baris": [None, 60], "saring": [None, f"q=(diketik); desa={p.desa.kode}"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cara", "kueri", "berkas", "dicatat"),
    [
        ("get", {"unduh": "pdf"}, False, 0),
        ("head", {"unduh": "xlsx"}, False, 0),
        ("get", {"unduh": "xlsx", "per": "bukan hari"}, True, 1),
        ("get", {"unduh": ["pdf", "csv"]}, True, 1),
    ],
)
def test_only_a_known_kind_asked_for_by_get_is_a_file(client, cara, kueri, berkas, dicatat):
    buat_umkm()
    client.force_login(buat_pengguna("pimpinan"))
    jawaban = getattr(client, cara)("/umkm/", kueri)
    assert (jawaban.status_code, jawaban.streaming) == (200, berkas)
    assert [c.perubahan["saring"] for c in Catatan.objects.filter(tindakan__startswith="mengunduh")] == [
        [None, "tidak dikenali" if "per" in kueri else ""]
    ] * dicatat
    if berkas:
        assert b"".join(jawaban.streaming_content)
        assert jawaban["Content-Disposition"].startswith('attachment; filename="umkm-20')
        assert jawaban["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("alamat", "buat"),
    [
        ("/umkm/", lambda p: buat_umkm(desa=p.desa)),
        ("/kegiatan/", lambda p: buat_kegiatan(p, tanggal=SEKARANG.date())),
        ("/kunjungan/", lambda p: buat_kunjungan(p, tanggal=SEKARANG.date())),
    ],
)
def test_queries_do_not_grow_with_the_rows(client, alamat, buat):
    client.force_login(buat_pengguna("verifikator"))
    hitung = []
    for tambah in (1, 4):
        for _ in range(tambah):
            buat(buat_penugasan())
        with CaptureQueriesContext(connection) as kueri:
            jumlah = len(rows(client, alamat)) - 1
        hitung.append((len(kueri), jumlah))
    assert (hitung[0][0], [n for _, n in hitung]) == (hitung[1][0], [1, 5])
    assert hitung[0][0] <= 16


@pytest.mark.drill
def test_twenty_thousand_rows_go_out_in_ten_seconds_and_little_memory(client):
    p = buat_penugasan()
    contoh = buat_umkm(desa=p.desa)
    kolom = {
        f.attname: getattr(contoh, f.attname) for f in Umkm._meta.concrete_fields if f.name not in ("id", "uuid", "nib")
    }
    Umkm.objects.bulk_create([Umkm(**kolom | {"nama": f"=Usaha {n:05d}"}) for n in range(19_999)], batch_size=500)
    client.force_login(buat_pengguna("pembaca"))
    awal = time.process_time()
    besar = sum(map(len, client.get("/umkm/", {"unduh": "xlsx"}).streaming_content))
    lama, puncak = time.process_time() - awal, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"XLSX 20.000 baris: {lama:.1f} detik CPU, {besar / 1e6:.1f} MB, RSS seluruhnya {puncak:.0f} MB")
    assert (lama <= 10, puncak <= 400) == (True, True)
