"""`python -m tests.ukur_pg [--provinsi|--nasional] [--simpan MAP]`: one reader after the other on a PostgreSQL with the sample
data, or with that data laid on every village of the province or of a country. Other options go to `manage.py ukur`. Of a country
it says how much more than a province it costs, measured before it (kept in MAP-provinsi): the dashboard alone, whose kept counts
are brought up to date first, as a timer does.
"""

import json
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from subprocess import CalledProcessError

from tests.pangkalan import add_scale, prepared

SASARAN = 2
"""How many times as much a country's dashboard may cost."""


def main() -> int:
    """Exit code of the command that fails, else 0."""
    penilik = ArgumentParser(prog="script/bench")
    add_scale(penilik)
    pilihan, lain = penilik.parse_known_args()
    negara = pilihan.skala == "nasional"
    skala = ["provinsi", "nasional"] if negara else [pilihan.skala]
    with tempfile.TemporaryDirectory() as folder:
        angka = {s: Path(folder, f"{s}.json") for s in skala}
        for s, berkas in angka.items():
            simpan = pilihan.simpan
            if simpan and s != pilihan.skala:
                simpan = simpan.with_name(f"{simpan.name}-{s}")
            with prepared(s, simpan) as p:
                try:
                    p.run("collectstatic", "--noinput", "-v", "0")
                    if negara:
                        p.run("rekap", "--bangun")
                    p.run("ukur", "--angka", str(berkas), *(["--dasbor-saja"] if negara else []), *lain)
                except CalledProcessError as gagal:
                    return gagal.returncode
        if negara:
            isi = [json.loads(b.read_text()) for b in angka.values()]
            print(*compare(*isi), sep="\n")
            return int("--ketat" in lain and costs_too_much(*isi))
    return 0


Angka = dict[str, dict[str, float]]
"""By page of the dashboard what it cost."""


def costs_too_much(provinsi: Angka, nasional: Angka) -> bool:
    """Whether a page of a country takes more than so many times the processor that one of a province takes."""
    return any(nasional[nama]["cpu"] > SASARAN * a["cpu"] for nama, a in provinsi.items())


def compare(provinsi: Angka, nasional: Angka) -> list[str]:
    """A line for each page of the dashboard. The clock stands beside, as the processor leaves out what the server works."""
    baris = []
    for nama, a in provinsi.items():
        b = nasional[nama]
        isi = (
            f"{kata} {b[k] / a[k]:.1f} ({b[k]:.0f} : {a[k]:.0f} ms)"
            for kata, k in (("prosesor", "cpu"), ("jam", "p50"))
        )
        baris.append(f"{nama}, nasional : provinsi: {', '.join(isi)}; sasaran ≤ {SASARAN}; {b['bita']:,.0f} bita")
    return baris


if __name__ == "__main__":
    sys.exit(main())
