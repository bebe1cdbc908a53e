"""A decision that an arahan settles: it takes no place while the answer is waited for, on no page, and comes back saying why.

Seen red: with `Perkara._first` giving the first case whatever was ordered, with late answers still waited for, and without the
look at all villages when the kept ones run out.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlparse

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from binaan.dasbor import teratas
from binaan.dasbor.keputusan import susun_gerak
from binaan.dasbor.perkara import read_cases
from binaan.dasbor.pokok import ringkas
from binaan.dasbor.tautan import buat_tautan
from desa.angka import format_tanggal
from desa.waktu import akhir_bulan, hari_ini
from opd.enums import Peran, StatusTindakLanjut
from opd.models import Arahan, KunjunganUmkm, TindakLanjut
from opd.models.arahan import PerkaraArahan
from opd.rekap.umkm import jendela
from tests.halaman_ketat import visible_text
from tests.pabrik import buat_kegiatan, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_arahan import buat_arahan, buat_tindak
from tests.pabrik_naskah import buat_rencana

pytestmark = pytest.mark.django_db

LAMA, TIM = PerkaraArahan.BELUM_DIKUNJUNGI, PerkaraArahan.TANPA_TIM
HALAMAN = ("/dasbor/", "/dasbor/?layar=rapat", "/dasbor/lembar/", "/dasbor/teks/", "/tugas/", "/")


@pytest.fixture
def dua():
    """Two villages never visited, the first for longer."""
    return [buat_penugasan(mulai=hari_ini() - timedelta(days=n)) for n in (300, 250)]


def putusan(klien, alamat="/dasbor/"):
    return [k.kalimat for k in klien.get(alamat).context["keputusan"]]


def tegur(klien, keputusan, opd=None):
    """Press the button and send the form as it stands, or to another OPD."""
    teks = klien.get(keputusan.arahan).text
    isi = dict(re.findall(r'type="hidden" name="(uuid|perkara|desa)" value="([^"]*)"', teks))
    assert {"perkara": keputusan.perkara, "desa": keputusan.desa}.items() <= isi.items()
    awal = parse_qs(urlparse(keputusan.arahan).query)
    tercentang = re.search(r'name="opd" value="(\d+)"[^>]* checked', teks)[1]
    batas = f"{hari_ini() + timedelta(days=14):%d/%m/%Y}"
    kirim = isi | {"teks": awal["teks"][0], "batas": batas, "opd": opd.pk if opd else tercentang}
    jawab = klien.post("/arahan/baru/", kirim, follow=True)
    assert ("Tentang keputusan dasbor" in jawab.text) == (opd is None)
    return kirim


def test_the_button_settles_the_decision_on_every_page_and_the_next_comes_up(klien, dua):
    sekda, asisten = (buat_pengguna(Peran.PIMPINAN) for _ in range(2))
    klien.force_login(sekda)
    pertama = klien.get("/dasbor/").context["keputusan"][0]
    assert pertama.kalimat.startswith(dua[0].desa.nama)
    tegur(klien, pertama)
    batas = format_tanggal(hari_ini() + timedelta(days=14))
    kalimat = f"1 keputusan menunggu jawaban arahan: sudah ditegur {format_tanggal(hari_ini())}, dijawab paling lambat {batas}"
    for user in (sekda, asisten):
        klien.force_login(user)
        for alamat in HALAMAN:
            teks = unescape(visible_text(klien.get(alamat).text))
            sebut = kalimat.partition(":")[0] if "rapat" in alamat else kalimat
            assert (pertama.kalimat in teks, sebut in teks) == (False, True), alamat
        assert putusan(klien, "/")[0].startswith(dua[1].desa.nama)
    desa = " ".join(visible_text(klien.get(f"/desa/{dua[0].desa.kode}/").text).split())
    assert f"Sudah ditegur {format_tanggal(hari_ini())}; {dua[0].opd.nama} menjawab paling lambat {batas}" in desa
    assert "ditegur" not in klien.get(f"/desa/{dua[1].desa.kode}/").text
    daftar = klien.get(klien.get("/").context["ditunggu"].alamat)
    assert [t.arahan.desa_id for t, _ in daftar.context["baris"]] == [dua[0].desa_id]


def test_a_case_comes_back_when_the_answer_is_late_or_closed_or_the_order_withdrawn_or_the_fact_is_new(klien, dua):
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    desa, opd, kini = dua[0].desa, dua[0].opd, hari_ini()
    arahan = buat_arahan(opd, perkara=LAMA, desa=desa, tanggal=kini - timedelta(days=20), batas=kini)
    assert putusan(klien)[0].startswith(dua[1].desa.nama)
    arahan.tindak_lanjut.update(batas=kini - timedelta(days=1))
    kemarin = format_tanggal(kini - timedelta(days=1))
    lalu = f"Arahan {format_tanggal(arahan.tanggal)}"
    assert f"{lalu} tidak dijawab sampai {kemarin}." in putusan(klien)[0]
    assert putusan(klien, "/tugas/") == putusan(klien)
    arahan.tindak_lanjut.all().delete()
    buat_tindak(arahan, opd, status=StatusTindakLanjut.DIJAWAB)
    assert putusan(klien)[0].startswith(dua[1].desa.nama)
    TindakLanjut.objects.all().delete()
    buat_tindak(arahan, opd, status=StatusTindakLanjut.SELESAI)
    assert f"{lalu} sudah dijawab, tetapi keadaannya belum berubah." in putusan(klien)[0]
    buat_arahan(opd, perkara=TIM, desa=desa, tanggal=kini, batas=kini)  # another matter
    assert putusan(klien)[0].startswith(dua[0].desa.nama)
    lain = buat_arahan(opd, perkara=LAMA, desa=desa, tanggal=kini, batas=kini)
    assert putusan(klien)[0].startswith(dua[1].desa.nama)
    lain.dicabut_pada, lain.alasan_cabut = lain.dicatat_pada, "Keliru."
    lain.save()
    assert putusan(klien)[0].startswith(dua[0].desa.nama)
    buat_kunjungan(dua[0], kini)
    assert putusan(klien)[0].startswith(dua[1].desa.nama)


def test_the_next_case_is_found_among_all_villages_when_the_kept_ones_are_settled(monkeypatch, dua):
    monkeypatch.setattr(teratas, "SIMPAN", 1)
    kini = hari_ini()
    for perkara in (LAMA, PerkaraArahan.PENJUALAN_KOSONG):
        buat_arahan(dua[0].opd, perkara=perkara, desa=dua[0].desa, tanggal=kini, batas=kini)
    user = buat_pengguna(Peran.PIMPINAN)
    kasus = read_cases(user, ringkas(user, until=kini))
    assert len(kasus.r.desa.daftar.lama.baris) == 1
    assert kasus.village(LAMA, "lama").isi.penugasan.desa_id == dua[1].desa_id
    assert kasus.village(TIM, "tanpa_tim").isi.penugasan.desa_id == dua[0].desa_id


def test_an_arahan_names_both_its_decision_and_the_village_or_neither(dua):
    for perkara, desa in ((LAMA.value, None), ("", dua[0].desa), ("lain", dua[0].desa)):
        with pytest.raises(IntegrityError), transaction.atomic():
            buat_arahan(perkara=perkara, desa=desa)
    arahan = buat_arahan()
    arahan.perkara = LAMA
    with pytest.raises(ValidationError, match="harus menyebut keputusan dan desanya"):
        arahan.full_clean()


def test_the_same_form_sent_twice_is_one_row_and_half_a_subject_is_none(klien, dua):
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    kirim = tegur(klien, klien.get("/dasbor/").context["keputusan"][0])
    klien.post("/arahan/baru/", kirim)
    assert Arahan.objects.count() == 1
    lain = klien.post("/arahan/baru/", kirim | {"perkara": TIM.value})
    assert ("sudah" in lain.text, Arahan.objects.count()) == (True, 1)
    klien.post("/arahan/baru/", kirim | {"uuid": "5d3ca3a2-9d7e-4f63-8c43-2f9b8f4bb1e1", "desa": ""})
    assert Arahan.objects.get(perkara="").desa is None


def test_an_arahan_to_others_than_who_answers_for_the_village_lets_its_decision_stand(klien, dua):
    """Seen red: the form kept what it was about whoever was ticked, so the decision stood there and was counted as waiting."""
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    pertama = klien.get("/dasbor/").context["keputusan"][0]
    tegur(klien, pertama, opd=dua[1].opd)
    dasbor = klien.get("/dasbor/").context
    assert (dasbor["keputusan"][0].kalimat, dasbor["ditunggu"]) == (pertama.kalimat, None)
    arahan = Arahan.objects.get()
    assert (arahan.perkara, arahan.desa) == ("", None)


def test_an_enterprise_that_a_visit_found_idle_is_not_said_to_be_silent_for_three_months_on_end(klien):
    """Seen red: one visit makes an enterprise diam, and the letter to its OPD said "diam tiga bulan berturut-turut"."""
    p = buat_penugasan(mulai=hari_ini() - timedelta(days=300))
    u = buat_umkm(desa=p.desa, dibina_sejak=p.mulai)
    kunjungan = buat_kunjungan(p, akhir_bulan(jendela(hari_ini())[-1]))
    KunjunganUmkm.objects.create(kunjungan=kunjungan, umkm=u, berjalan="tidak")
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    [satu] = [k for k in klien.get("/dasbor/").context["keputusan"] if k.perkara == PerkaraArahan.UMKM_DIAM]
    for kata in (satu.kalimat, satu.teguran, satu.perintah):
        assert f"1 dari 1 UMKM di {p.desa.nama_lengkap} diam pada tiga bulan terakhir yang jatuh tempo" in kata


def test_a_village_handed_over_is_not_said_to_have_waited_ninety_days():
    """Seen red with "lewat 90 hari": its new OPD had ten days and no visit yet."""
    hari, alih = date(2026, 7, 20), date(2026, 7, 10)
    lama = buat_penugasan(selesai=alih)
    buat_penugasan(desa=lama.desa, mulai=alih)
    buat_kunjungan(lama, date(2026, 6, 20))
    buat_kegiatan(lama, date(2026, 6, 20))
    buat_rencana(lama, 2026, status="diverifikasi")
    r = ringkas(buat_pengguna(Peran.PIMPINAN), until=hari)
    gerak = susun_gerak(r, buat_tautan(r.rentang, hari_ini=hari, known_at=None, diketahui=None))
    assert gerak.sebab == f"1 desa tidak lagi dikunjungi rutin: {lama.desa.nama}."
