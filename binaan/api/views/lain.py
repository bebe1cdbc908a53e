"""Addresses that lead nowhere."""

from typing import Any

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from binaan.api.dasar import Sumber


class TidakAda(Sumber):
    """An address below /api/ that no resource has: a JSON answer, for whoever shows a token."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise exceptions.NotFound
