"""The chain over the audit rows: what a superuser of the database does to it is found and named.

Seen red: the seal without the link before, the check without missing rows, without rows that were put in, without anchors,
and with a trigger that lets links go.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from desa.models import Catatan, CatatanTetap, Desa, Instalasi, SegelCatatan, record
from desa.rantai import segel as rantai
from desa.rantai.jangkar import Jangkar, JangkarRusak, current, read
from desa.rantai.keadaan import state_of_chain
from desa.rantai.periksa import check_chain
from desa.rantai.segel import KOLOM, HasilSegel, mark, seal_rows
from opd.kerja import putar
from opd.models import Pengguna
from tests import pabrik
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db
BESOK = SEKARANG + timedelta(days=1)


def superuser(perintah: str, *isi: Any) -> None:
    """Run SQL as somebody who may switch triggers off."""
    with connection.cursor() as kursor:
        if connection.vendor == "postgresql":
            kursor.execute("SET LOCAL session_replication_role = replica")
        else:
            kursor.execute("DROP TRIGGER IF EXISTS desa_catatan_tetap")
            kursor.execute("DROP TRIGGER IF EXISTS desa_segelcatatan_tetap")
        kursor.execute(perintah, isi)


def write(n: int, *, at: datetime = SEKARANG, **isi: Any) -> list[int]:
    """The numbers of `n` new audit rows."""
    desa = Desa.objects.first() or pabrik.buat_desa()
    return [record(None, f"memuat {k}", desa, at=at + timedelta(seconds=k), **isi).pk for k in range(n)]


def sealed(n: int, kali: int = 1) -> list[int]:
    """The numbers of `n` rows in each of `kali` links."""
    ids: list[int] = []
    for k in range(kali):
        ids += write(n, at=SEKARANG + timedelta(minutes=k))
        assert seal_rows(at=SEKARANG + timedelta(minutes=k + 1)) == HasilSegel(baris=n, segel=1)
    return ids


def found(jangkar: list[Jangkar] | None = None) -> list[tuple[str, int | None, int | None]]:
    return [(t.jenis, t.catatan, t.segel) for t in check_chain(jangkar or []).temuan]


def test_rows_are_sealed_once_and_the_chain_is_whole(monkeypatch):
    monkeypatch.setattr(rantai, "SATU_SEGEL", 3)
    write(7)
    assert seal_rows(at=SEKARANG) == HasilSegel(baris=7, segel=3)
    assert seal_rows(at=SEKARANG) == HasilSegel()
    hasil = check_chain()
    assert (hasil.baris, hasil.segel, hasil.temuan, hasil.mundur) == (7, 3, [], [])


def test_sealer_takes_no_more_links_than_it_may(monkeypatch):
    monkeypatch.setattr(rantai, "SATU_SEGEL", 3)
    write(7)
    assert seal_rows(at=SEKARANG, terbanyak=1) == HasilSegel(baris=3, segel=1)


def test_a_second_sealer_gives_way(monkeypatch):
    write(2)
    akhir = SegelCatatan.objects.last()
    isi = rantai.rows_after(0, 10)
    assert rantai._link(akhir, isi, SEKARANG).nomor == 1
    assert rantai._link(akhir, isi, SEKARANG) is None
    assert found() == []


UBAH = "UPDATE desa_catatan SET oleh = 'Orang lain' WHERE id = %s"
HAPUS = "DELETE FROM desa_catatan WHERE id = %s"
SISIP = (
    "INSERT INTO desa_catatan (id, pada, oleh_id, oleh, sebagai, tindakan, objek_jenis, objek_id, objek, perubahan, alasan) "
    "SELECT %s, pada, oleh_id, oleh, sebagai, 'menyetujui', objek_jenis, objek_id, objek, perubahan, alasan "
    "FROM desa_catatan WHERE id = %s"
)


@pytest.mark.parametrize("ke", [0, 4, 8])
@pytest.mark.parametrize(("perintah", "jenis"), [(UBAH, "diubah"), (HAPUS, "hilang")])
def test_an_altered_or_missing_row_is_named(perintah, jenis, ke):
    ids = sealed(3, kali=3)
    superuser(perintah, ids[ke])
    assert found() == [(jenis, ids[ke], ke // 3 + 1)]


@pytest.mark.parametrize("kolom", [k for k in KOLOM if k != "id"])
def test_every_column_is_sealed(kolom):
    [pk] = sealed(1)
    nilai = {"pada": "2020-01-01 00:00:00+00", "oleh_id": 99, "opd_id": 99, "perubahan": '{"a": [1, 2]}'}.get(
        kolom, "x"
    )
    superuser(f"UPDATE desa_catatan SET {kolom} = %s WHERE id = %s", nilai, pk)
    assert found() == [("diubah", pk, 1)]


def test_every_column_of_an_audit_row_belongs_to_a_form():
    """A new column is sealed from a new form on; older links keep the form they were made in."""
    assert set(KOLOM) == {f.attname for f in Catatan._meta.local_fields}


def test_a_row_put_between_sealed_ones_is_named():
    ids = sealed(2)
    superuser("DELETE FROM desa_catatan WHERE id = %s", ids[0])
    sela = write(2)  # the number of a transaction that failed lies between two rows
    superuser("DELETE FROM desa_catatan WHERE id = %s", sela[0])
    seal_rows(at=BESOK)
    superuser(SISIP, sela[0], sela[1])
    assert found() == [("hilang", ids[0], 1), ("disisipkan", sela[0], 2)]
    assert check_chain().temuan[1].kalimat.startswith(f"Catatan nomor {sela[0]} bertanggal ")


def test_two_swapped_rows_are_named():
    a, b = sealed(3)[:2]
    for dari, ke in ((a, -1), (b, a), (-1, b)):
        superuser("UPDATE desa_catatan SET id = %s WHERE id = %s", ke, dari)
    assert found() == [("ditukar", a, 1), ("ditukar", b, 1)]


def test_a_row_swapped_with_one_of_another_link_is_named():
    ids = sealed(2, kali=2)
    for dari, ke in ((ids[0], -1), (ids[3], ids[0]), (-1, ids[3])):
        superuser("UPDATE desa_catatan SET id = %s WHERE id = %s", ke, dari)
    assert found() == [("ditukar", ids[0], 1), ("ditukar", ids[3], 2)]


def test_an_altered_row_and_its_altered_mark_do_not_pass():
    """Who may write both tables lacks the key of the seal."""
    ids = sealed(1, kali=2)
    superuser(UBAH, ids[0])
    baris = Catatan.objects.values_list(*KOLOM).get(pk=ids[0])
    superuser("UPDATE desa_segelcatatan SET tanda = %s WHERE nomor = 1", rantai.TANDA.pack(ids[0], mark(baris)))
    assert found() == [("segel diubah", None, 1)]


@pytest.mark.parametrize(
    ("perintah", "temuan"),
    [
        ("DELETE FROM desa_segelcatatan WHERE nomor = 2", [("segel hilang", None, 2)]),
        (
            "UPDATE desa_segelcatatan SET disegel_pada = '2020-01-01 00:00:00+00' WHERE nomor = 2",
            [("segel diubah", None, 2)],
        ),
        ("UPDATE desa_segelcatatan SET jumlah = 5 WHERE nomor = 1", [("segel diubah", None, 1)]),
        ("UPDATE desa_instalasi SET kunci_segel_sandi = ''", [("segel diubah", None, n) for n in (1, 2, 3)]),
    ],
)
def test_an_altered_chain_is_named(perintah, temuan):
    sealed(1, kali=3)
    superuser(perintah)
    assert found() == temuan


def test_a_link_signed_anew_does_not_hold_the_next_one():
    """Even a forged seal over link 1 breaks link 2, which speaks of it."""
    sealed(1, kali=2)
    satu = SegelCatatan.objects.get(nomor=1)
    satu.disegel_pada = BESOK
    sidik = rantai.seal_of(rantai.own_key("segel"), satu, "")
    superuser("UPDATE desa_segelcatatan SET disegel_pada = %s, sidik = %s WHERE nomor = 1", BESOK, sidik)
    assert found() == [("segel diubah", None, 2)]


def test_a_cut_off_end_shows_against_the_anchor():
    ids = sealed(2, kali=3)
    jangkar = current(at=BESOK)
    superuser("DELETE FROM desa_segelcatatan WHERE nomor >= 2")
    superuser("DELETE FROM desa_catatan WHERE id >= %s", ids[2])
    assert found() == []  # the rest still fits: that is why there are anchors
    assert found([jangkar]) == [("ekor terpotong", None, 3)]
    assert f"sampai catatan nomor {ids[5]} (6 catatan)" in check_chain([jangkar]).temuan[0].kalimat
    for n in range(2):
        write(2)
        seal_rows(at=BESOK + timedelta(minutes=n))
    assert found([jangkar]) == [("tidak cocok dengan jangkar", None, 3)]


def test_a_row_dated_before_links_that_did_not_hold_it_is_pointed_out():
    sealed(1, kali=2)
    [pk] = write(1, at=SEKARANG - timedelta(hours=4))
    seal_rows(at=BESOK)
    hasil = check_chain()
    assert (hasil.temuan, [(t.jenis, t.catatan, t.segel) for t in hasil.mundur]) == ([], [("bertanggal mundur", pk, 3)])


SAMA = {"angka": [1.0, 2.5], "teks": ["Négeri “Waru”\u2028", None], "b": [{"y": 1, "x": [True, False]}, 10**12]}


def test_mark_is_the_same_from_every_database():
    """Its value is fixed here, so that both databases and every later version of Django must arrive at it."""
    pada = datetime(2026, 6, 30, 1, 2, 3, 450000, tzinfo=UTC)
    isi = {"oleh": "Sri", "sebagai": "verifikator", "tindakan": "mengubah", "objek_jenis": "desa.desa", "objek_id": "7"}
    isi |= {"objek": "Waru", "perubahan": SAMA, "alasan": "uji\nbaris", "opd_id": 3}
    [c] = Catatan.objects.bulk_create([Catatan(id=7_000_000, pada=pada, **isi)])
    baris = Catatan.objects.values_list(*KOLOM).get(pk=c.pk)
    assert mark(baris).hex() == "96d2a37d3547b6d84643b0e7d2730d7d1a594462820f496548300ffdf9244e62"


def test_links_cannot_be_changed_by_the_application_or_in_the_database():
    sealed(1)
    s = SegelCatatan.objects.get()
    for deed in (s.delete, SegelCatatan.objects.all().delete, lambda: SegelCatatan.objects.update(jumlah=2)):
        with pytest.raises(CatatanTetap):
            deed()
    perintah = ["UPDATE desa_segelcatatan SET jumlah = 2", "UPDATE desa_catatan SET opd_id = 2"]
    if connection.vendor == "postgresql":  # on SQLite what is gone is found by the chain
        perintah += ["DELETE FROM desa_segelcatatan", "DELETE FROM desa_catatan"]
    for satu in perintah:
        with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic(), connection.cursor() as k:
            k.execute(satu)


def run(nama: str, *pilihan: str) -> str:
    keluaran = StringIO()
    call_command(nama, *pilihan, stdout=keluaran)
    return keluaran.getvalue()


def test_commands_seal_check_and_say_what_is_wrong():
    ids = write(3)
    assert run("segel_catatan").startswith(f"3 catatan disegel sampai nomor {ids[2]}: segel nomor 1, sidik ")
    assert run("segel_catatan") == ""
    assert run("periksa_catatan").endswith("Rantai catatan utuh.\n")
    superuser(UBAH, ids[1])
    superuser(HAPUS, ids[2])
    with pytest.raises(CommandError, match=rf"^2 temuan\. Yang pertama: Catatan nomor {ids[1]} bertanggal .* diubah"):
        run("periksa_catatan")
    keadaan = state_of_chain(Pengguna(), at=timezone.now())
    assert (keadaan.temuan, keadaan.temuan_pertama[:14]) == (2, "Catatan nomor ")


def test_anchor_goes_to_file_and_mail_and_is_checked(settings, tmp_path):
    berkas = tmp_path / "luar" / "jangkar.jsonl"
    settings.JANGKAR_CATATAN, settings.JANGKAR_SUREL = str(berkas), ["inspektorat@maluku.example"]
    with pytest.raises(CommandError, match="Belum ada catatan"):
        run("jangkar_catatan")
    ids = sealed(2)
    assert run("jangkar_catatan") == "Segel nomor 1 dijangkar: 2 catatan.\n"
    assert run("jangkar_catatan") == "Segel nomor 1 sudah dijangkar; tidak ada catatan baru sesudahnya.\n"
    [j] = read(berkas)
    assert (j.nomor, j.sampai_id, j.jumlah, j.sidik) == (1, ids[1], 2, SegelCatatan.objects.get().sidik)
    assert [j.line() in m.body for m in mail.outbox] == [True]
    assert "1 jangkar" in run("periksa_catatan")
    superuser("DELETE FROM desa_segelcatatan")
    with pytest.raises(CommandError, match="Ekor rantai terpotong"):
        run("periksa_catatan")


def test_anchors_beyond_a_recovery_no_longer_hold(settings, tmp_path):
    berkas = tmp_path / "jangkar.jsonl"
    settings.JANGKAR_CATATAN = str(berkas)
    sealed(1, kali=2)
    run("jangkar_catatan")
    superuser("DELETE FROM desa_segelcatatan WHERE nomor = 2")
    run("jangkar_catatan", "--sesudah-pemulihan", "Dipulihkan dari cadangan kemarin")
    assert [(j.nomor, j.pemulihan != "") for j in read(berkas)] == [(1, True)]


def test_anchor_inside_the_application_or_unreadable_is_refused(settings, tmp_path):
    sealed(1)
    for dalam in (Path(settings.MEDIA_ROOT), settings.BASE_DIR / "var"):
        settings.JANGKAR_CATATAN = str(dalam / "jangkar.jsonl")
        with pytest.raises(CommandError, match="harus di luar"):
            run("jangkar_catatan")
    rusak = tmp_path / "rusak.jsonl"
    rusak.write_text('{"nomor": 1}\n')
    with pytest.raises(JangkarRusak, match="tidak terbaca pada baris 1"):
        read(rusak)
    settings.JANGKAR_CATATAN = ""
    with pytest.raises(CommandError, match="Isi JANGKAR_CATATAN"):
        run("jangkar_catatan")


def test_state_says_what_waits_and_since_when():
    kosong = state_of_chain(Pengguna(), at=SEKARANG)
    assert (kosong.nomor, kosong.menunggu, kosong.segel_tertinggal, kosong.periksa_terlambat) == (0, 0, False, True)
    sealed(2)
    write(3, at=SEKARANG + timedelta(minutes=5))
    kini = state_of_chain(Pengguna(), at=SEKARANG + timedelta(minutes=21))
    assert (kini.nomor, kini.jumlah, kini.menunggu, kini.segel_tertinggal) == (1, 2, 3, True)
    assert kini.menunggu_sejak == SEKARANG + timedelta(minutes=5)


def test_the_key_is_that_of_the_installation():
    sealed(1)
    assert Instalasi.objects.get().kunci_segel


def test_worker_and_web_process_seal_once_a_minute(monkeypatch, settings):
    monkeypatch.setattr(putar, "_disegel", [-putar.PUTARAN_SEGEL])
    write(2)
    assert putar.run_until_empty({}, diam=0) == 0
    assert SegelCatatan.objects.get().jumlah == 2
    write(1)
    putar.seal_if_due()
    assert SegelCatatan.objects.count() == 1
    monkeypatch.setattr(putar, "_disegel", [-putar.PUTARAN_SEGEL])
    settings.PEKERJA = "otomatis"
    monkeypatch.setattr("opd.pekerja._dilihat", 0.0)
    putar.look_after_queue()
    assert SegelCatatan.objects.count() == 2
