"""Which deeds a person may do for the market of enterprises; registers of buyers stand in permissions_mitra.py."""

from __future__ import annotations

from datetime import date

from opd.enums import PeranPenugasan, StatusDukungan
from opd.models import Pengguna, Penugasan, PermintaanPasar
from opd.permissions import can_record_facts, can_withdraw_dukungan


def can_market(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Record whom an enterprise supplies and what it sold at a fair: the OPD of its village, up to 30 days after."""
    return bool(user.opd_ids(on)) and user.own_desa().filter(pk=desa_id).exists()


def can_ask_pasar(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Ask another OPD to find a market: the OPD that answers for the village today."""
    utama = penugasan.peran == PeranPenugasan.PENANGGUNG_JAWAB
    return utama and penugasan.covers(on) and can_record_facts(user, penugasan, on=on)


def can_report_pasar(user: Pengguna, minta: PermintaanPasar, *, on: date) -> bool:
    """Say what came of an accepted request, once: the OPD asked; after a merger its successor."""
    terbuka = minta.status == StatusDukungan.DITERIMA and minta.hasil_pada is None
    return terbuka and minta.opd.answering_on(on).pk in user.opd_ids(on)


def can_withdraw_pasar(user: Pengguna, minta: PermintaanPasar, *, on: date) -> bool:
    """Take back what was not declined and has no result yet: the OPD that asked."""
    return minta.hasil_pada is None and can_withdraw_dukungan(user, minta, on=on)
