"""The clinic and the rakor: who asks, answers, agrees and reports; minutes with their versions. Seen red with each
permission returning True."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from desa.models import Catatan
from opd.actions.konsultasi import (
    IsiPertanyaan,
    Target,
    agree_target,
    answer_konsultasi,
    ask_konsultasi,
    report_target,
)
from opd.actions.rakor import IsiRakor, change_rakor, record_rakor
from opd.enums import Peran
from opd.models import Konsultasi, Rakor
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_arahan import buat_arahan, buat_konsultasi, buat_rakor
from tests.pabrik_naskah import buat_indikator, buat_masalah

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
BESOK = HARI + timedelta(days=30)
TANYA = IsiPertanyaan("Pasar sagu", "Siapa yang dapat membeli sagu kering?")
TARGET = Target("Tiga pembeli tetap", BESOK)


class Batalkan(Exception):
    """Rolls a try back."""


TINDAKAN = {
    "tanya": lambda k, by: ask_konsultasi(k.penugasan, TANYA, uuid=uuid.uuid4(), by=by, at=SEKARANG),
    "jawab": lambda k, by: answer_konsultasi(k, versi=1, jawaban="Koperasi.", target=None, by=by, at=SEKARANG),
    "sepakat": lambda k, by: agree_target(k, versi=1, target=TARGET, by=by, at=SEKARANG),
    "lapor": lambda k, by: report_target(k, versi=1, hasil="Satu pembeli didapat.", by=by, at=SEKARANG),
}
OPD, PENJAWAB = {"kepala", "operator"}, {"pimpinan", "verifikator"}
KEADAAN = {
    "baru": ({}, {"tanya": OPD, "jawab": PENJAWAB}),
    "dijawab": ({"dijawab": True}, {"tanya": OPD, "sepakat": PENJAWAB}),
    "bertarget": ({"dijawab": True, "target_batas": BESOK}, {"tanya": OPD, "lapor": OPD}),
}


@pytest.mark.parametrize("keadaan", KEADAAN)
def test_konsultasi_moves_only_as_the_table_says(keadaan):
    isi, boleh = KEADAAN[keadaan]
    konsultasi = buat_konsultasi(**isi)
    opd = konsultasi.penugasan.opd
    orang = {
        "kepala": pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=opd),
        "operator": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd),
        "operator_lain": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd()),
        "tanpa_peran": pabrik.buat_pengguna(),
        "pimpinan_menjabat": pabrik.buat_pengguna(Peran.PIMPINAN),
        **{p.value: pabrik.buat_pengguna(p) for p in Peran if "opd" not in p.value},
    }
    pabrik.buat_jabatan(opd=opd, pengguna=orang["pimpinan_menjabat"], status="plt")
    harapan = {(t, o) for t, siapa in boleh.items() for o in siapa}
    harapan |= {(t, "pimpinan_menjabat") for t, siapa in boleh.items() if siapa == OPD}
    terjadi = set()
    for nama_tindakan, jalankan in TINDAKAN.items():
        for nama, by in orang.items():
            try:
                with transaction.atomic():
                    jalankan(konsultasi, by)
                    assert Catatan.objects.get().opd_id == opd.pk
                    terjadi.add((nama_tindakan, nama))
                    raise Batalkan
            except (Batalkan, PermissionDenied, ValidationError):
                pass
    assert terjadi == harapan


def test_question_twice_is_one_and_only_of_the_village_in_charge():
    penugasan = pabrik.buat_penugasan()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    kirim = {"uuid": uuid.uuid4(), "by": operator, "at": SEKARANG}
    assert len({ask_konsultasi(penugasan, TANYA, **kirim).pk for _ in range(2)}) == 1
    with pytest.raises(ValidationError, match="isi berbeda"):
        ask_konsultasi(penugasan, IsiPertanyaan("Lain", "Lain?"), **kirim)
    masalah = buat_masalah(penugasan)
    lain = IsiPertanyaan("Air", "Air bersih?", buat_indikator().pk)
    with pytest.raises(ValidationError) as galat:
        ask_konsultasi(penugasan, lain, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert list(galat.value.message_dict) == ["indikator"]
    tepat = IsiPertanyaan("Air", "Air bersih?", masalah.indikator_id)
    assert ask_konsultasi(penugasan, tepat, uuid=uuid.uuid4(), by=operator, at=SEKARANG).indikator == masalah.indikator
    penugasan.selesai, penugasan.cara_selesai, penugasan.alasan_selesai = HARI, "selesai", "uji"
    penugasan.selesai_dicatat_pada = SEKARANG
    penugasan.save()
    with pytest.raises(PermissionDenied):
        ask_konsultasi(penugasan, TANYA, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert Konsultasi.objects.count() == 2


def test_answer_with_target_then_its_outcome_leaves_three_catatan():
    konsultasi = buat_konsultasi()
    verifikator = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=konsultasi.penugasan.opd)
    for _ in range(2):
        answer_konsultasi(konsultasi, versi=1, jawaban="Koperasi.", target=TARGET, by=verifikator, at=SEKARANG)
    with pytest.raises(ValidationError) as galat:
        answer_konsultasi(
            konsultasi, versi=1, jawaban="Lain.", target=None, by=pabrik.buat_pengguna(Peran.VERIFIKATOR), at=SEKARANG
        )
    assert galat.value.messages == [
        f"Pertanyaan ini sudah dijawab oleh {verifikator.nama} pada 20 Juli 2026 09.00 WIT. Muat ulang halaman."
    ]
    lain = Target("Lima pembeli tetap", BESOK)
    with pytest.raises(ValidationError, match="sudah dijawab oleh"):
        answer_konsultasi(konsultasi, versi=1, jawaban="Koperasi.", target=lain, by=verifikator, at=SEKARANG)
    for _ in range(2):
        report_target(konsultasi, versi=2, hasil="Tercapai.", by=operator, at=SEKARANG)
    kini = Konsultasi.objects.get()
    assert (kini.versi, kini.jawaban, kini.target, kini.target_batas, kini.hasil) == (
        3,
        "Koperasi.",
        "Tiga pembeli tetap",
        BESOK,
        "Tercapai.",
    )
    assert list(Catatan.objects.order_by("id").values_list("tindakan", flat=True)) == [
        "menjawab pertanyaan klinik",
        "melaporkan hasil target klinik",
    ]


@pytest.mark.parametrize(
    ("target", "bidang"),
    [
        (Target(" ", BESOK), "target"),
        (Target("x", HARI - timedelta(days=1)), "target_batas"),
        (Target("x", HARI + timedelta(days=732)), "target_batas"),
    ],
)
def test_target_that_does_not_fit_says_where(target, bidang):
    konsultasi = buat_konsultasi()
    with pytest.raises(ValidationError) as galat:
        answer_konsultasi(
            konsultasi, versi=1, jawaban="x", target=target, by=pabrik.buat_pengguna(Peran.VERIFIKATOR), at=SEKARANG
        )
    assert list(galat.value.message_dict) == [bidang]
    assert Konsultasi.objects.get().dijawab_pada is None


# --- rakor --------------------------------------------------------------------------------------------------------

RAKOR = IsiRakor(date(2026, 7, 14), "Lantai 6", "Evaluasi TW II", "Sekda\nKepala Bappeda", "Semua hadir.")


def _rakor(isi: IsiRakor = RAKOR, **lain: Any) -> Rakor:
    dasar = {"uuid": uuid.uuid4(), "by": pabrik.buat_pengguna(Peran.VERIFIKATOR), "at": SEKARANG}
    return record_rakor(isi, **dasar | lain)


def test_rakor_is_recorded_by_pimpinan_and_verifikator_only():
    opd = pabrik.buat_opd()
    for peran in Peran:
        orang = pabrik.buat_pengguna(peran, opd=opd if "opd" in peran.value else None)
        if peran in (Peran.PIMPINAN, Peran.VERIFIKATOR):
            assert _rakor(by=orang).dicatat_oleh == orang
            continue
        with pytest.raises(PermissionDenied):
            _rakor(by=orang)
    assert Rakor.objects.count() == 2


def test_rakor_twice_is_one_and_a_day_ahead_is_refused():
    kirim = {"uuid": uuid.uuid4(), "by": pabrik.buat_pengguna(Peran.PIMPINAN)}
    assert len({_rakor(**kirim).pk for _ in range(2)}) == 1
    with pytest.raises(ValidationError) as galat:
        _rakor(IsiRakor(HARI + timedelta(days=1), "x", "x", "x", "x"))
    assert list(galat.value.message_dict) == ["tanggal"]
    assert (Rakor.objects.count(), Catatan.objects.count()) == (1, 1)


def test_minutes_changed_keep_the_old_text_and_refuse_a_stale_version():
    rakor, verifikator = _rakor(), pabrik.buat_pengguna(Peran.VERIFIKATOR)
    baru = IsiRakor(RAKOR.tanggal, "Lantai 7", RAKOR.perihal, RAKOR.peserta, RAKOR.notulen)
    assert change_rakor(rakor, RAKOR, versi=1, by=verifikator, at=SEKARANG).versi == 1
    assert change_rakor(rakor, baru, versi=1, by=verifikator, at=SEKARANG).versi == 2
    with pytest.raises(ValidationError, match="mengubah catatan rakor ini pada"):
        change_rakor(rakor, RAKOR, versi=1, by=verifikator, at=SEKARANG)
    assert [c.perubahan for c in Catatan.objects.about(rakor)] == [{"tempat": ["Lantai 6", "Lantai 7"]}, {}]


def test_a_rakor_with_arahan_keeps_its_day():
    rakor = buat_rakor()
    buat_arahan(rakor=rakor)
    isi = IsiRakor(date(2026, 6, 14), rakor.tempat, rakor.perihal, rakor.peserta, rakor.notulen)
    with pytest.raises(ValidationError) as galat:
        change_rakor(rakor, isi, versi=1, by=pabrik.buat_pengguna(Peran.VERIFIKATOR), at=SEKARANG)
    assert list(galat.value.message_dict) == ["tanggal"]
