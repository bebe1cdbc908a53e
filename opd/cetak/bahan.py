"""What every paper needs beside its text: the letterhead, who signs on its day, the photos."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from desa.angka import format_tanggal
from desa.sandi import SandiRusak
from opd.cetak.blok import BacaFoto, Kop, TandaTangan
from opd.models import Bukti, Jabatan, KopSurat, Opd, Pengguna
from opd.permissions import holders
from opd.permissions_cetak import SETDA

KOTA = "Ambon"
"""Where papers are signed when no letterhead says otherwise."""


PROVINSI = "Sekretariat Daerah"


def province_opd(user: Pengguna) -> Opd | None:
    """The Sekretariat Daerah. One query."""
    return Opd.objects.visible_to(user).select_related("dilebur_ke").filter(slug=SETDA).first()


def heads_of(user: Pengguna, opd: Opd | None, *, on: date) -> tuple[Kop, TandaTangan | None]:
    """Letterhead and signature of a paper on its day; without an OPD the province's name and nobody. At most three queries."""
    if opd is None:
        return Kop(PROVINSI), None
    kop, kota = kop_of(user, opd)
    return kop, signature_of(user, opd, on=on, kota=kota)


def kop_of(user: Pengguna, opd: Opd) -> tuple[Kop, str]:
    """An OPD's letterhead and the town it is signed in. One query; without a letterhead the name alone."""
    kop = KopSurat.objects.visible_to(user).filter(opd=opd).first()
    if kop is None:
        return Kop(opd.nama), KOTA
    tempat = f"{kop.alamat}, {kop.kota}{f' {kop.kode_pos}' if kop.kode_pos else ''}"
    sebutan = (("Telepon", kop.telepon_kantor), ("Pos-el", kop.pos_el), ("Laman", kop.laman))
    kontak = "   ".join(f"{nama}: {isi}" for nama, isi in sebutan if isi)
    return Kop(opd.nama, tuple(b for b in (tempat, kontak) if b), _read_logo(kop)), kop.kota


def _read_logo(kop: KopSurat) -> bytes:
    """A logo whose file is gone leaves the head without one, never without its paper."""
    if not kop.logo:
        return b""
    try:
        with kop.logo.open("rb") as berkas:
            return bytes(berkas.read())
    except (FileNotFoundError, SandiRusak):
        return b""


def signature_of(user: Pengguna, opd: Opd, *, on: date, kota: str) -> TandaTangan:
    """Who signs for the OPD on a day, by the Jabatan open then: the Plh. before all others, after a merger the successor's.

    The NIP is printed only for who may read it; everybody else gets a line to write it on. At most two queries.
    """
    menjawab = opd.answering_on(on)
    tempat = f"{kota}, {format_tanggal(on)}"
    terbuka = Jabatan.objects.visible_to(user).filter(opd=menjawab).open_on(on)
    semua = holders(sorted(terbuka, key=lambda j: (j.mulai, j.pk)))
    if not semua:
        return TandaTangan(tempat, f"Kepala {menjawab.nama} (jabatan kosong)")
    j = semua[-1]
    nip = Jabatan.objects.personal_for(user).filter(pk=j.pk).values_list("nip", flat=True).first()
    return TandaTangan(tempat, j.sebutan, j.pemegang, nip or "")


def photo_reader(user: Pengguna, uuid: Iterable[UUID]) -> BacaFoto:
    """A way to each photo's bytes, opened one at a time. One query; none without photos."""
    kunci = frozenset(uuid)
    foto = Bukti.objects.visible_to(user).filter(uuid__in=kunci).only("uuid", "berkas")
    berkas = {b.uuid: b.berkas for b in foto} if kunci else {}

    def read(satu: UUID) -> bytes | None:
        if not berkas.get(satu):
            return None
        try:
            with berkas[satu].open("rb") as isi:
                return bytes(isi.read())
        except (FileNotFoundError, SandiRusak):
            return None

    return read
