"""Several granted objections, one version after the other: none takes back what the one before gave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from binaan.enums import Komponen, PutusanSanggahan
from binaan.peringkat.masukan import OpdDinilai
from binaan.peringkat.tindakan_beku import freeze_answer
from tests.pabrik import buat_opd
from tests.pabrik_peringkat import (
    BEKU,
    biasa,
    buat_hitungan,
    buat_masa,
    buat_peringkat,
    buat_sanggahan,
    buat_sekda,
    isi,
    masukan,
    tugas,
)

pytestmark = pytest.mark.django_db
K = Komponen
HARI, JAM = timedelta(days=1), timedelta(hours=1)


def test_a_second_answer_to_one_opd_is_made_from_the_first():
    a, b, sekda = buat_opd(), biasa(4), buat_sekda()
    per = {k: isi(k, 7) for k in K}
    omzet, kunjungan = {K.OMZET: isi(K.OMZET, 9)}, {K.KUNJUNGAN: isi(K.KUNJUNGAN, 100)}

    def of(nilai):
        return OpdDinilai(a.slug, a.nama, (tugas(per | nilai),))

    p = buat_peringkat(of({}), b, dibekukan_oleh=sekda)
    buat_masa()
    satu, dua = (buat_sanggahan(p, a, komponen=k, putusan=PutusanSanggahan.DIKABULKAN) for k in (K.OMZET, K.KUNJUNGAN))
    pada = BEKU + 6 * HARI
    draf = [
        buat_hitungan(masukan(of(baru), b), bobot=p.bobot, pada_=pada, sanggahan=s)
        for s, baru in ((satu, omzet), (dua, kunjungan))
    ]
    freeze_answer(satu, sidik=draf[0].sidik, by=sekda, at=pada + JAM)
    with pytest.raises(ValidationError, match="dibuat sebelum versi terakhir"):
        freeze_answer(dua, sidik=draf[1].sidik, by=sekda, at=pada + 2 * JAM)
    draf[1].delete()
    ulang = buat_hitungan(masukan(of(omzet | kunjungan), b), bobot=p.bobot, pada_=pada + 3 * JAM, sanggahan=dua)
    assert freeze_answer(dua, sidik=ulang.sidik, by=sekda, at=pada + 4 * JAM).nomor == 3
