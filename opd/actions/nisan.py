"""Set tombstones, and refuse what one keeps out. Law: UU 27/2022 art. 41, 43. No number or name stands in one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError

from desa.enums import Pengosongan
from desa.segel import own_key
from desa.waktu import tanggal_wit
from opd.actions.kosongkan import Diambil
from opd.models import Nisan, PermintaanSubjek
from opd.rekap.berkas_subjek import gather_rows
from opd.rekap.nisan import Nomor, name_in, nisan_hash, refusal_of
from opd.rekap.simpanan_pribadi import Kunci


def set_nisan(permintaan: PermintaanSubjek, nomor: Collection[Nomor], keadaan: Pengosongan, *, on: date) -> None:
    """Tombstones of these; a restriction takes no place of another's, least of all of an erasure's."""
    kunci = own_key("nisan") if nomor else b""
    for satu in sorted(nomor):
        sidik, jenis = nisan_hash(kunci, satu), satu[0]
        isi = {"keadaan": keadaan, "hari": on, "permintaan": permintaan}
        if keadaan == Pengosongan.DIBATASI:
            Nisan.objects.get_or_create(sidik_nisan=sidik, jenis=jenis, defaults=isi)
        else:
            Nisan.objects.update_or_create(sidik_nisan=sidik, jenis=jenis, defaults=isi)


def free_nisan(pembatasan: PermintaanSubjek) -> int:
    """Take away the tombstones of a restriction that ends, how many; what another one in force keeps too stays guarded."""
    jumlah: int = Nisan.objects.filter(permintaan=pembatasan, keadaan=Pengosongan.DIBATASI).delete()[0]
    for lain in PermintaanSubjek.objects.exclude(simpanan_sandi="").order_by("pk"):
        simpanan, disimpan = json.loads(lain.simpanan), Diambil()
        for kunci, satu in gather_rows(k for k in map(Kunci.read, simpanan) if k is not None).items():
            disimpan.note_kept(satu, simpanan.get(str(kunci), {}))
        assert lain.diputus_pada is not None  # noqa: S101  a constraint
        set_nisan(lain, disimpan.nomor, Pengosongan.DIBATASI, on=tanggal_wit(lain.diputus_pada))
    return jumlah


def require_not_erased(bidang: str, *nomor: Nomor) -> None:
    """Raise ValidationError for what an erasure or a restriction keeps out."""
    if (tolak := refusal_of(*nomor)) is not None:
        raise ValidationError({bidang: tolak.kalimat}, code="nisan")


def require_names_not_erased(bidang: str, desa_id: int, nama: Iterable[str]) -> None:
    """The same of names without a NIK in one village."""
    require_not_erased(bidang, *(name_in(desa_id, n) for n in nama))
