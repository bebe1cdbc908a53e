"""People who sign in, and their roles as dated episodes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import connections, models, router
from django.db.models import CheckConstraint, Q, QuerySet, UniqueConstraint

from desa.models import Desa
from desa.models.dasar import period_order, valid_choice
from desa.scoped import DeclaredModel, OpenQuerySet, Reader, names
from desa.waktu import hari_ini
from opd.enums import KelompokVerifikasi, Peran, PeranPenugasan, StatusJabatan
from opd.models.opd import Jabatan, Opd, with_merged

MASA_TUTUP_HARI = 30
"""Days after a penugasan ends in which the old OPD still completes facts and reads personal data (desain.md, section 3)."""

MASA_LAPORAN_HARI = 30
"""Days after a quarter's end in which an OPD that no longer answers for a village still writes its report."""

MASA_SANDI_SEMENTARA = timedelta(days=7)
"""How long a temporary password opens the account; after that admin_sistem sets a new one."""

TERCATAT = 200
"""Letters in which a record of a deed keeps who did it, and as what; PostgreSQL would refuse the deed for one more."""

URUTAN_PERAN = [
    Peran.ADMIN_SISTEM,
    Peran.PIMPINAN,
    Peran.VERIFIKATOR,
    Peran.KEPALA_OPD,
    Peran.OPERATOR_OPD,
    Peran.PEMBACA,
]


PERAN_DAN_JABATAN = """
SELECT p.peran, p.opd_id, o.nama, p.kelompok FROM opd_peranpengguna p LEFT JOIN opd_opd o ON o.id = p.opd_id
WHERE p.pengguna_id = %s AND p.mulai <= %s AND (p.selesai IS NULL OR p.selesai > %s)
UNION ALL
SELECT %s, opd_id, nama_jabatan, status FROM opd_jabatan
WHERE pengguna_id = %s AND mulai <= %s AND (selesai IS NULL OR selesai > %s)
"""
"""Every request asks it: put together by Django it would take twenty times as long as the database takes to answer."""


@dataclass(frozen=True)
class PeranAktif:
    """One role a person holds on a day: as what, for which OPD (None for province-wide roles)."""

    peran: Peran
    opd_id: int | None
    sebutan: str
    kelompok: str = ""


def _role(peran: str, opd_id: int | None, nama: str | None, lain: str) -> PeranAktif:
    """A row of `_read_roles` as a role."""
    if peran == Peran.KEPALA_OPD:
        return PeranAktif(Peran.KEPALA_OPD, opd_id, Jabatan(nama_jabatan=nama, status=lain).sebutan)
    label = str(Peran(peran).label)
    return PeranAktif(Peran(peran), opd_id, f"{label} {nama}" if nama else label, lain)


class PenggunaManager(BaseUserManager.from_queryset(OpenQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **extra: Any) -> Pengguna:
        """A saved account with a hashed password; without one it cannot sign in."""
        pengguna = self.model(username=username, **extra)
        pengguna.set_password(password)
        pengguna.save()
        return pengguna


class Pengguna(DeclaredModel, AbstractBaseUser):
    """An account. It has no rights of its own: they follow from open roles and open Jabatan."""

    OPEN = names("id username nama is_active last_login dibuat_pada sandi_sementara_sejak sandi_sejak faktor_sejak")
    PERSONAL = names("password surel")

    username = models.CharField(
        "nama akun",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]{2,59}$", "Nama akun berisi huruf kecil, angka, titik, atau garis.")
        ],
    )
    nama = models.CharField("nama lengkap", max_length=150)
    surel = models.EmailField("surel", blank=True)
    is_active = models.BooleanField("aktif", default=True)
    dibuat_pada = models.DateTimeField("dibuat pada", auto_now_add=True)
    sandi_sementara_sejak = models.DateTimeField("kata sandi sementara sejak", null=True, blank=True, editable=False)
    sandi_sejak = models.DateTimeField("kata sandi berlaku sejak", null=True, blank=True, editable=False)
    faktor_sejak = models.DateTimeField("verifikasi dua langkah sejak", null=True, blank=True, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "surel"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["nama"]

    objects = PenggunaManager()

    class Meta:
        verbose_name = verbose_name_plural = "pengguna"
        ordering = ["nama"]

    def __str__(self) -> str:
        return self.nama

    def temporary_password_ended(self, at: datetime) -> bool:
        """Whether the account still has a temporary password that nobody used in time."""
        return self.sandi_sementara_sejak is not None and at >= self.sandi_sementara_sejak + MASA_SANDI_SEMENTARA

    def password_ended(self, at: datetime) -> bool:
        """Whether the password is older than the setting SANDI_BERLAKU_HARI lets it be (0: passwords do not age)."""
        hari = settings.SANDI_BERLAKU_HARI
        return bool(hari) and at >= (self.sandi_sejak or self.dibuat_pada) + timedelta(days=hari)

    # --- roles -------------------------------------------------------------------------------------------------

    def roles_on(self, on: date) -> tuple[PeranAktif, ...]:
        """The roles open on a day, province-wide first. One query the first time, none after."""
        simpanan: dict[date, tuple[PeranAktif, ...]] = self.__dict__.setdefault("_peran_simpanan", {})
        if on not in simpanan:
            simpanan[on] = self._read_roles(on) if self.is_active and self.pk else ()
        return simpanan[on]

    def _read_roles(self, on: date) -> tuple[PeranAktif, ...]:
        """Roles and offices side by side in one query: (role, OPD, its name or the office's, group or status)."""
        sambungan = connections[router.db_for_read(PeranPengguna)]
        hari = sambungan.ops.adapt_datefield_value(on)
        with sambungan.cursor() as kursor:
            kursor.execute(PERAN_DAN_JABATAN, [self.pk, hari, hari, str(Peran.KEPALA_OPD), self.pk, hari, hari])
            hasil = [_role(*isi) for isi in kursor.fetchall()]
        return tuple(sorted(hasil, key=lambda p: (URUTAN_PERAN.index(p.peran), p.opd_id or 0, p.sebutan)))

    def forget_roles(self) -> None:
        """Drop the roles read so far, after an episode was opened or closed."""
        self.__dict__.pop("_peran_simpanan", None)

    def holds(self, *peran: Peran, opd_id: int | None = None, on: date | None = None) -> bool:
        """Whether one of these roles is open (for that OPD, if given)."""
        return any(p.peran in peran and (opd_id is None or p.opd_id == opd_id) for p in self.roles_on(on or hari_ini()))

    def opd_ids(self, on: date | None = None) -> frozenset[int]:
        """The OPDs this person works for as head or operator."""
        kerja = (Peran.KEPALA_OPD, Peran.OPERATOR_OPD)
        return frozenset(p.opd_id for p in self.roles_on(on or hari_ini()) if p.peran in kerja and p.opd_id)

    def managed_opd(self) -> QuerySet[Opd]:
        """Own OPDs and the ones merged into them by today."""
        return Opd.objects.filter(with_merged(self.opd_ids(), on=hari_ini())).scoped()

    @property
    def label(self) -> str:
        """Name and account, as every record of a deed keeps who did it."""
        return f"{self.nama[: TERCATAT - len(self.username) - 3]} ({self.username})"

    @property
    def sebagai(self) -> str:
        """As what this person acts today, in words; of many roles as far as a record has room for them."""
        semua = "; ".join(p.sebutan for p in self.roles_on(hari_ini())) or "tanpa peran"
        return semua if len(semua) <= TERCATAT else f"{semua[: TERCATAT - 1]}…"

    @property
    def acting_for(self) -> tuple[str, ...]:
        """The titles held as Plt., Plh. or Pj. today, for the header."""
        awalan = tuple(s.label for s in StatusJabatan if s != StatusJabatan.DEFINITIF)
        return tuple(
            p.sebutan for p in self.roles_on(hari_ini()) if p.peran == Peran.KEPALA_OPD and p.sebutan.startswith(awalan)
        )

    # --- what Django asks --------------------------------------------------------------------------------------

    @property
    def is_staff(self) -> bool:
        """Who may enter the admin panel."""
        return self.holds(Peran.ADMIN_SISTEM, Peran.VERIFIKATOR, Peran.KEPALA_OPD)

    is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    # --- Reader ------------------------------------------------------------------------------------------------

    def may_maintain_reference(self) -> bool:
        return self.holds(Peran.ADMIN_SISTEM, Peran.VERIFIKATOR)

    def readable_desa(self) -> QuerySet[Desa]:
        return Desa.objects.visible_to(self)

    def managed_desa(self) -> QuerySet[Desa]:
        """Villages whose enterprises this person may edit: all for maintainers, else the own OPD's, up to 30 days after."""
        if self.may_maintain_reference():
            return Desa.objects.visible_to(self)
        return self.own_desa()

    def personal_desa(self) -> QuerySet[Desa]:
        """Villages whose personal data this person may read: the OPD in charge, and the verifikator for all."""
        if self.holds(Peran.VERIFIKATOR):
            return Desa.objects.visible_to(self)
        return self.own_desa()

    def own_desa(self) -> QuerySet[Desa]:
        """Villages that the own OPD answers for; a pendukung helps there and answers for nothing (desain.md, section 3)."""
        ids = Desa.objects.filter(self.own_period("penugasan__"), penugasan__peran=PeranPenugasan.PENANGGUNG_JAWAB)
        return Desa.objects.filter(pk__in=ids.values("pk")).scoped()

    def own_period(self, jalur: str) -> Q:
        """On a penugasan reached by `jalur`: of the own OPD in any peran, open or ended for less than 30 days."""
        hari = hari_ini()
        terbuka = Q(**{f"{jalur}selesai__isnull": True})
        terbuka |= Q(**{f"{jalur}selesai__gt": hari - timedelta(days=MASA_TUTUP_HARI)})
        berlaku = {f"{jalur}dikoreksi_pada__isnull": True, f"{jalur}mulai__lte": hari}
        return terbuka & Q(**berlaku, **{f"{jalur}opd__in": self.managed_opd()})


class PeranPenggunaQuerySet(OpenQuerySet):
    def open_on(self, on: date) -> Self:
        return self.filter(Q(selesai__isnull=True) | Q(selesai__gt=on), mulai__lte=on)

    def managed_by(self, user: Reader) -> Self:
        """Roles are given by admin_sistem alone."""
        if isinstance(user, Pengguna) and user.holds(Peran.ADMIN_SISTEM):
            return self.scoped()
        return self.scoped().none()


class PeranPengguna(DeclaredModel):
    """A role held from-to. Operators name their OPD, province-wide roles name none; heads come from Jabatan."""

    OPEN = names("id pengguna peran opd kelompok mulai selesai")

    pengguna = models.ForeignKey(Pengguna, verbose_name="pengguna", on_delete=models.PROTECT, related_name="peran")
    peran = models.CharField(
        "peran", max_length=20, choices=[(p.value, p.label) for p in Peran if p != Peran.KEPALA_OPD]
    )
    opd = models.ForeignKey(
        Opd, verbose_name="OPD", null=True, blank=True, on_delete=models.PROTECT, related_name="peran"
    )
    kelompok = models.CharField(
        "kelompok verifikasi",
        max_length=20,
        choices=KelompokVerifikasi,
        blank=True,
        help_text="Kosong: memverifikasi semua kelompok.",
    )
    mulai = models.DateField("mulai")
    selesai = models.DateField("selesai", null=True, blank=True)

    objects = PeranPenggunaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "peran pengguna"
        ordering = ["-mulai", "id"]
        constraints = [
            valid_choice("peran", Peran),
            valid_choice("kelompok", KelompokVerifikasi, blank=True),
            CheckConstraint(
                condition=Q(kelompok="") | Q(peran="verifikator"),
                name="%(app_label)s_%(class)s_kelompok_peran",
                violation_error_message="Kelompok verifikasi hanya untuk peran verifikator. Kosongkan kelompoknya.",
            ),
            period_order(),
            CheckConstraint(
                condition=(Q(peran="operator_opd") & Q(opd__isnull=False))
                | (~Q(peran__in=["operator_opd", "kepala_opd"]) & Q(opd__isnull=True)),
                name="%(app_label)s_%(class)s_opd",
                violation_error_message="Operator harus menyebut OPD, peran lain tidak; kepala OPD dicatat sebagai jabatan.",
            ),
            UniqueConstraint(
                fields=["pengguna", "peran", "opd"],
                condition=Q(selesai__isnull=True, opd__isnull=False),
                name="%(app_label)s_%(class)s_terbuka_opd",
                violation_error_message="Peran ini masih terbuka untuk pengguna itu.",
            ),
            UniqueConstraint(
                fields=["pengguna", "peran"],
                condition=Q(selesai__isnull=True, opd__isnull=True),
                name="%(app_label)s_%(class)s_terbuka",
                violation_error_message="Peran ini masih terbuka untuk pengguna itu.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_peran_display()


class PercobaanMasuk(DeclaredModel):
    """One attempt to sign in, for throttling: keyed hashes of account and network, never the names themselves."""

    OPEN = names("id akun jaringan pada berhasil")

    akun = models.CharField("akun", max_length=64)
    jaringan = models.CharField("jaringan", max_length=64)
    pada = models.DateTimeField("pada")
    berhasil = models.BooleanField("berhasil")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "percobaan masuk"
        indexes = [
            models.Index(fields=["akun", "jaringan", "pada"], name="opd_masuk_akun"),
            models.Index(fields=["jaringan", "pada"], name="opd_masuk_jaringan"),
        ]

    def __str__(self) -> str:
        return f"percobaan {self.pada}"
