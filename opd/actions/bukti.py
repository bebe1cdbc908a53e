"""Photos of a fact: store the clean ones, flag re-used ones, carry them along with a correction."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import BigIntegerField, Func, Q, Value

from desa.models import record
from desa.scoped import deed
from opd.actions.dasar import insert_checked, save_checked
from opd.actions.fakta import chain_of, lock_for_facts, require_current
from opd.actions.kunci import read_locks, require_unlocked
from opd.enums import Kecocokan
from opd.foto import BATAS_MIRIP_BIT, FotoBersih, is_mirip, jarak_phash
from opd.models import Bukti, Kegiatan, Kunjungan, Pengguna

BATAS_FOTO_FAKTA = 6


class _Bit(Func):
    """Sixteen hexadecimal digits as 64 bits, on PostgreSQL."""

    template = "('x' || %(expressions)s)::bit(64)"


class BedaBit(Func):
    """In how many bits two hashes differ, on PostgreSQL."""

    function, arg_joiner, output_field = "BIT_COUNT", " # ", BigIntegerField()

    def __init__(self, *sidik: Any, **extra: Any) -> None:
        super().__init__(*(s if isinstance(s, _Bit) else _Bit(s) for s in sidik), **extra)


@deed
def add_foto(fakta: Kegiatan | Kunjungan, foto: Sequence[FotoBersih], *, by: Pengguna, at: datetime) -> list[Bukti]:
    """Add photos to a recorded fact; one that is there already is skipped, so sending twice adds nothing.

    Raises PermissionDenied, or ValidationError when the fact was replaced, is held by a verified report, or would hold more
    than six photos.
    """
    penugasan = lock_for_facts(fakta.penugasan_id, by=by, at=at)
    fakta = require_current(fakta)
    require_unlocked(fakta, read_locks(penugasan, at=at))
    ada = set(fakta.bukti.values_list("sha256", flat=True))
    baru = [f for f in foto if f.sha256 not in ada]
    hasil = attach_foto(fakta, baru, at=at)
    if hasil:
        record(
            by,
            "menambah foto",
            fakta,
            at=at,
            opd_id=penugasan.opd_id,
            perubahan={"foto": [len(ada), len(ada) + len(hasil)]},
        )
    return hasil


def attach_foto(fakta: Kegiatan | Kunjungan, foto: Sequence[FotoBersih], *, at: datetime) -> list[Bukti]:
    """Store photos for `fakta` inside the caller's deed, which takes their files back if it fails."""
    if not foto:
        return []
    awal = fakta.bukti.count()
    if awal + len(foto) > BATAS_FOTO_FAKTA:
        raise ValidationError({"foto": f"Paling banyak {BATAS_FOTO_FAKTA} foto. Kurangi pilihan foto."})
    lain = other_alike(fakta, {f.phash for f in foto})
    hasil: list[Bukti] = []
    for urutan, satu in enumerate(foto, awal):
        bukti = _build(fakta, satu, urutan=urutan, at=at)
        bukti.mirip_dengan_id = nearest(satu.phash, lain)
        bukti.berkas.save(f"{bukti.uuid}.jpg", ContentFile(satu.isi), save=False)
        bukti.kecil.save(f"{bukti.uuid}-kecil.jpg", ContentFile(satu.kecil), save=False)
        hasil.append(bukti)
    insert_checked(hasil)
    return hasil


def _build(fakta: Kegiatan | Kunjungan, foto: FotoBersih, *, urutan: int, at: datetime) -> Bukti:
    return Bukti(
        uuid=uuid.uuid4(),
        kegiatan=fakta if isinstance(fakta, Kegiatan) else None,
        kunjungan=fakta if isinstance(fakta, Kunjungan) else None,
        urutan=urutan,
        sha256=foto.sha256,
        phash=foto.phash,
        cocok_waktu=foto.cocok_waktu,
        cocok_tempat=foto.cocok_tempat,
        lebar=foto.lebar,
        tinggi=foto.tinggi,
        ukuran=len(foto.isi),
        dicatat_pada=at,
    )


def carry_foto(
    lama: Kegiatan | Kunjungan, baru: Kegiatan | Kunjungan, *, buang: Collection[uuid.UUID], at: datetime
) -> int:
    """Copy the photo rows of `lama` (but those in `buang`) to `baru`; the files are shared. Returns how many.

    When the day changed, the verdict on time is gone with the EXIF block and becomes "tidak ada".
    """
    dibawa = [b for b in lama.bukti.all() if b.uuid not in buang]
    for urutan, asal in enumerate(dibawa):
        salinan = Bukti.objects.get(pk=asal.pk)
        salinan.pk, salinan.uuid, salinan.urutan, salinan.dicatat_pada = None, uuid.uuid4(), urutan, at
        salinan._state.adding = True
        salinan.kegiatan = baru if isinstance(baru, Kegiatan) else None
        salinan.kunjungan = baru if isinstance(baru, Kunjungan) else None
        if lama.tanggal != baru.tanggal:
            salinan.cocok_waktu = Kecocokan.TIDAK_ADA
        save_checked(salinan)
    return len(dibawa)


def other_alike(fakta: Kegiatan | Kunjungan, sidik: Collection[str]) -> list[tuple[int, str]]:
    """(pk, phash) of the photos of other facts that are like one of these hashes, cancelled ones apart. Two queries.

    PostgreSQL compares by itself, 100,000 photos in a tenth of the time it takes to hand them all over with their facts.
    """
    semua = Bukti.objects.order_by()
    if connection.vendor == "postgresql":
        beda = {f"beda_{n}": BedaBit("phash", Value(s)) for n, s in enumerate(sorted(sidik))}
        mirip = Q(*(Q(**{f"{nama}__lte": BATAS_MIRIP_BIT}) for nama in beda), _connector=Q.OR)
        dekat = dict(semua.alias(**beda).filter(mirip).values_list("pk", "phash"))
    else:
        sepasang = semua.values_list("pk", "phash").iterator()
        dekat = {pk: p for pk, p in sepasang if any(is_mirip(s, p) for s in sidik)}
    sendiri = Q(**{f"{fakta._meta.model_name}__in": chain_of(fakta)})
    batal = Q(kegiatan__pengganti__batal=True) | Q(kunjungan__pengganti__batal=True)
    layak = Bukti.objects.filter(pk__in=dekat).exclude(sendiri).exclude(batal)
    return [(pk, dekat[pk]) for pk in layak.order_by("pk").values_list("pk", flat=True)]


def nearest(phash: str, lain: Sequence[tuple[int, str]]) -> int | None:
    """The earliest photo among the nearest within the limit of likeness, or None."""
    jarak = [(jarak_phash(phash, p), pk) for pk, p in lain]
    dekat = [pasangan for pasangan in jarak if pasangan[0] <= BATAS_MIRIP_BIT]
    return min(dekat)[1] if dekat else None
