"""Placeholder until the page is written."""

from django.http import Http404


def berkas(request, **kwargs):
    raise Http404
