"""Pages of arahan and rakor: who may, what is said, evidence behind its door, and that every figure is its list."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desa.waktu import hari_ini
from opd.enums import Peran, StatusTindakLanjut
from opd.models import Arahan, Rakor, TindakLanjut
from opd.rekap.arahan import rekap_arahan
from tests.opd.foto_uji import unggahan
from tests.pabrik import beri_peran, buat_opd, buat_pengguna, buat_penugasan
from tests.pabrik_arahan import buat_arahan, buat_rakor, buat_tindak

pytestmark = pytest.mark.django_db

BELUM, DIJAWAB, SELESAI, DIKEMBALIKAN = StatusTindakLanjut
DAFTAR = "/arahan/"


def hari(geser: int = 0):
    return hari_ini() + timedelta(days=geser)


def tulis(**lain) -> dict:
    return {"uuid": str(uuid.uuid4()), "teks": "Kunjungi desa.", "batas": f"{hari(14):%d/%m/%Y}", **lain}


def alamat(t: TindakLanjut) -> str:
    return reverse("arahan:tindak", args=[t.arahan.uuid, t.opd.slug])


def masuk(client, peran, opd=None):
    orang = buat_pengguna(peran, opd=opd)
    client.force_login(orang)
    return orang


# --- writing ------------------------------------------------------------------------------------------------------


def test_pimpinan_orders_all_opds_on_duty_and_one_more(client):
    bertugas, lain, tutup = buat_penugasan().opd, buat_opd(), buat_penugasan(opd=buat_opd(berlaku_selesai=hari())).opd
    sekda = masuk(client, Peran.PIMPINAN)
    jawaban = client.post(reverse("arahan:baru"), tulis(semua="on", opd=[lain.pk]), follow=True)
    arahan = Arahan.objects.get()
    assert (arahan.pemberi, arahan.tanggal) == (sekda, hari())
    assert set(arahan.tindak_lanjut.values_list("opd", flat=True)) == {bertugas.pk, lain.pk}
    assert "Arahan tersimpan" in jawaban.text
    assert bertugas.nama in jawaban.text
    assert tutup.nama not in jawaban.text


def test_only_pimpinan_sees_the_form(client):
    for peran in (Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, Peran.PEMBACA):
        masuk(client, peran)
        assert client.get(reverse("arahan:baru")).status_code == 403
        assert client.post(reverse("arahan:baru"), tulis(semua="on")).status_code == 403
        assert reverse("arahan:baru") not in client.get(DAFTAR).text
    assert Arahan.objects.count() == 0


def test_a_link_fills_in_opd_and_text_and_nothing_hostile(client):
    opd = buat_opd(slug="dinas-tertuju")
    masuk(client, Peran.PIMPINAN)
    teks = client.get(reverse("arahan:baru"), {"opd": opd.slug, "teks": "Desa W belum dikunjungi <b>"}).text
    assert "Desa W belum dikunjungi &lt;b&gt;" in teks
    assert f'value="{hari(14):%d/%m/%Y}"' in teks
    assert re.search(rf'value="{opd.pk}"[^>]*checked', teks)
    for salah in ({"opd": "../x"}, {"opd": "tidak-ada"}, {"teks": "x" * 9000}):
        assert client.get(reverse("arahan:baru"), salah).status_code == 200


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({}, "Pilih sedikitnya satu OPD."),
        ({"opd": ["999999"]}, "OPD yang dituju"),
        ({"semua": "on", "batas": "1/1/2020"}, "Tenggat ini sudah lewat."),
        ({"semua": "on", "batas": "31 Februari"}, "bukan tanggal yang dikenali"),
        ({"semua": "on", "batas": "1/1/2099"}, "Tenggat ini lebih dari setahun lagi."),
        ({"semua": "on", "teks": "  "}, "Bidang ini wajib diisi."),
        ({"semua": "on", "teks": "x" * 4000}, "3000"),
    ],
)
def test_a_form_that_does_not_fit_says_why_and_loses_nothing(client, lain, kalimat):
    buat_penugasan()
    masuk(client, Peran.PIMPINAN)
    kirim = tulis(teks="Selesaikan pendataan segera.") | lain
    teks = client.post(reverse("arahan:baru"), kirim).text
    assert kalimat in teks
    assert kirim["teks"].strip() in teks
    assert Arahan.objects.count() == 0


def test_the_form_sent_twice_makes_one_arahan(client):
    buat_penugasan()
    masuk(client, Peran.PIMPINAN)
    kirim = tulis(semua="on")
    assert len({client.post(reverse("arahan:baru"), kirim).url for _ in range(2)}) == 1
    assert Arahan.objects.count() == 1


def test_withdrawn_by_its_giver_it_leaves_the_open_list(client):
    sekda = masuk(client, Peran.PIMPINAN)
    arahan = buat_arahan(buat_opd(), pemberi=sekda)
    alamat_cabut = reverse("arahan:cabut", args=[arahan.uuid])
    assert "Arahan dicabut." in client.post(alamat_cabut, {"versi": "1", "alasan": "Salah alamat."}, follow=True).text
    assert "Salah alamat." in client.get(reverse("arahan:detail", args=[arahan.uuid])).text
    assert "Tidak ada arahan yang belum selesai" in client.get(DAFTAR).text
    assert arahan.ringkas in client.get(DAFTAR, {"keadaan": "dicabut"}).text
    assert client.get(alamat_cabut).status_code == 302
    masuk(client, Peran.PIMPINAN)
    lain = buat_arahan(buat_opd())
    assert client.get(reverse("arahan:cabut", args=[lain.uuid])).status_code == 403


# --- answering and checking ---------------------------------------------------------------------------------------


def test_operator_answers_with_a_photo_verifikator_returns_and_closes(client):
    t = buat_tindak(buat_arahan(batas=hari(5), tanggal=hari(-3)))
    operator = masuk(client, Peran.OPERATOR_OPD, t.opd)
    assert "Jawab arahan ini" in client.get(alamat(t)).text
    kirim = {"aksi": "jawab", "versi": "1", "jawaban": "Tim sudah ke desa.", "bukti": unggahan(1)}
    teks = client.post(alamat(t), kirim, follow=True).text
    assert "Jawaban tersimpan" in teks
    assert "Jawab arahan ini" not in teks
    t.refresh_from_db()
    assert (t.status, t.dijawab_oleh, t.bukti.name.endswith(".jpg")) == (DIJAWAB, operator, True)

    masuk(client, Peran.VERIFIKATOR)
    teks = client.post(
        alamat(t), {"aksi": "kembali", "versi": "2", "alasan": "Lampirkan daftar hadir."}, follow=True
    ).text
    assert "Lampirkan daftar hadir." in teks
    assert "pernah dikembalikan" in teks
    baru = TindakLanjut.objects.get(putaran=2)
    assert (baru.status, baru.batas) == (BELUM, hari(7))

    client.force_login(operator)
    teks = client.get(alamat(t)).text
    assert ("Lampirkan daftar hadir." in teks, "Jawab arahan ini" in teks) == (True, True)
    client.post(alamat(t), {"aksi": "jawab", "versi": "4", "jawaban": "Daftar hadir terlampir."})
    masuk(client, Peran.VERIFIKATOR)
    teks = client.post(alamat(t), {"aksi": "selesai", "versi": "5"}, follow=True).text
    assert "Tindak lanjut dinyatakan selesai." in teks
    assert TindakLanjut.objects.get(putaran=2).status == SELESAI


def test_others_read_and_cannot_act(client):
    t = buat_tindak(status=DIJAWAB)
    for peran, opd in ((Peran.OPERATOR_OPD, buat_opd()), (Peran.PEMBACA, None), (Peran.PIMPINAN, None), (None, None)):
        masuk(client, peran, opd)
        harapan = 403 if peran else 302
        for aksi in ("selesai", "kembali"):
            kirim = {"aksi": aksi, "versi": "1", "alasan": "x"}
            assert client.post(alamat(t), kirim).status_code in (harapan, 403)
        if peran:
            assert "Periksa jawaban" not in client.get(alamat(t)).text
    t.refresh_from_db()
    assert t.status == DIJAWAB


def test_verifikator_with_a_seat_in_the_opd_is_not_offered_the_check(client):
    t = buat_tindak(status=DIJAWAB)
    rangkap = masuk(client, Peran.VERIFIKATOR)
    beri_peran(rangkap, Peran.OPERATOR_OPD, opd=t.opd)
    assert "Periksa jawaban" not in client.get(alamat(t)).text
    assert client.post(alamat(t), {"aksi": "selesai", "versi": "1"}).status_code == 403


def test_who_comes_second_is_told_and_keeps_the_text(client):
    t = buat_tindak()
    satu = buat_pengguna(Peran.OPERATOR_OPD, opd=t.opd)
    masuk(client, Peran.OPERATOR_OPD, t.opd)
    TindakLanjut.objects.filter(pk=t.pk).update(
        status=DIJAWAB, versi=2, jawaban="Dari teman.", dijawab_oleh=satu, dijawab_pada=t.arahan.dicatat_pada
    )
    teks = client.post(alamat(t), {"aksi": "jawab", "versi": "1", "jawaban": "Ketikan panjang saya."}).text
    assert f"Arahan ini sudah dijawab oleh {satu.nama}" in teks
    assert "Ketikan panjang saya." in teks
    assert TindakLanjut.objects.get().jawaban == "Dari teman."


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"jawaban": ""}, "Bidang ini wajib diisi."),
        ({"bukti": SimpleUploadedFile("bukti.pdf", b"<script>")}, "Berkas harus berupa PDF atau foto"),
        ({"bukti": SimpleUploadedFile("b.jpg", b"\xff\xd8\xffrusak")}, "rusak atau terpotong"),
        ({"bukti": SimpleUploadedFile("b.pdf", b"%PDF-" + b"x" * 11_000_000)}, "lebih dari 10 MB"),
        ({"versi": "satu"}, "Versi isian tidak terbaca"),
        ({"versi": "99"}, "sudah diubah orang lain"),
    ],
)
def test_an_answer_that_does_not_fit_says_why_and_loses_nothing(client, lain, kalimat):
    t = buat_tindak()
    masuk(client, Peran.OPERATOR_OPD, t.opd)
    kirim = {"aksi": "jawab", "versi": "1", "jawaban": "Ketikan saya."} | lain
    teks = client.post(alamat(t), kirim).text
    assert kalimat in teks
    assert kirim["jawaban"] in teks
    assert TindakLanjut.objects.get().status == BELUM


def test_evidence_opens_for_the_own_opd_and_its_checkers_only(client):
    t = buat_tindak(status=DIJAWAB)
    t.bukti.save("uji.pdf", ContentFile(b"%PDF-1.7"))
    pintu = reverse("arahan:berkas", args=[t.pk])
    hasil = {}
    for nama, peran, opd in (
        ("operator", Peran.OPERATOR_OPD, t.opd),
        ("lain", Peran.OPERATOR_OPD, buat_opd()),
        *((p.value, p, None) for p in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA, Peran.ADMIN_SISTEM)),
    ):
        masuk(client, peran, opd)
        jawaban = client.get(pintu)
        isi = b"".join(jawaban.streaming_content) if jawaban.streaming else b""
        hasil[nama] = (jawaban.status_code, isi == b"%PDF-1.7", pintu in client.get(alamat(t)).text)
    terbuka, tertutup = (200, True, True), (404, False, False)
    assert hasil == {
        "operator": terbuka,
        "lain": tertutup,
        "verifikator": terbuka,
        "pimpinan": terbuka,
        "pembaca": tertutup,
        "admin_sistem": tertutup,
    }


def test_hostile_text_is_shown_as_text(client):
    jahat = "<script>alert(1)</script>"
    t = buat_tindak(buat_arahan(isi=jahat), status=DIKEMBALIKAN, jawaban=jahat, alasan_kembali=jahat)
    buat_tindak(t.arahan, t.opd, putaran=2)
    masuk(client, Peran.PIMPINAN)
    for halaman in (DAFTAR, alamat(t), reverse("arahan:detail", args=[t.arahan.uuid])):
        assert jahat not in client.get(halaman).text


def test_unknown_pairs_are_404(client):
    t = buat_tindak()
    masuk(client, Peran.PIMPINAN)
    for salah in (
        reverse("arahan:tindak", args=[t.arahan.uuid, buat_opd().slug]),
        reverse("arahan:tindak", args=[uuid.uuid4(), t.opd.slug]),
        reverse("arahan:detail", args=[uuid.uuid4()]),
        reverse("arahan:berkas", args=[t.pk]),
        reverse("rakor:detail", args=[uuid.uuid4()]),
    ):
        assert client.get(salah).status_code == 404


# --- the list -----------------------------------------------------------------------------------------------------


def jumlah(client, **saring) -> int:
    return client.get(DAFTAR, saring).context["halaman"].paginator.count


def test_every_figure_is_the_number_of_rows_of_its_list(client):
    a, b = buat_opd(), buat_opd()
    for opd in (a, a, b):
        buat_tindak(buat_arahan(batas=hari(-2), tanggal=hari(-9)), opd)
        buat_tindak(buat_arahan(batas=hari(9), tanggal=hari(-9)), opd)
        for status in (DIJAWAB, SELESAI, SELESAI):
            buat_tindak(buat_arahan(batas=hari(9), tanggal=hari(-9)), opd, status=status)
    lama = buat_opd(berlaku_selesai=hari(-1), dilebur_ke=a)
    buat_tindak(buat_arahan(batas=hari(-5), tanggal=hari(-9)), lama)
    user = masuk(client, Peran.PEMBACA)
    rekap = {r.opd_id: r for r in rekap_arahan(user, until=hari())}
    for opd in (a, b):
        r = rekap[opd.pk]
        kata = ("belum", "terlambat", "diperiksa", "selesai")
        assert {k: jumlah(client, opd=opd.slug, keadaan=k) for k in kata} == {k: getattr(r, k) for k in kata}
        kartu = client.get(DAFTAR, {"opd": opd.slug}).context["kartu"]
        assert [nilai for _, nilai, _ in kartu] == [r.terlambat, r.belum, r.diperiksa, r.selesai]
        for _, nilai, tautan in kartu:
            assert client.get(DAFTAR + tautan).context["halaman"].paginator.count == nilai
        assert jumlah(client, opd=opd.slug, ketepatan="tepat") == r.tepat
        assert jumlah(client, opd=opd.slug, ketepatan="lambat") == r.lambat
    assert jumlah(client) == 10
    assert jumlah(client, keadaan="semua") == 16
    assert jumlah(client, keadaan="tidak-ada", opd="tidak-ada") == 10
    assert jumlah(client, opd=lama.slug, ketepatan="lambat") == 1


def test_the_longest_overdue_stands_first_and_says_how_long(client):
    buat_tindak(buat_arahan(batas=hari(-3), tanggal=hari(-9)))
    lama = buat_tindak(buat_arahan(batas=hari(-8), tanggal=hari(-9)))
    buat_tindak(buat_arahan(batas=hari(3), tanggal=hari(-9)))
    masuk(client, Peran.PIMPINAN)
    jawaban = client.get(DAFTAR)
    assert jawaban.context["baris"][0] == (lama, 8)
    assert "terlambat 8 hari" in jawaban.text
    assert jumlah(client, q="tidak ada kata ini") == 0


def test_empty_lists_name_the_next_step(client):
    masuk(client, Peran.PIMPINAN)
    assert reverse("arahan:baru") in client.get(DAFTAR).text
    assert reverse("rakor:baru") in client.get("/rakor/").text
    masuk(client, Peran.VERIFIKATOR)
    assert "/rakor/" in client.get(DAFTAR).text
    masuk(client, Peran.PEMBACA)
    assert reverse("rakor:baru") not in client.get("/rakor/").text


# --- rakor --------------------------------------------------------------------------------------------------------


def notulen(**lain) -> dict:
    dasar = {
        "tanggal": f"{hari(-1):%d/%m/%Y}",
        "tempat": "Lantai 6",
        "perihal": "Evaluasi",
        "peserta": "Sekda\nBappeda",
    }
    return {"uuid": str(uuid.uuid4()), **dasar, "notulen": "Semua hadir.", **lain}


def test_verifikator_records_a_rakor_with_its_paper_and_an_arahan(client):
    opd, sekda = buat_opd(), buat_pengguna(Peran.PIMPINAN)
    masuk(client, Peran.VERIFIKATOR)
    client.post(reverse("rakor:baru"), notulen(berkas=SimpleUploadedFile("n.pdf", b"%PDF-1.7")))
    rakor = Rakor.objects.get()
    assert rakor.peserta == "Sekda\nBappeda"
    catat = reverse("rakor:arahan", args=[rakor.uuid])
    assert sekda.nama in client.get(catat).text
    assert "Pilih pemberi arahan" in client.post(catat, tulis(opd=[opd.pk])).text
    teks = client.post(catat, tulis(opd=[opd.pk], pemberi=sekda.pk), follow=True).text
    assert "0 dari 1 OPD selesai" in teks
    assert Arahan.objects.get().tanggal == rakor.tanggal
    masuk(client, Peran.PEMBACA)
    unduh = client.get(reverse("rakor:berkas", args=[rakor.uuid]))
    assert (b"".join(unduh.streaming_content), unduh.headers["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    for nama in ("ubah", "arahan"):
        assert client.get(reverse(f"rakor:{nama}", args=[rakor.uuid])).status_code == 403


def test_minutes_are_changed_with_their_history_and_a_stale_form_is_refused(client):
    rakor = buat_rakor()
    masuk(client, Peran.VERIFIKATOR)
    ubah = reverse("rakor:ubah", args=[rakor.uuid])
    isi = {k: getattr(rakor, k) for k in ("perihal", "peserta", "notulen")}
    kirim = {"uuid": str(rakor.uuid), "versi": "1", "tanggal": "15/6/2026", "tempat": "Lantai 7", **isi}
    assert "Kantor Gubernur, lantai 6 → Lantai 7" in client.post(ubah, kirim, follow=True).text
    teks = client.post(ubah, kirim | {"tempat": "Lantai 8"}).text
    assert ("mengubah catatan rakor ini pada" in teks, "Lantai 8" in teks) == (True, True)
    assert Rakor.objects.get().tempat == "Lantai 7"


@pytest.mark.parametrize("nama", ["daftar", "detail", "tindak", "baru", "rakor", "rakor_detail"])
def test_query_count_does_not_grow(client, django_assert_max_num_queries, nama):
    sekda = masuk(client, Peran.PIMPINAN)
    rakor = buat_rakor()
    arahan = buat_arahan(pemberi=sekda, rakor=rakor)
    tetap = {"tindak": buat_tindak(arahan, status=DIJAWAB)}

    def isi(n: int) -> None:
        opd = buat_penugasan().opd
        buat_tindak(arahan, opd, status=DIKEMBALIKAN, pemeriksa=sekda)
        buat_tindak(arahan, opd, status=DIJAWAB, putaran=2)
        buat_arahan(opd, rakor=rakor)
        buat_rakor()

    isi(0)
    halaman = {
        "daftar": DAFTAR + "?keadaan=semua&ketepatan=tepat",
        "detail": reverse("arahan:detail", args=[arahan.uuid]),
        "tindak": alamat(tetap["tindak"]),
        "baru": reverse("arahan:baru"),
        "rakor": "/rakor/",
        "rakor_detail": reverse("rakor:detail", args=[rakor.uuid]),
    }[nama]
    client.get(halaman)
    with django_assert_max_num_queries(12) as satu:
        client.get(halaman)
    for n in range(4):
        isi(n)
    with django_assert_max_num_queries(12) as lima:
        client.get(halaman)
    assert len(lima) == len(satu)
