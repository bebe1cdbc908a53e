"""What an unknown address answers, and a page that broke."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

GANGGUAN = "Terjadi gangguan pada aplikasi. Tunggu satu menit, lalu muat ulang; bila berulang, beri tahu admin sistem dengan kode"
GANGGUAN_API = "Permintaan ini gagal karena kesalahan di pihak kami. Coba lagi, lalu laporkan bila berulang dengan kode"


@login_not_required
def tidak_ditemukan(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 page; a stranger is sent to the sign-in page, as from every other address."""
    pengguna = getattr(request, "user", None)
    if pengguna is not None and not pengguna.is_authenticated and request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return render(request, "404.html", status=404)


@login_not_required
def gangguan(request: HttpRequest) -> HttpResponse:
    """The 500 page: a short code that leads to the log, no trace. It asks nobody, so it shows with the database away."""
    p = getattr(request, "permintaan", None)
    kode = p.kode if p else ""
    if request.path.startswith("/api/"):
        return JsonResponse({"kode": "rusak", "pesan": f"{GANGGUAN_API} {kode}"}, status=500)
    try:
        return HttpResponse(render_to_string("500.html", {"kode": kode}), status=500)
    except Exception:  # without its style sheets, as in the middle of an upgrade
        return HttpResponse(f"{GANGGUAN} {kode}\n", status=500, content_type="text/plain; charset=utf-8")
