"""An activity against a line of the plan in force: which lines, which unit, how much, and what it adds to the achievement."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desa.models import Catatan
from opd.actions.dasar import MintaYakin
from opd.actions.kegiatan import IsiKegiatan, correct_kegiatan, record_kegiatan
from opd.enums import Peran, StatusNaskah
from opd.models import Kegiatan
from opd.rekap.rencana import rekap_versi
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db
HARI = date(2026, 5, 4)


@pytest.fixture
def dunia() -> Any:
    """A verified plan of 2026 with one line of 40 paket, and its people."""
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    rencana = pabrik_naskah.buat_rencana(penugasan, 2026, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    return penugasan, meja, rencana, pabrik_naskah.buat_baris(rencana, pagu={"csr": 10_000_000})


def isi(tujuan: Any, **lain: Any) -> IsiKegiatan:
    dasar: dict[str, Any] = {"tanggal": HARI, "judul": "Bagi paket", "volume": Decimal(8), "satuan": "Paket"}
    return IsiKegiatan(**dasar | {"baris": tujuan.pk, "dana": (("csr", 4_000_000),)} | lain)


def catat(penugasan: Any, isian: IsiKegiatan, by: Any, **lain: Any) -> Kegiatan:
    return record_kegiatan(penugasan, isian, uuid=uuid.uuid4(), by=by, at=SEKARANG, **lain)


def test_activity_counts_for_its_line(client, dunia):
    penugasan, meja, rencana, baris = dunia
    catat(penugasan, isi(baris), meja.operator)
    catat(penugasan, isi(baris, baris=None, judul="Lain"), meja.operator)
    client.force_login(meja.operator)
    halaman = client.get(reverse("rencana:detail", args=[rencana.uuid]), {"per": "2026-07-20"}).text
    for teks in ("8 dari 20 paket", "Rp 4.000.000 dari Rp 10.000.000", baris.kegiatan):
        assert teks in halaman, teks
    (rekap,) = rekap_versi(meja.operator, rencana, until=SEKARANG.date())
    c = rekap.baris[0].capaian
    assert (c.target, c.realisasi, c.nilai, rekap.luar_kegiatan) == (20, 8, 40, 1)
    kegiatan = Kegiatan.objects.get(judul="Bagi paket")
    assert baris.kegiatan in client.get(reverse("kegiatan:detail", args=[kegiatan.uuid])).text


@pytest.mark.parametrize(
    ("ubah", "bidang"),
    [
        ({"tanggal": date(2025, 5, 4)}, "baris"),
        ({"satuan": "ekor"}, "satuan"),
        ({"volume": None, "satuan": ""}, "satuan"),
    ],
)
def test_activity_that_does_not_fit_its_line_is_refused(dunia, ubah, bidang):
    penugasan, meja, _, baris = dunia
    with pytest.raises(ValidationError) as galat:
        catat(penugasan, isi(baris, **ubah), meja.operator)
    assert list(galat.value.message_dict) == [bidang]
    assert not Kegiatan.objects.exists()


def test_lines_of_drafts_older_versions_and_other_villages_are_refused(dunia):
    penugasan, meja, rencana, baris = dunia
    draf = pabrik_naskah.buat_baris(pabrik_naskah.buat_rencana(penugasan, 2026, nomor=3))
    lain = pabrik.buat_penugasan()
    asing = pabrik_naskah.buat_rencana(lain, 2026, status=StatusNaskah.DIVERIFIKASI, baris=1).baris.get()
    baru = pabrik_naskah.buat_rencana(penugasan, 2026, nomor=2, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    kini = pabrik_naskah.buat_baris(baru)
    for salah in (draf, asing, baris):
        with pytest.raises(ValidationError, match="bukan dari rencana 2026 yang berlaku"):
            catat(penugasan, isi(salah), meja.operator)
    assert catat(penugasan, isi(kini), meja.operator).baris == kini


def test_ten_times_the_target_is_asked_about_with_both_numbers(dunia):
    penugasan, meja, _, baris = dunia
    banyak = isi(baris, volume=Decimal("400.5"))
    with pytest.raises(MintaYakin, match="400,5 paket lebih dari 10 kali target setahun, 40 paket"):
        catat(penugasan, banyak, meja.operator)
    assert catat(penugasan, banyak, meja.operator, yakin=True).volume == Decimal("400.5")


def test_correction_moves_an_activity_to_a_line_and_says_so(dunia):
    penugasan, meja, _, baris = dunia
    lama = catat(penugasan, isi(baris, baris=None), meja.operator)
    kirim = {"uuid": uuid.uuid4(), "alasan": "Terlewat.", "by": meja.operator, "at": SEKARANG}
    baru = correct_kegiatan(lama, replace(isi(baris), judul="Bagi paket"), **kirim)
    assert baru.baris == baris


def test_form_offers_lines_in_force_and_asks_before_saving(client, dunia):
    penugasan, meja, _, baris = dunia
    client.force_login(meja.operator)
    halaman = client.get(reverse("kegiatan:baru")).text
    for teks in ('<optgroup label="Rencana 2026">', f"{baris.kegiatan} (paket)", "Di luar rencana"):
        assert teks in halaman
    data = {"uuid": str(uuid.uuid4()), "tanggal": "4/5/2026", "judul": "Bagi paket", "baris": baris.pk}
    data |= {"volume": "4.000"}
    halaman = client.post(reverse("kegiatan:baru"), data).text
    assert "lebih dari 10 kali target" in halaman
    assert "Angka ini sudah benar" in halaman
    for _ in range(2):
        client.post(reverse("kegiatan:baru"), data | {"yakin": "on"})
    kegiatan = Kegiatan.objects.get()
    assert (kegiatan.baris, kegiatan.satuan) == (baris, "paket")


def test_unit_follows_the_line(dunia):
    penugasan, meja, _, baris = dunia
    for satuan in ("", "PAKET"):
        assert catat(penugasan, isi(baris, satuan=satuan), meja.operator).satuan == "paket"


def test_form_opened_before_a_revision_means_the_same_line(dunia):
    penugasan, meja, rencana, baris = dunia
    baru = pabrik_naskah.buat_rencana(penugasan, 2026, nomor=2, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    kini = pabrik_naskah.buat_baris(baru, kunci=baris.kunci)
    u = uuid.uuid4()
    hasil = [record_kegiatan(penugasan, isi(baris), uuid=u, by=meja.operator, at=SEKARANG) for _ in range(2)]
    assert {k.baris for k in hasil} == {kini}
    assert Kegiatan.objects.count() == 1


def test_line_that_a_revision_dropped_stays_with_its_activity_and_takes_no_new_one(client, dunia):
    penugasan, meja, _, baris = dunia
    lama = catat(penugasan, isi(baris), meja.operator)
    pabrik_naskah.buat_rencana(penugasan, 2026, nomor=2, status=StatusNaskah.DIVERIFIKASI, meja=meja, baris=1)
    client.force_login(meja.operator)
    halaman = client.get(reverse("kegiatan:koreksi", args=[lama.uuid])).text
    assert f'<option value="{baris.pk}" selected>' in halaman
    assert "di luar rencana" in client.get(reverse("kegiatan:detail", args=[lama.uuid])).text
    kirim = {"alasan": "Salah hitung.", "by": meja.operator, "at": SEKARANG}
    with pytest.raises(ValidationError, match="bukan dari rencana 2025 yang berlaku"):
        correct_kegiatan(lama, isi(baris, tanggal=date(2025, 5, 4)), uuid=uuid.uuid4(), **kirim)
    assert correct_kegiatan(lama, isi(baris, volume=Decimal(9)), uuid=uuid.uuid4(), **kirim).baris == baris
    with pytest.raises(ValidationError, match="bukan dari rencana 2026 yang berlaku"):
        catat(penugasan, isi(baris), meja.operator)


def test_rupiah_out_of_proportion_are_asked_about(dunia):
    penugasan, meja, _, baris = dunia
    with pytest.raises(MintaYakin) as galat:
        catat(penugasan, isi(baris, dana=(("csr", 4_000_000_000),)), meja.operator)
    assert galat.value.messages == [
        "Dana Rp 4.000.000.000 lebih dari 10 kali pagu setahun baris ini, Rp 10.000.000.",
        "Periksa angkanya, atau centang bahwa angka ini benar.",
    ]
    catat(penugasan, isi(baris), meja.operator)
    with pytest.raises(MintaYakin, match="sangat jauh dari dana kegiatan lain, yang tengahnya Rp 4.000.000"):
        catat(penugasan, isi(baris, baris=None, dana=(("apbn", 4_000),)), meja.operator)
    lama = catat(penugasan, isi(baris, baris=None, dana=(("apbn", 4_000),)), meja.operator, yakin=True)
    kirim = {"uuid": uuid.uuid4(), "alasan": "Judul.", "by": meja.operator, "at": SEKARANG}
    benar = isi(baris, baris=None, dana=(("apbn", 4_000),), judul="Lain")
    assert correct_kegiatan(lama, benar, **kirim).judul == "Lain"


PDF = b"%PDF-1.4 berita acara"


def berkas(isi: bytes = PDF, nama: str = "../../berita acara.exe") -> SimpleUploadedFile:
    return SimpleUploadedFile(nama, isi)


def kirim_form(**lain: Any) -> dict[str, Any]:
    return {"uuid": str(uuid.uuid4()), "tanggal": "4/5/2026", "judul": "Serah terima", **lain}


def test_minutes_are_kept_and_go_only_to_who_may_read_names(client, dunia, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    penugasan, meja, _, _ = dunia
    client.force_login(meja.operator)
    client.post(reverse("kegiatan:baru"), kirim_form(bast=berkas()))
    kegiatan = Kegiatan.objects.get()
    assert re.fullmatch(r"bast/[0-9a-f]{32}\.pdf", kegiatan.bast.name)
    alamat = reverse("kegiatan:bast", args=[kegiatan.uuid])
    orang = {"operator": meja.operator, "kepala": meja.kepala, "verifikator": meja.verifikator}
    for peran in (Peran.PIMPINAN, Peran.PEMBACA, Peran.ADMIN_SISTEM):
        orang[peran.value] = pabrik.buat_pengguna(peran)
    orang["lain"] = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd)
    kode = {}
    for nama, siapa in orang.items():
        client.force_login(siapa)
        jawaban = client.get(alamat)
        kode[nama] = jawaban.status_code
        if jawaban.status_code == 200:
            assert jawaban.headers["Content-Disposition"] == 'attachment; filename="bast-20260504.pdf"'
            assert b"".join(jawaban.streaming_content) == PDF
        assert ("Unduh BAST" in client.get(reverse("kegiatan:detail", args=[kegiatan.uuid])).text) is (
            jawaban.status_code == 200
        )
    boleh = ("operator", "kepala", "verifikator")
    assert kode == {nama: 200 if nama in boleh else 404 for nama in orang}
    tanpa = pabrik.buat_kegiatan(penugasan, HARI)
    client.force_login(meja.operator)
    assert client.get(reverse("kegiatan:bast", args=[tanpa.uuid])).status_code == 404


@pytest.mark.sekali
@pytest.mark.parametrize(
    ("isi_berkas", "kalimat"),
    [
        (b"MZ\x90 program", "Berkas harus berupa PDF, JPG, atau PNG."),
        (b"<html>%PDF-</html>", "Berkas harus berupa PDF, JPG, atau PNG."),
        (PDF + b"x" * 30_000_000, "Berkas ini lebih dari 10 MB."),
    ],
    ids=["program", "html", "30mb"],
)
def test_minutes_of_another_kind_or_too_large_are_refused_and_the_text_stays(client, dunia, isi_berkas, kalimat):
    client.force_login(dunia[1].operator)
    halaman = client.post(reverse("kegiatan:baru"), kirim_form(bast=berkas(isi_berkas), uraian="Sudah diketik")).text
    assert kalimat in halaman
    assert "Sudah diketik" in halaman
    assert not Kegiatan.objects.exists()


def test_correction_carries_the_minutes_until_new_ones_come(client, dunia, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    penugasan, meja, _, _ = dunia
    client.force_login(meja.operator)
    client.post(reverse("kegiatan:baru"), kirim_form(bast=berkas()))
    lama = Kegiatan.objects.get()
    alamat = reverse("kegiatan:koreksi", args=[lama.uuid])
    assert "BAST yang tersimpan tetap dipakai" in client.get(alamat).text
    client.post(alamat, kirim_form(alasan="Judul.", judul="Serah terima alat"))
    kedua = Kegiatan.objects.get(menggantikan=lama)
    assert kedua.bast.name == lama.bast.name
    client.post(reverse("kegiatan:koreksi", args=[kedua.uuid]), kirim_form(alasan="Pindaian.", bast=berkas(PDF + b"2")))
    ketiga = Kegiatan.objects.get(menggantikan=kedua)
    with ketiga.bast.open("rb") as terbuka:
        assert terbuka.read() == PDF + b"2"
    assert Catatan.objects.about(ketiga)[0].perubahan["bast"] == ["", "berkas baru"]
    assert lama.bast.storage.exists(lama.bast.name)


def test_list_tells_plan_from_the_rest(client, dunia):
    penugasan, meja, rencana, baris = dunia
    catat(penugasan, isi(baris), meja.operator)
    catat(penugasan, isi(baris, baris=None, judul="Lain"), meja.operator)
    client.force_login(meja.operator)
    daftar = {n: client.get(reverse("kegiatan:daftar"), {"rencana": n}) for n in ("", "dalam", "luar")}
    assert {n: [k.judul for k in j.context["halaman"]] for n, j in daftar.items()} == {
        "": ["Lain", "Bagi paket"],
        "dalam": ["Bagi paket"],
        "luar": ["Lain"],
    }
    assert baris.kegiatan in daftar["dalam"].text
    assert "di luar rencana" in daftar["luar"].text
