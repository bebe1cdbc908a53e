"""A paper goes out: it is recorded with its code, sealed, and printed as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from desa.waktu import tanggal_wit
from opd.actions.cetak import BUKAN_PENERBIT, Lembar, Terbitan, issue_paper, record_unsealed, same_edition
from opd.cetak.bahan import photo_reader
from opd.cetak.blok import Dokumen, Segel
from opd.cetak.naskah import Cetak, photos_of
from opd.cetak.pdf import render_pdf
from opd.cetak.word import render_word
from opd.models import Cetakan, Pengguna
from opd.permissions_cetak import can_issue

GAMBAR = {"pdf": render_pdf, "docx": render_word}
CONTOH = "CONTOH"
SALINAN = "SALINAN BACA"
Situs = Callable[[str], str]
"""From an address of this site to the same with the site's name, as it stands on a paper."""


@dataclass(frozen=True)
class Naskah:
    """A paper as a file: its name, whether it is an edition, in words ("terbitan ke-1", "salinan baca"), and the code that it
    can be checked by.
    """

    nama: str
    isi: bytes
    terbitan: bool
    sebagai: str
    kode: str = ""


def publish(
    c: Cetak,
    naskah: tuple[Terbitan, Dokumen],
    lembar: Lembar,
    *,
    situs: Situs,
    contoh: bool,
    by: Pengguna,
    at: datetime,
) -> Naskah:
    """The file. Recorded first, then printed: nobody holds a paper that the record does not know. Raises PermissionDenied.

    Who may not issue it gets a copy to read: no signature block, and number and code of the edition that says the same, if
    there is one. `naskah` is what `c.write()` gave; `contoh`: the database holds sample data, and every page says so.
    """
    terbitan, dokumen = naskah
    boleh = can_issue(by, c.penjaga, on=tanggal_wit(at))
    if lembar.nomor and not boleh:
        raise PermissionDenied(BUKAN_PENERBIT)
    if not boleh:
        dokumen = replace(dokumen, tanda_tangan=None, salinan=True, tanda=f"{dokumen.tanda} {SALINAN}".strip())
    if c.konsep is None and boleh:
        cetakan: Cetakan | None = issue_paper(terbitan, lembar, penjaga=c.penjaga, by=by, at=at)
    else:
        cetakan = same_edition(terbitan, by=by) if c.konsep is None else None
        opd_id, sebagai = c.penjaga.pk if c.penjaga else None, "konsep" if c.konsep else "salinan baca"
        objek = c.konsep or c.penjaga or by
        record_unsealed(objek, terbitan, lembar.bentuk, sebagai=sebagai, opd_id=opd_id, by=by, at=at)
    if cetakan is not None:
        alamat = situs(reverse("periksa:naskah", args=[cetakan.kode]))
        segel = Segel(cetakan.kode, alamat, cetakan.sha256, cetakan.nomor, cetakan.terbit_pada)
        dokumen = replace(dokumen, nomor=cetakan.nomor_surat, segel=segel)
    if contoh:
        dokumen = replace(dokumen, tanda=f"{CONTOH} {dokumen.tanda}".strip())
    isi = GAMBAR[lembar.bentuk](dokumen, photo_reader(by, photos_of(dokumen.isi)))
    nama = f"{'konsep-' if c.konsep else ''}{c.berkas}{'' if boleh else '-salinan-baca'}.{lembar.bentuk}"
    terbitan, kode = cetakan is not None and boleh, cetakan.kode if cetakan else ""
    return Naskah(nama, isi, terbitan, _said(c, cetakan, boleh=boleh), kode)


def _said(c: Cetak, cetakan: Cetakan | None, *, boleh: bool) -> str:
    """ "terbitan ke-1", "salinan baca dari terbitan ke-1", "salinan baca", "konsep"."""
    if cetakan is None:
        return "konsep" if c.konsep else "salinan baca"
    return f"{'' if boleh else 'salinan baca dari '}terbitan ke-{cetakan.nomor}"
