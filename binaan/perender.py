"""How a field becomes HTML: the boxes that forms are made of, written at once.

Django reads two templates for each box and two more for each choice of a select, which was half the time of a page with
a form. What is written is the same to the letter (tests/binaan/test_perender.py); a widget that is not named here goes
through its template as before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as aman

Widget = Mapping[str, Any]


class Perender(DjangoTemplates):
    """Django's own renderer, with a shorter way for the common widgets."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        tulis = TULIS.get(template_name)
        return super().render(template_name, context, request) if tulis is None else tulis(context["widget"])


def _attributes(w: Widget) -> str:
    isi = ((n, v) for n, v in w["attrs"].items() if v is not False)
    return "".join(f" {aman(n)}" if v is True else f' {aman(n)}="{aman(v)}"' for n, v in isi)


def _input(w: Widget) -> str:
    nilai = "" if w["value"] is None else f' value="{aman(w["value"])}"'
    return f'<input type="{aman(w["type"])}" name="{aman(w["name"])}"{nilai}{_attributes(w)}>'


def _textarea(w: Widget) -> str:
    return f'<textarea name="{aman(w["name"])}"{_attributes(w)}>\n{aman(w["value"]) if w["value"] else ""}</textarea>'


def _option(w: Widget) -> str:
    return f'<option value="{aman(w["value"])}"{_attributes(w)}>{aman(w["label"])}</option>\n'


def _select(w: Widget) -> str:
    isi = [f'<select name="{aman(w["name"])}"{_attributes(w)}>']
    for kelompok, pilihan, _ in w["optgroups"]:
        isi += [f'\n  <optgroup label="{aman(kelompok)}">'] if kelompok else []
        isi += [f"\n  {_option(p)}" for p in pilihan]
        isi += ["\n  </optgroup>"] if kelompok else []
    return "".join([*isi, "\n</select>"])


MASUKAN = (
    "checkbox", "color", "date", "datetime", "email", "file", "hidden", "number", "password", "search", "tel", "text",
    "time", "url",
)  # fmt: skip
TULIS: dict[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{nama}.html": _input for nama in MASUKAN},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
