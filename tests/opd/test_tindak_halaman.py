"""Pages and tasks of follow-ups: half of one is told, each task opens the page that ends it, and who may not is refused."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Kunjungan, TindakLanjutKunjungan
from opd.rekap.tindak_kunjungan import open_of_village
from opd.rekap.tugas import tugas_saya
from tests.opd.test_tindak_kunjungan import HARI, TEMPO, selesai
from tests.pabrik import SEKARANG, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_kunjungan import buat_kunjungan_bertindak, buat_tindak

pytestmark = pytest.mark.django_db


@pytest.fixture
def dunia():
    """One penugasan and its operator."""
    penugasan = buat_penugasan()
    return penugasan, buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def isian(**lain: Any) -> dict[str, Any]:
    return {"uuid": str(uuid.uuid4()), "tanggal": "1 Juli 2026", "cara": "lapangan", **lain}


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"tindak_lanjut": "Temui raja"}, "Isi jatuh temponya, atau kosongkan tindak lanjutnya."),
        ({"jatuh_tempo": "15/07/2026"}, "Tulis tindak lanjutnya, atau kosongkan jatuh temponya."),
        (
            {"tindak_lanjut": "Temui raja", "jatuh_tempo": "30/06/2026"},
            "Jatuh tempo tidak boleh sebelum tanggal kunjungan.",
        ),
        ({"tindak_lanjut": "Temui raja", "jatuh_tempo": "kapan-kapan"}, "Tanggal"),
        ({"tindak_lanjut": "x" * 501, "jatuh_tempo": "15/07/2026"}, "500"),
    ],
)
def test_half_a_follow_up_is_told_and_nothing_typed_is_lost(client, dunia, lain, kalimat):
    client.force_login(dunia[1])
    halaman = client.post(reverse("kunjungan:baru"), isian(catatan="Cuaca cerah.", **lain)).content.decode()
    assert [kalimat in halaman, "Cuaca cerah." in halaman, lain.get("tindak_lanjut", "") in halaman] == [True] * 3
    assert not Kunjungan.objects.exists()


def test_form_records_follow_up_of_an_enterprise_and_asks_for_its_state(client, dunia):
    umkm = buat_umkm(desa=dunia[0].desa)
    client.force_login(dunia[1])
    kirim = isian(**{f"tindak_{umkm.pk}": "Ajukan KUR", f"tempo_{umkm.pk}": "15 Juli 2026"})
    tanya = client.post(reverse("kunjungan:baru"), kirim).content.decode()
    assert ["Pilih keadaan usahanya juga." in tanya, 'value="Ajukan KUR"' in tanya] == [True, True]
    halaman = client.get(client.post(reverse("kunjungan:baru"), kirim | {f"keadaan_{umkm.pk}": "ya"}).url)
    tindak = TindakLanjutKunjungan.objects.get()
    assert (tindak.umkm, tindak.isi, tindak.jatuh_tempo) == (umkm, "Ajukan KUR", TEMPO)
    assert reverse("kunjungan:tindak", args=[tindak.kunci]) in halaman.content.decode()


def test_form_of_a_new_visit_asks_about_the_open_follow_ups_of_the_village(client, dunia):
    tindak = buat_tindak(buat_kunjungan(dunia[0], date(2026, 6, 1), foto=0), isi="Temui raja")
    buat_tindak(buat_kunjungan(buat_penugasan(), date(2026, 6, 1), foto=0), isi="Desa lain")
    client.force_login(dunia[1])
    alamat = reverse("kunjungan:baru")
    halaman = client.get(alamat).content.decode()
    assert ["Temui raja" in halaman, "Desa lain" in halaman] == [True, False]
    s, h = f"selesai_{tindak.kunci}", f"hasil_{tindak.kunci}"
    assert "Tulis hasil tindak lanjut ini" in client.post(alamat, isian(**{s: "on"})).content.decode()
    tanpa = client.post(alamat, isian(**{h: "Raja bersedia."})).content.decode()
    assert ["Centang “Sudah selesai”" in tanpa, 'value="Raja bersedia."' in tanpa] == [True, True]
    client.post(alamat, isian(**{s: "on", h: "Raja bersedia."}))
    tindak.refresh_from_db()
    assert (tindak.hasil, tindak.selesai_kunjungan) == ("Raja bersedia.", Kunjungan.objects.latest("pk"))


def test_page_of_a_follow_up_ends_it_once(client, dunia):
    tindak = buat_tindak(buat_kunjungan(dunia[0], HARI, foto=0))
    alamat = reverse("kunjungan:tindak", args=[tindak.kunci])
    client.force_login(dunia[1])
    assert "Tulis hasil tindak lanjut ini" in client.post(alamat, {"hasil": " "}).content.decode()
    jawaban = client.post(alamat, {"hasil": "Sudah diurus."})
    assert jawaban.url == reverse("kunjungan:detail", args=[tindak.kunjungan.uuid])
    assert "Sudah diurus." in client.get(jawaban.url).content.decode()
    assert client.post(alamat, {"hasil": "Sudah diurus."}).status_code == 302
    lagi = client.post(alamat, {"hasil": "Lain."}).content.decode()
    assert ["sudah dinyatakan selesai oleh" in lagi, "Lain." in lagi] == [True, True]
    assert 'name="hasil"' not in client.get(alamat).content.decode()


def test_finished_follow_up_is_opened_again_with_a_reason(client, dunia):
    tindak = buat_tindak(buat_kunjungan(dunia[0], HARI, foto=0))
    halaman, buka = (reverse(f"kunjungan:{n}", args=[tindak.kunci]) for n in ("tindak", "buka_tindak"))
    client.force_login(dunia[1])
    assert (buka in client.get(halaman).content.decode(), client.get(buka).url) == (False, halaman)
    selesai(tindak, dunia[1], at=timezone.now())
    assert buka in client.get(halaman).content.decode()
    form = client.get(buka).context["form"]
    kirim = {"dilihat": form["dilihat"].value(), "alasan": "Keliru."}
    assert "wajib diisi" in client.post(buka, kirim | {"alasan": " "}).content.decode()
    assert "Muat ulang" in client.post(buka, kirim | {"dilihat": "kemarin"}).content.decode()
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=buat_penugasan().opd))
    assert [client.get(buka).status_code, client.post(buka, kirim).status_code] == [403, 403]
    client.force_login(dunia[1])
    for _ in range(2):
        assert client.post(buka, kirim).url == halaman
    assert 'name="hasil"' in client.get(halaman).content.decode()
    assert "Keliru." in client.get(reverse("kunjungan:detail", args=[tindak.kunjungan.uuid])).content.decode()


def test_page_is_read_by_all_and_ended_by_none_but_its_opd(client, dunia):
    tindak = buat_tindak(buat_kunjungan(dunia[0], HARI, foto=0), isi="<b>Temui</b>")
    alamat = reverse("kunjungan:tindak", args=[tindak.kunci])
    for peran in (Peran.PEMBACA, Peran.VERIFIKATOR, Peran.PIMPINAN):
        client.force_login(buat_pengguna(peran))
        halaman = client.get(alamat)
        assert (halaman.status_code, 'name="hasil"' in halaman.content.decode()) == (200, False)
        assert "&lt;b&gt;Temui&lt;/b&gt;" in halaman.content.decode()
        assert client.post(alamat, {"hasil": "x"}).status_code == 403
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=buat_penugasan().opd))
    assert client.post(alamat, {"hasil": "x"}).status_code == 403
    assert client.get(reverse("kunjungan:tindak", args=[uuid.uuid4()])).status_code == 404
    assert TindakLanjutKunjungan.objects.unfinished().count() == 1


def test_village_and_enterprise_list_what_is_open(client, dunia):
    umkm = buat_umkm(desa=dunia[0].desa)
    kunjungan = buat_kunjungan(dunia[0], hari_ini() - timedelta(days=20), foto=0)
    buat_tindak(kunjungan, umkm=umkm, isi="Ajukan KUR")
    buat_tindak(kunjungan, isi="Temui raja")
    client.force_login(dunia[1])
    alamat = (reverse("desa:detail", args=[dunia[0].desa.kode]), reverse("umkm:detail", args=[umkm.uuid]))

    def terlihat() -> list[list[bool]]:
        return [[t in client.get(a).content.decode() for t in ("Ajukan KUR", "Temui raja")] for a in alamat]

    assert terlihat() == [[True, True], [True, False]]
    for t in kunjungan.tindak.all():
        selesai(t, dunia[1])
    assert terlihat() == [[False, False], [False, False]]


def test_old_visit_keeps_its_text_and_its_correction_asks_for_the_due_date(client, dunia):
    lama = buat_kunjungan(dunia[0], HARI, foto=0, tindak_lanjut="Temui raja")
    client.force_login(dunia[1])
    halaman = client.get(reverse("kunjungan:detail", args=[lama.uuid])).content.decode()
    assert ["Temui raja" in halaman, "Dicatat tanpa jatuh tempo." in halaman] == [True, True]
    alamat = reverse("kunjungan:koreksi", args=[lama.uuid])
    assert "Temui raja" in client.get(alamat).content.decode()
    client.post(alamat, isian(alasan="uji", tindak_lanjut="Temui raja", jatuh_tempo="15 Juli 2026"))
    assert Kunjungan.objects.in_force().get().tindak.get().isi == "Temui raja"


# --- tasks -------------------------------------------------------------------------------------------------------


def tugas(orang: Any, hari: date = date(2026, 7, 20)) -> list[str]:
    return [t.kalimat for t in tugas_saya(orang, until=hari) if t.jenis == "tindak_lanjut"]


@pytest.mark.parametrize(
    ("tempo", "kapan"),
    [
        (date(2026, 7, 17), "lewat 3 hari"),
        (date(2026, 7, 20), "jatuh tempo 20 Juli 2026"),
        (date(2026, 7, 27), "jatuh tempo 27 Juli 2026"),
        (date(2026, 7, 28), None),
    ],
)
def test_task_waits_from_a_week_before_the_due_date(dunia, tempo, kapan):
    buat_tindak(buat_kunjungan(dunia[0], HARI), tempo, isi="Temui raja")
    harap = [f"Tindak lanjut “Temui raja” di {dunia[0].desa.nama} {kapan}."] if kapan else []
    assert tugas(dunia[1]) == harap


def test_task_opens_the_page_that_ends_it(client, dunia):
    umkm = buat_umkm(desa=dunia[0].desa)
    tindak = buat_tindak(buat_kunjungan(dunia[0], hari_ini()), hari_ini(), umkm=umkm)
    alamat = reverse("kunjungan:tindak", args=[tindak.kunci])
    client.force_login(dunia[1])
    assert alamat in client.get(reverse("beranda")).content.decode()
    client.post(alamat, {"hasil": "Sudah."})
    assert alamat not in client.get(reverse("beranda")).content.decode()


def test_task_passes_to_the_opd_that_answers_for_the_village_now():
    lama = buat_penugasan(selesai=date(2026, 7, 5))
    baru = buat_penugasan(desa=lama.desa, mulai=date(2026, 7, 5))
    buat_tindak(buat_kunjungan(lama, HARI), TEMPO, isi="Temui raja")
    orang = [buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd) for p in (lama, baru, buat_penugasan())]
    assert [len(tugas(o)) for o in orang] == [0, 1, 0]


def test_open_of_village_equals_plain_loops():
    a, b = buat_penugasan(), buat_penugasan()
    for n, p in enumerate((a, b, a, a)):
        buat_kunjungan_bertindak(p, HARI + timedelta(days=n), TEMPO - timedelta(days=n))
    lewat = buat_tindak(buat_kunjungan(a, HARI), selesai_pada=SEKARANG, selesai_oleh=buat_pengguna(), hasil="Sudah.")
    batal = buat_kunjungan_bertindak(a, HARI)
    buat_kunjungan(a, HARI, menggantikan=batal, batal=True, alasan_koreksi="uji")
    lambat = []
    for t in TindakLanjutKunjungan.objects.all():
        gugur = t.kunjungan.batal or Kunjungan.objects.filter(menggantikan=t.kunjungan).exists()
        if t.kunjungan.penugasan.desa_id == a.desa_id and not gugur and t.selesai_pada is None:
            lambat.append((t.jatuh_tempo, t.pk, t.kunci))
    cepat = open_of_village(a.desa_id, until=date(2026, 7, 20))
    assert [t.kunci for t in cepat] == [kunci for *_, kunci in sorted(lambat)]
    assert (len(cepat), lewat.kunci in {t.kunci for t in cepat}) == (3, False)


@pytest.mark.parametrize("nama", ["kunjungan:detail", "kunjungan:baru", "kunjungan:tindak", "beranda"])
def test_pages_ask_the_same_number_of_queries_at_any_size(client, dunia, django_assert_max_num_queries, nama):
    penugasan, operator = dunia
    kunjungan = buat_kunjungan(penugasan, hari_ini())
    client.force_login(operator)
    jumlah = []
    for banyak in (1, 4):
        for _ in range(banyak):
            tindak = buat_tindak(kunjungan, hari_ini(), umkm=buat_umkm(desa=penugasan.desa))
        bagian = {"kunjungan:detail": [kunjungan.uuid], "kunjungan:tindak": [tindak.kunci]}.get(nama, [])
        alamat = reverse(nama, args=bagian)
        client.get(alamat)
        with django_assert_max_num_queries(20 if nama == "beranda" else 12) as kueri:
            assert client.get(alamat).status_code == 200
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1]
