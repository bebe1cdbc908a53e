"""QR codes as SVG that a page may carry under its CSP: shapes alone, black on white also in the dark."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

TEPI = 4
"""Empty modules around the code; readers need them."""


def qr_svg(alamat: str, nama: str) -> SafeString:
    """The code for an address; `nama` is what a screen reader says. Level M still reads with 15 % of it dirty."""
    kode = segno.make(alamat, error="m", micro=False)
    sisi = kode.symbol_size(border=TEPI)[0]
    jalur = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, baris in enumerate(kode.matrix_iter(border=TEPI))
        for x, gelap in enumerate(baris)
        if gelap
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d="{}"/></svg>',
        sisi, sisi, nama, sisi, sisi, mark_safe(jalur),
    )  # fmt: skip
