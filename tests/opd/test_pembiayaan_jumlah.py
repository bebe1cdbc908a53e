"""Sums of applications for money: exact for who may read the rows, coarse and published by quarter for the rest.

Seen red with `SEL_TERKECIL` at 1, with sums that are not rounded, and with sums of today instead of the last publication.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db.models import Q
from django.urls import reverse

from desa.enums import JenisPembiayaan
from desa.models import Pembiayaan
from desa.waktu import akhir_hari
from opd.enums import Peran
from opd.rekap.pembiayaan import LANGKAH, Sel, rekap_pembiayaan
from tests import pabrik
from tests.pabrik import pada
from tests.pabrik_usaha import buat_pembiayaan

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)
MARET, APRIL, MEI = date(2026, 3, 2), date(2026, 4, 2), date(2026, 5, 2)


def acak_dunia(acak: Random) -> None:
    """Applications of a dozen enterprises in every state, some cancelled."""
    for _ in range(12):
        umkm = pabrik.buat_umkm()
        for _ in range(acak.randint(0, 3)):
            isi: dict[str, Any] = {
                "jenis": acak.choice(JenisPembiayaan.values[:3]),
                "diajukan_rp": acak.randint(1, 9) * 1_000_000,
            }
            if acak.random() < 0.2:
                isi |= {"dibatalkan_pada": pada(MEI), "alasan_batal": "uji"}
            buat_pembiayaan(umkm, acak.choice(("diajukan", "disetujui", "ditolak", "dicairkan")), **isi)


def slow_cells(until: date, known_at: Any) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(applications, enterprises, rupiah) by kind and step, by plain loops."""
    n, who, rp = Counter(), {}, Counter()
    for p in Pembiayaan.objects.order_by("pk"):
        gone = p.dibatalkan_pada and (known_at is None or p.dibatalkan_pada <= known_at)
        if gone or p.diajukan_pada > until or (known_at and p.dicatat_pada > known_at):
            continue
        steps = {"diajukan": p.diajukan_rp}
        decided = p.diputus_pada and p.diputus_pada <= until and (not known_at or p.diputus_dicatat_pada <= known_at)
        if decided:
            steps["ditolak" if p.status == "ditolak" else "disetujui"] = p.disetujui_rp or p.diajukan_rp
        paid = p.dicairkan_pada and p.dicairkan_pada <= until
        if paid and (not known_at or p.dicairkan_dicatat_pada <= known_at):
            steps["dicairkan"] = p.dicairkan_rp
        for step, amount in steps.items():
            n[p.jenis, step] += 1
            rp[p.jenis, step] += amount
            who.setdefault((p.jenis, step), set()).add(p.umkm_id)
    return {k: (n[k], len(who[k]), rp[k]) for k in n}


PEMBULATAN = {"kur_super_mikro": 10_000_000, "kur_mikro": 100_000_000, "kur_kecil": 500_000_000}


@pytest.mark.parametrize("benih", range(4))
def test_sums_equal_plain_loops(benih):
    acak_dunia(Random(benih))
    semua = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    for until, known_at in ((HARI, None), (date(2026, 3, 25), None), (HARI, pada(APRIL)), (date(2026, 3, 1), None)):
        rekap = rekap_pembiayaan(semua, Q(), until=until, known_at=known_at)
        ada = {(b.jenis.value, n): s for b in rekap.baris for n, s in zip(LANGKAH, b.sel, strict=True) if s.n}
        assert {k: (s.n, s.umkm, s.rp) for k, s in ada.items()} == slow_cells(until, known_at)


@pytest.mark.parametrize("benih", range(4))
def test_others_read_the_published_sums_rounded_and_small_cells_closed(benih):
    acak_dunia(Random(benih))
    lain = pabrik.buat_pengguna(Peran.PEMBACA)
    for hari, akhir, saat in (
        (date(2026, 4, 15), date(2025, 12, 31), date(2026, 1, 15)),
        (date(2026, 4, 16), date(2026, 3, 31), date(2026, 4, 15)),
        (HARI, date(2026, 6, 30), date(2026, 7, 15)),
    ):
        twin = slow_cells(akhir, akhir_hari(saat))
        rekap = rekap_pembiayaan(lain, Q(), until=hari)
        assert rekap.sampai == akhir
        for b in rekap.baris:
            for nama, s in zip(LANGKAH, b.sel, strict=True):
                n, umkm, rp = twin.get((b.jenis.value, nama), (0, 0, 0))
                langkah = PEMBULATAN[b.jenis.value]
                bulat = Sel((n + 2) // 5 * 5, 0, math.floor(rp / langkah + 0.5) * langkah)
                assert s == (Sel(tutup=True) if 0 < umkm < 5 else bulat)
        for i, s in enumerate(rekap.jumlah.sel):
            assert (s.n, s.rp) == tuple(sum(getattr(b.sel[i], k) for b in rekap.baris) for k in ("n", "rp"))


def readers(*opd: Any) -> list[Any]:
    """Everybody who reads sums without the rows, and operators who have rows of their own."""
    tanpa = [pabrik.buat_pengguna(p) for p in (Peran.PEMBACA, Peran.PIMPINAN, Peran.ADMIN_SISTEM)]
    return [*tanpa, *(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=o) for o in opd)]


def seen(orang: list[Any], hari: tuple[date, ...]) -> list[Any]:
    """All that these people see on these days, laid together."""
    return [rekap_pembiayaan(o, q, until=h) for o in orang for h in hari for q in (Q(), Q(jenis="kur_super_mikro"))]


@pytest.mark.parametrize("benih", range(3))
def test_nobody_tells_the_sixth_by_two_days_nor_all_opd_together(benih):
    """Five enterprises, each of its own OPD, and a sixth that comes, is granted and paid in the next quarter.

    All OPDs but the sixth's lay their rows and what they saw on every day together. Of the sixth's amounts, thousands of
    rupiah from 1 to 10 million, many fit all of it; exact sums leave one.
    """
    acak = Random(benih)
    penugasan = [pabrik.buat_penugasan() for _ in range(6)]
    for p in penugasan[:5]:
        buat_pembiayaan(pabrik.buat_umkm(desa=p.desa), "dicairkan", diajukan_rp=acak.randint(1_000, 10_000) * 1000)
    tanda = {"diajukan_pada": MARET, "diputus_pada": APRIL, "dicairkan_pada": MEI}
    catat = {"dicatat_pada": pada(MEI), "diputus_dicatat_pada": pada(MEI), "dicairkan_dicatat_pada": pada(MEI)}
    keenam = buat_pembiayaan(pabrik.buat_umkm(desa=penugasan[5].desa), "dicairkan", **tanda, **catat)
    orang, hari = readers(*(p.opd for p in penugasan[:5])), (date(2026, 4, 16), date(2026, 7, 15), date(2026, 7, 16))

    def of(rp: int) -> list[Any]:
        Pembiayaan.objects.filter(pk=keenam.pk).update(diajukan_rp=rp, disetujui_rp=rp, dicairkan_rp=rp)
        return seen(orang[:1], hari)

    nyata = of(acak.randint(2_000, 9_000) * 1000)
    assert seen(orang, hari) == nyata * len(orang)
    cocok = [rp for rp in range(1_000_000, 10_000_001, 500_000) if of(rp) == nyata]
    assert len(cocok) >= 6


def test_what_is_recorded_after_the_publication_moves_nothing_until_the_next():
    for _ in range(5):
        buat_pembiayaan(status="disetujui", diajukan_rp=9_000_000)
    [lain], hari = readers()[:1], (date(2026, 4, 16), date(2026, 7, 15))
    sebelum = seen([lain], hari)
    assert {r.jumlah.disetujui for r in sebelum} == {Sel(5, 0, 50_000_000)}
    susulan = buat_pembiayaan(status="disetujui", dicatat_pada=pada(MEI), diputus_dicatat_pada=pada(MEI))
    Pembiayaan.objects.exclude(pk=susulan.pk).filter(pk__lt=susulan.pk - 1).update(
        status="dicairkan", dicairkan_pada=APRIL, dicairkan_dicatat_pada=pada(MEI), dicairkan_rp=9_000_000
    )
    batal = Pembiayaan.objects.order_by("pk").first()
    batal.dibatalkan_pada, batal.alasan_batal = pada(MEI), "uji"
    batal.save(update_fields=["dibatalkan_pada", "alasan_batal"])
    assert seen([lain], hari) == sebelum
    [kini] = {r.jumlah for r in seen([lain], (HARI,))}
    assert (kini.diajukan, kini.dicairkan) == (Sel(5, 0, 50_000_000), Sel(tutup=True))


def test_sum_that_rounds_to_nothing_is_not_told_as_nothing(client):
    for _ in range(5):
        buat_pembiayaan(jenis="kredit_lain", diajukan_rp=9_000_000)
    client.force_login(readers()[0])
    teks = client.get(reverse("pembiayaan:ringkas")).text
    assert ["mendekati Rp 0" in teks, "5 pengajuan" in teks] == [True, True]


def test_cell_with_one_very_large_amount_is_closed_for_rounding_would_not_hide_it():
    for _ in range(5):
        buat_pembiayaan(jenis="baznas", diajukan_rp=1_000_000)
    besar = buat_pembiayaan(jenis="baznas", diajukan_rp=10_000_000)
    [lain] = readers()[:1]
    assert rekap_pembiayaan(lain, Q(), until=HARI).jumlah.diajukan == Sel(5, 0, 20_000_000)
    Pembiayaan.objects.filter(pk=besar.pk).update(diajukan_rp=10_000_001)
    assert rekap_pembiayaan(lain, Q(), until=HARI).jumlah.diajukan.tutup


def test_two_filters_tell_nothing_of_the_few_between_them(client):
    """Of six the sixth is a BUM Desa: neither "semua bentuk" nor a place or year is a cut for who reads sums alone."""
    for n in range(6):
        umkm = pabrik.buat_umkm(bentuk="bumdes" if n == 5 else "perorangan")
        buat_pembiayaan(umkm, diajukan_rp=9_000_000 + n)
    alamat = reverse("pembiayaan:ringkas")
    for peran, angka in ((Peran.PEMBACA, {5}), (Peran.VERIFIKATOR, {5, 6})):
        client.force_login(pabrik.buat_pengguna(peran))
        jumlah = {client.get(alamat, {"bentuk": b}).context["rekap"].jumlah.diajukan.n for b in ("", "semua")}
        assert jumlah == angka
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    assert list(client.get(alamat).context["saring"].fields) == ["milik", "jenis", "bentuk"]


def test_ratio_is_of_sums():
    for rp, status in ((2_000_000, "dicairkan"), (8_000_000, "ditolak")):
        buat_pembiayaan(status=status, diajukan_rp=rp)
    [b] = rekap_pembiayaan(pabrik.buat_pengguna(Peran.VERIFIKATOR), Q(), until=HARI).baris
    assert (str(b.persen_setuju), str(b.persen_cair)) == ("20.0", "100.0")
