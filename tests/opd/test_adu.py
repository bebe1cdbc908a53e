"""Two people at one paper in the same moment, with two real threads and connections: exactly one wins, the other is told
who did what and when.

Seen red: `move` filtering on the primary key alone, together with a `locked_naskah` that does not compare versions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from desa.models import Catatan
from opd.actions.naskah import approve_naskah, locked_naskah, return_naskah, submit, touch, verify, withdraw_naskah
from opd.enums import KelompokVerifikasi, Peran, StatusNaskah
from opd.models import Delegasi, LangkahNaskah, Pengguna
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG

Tindakan = Callable[[Any, Pengguna], Any]


def _setujui(n: Any, by: Pengguna) -> None:
    approve_naskah(n, versi=1, by=by, at=SEKARANG)


def _kembalikan(n: Any, by: Pengguna) -> None:
    return_naskah(n, versi=1, alasan="Lengkapi.", by=by, at=SEKARANG)


def _tarik(n: Any, by: Pengguna) -> None:
    withdraw_naskah(n, versi=1, by=by, at=SEKARANG)


@transaction.atomic
def _sunting(n: Any, by: Pengguna) -> None:
    touch(n, versi=1, by=by, at=SEKARANG)


def _tarik_lalu_sunting(n: Any, by: Pengguna) -> None:
    """Take it back and write on: what was submitted is not what the head has read any more."""
    withdraw_naskah(n, versi=1, by=by, at=SEKARANG)
    with transaction.atomic():
        touch(n, versi=2, by=by, at=SEKARANG)


@transaction.atomic
def _ajukan(n: Any, by: Pengguna) -> None:
    submit(locked_naskah(n, versi=1), by=by, at=SEKARANG, kelompok=KelompokVerifikasi.PEMBERDAYAAN)


@transaction.atomic
def _verifikasi(n: Any, by: Pengguna) -> None:
    beku = {"isi_beku": "{}", "sha256": "0" * 64} if n._meta.model_name == "laporantriwulan" else {}
    verify(locked_naskah(n, versi=1), by=by, at=SEKARANG, kolom=beku)


RONDE = 6
"""How often each pair is let loose in every run; script/drill lets it loose two hundred times."""
DIAJUKAN, DISETUJUI, DRAF = StatusNaskah.DIAJUKAN, StatusNaskah.DISETUJUI, StatusNaskah.DRAF
ADU: dict[str, tuple[StatusNaskah, tuple[str, Tindakan], tuple[str, Tindakan]]] = {
    "dua penyetuju": (DIAJUKAN, ("kepala", _setujui), ("wakil", _setujui)),
    "satu orang menekan dua kali": (DIAJUKAN, ("kepala", _setujui), ("kepala", _setujui)),
    "setujui dan kembalikan": (DIAJUKAN, ("kepala", _setujui), ("wakil", _kembalikan)),
    "setujui dan tarik": (DIAJUKAN, ("kepala", _setujui), ("operator", _tarik)),
    "setujui dan sunting": (DIAJUKAN, ("kepala", _setujui), ("operator", _tarik_lalu_sunting)),
    "ajukan dan sunting": (DRAF, ("operator", _ajukan), ("wakil", _sunting)),
    "dua penyunting": (DRAF, ("operator", _sunting), ("wakil", _sunting)),
    "verifikasi dan kembalikan": (DISETUJUI, ("verifikator", _verifikasi), ("verifikator_lain", _kembalikan)),
    "dua verifikator": (DISETUJUI, ("verifikator", _verifikasi), ("verifikator_lain", _verifikasi)),
}
"""Each pair starts from the same version of a paper in that state."""


def _orang() -> dict[str, Pengguna]:
    """One OPD with head, delegate and operator, and two verifikator."""
    opd = pabrik.buat_opd()
    orang = {n: pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd) for n in ("operator", "penulis", "wakil")}
    orang["kepala"] = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=opd)
    orang |= {n: pabrik.buat_pengguna(Peran.VERIFIKATOR) for n in ("verifikator", "verifikator_lain")}
    hari = SEKARANG.date()
    isi = {"opd": opd, "jabatan": orang["kepala"].jabatan.get(), "penerima": orang["wakil"], "alasan": "uji"}
    isi |= {"mulai": hari, "selesai": hari + timedelta(days=3), "dicatat_pada": SEKARANG, "dicatat_oleh": "uji"}
    Delegasi.objects.create(**isi)
    return orang


def race(naskah: Any, pasangan: tuple[tuple[Pengguna, Tindakan], ...]) -> list[tuple[Pengguna, str]]:
    """Let all press at once; each with "" or the sentence of the refusal."""
    hasil: list[tuple[Pengguna, str]] = []
    siap = threading.Barrier(len(pasangan))

    def tekan(by: Pengguna, tindakan: Tindakan) -> None:
        salinan = type(naskah).objects.select_related("penugasan__opd").get(pk=naskah.pk)
        siap.wait()
        try:
            tindakan(salinan, by)
            hasil.append((by, ""))
        except ValidationError as galat:
            hasil.append((by, galat.messages[0]))
        finally:
            connection.close()

    utas = [threading.Thread(target=tekan, args=p) for p in pasangan]
    for u in utas:
        u.start()
    for u in utas:
        u.join()
    return hasil


def rounds(nama: str, banyak: int) -> None:
    """`banyak` papers, plans and reports in turn, each fought over once."""
    orang = _orang()
    status, *lawan = ADU[nama]
    pasangan = tuple((orang[siapa], tindakan) for siapa, tindakan in lawan)
    meja = pabrik_naskah.Meja(orang["penulis"], pabrik.buat_pengguna(), pabrik.buat_pengguna())
    opd = orang["kepala"].jabatan.get().opd
    for n in range(banyak):
        buat = pabrik_naskah.buat_laporan if n % 2 else pabrik_naskah.buat_rencana
        naskah = buat(pabrik.buat_penugasan(opd=opd), status=status, meja=meja)
        hasil = race(naskah, pasangan)
        [pemenang] = [by for by, kalimat in hasil if not kalimat]
        [kalimat] = [kalimat for _, kalimat in hasil if kalimat]
        sebutan = "Laporan triwulan" if n % 2 else "Rencana aksi"
        assert kalimat.startswith(f"{sebutan} ini ")
        assert f"oleh {pemenang.nama} pada 20 Juli 2026 09.00 WIT" in kalimat
        _one_deed(naskah, dict(pasangan)[pemenang])


def _one_deed(naskah: Any, tindakan: Tindakan) -> None:
    """The version and the traces are those of the winner's deed alone."""
    kini = type(naskah).objects.get(pk=naskah.pk)
    milik = {"laporan" if naskah._meta.model_name == "laporantriwulan" else "rencana": naskah.pk}
    bergerak = 0 if tindakan is _sunting else 1
    assert kini.versi == (3 if tindakan is _tarik_lalu_sunting else 2)
    assert LangkahNaskah.objects.filter(**milik).count() == bergerak
    assert Catatan.objects.about(naskah).count() == bergerak


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("nama", ADU)
def test_of_two_at_once_one_wins_and_the_other_is_told(nama):
    rounds(nama, RONDE)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("nama", ADU)
def test_of_two_at_once_one_wins_two_hundred_times(nama):
    rounds(nama, 200)
