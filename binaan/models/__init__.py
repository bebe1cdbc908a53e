"""What the top floor stores: frozen results about the whole province, what was decided on them, what somebody wants to see,
who reads from outside, and what is kept of counting."""

from binaan.models.aplikasi import Aplikasi, TokenAplikasi
from binaan.models.bobot import Bobot
from binaan.models.dampak import HasilDampak
from binaan.models.hitungan import HitunganDesa
from binaan.models.kolom import PilihanKolom
from binaan.models.peringkat import HitunganPeringkat, MasaKoreksi, Peringkat
from binaan.models.petik import ButirPetik, HasilPetik, UjiPetik
from binaan.models.putusan import EvaluasiTahunan, Penghargaan, Sanggahan

__all__ = [
    "Aplikasi",
    "Bobot",
    "ButirPetik",
    "EvaluasiTahunan",
    "HasilDampak",
    "HasilPetik",
    "HitunganDesa",
    "HitunganPeringkat",
    "MasaKoreksi",
    "Penghargaan",
    "Peringkat",
    "PilihanKolom",
    "Sanggahan",
    "TokenAplikasi",
    "UjiPetik",
]
