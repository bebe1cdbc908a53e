"""Finding the enterprise that a row means: by the id that the template gave it, by NIB, or by name and village."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from desa.impor.tabel import Baris
from desa.models import Desa, MasaTutup, PenutupanUmkm, Umkm
from desa.validators import baca_nib, kunci_nama
from opd.impor.kolom import baca_sel, temukan_desa
from opd.impor.rencana import Tanya, salah
from opd.impor.rujukan import PencariDesa

KOLOM = ("pk", "uuid", "desa_id", "nama", "nib", "dibina_sejak", "dibina_sampai")


@dataclass(frozen=True)
class Usaha:
    """What the importers must know of an enterprise."""

    pk: int
    uuid: str
    desa_id: int
    nama: str
    nib: str
    dibina_sejak: date
    dibina_sampai: date | None
    tutup: tuple[MasaTutup, ...]


class PencariUsaha:
    """Looks enterprises up for a person who may write those of the villages `boleh` (None: all). Two queries, three at most."""

    def __init__(self, judul: dict[str, str], pilihan_baris: Mapping[str, Any], *, boleh: Set[int] | None) -> None:
        self.judul, self.pilihan_baris, self.boleh = judul, pilihan_baris, boleh
        self._desa: PencariDesa | None = None
        self.per_uuid: dict[str, Usaha] = {}
        self.per_nib: dict[str, Usaha] = {}
        self.per_nama: dict[str, list[Usaha]] = defaultdict(list)
        tutup: dict[int, list[MasaTutup]] = defaultdict(list)
        for p in PenutupanUmkm.objects.in_force():
            tutup[p.umkm_id].append(p.masa)
        for pk, uid, *isi in Umkm.objects.order_by("pk").values_list(*KOLOM):
            usaha = self.per_uuid[str(uid)] = Usaha(pk, str(uid), *isi, tuple(tutup.get(pk, ())))
            self.per_nama[kunci_nama(usaha.nama)].append(usaha)
            if usaha.nib:
                self.per_nib[usaha.nib] = usaha

    @property
    def desa(self) -> PencariDesa:
        """The villages, read only when a row needs one to tell enterprises apart."""
        if self._desa is None:
            self._desa = PencariDesa(Desa.objects.all())
        return self._desa

    def temukan(self, baris: Baris) -> tuple[Usaha | None, tuple[Tanya, ...]]:
        """The enterprise a row means; None with a question when several of that name may be meant. Raises Salah."""
        pengenal = baris.teks("pengenal")
        if pengenal:
            try:
                usaha = self.per_uuid.get(str(uuid.UUID(pengenal)))
            except ValueError:
                usaha = None
            return self._boleh(baris, "pengenal", usaha), ()
        nib = baca_sel(baris, "nib", self.judul, baca_nib)
        if nib:
            return self._boleh(baris, "nib", self.per_nib.get(nib)), ()
        nama = baris.teks("umkm")
        if not nama:
            kolom = "umkm" if "umkm" in baris.sel else next(iter(baris.sel))
            raise salah(baris, kolom, self.judul, "UMKM belum diisi. Isi pengenal, NIB, atau nama UMKM.")
        calon = [u for u in self.per_nama.get(kunci_nama(nama), []) if self.boleh is None or u.desa_id in self.boleh]
        if baris.teks("kode") or baris.teks("desa"):
            desa, _ = temukan_desa(baris, self.judul, self.desa, "")
            calon = [u for u in calon if desa is None or u.desa_id == desa.pk]
        if len(calon) > 1:
            return self._pilih(baris, nama, calon)
        return self._boleh(baris, "umkm", calon[0] if calon else None), ()

    def _pilih(self, baris: Baris, nama: str, calon: list[Usaha]) -> tuple[Usaha | None, tuple[Tanya, ...]]:
        label = {d.pk: d.label for d in self.desa.per_kode.values()}
        opsi = tuple(
            (u.uuid, f"{u.nama}, {label.get(u.desa_id, '')}{f', NIB {u.nib}' if u.nib else ''}") for u in calon
        )
        dipilih = self.pilihan_baris.get(str(baris.nomor), {}).get("umkm", "")
        usaha = next((u for u in calon if u.uuid == dipilih), None)
        tanya = Tanya(f"umkm-{baris.nomor}", "pilih", f"UMKM “{nama}” yang dimaksud", opsi, dipilih if usaha else "")
        return usaha, (tanya,)

    def _boleh(self, baris: Baris, kolom: str, usaha: Usaha | None) -> Usaha:
        if usaha is None or (self.boleh is not None and usaha.desa_id not in self.boleh):
            raise salah(
                baris,
                kolom,
                self.judul,
                "UMKM ini tidak ditemukan di desa dampingan Anda. Daftarkan UMKM-nya lebih dahulu.",
            )
        return usaha
