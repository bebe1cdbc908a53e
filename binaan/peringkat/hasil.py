"""A ranking as pages show it: which sheets there are, and one of them read from its JSON. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from binaan.enums import KeadaanPeringkat, KelompokAkses
from binaan.models import Bobot, HitunganPeringkat, Penghargaan, Peringkat
from binaan.peringkat.komponen import Butir, butir_of
from binaan.peringkat.masukan import OpdDinilai, opd_of
from binaan.peringkat.segel import intact
from desa.angka import format_desimal
from opd.models import Opd, Pengguna


@dataclass(frozen=True, slots=True)
class BarisPeringkat:
    """One OPD of a ranking. `selang`: the ranks that hold; `kelompok`: points of hasil, keluaran, proses.

    `paling`: the most of each; `terukur`: how much of the weight of each, `asal`, applied before any moved. All three are empty
    where a ranking was stored before they were.
    """

    slug: str
    nama: str
    hari: int
    keadaan: KeadaanPeringkat
    akses: KelompokAkses
    sebab: str
    skor: Decimal | None
    peringkat: int | None
    seri: int
    peringkat_akses: int | None
    seri_akses: int
    kelompok: tuple[Decimal, ...]
    paling: tuple[Decimal, ...]
    terukur: tuple[Decimal, ...]
    asal: tuple[int, ...]
    selang: tuple[int, ...]
    selang_akses: tuple[int, ...]
    selang_skor: tuple[str, ...]

    @property
    def wajar(self) -> str:
        """ "antara 1 dan 7", "tetap 1"."""
        return span_words(self.selang)

    @property
    def bagian(self) -> tuple[tuple[Decimal, str, str], ...]:
        """Of hasil, keluaran, proses: its points, the most they could be, and how much of its own weight applied.

        (40.3, "60", "25 dari 60"); empty without a score.
        """
        if not self.paling:
            return ()
        return tuple(
            (poin, _short(paling), f"{_short(terukur)} dari {asal}")
            for poin, paling, terukur, asal in zip(self.kelompok, self.paling, self.terukur, self.asal, strict=True)
        )

    @property
    def kalimat(self) -> str:
        """ "Peringkat 3 dari 44, wajar antara 1 dan 7; nilainya sama dengan 1 OPD lain."."""
        if self.peringkat is None:
            return f"{self.keadaan.label}: {self.sebab}."
        seri = f"; nilainya sama dengan {self.seri} OPD lain" if self.seri else ""
        return f"Peringkat {self.peringkat}, wajar {self.wajar}{seri}."

    @property
    def kalimat_akses(self) -> str:
        """The same within its access group."""
        if self.peringkat_akses is None:
            return "Lama tempuh ke desanya belum diketahui, jadi tidak diperingkat dalam kelompok akses."
        seri = f"; nilainya sama dengan {self.seri_akses} OPD lain" if self.seri_akses else ""
        wajar = span_words(self.selang_akses)
        akses = str(self.akses.label).lower()
        return f"Peringkat {self.peringkat_akses} di antara OPD yang akses desanya {akses}, wajar {wajar}{seri}."


def _short(nilai: Decimal) -> str:
    """A weight: "60", "22,5"."""
    return format_desimal(nilai).removesuffix(",0")


def span_words(selang: tuple[int, ...]) -> str:
    """Ranks from and to in words."""
    if not selang:
        return "belum dihitung"
    return f"tetap {selang[0]}" if selang[0] == selang[1] else f"antara {selang[0]} dan {selang[1]}"


@dataclass(frozen=True, slots=True)
class Lembar:
    """One sheet: a frozen version or the draft of a year. `baris` in the order of ranks; `n` of them are ranked.

    `utuh`: whether a frozen version still fits its seal.
    """

    tahun: int
    sampai: date
    dihitung_pada: datetime
    bobot: Bobot | None
    sidik: str
    hasil: Mapping[str, Any]
    baris: tuple[BarisPeringkat, ...]
    beku: Peringkat | None
    draf: HitunganPeringkat | None
    utuh: bool = True

    @property
    def n(self) -> int:
        return sum(b.peringkat is not None for b in self.baris)

    @property
    def judul(self) -> str:
        if self.beku:
            return f"{self.tahun}, beku versi {self.beku.nomor}"
        if self.draf and self.draf.sanggahan_id:
            return f"{self.tahun}, sementara sesudah sanggahan"
        return f"{self.tahun}, sementara"

    @property
    def tanda(self) -> list[dict[str, Any]]:
        """The signatories of a frozen version, days read."""
        return [t | {"pada": date.fromisoformat(t["pada"])} for t in self.beku.penanda_tangan] if self.beku else []

    @property
    def percobaan(self) -> bool:
        """Whether nobody enacted its weights in time."""
        return self.bobot is None

    @property
    def kunci(self) -> str:
        """How addresses name it."""
        if self.beku:
            return str(self.beku.uuid)
        return f"{self.tahun}-{self.draf.sanggahan_id}" if self.draf and self.draf.sanggahan_id else str(self.tahun)

    def address(self, nama: str, *args: str, **kueri: str) -> str:
        """A page about this sheet."""
        return f"{reverse(f'peringkat:{nama}', args=args)}?{urlencode({'lembar': self.kunci} | kueri)}"

    def named(self, opd: Opd) -> str:
        """What the OPD is called on this sheet: as when it was frozen, however it is called today."""
        baris = self.find(opd.slug)
        return baris.nama if baris else opd.nama

    @property
    def penyanggah(self) -> str:
        """Whose granted objection a frozen version answers; "" for a first version."""
        return self.named(self.beku.sanggahan.opd) if self.beku and self.beku.sanggahan else ""

    def find(self, slug: str) -> BarisPeringkat | None:
        return next((b for b in self.baris if b.slug == slug), None)

    def position(self, skor: Decimal, *, kecuali: str) -> int:
        """The rank a score would have among all others."""
        return 1 + sum(
            b.skor is not None and b.peringkat is not None and b.skor > skor for b in self.baris if b.slug != kecuali
        )

    @property
    def tertinggi(self) -> Decimal:
        return max((b.skor for b in self.baris if b.skor is not None and b.peringkat), default=Decimal(0))


def sheets(user: Pengguna) -> dict[str, str]:
    """Key → name of every sheet there is, the newest year and version first. Two queries."""
    beku = list(Peringkat.objects.visible_to(user).newest().values_list("tahun", "nomor", "uuid"))
    dibekukan = {tahun for tahun, _, _ in beku}
    semua = [((tahun, nomor), str(uuid), f"{tahun}, beku versi {nomor}") for tahun, nomor, uuid in beku]
    draf = HitunganPeringkat.objects.visible_to(user).values_list("tahun", "sanggahan_id", "sanggahan__jawaban")
    for tahun, sanggahan, jawaban in draf:
        if sanggahan and not jawaban:
            semua.append(((tahun, 999), f"{tahun}-{sanggahan}", f"{tahun}, sementara sesudah sanggahan"))
        elif not sanggahan and tahun not in dibekukan:
            semua.append(((tahun, 0), str(tahun), f"{tahun}, sementara"))
    return {kunci: nama for _, kunci, nama in sorted(semua, key=lambda s: s[0], reverse=True)}


def read_sheet(user: Pengguna, kunci: str, *, masukan: bool = False) -> Lembar:
    """The sheet of a key that `sheets` gave; its inputs too if asked for. Two queries for a frozen version, else one."""
    if "-" in kunci and len(kunci) == 36:
        semua = Peringkat.objects.visible_to(user).select_related("bobot", "dibekukan_oleh", "sanggahan__opd")
        p = (
            (semua if masukan else semua.light())
            .defer("dibekukan_oleh__password", "dibekukan_oleh__surel")
            .get(uuid=kunci)
        )
        return Lembar(
            p.tahun, p.sampai, p.dihitung_pada, p.bobot, p.sidik_masukan, p.hasil, rows_of(p.hasil), p, None,
            intact(p, masukan=masukan),
        )  # fmt: skip
    tahun, _, sanggahan = kunci.partition("-")
    draf = HitunganPeringkat.objects.visible_to(user).select_related("bobot", "sanggahan__opd")
    d = (draf if masukan else draf.defer("masukan")).get(
        tahun=int(tahun), sanggahan=int(sanggahan) if sanggahan else None
    )
    return Lembar(d.tahun, d.sampai, d.diperiksa_pada, d.bobot, d.sidik, d.hasil, rows_of(d.hasil), None, d)


def names_on(user: Pengguna, beku: Iterable[int]) -> dict[tuple[int, str], str]:
    """(frozen version, slug) → what the OPD is called on it, however it is called today. One query."""
    tabel = Peringkat.objects.visible_to(user).filter(pk__in=set(beku)).values_list("pk", "hasil__tabel")
    return {(pk, h["slug"]): h["nama"] for pk, baris in tabel for h in baris}


def name_on(user: Pengguna, beku_id: int, opd: Opd) -> str:
    """What one OPD is called on a frozen version."""
    return names_on(user, [beku_id]).get((beku_id, opd.slug), opd.nama)


@dataclass(frozen=True, slots=True)
class BarisPenghargaan:
    """A reward, and what its OPD is called on the sheet that it rests on."""

    hadiah: Penghargaan
    opd: str


def rewards(user: Pengguna) -> list[BarisPenghargaan]:
    """Every reward, the newest year first. Two queries."""
    semua = Penghargaan.objects.visible_to(user).select_related("opd", "peringkat", "dicatat_oleh")
    tertutup = ("peringkat__masukan", "peringkat__hasil", "dicatat_oleh__password", "dicatat_oleh__surel")
    hadiah = list(semua.defer(*tertutup))
    nama = names_on(user, (p.peringkat_id for p in hadiah))
    return [BarisPenghargaan(p, nama.get((p.peringkat_id, p.opd.slug), p.opd.nama)) for p in hadiah]


def inputs_of(lembar: Lembar) -> Mapping[str, Any]:
    """The stored inputs of a sheet that was read with them."""
    sumber = lembar.beku or lembar.draf
    return sumber.masukan if sumber else {}


def weights_of(lembar: Lembar) -> tuple[Butir, ...]:
    """The weights of a sheet that was read with its inputs."""
    return butir_of(inputs_of(lembar)["butir"])


def opd_input(lembar: Lembar, slug: str) -> OpdDinilai | None:
    """The inputs of one OPD, the others left unread."""
    return next((opd_of(o) for o in inputs_of(lembar)["opd"] if o["slug"] == slug), None)


def rows_of(hasil: Mapping[str, Any]) -> tuple[BarisPeringkat, ...]:
    """The stored table in order."""
    return tuple(_row(h, hasil["selang"].get(h["slug"], {})) for h in hasil["tabel"])


def _row(h: Mapping[str, Any], selang: Mapping[str, Any]) -> BarisPeringkat:
    return BarisPeringkat(
        h["slug"], h["nama"], h["hari"], KeadaanPeringkat(h["keadaan"]), KelompokAkses(h["akses"]), h["sebab"],
        None if h["skor"] is None else Decimal(h["skor"]), h["peringkat"], h["seri"], h["peringkat_akses"], h["seri_akses"],
        tuple(map(Decimal, h["kelompok"])), tuple(map(Decimal, h.get("paling", ()))), tuple(map(Decimal, h.get("terukur", ()))),
        tuple(h.get("asal", ())),
        tuple(selang.get("umum", ())), tuple(selang.get("akses", ())), tuple(x.replace(".", ",") for x in selang.get("skor", ())),
    )  # fmt: skip
