"""I6: a hundred readings while people write for a minute: what a page counts, adds up and lists is one snapshot each time.

Every activity costs the same, so of one moment the sum is the count times that, and two tables of one page have one sum.
Seen red: without the middleware that reads one moment.
"""

from __future__ import annotations

import re
import threading
import time

import pytest
from django.db import connection
from lxml import html

from tests.pabrik import buat_pengguna, buat_penugasan
from tests.pengirim import Beban, Orang
from tests.proses import serve

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite membaca tiap pernyataan tersendiri"),
]
BACAAN, DETIK, BIAYA = 100, 60, 1_500_000


def number(teks: str) -> int:
    return int(re.sub(r"\D", "", teks) or 0)


def of_list(pohon: html.HtmlElement) -> tuple[int, int, int]:
    """Sum of a list of activities beside what its count makes of it, and how many it shows of those it may."""
    kartu = dict(
        zip(pohon.xpath("//*[@class='nilai-nama']/text()"), pohon.xpath("//*[@class='nilai']/text()"), strict=True)
    )
    jumlah = number(kartu["Kegiatan"])
    kurang = min(jumlah, 25) - len(pohon.xpath("//main//table/tbody/tr"))
    return number(kartu["Dana"]), jumlah * BIAYA, max(kurang, 0)


def of_money(pohon: html.HtmlElement) -> tuple[int, int, int]:
    """The year's money by source, and by strategy."""
    sumber, strategi = pohon.xpath("//main//table/tfoot/tr")
    return number(sumber.xpath("td")[1].text_content()), number(strategi.xpath("td[last()]")[0].text_content()), 0


def test_a_hundred_readings_beside_writers_are_one_snapshot_each():
    semua = [buat_penugasan() for _ in range(4)]
    halaman = {"/kegiatan/": of_list, f"/kegiatan/?opd={semua[0].opd.slug}": of_list, "/dasbor/dana/": of_money}
    beda: list[tuple[str, int, int, int]] = []
    angka: set[tuple[str, int]] = set()
    with serve("-w", "2") as port:
        beban = Beban(port, semua, foto_tiap=10**9)
        pembaca = [Orang(port, buat_pengguna("verifikator")) for _ in range(2)]

        def read(orang: Orang) -> None:
            mulai, n = time.monotonic(), 0
            while n < BACAAN // 2 or time.monotonic() - mulai < DETIK:
                alamat = list(halaman)[n % len(halaman)]
                j, n = orang.ask(alamat), n + 1
                assert j.status == 200
                satu, dua, kurang = halaman[alamat](html.fromstring(j.isi))
                angka.add((alamat, satu))
                if satu != dua or kurang:
                    beda.append((alamat, satu, dua, kurang))

        with beban.running():
            while len(beban.diakui) < 8:
                time.sleep(0.1)
            utas = [threading.Thread(target=read, args=(o,)) for o in pembaca]
            for u in utas:
                u.start()
            for u in utas:
                u.join()
    print(f"{len(beban.diakui)} tulisan, {len(angka)} angka berbeda, {len(beda)} bacaan tidak satu saat")
    assert beda == []
    assert len(angka) > BACAAN // 2
    beban.check_whole()
