"""Placeholder until the page is written."""

from django.http import Http404


def daftar(request, **kwargs):
    raise Http404


def baru(request, **kwargs):
    raise Http404


def detail(request, **kwargs):
    raise Http404


def koreksi(request, **kwargs):
    raise Http404


def batalkan(request, **kwargs):
    raise Http404


def foto(request, **kwargs):
    raise Http404
