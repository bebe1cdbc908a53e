"""Which year or quarter a paper is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms


class PilihMasa(forms.Form):
    """One of the offered spans, the newest unless one is asked for; what is not offered is refused in words (`tolak`)."""

    masa = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, pilihan: Sequence[str]) -> None:
        self.diminta = str(data.get("masa") or data.get("tahun") or "")[:20]
        super().__init__({"masa": self.diminta})
        self.pilihan = pilihan
        self.fields["masa"].choices = [(p, p) for p in pilihan]  # type: ignore[attr-defined]

    @property
    def tolak(self) -> str:
        """Why there is no such paper, or ""."""
        if not self.diminta or self.is_valid():
            return ""
        return f"Naskah ini tidak ada untuk “{self.diminta}”. Yang ada: {', '.join(self.pilihan)}."

    @property
    def terpilih(self) -> str:
        return (self.cleaned_data["masa"] if self.is_valid() else "") or self.pilihan[0]
