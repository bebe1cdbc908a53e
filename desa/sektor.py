"""The section of the national list of businesses (KBLI 2020) that a code belongs to."""

from __future__ import annotations

from bisect import bisect_right

from django.db.models import Q

SEKTOR = (
    (1, "A", "Pertanian, kehutanan, dan perikanan"),
    (5, "B", "Pertambangan dan penggalian"),
    (10, "C", "Industri pengolahan"),
    (35, "D", "Listrik, gas, dan uap"),
    (36, "E", "Air, limbah, dan daur ulang"),
    (41, "F", "Konstruksi"),
    (45, "G", "Perdagangan dan reparasi kendaraan"),
    (49, "H", "Pengangkutan dan pergudangan"),
    (55, "I", "Akomodasi dan makan minum"),
    (58, "J", "Informasi dan komunikasi"),
    (64, "K", "Keuangan dan asuransi"),
    (68, "L", "Real estat"),
    (69, "M", "Jasa profesional, ilmiah, dan teknis"),
    (77, "N", "Persewaan dan jasa penunjang usaha"),
    (84, "O", "Administrasi pemerintahan"),
    (85, "P", "Pendidikan"),
    (86, "Q", "Kesehatan dan kegiatan sosial"),
    (90, "R", "Kesenian, hiburan, dan rekreasi"),
    (94, "S", "Jasa lainnya"),
    (97, "T", "Rumah tangga sebagai pemberi kerja"),
    (99, "U", "Badan internasional"),
)
"""The first division of each section, its letter and its name."""

TANPA = ("tanpa", "KBLI belum dicatat")


def sector_of(kode: str | None) -> tuple[str, str]:
    """Letter and name of the section of a five-digit code; `TANPA` without one."""
    if not kode:
        return TANPA
    n = bisect_right([awal for awal, _, _ in SEKTOR], int(kode[:2]))
    return SEKTOR[max(n - 1, 0)][1:]


def in_sector(huruf: str, kolom: str = "kbli") -> Q:
    """Rows whose five-digit code lies in the section; for `TANPA` those without a code."""
    if huruf == TANPA[0]:
        return Q(**{f"{kolom}__isnull": True})
    batas = [awal for awal, _, _ in SEKTOR] + [100]
    n = next(n for n, (_, h, _) in enumerate(SEKTOR) if h == huruf)
    return Q(**{f"{kolom}__gte": f"{batas[n]:02d}000", f"{kolom}__lte": f"{batas[n + 1] - 1:02d}999"})
