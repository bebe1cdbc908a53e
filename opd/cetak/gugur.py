"""Papers that no longer hold though no newer edition was printed. Whoever keeps what a paper is about says so, by its kind."""

from __future__ import annotations

from collections.abc import Callable

GUGUR: dict[str, Callable[[str], str]] = {}
"""By kind of paper: from its key one sentence on why it no longer holds, "" while it does. Floors above enter theirs."""


def why_void(jenis: str, kunci: str) -> str:
    """The sentence for one paper. At most two queries."""
    return GUGUR[jenis](kunci) if jenis in GUGUR else ""
