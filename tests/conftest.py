"""Fixtures of every test: a client that looks at each page, a real browser, a real gunicorn, the scope guard."""

import gc
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from desa import scoped
from desa.sisipan import Sisipan
from desa.waktu import akhir_hari, tanggal_wit
from tests import tanya
from tests.halaman_ketat import StrictClient
from tests.jaga import disalin, tercatat
from tests.proses import serve

# How long an example takes says how busy the machine is, nothing of what is tested.
hypothesis.settings.register_profile("uji", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("uji")

BENIH = {"sqlite": 0, "postgresql": 1}
"""Which of a test's random worlds each database is asked in every run: two worlds, neither built twice."""
MEDIA_BERSAMA = settings.MEDIA_ROOT
BERSAMA = Path(os.environ.get("BINAAN_UJI_BERSAMA", ""))
MIGRASI_TERLAMA = 120
"""Seconds that the later run waits for the first, which may have been killed."""
MENIT_TERAKHIR = 60
"""Seconds before midnight that no test begins in; the few that take longer stand on a day of their own."""
HITUNG = re.compile(r"quer(y|ies)|(cost|ask)s?_the_same")
"""The names of tests that count queries."""
TABEL = re.compile(r"_as_the_table_says")
"""The names of tests that hold every deed to a table of rights and states: that is Python's. The tests beside them do the same
deeds on both databases, and races by several connections ask PostgreSQL who wins."""
DIPILIH = re.compile(
    r"cari|filter|search|find|found|list|sort|order|first|longest|earliest|newest|oldest|rows?(_|$)|links?_|sum|count|number"
    r"|figure|total|adds?_up|percent|rank|quarter|month|year|day|until|known|json|write|change|meanwhile|upload"
)
"""The words of a name that speak of what the database picks, puts in order, adds up or is made to hold."""
SEJENIS = re.compile(
    r"bad_|wrong_(?:field|cell|question|form|licence|row)|unreadable|half_a_|breaks_a_rule|(?:is|are)_refused|_refuses"
    r"|not_fit|cannot_be|impossible|no_?sense|unclear|no_code|that_is_none|of_another_(?:length|form)|unknown_address"
    r"|nobody_(?:but|else)|only_a_|only_the_|other_roles|loses_nothing|nothing_lost|in_a_sentence|is_read_as|spellings"
    r"|tells?_no_|told_by|names_none|small_groups"
)
"""The words of a name that speak of refusals, of slips of typing, and of how one value is read: the cases of such a test send
a database the same statements (of 232 third and later cases 189 sent none that the first two had not, 13 a rare one)."""

MEMAKAI_PERAMBAN = re.compile(r"mark\.peramban|def \w+\([^)]*\b(?:halaman|peramban)\b")
CHROMIUM = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
# Each page opens a window of its own, whose address bar loads two pages that nobody sees: a quarter of what opening costs.
# The later list replaces Playwright's, so it begins with what matters of that.
TANPA_FITUR = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
ARGUMEN_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(TANPA_FITUR)}",
]


def pytest_configure(config: pytest.Config) -> None:
    """Every request of every test runs with the scope guard on: innermost, around views and templates. Every deed is watched."""
    settings.MIDDLEWARE.append("tests.jaga.jaga_lingkup")
    scoped.files_with_rows = tercatat(scoped.files_with_rows)
    Sisipan.write = disalin(Sisipan.write)
    if tanya.TULIS:
        config.pluginmanager.register(tanya)


def _other_worlds(items: list[pytest.Item]) -> set[pytest.Item]:
    """Those about a random world that this database is not asked in every run; a test that has one alone is asked about that."""
    dunia = {
        i: kasus.indices["benih"]
        for i in items
        if "benih" in getattr(kasus := getattr(i, "callspec", None), "indices", {})
    }
    ada: dict[str, int] = {}
    for i, n in dunia.items():
        if not i.get_closest_marker("drill"):
            f = tanya.function_of(i.nodeid)
            ada[f] = max(n, ada.get(f, 0))
    return {i for i, n in dunia.items() if n != min(BENIH[connection.vendor], ada.get(tanya.function_of(i.nodeid), 0))}


def _sends(fungsi: object, dilihat: set[object]) -> bool:
    """Whether a function of tests, or one that it calls, sends a form."""
    if not isinstance(fungsi, FunctionType) or fungsi in dilihat or not fungsi.__module__.startswith("tests"):
        return False
    dilihat.add(fungsi)
    kode = [fungsi.__code__]
    for k in kode:
        kode += [dalam for dalam in k.co_consts if isinstance(dalam, CodeType)]
    nama = {n for k in kode for n in k.co_names}
    return "post" in nama or any(_sends(fungsi.__globals__.get(n), dilihat) for n in nama)


def _only_looks(item: pytest.Item) -> bool:
    """Whether a test reads what pages say and no more.

    Their queries the walk asks of both databases, their figures the tests of the roll-ups; who writes, filters, puts in
    order or adds up stays on both.
    """
    membaca = {"client", "klien"} & set(item.fixturenames) and not _sends(item.function, set())
    return bool(membaca) and not (
        DIPILIH.search(item.nodeid.partition("[")[0]) or "transactional_db" in item.fixturenames
    )


def _repeats(item: pytest.Item) -> bool:
    """Whether two cases of the same test have asked already: another refusal makes the same queries, or none."""
    kasus = getattr(item, "callspec", None)
    ketiga = kasus and max(kasus.indices.values(), default=0) >= 2
    return bool(ketiga and SEJENIS.search(item.name.partition("[")[0])) and item.path.name != "test_kendala.py"


def _asks_database(item: pytest.Item) -> bool:
    """Whether the answer could differ by database: not without one, nor when queries are only counted, rights held to their
    table, pages only read, or the third of a kind refused as two were."""
    hitung = {"django_assert_num_queries", "django_assert_max_num_queries"} & set(item.fixturenames)
    hitung = hitung or HITUNG.search(item.name.partition("[")[0]) or TABEL.search(item.name.partition("[")[0])
    memakai = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    sekali = hitung or item.get_closest_marker("sekali")
    return bool(memakai) and not (sekali or _only_looks(item) or _repeats(item))


def _drives_browser(berkas: Path) -> bool:
    """Whether a file says that a test of it drives the browser."""
    return bool(MEMAKAI_PERAMBAN.search(berkas.read_text(encoding="utf-8")))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The run of the browser loads only the files that drive one: to load all takes ten seconds."""
    if not config.option.markexpr.startswith("peramban") or not collection_path.name.startswith("test_"):
        return None
    return None if _drives_browser(collection_path) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark who drives the browser and which random worlds wait for script/drill; ask PostgreSQL what only a database answers.

    The rest is proved once, on SQLite.
    """
    lain = _other_worlds(items)
    for i in items:
        if "peramban" in i.fixturenames:
            i.add_marker("peramban")
            if not _drives_browser(i.path):
                raise pytest.UsageError(f"{i.nodeid}: tulis pytest.mark.peramban, agar berkasnya dibaca peramban")
        if i.get_closest_marker("django_db") and i in lain:
            i.add_marker("drill")
    if connection.vendor == "postgresql":
        sudah = tanya.read() if config.args_source == pytest.Config.ArgsSource.TESTPATHS else frozenset()
        ditanya = [i for i in items if i not in lain and _asks_database(i) and tanya.function_of(i.nodeid) not in sudah]
        config.hook.pytest_deselected(items=list(set(items) - set(ditanya)))
        items[:] = ditanya


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """No test begins in the last minute of a day in WIT: the day would turn between what it wrote and what it reads."""
    saat = timezone.now()
    sisa = (akhir_hari(tanggal_wit(saat)) - saat).total_seconds()
    if sisa < MENIT_TERAKHIR:
        time.sleep(sisa + 0.01)


def pytest_collection_finish() -> None:
    """What was loaded once stays: collecting it over and over takes a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def separuh_pertama() -> bool:
    """Whether no other run of the same script/test migrates an SQLite file already."""
    try:
        BERSAMA.with_suffix(".tanda").touch(exist_ok=False)
    except (FileExistsError, ValueError):  # or none is shared
        return False
    return True


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, separuh_pertama) -> bool:
    """Who is not the first waits for the file and begins with a copy."""
    if separuh_pertama or not BERSAMA.name:
        return django_db_keepdb
    batas = time.monotonic() + MIGRASI_TERLAMA
    while not BERSAMA.is_file() and time.monotonic() < batas:
        time.sleep(0.2)
    if BERSAMA.is_file():
        shutil.copy(BERSAMA, os.environ["BINAAN_UJI_SQLITE"])
    return BERSAMA.is_file()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, separuh_pertama) -> None:
    """Ask SQLite here what Django asks it once per process, so that no query budget counts it."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
        if connection.vendor == "postgresql":
            asli = connection.ops.sql_flush  # between two tests also rows go that are kept for good
            connection.ops.sql_flush = lambda *a, **k: ["SET LOCAL session_replication_role = replica", *asli(*a, **k)]
        if separuh_pertama:
            separuh = BERSAMA.with_suffix(".separuh")
            with connection.cursor() as kursor:
                kursor.execute("VACUUM INTO %s", [str(separuh)])
            separuh.rename(BERSAMA)


@pytest.fixture(autouse=True)
def media_kosong() -> Iterator[None]:
    """What a test puts into the media that all share goes with that test, as its rows do."""
    yield
    shutil.rmtree(MEDIA_BERSAMA, ignore_errors=True)


@pytest.fixture(scope="module")
def satu_modul(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """A transaction and a media around a module: what a fixture of it writes every test of it finds, and none outside."""
    media = str(tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def klien() -> StrictClient:
    """A test client that fails on any page breaking the house rules for HTML."""
    return StrictClient()


@pytest.fixture
def client(klien: StrictClient) -> StrictClient:
    """pytest-django's `client` is the strict one here."""
    return klien


@pytest.fixture(scope="session")
def peramban() -> Iterator[object]:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    biner = [b for b in (os.environ.get("BINAAN_CHROMIUM"), *CHROMIUM) if b and Path(b).exists()]
    with sync_playwright() as p:
        browser = p.chromium.launch(args=ARGUMEN_CHROMIUM, executable_path=biner[0] if biner else None)
        yield browser
        browser.close()


@pytest.fixture
def halaman(peramban, live_server) -> Iterator[Callable[..., object]]:
    """`halaman(lebar=1280, javascript=True)` opens a page on the live server.

    Anything the browser complains about (a CSP violation, a script error, a missing file) fails the test at its end,
    as does any document that breaks the house rules for HTML.
    """
    keluhan: list[str] = []
    konteks = []

    def buka(lebar: int = 1280, javascript: bool = True, tinggi: int = 900):
        k = peramban.new_context(
            base_url=live_server.url,
            viewport={"width": lebar, "height": tinggi},
            java_script_enabled=javascript,
            locale="id-ID",
            timezone_id="Asia/Jayapura",
        )
        konteks.append(k)
        page = k.new_page()
        page.on("console", lambda m: m.type in ("error", "warning") and keluhan.append(f"{page.url}: {m.text}"))
        page.on("pageerror", lambda galat: keluhan.append(f"{page.url}: {galat}"))
        return page

    yield buka
    for k in konteks:
        k.close()
    # A refused form or page (400, 403, 404) is written to the console by Chromium itself.
    asli = [k for k in keluhan if "Failed to load resource: the server responded with a status of 4" not in k]
    assert asli == []


@pytest.fixture
def masuk(live_server) -> Callable[..., None]:
    """`masuk(page, username)` gives the browser of a page the session of a person who signed in."""

    def jalan(page, username: str) -> None:
        klien = Client()
        klien.force_login(get_user_model().objects.get(username=username))
        sesi = klien.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": sesi, "url": live_server.url}])

    return jalan


@pytest.fixture
def gunicorn(transactional_db) -> Iterator[tuple[str, int]]:
    """Host and port of a real gunicorn, as script/run starts it, over the test database."""
    with serve("-w", "1") as port:
        yield "127.0.0.1", port
