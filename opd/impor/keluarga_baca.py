"""Reading the rows of an extract: cells, the village, and who in it is the head of a family."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import Desa
from desa.validators import baca_nomor_keluarga, baca_telepon, kunci_nama, rapikan
from opd.impor.kolom import baca_sel, temukan_desa
from opd.impor.rencana import BarisRencana, Hasil, Salah, salah, tolak
from opd.impor.rujukan import PencariDesa, RujukanDesa
from opd.impor.sel_umkm import KELAMIN
from opd.impor.tempat import check_own

PANJANG = {"kepala": 120, "alamat_rumah": 200}
KEPALA = {"kepala keluarga", "kepala rumah tangga", "kepala", "krt", "kk", "1", "01"}
KURANG_TELITI = (
    "{judul} pada kolom ini hampir semuanya berakhir 0: digit ke-16 hilang saat berkas disimpan sebagai angka. "
    "Ambil lagi dari data asalnya dengan kolom berformat Teks, lalu unggah lagi."
)
CUKUP_BANYAK, BAGIAN_NOL = 8, 0.8
"""From how many numbers on, and from which share ending in 0, a column has lost its last digits; by chance it is a tenth."""


@dataclass
class Terbaca:
    """A row that was read: its village and values; `sidik` its numbers as keyed hashes, set by the planner."""

    baris: Baris
    desa: RujukanDesa
    nilai: dict[str, Any]
    sidik: tuple[str, ...] = ()

    @property
    def jejak(self) -> tuple[Any, ...]:
        return (self.desa.pk, sorted(self.nilai.items()))


class PembacaKeluarga:
    """Reads one extract for a person who may write in the villages `boleh` (None: all); `desa_semua` is the code of all rows."""

    def __init__(self, tabel: Tabel, pilihan: Mapping[str, Any], *, boleh: Set[int] | None, desa_semua: str) -> None:
        self.tabel, self.judul, self.boleh = tabel, tabel.judul, boleh
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})
        self.semua = PencariDesa(Desa.objects.all())
        self.milik = self.semua if boleh is None else PencariDesa(Desa.objects.filter(pk__in=boleh))
        self.desa_semua = self.semua.per_kode.get(desa_semua)
        self.utuh = {nama: self._exact(nama) for nama in ("nik", "kk")}
        self.anggota: Counter[str] = Counter()

    def baca(self) -> tuple[list[Terbaca], dict[int, BarisRencana], list[str]]:
        """The rows of heads of families, the rows refused, and what is worth knowing of the file."""
        terbaca: list[Terbaca] = []
        hasil: dict[int, BarisRencana] = {}
        anggota: dict[str, Baris] = {}
        hilang = {nama: self._rounded(nama) for nama in ("nik", "kk")}
        for baris in self.tabel.baris:
            if self._is_member(baris, anggota):
                continue
            satu = self._row(baris, hilang)
            if isinstance(satu, BarisRencana):
                hasil[baris.nomor] = satu
            else:
                terbaca.append(satu)
        self._count_members(terbaca)
        hasil |= self._headless(anggota, terbaca)
        catatan = [KURANG_TELITI.format(judul=self.judul[nama]) for nama, ya in hilang.items() if ya]
        if self.anggota:
            n = sum(self.anggota.values())
            catatan.append(f"{n} baris anggota keluarga tidak dicatat satu per satu; dihitung sebagai jumlah anggota.")
        return terbaca, hasil, catatan

    def _is_member(self, baris: Baris, anggota: dict[str, Baris]) -> bool:
        """Whether a row is of somebody who is not the head; kept by no. KK."""
        hubungan = kunci_nama(baris.teks("hubungan"))
        if not hubungan or hubungan in KEPALA:
            return False
        try:
            kk = self._number(baris, "kk") or ""
        except Salah:
            kk = ""
        self.anggota[kk] += 1
        anggota.setdefault(kk, baris)
        return True

    def _count_members(self, terbaca: list[Terbaca]) -> None:
        """Without a count of its own a family has as many people as it has rows."""
        for t in terbaca:
            if n := self.anggota.get(t.nilai.get("kk", "-")):
                t.nilai.setdefault("jumlah_anggota", n + 1)

    def _headless(self, anggota: dict[str, Baris], terbaca: list[Terbaca]) -> dict[int, BarisRencana]:
        ada = {t.nilai.get("kk") for t in terbaca}
        hasil = {}
        for kk, baris in anggota.items():
            if kk not in ada:
                kalimat = "Keluarga ini tidak punya baris kepala keluarga yang terbaca. Tambahkan, atau hapus baris anggotanya."
                sel = baris.sel["hubungan"]
                hasil[baris.nomor] = tolak(
                    baris, "Anggota keluarga", Galat(baris.nomor, self.judul["hubungan"], sel, f"Sel {sel}: {kalimat}")
                )
        return hasil

    def _row(self, baris: Baris, hilang: Mapping[str, bool]) -> BarisRencana | Terbaca:
        if baris.galat:
            return tolak(baris, "Keluarga", *baris.galat)
        try:
            nilai = self._values(baris, hilang)
            desa = self._village(baris)
        except Salah as keliru:
            return tolak(baris, "Keluarga", keliru.galat)
        return desa if isinstance(desa, BarisRencana) else Terbaca(baris, desa, nilai)

    def _village(self, baris: Baris) -> RujukanDesa | BarisRencana:
        """The village of a row: its own words first looked up among the reader's villages, then the one chosen for all rows."""
        nama = baris.teks("desa")
        if not nama and not baris.teks("kode") and self.desa_semua is not None:
            return self._allowed(baris, self.desa_semua)
        if nama and not baris.teks("kode"):
            calon = self.milik.cari(nama, baris.teks("kecamatan"), baris.teks("kabupaten"))
            if len(calon) == 1 and self.boleh is not None:
                return calon[0]
        dipilih = self.pilihan_baris.get(str(baris.nomor), {}).get("desa", "")
        desa, tanya = temukan_desa(baris, self.judul, self.semua, dipilih)
        if desa is None:
            sel = baris.sel["desa"]
            galat = Galat(
                baris.nomor, self.judul["desa"], sel, f"Sel {sel}: nama desa ini ada di beberapa tempat. Pilih desanya."
            )
            return BarisRencana(baris.nomor, Hasil.PERLU_PILIHAN, "Keluarga", (galat,), tanya=(tanya,) if tanya else ())
        return self._allowed(baris, desa)

    def _allowed(self, baris: Baris, desa: RujukanDesa) -> RujukanDesa:
        check_own(baris, self.judul, desa, self.boleh)
        return desa

    def _values(self, baris: Baris, hilang: Mapping[str, bool]) -> dict[str, Any]:
        """The filled cells of a row, read."""
        nilai: dict[str, Any] = {}
        for nama, batas in PANJANG.items():
            teks = rapikan(baris.teks(nama))
            if len(teks) > batas:
                raise salah(baris, nama, self.judul, f"teks ini lebih dari {batas} huruf. Ringkaskan.")
            if teks:
                nilai[nama] = teks
        if "kepala" not in nilai:
            raise salah(baris, "kepala", self.judul, "nama kepala keluarga belum diisi.")
        for nama in ("nik", "kk"):
            nomor = self._number(baris, nama)
            if nomor and hilang[nama]:
                raise salah(baris, nama, self.judul, "digit terakhir nomor ini hilang. Ambil lagi dari data asalnya.")
            nilai[nama] = nomor
        dibaca = {
            "telepon": baca_sel(baris, "telepon", self.judul, baca_telepon),
            "jenis_kelamin": baca_sel(baris, "jenis_kelamin", self.judul, _sex),
            "jumlah_anggota": baca_sel(baris, "jumlah_anggota", self.judul, _small, terbesar=40, apa="jumlah anggota"),
            "desil": baca_sel(baris, "desil", self.judul, _small, terbesar=10, apa="desil"),
        }
        if not nilai["nik"] and not nilai["kk"]:
            kolom = "kk" if "kk" in self.judul else "nik"
            raise salah(baris, kolom, self.judul, "NIK dan nomor KK kosong. Isi salah satunya.")
        return {k: v for k, v in (nilai | dibaca).items() if v}

    def _number(self, baris: Baris, nama: str) -> str | None:
        """A number of a row; in a column that a program wrote whole numbers are as good as text."""
        isi = baris.nilai.get(nama)
        if isinstance(isi, int) and not isinstance(isi, bool) and self.utuh[nama]:
            baris = Baris(baris.nomor, baris.nilai | {nama: str(isi)}, baris.sel)
        return baca_sel(baris, nama, self.judul, baca_nomor_keluarga, sebutan=self.judul.get(nama, "Nomor"))  # type: ignore[no-any-return]

    def _exact(self, nama: str) -> bool:
        """Whether the column's whole numbers kept their sixteenth digit: a sheet would have made it 0."""
        angka = [b.nilai.get(nama) for b in self.tabel.baris]
        return any(isinstance(n, int) and n >= 10**15 and n % 10 for n in angka)

    def _rounded(self, nama: str) -> bool:
        """Whether nearly all numbers of the column end in 0, so that their last digit is not what it was."""
        hitung: dict[bool, int] = defaultdict(int)
        for baris in self.tabel.baris:
            angka = "".join(h for h in baris.teks(nama) if h.isdigit())
            if len(angka) == 16:
                hitung[angka.endswith("0")] += 1
        return hitung[True] >= CUKUP_BANYAK and hitung[True] >= BAGIAN_NOL * (hitung[True] + hitung[False])


def _sex(nilai: object) -> str:
    kunci = kunci_nama(str(int(nilai) if isinstance(nilai, float) and nilai.is_integer() else nilai))
    if (kelamin := KELAMIN.get({"1": "l", "2": "p"}.get(kunci, kunci))) is None:
        raise ValidationError("jenis kelamin ditulis L atau P.")
    return kelamin.value


def _small(nilai: object, *, terbesar: int, apa: str) -> int:
    """A whole number of one or two digits, also out of "Desil 1"."""
    if isinstance(nilai, float) and nilai.is_integer():
        nilai = int(nilai)
    kata = kunci_nama(str(nilai)).removeprefix("desil ").split()
    angka = kata[0] if kata and kata[0].isascii() and kata[0].isdigit() and len(kata[0]) <= 2 else ""
    if not angka or not 1 <= int(angka) <= terbesar:
        raise ValidationError(f"{apa} ditulis dengan angka 1 sampai {terbesar}.")
    return int(angka)
