"""Many people at one quota or one serial number at once (check I4): no number twice, none left out, no quota passed. And one
form many times at once (check I1): it is one row, and nobody is told otherwise.

Seen red: `require_daily_limit` and `check_serupa` without their lock; `add_foto` without the lock on the penugasan;
`_next` refusing a number that was just taken; a plan without its lock and its two constraints (any one of them holds);
`deed` done once only; `evaluate` and `record_check` looking for the form before they lock.
"""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model

from binaan.enums import HasilUji, PutusanEvaluasi
from binaan.models import EvaluasiTahunan, HasilPetik
from binaan.mutu.tindakan_petik import IsiPeriksa, record_check
from binaan.peringkat.tindakan_evaluasi import IsiEvaluasi, evaluate
from desa.models import Catatan
from opd.actions.arahan import IsiArahan, give_arahan
from opd.actions.bantuan import MEMERIKSA, PERIKSA_SEHARI, IsiBantuan, check_serupa
from opd.actions.buka_keluarga import BUKA_SEHARI, MEMBUKA, open_numbers
from opd.actions.bukti import BATAS_FOTO_FAKTA, add_foto
from opd.actions.cetak import Lembar, Terbitan, issue_paper
from opd.actions.rencana import revise_rencana
from opd.enums import StatusNaskah
from opd.foto import FotoBersih, olah_foto
from opd.models import Arahan, Bukti, Cetakan, RencanaAksi
from tests import pabrik_naskah, pabrik_petik
from tests.opd.foto_uji import jpeg
from tests.pabrik import SEKARANG, buat_desa, buat_kegiatan, buat_opd, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_keluarga import buat_keluarga

pytestmark = pytest.mark.django_db(transaction=True)
HARI = date(2026, 7, 1)
SEKALIGUS = [6, pytest.param(50, marks=pytest.mark.drill)]


def at_once(banyak: int, tindakan: Callable[[int], object]) -> Counter[str]:
    """Let so many press in the same moment; how often it was done (""), and each sentence of refusal."""
    hasil: Counter[str] = Counter()
    siap = threading.Barrier(banyak)

    def tekan(n: int) -> None:
        try:
            connection.ensure_connection()
            siap.wait()
            tindakan(n)
            hasil[""] += 1
        except ValidationError as galat:
            hasil[galat.messages[0]] += 1
        finally:
            connection.close()

    utas = [threading.Thread(target=tekan, args=(n,)) for n in range(banyak)]
    for u in utas:
        u.start()
    for u in utas:
        u.join()
    assert sum(hasil.values()) == banyak
    return hasil


@pytest.mark.parametrize("banyak", SEKALIGUS)
def test_editions_of_a_paper_are_numbered_without_gap_or_double(banyak):
    oleh = buat_pengguna("verifikator")

    def terbit(n: int) -> None:
        t = Terbitan("monev", "2026-3", "Rekap", HARI, f"{n:064x}", "{}")
        issue_paper(t, Lembar("pdf"), penjaga=None, by=oleh, at=SEKARANG)

    assert at_once(banyak, terbit) == {"": banyak}
    assert sorted(Cetakan.objects.values_list("nomor", flat=True)) == list(range(1, banyak + 1))


@pytest.mark.parametrize("banyak", SEKALIGUS)
def test_numbers_are_opened_no_more_often_than_the_day_allows(banyak):
    penugasan = buat_penugasan()
    oleh, keluarga = buat_pengguna("operator_opd", opd=penugasan.opd), buat_keluarga(penugasan.desa)
    sisa = banyak // 2
    sudah = {"oleh_id": oleh.pk, "oleh": oleh.label, "tindakan": MEMBUKA, "pada": SEKARANG}
    for _ in range(BUKA_SEHARI - sisa):
        Catatan.objects.create(**sudah)
    hasil = at_once(banyak, lambda n: open_numbers(keluarga, alasan="Pencocokan data", by=oleh, at=SEKARANG))
    assert (hasil[""], len(hasil)) == (sisa, 2)
    assert Catatan.objects.filter(tindakan=MEMBUKA).count() == BUKA_SEHARI


def test_recipients_are_compared_no_more_often_than_the_day_allows():
    penugasan = buat_penugasan()
    oleh, usaha = buat_pengguna("operator_opd", opd=penugasan.opd), frozenset({buat_umkm(desa=penugasan.desa).pk})
    isi = IsiBantuan(HARI, "ternak", "sapi bali", Decimal(1), "ekor", umkm=usaha)
    sudah = {"penerima": [None, PERIKSA_SEHARI - 3], "kesamaan": [None, 0]}
    Catatan.objects.create(oleh_id=oleh.pk, oleh=oleh.label, tindakan=MEMERIKSA, pada=SEKARANG, perubahan=sudah)
    hasil = at_once(6, lambda n: check_serupa(penugasan, isi, by=oleh, at=SEKARANG))
    assert (hasil[""], len(hasil)) == (3, 2)


@pytest.mark.parametrize("banyak", SEKALIGUS)
def test_a_fact_holds_six_photos_whoever_sends_them(banyak):
    penugasan = buat_penugasan()
    oleh, kegiatan = buat_pengguna("operator_opd", opd=penugasan.opd), buat_kegiatan(penugasan, HARI)
    foto = [_photos(2 * n) for n in range(banyak)]
    hasil = at_once(banyak, lambda n: add_foto(kegiatan, foto[n], by=oleh, at=SEKARANG))
    assert (hasil[""], len(hasil)) == (BATAS_FOTO_FAKTA // 2, 2)
    assert sorted(Bukti.objects.values_list("urutan", flat=True)) == list(range(BATAS_FOTO_FAKTA))


def _photos(benih: int) -> list[FotoBersih]:
    return [olah_foto(jpeg(benih + n), tanggal=HARI, titik_desa=None) for n in range(2)]


@pytest.mark.parametrize("banyak", SEKALIGUS)
def test_a_plan_is_revised_once(banyak):
    penugasan = buat_penugasan()
    lama = pabrik_naskah.buat_rencana(penugasan, 2026, status=StatusNaskah.DIVERIFIKASI, baris=1)
    oleh = buat_pengguna("operator_opd", opd=penugasan.opd)
    hasil = at_once(
        banyak, lambda n: revise_rencana(lama, uuid=uuid.uuid4(), alasan=f"Alasan {n}", by=oleh, at=SEKARANG)
    )
    assert hasil[""] == 1
    assert sorted(RencanaAksi.objects.values_list("nomor", flat=True)) == [1, 2]


def _arahan() -> tuple[type[Model], Callable[[uuid.UUID], object]]:
    oleh, isi = buat_pengguna("pimpinan"), IsiArahan("Percepat.", SEKARANG.date(), frozenset({buat_opd().pk}))
    return Arahan, lambda u: give_arahan(isi, uuid=u, by=oleh, at=SEKARANG)


def _evaluasi() -> tuple[type[Model], Callable[[uuid.UUID], object]]:
    oleh, desa, opd = buat_pengguna("verifikator"), buat_desa(), buat_opd()
    isi = IsiEvaluasi(PutusanEvaluasi.LANJUT, "uji", "uji", [])
    return EvaluasiTahunan, lambda u: evaluate(desa, opd, 2025, isi, uuid=u, lama=0, by=oleh, at=SEKARANG)


def _petik() -> tuple[type[Model], Callable[[uuid.UUID], object]]:
    oleh, butir = buat_pengguna("verifikator"), pabrik_petik.buat_butir()
    isi = IsiPeriksa(HasilUji.SESUAI, pabrik_petik.KURS)
    return HasilPetik, lambda u: record_check(butir, isi, uuid=u, lama=0, by=oleh, at=SEKARANG)


@pytest.mark.parametrize("buat", [_arahan, _evaluasi, _petik])
def test_one_form_sent_many_times_at_once_is_one_row(buat):
    (model, kirim), satu = buat(), uuid.uuid4()
    assert at_once(6, lambda n: kirim(satu)) == {"": 6}
    assert model._default_manager.count() == 1
