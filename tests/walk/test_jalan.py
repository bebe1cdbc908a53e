"""Every address as everybody. Seen red: a view with @login_not_required, a view raising on GET, a view answering a GET that
changes rows, English button text, an owner's name in a list, a family's name in the title of its page, a box of free text
that lets a NIK into the address, a photo without its sandbox, a list of partners sorted by name alone, drafts open to
every reader, a page that browsers may keep, and a pattern behind another that takes its address were planted one after the
other; forms too, on a page that admin_sistem has no right to, with `csrf_exempt`."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.urls import get_resolver, resolve

from tests.halaman_ketat import StrictClient, visible_text
from tests.jaga import is_forged, sekali_dibaca
from tests.walk.dunia import KANARI, KANARI_DRAF, KANARI_KK, KANARI_NIK, Dunia, build
from tests.walk.jalan import BERJEJAK, BERTOKEN, TANPA_ALAMAT, TERBUKA, UMUM, Alamat, addresses, patterns
from tests.walk.matriks import BUKA, Baris, answer, as_role, check, read
from tests.walk.peramban_ingat import Peramban
from tests.walk.urut import watch_lists

pytestmark = pytest.mark.django_db

WAJAR = {200, 302, 400, 403, 404, 405}
# Between them the first three ask every query of every page but seven, of four pages for pimpinan whose own tests ask both
# databases; whom the others are refused does not depend on the database, so PostgreSQL is asked only for what opens.
PERAN = [
    "admin_sistem",
    "verifikator",
    "kepala_opd",
    *(
        pytest.param(p, marks=pytest.mark.sekali)
        for p in ("pimpinan", "pembaca", "kepala_opd_lain", "operator_opd", "operator_opd_lain", "tanpa_peran")
    ),
]
# What an account without a role may open: itself, and help.
TANPA_PERAN = {
    "masuk",
    "keluar",
    "kata_sandi",
    "akun:saya",
    "akun:keluarkan",
    "akun:verifikasi",
    "akun:kode_baru",
    "akun:matikan",
    "masuk_kode",
    "bantuan:daftar",
    "bantuan:peran",
    "bantuan:arti",
} | TERBUKA
# Who may read owners, phones and the villagers met: the OPD in charge and the verifikator (desain.md).
BOLEH_PRIBADI = {"verifikator", "kepala_opd", "operator_opd"}
# Who may read what an OPD writes before it is verified: that OPD and the province's desks.
BOLEH_DRAF = {"admin_sistem", "pimpinan", "verifikator", "kepala_opd", "operator_opd"}
BERPANEL = {"admin_sistem", "verifikator", "kepala_opd", "kepala_opd_lain"}
# Reads that leave an audit row and nothing else: names of persons, or papers that bear them, are shown or go out.
DICATAT = {
    "impor:asli",
    "impor:kesalahan",
    "impor:pratinjau",
    "kegiatan:bast",
    "keluarga:batalkan",
    "keluarga:berkas",
    "keluarga:buka",
    "keluarga:catat",
    "keluarga:daftar",
    "keluarga:detail",
    "keluarga:entas",
    "keluarga:ganda",
    "keluarga:tautan",
    "keluarga:ubah",
    "keluarga:verval",
    "kunjungan:detail",
    "kunjungan:koreksi",
    "legalitas:berkas",
    "pembiayaan:batalkan",
    "pembiayaan:cairkan",
    "pembiayaan:daftar",
    "pembiayaan:detail",
    "pembiayaan:putuskan",
    "pembiayaan:tarik",
    "pembiayaan:umkm",
    "perkembangan:baru",
    "perkembangan:daftar",
    "perkembangan:koreksi",
    "persetujuan:surat",
    "potret:berkas",
    "serah:bast",
    "serah:detail",
    "serah:koreksi",
}
KATA_ASING = re.compile(
    r"\b(?:the|and|with|please|search|delete|save|submit|cancel|required|loading|error|warning|welcome|log ?in|log ?out|sign ?in"
    r"|password|username|home|view|edit|change|add|history|select|yes|results?|page|next|previous|invalid|today)\b",
    re.IGNORECASE,
)
TULIS = re.compile(r"\s*(INSERT|UPDATE|DELETE)")
BERKAS = re.compile(r"image/|text/csv|application/(?!.*json)")
BACAAN = re.compile(r"text/|json")
KATA_SERAPAN = re.compile(r"\b(?:home industry|page)\b", re.IGNORECASE)


@pytest.fixture
def dunia() -> Dunia:
    return build()


@pytest.mark.sekali
def test_every_pattern_is_walked(dunia):
    ada, semua = [nama for nama, _, _ in patterns()], addresses(dunia)
    assert [nama for nama in ada if nama in TANPA_ALAMAT] == [*TANPA_ALAMAT], "alamat tanpa nama tidak dijalani"
    assert [a.nama for a in semua] == [nama for nama in ada if nama not in TANPA_ALAMAT]
    assert [a for a in semua if resolve(a.url).view_name != a.nama] == [], "yang lain menjawab di alamat ini"
    assert len({a.url for a in semua}) == len(semua) > 400


@pytest.mark.sekali
@pytest.mark.parametrize("peran", ["anonim", "nonaktif"])
def test_a_stranger_sees_the_sign_in_page_and_nothing_else(dunia, peran):
    klien = as_role(StrictClient(), dunia, peran)
    sel: dict[Baris, str] = {}
    for a in addresses(dunia):
        for kirim in (klien.get, klien.post):
            jawaban = kirim(a.url)
            sel[a.nama, "GET" if kirim == klien.get else "POST"] = answer(jawaban)
            if a.nama in TERBUKA:
                assert jawaban.status_code == (200 if kirim == klien.get else 405), a
            elif a.nama in UMUM:
                assert jawaban.status_code == (200 if kirim == klien.get else 422), a
            elif a.nama.startswith(BERTOKEN):
                assert jawaban.status_code == (401 if kirim == klien.get else 405), a
            elif jawaban.status_code == 302:
                # The panel's own sign-in address leads on to the one sign-in page.
                akhir = klien.get(jawaban.url).url if jawaban.url.startswith("/admin/login/") else jawaban.url
                assert akhir.startswith("/masuk/"), a
            else:
                assert jawaban.status_code in (403, 404, 405), a
                assert a.nama.startswith("admin:") or jawaban.status_code != 404, a
    check(peran, sel)


@pytest.mark.sekali
def test_forms_without_a_token_are_refused(dunia, settings):
    klien = StrictClient(enforce_csrf_checks=True)
    klien.force_login(dunia.pengguna["admin_sistem"])
    assert "Formulir ini sudah kedaluwarsa" in klien.post("/keluar/").text
    settings.CSRF_FAILURE_VIEW = "tests.jaga.tolak"  # the page around it is the same for every form
    for a in addresses(dunia):
        jawaban = klien.post(a.url)
        assert jawaban.status_code == 405 or is_forged(jawaban), a


def note_writes(ubah: list[str], jejak: set[str], a: Alamat, execute: Callable, sql: str, *isi: Any) -> Any:
    """Note each statement that changes rows, but those of the session, and which address reads audit rows."""
    if TULIS.match(sql) and "opd_sesi" not in sql:
        ubah.append(sql)
    elif 'FROM "desa_catatan"' in sql:
        jejak.add(a.nama)
    return execute(sql, *isi)


def foreign_words(jawaban: Any, isi: bytes) -> list[str]:
    """English on the page; the same page on the other database is not read again."""
    if connection.vendor != "sqlite" or not jawaban.headers.get("Content-Type", "").startswith("text/html"):
        return []
    return KATA_ASING.findall(KATA_SERAPAN.sub("", visible_text(isi.decode())))


def words(jawaban: Any, isi: bytes) -> str:
    """What a person or a program reads in an answer; a file's bytes say nothing."""
    return isi.decode() if BACAAN.search(jawaban.headers.get("Content-Type", "")) else ""


def is_sealed(jawaban: Any) -> bool:
    """Whether a file is taken for what it is, by this site alone, and kept or shut in a sandbox (check D6)."""
    kepala = jawaban.headers
    simpan = kepala.get("Content-Disposition", "").startswith("attachment")
    kurung = kepala.get("Content-Security-Policy", "").startswith("sandbox")
    milik = (kepala["X-Content-Type-Options"], kepala["Cross-Origin-Resource-Policy"]) == ("nosniff", "same-origin")
    return milik and (simpan or (kurung and "Content-Disposition" in kepala))


def walked(dunia: Dunia, peran: str) -> list[Alamat]:
    """Every address; on PostgreSQL those that the table opens to this role, for SQLite's walk holds the others to it."""
    buka = {nama for (nama, cara), jawaban in read().get(peran, {}).items() if (cara, jawaban) == ("GET", BUKA)}
    return [a for a in addresses(dunia) if connection.vendor == "sqlite" or a.nama in buka]


@pytest.mark.parametrize("peran", PERAN)
def test_every_address_answers_every_role(dunia, peran, monkeypatch):
    """No 500; no row changes by GET; no PERSONAL value for who may not read it; no English; no list in an order of chance."""
    goyah = watch_lists(monkeypatch)
    monkeypatch.setattr(get_resolver(), "resolve_error_handler", sekali_dibaca(get_resolver().resolve_error_handler))
    klien = as_role(StrictClient(), dunia, peran)
    tak_dicatat: list[str] = []
    jejak, draf = set[str](), set[str]()
    sel: dict[Baris, str] = {}
    peramban = Peramban()
    for a in walked(dunia, peran):
        if peran not in BERPANEL and a.nama.startswith("admin:"):
            sel[a.nama, "GET"] = answer(klien.get(a.url))
            assert sel[a.nama, "GET"] in ("masuk", BUKA, "403", "404"), a
            continue
        ubah: list[str] = []
        with connection.execute_wrapper(partial(note_writes, ubah, jejak, a)):
            jawaban = klien.get(a.url)
        sel[a.nama, "GET"] = answer(jawaban)
        if a.nama.startswith(BERTOKEN) and a.nama not in TERBUKA:
            assert (jawaban.status_code, set(jawaban.json())) == (401, {"kode", "pesan"}), a
            continue
        assert jawaban.status_code in WAJAR, a
        peramban.keep(a.url, jawaban)
        assert peran != "tanpa_peran" or jawaban.status_code == 403 or a.nama in TANPA_PERAN, a
        assert ubah == [] or (a.nama in DICATAT and all('INTO "desa_catatan"' in q for q in ubah)), a
        isi = b"".join(jawaban.streaming_content) if jawaban.streaming else jawaban.content
        if jawaban.status_code == 200 and BERKAS.match(jawaban.headers["Content-Type"]):
            assert is_sealed(jawaban) or a.nama.startswith("terbuka:"), f"{a}: berkas terbuka sebagai halaman"
        teks = words(jawaban, isi)
        ada = [k for k in KANARI if k in teks]
        assert ada == [] or peran in BOLEH_PRIBADI, f"{a} membocorkan data pribadi kepada {peran}"
        tak_dicatat += [a.nama] if ada and not ubah else []
        assert {KANARI_NIK, KANARI_KK} & set(ada) == set(), f"{a} menampilkan nomor penuh kepada {peran}"
        draf |= {a.nama} if KANARI_DRAF in teks else set()
        assert foreign_words(jawaban, isi) == [], f"{a}: kata asing pada layar"
    assert goyah == set()
    assert {nama for nama in jejak if not BERJEJAK.search(nama)} == set(), "dibaca jejaknya, tidak dijalani test_kanari"
    assert peramban.asks_by_post() or peran == "tanpa_peran"
    assert tak_dicatat == [], "menampilkan data pribadi tanpa mencatat pembacanya"
    assert bool(draf) is (peran in BOLEH_DRAF), f"naskah yang belum diverifikasi pada {draf}"
    check(peran, sel, semua=connection.vendor == "sqlite")


def test_headers_stand_on_every_kind_of_answer(dunia):
    klien = StrictClient()
    masuk = StrictClient()
    masuk.force_login(dunia.pengguna["verifikator"])
    jawaban = [
        klien.get("/"),
        klien.get("/masuk/"),
        klien.get("/static/css/tokens.css"),
        klien.get("/tidak/ada/"),
        masuk.get("/tidak/ada/"),
        masuk.get("/keluar/"),
        masuk.get(f"/foto/{dunia.uuid['foto']}.jpg"),
    ]
    for j in jawaban:
        j.close()
        assert j.headers["X-Content-Type-Options"] == "nosniff"
        assert j.headers["Referrer-Policy"] == "same-origin"
        assert j.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert j.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in j.headers["Permissions-Policy"]
        if j.headers["Content-Type"].startswith("text/html"):
            assert j.headers["Cache-Control"] == "private, no-store"
