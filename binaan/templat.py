"""Django's templates, which let go of what a page was made from as soon as it is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends import django as dasar
from django.template.context import make_context
from django.utils.safestring import SafeString


class Templat(dasar.Template):
    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        """As Django's. A context holds itself, and so the rows of its page until memory is looked through: it is emptied."""
        isi = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(isi)
        except TemplateDoesNotExist as galat:
            dasar.reraise(galat, self.backend)
        finally:
            isi.dicts.clear()


class Templates(dasar.DjangoTemplates):
    def get_template(self, template_name: str) -> Templat:
        try:
            return Templat(self.engine.get_template(template_name), self)
        except TemplateDoesNotExist as galat:
            dasar.reraise(galat, self)
