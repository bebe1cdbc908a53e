"""The page that says what changed since a past day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from binaan.dasbor.angka import key_numbers
from binaan.dasbor.layar import read_figures
from binaan.dasbor.perubahan import SEBAB, compare_numbers, count_acts, count_sales
from binaan.dasbor.pokok import ringkas
from binaan.dasbor.saringan import FormBerubah
from binaan.dasbor.tautan import buat_tautan
from desa.waktu import akhir_hari
from opd.models import Pengguna


def change_screen(user: Pengguna, form: FormBerubah) -> dict[str, Any]:
    """Figures as the dashboard showed them at the end of `sejak`, and as it shows them now.

    Reads the dashboard thrice: the past day also by the records of today, with which the dashboard's cards compare.
    """
    r, t = read_figures(user, form)
    sejak = form.awal
    dari, sampai = recorded_span(form)
    lama = ringkas(user, until=sejak, known_at=dari)
    t_lama = buat_tautan(lama.rentang, hari_ini=form.hari_ini, known_at=dari, diketahui=sejak)
    ulang = ringkas(user, until=sejak, known_at=form.known_at)
    acts = count_acts(user, dari, sampai)
    jumlah = {k: sum(a.jumlah for a in isi) for k, isi in acts.items()} | {"penjualan": count_sales(user, dari, sampai)}
    baris = compare_numbers(key_numbers(lama, t_lama), key_numbers(ulang, t_lama), key_numbers(r, t), jumlah)
    return {
        "until": r.until,
        "kini": t.kini,
        "sejak": sejak,
        "baris": [b for b in baris if b.berubah],
        "tetap": [b for b in baris if not b.berubah],
        "acts": [(k, SEBAB[k][0], jumlah[k], acts.get(k, ())) for k in SEBAB if jumlah.get(k) or k in acts],
        "saat": t.saat,
    }


def recorded_span(form: FormBerubah) -> tuple[datetime, datetime]:
    """From the end of `sejak` to what is known on the page."""
    return akhir_hari(form.awal), form.known_at or timezone.now()
