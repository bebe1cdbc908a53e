"""The indicators a line of a plan may be aimed at: the village's problems, first those that the OPD itself can act on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q

from desa.models import Desa, Indikator, NilaiIndikator
from opd.models import IndikatorOpd, Pengguna

KELOMPOK = ("Dapat ditangani OPD ini", "Dapat ditangani OPD provinsi lain", "Kewenangan kabupaten atau desa")


@dataclass(frozen=True, slots=True)
class PilihanIndikator:
    """One indicator to choose: in which group, its score (None = not known), and what the ministry's sheet suggests."""

    pk: int
    nama: str
    kelompok: str
    skor: int | None
    saran: str

    @property
    def kalimat(self) -> str:
        """ "IKS 12 Akses air bersih, skor 1 dari 5. Saran: …"; the name alone where no score is known."""
        skor = "" if self.skor is None else f", skor {self.skor} dari 5."
        return f"{self.nama}{skor}" + (f" Saran: {self.saran}" if self.saran else "")


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
        masalah = [pk for pk, n in skor.items() if n.skor <= 2]
        semua = semua.filter(Q(pk__in=masalah) | Q(pk__in=juga))
    hasil = []
    for urutan, i in enumerate(semua):
        n = skor.get(i.pk)
        kelompok = KELOMPOK[0] if i.sendiri else KELOMPOK[1] if i.provinsi else KELOMPOK[2]
        hasil.append(
            (
                urutan,
                PilihanIndikator(i.pk, str(i), kelompok, n.skor if n else None, n.kegiatan_disarankan if n else ""),
            )
        )
    hasil.sort(key=lambda p: (KELOMPOK.index(p[1].kelompok), 9 if p[1].skor is None else p[1].skor, p[0]))
    return [p for _, p in hasil]
