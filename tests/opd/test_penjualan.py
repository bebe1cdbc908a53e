"""Monthly sales: a village's month in one go, gaps stay gaps, jumps are asked about, corrections are new rows."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.models import Catatan, Penjualan
from desa.waktu import awal_bulan, hari_ini, tambah_bulan
from opd.actions.penjualan import BarisPenjualan, GalatBaris, record_month
from opd.actions.wajar import is_jump
from tests.pabrik import SEKARANG, buat_desa, buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
MEI = date(2026, 5, 1)


@pytest.fixture
def dunia():
    """A village with two enterprises, and the operator who reports for it."""
    penugasan = buat_penugasan()
    umkm = [buat_umkm(desa=penugasan.desa, nama=n, pemilik="Rahasia-Kenari") for n in ("Ikan Asar", "Minyak Kelapa")]
    return penugasan.desa, umkm, buat_pengguna("operator_opd", opd=penugasan.opd)


def catat(dunia, *baris: BarisPenjualan, bulan: date = MEI, u: uuid.UUID | None = None, alasan: str = "") -> int:
    return record_month(dunia[0], bulan, baris, uuid=u or uuid.uuid4(), by=dunia[2], at=SEKARANG, alasan=alasan)


def tersimpan() -> list[tuple[int, int, bool]]:
    return list(Penjualan.objects.in_force().order_by("umkm").values_list("umkm_id", "omzet_rp", "berjualan"))


# --- actions -----------------------------------------------------------------------------------------------------


def test_month_is_saved_with_gaps_and_idle_ones(dunia):
    (a, b) = dunia[1]
    c = buat_umkm(desa=dunia[0])
    jumlah = catat(
        dunia, BarisPenjualan(a.pk, 1_000), BarisPenjualan(b.pk, 0, berjualan=False), BarisPenjualan(c.pk, None)
    )
    assert (jumlah, tersimpan()) == (2, [(a.pk, 1_000, True), (b.pk, 0, False)])


def test_sent_twice_writes_once(dunia):
    a, u = dunia[1][0], uuid.uuid4()
    assert [catat(dunia, BarisPenjualan(a.pk, 5), u=u) for _ in range(3)] == [1, 0, 0]
    with pytest.raises(ValidationError, match="sudah pernah dikirim dengan isi berbeda"):
        catat(dunia, BarisPenjualan(a.pk, 6), u=u)
    assert (Penjualan.objects.count(), Catatan.objects.filter(tindakan="mencatat penjualan Mei 2026").count()) == (1, 1)


def test_correction_is_a_new_row_with_a_reason(dunia):
    a = dunia[1][0]
    lama = buat_penjualan(a, MEI, 100)
    with pytest.raises(ValidationError) as galat:
        catat(dunia, BarisPenjualan(a.pk, 120, dilihat=lama.pk))
    assert galat.value.message_dict == {"alasan": ["Angka yang sudah dilaporkan berubah. Tulis alasan koreksinya."]}
    catat(dunia, BarisPenjualan(a.pk, 120, dilihat=lama.pk), alasan="salah ketik")
    baru = Penjualan.objects.in_force().get()
    assert (baru.omzet_rp, baru.menggantikan_id, baru.alasan_koreksi, Penjualan.objects.count()) == (
        120,
        lama.pk,
        "salah ketik",
        2,
    )


def test_emptied_row_is_unreported_and_can_be_reported_again(dunia):
    a = dunia[1][0]
    lama = buat_penjualan(a, MEI, 100)
    catat(dunia, BarisPenjualan(a.pk, None, dilihat=lama.pk), alasan="salah UMKM")
    assert tersimpan() == []
    ujung = Penjualan.objects.get(batal=True)
    catat(dunia, BarisPenjualan(a.pk, 90, dilihat=ujung.pk))
    assert tersimpan() == [(a.pk, 90, True)]


def test_row_changed_meanwhile_names_who_and_when(dunia):
    a = dunia[1][0]
    catat(dunia, BarisPenjualan(a.pk, 100))
    with pytest.raises(GalatBaris) as galat:
        catat(dunia, BarisPenjualan(a.pk, 120, dilihat=None), alasan="x")
    kalimat = (
        f"{dunia[2].nama} sudah mengisi Rp 100 pada 20 Juli 2026 09.00 WIT. "
        "Kirim lagi bila angka Anda yang benar; angka itu akan dikoreksi."
    )
    assert (galat.value.baris, tersimpan()) == ({a.pk: ("berubah", kalimat)}, [(a.pk, 100, True)])


@pytest.mark.parametrize(
    ("kini", "lalu", "lompat"),
    [
        (1000, 100, True),
        (999, 100, False),
        (10, 100, True),
        (11, 100, False),
        (0, 100, False),
        (5, None, False),
        (None, 5, False),
    ],
)
def test_tenfold_is_a_jump(kini, lalu, lompat):
    assert is_jump(kini, lalu) is lompat


def test_jump_is_asked_about_and_nothing_is_written(dunia):
    a, b = dunia[1]
    buat_penjualan(a, date(2026, 3, 1), 1_000_000)
    with pytest.raises(GalatBaris) as galat:
        catat(dunia, BarisPenjualan(a.pk, 10_000_000), BarisPenjualan(b.pk, 5))
    kalimat = (
        "Rp 10.000.000 sangat jauh dari Rp 1.000.000 pada Maret 2026. "
        "Periksa jumlah nolnya, atau centang “angka ini benar”."
    )
    assert (galat.value.baris, Penjualan.objects.filter(bulan=MEI).count()) == ({a.pk: ("lonjakan", kalimat)}, 0)
    assert catat(dunia, BarisPenjualan(a.pk, 10_000_000, yakin=True), BarisPenjualan(b.pk, 5)) == 2


@pytest.mark.parametrize(
    ("isi", "bulan"),
    [
        ({}, date(2026, 8, 1)),
        ({"dibina_sejak": date(2026, 6, 1)}, MEI),
        ({"tutup_pada": date(2026, 4, 30)}, MEI),
        ({"dibina_sampai": date(2026, 5, 1), "alasan_keluar": "x", "keluar_dicatat_pada": SEKARANG}, MEI),
    ],
)
def test_month_that_cannot_be_is_refused(dunia, isi, bulan):
    umkm = buat_umkm(desa=dunia[0], **isi)
    with pytest.raises(ValidationError):
        catat(dunia, BarisPenjualan(umkm.pk, 5), bulan=bulan)
    assert Penjualan.objects.count() == 0


def test_enterprise_of_another_village_and_foreign_opd_are_refused(dunia):
    with pytest.raises(ValidationError):
        catat(dunia, BarisPenjualan(buat_umkm().pk, 5))
    asing = buat_pengguna("operator_opd", opd=buat_penugasan().opd)
    with pytest.raises(PermissionDenied):
        record_month(dunia[0], MEI, [], uuid=uuid.uuid4(), by=asing, at=SEKARANG)


# --- pages -------------------------------------------------------------------------------------------------------


def alamat(dunia, bulan: str = "2026-05") -> str:
    return reverse("penjualan:isi", args=[dunia[0].kode, bulan])


def isian(**lain) -> dict:
    return {"uuid": str(uuid.uuid4()), "alasan": "", **lain}


def test_page_saves_the_month(client, dunia):
    a, b = dunia[1]
    buat_penjualan(a, date(2026, 4, 1), 1_250_000)
    client.force_login(dunia[2])
    assert "Rp 1.250.000" in client.get(alamat(dunia)).content.decode()
    jawaban = client.post(alamat(dunia), isian(**{f"omzet_{a.pk}": "Rp 1.500.000,-", f"libur_{b.pk}": "on"}))
    assert jawaban.status_code == 302
    assert list(Penjualan.objects.filter(bulan=MEI).order_by("umkm").values_list("omzet_rp", "berjualan")) == [
        (1_500_000, True),
        (0, False),
    ]
    assert [str(m) for m in get_messages(jawaban.wsgi_request)] == [
        "Penjualan Mei 2026 tersimpan: 2 UMKM baru atau berubah."
    ]


def test_page_asks_about_a_jump_and_keeps_the_rest(client, dunia):
    a, b = dunia[1]
    buat_penjualan(a, date(2026, 4, 1), 100_000)
    client.force_login(dunia[2])
    kirim = isian(**{f"omzet_{a.pk}": "1.000.000", f"omzet_{b.pk}": "7"})
    halaman = client.post(alamat(dunia), kirim).content.decode()
    minta = (f'name="yakin_{a.pk}"' in halaman, f'name="yakin_{b.pk}"' in halaman)
    angka = ("Rp 1.000.000" in halaman, "Rp 100.000" in halaman, 'value="7"' in halaman)
    assert (minta, angka, Penjualan.objects.filter(bulan=MEI).count()) == ((True, False), (True,) * 3, 1)
    assert "1 UMKM tersimpan. Yang ini belum" in halaman
    assert client.post(alamat(dunia), kirim | {f"yakin_{a.pk}": "on"}).status_code == 302
    assert Penjualan.objects.filter(bulan=MEI).count() == 2


@pytest.mark.parametrize("salah", ["1,5", "-1", "1e9", "1_000", "１２x", "<script>alert(1)</script>", "9" * 100_000])
def test_unreadable_money_is_told_in_its_row(client, dunia, salah):
    a, b = dunia[1]
    client.force_login(dunia[2])
    jawaban = client.post(alamat(dunia), isian(**{f"omzet_{a.pk}": salah, f"omzet_{b.pk}": "5"}))
    assert (jawaban.status_code, tersimpan(), "<script>alert" in jawaban.content.decode()) == (
        422,
        [(b.pk, 5, True)],
        False,
    )


def test_idle_and_money_together_are_refused(client, dunia):
    a = dunia[1][0]
    client.force_login(dunia[2])
    jawaban = client.post(alamat(dunia), isian(**{f"omzet_{a.pk}": "5", f"libur_{a.pk}": "on"}))
    assert "Kosongkan omzetnya, atau hapus centang tidak berjualan." in jawaban.content.decode()


def test_second_writer_is_told_and_may_send_again(client, dunia):
    a = dunia[1][0]
    client.force_login(dunia[2])
    kirim = isian(**{f"omzet_{a.pk}": "500", "alasan": "hitung ulang"})
    catat(dunia, BarisPenjualan(a.pk, 400))
    halaman = client.post(alamat(dunia), kirim)
    pk = Penjualan.objects.get().pk
    assert (f'value="{pk}"' in halaman.content.decode(), tersimpan()) == (True, [(a.pk, 400, True)])
    client.post(alamat(dunia), kirim | {f"dilihat_{a.pk}": str(pk)})
    assert tersimpan() == [(a.pk, 500, True)]


def test_only_the_villages_opd_and_maintainers_write(client, dunia):
    hasil = {}
    for nama, orang in {
        "asing": buat_pengguna("operator_opd", opd=buat_penugasan().opd),
        "pimpinan": buat_pengguna("pimpinan"),
        "verifikator": buat_pengguna("verifikator"),
        "operator": dunia[2],
    }.items():
        client.force_login(orang)
        pilih = client.get(reverse("penjualan:pilih", args=[dunia[0].kode]))
        hasil[nama] = (
            pilih.status_code,
            alamat(dunia) in pilih.content.decode(),
            client.get(alamat(dunia)).status_code,
        )
    assert hasil == {
        "asing": (200, False, 403),
        "pimpinan": (200, False, 403),
        "verifikator": (200, True, 200),
        "operator": (200, True, 200),
    }
    client.logout()
    assert client.get(alamat(dunia)).status_code == 302


def test_months_that_do_not_exist_are_404(client, dunia):
    client.force_login(dunia[2])
    nanti = tambah_bulan(awal_bulan(hari_ini()), 1)
    kode = [client.get(alamat(dunia, b)).status_code for b in (f"{nanti:%Y-%m}", f"{hari_ini():%Y-%m}")]
    assert (kode, client.get(alamat(dunia).replace("2026-05", "2026-13")).status_code) == ([404, 200], 404)


def test_month_list_says_what_is_missing(client, dunia):
    a, b = dunia[1]
    bulan = [tambah_bulan(awal_bulan(hari_ini()), -n) for n in (1, 2)]
    buat_penjualan(a, bulan[0])
    for u in (a, b):
        buat_penjualan(u, bulan[1])
    client.force_login(dunia[2])
    daftar = client.get(reverse("penjualan:pilih", args=[dunia[0].kode])).context["bulan_list"]
    assert [x.kata for x in daftar[:4]] == ["bulan berjalan", "kurang 1 UMKM", "lengkap", "belum dilaporkan"]


def test_owner_names_never_show(client, dunia):
    client.force_login(dunia[2])
    halaman = [alamat(dunia), reverse("penjualan:pilih", args=[dunia[0].kode])]
    assert ["Kenari" in client.get(h).content.decode() for h in halaman] == [False, False]


def test_village_without_enterprises_says_what_to_do(client):
    penugasan = buat_penugasan()
    client.force_login(buat_pengguna("operator_opd", opd=penugasan.opd))
    halaman = client.get(reverse("penjualan:isi", args=[penugasan.desa.kode, "2026-05"]))
    assert "Daftarkan UMKM" in halaman.content.decode()
    assert client.get(reverse("penjualan:pilih", args=[buat_desa().kode])).status_code == 200


@pytest.mark.parametrize("nama", ["pilih", "isi"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    client.force_login(dunia[2])
    tujuan = alamat(dunia) if nama == "isi" else reverse("penjualan:pilih", args=[dunia[0].kode])
    buat_penjualan(dunia[1][0], MEI)
    client.get(tujuan)
    with django_assert_max_num_queries(12) as satu:
        client.get(tujuan)
    for _ in range(4):
        umkm = buat_umkm(desa=dunia[0])
        buat_penjualan(umkm, MEI)
        buat_penjualan(umkm, date(2026, 4, 1))
    with django_assert_max_num_queries(12) as lima:
        client.get(tujuan)
    assert len(lima) == len(satu)
