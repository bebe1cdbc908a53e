"""Places: kabupaten/kota, kecamatan, desa, who to call there, and how to reach them.

Codes are Kemendagri's (Kepmendagri 300.2.2-2138/2025 as amended by 300.2.2-2430/2025); BPS codes differ and stand apart.
"""

from __future__ import annotations

import uuid
from typing import Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q, QuerySet

from desa.enums import SEBUTAN_KEPALA, JabatanKontak, JenisDesa, JenisKabupaten, Sinyal
from desa.models.dasar import FAKTA_OPEN, Fakta, FaktaQuerySet, fakta_constraints, period_order, together, valid_choice
from desa.sandi import seal, unseal
from desa.scoped import DeclaredModel, GuardedQuerySet, OpenQuerySet, Reader, names

TITIK_LENGKAP = "Isi lintang dan bujur bersama-sama, atau kosongkan keduanya."


class Wilayah(DeclaredModel):
    """What kabupaten, kecamatan and desa share. The point marks the area, not its houses."""

    nama = models.CharField("nama", max_length=120)
    lintang = models.DecimalField("lintang", max_digits=9, decimal_places=6, null=True, blank=True)
    bujur = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True, blank=True)
    sumber_titik = models.CharField("sumber titik", max_length=200, blank=True)
    sumber = models.CharField("sumber", max_length=300)
    berlaku_mulai = models.DateField("berlaku mulai", null=True, blank=True)
    berlaku_selesai = models.DateField("berlaku sampai", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["kode"]

    def __str__(self) -> str:
        return self.nama


WILAYAH_OPEN = names("id kode nama lintang bujur sumber_titik sumber berlaku_mulai berlaku_selesai")
WILAYAH_CONSTRAINTS = [
    together("lintang", "bujur", name="titik", pesan=TITIK_LENGKAP),
    period_order("berlaku_mulai", "berlaku_selesai"),
]


class Kabupaten(Wilayah):
    """One of the 11 kabupaten/kota of Maluku."""

    OPEN = WILAYAH_OPEN | names("kode_bps jenis")

    kode = models.CharField(
        "kode Kemendagri", max_length=5, unique=True, validators=[RegexValidator(r"^\d{2}\.\d{2}$")]
    )
    kode_bps = models.CharField("kode BPS", max_length=4, blank=True)
    jenis = models.CharField("jenis", max_length=20, choices=JenisKabupaten)

    class Meta(Wilayah.Meta):
        verbose_name = verbose_name_plural = "kabupaten/kota"
        constraints = [*WILAYAH_CONSTRAINTS, valid_choice("jenis", JenisKabupaten)]

    @property
    def nama_singkat(self) -> str:
        """ "Kab. Seram Bagian Timur" or "Kota Tual"."""
        return f"Kab. {self.nama}" if self.jenis == JenisKabupaten.KABUPATEN else f"Kota {self.nama}"


class Kecamatan(Wilayah):
    """A district of a kabupaten/kota."""

    OPEN = WILAYAH_OPEN | names("kabupaten")

    kode = models.CharField(
        "kode Kemendagri", max_length=8, unique=True, validators=[RegexValidator(r"^\d{2}\.\d{2}\.\d{2}$")]
    )
    kabupaten = models.ForeignKey(
        Kabupaten, verbose_name="kabupaten/kota", on_delete=models.PROTECT, related_name="kecamatan"
    )

    class Meta(Wilayah.Meta):
        verbose_name = verbose_name_plural = "kecamatan"
        constraints = WILAYAH_CONSTRAINTS


class DesaQuerySet(OpenQuerySet):
    def with_place(self) -> Self:
        """With kecamatan and kabupaten loaded, as every label of a village needs them."""
        return self.select_related("kecamatan__kabupaten")


class Desa(Wilayah):
    """A village or kelurahan. Names repeat in Maluku, so `nama_lengkap` always says where it lies."""

    OPEN = WILAYAH_OPEN | names("kecamatan kode_bps jenis sebutan_kepala_lain")

    kode = models.CharField(
        "kode Kemendagri", max_length=13, unique=True, validators=[RegexValidator(r"^\d{2}\.\d{2}\.\d{2}\.[123]\d{3}$")]
    )
    kecamatan = models.ForeignKey(Kecamatan, verbose_name="kecamatan", on_delete=models.PROTECT, related_name="desa")
    kode_bps = models.CharField("kode BPS", max_length=10, blank=True)
    jenis = models.CharField("jenis", max_length=30, choices=JenisDesa, default=JenisDesa.DESA)
    sebutan_kepala_lain = models.CharField(
        "sebutan kepala setempat",
        max_length=60,
        blank=True,
        help_text="Isi hanya bila berbeda dari sebutan umum jenisnya.",
    )

    objects = DesaQuerySet.as_manager()

    class Meta(Wilayah.Meta):
        verbose_name = verbose_name_plural = "desa"
        constraints = [*WILAYAH_CONSTRAINTS, valid_choice("jenis", JenisDesa)]

    def __str__(self) -> str:
        return self.nama_lengkap

    @property
    def nama_lengkap(self) -> str:
        """ "Waru, Kec. Teluk Waru, Kab. Seram Bagian Timur"."""
        return f"{self.nama}, Kec. {self.kecamatan.nama}, {self.kecamatan.kabupaten.nama_singkat}"

    @property
    def nama_setempat(self) -> str:
        """ "Negeri Uraur": the name with its local kind."""
        return f"{self.get_jenis_display()} {self.nama}"

    @property
    def sebutan_kepala(self) -> str:
        """The local title of the village head."""
        return self.sebutan_kepala_lain or SEBUTAN_KEPALA[JenisDesa(self.jenis)]

    @property
    def berindeks(self) -> bool:
        """Kelurahan carry no village index: their indices are "tidak berlaku"."""
        return self.jenis != JenisDesa.KELURAHAN


class KondisiDesaQuerySet(FaktaQuerySet):
    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(desa__in=user.managed_desa())

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(desa__in=user.personal_desa())


class KondisiDesa(Fakta):
    """How a village is reached and connected on a day; coverage goes backwards as well as forwards."""

    OPEN = FAKTA_OPEN | names("desa tanggal sinyal listrik_jam moda jam_tempuh biaya_rp sumber")

    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="kondisi")
    tanggal = models.DateField("tanggal keadaan")
    sinyal = models.CharField("sinyal", max_length=20, choices=Sinyal)
    listrik_jam = models.PositiveSmallIntegerField("listrik (jam per hari)", null=True, blank=True)
    moda = models.CharField("moda dari ibu kota kabupaten", max_length=200, blank=True)
    jam_tempuh = models.DecimalField(
        "lama tempuh (jam)", max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    biaya_rp = models.PositiveBigIntegerField("biaya sekali jalan (Rp)", null=True, blank=True)
    sumber = models.CharField("sumber", max_length=300)

    objects = KondisiDesaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "kondisi desa"
        ordering = ["-tanggal", "-id"]
        constraints = fakta_constraints(
            valid_choice("sinyal", Sinyal),
            CheckConstraint(
                condition=Q(listrik_jam__isnull=True) | Q(listrik_jam__lte=24),
                name="%(app_label)s_%(class)s_listrik_jam",
                violation_error_message="Listrik per hari paling banyak 24 jam.",
            ),
        )

    def __str__(self) -> str:
        return f"Kondisi desa {self.desa_id} per {self.tanggal}"


class KontakQuerySet(GuardedQuerySet):
    def _of(self, desa: QuerySet[Desa]) -> Self:
        return self.filter(Q(desa__in=desa) | Q(kecamatan__in=desa.order_by().values("kecamatan")))

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped()._of(user.managed_desa())._tanpa_personal()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped()._of(user.personal_desa())


class Kontak(DeclaredModel):
    """A person to call: the camat of a kecamatan, or the head or a companion of a village. The phone is encrypted."""

    OPEN = names("id uuid desa kecamatan jabatan nama mulai selesai sumber")
    PERSONAL = names("telepon_sandi")
    SEALED = {"telepon_sandi": "kontak.telepon"}

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    desa = models.ForeignKey(
        Desa, verbose_name="desa", null=True, blank=True, on_delete=models.PROTECT, related_name="kontak"
    )
    kecamatan = models.ForeignKey(
        Kecamatan, verbose_name="kecamatan", null=True, blank=True, on_delete=models.PROTECT, related_name="kontak"
    )
    jabatan = models.CharField("jabatan", max_length=30, choices=JabatanKontak)
    nama = models.CharField("nama", max_length=120)
    telepon_sandi = models.TextField("telepon (tersandi)", blank=True, editable=False)
    mulai = models.DateField("sejak", null=True, blank=True)
    selesai = models.DateField("sampai", null=True, blank=True)
    sumber = models.CharField("sumber", max_length=300, blank=True)

    objects = KontakQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "kontak"
        ordering = ["jabatan", "-mulai", "id"]
        constraints = [
            valid_choice("jabatan", JabatanKontak),
            period_order(),
            CheckConstraint(
                condition=(Q(jabatan="camat") & Q(kecamatan__isnull=False) & Q(desa__isnull=True))
                | (~Q(jabatan="camat") & Q(desa__isnull=False) & Q(kecamatan__isnull=True)),
                name="%(app_label)s_%(class)s_tempat",
                violation_error_message="Camat dicatat pada kecamatan, kontak lain pada desa. Isi salah satunya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_jabatan_display()} {self.nama}"

    @property
    def telepon(self) -> str:
        """The phone number in the clear; only on rows from `personal_for`."""
        return unseal(self.telepon_sandi, konteks=f"kontak.telepon:{self.uuid}")

    @telepon.setter
    def telepon(self, nilai: str) -> None:
        self.telepon_sandi = seal(nilai, konteks=f"kontak.telepon:{self.uuid}")


class DaftarPrioritas(DeclaredModel):
    """A named list of villages that come first, with its basis: for instance the 14 desa tertinggal of May 2023."""

    OPEN = names("id nama dasar tanggal sumber catatan desa")

    nama = models.CharField("nama daftar", max_length=150, unique=True)
    dasar = models.CharField("dasar", max_length=300)
    tanggal = models.DateField("tanggal")
    sumber = models.CharField("sumber", max_length=300)
    catatan = models.TextField("catatan", blank=True)
    desa = models.ManyToManyField(Desa, verbose_name="desa", related_name="prioritas", blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "daftar desa prioritas"
        ordering = ["-tanggal", "nama"]

    def __str__(self) -> str:
        return self.nama
