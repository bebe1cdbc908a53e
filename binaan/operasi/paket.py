"""What the application is built of: every package of the lock, its licence, who needs it, and the SBOM made of that.

Versions and needs are read from `binaan/deploy/requirements.lock`, reasons from `requirements.txt`, licences from what the
installed packages say of themselves. Packages that the lock keeps for other systems (Windows) are not installed and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

KUNCI = Path("binaan/deploy/requirements.lock")
LANGSUNG = Path("requirements.txt")
_PIN = re.compile(r"([a-z0-9-]+)==(\S+)(?: ; (.+))? \\\n")
_ALASAN = re.compile(r"^([A-Za-z0-9-]+)\S*==(\S+)\s+# (.+)$", re.MULTILINE)

LISENSI_BOLEH = frozenset(
    "0BSD Apache-2.0 BSD BSD-2-Clause BSD-3-Clause CC0-1.0 LGPL-3.0-only MIT MIT-0 MIT-CMU OFL-1.1 PSF-2.0 Zlib".split()
)
"""What asks nothing of whoever runs the application and lets it be handed on; OFL-1.1, that a font is not sold by itself.
"BSD" is what says no more of itself.
"""
LISENSI_RODA = {"pillow-heif": "BSD-3-Clause AND LGPL-3.0-only AND GPL-2.0-only"}
"""Wheels whose own list of what they carry asks more than their metadata says, taken knowingly: running it asks nothing;
who hands the wheel itself on (a folder of wheels) owes the sources of x265, which its list names.
"""
_SEBUTAN = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
}


class LisensiTidakDikenal(ValueError):
    """A package whose licence nobody has looked at."""


@dataclass(frozen=True)
class Paket:
    nama: str
    versi: str
    lisensi: str
    alasan: str
    """Why it is pinned; empty for one that others brought along."""
    untuk: tuple[str, ...]
    """Names of the packages that need it."""


def licence_of(nama: str, metadata: Iterable[tuple[str, str]]) -> str:
    """The licence as an SPDX expression, or "BSD". Raises LisensiTidakDikenal for any that is not in LISENSI_BOLEH."""
    if nama in LISENSI_RODA:
        return LISENSI_RODA[nama]
    baris = list(metadata)
    tulis = {k: v for k, v in baris if k in ("License-Expression", "License")}
    golongan = [v.rpartition(" :: ")[2] for k, v in baris if k == "Classifier" and v.startswith("License ::")]
    calon = [tulis.get("License-Expression", ""), tulis.get("License", ""), *(_SEBUTAN.get(g, g) for g in golongan)]
    for sebutan in calon:
        if sebutan and _allowed(sebutan):
            return sebutan
        if sebutan == tulis.get("License-Expression"):
            break
    raise LisensiTidakDikenal(
        f"Lisensi {nama} belum diperiksa: {' · '.join(c[:60] for c in calon if c) or 'tidak tertulis'}."
    )


def _allowed(sebutan: str) -> bool:
    """Whether each part that must be kept offers one licence that may be."""
    return all(LISENSI_BOLEH & set(bagian.strip("() ").split(" OR ")) for bagian in sebutan.split(" AND "))


@dataclass(frozen=True)
class Dikunci:
    versi: str
    hanya: str
    """The marker of the systems it is for; empty for all."""
    oleh: tuple[str, ...]
    """Packages and lists ("-r requirements.txt") that ask for it."""
    sidik: tuple[str, ...]


def locked(teks: str) -> dict[str, Dikunci]:
    """Every package of a lock by its name."""
    hasil = {}
    for bagian in re.split(r"^(?=[a-z0-9])", teks, flags=re.MULTILINE)[1:]:
        pin = _PIN.match(bagian)
        if pin is None:
            raise ValueError(f"Baris kunci ini tidak terbaca: {bagian.splitlines()[0]}")
        sidik = tuple(re.findall(r"^    --hash=sha256:([0-9a-f]{64})(?: \\)?$", bagian, re.MULTILINE))
        oleh = tuple(re.findall(r"^    # (?:via |  )(\S.*)$", bagian, re.MULTILINE))
        hasil[pin[1]] = Dikunci(pin[2], pin[3] or "", oleh, sidik)
    return hasil


def packages(akar: Path) -> list[Paket]:
    """Every package of the lock under `akar` that is installed here. Raises LisensiTidakDikenal, or LookupError for one
    that is missing or of another version than locked.
    """
    alasan = {n.lower(): a for n, _, a in _ALASAN.findall((akar / LANGSUNG).read_text())}
    hasil = []
    for nama, kunci in locked((akar / KUNCI).read_text()).items():
        try:
            terpasang = distribution(nama)
        except PackageNotFoundError as galat:
            if kunci.hanya:
                continue
            raise LookupError(f"Paket {nama} {kunci.versi} tidak terpasang.") from galat
        if terpasang.version != kunci.versi:
            raise LookupError(f"Paket {nama} terpasang versi {terpasang.version}, dikunci versi {kunci.versi}.")
        untuk = tuple(o for o in kunci.oleh if not o.startswith("-"))
        lisensi = licence_of(nama, terpasang.metadata.items())
        hasil.append(Paket(nama, kunci.versi, lisensi, alasan.get(nama, ""), untuk))
    return hasil


def table(daftar: Iterable[Paket]) -> str:
    """The packages as a table in Markdown: ours with their reason, the others with who brought them."""
    baris = [
        f"| {p.nama} | {p.versi} | {p.lisensi} | {p.alasan or 'brought by ' + ', '.join(p.untuk)} |" for p in daftar
    ]
    return "\n".join(["| Package | Version | Licence | Why |", "|---|---|---|---|", *baris, ""])


def sbom(daftar: Iterable[Paket]) -> dict[str, object]:
    """The packages as a CycloneDX 1.6 document, the same for the same packages. Hashes of their files stand in the lock."""
    daftar = list(daftar)
    url = {p.nama: f"pkg:pypi/{p.nama}@{p.versi}" for p in daftar}
    aplikasi = {"type": "application", "bom-ref": "binaan-maluku", "name": "binaan-maluku"}
    bagian = [
        {
            "type": "library",
            "bom-ref": url[p.nama],
            "name": p.nama,
            "version": p.versi,
            "purl": url[p.nama],
            "licenses": [{"license": {"name": "BSD"}}] if p.lisensi == "BSD" else [{"expression": p.lisensi}],
        }
        for p in daftar
    ]
    perlu = [{"ref": "binaan-maluku", "dependsOn": [url[p.nama] for p in daftar if p.alasan]}]
    perlu += [{"ref": url[p.nama], "dependsOn": [url[b.nama] for b in daftar if p.nama in b.untuk]} for p in daftar]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": aplikasi},
        "components": bagian,
        "dependencies": perlu,
    }
