"""What an unknown address answers."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def tidak_ditemukan(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 page; a stranger is sent to the sign-in page, as from every other address."""
    pengguna = getattr(request, "user", None)
    if pengguna is not None and not pengguna.is_authenticated and request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return render(request, "404.html", status=404)
