"""Ten people on the site as deployed for a minute: nobody sees an error, and all that was typed is kept.

What a hundred people feel is measured by `script/bench --beban --provinsi`; this says that the load still fits the site.
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
        hasil, situs = load(p, Namespace(menit=1, benih=1), orang=10, jeda=0.3)
    assert [c for c in hasil.contoh if failed(c)] == []
    assert (hasil.ditolak, hasil.gugur) == ([], [])
    assert any(c.jenis.endswith("simpan") for c in hasil.whole())
    assert sum(isi["binaan_permintaan_total"] for isi in situs.values()) >= len(hasil.whole())
