"""One sign-in per role, with a password made for this database and kept in a file beside it."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from opd.contoh.dunia import Dunia
from opd.enums import Peran, StatusJabatan
from opd.models import Jabatan, Pengguna, PeranPengguna

KATA = ("pala", "cengkih", "sagu", "kenari", "kopra", "tenun", "madu", "cakalang", "rumput", "ombak", "teluk", "nusa")
OPD_CONTOH = "diskop-ukm"
"""The OPD whose head and operator sign in; OPD_PLT is the second one that this head leads as Plt."""
OPD_PLT = "disperindag"
OPD_LAIN = "dpmd"
"""Another OPD whose head and operator sign in, so that the boundary between two OPDs can be tried."""


@dataclass(frozen=True)
class Akun:
    """An account of the sample: name, what it shows, and the role (a Jabatan for heads) with its OPD."""

    username: str
    nama: str
    peran: Peran
    opd: str = ""


AKUN = (
    Akun("contoh.admin", "CONTOH Admin Sistem", Peran.ADMIN_SISTEM),
    Akun("contoh.sekda", "CONTOH Sekretaris Daerah", Peran.PIMPINAN, "setda"),
    Akun("contoh.asisten", "CONTOH Asisten Perekonomian", Peran.PIMPINAN),
    Akun("contoh.bappeda", "CONTOH Verifikator Bappeda", Peran.VERIFIKATOR),
    Akun("contoh.kepala", "CONTOH Kepala Dinas Koperasi", Peran.KEPALA_OPD, OPD_CONTOH),
    Akun("contoh.operator", "CONTOH Operator Dinas Koperasi", Peran.OPERATOR_OPD, OPD_CONTOH),
    Akun("contoh.kepala.dpmd", "CONTOH Kepala Dinas PMD", Peran.KEPALA_OPD, OPD_LAIN),
    Akun("contoh.operator.dpmd", "CONTOH Operator Dinas PMD", Peran.OPERATOR_OPD, OPD_LAIN),
    Akun("contoh.pembaca", "CONTOH Pembaca DPRD", Peran.PEMBACA),
)


def buat_akun(dunia: Dunia, sandi: str) -> None:
    """Open the accounts with their roles from the start of the sample SK on."""
    hash_sandi = make_password(sandi)
    for isi in AKUN:
        surel = f"{isi.username}@contoh.invalid"  # a name that no mail server can reach
        akun = Pengguna(username=isi.username, nama=isi.nama, surel=surel, password=hash_sandi)
        akun.save(force_insert=True)
        dunia.akun[isi.username] = akun
        if isi.peran == Peran.KEPALA_OPD:
            continue
        opd = dunia.opd[isi.opd] if isi.peran == Peran.OPERATOR_OPD else None
        PeranPengguna.objects.create(pengguna=akun, peran=isi.peran, opd=opd, mulai=dunia.sejak)


def buat_jabatan(dunia: Dunia) -> None:
    """A head for each unit but two; the sample's head is also Plt. of a second unit, and one head had a Plh."""
    kosong = {"biro-hukum", OPD_PLT}
    kepala = {a.opd: dunia.akun[a.username] for a in AKUN if a.peran == Peran.KEPALA_OPD}
    baris = []
    for slug, opd in sorted(dunia.opd.items()):
        akun = dunia.akun["contoh.sekda"] if slug == "setda" else kepala.get(slug)
        if slug in kosong:
            continue
        pemegang = akun.nama if akun else f"CONTOH Pejabat {opd.singkatan}"
        mulai = dunia.sejak if slug == "setda" else dunia.mulai
        baris.append(_jabatan(dunia, slug, pemegang, StatusJabatan.DEFINITIF, pengguna=akun, mulai=mulai))
    plt = dunia.akun["contoh.kepala"]
    baris.append(_jabatan(dunia, OPD_PLT, plt.nama, StatusJabatan.PLT, pengguna=plt, mulai=dunia.lalu(140)))
    baris.append(
        _jabatan(
            dunia, "distan", "CONTOH Pelaksana Harian", StatusJabatan.PLH, mulai=dunia.lalu(75), selesai=dunia.lalu(54)
        )
    )
    Jabatan.objects.bulk_create(baris)


def _jabatan(dunia: Dunia, slug: str, pemegang: str, status: StatusJabatan, **isi: object) -> Jabatan:
    opd = dunia.opd[slug]
    sebutan = {"setda": "Sekretaris Daerah", "setwan": "Sekretaris DPRD", "itda": "Inspektur"}
    nama = sebutan.get(slug) or ("Direktur " if opd.jenis == "rumah_sakit" else "Kepala ") + opd.nama
    return Jabatan(opd=opd, nama_jabatan=nama, pemegang=pemegang, status=status, sumber="data contoh", **isi)


def sandi_baru() -> str:
    """A password that can be read aloud and typed on a phone."""
    return f"{secrets.choice(KATA)}-{secrets.choice(KATA)}-{secrets.choice(KATA)}-{secrets.randbelow(9000) + 1000}"


def simpan_sandi(berkas: Path, sandi: str) -> None:
    """Keep the password for `--tampilkan`, readable by the owner of the file alone."""
    berkas.parent.mkdir(parents=True, exist_ok=True)
    berkas.write_text(json.dumps({"sandi": sandi}), encoding="utf-8")
    berkas.chmod(0o600)


def kartu_akun(berkas: Path) -> list[str]:
    """The lines that tell a person how to sign in."""
    if not berkas.exists():
        return [f"Kata sandi akun contoh tidak ditemukan ({berkas.name}). Buat ulang basis data contoh."]
    sandi = json.loads(berkas.read_text(encoding="utf-8"))["sandi"]
    baris = [f"  {a.username:<21} {a.peran.label:<13} {a.nama}" for a in AKUN]
    return ["Akun contoh (kata sandi sama untuk semua):", *baris, f"  Kata sandi: {sandi}"]
