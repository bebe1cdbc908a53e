"""The head's desk lent for an absence: who may lend it, to whom, for how long, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan
from opd.actions.delegasi import open_delegasi, revoke_delegasi
from opd.enums import Peran
from opd.models import Delegasi
from opd.permissions import head_desk
from tests import pabrik
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()


def _dunia() -> tuple[Any, Any, Any]:
    opd = pabrik.buat_opd()
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=opd)
    return opd, kepala, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd)


def _buka(opd: Any, penerima: Any, by: Any, **isi: Any) -> Delegasi:
    dasar = {"mulai": HARI, "selesai": HARI + timedelta(days=5), "alasan": "Dinas luar ke Jakarta"}
    return open_delegasi(opd, penerima=penerima, by=by, at=SEKARANG, **dasar | isi)


def test_delegasi_opens_the_desk_for_its_days_only():
    opd, kepala, sekretaris = _dunia()
    _buka(opd, sekretaris, kepala)
    meja = [head_desk(opd.pk, on=HARI + timedelta(days=n)) for n in (-1, 0, 4, 5)]
    berdua = {kepala.pk, sekretaris.pk}
    assert meja == [{kepala.pk}, berdua, berdua, {kepala.pk}]
    assert list(Catatan.objects.values_list("tindakan", "opd_id")) == [("mendelegasikan persetujuan", opd.pk)]


def test_delegasi_revoked_closes_the_desk_at_once():
    opd, kepala, sekretaris = _dunia()
    delegasi = _buka(opd, sekretaris, kepala)
    revoke_delegasi(delegasi, by=kepala, at=SEKARANG)
    assert head_desk(opd.pk, on=HARI) == {kepala.pk}
    with pytest.raises(ValidationError):
        revoke_delegasi(delegasi, by=kepala, at=SEKARANG)


@pytest.mark.parametrize("siapa", ["operator", "kepala_lain", "penerima"])
def test_only_the_holder_lends_and_takes_back(siapa):
    opd, kepala, sekretaris = _dunia()
    delegasi = _buka(opd, sekretaris, kepala)
    orang = {
        "operator": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd),
        "kepala_lain": pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=pabrik.buat_opd()),
        "penerima": sekretaris,
    }[siapa]
    with pytest.raises(PermissionDenied):
        _buka(opd, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd), orang)
    with pytest.raises(PermissionDenied):
        revoke_delegasi(delegasi, by=orang, at=SEKARANG)


@pytest.mark.parametrize(
    ("isi", "bidang", "kalimat"),
    [
        ({"mulai": HARI - timedelta(days=1)}, "mulai", "Delegasi tidak dapat dimulai pada hari yang sudah lewat."),
        ({"selesai": HARI + timedelta(days=91)}, "selesai", "Delegasi paling lama 90 hari."),
        ({"selesai": HARI}, "__all__", "Tanggal selesai harus setelah tanggal mulai."),
        ({"alasan": " "}, "alasan", "Delegasi harus menyebut alasannya, misalnya dinas luar atau cuti."),
    ],
)
def test_delegasi_that_does_not_fit_says_so(isi, bidang, kalimat):
    opd, kepala, sekretaris = _dunia()
    with pytest.raises(ValidationError) as galat:
        _buka(opd, sekretaris, kepala, **isi)
    assert galat.value.message_dict[bidang][0].startswith(kalimat)
    assert Delegasi.objects.count() == 0


def test_delegasi_to_oneself_to_a_stranger_or_twice_is_refused():
    opd, kepala, sekretaris = _dunia()
    _buka(opd, sekretaris, kepala)
    asing = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    for penerima in (kepala, asing, sekretaris):
        with pytest.raises(ValidationError):
            _buka(opd, penerima, kepala)
    assert Delegasi.objects.count() == 1
