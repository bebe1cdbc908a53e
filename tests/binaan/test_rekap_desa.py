"""What is counted of the villages stands in a table for every process: a row is believed only as long as nothing was written
about its village, by whatever way, and one command makes the rows and compares them with the facts.

Seen red: without the comparison of marks in `read_rows`, with marks read after the villages, without the code in
`valid_under`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.test.utils import CaptureQueriesContext

from binaan.dasbor import simpanan_tabel, teks_hitungan
from binaan.dasbor.baca import baca
from binaan.dasbor.bangun import build, compare, sweep
from binaan.dasbor.hitungan import read_villages
from binaan.dasbor.simpanan_tabel import page_slot, read_rows, task_slot, write_rows
from binaan.dasbor.teks_hitungan import from_text, to_text
from binaan.models import HitunganDesa
from desa.models import Desa, Umkm
from desa.waktu import akhir_hari, hari_ini
from opd.enums import Peran
from opd.rekap.daftar_json import read_lists
from opd.rekap.simpanan_desa import SimpananDesa, mark_lists, marks_of
from tests.binaan.dunia_dasbor import DuniaDasbor, anew, fact, raw_write, reader, undone
from tests.dunia import AKHIR
from tests.pabrik import buat_opd, buat_pengguna
from tests.proses import database_url


@pytest.fixture
def selalu(monkeypatch):
    """However few villages changed, the table is asked and written."""
    monkeypatch.setattr(simpanan_tabel, "SEDIKIT", 0)


def marks(orang):
    return {pk: t for pk, t in marks_of(read_lists(orang, mark_lists(orang))).items() if t is not None}


def leave(umkm: Umkm) -> None:
    """The programme begins with it later than any day that is asked for."""
    Umkm.objects.filter(pk=umkm.pk).update(dibina_sejak=date(2030, 1, 1))


# --- as text ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("benih", range(1, 4))
def test_a_village_comes_back_from_its_text_to_the_last_bit(benih):
    DuniaDasbor(benih)
    semua = read_villages(AKHIR)
    assert semua
    for h in semua.values():
        kembali = from_text(to_text(h))
        assert kembali == h
        assert to_text(kembali) == to_text(h)  # which tells types apart that are equal
    assert (from_text(to_text(None)), to_text(None)) == (None, "")


@pytest.mark.django_db
def test_a_value_that_is_not_of_its_type_is_refused_when_it_is_written():
    DuniaDasbor(1)
    h = next(iter(read_villages(AKHIR).values()))
    with pytest.raises(TypeError):
        to_text(replace(h, laporan=replace(h.laporan, wajib=True)))


# --- what is believed ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("benih", [1, *(pytest.param(n, marks=pytest.mark.drill) for n in range(2, 21))])
def test_after_any_history_a_process_that_begins_shows_what_reading_anew_gives(
    benih, selalu, django_capture_on_commit_callbacks
):
    dunia = DuniaDasbor(benih)
    acak, orang = dunia.acak, buat_pengguna(Peran.PIMPINAN)
    lama = AKHIR - timedelta(days=90)
    hari = ((AKHIR, None), (lama, None), (lama, akhir_hari(lama)))
    for n in range(12):
        kapan, tahu = acak.choice(hari)
        SimpananDesa.forget_all()
        with django_capture_on_commit_callbacks(execute=True):
            baca(orang, until=kapan, known_at=tahu)
        if acak.random() < 0.2:
            with undone():
                raw_write(acak)
                SimpananDesa.forget_all()
                with django_capture_on_commit_callbacks(execute=True):
                    assert baca(orang, until=kapan, known_at=tahu) == anew(orang, kapan, tahu), (n, "di dalam")
        elif acak.random() < 0.7:
            raw_write(acak)
        else:
            fact(dunia)
        SimpananDesa.forget_all()
        assert baca(orang, until=kapan, known_at=tahu) == anew(orang, kapan, tahu), n
    assert HitunganDesa.objects.exists()
    assert compare(lambda n: None) == []


@pytest.mark.django_db
def test_a_day_as_it_was_known_at_its_end_is_kept_and_another_moment_is_not(selalu, django_capture_on_commit_callbacks):
    SimpananDesa.forget_all()
    DuniaDasbor(1)
    orang, lama = reader(), AKHIR - timedelta(days=90)
    tahu = akhir_hari(lama)
    for saat in (tahu, tahu + timedelta(hours=1)):
        with django_capture_on_commit_callbacks(execute=True):
            baca(orang, until=lama, known_at=saat)
    ada = set(HitunganDesa.objects.values_list("petak", "hari", "diketahui"))
    assert ada == {(page_slot((lama, tahu)), lama, tahu)}
    SimpananDesa.forget_all()
    with CaptureQueriesContext(connection) as kueri:
        assert baca(orang, until=lama, known_at=tahu) == anew(orang, lama, tahu)
    assert len([q for q in kueri if "binaan_hitungandesa" in q["sql"]]) == 1
    assert sweep() == 0
    HitunganDesa.objects.update(isi="")
    with pytest.raises(CommandError, match="berbeda dari catatannya"):
        run("--periksa")


@pytest.mark.django_db
def test_a_process_that_begins_finds_what_another_counted_and_reads_no_fact(selalu, django_capture_on_commit_callbacks):
    SimpananDesa.forget_all()
    DuniaDasbor(1)
    orang = reader()
    with CaptureQueriesContext(connection) as kueri:
        awal = baca(orang, until=AKHIR)
    assert (len(kueri), HitunganDesa.objects.count()) == (3, 0)  # a page writes nothing while it reads
    SimpananDesa.forget_all()
    with django_capture_on_commit_callbacks(execute=True):
        baca(orang, until=AKHIR)
    assert set(HitunganDesa.objects.values_list("petak", "hari")) == {(page_slot((AKHIR, None)), AKHIR)}
    SimpananDesa.forget_all()
    with CaptureQueriesContext(connection) as kueri:
        assert baca(orang, until=AKHIR) == awal
    assert len(kueri) == 2
    leave(Umkm.objects.order_by("pk")[0])
    SimpananDesa.forget_all()
    with CaptureQueriesContext(connection) as kueri:
        assert baca(orang, until=AKHIR) == anew(orang) != awal
    assert len(kueri) >= 3


@pytest.mark.django_db
def test_few_villages_are_neither_looked_up_nor_written(django_capture_on_commit_callbacks):
    """A write would let go of every page that any process keeps."""
    SimpananDesa.forget_all()
    dunia = DuniaDasbor(1)
    assert len(dunia.desa) <= simpanan_tabel.SEDIKIT
    with django_capture_on_commit_callbacks(execute=True) as tunda:
        baca(reader(), until=AKHIR)
    assert (tunda, HitunganDesa.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_rows_of_other_code_are_not_read(monkeypatch):
    DuniaDasbor(1)
    orang = reader()
    build(AKHIR)
    assert read_rows((AKHIR, None), marks(orang)).keys() == marks(orang).keys()
    monkeypatch.setattr(teks_hitungan, "code_print", lambda: b"kode lain")
    assert read_rows((AKHIR, None), marks(orang)) == {}


@pytest.mark.django_db
def test_what_cannot_be_kept_harms_no_page(selalu, monkeypatch, django_capture_on_commit_callbacks):
    def gagal(*args):
        raise DatabaseError

    SimpananDesa.forget_all()
    DuniaDasbor(1)
    orang = reader()
    monkeypatch.setattr(simpanan_tabel, "write_rows", gagal)
    with django_capture_on_commit_callbacks(execute=True) as tunda:
        assert baca(orang, until=AKHIR) == anew(orang)
    assert len(tunda) == 1


@pytest.mark.django_db
def test_a_slot_holds_one_day_and_the_days_of_the_command_stand_apart():
    DuniaDasbor(1)
    orang = reader()
    build(AKHIR)
    isi = read_villages(AKHIR)
    tanda = marks(orang)
    lain = (AKHIR - timedelta(days=simpanan_tabel.PETAK_KINI), None)
    for tanya in ((AKHIR, None), lain):
        write_rows(tanya, {pk: (t, isi.get(pk)) for pk, t in tanda.items()}, page_slot(tanya))
    ada = set(HitunganDesa.objects.values_list("petak", "hari"))
    assert ada == {(task_slot(AKHIR), AKHIR), (page_slot(lain), lain[0])}
    assert HitunganDesa.objects.filter(desa__gt=0).count() == 2 * len(tanda)


@pytest.mark.django_db
def test_nobody_reads_the_rows_themselves():
    DuniaDasbor(1)
    build(AKHIR)
    for peran in Peran:
        milik = {"opd": buat_opd()} if peran in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD) else {}
        orang = buat_pengguna(peran, **milik)
        for lingkup in ("visible_to", "managed_by", "personal_for"):
            assert not getattr(HitunganDesa.objects, lingkup)(orang).exists()


# --- the command -----------------------------------------------------------------------------------------------------


def run(*pilihan: str) -> str:
    keluar = StringIO()
    call_command("rekap", *pilihan, stdout=keluar)
    return keluar.getvalue()


@pytest.mark.django_db
def test_the_command_counts_what_changed_and_finds_nothing_to_say():
    dunia, orang = DuniaDasbor(1), reader()
    jumlah = len(dunia.desa)
    assert f"{jumlah} desa dihitung" in run()
    assert "0 desa dihitung" in run()
    leave(Umkm.objects.order_by("pk")[0])
    assert "1 desa dihitung" in run()
    assert f"{jumlah} desa dihitung" in run("--bangun")
    assert "Semuanya sama dengan catatannya." in run("--periksa")
    assert read_rows((hari_ini(), None), marks(orang)).keys() == marks(orang).keys()


def test_whatever_the_counts_are_made_with_is_in_the_print_of_their_code():
    """Seen red with `binaan/dasbor` alone of the top floor: points of the map are placed in `binaan/peta.py`."""
    berkas = {str(b.relative_to(settings.BASE_DIR)) for b in teks_hitungan.code_files()}
    isi = "".join(
        (settings.BASE_DIR / "binaan" / "dasbor" / f"{n}.py").read_text() for n in ("hitungan", "jumlah", "teratas")
    )
    dipakai = {f"{m.replace('.', '/')}.py" for m in re.findall(r"^from (binaan\.\S+) import", isi, re.MULTILINE)}
    assert len(dipakai) > 4
    assert dipakai - berkas == set()


@pytest.mark.django_db
def test_the_check_names_what_differs_and_building_mends_it(monkeypatch):
    """At any hour: in the evening the next day is counted too."""
    monkeypatch.setattr("binaan.management.commands.rekap.MENJELANG", timedelta(0))
    dunia, orang = DuniaDasbor(1), reader()
    run()
    kini = hari_ini()
    satu = next(pk for pk, h in read_rows((kini, None), marks(orang)).items() if h and h.penugasan)
    baris = HitunganDesa.objects.get(desa=satu, hari=kini)
    palsu = from_text(baris.isi)
    HitunganDesa.objects.filter(pk=baris.pk).update(
        isi=to_text(replace(palsu, laporan=replace(palsu.laporan, wajib=palsu.laporan.wajib + 1)))
    )
    keluar = StringIO()
    with pytest.raises(CommandError, match="1 hitungan berbeda"):
        call_command("rekap", "--periksa", stdout=keluar)
    kode = Desa.objects.get(pk=satu).kode
    assert f"Desa {kode} pada" in keluar.getvalue()
    assert "berbeda: laporan." in keluar.getvalue()
    run("--bangun")
    banyak: list[int] = []
    assert compare(banyak.append) == []
    assert sum(banyak) == len(dunia.desa) + 1  # and their kabupaten


@pytest.mark.django_db
def test_rows_that_nobody_will_read_go():
    """What was counted before a name was erased does not stay."""
    DuniaDasbor(1)
    build(AKHIR)
    assert sweep() == 0
    satu = Umkm.objects.order_by("pk")[0]
    leave(satu)
    assert sweep() == 2
    assert not HitunganDesa.objects.filter(desa__in=(satu.desa_id, -satu.desa.kecamatan.kabupaten_id)).exists()


# --- two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("saat", ["sebelum", "sesudah"])
def test_a_fact_committed_while_villages_are_read_leaves_no_row_that_is_believed(saat, selalu, monkeypatch):
    SimpananDesa.forget_all()
    DuniaDasbor(3)
    orang = buat_pengguna(Peran.PIMPINAN)
    satu = Umkm.objects.order_by("pk")[0]
    lain = connections["default"].copy()

    def tulis():
        with lain.cursor() as kursor:
            kursor.execute("UPDATE desa_umkm SET dibina_sejak = '2027-01-01' WHERE id = %s", [satu.pk])

    def baca_sambil(*args, **kwargs):
        if saat == "sebelum":
            tulis()
        hasil = read_villages(*args, **kwargs)
        if saat == "sesudah":
            tulis()
        return hasil

    monkeypatch.setattr("binaan.dasbor.baca.read_villages", baca_sambil)
    try:
        baca(orang, until=AKHIR)
    finally:
        lain.close()
    monkeypatch.setattr("binaan.dasbor.baca.read_villages", read_villages)
    assert HitunganDesa.objects.filter(desa=satu.desa_id).exists()
    assert satu.desa_id not in read_rows((AKHIR, None), marks(orang))
    SimpananDesa.forget_all()
    assert baca(orang, until=AKHIR) == anew(orang)


BANGUN = (
    "from datetime import date; from binaan.dasbor.bangun import build; [build(date({}, {}, {})) for _ in range(100)]"
)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_processes_that_build_beside_a_writer_never_leave_a_wrong_row():
    if connection.vendor != "postgresql":
        pytest.skip("hanya PostgreSQL mempunyai dua penulis sekaligus")
    dunia = DuniaDasbor(5)
    orang = buat_pengguna(Peran.PIMPINAN)
    perintah = [
        sys.executable,
        "manage.py",
        "shell",
        "--no-imports",
        "-c",
        BANGUN.format(AKHIR.year, AKHIR.month, AKHIR.day),
    ]
    env = os.environ | {"DATABASE_URL": database_url()}
    proses = [subprocess.Popen(perintah, cwd=settings.BASE_DIR, env=env) for _ in range(2)]
    ditulis = 0
    while any(p.poll() is None for p in proses):
        ditulis += raw_write(dunia.acak) if dunia.acak.random() < 0.7 else fact(dunia)
        percaya = read_rows((AKHIR, None), marks(orang))
        nyata = read_villages(AKHIR)
        assert all(nyata.get(pk) == h for pk, h in percaya.items())
    assert [p.returncode for p in proses] == [0, 0]
    assert ditulis > 20
    assert compare(lambda n: None) == []
    build(AKHIR)
    assert len(read_rows((AKHIR, None), marks(orang))) == len(marks(orang))
