"""The way of target families: walk, bridge and *entas* against a slow twin that replays every day."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from desa.enums import KeadaanKeluarga
from opd.rekap.jalan_keluarga import Jembatan, Langkah, add_bridges, build_bridge, entas_days, walk

AWAL = date(2025, 1, 1)
K = KeadaanKeluarga


def deret(*isi) -> list[Langkah]:
    """("masuk", 0), ("entas", 200, True) … as rows, days counted from 1 January 2025."""
    hasil = []
    for pk, (apa, hari, *lain) in enumerate(isi):
        sah = bool(lain and lain[0] is True)
        nilai = lain[0] if lain and isinstance(lain[0], str) else ""
        hasil.append(Langkah(AWAL + timedelta(hari), pk, apa, nilai, sah))
    return hasil


@pytest.mark.parametrize(
    ("langkah", "keadaan", "terdaftar", "bertahan", "usulan"),
    [
        (deret(), None, None, False, None),
        (deret(("masuk", 0)), K.SASARAN, None, False, None),
        (deret(("masuk", 0), ("verval", 10, "layak"), ("verval", 90, "layak")), K.SASARAN, 10, False, None),
        (deret(("masuk", 0), ("verval", 10, "layak"), ("entas", 200)), K.SASARAN, 10, False, "entas"),
        (deret(("masuk", 0), ("entas", 200, True)), K.ENTAS, None, False, None),
        (deret(("masuk", 0), ("entas", 200, True), ("bertahan", 400)), K.ENTAS, None, False, "bertahan"),
        (deret(("masuk", 0), ("entas", 200, True), ("bertahan", 400, True)), K.ENTAS, None, True, None),
        (
            deret(("masuk", 0), ("entas", 200, True), ("bertahan", 400, True), ("kambuh", 500)),
            K.SASARAN,
            500,
            False,
            None,
        ),
        (
            deret(("masuk", 0), ("verval", 9, "layak"), ("keluar", 20, "pindah"), ("masuk", 30)),
            K.SASARAN,
            None,
            False,
            None,
        ),
        (deret(("masuk", 0), ("desil", 5)), K.SASARAN, None, False, None),
    ],
)
def test_walk_says_where_a_family_stands(langkah, keadaan, terdaftar, bertahan, usulan):
    j = walk(langkah)
    sejak = AWAL + timedelta(terdaftar) if terdaftar is not None else None
    assert (j.keadaan, j.terdaftar_sejak, j.bertahan, j.usulan and j.usulan.peristiwa) == (
        keadaan,
        sejak,
        bertahan,
        usulan,
    )


def test_bridge_counts_each_way_over_the_list_and_leaving_after_entas_is_none():
    keluarga = [
        deret(("masuk", -30)),
        deret(("masuk", -30), ("entas", 200, True), ("kambuh", 300)),
        deret(("masuk", -30), ("entas", 200, True), ("keluar", 300, "meninggal")),
        deret(("masuk", 5), ("keluar", 50, "mampu"), ("masuk", 90)),
        deret(("masuk", -60), ("keluar", -10, "pindah")),
        deret(("masuk", -60), ("entas", 100)),
    ]
    assert build_bridge(keluarga, dari=AWAL) == Jembatan(awal=4, masuk=2, entas=2, keluar=1, kambuh=1)
    assert build_bridge(keluarga, dari=AWAL).kini == 4


def acak(rng: random.Random) -> list[Langkah]:
    """A way that the rules allow, with days between them, some of them the same."""
    hari, keadaan, hasil = rng.randint(0, 300), None, []
    for pk in range(rng.randint(0, 9)):
        boleh = {
            None: ["masuk"],
            K.SASARAN: ["verval", "entas", "keluar", "desil"],
            K.ENTAS: ["bertahan", "kambuh", "keluar"],
            K.KELUAR: ["masuk"],
        }
        apa = rng.choice(boleh[keadaan])
        sah = apa in ("entas", "bertahan") and rng.random() < 0.8
        hasil.append(Langkah(AWAL + timedelta(hari), pk, apa, "layak" if apa == "verval" else "", sah))
        keadaan = hasil[-1].pindah or keadaan
        hari += rng.choice([0, 1, 40, 200])
    return hasil


def keadaan_pada(langkah: list[Langkah], hari: date) -> KeadaanKeluarga | None:
    """Slow: the last move by that day."""
    keadaan = None
    for s in langkah:
        if s.tanggal <= hari and s.pindah is not None:
            keadaan = s.pindah
    return keadaan


@pytest.mark.parametrize("benih", range(30))
def test_bridge_holds_and_equals_the_slow_twin(benih):
    rng = random.Random(benih)
    keluarga = [acak(rng) for _ in range(40)]
    dari, until = sorted(AWAL + timedelta(rng.randint(0, 900)) for _ in range(2))
    sampai = [[s for s in k if s.tanggal <= until] for k in keluarga]
    j = build_bridge(sampai, dari=dari)
    awal = sum(keadaan_pada(k, dari - timedelta(1)) == K.SASARAN for k in keluarga)
    kini = sum(keadaan_pada(k, until) == K.SASARAN for k in keluarga)
    n = {"masuk": 0, "entas": 0, "keluar": 0, "kambuh": 0}
    for k in sampai:
        for i, s in enumerate(k):
            sebelum = next((x.pindah for x in reversed(k[:i]) if x.pindah), None)
            dari_daftar = sebelum == K.SASARAN and s.pindah in (K.ENTAS, K.KELUAR)
            ke_daftar = sebelum != K.SASARAN and s.pindah == K.SASARAN
            if s.tanggal >= dari and (dari_daftar or ke_daftar):
                n[s.peristiwa] += 1
    assert (j.awal, j.masuk, j.entas, j.keluar, j.kambuh, j.kini) == (awal, *n.values(), kini)
    assert add_bridges(build_bridge([k], dari=dari) for k in sampai) == j


def test_relapse_takes_the_lasting_away_and_a_second_entas_counts_again():
    langkah = deret(("masuk", 0), ("entas", 200, True), ("bertahan", 400, True), ("kambuh", 500), ("entas", 700, True))
    assert entas_days(langkah) == [(AWAL + timedelta(200), False), (AWAL + timedelta(700), False)]
    assert entas_days(langkah[:3]) == [(AWAL + timedelta(200), True)]


@pytest.mark.parametrize(
    ("lalu", "bertahan"),
    [
        ([("keluar", 500, "pindah")], [True]),
        ([("keluar", 500, "pindah"), ("masuk", 600)], [False]),
        ([("keluar", 500, "ganda")], []),
        ([("keluar", 500, "ganda"), ("masuk", 600)], []),
    ],
)
def test_entas_lasts_while_the_family_stays_off_the_list_and_a_family_written_twice_has_none(lalu, bertahan):
    langkah = deret(("masuk", 0), ("entas", 200, True), ("bertahan", 400, True), *lalu)
    assert entas_days(langkah) == [(AWAL + timedelta(200), b) for b in bertahan]
