"""What was done: activities, money, visits, and the photos that prove them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models import Umkm
from desa.models.dasar import FAKTA_OPEN, Fakta, FaktaQuerySet, fakta_constraints, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names
from opd.enums import Berjalan, CaraKunjungan, Kecocokan, SumberDana
from opd.models.penugasan import Penugasan
from opd.models.rencana import BarisRencana

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class FaktaPenugasanQuerySet(FaktaQuerySet):
    """Facts of a penugasan: progress is open to every signed-in role, writing and personal data to the own OPD."""

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(penugasan__opd__in=user.managed_opd())._tanpa_personal()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(Q(penugasan__desa__in=user.personal_desa()) | user.own_period("penugasan__"))


class Kegiatan(Fakta):
    """An activity of an OPD in its village. Without a line of the plan (`baris`) it is shown as "di luar rencana"."""

    OPEN = FAKTA_OPEN | names(
        "penugasan tanggal judul uraian volume satuan penerima_l penerima_p penerima_difabel penerima_kk umkm baris bast"
    )

    penugasan = models.ForeignKey(
        Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="kegiatan"
    )
    tanggal = models.DateField("tanggal")
    judul = models.CharField("nama kegiatan", max_length=200)
    uraian = models.TextField("uraian", blank=True, max_length=5000)
    volume = models.DecimalField(
        "volume", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    satuan = models.CharField("satuan", max_length=40, blank=True, help_text="Misalnya ha, ekor, batang, orang, paket.")
    penerima_l = models.PositiveIntegerField("penerima laki-laki (orang)", null=True, blank=True)
    penerima_p = models.PositiveIntegerField("penerima perempuan (orang)", null=True, blank=True)
    penerima_difabel = models.PositiveIntegerField("di antaranya difabel (orang)", null=True, blank=True)
    penerima_kk = models.PositiveIntegerField("keluarga penerima (KK)", null=True, blank=True)
    umkm = models.ManyToManyField(Umkm, verbose_name="UMKM yang dijangkau", blank=True, related_name="kegiatan")
    baris = models.ForeignKey(
        BarisRencana,
        verbose_name="baris rencana aksi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="realisasi",
    )
    bast = models.FileField("berita acara serah terima (BAST)", upload_to="bast/", blank=True)

    objects = FaktaPenugasanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "kegiatan"
        ordering = ["-tanggal", "-id"]
        constraints = fakta_constraints(
            CheckConstraint(
                condition=(Q(volume__isnull=True) & Q(satuan="")) | (Q(volume__isnull=False) & ~Q(satuan="")),
                name="%(app_label)s_%(class)s_volume",
                violation_error_message="Isi volume bersama satuannya, misalnya 25 ekor.",
            )
        )
        indexes = [
            models.Index(fields=["penugasan", "tanggal"], name="opd_kegiatan_tanggal"),
            models.Index(fields=["dicatat_pada"], name="opd_kegiatan_dicatat"),
            # With `baris`, which the list joins: PostgreSQL then counts and adds up from the index alone.
            models.Index(fields=["-tanggal", "-id", "baris"], name="opd_kegiatan_urut", condition=Q(batal=False)),
        ]

    def __str__(self) -> str:
        return self.judul


class DanaKegiatanQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(kegiatan__penugasan__opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)


class DanaKegiatan(DeclaredModel):
    """Rupiah spent on an activity, per source."""

    OPEN = names("id kegiatan sumber jumlah_rp")

    kegiatan = models.ForeignKey(Kegiatan, verbose_name="kegiatan", on_delete=models.PROTECT, related_name="dana")
    sumber = models.CharField("sumber dana", max_length=20, choices=SumberDana)
    jumlah_rp = models.PositiveBigIntegerField("jumlah (Rp)")

    objects = DanaKegiatanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "dana kegiatan"
        ordering = ["id"]
        constraints = [
            valid_choice("sumber", SumberDana),
            UniqueConstraint(
                fields=["kegiatan", "sumber"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Sumber dana ini sudah diisi untuk kegiatan itu.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_sumber_display()


class Kunjungan(Fakta):
    """A mentoring visit. It counts as a field visit only with two photos and one villager named (desain.md, section 4).

    `tindak_lanjut` is what old visits say without a due date; newer ones have `TindakLanjutKunjungan`.
    """

    OPEN = FAKTA_OPEN | names("penugasan tanggal cara kepala_hadir tim_hadir jumlah_warga catatan tindak_lanjut")
    PERSONAL = names("warga_ditemui")

    penugasan = models.ForeignKey(
        Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="kunjungan"
    )
    tanggal = models.DateField("tanggal")
    cara = models.CharField("cara", max_length=20, choices=CaraKunjungan, default=CaraKunjungan.LAPANGAN)
    kepala_hadir = models.BooleanField("kepala OPD hadir", default=False)
    tim_hadir = models.TextField("tim yang hadir", blank=True, max_length=2000, help_text="Satu nama per baris.")
    warga_ditemui = models.TextField(
        "warga yang ditemui", blank=True, max_length=4000, help_text="Satu nama per baris."
    )
    jumlah_warga = models.PositiveSmallIntegerField("jumlah warga ditemui", default=0, editable=False)
    catatan = models.TextField("catatan kunjungan", blank=True, max_length=5000)
    tindak_lanjut = models.TextField("tindak lanjut tanpa jatuh tempo", blank=True, max_length=2000, editable=False)

    objects = FaktaPenugasanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "kunjungan"
        ordering = ["-tanggal", "-id"]
        constraints = fakta_constraints(valid_choice("cara", CaraKunjungan))
        indexes = [
            models.Index(fields=["penugasan", "tanggal"], name="opd_kunjungan_tanggal"),
            models.Index(fields=["dicatat_pada"], name="opd_kunjungan_dicatat"),
            models.Index(fields=["-tanggal", "-id"], name="opd_kunjungan_urut", condition=Q(batal=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_cara_display()} {self.tanggal}"


class BagianKunjunganQuerySet(GuardedQuerySet):
    """Parts of a visit that name no person: open to every signed-in role, written by the own OPD."""

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(kunjungan__penugasan__opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)


class KunjunganUmkm(DeclaredModel):
    """What a visit found at one enterprise."""

    OPEN = names("id kunjungan umkm berjalan masalah saran")

    kunjungan = models.ForeignKey(Kunjungan, verbose_name="kunjungan", on_delete=models.PROTECT, related_name="temuan")
    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="temuan")
    berjalan = models.CharField("keadaan usaha", max_length=20, choices=Berjalan)
    masalah = models.CharField("masalah", max_length=500, blank=True)
    saran = models.CharField("saran", max_length=500, blank=True)

    objects = BagianKunjunganQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "temuan UMKM"
        ordering = ["id"]
        constraints = [
            valid_choice("berjalan", Berjalan),
            UniqueConstraint(
                fields=["kunjungan", "umkm"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="UMKM ini sudah tercatat pada kunjungan itu.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_berjalan_display()


class BuktiQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        milik = user.managed_opd()
        return self.scoped().filter(Q(kegiatan__penugasan__opd__in=milik) | Q(kunjungan__penugasan__opd__in=milik))

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)


class Bukti(DeclaredModel):
    """A photo of an activity or a visit: upright, without EXIF, at most 200 kB.

    Time and place were compared with the event before they were removed; only the outcome is kept, with a perceptual
    hash that flags a re-used photo. A corrected fact takes copies of these rows along; the file is shared.
    """

    OPEN = names(
        "id uuid kegiatan kunjungan urutan keterangan berkas kecil sha256 phash cocok_waktu cocok_tempat lebar tinggi "
        "ukuran mirip_dengan dicatat_pada"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    kegiatan = models.ForeignKey(
        Kegiatan, verbose_name="kegiatan", null=True, blank=True, on_delete=models.PROTECT, related_name="bukti"
    )
    kunjungan = models.ForeignKey(
        Kunjungan, verbose_name="kunjungan", null=True, blank=True, on_delete=models.PROTECT, related_name="bukti"
    )
    urutan = models.PositiveSmallIntegerField("urutan", default=0)
    keterangan = models.CharField("keterangan", max_length=200, blank=True)
    berkas = models.FileField("berkas", upload_to="foto/")
    kecil = models.FileField("gambar kecil", upload_to="foto/")
    sha256 = models.CharField("SHA-256 berkas asli", max_length=64)
    phash = models.CharField("sidik gambar", max_length=16)
    cocok_waktu = models.CharField("waktu", max_length=20, choices=Kecocokan)
    cocok_tempat = models.CharField("tempat", max_length=20, choices=Kecocokan)
    lebar = models.PositiveSmallIntegerField("lebar (piksel)")
    tinggi = models.PositiveSmallIntegerField("tinggi (piksel)")
    ukuran = models.PositiveIntegerField("ukuran (bita)")
    mirip_dengan = models.ForeignKey(
        "self", verbose_name="mirip dengan", null=True, blank=True, on_delete=models.PROTECT, related_name="ditiru"
    )
    dicatat_pada = models.DateTimeField("dicatat pada")

    objects = BuktiQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "foto bukti"
        ordering = ["urutan", "id"]
        constraints = [
            valid_choice("cocok_waktu", Kecocokan),
            valid_choice("cocok_tempat", Kecocokan),
            CheckConstraint(
                condition=Q(kegiatan__isnull=False, kunjungan__isnull=True)
                | Q(kegiatan__isnull=True, kunjungan__isnull=False),
                name="%(app_label)s_%(class)s_milik",
                violation_error_message="Foto milik satu kegiatan atau satu kunjungan.",
            ),
        ]
        # A new photo is compared with all others: those of the index alone, a tenth of the table (opd/actions/bukti.py).
        indexes = [models.Index(fields=["phash"], include=["id"], name="opd_bukti_phash")]

    def __str__(self) -> str:
        return f"Foto {self.uuid}"
