"""How the web process, and whoever measures it, keeps its memory."""

import gc

OBYEK, MUDA, TUA = 50_000, 20, 50
"""After how many new objects the youngest are looked through, and after how many looks the older ones."""


def settle() -> None:
    """Leave what was loaded once out of every later garbage collection, which else walks it while a reader waits.

    A page that reads a province makes tens of thousands of rows and lets go of them at its end: looking for cycles every
    700 objects, as Python does unasked, takes a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBYEK, MUDA, TUA)
