"""What a list was narrowed by: in words for who reads the file, in codes for the audit row."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from desa.angka import format_tanggal


def told_filters(form: forms.Form) -> list[tuple[str, str]]:
    """(label, value in words) of every filter that says something, a list's default choice too."""
    if not form.is_valid():
        return [("Saringan", "tidak dikenali")]
    pasang = ((nama, bidang, form.cleaned_data.get(nama)) for nama, bidang in form.fields.items())
    hasil = ((str(bidang.label or nama), _word(bidang, nilai)) for nama, bidang, nilai in pasang)
    return [(label, kata) for label, kata in hasil if kata]


def _word(bidang: forms.Field, nilai: Any) -> str:
    if isinstance(bidang, forms.ChoiceField):
        return str(dict(bidang.choices).get(nilai or "", nilai or ""))  # type: ignore[arg-type]
    if isinstance(nilai, bool):
        return "ya" if nilai else ""
    if isinstance(nilai, date):
        return format_tanggal(nilai)
    return "" if nilai is None else str(nilai)


def coded_filters(form: forms.Form) -> str:
    """The same for the audit row: choices, days and identifiers as they are, and of what was typed that it was."""
    if not form.is_valid():
        return "tidak dikenali"
    terisi = {n: form.cleaned_data.get(n) for n in form.fields if form.cleaned_data.get(n)}
    return "; ".join(f"{nama}={_code(form.fields[nama], nilai)}" for nama, nilai in terisi.items())


def _code(bidang: forms.Field, nilai: Any) -> str:
    if isinstance(bidang, forms.ChoiceField) or isinstance(nilai, (bool, int, UUID)):
        return str(nilai)
    return nilai.isoformat() if isinstance(nilai, date) else "(diketik)"
