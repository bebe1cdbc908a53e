"""The families whose *entas* waits for somebody: for its verification, or for the re-check that shows whether it lasts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desa.enums import KeadaanKeluarga, PeristiwaKeluarga
from desa.models import Desa, Keluarga, StatusKeluarga
from opd.models import Pengguna
from opd.rekap.jalan_keluarga import KOLOM_LANGKAH, Jalan, Langkah, walk

P = PeristiwaKeluarga


@dataclass(frozen=True, slots=True)
class BarisEntas:
    """One family: where it stands, and from when on it waits; `perlu`: what is to be done, "" for nothing."""

    uuid: UUID
    kepala: str
    desa: Desa
    jalan: Jalan
    perlu: str
    sejak: date
    pk: int

    @property
    def kata(self) -> str:
        if self.perlu == "menunggu" and self.jalan.usulan:
            return f"{P(self.jalan.usulan.peristiwa).label}: menunggu verifikasi"
        if self.perlu == "periksa":
            return "Waktunya diperiksa ulang"
        return "Entas bertahan" if self.jalan.bertahan else "Entas"

    @property
    def warna(self) -> str:
        return "awas" if self.perlu else "baik"


def daftar_entas(user: Pengguna, *, until: date, pilihan: str = "") -> list[BarisEntas]:
    """The reader's families with an *entas*, who waits longest first. Two queries beyond the user's roles.

    `pilihan`: "" what somebody must do; "menunggu", "periksa", "bertahan"; "entas" all that stand there.
    """
    baris = [b for b in _rows(user, until) if _chosen(b, pilihan)]
    return sorted(baris, key=lambda b: (b.sejak, b.kepala, str(b.uuid)))


def _chosen(b: BarisEntas, pilihan: str) -> bool:
    if pilihan == "bertahan":
        return b.jalan.bertahan
    if pilihan == "entas":
        return b.jalan.keadaan == KeadaanKeluarga.ENTAS
    return b.perlu == pilihan if pilihan else bool(b.perlu)


def _rows(user: Pengguna, until: date) -> list[BarisEntas]:
    milik = StatusKeluarga.objects.personal_for(user).in_force().filter(tanggal__lte=until)
    pernah = milik.filter(peristiwa=P.ENTAS).order_by().values("keluarga")
    langkah: dict[int, list[Langkah]] = defaultdict(list)
    urut = milik.filter(keluarga__in=pernah).order_by("tanggal", "pk")
    for pk, *isi in urut.values_list("keluarga", *KOLOM_LANGKAH):
        langkah[pk].append(Langkah.read(*isi))
    keluarga = Keluarga.objects.personal_for(user).filter(pk__in=pernah).select_related("desa__kecamatan__kabupaten")
    return [_row(k, walk(langkah[k.pk]), until) for k in keluarga]


def _row(k: Keluarga, jalan: Jalan, until: date) -> BarisEntas:
    if jalan.usulan is not None:
        perlu, sejak = "menunggu", jalan.usulan.tanggal
    elif (periksa := jalan.periksa_mulai) is not None and not jalan.bertahan and periksa <= until:
        perlu, sejak = "periksa", periksa
    else:
        perlu, sejak = "", jalan.sejak or until
    return BarisEntas(k.uuid, k.kepala, k.desa, jalan, perlu, sejak, k.pk)
