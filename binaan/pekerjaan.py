"""Ask for a long computation of the top floor. What it does stands in binaan/kerja.py, which loads numpy; this does not.

`return follow(request, ask_ranking(by=request.user, at=timezone.now()))` is all that a button needs (opd/views/pekerjaan.py).
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from binaan.cetak.paket import PilihanPaket
from binaan.mutu.undian import fingerprint
from desa.waktu import tanggal_wit
from opd.actions.cetak import TANPA_PERAN
from opd.actions.pekerjaan import IsiPekerjaan, request_work
from opd.enums import JenisPekerjaan, Peran
from opd.models import Pekerjaan, Pengguna
from opd.permissions_cetak import can_print

BUKAN_TUGAS = "Hitungan ini diminta oleh verifikator, pimpinan, atau admin sistem."


def can_recompute(user: Pengguna, *, on: date) -> bool:
    """Have the ranking or the impact computed before the nightly run does: it changes no input, only how fresh the answer is."""
    return user.holds(Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.ADMIN_SISTEM, on=on)


def ask_ranking(*, by: Pengguna, at: datetime, tahun: int | None = None) -> Pekerjaan:
    """The drafts of that year (else of this one and the last) and of granted objections, computed in the background.

    Raises PermissionDenied.
    """
    _require(by, at)
    sebutan = f" {tahun}" if tahun else ""
    isi = IsiPekerjaan(
        JenisPekerjaan.PERINGKAT,
        str(tahun or ""),
        f"Hitung ulang peringkat OPD{sebutan}",
        {"tahun": tahun},
        reverse("peringkat:daftar"),
    )
    return request_work(isi, by=by, at=at)


def ask_impact(*, by: Pengguna, at: datetime) -> Pekerjaan:
    """The impact of what is recorded up to today, computed in the background. Raises PermissionDenied."""
    _require(by, at)
    isi = IsiPekerjaan(JenisPekerjaan.DAMPAK, "", "Hitung ulang dampak pendampingan", {}, reverse("dampak:ringkas"))
    return request_work(isi, by=by, at=at)


def ask_packet(p: PilihanPaket, *, situs: str, by: Pengguna, at: datetime) -> Pekerjaan:
    """The papers of a rakor in one ZIP; `situs` is this site's address, as it stands on papers. Raises PermissionDenied."""
    if not can_print(by, on=tanggal_wit(at)):
        raise PermissionDenied(TANPA_PERAN)
    isi = IsiPekerjaan(
        JenisPekerjaan.PAKET,
        fingerprint(repr(p)),
        f"Paket rakor {p.nama}",
        {"paket": p.as_json(), "situs": situs.rstrip("/")},
        reverse("rakor:daftar"),
    )
    return request_work(isi, by=by, at=at)


def _require(by: Pengguna, at: datetime) -> None:
    if not can_recompute(by, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_TUGAS)
