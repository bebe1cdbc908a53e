"""The indicators a line of a plan may be aimed at: the village's problems, first those that the OPD itself can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from desa.models import SKOR_BERMASALAH, Desa, Indikator, NilaiIndikator
from opd.models import IndikatorOpd, Pengguna

KATA_SKOR = ("paling buruk", "sangat rendah", "rendah", "cukup", "baik", "paling baik")
KELOMPOK = ("Dapat ditangani OPD ini", "Dapat ditangani OPD provinsi lain", "Kewenangan kabupaten atau desa")


@dataclass(frozen=True, slots=True)
class PilihanIndikator:
    """One indicator to choose: in which group, its score (None = not known), and what the ministry's sheet suggests."""

    pk: int
    nama: str
    kelompok: str
    skor: int | None
    saran: str
    keterangan: str = ""

    @property
    def kalimat(self) -> str:
        """ "IKS 12 Air minum: skor 1 dari 5, sangat rendah (tanpa sumur). Saran: …"; without a score the name alone."""
        if self.skor is None:
            return self.nama
        kata = (
            KATA_SKOR[self.skor] if self.skor <= SKOR_BERMASALAH else f"{KATA_SKOR[self.skor]}, tidak lagi bermasalah"
        )
        keterangan = f" ({self.keterangan})" if self.keterangan else ""
        saran = f" Saran: {self.saran}" if self.saran else ""
        return f"{self.nama}: skor {self.skor} dari 5, {kata}{keterangan}.{saran}"


def pilihan_indikator(
    user: Pengguna, desa: Desa, opd_id: int, *, juga: frozenset[int] = frozenset()
) -> list[PilihanIndikator]:
    """Problems of the village (all 50 where no score is known) and those in `juga`, by group and score. Two queries."""
    nilai = NilaiIndikator.objects.visible_to(user).filter(desa=desa)
    terbaru = nilai.order_by().values("desa").annotate(t=Max("tahun")).values("t")
    skor = {n.indikator_id: n for n in nilai.filter(tahun__in=terbaru)}
    pelaku = IndikatorOpd.objects.visible_to(user).filter(indikator=OuterRef("pk"))
    semua = Indikator.objects.visible_to(user).annotate(
        sendiri=Exists(pelaku.filter(opd=opd_id)), provinsi=Exists(pelaku)
    )
    if skor:
        masalah = [pk for pk, n in skor.items() if n.skor <= SKOR_BERMASALAH]
        semua = semua.filter(Q(pk__in=masalah) | Q(pk__in=juga))
    hasil = [_choice(i, skor.get(i.pk)) for i in semua]
    return sorted(hasil, key=lambda p: (KELOMPOK.index(p.kelompok), -1 if p.skor is None else p.skor))


def _choice(i: Any, n: NilaiIndikator | None) -> PilihanIndikator:
    kelompok = KELOMPOK[0] if i.sendiri else KELOMPOK[1] if i.provinsi else KELOMPOK[2]
    if n is None:
        return PilihanIndikator(i.pk, str(i), kelompok, None, "")
    return PilihanIndikator(i.pk, str(i), kelompok, n.skor, n.kegiatan_disarankan, n.keterangan)
