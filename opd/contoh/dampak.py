"""Pairings of an earlier sample decree that ended, so that the comparison with unassisted villages has something to show."""

from __future__ import annotations

from datetime import date

from desa.models import IndeksDesa
from opd.contoh.dunia import Dunia
from opd.enums import CaraSelesai
from opd.models import Penugasan, Sk

MULAI, SELESAI = date(2023, 2, 1), date(2024, 6, 30)
BANYAK = 26
JEDA_HARI = 120
TAHUN = (2021, 2022, 2024)


def buat_binaan_lama(dunia: Dunia) -> None:
    """Villages once assisted under a decree of 2023, among those with an IDM of every year and no pairing since.

    Of the weaker ones two in three are taken, from those that rose most: the sample shows what a difference looks like,
    not that there is one.
    """
    if (dunia.mulai - SELESAI).days < JEDA_HARI:
        return
    sk = Sk(
        nomor=f"CONTOH 02/{MULAI.year}",
        tanggal=MULAI,
        tentang="CONTOH Desa Binaan Tahap Pertama",
        mulai=MULAI,
        selesai=SELESAI,
        sumber="data contoh",
        catatan="SK ini tidak ada. Dibuat untuk basis data contoh.",
    )
    sk.save(force_insert=True)
    opd = [o for _, o in sorted(dunia.opd.items())]
    isi = {
        "mulai": MULAI,
        "selesai": SELESAI,
        "cara_selesai": CaraSelesai.SELESAI,
        "alasan_selesai": "CONTOH Tahap pertama berakhir.",
        "selesai_dicatat_pada": dunia.pada(SELESAI),
        "dicatat_pada": dunia.pada(MULAI),
        "sumber": "data contoh",
    }
    Penugasan.objects.bulk_create(
        Penugasan(sk=sk, opd=opd[n % len(opd)], desa_id=desa, **isi) for n, desa in enumerate(_pilih())
    )


def _pilih() -> list[int]:
    """The villages, most risen first."""
    pernah = Penugasan.objects.values("desa")
    nilai: dict[int, dict[int, float]] = {}
    idm = IndeksDesa.objects.filter(jenis="idm", tahun__in=TAHUN).exclude(desa__in=pernah)
    for desa, tahun, n in idm.values_list("desa", "tahun", "nilai"):
        nilai.setdefault(desa, {})[tahun] = float(n)
    lengkap = sorted((n for n in nilai.items() if len(n[1]) == len(TAHUN)), key=lambda n: (n[1][2022], n[0]))
    lemah = lengkap[: len(lengkap) * 2 // 3]
    naik = sorted(lemah, key=lambda n: (n[1][2022] - n[1][2024], n[0]))
    return [desa for urut, (desa, _) in enumerate(naik) if urut % 3][:BANYAK]
