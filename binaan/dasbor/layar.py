"""The screens of the dashboard, each made of one reading and kept while nothing is written (`versi_data`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Min
from django.utils import timezone

from binaan.dasbor.baca import Ringkasan, baca
from binaan.dasbor.kartu_hasil import every_card, macro_strip
from binaan.dasbor.kata import rupiah
from binaan.dasbor.keputusan import left_alone, susun_gerak, susun_keputusan, tanpa_opd
from binaan.dasbor.layar_peta import draw_all
from binaan.dasbor.merah import susun_merah
from binaan.dasbor.perkara import read_cases, waiting
from binaan.dasbor.pokok import Pokok, ringkas
from binaan.dasbor.saringan import SaringSaat
from binaan.dasbor.tautan import Tautan, buat_tautan
from desa.angka import format_tanggal
from desa.versi_data import remember
from desa.waktu import tanggal_wit
from opd.ambang import TABEL_DESA
from opd.models import Pengguna, Penugasan
from opd.models.naskah import MELIHAT_SEMUA
from opd.rekap.arahan import ArahanTerbuka, arahan_terbuka, jumlah_terbuka, rekap_arahan
from opd.rekap.rentang import Rentang
from opd.rekap.tertahan_singkat import Tertahan, rekap_tertahan

RAPAT = 8
"""How many of the cards hang on the screen of a meeting room."""

F = TypeVar("F", bound=SaringSaat)


def first_begun(user: Pengguna) -> date | None:
    """The first day on which an OPD answered for a village. One query."""
    awal: date | None = Penugasan.objects.visible_to(user).in_force().in_charge().aggregate(awal=Min("mulai"))["awal"]
    return awal


def first_recorded(user: Pengguna) -> date | None:
    """The first day on which a penugasan was recorded. One query."""
    awal: datetime | None = Penugasan.objects.visible_to(user).aggregate(awal=Min("dicatat_pada"))["awal"]
    return tanggal_wit(awal) if awal else None


def begun_later(user: Pengguna, form: SaringSaat) -> date | None:
    """The first day on which an OPD answered for a village, if the day asked for lies before it. No query for today."""
    _, hari = form.earliest
    if hari >= form.hari_ini:
        return None
    awal = first_begun(user)
    return awal if awal and hari < awal <= form.hari_ini else None


def recorded_later(user: Pengguna, form: SaringSaat) -> date | None:
    """The first day on which a penugasan was recorded, if what was known before is asked for. No query for what is known now."""
    if form.known_at is None:
        return None
    awal = first_recorded(user)
    return awal if awal and tanggal_wit(form.known_at) < awal else None


def refuse_too_early(user: Pengguna, form: SaringSaat) -> None:
    """Say on the form what of the days asked for lies before there was anything to show; the way out leads to the first.

    One limit for all of them: before the first penugasan, however long before.
    """
    if not form.is_valid():
        if form.has_error(form.bidang, "terawal"):
            tahu = form.bidang == "diketahui"
            if (pertama := first_recorded(user) if tahu else first_begun(user)) is not None:
                (form.too_little_known if tahu else form.too_early)(pertama)
        return
    if (awal := begun_later(user, form)) is not None:
        form.too_early(awal)
    elif (awal := recorded_later(user, form)) is not None:
        form.too_little_known(awal)


def read_on(user: Pengguna, form: SaringSaat) -> tuple[Ringkasan, Tautan]:
    """The figures of the day asked for, and the addresses behind them."""
    ringkasan = baca(user, until=form.until, known_at=form.known_at)
    return ringkasan, _addresses(form, ringkasan.rentang)


def read_figures(user: Pengguna, form: SaringSaat) -> tuple[Pokok, Tautan]:
    """The key figures of the day asked for, and the addresses behind them."""
    pokok = ringkas(user, until=form.until, known_at=form.known_at)
    return pokok, _addresses(form, pokok.rentang)


def _addresses(form: SaringSaat, rentang: Rentang) -> Tautan:
    diketahui = form.cleaned_data["diketahui"]
    return buat_tautan(rentang, hari_ini=form.hari_ini, known_at=form.known_at, diketahui=diketahui)


def remembered(nama: str, user: Pengguna, form: F, buat: Callable[[Pengguna, F], dict[str, Any]]) -> dict[str, Any]:
    """What `buat` gives, once per reader, day and question; with the moment until which recordings count."""
    isi = remember((nama, user.pk, form.hari_ini, form.kunci), lambda: buat(user, form))
    return isi | {"form": form, "diketahui": form.known_at or timezone.now()}


def main_screen(user: Pengguna, form: SaringSaat) -> dict[str, Any]:
    """Everything the one screen shows."""
    r, t = read_figures(user, form)
    dibawa = every_card(r, t, umum=True)
    sendiri = tanpa_opd(r, user)
    perkara = read_cases(user, r)
    keputusan = susun_keputusan(perkara, t, user, sendiri, on=form.hari_ini)
    isi = {
        "until": r.until,
        "kini": t.kini,
        "ada": bool(r.desa),
        "keputusan": keputusan,
        "ditunggu": waiting(perkara),
        "sendiri": left_alone(sendiri, t, keputusan),
        "gerak": susun_gerak(r, t),
        "kartu": every_card(r, t),
        "kartu_dibawa": dibawa,
        "kartu_rapat": dibawa[:RAPAT],
        "makro": macro_strip(r, t),
        "merah": susun_merah(r, t),
        "ambang": TABEL_DESA,
        "arahan": read_arahan(user, until=r.until, known_at=r.known_at, kini=t.kini),
        "arahan_kini": t.kini and not r.known_at,
        "tertahan": _stuck(user, r) if t.kini and not r.known_at else None,
        "dana_tahun": rupiah(r.desa.semua_dana.tahun_rp),
        "tw_lalu": r.rentang.akhir_tw_lalu,
        "menurut": records_words(form),
        "opd_dan_desa": (len(r.desa.opd), len(r.desa)),
        "saat": t.saat,
        "mutakhir": r.mutakhir if t.kini and not r.known_at else None,
    }
    return isi | draw_all(r.desa, t.kartu_desa, t.wilayah)


def _stuck(user: Pengguna, r: Pokok) -> Tertahan:
    """The papers that wait too long, of those that this reader may read. One query for who does not read them all."""
    return r.desa.tertahan if user.holds(*MELIHAT_SEMUA) else rekap_tertahan(user, until=r.until)


def records_words(form: SaringSaat) -> str:
    """By whose records both days of a change are counted: those of now, whatever was known then."""
    if form.known_at is None:
        return "menurut catatan kini"
    return f"menurut catatan sampai {format_tanggal(tanggal_wit(form.known_at))}"


def read_arahan(user: Pengguna, *, until: date, known_at: datetime | None, kini: bool) -> ArahanTerbuka:
    """What OPDs have to answer on the date; today the database counts. One query."""
    if kini and known_at is None:
        return arahan_terbuka(user, on=until)
    return jumlah_terbuka(rekap_arahan(user, until=until, known_at=known_at))
