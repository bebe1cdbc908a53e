"""Installing takes what the lock knows and nothing else, with pip and, where it is there, with uv.

Seen red: without --require-hashes (lines that lost their hash), the sentence about what differs, and periksa_kunci.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

AKAR = Path(__file__).parents[2]
pytestmark = pytest.mark.drill


def wheel(map_: Path, nama: str, isi: str) -> str:
    """A package of one line in `map_`; its SHA-256."""
    info = f"{nama}-1.0.dist-info"
    berkas = map_ / f"{nama}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(berkas, "w") as arsip:
        arsip.writestr(f"{nama}.py", isi)
        arsip.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {nama}\nVersion: 1.0\n")
        arsip.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: uji\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        arsip.writestr(f"{info}/RECORD", f"{nama}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return hashlib.sha256(berkas.read_bytes()).hexdigest()


@pytest.fixture(params=["pip", "uv"])
def pohon(request, tmp_path) -> Path:
    """A tree with two packages to install and no network; `jalur` has uv or hides it."""
    jalur = tmp_path / "bin"
    jalur.mkdir()
    uv = shutil.which("uv")
    if request.param == "uv" and uv is None:
        pytest.skip("uv tidak ada di komputer ini")
    (jalur / "python3").symlink_to(Path(sys.executable).resolve())
    for nama in ("sh", "cat", "cksum", "tr", "sed", "grep", "basename", "mktemp", "rm"):
        (jalur / nama).symlink_to(shutil.which(nama))
    if request.param == "uv":
        (jalur / "uv").symlink_to(uv)
    (tmp_path / "script").mkdir()
    shutil.copy(AKAR / "script" / "_siap.sh", tmp_path / "script")
    (tmp_path / "roda").mkdir()
    (tmp_path / "binaan" / "deploy").mkdir(parents=True)
    return tmp_path


def lock(pohon: Path, **sidik: str) -> None:
    baris = [f"{nama}==1.0 " + (f"\\\n    --hash=sha256:{isi}\n" if isi else "\n") for nama, isi in sidik.items()]
    (pohon / "binaan" / "deploy" / "requirements.lock").write_text("".join(baris))


def install(pohon: Path) -> subprocess.CompletedProcess[str]:
    lingkungan = {"PATH": str(pohon / "bin"), "HOME": str(pohon), "PIP_CONFIG_FILE": os.devnull}
    lingkungan |= {"PIP_NO_INDEX": "1", "UV_OFFLINE": "1", "PIP_FIND_LINKS": "roda", "UV_FIND_LINKS": "roda"}
    perintah = ["sh", "-c", "set -eu; . script/_siap.sh; siapkan requirements.txt"]
    return subprocess.run(perintah, cwd=pohon, env=lingkungan, capture_output=True, text=True, check=False)


def installed(pohon: Path) -> list[str]:
    return sorted(p.stem for p in pohon.glob(".venv/lib/python*/site-packages/contoh*.py"))


TOLAK = (
    "Sebuah paket tidak cocok dengan sidiknya di binaan/deploy/requirements.lock (sebabnya di atas); tidak ada yang dipasang. "
    "Periksa cermin paketnya."
)


def test_what_differs_from_the_lock_is_refused_before_anything_is_laid(pohon):
    satu, dua = (wheel(pohon / "roda", nama, "x = 1\n") for nama in ("contoha", "contohb"))
    (pohon / "requirements.txt").write_text("contoha==1.0  # uji\ncontohb==1.0  # uji\n")
    for sidik in ({"contoha": satu, "contohb": "0" * 64}, {"contoha": "", "contohb": ""}):
        lock(pohon, **sidik)
        beda = install(pohon)
        assert (beda.returncode, beda.stderr.splitlines()[-1], installed(pohon)) == (1, TOLAK, [])
    lock(pohon, contoha=satu)
    assert (
        install(pohon).stderr
        == "Pin contohb==1.0 dari requirements.txt belum dikunci. Jalankan script/kunci, lalu ulangi.\n"
    )
    lock(pohon, contoha=satu, contohb=dua)
    baik = install(pohon)
    assert (baik.returncode, installed(pohon)) == (0, ["contoha", "contohb"]), baik.stderr
    assert install(pohon).stdout == ""
