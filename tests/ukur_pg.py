"""`python -m tests.ukur_pg [--provinsi]`: the benchmark on a throw-away PostgreSQL with the sample data, or with that data laid
on every village of the province. Other options go to `manage.py ukur`.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.peladen_pg import PeladenPg

PROVINSI = "--provinsi"
GANDAKAN = "from tests.skala import multiply; print(multiply(desa=1250, kegiatan=200_000, penjualan=500_000))"


def main(pilihan: list[str]) -> int:
    """Exit code of the first command that fails, else 0."""
    besar = PROVINSI in pilihan
    peladen = PeladenPg(Path(tempfile.mkdtemp(prefix="ukur-pg-")))
    lingkungan = os.environ | {
        "DATABASE_URL": peladen.url,
        "BINAAN_DB": "contoh",
        "MEDIA_ROOT": str(peladen.map / "media"),
    }
    perintah = [
        ["migrate", "-v", "0"],
        ["muat_rujukan"],
        ["muat_rujukan_opd"],
        [
            "buat_contoh",
            "--foto",
            "20",
            "--umkm",
            "740" if besar else "600",
            "--berkas-akun",
            str(peladen.map / "akun.json"),
        ],
        *([["shell", "--no-imports", "-c", GANDAKAN]] if besar else []),
        ["ukur", *(p for p in pilihan if p != PROVINSI)],
    ]
    try:
        for p in perintah:
            keluaran = None if p[0] in ("shell", "ukur") else subprocess.DEVNULL
            jalan = subprocess.run([sys.executable, "manage.py", *p], env=lingkungan, stdout=keluaran, check=False)
            if jalan.returncode:
                return jalan.returncode
    finally:
        peladen.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
