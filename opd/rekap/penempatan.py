"""Which OPD for which village: one village each, so that together they meet as many red indicators as possible."""

from __future__ import annotations

from collections.abc import Sequence


def assign(nilai: Sequence[Sequence[int]]) -> list[int]:
    """The column of each row, no column twice, with the largest sum of `nilai`; there are at least as many columns as rows.

    Hungarian method (Kuhn 1955, in the form with potentials by Jonker and Volgenant): each row in turn finds the cheapest
    chain of exchanges that frees a column for it. Steps: rows² x columns. Of equal sums always the same one is found.
    """
    if not nilai:
        return []
    n, m = len(nilai), len(nilai[0])
    if n > m:
        raise ValueError("Baris tidak boleh lebih banyak daripada kolom.")
    u, v = [0] * (n + 1), [0] * (m + 1)
    milik = [0] * (m + 1)
    for i in range(1, n + 1):
        _augment(nilai, i, u, v, milik)
    hasil = [0] * n
    for j in range(1, m + 1):
        if milik[j]:
            hasil[milik[j] - 1] = j - 1
    return hasil


def _augment(nilai: Sequence[Sequence[int]], i: int, u: list[int], v: list[int], milik: list[int]) -> None:
    """Give row `i` a column by the cheapest chain; `milik[j]` is the row of column j (0: free), u and v the potentials."""
    m = len(v) - 1
    jarak: list[float] = [float("inf")] * (m + 1)
    dari, dipakai = [0] * (m + 1), [False] * (m + 1)
    milik[0], j0 = i, 0
    while milik[j0]:
        dipakai[j0] = True
        i0, beda, j1 = milik[j0], float("inf"), 0
        baris = nilai[i0 - 1]
        for j in range(1, m + 1):
            if dipakai[j]:
                continue
            kini = -baris[j - 1] - u[i0] - v[j]
            if kini < jarak[j]:
                jarak[j], dari[j] = kini, j0
            if jarak[j] < beda:
                beda, j1 = jarak[j], j
        for j in range(m + 1):
            if dipakai[j]:
                u[milik[j]] += int(beda)
                v[j] -= int(beda)
            else:
                jarak[j] -= beda
        j0 = j1
    while j0:
        milik[j0] = milik[dari[j0]]
        j0 = dari[j0]
