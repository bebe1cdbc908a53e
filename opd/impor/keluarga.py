"""An extract of target families: new ones, a new desil of those on the list, and the same, matched by NIK or no. KK.

Nothing here stores a name or a number but in `IsiBaris`, which the deed writes; `ringkas` and what is remembered of a plan hold
neither, `rinci` shows them masked to the uploader alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desa.angka import format_tanggal
from desa.enums import JenisSidik, SumberKesejahteraan
from desa.impor.tabel import Galat, Tabel
from desa.models import Desa, SidikKeluarga, StatusKeluarga
from desa.models.keluarga import number_hashes
from desa.sandi import samarkan_nik
from opd.actions.isi_keluarga import IsiKeluarga, IsiMasuk, odd_numbers
from opd.impor.keluarga_baca import PembacaKeluarga, Terbaca
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Tanya, skip, tolak
from opd.impor.susulan import Susulan
from opd.rekap.kunci import BukuKunci
from opd.rekap.nisan import Nomor, name_in, refusals

JANGGAL = "semua-janggal"
POTONGAN = 500


@dataclass(frozen=True)
class IsiBaris:
    """What applying a row writes: a new family, or a desil of the stored one `lama_id`."""

    desa_id: int
    isi: IsiKeluarga
    masuk: IsiMasuk
    lama_id: int | None = None
    susulan: str = ""


@dataclass
class Tercatat:
    """What the database knows of the numbers in the file: families and villages by keyed hash, desil by family."""

    keluarga: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    desil: dict[int, int | None] = field(default_factory=dict)
    nama_desa: dict[int, str] = field(default_factory=dict)


class PerencanaKeluarga:
    """Plans one extract for a person who may write the families of the villages `boleh` (None: all)."""

    def __init__(
        self, tabel: Tabel, pilihan: Mapping[str, Any], *, boleh: Set[int] | None, on: date, kunci: BukuKunci
    ) -> None:
        self.tabel, self.judul, self.kunci, self.on = tabel, tabel.judul, kunci, on
        self.susulan, semua = Susulan(pilihan), pilihan.get("semua", {})
        self.sumber = SumberKesejahteraan(semua["sumber"])
        self.periode = date.fromisoformat(semua["periode"]) if semua.get("periode") else None
        self.tanggal = date.fromisoformat(semua["tanggal"])
        self.yakin, self.janggal = bool(semua.get("janggal")), 0
        self.pembaca = PembacaKeluarga(tabel, pilihan, boleh=boleh, desa_semua=str(semua.get("desa", "")))

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order; members of a family have no row of their own."""
        terbaca, hasil, catatan = self.pembaca.baca()
        self.tercatat = _read_stored(terbaca, self.sumber, self.periode)
        nisan = refusals({n for t in terbaca for n in _known_by(t)})
        ganda = self._twice(terbaca)
        for t in terbaca:
            galat = ganda.get(t.baris.nomor)
            pergi = next((nisan[n] for n in _known_by(t) if n in nisan), None)
            if pergi is not None:
                dikenal = (*(n for _, n in numbers_in(t)), t.nilai["kepala"])
                hasil[t.baris.nomor] = skip(t.baris.nomor, f"Keluarga → {t.desa.label}", pergi.kalimat, dikenal)
            else:
                hasil[t.baris.nomor] = self._refuse(t, galat) if galat else self._compare(t)
        baris = [hasil[b.nomor] for b in self.tabel.baris if b.nomor in hasil]
        lain = sum(bool(self._stored(t)[1]) for t in terbaca)
        tanya = [*self.susulan.questions(), *self._questions()]
        return Rencana(baris, [*self.tabel.catatan, *catatan], tanya, di_desa_lain=lain)

    def _questions(self) -> list[Tanya]:
        if not self.janggal:
            return []
        kalimat = f"{self.janggal} baris bernomor janggal sudah diperiksa dengan kartu keluarganya; tetap catat"
        return [Tanya(JANGGAL, "centang", kalimat, (), "ya" if self.yakin else "")]

    def _twice(self, terbaca: Iterable[Terbaca]) -> dict[int, Galat]:
        """Rows that name one family twice, by NIK or no. KK."""
        kelompok: dict[tuple[str, str], list[Terbaca]] = defaultdict(list)
        for t in terbaca:
            for nama in ("nik", "kk"):
                if nomor := t.nilai.get(nama):
                    kelompok[(nama, nomor)].append(t)
        hasil: dict[int, Galat] = {}
        for (nama, _), isi in kelompok.items():
            for t in isi if len(isi) > 1 else ():
                nomor = ", ".join(str(x.baris.nomor) for x in isi[:6])
                kalimat = (
                    f"Baris {nomor} menyebut {self.judul[nama]} yang sama. Sisakan satu baris untuk setiap keluarga"
                )
                kalimat += ", atau pilih kolom Hubungan Keluarga bila setiap orang satu baris." if nama == "kk" else "."
                hasil.setdefault(t.baris.nomor, Galat(t.baris.nomor, self.judul[nama], t.baris.sel[nama], kalimat))
        return hasil

    def _compare(self, t: Terbaca) -> BarisRencana:
        milik, tempat_lain = self._stored(t)
        if len(milik) > 1:
            kalimat = (
                "NIK dan nomor KK baris ini milik dua keluarga yang berbeda di desa ini. Periksa kartu keluarganya."
            )
            return self._refuse(t, Galat(t.baris.nomor, self.judul["kepala"], t.baris.sel["kepala"], kalimat))
        peringatan = tuple(f"Nomornya juga tercatat pada keluarga sasaran di {d}." for d in sorted(tempat_lain))
        if milik:
            return self._known(t, milik.pop(), peringatan)
        return self._new(t, peringatan)

    def _stored(self, t: Terbaca) -> tuple[set[int], set[str]]:
        """The families of the village with one of these numbers, and the other villages that have one."""
        milik: set[int] = set()
        lain: set[str] = set()
        for sidik in t.sidik:
            for pk, desa_id in self.tercatat.keluarga.get(sidik, {}).items():
                if desa_id == t.desa.pk:
                    milik.add(pk)
                else:
                    lain.add(self.tercatat.nama_desa[desa_id])
        return milik, lain

    def _known(self, t: Terbaca, lama_id: int, peringatan: tuple[str, ...]) -> BarisRencana:
        """A family on the list: a desil of a new vintage is a new fact, the same one nothing, another one a contradiction."""
        desil, dulu = t.nilai.get("desil"), self.tercatat.desil.get(lama_id)
        if desil is None or dulu == desil:
            return self._row(t, Hasil.SAMA, peringatan, jejak=(lama_id, dulu))
        if dulu is not None:
            kalimat = (
                f"Desil {dulu} sudah tercatat dari {self.sumber.label} {self._vintage()}, di sini {desil}. "
                "Periksa sumbernya; satu tanggal data hanya menyebut satu desil."
            )
            return self._refuse(t, Galat(t.baris.nomor, self.judul["desil"], t.baris.sel["desil"], kalimat))
        return self._write(t, Hasil.BERUBAH, peringatan, lama_id)

    def _new(self, t: Terbaca, peringatan: tuple[str, ...]) -> BarisRencana:
        kelamin = t.nilai.get("jenis_kelamin")
        janggal = odd_numbers(
            t.nilai.get("nik", ""), t.nilai.get("kk", ""), perempuan=kelamin == "P" if kelamin else None
        )
        if janggal:
            self.janggal += 1
            if not self.yakin:
                sel = t.baris.sel.get("nik") or t.baris.sel["kk"]
                galat = tuple(Galat(t.baris.nomor, "", sel, f"Sel {sel}: {kalimat}") for kalimat in janggal)
                return self._row(t, Hasil.PERLU_PILIHAN, peringatan, sebab=galat, jejak=t.jejak)
        return self._write(t, Hasil.BARU, (*peringatan, *janggal), None)

    def _write(self, t: Terbaca, hasil: Hasil, peringatan: tuple[str, ...], lama_id: int | None) -> BarisRencana:
        kunci = self.kunci.of_desa(t.desa.pk, self.tanggal)
        isi = IsiBaris(
            t.desa.pk,
            IsiKeluarga(**{k: v for k, v in t.nilai.items() if k != "desil"}),
            IsiMasuk(self.tanggal, self.sumber, t.nilai.get("desil"), self.periode),
            lama_id,
            self.susulan.alasan if kunci else "",
        )
        jejak = (*t.jejak, lama_id, isi.susulan, self.tanggal, self.periode)
        baris = self._row(t, hasil, peringatan, isi=isi, jejak=jejak)
        return self.susulan.mark(kunci, baris, t.baris, "tanggal", "") if kunci else baris

    def _row(self, t: Terbaca, hasil: Hasil, peringatan: tuple[str, ...], **lain: Any) -> BarisRencana:
        desil = t.nilai.get("desil")
        ringkas = f"Keluarga → {t.desa.label}" + (f", desil {desil} ({self._vintage()})" if desil else "")
        return BarisRencana(t.baris.nomor, hasil, ringkas, peringatan=peringatan, rinci=self._detail(t), **lain)

    def _refuse(self, t: Terbaca, galat: Galat) -> BarisRencana:
        return tolak(t.baris, f"Keluarga → {t.desa.label}", galat)

    def _detail(self, t: Terbaca) -> str:
        nomor = t.nilai.get("nik") or t.nilai.get("kk", "")
        return f"{t.nilai['kepala']} · {'NIK' if t.nilai.get('nik') else 'KK'} {samarkan_nik(nomor)}"

    def _vintage(self) -> str:
        return f"data {format_tanggal(self.periode)}" if self.periode else "tanpa tanggal data"


def numbers_in(t: Terbaca) -> list[Nomor]:
    """The numbers that a row has, by kind."""
    return [(jenis, nomor) for jenis in JenisSidik if (nomor := t.nilai.get(jenis.value))]


def _known_by(t: Terbaca) -> list[Nomor]:
    """By what a row's family may be known to have been erased; the name alone where no NIK says who it is."""
    nama = [] if t.nilai.get("nik") else [name_in(t.desa.pk, t.nilai["kepala"])]
    return [*numbers_in(t), *nama]


def _read_stored(terbaca: list[Terbaca], sumber: str, periode: date | None) -> Tercatat:
    """The stored families that have one of the file's numbers, and their desil of this source and vintage. In slices."""
    hasil = Tercatat()
    for t in terbaca:
        t.sidik = tuple(s for jenis in JenisSidik for s in number_hashes(jenis, t.nilai.get(jenis.value, "")))
    semua = [s for t in terbaca for s in t.sidik]
    for mulai in range(0, len(semua), POTONGAN):
        kueri = SidikKeluarga.objects.filter(sidik_nomor__in=semua[mulai : mulai + POTONGAN])
        for sidik, pk, desa_id in kueri.values_list("sidik_nomor", "keluarga", "desa"):
            hasil.keluarga[sidik][pk] = desa_id
    ada = sorted({pk for per in hasil.keluarga.values() for pk in per})
    for mulai in range(0, len(ada), POTONGAN):
        status = StatusKeluarga.objects.in_force().filter(
            keluarga__in=ada[mulai : mulai + POTONGAN], sumber=sumber, periode_data=periode, desil__isnull=False
        )
        hasil.desil |= dict(status.order_by("pk").values_list("keluarga", "desil"))
    tempat = {desa_id for per in hasil.keluarga.values() for desa_id in per.values()}
    hasil.nama_desa = {d.pk: d.nama_lengkap for d in Desa.objects.with_place().filter(pk__in=tempat)}
    return hasil


def rencanakan_keluarga(
    tabel: Tabel, pilihan: Mapping[str, Any], *, boleh: Set[int] | None, on: date, kunci: BukuKunci
) -> Rencana:
    """The plan of an extract. Pure: reads, never writes."""
    return PerencanaKeluarga(tabel, pilihan, boleh=boleh, on=on, kunci=kunci).rencana()
