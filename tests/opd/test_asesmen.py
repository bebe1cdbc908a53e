"""Asesmen: one a year and penugasan, locked like every fact, awal and ulang by the chain, what became better or worse."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.enums import Sinyal
from desa.models import Catatan
from opd.actions.asesmen import IsiAsesmen, cancel_asesmen, correct_asesmen, isi_of, record_asesmen
from opd.actions.dasar import MintaYakin
from opd.actions.penugasan import IsiPenugasan, correct_penugasan, hand_over
from opd.bidang_asesmen import PER_NAMA, SEMUA, Arah
from opd.enums import CaraSelesai, Peran, StatusNaskah
from opd.models import Asesmen
from opd.rekap.asesmen import (
    Perubahan,
    banding_asesmen,
    chain_starts,
    compare,
    rantai_asesmen,
    ringkas_banding,
)
from opd.rekap.tugas import tugas_saya
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG
from tests.pabrik_asesmen import buat_asesmen

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 1)
KOSONG: dict[str, Any] = isi_of(Asesmen(tanggal=HARI)).nilai


def isi(hari: date = HARI, **nilai: Any) -> IsiAsesmen:
    return IsiAsesmen(hari, KOSONG | {"umkm_aktif": 7, "kk": 100, "kk_rendah": 30} | nilai)


@pytest.fixture
def dunia():
    penugasan = pabrik.buat_penugasan()
    return penugasan, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def catat(penugasan, isian, by, **lain):
    return record_asesmen(penugasan, isian, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


def test_sent_twice_is_one_row_and_other_content_is_refused(dunia):
    penugasan, operator = dunia
    u = uuid.uuid4()
    semua = [catat(penugasan, isi(jarak_pasar_km=Decimal("12.5")), operator, uuid=u) for _ in range(3)]
    assert [a.pk for a in semua] == [semua[0].pk] * 3
    with pytest.raises(ValidationError, match="sudah pernah dikirim dengan isi berbeda"):
        catat(penugasan, isi(umkm_aktif=8), operator, uuid=u)
    [catatan] = Catatan.objects.about(semua[0])
    assert (catatan.tindakan, catatan.opd_id) == ("mencatat asesmen", penugasan.opd_id)


def test_one_a_year_and_the_second_asks_to_correct_the_first(dunia):
    penugasan, operator = dunia
    lama = catat(penugasan, isi(), operator)
    with pytest.raises(ValidationError) as galat:
        catat(penugasan, isi(HARI + timedelta(days=9)), operator)
    assert galat.value.message_dict == {
        "tanggal": [
            "Asesmen tahun 2026 sudah dicatat untuk tanggal 1 Juli 2026. "
            "Buka asesmen itu, lalu koreksi bila isinya keliru."
        ]
    }
    catat(penugasan, isi(date(2025, 7, 1)), operator)
    cancel_asesmen(lama, uuid=uuid.uuid4(), alasan="ganda", by=operator, at=SEKARANG)
    catat(penugasan, isi(HARI + timedelta(days=9)), operator)
    assert Asesmen.objects.in_force().count() == 2


@pytest.mark.parametrize(
    ("isian", "kalimat"),
    [
        (IsiAsesmen(HARI, KOSONG), "Isi sedikitnya satu hal"),
        (isi(date(2026, 7, 21)), "belum terjadi"),
        (isi(date(2025, 1, 9)), "di luar masa penugasan"),
        (isi(kk_rendah=101), "tidak boleh melebihi seluruh KK"),
        (isi(kk_difabel=31), "KK dengan anggota difabel tidak boleh melebihi KK berkesejahteraan rendah"),
        (isi(listrik_jam=Decimal(25)), "Listrik menyala diisi 0 sampai 24"),
        (isi(sinyal="5G"), "sinyal"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_sentence(dunia, isian, kalimat):
    with pytest.raises(ValidationError, match=kalimat):
        catat(dunia[0], isian, dunia[1])
    assert (Asesmen.objects.count(), Catatan.objects.count()) == (0, 0)


@pytest.mark.parametrize("peran", [Peran.OPERATOR_OPD, Peran.KEPALA_OPD, Peran.VERIFIKATOR, Peran.PIMPINAN])
def test_foreign_people_may_neither_record_nor_change(dunia, peran):
    penugasan, operator = dunia
    ada = catat(penugasan, isi(), operator)
    orang = pabrik.buat_pengguna(
        peran, opd=pabrik.buat_opd() if peran in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD) else None
    )
    kunci = {"uuid": uuid.uuid4(), "by": orang, "at": SEKARANG}
    for lakukan in (
        lambda: record_asesmen(penugasan, isi(date(2025, 5, 5)), **kunci),
        lambda: correct_asesmen(ada, isi(umkm_aktif=9), alasan="x", **kunci),
        lambda: cancel_asesmen(ada, alasan="x", **kunci),
    ):
        with pytest.raises(PermissionDenied):
            lakukan()
    assert list(Asesmen.objects.all()) == [ada]


def test_correction_replaces_and_its_catatan_keeps_small_groups_hidden(dunia):
    penugasan, operator = dunia
    lama = catat(penugasan, isi(kk_difabel=3, sinyal="lemah"), operator)
    ubah = isi(kk_difabel=6, sinyal="baik", jarak_pasar_km=Decimal("2.5"), umkm_aktif=None)
    baru = correct_asesmen(lama, ubah, uuid=uuid.uuid4(), alasan="salah hitung", by=operator, at=SEKARANG)
    assert list(Asesmen.objects.in_force()) == [baru]
    [catatan] = Catatan.objects.about(baru)
    assert catatan.perubahan == {
        "kk_difabel": ["<5 KK", "6 KK"],
        "sinyal": ["Lemah, hanya di titik tertentu", "Internet baik"],
        "jarak_pasar_km": ["belum diketahui", "2,5 km"],
        "umkm_aktif": ["7 usaha", "belum diketahui"],
    }
    with pytest.raises(ValidationError, match="sudah dikoreksi oleh"):
        cancel_asesmen(lama, uuid=uuid.uuid4(), alasan="x", by=operator, at=SEKARANG)


def test_catatan_of_a_correction_closes_what_the_page_closes(dunia):
    """Seen red with small counts alone hidden: 12 of 16 told the four without aid, which the page closes."""
    _, operator = dunia
    lama = catat(dunia[0], isi(kk=60, kk_rendah=16, kk_difabel=None, kk_penerima_bantuan=9), operator)
    ubah = isi(kk=60, kk_rendah=16, kk_difabel=None, kk_penerima_bantuan=12)
    baru = correct_asesmen(lama, ubah, uuid=uuid.uuid4(), alasan="salah hitung", by=operator, at=SEKARANG)
    [catatan] = Catatan.objects.about(baru)
    assert catatan.perubahan == {"kk_penerima_bantuan": ["9 KK", "ditutup"]}


def test_verified_quarter_holds_it_and_takes_a_late_one_with_its_reason(dunia):
    penugasan, operator = dunia
    hari = date(2026, 5, 4)
    ada = catat(penugasan, isi(hari), operator)
    meja = pabrik_naskah.Meja(operator, pabrik.buat_pengguna(), pabrik.buat_pengguna())
    pabrik_naskah.buat_laporan(penugasan, 2026, 2, status=StatusNaskah.DIVERIFIKASI, meja=meja, pada=SEKARANG)
    kunci = {"uuid": uuid.uuid4(), "by": operator, "at": SEKARANG}
    with pytest.raises(ValidationError, match="Catatan ini terkunci oleh Laporan TW II 2026"):
        correct_asesmen(ada, isi(hari, umkm_aktif=9), alasan="x", **kunci)
    with pytest.raises(ValidationError, match="Catatan ini terkunci oleh Laporan TW II 2026"):
        cancel_asesmen(ada, alasan="x", **kunci)
    lain = pabrik.buat_penugasan(opd=penugasan.opd)
    pabrik_naskah.buat_laporan(lain, 2026, 2, status=StatusNaskah.DIVERIFIKASI, meja=meja, pada=SEKARANG)
    with pytest.raises(ValidationError, match="supaya catatan ini diterima"):
        catat(lain, isi(hari), operator)
    assert catat(lain, isi(hari), operator, susulan="Lembar baru tiba.").alasan_susulan == "Lembar baru tiba."


def test_tenfold_jump_from_the_neighbouring_year_is_asked_about_before_it_is_saved(dunia):
    penugasan, operator = dunia
    pala = {"komoditas_unggulan": "Pala", "produksi_per_tahun": 12, "produksi_satuan": "ton"}
    catat(penugasan, isi(date(2025, 7, 1), jarak_pasar_km=Decimal("2.5"), **pala), operator)
    lompat = isi(kk=1000, kk_rendah=30, jarak_pasar_km=Decimal("0.2"), **pala | {"produksi_per_tahun": 120})
    with pytest.raises(MintaYakin) as galat:
        catat(penugasan, lompat, operator)
    assert galat.value.messages == [
        "Produksi komoditas itu setahun: 120 ton sangat jauh dari 12 ton pada 1 Juli 2025.",
        "Jarak ke pasar terdekat: 0,2 km sangat jauh dari 2,5 km pada 1 Juli 2025.",
        "Seluruh KK di desa: 1.000 KK sangat jauh dari 100 KK pada 1 Juli 2025.",
        "Periksa angkanya, atau centang bahwa angka ini benar.",
    ]
    assert Asesmen.objects.count() == 1
    kini = catat(penugasan, lompat, operator, yakin=True)
    dua = {"by": operator, "at": SEKARANG, "alasan": "salah nol"}
    with pytest.raises(MintaYakin, match="UMKM yang berjalan: 70 usaha sangat jauh dari 7 usaha"):
        correct_asesmen(kini, replace(lompat, nilai=lompat.nilai | {"umkm_aktif": 70}), uuid=uuid.uuid4(), **dua)
    benar = correct_asesmen(kini, isi(**pala), uuid=uuid.uuid4(), **dua)
    assert (benar.kk, benar.jarak_pasar_km) == (100, None)


def test_what_cannot_be_compared_and_nought_are_no_jump(dunia):
    penugasan, operator = dunia
    pala = {"komoditas_unggulan": "Pala", "produksi_per_tahun": 12, "produksi_satuan": "ton"}
    catat(penugasan, isi(date(2025, 7, 1), koperasi_aktif=0, **pala), operator)
    kini = isi(umkm_aktif=0, koperasi_aktif=9, **pala | {"produksi_per_tahun": 12_000, "produksi_satuan": "kg"})
    assert catat(penugasan, kini, operator).produksi_per_tahun == 12_000


def test_it_moves_with_a_correction_and_with_the_same_hands(dunia):
    penugasan, operator = dunia
    ada = catat(penugasan, isi(), operator)
    by = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    p = penugasan
    benar = correct_penugasan(
        p, IsiPenugasan(p.sk, p.opd, p.desa, date(2025, 1, 5)), alasan="salah ketik", by=by, at=SEKARANG
    )
    ada.refresh_from_db()
    assert ada.penugasan == benar
    isi_baru = IsiPenugasan(p.sk, pabrik.buat_opd(), p.desa, date(2026, 6, 1))
    with pytest.raises(ValidationError, match="Ada kegiatan, bantuan, kunjungan, atau asesmen tanggal 1 Juli 2026"):
        hand_over(benar, isi_baru, by=by, at=SEKARANG, alasan="uji")
    penerus = hand_over(benar, isi_baru, by=by, at=SEKARANG, cara=CaraSelesai.LANJUT, alasan="uji")
    ada.refresh_from_db()
    assert ada.penugasan == penerus


# --- awal and ulang ------------------------------------------------------------------------------------------------


def test_chain_breaks_only_after_more_than_ninety_days():
    a, h = date(2024, 1, 1), timedelta(days=1)
    assert chain_starts([]) == []
    assert chain_starts([(a, a + 10 * h), (a + 100 * h, None)]) == [a]
    assert chain_starts([(a + 101 * h, None), (a, a + 10 * h)]) == [a, a + 101 * h]
    assert chain_starts([(a, None), (a + 500 * h, None)]) == [a]


def slow_kinds(desa) -> dict[int, bool]:
    """Asesmen → is it the first of its chain; day by day."""
    masa = list(desa.penugasan.filter(dikoreksi_pada__isnull=True, peran="penanggung_jawab"))
    berlaku = [
        a
        for a in Asesmen.objects.filter(penugasan__desa=desa)
        if not a.batal and not Asesmen.objects.filter(menggantikan=a).exists()
    ]
    hasil = {}
    for a in berlaku:
        lebih_dulu = [b for b in berlaku if (b.tanggal, b.pk) < (a.tanggal, a.pk)]
        hasil[a.pk] = not any(_unbroken(masa, b.tanggal, a.tanggal) for b in lebih_dulu)
    return hasil


def _unbroken(masa, dari, sampai) -> bool:
    kosong, hari = 0, dari
    while hari < sampai:
        kosong = 0 if any(p.covers(hari) for p in masa) else kosong + 1
        if kosong > 90:
            return False
        hari += timedelta(days=1)
    return True


@pytest.mark.parametrize("benih", range(6))
def test_kinds_equal_a_walk_day_by_day(benih):
    acak = random.Random(benih)
    orang, desa = pabrik.buat_pengguna(Peran.PEMBACA), pabrik.buat_desa()
    mulai = date(2020, 1, 1)
    for n in range(4):
        akhir = mulai + timedelta(days=acak.randint(30, 500)) if n < 3 else None
        p = pabrik.buat_penugasan(desa=desa, mulai=mulai, selesai=akhir)
        for _ in range(acak.randint(0, 2)):
            hari = mulai + timedelta(days=acak.randint(0, ((akhir or mulai + timedelta(60)) - mulai).days - 1))
            a = buat_asesmen(p, hari)
            if acak.random() < 0.3:
                buat_asesmen(p, hari, menggantikan=a, batal=acak.random() < 0.5, alasan_koreksi="uji")
        mulai = (akhir or mulai) + timedelta(days=acak.choice((0, 60, 90, 91, 200)))
    rantai = rantai_asesmen(orang, desa=[desa.pk]).get(desa.pk, ())
    assert {a.pk: n == 0 for isi in rantai for n, a in enumerate(isi)} == slow_kinds(desa)


def test_as_known_then_leaves_out_what_came_later(dunia):
    penugasan, _ = dunia
    awal = buat_asesmen(penugasan, date(2025, 3, 1))
    buat_asesmen(penugasan, date(2026, 3, 1))
    rantai = rantai_asesmen(pabrik.buat_pengguna(), desa=[penugasan.desa_id], known_at=pabrik.pada(date(2025, 9, 1)))
    assert rantai == {penugasan.desa_id: ((awal,),)}


# --- what changed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nama", "dulu", "kini", "hasil"),
    [
        ("umkm_aktif", 7, 9, Perubahan("membaik", "+2 usaha")),
        ("umkm_aktif", 9, 7, Perubahan("memburuk", "−2 usaha")),
        ("umkm_aktif", 7, 7, Perubahan("tetap")),
        ("umkm_aktif", None, 7, Perubahan("belum diketahui")),
        ("umkm_aktif", 0, 7, Perubahan("membaik", "+7 usaha")),
        ("jarak_pasar_km", Decimal("12.50"), Decimal(2), Perubahan("membaik", "−10,5 km")),
        ("kk_tanpa_jamban", 8, 12, Perubahan("memburuk", "+4 KK")),
        ("kk", 100, 90, Perubahan("turun", "−10 KK")),
        ("bumdes_aktif", False, True, Perubahan("membaik")),
        ("sinyal", Sinyal.BAIK, Sinyal.LEMAH, Perubahan("memburuk")),
        ("sinyal", "", Sinyal.LEMAH, Perubahan("belum diketahui")),
        ("wisata", "pantai", "Pantai", Perubahan("tetap")),
        ("wisata", "pantai", "air terjun", Perubahan("berubah")),
    ],
)
def test_change_is_said_with_word_and_unit(nama, dulu, kini, hasil):
    assert compare(PER_NAMA[nama], Asesmen(**{nama: dulu}), Asesmen(**{nama: kini})) == hasil


def test_production_is_compared_only_in_one_unit_of_one_commodity():
    b = PER_NAMA["produksi_per_tahun"]
    dulu = Asesmen(komoditas_unggulan="pala", produksi_satuan="ton", produksi_per_tahun=Decimal(3))
    kini = Asesmen(komoditas_unggulan="Pala", produksi_satuan="ton", produksi_per_tahun=Decimal("4.5"))
    assert compare(b, dulu, kini) == Perubahan("membaik", "+1,5 ton")
    kini.produksi_satuan = "kg"
    assert compare(b, dulu, kini) == Perubahan("tidak dapat dibandingkan")


def test_small_groups_are_hidden_from_who_may_not_read_families():
    b = PER_NAMA["kk_difabel"]
    assert [b.kata(n, terbuka=False) for n in (0, 1, 4, 5, None)] == [
        "0 KK",
        "<5 KK",
        "<5 KK",
        "5 KK",
        "belum diketahui",
    ]
    nilai = [Asesmen(kk_difabel=n) for n in (2, 3, 9)]
    assert compare(b, nilai[0], nilai[1], terbuka=False) == Perubahan("tidak ditampilkan")
    assert compare(b, nilai[0], nilai[2], terbuka=False) == Perubahan("memburuk")
    assert compare(b, nilai[0], nilai[2]) == Perubahan("memburuk", "+7 KK")


def test_what_leaves_a_few_of_the_whole_is_closed_too():
    """Seen red with each count looked at alone: 16 of low welfare less 12 with social aid told 4 without."""
    kolom = [Asesmen(kk=60, kk_rendah=16, kk_penerima_bantuan=12), Asesmen(kk=60, kk_rendah=58, kk_penerima_bantuan=20)]

    def baca(*, terbuka):
        semua = [b for g in banding_asesmen(kolom, terbuka=terbuka) for k in g.kelompok for b in k.baris]
        return {b.bidang.nama: ([teks for teks, _ in b.sel], b.perubahan.kata) for b in semua}

    umum, dalam = baca(terbuka=False), baca(terbuka=True)
    assert umum["kk_penerima_bantuan"] == (["ditutup", "20 KK"], "naik")
    assert umum["kk_rendah"] == (["16 KK", "ditutup"], "memburuk")
    assert dalam["kk_penerima_bantuan"][0] == ["12 KK", "20 KK"]


def test_comparison_holds_every_field_once_and_counts_its_words(dunia):
    penugasan, _ = dunia
    kolom = [buat_asesmen(penugasan, date(t, 3, 1), umkm_aktif=t - 2018, kk_rendah=40) for t in (2025, 2026)]
    banding = banding_asesmen(kolom, terbuka=True)
    baris = [b for g in banding for k in g.kelompok for b in k.baris]
    assert [b.bidang for b in baris] == list(SEMUA)
    assert ringkas_banding(banding) == [
        ("membaik", 1),
        ("memburuk", 0),
        ("tetap", 1),
        ("belum diketahui", sum(b.arah is not Arah.NETRAL for b in SEMUA) - 2),
    ]
    assert [b.perubahan for g in banding_asesmen(kolom[:1], terbuka=True) for k in g.kelompok for b in k.baris] == [
        None
    ] * len(SEMUA)


# --- tasks ---------------------------------------------------------------------------------------------------------


def asesmen_tasks(orang, until):
    return [
        (t.kalimat, t.sejak, t.label_tombol, t.tautan) for t in tugas_saya(orang, until=until) if t.jenis == "asesmen"
    ]


def test_task_waits_from_the_thirtieth_day_and_returns_after_a_year(dunia):
    penugasan, operator = dunia
    desa, alamat = penugasan.desa.nama, f"/asesmen/baru/?penugasan={penugasan.pk}"
    mulai = penugasan.mulai
    assert asesmen_tasks(operator, mulai + timedelta(days=29)) == []
    hari = mulai + timedelta(days=30)
    kalimat = f"{desa} sudah 30 hari didampingi tanpa asesmen awal."
    assert asesmen_tasks(operator, hari) == [(kalimat, hari, "Isi asesmen awal", alamat)]
    buat_asesmen(penugasan, hari)
    assert asesmen_tasks(operator, hari) == []
    ulang = date(hari.year + 1, hari.month, hari.day)
    assert asesmen_tasks(operator, ulang - timedelta(days=1)) == []
    kalimat = f"Asesmen {desa} terakhir 9 Februari 2025; sudah waktunya diulang."
    assert asesmen_tasks(operator, ulang + timedelta(days=5)) == [(kalimat, ulang, "Isi asesmen ulang", alamat)]


def test_successor_goes_on_with_the_chain_and_begins_anew_after_a_gap():
    desa = pabrik.buat_desa()
    lama = pabrik.buat_penugasan(desa=desa, mulai=date(2025, 1, 1), selesai=date(2025, 12, 1))
    buat_asesmen(lama, date(2025, 11, 1))
    lanjut = pabrik.buat_penugasan(desa=desa, mulai=date(2026, 1, 1), selesai=date(2026, 3, 1))
    orang = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lanjut.opd)
    assert asesmen_tasks(orang, date(2026, 2, 20)) == []
    baru = pabrik.buat_penugasan(desa=desa, mulai=date(2026, 7, 1))
    orang = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baru.opd)
    assert [t[2] for t in asesmen_tasks(orang, date(2026, 8, 1))] == ["Isi asesmen awal"]
