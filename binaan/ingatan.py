"""How the web process, and whoever measures it, keeps its memory."""

import gc
from typing import Any

from django.core.signals import request_finished

OBYEK, MUDA, TUA = 1_000_000, 20, 50
"""After how many new objects the youngest are looked through while a page is made, and after how many looks the older ones."""
SISA, SEMUA = 100_000, 200
"""How many objects that pages left make it worth looking for those that nobody needs, and after how many looks all are."""


def settle() -> None:
    """Leave what was loaded once out of every later garbage collection, which else walks it while a reader waits.

    A page that reads a province makes tens of thousands of rows and lets go of them at its end: looking for cycles every
    700 objects, as Python does unasked, takes a tenth of its time, and what it finds in use it takes for old and looks at no
    more for long. So that is done between two pages, when hardly anything is in use.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBYEK, MUDA, TUA)
    request_finished.connect(_tidy, dispatch_uid="ingatan")


def _tidy(**_: Any) -> None:
    """After an answer was sent: look through what its page left, now and then through everything."""
    muda, _menengah, tua = gc.get_count()
    if muda >= SISA:
        gc.collect(2 if tua >= SEMUA else 1)
