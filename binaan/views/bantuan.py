"""Placeholder until the page is written."""

from django.http import Http404


def daftar(request, **kwargs):
    raise Http404


def peran(request, **kwargs):
    raise Http404
