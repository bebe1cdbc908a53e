"""Nothing at rest tells a number: database and media, plain, reversed and base64 (keandalan.md, G1 and G4).

Seen red: a list that is kept as it came, and one that was refused, so that none of its numbers was there to be found.
"""

from __future__ import annotations

import base64
import logging
import uuid
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import FileField
from django.urls import reverse

from desa.enums import PeristiwaKeluarga
from desa.impor.berkas import all_cells
from desa.models import Keluarga, Kontak, StatusKeluarga, Umkm
from desa.sandi import SEGEL, SandiRusak
from desa.simpanan import PenyimpananTindakan
from opd.actions.isi_keluarga import IsiKeluarga, IsiMasuk
from opd.actions.keluarga import create_keluarga
from opd.models import Impor, Pengguna
from tests.opd.buku import buku
from tests.opd.test_impor_keluarga import JUDUL, PETA
from tests.pabrik import SANDI, SEKARANG, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_keluarga import buat_dunia_entas, buat_keluarga, catat_status, isi_status
from tests.pabrik_mitra import buat_mitra

pytestmark = pytest.mark.django_db


def shapes(nomor: str) -> set[bytes]:
    """How a number may lie about: plain, reversed, and base64 at each of its three offsets."""
    mentah = nomor.encode()
    hasil = {mentah, mentah[::-1]}
    for geser in range(3):
        teks = base64.b64encode(b"\0" * geser + mentah)
        hasil.add(teks[(geser * 4 + 2) // 3 + (1 if geser else 0) : -4])
    return hasil


def dump() -> bytes:
    """Every cell of every table, and every file."""
    bagian: list[bytes] = []
    with connection.cursor() as kursor:
        for tabel in connection.introspection.table_names():
            kursor.execute(f"SELECT * FROM {connection.ops.quote_name(tabel)}")  # noqa: S608  names from the database itself
            for baris in kursor.fetchall():
                bagian += [bytes(s) if isinstance(s, (bytes, memoryview)) else str(s).encode() for s in baris]
    bagian += [p.read_bytes() for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]
    return b"\n".join(bagian)


def opened() -> str:
    """What the application knows, with its keys, of families, owners and lists."""
    bagian = [f"{k.nik} {k.kk} {k.telepon}" for k in Keluarga.objects.all()]
    bagian += [f"{u.nik} {u.telepon}" for u in Umkm.objects.all()]
    return "\n".join([*bagian, *(sel for i in Impor.objects.all() for sel in all_cells(i.berkas))])


def found(isi: bytes, nomor: list[str]) -> list[str]:
    return [n for n in nomor if any(bentuk in isi for bentuk in shapes(n))]


def file_fields() -> list[FileField]:
    return [f for m in apps.get_models() for f in m._meta.local_fields if isinstance(f, FileField)]


def upload_files(keluarga: Keluarga, operator: Pengguna, nik: list[str], kk: list[str]) -> StatusKeluarga:
    """A file with numbers in every field that takes one, and minutes with numbers by the deed."""
    for n, berkas in enumerate(file_fields()):
        berkas.storage.save(f"{berkas.upload_to}{n}.pdf", ContentFile(f"%PDF-1.4 {nik[n]} {kk[n]}".encode()))
    ba = SimpleUploadedFile("ba.pdf", f"%PDF-1.4 {nik[39]}".encode())
    return catat_status(keluarga, isi_status(PeristiwaKeluarga.VERVAL, hasil="layak"), operator, berkas=ba)


def test_minutes_open_for_who_may_read_them(klien):
    penugasan, keluarga, operator, _ = buat_dunia_entas()
    status = upload_files(keluarga, operator, ["8105154101800099"] * 99, ["8105151201190077"] * 99)
    klien.force_login(operator)
    kembali = klien.get(reverse("keluarga:berkas", args=[status.uuid]))
    assert (b"".join(kembali.streaming_content), kembali["Content-Length"]) == (b"%PDF-1.4 8105154101800099", "25")
    klien.force_login(buat_pengguna("pembaca"))
    assert klien.get(reverse("keluarga:berkas", args=[status.uuid])).status_code == 404


def test_every_file_lies_sealed_on_the_disk():
    assert {type(f.storage._wrapped) for f in file_fields()} == {PenyimpananTindakan}
    nama = default_storage.save("sk/uji.pdf", ContentFile(b"%PDF isi"))
    assert Path(default_storage.path(nama)).read_bytes().startswith(SEGEL)
    assert (default_storage.open(nama).read(), default_storage.size(nama)) == (b"%PDF isi", 8)
    lain = default_storage.save("sk/lain.pdf", ContentFile(b"lain"))
    Path(default_storage.path(lain)).write_bytes(Path(default_storage.path(nama)).read_bytes())
    with pytest.raises(SandiRusak):  # a file put under another name does not open
        default_storage.open(lain)


def test_shapes_are_found_wherever_a_number_stands():
    nomor = "8105154101800099"
    for teks in (
        f"x{nomor}y",
        nomor[::-1],
        *(base64.b64encode(f"{'z' * n}{nomor}rest".encode()).decode() for n in range(5)),
    ):
        assert found(teks.encode(), [nomor]) == [nomor], teks


def test_dump_sees_a_number_that_is_kept_in_any_shape():
    k = buat_keluarga(alamat_rumah="8105154101800099", kepala=base64.b64encode(b"x8105154201800098").decode())
    Impor.objects.create(
        jenis="umkm", nama_berkas="x", isi=b"NIK;8105154301800097", ukuran=1, sha256="0" * 64,
        diunggah_oleh=buat_pengguna("verifikator"), diunggah_pada=SEKARANG,
    )  # fmt: skip
    semua = ["8105154101800099", "8105154201800098", "8105154301800097", k.kk]
    assert found(dump(), semua) == semua[:3]


def test_dump_of_database_and_media_holds_none_of_200_numbers(klien, caplog):
    caplog.set_level(logging.DEBUG)
    penugasan = buat_penugasan()
    desa, operator = penugasan.desa, buat_pengguna("operator_opd", opd=penugasan.opd)
    nik = [f"810515{n % 28 + 1:02d}0475{n:04d}" for n in range(1, 91)]
    kk = [f"810515120119{n:04d}" for n in range(5001, 5061)]
    telepon = [f"8129988{n:04d}" for n in range(1000, 1050)]
    masuk = IsiMasuk(date(2026, 3, 2), "p3ke")
    for n in range(40):
        isi = IsiKeluarga(f"Keluarga {n}", nik[n], kk[n], telepon=f"+62{telepon[n]}")
        k = create_keluarga(desa, isi, masuk, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    for n in range(40, 60):
        buat_umkm(desa=desa, nik=nik[n], telepon=f"+62{telepon[n % 10 + 40]}")
    kontak = Kontak(desa=desa, jabatan="kepala_desa", nama="Kepala")
    kontak.telepon = f"+62{telepon[40]}"
    kontak.save()
    buat_mitra(telepon=f"+62{telepon[41]}")
    buat_bantuan(penugasan, date(2026, 3, 1), nama=tuple(f"Penerima {n};{nik[n]}" for n in range(60, 70)))
    klien.force_login(operator)
    baris = [[f"Warga {n}", nik[70 + n], kk[40 + n], desa.nama, 1, "L", "Dusun"] for n in range(20)]
    csv = "\n".join(";".join(map(str, b)) for b in (JUDUL, *baris)).encode()
    for nama, isi in (("petikan.csv", csv), ("petikan.xlsx", buku(JUDUL, *baris))):
        kirim = {
            "sumber": "p3ke",
            "tanggal": "1/6/2026",
            "periode": "31/3/2026",
            "berkas": SimpleUploadedFile(nama, isi),
        }
        jawaban = klien.post(reverse("keluarga:impor"), kirim, follow=True)
        if "kolom" in jawaban.request["PATH_INFO"]:
            klien.post(jawaban.request["PATH_INFO"], PETA)
    upload_files(k, operator, nik, kk)
    klien.post(reverse("keluarga:cari"), {"cari": nik[3]})
    klien.post(reverse("keluarga:cari"), {"cari": nik[3] + "x"})
    dibuka = {"alasan": "Mencocokkan berkas bantuan", "sandi": SANDI}
    assert nik[39] in klien.post(reverse("keluarga:buka", args=[k.uuid]), dibuka).text
    semua, dibuka = [*nik, *kk, *telepon], opened()
    assert len(semua) == 200
    assert [n for n in semua if n not in dibuka] == nik[60:70]  # of recipients a hash alone is kept
    assert found(dump(), semua) == []
    assert found(caplog.text.encode(), semua) == []
