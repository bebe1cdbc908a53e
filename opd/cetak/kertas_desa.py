"""The presentation of a village as a paper of what stands today."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from desa.models import Desa
from opd.cetak.bahan import PROVINSI, kop_of, province_opd
from opd.cetak.blok import Kop
from opd.cetak.naskah import Cetak
from opd.cetak.paparan import sheet_blocks
from opd.enums import JenisCetakan
from opd.models import Pengguna, Penugasan
from opd.rekap.paparan_isi import read_sheet


def presentation_paper(user: Pengguna, desa: Desa, *, hari: date) -> Cetak:
    """Under the head of the OPD in charge, of the province where there is none; nobody signs it. `desa` with its profile."""
    tugas = Penugasan.objects.visible_to(user).in_force().active_on(hari).in_charge().filter(desa=desa)
    utama = tugas.select_related("opd").first()
    opd = utama.opd if utama else province_opd(user)
    kop = kop_of(user, opd)[0] if opd else Kop(PROVINSI)
    nama = f"Paparan {desa.nama_setempat}, Kec. {desa.kecamatan.nama}"
    return Cetak(
        JenisCetakan.PAPARAN, desa.kode, nama, hari, f"paparan-{desa.kode}", reverse("desa:paparan", args=[desa.kode]), kop,
        None, lambda: sheet_blocks(read_sheet(user, desa, hari)), penjaga=opd,
    )  # fmt: skip
