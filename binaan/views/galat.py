"""What an unknown address answers, and a page that broke or could not be served."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from binaan.operasi.kata_gangguan import told
from binaan.views.publik import DIBUKA, missing

UMUM = (*DIBUKA, "/etalase/", "/periksa/")
"""Below these everything is for everybody: what is missing there tells of no page behind the sign-in."""
KODE = "Bila berulang, beri tahu admin sistem dengan kode"
GANGGUAN_API = "Permintaan ini gagal karena kesalahan di pihak kami. Coba lagi, lalu laporkan bila berulang dengan kode"


@login_not_required
def tidak_ditemukan(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 page; a stranger is sent to the sign-in page, as from every other address; below a public page all read its own."""
    pengguna, dibaca = getattr(request, "user", None), request.method in ("GET", "HEAD")
    if dibaca and request.path.startswith(UMUM):
        return missing(request)
    if dibaca and pengguna is not None and not pengguna.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "404.html", status=404)


@login_not_required
def gangguan(request: HttpRequest) -> HttpResponse:
    """The 500 page: a short code that leads to the log, no trace. It asks nobody, so it shows with the database away.

    503 when the database is away or too slow, 507 when a disk is full: that is said in words, and passes.
    """
    p = getattr(request, "permintaan", None)
    g, kode = told(sys.exc_info()[1]), p.kode if p else ""
    jawaban: HttpResponse
    if request.path.startswith("/api/"):
        jawaban = JsonResponse({"kode": g.kata, "pesan": f"{GANGGUAN_API} {kode}"}, status=g.status)
    else:
        try:
            jawaban = HttpResponse(render_to_string("500.html", {"kode": kode, "g": g}), status=g.status)
        except Exception:  # without its style sheets, as in the middle of an upgrade
            isi = f"{g.judul}. {g.lanjut} {KODE} {kode}\n"
            jawaban = HttpResponse(isi, status=g.status, content_type="text/plain; charset=utf-8")
    if g.tunggu_detik:
        jawaban["Retry-After"] = str(g.tunggu_detik)
    return jawaban
