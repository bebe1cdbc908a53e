"""The main pages tell a screen reader what tests/walk/NAMA.txt says; whoever changes that looks at the difference (check N7).

`BINAAN_TULIS_NAMA=1` writes the file anew. Seen red with a label taken from a field and with a heading renamed."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from opd.enums import Peran
from tests.pabrik import buat_desa, buat_opd, buat_pengguna, buat_penugasan, buat_umkm
from tests.walk.nama import names_of_page

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
BERKAS = Path(__file__).with_name("NAMA.txt")
HALAMAN = (
    *(
        "desa:daftar",
        "umkm:daftar",
        "umkm:baru",
        "kegiatan:daftar",
        "kegiatan:baru",
        "kunjungan:daftar",
        "kunjungan:baru",
    ),
    *("rencana:daftar", "laporan:daftar", "arahan:daftar", "bantuan:daftar", "akun:saya", "kata_sandi", "cari"),
)


def read() -> str:
    """Every page, as an operator of an OPD with one village and one enterprise is shown it."""
    opd = buat_opd(nama="Dinas Uji", singkatan="Dinas Uji")
    p = buat_penugasan(opd=opd, desa=buat_desa(nama="Uraur"), mulai=date(2026, 1, 1))
    buat_umkm(desa=p.desa, nama="Keripik Uraur")
    bagian = {"masuk": names_of_page(Client().get(reverse("masuk")).text)}
    klien = Client()
    klien.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=opd, nama="Operator Uji"))
    for nama in HALAMAN:
        jawaban = klien.get(reverse(nama))
        assert jawaban.status_code == 200, nama
        baris = names_of_page(jawaban.text)
        awal = baris.index("main")
        assert bagian.setdefault("kerangka", baris[:awal]) == baris[:awal], nama
        bagian[nama] = baris[awal:]
    return "\n".join("\n".join((f"## {nama}", *baris, "")) for nama, baris in bagian.items())


def test_main_pages_tell_what_the_committed_file_says():
    kini = read()
    if os.environ.get("BINAAN_TULIS_NAMA"):
        BERKAS.write_text(kini)
    assert "TANPA NAMA" not in kini
    assert kini.splitlines() == BERKAS.read_text().splitlines()


def test_a_field_without_a_name_is_seen():
    assert names_of_page('<label for="a">Nama</label><input id="a" required><input id="b">') == [
        "text wajib: Nama",
        "text: TANPA NAMA",
    ]
