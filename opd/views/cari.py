"""Placeholder until the page is written."""

from django.http import Http404


def cari(request, **kwargs):
    raise Http404
