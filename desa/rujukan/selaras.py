"""Bring a table in line with its reference file: set-wise, repeatable, with history, never past a person's own edit.

A value that a person changed since the last load is kept and reported. Who changed it last is read from `Catatan`: the
newest row about this object that names the field (or names none) was written by a person, not by the loader. So is a row to
which a person gave another key: the file's does not come back beside it.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from desa.models import Catatan, NilaiIndikator, make_catatan
from desa.rujukan.baca import RujukanRusak

TINDAKAN = "memuat data rujukan"
KELOMPOK = 500


@dataclass(frozen=True)
class Beda:
    """One value that differs between file and database."""

    nomor: int
    objek: str
    kolom: str
    lama: str
    baru: str

    def __str__(self) -> str:
        return f"{self.objek}: {self.kolom} {self.lama or '(kosong)'} → {self.baru or '(kosong)'}"


@dataclass
class Hasil:
    """What a load did to one table."""

    tabel: str
    baru: int = 0
    sama: int = 0
    berubah: list[Beda] = field(default_factory=list)
    tidak_ditimpa: list[Beda] = field(default_factory=list)
    tidak_di_berkas: list[str] = field(default_factory=list)

    def baris(self) -> str:
        """One line for the person at the terminal."""
        return (
            f"{self.tabel}: {self.baru} baru, {len({b.nomor for b in self.berubah})} berubah, {self.sama} sama, "
            f"{len({b.nomor for b in self.tidak_ditimpa})} berbeda dari berkas (tidak ditimpa), "
            f"{len(self.tidak_di_berkas)} tidak ada di berkas"
        )

    def rincian(self) -> list[str]:
        """One line per difference."""
        return [
            *(f"  berubah  {b}" for b in self.berubah),
            *(f"  berbeda dari berkas, tidak ditimpa  {b}" for b in self.tidak_ditimpa),
            *(f"  tidak ada di berkas, tidak dihapus  {o}" for o in self.tidak_di_berkas),
        ]


def selaraskan(
    model: type[models.Model],
    baris: Iterable[dict[str, Any]],
    *,
    kunci: Sequence[str],
    at: datetime,
    tetap: Sequence[str] = (),
    lapor_hilang: bool = True,
    lingkup: Sequence[str] = (),
) -> Hasil:
    """Create and update the rows of `model` that `baris` describes (attname → value; all with the same keys).

    `kunci`: the attnames that identify a row. `tetap`: attnames given to new rows and never touched again.
    `lapor_hilang`: report rows that are not in the file (off for tables to which people add rows of their own).
    `lingkup`: report them only where the file has other rows with the same values in these columns of the key.
    Raises RujukanRusak when a new value breaks a field's own rule. Runs inside the caller's transaction.
    Cost: one query when nothing changed, then a few per 500 changed rows.
    """
    hasil = Hasil(str(model._meta.verbose_name))
    daftar = {tuple(b[k] for k in kunci): b for b in baris}
    if not daftar:
        return hasil
    contoh = next(iter(daftar.values()))
    kolom = [k for k in contoh if k not in kunci and k not in tetap]
    ada = {
        tuple(r[1 : 1 + len(kunci)]): (r[0], r[1 + len(kunci) :])
        for r in model._default_manager.values_list("pk", *kunci, *kolom)
    }
    baru = [model(**b) for k, b in daftar.items() if k not in ada]
    _tambah(model, _without_moved(model, baru, kunci, hasil), hasil, at)
    ubah: dict[Any, dict[str, Any]] = {}
    for k, (pk, nilai) in ada.items():
        if k not in daftar:
            continue
        beda = {n: daftar[k][n] for n, v in zip(kolom, nilai, strict=True) if daftar[k][n] != v}
        if beda:
            ubah[pk] = beda
        else:
            hasil.sama += 1
    _ubah(model, ubah, hasil, at)
    if lapor_hilang:
        letak = [list(kunci).index(k) for k in lingkup]
        dimuat = {tuple(k[i] for i in letak) for k in daftar}
        hilang = [pk for k, (pk, _) in ada.items() if k not in daftar and tuple(k[i] for i in letak) in dimuat]
        hasil.tidak_di_berkas = [_label(o) for o in _ambil(model, hilang).values()]
    return hasil


def _without_moved(
    model: type[models.Model], baru: list[models.Model], kunci: Sequence[str], hasil: Hasil
) -> list[models.Model]:
    """The new rows but those that stand in the database under the key that a person gave them, which are reported."""
    nama = [model._meta.get_field(k).name for k in kunci]
    pindah = _moved(model, nama) if baru else {}
    if not pindah:
        return baru
    tetap = []
    for objek in baru:
        if lama := pindah.get(_key_of(objek, nama)):
            teks = (" · ".join(_teks(v) for v in _key_of(o, nama)) for o in (lama, objek))
            hasil.tidak_ditimpa.append(Beda(lama.pk, _label(lama), ", ".join(nama), *teks))
        else:
            tetap.append(objek)
    return tetap


def _moved(model: type[models.Model], nama: Sequence[str]) -> dict[tuple[Any, ...], models.Model]:
    """Every key that a row had before a person gave it another one, read back from its newest change to its first."""
    oleh_orang = Catatan.objects.filter(objek_jenis=model._meta.label_lower, oleh_id__isnull=False).exclude(objek_id="")
    diubah = oleh_orang.filter(perubahan__has_any_keys=list(nama)).order_by("-id")
    riwayat = [(model._meta.pk.to_python(pk), isi) for pk, isi in diubah.values_list("objek_id", "perubahan")]
    ada = _ambil(model, list({pk for pk, _ in riwayat}))
    kunci = {pk: dict(zip(nama, _key_of(o, nama), strict=True)) for pk, o in ada.items()}
    hasil: dict[tuple[Any, ...], models.Model] = {}
    for pk, isi in riwayat:
        if pk in ada:
            kunci[pk] |= {n: isi[n][0] for n in nama if n in isi}
            hasil[tuple(kunci[pk].values())] = ada[pk]
    return hasil


def _key_of(objek: models.Model, nama: Sequence[str]) -> tuple[Any, ...]:
    """A row's key as a `Catatan` writes it down."""
    nilai = (getattr(objek, n) for n in nama)
    return tuple(v if v is None or isinstance(v, int | str) else str(v) for v in nilai)


def _tambah(model: type[models.Model], baru: list[models.Model], hasil: Hasil, at: datetime) -> None:
    kunci_asing = [f.name for f in model._meta.fields if f.is_relation]
    for objek in baru:
        try:
            objek.clean_fields(exclude=kunci_asing)
        except ValidationError as e:
            kolom, pesan = next(iter(e.message_dict.items()))
            raise RujukanRusak(f"{hasil.tabel} kolom {kolom}: {pesan[0]}") from e
    if not baru:
        return
    with _kalimat(model, hasil):
        model._default_manager.bulk_create(baru, batch_size=2000)
    hasil.baru = len(baru)
    Catatan(
        pada=at,
        oleh="sistem",
        sebagai="sistem",
        tindakan=TINDAKAN,
        objek_jenis=model._meta.label_lower,
        objek=hasil.tabel,
        perubahan={"baris baru": [0, len(baru)]},
    ).save(force_insert=True)


def _ubah(model: type[models.Model], ubah: dict[Any, dict[str, Any]], hasil: Hasil, at: datetime) -> None:
    if not ubah:
        return
    milik_orang = _diubah_orang(model, ubah)
    catatan, simpan, nama_kolom = [], [], set()
    for pk, objek in _ambil(model, list(ubah)).items():
        perubahan, label = {}, _label(objek)
        for kolom, nilai in ubah[pk].items():
            beda = Beda(pk, label, kolom, _teks(getattr(objek, kolom)), _teks(nilai))
            if (pk, kolom) in milik_orang or (pk, "") in milik_orang:
                hasil.tidak_ditimpa.append(beda)
                continue
            hasil.berubah.append(beda)
            perubahan[kolom] = [beda.lama, beda.baru]
            setattr(objek, kolom, nilai)
            nama_kolom.add(kolom)
        if perubahan:
            objek.clean_fields(exclude=[f.name for f in model._meta.fields if f.is_relation])
            simpan.append(objek)
            catatan.append(make_catatan(None, TINDAKAN, objek, at=at, perubahan=perubahan))
    if simpan:
        nama = [f.name for f in model._meta.fields if f.attname in nama_kolom]
        with _kalimat(model, hasil):
            model._default_manager.bulk_update(simpan, nama, batch_size=KELOMPOK)
        Catatan.objects.bulk_create(catatan)


@contextlib.contextmanager
def _kalimat(model: type[models.Model], hasil: Hasil) -> Iterator[None]:
    """Turn a broken constraint into the sentence of that constraint."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as e:
        pesan = next((str(c.violation_error_message) for c in model._meta.constraints if c.name in str(e)), str(e))
        raise RujukanRusak(f"{hasil.tabel}: {pesan}") from e


def _ambil(model: type[models.Model], pk: list[Any]) -> dict[Any, models.Model]:
    """The rows by pk, with the places that their labels need."""
    nama = {f.name for f in model._meta.fields}
    perlu = {"desa": "desa__kecamatan__kabupaten", "kecamatan": "kecamatan__kabupaten", "kabupaten": "kabupaten"}
    semua = model._default_manager.select_related(*(v for k, v in perlu.items() if k in nama))
    hasil: dict[Any, models.Model] = {}
    for i in range(0, len(pk), KELOMPOK):
        hasil |= {o.pk: o for o in semua.filter(pk__in=pk[i : i + KELOMPOK])}
    return hasil


def _diubah_orang(model: type[models.Model], ubah: dict[Any, dict[str, Any]]) -> set[tuple[Any, str]]:
    """The (pk, field) pairs whose newest audit row is a person's; ("" stands for a row that names no field)."""
    terakhir: dict[tuple[Any, str], bool] = {}
    tipe = model._meta.pk.to_python
    riwayat = Catatan.objects.filter(objek_jenis=model._meta.label_lower).exclude(objek_id="").order_by("pada", "id")
    for objek_id, oleh_id, perubahan in riwayat.values_list("objek_id", "oleh_id", "perubahan"):
        pk = tipe(objek_id)
        for kolom in perubahan or {"": None}:
            for nama in (kolom, f"{kolom}_id"):
                terakhir[pk, nama] = oleh_id is not None
    return {k for k, orang in terakhir.items() if orang and k[0] in ubah}


def _label(objek: Any) -> str:
    """What a person needs to find the row: its place first, where the row's own label does not say it."""
    if isinstance(objek, NilaiIndikator):
        return f"{objek.desa}: {objek.indikator}, {objek.tahun}"
    tempat = getattr(objek, "desa", None)
    return f"{tempat}: {objek}" if isinstance(tempat, models.Model) else str(objek)


def _teks(nilai: Any) -> str:
    return "" if nilai is None else str(nilai)
