"""Did assisted villages improve more than comparable ones? The stored answer, and the villages behind its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binaan.dampak import gambar, kalimat
from binaan.dampak.daftar import rows_of
from binaan.dampak.hasil import DesaDihitung, Kelompok, mean, members_of, tanda
from binaan.dampak.saringan import SaringDampak
from binaan.ekspor import impact_list
from binaan.enums import Putusan
from binaan.pekerjaan import ask_impact, can_recompute
from desa.models import Desa
from desa.waktu import hari_ini
from opd.ambang import DAMPAK_DESA, TABEL_DAMPAK
from opd.konteks import is_sample
from opd.views.halaman import paged
from opd.views.pekerjaan import follow
from opd.views.unduh import export

PER_HALAMAN = 50
WARNA = {Putusan.BELUM: "netral", Putusan.SETARA: "netral", Putusan.LEBIH_BAIK: "baik", Putusan.LEBIH_BURUK: "buruk"}


@require_safe
def ringkas(request: HttpRequest) -> HttpResponse:
    """The sentence, the estimates, the series, the checks, and what data is still needed."""
    saring = SaringDampak(request.GET, user=request.user)
    simpanan, k = saring.simpanan, saring.kelompok
    konteks: dict[str, Any] = {"saring": saring, "simpanan": simpanan, "hasil": saring.baca, "k": k}
    konteks["boleh_hitung"] = can_recompute(request.user, on=hari_ini())
    if simpanan and saring.baca:
        konteks |= {
            "bukan_terbaru": simpanan.pk != saring.daftar[0].pk,
            "lama": [h for h in saring.daftar if h.pk != simpanan.pk],
            "pilihan_kelompok": len(saring.baca.kelompok) > 1,
            "kebutuhan": kalimat.needs(saring.baca),
            "berikut": kalimat.next_decree(),
            "tersedikit": DAMPAK_DESA.nilai,
            "ambang": TABEL_DAMPAK,
            **_conclusion(k),
            **(_pictures(k, simpanan.pk) if k else {}),
        }
    return render(request, "dampak/ringkas.html", konteks)


def _conclusion(k: Kelompok | None) -> dict[str, Any]:
    """The sentence on top, and the reasons if nothing can be concluded."""
    return {
        "kalimat": kalimat.headline(k, contoh=is_sample()),
        "alasan": kalimat.reasons(k) if not k or k.putusan == Putusan.BELUM else [],
        "tetap": kalimat.TETAP,
        "warna": WARNA[k.putusan] if k else "netral",
    }


def _pictures(k: Kelompok, pk: int) -> dict[str, Any]:
    """The drawings of a group and the address of its villages."""
    judul = f"Selisih dengan desa sebanding, {k.indeks} {k.dasar} sampai {k.akhir}"
    deret = [
        (u.nama, gambar.deret(f"{u.nama}, rata-rata per tahun", k.deret[u.kunci], dasar=k.dasar, tempat=k.tempat))
        for u in k.ukuran
    ]
    return {
        "gambar": gambar.selang(judul, k.ukuran, tempat=k.tempat) if k.dihitung else "",
        "deret": deret,
        "catatan": kalimat.caution(k),
        "tautan": urlencode({"hasil": pk, "mulai": k.tahun_mulai}),
    }


@require_POST
def hitung(request: HttpRequest) -> HttpResponse:
    """Have it computed again in the background."""
    return follow(request, ask_impact(by=request.user, at=timezone.now()))


@require_safe
def desa(request: HttpRequest) -> HttpResponse:
    """The villages of a group, assisted ones first; the foot holds the means that the summary shows."""
    saring = SaringDampak(request.GET, user=request.user, rinci=True)
    simpanan, k = saring.simpanan, saring.kelompok
    konteks: dict[str, Any] = {"saring": saring, "simpanan": simpanan, "k": k}
    if simpanan and k:
        ukuran = saring.isi["ukuran"] or "nilai"
        nama = next((u.nama for u in k.ukuran if u.kunci == ukuran), k.indeks)
        tahun, semua = members_of(simpanan, k, saring.isi["golongan"] or "", ukuran)
        baris = partial(rows_of, semua, Desa.objects.visible_to(request.user), tahun, k.tempat)
        if (berkas := export(request, impact_list(k, nama, tahun), baris, saring)) is not None:
            return berkas
        konteks |= {"nama_ukuran": nama, **_villages(request, k, tahun, semua)}
    return render(request, "dampak/desa.html", konteks)


def _villages(request: HttpRequest, k: Kelompok, tahun: Sequence[int], semua: Sequence[DesaDihitung]) -> dict[str, Any]:
    """A page of them, and the means of all."""
    halaman, sisa = paged(request, semua, per=PER_HALAMAN)
    return {
        "tahun": tahun,
        "baris": rows_of(halaman.object_list, Desa.objects.visible_to(request.user), tahun, k.tempat),
        "kaki": [(t, mean(d.nilai[n] for d in semua)) for n, t in enumerate(tahun)],
        "kaki_ubah": tanda(mean(d.ubah for d in semua), k.tempat),
        "jumlah": len(semua),
        "halaman": halaman,
        "kueri": sisa,
    }
