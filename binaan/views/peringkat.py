"""The ranking of OPDs: its table, why an OPD stands where it stands, the rows behind each input, and other weights tried out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binaan.ekspor import PERINGKAT, trial_list
from binaan.enums import Komponen
from binaan.models import MasaKoreksi, Sanggahan
from binaan.pekerjaan import ask_ranking, can_recompute
from binaan.peringkat.hak import can_draft_bobot, can_freeze, can_object, can_open_draft
from binaan.peringkat.hasil import inputs_of, opd_input, rows_of, weights_of
from binaan.peringkat.jelas import card_of, draw_waterfall, levers, movement, nearest_above, waterfall
from binaan.peringkat.masukan import masukan_of
from binaan.peringkat.rincian import component_rows
from binaan.peringkat.saringan import CobaBobot, SaringPeringkat
from binaan.peringkat.skor import rank_all, results_json
from binaan.peringkat.tangan import nobody_left
from binaan.peringkat.tindakan_beku import freezable_from, refusal_to_freeze, without_weights
from binaan.peringkat.tindakan_sanggah import objection_deadline, refusal_to_object
from desa.waktu import hari_ini, tanggal_wit
from opd.ambang import TABEL_PERINGKAT
from opd.models import Opd
from opd.views.pekerjaan import follow
from opd.views.unduh import export

PENGUNGKIT = 5
"""How many levers a card names."""
MALAM_TERLEWAT = 1
"""A draft last looked at more days ago than these was missed by the nightly run."""


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The table of one sheet with ranks, intervals and groups, and what may be done with it."""
    user, hari = request.user, hari_ini()
    saring = SaringPeringkat(request.GET, user=user)
    lembar = saring.terbaca
    if lembar and (berkas := export(request, PERINGKAT, saring.apply(), saring)) is not None:
        return berkas
    isi: dict[str, Any] = {"saring": saring, "lembar": lembar, "boleh_susun": can_draft_bobot(user, on=hari)}
    isi["boleh_hitung"] = can_recompute(user, on=hari)
    if lembar:
        isi |= {
            "baris": saring.apply(),
            "kueri": request.GET.urlencode(),
            "ambang": TABEL_PERINGKAT,
            "sekda": can_freeze(user, on=hari),
            **(_frozen(request, lembar) if lembar.beku else _draft(request, lembar)),
        }
    return render(request, "peringkat/daftar.html", isi, status=400 if saring.errors else 200)


def _frozen(request: HttpRequest, lembar: Any) -> dict[str, Any]:
    """What belongs to a frozen version: its objections and how long they may come."""
    beku = lembar.beku
    sanggahan = Sanggahan.objects.visible_to(request.user).filter(peringkat=beku.pk).select_related("opd", "jawaban")
    bernama = [(s, lembar.named(s.opd)) for s in sanggahan]
    return {"batas_sanggah": objection_deadline(beku), "sanggahan": bernama, "hari": hari_ini()}


def _draft(request: HttpRequest, lembar: Any) -> dict[str, Any]:
    """What has to happen before this draft can be frozen."""
    user, hari = request.user, hari_ini()
    masa = MasaKoreksi.objects.visible_to(user).filter(tahun=lembar.tahun).first()
    if lembar.draf.sanggahan_id:
        return {"masa": masa, "tolak": nobody_left(lembar.tahun, on=hari)}
    tolak = refusal_to_freeze(lembar.tahun, lembar.draf, masa, on=hari) or nobody_left(lembar.tahun, on=hari)
    buka = can_open_draft(user, on=hari) and masa is None and not lembar.percobaan and hari.year > lembar.tahun
    return {
        "masa": masa,
        "mulai_beku": freezable_from(masa) if masa else None,
        "tolak": tolak,
        "boleh_buka": buka,
        "percobaan": without_weights(lembar.tahun) if lembar.percobaan else "",
    }


@require_POST
def hitung(request: HttpRequest) -> HttpResponse:
    """Have the drafts computed again in the background."""
    try:
        return follow(request, ask_ranking(by=request.user, at=timezone.now()))
    except ValidationError as galat:
        messages.error(request, " ".join(galat.messages))
        return redirect("peringkat:daftar")


@require_safe
def kartu(request: HttpRequest, opd: str) -> HttpResponse:
    """The Kartu Keadilan of an OPD: its start, what counted, what did not apply, why this score, what would lift it."""
    user = request.user
    saring = SaringPeringkat(request.GET, user=user, masukan=True, satu=True)
    lembar = saring.terbaca
    baris, masukan = (lembar.find(opd), opd_input(lembar, opd)) if lembar else (None, None)
    if lembar is None or baris is None or masukan is None:
        raise Http404
    butir = weights_of(lembar)
    langkah = waterfall(butir, masukan, baris.skor) if baris.skor is not None else ()
    isi = {
        "saring": saring,
        "lembar": lembar,
        "b": baris,
        "masukan": masukan,
        "kartu": [card_of(butir, t) for t in masukan.tugas],
        "langkah": langkah,
        "gambar": draw_waterfall(langkah, judul=f"Poin {baris.nama} per komponen") if langkah else "",
        "pengungkit": levers(masukan, langkah, lembar, baris)[:PENGUNGKIT],
        "di_atas": nearest_above(lembar, baris),
        **(_objection(request, lembar, opd) if lembar.beku else _next_steps(request, lembar)),
    }
    return render(request, "peringkat/opd.html", isi)


def _next_steps(request: HttpRequest, lembar: Any) -> dict[str, Any]:
    """When a draft is computed again, and what it waits for."""
    hari, draf = hari_ini(), lembar.draf
    masa = MasaKoreksi.objects.visible_to(request.user).filter(tahun=lembar.tahun).first()
    tunggu = "" if draf.sanggahan_id else refusal_to_freeze(lembar.tahun, draf, masa, on=hari)
    return {"tunggu": tunggu, "malam_terlewat": (hari - tanggal_wit(draf.diperiksa_pada)).days > MALAM_TERLEWAT}


def _objection(request: HttpRequest, lembar: Any, slug: str) -> dict[str, Any]:
    """Whether the reader may object for this OPD, and until when."""
    user, hari = request.user, hari_ini()
    opd = Opd.objects.visible_to(user).select_related("dilebur_ke").filter(slug=slug).first()
    boleh = opd is not None and can_object(user, opd, on=hari)
    tolak = refusal_to_object(lembar.beku, opd, on=hari) if opd is not None and boleh else ""
    return {"boleh_sanggah": boleh, "tolak_sanggah": tolak, "batas_sanggah": objection_deadline(lembar.beku)}


@require_safe
def rincian(request: HttpRequest, opd: str, komponen: str) -> HttpResponse:
    """The rows behind one component of an OPD; they add up to what its card says."""
    user = request.user
    saring = SaringPeringkat(request.GET, user=user, masukan=True, satu=True)
    lembar = saring.terbaca
    baris, masukan = (lembar.find(opd), opd_input(lembar, opd)) if lembar else (None, None)
    if lembar is None or baris is None or masukan is None or komponen not in Komponen.values:
        raise Http404
    k = Komponen(komponen)
    butir = [b for b in weights_of(lembar) if b.komponen == k]
    isi = {
        "saring": saring,
        "lembar": lembar,
        "b": baris,
        "k": k,
        "butir": butir[0] if butir else None,
        "kelompok": component_rows(user, masukan, k),
    }
    return render(request, "peringkat/rincian.html", isi)


@require_safe
def coba(request: HttpRequest) -> HttpResponse:
    """The same sheet with other weights. Nothing is stored; the address holds them."""
    saring = SaringPeringkat(request.GET, user=request.user, masukan=True, satu=True)
    lembar = saring.terbaca
    if lembar is None:
        return render(request, "peringkat/coba.html", {"lembar": None})
    masukan = masukan_of(inputs_of(lembar))
    form = CobaBobot(request.GET, butir=masukan.butir)
    isi: dict[str, Any] = {"lembar": lembar, "form": form, "saring": saring}
    if form.is_valid():
        dicoba = masukan.reweigh(form.tried(form.cleaned_data))
        hasil = rows_of({"tabel": results_json(rank_all(dicoba)), "selang": {}})
        lama = {b.slug: b.peringkat for b in lembar.baris}
        isi["baris"] = baris = [(b, lembar.find(b.slug), movement(lama, b.slug, b.peringkat)) for b in hasil]
        if (berkas := export(request, trial_list(masukan.butir, dicoba.butir), baris, saring)) is not None:
            return berkas
        isi["kueri"] = request.GET.urlencode()
    return render(request, "peringkat/coba.html", isi, status=422 if form.errors else 200)
