"""What the top floor stores: frozen results about the whole province."""

from binaan.models.dampak import HasilDampak

__all__ = ["HasilDampak"]
