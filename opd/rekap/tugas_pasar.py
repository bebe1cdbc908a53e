"""Tasks that requests for a market make: accept or decline, then say what came of it; go on without, when declined."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncDate

from desa.angka import format_tanggal
from desa.waktu import WIT
from opd.ambang import DUKUNGAN_DITOLAK
from opd.enums import StatusDukungan
from opd.models import Pengguna, PermintaanPasar
from opd.permissions import taking_additions
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of

KOLOM = {
    "uuid": "uuid",
    "umkm": "umkm__nama",
    "opd": "penugasan__opd__nama",
    "diminta": "opd__nama",
    "desa": "penugasan__desa__nama",
    "tanggal": "hari",
}


def daftar_pasar(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """Requests to this person's OPDs to answer or to report on, and own ones that were declined lately."""
    if not user.opd_ids(until):
        return {}
    milik, semua = user.managed_opd(), PermintaanPasar.objects.managed_by(user)
    diminta = semua.filter(opd__in=milik)
    menunggu = diminta.waiting().annotate(hari=TruncDate("diminta_pada", tzinfo=WIT))
    diterima = diminta.filter(status=StatusDukungan.DITERIMA, hasil_pada__isnull=True)
    lagi = semua.filter(umkm=OuterRef("umkm"), diminta_pada__gt=OuterRef("dijawab_pada"))
    ditolak = semua.filter(
        taking_additions(on=until, jalur="penugasan__"), status=StatusDukungan.DITOLAK, penugasan__opd__in=milik
    ).filter(~Exists(lagi.exclude(status=StatusDukungan.DITARIK)))
    sejak = until - timedelta(days=DUKUNGAN_DITOLAK.nilai)
    ditolak = ditolak.annotate(hari=TruncDate("dijawab_pada", tzinfo=WIT)).filter(hari__gt=sejak)
    return {
        "pasar": DaftarTugas(menunggu, KOLOM, _jawab),
        "pasar_hasil": DaftarTugas(diterima.annotate(hari=TruncDate("dijawab_pada", tzinfo=WIT)), KOLOM, _hasil),
        "pasar_ditolak": DaftarTugas(ditolak, KOLOM, _ditolak),
    }


def _jawab(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    lama = f"menunggu {(until - tanggal).days} hari" if tanggal < until else "diajukan hari ini"
    return Tugas(
        "pasar",
        f"{r['opd']} meminta bantuan mencari pasar untuk {r['umkm']} di {r['desa']}, {lama}.",
        tanggal,
        address("permintaan_pasar:detail", UUID(r["uuid"])),
        "Jawab permintaan",
        keterangan=f"Terima, atau tolak dengan alasan. Untuk {r['diminta']}.",
    )


def _hasil(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    return Tugas(
        "pasar",
        f"Pasar untuk {r['umkm']} di {r['desa']} diterima {format_tanggal(tanggal)}; hasilnya belum dicatat.",
        tanggal,
        address("permintaan_pasar:detail", UUID(r["uuid"])),
        "Catat hasilnya",
        keterangan=f"Pembeli yang ditemukan, atau sebab belum ada. Untuk {r['diminta']}.",
    )


def _ditolak(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    akhir = format_tanggal(tanggal + timedelta(days=DUKUNGAN_DITOLAK.nilai - 1))
    return Tugas(
        "pasar",
        f"{r['diminta']} menolak membantu mencari pasar untuk {r['umkm']} di {r['desa']} pada {format_tanggal(tanggal)}.",
        tanggal,
        address("permintaan_pasar:detail", UUID(r["uuid"])),
        "Baca alasannya",
        keterangan=f"Minta OPD lain, atau cari pembeli sendiri. Pemberitahuan ini tampil sampai {akhir}.",
    )
