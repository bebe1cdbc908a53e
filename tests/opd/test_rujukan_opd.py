"""The middle floor's reference data: OPDs, the reported mergers, who can act on what, and the two known pairings.

Seen red: a row to which a person gave another key loaded once more under that of the file.
"""

import gzip
import shutil
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from desa.models import Catatan, Desa, Indikator, record
from desa.rujukan.muat import MAP as MAP_DESA
from desa.rujukan.muat import muat_rujukan
from opd.actions.rujukan import ATURAN, change_reference, fingerprint
from opd.enums import Peran
from opd.models import AliasOpd, IndikatorOpd, Jabatan, Opd, PenggabunganOpd, Pengguna, Penugasan, Sk
from opd.rujukan.muat import MAP, muat_rujukan_opd
from tests.pabrik import SEKARANG, buat_opd, buat_pengguna, buat_penugasan

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def wilayah(satu_modul, tmp_path_factory) -> None:
    """The ground floor's reference data, without the scores."""
    folder = tmp_path_factory.mktemp("rujukan") / "desa"
    shutil.copytree(MAP_DESA, folder, ignore=shutil.ignore_patterns("__pycache__"))
    berkas = folder / "nilai_indikator.csv.gz"
    berkas.write_bytes(gzip.compress(gzip.decompress(berkas.read_bytes()).splitlines(keepends=True)[0]))
    muat_rujukan(at=SEKARANG, folder=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files that a test may edit."""
    return shutil.copytree(MAP, tmp_path / "opd", ignore=shutil.ignore_patterns("__pycache__"))


def muat(folder: Path = MAP) -> str:
    """The command's own words."""
    keluar = StringIO()
    call_command("muat_rujukan_opd", folder=folder, stdout=keluar)
    return keluar.getvalue()


def test_rujukan_opd_loads_units_with_their_evidence():
    muat()

    assert Counter(Opd.objects.values_list("bukti", flat=True)) == {"terlihat": 43, "dugaan": 5}
    assert set(Opd.objects.filter(jenis="biro").values_list("induk__singkatan", flat=True)) == {"Setda"}
    assert not Opd.objects.filter(sumber="").exists()
    assert AliasOpd.objects.get(nama="Dinas PMD").opd.singkatan == "DPMD"
    assert (Jabatan.objects.count(), Pengguna.objects.count()) == (0, 0)


def test_rujukan_opd_maps_17_of_50_indicators():
    muat()

    tanpa = Indikator.objects.filter(pelaksana__isnull=True)
    pasar = IndikatorOpd.objects.filter(indikator__dimensi="IKE", indikator__nomor=3)
    bencana = IndikatorOpd.objects.filter(indikator__dimensi="IKL", indikator__nomor=3)
    assert (tanpa.count(), IndikatorOpd.objects.count()) == (33, 22)
    assert sorted(pasar.values_list("opd__nama", flat=True)) == [
        "Dinas Koperasi dan Usaha Kecil dan Menengah",
        "Dinas Perindustrian dan Perdagangan",
    ]
    assert sorted(bencana.values_list("opd__singkatan", flat=True)) == ["BPBD", "Dinsos", "Dishut"]


def test_reported_mergers_load_unconfirmed_and_unexecuted():
    muat()

    assert Counter(PenggabunganOpd.objects.values_list("status", flat=True)) == {"dilaporkan": 8}
    assert not PenggabunganOpd.objects.filter(tanggal__isnull=False).exists()
    assert not Opd.objects.filter(berlaku_selesai__isnull=False).exists()
    pertanian = PenggabunganOpd.objects.get(nama_baru__startswith="satu dinas dari Dinas Pertanian")
    assert sorted(pertanian.dari.values_list("singkatan", flat=True)) == ["DKP (Pangan)", "Distan"]


def test_real_database_holds_one_sk_and_exactly_two_pairings():
    muat()

    isi = [(p.opd.singkatan, p.desa.kode, p.mulai, p.mulai_dari_sk) for p in Penugasan.objects.with_names()]
    assert sorted(isi) == [
        ("DKP (Pangan)", "81.06.01.2015", date(2023, 1, 10), True),
        ("Distan", "81.05.15.2001", date(2023, 1, 10), True),
    ]
    assert [(s.nomor, s.tanggal) for s in Sk.objects.all()] == [("90 Tahun 2023", date(2023, 1, 10))]


def test_every_loaded_row_is_valid():
    muat()
    for model in (Opd, AliasOpd, PenggabunganOpd, IndikatorOpd, Sk, Penugasan):
        for baris in model.objects.all():
            baris.full_clean()


def test_reload_changes_nothing():
    muat()
    sebelum = Catatan.objects.count()

    kata = muat()

    assert Catatan.objects.count() == sebelum
    assert [b.split(": ")[1].split(", ")[0:2] for b in kata.splitlines()] == [["0 baru", "0 berubah"]] * 6


def test_confirmed_unit_stays_confirmed_and_own_units_are_kept():
    muat()
    bpbd, lain = Opd.objects.get(singkatan="BPBD"), buat_opd()
    bpbd.bukti = "dikonfirmasi"
    bpbd.save(update_fields=["bukti"])
    perubahan = {"bukti": ["dugaan", "dikonfirmasi"]}
    record(buat_pengguna(), "mengonfirmasi OPD", bpbd, at=SEKARANG, perubahan=perubahan)

    kata = muat()

    bpbd.refresh_from_db()
    assert bpbd.bukti == "dikonfirmasi"
    assert "tidak ditimpa  Badan Penanggulangan Bencana Daerah: bukti dikonfirmasi → dugaan" in kata
    assert f"tidak ada di berkas, tidak dihapus  {lain}" in kata


def test_what_a_person_gave_another_key_does_not_come_back_beside_it():
    """An upgrade loads these files again: else an indicator taken from an OPD is given back to it, and an SK is there twice."""
    muat()
    orang, opd, sk = buat_pengguna(Peran.VERIFIKATOR), Opd.objects.get(singkatan="BPBD"), Sk.objects.get()
    bisa = IndikatorOpd.objects.order_by("pk").first()
    indikator = Indikator.objects.exclude(pk=bisa.indikator_id).exclude(pelaksana__opd=opd).first()
    for objek, isi in ((bisa, {"opd": opd}), (bisa, {"indikator": indikator}), (sk, {"nomor": "90/2023"})):
        objek.refresh_from_db()
        sidik = fingerprint(objek, ATURAN[type(objek)].kolom)
        change_reference(objek, isi, sidik=sidik, by=orang, at=SEKARANG)
    sebelum = [m.objects.count() for m in (IndikatorOpd, Sk, Penugasan, Catatan)]

    kata = muat()

    assert [m.objects.count() for m in (IndikatorOpd, Sk, Penugasan, Catatan)] == sebelum
    assert "tidak ditimpa  SK 90/2023: nomor 90/2023 → 90 Tahun 2023" in kata
    assert f" · {opd} → " in kata


def test_changed_cell_is_reported_and_recorded(folder):
    muat(folder)
    berkas = folder / "opd.csv"
    teks = berkas.read_text(encoding="utf-8")
    berkas.write_text(teks.replace("banhub,Badan Penghubung Daerah,", "banhub,Badan Penghubung,"), encoding="utf-8")

    kata = muat(folder)

    assert "berubah  Badan Penghubung Daerah: nama Badan Penghubung Daerah → Badan Penghubung" in kata
    [catatan] = Catatan.objects.about(Opd.objects.get(slug="banhub"))
    assert catatan.perubahan == {"nama": ["Badan Penghubung Daerah", "Badan Penghubung"]}


def test_village_already_in_charge_is_left_alone():
    lain = buat_penugasan(desa=Desa.objects.get(kode="81.05.15.2001"))

    kata = muat()

    assert Penugasan.objects.filter(desa__kode="81.05.15.2001").get() == lain
    assert "Desa ini sudah mempunyai penanggung jawab." in kata


def test_without_villages_the_command_says_what_to_run_first():
    Indikator.objects.all().delete()
    with pytest.raises(CommandError) as galat:
        muat()
    assert str(galat.value) == (
        "Data rujukan OPD tidak dimuat. Data rujukan desa belum ada. Jalankan muat_rujukan lebih dahulu."
    )


def test_load_needs_no_person():
    hasil = muat_rujukan_opd(at=SEKARANG)
    assert set(Catatan.objects.values_list("oleh", flat=True)) == {"sistem"}
    assert [h.baru for h in hasil] == [48, 14, 8, 22, 1, 2]
