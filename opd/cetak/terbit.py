"""A paper goes out: it is recorded with its code, sealed, and printed as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from opd.actions.cetak import Lembar, Terbitan, issue_paper, record_draft
from opd.cetak.bahan import photo_reader
from opd.cetak.blok import Dokumen, Segel
from opd.cetak.naskah import Cetak, photos_of
from opd.cetak.pdf import render_pdf
from opd.cetak.word import render_word
from opd.models import Pengguna

GAMBAR = {"pdf": render_pdf, "docx": render_word}
CONTOH = "CONTOH"
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

    `naskah` is what `c.write()` gave; `contoh`: the database holds sample data, and every page says so.
    """
    terbitan, dokumen = naskah
    dokumen = replace(dokumen, nomor=lembar.nomor, segel=_seal(c, terbitan, lembar, situs=situs, by=by, at=at))
    if contoh:
        dokumen = replace(dokumen, tanda=f"{CONTOH} {dokumen.tanda}".strip())
    return GAMBAR[lembar.bentuk](dokumen, photo_reader(by, photos_of(dokumen.isi)))


def _seal(c: Cetak, terbitan: Terbitan, lembar: Lembar, *, situs: Situs, by: Pengguna, at: datetime) -> Segel | None:
    """The seal of the edition; a draft has none."""
    opd_id = c.penjaga.pk if c.penjaga else None
    if c.konsep is not None:
        record_draft(c.konsep, lembar, sha=terbitan.sha256, opd_id=opd_id, by=by, at=at)
        return None
    cetakan = issue_paper(terbitan, lembar, opd_id=opd_id, by=by, at=at)
    alamat = situs(reverse("periksa:naskah", args=[cetakan.kode]))
    return Segel(cetakan.kode, alamat, cetakan.sha256, cetakan.nomor)
