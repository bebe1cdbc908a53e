"""How many families of a village are poor, as one source counted them on one day. Families are counted here, never named."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Coalesce

from desa.angka import format_ribuan, format_tanggal
from desa.enums import DefinisiEkstrem, StatusPotret, SumberKesejahteraan
from desa.models.dasar import FAKTA_OPEN, Fakta, FaktaQuerySet, fakta_constraints, valid_choice
from desa.models.wilayah import Desa
from desa.scoped import Reader, names

KK_TERBANYAK = 100_000
SUMBER = [(s.value, s.label) for s in SumberKesejahteraan if s != SumberKesejahteraan.LAINNYA]
"""A source without a name makes no series, so it is none here."""
DESIL = ("kk_desil_1", "kk_desil_2", "kk_desil_3", "kk_desil_4")
RINCIAN = (*DESIL, "kk_miskin", "kk_miskin_ekstrem")
KK = ("kk_total", *RINCIAN)

MELEBIHI = {
    ("kk_miskin", "kk_total"): "KK miskin tidak boleh melebihi seluruh KK di desa. Periksa kedua angkanya.",
    ("kk_miskin_ekstrem", "kk_total"): "KK miskin ekstrem tidak boleh melebihi seluruh KK di desa. Periksa kedua angkanya.",
    ("kk_miskin_ekstrem", "kk_miskin"): "KK miskin ekstrem tidak boleh melebihi KK miskin. Periksa kedua angkanya.",
}  # fmt: skip
"""(part, whole) and what is said when the part is larger."""
DESIL_MELEBIHI = "Jumlah KK desil 1 sampai 4 tidak boleh melebihi seluruh KK di desa. Periksa angkanya."
TANPA_DOKUMEN = "Sebutkan dokumen sumber angkanya, misalnya berita acara serah terima P3KE."
KOSONG = "Isi sedikitnya satu dari KK miskin ekstrem, KK miskin, atau KK per desil."


def broken_rules(isi: Mapping[str, int | None]) -> dict[str, str]:
    """Field → sentence for every rule across the counts that these break; what is unknown breaks none."""
    hasil: dict[str, str] = {}
    for (bagian, seluruh), kalimat in MELEBIHI.items():
        a, b = isi.get(bagian), isi.get(seluruh)
        if a is not None and b is not None and a > b:
            hasil.setdefault(bagian, kalimat)
    total, desil = isi.get("kk_total"), {n: isi[n] or 0 for n in DESIL if isi.get(n) is not None}
    if total is not None and sum(desil.values()) > total:
        hasil[max(desil)] = DESIL_MELEBIHI
    if all(isi.get(n) is None for n in RINCIAN):
        hasil["kk_miskin_ekstrem"] = KOSONG
    return hasil


class PotretQuerySet(FaktaQuerySet):
    """Every signed-in role reads which potret there are; the roll-ups close small groups of families (opd/rekap/potret.py)."""

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(desa__in=user.managed_desa())._tanpa_personal()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(desa__in=user.personal_desa())

    def verified(self, known_at: datetime | None = None) -> Self:
        """The rows that count: verified by then, and not yet replaced or taken out by another verified row."""
        sah = self.filter(status=StatusPotret.DIVERIFIKASI, batal=False)
        if known_at is None:
            return sah.filter(digantikan_pada__isnull=True)
        berlaku = Q(digantikan_pada__isnull=True) | Q(digantikan_pada__gt=known_at)
        return sah.filter(berlaku, diperiksa_pada__lte=known_at)

    def pending(self, known_at: datetime | None = None) -> Self:
        """The last row of each potret that somebody still had to settle then: to verify, or to put right after a return."""
        if known_at is None:
            return self.filter(pengganti__isnull=True, status__in=(StatusPotret.DRAF, StatusPotret.DIKEMBALIKAN))
        terakhir = Q(pengganti__isnull=True) | Q(pengganti__dicatat_pada__gt=known_at)
        terbuka = ~Q(status=StatusPotret.DIVERIFIKASI) | Q(diperiksa_pada__gt=known_at)
        return self.filter(terakhir, terbuka, dicatat_pada__lte=known_at).exclude(status=StatusPotret.DITARIK)


def _within(bagian: str, seluruh: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(**{f"{bagian}__isnull": True})
        | Q(**{f"{seluruh}__isnull": True})
        | Q(**{f"{bagian}__lte": F(seluruh)}),
        name="%(app_label)s_%(class)s_" + f"{bagian}_{seluruh}",
        violation_error_message=MELEBIHI[bagian, seluruh],
    )


def _kk(label: str) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(KK_TERBANYAK)])


class PotretKesejahteraan(Fakta):
    """One village, one source, one day. Unknown counts stay empty, never 0.

    A newer vintage is a new `kunci`; a correction is a row of the same `kunci` that replaces the last one. A verified row
    counts until a verified row of its `kunci` takes its place (`digantikan_pada`): a correction that waits changes nothing.
    The scanned paper is PERSONAL: minutes of a musdes name families.
    """

    OPEN = FAKTA_OPEN | names(
        "kunci desa sumber definisi definisi_lain tanggal_data dokumen kk_total kk_desil_1 kk_desil_2 kk_desil_3 kk_desil_4 "
        "kk_miskin kk_miskin_ekstrem status diperiksa_pada pemeriksa_id pemeriksa alasan_kembali digantikan_pada"
    )
    PERSONAL = names("pindaian")

    kunci = models.UUIDField("pengenal potret", default=uuid.uuid4, editable=False)
    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="potret")
    sumber = models.CharField("sumber", max_length=20, choices=SUMBER)
    definisi = models.CharField("arti miskin ekstrem", max_length=20, choices=DefinisiEkstrem)
    definisi_lain = models.CharField("arti miskin ekstrem, ditulis sendiri", max_length=200, blank=True)
    tanggal_data = models.DateField("tanggal data")
    dokumen = models.CharField("dokumen sumber", max_length=200, error_messages={"blank": TANPA_DOKUMEN})
    kk_total = _kk("seluruh KK")
    kk_desil_1 = _kk("KK desil 1")
    kk_desil_2 = _kk("KK desil 2")
    kk_desil_3 = _kk("KK desil 3")
    kk_desil_4 = _kk("KK desil 4")
    kk_miskin = _kk("KK miskin")
    kk_miskin_ekstrem = _kk("KK miskin ekstrem")
    pindaian = models.FileField("pindaian bukti", upload_to="potret/", blank=True)
    status = models.CharField("status", max_length=20, choices=StatusPotret, default=StatusPotret.DRAF)
    diperiksa_pada = models.DateTimeField("diperiksa pada", null=True, blank=True)
    pemeriksa_id = models.BigIntegerField("nomor pemeriksa", null=True, blank=True)
    pemeriksa = models.CharField("diperiksa oleh", max_length=200, blank=True)
    alasan_kembali = models.CharField("alasan dikembalikan", max_length=500, blank=True)
    digantikan_pada = models.DateTimeField("digantikan pada", null=True, blank=True)

    objects = PotretQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "potret kesejahteraan"
        ordering = ["-tanggal_data", "-id"]
        constraints = fakta_constraints(
            CheckConstraint(
                condition=Q(sumber__in=[nilai for nilai, _ in SUMBER]),
                name="%(app_label)s_%(class)s_sumber",
                violation_error_message="Pilihan untuk sumber tidak dikenal. Pilih dari daftar.",
            ),
            valid_choice("definisi", DefinisiEkstrem),
            valid_choice("status", StatusPotret),
            CheckConstraint(
                condition=(Q(definisi="lainnya") & ~Q(definisi_lain=""))
                | (~Q(definisi="lainnya") & Q(definisi_lain="")),
                name="%(app_label)s_%(class)s_definisi_lain",
                violation_error_message="Tulis arti miskin ekstrem hanya bila tidak ada pada daftar.",
            ),
            CheckConstraint(
                condition=~Q(dokumen=""),
                name="%(app_label)s_%(class)s_dokumen",
                violation_error_message=TANPA_DOKUMEN,
            ),
            *(_within(bagian, seluruh) for bagian, seluruh in MELEBIHI),
            CheckConstraint(
                condition=Q(kk_total__isnull=True)
                | Q(kk_total__gte=sum((Coalesce(F(n), 0) for n in DESIL[1:]), Coalesce(F(DESIL[0]), 0))),
                name="%(app_label)s_%(class)s_desil",
                violation_error_message=DESIL_MELEBIHI,
            ),
            CheckConstraint(
                condition=~Q(**{f"{n}__isnull": True for n in RINCIAN}),
                name="%(app_label)s_%(class)s_kosong",
                violation_error_message=KOSONG,
            ),
            CheckConstraint(
                condition=Q(status__in=("draf", "ditarik"), diperiksa_pada__isnull=True, alasan_kembali="")
                | Q(status="diverifikasi", diperiksa_pada__isnull=False, alasan_kembali="")
                | (Q(status="dikembalikan", diperiksa_pada__isnull=False) & ~Q(alasan_kembali="")),
                name="%(app_label)s_%(class)s_periksa",
                violation_error_message="Potret yang diperiksa harus menyebut waktunya; yang dikembalikan juga alasannya.",
            ),
            CheckConstraint(
                condition=Q(digantikan_pada__isnull=True) | Q(status="diverifikasi"),
                name="%(app_label)s_%(class)s_digantikan",
                violation_error_message="Hanya potret yang sudah diverifikasi yang dapat digantikan.",
            ),
            CheckConstraint(
                condition=Q(batal=True) | ~Q(status="ditarik"),
                name="%(app_label)s_%(class)s_ditarik",
                violation_error_message="Potret yang ditarik dicatat sebagai pembatalan.",
            ),
            UniqueConstraint(
                fields=["desa", "sumber", "tanggal_data"],
                condition=Q(status="diverifikasi", digantikan_pada__isnull=True, batal=False),
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Potret dari sumber dan tanggal ini sudah diverifikasi. Koreksi potret itu.",
            ),
        )
        indexes = [
            models.Index(fields=["desa", "tanggal_data"], name="desa_potret_desa"),
            models.Index(fields=["kunci"], name="desa_potret_kunci"),
            models.Index(fields=["tanggal_data"], name="desa_potret_baru", condition=Q(status="diverifikasi")),
        ]

    def __str__(self) -> str:
        return f"Potret {self.get_sumber_display()} {format_tanggal(self.tanggal_data)}"

    @property
    def berlaku(self) -> bool:
        """Whether it counts today."""
        return self.status == StatusPotret.DIVERIFIKASI and not self.batal and self.digantikan_pada is None

    @property
    def arti(self) -> str:
        """What "miskin ekstrem" means in this count."""
        return self.definisi_lain or str(self.get_definisi_display())

    @property
    def deret(self) -> tuple[str, str, str]:
        """Counts with the same are of one series and may be compared."""
        return series_of(self.sumber, self.definisi, self.definisi_lain)


def series_of(sumber: str, definisi: str, definisi_lain: str) -> tuple[str, str, str]:
    """Source and definition; a definition written by hand is the same whatever its capitals."""
    return sumber, definisi, definisi_lain.casefold()


def count_words(nilai: int | None) -> str:
    """ "1.234 KK"; what is not known says so."""
    return "belum diketahui" if nilai is None else f"{format_ribuan(nilai)} KK"
