"""The command that computes survival, what it keeps, and the pages that show it: every count opens its enterprises."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse

from desa.models import Catatan, Umkm
from desa.waktu import awal_bulan, hari_ini, tambah_bulan
from opd.enums import Peran
from opd.models import HasilKelangsungan
from opd.rekap.hasil_kelangsungan import day_of_month, in_months, members_of, read_hasil
from tests.halaman_ketat import visible_text
from tests.pabrik import buat_pengguna, buat_penjualan, buat_penugasan, buat_penutupan, buat_umkm, pada
from tests.pabrik_kelangsungan import hitung

pytestmark = pytest.mark.django_db


def sejak() -> date:
    """Since when every enterprise here is assisted."""
    return hari_ini() - timedelta(days=900)


def isi_dunia(n=1, banyak=12):
    """For each n a village with enterprises that sell on, one that closed, one that is lost, and a koperasi."""
    hasil = []
    for _ in range(n):
        p = buat_penugasan(mulai=sejak())
        dasar = {"desa": p.desa, "dibina_sejak": sejak(), "dicatat_pada": pada(sejak())}
        umkm = [buat_umkm(**dasar) for _ in range(banyak - 2)]
        for u in umkm:
            buat_penjualan(u, tambah_bulan(awal_bulan(hari_ini()), -2))
        umkm += [buat_umkm(**dasar, tutup_pada=sejak() + timedelta(days=200)), buat_umkm(**dasar)]
        buat_umkm(**dasar, bentuk="koperasi")
        hasil.append((p, umkm))
    return hasil


def baris(client, alamat):
    """How many enterprises a list says it holds."""
    return int(re.search(r": ([\d.]+) usaha\.", visible_text(client.get(alamat).content.decode()))[1])


def test_command_stores_one_result_a_day_and_tells_it(capsys):
    isi_dunia()
    for _ in range(2):
        call_command("hitung_kelangsungan")
    simpanan = HasilKelangsungan.objects.get()
    assert (simpanan.sampai, simpanan.jumlah, len(simpanan.usaha)) == (hari_ini(), 12, 12)
    assert "dihitung dari 12 usaha." in capsys.readouterr().out
    assert Catatan.objects.filter(tindakan="menghitung kelangsungan usaha").count() == 2


def test_curve_that_begins_on_a_day_of_the_table_counts_who_is_observed_then():
    isi_dunia(banyak=13)
    Umkm.objects.filter(tutup_pada=None).update(dicatat_pada=pada(sejak() + timedelta(days=day_of_month(12))))
    k = read_hasil(hitung(hari_ini())).find("provinsi:")
    assert (k.mulai, [(r.bulan, r.berisiko) for r in k.risiko]) == (day_of_month(12), [(12, 12), (18, 11)])


def test_page_says_how_many_opened_again_and_opens_them(client):
    ((p, umkm),) = isi_dunia()
    for n in (100, 300):
        buat_penutupan(umkm[0], sejak() + timedelta(days=n), sejak() + timedelta(days=n + 50))
    buat_penutupan(umkm[1], sejak() + timedelta(days=100), sejak() + timedelta(days=150))
    call_command("hitung_kelangsungan")
    client.force_login(buat_pengguna("pembaca"))
    teks = client.get(reverse("kelangsungan:kurva")).text
    alamat = f"{reverse('kelangsungan:usaha')}?per={hari_ini().isoformat()}&nasib=buka_kembali"
    assert f'<a href="{alamat.replace("&", "&amp;")}">2 usaha</a> di seluruh provinsi buka atau berjualan lagi' in teks
    assert ("3 masa baru" in teks, baris(client, alamat)) == (True, 2)


def test_older_results_keep_their_curves_and_not_their_enterprises(client):
    isi_dunia()
    call_command("hitung_kelangsungan", per=hari_ini() - timedelta(days=1))
    call_command("hitung_kelangsungan")
    lama, baru = HasilKelangsungan.objects.order_by("sampai")
    assert (lama.usaha, len(lama.isi["kelompok"]) > 0, len(baru.usaha)) == ([], True, 12)
    client.force_login(buat_pengguna(Peran.PEMBACA))
    for alamat in ("/kelangsungan/", "/kelangsungan/usaha/"):  # seen red with the newest result shown without a word
        assert "Kelangsungan tidak dihitung sampai 1 Januari 2090" in client.get(f"{alamat}?per=2090-01-01").text
        assert "Kelangsungan tidak dihitung" not in client.get(f"{alamat}?per={lama.sampai}").text
    teks = client.get(f"/kelangsungan/?per={lama.sampai}").content.decode()
    assert ["1 hari lalu" in teks, "/kelangsungan/usaha/" in teks] == [True, False]
    assert (
        "hanya disimpan untuk hitungan terbaru"
        in client.get(f"/kelangsungan/usaha/?per={lama.sampai}").content.decode()
    )


def test_every_count_opens_the_enterprises_it_counts(client):
    (p, _), _ = isi_dunia(2)
    hitung(hari_ini())
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    for pilihan in ("", f"?kelompok=opd:{p.opd.slug}"):
        teks = client.get(f"/kelangsungan/{pilihan}").content.decode()
        tautan = re.findall(r'<a href="(/kelangsungan/usaha/[^"]+)">([\d.]+)', teks)
        assert len(tautan) == 4
        assert [baris(client, unescape(a)) for a, _ in tautan] == [int(n) for _, n in tautan]


def test_enterprise_merged_since_the_computation_still_stands_in_its_list(client):
    ((_, umkm),) = isi_dunia()
    hitung(hari_ini())
    gabung = {"digabung_ke": umkm[0], "digabung_pada": pada(hari_ini()), "alasan_gabung": "Catatan yang sama."}
    Umkm.semua.filter(pk=umkm[1].pk).update(**gabung)
    client.force_login(buat_pengguna(Peran.PEMBACA))
    assert umkm[1].nama in client.get("/kelangsungan/usaha/").content.decode()


def test_groups_add_up_to_the_province():
    isi_dunia(2)
    isi_dunia(1, banyak=4)
    simpanan = hitung(hari_ini())
    hasil = read_hasil(simpanan)
    (provinsi,) = hasil.of_kind("provinsi")
    assert (provinsi.n, provinsi.berjalan, provinsi.berhenti, provinsi.hilang) == (28, 22, 3, 3)
    for jenis in ("opd", "kabupaten"):
        assert sum(k.n for k in hasil.of_kind(jenis)) == provinsi.n
    for k in hasil.kelompok:
        assert len(members_of(simpanan, k.jenis, k.kunci, "")) == k.n == sum(n for _, n in k.jumlah)


def test_small_group_says_so_instead_of_showing_a_curve(client):
    isi_dunia(1, banyak=9)
    hitung(hari_ini())
    client.force_login(buat_pengguna(Peran.PEMBACA))
    teks = client.get("/kelangsungan/").content.decode()
    assert ["terlalu sedikit" in teks, '<svg class="grafik' in teks] == [True, False]


def test_curve_speaks_in_words_and_numbers(client):
    isi_dunia()
    hitung(hari_ini())
    client.force_login(buat_pengguna(Peran.PEMBACA))
    halaman = client.get("/kelangsungan/").content.decode()
    teks = visible_text(halaman)
    for kata in ("Garis tegas", "Garis putus-putus", "kabarnya terputus", "belum tercapai", "12 bulan"):
        assert kata in teks
    assert "setelah 12 bulan 90,9 % masih berjalan, paling sedikit 83,3 %" in halaman


def test_nothing_computed_yet_tells_what_to_run(client):
    client.force_login(buat_pengguna(Peran.PEMBACA))
    for alamat in ("/kelangsungan/", "/kelangsungan/usaha/"):
        assert "manage.py hitung_kelangsungan" in client.get(alamat).content.decode()


@pytest.mark.parametrize("kueri", ["kelompok=opd:tidak-ada", "per=kemarin", "kelompok=%00", "nasib=x", "halaman=-9"])
def test_hostile_address_shows_the_province(client, kueri):
    isi_dunia()
    hitung(hari_ini())
    client.force_login(buat_pengguna(Peran.PEMBACA))
    for alamat in ("/kelangsungan/", "/kelangsungan/usaha/"):
        assert client.get(f"{alamat}?{kueri}").status_code == 200


def test_empty_world_is_computed_and_shown(client):
    hitung(hari_ini())
    client.force_login(buat_pengguna(Peran.PEMBACA))
    assert client.get("/kelangsungan/").status_code == 200


@pytest.mark.parametrize("alamat", ["/kelangsungan/", "/kelangsungan/usaha/"])
def test_pages_ask_the_same_number_of_queries_at_any_size(client, alamat, django_assert_max_num_queries):
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    banyak = []
    for n in (1, 5):
        isi_dunia(n)
        hitung(hari_ini())
        with django_assert_max_num_queries(12) as kueri:
            client.get(alamat)
        banyak.append(len(kueri))
    assert banyak[0] == banyak[1]


def test_curves_by_the_owners_family_open_to_the_verifikator_alone(client):
    (_, umkm), _ = isi_dunia(2)
    for u in umkm:
        u.keluarga_miskin = "ya"
        u.save(update_fields=["keluarga_miskin"])
    simpanan = hitung(hari_ini())
    assert not any("miskin" in str(isi) for isi in (simpanan.isi, simpanan.usaha))
    alamat = "/kelangsungan/?kelompok=miskin:ya"
    for peran in (Peran.PIMPINAN, Peran.ADMIN_SISTEM, Peran.PEMBACA):
        client.force_login(buat_pengguna(peran))
        teks = visible_text(client.get(alamat).content.decode())
        assert ["Keluarga miskin" in teks, "Pilihan ini tidak dikenali" in teks] == [False, True]
    client.force_login(buat_pengguna(Peran.VERIFIKATOR))
    halaman = client.get(alamat).content.decode()
    teks = visible_text(halaman)
    assert ["Keluarga miskin: berapa" in teks, "uji log-rank antara 2 kelompok" in teks] == [True, True]
    assert "/kelangsungan/usaha/?kelompok=miskin" not in halaman
    daftar = client.get("/kelangsungan/usaha/?kelompok=miskin:ya").content.decode()
    assert "Saringan ini tidak dikenali" in daftar


def test_months_are_thirty_days_and_a_half():
    assert [day_of_month(n) for n in (0, 1, 6, 12)] == [0, 30, 182, 365]
    assert [str(in_months(d)) for d in (0, 365, 457)] == ["0.0", "12.0", "15.0"]
