"""A day as it was known at a past moment is kept like any other, and still tells of what was written where its facts lie now.

Seen red: without `_together` in `marks_of` (opd/rekap/simpanan_desa.py), and without each of the lists of `moved_lists`
(opd/rekap/penugasan.py): the plan, and what was done since, were then nobody's.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from binaan.dasbor.baca import baca
from opd.actions.penugasan import IsiPenugasan, correct_penugasan, hand_over
from opd.enums import CaraSelesai, Peran
from opd.models import BarisRencana, Kegiatan, Penugasan, RencanaAksi
from opd.rekap.daftar_json import read_lists
from opd.rekap.desa import rekap_desa
from opd.rekap.rencana import rekap_rencana
from opd.rekap.simpanan_desa import SimpananDesa
from opd.rekap.strategi import strategies_of, strategy_list
from tests.binaan.test_simpanan_dasbor import DuniaDasbor, anew
from tests.dunia import AKHIR
from tests.pabrik import buat_kegiatan, buat_kunjungan, buat_opd, buat_pengguna, buat_penugasan, pada
from tests.pabrik_naskah import buat_baris, buat_rencana


@pytest.mark.django_db
def test_a_past_day_of_a_village_whose_penugasan_was_corrected_to_another_is_never_older_than_the_plan():
    """The plan went along to the other village; what is written about it there, the days before the correction show."""
    SimpananDesa.forget_all()
    dunia, orang = DuniaDasbor(1), buat_pengguna(Peran.PIMPINAN)
    tahu = timezone.now()
    satu = next(
        b.ukuran for b in baca(orang, until=AKHIR, known_at=tahu).rencana_penugasan if b.ukuran and b.ukuran.baris
    )
    lama = Penugasan.objects.get(pk=satu.penugasan_id)
    lain = next(d for d in dunia.desa if d.pk != lama.desa_id)
    baru = buat_penugasan(opd=lama.opd, desa=lain, mulai=lama.mulai, dicatat_pada=tahu + timedelta(days=2))
    for p, isi in ((baru, {"menggantikan": lama}), (lama, {"dikoreksi_pada": baru.dicatat_pada})):
        Penugasan.objects.filter(pk=p.pk).update(**isi)
    for model in (RencanaAksi, Kegiatan):
        model.objects.filter(penugasan=lama).update(penugasan=baru)
    assert satu.baris in [b.ukuran.baris for b in baca(orang, until=AKHIR, known_at=tahu).rencana_penugasan if b.ukuran]
    BarisRencana.objects.filter(rencana=satu.rencana_id).update(satuan="lain")
    kini = baca(orang, until=AKHIR, known_at=tahu)
    assert kini == anew(orang, AKHIR, tahu)
    assert satu.baris not in [b.ukuran.baris for b in kini.rencana_penugasan if b.ukuran]


def _correct(p, by, at):
    correct_penugasan(p, IsiPenugasan(p.sk, p.opd, p.desa, date(2025, 1, 9)), alasan="uji", by=by, at=at)


def _merge(p, by, at):
    """As of a day before the last visit, and then once more: the successor is merged as well."""
    hari = date(2026, 5, 1), date(2026, 6, 1)
    for n, mulai in enumerate(hari):
        isi = IsiPenugasan(p.sk, buat_opd(), p.desa, mulai)
        saat = at + timedelta(days=n)
        p = hand_over(p, isi, by=by, at=saat, cara=CaraSelesai.OPD_DILEBUR, alasan="uji")


@pytest.mark.django_db
@pytest.mark.parametrize("ubah", [_correct, _merge])
def test_what_was_shown_before_a_penugasan_was_corrected_or_merged_is_shown_again(ubah):
    SimpananDesa.forget_all()
    p, hari, tahu = buat_penugasan(), date(2026, 7, 20), pada(date(2026, 7, 20), 10)
    b = buat_baris(buat_rencana(p, 2026, status="diverifikasi"), (10, 10, 10, 10))
    buat_kegiatan(p, date(2026, 5, 20), volume=10, satuan="paket", baris=b, dicatat_pada=pada(date(2026, 5, 21)))
    for tanggal in (date(2026, 3, 1), date(2026, 7, 10)):
        buat_kunjungan(p, tanggal)
    orang, saat = buat_pengguna(Peran.PIMPINAN), {"until": hari, "known_at": tahu}

    def shown():
        satu, strategi = baca(orang, **saat), strategies_of(read_lists(orang, strategy_list(2026, tahu)))
        assert satu.desa == rekap_desa(orang, **saat)
        assert satu.rencana_penugasan == rekap_rencana(orang, tahun=2026, **saat)
        rencana = [(r.penugasan, r.nilai, r.luar_kegiatan, r.ukuran and r.ukuran.baris) for r in satu.rencana_penugasan]
        return satu.desa, rencana, [strategi[d.penugasan.penugasan_id] for d in satu.desa]

    awal = shown()
    assert [(str(d.keadaan), d.kunjungan.hari, d.tanpa_rencana) for d in awal[0]] == [("tertib", 10, False)]
    assert [str(nilai) for _, nilai, *_ in awal[1]] == ["50.0"]
    ubah(p, buat_pengguna(Peran.VERIFIKATOR), pada(date(2026, 7, 21)))
    assert shown() == awal
    assert p.pk not in [d.penugasan.penugasan_id for d in rekap_desa(orang, until=hari)]
