"""A paper goes out: it is recorded with its code, sealed, and printed as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from desa.waktu import tanggal_wit
from opd.actions.cetak import BUKAN_PENERBIT, Lembar, Terbitan, issue_paper, record_unsealed
from opd.cetak.bahan import photo_reader
from opd.cetak.blok import Dokumen, Segel
from opd.cetak.naskah import Cetak, photos_of
from opd.cetak.pdf import render_pdf
from opd.cetak.word import render_word
from opd.models import Pengguna
from opd.permissions_cetak import can_issue

GAMBAR = {"pdf": render_pdf, "docx": render_word}
CONTOH = "CONTOH"
SALINAN = "SALINAN BACA"
Situs = Callable[[str], str]
"""From an address of this site to the same with the site's name, as it stands on a paper."""


def publish(
    c: Cetak,
    naskah: tuple[Terbitan, Dokumen],
    lembar: Lembar,
    *,
    situs: Situs,
    contoh: bool,
    by: Pengguna,
    at: datetime,
) -> bytes:
    """The file. Recorded first, then printed: nobody holds a paper that the record does not know. Raises PermissionDenied.

    Who may not issue it gets a copy to read: no number, no signature block, no code.
    `naskah` is what `c.write()` gave; `contoh`: the database holds sample data, and every page says so.
    """
    terbitan, dokumen = naskah
    boleh = can_issue(by, c.penjaga, on=tanggal_wit(at))
    if lembar.nomor and not boleh:
        raise PermissionDenied(BUKAN_PENERBIT)
    if not boleh:
        dokumen = replace(dokumen, tanda_tangan=None, salinan=True, tanda=f"{dokumen.tanda} {SALINAN}".strip())
    if c.konsep is None and boleh:
        cetakan = issue_paper(terbitan, lembar, penjaga=c.penjaga, by=by, at=at)
        alamat = situs(reverse("periksa:naskah", args=[cetakan.kode]))
        segel = Segel(cetakan.kode, alamat, cetakan.sha256, cetakan.nomor, cetakan.terbit_pada)
        dokumen = replace(dokumen, nomor=cetakan.nomor_surat, segel=segel)
    else:
        opd_id, sebagai = c.penjaga.pk if c.penjaga else None, "konsep" if c.konsep else "salinan baca"
        objek = c.konsep or c.penjaga or by
        record_unsealed(objek, terbitan, lembar.bentuk, sebagai=sebagai, opd_id=opd_id, by=by, at=at)
    if contoh:
        dokumen = replace(dokumen, tanda=f"{CONTOH} {dokumen.tanda}".strip())
    return GAMBAR[lembar.bentuk](dokumen, photo_reader(by, photos_of(dokumen.isi)))
