"""Target families by name by address: who they are (PERSONAL, encrypted) and what became of them (dated facts).

Law: UU 27/2022 art. 4 (2) and 35; Inpres 4/2022 and 8/2025 (target data), Inpres 4/2025 (DTSEN). A desil is recorded as it was
given, with its source and vintage; it is never computed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, OuterRef, Q, Subquery, UniqueConstraint

from desa.enums import (
    PINDAH_KELUARGA,
    HasilVerval,
    JenisKelamin,
    JenisSidik,
    Pengosongan,
    PeristiwaKeluarga,
    SumberKesejahteraan,
)
from desa.models.dasar import FAKTA_OPEN, Fakta, FaktaQuerySet, fakta_constraints, together, valid_choice
from desa.models.wilayah import Desa
from desa.sandi import blind_indexes, seal, unseal
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names


class KeluargaQuerySet(GuardedQuerySet):
    """Families. Everybody may count them, with small groups closed by the roll-up; who they are is for few."""

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        """Who may read a family may also write it: the OPD in charge, and the verifikator who hands extracts on."""
        return self.scoped().filter(desa__in=user.personal_desa())._tanpa_personal()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(desa__in=user.personal_desa())

    def numbered(self, jenis: JenisSidik, nomor: str) -> Self:
        """The families with that NIK or no. KK, under whichever key it was hashed."""
        ketemu = SidikKeluarga.objects.filter(jenis=jenis, sidik_nomor__in=number_hashes(jenis, nomor))
        return self.filter(pk__in=ketemu.order_by().values("keluarga"))

    def with_state(self, *, until: date | None = None, known_at: datetime | None = None) -> Self:
        """Annotated with `peristiwa`, its last move by `until` as known then: a key of `PINDAH_KELUARGA`, or None.

        *Entas* moves a family only once somebody outside the OPD has verified it (desain.md, section 4).
        """
        pindah = StatusKeluarga.objects.moves(known_at).filter(keluarga=OuterRef("pk"))
        if until is not None:
            pindah = pindah.filter(tanggal__lte=until)
        return self.annotate(peristiwa=Subquery(pindah.order_by("-tanggal", "-pk").values("peristiwa")[:1]))

    def with_verval(self) -> Self:
        """Annotated with `verval_pada` and `verval_hasil` of its last verval in force, or None."""
        verval = (
            StatusKeluarga.objects.scoped()
            .in_force()
            .filter(keluarga=OuterRef("pk"), peristiwa=PeristiwaKeluarga.VERVAL)
        )
        akhir = verval.order_by("-tanggal", "-pk")
        return self.annotate(
            verval_pada=Subquery(akhir.values("tanggal")[:1]), verval_hasil=Subquery(akhir.values("hasil")[:1])
        )


class Keluarga(DeclaredModel):
    """A family on a village's target list. NIK, no. KK and phone are encrypted, bound to model, field and row.

    `pengosongan` says why a row names nobody any more; it is counted all the same. The numbers are found again by
    `SidikKeluarga` alone. Whoever sets `nik` or `kk` writes those rows too
    (opd/actions/keluarga.py, `write_sidik`).
    """

    OPEN = names("id uuid desa dicatat_pada versi pengosongan")
    PERSONAL = names("kepala jenis_kelamin nik_sandi kk_sandi telepon_sandi alamat_rumah jumlah_anggota")
    SEALED = {"nik_sandi": "keluarga.nik", "kk_sandi": "keluarga.kk", "telepon_sandi": "keluarga.telepon"}

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="keluarga")
    kepala = models.CharField("nama kepala keluarga", max_length=120)
    jenis_kelamin = models.CharField("jenis kelamin kepala keluarga", max_length=1, blank=True, choices=JenisKelamin)
    nik_sandi = models.TextField("NIK kepala keluarga (tersandi)", blank=True, editable=False)
    kk_sandi = models.TextField("nomor kartu keluarga (tersandi)", blank=True, editable=False)
    telepon_sandi = models.TextField("telepon keluarga (tersandi)", blank=True, editable=False)
    alamat_rumah = models.CharField("alamat rumah", max_length=200, blank=True)
    jumlah_anggota = models.PositiveSmallIntegerField("jumlah anggota keluarga", null=True, blank=True)
    pengosongan = models.CharField("pengosongan", max_length=20, blank=True, choices=Pengosongan)
    dicatat_pada = models.DateTimeField("dicatat pada")
    versi = models.PositiveIntegerField("versi", default=1, editable=False)

    objects = KeluargaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "keluarga"
        ordering = ["kepala", "id"]
        constraints = [
            valid_choice("jenis_kelamin", JenisKelamin, blank=True),
            valid_choice("pengosongan", Pengosongan, blank=True),
            CheckConstraint(
                condition=~Q(nik_sandi="", kk_sandi="") | ~Q(pengosongan=""),
                name="%(app_label)s_%(class)s_nomor",
                violation_error_message="Isi NIK atau nomor kartu keluarga, supaya keluarga ini tidak tercatat dua kali.",
            ),
            CheckConstraint(
                condition=Q(pengosongan="")
                | Q(
                    nik_sandi="",
                    kk_sandi="",
                    telepon_sandi="",
                    alamat_rumah="",
                    jenis_kelamin="",
                    jumlah_anggota__isnull=True,
                ),
                name="%(app_label)s_%(class)s_kosong",
                violation_error_message="Data keluarga yang dibatasi atau dihapus tetap kosong.",
            ),
        ]
        indexes = [
            models.Index(fields=["desa", "kepala", "id"], name="desa_keluarga_desa"),
            models.Index(fields=["kepala", "id"], name="desa_keluarga_kepala"),
        ]

    def __str__(self) -> str:
        return f"Keluarga {self.uuid}"

    @property
    def terhapus(self) -> bool:
        """Whether who it was is gone for good; a restriction ends one day."""
        return self.pengosongan in (Pengosongan.DIHAPUS, Pengosongan.KEDALUWARSA)

    @property
    def nik(self) -> str:
        """The NIK in the clear; only on rows from `personal_for`."""
        return unseal(self.nik_sandi, konteks=f"keluarga.nik:{self.uuid}")

    @nik.setter
    def nik(self, nilai: str) -> None:
        self.nik_sandi = seal(nilai, konteks=f"keluarga.nik:{self.uuid}")

    @property
    def kk(self) -> str:
        """The number of the family card in the clear; only on rows from `personal_for`."""
        return unseal(self.kk_sandi, konteks=f"keluarga.kk:{self.uuid}")

    @kk.setter
    def kk(self, nilai: str) -> None:
        self.kk_sandi = seal(nilai, konteks=f"keluarga.kk:{self.uuid}")

    @property
    def telepon(self) -> str:
        """The phone in the clear; only on rows from `personal_for`."""
        return unseal(self.telepon_sandi, konteks=f"keluarga.telepon:{self.uuid}")

    @telepon.setter
    def telepon(self, nilai: str) -> None:
        self.telepon_sandi = seal(nilai, konteks=f"keluarga.telepon:{self.uuid}")

    def hashes(self) -> Iterable[SidikKeluarga]:
        """The unsaved rows by which its numbers are found again, one under each key."""
        for jenis, nomor in ((JenisSidik.NIK, self.nik), (JenisSidik.KK, self.kk)):
            for sidik in number_hashes(jenis, nomor):
                yield SidikKeluarga(keluarga=self, desa_id=self.desa_id, jenis=jenis, sidik_nomor=sidik)


def number_hashes(jenis: JenisSidik | str, nomor: str) -> tuple[str, ...]:
    """A NIK or no. KK as a keyed hash under every key, the current first; none for no number.

    Of a NIK these are also what `Umkm.sidik_nik` and `PenerimaBantuan.sidik_penerima` hold.
    """
    return blind_indexes(nomor, konteks=str(jenis)) if nomor else ()


class SidikQuerySet(GuardedQuerySet):
    """Read by deeds, by `Keluarga.objects.numbered`, and by who looks for a number; shown on no page."""

    def of_number(self, nomor: str) -> Self:
        """The hashes of that number, as NIK or as no. KK, under every key."""
        jenis = (Q(jenis=j, sidik_nomor__in=number_hashes(j, nomor)) for j in JenisSidik)
        return self.filter(reduce(or_, jenis))

    def visible_to(self, user: Reader) -> Self:
        return self.scoped().none()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().none()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(desa__in=user.personal_desa())


class SidikKeluarga(DeclaredModel):
    """One number of a family as a keyed hash, `key id:hex`: found and unique in its village without being stored.

    While keys rotate a number has a row under each, so that both find it and neither lets it in twice.
    """

    OPEN = names("id keluarga desa jenis")
    PERSONAL = names("sidik_nomor")

    keluarga = models.ForeignKey(Keluarga, verbose_name="keluarga", on_delete=models.PROTECT, related_name="sidik")
    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="+")
    jenis = models.CharField("jenis nomor", max_length=10, choices=JenisSidik)
    sidik_nomor = models.CharField("sidik", max_length=120)

    objects = SidikQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "sidik keluarga"
        constraints = [
            valid_choice("jenis", JenisSidik),
            UniqueConstraint(
                fields=["sidik_nomor", "jenis", "desa"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Keluarga dengan nomor ini sudah tercatat di desa ini. Cari dengan nomornya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Sidik {self.pk}"


class StatusKeluargaQuerySet(FaktaQuerySet):
    def moves(self, known_at: datetime | None = None) -> Self:
        """The rows in force that move a family into or out of the list; *entas* once it was verified. For sub-queries."""
        sah = Q(diverifikasi_pada__isnull=False) if known_at is None else Q(diverifikasi_pada__lte=known_at)
        pindah = Q(peristiwa__in=[p.value for p in PINDAH_KELUARGA if p != PeristiwaKeluarga.ENTAS])
        return self.scoped().in_force(known_at).filter(pindah | Q(peristiwa=PeristiwaKeluarga.ENTAS) & sah)

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(keluarga__desa__in=user.personal_desa())._tanpa_personal()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(keluarga__desa__in=user.personal_desa())


class StatusKeluarga(Fakta):
    """One thing that happened to a family on a day (README of this floor). Its moves make up the bridge of the target list.

    `diverifikasi_pada`: when somebody outside the OPD confirmed it; what a figure counts is for that figure to say.
    """

    OPEN = FAKTA_OPEN | names(
        "keluarga peristiwa tanggal desil sumber periode_data hasil nomor_berita_acara diverifikasi_pada pemverifikasi_id "
        "pemverifikasi"
    )
    PERSONAL = names("keterangan_keluarga berkas_berita_acara")

    keluarga = models.ForeignKey(Keluarga, verbose_name="keluarga", on_delete=models.PROTECT, related_name="status")
    peristiwa = models.CharField("peristiwa", max_length=20, choices=PeristiwaKeluarga)
    tanggal = models.DateField("tanggal")
    desil = models.PositiveSmallIntegerField("desil", null=True, blank=True)
    sumber = models.CharField("sumber data", max_length=20, blank=True, choices=SumberKesejahteraan)
    periode_data = models.DateField("tanggal data sumber", null=True, blank=True)
    hasil = models.CharField("hasil verval", max_length=20, blank=True, choices=HasilVerval)
    keterangan_keluarga = models.CharField("keterangan", max_length=500, blank=True)
    nomor_berita_acara = models.CharField("nomor berita acara", max_length=100, blank=True)
    berkas_berita_acara = models.FileField("berkas berita acara", upload_to="berita-acara/", blank=True)
    diverifikasi_pada = models.DateTimeField("diverifikasi pada", null=True, blank=True)
    pemverifikasi_id = models.BigIntegerField("nomor pemverifikasi", null=True, blank=True)
    pemverifikasi = models.CharField("diverifikasi oleh", max_length=200, blank=True)

    objects = StatusKeluargaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "status keluarga"
        ordering = ["tanggal", "id"]
        constraints = fakta_constraints(
            valid_choice("peristiwa", PeristiwaKeluarga),
            valid_choice("sumber", SumberKesejahteraan, blank=True),
            valid_choice("hasil", HasilVerval, blank=True),
            CheckConstraint(
                condition=Q(desil__isnull=True) | Q(desil__range=(1, 10)),
                name="%(app_label)s_%(class)s_desil_angka",
                violation_error_message="Desil antara 1 dan 10. Tulis seperti pada data sumbernya.",
            ),
            CheckConstraint(
                condition=Q(desil__isnull=True) & ~Q(peristiwa="desil")
                | Q(desil__isnull=False, periode_data__isnull=False) & ~Q(sumber=""),
                name="%(app_label)s_%(class)s_desil_asal",
                violation_error_message="Desil dicatat bersama sumber dan tanggal datanya.",
            ),
            CheckConstraint(
                condition=Q(peristiwa="verval") & ~Q(hasil="")
                | Q(peristiwa="keluar") & ~Q(hasil__in=["", "layak"])
                | ~Q(peristiwa__in=["verval", "keluar"]) & Q(hasil=""),
                name="%(app_label)s_%(class)s_hasil_sesuai",
                violation_error_message="Verval menyebut hasilnya, dan keluar dari daftar menyebut sebabnya: meninggal, pindah, "
                "mampu, tidak ditemukan, atau ganda.",
            ),
            together(
                "diverifikasi_pada",
                "pemverifikasi_id",
                name="diverifikasi",
                pesan="Verifikasi status keluarga menyebut waktu dan orangnya.",
            ),
        )
        indexes = [models.Index(fields=["keluarga", "tanggal", "id"], name="desa_status_keluarga")]

    def __str__(self) -> str:
        return f"{self.get_peristiwa_display()} {self.tanggal}"
