"""Placeholder until the page is written."""

from django.http import Http404


def masuk(request, **kwargs):
    raise Http404


def keluar(request, **kwargs):
    raise Http404


def kata_sandi(request, **kwargs):
    raise Http404
