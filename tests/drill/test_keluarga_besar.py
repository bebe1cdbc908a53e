"""Families by the ten thousand: how fast the list pages and a NIK is found, an extract of 20,000 rows, keys rotated in use."""

import base64
import threading
import time
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from desa.enums import JenisSidik
from desa.models import Keluarga, SidikKeluarga, StatusKeluarga
from tests.opd.buku import buku, rencana, terapkan
from tests.opd.test_impor_keluarga import JUDUL, baris, unggah
from tests.pabrik import SEKARANG, buat_pengguna, buat_penugasan

pytestmark = pytest.mark.drill
NIK = "810515410180{:04d}"


def kunci(nama: str, huruf: str) -> str:
    return f"{nama}:{base64.b64encode(huruf.encode() * 32).decode()}"


def isi(desa, banyak: int) -> None:
    """So many families, each with a NIK and a no. KK of its own."""
    semua = []
    for n in range(banyak):
        k = Keluarga(desa=desa, kepala=f"Warga Uji {n:06d}", dicatat_pada=SEKARANG)
        k.nik, k.kk = f"8105{n % 100000:012d}", f"8106{n:012d}"
        semua.append(k)
    Keluarga.objects.bulk_create(semua, batch_size=1000)
    SidikKeluarga.objects.bulk_create((s for k in semua for s in k.hashes()), batch_size=1000)
    status = (
        StatusKeluarga(keluarga=k, peristiwa="masuk", tanggal=date(2025, 2, 1), sumber="p3ke", dicatat_pada=SEKARANG)
        for k in semua
    )
    StatusKeluarga.objects.bulk_create(status, batch_size=1000)
    with connection.cursor() as kursor:
        if connection.vendor == "postgresql":
            kursor.execute("ANALYZE")


def tercepat(kerja, kali: int = 5) -> float:
    """The fastest of some runs, in milliseconds of work: SQLite works in this process, and other jobs must not count."""
    waktu = []
    for _ in range(kali):
        awal = time.process_time()
        kerja()
        waktu.append((time.process_time() - awal) * 1000)
    return min(waktu)


@pytest.mark.django_db
def test_list_of_20000_pages_in_100_ms_and_a_nik_is_found_in_20():
    client = Client()
    penugasan = buat_penugasan()
    isi(penugasan.desa, 20_000)
    client.force_login(buat_pengguna("operator_opd", opd=penugasan.opd))
    daftar = reverse("keluarga:daftar")
    hasil = {
        "halaman 1": tercepat(lambda: client.get(daftar)),
        "halaman 200": tercepat(lambda: client.get(daftar, {"halaman": 200, "keadaan": "semua"})),
        "ringkas": tercepat(lambda: client.get(reverse("keluarga:ringkas"))),
        "NIK": tercepat(lambda: list(Keluarga.objects.numbered(JenisSidik.NIK, "8105000000012345")[:2])),
        "cari": tercepat(lambda: client.post(reverse("keluarga:cari"), {"cari": "8105000000012345"})),
    }
    print({k: round(v, 1) for k, v in hasil.items()})
    assert hasil["NIK"] <= 20
    assert max(hasil["halaman 1"], hasil["halaman 200"]) <= 100


@pytest.mark.django_db
def test_extract_of_20000_rows_is_planned_and_applied():
    penugasan = buat_penugasan()
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    desa = penugasan.desa
    semua = (
        baris(desa, n, nik=f"81051541018{n:05d}", kk=f"81051512011{n:05d}") for n in range(1, 20_001) if n % 10_000
    )
    berkas = buku(JUDUL, *semua)
    awal = time.perf_counter()
    impor = unggah(berkas, operator)
    susun = time.perf_counter()
    r = rencana(impor, operator)
    terapkan(impor, operator)
    selesai = time.perf_counter()
    print({"baris": len(r.baris), "unggah dan susun": susun - awal, "terapkan": selesai - susun})
    assert Keluarga.objects.count() == len(r.baris)
    assert selesai - awal <= 120


@pytest.mark.django_db(transaction=True)
def test_keys_of_100000_rows_rotate_while_pages_are_read(client, settings):
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = kunci("d1", "a"), kunci("i1", "c")
    penugasan = buat_penugasan()
    isi(penugasan.desa, 100_000)
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    settings.KUNCI_DATA = f"{kunci('d2', 'b')},{kunci('d1', 'a')}"
    settings.KUNCI_INDEKS = f"{kunci('i2', 'd')},{kunci('i1', 'c')}"
    galat: list[BaseException] = []

    def putar() -> None:
        try:
            call_command("putar_kunci", stdout=StringIO())
        except BaseException as e:
            galat.append(e)
        finally:
            connections.close_all()

    benang = threading.Thread(target=putar)
    client.force_login(operator)
    awal = time.perf_counter()
    benang.start()
    dibaca = 0
    while benang.is_alive():
        jawaban = client.post(reverse("keluarga:cari"), {"cari": f"8105{dibaca * 37 % 9999 + 1:012d}"})
        assert (jawaban.status_code, "tidak terbaca" in jawaban.text, "Warga Uji" in jawaban.text) == (200, False, True)
        dibaca += 1
    print({"detik": time.perf_counter() - awal, "halaman dibaca": dibaca})
    assert galat == []
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = kunci("d2", "b"), kunci("i2", "d")
    assert SidikKeluarga.objects.exclude(sidik_nomor__startswith="i2:").count() == 0
    assert SidikKeluarga.objects.count() == 200_000
    assert Keluarga.objects.exclude(nik_sandi__startswith="d2:").count() == 0
    assert all(
        k.nik.startswith("8105") and k.kk.startswith("8106") for k in Keluarga.objects.order_by("pk")[:100_000:997]
    )
    assert dibaca >= 10
