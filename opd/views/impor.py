"""Placeholder until the page is written."""

from django.http import Http404


def daftar(request, **kwargs):
    raise Http404


def templat(request, **kwargs):
    raise Http404


def pratinjau(request, **kwargs):
    raise Http404


def terapkan(request, **kwargs):
    raise Http404


def kesalahan(request, **kwargs):
    raise Http404


def asli(request, **kwargs):
    raise Http404


def unggah(request, **kwargs):
    raise Http404
