"""Ten people on the site as deployed for half a minute: nobody sees an error, and all that was typed is kept.

What a hundred people feel is measured by `script/bench --beban --provinsi`; this says that the load still fits the site.
Seen red: a form field renamed in the load's list of what an operator types.
"""

from __future__ import annotations

from argparse import Namespace

import pytest

from tests.beban.__main__ import load
from tests.beban.hasil import failed
from tests.pangkalan import prepared

pytestmark = pytest.mark.drill


def test_everybody_reads_writes_and_decides_without_an_error():
    with prepared("contoh") as p:
        hasil, situs = load(p, Namespace(menit=0.5, benih=1), orang=10, jeda=0.3)
    assert [c for c in hasil.contoh if failed(c)] == []
    assert hasil.ditolak == []
    assert {"penjualan simpan", "kegiatan simpan", "kunjungan simpan"} <= {c.jenis for c in hasil.whole()}
    assert situs["dasbor"]["binaan_kueri_total"] > 0
