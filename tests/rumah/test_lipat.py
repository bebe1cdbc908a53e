"""What a phone folds away can be unfolded again: no row, item or section hides a figure without its "Rincian".

Seen red with the switch taken out of one row, and with a fold that holds on paper too.
"""

import re
from pathlib import Path

from django.conf import settings

AKAR = Path(settings.BASE_DIR)
TEMPLAT = sorted((AKAR / "templates").rglob("*.html"))
RINCI = re.compile(r'class="(?:[^"]* )?rinci(?: [^"]*)?"')
BARIS = re.compile(r"<(tr|li)\b.*?</\1>", re.DOTALL)
BAGIAN = re.compile(r"<section\b.*?</section>", re.DOTALL)


def test_whatever_is_folded_has_its_switch_in_the_same_row():
    ada = [p for p in TEMPLAT if RINCI.search(p.read_text())]
    assert len(ada) > 10
    for p in ada:
        teks = p.read_text()
        lipat = [m[0] for m in BARIS.finditer(teks) if RINCI.search(m[0])]
        lipat = lipat or [m[0] for m in BAGIAN.finditer(teks) if RINCI.search(m[0])]
        assert sum(len(RINCI.findall(w)) for w in lipat) == len(RINCI.findall(teks)), p
        assert all(w.count('<details class="buka-rinci">') == 1 for w in lipat), p


def test_only_a_screen_as_narrow_as_a_phone_folds():
    for p in (AKAR / "static" / "css").glob("*.css"):
        teks = p.read_text()
        for m in re.finditer(r"\.rinci\b", teks):
            assert teks[: m.start()].rpartition("@media")[2].startswith(" screen and (max-width: 40rem)"), p
