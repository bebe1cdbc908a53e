"""Tasks that the clinic makes: answer a question, for a verifikator; report an agreed target, for the OPD that asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models.functions import TruncDate

from desa.angka import format_tanggal
from desa.waktu import WIT
from opd.ambang import TARGET_INGATKAN
from opd.enums import Peran
from opd.models import Konsultasi, Pengguna
from opd.models.opd import with_merged
from opd.rekap.tugas_arahan import plays_for_opd
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_in

DESA = "penugasan__desa__"
KOLOM = {
    "uuid": "uuid",
    "topik": "topik",
    "penugasan": "penugasan_id",
    "opd": "penugasan__opd__nama",
    "desa": f"{DESA}nama",
    "kode": f"{DESA}kode",
    "kecamatan": f"{DESA}kecamatan__nama",
    "kabupaten": f"{DESA}kecamatan__kabupaten__nama",
    "jenis": f"{DESA}kecamatan__kabupaten__jenis",
}


def daftar_klinik(user: Pengguna, until: date) -> dict[str, DaftarTugas]:
    """Questions this person may answer, and targets of the own OPDs that are due within two weeks or overdue."""
    hasil = {}
    if user.holds(Peran.VERIFIKATOR, on=until):
        sendiri = plays_for_opd(user, on=until)
        tanya = Konsultasi.objects.visible_to(user).unanswered()
        tanya = tanya.exclude(with_merged(sendiri, on=until, jalur="penugasan__opd__"))
        tanya = tanya.annotate(hari=TruncDate("ditanya_pada", tzinfo=WIT))
        hasil["konsultasi"] = DaftarTugas(tanya, KOLOM | {"tanggal": "hari"}, _jawab)
    if user.opd_ids(until):
        dekat = until + timedelta(days=TARGET_INGATKAN.nilai)
        target = Konsultasi.objects.managed_by(user).with_open_target().filter(target_batas__lte=dekat)
        hasil["target_klinik"] = DaftarTugas(target, KOLOM | {"target": "target", "tanggal": "target_batas"}, _target)
    return hasil


def _page(r: dict[str, Any]) -> str:
    return address("klinik:detail", UUID(r["uuid"]))


def _jawab(r: dict[str, Any], until: date) -> Tugas:
    tanggal = day_of(r["tanggal"], until)
    lama = f"menunggu {(until - tanggal).days} hari" if tanggal < until else "diajukan hari ini"
    return Tugas(
        "konsultasi",
        f"Pertanyaan {r['opd']} tentang “{r['topik']}” di {r['desa']} {lama}.",
        tanggal,
        _page(r),
        "Jawab pertanyaan",
    )


def _target(r: dict[str, Any], until: date) -> Tugas:
    batas = day_of(r["tanggal"], until)
    kapan = f"lewat {(until - batas).days} hari" if batas < until else f"dicapai paling lambat {format_tanggal(batas)}"
    return Tugas(
        "target_klinik",
        f"Target klinik “{r['target']}” {kapan}.",
        batas,
        _page(r),
        "Laporkan hasil",
        r["penugasan"],
        place_in(r),
        f"Disepakati atas pertanyaan tentang {r['topik']}.",
        batas,
    )
