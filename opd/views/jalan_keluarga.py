"""What the page of a family says of its way: what happened, which deeds are open to the reader, and what it waits for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from desa.angka import format_tanggal
from desa.enums import KeadaanKeluarga, PeristiwaKeluarga
from desa.models import Keluarga, StatusKeluarga
from desa.waktu import hari_ini
from opd.actions.status_keluarga import DIVERIFIKASI
from opd.forms.status_keluarga import NAMA_TINDAKAN
from opd.permissions_keluarga import can_verify_status, can_write_keluarga
from opd.rekap.jalan_keluarga import ALUR, KOLOM_LANGKAH, Jalan, Langkah, walk


def read_jalan(request: HttpRequest, keluarga: Keluarga) -> dict[str, Any]:
    """What the page of a family says of its way: the facts newest first with the deeds that are open, and what may come next."""
    semua = StatusKeluarga.objects.personal_for(request.user).filter(keluarga=keluarga).in_force()
    status = list(semua.order_by("tanggal", "pk"))
    jalan = walk(Langkah.read(*(getattr(s, k) for k in KOLOM_LANGKAH)) for s in status)
    boleh = can_write_keluarga(request.user, keluarga.desa_id, on=hari_ini())
    terakhir = next((s for s in reversed(status) if s.peristiwa != PeristiwaKeluarga.DESIL), None)
    for s in status:
        s.keluarga = keluarga
        s.menunggu = s.peristiwa in DIVERIFIKASI and s.diverifikasi_pada is None
        menilai = s.peristiwa in DIVERIFIKASI and can_verify_status(request.user, s, on=hari_ini())
        s.boleh_putus = s.menunggu and menilai
        ujung = s is terakhir or s.peristiwa == PeristiwaKeluarga.DESIL
        s.boleh_batal = ujung and (menilai if s.diverifikasi_pada else boleh)
    apa = ALUR[jalan.keadaan] if boleh and jalan.usulan is None else ()
    siap = [p for p in apa if not _too_early(jalan, p) and not (keluarga.terhapus and p == PeristiwaKeluarga.MASUK)]
    return {
        "status": status[::-1],
        "tindakan": [(NAMA_TINDAKAN[p], p.value) for p in siap],
        "syarat": _waiting(jalan),
    }


def _too_early(jalan: Jalan, peristiwa: PeristiwaKeluarga) -> bool:
    """Whether the family has to wait before this can be recorded, or it was found already."""
    if peristiwa == PeristiwaKeluarga.BERTAHAN and jalan.bertahan:
        return True
    mulai = {PeristiwaKeluarga.ENTAS: jalan.entas_mulai, PeristiwaKeluarga.BERTAHAN: jalan.periksa_mulai}
    return peristiwa in mulai and (mulai[peristiwa] or date.max) > hari_ini()


def _waiting(jalan: Jalan) -> str:
    """What the family's way waits for, in a sentence; "" when nothing is to be said."""
    if jalan.usulan is not None:
        return (
            f"{PeristiwaKeluarga(jalan.usulan.peristiwa).label} menunggu verifikasi dari luar OPD, jadi belum dihitung."
        )
    if jalan.keadaan == KeadaanKeluarga.SASARAN and jalan.entas_mulai is None:
        return "Belum diverval layak sejak masuk daftar. Entas dapat diusulkan 6 bulan sesudah verval itu."
    if jalan.keadaan == KeadaanKeluarga.SASARAN and jalan.entas_mulai > hari_ini():
        return f"Entas dapat diusulkan mulai {format_tanggal(jalan.entas_mulai)}."
    if jalan.bertahan:
        return "Entas bertahan: diperiksa ulang dan tidak kambuh."
    if jalan.periksa_mulai is not None:
        return f"Diperiksa ulang mulai {format_tanggal(jalan.periksa_mulai)}; sesudah itu entasnya dihitung bertahan."
    return ""
