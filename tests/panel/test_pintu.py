"""No way into another OPD's rows: every page of the panel, every door, every kind of person.

Seen red with rows or choices taken from `visible_to`, lookups allowed, actions left on, popups let through, an inline id
looked up among all rows, a page registered unscoped, the zone left out of the format of times, and Django's log switched on."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from binaan.panel import BinaanAdminSite
from binaan.panel_aplikasi import DAFTAR_APLIKASI
from binaan.panel_peringkat import DAFTAR_ATAS
from desa.models import Catatan, Umkm
from desa.scoped_admin import ScopedAdmin, TanpaTindakan, touches_personal
from opd.admin import DAFTAR
from opd.enums import Peran
from opd.models import Kegiatan, Kunjungan, Pengguna, Penugasan, Tim
from tests import pabrik
from tests.halaman_ketat import visible_text
from tests.panel.dunia import MILIK, RAHASIA, TANPA_TAMBAH, Sisi, buat_rujukan, buat_sisi, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
SEMUA = sorted(f"{m._meta.app_label}_{m._meta.model_name}" for m in DAFTAR)
PINTU = ("change", "history")
JAM = re.compile(r"\b\d{4},? (?:pukul )?\d\d\.\d\d ?(\w*)")


@pytest.fixture(scope="module")
def sisi(satu_modul) -> tuple[Sisi, Sisi]:
    """Two OPDs with everything, built once; what a test writes goes with that test."""
    return buat_sisi("Alfa"), buat_sisi("Beta")


def in_turn(cara: list[str]) -> list:
    """Every page with one of the ways, each in its turn: all pages stand on one class. The other pairs wait for the drill."""
    return [
        pytest.param(nama, c, marks=() if k == n % len(cara) else pytest.mark.drill)
        for n, nama in enumerate(SEMUA)
        for k, c in enumerate(cara)
    ]


def alamat(nama: str, pintu: str, *args) -> str:
    return reverse(f"admin:{nama}_{pintu}", args=args)


def count_rows() -> list[int]:
    return [m._base_manager.count() for m in (*DAFTAR, LogEntry) if m is not Catatan]


def test_registry_holds_only_scoped_pages() -> None:
    assert set(admin.site._registry) == set(DAFTAR) | set(DAFTAR_ATAS) | set(DAFTAR_APLIKASI)
    assert all(isinstance(a, ScopedAdmin) for a in admin.site._registry.values())


def test_registry_refuses_a_page_that_is_not_scoped() -> None:
    with pytest.raises(ImproperlyConfigured):
        BinaanAdminSite("uji").register(LogEntry, admin.ModelAdmin)


@pytest.mark.parametrize("nama", SEMUA)
def test_pages_close_deletion_actions_and_personal_fields(nama: str) -> None:
    halaman = next(a for m, a in admin.site._registry.items() if f"{m._meta.app_label}_{m._meta.model_name}" == nama)
    with pytest.raises(NoReverseMatch):
        alamat(nama, "delete", 1)
    with pytest.raises(TanpaTindakan):
        halaman.delete_model(None, None)
    with pytest.raises(TanpaTindakan):
        halaman.delete_queryset(None, None)
    with pytest.raises(TanpaTindakan):
        halaman.save_formset(None, None, None, False)
    assert halaman.get_actions(None) == {}
    assert [s for s in halaman.search_fields if touches_personal(halaman.model, s)] == []


def test_page_without_a_deed_raises_on_saving() -> None:
    polos = ScopedAdmin(Umkm, BinaanAdminSite("uji"))
    for ubah in (False, True):
        with pytest.raises(TanpaTindakan):
            polos.save_model(None, None, None, ubah)
        with pytest.raises(TanpaTindakan):
            (polos.change if ubah else polos.create)(None, None, [])


def test_page_that_shows_a_personal_field_is_refused() -> None:
    for isi in ({"list_display": ("pemilik",)}, {"search_fields": ("pemilik",)}, {"list_filter": ("pemilik",)}):
        with pytest.raises(ImproperlyConfigured):
            type("Bocor", (ScopedAdmin,), isi)(Umkm, BinaanAdminSite("uji"))


@pytest.mark.parametrize("nama", MILIK)
@pytest.mark.parametrize("pintu", PINTU)
def test_head_finds_own_row_and_not_the_other(klien, sisi, nama: str, pintu: str) -> None:
    a, b = sisi
    klien.force_login(a.kepala)
    assert klien.get(alamat(nama, pintu, rows_of(a)[nama].pk)).status_code == 200
    asing = klien.get(alamat(nama, pintu, rows_of(b)[nama].pk))
    hilang = klien.get(alamat(nama, pintu, 999_999))
    assert (asing.status_code, hilang.status_code) == (404, 404)


@pytest.mark.parametrize("nama", MILIK)
def test_lists_and_searches_of_a_head_never_name_the_other_side(klien, sisi, nama: str) -> None:
    a, b = sisi
    klien.force_login(a.kepala)
    asing = (b.opd.nama, b.penugasan.desa.nama, "Beta", RAHASIA)
    for kueri in ("", f"?q={b.penugasan.desa.nama}", "?q=Beta", "?q=Rahasia"):
        teks = visible_text(klien.get(alamat(nama, "changelist") + kueri).content.decode())
        assert [kata for kata in asing if kata in teks] == []


@pytest.mark.parametrize("nama", MILIK)
def test_add_forms_of_a_head_offer_no_row_of_the_other_side(klien, sisi, nama: str) -> None:
    a, b = sisi
    klien.force_login(a.kepala)
    jawaban = klien.get(alamat(nama, "add"))
    if nama in TANPA_TAMBAH:
        assert jawaban.status_code == 403
        return
    teks = jawaban.content.decode()
    assert [kata for kata in (b.penugasan.desa.nama, "Beta", RAHASIA) if kata in teks] == []


@pytest.mark.parametrize(
    ("nama", "kueri"),
    in_turn(
        [
            "opd__nama=x",
            "pemilik__startswith=R",
            "penugasan__opd__nama__startswith=D",
            "password__startswith=m",
            "nip__gt=1",
        ]
    ),
)
def test_lookups_by_address_are_refused(klien, sisi, nama: str, kueri: str) -> None:
    a, _ = sisi
    klien.force_login(a.kepala if nama in MILIK else pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    assert klien.get(f"{alamat(nama, 'changelist')}?{kueri}").status_code == 400


@pytest.mark.parametrize("nama", MILIK)
def test_filter_by_the_other_sides_row_gives_nothing(klien, sisi, nama: str) -> None:
    a, b = sisi
    klien.force_login(a.kepala)
    saringan = {
        "desa_umkm": f"desa__id__exact={b.penugasan.desa_id}",
        "opd_penugasan": "selesai__isempty=1",
        "opd_delegasi": f"opd__id__exact={b.opd.pk}",
    }
    kueri = saringan.get(nama, f"penugasan__id__exact={b.penugasan.pk}")
    jawaban = klien.get(f"{alamat(nama, 'changelist')}?{kueri}")
    assert b.penugasan.desa.nama not in jawaban.content.decode()


@pytest.mark.parametrize(("nama", "kueri"), in_turn(["_popup=1", "_to_field=id", "_to_field=opd"]))
def test_popups_and_other_columns_are_refused(klien, nama: str, kueri: str) -> None:
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    assert klien.get(f"{alamat(nama, 'changelist')}?{kueri}").status_code == 400
    assert klien.get(f"{alamat(nama, 'add')}?{kueri}").status_code == 400


@pytest.mark.parametrize("nama", SEMUA)
def test_posts_to_lists_do_nothing(klien, sisi, nama: str) -> None:
    _, b = sisi
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    sebelum = count_rows()
    isi = {"action": "delete_selected", "_selected_action": [b.kegiatan.pk], "index": 0, "post": "yes"}
    assert klien.post(alamat(nama, "changelist"), isi).status_code in (403, 405)
    assert count_rows() == sebelum


@pytest.mark.parametrize(("nama", "siapa"), in_turn(["kepala", "verifikator"]))
def test_addresses_of_deletion_do_not_exist(klien, sisi, nama: str, siapa: str) -> None:
    a, _ = sisi
    klien.force_login(a.kepala if siapa == "kepala" else pabrik.buat_pengguna(Peran.VERIFIKATOR))
    pk = {**rows_of(a), **buat_rujukan(a)}.get(nama, a.kegiatan).pk
    sebelum = count_rows()
    for kirim in (klien.get, klien.post):
        assert kirim(alamat(nama, "changelist") + f"{pk}/delete/", {"post": "yes"}).status_code == 404
    assert count_rows() == sebelum


@pytest.mark.parametrize("nama", [n for n in SEMUA if n not in MILIK])
def test_head_reaches_no_page_of_the_maintainers(klien, sisi, nama: str) -> None:
    a, b = sisi
    baris = buat_rujukan(b).get(nama) or Catatan.objects.scoped().first()
    klien.force_login(a.kepala)
    assert [klien.get(alamat(nama, p)).status_code for p in ("changelist", "add")] == [403, 403]
    assert {klien.get(alamat(nama, p, baris.pk)).status_code for p in PINTU} <= {403, 404}
    sebelum = count_rows()
    assert klien.post(alamat(nama, "add"), {"nama": "x"}).status_code == 403
    assert klien.post(alamat(nama, "change", baris.pk), {"nama": "x"}).status_code in (403, 404)
    assert count_rows() == sebelum


@pytest.mark.parametrize("peran", [Peran.OPERATOR_OPD, Peran.PEMBACA, Peran.PIMPINAN, None])
def test_others_reach_no_page_at_all(klien, sisi, peran: Peran | None) -> None:
    a, _ = sisi
    if peran:
        klien.force_login(pabrik.buat_pengguna(peran, opd=a.opd if peran == Peran.OPERATOR_OPD else None))
    alamat_semua = [reverse("admin:index"), reverse("admin:autocomplete"), reverse("admin:jsi18n")]
    for nama in SEMUA:
        alamat_semua += [
            alamat(nama, "changelist"),
            alamat(nama, "add"),
            alamat(nama, "change", 1),
            alamat(nama, "history", 1),
        ]
    sebelum = count_rows()
    for tujuan in alamat_semua:
        for kirim in (klien.get, klien.post):
            jawaban = kirim(tujuan)
            assert jawaban.status_code == 302, tujuan
            assert jawaban.url.startswith((reverse("admin:login"), "/masuk/"))
    akhir = klien.get(reverse("admin:index"), follow=True)
    assert akhir.status_code == (403 if peran else 200)
    assert akhir.redirect_chain[-1][0].startswith("/masuk/")
    assert count_rows() == sebelum


@pytest.mark.parametrize(
    ("model", "medan"),
    [
        ("umkm", "desa"),
        ("kegiatan", "penugasan"),
        ("penugasan", "desa"),
        ("pengguna", "surel"),
        ("jabatan", "pengguna"),
    ],
)
def test_autocomplete_is_closed_to_heads(klien, sisi, model: str, medan: str) -> None:
    a, _ = sisi
    klien.force_login(a.kepala)
    app = "desa" if model == "umkm" else "opd"
    isi = {"app_label": app, "model_name": model, "field_name": medan, "term": ""}
    assert klien.get(reverse("admin:autocomplete"), isi).status_code == 403


def test_autocomplete_answers_maintainers_for_declared_fields_only(klien, sisi) -> None:
    _, b = sisi
    klien.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    isi = {"app_label": "opd", "model_name": "penugasan", "field_name": "desa", "term": b.penugasan.desa.nama}
    teks = [h["text"] for h in klien.get(reverse("admin:autocomplete"), isi).json()["results"]]
    assert teks == [b.penugasan.desa.nama_lengkap]
    for medan in ("menggantikan", "id"):
        assert klien.get(reverse("admin:autocomplete"), isi | {"field_name": medan}).status_code == 403
    isi = {"app_label": "opd", "model_name": "jabatan", "field_name": "pengguna", "term": ""}
    assert klien.get(reverse("admin:autocomplete"), isi).status_code == 403


def test_history_of_stock_address_for_any_row_is_gone(klien) -> None:
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    assert klien.get("/admin/r/1/1/").status_code == 404
    assert klien.get("/admin/opd/").status_code == 302


def test_owners_are_named_to_nobody(klien, sisi) -> None:
    a, _ = sisi
    for siapa in (a.kepala, pabrik.buat_pengguna(Peran.VERIFIKATOR), pabrik.buat_pengguna(Peran.ADMIN_SISTEM)):
        klien.force_login(siapa)
        for nama, baris in rows_of(a).items():
            for tujuan in (
                alamat(nama, "changelist"),
                alamat(nama, "change", baris.pk),
                alamat(nama, "history", baris.pk),
            ):
                teks = klien.get(tujuan).content.decode()
                assert [x for x in (RAHASIA, "81234567890") if x in teks] == [], tujuan


def test_every_moment_names_its_clock(klien, sisi) -> None:
    """Lists, forms and histories of the maintainers' pages that show a time of day."""
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    semua = ["opd_pengguna", "desa_catatan"]
    tujuan = [alamat(n, "changelist") for n in semua] + [alamat("opd_pengguna", "change", sisi[0].kepala.pk)]
    saat = [m for t in tujuan for m in JAM.findall(visible_text(klien.get(t).text))]
    assert (set(saat), len(saat) > 6) == ({"WIT"}, True)


def test_models_counted_here_are_the_ones_at_stake() -> None:
    assert {Kegiatan, Kunjungan, Umkm, Tim, Penugasan, Pengguna} <= set(DAFTAR)
