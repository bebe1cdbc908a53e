"""The installer on a clean Debian root: installed twice, upgraded, broken, gone back. Needs root, debootstrap and the network.

BINAAN_AKAR_DEBIAN names a root made before, with its packages, which spares the five minutes of making one; it is copied.
Seen red with what a pipe hides from the count of changes, so that neither nginx nor systemd reads the new files.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(os.geteuid() != 0, reason="hanya root membuat akar Debian"),
    pytest.mark.skipif(shutil.which("debootstrap") is None, reason="pasang paket debootstrap"),
]
PAKET_UJI = "ca-certificates,systemd,iproute2,procps"
CERMIN = os.environ.get("BINAAN_CERMIN_DEBIAN", "").split()
POHON = ("manage.py", "requirements.txt", "binaan", "desa", "opd", "static", "templates")
BERSIH = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}


def run(*perintah: str | Path, **lain: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(p) for p in perintah], check=True, text=True, **lain)  # type: ignore[call-overload]


def inside(akar: Path, *perintah: str, tanpa_jaringan: bool) -> subprocess.CompletedProcess[str]:
    """Run something in the root, among processes of its own; its ports are nobody else's when it has no network."""
    ruang = ["unshare", "-mpfn" if tanpa_jaringan else "-mpf", f"--mount-proc={akar}/proc"]
    return run(*ruang, "chroot", akar, *perintah, env=BERSIH, stdout=subprocess.PIPE)


@pytest.fixture(scope="module")
def akar(tmp_path_factory) -> Path:
    """A clean Debian 12 with our tree and the wheels, and Debian's packages that `pasang` asked for."""
    akar = tmp_path_factory.mktemp("debian") / "akar"
    jadi = os.environ.get("BINAAN_AKAR_DEBIAN")
    if jadi:
        run("cp", "-a", jadi, akar)
    else:
        run("debootstrap", "--variant=minbase", f"--include={PAKET_UJI}", "bookworm", akar, *CERMIN)
    jangan_mulai = akar / "usr" / "sbin" / "policy-rc.d"
    jangan_mulai.write_text("#!/bin/sh\nexit 101\n")
    jangan_mulai.chmod(0o755)
    (akar / "pohon").mkdir()
    for nama in POHON:
        run("cp", "-a", settings.BASE_DIR / nama, akar / "pohon" / nama)
        run("find", akar / "pohon", "-name", "__pycache__", "-prune", "-exec", "rm", "-rf", "{}", "+")
    shutil.copytree(Path(__file__).parent / "pasang", akar / "coba")
    run(
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--only-binary",
        ":all:",
        "-d",
        akar / "roda",
        "-r",
        settings.BASE_DIR / "binaan" / "deploy" / "requirements.lock",
    )
    inside(akar, "sh", "/pohon/binaan/deploy/pasang", "--hanya-paket", tanpa_jaringan=False)
    return akar


HARAP = {
    "pertama": "0",
    "kedua": "0 Tidak ada yang berubah.",
    "tetap": "ya",
    "nama_salah": "1",
    "siap": "200",
    "keadaan": '"keadaan":"terganggu"',
    "cadangan": "0 0",
    "keadaan_kini": '"keadaan":"baik"',
    "masuk": "200",
    "ke_https": "301 https://binaan.contoh.go.id/desa/",
    "nama_asing": "000",
    "gaya": "200",
    "hsts": "1",
    "palsu": "302 https://binaan.contoh.go.id/masuk/?next=/desa/",
    "metrik": "404 200",
    "besar": "terlalu besar 413",
    "aneh": "400",
    "izin": "600:root 600:root 700:binaan",
    "kode_terkunci": "0",
    "akun": "binaan",
    "log_bocor": "0",
    "sandi": "302",
    "kue": "__Host-csrf __Host-sesi",
    "dimuat": "204 1 2",
    "naik": "0 200 1 600:binaan",
    "salinan": "Cadangan utuh",
    "berganti": "ya",
    "rusak": "1 200",
    "kembali_sendiri": "ya",
    "migrasi_rusak": "1 200",
    "tidak_diganti": "ya",
    "kembali": "0 200",
    "rilis_lama": "ya",
    "masih_masuk": "https://binaan.contoh.go.id/akun/verifikasi/",
    "mati": "502 1",
    "satuan": "0",
}


def test_installed_upgraded_broken_and_gone_back(akar):
    keluaran = inside(akar, "sh", "/coba/lakon.sh", tanpa_jaringan=True).stdout
    print(keluaran)
    hasil = {nama: isi.strip() for nama, _, isi in (b.partition("|") for b in keluaran.splitlines())}
    assert {nama: hasil.get(nama) for nama in HARAP} == HARAP
    assert int(hasil["desa"]) == int(hasil["desa_tetap"]) > 1000
    assert int(hasil["log"]) > 10
    assert float(hasil["paparan binaan-web"]) < 3
    assert float(hasil["paparan binaan-pekerja"]) < 3
