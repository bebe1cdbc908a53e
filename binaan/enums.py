"""Closed lists of words of the top floor."""

from django.db.models import TextChoices


class Putusan(TextChoices):
    """What a comparison of assisted with similar villages allows to say."""

    BELUM = "belum", "Belum dapat disimpulkan"
    SETARA = "setara", "Tidak tampak perbedaan"
    LEBIH_BAIK = "lebih_baik", "Membaik lebih banyak"
    LEBIH_BURUK = "lebih_buruk", "Membaik lebih sedikit"
