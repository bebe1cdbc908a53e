"""Tasks that requests for support make: accept or decline, for the OPD asked; go on without, for one that was declined."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from desa.angka import format_tanggal
from desa.waktu import WIT
from opd.ambang import DUKUNGAN_DITOLAK
from opd.enums import StatusDukungan
from opd.models import BarisRencana, DukunganBaris, Pengguna, RencanaAksi
from opd.permissions import taking_additions
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_in

DESA = "penugasan__desa__"
KOLOM = {
    "uuid": "uuid",
    "kegiatan": "kegiatan",
    "opd": "penugasan__opd__nama",
    "diminta": "opd__nama",
    "desa": f"{DESA}nama",
    "tahun": "tahun",
    "tanggal": "hari",
}
KOLOM_DITOLAK = KOLOM | {
    "penugasan": "penugasan_id",
    "kode": f"{DESA}kode",
    "kecamatan": f"{DESA}kecamatan__nama",
    "kabupaten": f"{DESA}kecamatan__kabupaten__nama",
    "jenis": f"{DESA}kecamatan__kabupaten__jenis",
}


def daftar_dukungan(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """Requests to this person's OPDs that nobody has answered, and their own ones that were declined lately."""
    if not user.opd_ids(until):
        return {}
    menunggu = DukunganBaris.objects.managed_by(user).waiting().filter(opd__in=user.managed_opd())
    menunggu = menunggu.annotate(hari=TruncDate("diminta_pada", tzinfo=WIT))
    return {
        "dukungan": DaftarTugas(menunggu, KOLOM, _jawab),
        "dukungan_ditolak": DaftarTugas(_declined(user, until), KOLOM_DITOLAK, _ditolak),
    }


def _declined(user: Pengguna, until: date) -> QuerySet:
    """Own requests declined lately, as long as the newest version has the line and nobody was asked for it since."""
    sejak = until - timedelta(days=DUKUNGAN_DITOLAK.nilai)
    milik = DukunganBaris.objects.managed_by(user).filter(
        taking_additions(on=until, jalur="penugasan__"), penugasan__opd__in=user.managed_opd(), tahun__gte=until.year
    )
    lagi = DukunganBaris.objects.visible_to(user).exclude(status=StatusDukungan.DITARIK)
    lagi = lagi.filter(kunci=OuterRef("kunci"), diminta_pada__gt=OuterRef("dijawab_pada"))
    versi = {"penugasan": OuterRef("rencana__penugasan"), "tahun": OuterRef("rencana__tahun")}
    baru = RencanaAksi.objects.visible_to(user).filter(**versi, nomor__gt=OuterRef("rencana__nomor"))
    ada = BarisRencana.objects.visible_to(user).filter(~Exists(baru), kunci=OuterRef("kunci"))
    ditolak = milik.filter(Exists(ada), ~Exists(lagi), status=StatusDukungan.DITOLAK)
    return ditolak.annotate(hari=TruncDate("dijawab_pada", tzinfo=WIT)).filter(hari__gt=sejak)


def _jawab(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    lama = f"menunggu {(until - tanggal).days} hari" if tanggal < until else "diajukan hari ini"
    return Tugas(
        "dukungan",
        f"{r['opd']} meminta dukungan untuk “{r['kegiatan']}” di {r['desa']}, {lama}.",
        tanggal,
        address("dukungan:detail", UUID(r["uuid"])),
        "Jawab permintaan",
        keterangan=f"Rencana aksi {r['tahun']}. Terima, atau tolak dengan alasan. Untuk {r['diminta']}.",
    )


def _ditolak(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    akhir = format_tanggal(tanggal + timedelta(days=DUKUNGAN_DITOLAK.nilai - 1))
    return Tugas(
        "dukungan_ditolak",
        f"{r['diminta']} menolak mendukung “{r['kegiatan']}” di {r['desa']} pada {format_tanggal(tanggal)}.",
        tanggal,
        address("dukungan:detail", UUID(r["uuid"])),
        "Baca alasannya",
        r["penugasan"],
        place_in(r),
        f"Minta OPD lain, atau sesuaikan rencananya. Pemberitahuan ini tampil sampai {akhir}.",
    )
