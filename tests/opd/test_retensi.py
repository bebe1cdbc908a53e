"""What is due goes, nothing else, and no figure moves (keandalan.md, G7). The clock is moved, the rows are not.

Seen red: a period read the other way round removed everything; without the batch's lock order two runs waited for each other.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from desa.models import Catatan, Keluarga, Umkm
from desa.waktu import WIT
from opd.actions.retensi import MENGHAPUS, count_due, remove_due
from opd.enums import JenisSurat, StatusImpor
from opd.models import Impor, PercobaanMasuk, Sesi, SuratKeluar
from opd.rekap.entas import rekap_jembatan
from opd.rekap.keluarga import rekap_keluarga
from opd.retensi import TABEL
from tests.opd.test_putar_kunci import kunci
from tests.pabrik import buat_pengguna, buat_penugasan, buat_umkm, nomor
from tests.pabrik_keluarga import buat_keluarga, buat_status

pytestmark = pytest.mark.django_db
AWAL = datetime(2026, 7, 15, 9, tzinfo=WIT)
NOL = dict.fromkeys((m.nama for m in TABEL), 0)


@pytest.fixture
def dunia(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    penugasan = buat_penugasan(mulai=date(2024, 1, 1))
    desa = penugasan.desa
    ba = default_storage.save("berita-acara/ba.pdf", ContentFile(b"%PDF"))
    pindah, entas, kini = (buat_keluarga(desa, kepala=n) for n in ("Pindah", "Entas", "Kini"))
    buat_status(pindah, "keluar", date(2026, 7, 1), keterangan_keluarga="pindah ke Ambon", berkas_berita_acara=ba)
    buat_status(entas, "entas", date(2026, 7, 2))
    buat_umkm(desa=desa, nama="Tutup", nik="8105154101800099", tutup_pada=date(2026, 7, 3))
    buat_umkm(desa=desa, nama="Jalan", nik="8105154201800098")
    orang = buat_pengguna("verifikator")
    for jenis, status in (("umkm", "diterapkan"), ("umkm", "pratinjau"), ("keluarga", "pratinjau")):
        Impor.objects.create(
            jenis=jenis, nama_berkas="x", berkas=b"isi", ukuran=1, sha256=f"{nomor():064d}", diunggah_oleh=orang,
            diunggah_pada=AWAL, status=status, pilihan={"semua": {}},
            **{"diterapkan_oleh": orang, "diterapkan_pada": AWAL} if status == "diterapkan" else {},
        )  # fmt: skip
    PercobaanMasuk.objects.create(akun="a", jaringan="b", pada=AWAL, berhasil=True)
    surat = {
        "kepada": orang,
        "jenis": JenisSurat.values[0],
        "tahun": 2026,
        "triwulan": 2,
        "batas": AWAL.date(),
        "perihal": "x",
        "isi": "x",
    }
    SuratKeluar.objects.create(langkah=1, dibuat_pada=AWAL, dikirim_pada=AWAL, **surat)
    SuratKeluar.objects.create(langkah=2, dibuat_pada=AWAL, **surat)
    saat = {"expire_date": AWAL, "mulai": AWAL, "terlihat": AWAL}
    Sesi.objects.create(session_key="uji", session_data="x", uuid=uuid4(), diam_menit=30, **saat)
    return penugasan


def sesudah(**lama: int) -> datetime:
    return AWAL + timedelta(**lama)


def figures(until: date) -> list[Any]:
    orang = buat_pengguna("verifikator")
    return [
        [(b.sasaran, b.entas, b.keluar) for b in rekap_keluarga(orang, until=until).baris],
        rekap_jembatan(orang, dari=date(2025, 1, 1), until=until),
        sorted(Umkm.objects.values_list("nama", "tutup_pada")),
    ]


def test_nothing_is_due_today(dunia):
    assert count_due(AWAL + timedelta(hours=1)) == NOL
    assert remove_due(AWAL + timedelta(hours=1)) == NOL
    assert Catatan.objects.filter(tindakan=MENGHAPUS).count() == 0


@pytest.mark.parametrize(
    ("at", "jatuh"),
    [
        (sesudah(days=8), {"petikan keluarga yang belum diterapkan": 1, "sesi masuk yang habis": 1, "percobaan masuk": 1}),
        (
            sesudah(days=91),
            {"petikan keluarga yang belum diterapkan": 1, "sesi masuk yang habis": 1, "daftar lain yang belum diterapkan": 1,
             "percobaan masuk": 1},
        ),
        (
            sesudah(days=366),
            {"petikan keluarga yang belum diterapkan": 1, "sesi masuk yang habis": 1, "daftar lain yang belum diterapkan": 1,
             "percobaan masuk": 1, "berkas asli daftar yang sudah diterapkan atau dibuang": 1, "surat pengingat": 1},
        ),
    ],
)  # fmt: skip
def test_due_rows_go_when_the_clock_has_moved_and_no_others(dunia, at, jatuh):
    assert count_due(at) == NOL | jatuh
    assert Catatan.objects.filter(tindakan=MENGHAPUS).count() == 0
    assert remove_due(at) == NOL | jatuh
    (catatan,) = Catatan.objects.filter(tindakan=MENGHAPUS)
    assert (catatan.oleh, {k: v[1] for k, v in catatan.perubahan.items()}) == ("sistem", jatuh)
    assert count_due(at) == remove_due(at) == NOL
    assert Catatan.objects.filter(tindakan=MENGHAPUS).count() == 1
    assert Keluarga.objects.exclude(pengosongan="").count() == 0


def test_families_and_owners_lose_their_names_after_five_years_and_no_figure_moves(
    dunia, django_capture_on_commit_callbacks
):
    at = datetime(2031, 7, 2, 9, tzinfo=WIT)
    sebelum = figures(at.date())
    with django_capture_on_commit_callbacks(execute=True):
        hasil = remove_due(at)
    assert (hasil["keluarga yang keluar dari daftar"], hasil["pemilik usaha yang tutup atau keluar"]) == (2, 0)
    assert sorted(Keluarga.objects.values_list("kepala", "pengosongan")) == [
        ("Dihapus, masa simpan habis", "kedaluwarsa"), ("Dihapus, masa simpan habis", "kedaluwarsa"), ("Kini", ""),
    ]  # fmt: skip
    assert not default_storage.exists("berita-acara/ba.pdf")
    hasil = remove_due(at + timedelta(days=1))
    assert hasil["pemilik usaha yang tutup atau keluar"] == 1
    assert sorted(Umkm.objects.values_list("nama", "pemilik", "nik_sandi", "pengosongan"))[1][1:] == (
        "Dihapus, masa simpan habis", "", "kedaluwarsa",
    )  # fmt: skip
    assert figures(at.date()) == sebelum
    lama = buat_keluarga(dunia.desa, masuk=date(2025, 2, 1))
    buat_status(lama, "keluar", date(2025, 3, 1))
    buat_status(lama, "masuk", date(2030, 3, 1), sumber="p3ke")
    assert count_due(at + timedelta(days=1))["keluarga yang keluar dari daftar"] == 0


def test_command_counts_first_and_refuses_a_wrong_key(dunia, settings, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: sesudah(days=91))
    keluaran = StringIO()
    call_command("hapus_kedaluwarsa", stdout=keluaran)
    assert "      1  percobaan masuk: 7 hari sejak percobaannya." in keluaran.getvalue()
    assert "Belum ada yang dihapus" in keluaran.getvalue()
    assert PercobaanMasuk.objects.count() == 1
    for nama in ("KUNCI_DATA", "KUNCI_INDEKS"):
        benar = getattr(settings, nama)
        setattr(settings, nama, kunci("k9", "z"))
        with pytest.raises(CommandError, match=f"{nama}.*Tidak ada yang dihapus"):
            call_command("hapus_kedaluwarsa", "--laksanakan", stdout=keluaran)
        setattr(settings, nama, benar)
    call_command("hapus_kedaluwarsa", "--laksanakan", stdout=keluaran)
    assert (PercobaanMasuk.objects.count(), SuratKeluar.objects.count()) == (0, 2)
    assert Impor.objects.filter(isi=b"").count() == 2
    assert set(Impor.objects.filter(isi=b"").values_list("status", flat=True)) == {StatusImpor.DITOLAK}
