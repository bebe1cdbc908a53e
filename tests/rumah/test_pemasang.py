"""The installer's parts where a run breaks off, is asked for what is not so, or reads what an administrator wrote.

Seen red: the kept counts left to `berjadwal`, which has a task done twice a day; the settings read by the shell; the option's
name and address taken without a look at what is set; the pair of certificate and key not compared; a change that was broken off
forgotten; a release without packages that ends the run; a unit that waits for no disk; and no place for a second machine's line.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

AWAL = """
set -eu
. binaan/deploy/bagian.sh
SUMBER=. AKAR={map} CADANGAN={map}/cadangan ATUR={map} BERKAS_ATUR={map}/binaan.env
berubah=0 pengatur='' situs='' surel='' sertifikat='' kunci='' rilis_baru=baru
taruh() {{ cat >"$AKAR/${{1##*/}}"; }}
layanan() {{ echo "layanan $*"; }}
kelola() {{ :; }}
sehat() {{ [ "$(basename "$(readlink "$AKAR/current")")" != "${{sakit:-}}" ]; }}
"""


def run(map_: Path, perintah: str) -> subprocess.CompletedProcess[str]:
    isi = AWAL.format(map=map_) + perintah
    return subprocess.run(["sh", "-c", isi], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)


def units(map_: Path) -> dict[str, str]:
    """Every service that is written, by its name."""
    for p in settings.BASE_DIR.glob("*/management/commands/*.py"):
        tiruan = map_ / "releases" / "baru" / p.relative_to(settings.BASE_DIR)
        tiruan.parent.mkdir(parents=True, exist_ok=True)
        tiruan.touch()
    assert run(map_, "tulis_unit").returncode == 0
    return {p.stem: p.read_text() for p in map_.glob("binaan-*.service")}


def test_what_is_daily_is_left_to_one_machine_and_nothing_else(tmp_path: Path) -> None:
    perintah = {n: isi.partition("manage.py ")[2].partition("\n")[0] for n, isi in units(tmp_path).items()}
    sering = {p.stem for p in tmp_path.glob("*.timer") if "OnCalendar=*:0/10\n" in p.read_text()}
    assert sering == {"binaan-segel", "binaan-rekap"}
    sendiri = {nama: isi for nama, isi in perintah.items() if isi and not isi.startswith("berjadwal ")}
    assert sendiri == {"binaan-segel": "segel_catatan", "binaan-rekap": "rekap", "binaan-pekerja": "kerjakan --terus"}
    assert perintah["binaan-periksa-rekap"] == "berjadwal rekap --periksa"


def test_a_unit_waits_for_the_disks_it_writes_to(tmp_path: Path) -> None:
    """A disk of another machine that is not mounted would leave backups and uploads on the server's own, unseen."""
    disk = {n: re.findall(r"^RequiresMountsFor=(.*)$", isi, re.MULTILINE) for n, isi in units(tmp_path).items()}
    luar = {"binaan-cadangkan", "binaan-periksa-cadangan", "binaan-jangkar"}
    assert len(disk) > 10
    data = "/var/lib/binaan"
    assert disk == {n: [f"{data} {tmp_path}/cadangan" if n in luar else data] for n in disk}


def test_a_second_web_machine_outlives_the_next_run() -> None:
    """Its line stands in a file that the installer does not write."""
    deploy = settings.BASE_DIR / "binaan" / "deploy"
    [hulu] = re.findall(r"^upstream binaan \{.*?^\}", (deploy / "nginx.conf").read_text(), re.DOTALL | re.MULTILINE)
    assert "\n    include /etc/nginx/binaan-peladen*.conf;\n" in hulu
    assert "`/etc/nginx/binaan-peladen.conf`" in (deploy / "README.md").read_text()


ATURAN = """# SEBUTAN=tidak
; LAIN=tidak
SUREL_PENGIRIM=Binaan Maluku <binaan@contoh.go.id>
DATABASE_URL=postgresql://binaan:p$1a@10.0.0.1/binaan?target_session_attrs=read-write&sslmode=require
DATA_WALIDATA="Dinas Kominfo  "  \t
METRIK_TOKEN=a=b==\r
KOSONG=
AKHIR='tanpa ganti baris'"""


def test_a_setting_is_what_systemd_reads(tmp_path: Path) -> None:
    for nama, isi in {"id": "echo 0", "runuser": "env -0", "binaan.env": ATURAN}.items():
        (tmp_path / nama).write_text(isi if nama == "binaan.env" else f"#!/bin/sh\n{isi}\n")
        (tmp_path / nama).chmod(0o755)
    asli = (settings.BASE_DIR / "binaan" / "deploy" / "kelola").read_text()
    (tmp_path / "kelola").write_text(asli.replace("/etc/binaan/binaan.env", str(tmp_path / "binaan.env")))
    lingkungan = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "BINAAN_RILIS": str(tmp_path)}
    hasil = subprocess.run(
        ["sh", tmp_path / "kelola", "check"], env=lingkungan, capture_output=True, text=True, check=True
    )
    terbaca = dict(b.split("=", 1) for b in hasil.stdout.split("\0") if b)
    assert {n: isi for n, isi in terbaca.items() if n not in (*lingkungan, "PWD", "OLDPWD", "_")} == {
        "SUREL_PENGIRIM": "Binaan Maluku <binaan@contoh.go.id>",
        "DATABASE_URL": "postgresql://binaan:p$1a@10.0.0.1/binaan?target_session_attrs=read-write&sslmode=require",
        "DATA_WALIDATA": "Dinas Kominfo  ",
        "METRIK_TOKEN": "a=b==",
        "KOSONG": "",
        "AKHIR": "tanpa ganti baris",
    }


@pytest.mark.parametrize(
    ("pilihan", "keluar", "kata"),
    [
        ("", 0, "a.go.id"),
        ("situs=b.go.id", 0, "b.go.id"),
        ("situs=c.go.id", 1, "belum memuat c.go.id"),
        ("surel=dummymail://", 0, "a.go.id"),
        ("surel=smtp+tls://x:y@z:587", 1, "Ubah EMAIL_URL"),
    ],
)
def test_an_option_that_what_is_set_would_not_follow_is_refused(
    tmp_path: Path, pilihan: str, keluar: int, kata: str
) -> None:
    (tmp_path / "binaan.env").write_text("ALLOWED_HOSTS=a.go.id,b.go.id\nEMAIL_URL=dummymail://\n")
    hasil = run(tmp_path, f"{pilihan}\npilih_situs\necho $situs")
    assert (hasil.returncode, kata in hasil.stdout + hasil.stderr) == (keluar, True)


def test_a_first_installation_asks_for_the_name(tmp_path: Path) -> None:
    assert run(tmp_path, "pilih_situs").returncode == 1
    assert run(tmp_path, "situs=a.go.id surel=smtp://z\npilih_situs").returncode == 0


def test_a_key_that_is_not_the_certificates_is_not_laid(tmp_path: Path) -> None:
    """Else nginx goes on until the machine starts anew, and does not start then."""
    for nama in ("a", "b"):
        perintah = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={nama}"
        perintah += f" -keyout {tmp_path}/{nama}.key -out {tmp_path}/{nama}.pem"
        subprocess.run(perintah.split(), capture_output=True, check=True)
    for kunci, keluar in (("b.key", 1), ("tidak-ada.key", 1), ("a.key", 0)):
        hasil = run(tmp_path, f"sertifikat=$AKAR/a.pem kunci=$AKAR/{kunci}\nsiapkan_tls")
        assert (hasil.returncode, (tmp_path / "kunci.pem").exists()) == (keluar, keluar == 0)


PUTUS = "layanan() { case $1 in restart) exit 9 ;; esac; }\nnaikkan"


def broken_off(map_: Path) -> tuple[str, str, bool]:
    """A change from `lama` to `baru` that ends before the services start anew."""
    for nama in ("lebih-lama", "lama", "baru"):
        (map_ / "releases" / nama).mkdir(parents=True)
    (map_ / "current").symlink_to("releases/lama")
    (map_ / "sebelum").write_text("lebih-lama\n")
    assert run(map_, PUTUS).returncode == 9
    return state(map_)


def state(map_: Path) -> tuple[str, str, bool]:
    """The current release, the one before, and whether a change is under way."""
    return (map_ / "current").readlink().name, (map_ / "sebelum").read_text().strip(), (map_ / "beralih").exists()


@pytest.mark.parametrize(
    ("lagi", "keluar", "akhir"),
    [
        ("naikkan", 0, ("baru", "lama", False)),
        ("sakit=baru\nnaikkan", 1, ("lama", "lebih-lama", False)),
        ("rilis_baru=lama\nnaikkan", 0, ("lama", "lebih-lama", False)),
        ("kembali", 0, ("lama", "baru", False)),
    ],
    ids=["again", "again, not ready", "the old tree", "back"],
)
def test_a_change_that_was_broken_off_is_finished_or_taken_back(
    tmp_path: Path, lagi: str, keluar: int, akhir: tuple[str, str, bool]
) -> None:
    assert broken_off(tmp_path) == ("baru", "lebih-lama", True)
    hasil = run(tmp_path, lagi)
    assert "layanan restart binaan-web.service binaan-pekerja.service" in hasil.stdout
    assert (hasil.returncode, state(tmp_path)) == (keluar, akhir)
