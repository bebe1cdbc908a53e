"""The spot check: a draw that anybody repeats, once a quarter, fair to every OPD; findings by who does not work there.

Seen red: a second draw, a seed of a rate known at the lock, a draw that took every fact of one OPD, an own OPD judged.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from binaan.enums import HasilUji
from binaan.models import ButirPetik, HasilPetik, UjiPetik
from binaan.mutu.cakupan import coverage, days_late, recheck
from binaan.mutu.tindakan_petik import (
    BUKAN_PEMERIKSA,
    SUDAH_DIUNDI,
    IsiPeriksa,
    Kurs,
    assign_check,
    draw_sample,
    lock_frame,
    record_check,
)
from binaan.mutu.undian import Baris, draw, next_working_day, sample_size, seed_of, write_frame
from desa.models import Catatan
from desa.waktu import awal_triwulan, hari_ini, tambah_bulan, triwulan
from opd.enums import Peran
from opd.models import Penugasan
from opd.rekap.rentang import akhir_triwulan
from opd.rekap.tugas import tugas_saya
from tests import pabrik, pabrik_bantuan, pabrik_petik
from tests.halaman_ketat import visible_text
from tests.pemicu import triggers_off

LEWAT = "Triwulan yang lewat batasnya tetap dapat dikunci"
TAHUN, TW, AKHIR = 2026, 2, pabrik_petik.AKHIR
KUNCI, KURS = pabrik.pada(pabrik_petik.KUNCI), Kurs(pabrik_petik.KURS, 16_287)
UNDI = pabrik.pada(pabrik_petik.KURS, 17)


def kerangka(*banyak: int) -> str:
    """A frame in which the n-th OPD has this many facts."""
    return write_frame(
        Baris("kegiatan", UUID(int=opd * 10_000 + n), f"opd-{opd:02d}", "81.05.15.2001", AKHIR)
        for opd, jumlah in enumerate(banyak)
        for n in range(jumlah)
    )


def slow_draw(teks: str, benih: str, persen: int) -> list[str]:
    """As the page tells it, in other words."""

    def h(kata: str) -> str:
        return hashlib.sha256(kata.encode()).hexdigest()

    baris = [b.split(" ") for b in teks.splitlines()]
    baris.sort(key=lambda b: (h(f"{benih} {b[2]}"), h(f"{benih} {b[0]} {b[1]}")))
    banyak = len(baris)
    n = (banyak * persen + 99) // 100
    mulai = int(h(f"{benih} awal"), 16)
    return [" ".join(baris[(mulai + k * 2**256) * banyak // (n * 2**256)]) for k in range(n)]


@pytest.mark.parametrize("banyak", [(1,), (3, 1, 0, 40), (20,) * 5, tuple(range(1, 60)), (19, 1), (333, 7)])
def test_draw_is_the_same_for_everybody_and_fair_to_every_opd(banyak):
    teks, jumlah = kerangka(*banyak), sum(banyak)
    for n in range(5):
        benih = seed_of(hashlib.sha256(teks.encode()).hexdigest(), KURS.tanggal, 16_000 + n)
        hasil = draw(teks, benih)
        assert [str(b) for b in hasil] == slow_draw(teks, benih, 5) == [str(b) for b in draw(teks, benih)]
        assert len(set(hasil)) == len(hasil) == sample_size(jumlah)
        per_opd = Counter(b.opd for b in hasil)
        for opd, punya in enumerate(banyak):
            bagian = Fraction(len(hasil) * punya, jumlah)
            assert abs(per_opd[f"opd-{opd:02d}"] - bagian) < 1


def test_every_fact_is_as_likely_as_another():
    teks = kerangka(30, 7, 3)
    kali = Counter(b.uuid for n in range(2_000) for b in draw(teks, f"benih {n}"))
    assert len(kali) == 40
    assert all(60 <= n <= 145 for n in kali.values())  # 100 on average, four deviations and more to either side


def test_rate_is_of_the_next_working_day():
    assert [next_working_day(date(2026, 7, h)) for h in (6, 9, 10, 11, 12)] == [
        date(2026, 7, h) for h in (7, 10, 13, 13, 13)
    ]  # fmt: skip


# --- deeds -----------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def isi_triwulan(*banyak: int) -> list[Penugasan]:
    """OPDs with so many activities, and one visit and one aid of the first."""
    hasil = []
    for n in banyak:
        p = pabrik.buat_penugasan()
        for _ in range(n):
            pabrik.buat_kegiatan(p, AKHIR)
        hasil.append(p)
    pabrik.buat_kunjungan(hasil[0], AKHIR, foto=0)
    pabrik_bantuan.buat_bantuan(hasil[0], AKHIR)
    return hasil


def verifikator(**isi):
    return pabrik.buat_pengguna(Peran.VERIFIKATOR, **isi)


def undi(by, kurs: Kurs = KURS, *, at=UNDI) -> UjiPetik:
    return draw_sample(lock_frame(TAHUN, TW, by=by, at=KUNCI), kurs, by=by, at=at)


def test_frame_holds_what_counts_and_the_draw_is_repeated_from_what_is_stored():
    [p, *_] = isi_triwulan(30, 20)
    lama = pabrik.buat_kegiatan(p, AKHIR)
    pabrik.buat_kegiatan(p, AKHIR, menggantikan=lama, batal=True, alasan_koreksi="uji")
    pabrik.buat_kegiatan(p, AKHIR + timedelta(days=1))
    by = verifikator()
    uji = undi(by)
    assert (uji.jumlah, sum(uji.per_opd.values()), uji.butir.count(), recheck(uji)) == (52, 52, 3, [])
    assert {b.pemeriksa_id for b in uji.butir.all()} == {by.pk}
    call_command("periksa_uji_petik", "2026-2")
    assert [c.tindakan for c in Catatan.objects.order_by("pk")] == ["mengunci kerangka uji petik", "mengundi uji petik"]
    with triggers_off(ButirPetik, UjiPetik):
        ButirPetik.objects.filter(urutan=1).update(objek=uuid4())
        UjiPetik.objects.update(kurs_rp=16_288)
    uji.refresh_from_db()
    assert recheck(uji) == ["benih", "butir yang terundi"]
    with pytest.raises(CommandError, match="1 uji petik berbeda"):
        call_command("periksa_uji_petik")
    with pytest.raises(CommandError, match="Tidak ada uji petik 2026-9"):
        call_command("periksa_uji_petik", "2026-9")


@pytest.mark.parametrize(
    ("model", "isi", "boleh"),
    [
        (UjiPetik, {"kerangka": "lain"}, False), (UjiPetik, {"per_opd": {}}, False), (UjiPetik, {"dikunci_pada": UNDI}, False),
        (UjiPetik, {"alasan_tanggal": "libur"}, True), (ButirPetik, {"objek": UUID(int=1)}, False),
        (ButirPetik, {"urutan": 9_999}, False), (ButirPetik, {"pemeriksa": None}, True), (HasilPetik, {"hasil": "sesuai"}, False),
    ],
)  # fmt: skip
def test_the_database_keeps_frame_drawn_facts_and_findings_as_they_were(model, isi, boleh):
    """Of a locked frame only the draw is still to come, of a drawn fact only the examiner changes."""
    pabrik_petik.buat_hasil(pabrik_petik.buat_butir(pabrik_petik.buat_uji()), "tidak_sesuai")
    if boleh:
        assert model.objects.update(**isi) == 1
        return
    with pytest.raises(IntegrityError, match="tidak dapat diubah atau dihapus"), transaction.atomic():
        model.objects.update(**isi)


def test_the_database_keeps_a_draw_as_it_was():
    uji = pabrik_petik.buat_uji(diundi=True)
    for isi in ({"kurs_rp": 16_288}, {"alasan_tanggal": "libur"}, {"benih": "", "diundi_pada": None}):
        with pytest.raises(IntegrityError, match="tidak dapat diubah atau dihapus"), transaction.atomic():
            UjiPetik.objects.update(**isi)
    uji.refresh_from_db()
    assert (uji.kurs_rp, uji.diundi) == (16_287, True)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite deletion is left to the models")
@pytest.mark.parametrize("model", [UjiPetik, ButirPetik, HasilPetik])
def test_the_database_lets_nothing_of_a_spot_check_go(model):
    pabrik_petik.buat_hasil()
    with pytest.raises(IntegrityError, match="tidak dapat diubah atau dihapus"), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


def test_a_quarter_is_locked_once_and_drawn_once():
    isi_triwulan(5)
    by = verifikator()
    uji = lock_frame(TAHUN, TW, by=by, at=KUNCI)
    with pytest.raises(ValidationError, match="sudah dikunci"):
        lock_frame(TAHUN, TW, by=by, at=KUNCI)
    draw_sample(uji, KURS, by=by, at=UNDI)
    with pytest.raises(ValidationError) as galat:
        draw_sample(uji, Kurs(KURS.tanggal, 16_300), by=by, at=UNDI)
    uji.refresh_from_db()
    assert (galat.value.messages, uji.kurs_rp, uji.butir.count()) == ([SUDAH_DIUNDI.format("TW II 2026")], 16_287, 1)


def test_what_cannot_be_locked_or_drawn_says_why():
    isi_triwulan(5)
    by = verifikator()
    for tahun, tw, kata in ((2026, 3, "belum berakhir"), (2022, 1, "dimulai tahun 2023"), (2025, 4, "tidak mempunyai")):
        with pytest.raises(ValidationError, match=kata):
            lock_frame(tahun, tw, by=by, at=KUNCI)
    uji = lock_frame(TAHUN, TW, by=by, at=KUNCI)
    salah = {
        Kurs(pabrik_petik.KUNCI, 16_000): "sesudah hari itu",
        Kurs(date(2026, 7, 8), 16_000): "belum terjadi",
        Kurs(date(2026, 7, 4), 16_000): "sesudah hari itu",
    }
    for kurs, kata in salah.items():
        with pytest.raises(ValidationError, match=kata):
            draw_sample(uji, kurs, by=by, at=UNDI)
    nanti = pabrik.pada(date(2026, 8, 3))
    for kurs, kata in (
        (Kurs(date(2026, 7, 8), 1), "Sebut mengapa"),
        (Kurs(date(2026, 7, 11), 1), "hari kerja pertama"),
    ):
        with pytest.raises(ValidationError, match=kata):
            draw_sample(uji, kurs, by=by, at=nanti)
    with pytest.raises(ValidationError, match="hari kerja pertama"):
        draw_sample(uji, Kurs(date(2026, 7, 31), 1, "libur"), by=by, at=nanti)
    hasil = draw_sample(uji, Kurs(date(2026, 7, 8), 16_000, "libur nasional"), by=by, at=nanti)
    assert (hasil.alasan_tanggal, days_late(TAHUN, TW, hasil, on=date(2027, 1, 1))) == ("libur nasional", 4)


def test_who_works_for_an_opd_neither_looks_at_its_facts_nor_is_given_them():
    [p, q] = isi_triwulan(40, 40)
    wasit, pemain = verifikator(), verifikator()
    pabrik.beri_peran(pemain, Peran.OPERATOR_OPD, opd=p.opd)
    pemain.forget_roles()
    uji = undi(wasit)
    semua = list(uji.butir.select_related("opd", "uji"))
    assert {(b.opd_id, b.pemeriksa_id) for b in semua if b.opd_id == p.opd_id} == {(p.opd_id, wasit.pk)}
    assert {b.pemeriksa_id for b in semua if b.opd_id == q.opd_id} == {pemain.pk}
    satu = next(b for b in semua if b.opd_id == p.opd_id)
    isi = IsiPeriksa(HasilUji.SESUAI, KURS.tanggal)
    for orang in (pemain, pabrik.buat_pengguna(Peran.PIMPINAN), pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=q.opd)):
        with pytest.raises(PermissionDenied, match=BUKAN_PEMERIKSA):
            record_check(satu, isi, uuid=uuid4(), lama=0, by=orang, at=UNDI)
    with pytest.raises(ValidationError, match="bekerja untuk OPD itu"):
        assign_check(satu, pemain, lama=wasit.pk, by=wasit, at=UNDI)
    lain = verifikator()
    assign_check(satu, lain, lama=wasit.pk, by=wasit, at=UNDI)
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        assign_check(satu, wasit, lama=wasit.pk, by=wasit, at=UNDI)


def test_a_finding_is_kept_once_and_a_later_look_stands_beside_it():
    isi_triwulan(5)
    by, lain = verifikator(), verifikator()
    satu = undi(by).butir.select_related("opd", "uji").get()
    uuid, isi = uuid4(), IsiPeriksa(HasilUji.TIDAK_SESUAI, KURS.tanggal, "Bibitnya 5 dari 10 batang.")
    awal = record_check(satu, isi, uuid=uuid, lama=0, by=by, at=UNDI)
    assert record_check(satu, isi, uuid=uuid, lama=0, by=by, at=UNDI) == awal
    for beda, sudah, kata in (
        (IsiPeriksa(HasilUji.SESUAI, KURS.tanggal), uuid, "sudah pernah dikirim"),
        (isi, uuid4(), "sudah diubah orang lain"),
        (IsiPeriksa(HasilUji.SESUAI, date(2026, 7, 6)), uuid4(), "diundi 7 Juli 2026"),
        (IsiPeriksa(HasilUji.SESUAI, date(2026, 7, 8)), uuid4(), "belum terjadi"),
    ):
        with pytest.raises(ValidationError, match=kata):
            record_check(satu, beda, uuid=sudah, lama=0, by=lain, at=UNDI)
    with pytest.raises(ValidationError, match="Tulis apa yang tidak sesuai"):
        record_check(
            satu, IsiPeriksa(HasilUji.TIDAK_DITEMUKAN, KURS.tanggal), uuid=uuid4(), lama=awal.pk, by=by, at=UNDI
        )
    baru = record_check(satu, IsiPeriksa(HasilUji.SESUAI, KURS.tanggal), uuid=uuid4(), lama=awal.pk, by=lain, at=UNDI)
    [c] = coverage(by, [satu.uji])
    assert (baru.menggantikan, HasilPetik.objects.count(), c.sesuai, c.tidak_sesuai, c.belum, str(c.semestinya)) == (
        awal, 2, 1, 0, 0, "1.0"
    )  # fmt: skip


def test_what_waits_for_a_verifikator_stands_on_beranda():
    """To lock a quarter with facts for a year, to draw once the rate is out, then the own facts without a finding.

    Nobody else is asked, and what is done is gone.
    """
    isi_triwulan(60)
    wasit, lain, pembaca = verifikator(), verifikator(), pabrik.buat_pengguna(Peran.PEMBACA)

    def tugas(orang, hari):
        return [(t.kalimat, t.sejak, t.batas, t.tautan) for t in tugas_saya(orang, until=hari) if t.jenis == "petik"]

    jumat, senin, batas = date(2026, 7, 3), date(2026, 7, 6), date(2026, 7, 30)
    kunci_tugas = [
        ("Kerangka uji petik TW II 2026 belum dikunci.", date(2026, 7, 1), batas, "/mutu/uji-petik/2026/2/kunci/")
    ]
    assert [tugas(wasit, hari) for hari in (AKHIR, date(2026, 7, 1), date(2027, 6, 30), date(2027, 7, 1))] == [
        [], kunci_tugas, kunci_tugas, []
    ]  # fmt: skip
    assert tugas(pembaca, jumat) == []
    uji = lock_frame(TAHUN, TW, by=wasit, at=pabrik.pada(jumat))
    kata = "Kerangka uji petik TW II 2026 sudah dikunci dan menunggu diundi dengan kurs 6 Juli 2026."
    undi_tugas = [(kata, senin, batas, f"/mutu/uji-petik/{uji.uuid}/undi/")]
    assert [tugas(wasit, jumat + timedelta(days=n)) for n in range(4)] == [[], [], [], undi_tugas]
    assert (tugas(lain, senin), tugas(pembaca, senin)) == (undi_tugas, [])
    draw_sample(uji, Kurs(senin, 16_287), by=wasit, at=pabrik.pada(senin, 17))
    uji.butir.update(pemeriksa=lain)
    uji.butir.filter(urutan=1).update(pemeriksa=wasit)
    alamat = f"/mutu/uji-petik/{uji.uuid}/?pemeriksa=saya&hasil=belum#butir"

    def periksa(n):
        return [(f"{n} butir uji petik TW II 2026 menunggu Anda periksa di lapangan.", senin, None, alamat)]

    assert [tugas(o, batas) for o in (wasit, lain, pembaca)] == [periksa(1), periksa(3), []]
    for urutan in (1, 2):
        pabrik_petik.buat_hasil(uji.butir.get(urutan=urutan))
    assert [tugas(o, batas) for o in (wasit, lain)] == [[], periksa(2)]


def test_a_draw_asks_for_the_verifikator_once():
    """However many OPDs were drawn: only what each OPD asks of each verifikator grows with them."""
    hitung = []
    for tahun, opd in ((2025, 1), (2024, 4)):
        akhir = date(tahun, 6, 30)
        for _ in range(opd):
            p = pabrik.buat_penugasan(mulai=date(tahun, 1, 1))
            for _ in range(20):
                pabrik.buat_kegiatan(p, akhir)
        by = verifikator()
        uji = lock_frame(tahun, TW, by=by, at=KUNCI)
        with CaptureQueriesContext(connection) as kueri:
            draw_sample(uji, KURS, by=by, at=UNDI)
        peran = sum('FROM "opd_peranpengguna" INNER JOIN "opd_pengguna"' in k["sql"] for k in kueri)
        hitung.append((uji.butir.count(), peran))
    assert hitung == [(1, 1), (4, 1)]


# --- pages -----------------------------------------------------------------------------------------------------------


def test_a_quarter_is_locked_drawn_and_checked_on_its_pages(client):
    awal = tambah_bulan(awal_triwulan(hari_ini()), -3)
    tahun, tw = triwulan(awal)
    p = pabrik.buat_penugasan(mulai=awal)
    for _ in range(21):
        pabrik.buat_kegiatan(p, akhir_triwulan(awal))
    client.force_login(verifikator())
    kunci = f"/mutu/uji-petik/{tahun}/{tw}/kunci/"
    assert kunci in client.get("/mutu/uji-petik/").text
    assert "21" in visible_text(client.get(kunci).text)
    assert client.post(kunci).status_code == 422
    assert client.post(kunci, {"setuju": "on"}).status_code == 302
    uji = UjiPetik.objects.get()
    with triggers_off(UjiPetik):
        UjiPetik.objects.update(dikunci_pada=pabrik.pada(hari_ini() - timedelta(days=7)))
    uji.refresh_from_db()
    hari = next_working_day(hari_ini() - timedelta(days=7))
    detail = f"/mutu/uji-petik/{uji.uuid}/"
    assert uji.sidik_kerangka == hashlib.sha256(client.get(f"{detail}kerangka.txt").content).hexdigest()
    jawab = client.post(f"{detail}undi/", {"tanggal": "32 Juli 2026", "rp": "seribu"})
    assert (jawab.status_code, 'value="seribu"' in jawab.text) == (422, True)
    assert client.post(f"{detail}undi/", {"tanggal": hari.isoformat(), "rp": "16.287"}).status_code == 302
    assert client.post(f"{detail}undi/", {"tanggal": hari.isoformat(), "rp": "16.288"}).status_code == 422
    halaman = client.get(detail).text
    assert "2 dari 21 catatan terundi, 0 sudah diperiksa" in visible_text(halaman)
    butir = f"/mutu/uji-petik/butir/{uji.butir.first().uuid}/"
    isian = {"uuid": uuid4(), "lama": 0, "hasil": "tidak_ditemukan", "tanggal": hari_ini().isoformat(), "catatan": ""}
    assert "Tulis apa yang tidak sesuai" in client.post(butir, isian).text
    assert client.post(butir, isian | {"catatan": "Tidak ada di desa."}).status_code == 302
    assert "Tidak ada di desa." in client.get(f"{detail}?hasil=tidak_ditemukan").text
    berkas = client.get(f"{detail}?hasil=tidak_ditemukan&unduh=csv").getvalue().decode("utf-8-sig")
    assert (len(berkas.splitlines()), "Tidak ada di desa." in berkas) == (2, True)
    for alamat, n in re.findall(r'href="(\?opd=[^"#]+)#butir">(\d+)</a>', client.get(detail).text):
        assert f"<caption>{n} butir" in client.get(detail + alamat.replace("&amp;", "&")).text
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    assert (client.get(kunci).status_code, client.get(f"{detail}undi/").status_code) == (403, 403)
    assert (client.get(detail).status_code, client.post(butir, isian).status_code) == (200, 403)


def test_a_quarter_before_the_first_fact_waits_for_nobody(client):
    """Seen red with every quarter late that nobody locked."""
    awal = awal_triwulan(hari_ini())
    client.force_login(verifikator())
    tanpa = client.get("/mutu/uji-petik/").text
    assert tanpa.count("Belum ada catatan yang dapat diundi") == 8
    assert ("Kunci kerangka" in tanpa, LEWAT in tanpa) == (False, False)
    pabrik.buat_kegiatan(pabrik.buat_penugasan(mulai=tambah_bulan(awal, -12)), tambah_bulan(awal, -8))
    teks = client.get("/mutu/uji-petik/").text
    assert (teks.count("Belum ada catatan yang dapat diundi"), teks.count("Kunci kerangka TW")) == (5, 3)
    assert (LEWAT in teks, "Yang mengunci dan mengundi ialah verifikator" in teks) == (True, False)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    assert "Yang mengunci dan mengundi ialah verifikator" in client.get("/mutu/uji-petik/").text


def test_pages_cost_the_same_with_one_fact_and_with_five(client):
    uji = pabrik_petik.buat_uji(diundi=True)
    client.force_login(verifikator())
    hitung = []
    for banyak in (1, 4):
        for _ in range(banyak):
            butir = pabrik_petik.buat_butir(uji)
            pabrik_petik.buat_hasil(butir)
        for alamat in ("/mutu/uji-petik/", f"/mutu/uji-petik/{uji.uuid}/", f"/mutu/uji-petik/butir/{butir.uuid}/"):
            with CaptureQueriesContext(connection) as kueri:
                assert client.get(alamat).status_code == 200
            hitung.append(len(kueri))
    assert hitung[:3] == hitung[3:]
    assert max(hitung) <= 14
