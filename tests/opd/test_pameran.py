"""Fairs and results: who writes, what does not fit, corrections as rows, sums of rows, and never a part of omzet.

Seen red with `can_market` true for every OPD, `in_force` missing in `rekap_pameran`, and `kurang` comparing the wrong way.
"""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.models import Catatan, Penjualan, PenjualanSaluran
from opd.actions.dasar import MintaYakin
from opd.actions.hasil_pameran import IsiHasil, cancel_hasil, correct_hasil, record_hasil
from opd.actions.pameran import IsiPameran, cancel_pameran, change_pameran, create_pameran
from opd.enums import Peran
from opd.models import HasilPameran, Pameran
from opd.rekap.pameran import JumlahPameran, baca_hasil, jumlahkan, rekap_pameran
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_pasar import buat_hasil, buat_pameran

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
ISI = IsiPameran("Pesona Rempah", "Ambon", "Pemkot Ambon", date(2026, 5, 8), date(2026, 5, 10))
HASIL = IsiHasil(2_000_000, "Abon tuna", 2, 500_000)
DAFTAR = "/pameran/"


@pytest.fixture
def dunia() -> Any:
    """A penugasan, an enterprise of its village, and its operator."""
    penugasan = pabrik.buat_penugasan()
    umkm = pabrik.buat_umkm(desa=penugasan.desa)
    return penugasan, umkm, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def catat(pameran: Pameran, umkm: Any, by: Any, isi: IsiHasil = HASIL, **lain: Any) -> HasilPameran:
    return record_hasil(pameran, umkm, isi, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


def test_fair_is_recorded_once_changed_by_its_opd_and_cancelled_while_empty(dunia):
    penugasan, umkm, operator = dunia
    u, oleh = uuid.uuid4(), {"by": operator, "at": SEKARANG}
    assert len({create_pameran(ISI, uuid=u, **oleh).pk for _ in range(2)}) == 1
    pameran = Pameran.objects.get()
    assert pameran.opd == penugasan.opd
    with pytest.raises(ValidationError, match="sudah tercatat"):
        create_pameran(replace(ISI, nama="PESONA REMPAH"), uuid=uuid.uuid4(), **oleh)
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    with pytest.raises(PermissionDenied):
        change_pameran(pameran, replace(ISI, tempat="Tual"), versi=1, by=lain, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        create_pameran(ISI, uuid=uuid.uuid4(), by=pabrik.buat_pengguna(Peran.PIMPINAN), at=SEKARANG)
    change_pameran(pameran, replace(ISI, tempat="Tual"), versi=1, **oleh)
    with pytest.raises(ValidationError, match="mengubah pameran ini pada"):
        change_pameran(pameran, replace(ISI, tempat="Masohi"), versi=1, **oleh)
    hasil = catat(pameran, umkm, operator)
    with pytest.raises(ValidationError, match="sudah ada hasilnya"):
        cancel_pameran(pameran, versi=2, alasan="Batal.", **oleh)
    cancel_hasil(hasil, uuid=uuid.uuid4(), alasan="Keliru.", **oleh)
    for _ in range(2):
        cancel_pameran(pameran, versi=2, alasan="Batal.", **oleh)
    with pytest.raises(ValidationError, match="dibatalkan"):
        catat(pameran, umkm, operator)
    assert not Pameran.objects.in_force().exists()


@pytest.mark.parametrize(
    ("ubah", "bidang"),
    [
        ({"akhir": date(2026, 5, 7)}, "akhir"),
        ({"akhir": date(2028, 5, 7)}, "mulai"),
        ({"mulai": date(2030, 1, 1), "akhir": date(2030, 1, 2)}, "mulai"),
        ({"nama": ""}, "nama"),
        ({"tempat": "x" * 200}, "tempat"),
    ],
)
def test_fair_that_does_not_fit_says_where(dunia, ubah, bidang):
    with pytest.raises(ValidationError) as galat:
        create_pameran(replace(ISI, **ubah), uuid=uuid.uuid4(), by=dunia[2], at=SEKARANG)
    assert bidang in galat.value.message_dict


def test_result_twice_is_one_and_only_the_opd_of_the_village_writes_it(dunia):
    _, umkm, operator = dunia
    pameran, u = buat_pameran(), uuid.uuid4()
    assert len({catat(pameran, umkm, operator, uuid=u).pk for _ in range(2)}) == 1
    with pytest.raises(ValidationError, match="isi berbeda"):
        catat(pameran, umkm, operator, replace(HASIL, omzet_rp=1), uuid=u)
    with pytest.raises(ValidationError, match="sudah dicatat"):
        catat(pameran, umkm, operator)
    lain = pabrik.buat_penugasan()
    for by in (
        pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lain.opd),
        *(pabrik.buat_pengguna(p) for p in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA)),
    ):
        with pytest.raises(PermissionDenied):
            catat(buat_pameran(), umkm, by)
    assert Catatan.objects.get().perubahan == {
        "umkm": [None, umkm.nama],
        "terjual": [None, "Rp 2.000.000, 2 pesanan Rp 500.000"],
    }
    assert not Penjualan.objects.exists()


@pytest.mark.parametrize(
    ("isi", "kata"),
    [
        ({"barang": ""}, "Sebutkan barang"),
        ({"pesanan": 0}, "banyaknya pesanan"),
    ],
)
def test_result_that_says_half_is_refused(dunia, isi, kata):
    with pytest.raises(ValidationError, match=kata):
        catat(buat_pameran(), dunia[1], dunia[2], replace(HASIL, **isi))


def test_result_of_a_fair_to_come_or_of_a_closed_enterprise_is_refused(dunia):
    _, umkm, operator = dunia
    besok = HARI + timedelta(days=1)
    with pytest.raises(ValidationError, match="baru mulai"):
        catat(buat_pameran(mulai=besok, akhir=besok), umkm, operator)
    tutup = pabrik.buat_umkm(desa=umkm.desa, tutup_pada=date(2026, 5, 1))
    with pytest.raises(ValidationError, match="tercatat tutup"):
        catat(buat_pameran(), tutup, operator)


def test_wild_rupiah_is_asked_about_once(dunia):
    _, umkm, operator = dunia
    pabrik.buat_penjualan(umkm, date(2026, 3, 1), 2_000_000)
    pameran, besar = buat_pameran(), replace(HASIL, omzet_rp=2_000_000_000)
    with pytest.raises(MintaYakin, match="jumlah nolnya"):
        catat(pameran, umkm, operator, besar)
    assert catat(pameran, umkm, operator, besar, yakin=True).omzet_rp == 2_000_000_000


def test_correction_and_cancellation_are_rows_and_the_past_reads_as_known_then(dunia):
    _, umkm, operator = dunia
    pameran = buat_pameran()
    lama = catat(pameran, umkm, operator)
    nanti = SEKARANG + timedelta(days=1)
    oleh = {"by": operator, "at": nanti}
    baru = correct_hasil(lama, replace(HASIL, omzet_rp=1_500_000), uuid=uuid.uuid4(), alasan="Nota.", **oleh)
    with pytest.raises(ValidationError, match="sudah dikoreksi"):
        correct_hasil(lama, HASIL, uuid=uuid.uuid4(), alasan="Lagi.", **oleh)
    semua = Pameran.objects.all()
    pembaca = pabrik.buat_pengguna(Peran.PEMBACA)
    assert rekap_pameran(pembaca, semua) == {pameran.pk: JumlahPameran(1, 1_500_000, 2, 500_000)}
    assert rekap_pameran(pembaca, semua, known_at=SEKARANG) == {pameran.pk: JumlahPameran(1, 2_000_000, 2, 500_000)}
    u = uuid.uuid4()
    assert len({cancel_hasil(baru, uuid=u, alasan="Keliru.", **oleh).pk for _ in range(2)}) == 1
    assert rekap_pameran(pembaca, semua) == {}
    lagi = catat(pameran, umkm, operator, at=nanti)
    assert lagi.menggantikan is not None
    assert rekap_pameran(pembaca, semua) == {pameran.pk: JumlahPameran(1, 2_000_000, 2, 500_000)}


def test_months_that_report_less_than_the_fair_are_told(dunia):
    _, umkm, _ = dunia
    pameran = buat_pameran(mulai=date(2026, 4, 29), akhir=date(2026, 5, 2))
    buat_hasil(pameran, umkm)
    pembaca = pabrik.buat_pengguna(Peran.PEMBACA)

    def baca() -> tuple[int | None, bool]:
        (b,) = baca_hasil(pembaca, pameran)
        return b.dilaporkan_rp, b.kurang

    assert baca() == (None, False)
    pabrik.buat_penjualan(umkm, date(2026, 4, 1), 1_000_000)
    assert baca() == (None, False)
    mei = pabrik.buat_penjualan(umkm, date(2026, 5, 1), 999_999)
    assert baca() == (1_999_999, True)
    mei = pabrik.buat_penjualan(umkm, date(2026, 5, 1), 1_000_000, menggantikan=mei)
    assert baca() == (2_000_000, False)
    PenjualanSaluran.objects.create(penjualan=mei, saluran="toko", omzet_rp=400_000)
    PenjualanSaluran.objects.create(penjualan=mei, saluran="pameran", omzet_rp=600_000)
    assert baca() == (1_600_000, True)


@pytest.mark.parametrize("benih", range(5))
def test_sums_equal_the_slow_twin_and_the_rows_behind_them(benih):
    acak = random.Random(benih)
    pameran = [buat_pameran() for _ in range(3)]
    umkm = [pabrik.buat_umkm() for _ in range(4)]
    for p in pameran:
        for u in umkm:
            if acak.random() < 0.7:
                h = buat_hasil(p, u, omzet_rp=acak.randint(1, 9), pesanan=1, pesanan_rp=acak.randint(0, 9))
                for _ in range(acak.randint(0, 2)):
                    batal = {"batal": acak.random() < 0.4, "alasan_koreksi": "uji"}
                    h = buat_hasil(p, u, omzet_rp=acak.randint(1, 9), menggantikan=h, **batal)
    lambat: dict[int, list[HasilPameran]] = defaultdict(list)
    digantikan = {h.menggantikan_id for h in HasilPameran.objects.all()}
    for h in HasilPameran.objects.all():
        if not h.batal and h.pk not in digantikan:
            lambat[h.pameran_id].append(h)
    pembaca = pabrik.buat_pengguna(Peran.PEMBACA)
    rekap = rekap_pameran(pembaca, Pameran.objects.all())
    assert rekap == {
        pk: JumlahPameran(
            len(isi), sum(h.omzet_rp for h in isi), sum(h.pesanan for h in isi), sum(h.pesanan_rp for h in isi)
        )
        for pk, isi in lambat.items()
    }
    for p in pameran:
        assert jumlahkan(baca_hasil(pembaca, p)) == rekap.get(p.pk, JumlahPameran())


# --- pages -----------------------------------------------------------------------------------------------------------


def test_from_fair_to_result_on_the_pages(client, dunia):
    _, umkm, operator = dunia
    client.force_login(operator)
    isi = {"uuid": str(uuid.uuid4()), "nama": "Pesona Rempah", "tempat": "Ambon", "penyelenggara": "Pemkot"}
    isi |= {"mulai": "8 Mei 2026", "akhir": "10 Mei 2026"}
    assert len({client.post(reverse("pameran:baru"), isi).url for _ in range(2)}) == 1
    pameran = Pameran.objects.get()
    halaman = reverse("pameran:detail", args=[pameran.uuid])
    hasil = {"uuid": str(uuid.uuid4()), "umkm": umkm.uuid, "omzet_rp": "2.000.000", "barang": "Abon"}
    alamat = reverse("pameran:hasil", args=[pameran.uuid])
    assert "tidak ditambahkan" in client.get(alamat).text
    assert "Sebutkan barang" in client.post(alamat, hasil | {"barang": ""}).text
    for _ in range(2):
        assert client.post(alamat, hasil).url == halaman
    teks = client.get(halaman).text.replace("\xa0", " ")
    assert "Rp 2.000.000" in teks
    assert "belum dilaporkan" in teks
    assert "Rp 2.000.000" in client.get(DAFTAR).text.replace("\xa0", " ")
    h = HasilPameran.objects.get()
    koreksi = {"uuid": str(uuid.uuid4()), "omzet_rp": "1.500.000", "barang": "Abon", "alasan": "Nota."}
    assert client.post(reverse("hasil_pameran:koreksi", args=[h.uuid]), koreksi).url == halaman
    kini = HasilPameran.objects.in_force().get()
    batal = {"uuid": str(uuid.uuid4()), "alasan": "Keliru."}
    assert client.post(reverse("hasil_pameran:batalkan", args=[kini.uuid]), batal).url == halaman
    assert "Belum ada hasil" in client.get(halaman).text
    client.post(reverse("pameran:ubah", args=[pameran.uuid]), isi | {"versi": 1, "tempat": "Tual"})
    client.post(reverse("pameran:batalkan", args=[pameran.uuid]), {"versi": 2, "alasan": "Tidak jadi."})
    assert "Tidak jadi." in client.get(halaman).text
    assert "Pesona Rempah" not in client.get(DAFTAR).text


def test_readers_and_other_opds_write_nothing(client, dunia):
    hasil = buat_hasil(umkm=dunia[1])
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd)
    for by in (pabrik.buat_pengguna(Peran.PEMBACA), pabrik.buat_pengguna(Peran.PIMPINAN), lain):
        client.force_login(by)
        for nama in ("pameran:ubah", "pameran:batalkan"):
            assert client.post(reverse(nama, args=[hasil.pameran.uuid]), {"versi": 1}).status_code == 403
        for nama in ("hasil_pameran:koreksi", "hasil_pameran:batalkan"):
            assert client.post(reverse(nama, args=[hasil.uuid]), {}).status_code == 403
        assert reverse("hasil_pameran:koreksi", args=[hasil.uuid]) not in client.get(
            reverse("pameran:detail", args=[hasil.pameran.uuid])
        )
    assert client.post(reverse("pameran:hasil", args=[hasil.pameran.uuid]), {"umkm": dunia[1].uuid}).status_code == 422
    assert HasilPameran.objects.count() == 1


def test_filters_and_hostile_text(client):
    jahat = "<script>alert(1)</script>"
    a, b = buat_pameran(nama=jahat, tempat=jahat), buat_pameran(mulai=date(2025, 5, 8), akhir=date(2025, 5, 9))
    buat_hasil(a, barang=jahat)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))

    def isi(**saring: Any) -> set[int]:
        return {p.pk for p in client.get(DAFTAR, saring).context["halaman"]}

    assert isi() == {a.pk, b.pk} == isi(tahun="abc", halaman="-1")
    assert isi(tahun=2025) == isi(q="AMBON", tahun=2025) == {b.pk}
    assert "Tidak ada pameran yang cocok" in client.get(DAFTAR, {"q": "zzz"}).text
    for halaman in (DAFTAR, reverse("pameran:detail", args=[a.uuid])):
        assert jahat not in client.get(halaman).text


@pytest.mark.parametrize("nama", ["daftar", "detail", "hasil"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    _, umkm, operator = dunia
    client.force_login(operator)
    pameran = buat_pameran()
    buat_hasil(pameran, umkm)
    halaman = DAFTAR if nama == "daftar" else reverse(f"pameran:{nama}", args=[pameran.uuid])
    client.get(halaman)
    with django_assert_max_num_queries(12) as satu:
        client.get(halaman)
    for _ in range(4):
        buat_hasil(pameran, pabrik.buat_umkm(desa=umkm.desa))
        buat_hasil()
    with django_assert_max_num_queries(12) as lima:
        client.get(halaman)
    assert len(lima) == len(satu)
