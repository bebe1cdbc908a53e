"""Decrees, who answers for which village under them, and the teams that do the work."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models import Desa
from desa.models.dasar import period_order, reasoned, together, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, OpenQuerySet, Reader, names
from opd.enums import CaraSelesai, PeranPenugasan, PeranTim
from opd.models.opd import Opd

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


TAHUN_PERTAMA, TAHUN_TERAKHIR = 2023, 2100
"""The years of the programme: its first decree is SK Gubernur 90/2023, and the last is only a bound on slips of the pen."""
NAMA_KOSONG = "Nama anggota tim tidak boleh kosong. Tulis nama lengkapnya."


class Sk(DeclaredModel):
    """A decree under which OPDs answer for villages. Several may run side by side; one may amend another."""

    OPEN = names("id nomor tanggal tentang berkas mulai selesai mengubah sumber catatan")

    nomor = models.CharField("nomor", max_length=100, unique=True)
    tanggal = models.DateField("tanggal")
    tentang = models.CharField("tentang", max_length=300)
    berkas = models.FileField("berkas SK", upload_to="sk/", blank=True)
    mulai = models.DateField("berlaku mulai")
    selesai = models.DateField("berlaku sampai", null=True, blank=True)
    mengubah = models.ForeignKey(
        "self", verbose_name="mengubah SK", null=True, blank=True, on_delete=models.PROTECT, related_name="perubahan"
    )
    sumber = models.CharField("sumber", max_length=400, blank=True)
    catatan = models.TextField("catatan", blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "SK"
        ordering = ["-tanggal", "nomor"]
        constraints = [period_order()]

    def __str__(self) -> str:
        return f"SK {self.nomor}"


class PenugasanQuerySet(GuardedQuerySet):
    def in_force(self, known_at: datetime | None = None) -> Self:
        """Rows not replaced by a correction, as known at `known_at` (default: now)."""
        if known_at is None:
            return self.filter(dikoreksi_pada__isnull=True)
        return self.filter(Q(dikoreksi_pada__isnull=True) | Q(dikoreksi_pada__gt=known_at), dicatat_pada__lte=known_at)

    def active_on(self, on: date, known_at: datetime | None = None) -> Self:
        """Rows whose half-open period [mulai, selesai) holds the day; an end recorded after `known_at` was not known."""
        jalan = Q(selesai__isnull=True) | Q(selesai__gt=on)
        if known_at is not None:
            jalan |= Q(selesai_dicatat_pada__gt=known_at)
        return self.filter(jalan, mulai__lte=on)

    def in_charge(self) -> Self:
        """Only penanggung jawab: figures count once, with them."""
        return self.filter(peran=PeranPenugasan.PENANGGUNG_JAWAB)

    def with_names(self) -> Self:
        return self.select_related("sk", "opd", "desa__kecamatan__kabupaten")

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def published(self) -> Self:
        """Which OPD answers for which village: decrees say so in public."""
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        """Rows of the own OPDs. Maintaining the pairing itself is a deed of the verifikator (opd/permissions.py)."""
        return self.scoped().filter(opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(opd__in=user.managed_opd())


class Penugasan(DeclaredModel):
    """One OPD answers for one village under one SK in [mulai, selesai). Closed, never deleted.

    A village has at most one penanggung jawab on a day (refused by the action, and by the database on PostgreSQL).
    A row wrong from the start is replaced: `dikoreksi_pada` closes it to every count, the new row is `menggantikan` it.
    """

    OPEN = names(
        "id sk opd desa peran mulai mulai_dari_sk selesai cara_selesai alasan_selesai selesai_dicatat_pada dicatat_pada "
        "menggantikan dikoreksi_pada alasan_koreksi sumber"
    )

    sk = models.ForeignKey(Sk, verbose_name="SK", on_delete=models.PROTECT, related_name="penugasan")
    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="penugasan")
    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="penugasan")
    peran = models.CharField("peran", max_length=20, choices=PeranPenugasan, default=PeranPenugasan.PENANGGUNG_JAWAB)
    mulai = models.DateField("mulai")
    mulai_dari_sk = models.BooleanField("mulai dianggap tanggal SK", default=False)
    selesai = models.DateField("selesai", null=True, blank=True)
    cara_selesai = models.CharField("cara selesai", max_length=20, choices=CaraSelesai, blank=True)
    alasan_selesai = models.CharField("keterangan selesai", max_length=300, blank=True)
    selesai_dicatat_pada = models.DateTimeField("selesai dicatat pada", null=True, blank=True)
    dicatat_pada = models.DateTimeField("dicatat pada")
    menggantikan = models.OneToOneField(
        "self", verbose_name="menggantikan", null=True, blank=True, on_delete=models.PROTECT, related_name="pengganti"
    )
    dikoreksi_pada = models.DateTimeField("dikoreksi pada", null=True, blank=True)
    alasan_koreksi = models.CharField("alasan koreksi", max_length=300, blank=True)
    sumber = models.CharField("sumber", max_length=400, blank=True)

    objects = PenugasanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "penugasan"
        ordering = ["opd__nama", "desa__kode", "mulai"]
        constraints = [
            valid_choice("peran", PeranPenugasan),
            valid_choice("cara_selesai", CaraSelesai, blank=True),
            period_order(),
            reasoned(
                "selesai",
                "cara_selesai",
                name="selesai",
                pesan="Penugasan yang selesai harus menyebut cara selesainya.",
            ),
            together(
                "selesai",
                "selesai_dicatat_pada",
                name="selesai_dicatat",
                pesan="Waktu pencatatan selesai harus ikut tersimpan.",
            ),
            UniqueConstraint(
                fields=["desa"],
                condition=Q(selesai__isnull=True, peran="penanggung_jawab", dikoreksi_pada__isnull=True),
                name="%(app_label)s_%(class)s_satu_penanggung_jawab",
                violation_error_message="Desa ini sudah mempunyai penanggung jawab. Tutup atau alihkan penugasan yang lama.",
            ),
            UniqueConstraint(
                fields=["desa", "opd"],
                condition=Q(selesai__isnull=True, peran="pendukung", dikoreksi_pada__isnull=True),
                name="%(app_label)s_%(class)s_pendukung",
                violation_error_message="OPD ini sudah menjadi pendukung desa itu.",
            ),
        ]
        indexes = [models.Index(fields=["opd", "desa"], name="opd_penugasan_opd_desa")]

    def __str__(self) -> str:
        return f"Penugasan {self.opd.nama} di {self.desa.nama_lengkap}"

    def covers(self, tanggal: date) -> bool:
        """Whether the day lies in [mulai, selesai)."""
        return self.mulai <= tanggal and (self.selesai is None or tanggal < self.selesai)


class TimQuerySet(GuardedQuerySet):
    jalur = ""

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(**{f"{self.jalur}penugasan__opd__in": user.managed_opd()})

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)

    def open_on(self, on: date) -> Self:
        return self.filter(Q(selesai__isnull=True) | Q(selesai__gt=on), mulai__lte=on)


class AnggotaTimQuerySet(TimQuerySet):
    jalur = "tim__"


class Tim(DeclaredModel):
    """The team an OPD formed for its village, with the SK of its head."""

    OPEN = names("id penugasan nomor_sk tanggal_sk berkas mulai selesai")

    penugasan = models.ForeignKey(Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="tim")
    nomor_sk = models.CharField("nomor SK kepala OPD", max_length=100)
    tanggal_sk = models.DateField("tanggal SK")
    berkas = models.FileField("berkas SK tim", upload_to="tim/", blank=True)
    mulai = models.DateField("mulai")
    selesai = models.DateField("selesai", null=True, blank=True)

    objects = TimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "tim pendamping"
        ordering = ["-mulai", "id"]
        constraints = [
            period_order(),
            UniqueConstraint(
                fields=["penugasan"],
                condition=Q(selesai__isnull=True),
                name="%(app_label)s_%(class)s_terbuka",
                violation_error_message="Penugasan ini sudah mempunyai tim. Tutup dahulu tim yang lama.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tim {self.nomor_sk}"


class AnggotaTim(DeclaredModel):
    """A member of a team."""

    OPEN = names("id tim nama peran pengguna")

    tim = models.ForeignKey(Tim, verbose_name="tim", on_delete=models.PROTECT, related_name="anggota")
    nama = models.CharField("nama", max_length=150, error_messages={"blank": NAMA_KOSONG})
    peran = models.CharField("peran dalam tim", max_length=20, choices=PeranTim)
    pengguna = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="akun",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tim",
    )

    objects = AnggotaTimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "anggota tim"
        ordering = ["id"]
        constraints = [
            valid_choice("peran", PeranTim),
            UniqueConstraint(
                fields=["tim"],
                condition=Q(peran="ketua"),
                name="%(app_label)s_%(class)s_ketua",
                violation_error_message="Sebuah tim mempunyai satu ketua.",
            ),
            CheckConstraint(
                condition=~Q(nama=""),
                name="%(app_label)s_%(class)s_nama",
                violation_error_message=NAMA_KOSONG,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nama} ({self.get_peran_display()})"
