"""`python -m tests.ukur_pg [--provinsi|--nasional] [--simpan MAP]`: one reader after the other on a PostgreSQL with the sample
data, or with that data laid on every village of the province or of a country. Other options go to `manage.py ukur`.
"""

import sys
from argparse import ArgumentParser
from subprocess import CalledProcessError

from tests.pangkalan import add_scale, prepared


def main() -> int:
    """Exit code of the command that fails, else 0."""
    penilik = ArgumentParser(prog="script/bench")
    add_scale(penilik)
    pilihan, lain = penilik.parse_known_args()
    with prepared(pilihan.skala, pilihan.simpan) as p:
        try:
            p.run("ukur", *lain)
        except CalledProcessError as gagal:
            return gagal.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
