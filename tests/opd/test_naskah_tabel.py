"""Every cell of (kind x state x role x act): who may move a paper from which state, compared with one table.

Seen red with `has_other_approver` returning True, with `plays_for` returning False and with `makers` returning nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from desa.models import Catatan
from opd.actions.naskah import approve_naskah, locked_naskah, return_naskah, submit, touch, verify, withdraw_naskah
from opd.actions.rencana import create_rencana
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models import AnggotaTim, Delegasi, LangkahNaskah, Pengguna, PeranPengguna
from opd.rekap.hak import TURUT_MENYUSUN, hak_naskah
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
OPD = {"operator", "penulis", "kepala", "wakil"}
MEJA_KEPALA = {"kepala", "wakil"}
WASIT = {"verifikator", "verifikator_sekelompok"}
BOLEH: dict[StatusNaskah, dict[str, set[str]]] = {
    StatusNaskah.DRAF: {"tulis": OPD, "ajukan": OPD},
    StatusNaskah.DIKEMBALIKAN: {"tulis": OPD, "ajukan": OPD},
    StatusNaskah.DIAJUKAN: {"tarik": OPD, "setujui": MEJA_KEPALA, "kembalikan": MEJA_KEPALA},
    StatusNaskah.DISETUJUI: {"verifikasi": WASIT, "kembalikan": WASIT},
    StatusNaskah.DIVERIFIKASI: {},
}
"""The whole rule. A cell that is not here is refused and changes nothing."""


class Batalkan(Exception):
    """Undo what a cell did."""


@transaction.atomic
def _ajukan(naskah: Any, by: Pengguna) -> None:
    submit(locked_naskah(naskah, versi=naskah.versi), by=by, at=SEKARANG, kelompok=KelompokVerifikasi.PEMBERDAYAAN)


@transaction.atomic
def _verifikasi(naskah: Any, by: Pengguna) -> None:
    laporan = naskah._meta.model_name == "laporantriwulan"
    kolom = {"isi_beku": "{}", "sha256": "0" * 64} if laporan else {}
    verify(locked_naskah(naskah, versi=naskah.versi), by=by, at=SEKARANG, kolom=kolom)


TINDAKAN: dict[str, Callable[[Any, Pengguna], Any]] = {
    "tulis": transaction.atomic(lambda n, by: touch(n, versi=n.versi, by=by, at=SEKARANG)),
    "ajukan": _ajukan,
    "tarik": lambda n, by: withdraw_naskah(n, versi=n.versi, by=by, at=SEKARANG),
    "setujui": lambda n, by: approve_naskah(n, versi=n.versi, by=by, at=SEKARANG),
    "kembalikan": lambda n, by: return_naskah(n, versi=n.versi, alasan="uji", by=by, at=SEKARANG),
    "verifikasi": _verifikasi,
}
MENJADI = {
    "ajukan": StatusNaskah.DIAJUKAN,
    "tarik": StatusNaskah.DRAF,
    "setujui": StatusNaskah.DISETUJUI,
    "kembalikan": StatusNaskah.DIKEMBALIKAN,
    "verifikasi": StatusNaskah.DIVERIFIKASI,
}


def _verifikator(kelompok: str = "") -> Pengguna:
    orang = pabrik.buat_pengguna()
    PeranPengguna.objects.create(pengguna=orang, peran=Peran.VERIFIKATOR, kelompok=kelompok, mulai=date(2020, 1, 1))
    return orang


def _delegasi(penugasan: Any, penerima: Pengguna, jabatan: Any, **isi: Any) -> None:
    dasar = {"mulai": HARI, "selesai": HARI + timedelta(days=3), "alasan": "uji", "dicatat_pada": SEKARANG}
    dasar |= {"dicatat_oleh": "uji", "opd": penugasan.opd, "jabatan": jabatan, "penerima": penerima}
    Delegasi.objects.create(**dasar | isi)


def _orang(penugasan: Any) -> dict[str, Pengguna]:
    """Everybody who might try: of this OPD, of another, and the province's desks."""
    opd, lain = penugasan.opd, pabrik.buat_penugasan().opd
    orang = {p.value: pabrik.buat_pengguna(p) for p in (Peran.ADMIN_SISTEM, Peran.PIMPINAN, Peran.PEMBACA)}
    orang["tanpa_peran"] = pabrik.buat_pengguna()
    for nama in ("operator", "penulis", "wakil", "wakil_lewat"):
        orang[nama] = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd)
    orang["kepala"] = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=opd)
    jabatan = orang["kepala"].jabatan.get()
    _delegasi(penugasan, orang["wakil"], jabatan)
    orang["kepala_lain"] = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=lain)
    orang["operator_lain"] = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lain)
    orang["verifikator"] = _verifikator()
    orang["verifikator_sekelompok"] = _verifikator(KelompokVerifikasi.PEMBERDAYAAN)
    orang["verifikator_kelompok_lain"] = _verifikator(KelompokVerifikasi.BANSOS)
    orang["verifikator_di_tim"] = _verifikator()
    tim = pabrik.buat_tim(penugasan)
    AnggotaTim.objects.create(tim=tim, nama="uji", peran="anggota", pengguna=orang["verifikator_di_tim"])
    del orang["wakil_lewat"]
    return orang


@pytest.mark.parametrize("buat", [pabrik_naskah.buat_rencana, pabrik_naskah.buat_laporan])
@pytest.mark.parametrize("status", list(StatusNaskah))
def test_naskah_moves_only_as_the_table_says(buat, status):
    penugasan = pabrik.buat_penugasan()
    orang = _orang(penugasan)
    meja = pabrik_naskah.Meja(orang["penulis"], pabrik.buat_pengguna(), pabrik.buat_pengguna())
    naskah = buat(penugasan, status=status, meja=meja, kelompok=KelompokVerifikasi.PEMBERDAYAAN)
    harapan = {(t, o) for t, boleh in BOLEH[status].items() for o in boleh}
    terjadi = set()
    for tindakan, jalankan in TINDAKAN.items():
        for nama, by in orang.items():
            try:
                with transaction.atomic():
                    jalankan(naskah, by)
                    kini = type(naskah).objects.get(pk=naskah.pk)
                    assert kini.status == MENJADI.get(tindakan, status)
                    assert kini.versi == naskah.versi + 1
                    terjadi.add((tindakan, nama))
                    raise Batalkan
            except (Batalkan, PermissionDenied):
                pass
            naskah.refresh_from_db()
    assert terjadi == harapan
    assert (Catatan.objects.count(), LangkahNaskah.objects.count()) == (0, 0)


def _diajukan(**isi: Any) -> tuple[Any, dict[str, Pengguna]]:
    penugasan = pabrik.buat_penugasan()
    orang = _orang(penugasan)
    meja = pabrik_naskah.Meja(isi.pop("oleh", orang["penulis"]), orang["kepala"], orang["verifikator"])
    return pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DIAJUKAN, meja=meja, **isi), orang


def test_definitive_head_cannot_approve_while_a_plh_holds():
    rencana, orang = _diajukan()
    plh = pabrik.buat_pengguna()
    pabrik.buat_jabatan(opd=rencana.penugasan.opd, pengguna=plh, status="plh", mulai=HARI)
    with pytest.raises(PermissionDenied):
        approve_naskah(rencana, versi=1, by=orang["kepala"], at=SEKARANG)
    approve_naskah(rencana, versi=1, by=plh, at=SEKARANG)
    assert rencana.__class__.objects.get(pk=rencana.pk).disetujui_oleh == plh


def test_operator_who_becomes_plt_cannot_approve_what_he_submitted_in_an_earlier_round():
    penugasan = pabrik.buat_penugasan()
    plt, lain = (pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd) for _ in range(2))
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd)
    rencana = pabrik_naskah.buat_rencana(penugasan)
    _ajukan(rencana, plt)
    rencana.refresh_from_db()
    return_naskah(rencana, versi=rencana.versi, alasan="Lengkapi.", by=kepala, at=SEKARANG)
    rencana.refresh_from_db()
    _ajukan(rencana, lain)
    rencana.refresh_from_db()
    pabrik.buat_jabatan(opd=penugasan.opd, pengguna=plt, status="plt", mulai=HARI)
    plt.forget_roles()
    with pytest.raises(PermissionDenied) as galat:
        approve_naskah(rencana, versi=rencana.versi, by=plt, at=SEKARANG)
    assert "ikut menyusun atau mengajukan" in str(galat.value)


def test_head_alone_cannot_submit_and_is_told_what_to_do():
    penugasan = pabrik.buat_penugasan()
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd)
    rencana = pabrik_naskah.buat_rencana(penugasan)
    with pytest.raises(ValidationError) as galat:
        _ajukan(rencana, kepala)
    assert "catat delegasi kepada sekretaris" in galat.value.messages[0]
    sekretaris = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    _delegasi(penugasan, sekretaris, kepala.jabatan.get())
    _ajukan(rencana, kepala)
    rencana.refresh_from_db()
    approve_naskah(rencana, versi=rencana.versi, by=sekretaris, at=SEKARANG)


def test_paper_that_the_head_wrote_is_not_submitted_before_somebody_else_can_approve_it():
    penugasan = pabrik.buat_penugasan()
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penugasan.opd)
    operator, sekretaris = (pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd) for _ in range(2))
    rencana = create_rencana(penugasan, HARI.year, uuid=uuid4(), by=kepala, at=SEKARANG)
    pabrik_naskah.buat_baris(rencana)
    hak = hak_naskah(operator, rencana, on=HARI)
    assert (hak.tulis, hak.ajukan, hak.sebab) == (True, False, TURUT_MENYUSUN)
    with pytest.raises(ValidationError) as galat:
        _ajukan(rencana, operator)
    assert galat.value.messages == [TURUT_MENYUSUN]
    _delegasi(penugasan, sekretaris, kepala.jabatan.get())
    assert hak_naskah(operator, rencana, on=HARI).ajukan
    _ajukan(rencana, operator)
    rencana.refresh_from_db()
    approve_naskah(rencana, versi=rencana.versi, by=sekretaris, at=SEKARANG)


def test_delegate_of_yesterday_cannot_approve():
    rencana, orang = _diajukan()
    Delegasi.objects.update(mulai=HARI - timedelta(days=3), selesai=HARI)
    with pytest.raises(PermissionDenied):
        approve_naskah(rencana, versi=1, by=orang["wakil"], at=SEKARANG)


def test_verifikator_cannot_verify_what_he_approved_as_plt():
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    rencana = pabrik_naskah.buat_rencana(penugasan, status=StatusNaskah.DISETUJUI, meja=meja)
    pabrik.beri_peran(meja.kepala, Peran.VERIFIKATOR)
    meja.kepala.jabatan.update(selesai=HARI)
    meja.kepala.forget_roles()
    with pytest.raises(PermissionDenied):
        _verifikasi(rencana, meja.kepala)


def test_second_of_two_is_told_who_did_what():
    rencana, orang = _diajukan()
    approve_naskah(rencana, versi=1, by=orang["kepala"], at=SEKARANG)
    with pytest.raises(ValidationError) as galat:
        return_naskah(rencana, versi=1, alasan="Belum lengkap.", by=orang["wakil"], at=SEKARANG)
    assert galat.value.messages == [
        f"Rencana aksi ini sudah disetujui oleh {orang['kepala'].nama} pada 20 Juli 2026 09.00 WIT. Muat ulang halaman."
    ]


def test_paper_edited_meanwhile_is_not_approved():
    rencana, orang = _diajukan()
    withdraw_naskah(rencana, versi=1, by=orang["operator"], at=SEKARANG)
    with transaction.atomic():
        touch(rencana, versi=2, by=orang["operator"], at=SEKARANG + timedelta(minutes=1))
    with pytest.raises(ValidationError) as galat:
        approve_naskah(rencana, versi=1, by=orang["kepala"], at=SEKARANG)
    assert galat.value.messages[0].startswith(f"Rencana aksi ini diubah oleh {orang['operator'].nama} pada ")


def test_return_without_reason_is_refused():
    rencana, orang = _diajukan()
    with pytest.raises(ValidationError) as galat:
        return_naskah(rencana, versi=1, alasan="  ", by=orang["kepala"], at=SEKARANG)
    assert galat.value.message_dict["alasan"] == [
        "Tulis alasan pengembalian supaya OPD tahu apa yang harus diperbaiki."
    ]
    assert LangkahNaskah.objects.count() == 0


def test_each_move_leaves_one_step_and_one_catatan():
    rencana, orang = _diajukan()
    approve_naskah(rencana, versi=1, by=orang["kepala"], at=SEKARANG)
    rencana.refresh_from_db()
    return_naskah(rencana, versi=2, alasan="Sasaran belum jelas.", by=orang["verifikator"], at=SEKARANG)
    langkah = list(rencana.langkah.order_by("id").values_list("tindakan", "dari", "ke", "versi", "oleh", "alasan"))
    assert langkah == [
        ("setujui", "diajukan", "disetujui", 1, orang["kepala"].pk, ""),
        ("tolak", "disetujui", "dikembalikan", 2, orang["verifikator"].pk, "Sasaran belum jelas."),
    ]
    assert list(Catatan.objects.about(rencana).order_by("id").values_list("tindakan", "perubahan", "alasan")) == [
        ("menyetujui rencana aksi", {"status": ["diajukan", "disetujui"]}, ""),
        (
            "mengembalikan dari verifikasi rencana aksi",
            {"status": ["disetujui", "dikembalikan"]},
            "Sasaran belum jelas.",
        ),
    ]
    rencana.refresh_from_db()
    assert (rencana.diajukan_oleh, rencana.disetujui_oleh, rencana.alasan_kembali) == (
        None,
        None,
        "Sasaran belum jelas.",
    )
