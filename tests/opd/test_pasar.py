"""Enterprises without a market: the rule, its slow twin, requests between OPDs and their results, buyers that would fit.

Seen red with `alasan_tanpa_pasar` blind to `dipasok`, `can_report_pasar` true for every OPD, and `cocokkan` without its first
sorting key.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.enums import SaluranPenjualan
from desa.models import Catatan, PenjualanSaluran, Umkm
from desa.waktu import tambah_bulan
from opd.actions.pasar import IsiPasar, answer_pasar, ask_pasar, report_pasar, withdraw_pasar
from opd.enums import AlasanPasar, Peran, StatusDukungan
from opd.models import Opd, Pasokan, PermintaanPasar
from opd.rekap.pasar import (
    Dagangan,
    HitungOpd,
    TanpaPasar,
    alasan_tanpa_pasar,
    cocokkan,
    goods_json,
    goods_of,
    hitung_opd,
    reason_of,
    rekap_pasar,
    words_of,
)
from opd.rekap.penugasan import Penjawab, rekap_penugasan
from opd.rekap.tugas import tugas_saya
from opd.rekap.umkm import KeadaanUmkm, jendela, keadaan_umkm
from tests import pabrik, pabrik_produk
from tests.pabrik import SEKARANG
from tests.pabrik_pasar import buat_minta, buat_pasokan, buat_pembeli

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
BULAN = jendela(HARI)
BERJUALAN, DIAM, TUTUP, BELUM = KeadaanUmkm
ISI = "Carikan pembeli abon, 20 kg sebulan."


@pytest.fixture
def dunia() -> Any:
    """An enterprise that sold nothing for three months, the operator of its OPD, and the OPD that can help."""
    penugasan = pabrik.buat_penugasan()
    umkm = pabrik.buat_umkm(desa=penugasan.desa, produk="Abon tuna pedas")
    for b in BULAN:
        pabrik.buat_penjualan(umkm, b, 0)
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    opd = pabrik.buat_opd()
    return umkm, penugasan, operator, opd, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd)


def minta(dunia: Any, **lain: Any) -> PermintaanPasar:
    umkm, penugasan, operator, opd, _ = dunia
    isi = lain.pop("isi", IsiPasar(opd.pk, ISI))
    return ask_pasar(umkm, penugasan, isi, **{"uuid": uuid.uuid4(), "by": operator, "at": SEKARANG} | lain)


# --- the rule --------------------------------------------------------------------------------------------------------


def test_rule_says_one_reason_for_every_state_and_channel():
    hasil = {
        (keadaan, saluran, dipasok): alasan_tanpa_pasar(keadaan, saluran, dipasok=dipasok)
        for keadaan, saluran, dipasok in product(
            KeadaanUmkm, ((), ("langsung",), ("langsung", "toko"), ("toko",)), (True, False)
        )
    }
    assert {k: v for k, v in hasil.items() if v} == {
        (BERJUALAN, (), False): AlasanPasar.TANPA_SALURAN,
        (BERJUALAN, ("langsung",), False): AlasanPasar.LANGSUNG,
        **{(DIAM, s, False): AlasanPasar.DIAM for s in ((), ("langsung",), ("langsung", "toko"), ("toko",))},
    }


def _random_world(acak: random.Random) -> list[Umkm]:
    """Villages with enterprises of every fate: silent, closed, selling by any channels, supplying or no longer."""
    semua = []
    for _ in range(2):
        penugasan = pabrik.buat_penugasan()
        for _ in range(5):
            tutup = {"tutup_pada": HARI}
            bentuk = acak.choice(("perorangan", "perorangan", "kelompok", "koperasi", "bumdes"))
            u = pabrik.buat_umkm(desa=penugasan.desa, bentuk=bentuk, **(tutup if acak.random() < 0.15 else {}))
            for b in (tambah_bulan(BULAN[0], -1), *BULAN):
                if acak.random() < 0.8:
                    p = pabrik.buat_penjualan(u, b, acak.choice((0, 0, 900)))
                    for s in acak.sample(SaluranPenjualan.values[:2], acak.randint(0, 2)) if p.omzet_rp else ():
                        PenjualanSaluran.objects.create(penjualan=p, saluran=s, omzet_rp=450)
            if acak.random() < 0.4:
                akhir = acak.choice(
                    ({}, {"selesai": HARI, "alasan_selesai": "uji"}, {"mulai": HARI + timedelta(days=1)})
                )
                buat_pasokan(umkm=u, **akhir)
            semua.append(u)
    return semua


def _slowly(umkm: list[Umkm], pembaca: Any) -> set[TanpaPasar]:
    hasil = set()
    keadaan = keadaan_umkm(pembaca, until=HARI)
    for u in umkm:
        memasok = any(
            p.mulai <= HARI and (p.selesai is None or p.selesai > HARI) for p in Pasokan.objects.filter(umkm=u)
        )
        saluran = {s.saluran for s in PenjualanSaluran.objects.filter(penjualan__umkm=u) if s.penjualan.bulan in BULAN}
        if memasok or u.pk not in keadaan or u.bentuk in ("koperasi", "bumdes"):
            continue
        if keadaan[u.pk] == DIAM:
            hasil.add(TanpaPasar(u.pk, u.desa_id, AlasanPasar.DIAM))
        elif keadaan[u.pk] == BERJUALAN and saluran <= {"langsung"}:
            alasan = AlasanPasar.LANGSUNG if saluran else AlasanPasar.TANPA_SALURAN
            hasil.add(TanpaPasar(u.pk, u.desa_id, alasan))
    return hasil


@pytest.mark.parametrize("benih", range(8))
def test_list_and_counts_equal_their_slow_twin(benih):
    umkm = _random_world(random.Random(benih))
    pembaca = pabrik.buat_pengguna(Peran.PEMBACA)
    baris = rekap_pasar(pembaca, until=HARI)
    assert set(baris) == _slowly(umkm, pembaca)
    assert [b.umkm_id for b in baris] == sorted(b.umkm_id for b in baris)
    penjawab = Penjawab(rekap_penugasan(pembaca, until=HARI))
    per_desa = Counter((b.desa_id, b.alasan) for b in baris)
    assert {h.opd.desa_id: h for h in hitung_opd(baris, penjawab, HARI) if h.opd} == {
        d: HitungOpd(penjawab.pada(d, HARI), *(per_desa[d, a] for a in AlasanPasar)) for d in {b.desa_id for b in baris}
    }
    assert {u.pk: reason_of(pembaca, u, until=HARI) for u in umkm} == {
        u.pk: next((b.alasan for b in baris if b.umkm_id == u.pk), None) for u in umkm
    }


# --- buyers that would fit -------------------------------------------------------------------------------------------


def test_words_name_goods_and_nothing_else():
    assert words_of("Olahan Abon-Tuna pedas dari 12 kg", "CONTOH") == {"abon", "tuna", "pedas"}


def test_buyers_of_the_same_regency_come_first_then_by_what_fits():
    kabupaten = pabrik.buat_kabupaten()
    jauh = buat_pembeli(nama="A", dicari="Abon tuna", kategori="makanan")
    dekat = buat_pembeli(nama="B", dicari="Ikan tuna segar", kabupaten=kabupaten)
    sejenis = buat_pembeli(nama="C", dicari="Apa saja", kategori="makanan")
    asing = buat_pembeli(nama="D", dicari="Tenun")
    cocok = cocokkan(
        Dagangan(words_of("Abon tuna"), frozenset({"makanan"})), kabupaten.pk, [asing, sejenis, jauh, dekat]
    )
    assert [(c.pembeli, c.sekabupaten, c.sejenis, c.kata) for c in cocok] == [
        (dekat, True, False, ("tuna",)),
        (jauh, False, True, ("abon", "tuna")),
        (sejenis, False, True, ()),
    ]


def test_goods_are_read_from_the_enterprise_and_its_products(dunia):
    umkm, lain = dunia[0], pabrik.buat_umkm(produk="Tenun")
    pabrik_produk.buat_produk(umkm, nama="Sambal roa", kategori="makanan")
    semua = Umkm.objects.annotate(json_produk=goods_json(dunia[2]))
    assert {u.pk: goods_of(u, u.json_produk) for u in semua} == {
        umkm.pk: Dagangan(frozenset({"abon", "tuna", "pedas", "sambal", "roa"}), frozenset({"makanan"})),
        lain.pk: Dagangan(frozenset({"tenun"}), frozenset()),
    }


# --- requests --------------------------------------------------------------------------------------------------------


def test_only_the_opd_of_the_village_asks_once_and_not_itself(dunia):
    umkm, penugasan, operator, opd, diminta = dunia
    u = uuid.uuid4()
    assert len({minta(dunia, uuid=u).pk for _ in range(2)}) == 1
    with pytest.raises(ValidationError, match="isi berbeda"):
        minta(dunia, uuid=u, isi=IsiPasar(opd.pk, "Lain."))
    with pytest.raises(ValidationError, match="masih menunggu"):
        minta(dunia)
    with pytest.raises(ValidationError, match="OPD Anda sendiri"):
        minta(dunia, isi=IsiPasar(penugasan.opd_id, ISI))
    with pytest.raises(ValidationError, match="tidak berlaku"):
        minta(dunia, isi=IsiPasar(0, ISI))
    for by in (diminta, *(pabrik.buat_pengguna(p) for p in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA))):
        with pytest.raises(PermissionDenied):
            minta(dunia, by=by)
    p = PermintaanPasar.objects.get()
    assert (p.alasan_pasar, p.penugasan, p.status) == (AlasanPasar.DIAM, penugasan, StatusDukungan.MENUNGGU)
    assert Catatan.objects.get().perubahan == {"opd": [None, opd.nama], "umkm": [None, umkm.nama]}


def test_an_enterprise_with_a_market_is_not_asked_for(dunia):
    buat_pasokan(umkm=dunia[0])
    with pytest.raises(ValidationError, match="tidak lagi termasuk"):
        minta(dunia)


def test_answer_result_and_withdrawal_walk_one_way(dunia):
    _, _, operator, _, diminta = dunia
    p, ke = minta(dunia), {"by": diminta, "at": SEKARANG}
    with pytest.raises(PermissionDenied):
        answer_pasar(p, versi=1, terima=True, jawaban="", by=operator, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        report_pasar(p, versi=1, hasil="Ada.", **ke)
    with pytest.raises(ValidationError, match="alasannya"):
        answer_pasar(p, versi=1, terima=False, jawaban=" ", **ke)
    for _ in range(2):
        answer_pasar(p, versi=1, terima=True, jawaban="Kami cari.", **ke)
    with pytest.raises(ValidationError, match="sudah diterima oleh"):
        answer_pasar(p, versi=1, terima=False, jawaban="Tidak.", **ke)
    with pytest.raises(ValidationError, match="Tulis hasilnya"):
        report_pasar(p, versi=2, hasil=" ", **ke)
    for _ in range(2):
        report_pasar(p, versi=2, hasil="Toko Mardika membeli 20 kg.", **ke)
    with pytest.raises(PermissionDenied):
        report_pasar(p, versi=3, hasil="Lain.", **ke)
    with pytest.raises(ValidationError, match="sudah ada hasilnya"):
        withdraw_pasar(p, versi=3, alasan="Sudah.", by=operator, at=SEKARANG)
    kini = PermintaanPasar.objects.get()
    assert (kini.status, kini.hasil, kini.versi) == (StatusDukungan.DITERIMA, "Toko Mardika membeli 20 kg.", 3)
    assert [c.tindakan for c in Catatan.objects.about(p).order_by("id")] == [
        "meminta bantuan pasar",
        "menerima permintaan pasar",
        "mencatat hasil permintaan pasar",
    ]


def test_withdrawn_request_is_answered_no_more(dunia):
    p = minta(dunia)
    with pytest.raises(PermissionDenied):
        withdraw_pasar(p, versi=1, alasan="Sudah laku.", by=dunia[4], at=SEKARANG)
    for _ in range(2):
        withdraw_pasar(p, versi=1, alasan="Sudah laku.", by=dunia[2], at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah ditarik oleh"):
        answer_pasar(p, versi=1, terima=True, jawaban="", by=dunia[4], at=SEKARANG)


def test_who_reads_which_requests(dunia):
    _, _, operator, _, diminta = dunia
    p, lain = minta(dunia), pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    orang = [operator, diminta, lain, *(pabrik.buat_pengguna(x) for x in (Peran.PIMPINAN, Peran.PEMBACA))]

    def terbaca() -> list[bool]:
        return [PermintaanPasar.objects.visible_to(o).exists() for o in orang]

    assert terbaca() == [True, True, False, True, False]
    answer_pasar(p, versi=1, terima=True, jawaban="", by=diminta, at=SEKARANG)
    assert terbaca() == [True] * 5


def test_tasks_of_both_opds_follow_the_request(dunia):
    umkm, _, operator, opd, diminta = dunia
    p = buat_minta(umkm, opd, dunia[1], diminta_pada=SEKARANG - timedelta(days=3))

    def tugas(siapa: Any, hari: date = HARI) -> list[tuple[str, str]]:
        semua = tugas_saya(siapa, until=hari)
        return [(t.label_tombol, t.sejak.isoformat()) for t in semua if t.jenis == "pasar"]

    assert (tugas(diminta), tugas(operator)) == ([("Jawab permintaan", "2026-07-17")], [])
    answer_pasar(p, versi=1, terima=True, jawaban="", by=diminta, at=SEKARANG)
    assert (tugas(diminta), tugas(operator)) == ([("Catat hasilnya", "2026-07-20")], [])
    report_pasar(p, versi=2, hasil="Ada pembeli.", by=diminta, at=SEKARANG)
    assert (tugas(diminta), tugas(operator)) == ([], [])
    q = buat_minta(umkm, opd, dunia[1])
    answer_pasar(q, versi=1, terima=False, jawaban="Bukan tugas kami.", by=diminta, at=SEKARANG)
    assert (tugas(diminta), tugas(operator)) == ([], [("Baca alasannya", "2026-07-20")])
    assert tugas(operator, HARI + timedelta(days=14)) == []
    buat_minta(umkm, pabrik.buat_opd(), dunia[1], diminta_pada=SEKARANG + timedelta(minutes=1))
    assert tugas(operator) == []


def test_after_a_merger_the_successor_answers(dunia):
    _, _, _, opd, _ = dunia
    p, penerus = minta(dunia), pabrik.buat_opd()
    Opd.objects.filter(pk=opd.pk).update(dilebur_ke=penerus, berlaku_selesai=HARI)
    answer_pasar(
        p, versi=1, terima=True, jawaban="", by=pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penerus), at=SEKARANG
    )
    assert PermintaanPasar.objects.get().status == StatusDukungan.DITERIMA
