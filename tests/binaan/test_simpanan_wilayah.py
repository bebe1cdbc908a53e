"""The key figures are put together from kabupaten that are kept: whatever is written, by whatever way, the next ones are those
that the rows of all villages give, for every reader; and only a kabupaten that was written about is counted again.

Seen red: without KABUPATEN in the triggers (opd/pemicu.py), without the kabupaten that a village left (LAIN), with a reader of
no village taken for one of all, with a province put together of all kabupaten that were asked for, and without the lock under
which a village moves, beside a writer who had marked the kabupaten that it left.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from binaan.dasbor import bangun, simpanan_provinsi, simpanan_tabel, simpanan_wilayah
from binaan.dasbor.bangun import build, compare, sweep
from binaan.dasbor.hitungan import read_villages
from binaan.dasbor.jumlah import add_villages
from binaan.dasbor.pokok import ringkas
from binaan.dasbor.simpanan_wilayah import count_regions
from binaan.dasbor.teks_hitungan import from_text, to_text
from binaan.models import HitunganDesa
from desa.models import Desa, Kabupaten, Kecamatan, TandaUbah, Umkm
from desa.waktu import akhir_hari, hari_ini
from opd.enums import Peran
from opd.models import Kegiatan, Opd, PaguBaris, Penugasan, RencanaAksi
from opd.models.naskah import MELIHAT_SEMUA
from opd.rekap.daftar_json import read_lists
from opd.rekap.simpanan_desa import SimpananDesa, region_mark_lists, region_marks_of
from tests.binaan.dunia_dasbor import DuniaDasbor, anew, fact, raw_write, reader, undone
from tests.binaan.kembar_pokok import as_shown, slow_pokok, slow_waiting
from tests.dunia import AKHIR
from tests.pabrik import buat_desa, buat_kabupaten, buat_kecamatan, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db


def dunia_luas(benih: int) -> DuniaDasbor:
    """The random world with a village in each of two more kabupaten, and a kabupaten without any."""
    SimpananDesa.forget_all()
    dunia = DuniaDasbor(benih)
    for n, d in enumerate(dunia.desa[2:]):
        jauh = buat_kecamatan(kabupaten=buat_kabupaten(kode=f"{11 + n % 2}.{n + 1:02}"))
        Desa.objects.filter(pk=d.pk).update(kecamatan=jauh)
    buat_kabupaten()
    return dunia


def marks() -> dict[int, str | None]:
    orang = reader()
    return dict(region_marks_of(read_lists(orang, region_mark_lists(orang))))


@pytest.fixture
def dihitung(monkeypatch):
    """How many villages each kabupaten had that was counted."""
    hasil = []

    def hitung(isi, until):
        hasil.append(len(isi))
        return add_villages(isi, until)

    monkeypatch.setattr(simpanan_wilayah, "add_villages", hitung)
    return hasil


@pytest.fixture
def selalu(monkeypatch):
    """However few there are, the table is asked and written."""
    monkeypatch.setattr(simpanan_tabel, "SEDIKIT", 0)
    monkeypatch.setattr(simpanan_wilayah, "SEDIKIT", 0)
    monkeypatch.setattr(simpanan_wilayah, "SEPROVINSI", 0)
    monkeypatch.setattr(simpanan_wilayah, "SEKALIGUS", 2)


@pytest.fixture
def senegara(selalu, monkeypatch):
    """As of a country: the province of each kabupaten is kept as well."""
    monkeypatch.setattr(simpanan_provinsi, "SEDIKIT", 0)
    monkeypatch.setattr(bangun, "SEDIKIT", 0)


def right(orang, hari=AKHIR, tahu=None):
    """The figures, and of who reads every paper those that wait."""
    kini = ringkas(orang, until=hari, known_at=tahu)
    if tahu is None and orang.holds(*MELIHAT_SEMUA) and astuple(kini.desa.tertahan) != slow_waiting(orang, hari):
        return False
    return as_shown(kini) == slow_pokok(anew(orang, hari, tahu))


@pytest.mark.parametrize("benih", [1, 3, *(pytest.param(n, marks=pytest.mark.drill) for n in (2, *range(4, 41)))])
def test_after_any_history_the_key_figures_are_those_of_all_rows(benih, request, django_capture_on_commit_callbacks):
    if benih % 2 == 0:
        request.getfixturevalue("selalu")
    elif benih % 3 == 0:
        request.getfixturevalue("senegara")
    dunia = dunia_luas(benih)
    acak, orang, lalu = dunia.acak, [reader(), reader(Peran.VERIFIKATOR), dunia.meja.kepala], AKHIR - timedelta(days=90)
    for n in range(10 if benih in (1, 3) else 40):
        siapa, tanya = acak.choice(orang), acak.choice(((AKHIR,), (AKHIR,), (lalu,), (lalu, akhir_hari(lalu))))
        if acak.random() < 0.2:
            SimpananDesa.forget_all()
        with django_capture_on_commit_callbacks(execute=True):
            assert right(siapa, *tanya), n
        if acak.random() < 0.2:
            with undone():
                raw_write(acak)
                assert right(siapa, *tanya), (n, "di dalam")
        else:
            raw_write(acak) if acak.random() < 0.7 else fact(dunia)
        assert right(siapa, *tanya), n
    assert all(right(s, AKHIR) for s in orang)
    assert compare(lambda n: None) == []


def test_only_the_kabupaten_that_was_written_about_is_counted_again(dihitung):
    dunia_luas(1)
    orang = reader()
    ringkas(orang, until=AKHIR)
    banyak = Kabupaten.objects.count()
    assert len(dihitung) == banyak > 2
    ringkas(orang, until=AKHIR)
    assert len(dihitung) == banyak
    dulu, satu = marks(), Umkm.objects.order_by("pk")[0]
    Umkm.objects.filter(pk=satu.pk).update(bentuk="kelompok")
    kini, wilayah = marks(), Desa.objects.get(pk=satu.desa_id).kecamatan.kabupaten_id
    assert {k for k in kini if kini[k] != dulu[k]} == {wilayah}
    with CaptureQueriesContext(connection) as kueri:
        ringkas(orang, until=AKHIR)
    assert len(dihitung) == banyak + 1
    assert len(kueri) == 3  # one for the marks of its villages, one for their facts
    with CaptureQueriesContext(connection) as kueri:
        ringkas(orang, until=AKHIR)
    assert len(kueri) == 1


def test_of_a_kabupaten_only_the_group_of_the_village_that_was_written_about_is_counted_again(dihitung, monkeypatch):
    """Seen red with the marks of the first village of a group for all of it, and without the growth of all together."""
    monkeypatch.setattr(simpanan_wilayah, "SEGUGUS", 2)
    dunia, orang = dunia_luas(1), reader()
    Desa.objects.update(kecamatan=dunia.desa[0].kecamatan_id)
    ringkas(orang, until=AKHIR)
    assert max(dihitung) == 2 < sum(dihitung)
    for satu in Desa.objects.filter(umkm__isnull=False).distinct():
        dihitung.clear()
        Umkm.objects.filter(pk=satu.umkm.first().pk).update(bentuk="kelompok")
        assert right(orang)
        assert len(dihitung) == 1
        semua = add_villages(list(read_villages(AKHIR).values()), AKHIR)
        assert count_regions((AKHIR, None), marks())[satu.kecamatan.kabupaten_id] == semua


def test_as_known_then_a_kabupaten_tells_of_what_was_written_about_the_village_that_a_penugasan_was_moved_to(selalu):
    """Seen red without the marks of kabupaten that hang together."""
    dunia_luas(1)
    orang, tahu = reader(), akhir_hari(hari_ini())
    satu = next(b for b in anew(orang, AKHIR, tahu).rencana_penugasan if b.berlaku and b.berlaku.baris)
    lama = Penugasan.objects.get(pk=satu.penugasan.penugasan_id)
    jauh = buat_desa(kecamatan=buat_kecamatan(kabupaten=buat_kabupaten()))
    baru = buat_penugasan(opd=lama.opd, desa=jauh, mulai=lama.mulai, dicatat_pada=tahu + timedelta(days=2))
    for p, isi in ((baru, {"menggantikan": lama}), (lama, {"dikoreksi_pada": baru.dicatat_pada})):
        Penugasan.objects.filter(pk=p.pk).update(**isi)
    for model in (RencanaAksi, Kegiatan):
        model.objects.filter(penugasan=lama).update(penugasan=baru)
    awal = ringkas(orang, until=AKHIR, known_at=tahu)
    assert as_shown(awal) == slow_pokok(anew(orang, AKHIR, tahu))
    PaguBaris.objects.filter(baris__rencana__penugasan=baru).update(pagu_rp=1)
    assert right(orang, AKHIR, tahu)
    assert ringkas(orang, until=AKHIR, known_at=tahu).rencana != awal.rencana


def test_a_village_that_moves_or_goes_tells_of_the_kabupaten_it_left():
    dunia = dunia_luas(1)
    satu = Desa.objects.get(pk=dunia.desa[3].pk)
    dari, ke = satu.kecamatan.kabupaten_id, dunia.desa[0].kecamatan.kabupaten_id
    dulu = marks()
    assert None not in dulu.values()
    Desa.objects.filter(pk=satu.pk).update(kecamatan=dunia.desa[0].kecamatan)
    kini = marks()
    assert {k for k in kini if kini[k] != dulu[k]} == {dari, ke}
    baru = Desa.objects.create(kecamatan=satu.kecamatan, kode=f"{satu.kecamatan.kode}.2999", nama="Baru", sumber="uji")
    dulu = marks()
    with connection.cursor() as kursor:
        kursor.execute("DELETE FROM desa_desa WHERE id = %s", [baru.pk])
    kini = marks()
    assert {k for k in kini if kini[k] != dulu[k]} == {dari}
    Kecamatan.objects.filter(pk=satu.kecamatan_id).update(kabupaten=ke)
    assert not {k for k, t in marks().items() if t == kini[k]}


@pytest.mark.django_db(transaction=True)
def test_a_village_moves_only_beside_nobody_who_marks_the_kabupaten_it_leaves():
    if connection.vendor != "postgresql":
        pytest.skip("hanya PostgreSQL mempunyai dua penulis sekaligus")
    satu, jauh = buat_umkm(), buat_kecamatan(kabupaten=buat_kabupaten())
    tulis = f"UPDATE desa_umkm SET bentuk = bentuk WHERE id = {satu.pk}"
    pindah = f"UPDATE desa_desa SET kecamatan_id = {jauh.pk} WHERE id = {satu.desa_id}"
    for dahulu, kemudian in ((tulis, pindah), (pindah, tulis)):
        lain = connections["default"].copy()
        try:
            lain.set_autocommit(False)
            with lain.cursor() as kursor:
                kursor.execute(dahulu)
            with transaction.atomic(), connection.cursor() as kursor:
                kursor.execute("SET LOCAL lock_timeout = '100ms'")
                with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
                    kursor.execute(kemudian)
        finally:
            lain.close()


def test_a_process_that_begins_reads_a_row_for_each_kabupaten_and_no_village(selalu, dihitung):
    dunia_luas(1)
    orang = reader()
    build(AKHIR)
    assert HitunganDesa.objects.filter(desa__lt=0).count() == Kabupaten.objects.count()
    dihitung.clear()
    with CaptureQueriesContext(connection) as kueri:
        ringkas(orang, until=AKHIR)
    assert (len(kueri), dihitung) == (2, [])
    assert right(orang)


def test_of_a_country_a_process_that_begins_reads_a_row_for_each_province(senegara, dihitung):
    dunia_luas(1)
    orang = reader()
    build(AKHIR)
    provinsi = {k.kode[:2] for k in Kabupaten.objects.all()}
    assert HitunganDesa.objects.filter(desa__lt=-simpanan_provinsi.NOMOR).count() == len(provinsi) == 3
    dihitung.clear()
    with CaptureQueriesContext(connection) as kueri:
        ringkas(orang, until=AKHIR)
    assert (len(kueri), dihitung) == (2, [])
    assert right(orang)
    assert compare(lambda n: None) == []
    satu = HitunganDesa.objects.get(desa=-simpanan_provinsi.NOMOR - 11)
    HitunganDesa.objects.filter(pk=satu.pk).update(isi=to_text(add_villages([], AKHIR)))
    assert [(b.kode, b.sebutan) for b in compare(lambda n: None)] == [("11", "Provinsi")]
    assert sweep() == 0


def test_a_kabupaten_is_the_same_in_whatever_order_the_table_gives_its_villages():
    """Seen red: PostgreSQL gives a row that was written again last, so the nightly check found a kabupaten that differed."""
    dunia = dunia_luas(1)
    Desa.objects.update(kecamatan=dunia.desa[0].kecamatan_id)
    build(AKHIR)
    baris = list(HitunganDesa.objects.filter(desa__gt=0).order_by("-desa"))
    HitunganDesa.objects.all().delete()
    for b in baris:
        b.pk = None
    HitunganDesa.objects.bulk_create(baris)
    with connection.cursor() as kursor:
        if connection.vendor == "sqlite":  # which would follow its index
            kursor.execute("PRAGMA reverse_unordered_selects = ON")
        try:
            assert build(AKHIR) == 0
        finally:
            if connection.vendor == "sqlite":
                kursor.execute("PRAGMA reverse_unordered_selects = OFF")
    assert HitunganDesa.objects.filter(desa__lt=0).count() == Kabupaten.objects.count()
    assert compare(lambda n: None) == []


def test_a_page_that_counts_many_keeps_them_for_the_next_process(selalu, dihitung, django_capture_on_commit_callbacks):
    dunia_luas(1)
    orang = reader()
    with django_capture_on_commit_callbacks(execute=True):
        ringkas(orang, until=AKHIR)
    banyak = len(dihitung)
    SimpananDesa.forget_all()
    assert right(orang)
    assert len(dihitung) == banyak == Kabupaten.objects.count()
    assert sweep() == 0


def test_a_process_that_has_the_others_adds_up_those_that_changed_and_writes_no_row(
    selalu, dihitung, monkeypatch, django_capture_on_commit_callbacks
):
    """Seen red with one number for both."""
    monkeypatch.setattr(simpanan_wilayah, "SEPROVINSI", 40)
    dunia_luas(1)
    orang, milik = reader(), HitunganDesa.objects.filter(desa__lt=0)
    with django_capture_on_commit_callbacks(execute=True):
        ringkas(orang, until=AKHIR)
    awal, banyak = set(milik.values_list("desa", "tanda")), len(dihitung)
    assert len(awal) == banyak == Kabupaten.objects.count()
    Umkm.objects.filter(pk=Umkm.objects.order_by("pk")[0].pk).update(bentuk="kelompok")
    with django_capture_on_commit_callbacks(execute=True):
        ringkas(orang, until=AKHIR)
    assert (len(dihitung), set(milik.values_list("desa", "tanda"))) == (banyak + 1, awal)
    assert right(orang)


def test_who_may_see_the_small_groups_of_some_villages_sees_those_alone():
    dunia = dunia_luas(1)
    opd = anew(reader()).desa[0].penugasan.opd_id
    orang = reader(Peran.KEPALA_OPD, opd=Opd.objects.get(pk=opd))
    milik = set(orang.personal_desa().values_list("pk", flat=True))
    assert 0 < len(milik) < len(dunia.desa)
    satu, semua, tak = (ringkas(o, until=AKHIR).kemajuan for o in (orang, reader(Peran.VERIFIKATOR), reader()))
    assert semua.tertutup == 0 < tak.tertutup
    assert satu == anew(orang).kemajuan
    assert tak == anew(reader()).kemajuan == ringkas(orang, until=AKHIR).kemajuan_umum


def test_without_marks_of_kabupaten_the_villages_are_walked():
    dunia_luas(1)
    orang = reader()
    TandaUbah.objects.filter(desa__lt=0).delete()
    assert None in marks().values()
    for _ in range(2):
        Umkm.objects.filter(pk=Umkm.objects.order_by("pk")[0].pk).update(bentuk="kelompok")
        assert right(orang)


def test_the_check_names_a_kabupaten_that_differs_and_building_mends_it():
    dunia = dunia_luas(1)
    call_command("rekap", stdout=StringIO())
    wilayah = dunia.desa[0].kecamatan.kabupaten
    baris = HitunganDesa.objects.get(desa=-wilayah.pk, hari=hari_ini())
    palsu = from_text(baris.isi, simpanan_wilayah.JumlahDesa)
    HitunganDesa.objects.filter(pk=baris.pk).update(isi=to_text(add_villages([], hari_ini())))
    keluar = StringIO()
    with pytest.raises(CommandError, match="1 hitungan berbeda"):
        call_command("rekap", "--periksa", stdout=keluar)
    assert f"Kabupaten/kota {wilayah.kode} pada" in keluar.getvalue()
    call_command("rekap", "--bangun", stdout=StringIO())
    assert compare(lambda n: None) == []
    assert to_text(palsu) == HitunganDesa.objects.get(desa=-wilayah.pk, hari=hari_ini()).isi
