"""Who is in time with which report: the definition case by case, and the set-wise list against plain loops.

Seen red: vacant days counted, the last approval taken for the first, returns measured to the approval, and reports of
fewer than 30 days asked for.
"""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.angka import format_persen
from desa.waktu import akhir_bulan, hari_ini, mulai_triwulan
from opd.enums import Peran
from opd.enums import TindakanNaskah as T
from opd.models import Jabatan, LangkahNaskah, LaporanTriwulan, Opd, Penugasan
from opd.rekap.ketepatan import Ketepatan, per_triwulan, rekap_ketepatan
from opd.rekap.ketepatan_opd import KetepatanOpd
from opd.rekap.tenggat import kalender
from tests import pabrik
from tests.pabrik_tenggat import buat_jalan, buat_tenggat

pytestmark = pytest.mark.django_db

HARI = date(2026, 7, 20)
BATAS = date(2026, 4, 30)
A = date(2026, 4, 10)


def baca(until: date = HARI, tw: int = 1, user=None):
    batas = kalender(user, 2026, until=until)
    return [b for b in rekap_ketepatan(user, batas, until=until) if b.batas.triwulan == tw]


def satu(*langkah, until: date = HARI, kepala: bool = True, **isi):
    """The row of TW I 2026 of one penugasan whose report went these ways."""
    p = pabrik.buat_penugasan(mulai=date(2026, 1, 1))
    if kepala:
        pabrik.buat_jabatan(opd=p.opd, **isi)
    if langkah:
        buat_jalan(p, 2026, 1, *langkah)
    [b] = baca(until)
    return b


def hari(n: int) -> date:
    return A + timedelta(days=n)


def test_no_report_is_late_by_the_days_past_the_deadline():
    b = satu()
    assert (b.status, b.uuid, b.ketepatan, b.hari_lewat, b.meja) == (
        "belum", None, Ketepatan.LEWAT, (HARI - BATAS).days, b.penugasan.opd.nama,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("until", "keadaan"), [(BATAS, Ketepatan.BERJALAN), (BATAS + timedelta(days=1), Ketepatan.LEWAT)]
)
def test_the_last_day_is_still_in_time(until, keadaan):
    assert satu((T.AJUKAN, A), until=until).ketepatan == keadaan


@pytest.mark.parametrize(
    ("n", "keadaan", "lewat"), [(20, Ketepatan.TEPAT, 0), (21, Ketepatan.TERLAMBAT, 1), (40, Ketepatan.TERLAMBAT, 20)]
)
def test_first_approval_is_what_counts(n, keadaan, lewat):
    b = satu((T.AJUKAN, A), (T.SETUJUI, hari(n)), (T.VERIFIKASI, hari(90)))
    assert (b.ketepatan, b.hari_lewat, b.meja, b.status) == (keadaan, lewat, "", "diverifikasi")


def test_return_from_the_verifikator_leaves_the_first_approval_standing():
    jalan = [(T.AJUKAN, A), (T.SETUJUI, hari(5)), (T.TOLAK, hari(60)), (T.AJUKAN, hari(67)), (T.SETUJUI, hari(80))]
    b = satu(*jalan)
    assert (b.ketepatan, b.disetujui, b.dikembalikan, b.lambat_dijawab) == (Ketepatan.TEPAT, hari(5), 1, 0)


@pytest.mark.parametrize("jalan", [
    [(T.AJUKAN, A), (T.SETUJUI, hari(5)), (T.TOLAK, hari(60)), (T.AJUKAN, hari(68))],
    [(T.AJUKAN, A), (T.SETUJUI, hari(5)), (T.TOLAK, hari(60))],
    [(T.AJUKAN, A), (T.KEMBALIKAN, hari(1)), (T.AJUKAN, hari(9)), (T.SETUJUI, hari(10))],
])  # fmt: skip
def test_return_answered_late_is_not_in_time(jalan):
    b = satu(*jalan)
    assert (b.ketepatan, b.dikembalikan, b.lambat_dijawab) == (Ketepatan.JAWABAN_LAMBAT, 1, 1)


@pytest.mark.parametrize(("sesudah", "lambat"), [([], 1), ([(T.AJUKAN, hari(67))], 0), ([(T.AJUKAN, hari(68))], 1)])
def test_answer_that_was_withdrawn_is_none(sesudah, lambat):
    jalan = [(T.AJUKAN, A), (T.SETUJUI, hari(5)), (T.TOLAK, hari(60)), (T.AJUKAN, hari(61)), (T.TARIK, hari(62))]
    b = satu(*jalan, *sesudah)
    assert (b.ketepatan, b.dikembalikan, b.lambat_dijawab) == (
        Ketepatan.JAWABAN_LAMBAT if lambat else Ketepatan.TEPAT, 1, lambat,
    )  # fmt: skip


def test_days_with_a_vacant_desk_do_not_count_while_the_report_lies_there():
    b = satu((T.AJUKAN, A), (T.SETUJUI, hari(35)), mulai=hari(20))
    assert (b.hari_kosong, b.hari_lewat, b.ketepatan) == (20, -5, Ketepatan.TEPAT)
    Jabatan.objects.all().delete()
    Penugasan.objects.all().update(dikoreksi_pada=pabrik.SEKARANG)
    b = satu((T.AJUKAN, A), kepala=False)
    assert (b.hari_kosong, b.hari_lewat, b.kosong) == ((HARI - A).days, -20, True)


def test_successor_answers_from_the_day_of_the_merger():
    p = pabrik.buat_penugasan(mulai=date(2026, 1, 1))
    penerus = pabrik.buat_opd()
    pabrik.buat_jabatan(opd=penerus)
    p.opd.dilebur_ke, p.opd.berlaku_selesai = penerus, hari(10)
    p.opd.save()
    buat_jalan(p, 2026, 1, (T.AJUKAN, A))
    [b] = baca()
    assert (b.hari_kosong, b.meja, b.kosong) == (10, f"Kepala {penerus.nama}", False)
    assert b.teguran.startswith(f"Yth. Kepala {penerus.nama}.")


@pytest.mark.parametrize(("mulai", "selesai", "ada"), [
    (date(2026, 3, 2), None, 1), (date(2026, 3, 3), None, 0),
    (date(2025, 5, 1), date(2026, 1, 31), 1), (date(2025, 5, 1), date(2026, 1, 30), 0),
])  # fmt: skip
def test_no_report_is_due_for_less_than_thirty_days(mulai, selesai, ada):
    pabrik.buat_penugasan(mulai=mulai, selesai=selesai)
    assert len(baca()) == ada


def test_running_quarter_asks_for_nothing():
    pabrik.buat_penugasan(mulai=date(2026, 1, 1))
    assert [len(baca(tw=tw)) for tw in (1, 2, 3, 4)] == [1, 1, 0, 0]


def test_everybody_reads_how_far_it_is_and_only_some_may_open_it():
    p = pabrik.buat_penugasan(mulai=date(2026, 1, 1))
    laporan = buat_jalan(p, 2026, 1, (T.AJUKAN, A), (T.SETUJUI, hari(3)))
    lain = pabrik.buat_opd()
    orang = [pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=o) for o in (p.opd, lain)]
    orang += [pabrik.buat_pengguna(r) for r in (Peran.PEMBACA, Peran.VERIFIKATOR, Peran.PIMPINAN)]
    hasil = [baca(user=o)[0] for o in orang]
    assert {b.status for b in hasil} == {"disetujui"}
    assert [b.uuid for b in hasil] == [laporan.uuid, None, None, laporan.uuid, laporan.uuid]
    terlihat = [LaporanTriwulan.objects.visible_to(o).exists() for o in orang]
    assert terlihat == [b.uuid is not None for b in hasil]


def test_rekap_asks_the_same_queries_at_any_size():
    orang = pabrik.buat_pengguna(Peran.PEMBACA)
    banyak = []
    for _ in range(2):
        for _ in range(3):
            p = pabrik.buat_penugasan(mulai=date(2026, 1, 1))
            pabrik.buat_jabatan(opd=p.opd)
            buat_jalan(p, 2026, 1, (T.AJUKAN, A), (T.KEMBALIKAN, hari(1)))
        orang.forget_roles()
        with CaptureQueriesContext(connection) as c:
            baca(user=orang)
        banyak.append(len(c))
    assert banyak == [6, 6]


# --- the slow twin --------------------------------------------------------------------------------------------------


def slow_vacant(opd, hari_: date, until: date) -> bool:
    penjawab = opd.dilebur_ke if opd.dilebur_ke and opd.berlaku_selesai <= hari_ and opd.merged_on(until) else opd
    return not any(
        j.mulai <= hari_ and (j.selesai is None or hari_ < j.selesai) for j in Jabatan.objects.filter(opd=penjawab)
    )


def slow_row(p: Penugasan, tw: int, until: date) -> tuple | None:
    awal = mulai_triwulan(2026, tw)
    akhir = akhir_bulan(date(2026, tw * 3, 1))
    if akhir >= until or sum(p.covers(awal + timedelta(days=n)) for n in range((akhir - awal).days + 1)) < 30:
        return None
    laporan = LaporanTriwulan.objects.filter(penugasan=p, triwulan=tw).first()
    langkah = list(LangkahNaskah.objects.filter(laporan=laporan).order_by("pada", "pk")) if laporan else []
    langkah = [(k.tindakan, k.pada.astimezone(pabrik.WIT).date()) for k in langkah]
    langkah = [k for k in langkah if k[1] <= until]
    setuju = next((h for t, h in langkah if t == "setujui"), None)
    kosong, di_kepala = 0, False
    for n in range((until - awal).days):
        kini = awal + timedelta(days=n)
        for t, h in langkah:
            if h == kini:
                di_kepala = t == "ajukan"
                if t == "setujui":
                    break
        if setuju and kini >= setuju:
            break
        kosong += di_kepala and slow_vacant(p.opd, kini, until)
    lambat = 0
    for i, (t, h) in enumerate(langkah):
        if t in ("kembalikan", "tolak"):
            nanti = [*langkah[i + 1 :], ("", until)]
            jawab = [x for (u, x), (v, _) in pairwise(nanti) if u == "ajukan" and v != "tarik"]
            lambat += ((jawab[0] if jawab else until) - h).days > 7
    batas = next(b for b in kalender(None, 2026, until=until) if b.triwulan == tw).batas
    lewat = ((setuju or until) - batas).days - kosong
    if setuju is None:
        kata = "lewat" if lewat > 0 else "berjalan"
    else:
        kata = "terlambat" if lewat > 0 else "jawaban_lambat" if lambat else "tepat"
    return p.pk, tw, setuju, lewat, kosong, lambat, kata


def dunia(acak: random.Random) -> None:
    opd = [pabrik.buat_opd() for _ in range(3)]
    if acak.random() < 0.6:
        opd[0].dilebur_ke, opd[0].berlaku_selesai = opd[1], date(2026, acak.randint(4, 8), acak.randint(1, 28))
        opd[0].save()
    for o in opd:
        for mulai in sorted(acak.sample(range(200), 2)):
            awal = date(2026, 2, 1) + timedelta(days=mulai)
            pabrik.buat_jabatan(opd=o, status="plt", mulai=awal, selesai=awal + timedelta(days=acak.randint(1, 60)))
    for tw in (1, 3):
        buat_tenggat(2026, tw)
    for n in range(8):
        mulai = date(2025, 12, 1) + timedelta(days=acak.randint(0, 130))
        selesai = mulai + timedelta(days=acak.randint(20, 300)) if acak.random() < 0.4 else None
        p = pabrik.buat_penugasan(opd=opd[n % 3], mulai=mulai, selesai=selesai)
        for tw in (1, 2, 3):
            if acak.random() < 0.8:
                buat_jalan(p, 2026, tw, *_jalan(acak, date(2026, tw * 3 + 1, 1)))


def _jalan(acak: random.Random, saat: date) -> list[tuple[T, date]]:
    hasil, dari = [], "opd"
    pilihan = {"opd": [(T.AJUKAN, "kepala")], "verifikator": [(T.TOLAK, "opd"), (T.VERIFIKASI, "")]}
    pilihan["kepala"] = [
        (T.SETUJUI, "verifikator"),
        (T.SETUJUI, "verifikator"),
        (T.KEMBALIKAN, "opd"),
        (T.TARIK, "opd"),
    ]
    while dari and acak.random() < 0.85:
        saat += timedelta(days=acak.randint(1, 22))
        tindakan, dari = acak.choice(pilihan[dari])
        hasil.append((tindakan, saat))
    return hasil


@pytest.mark.parametrize("benih", range(10))
def test_rekap_equals_plain_loops(benih):
    dunia(random.Random(benih))
    for until in (date(2026, 5, 5), HARI, date(2026, 12, 20)):
        batas = kalender(None, 2026, until=until)
        baris = rekap_ketepatan(None, batas, until=until)
        kini = [
            (b.penugasan.pk, b.batas.triwulan, b.disetujui, b.hari_lewat, b.hari_kosong, b.lambat_dijawab, b.ketepatan)
            for b in baris
        ]
        lambat = [slow_row(p, tw, until) for p in Penugasan.objects.all() for tw in (1, 2, 3, 4)]
        lambat = [r for r in lambat if r]
        assert sorted(kini, key=lambda r: r[:2]) == sorted(lambat, key=lambda r: r[:2])
        for r in per_triwulan(batas, baris, until=until):
            milik = [x for x in lambat if x[1] == r.batas.triwulan]
            nilai = [x for x in milik if x[6] != "berjalan"]
            n = r.laporan
            assert (n.wajib, n.disetujui, n.lewat, n.tepat, n.dinilai) == (
                len(milik), sum(x[2] is not None for x in milik), sum(x[6] == "lewat" for x in milik),
                sum(x[6] == "tepat" for x in milik), len(nilai),
            )  # fmt: skip


@pytest.mark.parametrize("benih", range(4))
def test_page_of_an_opd_counts_what_its_list_holds(client, benih):
    dunia(random.Random(benih))
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    for opd in Opd.objects.all():
        halaman = client.get(reverse("opd:detail", args=[opd.slug]))
        [alamat] = re.findall(r'href="([^"]+)#papan"', halaman.text)
        daftar = client.get(alamat.replace("&amp;", "&")).context
        assert halaman.context["laporan"] == KetepatanOpd(daftar["tahun"], daftar["jumlah"])
        assert {b.penugasan.opd_id for b in daftar["halaman"]} == {opd.pk}
        assert f"{format_persen(daftar['jumlah'].persen)} tepat waktu" in halaman.text


def test_page_of_an_opd_says_when_no_report_is_due(client):
    opd = pabrik.buat_penugasan(mulai=hari_ini()).opd
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    assert "belum ada laporan triwulan yang jatuh tempo" in client.get(reverse("opd:detail", args=[opd.slug])).text
