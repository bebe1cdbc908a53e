"""Papers when offices change, OPDs merge and villages are handed over (desain.md, section 3).

Seen red: `answering_opd_id` without the day, `head_desk` counting every delegation, and `takes_additions` always true.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from desa.waktu import hari_ini
from opd.actions.naskah import approve_naskah, locked_naskah, return_naskah, submit, touch, withdraw_naskah
from opd.actions.penggabungan import execute_penggabungan, preview_penggabungan
from opd.actions.penugasan import IsiPenugasan, hand_over
from opd.enums import Peran, StatusNaskah
from opd.models import Delegasi, Opd, PenggabunganOpd, Pengguna
from opd.rekap.hak import hak_naskah
from opd.rekap.tertahan import rekap_meja
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db
HARI = SEKARANG.date()


def pada(hari: date) -> Any:
    return pabrik.pada(hari)


def _diajukan(**isi: Any) -> tuple[Any, pabrik_naskah.Meja]:
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    isi = {"status": StatusNaskah.DIAJUKAN} | isi
    return pabrik_naskah.buat_rencana(penugasan, meja=meja, pada=SEKARANG - timedelta(days=2), **isi), meja


def _fresh(naskah: Any, *orang: Pengguna) -> Any:
    """The paper as read today by people whose roles may have changed."""
    for o in orang:
        o.forget_roles()
    return type(naskah).objects.select_related("penugasan__opd__dilebur_ke").get(pk=naskah.pk)


def _lebur(opd: Opd, *, tanggal: date) -> tuple[PenggabunganOpd, Opd, Pengguna]:
    """A merger into a new OPD that has a head, executed."""
    penerus = pabrik.buat_opd()
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=penerus)
    gabung = PenggabunganOpd.objects.create(nama_baru=penerus.nama, menjadi=penerus, sumber="uji")
    gabung.dari.set([opd])
    by = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    execute_penggabungan(gabung, menjadi=penerus, tanggal=tanggal, by=by, at=SEKARANG)
    return gabung, penerus, kepala


def test_head_whose_office_ended_yesterday_cannot_approve_today():
    rencana, meja = _diajukan()
    meja.kepala.jabatan.update(selesai=HARI)
    rencana = _fresh(rencana, meja.kepala)
    for tindakan in (lambda: approve_naskah(rencana, versi=1, by=meja.kepala, at=SEKARANG),
                     lambda: return_naskah(rencana, versi=1, alasan="x", by=meja.kepala, at=SEKARANG)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            tindakan()
    baru = pabrik.buat_pengguna()
    pabrik.buat_jabatan(opd=rencana.penugasan.opd, pengguna=baru, mulai=HARI)
    approve_naskah(rencana, versi=1, by=baru, at=SEKARANG)


def test_delegate_lapses_with_the_office_that_lent_the_desk():
    rencana, meja = _diajukan()
    wakil = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=rencana.penugasan.opd)
    isi = {"opd": rencana.penugasan.opd, "jabatan": meja.kepala.jabatan.get(), "penerima": wakil, "alasan": "uji"}
    isi |= {"mulai": HARI, "selesai": HARI + timedelta(days=9), "dicatat_pada": SEKARANG, "dicatat_oleh": "uji"}
    Delegasi.objects.create(**isi)
    assert hak_naskah(wakil, rencana, on=HARI).setujui
    plh = pabrik.buat_jabatan(opd=rencana.penugasan.opd, status="plh", mulai=HARI)
    assert not hak_naskah(wakil, rencana, on=HARI).setujui
    plh.delete()
    meja.kepala.jabatan.update(selesai=HARI)
    assert not hak_naskah(wakil, rencana, on=HARI).setujui
    with pytest.raises(PermissionDenied):
        approve_naskah(rencana, versi=1, by=wakil, at=SEKARANG)


def test_step_of_a_head_of_two_opd_says_as_which():
    rencana, meja = _diajukan()
    pabrik.buat_jabatan(opd=pabrik.buat_opd(), pengguna=meja.kepala, status="plt")
    return_naskah(rencana, versi=1, alasan="Lengkapi.", by=meja.kepala, at=SEKARANG)
    assert rencana.langkah.get().sebagai == f"Kepala {rencana.penugasan.opd.nama}"


def test_step_of_a_delegate_says_for_whom():
    rencana, meja = _diajukan()
    jabatan = meja.kepala.jabatan.get()
    wakil = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=rencana.penugasan.opd)
    isi = {"opd": rencana.penugasan.opd, "jabatan": jabatan, "penerima": wakil, "alasan": "uji"}
    isi |= {"mulai": HARI, "selesai": HARI + timedelta(days=9), "dicatat_pada": SEKARANG, "dicatat_oleh": "uji"}
    Delegasi.objects.create(**isi)
    approve_naskah(rencana, versi=1, by=wakil, at=SEKARANG)
    assert rencana.langkah.get().sebagai == f"mewakili {jabatan.sebutan}"


def test_after_a_merger_the_successors_head_decides():
    rencana, meja = _diajukan()
    tanggal = HARI - timedelta(days=1)
    _, _, kepala = _lebur(rencana.penugasan.opd, tanggal=tanggal)
    rencana = _fresh(rencana, meja.kepala, meja.operator)
    with pytest.raises(PermissionDenied):
        approve_naskah(rencana, versi=1, by=meja.kepala, at=SEKARANG)
    approve_naskah(rencana, versi=1, by=kepala, at=SEKARANG)
    assert _fresh(rencana).disetujui_oleh == kepala


def test_before_the_day_of_a_merger_the_own_head_still_decides():
    rencana, meja = _diajukan()
    _, _, kepala = _lebur(rencana.penugasan.opd, tanggal=HARI + timedelta(days=5))
    rencana = _fresh(rencana, meja.kepala, meja.operator)
    with pytest.raises(PermissionDenied):
        approve_naskah(rencana, versi=1, by=kepala, at=SEKARANG)
    approve_naskah(rencana, versi=1, by=meja.kepala, at=SEKARANG)


def test_returned_paper_is_repaired_by_the_operator_who_followed():
    rencana, meja = _diajukan(status=StatusNaskah.DIKEMBALIKAN)
    _, penerus, kepala = _lebur(rencana.penugasan.opd, tanggal=HARI - timedelta(days=1))
    rencana = _fresh(rencana, meja.operator)
    with transaction.atomic():
        touch(rencana, versi=1, by=meja.operator, at=SEKARANG)
        submit(locked_naskah(rencana, versi=2), by=meja.operator, at=SEKARANG, kelompok="bansos")
    rencana = _fresh(rencana)
    baris = {b.naskah: b for b in rekap_meja(pabrik.buat_pengguna(Peran.PIMPINAN), until=HARI)}
    assert baris[rencana].meja.nama == f"Kepala {penerus.nama}"
    approve_naskah(rencana, versi=3, by=kepala, at=SEKARANG)


def test_chain_of_mergers_leads_to_the_last_head():
    rencana, meja = _diajukan()
    _, kedua, _ = _lebur(rencana.penugasan.opd, tanggal=HARI - timedelta(days=3))
    _, _, terakhir = _lebur(kedua, tanggal=HARI - timedelta(days=1))
    approve_naskah(_fresh(rencana), versi=1, by=terakhir, at=SEKARANG)


def test_preview_of_a_merger_names_each_open_paper(klien):
    rencana, meja = _diajukan()
    p = rencana.penugasan
    pabrik_naskah.buat_laporan(p, 2026, 2)
    pabrik_naskah.buat_rencana(p, 2025, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    gabung = PenggabunganOpd.objects.create(nama_baru="Dinas Gabungan", sumber="uji", menjadi=pabrik.buat_opd())
    gabung.dari.set([p.opd])
    by = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    hasil = preview_penggabungan(gabung, menjadi=gabung.menjadi, by=by)
    assert {n.judul for n in hasil.naskah} == {
        f"Rencana aksi 2026, {p.desa.nama} (diajukan)",
        f"Laporan TW II 2026, {p.desa.nama} (draf)",
    }
    klien.force_login(by)
    isi = klien.get(f"/penggabungan/{gabung.pk}/").content.decode()
    assert "2 rencana aksi dan laporan yang belum selesai" in isi
    assert f"/rencana/{rencana.uuid}/" in isi


# --- a village handed over with its report unfinished --------------------------------------------------------------


def _dialihkan(**isi: Any) -> tuple[Any, pabrik_naskah.Meja, Pengguna]:
    """A draft report of an OPD that handed the village over today; with the new OPD's operator."""
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    laporan = pabrik_naskah.buat_laporan(penugasan, 2026, 2, meja=meja, **isi)
    baru = pabrik.buat_opd()
    by = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    hand_over(penugasan, IsiPenugasan(penugasan.sk, baru, penugasan.desa, HARI), by=by, at=SEKARANG, alasan="uji")
    return _fresh(laporan), meja, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baru)


def _ajukan(laporan: Any, by: Pengguna, hari: date) -> None:
    with transaction.atomic():
        submit(locked_naskah(laporan, versi=laporan.versi), by=by, at=pada(hari), kelompok="")


def test_old_opd_finishes_its_report_within_thirty_days_and_its_head_approves():
    laporan, meja, orang_baru = _dialihkan()
    terakhir = HARI + timedelta(days=29)
    with pytest.raises(PermissionDenied):
        _ajukan(laporan, orang_baru, HARI)
    with transaction.atomic():
        touch(laporan, versi=1, by=meja.operator, at=pada(terakhir))
    laporan = _fresh(laporan)
    _ajukan(laporan, meja.operator, terakhir)
    approve_naskah(_fresh(laporan), versi=3, by=meja.kepala, at=pada(HARI + timedelta(days=45)))
    assert _fresh(laporan).status == StatusNaskah.DISETUJUI


def test_after_thirty_days_the_old_opd_writes_nothing_more():
    laporan, meja, _ = _dialihkan()
    lewat = HARI + timedelta(days=30)
    with pytest.raises(PermissionDenied):
        _ajukan(laporan, meja.operator, lewat)
    with pytest.raises(PermissionDenied), transaction.atomic():
        touch(laporan, versi=1, by=meja.operator, at=pada(lewat))
    assert not hak_naskah(meja.operator, laporan, on=lewat).tulis


def test_submitted_report_is_withdrawn_only_while_it_could_be_finished():
    laporan, meja, _ = _dialihkan(status=StatusNaskah.DIAJUKAN)
    with pytest.raises(PermissionDenied):
        withdraw_naskah(laporan, versi=1, by=meja.operator, at=pada(HARI + timedelta(days=30)))
    withdraw_naskah(laporan, versi=1, by=meja.operator, at=pada(HARI + timedelta(days=29)))


def test_report_nobody_can_finish_any_more_is_shown_and_not_called_stuck(klien):
    mulai = hari_ini() - timedelta(days=60)
    penugasan = pabrik.buat_penugasan(selesai=hari_ini() - timedelta(days=40))
    laporan = pabrik_naskah.buat_laporan(penugasan, status=StatusNaskah.DIKEMBALIKAN, pada=pada(mulai))
    pimpinan = pabrik.buat_pengguna(Peran.PIMPINAN)
    (baris,) = rekap_meja(pimpinan, until=hari_ini())
    assert (baris.naskah, baris.tertutup, baris.tertahan) == (laporan, True, False)
    klien.force_login(pimpinan)
    assert "masa melengkapi berakhir" in klien.get("/meja/").content.decode()
