"""Placeholder until the page is written."""

from django.http import Http404


def pilih(request, **kwargs):
    raise Http404


def isi(request, **kwargs):
    raise Http404
