"""A day as it was known at a past moment is kept like any other, and still tells of what was written where its facts lie now.

Seen red: without `_together` in `marks_of` (opd/rekap/simpanan_desa.py).
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from binaan.dasbor.baca import baca
from opd.enums import Peran
from opd.models import BarisRencana, Kegiatan, Penugasan, RencanaAksi
from opd.rekap.simpanan_desa import SimpananDesa
from tests.binaan.test_simpanan_dasbor import DuniaDasbor, anew
from tests.dunia import AKHIR
from tests.pabrik import buat_pengguna, buat_penugasan


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
