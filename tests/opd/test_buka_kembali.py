"""An enterprise that closed opens again: the acts, what each day says as it was known then, and the pages."""

from __future__ import annotations

import random
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.urls import reverse

from desa.angka import format_bulan
from desa.models import Catatan, MasaTutup, PenutupanUmkm, Umkm
from desa.waktu import akhir_bulan, hari_ini, tambah_bulan
from opd.actions.penjualan import BarisPenjualan, open_in, record_month
from opd.actions.tutup_umkm import close_umkm, reopen_umkm, undo_close, undo_reopen
from opd.actions.umkm import IsiUmkm, change_umkm
from opd.enums import Peran
from opd.rekap import penutupan
from opd.rekap.bulan_penjualan import month_cell
from opd.rekap.keadaan_umkm import binaan, with_state
from opd.rekap.pantau import read_pantau
from opd.rekap.perubahan_laporan import changes_since
from opd.rekap.umkm import rekap_umkm
from tests import pabrik
from tests.dunia import AKHIR, AWAL, Dunia, masa_tutup
from tests.pabrik import SEKARANG, buat_penutupan, buat_umkm, pada
from tests.pabrik_naskah import buat_kunci

pytestmark = pytest.mark.django_db

AKAR = Path(__file__).resolve().parents[2]
TUTUP, BUKA = date(2026, 3, 20), date(2026, 6, 10)


@pytest.fixture
def dunia() -> Any:
    penugasan = pabrik.buat_penugasan()
    return buat_umkm(desa=penugasan.desa), pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd), penugasan


def tutup(umkm: Umkm, by: Any, hari: date = TUTUP, **isi: Any) -> Umkm:
    dasar = {"alasan": "Mesin rusak.", "versi": umkm.versi, "by": by, "at": SEKARANG}
    return close_umkm(umkm, tutup_pada=hari, **dasar | isi)


def buka(umkm: Umkm, by: Any, hari: date = BUKA, **isi: Any) -> Umkm:
    dasar = {"alasan": "Mesin baru.", "versi": umkm.versi, "by": by, "at": SEKARANG}
    return reopen_umkm(umkm, dibuka_pada=hari, **dasar | isi)


def keadaan(user: Any, hari: date, known_at: datetime | None = None) -> list[str]:
    masa: dict[str, Any] = {"until": hari, "known_at": known_at}
    return [u.keadaan for u in with_state(binaan(user, **masa), user, **masa)]


# --- the acts ----------------------------------------------------------------------------------------------------


def test_reopened_it_is_closed_on_the_days_between_and_on_no_other(dunia):
    umkm, operator, _ = dunia
    umkm = buka(tutup(umkm, operator), operator)
    assert (Umkm.objects.get().tutup_pada, umkm.versi) == (None, 3)
    hari = (TUTUP - timedelta(days=1), TUTUP, BUKA - timedelta(days=1), BUKA)
    assert [keadaan(operator, h) == ["tutup"] for h in hari] == [False, True, True, False]
    assert [rekap_umkm(operator, until=h)[0].tutup for h in hari] == [0, 1, 1, 0]
    dipantau = [bool(read_pantau(operator, Q(), until=h).usaha) for h in hari]
    assert dipantau == [True, False, False, True]


def test_both_acts_stand_in_the_history_with_reason_and_day(dunia):
    umkm, operator, _ = dunia
    buka(tutup(umkm, operator), operator)
    p = PenutupanUmkm.objects.get()
    assert (p.masa, p.alasan, p.pencatat, p.alasan_buka, p.buka_pencatat, p.buka_dicatat_pada) == (
        MasaTutup(TUTUP, BUKA), "Mesin rusak.", operator.nama, "Mesin baru.", operator.nama, SEKARANG,
    )  # fmt: skip
    assert list(Catatan.objects.order_by("pk").values_list("tindakan", "perubahan", "alasan")) == [
        ("mencatat UMKM tutup", {"tutup_pada": [None, "2026-03-20"]}, "Mesin rusak."),
        ("mencatat UMKM buka kembali", {"dibuka_pada": [None, "2026-06-10"]}, "Mesin baru."),
    ]


@pytest.mark.parametrize(
    ("hari", "kalimat"),
    [
        (TUTUP, "Tanggal buka kembali harus sesudahnya"),
        (TUTUP - timedelta(days=9), "UMKM ini tutup pada 20 Maret 2026"),
        (SEKARANG.date() + timedelta(days=1), "belum terjadi"),
    ],
)
def test_opening_on_an_impossible_day_is_refused(dunia, hari, kalimat):
    umkm, operator, _ = dunia
    umkm = tutup(umkm, operator)
    with pytest.raises(ValidationError, match=kalimat) as galat:
        buka(umkm, operator, hari)
    assert list(galat.value.message_dict) == ["dibuka_pada"]
    assert Umkm.objects.get().tutup_pada == TUTUP


def test_acts_follow_each_other_and_nothing_happens_twice(dunia):
    umkm, operator, _ = dunia
    batal = {"alasan": "Salah.", "by": operator, "at": SEKARANG}
    with pytest.raises(ValidationError, match="tidak tercatat tutup"):
        buka(umkm, operator)
    with pytest.raises(ValidationError, match="tidak tercatat buka kembali"):
        undo_reopen(umkm, versi=1, **batal)
    umkm = tutup(umkm, operator)
    for lakukan in (tutup, buka):
        with pytest.raises(ValidationError, match="sudah diubah orang lain"):
            lakukan(umkm, operator, versi=1)
    with pytest.raises(ValidationError, match="Tulis alasannya"):
        buka(umkm, operator, alasan=" ")
    umkm = buka(umkm, operator)
    for tindakan in (undo_close, lambda u, **isi: buka(u, operator)):
        with pytest.raises(ValidationError, match="tidak tercatat tutup"):
            tindakan(umkm, versi=3, **batal)
    for hari in (BUKA, TUTUP):
        with pytest.raises(ValidationError, match="buka kembali pada 10 Juni 2026"):
            tutup(umkm, operator, hari)
    tutup(umkm, operator, BUKA + timedelta(days=1))
    assert [p.masa for p in PenutupanUmkm.objects.all()] == [(TUTUP, BUKA), (BUKA + timedelta(days=1), None)]


def test_mentoring_cannot_begin_after_the_first_closing_even_when_open_again(dunia):
    umkm, operator, _ = dunia
    umkm = buka(tutup(umkm, operator), operator)
    with pytest.raises(ValidationError, match="tercatat tutup pada 20 Maret 2026"):
        change_umkm(umkm, IsiUmkm("A", "perorangan", BUKA), versi=3, by=operator, at=SEKARANG)


def test_another_opd_and_a_reader_may_do_none_of_it(dunia, client):
    umkm, operator, _ = dunia
    umkm = tutup(umkm, operator)
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd)
    for by in (lain, pabrik.buat_pengguna(Peran.PEMBACA)):
        with pytest.raises(PermissionDenied):
            buka(umkm, by)
        with pytest.raises(PermissionDenied):
            undo_reopen(umkm, alasan="x", versi=2, by=by, at=SEKARANG)
        client.force_login(by)
        alamat = [reverse(f"umkm:{n}", args=[umkm.uuid]) for n in ("buka", "batal_buka")]
        assert [client.post(a, {"versi": "2", "alasan": "x"}).status_code for a in alamat] == [403, 403]


def test_opening_in_a_locked_quarter_is_late_and_undone_only_until_it_is_reported(dunia):
    umkm, operator, penugasan = dunia
    umkm = tutup(umkm, operator, at=pada(date(2026, 3, 25)))
    saat = pada(date(2026, 10, 20))
    buat_kunci(penugasan, 1, pada(date(2026, 4, 10)))
    laporan = buat_kunci(penugasan, 2, pada(date(2026, 7, 10)))
    umkm = buka(umkm, operator, at=saat)
    (baru,) = changes_since(operator, laporan)
    assert (baru.jenis, baru.kalimat, baru.alasan) == (
        "susulan", f"UMKM {umkm.nama}: mencatat UMKM buka kembali", "Mesin baru.",
    )  # fmt: skip
    assert Catatan.objects.about(umkm).order_by("pk").last().perubahan["susulan"] == [None, "TW II 2026"]
    umkm = undo_reopen(umkm, alasan="Salah.", versi=umkm.versi, by=operator, at=saat)
    with pytest.raises(ValidationError, match="terkunci oleh Laporan TW I 2026"):
        undo_close(umkm, alasan="Salah.", versi=umkm.versi, by=operator, at=saat)
    umkm = buka(umkm, operator, at=saat)
    buat_kunci(penugasan, 3, saat + timedelta(days=1))
    with pytest.raises(ValidationError, match="terkunci oleh Laporan TW III 2026"):
        undo_reopen(umkm, alasan="Salah.", versi=umkm.versi, by=operator, at=saat + timedelta(days=2))


# --- random histories --------------------------------------------------------------------------------------------


def act(acak: random.Random, umkm: Umkm, by: Any, at: datetime) -> Umkm | None:
    """One random act at a moment, the day of its event anywhere before; None if it was refused."""
    hari = at.date() - timedelta(days=acak.randint(0, 80))
    kirim = {"alasan": "uji", "versi": umkm.versi, "by": by, "at": at}
    tindakan = acak.choice((close_umkm, close_umkm, reopen_umkm, reopen_umkm, undo_close, undo_reopen))
    tanggal = {close_umkm: {"tutup_pada": hari}, reopen_umkm: {"dibuka_pada": hari}}.get(tindakan, {})
    try:
        return tindakan(umkm, **tanggal, **kirim)
    except ValidationError:
        return None


@pytest.mark.parametrize("benih", range(3))
def test_random_acts_keep_one_truth_and_every_day_stays_as_it_was_known(dunia, benih):
    umkm, operator, _ = dunia
    acak, at = random.Random(benih), pada(date(2025, 6, 1))
    hari = [date(2025, 2, 1) + timedelta(days=67 * n) for n in range(9)]
    dikenal, jumlah = [], 0
    for _ in range(30):
        at += timedelta(days=acak.randint(1, 25))
        jumlah += (baru := act(acak, umkm, operator, at)) is not None
        umkm = baru or umkm
        masa = sorted(p.masa for p in PenutupanUmkm.objects.in_force())
        terbuka = [m.tutup for m in masa if m.buka is None]
        assert [Umkm.objects.get().tutup_pada] == (terbuka or [None])
        assert all(a.buka is not None and a.buka < b.tutup for a, b in zip(masa, masa[1:], strict=False))
        dikenal.append((at, [any(m.covers(h) for m in masa) for h in hari]))
    assert jumlah > 8
    for saat, tertutup in dikenal:
        assert [bool(PenutupanUmkm.objects.spanning(h, h, saat)) for h in hari] == tertutup
        assert [MasaTutup(*m) for m in masa_tutup(umkm, saat)] == sorted(masa_dari(umkm, operator, saat))


def masa_dari(umkm: Umkm, user: Any, saat: datetime) -> list[MasaTutup]:
    (nilai,) = Umkm.objects.visible_to(user).filter(pk=umkm.pk).values_list(penutupan.closures(user, saat), flat=True)
    return list(penutupan.masa_tutup(nilai))


@pytest.mark.parametrize("benih", range(3))
def test_open_months_equal_day_by_day_in_random_worlds(benih):
    Dunia(benih)
    for n in range(19):
        bulan = tambah_bulan(AWAL, n)
        hari = [bulan + timedelta(days=i) for i in range(akhir_bulan(bulan).day)]
        lambat = set()
        for u in Umkm.objects.all():
            masa = masa_tutup(u, None)
            dibina = any(u.dibina_sejak <= h and (u.dibina_sampai is None or h < u.dibina_sampai) for h in hari)
            buka = any(not any(a <= h and (b is None or h < b) for a, b in masa) for h in hari)
            lambat |= {u.pk} if dibina and buka else set()
        assert set(open_in(Umkm.objects.all(), bulan).values_list("pk", flat=True)) == lambat
    assert bulan <= AKHIR


def test_only_the_acts_of_closing_write_the_day_that_repeats_the_rows():
    """Seen red with `umkm.tutup_pada = hari` and with `.update(tutup_pada=None)` in another action."""
    tulis = re.compile(r"\.tutup_pada(, \w+)* = |\.update\([^)]*tutup_pada=")
    berkas = [p for lantai in ("desa", "opd", "binaan") for p in (AKAR / lantai).rglob("*.py")]
    ada = {p.relative_to(AKAR).as_posix() for p in berkas if tulis.search(p.read_text())}
    assert ada == {"opd/actions/tutup_umkm.py", "opd/contoh/usaha.py"}


# --- sales and pages ---------------------------------------------------------------------------------------------


def test_months_inside_the_closure_take_no_sales_and_those_at_its_edges_do(dunia):
    umkm, operator, penugasan = dunia
    umkm = buka(tutup(umkm, operator), operator)
    hasil = {}
    for n in range(1, 8):
        bulan = date(2026, n, 1)
        kirim: dict[str, Any] = {"uuid": uuid4(), "by": operator, "at": SEKARANG}
        try:
            hasil[n] = record_month(penugasan.desa, bulan, [BarisPenjualan(umkm.pk, 5)], **kirim)
        except ValidationError as galat:
            hasil[n] = galat.messages[0]
    tolak = (
        f"{umkm.nama} tercatat tutup sejak 20 Maret 2026 sampai buka kembali pada 10 Juni 2026, jadi tidak ada penjualan "
        "{} 2026. Catat buka kembali lebih dahulu bila usaha ini sudah berjalan lagi."
    )
    assert hasil == {1: 1, 2: 1, 3: 1, 4: tolak.format("April"), 5: tolak.format("Mei"), 6: 1, 7: 1}


def test_cell_of_a_month_is_missing_only_when_it_was_open_at_the_end():
    masa = [MasaTutup(TUTUP, BUKA)]
    sel = [month_cell(date(2026, n, 1), None, masa, on=date(2026, 7, 20)) for n in range(2, 7)]
    assert [(s.warna, s.kata) for s in sel] == [
        ("buruk", "belum dilaporkan"),
        ("netral", "tutup pada akhir bulan, boleh dilaporkan"),
        ("netral", "tutup sepanjang bulan"),
        ("netral", "tutup sepanjang bulan"),
        ("buruk", "belum dilaporkan"),
    ]


def test_pages_lead_from_closed_to_open_and_back_and_nothing_typed_is_lost(dunia, client):
    umkm, operator, _ = dunia
    kini = hari_ini()
    buat_penutupan(umkm, kini - timedelta(days=100))
    client.force_login(operator)
    profil, alamat, batal = (reverse(f"umkm:{n}", args=[umkm.uuid]) for n in ("detail", "buka", "batal_buka"))
    assert [a in client.get(profil).text for a in (alamat, batal)] == [True, False]
    besok = f"{kini + timedelta(days=1):%d/%m/%Y}"
    keliru = client.post(alamat, {"versi": "1", "dibuka_pada": besok, "alasan": "Modal baru."})
    assert (keliru.status_code, besok in keliru.text, "Modal baru." in keliru.text) == (422, True, True)
    kirim = {"versi": "1", "dibuka_pada": f"{kini - timedelta(days=2):%d/%m/%Y}", "alasan": "Modal baru."}
    halaman = client.post(alamat, kirim, follow=True).text
    assert f'{format_bulan(tambah_bulan(kini, -2))}</th><td class="angka">tutup sepanjang bulan' in halaman
    assert ["UMKM tercatat buka kembali." in halaman, batal in halaman, "Modal baru." in halaman] == [True] * 3
    assert client.post(alamat, kirim).status_code == 422
    assert alamat in client.post(batal, {"versi": "2", "alasan": "Keliru."}, follow=True).text
    assert Umkm.objects.get().tutup_pada == kini - timedelta(days=100)


def test_profile_costs_the_same_queries_with_no_closure_and_with_five(dunia, client, django_assert_max_num_queries):
    umkm, operator, _ = dunia
    client.force_login(operator)
    alamat = reverse("umkm:detail", args=[umkm.uuid])
    client.get(alamat)
    with django_assert_max_num_queries(12) as satu:
        client.get(alamat)
    for n in range(5):
        buat_penutupan(umkm, date(2025, 2 + n, 1), date(2025, 2 + n, 20))
    with django_assert_max_num_queries(12) as lima:
        assert client.get(alamat).text.count("Buka kembali</dt>") == 5
    assert len(satu) == len(lima)
