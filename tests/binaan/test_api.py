"""The API's door and its pages: who may ask, what is refused and how, that no row is lost or told twice.

Seen red with the look at `dicabut_pada` left out, session authentication added, the scope not asked, a page that begins at
its own last row, an unknown filter let through, a filter that looks like a NIK taken off, and the views imported with the
addresses."""

from __future__ import annotations

import ast
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binaan.actions.aplikasi import SUDAH_TAMPIL, revoke_token
from binaan.api.token import fingerprint
from binaan.api.urls import SUMBER
from binaan.models import Aplikasi, TokenAplikasi
from desa.models import Catatan, Desa
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.laju import HITUNGAN
from opd.rekap.penugasan import aktif, rekap_penugasan
from tests import pabrik
from tests.pabrik_api import bearer, buat_aplikasi, buat_token
from tests.rumah.pohon import source_files, tree, where

pytestmark = pytest.mark.django_db
RAHASIA = "bm_" + "r" * 43
AKAR = "/api/v1/"


class Penanya(Client):
    """A program with a token."""

    def __init__(self, rahasia: str = RAHASIA) -> None:
        super().__init__(**bearer(rahasia))

    def ask(self, nama: str, **kueri: Any) -> Any:
        return self.get(f"{AKAR}{nama}/", kueri)

    def read(self, nama: str, **kueri: Any) -> list[dict[str, Any]]:
        """Every row, page after page."""
        hasil, alamat, isi = [], f"{AKAR}{nama}/", kueri
        while alamat:
            jawaban = self.get(alamat, isi)
            assert jawaban.status_code == 200, jawaban.text
            hasil += jawaban.json()["data"]
            alamat, isi = jawaban.json()["berikutnya"], {}
        return hasil


@pytest.fixture
def penanya() -> Penanya:
    HITUNGAN.forget()
    buat_token(RAHASIA)
    return Penanya()


@pytest.fixture
def tiga() -> list[Any]:
    """Three villages with an OPD each, one of them ended, and a village without."""
    pabrik.buat_desa()
    hari = hari_ini()
    p = [pabrik.buat_penugasan(mulai=hari - timedelta(days=400)) for _ in range(3)]
    p[2].selesai, p[2].cara_selesai, p[2].selesai_dicatat_pada = hari - timedelta(days=5), "selesai", timezone.now()
    p[2].save()
    return p


def word(jawaban: Any) -> tuple[int, str]:
    assert set(jawaban.json()) == {"kode", "pesan"}
    assert jawaban.json()["pesan"].endswith(".")
    return jawaban.status_code, jawaban.json()["kode"]


# --- who may ask ------------------------------------------------------------------------------------------------------


def test_token_is_asked_for_and_nothing_else_opens(penanya, tiga):
    admin = pabrik.buat_pengguna(Peran.ADMIN_SISTEM)
    masuk = Client()
    masuk.force_login(admin)
    assert [word(k.get(f"{AKAR}opd/")) for k in (Client(), masuk)] == [(401, "tanpa_token")] * 2
    assert Client().get(f"{AKAR}opd/")["WWW-Authenticate"] == 'Bearer realm="Binaan Maluku"'
    assert word(Client(HTTP_AUTHORIZATION="Basic YTpi").get(f"{AKAR}opd/")) == (401, "bentuk_token")
    assert word(Penanya("bm_lain").ask("opd")) == (401, "token_salah")
    assert word(penanya.get("/api/v2/opd/")) == (404, "tidak_ada")
    for cara in ("post", "put", "patch", "delete", "options"):
        assert word(getattr(penanya, cara)(f"{AKAR}opd/")) == (405, "metode")
    jawaban = penanya.ask("opd")
    assert (jawaban.status_code, jawaban["Cache-Control"], "Access-Control-Allow-Origin" in jawaban) == (
        200,
        "private, no-cache",
        False,
    )
    assert not jawaban.cookies
    assert len(jawaban.json()["data"]) == 3


def test_token_revoked_in_mid_page_is_refused_with_the_next(penanya, tiga):
    satu = penanya.ask("desa", batas=2).json()
    assert (satu["jumlah"], len(satu["data"])) == (4, 2)
    token = TokenAplikasi.objects.get()
    revoke_token(token, alasan="bocor", by=token.dibuat_oleh, at=timezone.now())
    jawaban = penanya.get(satu["berikutnya"])
    assert word(jawaban) == (401, "token_dicabut")
    assert "dicabut" in jawaban.json()["pesan"]


def test_application_ends_with_its_last_day(penanya):
    hari = hari_ini()
    for sampai, status in ((hari, 200), (hari - timedelta(days=1), 401)):
        Aplikasi.objects.update(berlaku_sampai=sampai)
        assert penanya.ask("opd").status_code == status
    assert word(penanya.ask("opd")) == (401, "token_berakhir")


def test_scope_is_asked_for_each_resource(penanya):
    buat_token("bm_sempit", aplikasi=buat_aplikasi(cakupan="peringkat"))
    jawaban = Penanya("bm_sempit").ask("opd")
    assert word(jawaban) == (403, "cakupan")
    assert "OPD, desa, dan penugasan" in jawaban.json()["pesan"]
    assert Catatan.objects.count() == 0


def test_rate_is_kept_per_token_and_wrong_tokens_per_network(penanya, monkeypatch):
    monkeypatch.setattr("binaan.api.kenali.SEMENIT", 3)
    monkeypatch.setattr("binaan.api.kenali.SALAH_SEMENIT", 2)
    buat_token("bm_lain")
    jawaban = [penanya.ask("opd") for _ in range(4)]
    assert [j.status_code for j in jawaban] == [200, 200, 200, 429]
    assert (word(jawaban[3]), jawaban[3]["Retry-After"]) == ((429, "terlalu_sering"), "60")
    assert Penanya("bm_lain").ask("opd").status_code == 200
    assert [Penanya("bm_salah").ask("opd").status_code for _ in range(3)] == [401, 401, 429]


def test_last_use_is_one_day_written_once(penanya, django_assert_num_queries):
    assert TokenAplikasi.objects.get().terakhir_dipakai is None
    penanya.ask("penugasan")
    assert TokenAplikasi.objects.get().terakhir_dipakai == hari_ini()
    with django_assert_num_queries(2):  # the token, the rows
        penanya.ask("penugasan")


# --- what is asked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nama", "kueri", "kalimat"),
    [
        ("opd", {"per": "kemarin"}, "per: Tanggal ditulis seperti 2026-06-30."),
        ("opd", {"per": " 2026-06-30"}, "per: Tanggal ditulis seperti 2026-06-30."),
        ("opd", {"per": ""}, "Saringan “per” kosong. Isi, atau hapus dari alamatnya."),
        ("opd", {"per": "2026-02-31"}, "per: “2026-02-31” bukan tanggal yang ada pada kalender."),
        ("opd", {"per": "2019-12-31"}, "per: Data tersedia mulai 1 Januari 2020."),
        ("opd", {"batas": "0"}, "batas: Isi batas 1 sampai 500."),
        ("opd", {"batas": "501"}, "batas: Isi batas 1 sampai 500."),
        ("opd", {"binaan": "entah"}, "binaan: “entah” bukan pilihan penugasan. Hapus saringan ini."),
        ("opd", {"hapus": "1"}, "Saringan “hapus” tidak dikenal. Yang ada: batas, binaan, per, setelah."),
        ("opd", {"batas": "8105154101800099"}, "batas: Isi batas 1 sampai 500."),
        ("desa", {"kabupaten": "8105154101800099"}, "kabupaten: Kode kabupaten/kota ditulis seperti 81.05."),
        ("opd", {"batas": ["1", "2"]}, "Saringan “batas” tertulis lebih dari sekali. Sebutkan satu kali."),
        ("opd", {"setelah": "'; drop"}, "setelah: Isi setelah tidak dikenali. Pakai tautan berikutnya apa adanya."),
        ("desa", {"kabupaten": "81.99"}, "kabupaten: Kabupaten/kota 81.99 tidak ada di Maluku."),
        ("penugasan", {"desa": "81.99.99.2001"}, "desa: Desa 81.99.99.2001 tidak dikenali. Daftarnya ada di /api/v1/desa/."),
        ("penugasan", {"desa": "Waru"}, "desa: Kode desa ditulis seperti 81.05.15.2001."),
        ("penugasan", {"opd": "tidak-ada"}, "opd: OPD “tidak-ada” tidak dikenali. Daftarnya ada di /api/v1/opd/."),
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_a_sentence(penanya, nama, kueri, kalimat):
    jawaban = penanya.ask(nama, **kueri)
    assert (jawaban.status_code, jawaban.json()) == (400, {"kode": "saringan", "pesan": kalimat})


def test_pages_tell_every_row_once_in_order(penanya, tiga):
    for nama, kunci in (("opd", "slug"), ("desa", "kode"), ("penugasan", "desa")):
        semua = penanya.ask(nama).json()
        assert (semua["berikutnya"], semua["jumlah"]) == (None, len(semua["data"]))
        assert penanya.read(nama, batas=1) == semua["data"]
        isi = [b[kunci] for b in semua["data"]]
        assert isi == sorted(isi)
    assert [b["kode"] for b in penanya.read("desa")] == sorted(Desa.objects.values_list("kode", flat=True))


def test_filters_leave_what_they_say(penanya, tiga):
    a, b, lama = tiga
    assert {p["desa"] for p in penanya.read("penugasan", keadaan="berjalan")} == {a.desa.kode, b.desa.kode}
    assert [p["selesai"] for p in penanya.read("penugasan", keadaan="selesai")] == [str(lama.selesai)]
    assert [p["nomor"] for p in penanya.read("penugasan", opd=a.opd.slug)] == [a.pk]
    assert [p["nomor"] for p in penanya.read("penugasan", desa=b.desa.kode)] == [b.pk]
    binaan = penanya.read("desa", binaan="ya")
    assert {(d["kode"], d["opd"]) for d in binaan} == {(p.desa.kode, p.opd.slug) for p in (a, b)}
    assert {d["opd"] for d in penanya.read("desa", binaan="tidak")} == {None}
    assert len(penanya.read("desa", binaan="ya", per=str(hari_ini() - timedelta(days=10)))) == 3
    assert [o["slug"] for o in penanya.read("opd", binaan="tidak")] == [lama.opd.slug]


def test_rows_are_those_of_the_page(penanya, tiga):
    pembaca = pabrik.buat_pengguna(Peran.PEMBACA)
    baris = rekap_penugasan(pembaca, until=hari_ini())
    assert {b["nomor"] for b in penanya.read("penugasan")} == {b.penugasan_id for b in baris}
    jalan = aktif(baris, hari_ini())
    assert sum(o["desa_binaan"] for o in penanya.read("opd")) == len(jalan)
    assert {d["kode"] for d in penanya.read("desa") if d["opd"]} == {b.kode for b in jalan}


def test_an_answer_that_still_stands_is_not_sent_again(penanya, tiga):
    etag = penanya.ask("opd")["ETag"]
    kedua = penanya.get(f"{AKAR}opd/", HTTP_IF_NONE_MATCH=etag)
    assert (kedua.status_code, kedua.content) == (304, b"")
    pabrik.buat_opd()
    assert penanya.get(f"{AKAR}opd/", HTTP_IF_NONE_MATCH=etag).status_code == 200


# --- applications in the panel ----------------------------------------------------------------------------------------


def fill(**isi: Any) -> dict[str, Any]:
    dasar = {
        "nama": "Portal Satu Data",
        "pemilik": "Dinas Kominfo",
        "tujuan": "tampil di portal",
        "cakupan": ["wilayah", "umkm"],
    }
    sampai = f"{hari_ini() + timedelta(days=90):%d/%m/%Y}"
    return dasar | {"berlaku_sampai": sampai, "pengenal": "7d0c5a52-6d0b-4ad5-8c9a-0f5d86b0a001"} | isi


def test_admin_registers_shows_a_token_once_and_revokes_it(klien):
    HITUNGAN.forget()
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    tambah = reverse("admin:binaan_aplikasi_add")
    salah = klien.post(tambah, fill(berlaku_sampai=f"{hari_ini() + timedelta(days=800):%d/%m/%Y}"))
    assert "sesudahnya dapat diperpanjang" in salah.text
    for _ in range(2):
        assert klien.post(tambah, fill()).status_code == 302
    a = Aplikasi.objects.get()
    assert (a.cakupan, a.pemilik) == ("wilayah umkm", "Dinas Kominfo")
    buat = reverse("admin:binaan_aplikasi_token", args=[a.pk])
    pengenal = {"pengenal": str(klien.get(buat).context["form"]["pengenal"].value())}
    token = klien.post(buat, pengenal).context["token"]
    for kirim, sebab in ((pengenal, SUDAH_TAMPIL), ({"pengenal": "x"}, "Muat ulang halaman")):
        lagi = klien.post(buat, kirim)
        assert (lagi.status_code, sebab in lagi.text) == (422, True)
    satu = TokenAplikasi.objects.get()
    assert (satu.sidik, satu.awalan) == (fingerprint(token), token[:9])
    assert token not in str(list(TokenAplikasi.objects.values())) + str(list(Catatan.objects.values()))
    assert Penanya(token).ask("opd").status_code == 200
    cabut = reverse("admin:binaan_tokenaplikasi_change", args=[satu.pk])
    assert token not in klien.get(cabut).text
    assert klien.post(cabut, {"alasan": "diganti"}).status_code == 302
    assert word(Penanya(token).ask("opd")) == (401, "token_dicabut")
    assert klien.post(cabut, {"alasan": "lagi"}).status_code == 403
    tindakan = ["mendaftarkan aplikasi", "membuat token aplikasi", "mencabut token aplikasi"]
    assert list(Catatan.objects.order_by("pk").values_list("tindakan", flat=True))[:3] == tindakan


def test_change_of_an_application_holds_at_once_and_who_comes_second_is_told(klien):
    HITUNGAN.forget()
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    token = buat_token(RAHASIA, aplikasi=buat_aplikasi(cakupan="wilayah"))
    ubah = reverse("admin:binaan_aplikasi_change", args=[token.aplikasi_id])
    isi = fill(nama=token.aplikasi.nama, cakupan=["umkm"], versi_dibaca="1")
    assert klien.post(ubah, isi).status_code == 302
    assert word(Penanya().ask("opd")) == (403, "cakupan")
    for versi in ("1", "\u00b2"):
        assert "sudah diubah orang lain" in klien.post(ubah, isi | {"cakupan": ["dasbor"], "versi_dibaca": versi}).text


@pytest.mark.parametrize("peran", [Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA])
def test_nobody_but_admin_sees_applications(klien, peran):
    token = buat_token()
    klien.force_login(pabrik.buat_pengguna(peran))
    for nama, pk in (
        ("aplikasi_changelist", ()),
        ("aplikasi_token", (token.aplikasi_id,)),
        ("tokenaplikasi_change", (token.pk,)),
    ):
        jawaban = klien.get(reverse(f"admin:binaan_{nama}", args=pk))
        assert jawaban.status_code in (302, 403, 404)
        assert not jawaban.content or token.awalan not in jawaban.text


# --- weight -----------------------------------------------------------------------------------------------------------


@pytest.mark.sekali
def test_pages_never_load_the_framework():
    """Whatever needs it stands in the rooms of the API, and nobody outside imports those."""
    dalam = ("binaan.api.bentuk", "binaan.api.dasar", "binaan.api.galat", "binaan.api.kenali", "binaan.api.views")
    perlu = ("rest_framework", *dalam)
    for path in source_files():
        modul = where(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        diimpor = [n.module or "" for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom)]
        diimpor += [a.name for n in ast.walk(tree(path)) if isinstance(n, ast.Import) for a in n.names]
        assert modul.startswith(dalam) or [m for m in diimpor if m.startswith(perlu)] == [], modul


def test_every_resource_has_an_address_and_a_scope():
    assert len(SUMBER) == len({reverse(f"api:{n}") for n in SUMBER})
