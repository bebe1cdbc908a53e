"""What is kept of the villages is never older than the data: whatever is written, by whatever way, the next summary is the one
that reading everything anew gives, to the last figure.

Seen red: with `desa.Penjualan`, `opd.LaporanTriwulan`, and `opd.Jabatan` taken out of JALAN, and `opd.Kunjungan` out of LAIN
(opd/pemicu.py).
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from binaan.dasbor.baca import baca
from binaan.dasbor.hitungan import read_villages
from binaan.terbuka.saat import umum
from desa.models import Desa, Kabupaten, TandaUbah, Umkm
from opd.enums import Peran
from opd.models import Pengguna, Penugasan, RencanaKunjungan
from opd.pemicu import JALAN, SEMUA, after_migrations, before_migrations, check_triggers, covered, installed, triggers
from opd.rekap.daftar_json import read_lists
from opd.rekap.kegiatan import rekap_dana, rekap_kegiatan
from opd.rekap.kunjungan import rekap_kunjungan
from opd.rekap.penugasan import rekap_penugasan
from opd.rekap.rencana import rekap_rencana
from opd.rekap.simpanan_desa import SEMUANYA, SimpananDesa, mark_lists, marks_of
from opd.rekap.umkm import baca_buku, jendela
from tests.binaan.dunia_dasbor import DuniaDasbor, anew, fact, raw_write, reader, undone
from tests.binaan.kembar_dasbor import slow_ringkasan
from tests.dunia import AKHIR, AWAL
from tests.pabrik import (
    buat_kunjungan,
    buat_pengguna,
    buat_umkm,
)
from tests.pabrik_naskah import buat_rencana

LANGKAH, RIWAYAT = 20, 40
"""Writes of one history, and how many histories script/drill goes through."""


@pytest.mark.django_db
@pytest.mark.parametrize("benih", range(1, RIWAYAT + 1))
def test_after_any_history_the_summary_kept_is_the_one_read_anew(benih):
    SimpananDesa.forget_all()
    dunia = DuniaDasbor(benih)
    acak, orang = dunia.acak, [buat_pengguna(Peran.PIMPINAN), buat_pengguna(Peran.VERIFIKATOR)]
    maret = date(2026, 3, 31)
    hari = ((AKHIR, None), (maret, None), (maret, dunia.saat(maret)))
    for n in range(LANGKAH):
        siapa, (kapan, tahu) = acak.choice(orang), acak.choice(hari)
        baca(siapa, until=kapan, known_at=tahu)
        if acak.random() < 0.2:
            with undone():
                for _ in range(3):
                    raw_write(acak)
                assert baca(siapa, until=kapan, known_at=tahu) == anew(siapa, kapan, tahu), (n, "di dalam")
        elif not (raw_write(acak) if acak.random() < 0.6 else fact(dunia)):
            continue
        assert baca(siapa, until=kapan, known_at=tahu) == anew(siapa, kapan, tahu), n
    assert all(baca(s, until=h, known_at=t) == anew(s, h, t) for s in orang for h, t in hari)


@pytest.mark.django_db
@pytest.mark.parametrize("benih", range(1, 21))
def test_the_villages_put_together_are_the_provinces_own_roll_ups(benih):
    dunia = DuniaDasbor(benih)
    for peran in (Peran.PIMPINAN, Peran.VERIFIKATOR):
        orang = buat_pengguna(peran)
        for hari, tahu in dunia.pertanyaan():
            assert baca(orang, until=hari, known_at=tahu) == slow_ringkasan(orang, hari, tahu), (hari, tahu)


# --- the marks -------------------------------------------------------------------------------------------------------


def marks(orang: Pengguna) -> dict[int, str | None]:
    return dict(marks_of(read_lists(orang, mark_lists(orang))))


@pytest.mark.django_db
def test_a_write_renews_the_mark_of_its_village_alone_and_for_ever():
    """Of every table in turn: the world around them takes longer to build than all of them to ask."""
    dunia, orang = DuniaDasbor(1), buat_pengguna(Peran.PEMBACA)
    for label in (*JALAN, *SEMUA):
        tabel = covered()[label]
        dulu, sebelum = marks(orang), set(TandaUbah.objects.values_list("pk"))
        assert None not in dulu.values(), label
        kueri = f"SELECT id FROM {tabel} ORDER BY id LIMIT 1"
        if label == "opd.Bukti":
            kueri = f"SELECT id FROM {tabel} WHERE kunjungan_id IS NOT NULL ORDER BY id LIMIT 1"
        with connection.cursor() as kursor:
            kursor.execute(kueri)
            (pk,) = kursor.fetchone()
            kursor.execute(f"UPDATE {tabel} SET id = id WHERE id = %s", [pk])
        kini = marks(orang)
        berubah = {d for d in kini if kini[d] != dulu[d]}
        milik = (
            Penugasan.objects.filter(opd__jabatan=pk).values("desa").distinct().count() if label == "opd.Jabatan" else 1
        )
        assert len(berubah) == (len(dunia.desa) if label in SEMUA else milik) > 0, label
        tanda = TandaUbah.objects.filter(desa__in=[0] if label in SEMUA else berubah)
        assert not sebelum & set(tanda.values_list("pk")), label
        assert TandaUbah.objects.count() <= Desa.objects.count() + Kabupaten.objects.count() + 1, label


@pytest.mark.django_db
def test_a_visit_renews_the_marks_of_villages_whose_enterprises_it_met_or_are_planned_with_them():
    """Enterprises lie in the visit's village, unless its penugasan was corrected to another."""
    dunia, orang = DuniaDasbor(1), buat_pengguna(Peran.PEMBACA)
    rencana = RencanaKunjungan.objects.order_by("pk")[0]
    asal, lain = rencana.penugasan.desa_id, next(d.pk for d in dunia.desa if d.pk != rencana.penugasan.desa_id)
    with connection.cursor() as kursor:
        kursor.execute("UPDATE desa_umkm SET desa_id = %s WHERE id = %s", [lain, rencana.umkm.order_by("pk")[0].pk])
    for apa in (rencana, buat_kunjungan(rencana.penugasan, AKHIR), rencana.penugasan):
        dulu = marks(orang)
        with connection.cursor() as kursor:
            kursor.execute(f"UPDATE {apa._meta.db_table} SET id = id WHERE id = %s", [apa.pk])
        kini = marks(orang)
        assert {asal, lain} <= {d for d in kini if kini[d] != dulu[d]}, apa


def tables(kueri: CaptureQueriesContext) -> set[str]:
    """The tables of the project that these queries read."""
    semua = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    return {t for q in kueri for t in re.findall(r'"(\w+)"', q["sql"])} & semua


@pytest.mark.django_db
def test_every_table_that_a_village_is_counted_from_renews_its_mark():
    DuniaDasbor(1)
    baca_oleh = []
    for tahu in (None, timezone.now()):
        for desa in (None, list(Desa.objects.values_list("pk", flat=True))):
            with CaptureQueriesContext(connection) as kueri:
                read_villages(AKHIR, desa, known_at=tahu)
            assert len(kueri) == 1
            baca_oleh.append(tables(kueri))
    lain = {"desa_perkembanganumkm"}  # other pages count it (test_simpanan_daftar)
    semua, kini = set(covered().values()) - lain, {"opd_laporantriwulan", "opd_jabatan"}  # which waits now
    assert baca_oleh == [semua, semua, semua - kini, semua - kini]
    assert {p.nama for p in triggers(connection.vendor)} == installed("default")


@pytest.mark.django_db
def test_few_villages_are_read_as_they_are_among_all():
    """Seen red with one village too few written out for three."""
    DuniaDasbor(1)
    semua = read_villages(AKHIR)
    for banyak in range(min(len(semua), 6)):
        for awal in range(2):
            pk = sorted(semua, reverse=awal == 1)[:banyak]
            assert read_villages(AKHIR, pk) == {d: semua[d] for d in pk}


def facts(o: Pengguna) -> tuple[object, ...]:
    hari = {"until": AKHIR}
    buku = baca_buku(o, jendela(AKHIR))
    semua = rekap_penugasan(o, **hari), rekap_kegiatan(o, **hari), rekap_dana(o, **hari), rekap_kunjungan(o, **hari)
    return *semua, buku.umkm, buku.omzet, buku.temuan, rekap_rencana(o, tahun=AKHIR.year, **hari)


@pytest.mark.django_db
def test_a_village_has_the_same_figures_for_every_reader():
    """What is kept serves all of them: only who may see small groups differs, and that is read each time."""
    dunia = DuniaDasbor(1)
    buat_rencana(dunia.meja_punya, 2026, nomor=2)  # a draft that its own OPD sees
    orang = [buat_pengguna(p) for p in Peran if p not in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD)]
    satu, *lain = [facts(o) for o in [Pengguna(), *orang, dunia.meja.operator, dunia.meja.kepala, umum()]]
    assert satu[0]
    assert all(isi == satu for isi in lain)


@pytest.mark.django_db
def test_without_marks_everything_is_read_each_time_and_migrations_take_and_give_them():
    SimpananDesa.forget_all()
    dunia, orang = DuniaDasbor(1), buat_pengguna(Peran.PIMPINAN)
    lama = baca(orang, until=AKHIR)
    before_migrations(using="default", plan=[])
    assert installed("default")
    before_migrations(using="default", plan=["satu"])
    assert (installed("default"), set(marks(orang).values())) == (set(), {None})
    for n in range(2):  # no trigger tells of this
        buat_umkm(desa=dunia.desa[n], dibina_sejak=AWAL)
        baru = baca(orang, until=AKHIR)
        assert baru == anew(orang)
        assert baru != lama
        lama = baru
    after_migrations(using="default")
    assert {p.nama for p in triggers(connection.vendor)} == installed("default")
    assert None not in marks(orang).values()


@pytest.mark.django_db
def test_a_trigger_that_was_lost_is_told_and_the_next_migrate_puts_it_back_with_new_marks():
    dunia, orang = DuniaDasbor(1), buat_pengguna(Peran.PEMBACA)
    assert check_triggers(databases=["default"]) == []
    nama, dulu = next(n for n in installed("default") if "desa_penjualan_" in n), marks(orang)
    with connection.cursor() as kursor:
        kursor.execute(f"DROP TRIGGER {nama}" + (" ON desa_penjualan" if connection.vendor == "postgresql" else ""))
    [kata] = check_triggers(databases=["default"])
    assert (kata.id, "tidak lengkap" in kata.msg, kata.hint) == ("opd.W001", True, "Jalankan manage.py migrate.")
    after_migrations(using="default", plan=[])
    assert check_triggers(databases=["default"]) == []
    assert not {marks(orang)[d.pk] for d in dunia.desa} & set(dulu.values())


@pytest.mark.django_db
def test_one_village_and_more_than_can_be_named_are_read_in_one_query_and_none_in_none():
    """One query asks for the marks, and one for the table where there are many."""
    SimpananDesa.forget_all()
    dunia, orang = DuniaDasbor(2), reader()
    kecamatan = dunia.desa[0].kecamatan
    Desa.objects.bulk_create(
        Desa(kecamatan=kecamatan, kode=f"{kecamatan.kode}.1{n:03d}", nama=f"Lain {n}", sumber="uji")
        for n in range(SEMUANYA + 1)
    )
    hitung = []
    for tulis in ("", "", "desa_umkm WHERE id = (SELECT min(id) FROM desa_umkm)", "desa_desa", "opd_opd", ""):
        if tulis:
            with connection.cursor() as kursor:
                kursor.execute(
                    f"UPDATE {tulis.replace(' ', ' SET id = id ', 1) if ' ' in tulis else f'{tulis} SET id = id'}"
                )
        with CaptureQueriesContext(connection) as kueri:
            baca(orang, until=AKHIR)
        hitung.append(len(kueri))
    assert hitung == [3, 1, 2, 3, 3, 1]


# --- two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("jadi", [True, False], ids=["disimpan", "dibatalkan"])
def test_a_write_that_is_not_committed_yet_is_neither_shown_nor_lost(jadi):
    SimpananDesa.forget_all()
    dunia, orang = DuniaDasbor(3), buat_pengguna(Peran.PIMPINAN)
    satu, dua = list(Umkm.objects.filter(desa=Umkm.objects.order_by("pk").first().desa_id).order_by("pk"))[:2]
    awal = baca(orang, until=AKHIR)
    lain = connections["default"].copy()
    try:
        lain.set_autocommit(False)
        with lain.cursor() as kursor:
            kursor.execute("UPDATE desa_umkm SET dibina_sejak = '2027-01-01' WHERE id = %s", [satu.pk])
        assert baca(orang, until=AKHIR) == awal == anew(orang)
        if connection.vendor == "postgresql":  # SQLite has one writer
            Umkm.objects.filter(pk=dua.pk).update(dibina_sejak=date(2027, 1, 1))
            assert baca(orang, until=AKHIR) == anew(orang) != awal
            assert TandaUbah.objects.filter(desa=dua.desa_id).count() == 2  # the other holds the one before
        lain.commit() if jadi else lain.rollback()
    finally:
        lain.close()
    kini = baca(orang, until=AKHIR)
    assert kini == anew(orang)
    assert (kini != awal) == (jadi or connection.vendor == "postgresql")
    assert sum(u.binaan for u in kini.umkm) <= sum(u.binaan for u in awal.umkm)
    assert dunia.desa


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_about_one_village_neither_waits_and_both_leave_their_mark():
    if connection.vendor != "postgresql":
        pytest.skip("hanya PostgreSQL mempunyai dua penulis sekaligus")
    orang = buat_pengguna(Peran.PIMPINAN)
    DuniaDasbor(3)
    satu, dua = list(Umkm.objects.filter(desa=Umkm.objects.order_by("pk").first().desa_id).order_by("pk"))[:2]
    lain = [connections["default"].copy() for _ in range(2)]
    dulu = marks(orang)[satu.desa_id]
    try:
        for k, u in zip(lain, (satu, dua), strict=True):
            k.set_autocommit(False)
            with k.cursor() as kursor:
                kursor.execute("SET LOCAL lock_timeout = '2s'")
                kursor.execute("UPDATE desa_umkm SET bentuk = bentuk WHERE id = %s", [u.pk])
        tanda = []
        for k in reversed(lain):
            k.commit()
            tanda.append(marks(orang)[satu.desa_id])
    finally:
        for k in lain:
            k.close()
    assert len({dulu, *tanda}) == 3
    assert TandaUbah.objects.filter(desa=satu.desa_id).count() == 2
    Umkm.objects.filter(pk=satu.pk).update(dibina_sejak=AWAL)
    assert TandaUbah.objects.filter(desa=satu.desa_id).count() == 1
