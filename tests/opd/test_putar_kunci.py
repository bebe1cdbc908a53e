"""Keys rotate while the site runs: everything stays readable and findable, a wrong key stops before the first write.

Seen red: without the lock of a batch a change made meanwhile would be lost; without `require_data_keys` a missing key
left half of the rows sealed anew.
"""

from __future__ import annotations

import base64
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.db.models import BinaryField, TextField

from desa.enums import JenisSidik
from desa.models import Catatan, Keluarga, Kontak, SidikKeluarga, Umkm
from desa.putar_berkas import file_keys_in_use
from desa.putar_kunci import HasilPutar, _reseal_row, reseal, sealed_models
from desa.scoped import DeclaredModel
from opd.actions.isi_keluarga import IsiKeluarga, IsiMasuk
from opd.actions.keluarga import create_keluarga
from opd.models import Impor, Mitra, PenerimaBantuan
from opd.rekap.bantuan import bantuan_serupa, recipient_hash, recipient_hashes
from opd.rekap.umkm_serupa import umkm_serupa
from tests.pabrik import SEKARANG, buat_desa, buat_pengguna, buat_penugasan, buat_umkm, nomor
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_keluarga import buat_keluarga
from tests.pabrik_mitra import buat_mitra

pytestmark = pytest.mark.django_db
NIK, LAIN, HILANG = "8105154101800099", "8105154201800098", "8105154301800097"
TELEPON = "+6281299988877"


def kunci(nama: str, huruf: str) -> str:
    return f"{nama}:{base64.b64encode(huruf.encode() * 32).decode()}"


D1, D2, I1, I2 = kunci("d1", "a"), kunci("d2", "b"), kunci("i1", "c"), kunci("i2", "d")


@pytest.fixture
def dunia(settings, tmp_path):
    """Rows of every sealed table and files under the first keys, one file not sealed yet; then the second ones come."""
    settings.KUNCI_DATA, settings.KUNCI_INDEKS, settings.MEDIA_ROOT = D1, I1, tmp_path
    default_storage.save("bast/lama.pdf", ContentFile(b"lama"))
    (tmp_path / "bast" / "terbuka.pdf").write_bytes(b"terbuka")
    penugasan = buat_penugasan()
    desa = penugasan.desa
    keluarga = buat_keluarga(desa, nik=NIK, telepon=TELEPON)
    buat_umkm(desa=desa, nik=LAIN, telepon=TELEPON)
    kontak = Kontak(desa=desa, jabatan="kepala_desa", nama="Uji")
    kontak.telepon = TELEPON
    kontak.save()
    buat_mitra(telepon=TELEPON)
    bantuan = buat_bantuan(penugasan, date(2026, 3, 1), nama=("Hanya Nama",))
    for n, nik in enumerate((NIK, LAIN, HILANG), 1):
        sidik = recipient_hash("x", nik, desa_id=desa.pk)
        PenerimaBantuan.objects.create(bantuan=bantuan, urutan=n, nama_penerima=f"Penerima {n}", sidik_penerima=sidik)
    Impor.objects.create(
        jenis="umkm", nama_berkas="x", berkas=b"isi berkas", ukuran=1, sha256=f"{nomor():064d}",
        diunggah_oleh=buat_pengguna("verifikator"), diunggah_pada=SEKARANG,
    )  # fmt: skip
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = f"{D2},{D1}", f"{I2},{I1}"
    return keluarga, penugasan


def putar(*argumen: str) -> str:
    keluaran = StringIO()
    call_command("putar_kunci", *argumen, stdout=keluaran)
    return keluaran.getvalue()


def snapshot() -> list:
    return [list(m._base_manager.order_by("pk").values_list(*m.SEALED)) for m in sealed_models()] + [
        list(SidikKeluarga.objects.order_by("pk").values_list("sidik_nomor", flat=True)),
        list(PenerimaBantuan.objects.order_by("pk").values_list("sidik_penerima", flat=True)),
    ]


def test_every_sealed_column_is_declared():
    ada = {(m, f.name) for m in apps.get_models() for f in m._meta.local_fields if f.name.endswith("_sandi")}
    ada |= {
        (m, f.name)
        for m in apps.get_models()
        for f in m._meta.local_fields
        if isinstance(f, BinaryField) and f.name not in m.OPEN
    }
    sidik = {(m, n) for m in apps.get_models() if issubclass(m, DeclaredModel) for n in m.SEALED}
    assert ada == sidik
    assert all(isinstance(m._meta.get_field(n), (TextField, BinaryField)) for m, n in sidik)


def test_rotation_leaves_everything_readable_and_the_old_keys_unused(dunia, settings):
    keluarga, penugasan = dunia
    hasil = putar("--sebagai-nama")
    assert [f"{kunci}: kunci lama, tidak dipakai lagi" in hasil for kunci in ("KUNCI_DATA d1", "KUNCI_INDEKS i1")] == [
        True
    ] * 2
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = D2, I2
    k = Keluarga.objects.get()
    assert (k.nik, k.telepon, Umkm.objects.get().nik, Kontak.objects.get().telepon) == (NIK, TELEPON, LAIN, TELEPON)
    assert (Mitra.objects.get().telepon, Impor.objects.get().berkas) == (TELEPON, b"isi berkas")
    assert [Keluarga.objects.numbered(JenisSidik.NIK, n).count() for n in (NIK, LAIN)] == [1, 0]
    assert [default_storage.open(f"bast/{n}.pdf").read() for n in ("lama", "terbuka")] == [b"lama", b"terbuka"]
    assert file_keys_in_use() == {"d2": 2}
    p = [recipient_hash("x", n, desa_id=penugasan.desa_id) for n in (NIK, LAIN)]
    assert PenerimaBantuan.objects.filter(sidik_penerima__in=p).count() == 2
    sebelum = snapshot()
    putar()
    assert snapshot() == sebelum
    assert Catatan.objects.filter(tindakan="memutar kunci data pribadi").count() == 1


def test_recipient_whose_nik_nobody_has_keeps_the_old_key(dunia):
    with pytest.raises(CommandError, match="jangan hapus kuncinya"):
        putar()
    assert [s[:3] for s in PenerimaBantuan.objects.order_by("urutan").values_list("sidik_penerima", flat=True)] == [
        "i2:", "i2:", "i2:", "i1:",
    ]  # fmt: skip
    assert (
        "penerima bantuan hanya dikenal" in putar("--sebagai-nama")
        or putar("--periksa").count("tidak dipakai lagi") == 2
    )


def test_both_hashes_find_and_guard_while_keys_rotate(dunia):
    keluarga, penugasan = dunia
    verifikator = buat_pengguna("verifikator")
    assert Keluarga.objects.numbered(JenisSidik.NIK, NIK).get() == keluarga
    masuk = IsiMasuk(date(2026, 3, 2), "p3ke")
    with pytest.raises(ValidationError, match="sudah tercatat di desa ini"):
        create_keluarga(
            penugasan.desa, IsiKeluarga("Lain", nik=NIK), masuk, uuid=keluarga.uuid.__class__(int=1), by=verifikator,
            at=SEKARANG, yakin=True,
        )  # fmt: skip
    baru = buat_keluarga(buat_desa(), nik=NIK)
    assert {s[:3] for s in baru.sidik.values_list("sidik_nomor", flat=True)} == {"i1:", "i2:"}
    calon = buat_umkm(nik=LAIN)
    assert [s.alasan for s in umkm_serupa(calon)] == ["Pemilik dengan NIK ini sudah tercatat pada UMKM desa lain"]
    lain = buat_penugasan()
    kini, *lama = recipient_hashes("x", HILANG, desa_id=lain.desa_id)
    kirim = {"jenis": "alat", "umkm": (), "tanggal": date(2026, 3, 2)}
    jenis = PenerimaBantuan.objects.first().bantuan.jenis
    kirim["jenis"] = jenis
    assert len(bantuan_serupa(lain, [("x", kini)], **kirim, padanan=lama)) == 1


def test_interrupted_run_goes_on_where_it_stopped(dunia, monkeypatch):
    for _ in range(7):
        buat_keluarga(nik=f"81051541018{nomor():05d}")
    monkeypatch.setattr("desa.putar_kunci.POTONGAN", 2)
    Keluarga.objects.update(telepon_sandi="")
    jalan = reseal(HasilPutar())
    next(jalan)
    lagi = HasilPutar()
    for _ in reseal(lagi):
        pass
    assert {k.nik_sandi[:3] for k in Keluarga.objects.exclude(nik_sandi="")} == {"d2:"}
    assert lagi.rusak == []


def test_what_a_process_with_the_old_keys_alone_writes_later_is_named_and_taken_along(dunia, settings):
    keluarga, _ = dunia
    putar("--sebagai-nama")
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = D1, I1
    buat_keluarga(keluarga.desa, nik=HILANG)
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = f"{D2},{D1}", f"{I2},{I1}"
    assert putar("--periksa").count("kunci lama, masih 2 nilai") == 2
    assert putar().count("tidak dipakai lagi") == 2
    assert Keluarga.objects.numbered(JenisSidik.NIK, HILANG).get().nik == HILANG


@pytest.mark.django_db(transaction=True)
def test_whoever_changes_a_row_waits_for_its_batch(dunia, monkeypatch):
    keluarga, _ = dunia
    lain, dicoba = connections["default"].copy(), []

    def sambil_diubah(satu, kini, hasil):
        if satu == keluarga:
            with lain.cursor() as kursor:
                pendek = "SET lock_timeout = 100" if lain.vendor == "postgresql" else "PRAGMA busy_timeout = 100"
                kursor.execute(pendek)
                with pytest.raises(OperationalError):
                    kursor.execute("UPDATE desa_keluarga SET nik_sandi = 'd2:baru' WHERE id = %s", [satu.pk])
            dicoba.append(satu.pk)
        return _reseal_row(satu, kini, hasil)

    monkeypatch.setattr("desa.putar_kunci._reseal_row", sambil_diubah)
    try:
        hasil = HasilPutar()
        for _ in reseal(hasil):
            pass
    finally:
        lain.close()
    assert (dicoba, hasil.disegel["keluarga"], Keluarga.objects.get().nik) == ([keluarga.pk], 1, NIK)


@pytest.mark.parametrize(
    ("data", "indeks", "kalimat"),
    [
        (D2, f"{I2},{I1}", "“d1” dipakai .* tidak ada di KUNCI_DATA"),
        (f"{D2},{kunci('d1', 'z')}", f"{I2},{I1}", "“d1” di KUNCI_DATA bukan yang menyegel"),
        (f"{D2},{D1}", I2, "“i1” dipakai .* tidak ada di KUNCI_INDEKS"),
        (f"{D2},{D1}", f"{I2},{kunci('i1', 'z')}", "“i1” di KUNCI_INDEKS bukan kunci yang dipakai semula"),
        (f"{D1},{kunci('d1', 'z')}", I1, "pengenal yang sama"),
    ],
)
def test_wrong_key_stops_before_the_first_write(dunia, settings, data, indeks, kalimat):
    sebelum = snapshot()
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = data, indeks
    with pytest.raises(CommandError, match=rf"{kalimat}.*Tidak ada yang diubah"):
        putar()
    assert snapshot() == sebelum


def test_broken_or_foreign_file_is_named_and_left(dunia, settings, tmp_path):
    jalan = tmp_path / "bast" / "lama.pdf"
    jalan.write_bytes(jalan.read_bytes()[:-1] + b"x")
    with pytest.raises(CommandError, match="“d1” di KUNCI_DATA bukan yang menyegel berkas unggahan"):
        putar()
    default_storage.save("bast/utuh.pdf", ContentFile(b"utuh"))
    settings.KUNCI_DATA = D2
    with pytest.raises(CommandError, match="“d1” dipakai"):
        putar()
    settings.KUNCI_DATA = f"{D1},{D2}"
    default_storage.save("bast/utuh1.pdf", ContentFile(b"utuh"))
    settings.KUNCI_DATA = f"{D2},{D1}"
    with pytest.raises(CommandError, match=r"tidak dapat dibuka dan dibiarkan: berkas bast/lama\.pdf"):
        putar("--sebagai-nama")


def test_broken_row_is_left_and_named(dunia):
    for _ in range(3):
        buat_keluarga(nik=f"81051541018{nomor():05d}")
    tengah = Keluarga.objects.order_by("pk")[1]
    Keluarga.objects.filter(pk=tengah.pk).update(nik_sandi="d1:cnVzYWs=")
    with pytest.raises(CommandError, match=rf"tidak dapat dibuka dan dibiarkan: keluarga {tengah.pk}"):
        putar("--sebagai-nama")
    assert Keluarga.objects.get(pk=tengah.pk).nik_sandi == "d1:cnVzYWs="
