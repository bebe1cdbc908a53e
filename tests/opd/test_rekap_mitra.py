"""What partners pledged and handed over, against plain loops over random worlds; every figure's list sums to it.

Seen red with two sums over one join, with cancelled pledges counted, and with hand-overs of other years left out.
"""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from decimal import Decimal
from html import escape, unescape
from typing import Any

import pytest
from django.db.models import Q
from django.urls import reverse

from desa.angka import format_rupiah
from desa.waktu import hari_ini
from opd.enums import Peran, StatusNaskah
from opd.models import JanjiMitra, Mitra, SerahMitra
from opd.rekap.mitra import JumlahMitra, baca_janji, mitra_baris, rekap_forum, rekap_mitra
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG
from tests.pabrik_mitra import buat_janji, buat_mitra, buat_serah

pytestmark = pytest.mark.django_db

AKHIR = date(2026, 7, 20)


def dunia(benih: int) -> Any:
    """Partners with pledges for lines and none, some cancelled, with hand-overs corrected and cancelled."""
    acak = random.Random(benih)
    penugasan = [pabrik.buat_penugasan() for _ in range(3)]
    baris: list[Any] = [
        pabrik_naskah.buat_rencana(p, status=StatusNaskah.DIVERIFIKASI, baris=1).baris.get() for p in penugasan
    ]
    mitra = [buat_mitra(nama=f"Mitra {n}") for n in "abcd"]
    for _ in range(acak.randint(0, 14)):
        n, ukur = acak.randrange(3), acak.choice(("rp", "volume", "dua"))
        isi: dict[str, Any] = {"tanggal": date(2025, 1, 5) + timedelta(days=acak.randint(0, 600))}
        isi["baris"] = acak.choice([baris[n], None])
        isi["nilai_rp"] = acak.randint(1, 99) * 100_000 if ukur != "volume" else None
        isi |= {"volume": Decimal(acak.randint(1, 40)) / 4, "satuan": "unit"} if ukur != "rp" else {}
        isi |= {"dibatalkan_pada": SEKARANG, "alasan_batal": "uji"} if acak.random() < 0.2 else {}
        janji = buat_janji(acak.choice(mitra[:3]), penugasan[n], **isi)
        _serah(acak, janji, ukur)
    return mitra


def _serah(acak: random.Random, janji: JanjiMitra, ukur: str) -> None:
    for _ in range(acak.randint(0, 3)):
        isi: dict[str, Any] = {"tanggal": janji.tanggal + timedelta(days=acak.randint(0, 200))}
        isi["nilai_rp"] = acak.randint(1, 50) * 100_000 if ukur != "volume" else None
        isi |= {"volume": Decimal(acak.randint(1, 20)) / 4, "satuan": "unit"} if ukur != "rp" else {}
        lama = buat_serah(janji, **isi)
        nasib = acak.random()
        if nasib < 0.25:
            buat_serah(janji, **isi | {"nilai_rp": isi["nilai_rp"] and 7}, menggantikan=lama, alasan_koreksi="uji")
        elif nasib < 0.4:
            buat_serah(janji, **isi, menggantikan=lama, batal=True, alasan_koreksi="uji")


def handed(janji: JanjiMitra) -> tuple[int, Decimal]:
    """The slow way: hand-overs that nothing replaced and nobody cancelled."""
    semua = list(SerahMitra.objects.filter(janji=janji))
    diganti = {s.menggantikan_id for s in semua}
    berlaku = [s for s in semua if s.pk not in diganti and not s.batal and s.tanggal <= AKHIR]
    return sum(s.nilai_rp or 0 for s in berlaku), sum((s.volume or Decimal(0) for s in berlaku), Decimal(0))


def slow(janji: list[JanjiMitra]) -> JumlahMitra:
    rp = sum(handed(j)[0] for j in janji)
    desa = {j.penugasan.desa_id for j in janji}
    tanpa = sum(j.nilai_rp is None for j in janji)
    return JumlahMitra(len(janji), sum(j.nilai_rp or 0 for j in janji), tanpa, rp, len(desa))


def alive(**syarat: Any) -> list[JanjiMitra]:
    return [j for j in JanjiMitra.objects.filter(**syarat) if j.dibatalkan_pada is None and j.tanggal <= AKHIR]


@pytest.mark.parametrize("benih", range(8))
def test_rekap_equals_plain_loops(benih):
    mitra, user = dunia(benih), pabrik.buat_pengguna(Peran.PEMBACA)
    rekap = rekap_mitra(user, until=AKHIR, mitra=Mitra.objects.all())
    assert rekap == {m.pk: slow(alive(mitra=m)) for m in mitra if alive(mitra=m)}
    terbaca = {b.janji.pk: (b.serah_rp, b.serah_volume) for b in baca_janji(user, Q(), until=AKHIR)}
    assert terbaca == {j.pk: handed(j) for j in alive()}


@pytest.mark.parametrize("benih", range(8))
def test_forum_equals_plain_loops_and_its_lines_sum_to_it(benih):
    mitra, user = dunia(benih), pabrik.buat_pengguna(Peran.PEMBACA)
    for tahun in (2025, 2026):
        forum = rekap_forum(user, tahun=tahun, until=AKHIR)
        ada = [m for m in mitra if alive(mitra=m, tanggal__year=tahun)]
        assert [(m.mitra, m.jumlah) for m in forum.mitra] == [
            (m, slow(alive(mitra=m, tanggal__year=tahun))) for m in ada
        ]
        assert forum.jumlah == slow(alive(tanggal__year=tahun))
        for m in forum.mitra:
            for b in m.baris:
                isi = {"penugasan": b.penugasan_id, "baris__kunci": b.kunci} if b.kunci else {"baris": None}
                isi |= {"penugasan": b.penugasan_id}
                assert b.jumlah == slow(alive(mitra=m.mitra, tanggal__year=tahun, **isi))
            assert sum(b.jumlah.janji_rp for b in m.baris) == m.jumlah.janji_rp
            assert sum(b.jumlah.serah_rp for b in m.baris) == m.jumlah.serah_rp


REGISTER = ({}, {"q": "mitra b"}, {"jenis": "bank"}, {"keadaan": "ditutup"}, {"keadaan": "semua"})


@pytest.mark.parametrize("saring", REGISTER)
def test_totals_of_the_register_link_to_pledges_that_sum_to_them(client, saring):
    a, b, c, _ = dunia(1)
    for m in (a, b, c):
        buat_janji(m, nilai_rp=1_000 * m.pk)
    Mitra.objects.filter(pk=a.pk).update(ditutup_pada=SEKARANG, alasan_tutup="uji", kabupaten=pabrik.buat_kabupaten())
    Mitra.objects.filter(pk=b.pk).update(jenis="bank")
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    if saring == {"keadaan": "semua"}:
        saring = saring | {"kabupaten": Mitra.objects.get(pk=a.pk).kabupaten_id}
    halaman = client.get(reverse("mitra:daftar"), saring)
    jumlah = client.get(halaman.context["alamat_jumlah"]).context["jumlah"]
    assert jumlah.janji_rp > 0
    assert (halaman.context["janji_rp"], halaman.context["serah_rp"]) == (jumlah.janji_rp, jumlah.serah_rp)
    assert halaman.text.count(f'href="{escape(halaman.context["alamat_jumlah"])}"') == 2


def linked(teks: str, rp: int) -> set[str]:
    """The addresses behind an amount wherever the page says it; "" where it is no link."""
    kata = format_rupiah(rp)
    return {unescape(a) for a in re.findall(rf'(?:<a href="([^"]*)">)?(?:<strong>)?{re.escape(kata)}<', teks)}


@pytest.mark.parametrize("benih", range(3))
def test_every_rupiah_of_the_forum_is_a_link_to_its_pledges(client, benih):
    dunia(benih)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    halaman = client.get(reverse("mitra:rekap"), {"tahun": 2026})
    for m in halaman.context["forum"].mitra:
        for rp in (m.jumlah.janji_rp, m.jumlah.serah_rp) if m.jumlah.janji_rp else ():
            assert "" not in linked(halaman.text, rp)
            sama = {client.get(a).context["jumlah"] for a in linked(halaman.text, rp)}
            assert {rp in (j.janji_rp, j.serah_rp) for j in sama} == {True}


@pytest.mark.parametrize("benih", range(3))
def test_every_figure_links_to_a_list_that_sums_to_it(client, benih):
    dunia(benih)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    daftar, hari = reverse("janji:daftar"), hari_ini()
    for tahun in (2025, 2026):
        forum = client.get(reverse("mitra:rekap"), {"tahun": tahun}).context["forum"]
        assert client.get(daftar, {"tahun": tahun}).context["jumlah"] == forum.jumlah
        for m in forum.mitra:
            kueri: dict[str, Any] = {"tahun": tahun, "mitra": m.mitra.uuid}
            assert client.get(daftar, kueri).context["jumlah"] == m.jumlah
            for b in m.baris:
                kueri |= {"penugasan": b.penugasan_id, "baris": b.kunci or "luar"}
                assert client.get(daftar, kueri).context["jumlah"] == b.jumlah
    register = client.get(reverse("mitra:daftar")).context
    semua = client.get(daftar).context["jumlah"]
    assert (register["janji_rp"], register["serah_rp"]) == (semua.janji_rp, semua.serah_rp)
    assert hari >= AKHIR


def test_percent_is_of_rupiah_or_of_the_unit():
    user = pabrik.buat_pengguna()
    rupiah, unit = buat_janji(), buat_janji(nilai_rp=None, volume=8, satuan="unit")
    buat_serah(rupiah)
    buat_serah(unit, nilai_rp=None, volume=2, satuan="unit")
    per = {b.janji.pk: b for b in baca_janji(user, Q(), until=AKHIR)}
    assert (per[rupiah.pk].persen, per[rupiah.pk].volume) == (Decimal("40.0"), None)
    assert (per[unit.pk].persen, per[unit.pk].volume) == (Decimal("25.0"), ("2", "8", "unit"))
    assert JumlahMitra().persen is None


def test_pledges_of_a_line_follow_it_through_its_versions():
    penugasan, user = pabrik.buat_penugasan(), pabrik.buat_pengguna()
    baris = pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DIVERIFIKASI, baris=1).baris.get()
    revisi = pabrik_naskah.buat_rencana(penugasan, nomor=2)
    pabrik_naskah.buat_baris(revisi, kunci=baris.kunci)
    satu, dua = buat_janji(penugasan=penugasan, baris=baris), buat_janji(penugasan=penugasan)
    assert dua.baris is None
    hasil = mitra_baris(user, [baris.kunci], until=AKHIR)
    assert {k: [b.janji for b in v] for k, v in hasil.items()} == {baris.kunci: [satu]}
