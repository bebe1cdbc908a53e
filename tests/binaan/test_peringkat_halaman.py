"""The pages of the ranking: what they say, to whom, how many queries, and the walk from draft to reward."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from binaan.enums import Komponen
from binaan.models import HitunganPeringkat, Penghargaan, Peringkat, Sanggahan
from binaan.peringkat.masukan import Nilai, OpdDinilai
from desa.angka import format_tanggal
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Pekerjaan
from tests.halaman_ketat import visible_text
from tests.pabrik import buat_opd, buat_pengguna, buat_penugasan, buat_umkm, pada
from tests.pabrik_peringkat import (
    TIDAK_BERLAKU,
    TIDAK_DIISI,
    biasa,
    buat_bobot,
    buat_evaluasi,
    buat_hitungan,
    buat_masa,
    buat_penghargaan,
    buat_peringkat,
    buat_sanggahan,
    buat_sekda,
    isi,
    masukan,
    tugas,
)

pytestmark = pytest.mark.django_db
K = Komponen


def tahun_lalu() -> int:
    return hari_ini().year - 1


def teks(klien, alamat, status=200):
    jawab = klien.get(alamat)
    assert jawab.status_code == status
    return visible_text(jawab.text)


@pytest.fixture
def pembaca(klien):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    return klien


def test_nothing_computed_yet_tells_whom_to_ask(pembaca):
    assert "Minta verifikator menekan Hitung ulang" in teks(pembaca, "/peringkat/")
    assert "Minta verifikator menekan Hitung ulang" in teks(pembaca, "/peringkat/coba/")
    for alamat in ("/peringkat/opd/x/", "/peringkat/opd/x/capaian/"):
        assert pembaca.get(alamat).status_code == 404
    for alamat in ("/peringkat/bobot/", "/peringkat/penghargaan/", "/peringkat/evaluasi/"):
        assert "elum ada" in teks(pembaca, alamat) or "Tidak ada desa" in teks(pembaca, alamat)


def test_the_table_says_rank_interval_ties_and_who_is_not_ranked(pembaca):
    a, b, c, d = (buat_opd() for _ in range(4))
    baru = OpdDinilai(
        d.slug, d.nama, (tugas({k: isi(k, 5) for k in K}, hari=100, mulai=hari_ini().replace(month=9, day=23)),)
    )
    buat_hitungan(
        masukan(biasa(7, a), biasa(5, b), biasa(5, c), baru, tahun=tahun_lalu()), bobot=buat_bobot(tahun_lalu())
    )
    halaman = teks(pembaca, "/peringkat/")
    assert f"{tahun_lalu()}" in halaman
    assert "3 dari 4 OPD yang mendampingi desa pada tahun itu" in halaman
    assert halaman.count("seri dengan 1 lain") == 2
    assert "tetap 1" in halaman
    assert "Belum diperingkat: baru" in halaman
    assert "Sementara" in halaman
    assert "Percobaan" not in halaman


def test_a_ranking_stored_before_the_most_of_each_group_was_still_opens(pembaca):
    """Seen red: KeyError 'paling', a page of 500 for every sheet of before."""
    draf = buat_hitungan(masukan(biasa(7), tahun=tahun_lalu()))
    for baris in draf.hasil["tabel"]:
        for bidang in ("paling", "terukur", "asal"):
            del baris[bidang]
    draf.save(update_fields=["hasil"])
    for alamat in ("/peringkat/", "/peringkat/?unduh=csv"):
        jawaban = pembaca.get(alamat)
        assert (jawaban.status_code, bool(jawaban.getvalue())) == (200, True), alamat


def test_a_trial_without_weights_says_it_cannot_be_frozen(pembaca):
    buat_hitungan(masukan(biasa(7), tahun=tahun_lalu()))
    halaman = teks(pembaca, "/peringkat/")
    assert "Percobaan" in halaman
    assert "tidak dapat dibekukan" in halaman


@pytest.mark.parametrize(
    "kueri", ["?lembar=9999", "?lembar=<script>", "?akses=entah", f"?lembar={uuid.uuid4()}", "?lembar=2025-x"]
)
def test_filters_with_nonsense_are_named_above_the_newest_sheet(pembaca, kueri):
    buat_hitungan(masukan(biasa(7), tahun=tahun_lalu()))
    assert f"“{kueri.partition('=')[2]}” bukan pilihan" in teks(pembaca, f"/peringkat/{kueri}", 400)


def test_the_card_names_start_counted_not_applicable_not_filled_in_and_levers(pembaca):
    opd = buat_opd()
    nilai = {k: isi(k, 5) for k in K} | {K.ENTAS: Nilai(TIDAK_BERLAKU, "penugasan belum 12 bulan")}
    nilai |= {K.CAPAIAN: Nilai(TIDAK_DIISI, "belum ada rencana yang diverifikasi")}
    p = buat_penugasan(opd=opd)
    saya = OpdDinilai(
        opd.slug, opd.nama, (tugas(nilai, kode=p.desa.kode, awal={"UMKM binaan": "7 UMKM"}, jam=Fraction(5, 2)),)
    )
    buat_hitungan(masukan(saya, biasa(9), tahun=tahun_lalu()), bobot=buat_bobot(tahun_lalu()))
    for alamat in (f"/peringkat/opd/{opd.slug}/", f"/peringkat/opd/{opd.slug}/{K.CAPAIAN}/"):
        # seen red with the newest sheet shown without a word
        assert "Peringkat “1999” tidak ada. Yang tampil" in teks(pembaca, f"{alamat}?lembar=1999")
        assert "tidak ada. Yang tampil" not in teks(pembaca, f"{alamat}?lembar={tahun_lalu()}")
    halaman = teks(pembaca, f"/peringkat/opd/{opd.slug}/")
    for kata in (
        "Peringkat 2, wajar tetap 2", "2,5 jam dari ibu kota kabupaten; kelompok akses sedang", "UMKM binaan pada awalnya 7 UMKM",
        "Keluarga entas yang bertahan: penugasan belum 12 bulan.", "Capaian rencana: belum ada rencana yang diverifikasi.",
        "Tidak diisi", "5 dari 10 UMKM", "Apa yang paling menaikkan peringkatnya", "Capaian rencana : paling banyak +15,0 poin",
    ):  # fmt: skip
        assert kata in halaman, kata
    poin = re.search(r"Poin per komponen(.*?)Apa yang paling", halaman, re.S)[1]
    angka = [float(x.replace(",", ".")) for x in re.findall(r"(?:Hasil|Keluaran|Proses) (\d+,\d)", poin)]
    assert f"Nilai {sum(angka):.1f}".replace(".", ",") in halaman


def test_rows_behind_an_input_are_listed_with_their_pages(pembaca):
    opd, p = buat_opd(), buat_penugasan()
    satu, dua = (buat_umkm(desa=p.desa, nama=n) for n in ("Keripik Sagu", "Abon Ikan"))
    rinci = ((str(satu.uuid), "berjualan", "1"), (str(dua.uuid), "diam", "0"), (str(uuid.uuid4()), "tutup", ""))
    n = Nilai(isi(K.BERJUALAN, 1).keadaan, "", 1, 2, rinci=rinci)
    saya = OpdDinilai(opd.slug, opd.nama, (tugas({K.BERJUALAN: n}, kode=p.desa.kode),))
    buat_hitungan(masukan(saya, tahun=tahun_lalu()))
    halaman = teks(pembaca, f"/peringkat/opd/{opd.slug}/berjualan/")
    assert "1 dari 2" in halaman
    assert "Keripik Sagu berjualan ya" in halaman
    assert "Abon Ikan diam tidak" in halaman
    assert "UMKM yang catatannya sudah digabung tutup tidak dibagi" in halaman
    assert f'/umkm/{satu.uuid}/"' in pembaca.get(f"/peringkat/opd/{opd.slug}/berjualan/").text
    assert pembaca.get(f"/peringkat/opd/{opd.slug}/entah/").status_code == 404


def test_other_weights_are_tried_and_nothing_is_stored(pembaca):
    a, b = buat_opd(), buat_opd()
    nilai = {k: isi(k, 5) for k in K}
    satu = OpdDinilai(a.slug, a.nama, (tugas(nilai | {K.SERAPAN: isi(K.SERAPAN, 95), K.CAPAIAN: isi(K.CAPAIAN, 0)}),))
    dua = OpdDinilai(b.slug, b.nama, (tugas(nilai | {K.SERAPAN: isi(K.SERAPAN, 0), K.CAPAIAN: isi(K.CAPAIAN, 90)}),))
    h = buat_hitungan(masukan(satu, dua, tahun=tahun_lalu()), bobot=buat_bobot(tahun_lalu()))
    assert "tetap" in teks(pembaca, "/peringkat/coba/")
    halaman = teks(pembaca, "/peringkat/coba/?capaian=0&serapan=20")
    assert "naik 1" in halaman
    assert "turun 1" in halaman
    assert "Jumlah bobot 110, harus 100" in teks(pembaca, "/peringkat/coba/?capaian=25", 422)
    assert "wajib" in teks(pembaca, "/peringkat/coba/?capaian=", 422)
    teks(pembaca, "/peringkat/coba/?capaian=1e9", 422)
    lama = (h.masukan, h.hasil)
    h.refresh_from_db()
    assert (h.masukan, h.hasil) == lama


def test_the_walk_from_draft_to_reward(klien):
    """The draft is opened, corrected, frozen, objected to, decided, and rewarded, each by who may."""
    opd = buat_opd()
    v, sekda, kepala = buat_pengguna(Peran.VERIFIKATOR), buat_sekda(), buat_pengguna(Peran.KEPALA_OPD, opd=opd)
    buat_hitungan(
        masukan(biasa(7, opd), biasa(4), tahun=tahun_lalu()),
        bobot=buat_bobot(tahun_lalu(), disusun_oleh=v),
        pada_=timezone.now(),
    )
    klien.force_login(v)
    assert "Buka nilai sementara untuk koreksi" in klien.get("/peringkat/").text
    klien.post(f"/peringkat/{tahun_lalu()}/buka/")
    assert "Dapat dibekukan mulai" in teks(klien, "/peringkat/")
    assert klien.get(f"/peringkat/{tahun_lalu()}/bekukan/").status_code == 403
    klien.force_login(sekda)
    assert "harus terbuka 14 hari" in teks(klien, f"/peringkat/{tahun_lalu()}/bekukan/")
    masa = timezone.now() - timedelta(days=20)
    HitunganPeringkat.objects.get().refresh_from_db()
    type(buat_masa(tahun_lalu() - 1)).objects.filter(tahun=tahun_lalu()).update(dibuka_pada=masa)
    sidik = re.search(r'name="sidik" value="(\w+)"', klien.get(f"/peringkat/{tahun_lalu()}/bekukan/").text)[1]
    assert klien.post(f"/peringkat/{tahun_lalu()}/bekukan/", {"sidik": sidik}).status_code == 422
    klien.post(f"/peringkat/{tahun_lalu()}/bekukan/", {"sidik": sidik, "baca": "on"})
    assert "Beku, versi 1" in teks(klien, f"/peringkat/?lembar={Peringkat.objects.get().uuid}")
    walk_from_objection(klien, opd, sekda, kepala, Peringkat.objects.get())


def walk_from_objection(klien, opd, sekda, kepala, p):
    """The second half: the head objects, somebody free decides, the Sekda waits for the end of the time."""
    klien.force_login(kepala)
    assert "Sanggah" in klien.get(f"/peringkat/opd/{opd.slug}/?lembar={p.uuid}").text
    alamat = f"/peringkat/beku/{p.uuid}/sanggah/{opd.slug}/"
    assert klien.post(alamat, {"uuid": uuid.uuid4(), "komponen": "capaian", "teks": ""}).status_code == 422
    klien.post(alamat, {"uuid": uuid.uuid4(), "komponen": "capaian", "teks": "Keliru."})
    s = Sanggahan.objects.get()
    klien.force_login(sekda)
    assert "Simpan putusan" not in klien.get(f"/peringkat/sanggahan/{s.uuid}/").text
    assert klien.post(f"/peringkat/sanggahan/{s.uuid}/", {"putusan": "dikabulkan", "alasan": "x"}).status_code == 403
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    klien.post(f"/peringkat/sanggahan/{s.uuid}/", {"putusan": "ditolak", "alasan": "Sudah tepat."})
    assert "Sudah tepat." in teks(klien, f"/peringkat/sanggahan/{s.uuid}/")
    klien.force_login(sekda)
    assert "Masa sanggah masih berjalan" in teks(klien, f"/peringkat/beku/{p.uuid}/penghargaan/")
    isian = {
        "uuid": uuid.uuid4(),
        "jenis": "umum",
        "nama": "Terbaik",
        "opd": opd.slug,
        "tanggal": f"{hari_ini():%d/%m/%Y}",
    }
    assert klien.post(f"/peringkat/beku/{p.uuid}/penghargaan/", isian).status_code == 422
    assert not Penghargaan.objects.exists()


def test_the_yearly_evaluation_has_its_paper(klien):
    p = buat_penugasan(mulai=hari_ini().replace(year=tahun_lalu() - 1, month=1, day=1))
    buat_hitungan(masukan(biasa(6, p.opd, kode=p.desa.kode), tahun=tahun_lalu()))
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    assert "Belum dievaluasi: 1" in teks(klien, "/peringkat/evaluasi/")
    alamat = f"/peringkat/evaluasi/{tahun_lalu()}/{p.desa.kode}/"
    assert klien.get(alamat).status_code == 403
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert "6 dari 10 UMKM" in teks(klien, alamat)
    isian = {
        "uuid": uuid.uuid4(),
        "lama": "0",
        "putusan": "replikasi",
        "alasan": "Berhasil.",
        "langkah": "Desa tetangga.",
    }
    assert klien.post(alamat, isian)["Location"] == f"/peringkat/evaluasi/?tahun={tahun_lalu()}"
    assert "Direplikasi: 1" in teks(klien, "/peringkat/evaluasi/")
    for putusan, tampil in (("replikasi", True), ("belum", False), ("entah", True)):
        ada = f"/desa/{p.desa.kode}/" in klien.get("/peringkat/evaluasi/", {"putusan": putusan}).text
        assert ada is tampil, putusan
    assert klien.post(alamat, isian | {"uuid": uuid.uuid4()}).status_code == 422
    for tahun in (0, 2022, hari_ini().year + 1, 99999):
        assert klien.get(f"/peringkat/evaluasi/{tahun}/{p.desa.kode}/").status_code == 404


def test_the_night_command_computes_both_years_and_refuses_nonsense(pembaca):
    buat_penugasan()
    call_command("hitung_peringkat", ulangan=100, verbosity=0)
    assert set(HitunganPeringkat.objects.values_list("tahun", flat=True)) == {tahun_lalu(), tahun_lalu() + 1}
    for salah in ({"ulangan": 1}, {"benih": -1}, {"tahun": tahun_lalu() + 2}):
        with pytest.raises(Exception, match="--ulangan|belum mulai"):
            call_command("hitung_peringkat", **salah)


def test_the_card_of_a_draft_says_when_it_is_computed_again_and_what_comes_next(pembaca):
    """Seen red without the section, and with the missed night left unsaid."""
    tahun = tahun_lalu()
    opd, bobot = buat_opd(), buat_bobot(tahun)
    draf = buat_hitungan(masukan(biasa(7, opd), tahun=tahun), bobot=bobot)
    lewat = "Hitungan malam tidak berjalan sejak itu"

    def card():
        return (
            teks(pembaca, f"/peringkat/opd/{opd.slug}/").partition("Sesudah ini")[2].partition("Mengapa nilai ini")[0]
        )

    HitunganPeringkat.objects.filter(pk=draf.pk).update(diperiksa_pada=pada(hari_ini() - timedelta(1)))
    halaman = card()
    assert "Dihitung lagi setiap malam" in halaman
    assert "Verifikator membukanya lebih dahulu." in halaman
    assert "dapat disanggah selama 14 hari" in halaman
    assert lewat not in halaman
    buat_masa(tahun, dibuka_pada=pada(hari_ini()))
    HitunganPeringkat.objects.filter(pk=draf.pk).update(diperiksa_pada=pada(hari_ini() - timedelta(2)))
    halaman = card()
    assert lewat in halaman
    assert f"Dapat dibekukan mulai {format_tanggal(hari_ini() + timedelta(14))}." in halaman


ALAMAT = (
    "/peringkat/", "/peringkat/coba/", "/peringkat/bobot/", "/peringkat/penghargaan/", "/peringkat/evaluasi/",
    "/peringkat/opd/{opd}/", "/peringkat/opd/{opd}/berjualan/", "/peringkat/sanggahan/{sanggahan}/",
)  # fmt: skip


@pytest.mark.parametrize("alamat", ALAMAT)
def test_every_page_asks_the_same_few_queries_at_one_row_and_at_five(klien, alamat):
    opd = buat_opd(slug="opd-uji")

    def isi_dunia(n):
        semua = [biasa(i + 1) for i in range(n)]
        p = buat_peringkat(biasa(9, opd), *semua, tahun=2030 + n, bobot=buat_bobot(2030 + n))
        for _ in range(n):
            buat_penugasan(mulai=hari_ini().replace(year=tahun_lalu() - 1, month=1, day=1))
            buat_penghargaan(p)
            buat_evaluasi(tahun=tahun_lalu())
        return buat_sanggahan(p, opd)

    klien.force_login(buat_pengguna(Peran.PEMBACA))
    jumlah = []
    for n in (1, 5):
        s = isi_dunia(n)
        url = alamat.format(opd=opd.slug, sanggahan=s.uuid)
        klien.get(url)
        with CaptureQueriesContext(connection) as kueri:
            assert klien.get(url).status_code == 200
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1] <= 12


def test_who_may_has_the_drafts_computed_again_without_waiting_for_the_night(client):
    buat_hitungan(masukan(biasa(7)))
    for peran, boleh in (
        (Peran.VERIFIKATOR, True),
        (Peran.PIMPINAN, True),
        (Peran.PEMBACA, False),
    ):
        client.force_login(buat_pengguna(peran))
        assert (">Hitung ulang<" in client.get("/peringkat/").text) == boleh
        jawaban = client.post("/peringkat/hitung/")
        assert (jawaban.status_code, Pekerjaan.objects.count()) == ((302, 1) if boleh else (403, 0))
        Pekerjaan.objects.all().delete()
