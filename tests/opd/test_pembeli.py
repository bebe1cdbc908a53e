"""Buyers and supplies: who may do what, what does not fit says where, and contacts stay closed.

Seen red with `can_market` true for every OPD, `PERSONAL` of Pembeli empty, and `_require_running` doing nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan
from desa.scoped import DataPribadi
from opd.actions.dasar import MintaYakin
from opd.actions.pasokan import IsiPasokan, cancel_pasokan, end_pasokan, record_pasokan
from opd.actions.pembeli import IsiPembeli, change_pembeli, close_pembeli, create_pembeli, reopen_pembeli, show_kontak
from opd.actions.terdaftar import Kontak
from opd.enums import Peran
from opd.models import Pasokan, Pembeli
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_pasar import buat_pasokan, buat_pembeli

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
ISI = IsiPembeli(
    "Toko Sumber Laut",
    "toko",
    "Abon tuna",
    kota_luar="Makassar",
    harga_rp=35_000,
    satuan_harga="bungkus",
    tanggal_harga=date(2026, 5, 1),
    moda="kapal_perintis",
    hari_kapal="Selasa",
    nama_kontak="Ibu Kontak",
    telepon="+6281234567890",
)
PASOKAN = IsiPasokan("Abon tuna", date(2026, 3, 2))


@pytest.fixture
def dunia() -> Any:
    """A penugasan, an enterprise of its village, and its operator."""
    penugasan = pabrik.buat_penugasan()
    umkm = pabrik.buat_umkm(desa=penugasan.desa)
    return penugasan, umkm, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def daftar(isi: IsiPembeli, by: Any, **lain: Any) -> Pembeli:
    return create_pembeli(isi, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


def pasok(umkm: Any, pembeli: Pembeli, by: Any, isi: IsiPasokan = PASOKAN, **lain: Any) -> Pasokan:
    return record_pasokan(umkm, pembeli, isi, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


def test_who_may_add_change_and_read_contacts(dunia):
    _, _, operator = dunia
    pembeli = daftar(ISI, operator)
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    orang = {p.value: pabrik.buat_pengguna(p) for p in Peran if "opd" not in p.value}
    orang |= {"operator": operator, "operator_lain": lain}
    boleh: dict[str, set[str]] = {"tambah": set(), "ubah": set(), "kontak": set()}
    deeds = {
        "tambah": lambda by: daftar(replace(ISI, nama=f"Toko {by.pk}"), by),
        "ubah": lambda by: change_pembeli(
            pembeli,
            replace(ISI, alamat=f"Jalan {by.pk}"),
            versi=Pembeli.objects.get(pk=pembeli.pk).versi,
            by=by,
            at=SEKARANG,
        ),
        "kontak": lambda by: show_kontak(pembeli, by=by, at=SEKARANG),
    }
    for nama, by in orang.items():
        for deed, jalan in deeds.items():
            try:
                jalan(by)
                boleh[deed].add(nama)
            except PermissionDenied:
                pass
    assert boleh == {
        "tambah": {"verifikator", "operator", "operator_lain"},
        "ubah": {"verifikator", "operator"},
        "kontak": {"verifikator", "operator", "operator_lain"},
    }


def test_contact_is_sealed_shown_on_record_and_never_in_a_catatan(dunia):
    operator = dunia[2]
    pembeli = daftar(ISI, operator)
    assert "1234567890" not in Pembeli.objects.get().telepon_sandi
    assert show_kontak(pembeli, by=operator, at=SEKARANG) == Kontak("Ibu Kontak", "+6281234567890", "")
    change_pembeli(pembeli, replace(ISI, nama_kontak="Bapak Baru", telepon=None), versi=1, by=operator, at=SEKARANG)
    catatan = Catatan.objects.about(pembeli).order_by("id")
    assert [(c.tindakan, c.perubahan) for c in catatan] == [
        ("mendaftarkan pembeli", {}),
        ("melihat kontak pembeli", {}),
        ("mengubah pembeli", {"data kontak": ["", "nama kontak diubah"]}),
    ]
    with pytest.raises(DataPribadi):
        _ = Pembeli.objects.visible_to(pabrik.buat_pengguna(Peran.PEMBACA)).get().nama_kontak


def test_like_name_is_asked_about_and_same_form_twice_is_one(dunia):
    operator, u = dunia[2], uuid.uuid4()
    assert len({daftar(ISI, operator, uuid=u).pk for _ in range(2)}) == 1
    with pytest.raises(ValidationError, match="isi berbeda"):
        daftar(replace(ISI, dicari="Lain"), operator, uuid=u)
    with pytest.raises(MintaYakin, match="pembeli lain"):
        daftar(replace(ISI, nama="TOKO SUMBER-LAUT"), operator)
    daftar(replace(ISI, nama="TOKO SUMBER-LAUT"), operator, yakin=True)
    assert Pembeli.objects.count() == 2


@pytest.mark.parametrize(
    ("ubah", "bidang"),
    [
        ({"kota_luar": ""}, "__all__"),
        ({"satuan_harga": ""}, "__all__"),
        ({"harga_rp": 0}, "__all__"),
        ({"tanggal_harga": HARI + timedelta(days=1)}, "tanggal_harga"),
        ({"jenis": "warung"}, "jenis"),
        ({"dicari": ""}, "dicari"),
    ],
)
def test_buyer_that_does_not_fit_says_where(dunia, ubah, bidang):
    with pytest.raises(ValidationError) as galat:
        daftar(replace(ISI, **ubah), dunia[2])
    assert bidang in galat.value.message_dict


def test_supply_twice_is_one_and_only_the_opd_of_the_village_writes_it(dunia):
    penugasan, umkm, operator = dunia
    pembeli, u = buat_pembeli(), uuid.uuid4()
    assert len({pasok(umkm, pembeli, operator, uuid=u).pk for _ in range(2)}) == 1
    with pytest.raises(ValidationError, match="masih berjalan"):
        pasok(umkm, pembeli, operator)
    lain = pabrik.buat_penugasan()
    for by in (
        pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lain.opd),
        *(pabrik.buat_pengguna(p) for p in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA, Peran.ADMIN_SISTEM)),
    ):
        with pytest.raises(PermissionDenied):
            pasok(umkm, buat_pembeli(), by)
    catatan = Catatan.objects.get()
    assert (catatan.tindakan, catatan.perubahan) == (
        "mencatat pasokan",
        {"pembeli": [None, pembeli.nama], "umkm": [None, umkm.nama]},
    )


def test_closed_buyer_and_closed_enterprise_are_not_supplied(dunia):
    _, umkm, operator = dunia
    verifikator, pembeli = pabrik.buat_pengguna(Peran.VERIFIKATOR), buat_pembeli()
    close_pembeli(pembeli, versi=1, alasan="Pindah.", by=verifikator, at=SEKARANG)
    with pytest.raises(ValidationError, match=r"sudah ditutup: Pindah\."):
        pasok(umkm, pembeli, operator)
    reopen_pembeli(pembeli, versi=2, alasan="Kembali.", by=verifikator, at=SEKARANG)
    with pytest.raises(ValidationError, match="belum terjadi"):
        pasok(umkm, pembeli, operator, replace(PASOKAN, mulai=HARI + timedelta(days=1)))
    tutup = pabrik.buat_umkm(desa=umkm.desa, tutup_pada=HARI)
    with pytest.raises(ValidationError, match="tercatat tutup"):
        pasok(tutup, pembeli, operator)
    assert pasok(umkm, pembeli, operator).selesai is None


def test_supply_ends_once_with_its_reason_and_may_begin_again(dunia):
    _, umkm, operator = dunia
    pasokan = buat_pasokan(umkm=umkm)
    oleh = {"by": operator, "at": SEKARANG}
    for selesai in (pasokan.mulai, HARI + timedelta(days=1)):
        with pytest.raises(ValidationError) as galat:
            end_pasokan(pasokan, versi=1, selesai=selesai, alasan="Toko tutup.", **oleh)
        assert "selesai" in galat.value.message_dict
    with pytest.raises(ValidationError):
        end_pasokan(pasokan, versi=1, selesai=HARI, alasan=" ", **oleh)
    for _ in range(2):
        end_pasokan(pasokan, versi=1, selesai=HARI, alasan="Toko tutup.", **oleh)
    with pytest.raises(ValidationError, match="menghentikan pasokan ini pada"):
        end_pasokan(pasokan, versi=1, selesai=HARI - timedelta(days=3), alasan="Lain.", **oleh)
    assert [p.pk for p in Pasokan.objects.on(HARI - timedelta(days=1))] == [pasokan.pk]
    assert not Pasokan.objects.on(HARI).exists()
    pasok(umkm, pasokan.pembeli, operator, replace(PASOKAN, mulai=HARI))
    assert Catatan.objects.count() == 2


def test_supply_recorded_by_mistake_counts_nowhere(dunia):
    pasokan = buat_pasokan(umkm=dunia[1])
    oleh = {"by": dunia[2], "at": SEKARANG}
    for _ in range(2):
        cancel_pasokan(pasokan, versi=1, alasan="Keliru.", **oleh)
    with pytest.raises(ValidationError):
        cancel_pasokan(pasokan, versi=1, alasan="Lain.", **oleh)
    assert not Pasokan.objects.on(HARI).exists()
    assert not Pasokan.objects.in_force().exists()
    assert Catatan.objects.count() == 1
