"""Which year or quarter a paper is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms


class PilihMasa(forms.Form):
    """One of the offered spans; nonsense is the newest."""

    masa = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, pilihan: Sequence[str]) -> None:
        super().__init__(data)
        self.pilihan = pilihan
        self.fields["masa"].choices = [(p, p) for p in pilihan]  # type: ignore[attr-defined]

    @property
    def terpilih(self) -> str:
        return (self.cleaned_data["masa"] if self.is_valid() else "") or self.pilihan[0]
