"""Sample readings: the two OPDs whose operators sign in read their lists of families and opened a few numbers."""

from __future__ import annotations

from datetime import timedelta

from desa.models import Catatan, Keluarga, make_catatan
from opd.actions.buka_keluarga import MEMBUKA
from opd.contoh.akun import OPD_CONTOH, OPD_LAIN
from opd.contoh.dunia import Dunia
from opd.rekap.pembacaan import MELIHAT_NAMA, rows_shown
from opd.rekap.simpanan_pribadi import Kunci

PEMBACA = {OPD_CONTOH: "contoh.operator", OPD_LAIN: "contoh.operator.dpmd"}
HARI_LALU = (24, 11, 3)
ALASAN = "CONTOH mencocokkan berkas bantuan di kantor desa"


def buat_pembacaan(dunia: Dunia) -> None:
    """Three readings of each list on the last days, and the first family's numbers opened once."""
    catatan: list[Catatan] = []
    for slug, username in PEMBACA.items():
        desa = [p.desa_id for p in dunia.penugasan if p.opd_id == dunia.opd[slug].pk and p.selesai is None]
        oleh, label = dunia.akun[username], Keluarga._meta.label_lower
        keluarga = list(Keluarga.objects.filter(desa__in=desa).select_related("desa").order_by("desa", "pk"))
        for tempat in dict.fromkeys(k.desa for k in keluarga):
            milik = [k for k in keluarga if k.desa_id == tempat.pk]
            tampil = rows_shown(Kunci(label, k.pk) for k in milik)
            for n in HARI_LALU:
                pada = dunia.pada(dunia.per - timedelta(days=n))
                catatan.append(
                    make_catatan(oleh, f"{MELIHAT_NAMA} pada daftar keluarga", tempat, at=pada, perubahan=tampil)
                )
            pada = dunia.pada(dunia.per - timedelta(days=2))
            catatan.append(make_catatan(oleh, MEMBUKA, milik[0], at=pada, alasan=ALASAN))
    Catatan.objects.bulk_create(sorted(catatan, key=lambda c: c.pada))
