"""Photos of a fact: store the clean ones, flag re-used ones, carry them along with a correction."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Q

from desa.models import record
from desa.scoped import deed
from opd.actions.dasar import save_checked
from opd.actions.fakta import chain_of, lock_for_facts, require_current
from opd.actions.kunci import read_locks, require_unlocked
from opd.enums import Kecocokan
from opd.foto import BATAS_MIRIP_BIT, FotoBersih, jarak_phash
from opd.models import Bukti, Kegiatan, Kunjungan, Pengguna

BATAS_FOTO_FAKTA = 6


@deed
def add_foto(fakta: Kegiatan | Kunjungan, foto: Sequence[FotoBersih], *, by: Pengguna, at: datetime) -> list[Bukti]:
    """Add photos to a recorded fact; one that is there already is skipped, so sending twice adds nothing.

    Raises PermissionDenied, or ValidationError when the fact was replaced, is held by a verified report, or would hold more
    than six photos.
    """
    penugasan = lock_for_facts(fakta.penugasan_id, by=by, at=at)
    fakta = require_current(fakta)
    require_unlocked(fakta, read_locks(penugasan, by=by, at=at))
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
    awal = fakta.bukti.count()
    if awal + len(foto) > BATAS_FOTO_FAKTA:
        raise ValidationError({"foto": f"Paling banyak {BATAS_FOTO_FAKTA} foto. Kurangi pilihan foto."})
    lain = _other_photos(fakta) if foto else []
    hasil: list[Bukti] = []
    for urutan, satu in enumerate(foto, awal):
        bukti = _build(fakta, satu, urutan=urutan, at=at)
        bukti.mirip_dengan_id = nearest(satu.phash, lain)
        bukti.berkas.save(f"{bukti.uuid}.jpg", ContentFile(satu.isi), save=False)
        bukti.kecil.save(f"{bukti.uuid}-kecil.jpg", ContentFile(satu.kecil), save=False)
        save_checked(bukti)
        hasil.append(bukti)
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


def _other_photos(fakta: Kegiatan | Kunjungan) -> list[tuple[int, str]]:
    """(pk, phash) of every photo of other facts, cancelled ones apart. 50,000 photos cost 0.1 s to compare with one."""
    nama = fakta._meta.model_name
    sendiri = Q(**{f"{nama}__in": chain_of(fakta)})
    batal = Q(kegiatan__pengganti__batal=True) | Q(kunjungan__pengganti__batal=True)
    return list(Bukti.objects.exclude(sendiri).exclude(batal).order_by("pk").values_list("pk", "phash"))


def nearest(phash: str, lain: Sequence[tuple[int, str]]) -> int | None:
    """The earliest photo among the nearest within the limit of likeness, or None."""
    jarak = [(jarak_phash(phash, p), pk) for pk, p in lain]
    dekat = [pasangan for pasangan in jarak if pasangan[0] <= BATAS_MIRIP_BIT]
    return min(dekat)[1] if dekat else None
