"""Sales by channel: parts that add up to the month, the detailed grid, and rows that come back alone."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from desa.models import Catatan, Penjualan, PenjualanSaluran
from opd.actions.penjualan import BarisPenjualan, GalatBaris, record_month, record_right_rows
from opd.actions.wajar import Lazim, usual
from opd.rekap.saluran import parts_differ
from tests.pabrik import SEKARANG, buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
MEI = date(2026, 5, 1)


@pytest.fixture
def dunia():
    """A village with two enterprises, and the operator who reports for it."""
    penugasan = buat_penugasan()
    umkm = [buat_umkm(desa=penugasan.desa, nama=n) for n in ("Ikan Asar", "Minyak Kelapa")]
    return penugasan.desa, umkm, buat_pengguna("operator_opd", opd=penugasan.opd)


def catat(dunia, *baris: BarisPenjualan, cara=record_month, **lain):
    kirim = {"uuid": uuid.uuid4(), "by": dunia[2], "at": SEKARANG} | lain
    return cara(dunia[0], MEI, baris, **kirim)


def tersimpan() -> list[tuple[int, int, list[tuple[str, int]]]]:
    return [
        (p.umkm_id, p.omzet_rp, list(p.saluran.order_by("saluran").values_list("saluran", "omzet_rp")))
        for p in Penjualan.objects.in_force().filter(bulan=MEI).order_by("umkm")
    ]


def alamat(dunia, rinci: bool = True) -> str:
    return reverse("penjualan:isi", args=[dunia[0].kode, "2026-05"]) + ("?rinci=on" if rinci else "")


def isian(**lain) -> dict:
    return {"uuid": str(uuid.uuid4()), "alasan": "", **lain}


def test_channels_are_stored_beside_the_total_and_told_in_the_audit(dunia):
    a = dunia[1][0]
    assert catat(dunia, BarisPenjualan(a.pk, 500, saluran=(("pasar", 300), ("pameran", 200)))) == 1
    assert tersimpan() == [(a.pk, 500, [("pameran", 200), ("pasar", 300)])]
    assert Catatan.objects.get(tindakan="mencatat penjualan Mei 2026").perubahan == {
        f"umkm {a.pk}": ["belum dilaporkan", "Rp 500 (Pasar Rp 300, Pameran Rp 200)"]
    }


def test_channels_that_do_not_add_up_are_refused(dunia):
    a = dunia[1][0]
    with pytest.raises(GalatBaris) as galat:
        catat(dunia, BarisPenjualan(a.pk, 500, saluran=(("pasar", 300),)))
    kalimat = (
        "Jumlah saluran Rp 300, sedangkan omzetnya Rp 500. "
        "Samakan keduanya, atau kosongkan omzetnya supaya dihitung dari saluran."
    )
    assert (galat.value.baris, parts_differ(500, ()), tersimpan()) == ({a.pk: ("saluran", kalimat)}, "", [])


def test_other_channels_of_the_same_total_are_a_correction(dunia):
    a = dunia[1][0]
    lama = buat_penjualan(a, MEI, 500, saluran={"pasar": 500})
    sama = BarisPenjualan(a.pk, 500, dilihat=lama.pk, saluran=(("pasar", 500),))
    assert catat(dunia, sama) == 0
    assert catat(dunia, BarisPenjualan(a.pk, 500, dilihat=lama.pk, saluran=(("toko", 500),)), alasan="keliru") == 1
    assert tersimpan() == [(a.pk, 500, [("toko", 500)])]
    assert PenjualanSaluran.objects.get(penjualan=lama).saluran == "pasar"


def test_right_rows_are_saved_and_wrong_ones_come_back(dunia):
    a, b = dunia[1]
    buat_penjualan(a, date(2026, 4, 1), 100)
    jumlah, galat = catat(dunia, BarisPenjualan(a.pk, 5_000), BarisPenjualan(b.pk, 7), cara=record_right_rows)
    assert (jumlah, [*galat.baris], tersimpan()) == (1, [a.pk], [(b.pk, 7, [])])


def test_usual_month_is_the_middle_of_the_last_three_with_sales():
    deret = [(date(2026, n, 1), rp) for n, rp in ((1, 9_000), (2, 100), (3, 120), (4, 1_000))]
    assert (usual(deret), usual(deret[:1]), usual([])) == (
        Lazim(120, date(2026, 4, 1), 3),
        Lazim(9_000, date(2026, 1, 1), 1),
        None,
    )
    assert (
        usual(deret)
        .question(5_000)
        .startswith("Rp 5.000 sangat jauh dari Rp 120 (nilai tengah 3 bulan berjualan terakhir).")
    )


# --- page --------------------------------------------------------------------------------------------------------


def test_grid_adds_channels_up_and_takes_a_single_total(client, dunia):
    a, b = dunia[1]
    client.force_login(dunia[2])
    kirim = isian(**{f"pasar_{a.pk}": "Rp. 300.000,-", f"toko_{a.pk}": "200.000", f"omzet_{b.pk}": "50.000"})
    assert [client.post(alamat(dunia), kirim).status_code for _ in range(2)] == [302, 302]
    assert tersimpan() == [(a.pk, 500_000, [("pasar", 300_000), ("toko", 200_000)]), (b.pk, 50_000, [])]


def test_grid_refuses_words_in_a_channel_and_saves_the_other_row_once(client, dunia):
    a, b = dunia[1]
    client.force_login(dunia[2])
    kirim = isian(**{f"pasar_{a.pk}": "lima juta", f"toko_{a.pk}": "5", f"omzet_{b.pk}": "7"})
    halaman = client.post(alamat(dunia), kirim)
    isi = halaman.content.decode()
    assert ('value="lima juta"' in isi, "1 UMKM tersimpan" in isi, tersimpan()) == (True, True, [(b.pk, 7, [])])
    lagi = dict(halaman.context["form"].data.items()) | {f"pasar_{a.pk}": "10"}
    assert client.post(alamat(dunia), lagi).status_code == 302
    assert tersimpan() == [(a.pk, 15, [("pasar", 10), ("toko", 5)]), (b.pk, 7, [])]


def test_saved_row_can_be_changed_again_on_the_page_that_came_back(client, dunia):
    a, b = dunia[1]
    client.force_login(dunia[2])
    halaman = client.post(alamat(dunia), isian(**{f"omzet_{a.pk}": "5 jt", f"omzet_{b.pk}": "7"}))
    lagi = dict(halaman.context["form"].data.items())
    lagi |= {f"omzet_{a.pk}": "5", f"omzet_{b.pk}": "8", "alasan": "salah hitung"}
    assert client.post(alamat(dunia), lagi).status_code == 302
    assert tersimpan() == [(a.pk, 5, []), (b.pk, 8, [])]


@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        ({"pasar": "300", "omzet": "500"}, "Jumlah saluran Rp 300, sedangkan omzetnya Rp 500."),
        ({"pasar": "300", "libur": "on"}, "Kosongkan omzetnya, atau hapus centang tidak berjualan."),
        ({"pasar": "-5"}, "Rupiah tidak boleh negatif."),
        ({"dilihat": "x"}, "Baris ini tidak terbaca."),
    ],
)
def test_rows_that_contradict_themselves_are_told(client, dunia, isi, kalimat):
    a = dunia[1][0]
    client.force_login(dunia[2])
    halaman = client.post(alamat(dunia), isian(**{f"{k}_{a.pk}": v for k, v in isi.items()}))
    assert (halaman.status_code, kalimat in halaman.content.decode(), tersimpan()) == (422, True, [])


def test_simple_form_keeps_stored_channels(client, dunia):
    a, b = dunia[1]
    lama = buat_penjualan(a, MEI, 500, saluran={"pasar": 300, "toko": 200})
    client.force_login(dunia[2])
    halaman = client.get(alamat(dunia, rinci=False))
    form = halaman.context["form"]
    kirim = {nama: form[nama].value() or "" for nama in form.fields} | {f"omzet_{b.pk}": "9"}
    for bukan in (f"libur_{a.pk}", f"libur_{b.pk}", f"yakin_{a.pk}", f"yakin_{b.pk}"):
        kirim.pop(bukan)
    assert "ubah per saluran" in halaman.content.decode()
    assert client.post(alamat(dunia, rinci=False), kirim).status_code == 302
    assert (tersimpan(), Penjualan.objects.get(umkm=a).pk) == (
        [(a.pk, 500, [("pasar", 300), ("toko", 200)]), (b.pk, 9, [])],
        lama.pk,
    )


def test_strip_shows_twelve_months_and_rows_name_their_gaps(client, dunia):
    a, _ = dunia[1]
    for n in (1, 2, 4):
        buat_penjualan(a, date(2026, n, 1))
    client.force_login(dunia[2])
    halaman = client.get(alamat(dunia))
    baris = {b["umkm"].pk: b["riwayat"].kosong for b in halaman.context["tabel"]}
    assert baris[a.pk] == tuple(date(2025, n, 1) for n in range(6, 13)) + (date(2026, 3, 1),)
    assert len(halaman.context["pita"]) == 12


@pytest.mark.parametrize("rinci", [True, False])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, rinci):
    client.force_login(dunia[2])
    buat_penjualan(dunia[1][0], MEI, 500, saluran={"pasar": 500})
    client.get(alamat(dunia, rinci))
    with django_assert_max_num_queries(12) as satu:
        client.get(alamat(dunia, rinci))
    for _ in range(4):
        umkm = buat_umkm(desa=dunia[0])
        buat_penjualan(umkm, MEI, 500, saluran={"pasar": 200, "toko": 300})
        buat_penjualan(umkm, date(2026, 4, 1), 500, saluran={"pasar": 200, "toko": 300})
    with django_assert_max_num_queries(12) as lima:
        client.get(alamat(dunia, rinci))
    assert len(lima) == len(satu)


def test_channels_are_added_up_while_they_are_typed_and_the_table_fits(halaman, masuk, dunia):
    """Seen red with the script's path wrong, and with the inputs as wide as before."""
    page = halaman(lebar=1280)
    masuk(page, dunia[2].username)
    page.goto(alamat(dunia))
    baris = page.locator("tbody tr").first
    pasar, jumlah = baris.locator("[name^=pasar_]"), baris.locator("[data-jumlah]")
    kata = baris.locator("[data-selisih]")
    for isi, omzet, kalimat in (
        ("Rp 300.000", "", "Jumlah saluran Rp 300.000."),
        ("300000", "500.000", "Jumlah saluran Rp 300.000, kurang Rp 200.000. Samakan, atau kosongkan angka ini."),
        ("700.000,-", "500.000", "Jumlah saluran Rp 700.000, lebih Rp 200.000. Samakan, atau kosongkan angka ini."),
        ("500.000", "Rp 500.000,00", "Cocok: Rp 500.000."),
        ("5 jt", "500.000", "Ada angka yang belum terbaca sebagai rupiah penuh."),
        ("", "500.000", ""),
    ):
        pasar.fill(isi)
        jumlah.fill(omzet)
        expect(kata).to_have_text(kalimat)
    pasar.fill("1")
    baris.locator("[data-libur]").check()
    expect(kata).to_have_text("Tidak berjualan dicentang, tetapi salurannya terisi. Hapus salah satunya.")
    assert page.locator(".tabel-gulir").evaluate("e => e.scrollWidth <= e.clientWidth")
