"""Pages of penugasan and mergers: who reads, who acts, what they say, and their query budgets."""

from datetime import date

import pytest

from opd.enums import Peran, StatusPenggabungan
from opd.models import PenggabunganOpd, Penugasan
from tests import pabrik

pytestmark = pytest.mark.django_db


def masuk(klien, peran, opd=None):
    pengguna = pabrik.buat_pengguna(peran, opd=opd)
    klien.force_login(pengguna)
    return pengguna


def lapor(*dari, menjadi=None):
    gabung = PenggabunganOpd.objects.create(nama_baru="Dinas Gabungan", menjadi=menjadi, sumber="https://contoh.test/x")
    gabung.dari.set(dari)
    return gabung


def test_daftar_shows_running_ones_and_filters(klien):
    jalan, bertim = pabrik.buat_penugasan(), pabrik.buat_penugasan()
    lama = pabrik.buat_penugasan(selesai=date(2025, 6, 1))
    pabrik.buat_tim(bertim)
    masuk(klien, Peran.PEMBACA)

    def nama(kueri):
        isi = klien.get("/penugasan/", kueri).content.decode()
        return {p for p in (jalan, bertim, lama) if p.desa.nama + "<" in isi}

    assert nama({}) == {jalan, bertim}
    assert nama({"keadaan": "tanpa_tim"}) == {jalan}
    assert nama({"keadaan": "selesai"}) == {lama}
    assert nama({"keadaan": "semua"}) == {jalan, bertim, lama}
    assert nama({"q": jalan.opd.singkatan.lower()}) == {jalan}
    assert nama({"q": bertim.desa.kode}) == {bertim}
    assert nama({"q": "<script>", "keadaan": "ngawur"}) == set()


def test_detail_tells_period_team_facts_and_history(klien):
    p = pabrik.buat_penugasan()
    tim = pabrik.buat_tim(p)
    pabrik.buat_kegiatan(p, date(2026, 1, 5))
    pabrik.buat_kunjungan(p, date(2026, 2, 5))
    masuk(klien, Peran.PEMBACA)
    isi = klien.get(f"/penugasan/{p.pk}/").content.decode()
    for kata in (tim.nomor_sk, "1 kegiatan", "1 kunjungan", "5 Februari 2026", p.desa.nama_lengkap, "10 Januari 2025"):
        assert kata in isi
    assert "Warga Uji" not in isi
    assert "Catat kunjungan" not in isi


def test_detail_offers_the_own_opd_its_forms_and_a_foreign_one_none(klien):
    p = pabrik.buat_penugasan()
    masuk(klien, Peran.OPERATOR_OPD, p.opd)
    assert f"/kunjungan/baru/?penugasan={p.pk}" in klien.get(f"/penugasan/{p.pk}/").content.decode()
    masuk(klien, Peran.OPERATOR_OPD, pabrik.buat_opd())
    assert "/kunjungan/baru/" not in klien.get(f"/penugasan/{p.pk}/").content.decode()


def test_detail_of_a_missing_row_is_404_and_strangers_sign_in(klien):
    assert klien.get("/penugasan/").status_code == 302
    masuk(klien, Peran.PEMBACA)
    assert klien.get("/penugasan/999999/").status_code == 404


def test_penggabungan_preview_executes_nothing_and_then_does(klien):
    a, b = pabrik.buat_opd(), pabrik.buat_opd()
    p = pabrik.buat_penugasan(opd=a)
    gabung = lapor(a, b)
    masuk(klien, Peran.VERIFIKATOR)
    alamat = f"/penggabungan/{gabung.pk}/"
    isi = klien.get(alamat, {"menjadi": b.pk, "tanggal": "1 Juli 2026"}).content.decode()
    assert "1 Juli 2026" in isi
    assert p.desa.nama_lengkap in isi
    assert PenggabunganOpd.objects.get().status == StatusPenggabungan.DILAPORKAN
    jawab = klien.post(alamat, {"menjadi": b.pk, "tanggal": "1 Juli 2026", "jalankan": "ya"})
    assert jawab.status_code == 302
    assert Penugasan.objects.in_force().active_on(date(2026, 7, 1)).get().opd == b
    assert "dijalankan" in klien.get(alamat).content.decode()


def test_penggabungan_with_a_wrong_date_says_so_and_keeps_what_was_typed(klien):
    a, b = pabrik.buat_opd(), pabrik.buat_opd()
    gabung = lapor(a, b)
    masuk(klien, Peran.VERIFIKATOR)
    isi = klien.post(f"/penggabungan/{gabung.pk}/", {"menjadi": b.pk, "tanggal": "31/02/2026"}).content.decode()
    assert "31/02/2026" in isi
    assert "Belum tersimpan" in isi
    assert PenggabunganOpd.objects.get().status == StatusPenggabungan.DILAPORKAN


def test_penggabungan_is_refused_with_a_reason(klien):
    gabung = lapor(pabrik.buat_opd())
    masuk(klien, Peran.ADMIN_SISTEM)
    assert (
        "Belum tersimpan" in klien.post(f"/penggabungan/{gabung.pk}/", {"tolak": "ya", "alasan": ""}).content.decode()
    )
    klien.post(f"/penggabungan/{gabung.pk}/", {"tolak": "ya", "alasan": "Perda belum ditetapkan"})
    assert PenggabunganOpd.objects.get().alasan == "Perda belum ditetapkan"


@pytest.mark.parametrize("peran", [Peran.PIMPINAN, Peran.PEMBACA, Peran.KEPALA_OPD, Peran.OPERATOR_OPD])
def test_penggabungan_by_other_roles_is_403(klien, peran):
    opd = pabrik.buat_opd()
    gabung = lapor(opd)
    masuk(klien, peran, opd if peran in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD) else None)
    jawab = klien.post(f"/penggabungan/{gabung.pk}/", {"menjadi": opd.pk, "tanggal": "1/7/2026"})
    assert jawab.status_code == 403
    assert "Jalankan penggabungan" not in klien.get(f"/penggabungan/{gabung.pk}/").content.decode()


@pytest.mark.parametrize("alamat", ["/penugasan/?keadaan=semua", "/penggabungan/"])
def test_daftar_costs_the_same_at_one_and_five_rows(klien, django_assert_max_num_queries, alamat):
    masuk(klien, Peran.VERIFIKATOR)
    jumlah = []
    for banyak in (1, 4):
        for _ in range(banyak):
            p = pabrik.buat_penugasan()
            pabrik.buat_tim(p)
            lapor(p.opd, pabrik.buat_opd())
        with django_assert_max_num_queries(12) as tangkap:
            klien.get(alamat)
        jumlah.append(len(tangkap))
    assert jumlah[0] == jumlah[1]


def test_detail_costs_at_most_twelve_queries(klien, django_assert_max_num_queries):
    p = pabrik.buat_penugasan()
    pabrik.buat_tim(p, anggota=5)
    masuk(klien, Peran.VERIFIKATOR)
    with django_assert_max_num_queries(12):
        klien.get(f"/penugasan/{p.pk}/")
    gabung = lapor(p.opd, pabrik.buat_opd())
    with django_assert_max_num_queries(12):
        klien.get(f"/penggabungan/{gabung.pk}/")


def isi_form(aksi, **isi):
    return {"aksi": aksi} | {f"{aksi}-{k}": v for k, v in isi.items()}


def test_atur_is_offered_wherever_it_may_be_done(klien):
    """Also before the first day, and to a maintainer who works for the OPD; not where nothing can be changed any more."""
    p = pabrik.buat_penugasan()
    nanti, berakhir = pabrik.buat_penugasan(mulai=date(2027, 1, 4)), pabrik.buat_penugasan(selesai=date(2027, 1, 4))
    pabrik.beri_peran(masuk(klien, Peran.VERIFIKATOR), Peran.OPERATOR_OPD, opd=p.opd)
    isi = {q: klien.get(f"/penugasan/{q.pk}/").text for q in (p, nanti, berakhir)}
    assert [f"/penugasan/{q.pk}/atur/" in teks for q, teks in isi.items()] == [True, True, False]
    assert "Catat kunjungan" in isi[p]
    assert "tidak dapat diubah lagi" in klien.get(f"/penugasan/{berakhir.pk}/atur/").text


def test_atur_hands_a_village_over_on_a_day(klien):
    p, baru = pabrik.buat_penugasan(), pabrik.buat_opd()
    masuk(klien, Peran.VERIFIKATOR)
    kirim = isi_form("alih", opd=baru.pk, sk=p.sk_id, mulai="1 Juli 2026", alasan="SK perubahan")
    jawaban = klien.post(f"/penugasan/{p.pk}/atur/", kirim)
    kini = Penugasan.objects.in_force().active_on(date(2026, 7, 1)).get()
    assert (kini.opd, jawaban.url) == (baru, f"/penugasan/{kini.pk}/")
    assert Penugasan.objects.in_force().active_on(date(2026, 6, 30)).get() == p


def test_atur_closes_and_corrects(klien):
    tutup, salah, benar = pabrik.buat_penugasan(), pabrik.buat_penugasan(), pabrik.buat_opd()
    masuk(klien, Peran.ADMIN_SISTEM)
    klien.post(f"/penugasan/{tutup.pk}/atur/", isi_form("tutup", selesai="1/7/2026", cara="selesai"))
    tutup.refresh_from_db()
    assert (tutup.selesai, tutup.cara_selesai) == (date(2026, 7, 1), "selesai")
    kirim = isi_form("koreksi", opd=benar.pk, sk=salah.sk_id, mulai="10/1/2025", alasan="salah ketik")
    klien.post(f"/penugasan/{salah.pk}/atur/", kirim)
    assert Penugasan.objects.in_force().get(desa=salah.desa).opd == benar
    assert "diganti oleh koreksi" in klien.get(f"/penugasan/{salah.pk}/atur/").content.decode()


def test_atur_with_a_day_before_the_start_says_so_and_changes_nothing(klien):
    p = pabrik.buat_penugasan()
    masuk(klien, Peran.VERIFIKATOR)
    kirim = isi_form("tutup", selesai="1/1/2024", cara="selesai")
    isi = klien.post(f"/penugasan/{p.pk}/atur/", kirim).content.decode()
    assert "Tanggal selesai harus setelah tanggal mulai" in isi
    assert "1/1/2024" in isi
    p.refresh_from_db()
    assert p.selesai is None


@pytest.mark.sekali
@pytest.mark.parametrize("peran", [Peran.PIMPINAN, Peran.PEMBACA, Peran.KEPALA_OPD, Peran.OPERATOR_OPD])
def test_atur_is_403_for_other_roles(klien, peran):
    p = pabrik.buat_penugasan()
    masuk(klien, peran, p.opd if peran in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD) else None)
    alamat = f"/penugasan/{p.pk}/atur/"
    kirim = isi_form("tutup", selesai="1/7/2026", cara="selesai")
    assert [klien.get(alamat).status_code, klien.post(alamat, kirim).status_code] == [403, 403]
    p.refresh_from_db()
    assert p.selesai is None
