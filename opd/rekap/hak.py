"""What a reader may do with a paper now, and why not who sits at its desk but may not decide (desain.md, section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opd.enums import Peran, StatusNaskah
from opd.models import Opd, Pengguna
from opd.models.naskah import Naskah
from opd.permissions import can_withdraw_naskah, can_write_naskah, reads_group
from opd.rekap.meja import Papan, group_name, head_holders, read_papan, referees

TANPA_PENYETUJU = (
    "Anda satu-satunya yang dapat menyetujui naskah OPD ini, sehingga tidak dapat mengajukannya sendiri. Minta operator "
    "mengajukannya, atau catat delegasi kepada sekretaris lebih dahulu."
)
TURUT_MENYUSUN = (
    "Semua pejabat yang dapat menyetujui naskah OPD ini ikut menyusunnya, sehingga naskah ini belum dapat diajukan. Minta "
    "kepala OPD mencatat delegasi kepada sekretaris lebih dahulu."
)
SENDIRI = "Anda ikut menyusun atau mengajukan naskah ini, sehingga pejabat lain yang harus memutuskannya."
SENDIRI_KEMBALI = (
    "Anda ikut menyusun atau mengajukan naskah ini, sehingga pejabat lain yang menyetujuinya; "
    "Anda dapat mengembalikannya."
)
PENYETUJU = "Anda menyetujui naskah ini di meja kepala OPD, sehingga verifikator lain yang memutuskannya."


@dataclass(frozen=True, slots=True)
class HakNaskah:
    """The deeds open to one reader on one paper; `sebab` says why not when the paper lies at the reader's own desk."""

    tulis: bool = False
    ajukan: bool = False
    tarik: bool = False
    setujui: bool = False
    kembalikan: bool = False
    verifikasi: bool = False
    sebab: str = ""

    @property
    def memutuskan(self) -> bool:
        """Whether any button of the decision form is open."""
        return self.tarik or self.setujui or self.kembalikan or self.verifikasi


def hak_naskah(user: Pengguna, naskah: Naskah, *, on: date) -> HakNaskah:
    """What `user` may do with the paper on a day. At most four queries beyond the user's roles."""
    return hak_of(user, naskah, read_papan(user, [naskah], until=on))


def hak_of(user: Pengguna, naskah: Naskah, papan: Papan) -> HakNaskah:
    """What `user` may do with one of the papers that the board was read for. No query."""
    if naskah.terbuka:
        return _at_opd(user, naskah, papan)
    if naskah.status == StatusNaskah.DIAJUKAN:
        return _at_head(user, naskah, papan)
    return _at_verifikator(user, naskah, papan) if naskah.status == StatusNaskah.DISETUJUI else HakNaskah()


def _head_accounts(naskah: Naskah, papan: Papan) -> set[int]:
    return {p.akun for p in head_holders(naskah.penugasan.opd.answering_on(papan.until), papan) if p.akun}


def _at_opd(user: Pengguna, naskah: Naskah, papan: Papan) -> HakNaskah:
    if not can_write_naskah(user, naskah, on=papan.until):
        return HakNaskah()
    meja, pembuat = _head_accounts(naskah, papan), papan.pembuat[naskah]
    if not meja or meja - {user.pk} - pembuat:
        return HakNaskah(tulis=True, ajukan=True)
    return HakNaskah(tulis=True, sebab=TURUT_MENYUSUN if meja & pembuat else TANPA_PENYETUJU)


def _at_head(user: Pengguna, naskah: Naskah, papan: Papan) -> HakNaskah:
    tarik = can_withdraw_naskah(user, naskah, on=papan.until)
    if user.pk not in _head_accounts(naskah, papan):
        return HakNaskah(tarik=tarik, sebab=_while_plh(user, naskah.penugasan.opd.answering_on(papan.until), papan))
    sendiri = user.pk in papan.pembuat[naskah]
    return HakNaskah(tarik=tarik, setujui=not sendiri, kembalikan=True, sebab=SENDIRI_KEMBALI if sendiri else "")


def _while_plh(user: Pengguna, opd: Opd, papan: Papan) -> str:
    """To a head whose desk another holds today; the empty text to everybody else."""
    if not user.holds(Peran.KEPALA_OPD, opd_id=opd.pk, on=papan.until):
        return ""
    siapa = ", ".join(f"{p.nama} ({p.sebagai})" for p in head_holders(opd, papan))
    return f"Selama {siapa} bertugas, naskah ini diputuskan olehnya."


def _at_verifikator(user: Pengguna, naskah: Naskah, papan: Papan) -> HakNaskah:
    if not user.holds(Peran.VERIFIKATOR, on=papan.until):
        return HakNaskah()
    if any(p.akun == user.pk for p in referees(naskah, papan)):
        return HakNaskah(kembalikan=True, verifikasi=True)
    return HakNaskah(sebab=_why_not_verify(user, naskah, papan))


def _why_not_verify(user: Pengguna, naskah: Naskah, papan: Papan) -> str:
    if not reads_group(user, naskah.kelompok, on=papan.until):
        return f"Naskah ini diverifikasi {group_name(naskah.kelompok)}, bukan kelompok Anda."
    if naskah.disetujui_oleh_id == user.pk:
        return PENYETUJU
    if user.pk in papan.pembuat[naskah]:
        return SENDIRI
    return f"Anda bekerja untuk {naskah.penugasan.opd.nama}, sehingga verifikator lain yang memutuskan naskah ini."
