"""Restore a backup: all of it is checked, its database restored beside the one in use and compared, then they are exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from binaan.cadangan import media
from binaan.cadangan.arsip import ArsipTerbuka, Manifes, opened, verify
from binaan.cadangan.buat import archive_keys, database_of, key_prints
from binaan.cadangan.galat import ArsipDitolak, CadanganGagal
from binaan.cadangan.sidik import differences
from binaan.models import TokenAplikasi
from opd.models import KodePemulihan, Sesi

SUDAH_BERISI = (
    "Basis data atau folder berkas tujuan sudah berisi. Untuk menggantinya ulangi dengan --timpa; yang lama disimpan."
)
JENIS_LAIN = "Cadangan ini dari {}, sedangkan DATABASE_URL menunjuk {}. Pulihkan ke jenis yang sama."
PELADEN_LAMA = "Cadangan ini dari PostgreSQL {}, sedangkan peladen ini {}. Pulihkan ke versi yang sama atau lebih baru."
APLIKASI_LAMA = "Cadangan ini dibuat versi aplikasi yang lebih baru ({}). Pasang versi itu lebih dahulu."
KUNCI_LAIN = "{} “{}” bukan kunci yang dipakai ketika cadangan ini dibuat. Isi dengan kunci yang dahulu, lalu ulangi."
DATA_CONTOH = "Cadangan ini berisi data contoh dan tidak dipulihkan ke tempat produksi."
BERBEDA = "Hasil pemulihan tidak sama dengan yang dicadangkan, jadi tidak dipakai. {}"
PINTU = {"django_session", *(m._meta.db_table for m in (Sesi, KodePemulihan, TokenAplikasi))}
"""Whose rows are let go. The archive cannot tell which of them were ended, used or revoked since: so none opens anything."""


@dataclass(frozen=True)
class Pulih:
    """What was restored, or restored for a trial. `lama`: where what was there before is kept."""

    manifes: Manifes
    baris: int
    media: int
    lama: tuple[str, ...] = ()

    @property
    def migrasi_sama(self) -> bool:
        """Whether the restored database is that of this version of the application."""
        return {tuple(m) for m in self.manifes.migrasi} >= _known()


def try_restore(berkas: Path, setelan: dict[str, Any]) -> Pulih:
    """Restore into a database of its own, compare, and let it go again. Raises CadanganGagal."""
    return _restore(berkas, setelan, cap=None)


def restore(berkas: Path, setelan: dict[str, Any], *, timpa: bool, cap: str) -> Pulih:
    """Put the archive in place of what is there. Raises CadanganGagal; then nothing has changed."""
    if not timpa and not (database_of(setelan).is_empty() and media.is_empty(Path(settings.MEDIA_ROOT))):
        raise CadanganGagal(SUDAH_BERISI)
    return _restore(berkas, setelan, cap=cap)


def _restore(berkas: Path, setelan: dict[str, Any], *, cap: str | None) -> Pulih:
    kunci, basis = archive_keys(), database_of(setelan)
    manifes, banyak = verify(berkas, kunci)
    _check_fit(manifes, basis)
    folder = media.FolderBaru(Path(settings.MEDIA_ROOT)) if cap else None
    try:
        with opened(berkas, kunci) as arsip:
            aliran = _Aliran(arsip)
            with basis.scratch(aliran.database()) as uji:
                if beda := differences(manifes.isi_tabel, uji.tables()):
                    raise CadanganGagal(BERBEDA.format(beda[0]))
                for nama, isi in aliran.media():
                    if folder:
                        folder.write(nama, isi)
                lama: tuple[str, ...] = ()
                if folder and cap:
                    for tabel in PINTU & manifes.tabel.keys():
                        uji.empty(tabel)
                    lama = _exchange(uji, folder, cap)
    finally:
        if folder:
            folder.remove()
    return Pulih(manifes, sum(t.jumlah for t in manifes.isi_tabel.values()), banyak, lama)


def _exchange(uji: Any, folder: media.FolderBaru, cap: str) -> tuple[str, ...]:
    folder.take_place(cap=cap)
    try:
        lama = uji.take_place(cap=cap)
    except BaseException:
        folder.give_back()
        raise
    return tuple(filter(None, (lama, folder.settle())))


class _Aliran:
    """An archive's contents, the database first and then the files, read once."""

    def __init__(self, arsip: ArsipTerbuka) -> None:
        self._isi = arsip.contents()
        self._tertahan: tuple[str, bytes] | None = None

    def database(self) -> Iterator[bytes]:
        for nama, isi in self._isi:
            if nama:
                self._tertahan = nama, isi
                return
            yield isi

    def media(self) -> Iterator[tuple[str, bytes]]:
        if self._tertahan is not None:
            yield self._tertahan
        yield from self._isi


def _check_fit(manifes: Manifes, basis: Any) -> None:
    """Raise ArsipDitolak unless this application, its keys and this server can hold what the archive holds."""
    if manifes.jenis != basis.jenis:
        raise ArsipDitolak(JENIS_LAIN.format(manifes.jenis, basis.jenis))
    if manifes.contoh and settings.LINGKUNGAN == "produksi":
        raise ArsipDitolak(DATA_CONTOH)
    if manifes.peladen > basis.versi:
        raise ArsipDitolak(PELADEN_LAMA.format(manifes.peladen, basis.versi))
    kenal = _known()
    aplikasi = {app for app, _ in kenal}
    asing = sorted(f"{app}.{nama}" for app, nama in manifes.migrasi if app in aplikasi and (app, nama) not in kenal)
    if asing:
        raise ArsipDitolak(APLIKASI_LAMA.format(asing[-1]))
    ada = key_prints()
    for setelan, dulu in manifes.kunci.items():
        for n, (nama, sidik) in enumerate(dulu.items()):
            kini = ada[setelan].get(nama)
            if kini != sidik and (kini or n == 0):  # an older key may have been let go once nothing used it
                raise ArsipDitolak(KUNCI_LAIN.format(setelan, nama))


def _known() -> set[tuple[str, str]]:
    """Every migration of this version of the application."""
    return set(MigrationLoader(None).disk_migrations)
