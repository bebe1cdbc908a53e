"""What a visit leaves behind: the answers of its checklist, and what is to be done by when."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models import Umkm
from desa.models.dasar import reasoned, together, valid_choice
from desa.scoped import DeclaredModel, names
from opd.enums import ButirPeriksa, JawabanButir
from opd.models.arahan import orang
from opd.models.kegiatan import BagianKunjunganQuerySet, Kunjungan

TANPA_ISI = "Tulis apa yang ditindaklanjuti, bersama jatuh temponya."


class JawabanPeriksa(DeclaredModel):
    """One answered item of a visit's checklist. A visit has all items of the list it was asked, or none."""

    OPEN = names("id kunjungan butir jawaban keterangan")

    kunjungan = models.ForeignKey(Kunjungan, verbose_name="kunjungan", on_delete=models.PROTECT, related_name="periksa")
    butir = models.CharField("butir", max_length=20, choices=ButirPeriksa)
    jawaban = models.CharField("jawaban", max_length=20, choices=JawabanButir)
    keterangan = models.CharField("keterangan", max_length=200, blank=True)

    objects = BagianKunjunganQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "daftar periksa"
        ordering = ["id"]
        constraints = [
            valid_choice("butir", ButirPeriksa),
            valid_choice("jawaban", JawabanButir),
            UniqueConstraint(
                fields=["kunjungan", "butir"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Butir ini sudah dijawab untuk kunjungan itu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_butir_display()}: {self.get_jawaban_display()}"


class TindakLanjutKunjunganQuerySet(BagianKunjunganQuerySet):
    def in_force(self) -> Self:
        """Of visits that count; a correction of the visit has rows of its own."""
        return self.filter(kunjungan__pengganti__isnull=True, kunjungan__batal=False)

    def unfinished(self) -> Self:
        """Still to be done."""
        return self.in_force().filter(selesai_pada__isnull=True)


class TindakLanjutKunjungan(DeclaredModel):
    """What is to be done after a visit, for one enterprise or for the village, by when, and what became of it.

    `kunci` stays when the visit is corrected, so that its page and its task stay too. `selesai_kunjungan` is the later
    visit that said it is done; without it, it was said on its own page.
    """

    OPEN = names("id kunci kunjungan umkm isi jatuh_tempo selesai_pada selesai_oleh hasil selesai_kunjungan")

    kunci = models.UUIDField("pengenal tindak lanjut", default=uuid.uuid4, editable=False)
    kunjungan = models.ForeignKey(Kunjungan, verbose_name="kunjungan", on_delete=models.PROTECT, related_name="tindak")
    umkm = models.ForeignKey(
        Umkm, verbose_name="UMKM", null=True, blank=True, on_delete=models.PROTECT, related_name="tindak"
    )
    isi = models.CharField("tindak lanjut", max_length=500, error_messages={"blank": TANPA_ISI})
    jatuh_tempo = models.DateField("jatuh tempo")
    selesai_pada = models.DateTimeField("selesai pada", null=True, blank=True)
    selesai_oleh = orang("dinyatakan selesai oleh", kosong=True)
    hasil = models.CharField("hasil", max_length=1000, blank=True)
    selesai_kunjungan = models.ForeignKey(
        Kunjungan,
        verbose_name="dinyatakan selesai pada kunjungan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="menyelesaikan",
    )

    objects = TindakLanjutKunjunganQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "tindak lanjut kunjungan"
        ordering = ["jatuh_tempo", "id"]
        constraints = [
            CheckConstraint(
                condition=~Q(isi=""),
                name="%(app_label)s_%(class)s_isi",
                violation_error_message=TANPA_ISI,
            ),
            together(
                "selesai_pada",
                "selesai_oleh",
                name="selesai",
                pesan="Waktu selesai dan siapa yang menyatakannya harus lengkap.",
            ),
            reasoned("selesai_pada", "hasil", name="hasil", pesan="Tindak lanjut selesai tepat bila hasilnya ditulis."),
            CheckConstraint(
                condition=Q(selesai_kunjungan__isnull=True) | Q(selesai_pada__isnull=False),
                name="%(app_label)s_%(class)s_lewat",
                violation_error_message="Kunjungan yang menyatakan selesai hanya ada pada tindak lanjut yang selesai.",
            ),
            UniqueConstraint(
                fields=["kunjungan", "umkm"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="UMKM ini sudah mempunyai tindak lanjut pada kunjungan itu.",
            ),
            UniqueConstraint(
                fields=["kunjungan"],
                condition=Q(umkm__isnull=True),
                name="%(app_label)s_%(class)s_desa",
                violation_error_message="Kunjungan ini sudah mempunyai tindak lanjut untuk desa.",
            ),
        ]
        indexes = [models.Index(fields=["kunci"], name="opd_tindakkunjungan_kunci")]

    def __str__(self) -> str:
        return self.isi
