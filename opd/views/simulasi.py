"""A trial of the next SK: ranked villages with a proposed OPD. Nothing is stored; the address holds every choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.ambang import TABEL_SIMULASI
from opd.forms.simulasi import FormSimulasi
from opd.impor.draf import draf_lampiran
from opd.permissions_simulasi import can_simulate
from opd.rekap.bahan_simulasi import Bahan, OpdRingkas, read_bahan, read_ukuran
from opd.rekap.kriteria import DesaRingkas, Kriteria, Ukuran
from opd.rekap.pasangan_opd import Pasangan, pair
from opd.rekap.simulasi import HasilSimulasi, simulate
from opd.views.halaman import send_file


@dataclass(frozen=True)
class Simulasi:
    """What a form that is right leads to."""

    hasil: HasilSimulasi
    pasangan: tuple[Pasangan, ...]
    keluar: tuple[tuple[str, int], ...]


def _read(request: HttpRequest, hari: date) -> tuple[FormSimulasi, Bahan, Any, dict[Kriteria, Ukuran]]:
    """The form, what it chooses from, and every village with every criterion. Six queries."""
    if not can_simulate(request.user, on=hari):
        raise PermissionDenied(
            "Simulasi SK terbuka bagi verifikator, pimpinan, dan admin sistem, karena daftarnya belum keputusan."
        )
    bahan = read_bahan(request.user, on=hari)
    form = FormSimulasi(request.GET, bahan=bahan)
    form.is_valid()
    populasi, ukuran = read_ukuran(request.user, bahan, vintase=form.vintase, on=hari)
    return form, bahan, populasi, ukuran


def _candidates(
    form: FormSimulasi, bahan: Bahan, populasi: tuple[DesaRingkas, ...]
) -> tuple[list[DesaRingkas], list[int], tuple[tuple[str, int], ...]]:
    """The villages that take part, those that percent-ranks are taken among, and who was left out for which reason."""
    d, binaan = form.cleaned_data, {t.desa_id for t in bahan.tugas}
    di = [x for x in populasi if d["kelurahan"] or not x.kelurahan]
    ikut = [x for x in di if x.kode_kab not in d["tanpa"]]
    calon = [x for x in ikut if d["binaan"] or x.pk not in binaan]
    keluar = (
        ("kelurahan", len(populasi) - len(di)),
        ("kabupaten/kota yang dikeluarkan", len(di) - len(ikut)),
        ("sudah didampingi", len(ikut) - len(calon)),
    )
    return calon, [x.pk for x in di], tuple((sebab, n) for sebab, n in keluar if n)


def _simulate(request: HttpRequest, form: FormSimulasi, bahan: Bahan, populasi: Any, ukuran: Any) -> Simulasi:
    calon, di, keluar = _candidates(form, bahan, populasi)
    hasil = simulate(ukuran, form.bobot, calon=calon, di=di, banyak=form.cleaned_data["banyak"])
    pasangan = pair(request.user, bahan, hasil.terpilih, ukuran, opd=form.agencies())
    return Simulasi(hasil, pasangan, keluar)


@require_safe
def hitung(request: HttpRequest) -> HttpResponse:
    """The choices, and the ranked villages they lead to; a choice that cannot be read leads to none (422)."""
    hari = hari_ini()
    form, bahan, populasi, ukuran = _read(request, hari)
    desa = [x.pk for x in populasi if not x.kelurahan]
    isi: dict[str, Any] = {
        "form": form,
        "bobot": [(k, bidang, ukuran[k], ukuran[k].diketahui(desa)) for k, bidang in form.weights()],
        "desa": len(desa),
        "hari": hari,
        "ambang": TABEL_SIMULASI,
    }
    if form.is_valid():
        s = _simulate(request, form, bahan, populasi, ukuran)
        isi |= {"s": s, "ikut": len(form.agencies()), "bertugas": _answering(bahan, populasi)}
        isi |= {"kueri": form.data.urlencode(), "dipakai": list(form.bobot.items())}
    return render(request, "simulasi/hitung.html", isi, status=422 if form.errors else 200)


def _answering(bahan: Bahan, populasi: tuple[DesaRingkas, ...]) -> list[tuple[OpdRingkas, DesaRingkas, str]]:
    """Who answers for which village today, by OPD."""
    opd, desa = {o.pk: o for o in bahan.opd}, {x.pk: x for x in populasi}
    ada = [(opd[t.opd_id], desa[t.desa_id], t.nomor_sk) for t in bahan.tugas if t.opd_id in opd and t.desa_id in desa]
    return sorted(ada, key=lambda b: (b[0].nama, b[1].kode))


@require_safe
def draf(request: HttpRequest) -> HttpResponse:
    """The draft annex as a workbook; choices that cannot be read show the page with the error instead."""
    hari = hari_ini()
    form, bahan, populasi, ukuran = _read(request, hari)
    if not form.is_valid():
        return hitung(request)
    s = _simulate(request, form, bahan, populasi, ukuran)
    bobot = ", ".join(f"{k.label} {n}" for k, n in form.bobot.items())
    cara = f"Bobot: {bobot}. Indeks: {form.vintase or 'belum ada'}. Alamat simulasi: /simulasi/?{form.data.urlencode()}"
    isi = draf_lampiran(s.pasangan, s.hasil.cadangan, geseran=s.hasil.geseran, cara=cara, on=hari)
    return send_file(isi, f"DRAF-lampiran-simulasi-{hari:%Y-%m-%d}.xlsx")
