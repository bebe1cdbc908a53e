"""The one-line roll-ups of the dashboard say what their pages say, over small random worlds."""

import random
from datetime import date, timedelta

import pytest

from desa.models import Desa, Penjualan, PenjualanSaluran, Umkm
from desa.waktu import akhir_hari
from opd.enums import Peran
from opd.models import Penugasan
from opd.rekap.daftar_json import read_lists
from opd.rekap.kelangsungan_singkat import province_survival, survival_lists
from opd.rekap.kemiskinan import add_up as add_up_progress
from opd.rekap.kemiskinan import rekap_kemiskinan, total
from opd.rekap.kemiskinan_singkat import progress_by_village, reader_list, seen_by_reader, snapshot_list
from opd.rekap.pantau import only_umkm, read_pantau, watched
from opd.rekap.pantau_singkat import news_months, watch_lists, watch_months, watched_briefly
from opd.rekap.penugasan import rekap_penugasan
from opd.rekap.umkm import baca_buku, jendela
from tests.dunia import Dunia
from tests.pabrik import buat_pengguna
from tests.pabrik_kelangsungan import hitung
from tests.pabrik_legalitas import buat_legalitas
from tests.pabrik_pantau import buat_rencana_kunjungan
from tests.pabrik_pasar import buat_pasokan
from tests.pabrik_potret import buat_potret
from tests.pabrik_produk import buat_produk

pytestmark = pytest.mark.django_db
SAAT = [
    (date(2026, 7, 20), None),
    (date(2026, 3, 3), None),
    (date(2026, 6, 30), date(2026, 7, 1)),
    (date(2025, 8, 1), date(2025, 8, 9)),
]


def dunia(benih):
    """A random world whose enterprises also have channels, buyers, products, licences and planned visits."""
    acak = random.Random(benih)
    Dunia(benih)
    for u in Umkm.objects.all():
        if acak.random() < 0.4:
            buat_produk(u)
        if acak.random() < 0.2:
            buat_pasokan(umkm=u)
        if acak.random() < 0.4:
            buat_legalitas(u, berlaku_sampai=date(2026, acak.randint(3, 12), 1))
        tugas = Penugasan.objects.in_force().in_charge().filter(desa=u.desa_id, selesai=None).first()
        if tugas and acak.random() < 0.3:
            buat_rencana_kunjungan(tugas, date(2026, 7, 1), u)
    for jual in Penjualan.objects.filter(omzet_rp__gt=0)[::3]:
        PenjualanSaluran.objects.create(penjualan=jual, saluran="pasar", omzet_rp=jual.omzet_rp)


@pytest.mark.parametrize("benih", range(1, 5))
def test_watched_briefly_finds_the_same_reasons_as_the_list(benih):
    dunia(benih)
    orang = buat_pengguna(Peran.PEMBACA)
    ketemu = set()
    for until, tahu in SAAT:
        known_at = akhir_hari(tahu) if tahu else None
        penuh = watched(
            read_pantau(orang, only_umkm(), until=until, known_at=known_at),
            rekap_penugasan(orang, until=until, known_at=known_at),
            until,
        )
        buku = baca_buku(
            orang, watch_months(until), known_at=known_at, temuan=(*jendela(until), *news_months(until))
        )  # fmt: skip
        terbaca = read_lists(orang, watch_lists(orang, until=until, known_at=known_at))
        singkat = watched_briefly(terbaca, buku, until)
        assert {b.usaha.umkm_id: ([a.jenis for a in b.alasan], b.rencana is None) for b in singkat} == {
            b.usaha.umkm_id: ([a.jenis for a in b.alasan], b.rencana is None) for b in penuh
        }
        ketemu |= {a.jenis for b in penuh for a in b.alasan}
    assert len(ketemu) >= 3


@pytest.mark.parametrize("benih", [1, 2])
def test_progress_of_the_province_is_the_sum_of_its_villages(benih):
    acak = random.Random(benih)
    Dunia(benih)
    for desa in Desa.objects.filter(penugasan__isnull=False).distinct():
        for n in range(acak.randint(0, 3)):
            buat_potret(
                desa,
                date(2024, 12, 1) + timedelta(days=n * 250),
                kk_miskin_ekstrem=acak.choice((0, 3, 12, 30)),
                sumber=acak.choice(("dtsen", "p3ke")),
            )
    for peran in (Peran.PEMBACA, Peran.VERIFIKATOR):
        orang = buat_pengguna(peran)
        for until, tahu in SAAT:
            known_at = akhir_hari(tahu) if tahu else None
            semua = rekap_penugasan(orang, until=until, known_at=known_at)
            terbaca = read_lists(orang, reader_list(orang) | snapshot_list(orang, until=until, known_at=known_at))
            penuh = rekap_kemiskinan(orang, until=until, known_at=known_at)
            per_desa = progress_by_village(terbaca, semua, until=until)
            terlihat = seen_by_reader(terbaca, per_desa)
            assert add_up_progress(list(terlihat.values())) == total(b.program for b in penuh)


def test_survival_of_the_province_is_the_newest_result_and_none_before_it():
    Dunia(1)
    hitung(date(2026, 7, 20))
    orang = buat_pengguna(Peran.PEMBACA)

    def pada(hari):
        return province_survival(read_lists(orang, survival_lists(orang, until=hari)))

    assert pada(date(2026, 7, 19)) is None
    k = pada(date(2026, 7, 25))
    assert (k.sampai, k.terbuka, k.kelompok.jenis) == (date(2026, 7, 20), bool(k.kelompok.n), "provinsi")
    assert k.kelompok.n == sum(n for _, n in k.kelompok.jumlah)
