"""What the top floor stores: frozen results about the whole province, and what somebody wants to see of them."""

from binaan.models.dampak import HasilDampak
from binaan.models.kolom import PilihanKolom

__all__ = ["HasilDampak", "PilihanKolom"]
