"""Issue a paper with its code, note that a draft was printed, and keep an OPD's letterhead."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, diff, save_checked
from opd.models import Cetakan, KopSurat, Opd, Pengguna
from opd.models.cetakan import HURUF_KODE, PANJANG_KODE, sealed_hash
from opd.permissions_cetak import can_issue, can_keep_kop, can_print

TANPA_PERAN = "Naskah dicetak oleh akun yang mempunyai peran. Hubungi admin sistem."
BUKAN_PENERBIT = (
    "Nomor surat dan penanda tangan ditetapkan OPD pemilik kop, Sekda untuk naskah provinsi, atau verifikator. "
    "Anda dapat mengunduh salinan baca, tanpa nomor."
)
NOMOR_DIPAKAI = "Nomor surat {} sudah dipakai “{}” tahun {}. Tulis nomor lain menurut buku agenda, atau kosongkan."
BUKAN_KOP = "Kop surat ini ditulis oleh OPD pemiliknya."


@dataclass(frozen=True)
class Terbitan:
    """A paper that is to go out: what it is about, its content (empty where the row itself keeps it) and hash."""

    jenis: str
    kunci: str
    judul: str
    per: date
    sha256: str
    isi: str = ""


@dataclass(frozen=True)
class Lembar:
    """How it is printed: the kind of file, and the OPD's own number for it; without one the number it went out with stays."""

    bentuk: str
    nomor: str = ""

    def as_changes(self, sha: str) -> dict[str, list[Any]]:
        """For the Catatan: the hash, and the number if there is one."""
        nomor = {"nomor surat": ["", self.nomor]} if self.nomor else {}
        return {"sidik jari isi": ["", sha]} | nomor


@deed
def issue_paper(t: Terbitan, lembar: Lembar, *, penjaga: Opd | None, by: Pengguna, at: datetime) -> Cetakan:
    """The edition with this content and number: the newest one if it says the same, else the next.

    `penjaga` is the OPD whose letterhead heads it, None the province. Raises PermissionDenied, or ValidationError when
    another paper of that letterhead has the number.
    """
    if not can_issue(by, penjaga, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENERBIT)
    cetakan = same_edition(t, lembar.nomor, by=by) or _next(t, lembar.nomor, penjaga=penjaga, by=by, at=at)
    record(
        by,
        f"mencetak naskah ({lembar.bentuk.upper()})",
        cetakan,
        at=at,
        perubahan=Lembar(lembar.bentuk, cetakan.nomor_surat).as_changes(cetakan.sha256),
        opd_id=penjaga.pk if penjaga else None,
    )
    return cetakan


def same_edition(t: Terbitan, nomor: str = "", *, by: Pengguna) -> Cetakan | None:
    """The newest edition, where it has this content and number (none asked: whichever it has). One query."""
    baru = Cetakan.objects.visible_to(by).of(t.jenis, t.kunci).defer("isi").first()
    return baru if baru is not None and baru.sha256 == sealed_hash(t.sha256, nomor or baru.nomor_surat) else None


def claim_number(t: Terbitan, nomor: str, *, penjaga: Opd | None, by: Pengguna, at: datetime) -> str | None:
    """What an edition with this number holds it by; None without one, or where the paper has it already.

    Raises ValidationError when another paper has it, under this letterhead and in this year.
    """
    if not nomor:
        return None
    tahun = tanggal_wit(at).year
    pemakai = f"{penjaga.pk if penjaga else 0}/{tahun}/{''.join(nomor.split()).upper()}"
    lain = Cetakan.objects.visible_to(by).filter(pemakai_nomor=pemakai).values_list("jenis", "kunci", "judul").first()
    if lain is None:
        return pemakai
    if lain[:2] != (t.jenis, t.kunci):
        raise ValidationError({"nomor_surat": NOMOR_DIPAKAI.format(nomor, lain[2], tahun)}, code="dipakai")
    return None


def _next(t: Terbitan, nomor: str, *, penjaga: Opd | None, by: Pengguna, at: datetime) -> Cetakan:
    """A new edition; when somebody else issued one at this moment, that one or the one after it."""
    akhir = Cetakan.objects.of(t.jenis, t.kunci).values_list("nomor", flat=True).first()
    kode = "".join(secrets.choice(HURUF_KODE) for _ in range(PANJANG_KODE))
    isi = asdict(t) | {"sha256": sealed_hash(t.sha256, nomor), "nomor_surat": nomor}
    isi["pemakai_nomor"] = claim_number(t, nomor, penjaga=penjaga, by=by, at=at)
    cetakan = Cetakan(kode=kode, nomor=(akhir or 0) + 1, terbit_pada=at, **isi)
    try:
        cetakan.full_clean()
        with transaction.atomic():
            cetakan.save(force_insert=True)
    except (IntegrityError, ValidationError):
        claim_number(t, nomor, penjaga=penjaga, by=by, at=at)  # another paper may have taken it at this moment
        if not Cetakan.objects.of(t.jenis, t.kunci).filter(nomor=cetakan.nomor).exists():
            raise
        return same_edition(t, nomor, by=by) or _next(t, nomor, penjaga=penjaga, by=by, at=at)
    return cetakan


@deed
def record_unsealed(
    objek: models.Model, t: Terbitan, bentuk: str, *, sebagai: str, opd_id: int | None, by: Pengguna, at: datetime
) -> None:
    """A draft or a copy to read (`sebagai`) was printed: it carries no code, and the history of `objek` says who has it.

    Raises PermissionDenied.
    """
    if not can_print(by, on=tanggal_wit(at)):
        raise PermissionDenied(TANPA_PERAN)
    isi = {"naskah": ["", t.judul]} | Lembar(bentuk).as_changes(t.sha256)
    record(by, f"mencetak {sebagai} ({bentuk.upper()})", objek, at=at, perubahan=isi, opd_id=opd_id)


@dataclass(frozen=True)
class IsiKop:
    """What the form says of a letterhead."""

    alamat: str
    kota: str = "Ambon"
    kode_pos: str = ""
    telepon_kantor: str = ""
    pos_el: str = ""
    laman: str = ""

    def fingerprint(self) -> str:
        """A short text that changes whenever the letterhead does, for a form to bring back."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def read_kop(kop: KopSurat) -> IsiKop:
    """A stored letterhead as its form shows it."""
    return IsiKop(kop.alamat, kop.kota, kop.kode_pos, kop.telepon_kantor, kop.pos_el, kop.laman)


@deed
def change_kop(
    opd: Opd,
    isi: IsiKop,
    *,
    lama: IsiKop | None,
    logo: tuple[bytes, str] | None = None,
    tanpa_logo: bool = False,
    by: Pengguna,
    at: datetime,
) -> KopSurat:
    """The letterhead as `isi` says; `lama` is what the writer saw, None the first. A new `logo` (bytes, ending) replaces the old.

    Raises PermissionDenied, or ValidationError when it was changed meanwhile.
    """
    opd = Opd.objects.select_for_update(of=("self",)).select_related("dilebur_ke").get(pk=opd.pk)
    if not can_keep_kop(by, opd, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_KOP)
    kop = KopSurat.objects.filter(opd=opd).first() or KopSurat(opd=opd)
    if (read_kop(kop) if kop.pk else None) != lama:
        raise ValidationError(BERUBAH, code="berubah")
    perubahan = diff(kop, asdict(isi))
    for nama, nilai in asdict(isi).items():
        setattr(kop, nama, nilai)
    if logo is not None:
        kop.logo = ContentFile(logo[0], name=f"{uuid4().hex}{logo[1]}")
        perubahan["logo"] = ["", "logo baru"]
    elif tanpa_logo and kop.logo:
        kop.logo = ""
        perubahan["logo"] = ["logo", ""]
    if perubahan or not kop.pk:
        save_checked(kop)
        record(by, "mengubah kop surat", kop, at=at, opd_id=opd.pk, perubahan=perubahan)
    return kop
