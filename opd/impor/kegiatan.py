"""A list of activities: new rows, and rows of a download that were edited, tied to what they came from by "Pengenal".

A corrected activity is another row with another Pengenal, so that the number is the version too: what somebody corrected since
the download is found behind it, named, and never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from desa.angka import DesimalField, format_tanggal
from desa.impor.tabel import Galat, Tabel
from desa.validators import kunci_nama, rapikan
from opd.actions.fakta import changes_in_words, require_in_force, require_tanggal
from opd.actions.kegiatan import DIFABEL_LEBIH, LUAR_RENCANA, TANPA_SATUAN, IsiKegiatan, readable
from opd.actions.realisasi import BENAR, Tujuan, doubts, on_line, require_line
from opd.impor.kegiatan_baca import PembacaKegiatan, Terbaca
from opd.impor.kegiatan_tersimpan import Tersimpan
from opd.impor.kolom_kegiatan import DANA
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, tolak
from opd.impor.susulan import Susulan
from opd.impor.tempat import check_own
from opd.models import Kegiatan, Penugasan
from opd.rekap.kunci import BukuKunci
from opd.rekap.terlaksana import same_unit

SUMBER_TERBANYAK = 3
"""How many sources of money the form has room for."""
BARU = "baru"
MILIK_LAIN = "Kegiatan {}, bukan yang dapat Anda ubah; barisnya sama, jadi dilewati."
DIUBAH_LAIN = (
    "kegiatan ini milik {}, atau penugasannya sudah berakhir, jadi tidak dapat Anda ubah. Kembalikan isi selnya, atau hapus "
    "barisnya."
)
TIDAK_DIUBAH = "Baris ini tidak Anda ubah, jadi tidak ada yang ditimpa."


@dataclass(frozen=True)
class IsiBaris:
    """What applying a row writes: an activity, replacing the stored one `lama_id` if there is one."""

    desa_id: int
    penugasan_id: int
    isi: IsiKegiatan
    lama_id: int | None = None
    susulan: str = ""
    perubahan: dict[str, list[Any]] = field(default_factory=dict)


class PerencanaKegiatan:
    """Plans one list of activities for the person whose penugasan `ada` holds."""

    def __init__(self, tabel: Tabel, pilihan: Mapping[str, Any], *, ada: Tersimpan, on: date, kunci: BukuKunci) -> None:
        self.tabel, self.judul, self.ada, self.on = tabel, tabel.judul, ada, on
        self.kunci, self.susulan = kunci, Susulan(pilihan)
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})
        self.baca = PembacaKegiatan(tabel, pilihan)
        self.boleh = {p.desa_id for p in ada.penugasan.values()}

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order."""
        dibaca = {b.nomor: self.baca.read(b) for b in self.tabel.baris}
        terbaca = [t for t in dibaca.values() if isinstance(t, Terbaca)]
        ganda = self.baca.twice(terbaca)
        self.ada.read_others({t.pengenal for t in terbaca if t.pengenal})
        hasil = []
        for nomor, t in dibaca.items():
            if isinstance(t, Terbaca):
                t = tolak(t.baris, t.ringkas, ganda[nomor]) if nomor in ganda else self._row(t)
            hasil.append(t)
        return Rencana(hasil, list(self.tabel.catatan), self.susulan.questions())

    def _row(self, t: Terbaca) -> BarisRencana:
        try:
            if t.pengenal in self.ada.lain:
                return self._others(t, self.ada.lain[t.pengenal])
            check_own(t.baris, self.judul, t.desa, self.boleh)
            return self._tied(t) if t.pengenal else self._untied(t)
        except Salah as keliru:
            return replace(tolak(t.baris, t.ringkas, keliru.galat), tanya=t.tanya)

    def _others(self, t: Terbaca, k: Kegiatan) -> BarisRencana:
        """A row that is not the person's to change passes as it was taken out, so that a whole list can go back.

        Raises Salah beside the first cell that says something else.
        """
        baris = k.baris.kegiatan if k.di_rencana else LUAR_RENCANA
        tanpa = {n: v for n, v in t.nilai.items() if n != "baris"}
        beda = _differing(t, self.ada.isi(k), self._overlay(replace(t, nilai=tanpa), self.ada.isi(k), k.penugasan_id))
        if kunci_nama(t.nilai.get("baris", baris)) != kunci_nama(baris):
            beda.append("baris")
        if t.desa.pk != k.penugasan.desa_id:
            beda.append("kode" if t.baris.teks("kode") else "desa")
        if not beda:
            return self._same(t, k, MILIK_LAIN.format(k.penugasan.opd.singkatan))
        kolom = next((n for n in beda if n in self.judul), "pengenal")
        raise self._salah(t, kolom, DIUBAH_LAIN.format(k.penugasan.opd.singkatan))

    def _tied(self, t: Terbaca) -> BarisRencana:
        """A row of a download, compared with what it came from and with what that has become since."""
        asal = self._stored(t)
        kini = self.ada.last(asal)
        semula = self.ada.isi(asal)
        if not kini.batal and self.ada.isi(kini) == semula:  # changed, and taken back
            asal = kini
        ubah = self._overlay(t, semula, asal.penugasan_id)
        if kini is asal and not asal.batal:
            return self._correction(t, asal) if ubah != semula else self._same(t, asal)
        if not kini.batal and self._says(t, kini):
            return self._same(t, kini)
        kalimat = self._replaced_by(asal)
        if ubah == semula:
            return self._same(t, kini, f"{kalimat} {TIDAK_DIUBAH}")
        raise self._salah(t, "pengenal", f"{kalimat} Unduh lagi daftarnya, lalu ubah di sana.")

    def _stored(self, t: Terbaca) -> Kegiatan:
        """The activity that a row's number names. Raises Salah for an unknown one, another OPD's, another village's."""
        asal = self.ada.per_uuid.get(t.pengenal) if t.pengenal else None
        if asal is None:
            raise self._salah(
                t, "pengenal",
                "pengenal ini bukan kegiatan OPD Anda yang masih dapat diubah. Hapus barisnya, atau kosongkan selnya untuk "
                "kegiatan baru.",
            )  # fmt: skip
        if self.ada.penugasan[asal.penugasan_id].desa_id != t.desa.pk:
            kolom = "kode" if "kode" in t.baris.sel else "desa"
            raise self._salah(t, kolom, "kegiatan ini tercatat di desa lain. Desanya tidak diubah lewat daftar.")
        return asal

    def _replaced_by(self, asal: Kegiatan) -> str:
        """Who corrected or cancelled the activity since, and when."""
        sesudah = self.ada.pengganti.get(asal.pk)
        if sesudah is None:
            return "Kegiatan ini sudah dibatalkan."
        asal.pengganti = sesudah
        try:
            require_in_force(asal)
        except ValidationError as galat:
            return galat.messages[0].split(". ")[0] + "."
        return ""

    def _same(self, t: Terbaca, kini: Kegiatan, *catatan: str) -> BarisRencana:
        return BarisRencana(t.baris.nomor, Hasil.SAMA, t.ringkas, (), catatan, t.tanya, jejak=(kini.pk, *catatan))

    def _untied(self, t: Terbaca) -> BarisRencana:
        """A row without a number: recorded already, perhaps meant for one that is, or new."""
        for nama in ("judul", "tanggal"):
            if nama not in t.nilai:
                raise self._salah(
                    t, nama, f"{self.judul.get(nama, nama).lower()} belum diisi, padahal kegiatan ini baru."
                )
        penugasan, t = self._penugasan(t)
        serupa = self.ada.per_hari.get((penugasan.pk, t.nilai["tanggal"], kunci_nama(t.nilai["judul"])), [])
        for k in serupa:
            if self._says(t, k):
                return self._same(t, k, "Kegiatan ini sudah tercatat.")
        if serupa:
            pilih = self._answer(t, "kegiatan")
            opsi = [(BARU, "Kegiatan lain: catat sebagai kegiatan baru"), *((str(k.uuid), _option(k)) for k in serupa)]
            tanya = Tanya(
                f"kegiatan-{t.baris.nomor}",
                "pilih",
                "Kegiatan bernama sama pada hari itu",
                tuple(opsi),
                pilih if pilih in dict(opsi) else "",
            )
            t = replace(t, tanya=(*t.tanya, tanya))
            if not tanya.nilai:
                kalimat = "kegiatan bernama sama sudah tercatat pada hari itu. Pilih apakah ini kegiatan yang sama."
                return self._waiting(t, self._salah(t, "judul", kalimat).galat)
            if tanya.nilai != BARU:
                return self._correction(t, next(k for k in serupa if str(k.uuid) == tanya.nilai))
        isi = self._overlay(t, IsiKegiatan(t.nilai["tanggal"], ""), penugasan.pk)
        return self._checked(t, penugasan, isi)

    def _penugasan(self, t: Terbaca) -> tuple[Penugasan, Terbaca]:
        """Under which of the own penugasan a new activity falls. Raises Salah; a row that may be either asks."""
        semua = [p for p in self.ada.penugasan.values() if p.desa_id == t.desa.pk]
        hari = t.nilai["tanggal"]
        meliputi = [p for p in semua if p.covers(hari)] or semua[:1]
        if len(meliputi) == 1:
            return meliputi[0], t
        opsi = tuple((str(p.pk), f"{p.opd.singkatan}, {p.get_peran_display().lower()}") for p in meliputi)
        pilih = self._answer(t, "penugasan")
        tanya = Tanya(
            f"penugasan-{t.baris.nomor}",
            "pilih",
            "Penugasan yang melaksanakan",
            opsi,
            pilih if pilih in dict(opsi) else opsi[0][0],
        )
        return next(p for p in meliputi if str(p.pk) == tanya.nilai), replace(t, tanya=(*t.tanya, tanya))

    def _says(self, t: Terbaca, k: Kegiatan) -> bool:
        """Whether the filled cells say nothing else than this activity does."""
        return self._overlay(t, self.ada.isi(k), k.penugasan_id) == self.ada.isi(k)

    def _overlay(self, t: Terbaca, dasar: IsiKegiatan, penugasan_id: int) -> IsiKegiatan:
        """`dasar` with what the filled cells say differently from how the download tells it."""
        ubah = {k: v for k, v in t.nilai.items() if k != "baris" and not _told(k, v, getattr(dasar, k))}
        dana = dict(dasar.dana)
        for sumber, rp in t.dana.items():
            if rp != dana.get(sumber, 0):
                dana[sumber] = rp
        if dana != dict(dasar.dana):
            ubah["dana"] = tuple(sorted((s, rp) for s, rp in dana.items() if rp or s not in t.dana))
        kini = replace(dasar, **ubah)
        kata = t.nilai.get("baris")
        if kata is None or kunci_nama(kata) == kunci_nama(self.ada.line_name(penugasan_id, dasar)):
            return kini
        return replace(kini, baris=self._line(t, kata, penugasan_id, kini.tanggal.year))

    def _line(self, t: Terbaca, kata: str, penugasan_id: int, tahun: int) -> int | None:
        """The line of that name in the plan in force of the year. Raises Salah for none and for several."""
        if kunci_nama(kata) == kunci_nama(LUAR_RENCANA):
            return None
        cocok = [b for b in self.ada.berlaku[penugasan_id, tahun] if kunci_nama(b.kegiatan) == kunci_nama(kata)]
        if len(cocok) > 1:
            raise self._salah(
                t, "baris", f"rencana {tahun} punya beberapa baris “{kata}”. Catat lewat halaman Kegiatan."
            )
        if not cocok:
            kalimat = f"baris “{kata}” tidak ada pada rencana {tahun} yang berlaku. Pilih dari daftar, atau tulis "
            raise self._salah(t, "baris", f"{kalimat}“{LUAR_RENCANA}”.")
        return cocok[0].pk

    def _correction(self, t: Terbaca, lama: Kegiatan) -> BarisRencana:
        penugasan, dulu = self.ada.penugasan[lama.penugasan_id], self.ada.isi(lama)
        isi = self._overlay(t, dulu, penugasan.pk)
        oleh = self.kunci.holder_of(lama, self.kunci.of(penugasan.pk, lama.tanggal))
        if oleh is not None:
            raise self._salah(t, "tanggal", oleh.kalimat)
        if isi.tanggal != dulu.tanggal and (kalimat := self.ada.closed(isi.umkm, isi.tanggal)):
            raise self._salah(t, "tanggal", kalimat)
        return self._checked(t, penugasan, isi, lama)

    # --- the rules of the form --------------------------------------------------------------------------------------------

    def _checked(
        self, t: Terbaca, penugasan: Penugasan, isi: IsiKegiatan, lama: Kegiatan | None = None
    ) -> BarisRencana:
        """The row as it would be written, once every rule of the form is kept. Raises Salah beside the cell."""
        dulu = self.ada.isi(lama) if lama else None
        isi, tujuan = self._on_line(penugasan, isi)
        self._keep(t, lambda: require_tanggal(penugasan, isi.tanggal, on=self.on))
        self._keep(t, lambda: require_line(isi, tujuan, lama=lama))
        if (isi.volume is None) != (not isi.satuan):
            raise self._salah(t, "satuan" if "satuan" in self.judul else "volume", TANPA_SATUAN)
        if (isi.penerima_difabel or 0) > (isi.penerima_l or 0) + (isi.penerima_p or 0):
            raise self._salah(t, "penerima_difabel", DIFABEL_LEBIH)
        if len(isi.dana) > SUMBER_TERBANYAK and (dulu is None or isi.dana != dulu.dana):
            kalimat = (
                f"paling banyak {SUMBER_TERBANYAK} sumber dana untuk satu kegiatan. Isi 0 pada yang tidak dipakai."
            )
            raise self._salah(t, next(f"{DANA}{s}" for s in t.dana), kalimat)
        perubahan = self._changes(dulu, isi) if dulu else {}
        ringkas = f"{t.ringkas}: {self._told_changes(perubahan)}" if perubahan else t.ringkas
        ragu, t = self._doubts(t, penugasan, isi, tujuan, dulu)
        if ragu is not None:
            return self._waiting(t, ragu, ringkas, isi)
        return self._with_lock(
            t, IsiBaris(t.desa.pk, penugasan.pk, isi, lama.pk if lama else None, perubahan=perubahan), ringkas, lama
        )

    def _with_lock(self, t: Terbaca, isi: IsiBaris, ringkas: str, lama: Kegiatan | None) -> BarisRencana:
        """The mark of a late fact: a correction within its quarter keeps what it had, what comes new to a locked one says why."""
        kunci = self.kunci.of(isi.penugasan_id, isi.isi.tanggal)
        tetap = lama is not None and (kunci is None or self.kunci.of(isi.penugasan_id, lama.tanggal) == kunci)
        alasan = (lama.alasan_susulan if lama and kunci else "") if tetap else self.susulan.alasan if kunci else ""
        isi = replace(isi, susulan=alasan)
        hasil = Hasil.BERUBAH if lama else Hasil.BARU
        baris = BarisRencana(t.baris.nomor, hasil, ringkas, (), (), t.tanya, isi, _trace(isi))
        if kunci is None or tetap:
            return baris
        return self.susulan.mark(kunci, baris, t.baris, "tanggal", self.judul.get("tanggal", "Tanggal"))

    def _on_line(self, penugasan: Penugasan, isi: IsiKegiatan) -> tuple[IsiKegiatan, Tujuan | None]:
        """`follow_line` without a query."""
        if isi.baris is None:
            return isi, None
        return on_line(isi, self.ada.baris[isi.baris], self.ada.in_force(penugasan.pk, isi.tanggal.year, isi.baris))

    def _doubts(
        self, t: Terbaca, penugasan: Penugasan, isi: IsiKegiatan, tujuan: Tujuan | None, dulu: IsiKegiatan | None
    ) -> tuple[Galat | None, Terbaca]:
        """What stands in the row while nobody said that a figure out of proportion is right, and the row with the question."""
        pagu = self.ada.pagu.get(tujuan.baris.pk, 0) if tujuan else 0
        kalimat = doubts(isi, tujuan, lama=dulu, pagu=pagu, usual=lambda: self.ada.usual(penugasan.pk))
        if not kalimat:
            return None, t
        yakin = self._answer(t, "yakin")
        t = replace(t, tanya=(*t.tanya, Tanya(f"yakin-{t.baris.nomor}", "centang", "Angka ini benar", nilai=yakin)))
        return (None if yakin else Galat(t.baris.nomor, "", "", " ".join([*kalimat, BENAR]))), t

    def _keep(self, t: Terbaca, aturan: Callable[[], None]) -> None:
        """A rule of the form; what it refuses stands beside the cell that it names."""
        try:
            aturan()
        except ValidationError as galat:
            kolom = next((n for n in getattr(galat, "error_dict", {}) if n in self.judul), "judul")
            raise self._salah(t, kolom, galat.messages[0]) from galat

    def _changes(self, dulu: IsiKegiatan, isi: IsiKegiatan) -> dict[str, list[Any]]:
        baca = [readable(i, self.ada.baris[i.baris].kegiatan if i.baris else None) for i in (dulu, isi)]
        return changes_in_words(*baca)

    def _told_changes(self, perubahan: dict[str, list[Any]]) -> str:
        """What changes, in the words of the preview."""
        sebut = ((self._word(nama), *(_word(nama, n) for n in nilai)) for nama, nilai in perubahan.items())
        return ", ".join(f"{nama} {lama} → {baru}" for nama, lama, baru in sebut)

    def _word(self, nama: str) -> str:
        return "dana" if nama == "dana" else self.judul.get(nama, nama.replace("_", " ")).lower()

    def _waiting(self, t: Terbaca, galat: Galat, ringkas: str = "", isi: IsiKegiatan | None = None) -> BarisRencana:
        jejak = _parts(isi) if isi else ()
        return BarisRencana(
            t.baris.nomor, Hasil.PERLU_PILIHAN, ringkas or t.ringkas, (galat,), (), t.tanya, jejak=jejak
        )

    def _answer(self, t: Terbaca, apa: str) -> str:
        return str(self.pilihan_baris.get(str(t.baris.nomor), {}).get(apa, ""))

    def _salah(self, t: Terbaca, nama: str, kalimat: str) -> Salah:
        awal = kalimat[:1] if kalimat[1:2].isupper() else kalimat[:1].lower()
        return salah(t.baris, nama, self.judul, f"{awal}{kalimat[1:]}")


def _differing(t: Terbaca, dulu: IsiKegiatan, kini: IsiKegiatan) -> list[str]:
    """The columns whose cells say something else."""
    beda = [n for n in IsiKegiatan.__dataclass_fields__ if n != "dana" and getattr(dulu, n) != getattr(kini, n)]
    lama = dict(dulu.dana)
    return [*beda, *(f"{DANA}{s}" for s, rp in t.dana.items() if rp != lama.get(s, 0))]


def _told(nama: str, nilai: Any, dasar: Any) -> bool:
    """Whether a cell says what is stored: texts as a cell holds them, tidied; a unit in capitals is no other unit."""
    if nama == "satuan":
        return same_unit(nilai) == same_unit(dasar)
    return bool(nilai == (rapikan(dasar, baris=True) if isinstance(dasar, str) else dasar))


def _word(nama: str, nilai: Any) -> str:
    if nilai in (None, ""):
        return "(kosong)"
    if nama == "tanggal":
        return format_tanggal(date.fromisoformat(nilai))
    teks = DesimalField().write(Decimal(nilai)) if nama == "volume" else str(nilai).replace("\n", " ↵ ")
    return teks if len(teks) <= 80 else f"{teks[:79]}…"


def _option(k: Kegiatan) -> str:
    return f"Sama dengan yang dicatat {k.pencatat} ({format_tanggal(k.dicatat_pada)}): koreksi"


def _parts(isi: IsiKegiatan) -> tuple[Any, ...]:
    return (*(getattr(isi, k) for k in IsiKegiatan.__dataclass_fields__ if k != "umkm"), sorted(isi.umkm))


def _trace(isi: IsiBaris) -> tuple[Any, ...]:
    return (isi.penugasan_id, isi.lama_id, isi.susulan, *_parts(isi.isi))


def rencanakan_kegiatan(
    tabel: Tabel, pilihan: Mapping[str, Any], *, ada: Tersimpan, on: date, kunci: BukuKunci
) -> Rencana:
    """The plan of a list of activities. Pure: reads, never writes."""
    return PerencanaKegiatan(tabel, pilihan, ada=ada, on=on, kunci=kunci).rencana()
