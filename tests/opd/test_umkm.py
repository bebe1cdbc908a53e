"""Enterprises: owners stay hidden until somebody with the right asks, and that is recorded."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.models import Catatan, Umkm
from desa.waktu import awal_bulan, hari_ini, tambah_bulan
from opd.actions.tutup_umkm import close_umkm
from opd.actions.umkm import IsiUmkm, change_umkm, create_umkm, show_pemilik
from tests.pabrik import SEKARANG, buat_desa, buat_opd, buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
PEMILIK, TELEPON = "Yosepina Rahasia-Kenari", "+6281234567890"
ISI = IsiUmkm(
    nama="Ikan Asar Waru", bentuk="perorangan", dibina_sejak=date(2025, 2, 1), pemilik=PEMILIK, telepon=TELEPON
)


@pytest.fixture
def dunia():
    """A village, an enterprise with its owner, and the operator in charge."""
    penugasan = buat_penugasan()
    umkm = buat_umkm(desa=penugasan.desa, nama="Ikan Asar", pemilik=PEMILIK, telepon=TELEPON)
    return penugasan.desa, umkm, buat_pengguna("operator_opd", opd=penugasan.opd)


def isian(**lain) -> dict:
    dasar = {"uuid": str(uuid.uuid4()), "nama": "Usaha Baru", "bentuk": "perorangan", "dibina_sejak": "1 Februari 2025"}
    return {**dasar, **lain}


# --- actions -----------------------------------------------------------------------------------------------------


def test_create_seals_the_phone_and_is_one_row(dunia):
    desa, _, operator = dunia
    u = uuid.uuid4()
    umkm, lagi = (create_umkm(desa, ISI, uuid=u, by=operator, at=SEKARANG, yakin=True) for _ in range(2))
    assert (umkm.pk, umkm.telepon, TELEPON[3:] in umkm.telepon_sandi) == (lagi.pk, TELEPON, False)
    with pytest.raises(ValidationError, match="sudah pernah dikirim dengan isi berbeda"):
        create_umkm(
            desa, IsiUmkm(nama="Lain", bentuk="bumdes", dibina_sejak=ISI.dibina_sejak), uuid=u, by=operator, at=SEKARANG
        )
    assert Umkm.objects.filter(uuid=u).count() == 1


def test_nib_is_unique_with_its_sentence(dunia):
    desa, umkm, operator = dunia
    Umkm.objects.filter(pk=umkm.pk).update(nib="1234567890123")
    isi = IsiUmkm(nama="A", bentuk="perorangan", dibina_sejak=date(2025, 2, 1), nib="1234567890123")
    with pytest.raises(ValidationError) as galat:
        create_umkm(desa, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert galat.value.messages == ["NIB ini sudah dipakai UMKM lain. Periksa 13 angka pada dokumen NIB."]


def test_change_leaves_owner_when_empty_and_audits_without_names(dunia):
    _, umkm, operator = dunia
    kirim = {"by": operator, "at": SEKARANG}
    isi = IsiUmkm(nama="Ikan Asar Dua", bentuk="kelompok", dibina_sejak=umkm.dibina_sejak)
    change_umkm(umkm, isi, versi=1, **kirim)
    kini = Umkm.objects.get(pk=umkm.pk)
    assert (kini.nama, kini.pemilik, kini.telepon, kini.versi) == ("Ikan Asar Dua", PEMILIK, TELEPON, 2)
    change_umkm(umkm, IsiUmkm("Ikan Asar Dua", "kelompok", umkm.dibina_sejak, pemilik="Baru-Kenari"), versi=2, **kirim)
    catatan = " ".join(str(c.perubahan) for c in Catatan.objects.all())
    assert ["Kenari" in catatan, "nama diubah" in catatan] == [False, True]


def test_second_change_names_who_and_when(dunia):
    _, umkm, operator = dunia
    kirim = {"versi": 1, "by": operator, "at": SEKARANG}
    change_umkm(umkm, IsiUmkm("A", "perorangan", umkm.dibina_sejak), **kirim)
    with pytest.raises(ValidationError) as galat:
        change_umkm(umkm, IsiUmkm("B", "perorangan", umkm.dibina_sejak), **kirim)
    assert galat.value.messages[0].endswith(f"Terakhir: {operator.label}, 20 Juli 2026 09.00 WIT.")
    assert Umkm.objects.get(pk=umkm.pk).nama == "A"


def test_close_needs_a_possible_day_and_happens_once(dunia):
    _, umkm, operator = dunia
    kirim = {"alasan": "modal habis", "by": operator, "at": SEKARANG}
    for hari in (date(2026, 7, 21), date(2025, 1, 9)):
        with pytest.raises(ValidationError):
            close_umkm(umkm, tutup_pada=hari, versi=1, **kirim)
    close_umkm(umkm, tutup_pada=date(2026, 7, 1), versi=1, **kirim)
    with pytest.raises(ValidationError, match="sudah tercatat tutup"):
        close_umkm(umkm, tutup_pada=date(2026, 7, 2), versi=2, **kirim)
    assert Umkm.objects.get(pk=umkm.pk).tutup_pada == date(2026, 7, 1)


def test_mentoring_cannot_begin_after_the_closing(dunia):
    _, umkm, operator = dunia
    kirim = {"by": operator, "at": SEKARANG}
    close_umkm(umkm, tutup_pada=date(2026, 7, 1), alasan="modal habis", versi=1, **kirim)
    with pytest.raises(ValidationError, match="tercatat tutup pada 1 Juli 2026"):
        change_umkm(umkm, IsiUmkm("A", "perorangan", date(2026, 7, 2)), versi=2, **kirim)
    assert change_umkm(umkm, IsiUmkm("A", "perorangan", date(2026, 7, 1)), versi=2, **kirim).nama == "A"


def test_foreign_opd_may_do_nothing(dunia):
    desa, umkm, _ = dunia
    kirim = {"by": buat_pengguna("operator_opd", opd=buat_penugasan().opd), "at": SEKARANG}
    for deed in (
        lambda: create_umkm(desa, ISI, uuid=uuid.uuid4(), **kirim),
        lambda: change_umkm(umkm, ISI, versi=1, **kirim),
        lambda: close_umkm(umkm, tutup_pada=date(2026, 7, 1), alasan="x", versi=1, **kirim),
        lambda: show_pemilik(umkm, **kirim),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert Catatan.objects.count() == 0


# --- pages -------------------------------------------------------------------------------------------------------


def test_owner_shows_once_to_who_may_and_is_recorded(client, dunia):
    _, umkm, operator = dunia
    detail, buka = (reverse(f"umkm:{n}", args=[umkm.uuid]) for n in ("detail", "pemilik"))
    hasil = {}
    for nama, orang in {
        "operator": operator,
        "verifikator": buat_pengguna("verifikator"),
        "admin": buat_pengguna("admin_sistem"),
        "pimpinan": buat_pengguna("pimpinan"),
        "asing": buat_pengguna("operator_opd", opd=buat_penugasan().opd),
    }.items():
        client.force_login(orang)
        jawaban = client.post(buka)
        isi = jawaban.content.decode()
        setelah = client.get(detail).content.decode()
        hasil[nama] = (jawaban.status_code, PEMILIK in isi, TELEPON in isi, PEMILIK in setelah)
    assert hasil == {
        "operator": (200, True, True, False),
        "verifikator": (200, True, True, False),
        "admin": (403, False, False, False),
        "pimpinan": (403, False, False, False),
        "asing": (403, False, False, False),
    }
    assert Catatan.objects.filter(tindakan="melihat data pemilik").count() == 2
    assert client.get(buka).status_code == 405


def test_owner_is_on_no_other_page(client, dunia):
    desa, umkm, operator = dunia
    halaman = [reverse(f"umkm:{n}", args=[umkm.uuid]) for n in ("detail", "ubah", "tutup")]
    halaman += [
        reverse("umkm:daftar"),
        reverse("umkm:daftar") + "?q=Yosepina",
        reverse("umkm:baru") + f"?desa={desa.kode}",
    ]
    client.force_login(operator)
    isi = [client.get(h).content.decode() for h in halaman]
    assert [("Kenari" in x, "81234567890" in x) for x in isi] == [(False, False)] * len(halaman)


def test_register_reads_what_people_type(client, dunia):
    desa, _, operator = dunia
    client.force_login(operator)
    kirim = isian(nib="1234 5678 90123", telepon="0812-3456-7890", mulai_usaha="2019", pemilik=" Yos  Kenari ")
    jawaban = [client.post(reverse("umkm:baru"), kirim) for _ in range(2)]
    umkm = Umkm.objects.get(nama="Usaha Baru")
    assert {j.url for j in jawaban} == {reverse("umkm:detail", args=[umkm.uuid])}
    assert (umkm.nib, umkm.telepon, umkm.mulai_usaha, umkm.pemilik) == ("1234567890123", TELEPON, 2019, "Yos Kenari")


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"nib": "123"}, "NIB terdiri atas 13 angka, di sini 3."),
        ({"telepon": "abc"}, "Nomor telepon ini tidak dikenali."),
        ({"mulai_usaha": "2.019"}, "Tulis tahun dengan empat angka, misalnya 2019."),
        ({"mulai_usaha": "2999"}, "Tahun mulai usaha antara 1900"),
        ({"dibina_sejak": "1/1/2099"}, "Tanggal ini belum terjadi."),
        ({"nama": ""}, "Bidang ini wajib diisi."),
        ({"nama": "x" * 100_000}, "150"),
        ({"bentuk": "pt"}, "pt bukan salah satu dari pilihan"),
    ],
)
def test_wrong_field_is_told(client, dunia, lain, kalimat):
    client.force_login(dunia[2])
    jawaban = client.post(reverse("umkm:baru"), isian() | lain)
    assert (jawaban.status_code, Umkm.objects.count()) == (422, 1)
    assert kalimat in jawaban.content.decode()


def test_edit_form_never_shows_or_loses_the_owner(client, dunia):
    _, umkm, operator = dunia
    client.force_login(operator)
    alamat = reverse("umkm:ubah", args=[umkm.uuid])
    assert "tersimpan; isi hanya bila berubah" in client.get(alamat).content.decode()
    client.post(alamat, isian(nama="<script>alert(1)</script>", versi="1"))
    kini = Umkm.objects.get(pk=umkm.pk)
    assert (kini.nama, kini.pemilik, kini.telepon) == ("<script>alert(1)</script>", PEMILIK, TELEPON)
    halaman = client.get(reverse("umkm:detail", args=[umkm.uuid])).content.decode()
    assert "<script>alert" not in halaman
    basi = client.post(alamat, isian(nama="Yang diketik", versi="1")).content.decode()
    assert ["sudah diubah orang lain" in basi, "Yang diketik" in basi] == [True, True]


def test_close_page(client, dunia):
    _, umkm, operator = dunia
    client.force_login(operator)
    alamat = reverse("umkm:tutup", args=[umkm.uuid])
    tanpa = client.post(alamat, {"versi": "1", "tutup_pada": "1/7/2026", "alasan": ""})
    assert (tanpa.status_code, Umkm.objects.get(pk=umkm.pk).tutup_pada) == (422, None)
    client.post(alamat, {"versi": "1", "tutup_pada": "1/7/2026", "alasan": "modal habis"})
    assert (
        Umkm.objects.get(pk=umkm.pk).tutup_pada,
        "modal habis" in client.get(reverse("umkm:detail", args=[umkm.uuid])).content.decode(),
    ) == (date(2026, 7, 1), True)


def test_foreign_opd_reads_and_may_not_write(client, dunia):
    desa, umkm, _ = dunia
    client.force_login(buat_pengguna("operator_opd", opd=buat_penugasan().opd))
    assert client.get(reverse("umkm:detail", args=[umkm.uuid])).status_code == 200
    kode = [client.get(reverse(f"umkm:{n}", args=[umkm.uuid])).status_code for n in ("ubah", "tutup")]
    assert (kode, client.get(reverse("umkm:baru") + f"?desa={desa.kode}").status_code) == ([403, 403], 403)
    client.force_login(buat_pengguna("pembaca"))
    assert client.get(reverse("umkm:baru")).status_code == 403
    client.logout()
    tujuan = [client.get(reverse(f"umkm:{n}", args=[umkm.uuid])) for n in ("detail", "ubah", "tutup")]
    assert [t.url.split("?")[0] for t in tujuan] == [reverse("masuk")] * 3


def test_list_counts_states_and_filters(client, dunia):
    desa, umkm, operator = dunia
    bulan = [tambah_bulan(awal_bulan(hari_ini()), -n) for n in range(1, 6)]
    for b in bulan:
        buat_penjualan(umkm, b, 5)
    diam = buat_umkm(desa=desa, nama="Kue Sagu", produk="sagu")
    for b in bulan:
        buat_penjualan(diam, b, 0)
    buat_umkm(desa=desa, tutup_pada=hari_ini() - timedelta(days=400), dibina_sejak=date(2024, 1, 1))
    buat_umkm(desa=desa, bentuk="bumdes")
    buat_umkm(desa=buat_desa())
    client.force_login(operator)

    def jumlah(kueri: str) -> int:
        return client.get(reverse("umkm:daftar") + kueri).context["jumlah"]

    daftar = {k: jumlah(f"?keadaan={k}") for k in ("berjualan", "diam", "tutup", "belum_diketahui")}
    assert daftar == {"berjualan": 1, "diam": 1, "tutup": 1, "belum_diketahui": 1}
    assert (jumlah(""), jumlah("?bentuk=semua"), jumlah("?bentuk=bumdes"), jumlah(f"?desa={desa.kode}")) == (4, 5, 1, 3)
    opd = operator.managed_opd().get().slug
    assert (jumlah(f"?opd={opd}"), jumlah("?milik=1"), jumlah("?q=sagu"), jumlah("?q=Kenari")) == (3, 3, 1, 0)
    assert (jumlah(f"?kabupaten={desa.kode[:5]}"), jumlah("?per=2024-06-01"), jumlah("?desa=xx")) == (3, 1, 0)
    assert jumlah(f"?opd={buat_opd().slug}") == 0


def test_profile_shows_sales_with_gaps(client, dunia):
    _, umkm, operator = dunia
    bulan = tambah_bulan(awal_bulan(hari_ini()), -1)
    buat_penjualan(umkm, bulan, 1_500_000)
    client.force_login(operator)
    jawaban = client.get(reverse("umkm:detail", args=[umkm.uuid]))
    halaman = jawaban.content.decode()
    assert [t in halaman for t in ("<svg", "Rp 1.500.000", "belum dilaporkan")] == [True] * 3
    assert [(b, p and p.omzet_rp) for b, p, _ in jawaban.context["penjualan"]][1] == (bulan, 1_500_000)


@pytest.mark.parametrize("nama", ["daftar", "detail", "ubah"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    desa, umkm, operator = dunia
    client.force_login(operator)
    tambah = "?opd=" + operator.managed_opd().get().slug if nama == "daftar" else ""
    alamat = reverse(f"umkm:{nama}", args=[] if nama == "daftar" else [umkm.uuid]) + tambah
    buat_penjualan(umkm, date(2026, 5, 1))
    client.get(alamat)
    with django_assert_max_num_queries(12) as satu:
        client.get(alamat)
    for n in range(4):
        buat_penjualan(buat_umkm(desa=desa), date(2026, 5, 1))
        buat_penjualan(umkm, date(2026, n + 1, 1))
        buat_penjualan(buat_umkm(), date(2026, 5, 1))
    with django_assert_max_num_queries(12) as lima:
        client.get(alamat)
    assert len(lima) == len(satu)


def test_new_enterprise_in_a_village_with_a_broken_code_is_a_404(client):
    penugasan = buat_penugasan()
    client.force_login(buat_pengguna("operator_opd", opd=penugasan.opd))
    assert client.get("/umkm/baru/", {"desa": "81.01\x00"}).status_code == 404
