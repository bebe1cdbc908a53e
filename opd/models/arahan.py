"""Coordination meetings (rakor), the directives given there or from the dashboard, and how each OPD followed them up."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Count, F, Q, UniqueConstraint

from desa.angka import format_tanggal
from desa.models import Desa
from desa.models.dasar import reasoned, together, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, OpenQuerySet, names
from desa.waktu import tanggal_wit
from opd.enums import Peran, StatusTindakLanjut
from opd.models.opd import Opd

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

PANJANG_SEBUTAN = 80
BELUM, DIJAWAB, SELESAI, DIKEMBALIKAN = StatusTindakLanjut


class PerkaraArahan(models.TextChoices):
    """The fact about a village that a decision of the dashboard speaks of, and that an arahan answers."""

    TANPA_OPD = "tanpa_opd", "Tidak ada OPD penanggung jawab"
    BELUM_DIKUNJUNGI = "belum_dikunjungi", "Lama tidak dikunjungi"
    TANPA_TIM = "tanpa_tim", "Tim belum dibentuk"
    UMKM_DIAM = "umkm_diam", "UMKM diam"
    PENJUALAN_KOSONG = "penjualan_kosong", "Laporan penjualan kosong"
    TANPA_KEGIATAN = "tanpa_kegiatan", "Lama tanpa kegiatan"


def orang(nama: str, *, kosong: bool = False) -> models.ForeignKey:
    """The account that did something; it is never followed back."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=nama,
        null=kosong,
        blank=kosong,
        on_delete=models.PROTECT,
        related_name="+",
    )


def shorten(isi: str) -> str:
    """The beginning of a text on one line, cut between words."""
    teks = " ".join(isi.split())
    return teks if len(teks) <= PANJANG_SEBUTAN else f"{teks[:PANJANG_SEBUTAN].rsplit(' ', 1)[0]}…"


class Rakor(DeclaredModel):
    """A coordination meeting with its minutes. Every signed-in role reads it; its paper too, which names officials only."""

    OPEN = names("id uuid tanggal tempat perihal peserta notulen berkas versi dicatat_oleh dicatat_pada")

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    tanggal = models.DateField("tanggal")
    tempat = models.CharField("tempat", max_length=200)
    perihal = models.CharField("perihal", max_length=300)
    peserta = models.TextField("yang hadir", max_length=4000)
    notulen = models.TextField("notulen", max_length=20_000)
    berkas = models.FileField("berkas notulen", upload_to="rakor/", blank=True)
    versi = models.PositiveIntegerField("versi isian", default=1)
    dicatat_oleh = orang("dicatat oleh")
    dicatat_pada = models.DateTimeField("dicatat pada")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "rakor"
        ordering = ["-tanggal", "-id"]

    def __str__(self) -> str:
        return f"Rakor {format_tanggal(self.tanggal)}: {self.perihal}"


class Arahan(DeclaredModel):
    """What an official ordered, from whom as what, to be answered by `batas`. Its OPDs stand in `TindakLanjut`.

    Without `rakor` it was written from the dashboard. `pemberi` is empty for an official who has no account. An arahan
    withdrawn with a reason asks nothing any more and counts nowhere. `perkara` and `desa`: the decision that it settles.
    """

    OPEN = names(
        "id uuid rakor pemberi nama_pemberi sebagai_pemberi tanggal isi batas perkara desa versi dicatat_oleh "
        "dicatat_pada dicabut_pada alasan_cabut"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    rakor = models.ForeignKey(
        Rakor, verbose_name="rakor", null=True, blank=True, on_delete=models.PROTECT, related_name="arahan"
    )
    pemberi = orang("akun pemberi arahan", kosong=True)
    nama_pemberi = models.CharField("nama pemberi arahan", max_length=150)
    sebagai_pemberi = models.CharField("jabatan pemberi arahan", max_length=200)
    tanggal = models.DateField("tanggal")
    isi = models.TextField("isi arahan", max_length=3000)
    batas = models.DateField("dijawab paling lambat")
    perkara = models.CharField("tentang keputusan", max_length=20, choices=PerkaraArahan, blank=True)
    desa = models.ForeignKey(
        Desa, verbose_name="tentang desa", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    versi = models.PositiveIntegerField("versi isian", default=1)
    dicatat_oleh = orang("dicatat oleh")
    dicatat_pada = models.DateTimeField("dicatat pada")
    dicabut_pada = models.DateTimeField("dicabut pada", null=True, blank=True)
    alasan_cabut = models.CharField("alasan pencabutan", max_length=500, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "arahan"
        ordering = ["-tanggal", "-id"]
        constraints = [
            CheckConstraint(
                condition=Q(batas__gte=F("tanggal")),
                name="%(app_label)s_%(class)s_batas",
                violation_error_message="Tenggat jawaban tidak boleh sebelum tanggal arahan.",
            ),
            reasoned(
                "dicabut_pada",
                "alasan_cabut",
                name="dicabut",
                pesan="Arahan yang dicabut harus menyebut alasannya.",
            ),
            valid_choice("perkara", PerkaraArahan, blank=True),
            CheckConstraint(
                condition=Q(perkara="", desa__isnull=True) | (~Q(perkara="") & Q(desa__isnull=False)),
                name="%(app_label)s_%(class)s_perkara_desa",
                violation_error_message="Arahan tentang suatu keputusan harus menyebut keputusan dan desanya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Arahan {format_tanggal(self.tanggal)}: {self.ringkas}"

    @property
    def ringkas(self) -> str:
        return shorten(self.isi)


class TindakLanjutQuerySet(GuardedQuerySet):
    """Answers are open to every signed-in role; their evidence to the own OPD and to who may check it."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        """Rows whose evidence `user` may open: a scan can name people."""
        if user.holds(Peran.PIMPINAN, Peran.VERIFIKATOR):
            return self.scoped()
        return self.managed_by(user)

    def in_force(self) -> Self:
        """The round that counts now of each arahan and OPD; withdrawn arahan have none."""
        return self.exclude(status=DIKEMBALIKAN).filter(arahan__dicabut_pada__isnull=True)

    def withdrawn(self) -> Self:
        """The last round of each arahan that was taken back."""
        return self.exclude(status=DIKEMBALIKAN).filter(arahan__dicabut_pada__isnull=False)

    def unanswered(self) -> Self:
        return self.in_force().filter(status=BELUM)

    def overdue_on(self, on: date) -> Self:
        """Unanswered after the last day."""
        return self.unanswered().filter(batas__lt=on)

    def tally(self, *, on: date) -> dict[str, int]:
        """How many rounds in force are unanswered, overdue among them, to be checked, and done. One query."""
        belum = Q(status=BELUM)
        return self.in_force().aggregate(
            belum=Count("pk", filter=belum),
            terlambat=Count("pk", filter=belum & Q(batas__lt=on)),
            diperiksa=Count("pk", filter=Q(status=DIJAWAB)),
            selesai=Count("pk", filter=Q(status=SELESAI)),
        )

    def with_names(self) -> Self:
        return self.select_related("arahan__rakor", "opd__dilebur_ke")


class TindakLanjut(DeclaredModel):
    """One round of one OPD's answer to an arahan. A return closes the round with its reason and opens the next one.

    After a merger the successor answers (desain.md, section 3); the row keeps the OPD that was ordered. Maker is never
    checker: the database refuses a round checked by who answered it.
    """

    OPEN = names(
        "id arahan opd putaran batas status versi jawaban bukti dijawab_oleh dijawab_pada diperiksa_oleh diperiksa_pada "
        "alasan_kembali"
    )

    arahan = models.ForeignKey(Arahan, verbose_name="arahan", on_delete=models.PROTECT, related_name="tindak_lanjut")
    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="tindak_lanjut")
    putaran = models.PositiveSmallIntegerField("putaran jawaban", default=1)
    batas = models.DateField("dijawab paling lambat")
    status = models.CharField("keadaan", max_length=20, choices=StatusTindakLanjut, default=BELUM)
    versi = models.PositiveIntegerField("versi isian", default=1)
    jawaban = models.TextField("jawaban", max_length=5000, blank=True)
    bukti = models.FileField("bukti", upload_to="tindak_lanjut/", blank=True)
    dijawab_oleh = orang("dijawab oleh", kosong=True)
    dijawab_pada = models.DateTimeField("dijawab pada", null=True, blank=True)
    diperiksa_oleh = orang("diperiksa oleh", kosong=True)
    diperiksa_pada = models.DateTimeField("diperiksa pada", null=True, blank=True)
    alasan_kembali = models.CharField("alasan pengembalian", max_length=1000, blank=True)

    objects = TindakLanjutQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "tindak lanjut"
        ordering = ["batas", "id"]
        constraints = [
            valid_choice("status", StatusTindakLanjut),
            together("dijawab_oleh", "dijawab_pada", name="dijawab", pesan="Nama dan waktu penjawab harus lengkap."),
            together(
                "diperiksa_oleh", "diperiksa_pada", name="diperiksa", pesan="Nama dan waktu pemeriksa harus lengkap."
            ),
            CheckConstraint(
                condition=Q(status=BELUM, dijawab_oleh__isnull=True, jawaban="", bukti="")
                | (~Q(status=BELUM) & Q(dijawab_oleh__isnull=False) & ~Q(jawaban="")),
                name="%(app_label)s_%(class)s_berjawaban",
                violation_error_message="Tindak lanjut dijawab tepat bila memuat jawaban dan siapa yang menjawabnya.",
            ),
            CheckConstraint(
                condition=Q(status__in=[SELESAI, DIKEMBALIKAN], diperiksa_oleh__isnull=False)
                | (~Q(status__in=[SELESAI, DIKEMBALIKAN]) & Q(diperiksa_oleh__isnull=True)),
                name="%(app_label)s_%(class)s_berpemeriksa",
                violation_error_message="Tindak lanjut selesai atau dikembalikan tepat bila menyebut siapa yang memeriksanya.",
            ),
            CheckConstraint(
                condition=Q(status=DIKEMBALIKAN, alasan_kembali__gt="")
                | (~Q(status=DIKEMBALIKAN) & Q(alasan_kembali="")),
                name="%(app_label)s_%(class)s_kembali",
                violation_error_message="Jawaban yang dikembalikan harus menyebut alasannya.",
            ),
            CheckConstraint(
                condition=Q(diperiksa_oleh__isnull=True) | ~Q(diperiksa_oleh=F("dijawab_oleh")),
                name="%(app_label)s_%(class)s_bukan_sendiri",
                violation_error_message="Jawaban tidak dapat diperiksa oleh orang yang menjawabnya. Minta pejabat lain.",
            ),
            UniqueConstraint(
                fields=["arahan", "opd", "putaran"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Putaran jawaban ini sudah ada. Muat ulang halaman.",
            ),
            UniqueConstraint(
                fields=["arahan", "opd"],
                condition=~Q(status="dikembalikan"),
                name="%(app_label)s_%(class)s_satu_terbuka",
                violation_error_message="OPD ini sudah mempunyai tindak lanjut untuk arahan itu. Muat ulang halaman.",
            ),
        ]
        indexes = [models.Index(fields=["status", "batas"], name="opd_tindaklanjut_batas")]

    def __str__(self) -> str:
        return f"Tindak lanjut {self.opd.singkatan}"

    def hari_lewat(self, on: date) -> int:
        """Days past the due date, on the day of the answer or on `on` while there is none; 0 or less is in time."""
        return ((tanggal_wit(self.dijawab_pada) if self.dijawab_pada else on) - self.batas).days
