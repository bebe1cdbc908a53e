"""Factories of rakor, arahan with their follow-up in any state, and questions to the clinic."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from opd.enums import Peran, StatusTindakLanjut
from opd.models import Arahan, Konsultasi, Opd, Pengguna, Penugasan, Rakor, TindakLanjut
from tests import pabrik
from tests.pabrik import SEKARANG


def buat_rakor(**isi: Any) -> Rakor:
    dasar = {
        "tanggal": date(2026, 6, 15),
        "tempat": "Kantor Gubernur, lantai 6",
        "perihal": f"Rakor Uji {pabrik.nomor()}",
        "peserta": "Sekretaris Daerah\nKepala Bappeda",
        "notulen": "Semua OPD melaporkan kesiapannya.",
        "dicatat_pada": SEKARANG,
    }
    dasar |= isi
    dasar["dicatat_oleh"] = dasar.get("dicatat_oleh") or pabrik.buat_pengguna(Peran.VERIFIKATOR)
    return Rakor.objects.create(**dasar)


def buat_arahan(*opd: Opd, **isi: Any) -> Arahan:
    """An arahan of a pimpinan to these OPDs, unanswered; without OPD it asks nobody."""
    dasar: dict[str, Any] = {
        "tanggal": date(2026, 7, 1),
        "isi": f"Selesaikan pendataan UMKM {pabrik.nomor()}.",
        "batas": date(2026, 7, 31),
    }
    dasar |= isi
    dasar["pemberi"] = dasar.get("pemberi") or pabrik.buat_pengguna(Peran.PIMPINAN)
    pemberi = dasar["pemberi"]
    pada = pabrik.pada(dasar["tanggal"])
    sisa = {"nama_pemberi": pemberi.nama, "sebagai_pemberi": "Pimpinan", "dicatat_oleh": pemberi, "dicatat_pada": pada}
    arahan = Arahan.objects.create(**sisa | dasar)
    for o in opd:
        TindakLanjut.objects.create(arahan=arahan, opd=o, batas=arahan.batas)
    return arahan


def buat_tindak(
    arahan: Arahan | None = None,
    opd: Opd | None = None,
    *,
    status: StatusTindakLanjut | str = StatusTindakLanjut.BELUM_DIJAWAB,
    dijawab: datetime | None = None,
    diperiksa: datetime | None = None,
    oleh: Pengguna | None = None,
    pemeriksa: Pengguna | None = None,
    **isi: Any,
) -> TindakLanjut:
    """One round in that state."""
    arahan = arahan or buat_arahan()
    dasar: dict[str, Any] = {"arahan": arahan, "opd": opd or pabrik.buat_opd(), "batas": arahan.batas, "status": status}
    if status != StatusTindakLanjut.BELUM_DIJAWAB:
        dijawab = dijawab or pabrik.pada(arahan.tanggal + timedelta(days=1))
        dasar |= {
            "jawaban": "Sudah dikerjakan.",
            "dijawab_oleh": oleh or pabrik.buat_pengguna(),
            "dijawab_pada": dijawab,
        }
    if status in (StatusTindakLanjut.SELESAI, StatusTindakLanjut.DIKEMBALIKAN):
        assert dijawab is not None
        dasar |= {
            "diperiksa_oleh": pemeriksa or pabrik.buat_pengguna(Peran.VERIFIKATOR),
            "diperiksa_pada": diperiksa or dijawab + timedelta(hours=2),
        }
    if status == StatusTindakLanjut.DIKEMBALIKAN:
        dasar["alasan_kembali"] = "Bukti belum jelas."
    return TindakLanjut.objects.create(**dasar | isi)


def buat_konsultasi(penugasan: Penugasan | None = None, *, dijawab: bool = False, **isi: Any) -> Konsultasi:
    """A question; with `dijawab` an answer, and a target when `target_batas` is given."""
    dasar: dict[str, Any] = {
        "penugasan": penugasan or pabrik.buat_penugasan(),
        "topik": f"Topik Uji {pabrik.nomor()}",
        "pertanyaan": "Bagaimana memasarkan sagu?",
        "ditanya_pada": SEKARANG,
    }
    if dijawab:
        dasar |= {"jawaban": "Gandeng koperasi.", "dijawab_pada": SEKARANG}
    if isi.get("target_batas"):
        dasar["target"] = "Dua pembeli tetap"
    dasar |= isi
    dasar["ditanya_oleh"] = dasar.get("ditanya_oleh") or pabrik.buat_pengguna()
    if dasar.get("dijawab_pada"):
        dasar["dijawab_oleh"] = dasar.get("dijawab_oleh") or pabrik.buat_pengguna(Peran.VERIFIKATOR)
    return Konsultasi.objects.create(**dasar)


def buat_lengkap(penugasan: Penugasan, orang: dict[str, Pengguna], hari: date) -> TindakLanjut:
    """A rakor with an arahan that was answered with evidence, returned, and answered again. `orang`: accounts by role."""
    rakor = buat_rakor(tanggal=hari - timedelta(days=30), dicatat_oleh=orang["verifikator"])
    rakor.berkas.save("notulen.pdf", ContentFile(b"%PDF-1.7"))
    tanggal = {"tanggal": rakor.tanggal, "batas": hari - timedelta(days=10)}
    arahan = buat_arahan(rakor=rakor, pemberi=orang["pimpinan"], **tanggal)
    jawab = {"oleh": orang["operator_opd"], "pemeriksa": orang["verifikator"]}
    buat_tindak(arahan, penugasan.opd, status="dikembalikan", **jawab)
    tindak = buat_tindak(arahan, penugasan.opd, status="dijawab", putaran=2, **jawab)
    tindak.bukti.save("bukti.pdf", ContentFile(b"%PDF-1.7"))
    buat_tindak(arahan)
    return tindak
