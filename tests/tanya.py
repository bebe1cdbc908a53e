"""What every test asks PostgreSQL, and which of them ask nothing that others do not ask as well.

With BINAAN_TULIS_TANYA=1, as script/drill runs it, PostgreSQL is asked everything and the list written anew; a run of all
tests leaves out what stands there, one of tests picked by name does not. Seen red: a test that alone asked something left out.
"""

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from django.db import connection

DAFTAR = Path(__file__).parent / "SUDAH_DITANYA.txt"
TULIS = "BINAAN_TULIS_TANYA" in os.environ
TERSISA = 3
"""So many functions that stay ask each statement of one that is left out."""
SEPADAN = 0.06
"""Seconds of processor time from which on a line of the list is worth its place."""
TETAP = re.compile(
    r"test_kendala|simpanan|rekap_desa|rantai|cadang|hostile|no_header|cari|filter|search|sort|order|sum|total|rank"
    r"|equal|at_once|database|until|known"
)
"""What a database picks, puts in order, adds up, refuses or cannot read it is asked always."""
BANYAK = re.compile(r"\((?:%s(?:, )?)+\)|\(\((?:%s,? ?)+\)(?:, \((?:%s,? ?)+\))*\)")
TITIK = re.compile(r'"s\d+_x\d+"')

tanya: dict[str, set[int]] = {}
biaya: Counter[str] = Counter()
kini: set[int] = set()


def function_of(nodeid: str) -> str:
    """The test without its case."""
    return nodeid.partition("[")[0]


def read() -> frozenset[str]:
    """The test functions that PostgreSQL need not be asked every day."""
    return frozenset() if TULIS else frozenset(DAFTAR.read_text(encoding="utf-8").split())


def repeated(tanya: Mapping[str, set[int]], biaya: Mapping[str, float]) -> list[str]:
    """The functions, dearest first, without which each statement is still asked by TERSISA others."""
    oleh = Counter(t for semua in tanya.values() for t in semua)
    hasil = []
    for f in sorted(tanya, key=lambda f: (-biaya[f], f)):
        if biaya[f] >= SEPADAN and not TETAP.search(f) and all(oleh[t] > TERSISA for t in tanya[f]):
            hasil.append(f)
            oleh.subtract(tanya[f])
    return hasil


def note(execute: Callable, sql: object, *isi: object) -> object:
    """Note the statement, however many values it carries."""
    kini.add(hash(TITIK.sub("", BANYAK.sub("(%s)", BANYAK.sub("(%s)", str(sql))))))
    return execute(sql, *isi)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Which statements a test sends, and what it costs."""
    if note not in connection.execute_wrappers:
        connection.execute_wrappers.append(note)
    kini.clear()
    mulai = time.process_time()
    hasil = yield
    f = function_of(item.nodeid)
    biaya[f] += time.process_time() - mulai
    tanya.setdefault(f, set()).update(kini)
    if "transactional_db" in item.fixturenames:
        tanya[f].add(hash(f))  # nobody else does the same
    return hasil


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the list, after a whole run that was green."""
    semua = session.config.args_source == pytest.Config.ArgsSource.TESTPATHS
    if semua and exitstatus == 0 and connection.vendor == "postgresql":
        DAFTAR.write_text("\n".join(sorted(repeated(tanya, biaya))) + "\n", encoding="utf-8")
