"""Official papers: the letterhead of an OPD, and every edition that went out with a code to check it by."""

from __future__ import annotations

from hashlib import sha256
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models.dasar import valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, OpenQuerySet, Reader, names
from desa.validators import validate_nomor_surat
from opd.enums import JenisCetakan
from opd.models.opd import Opd

HURUF_KODE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits of a code: none is taken for another (0 and O, 1 and I and L, U and V)."""
PANJANG_KODE = 16
"""78 bits: nobody comes upon one by trying."""
KODE_SALAH = "Kode naskah terdiri atas 16 huruf dan angka."
TANPA_ALAMAT = "Tulis alamat kantor, misalnya Jalan Pattimura Nomor 1."


class KopSurat(DeclaredModel):
    """What stands under an OPD's name on its papers, and its logo: a re-encoded PNG or JPEG, never an upload as it came."""

    OPEN = names("id opd alamat kota kode_pos telepon_kantor pos_el laman logo")

    opd = models.OneToOneField(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="kop_surat")
    alamat = models.CharField("alamat kantor", max_length=200, error_messages={"blank": TANPA_ALAMAT})
    kota = models.CharField("kota", max_length=60, default="Ambon")
    kode_pos = models.CharField(
        "kode pos",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{5}$", "Kode pos terdiri atas 5 angka.")],
    )
    telepon_kantor = models.CharField("telepon kantor", max_length=40, blank=True)
    pos_el = models.EmailField("pos-el kantor", max_length=100, blank=True)
    laman = models.CharField("laman", max_length=100, blank=True)
    logo = models.FileField("logo", upload_to="kop/", blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "kop surat"
        constraints = [
            CheckConstraint(
                condition=~Q(alamat=""), name="%(app_label)s_%(class)s_alamat", violation_error_message=TANPA_ALAMAT
            )
        ]

    def __str__(self) -> str:
        return f"Kop surat {self.opd}"


def sealed_hash(sha: str, nomor_surat: str) -> str:
    """The hash of an edition: its content's, and where it has a number the hash of "content's hash, line end, number"."""
    return sha256(f"{sha}\n{nomor_surat}".encode()).hexdigest() if nomor_surat else sha


class CetakanQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        """Every signed-in role: papers hold nothing that the pages do not show to all of them."""
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().none()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().none()

    def published(self) -> Self:
        """For who holds a paper in hand: what it is, never what it says."""
        return self.scoped().defer("isi")

    def of(self, jenis: str, kunci: str) -> Self:
        """The editions of one paper, newest first."""
        return self.filter(jenis=jenis, kunci=kunci).order_by("-nomor")


class Cetakan(DeclaredModel):
    """One edition of a paper that cannot change any more: what it is, its content and hash, the code that leads to both.

    The same paper with the same content and number is the same edition; other content, or another number, is the next one and
    supersedes it. Within a year a number under an OPD's letterhead is of one paper: the first of its editions with the number
    holds it in `pemakai_nomor`, those after it do not. `sha256` is of the content, with its number where it has one
    (`sealed_hash`). A verified report keeps its text itself (`LaporanTriwulan.isi_beku`), so `isi` is empty there and the
    content's hash is the report's.

    Kept for ever: `isi` is written from OPEN fields alone (a test looks for the personal ones in every paper's), so the only
    people it names are officials who acted in office; who signs, with a NIP, stands on the paper and is not stored.
    """

    OPEN = names("id kode jenis kunci nomor nomor_surat pemakai_nomor judul per sha256 isi terbit_pada")

    kode = models.CharField(
        "kode",
        max_length=PANJANG_KODE,
        unique=True,
        validators=[RegexValidator(rf"^[{HURUF_KODE}]{{16}}$", KODE_SALAH)],
    )
    jenis = models.CharField("jenis", max_length=20, choices=JenisCetakan)
    kunci = models.CharField("tentang", max_length=80)
    nomor = models.PositiveSmallIntegerField("terbitan ke")
    nomor_surat = models.CharField("nomor surat", max_length=80, blank=True, validators=[validate_nomor_surat])
    pemakai_nomor = models.CharField("pemakai nomor surat", max_length=110, null=True, blank=True)
    judul = models.CharField("judul", max_length=300)
    per = models.DateField("keadaan per")
    sha256 = models.CharField("SHA-256 isi", max_length=64)
    isi = models.TextField("isi", blank=True)
    terbit_pada = models.DateTimeField("terbit pada")

    objects = CetakanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "naskah cetak"
        ordering = ["-terbit_pada", "-id"]
        constraints = [
            valid_choice("jenis", JenisCetakan),
            CheckConstraint(
                condition=Q(nomor__gte=1) & ~Q(sha256=""),
                name="%(app_label)s_%(class)s_terbitan",
                violation_error_message="Naskah cetak harus bernomor terbitan dan bersidik jari.",
            ),
            UniqueConstraint(
                fields=["jenis", "kunci", "nomor"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Terbitan naskah ini baru saja dibuat orang lain. Cetak sekali lagi.",
            ),
            UniqueConstraint(
                fields=["pemakai_nomor"],
                name="%(app_label)s_%(class)s_nomor_surat",
                violation_error_message="Nomor surat ini baru saja dipakai naskah lain. Tulis nomor yang lain.",
            ),
        ]

    def __str__(self) -> str:
        return self.judul
