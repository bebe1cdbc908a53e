"""The draw of a spot check: nothing but SHA-256 and whole numbers, so that anybody draws the same from the same frame.

The frame is text, one sorted line a fact: kind, identifier, OPD, village, day. OPDs are put in the order of the hash of
"<seed> <OPD>", their facts in that of "<seed> <kind> <identifier>"; from the line of all of them every (N/n)-th is taken,
beginning at a point that the hash of "<seed> awal" gives. So every fact has the same chance n/N, and each OPD gets its
share of the n to within one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

PERSEN = 5


@dataclass(frozen=True, slots=True, order=True)
class Baris:
    """One fact of the frame."""

    jenis: str
    uuid: UUID
    opd: str
    kode: str
    tanggal: date

    def __str__(self) -> str:
        return f"{self.jenis} {self.uuid} {self.opd} {self.kode} {self.tanggal.isoformat()}"


def read_line(teks: str) -> Baris:
    """A line of the frame as it was written."""
    jenis, uuid, opd, kode, tanggal = teks.split(" ")
    return Baris(jenis, UUID(uuid), opd, kode, date.fromisoformat(tanggal))


def write_frame(baris: Iterable[Baris]) -> str:
    """The frame as it is stored, hashed and handed out."""
    return "".join(f"{b}\n" for b in sorted(map(str, baris)))


def read_frame(teks: str) -> list[Baris]:
    return [read_line(b) for b in teks.splitlines()]


def count_per_opd(baris: Iterable[Baris]) -> dict[str, int]:
    return dict(sorted(Counter(b.opd for b in baris).items()))


def fingerprint(teks: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return sha256(teks.encode()).hexdigest()


def seed_of(sidik_kerangka: str, tanggal: date, kurs_rp: int) -> str:
    """The seed: the frame that was locked, and a rate published after it."""
    return fingerprint(f"{sidik_kerangka} JISDOR {tanggal.isoformat()} {kurs_rp}")


def sample_size(jumlah: int, persen: int = PERSEN) -> int:
    """`persen` of a frame, rounded up."""
    return -(-jumlah * persen // 100)


def draw(kerangka: str, benih: str, persen: int = PERSEN) -> tuple[Baris, ...]:
    """The facts drawn, in the order of the draw."""
    per_opd: dict[str, list[Baris]] = defaultdict(list)
    for b in read_frame(kerangka):
        per_opd[b.opd].append(b)
    urut: list[Baris] = []
    for opd in sorted(per_opd, key=lambda o: fingerprint(f"{benih} {o}")):
        urut += sorted(per_opd[opd], key=lambda b: fingerprint(f"{benih} {b.jenis} {b.uuid}"))
    n = sample_size(len(urut), persen)
    awal = Fraction(int(fingerprint(f"{benih} awal"), 16), 2**256)
    return tuple(urut[int((awal + k) * len(urut) / n)] for k in range(n))


def next_working_day(hari: date) -> date:
    """The first Monday to Friday after a day; holidays are not known here."""
    hari += timedelta(days=1)
    while hari.isoweekday() > 5:
        hari += timedelta(days=1)
    return hari
