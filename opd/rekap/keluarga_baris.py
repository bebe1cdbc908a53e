"""A family as pages show it: its name, where it stands, and of its numbers the last four digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from desa.enums import KeadaanKeluarga
from desa.models import Desa, Keluarga
from desa.sandi import SandiRusak, samarkan, samarkan_nik
from opd.rekap.keluarga import state_of

WARNA = {KeadaanKeluarga.SASARAN: "awas", KeadaanKeluarga.ENTAS: "baik", KeadaanKeluarga.KELUAR: "netral"}
TAK_TERBACA = "tidak terbaca, hubungi admin sistem"


@dataclass(frozen=True, slots=True)
class BarisKeluarga:
    """One family of a list. `nomor`: NIK, else no. KK, masked; "" where `pengosongan` says why nothing is there any more."""

    uuid: UUID
    kepala: str
    desa: Desa
    jenis_kelamin: str
    alamat: str
    nomor: str
    keadaan: KeadaanKeluarga | None
    pk: int
    pengosongan: str = ""
    jumlah_anggota: int | None = None
    versi: int = 1

    @property
    def warna(self) -> str:
        return WARNA.get(self.keadaan, "netral") if self.keadaan else "netral"

    @property
    def nama_keadaan(self) -> str:
        return str(self.keadaan.label) if self.keadaan else "Belum masuk daftar"


@dataclass(frozen=True, slots=True)
class RincianKeluarga:
    """The rest of one family, its numbers masked."""

    nik: str
    kk: str
    telepon: str
    jumlah_anggota: int | None


def masked(keluarga: Keluarga) -> BarisKeluarga:
    """A family read by `personal_for` and `with_state`, as a list shows it."""
    nik, ada = bool(keluarga.nik_sandi), bool(keluarga.nik_sandi or keluarga.kk_sandi)
    nomor = f"{'NIK' if nik else 'KK'} {_readable(lambda: samarkan_nik(keluarga.nik if nik else keluarga.kk))}"
    return BarisKeluarga(
        keluarga.uuid,
        keluarga.kepala,
        keluarga.desa,
        keluarga.get_jenis_kelamin_display(),
        keluarga.alamat_rumah,
        nomor if ada else "",
        state_of(keluarga.peristiwa),  # type: ignore[attr-defined]
        keluarga.pk,
        keluarga.get_pengosongan_display() if keluarga.pengosongan else "",
        keluarga.jumlah_anggota,
        keluarga.versi,
    )


def read_detail(keluarga: Keluarga) -> RincianKeluarga:
    """What the page of a family adds."""
    return RincianKeluarga(
        _readable(lambda: samarkan_nik(keluarga.nik)),
        _readable(lambda: samarkan_nik(keluarga.kk)),
        _readable(lambda: samarkan(keluarga.telepon)),
        keluarga.jumlah_anggota,
    )


def _readable(buka: Callable[[], str]) -> str:
    """A masked value, or a word in its place when its key is missing: a list does not fall over one row."""
    try:
        return buka()
    except SandiRusak:
        return TAK_TERBACA
