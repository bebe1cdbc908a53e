"""Let go of uploaded lists that name a person: the copy they were read from is not needed once their rows are written."""

from __future__ import annotations

from collections.abc import Collection

from desa.impor.berkas import BerkasDitolak, all_cells
from desa.validators import kunci_nama
from opd.enums import StatusImpor
from opd.models import Impor


def forget_in_imports(nomor: Collection[str], nama: Collection[str]) -> int:
    """Drop the bytes of every kept list with one of these numbers or names (as `kunci_nama`) in a cell; how many that were.

    One that still waited for its decision is set aside: its uploader sees why and uploads it without that row. Reads every kept
    list, which retention keeps few.
    """
    jumlah = 0
    for pk in list(Impor.objects.exclude(isi=b"").order_by("pk").values_list("pk", flat=True)):
        impor = Impor.objects.get(pk=pk)
        if not _names_person(impor.berkas, nomor, nama):
            continue
        impor.isi = b""
        if impor.status == StatusImpor.PRATINJAU:
            impor.status = StatusImpor.DITOLAK
        impor.ringkasan = {**impor.ringkasan, "dihapus": True}
        impor.save(update_fields=["isi", "status", "ringkasan"])
        jumlah += 1
    return jumlah


def _names_person(isi: bytes, nomor: Collection[str], nama: Collection[str]) -> bool:
    try:
        sel = list(all_cells(isi))
    except BerkasDitolak:
        return True  # what cannot be read cannot be shown to hold nobody
    angka = {n.lstrip("+").removeprefix("62").lstrip("0") for n in nomor if n}
    for teks in sel:
        rapat = "".join(c for c in teks if c.isdigit())
        if rapat and any(n in rapat for n in angka):
            return True
        if nama and any(f" {n} " in f" {kunci_nama(teks)} " for n in nama):
            return True
    return False
