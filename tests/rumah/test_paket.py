"""What is installed is what was locked, and of every package it is known why it is here and under which licence.

Seen red: a pin raised without script/kunci, a hash taken out, a package of the tests' lock at another version, an index
named in a lock, a reason removed, a licence out of LISENSI_BOLEH, an edge of the SBOM to a package that is not in it.
"""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from django.core.management import call_command

from binaan.operasi.paket import LISENSI_RODA, LisensiTidakDikenal, licence_of, locked, packages

pytestmark = pytest.mark.sekali
AKAR = Path(__file__).parents[2]
DEPLOY = AKAR / "binaan" / "deploy"
PIN = re.compile(r"([A-Za-z0-9-]+)(?:\[[a-z-]+\])?==(\S+) +# (\S.+)")


def pins(nama: str) -> dict[str, str]:
    """{package: version} of a list whose every line is a pin with its reason."""
    baris = [b for b in (AKAR / nama).read_text().splitlines() if b and not b.startswith(("#", "-r "))]
    cocok = [PIN.fullmatch(b) for b in baris]
    assert [b for b, c in zip(baris, cocok, strict=True) if c is None] == []
    return {c[1].lower(): c[2] for c in cocok if c}


def kunci(nama: str):
    return locked((DEPLOY / f"{nama}.lock").read_text())


@pytest.mark.parametrize("nama", ["requirements", "requirements-dev"])
def test_every_pin_is_locked_and_nothing_asks_for_what_is_no_pin(nama):
    diminta = {p: k.versi for p, k in kunci(nama).items() if f"-r {nama}.txt" in k.oleh}
    assert diminta == pins(f"{nama}.txt")


@pytest.mark.parametrize("nama", ["requirements", "requirements-dev"])
def test_every_line_of_a_lock_has_hashes_and_no_place_to_take_it_from(nama):
    teks = (DEPLOY / f"{nama}.lock").read_text()
    assert [p for p, k in kunci(nama).items() if not k.sidik] == []
    assert sum(len(k.sidik) for k in kunci(nama).values()) == teks.count("--hash=")
    lain = [b for b in teks.splitlines() if not re.match(r"[a-z0-9-]+==\S|    --hash=sha256:[0-9a-f]{64}|    # ", b)]
    assert lain == []
    assert "//" not in teks


def test_tests_run_with_what_is_installed_in_production():
    uji = kunci("requirements-dev")
    beda = {p: k.versi for p, k in kunci("requirements").items() if (uji[p].versi, uji[p].sidik) != (k.versi, k.sidik)}
    assert beda == {}


def test_the_table_of_packages_is_what_the_command_says():
    keluaran = StringIO()
    call_command("daftar_paket", stdout=keluaran)
    assert (DEPLOY / "PAKET.md").read_text() == keluaran.getvalue(), "jalankan script/kunci"


def test_sbom_is_valid_cyclonedx_and_reaches_every_package():
    keluaran = StringIO()
    call_command("daftar_paket", sbom=True, stdout=keluaran)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(keluaran.getvalue()) is None
    isi = json.loads(keluaran.getvalue())
    perlu = {d["ref"]: d["dependsOn"] for d in isi["dependencies"]}
    tercapai, jalan = set(), ["binaan-maluku"]
    while jalan:
        ref = jalan.pop()
        tercapai.add(ref)
        jalan += [r for r in perlu[ref] if r not in tercapai]
    assert tercapai - {"binaan-maluku"} == {c["bom-ref"] for c in isi["components"]}
    assert len(isi["components"]) == len(packages(AKAR))


@pytest.mark.parametrize(
    ("metadata", "lisensi"),
    [
        ([("License-Expression", "MIT")], "MIT"),
        ([("License-Expression", "GPL-3.0-only OR BSD-3-Clause")], "GPL-3.0-only OR BSD-3-Clause"),
        (
            [("License", "PSFL"), ("Classifier", "License :: OSI Approved :: Python Software Foundation License")],
            "PSF-2.0",
        ),
        ([("License", "Copyright (c) 2001"), ("Classifier", "License :: OSI Approved :: BSD License")], "BSD"),
    ],
)
def test_licence_is_read_from_what_a_package_says(metadata, lisensi):
    assert licence_of("baru", metadata) == lisensi


@pytest.mark.parametrize(
    "metadata",
    [
        [],
        [("License", "AGPL-3.0-only")],
        [("License-Expression", "MIT AND SSPL-1.0")],
        [("License-Expression", "AGPL-3.0-only"), ("Classifier", "License :: OSI Approved :: MIT License")],
        [("Classifier", "License :: Other/Proprietary License")],
    ],
)
def test_licence_that_nobody_looked_at_is_refused(metadata):
    with pytest.raises(LisensiTidakDikenal, match=r"^Lisensi baru belum diperiksa: .+\.$"):
        licence_of("baru", metadata)


def test_wheels_taken_knowingly_are_still_here():
    assert set(LISENSI_RODA) <= set(kunci("requirements"))
