"""Main tasks of an operator by keyboard alone: each step reached by Tab, seen while it has the focus, no trap (check N2).

Seen red: with `outline: none` on fields, and with the summary of errors that takes no focus.
"""

import re

import pytest
from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import Page, expect

from desa.models import Produk, Umkm
from opd.enums import Peran
from opd.models import Kegiatan, Kunjungan
from tests.pabrik import SANDI, buat_desa, buat_kecamatan, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_arahan import buat_arahan
from tests.pabrik_keluarga import buat_keluarga
from tests.walk.dunia import build
from tests.walk.jalan import addresses

pytestmark = [pytest.mark.peramban, pytest.mark.drill, pytest.mark.django_db(transaction=True)]
TERJAUH = 160
FOKUS = """
() => {
  const e = document.activeElement;
  const kotak = e.getBoundingClientRect();
  const gaya = getComputedStyle(e);
  const tampak = gaya.outlineStyle !== 'none' || gaya.boxShadow !== 'none';
  const di = document.elementFromPoint(kotak.x + kotak.width / 2, kotak.y + kotak.height / 2);
  const atas = di && (e.contains(di) || di.contains(e) || [...(e.labels || [])].some(l => l.contains(di)));
  const nama = e.getAttribute('aria-label') || [...(e.labels || [])].map(l => l.innerText).join(' ') || e.innerText || '';
  return [nama.trim().replace(/\\s+/g, ' '), tampak && Boolean(atas)];
}
"""


def reach(page: Page, nama: str) -> None:
    """Press Tab until what has the focus is called so. Whatever was passed on the way was seen."""
    lewat = []
    for _ in range(TERJAUH):
        page.keyboard.press("Tab")
        sebut, tampak = page.evaluate(FOKUS)
        assert tampak or not sebut, f"fokus pada “{sebut}” tidak terlihat"
        if re.match(nama, sebut):
            return
        lewat.append(sebut)
    pytest.fail(f"“{nama}” tidak tercapai dengan Tab; yang dilewati: {lewat}")


def sign_in(page: Page, nama: str) -> None:
    page.goto("/masuk/")
    reach(page, "Nama akun")
    page.keyboard.type(nama)
    reach(page, "Kata sandi")
    page.keyboard.type(SANDI)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))


def test_tasks_of_an_operator_are_done_by_keyboard_alone(halaman):
    p = buat_penugasan(desa=buat_desa(nama="Waru", kecamatan=buat_kecamatan(nama="Teluk Waru")))
    buat_umkm(desa=p.desa, nama="Keripik Waru")
    operator = buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)
    page = halaman()
    sign_in(page, operator.username)
    reach(page, "Langsung ke isi")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    for menu, alamat, tombol in (
        ("UMKM$", "/umkm/", "Nama atau produk"),
        ("Kegiatan$", "/kegiatan/", "Catat kegiatan"),
        ("Kunjungan$", "/kunjungan/", "Catat kunjungan"),
        ("Laporan$", "/laporan/", "Tampilkan"),
        ("Rencana aksi$", "/rencana/", "Tampilkan"),
    ):
        page.goto("/bantuan/")
        reach(page, menu)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"{alamat}$"))
        reach(page, tombol)

    page.goto("/umkm/")
    reach(page, "Nama atau produk")
    page.keyboard.type("keripik")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("keripik"))
    reach(page, "Keripik Waru")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/umkm/[0-9a-f-]{36}/"))

    page.goto("/umkm/baru/")
    reach(page, "Daftarkan")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("required", "")

    page.goto("/bantuan/")
    reach(page, "Keluar")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/masuk/"))


DI = """
() => {
  const e = document.activeElement;
  return {nama: e.name || '', nilai: e.value || '', jenis: e.type || '', teks: (e.innerText || '').trim().replace(/\\s+/g, ' '),
          centang: e.checked === true};
}
"""
KOSONG = """
() => [...document.querySelectorAll('main form')].some(f => {
  f.reset();
  for (const e of f.querySelectorAll('[required]')) if (e.type === 'text' || e.type === 'textarea') e.value = '';
  f.noValidate = true;
  return f.method === 'post' && !f.checkValidity();
})
"""
TUGAS: dict[str, tuple[list[tuple[str, str]], str]] = {
    "kunjungan:baru": ([("cara", "lapangan"), ("warga_ditemui", "Mama Ona"), ("catatan", "Tungku baru")], "Simpan kunjungan"),
    "kegiatan:baru": (
        [("judul", "Pelatihan sagu"), ("penerima_p", "12"), ("sumber_1", "APBD P"), ("jumlah_1", "5.000.000")],
        "Simpan kegiatan",
    ),
    "penjualan:isi": ([("omzet_1", "1.250.000"), ("libur_3", "x")], "Simpan .*"),
    "umkm:baru": ([("nama", "Sagu Mama Ona"), ("jenis_kelamin", "Perempuan")], "Daftarkan"),
    "produk:baru": (
        [("nama", "Sagu lempeng"), ("kategori", "Makanan"), ("harga_rp", "25.000"), ("satuan", "bungkus")],
        "Simpan produk",
    ),
    "legalitas:ubah": ([("status", "proses")], "Simpan .*"),
    "rencana:baris": (
        [("kegiatan", "Melatih"), ("indikator", "x"), ("strategi", "pendapatan"), ("sasaran", "Perajin"), ("satuan", "orang"),
         ("target_tw1", "10"), ("pagu_apbd_prov", "9.000.000")],
        "Simpan baris",
    ),
    "laporan:ubah": (
        [("kendala", "Kapal terlambat"), ("tindak_lanjut", "Beli di dekat"), ("rencana_berikut", "Lanjut")],
        "Simpan uraian",
    ),
    "keluarga:verval": (
        [("tanggal", "1 Oktober 2026"), ("nomor_berita_acara", "BA-7"), ("hasil-", "Layak")],
        "Simpan hasil verval",
    ),
    "arahan:tindak": ([("jawaban", "Dua toko menerima")], "Kirim jawaban"),
}  # fmt: skip
"""The deeds that record a fact: which fields are filled in the order they stand in, and the button. Text that is not typed is
begun, so that a list of choices goes to it.
"""


def fill(page: Page, isian: list[tuple[str, str]], tombol: str) -> None:
    """Go by Tab from the top of the page through the form, fill what is to be filled and press the button."""
    sisa, lewat = list(isian), []
    for _ in range(TERJAUH):
        page.keyboard.press("Tab")
        sebut, tampak = page.evaluate(FOKUS)
        assert tampak or not sebut, f"fokus pada “{sebut}” tidak terlihat"
        d = page.evaluate(DI)
        lewat.append(d["nama"] or d["teks"])
        if not sisa and d["jenis"] == "submit" and re.fullmatch(tombol, d["teks"]):
            page.keyboard.press("Enter")
            return
        if sisa and d["nama"].startswith(sisa[0][0]):
            answer(page, d, sisa.pop(0)[1])
    pytest.fail(f"{sisa or tombol} tidak tercapai dengan Tab; yang dilewati: {lewat}")


def answer(page: Page, di: dict[str, str], nilai: str) -> None:
    if di["jenis"] == "checkbox":
        page.keyboard.press("Space")
    elif di["jenis"] == "radio":
        page.keyboard.press("Space")
        for _ in range(10):
            if page.evaluate(DI)["nilai"] == nilai:
                break
            page.keyboard.press("ArrowDown")
        assert page.evaluate(DI) | {"nilai": nilai, "centang": True} == page.evaluate(DI)
    else:
        if di["jenis"] in ("text", "textarea"):
            page.keyboard.press("Control+a")
        page.keyboard.type(nilai)


def kept() -> int:
    """How many of what these forms record there are."""
    semua: tuple[type[Model], ...] = (Kegiatan, Kunjungan, Umkm, Produk)
    return sum(m._base_manager.count() for m in semua)


def test_ten_facts_are_recorded_by_keyboard_alone(halaman, masuk):
    """Sent empty first where something must be filled: the summary of errors has the focus, and leads to the field."""
    dunia, ada = build(), kept()
    page = halaman()
    masuk(page, dunia.pengguna[Peran.OPERATOR_OPD].username)
    alamat = {a.nama: a.url for a in addresses(dunia) if a.nama in TUGAS}
    alamat["arahan:tindak"] = reverse("arahan:tindak", args=[buat_arahan(dunia.opd).uuid, dunia.opd.slug])
    buat_keluarga(dunia.desa, kepala="Abraham")  # first on its list, and no decision waits about it
    gagal = []
    for nama, (isian, tombol) in TUGAS.items():
        page.goto(alamat[nama])
        if page.evaluate(KOSONG):
            fill(page, [], tombol)
            ringkas = page.locator(".ringkasan-galat")
            ringkas.wait_for()
            expect(ringkas).to_be_focused()
            if ringkas.get_by_role("link").count():
                page.keyboard.press("Tab")
                page.keyboard.press("Enter")
                assert page.evaluate(
                    "document.activeElement.closest('main form, fieldset') !== null || location.hash !== ''"
                )
        page.goto(alamat[nama])
        fill(page, isian, tombol)
        try:
            page.locator(".pesan.success").first.wait_for(timeout=20_000)
        except Exception:
            gagal.append((nama, page.url, page.locator(".ringkasan-galat").all_inner_texts()))
    assert gagal == []
    assert kept() == ada + 4
