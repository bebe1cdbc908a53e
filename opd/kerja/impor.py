"""Long lists applied beside the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from desa.angka import format_ribuan
from desa.impor.berkas import BerkasDitolak
from opd.actions.antrean import HasilKerja
from opd.actions.impor import record_refusal, require_waiting
from opd.actions.impor_terapkan import Siap, apply_prepared, count_rows, prepare_impor
from opd.actions.pekerjaan import IsiPekerjaan, request_work
from opd.enums import JenisPekerjaan
from opd.kerja.putar import Lapor
from opd.models import Impor, Pekerjaan, Pengguna


def ask_apply(impor: Impor, *, sidik: str, by: Pengguna, at: datetime) -> Pekerjaan:
    """The plan with this fingerprint, applied in the background. Raises as `apply_impor` for who may not or comes late."""
    require_waiting(impor, by=by, at=at)
    baris = format_ribuan(count_rows(impor))
    isi = IsiPekerjaan(
        JenisPekerjaan.IMPOR,
        str(impor.uuid),
        f"Terapkan impor {impor.nama_berkas} ({baris} baris)"[-300:],
        {"sidik": sidik},
        reverse("impor:pratinjau", args=[impor.uuid]),
    )
    return request_work(isi, by=by, at=at)


def apply_list(p: Pekerjaan, lapor: Lapor) -> Callable[[], HasilKerja]:
    """Everything costly now, the rows in the transaction that ends the work. A refusal shows on the preview, as on the page."""
    by, kini, sidik = p.diminta_oleh, timezone.now(), p.isi_permintaan["sidik"]
    impor = Impor.objects.get(uuid=p.kunci)
    siap = _prepared(impor, sidik, lapor, by=by, at=kini)

    def write() -> HasilKerja:
        jumlah = apply_prepared(siap, sidik=sidik, by=by, at=kini)
        return HasilKerja(f"Impor diterapkan: {format_ribuan(jumlah)} baris disimpan.")

    return write


def _prepared(impor: Impor, sidik: str, lapor: Lapor, *, by: Pengguna, at: datetime) -> Siap:
    try:
        return prepare_impor(impor, sidik=sidik, by=by, at=at, lapor=lapor)
    except BerkasDitolak as galat:
        raise ValidationError(str(galat)) from galat
    except ValidationError as galat:
        record_refusal(impor, galat, by=by, at=at)
        raise
