"""Pages of partners: registered, pledged, handed over, printed; contacts open on request only and are no reader's."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from desa.models import Catatan
from desa.waktu import hari_ini
from opd.enums import Peran, StatusNaskah
from opd.models import JanjiMitra, Mitra, SerahMitra
from tests import pabrik, pabrik_naskah
from tests.halaman_ketat import StrictClient
from tests.pabrik_mitra import buat_janji, buat_mitra, buat_serah

pytestmark = pytest.mark.django_db
DAFTAR = "/mitra/"


@pytest.fixture
def dunia() -> Any:
    """A penugasan with a verified line of this year, and its operator."""
    penugasan = pabrik.buat_penugasan()
    baris = pabrik_naskah.buat_rencana(
        penugasan, hari_ini().year, status=StatusNaskah.DIVERIFIKASI, baris=1
    ).baris.get()
    return penugasan, baris, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def kirim(**lain: Any) -> dict[str, Any]:
    dasar = {"uuid": str(uuid.uuid4()), "nama": "PT Panca Karya", "jenis": "perusahaan", "telepon": "0812 3456 7890"}
    return dasar | {"nama_kontak": "Ibu Kontak", "alamat": "Ambon"} | lain


def janji(**lain: Any) -> dict[str, Any]:
    dasar = {
        "uuid": str(uuid.uuid4()),
        "tanggal": f"{hari_ini():%d/%m/%Y}",
        "bentuk": "barang",
        "uraian": "Mesin parut",
    }
    return dasar | {"nilai_rp": "10.000.000", "volume": "4", "satuan": "unit"} | lain


def test_from_register_to_hand_over_on_the_pages(client, dunia):
    penugasan, baris, operator = dunia
    client.force_login(operator)
    isi = kirim()
    assert len({client.post(reverse("mitra:baru"), isi).url for _ in range(2)}) == 1
    mitra = Mitra.objects.get()
    halaman = reverse("mitra:detail", args=[mitra.uuid])
    teks = client.get(halaman).text
    assert "Ibu Kontak" not in teks
    assert "Tampilkan kontak" in teks
    teks = client.post(reverse("mitra:kontak", args=[mitra.uuid])).text
    assert "+6281234567890" in teks
    isi = janji(baris=baris.pk)
    assert len({client.post(reverse("mitra:janji", args=[mitra.uuid]), isi).url for _ in range(2)}) == 1
    j = JanjiMitra.objects.get()
    assert (j.penugasan, j.baris, j.nilai_rp) == (penugasan, baris, 10_000_000)
    serah = {"uuid": str(uuid.uuid4()), "tanggal": f"{hari_ini():%d/%m/%Y}", "nilai_rp": "4.000.000", "volume": "1"}
    for _ in range(2):
        client.post(reverse("janji:serah", args=[j.uuid]), serah)
    s = SerahMitra.objects.get()
    teks = client.get(reverse("janji:detail", args=[j.uuid])).text
    assert "40,0 %" in teks
    assert reverse("penyerahan:koreksi", args=[s.uuid]) in teks
    assert "Rp 4.000.000 dari Rp 10.000.000 diserahkan" in client.get(
        reverse("rencana:detail", args=[baris.rencana.uuid])
    ).text.replace("\xa0", " ")
    client.post(
        reverse("penyerahan:koreksi", args=[s.uuid]),
        serah | {"uuid": str(uuid.uuid4()), "nilai_rp": "5.000.000", "alasan": "Kuitansi."},
    )
    kini = SerahMitra.objects.in_force().get()
    client.post(reverse("penyerahan:batalkan", args=[kini.uuid]), {"uuid": str(uuid.uuid4()), "alasan": "Keliru."})
    assert not SerahMitra.objects.in_force().exists()
    client.post(reverse("janji:batalkan", args=[j.uuid]), {"versi": 1, "alasan": "Ditarik."})
    assert "Ditarik." in client.get(reverse("janji:detail", args=[j.uuid])).text
    assert Catatan.objects.filter(objek_jenis="opd.janjimitra").count() == 5


def test_change_close_and_reopen(client):
    verifikator = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    mitra = buat_mitra(telepon="+6281200000000", nama_kontak="Rahasia Lama")
    client.force_login(verifikator)
    alamat = reverse("mitra:ubah", args=[mitra.uuid])
    assert "Rahasia Lama" not in client.get(alamat).text
    client.post(alamat, {"versi": 1, "nama": "CV Baru", "jenis": "bank", "alamat": "Tual"})
    mitra.refresh_from_db()
    assert (mitra.nama, mitra.nama_kontak, mitra.telepon) == ("CV Baru", "Rahasia Lama", "+6281200000000")
    tutup = reverse("mitra:tutup", args=[mitra.uuid])
    assert "Bidang ini wajib diisi." in client.post(tutup, {"versi": 2, "alasan": ""}).text
    client.post(tutup, {"versi": 2, "alasan": "Pailit."})
    assert "Pailit." in client.get(reverse("mitra:detail", args=[mitra.uuid])).text
    assert mitra.nama not in client.get(DAFTAR).text
    assert mitra.nama in client.get(DAFTAR, {"keadaan": "ditutup"}).text
    client.post(tutup, {"versi": 3, "alasan": "Buka lagi."})
    assert Mitra.objects.active().count() == 1


def test_like_name_is_asked_about_once_and_nothing_is_lost(client, dunia):
    buat_mitra(nama="Panca Karya, PT.")
    client.force_login(dunia[2])
    teks = client.post(reverse("mitra:baru"), kirim()).text
    assert "sudah ada di register" in teks
    assert 'name="yakin"' in teks
    assert "Ibu Kontak" in teks
    assert client.post(reverse("mitra:baru"), kirim(yakin="on")).status_code == 302
    assert 'name="yakin"' not in client.get(reverse("mitra:baru")).text


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"nama": ""}, "Bidang ini wajib diisi."),
        ({"nama": "x" * 200}, "150"),
        ({"jenis": "?"}, "Jenis"),
        ({"telepon": "abc"}, "telepon"),
        ({"surel": "bukan surel"}, "surel"),
        ({"kabupaten": "99999"}, "99999"),
    ],
)
def test_partner_that_does_not_fit_says_why(client, dunia, lain, kalimat):
    client.force_login(dunia[2])
    teks = client.post(reverse("mitra:baru"), kirim(**lain)).text
    assert kalimat in teks
    assert "Ibu Kontak" in teks
    assert Mitra.objects.count() == 0


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"nilai_rp": "", "volume": "", "satuan": ""}, "Isi nilai rupiahnya"),
        ({"satuan": ""}, "Isi volume bersama satuannya"),
        ({"nilai_rp": "10 juta"}, "Nilai (Rp)"),
        ({"tanggal": "31/12/2099"}, "belum terjadi"),
        ({"uraian": ""}, "Bidang ini wajib diisi."),
        ({"baris": "999999"}, "999999"),
    ],
)
def test_pledge_that_does_not_fit_says_why_and_keeps_what_was_typed(client, dunia, lain, kalimat):
    mitra = buat_mitra()
    client.force_login(dunia[2])
    isi = janji(**lain)
    teks = client.post(reverse("mitra:janji", args=[mitra.uuid]), isi).text
    assert kalimat in teks
    assert isi["uraian"] in teks
    assert JanjiMitra.objects.count() == 0


def test_readers_read_and_write_nothing(client, dunia):
    mitra = buat_mitra(nama_kontak="Kontak Rahasia", telepon="+6281299998888")
    j = buat_janji(mitra, dunia[0])
    s = buat_serah(j)
    for peran in (Peran.PEMBACA, Peran.PIMPINAN):
        client.force_login(pabrik.buat_pengguna(peran))
        assert "Kontak Rahasia" not in client.get(reverse("mitra:detail", args=[mitra.uuid])).text
        assert client.post(reverse("mitra:kontak", args=[mitra.uuid])).status_code == 403
        for nama, arg in (("mitra:baru", []), ("mitra:ubah", [mitra.uuid]), ("mitra:tutup", [mitra.uuid])):
            assert client.post(reverse(nama, args=arg), kirim()).status_code == 403
        for nama in ("janji:ubah", "janji:batalkan", "janji:serah"):
            assert client.post(reverse(nama, args=[j.uuid]), janji()).status_code == 403
        for nama in ("penyerahan:koreksi", "penyerahan:batalkan"):
            assert client.post(reverse(nama, args=[s.uuid]), janji()).status_code == 403
        assert client.post(reverse("mitra:janji", args=[mitra.uuid]), janji()).status_code == 403
    assert (Mitra.objects.count(), JanjiMitra.objects.count(), SerahMitra.objects.count()) == (1, 1, 1)


def test_another_opd_does_not_touch_the_pledge(client, dunia):
    j = buat_janji(penugasan=dunia[0])
    s = buat_serah(j)
    lain = pabrik.buat_penugasan()
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lain.opd))
    for nama, arg in (("janji:ubah", j), ("janji:batalkan", j), ("janji:serah", j), ("penyerahan:koreksi", s)):
        assert client.post(reverse(nama, args=[arg.uuid]), janji()).status_code == 403
    assert client.get(reverse("mitra:janji", args=[j.mitra.uuid]), {"penugasan": dunia[0].pk}).status_code == 404


def test_filters_of_register_and_pledges(client):
    kabupaten = pabrik.buat_kabupaten()
    a, b = buat_mitra(nama="Bank Ambon", jenis="bank", kabupaten=kabupaten), buat_mitra(nama="Baznas", jenis="baznas")
    satu, dua = buat_janji(a, bentuk="uang", uraian="Modal"), buat_janji(b)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))

    def isi(alamat: str, **saring: Any) -> set[uuid.UUID]:
        halaman = client.get(alamat, saring).context["halaman"]
        return {x.uuid if isinstance(x, Mitra) else x.janji.uuid for x in halaman}

    assert isi(DAFTAR) == {a.uuid, b.uuid}
    assert isi(DAFTAR, q="AMBON") == isi(DAFTAR, jenis="bank") == isi(DAFTAR, kabupaten=kabupaten.pk) == {a.uuid}
    assert "Tidak ada mitra yang cocok" in client.get(DAFTAR, {"q": "zzz"}).text
    janji_ = reverse("janji:daftar")
    assert isi(janji_, bentuk="uang") == isi(janji_, q="modal") == isi(janji_, mitra=a.uuid) == {satu.uuid}
    assert isi(janji_, desa=dua.penugasan.desa.kode) == isi(janji_, opd=dua.penugasan.opd.slug) == {dua.uuid}
    assert isi(janji_, baris="bukan", penugasan="-1", mitra="x", tahun="abc") == {satu.uuid, dua.uuid}
    assert isi(janji_, tahun=1999) == {satu.uuid, dua.uuid}


def test_hostile_text_is_shown_as_text(client, dunia):
    jahat = "<script>alert(1)</script>"
    mitra = buat_mitra(nama=jahat, alamat=jahat)
    j = buat_janji(mitra, dunia[0], uraian=jahat, baris=dunia[1])
    buat_serah(j, keterangan=jahat)
    client.force_login(dunia[2])
    for halaman in (
        DAFTAR,
        reverse("mitra:detail", args=[mitra.uuid]),
        reverse("janji:detail", args=[j.uuid]),
        reverse("janji:daftar"),
        f"{reverse('mitra:rekap')}?tahun={j.tanggal.year}",
        reverse("rencana:detail", args=[dunia[1].rencana.uuid]),
    ):
        assert jahat not in client.get(halaman).text


def test_forms_carry_the_token(dunia):
    klien = StrictClient(enforce_csrf_checks=True)
    klien.force_login(dunia[2])
    assert 'name="csrfmiddlewaretoken" value="' in klien.get(reverse("mitra:baru")).text


@pytest.mark.parametrize("nama", ["daftar", "detail", "rekap", "janji", "satu", "isi", "serah", "rencana"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    penugasan, baris, operator = dunia
    client.force_login(operator)
    mitra = buat_mitra(opd=penugasan.opd)
    j = buat_janji(mitra, penugasan, baris=baris)
    buat_serah(j)
    halaman = {
        "daftar": DAFTAR,
        "detail": reverse("mitra:detail", args=[mitra.uuid]),
        "rekap": f"{reverse('mitra:rekap')}?tahun={j.tanggal.year}",
        "janji": reverse("janji:daftar"),
        "satu": reverse("janji:detail", args=[j.uuid]),
        "isi": reverse("mitra:janji", args=[mitra.uuid]),
        "serah": reverse("janji:serah", args=[j.uuid]),
        "rencana": reverse("rencana:detail", args=[baris.rencana.uuid]),
    }[nama]
    client.get(halaman)
    with django_assert_max_num_queries(12) as satu:
        client.get(halaman)
    for _ in range(4):
        buat_janji(buat_mitra(), penugasan, baris=baris)
        buat_serah(buat_janji(mitra, penugasan))
        buat_serah(j)
        buat_janji(mitra)
    with django_assert_max_num_queries(12) as lima:
        client.get(halaman)
    assert len(lima) == len(satu)
