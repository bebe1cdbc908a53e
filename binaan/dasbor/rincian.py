"""The rows behind a figure that no other list shows. Their count or sum is the figure that links here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.dana import beside_pagu
from binaan.dasbor.kartu import DENGAN_TUTUP
from binaan.dasbor.kata import BELUM_TERUKUR, bertanda, ribuan, rupiah
from binaan.dasbor.keputusan import tanpa_opd
from binaan.dasbor.teratas import URUTAN
from desa.angka import format_bulan, format_desimal, format_tanggal
from desa.enums import JenisIndeks
from desa.models import Umkm
from desa.waktu import akhir_bulan
from opd.enums import SumberDana
from opd.models import Opd, Pengguna
from opd.rekap.desa import RekapDesa
from opd.rekap.gerak_indeks import (
    NAIK,
    TEMPAT,
    TETAP,
    TURUN,
    GerakIndeks,
    KeadaanIndeks,
    direction,
    kinds_by_village,
)
from opd.rekap.hitung import bulatkan
from opd.rekap.indeks import RekapIndeks
from opd.rekap.indeks_batas import SINGKAT
from opd.rekap.kemiskinan import Ukuran
from opd.rekap.omzet import AlasanKeluar, Tumbuh, bulan_omzet, omzet_lengkap, peserta, tumbuh
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.rentang import akhir_triwulan, bulan_triwulan, sebut_triwulan
from opd.rekap.tugas_dasar import address
from opd.rekap.umkm import Buku, baca_buku


@dataclass(frozen=True, slots=True)
class Sel:
    """One cell: text and, if any, where it leads. `berkas`: what a file says instead, in as many columns; numbers as numbers."""

    teks: str
    tautan: str = ""
    angka: bool = False
    berkas: tuple[Any, ...] = ()

    @property
    def values(self) -> tuple[Any, ...]:
        """For the columns of a file."""
        return self.berkas or ("" if self.teks == "–" else self.teks,)


@dataclass(frozen=True, slots=True)
class Rincian:
    """A table: what it is, its columns, its rows, one line that says its count or sum, and where the same is told otherwise.

    On a phone the first column and `utama`, the figure, stay in sight. `berkas`: the headings in a file of a column that is not
    one of its own name there.
    """

    judul: str
    kolom: tuple[str, ...]
    baris: tuple[tuple[Sel, ...], ...]
    jumlah: str
    lain: Sel | None = None
    utama: int = -1
    berkas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def named(self, baris: Sequence[Sel]) -> list[tuple[str, Sel, str]]:
        """A row, each cell with the name of its column and, where a phone folds it, "rinci"."""
        peran = ["rinci"] * len(self.kolom)
        peran[0] = peran[self.utama] = ""
        return list(zip(self.kolom, baris, peran, strict=True))


@dataclass(frozen=True, slots=True)
class Pilihan:
    """What the address asks for: a state, a problem, a village's code, a source of money, why a row is counted (`SEBAB`)."""

    keadaan: str = ""
    masalah: str = ""
    desa: str = ""
    sumber: str = ""
    sebab: str = ""


SEBAB = (
    DENGAN_TUTUP, *AlasanKeluar.values, "belum", "sebelum",
    *(f"{arah}-{jenis}" for arah in (NAIK, TETAP, TURUN) for jenis in JenisIndeks.values),
)  # fmt: skip
"""Of growth: closed at −100 %, or why left out; of indices: not measured, only before the start, or how one kind moved."""


def _opd(p: BarisPenugasan) -> Sel:
    return Sel(p.opd, address("opd:detail", p.opd_slug))


def _desa(p: BarisPenugasan) -> Sel:
    return Sel(p.tempat, address("desa:detail", p.kode))


def _angka(teks: str, *berkas: Any) -> Sel:
    """A figure; in a file the numbers it is made of."""
    return Sel(teks, angka=True, berkas=berkas)


def _hari(hari: date | None, tanpa: str) -> Sel:
    """A day, or the word for none; in a file a day."""
    return Sel(format_tanggal(hari) if hari else tanpa, berkas=(hari,))


def _keadaan_desa(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    isi = [d for d in r.desa if (not p.keadaan or d.keadaan == p.keadaan) and (not p.masalah or p.masalah in d.semua)]
    isi.sort(key=URUTAN["merah"][1])
    baris = tuple(
        (
            _desa(d.penugasan), _opd(d.penugasan), Sel(", ".join(k.label for k in d.semua)), _kata_kunjungan(d),
            _part(d.umkm.diam, d.umkm.belum_tutup), _hari(d.kegiatan_terakhir, "belum ada"),
            Sel("belum ada" if d.tanpa_rencana else "ada"), _part(d.umkm.belum_diketahui, d.umkm.belum_tutup),
        )
        for d in isi
    )  # fmt: skip
    kolom = (
        "Desa", "OPD", "Keadaan, terburuk di atas", "Kunjungan terakhir", "UMKM diam", "Kegiatan terakhir",
        "Rencana aksi", "UMKM belum melapor",
    )  # fmt: skip
    berkas = {k: (k, "UMKM belum tutup") for k in ("UMKM diam", "UMKM belum melapor")} | KUNJUNGAN
    return Rincian("Keadaan desa binaan", kolom, baris, f"{len(baris)} desa", utama=2, berkas=berkas)


def _part(n: int, dari: int) -> Sel:
    """ "3 dari 8", two numbers in a file."""
    return _angka(f"{n} dari {dari}", n, dari)


KUNJUNGAN = {"Kunjungan terakhir": ("Kunjungan terakhir", "Hari tanpa kunjungan", "Keterangan kunjungan")}


def _kata_kunjungan(d: RekapDesa) -> Sel:
    k = d.kunjungan
    if k.terakhir is None:
        kata = "belum pernah; dihitung sejak mulai"
        return Sel(f"belum pernah, {ribuan(k.hari_tanpa)} hari sejak mulai", berkas=(None, k.hari_tanpa, kata))
    return Sel(f"{format_tanggal(k.terakhir)}, {ribuan(k.hari_tanpa)} hari lalu", berkas=(k.terakhir, k.hari_tanpa, ""))


def _kunjungan(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    isi = [d for d in r.desa if not p.keadaan or d.kunjungan.keadaan == p.keadaan]
    isi.sort(key=lambda d: -d.kunjungan.hari_tanpa)
    baris = tuple(
        (_desa(d.penugasan), _opd(d.penugasan), Sel(d.kunjungan.keadaan.label), _kata_kunjungan(d)) for d in isi
    )
    kolom = ("Desa", "OPD", "Keadaan", "Kunjungan terakhir")
    return Rincian("Kunjungan ke desa binaan", kolom, baris, f"{len(baris)} desa", berkas=KUNJUNGAN)


def _tim(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    tanpa = [d.penugasan for d in r.desa if not d.penugasan.bertim]
    baris = tuple(
        (
            _opd(b), Sel(b.tempat, reverse("penugasan:detail", args=[b.penugasan_id])), _hari(b.mulai, "–"),
            _angka(f"{ribuan((r.until - b.mulai).days)} hari", (r.until - b.mulai).days),
        )
        for b in sorted(tanpa, key=lambda b: b.mulai)
    )  # fmt: skip
    kolom = ("OPD", "Penugasan", "Sejak", "Lamanya")
    jumlah = f"{len({b.opd_id for b in tanpa})} OPD, {len(baris)} penugasan"
    return Rincian("OPD tanpa tim", kolom, baris, jumlah, berkas={"Lamanya": ("Lamanya (hari)",)})


def _tanpa_opd(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    baris = tuple((_desa(b), _opd(b), _hari(b.selesai, "–")) for b in tanpa_opd(r, user))
    return Rincian("Desa tanpa OPD penanggung jawab", ("Desa", "OPD terakhir", "Berakhir"), baris, f"{len(baris)} desa")


def _penjawab(r: Ringkasan) -> dict[int, BarisPenugasan]:
    """The newest known penugasan of each village, for its name."""
    return {b.desa_id: b for b in sorted(r.penugasan, key=lambda b: b.mulai)}


def _kosong(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    """Months of sales without reports, each with who answered on its last day. With a village: those of its OPD of today."""
    tempat, jawab = _penjawab(r), r.penjawab
    isi = [b for q, bulan in r.kosong_per_opd if q.kode == p.desa for b in bulan] if p.desa else r.kosong
    baris = []
    for b in isi:
        t, oleh = tempat.get(b.desa_id), jawab.pada(b.desa_id, akhir_bulan(b.bulan))
        alamat = address("penjualan:pilih", t.kode) if t else ""
        nama = (_desa(t), _opd(oleh or t)) if t else (Sel("Desa tanpa penugasan"), Sel("–"))
        baris.append((*nama, Sel(format_bulan(b.bulan), alamat), _angka(str(b.jumlah), b.jumlah)))
    jumlah = f"{ribuan(sum(b.jumlah for b in isi))} laporan kosong"
    return Rincian("Laporan penjualan kosong", ("Desa", "OPD", "Bulan", "UMKM belum melapor"), tuple(baris), jumlah)


def _nama_umkm(user: Pengguna, ids: list[int]) -> dict[int, Sel]:
    kueri = Umkm.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "nama", "uuid")
    return {pk: Sel(nama, address("umkm:detail", uuid)) for pk, nama, uuid in kueri}


def _buku(user: Pengguna, r: Ringkasan) -> Buku:
    """The enterprises with the months that omzet and its growth are made of."""
    return baca_buku(user, bulan_omzet(r.jumlah_omzet.awal), known_at=r.known_at, temuan=())


def _omzet(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    """UMKM that reported all three months. With a village: only the months that belong to its OPD of today."""
    awal = r.jumlah_omzet.awal
    buku = _buku(user, r)
    tempat, bulan, jawab = _penjawab(r), bulan_triwulan(awal), r.penjawab
    desa = {u.umkm_id: u.desa_id for u in buku.umkm}
    pilih = next((d.penugasan for d in r.desa if p.desa and d.penugasan.kode == p.desa), None)
    lengkap = {k: v for k, v in omzet_lengkap(buku, awal).items() if not p.desa or (pilih and desa[k] == pilih.desa_id)}
    nama, baris, total = _nama_umkm(user, list(lengkap)), [], 0
    for pk, isi in sorted(lengkap.items(), key=lambda kv: -sum(kv[1].values())):
        dihitung = {b: rp for b, rp in isi.items() if not pilih or _milik(jawab.pada(desa[pk], akhir_bulan(b)), pilih)}
        total += sum(dihitung.values())
        t = tempat.get(desa[pk])
        sel = [_angka(ribuan(isi[b]), isi[b]) if b in dihitung else _angka("OPD lain", None) for b in bulan]
        lain = ", ".join(format_bulan(b) for b in bulan if b not in dihitung)
        milik = sum(dihitung.values())
        baris.append((nama[pk], _desa(t) if t else Sel("–"), *sel, _angka(ribuan(milik), lain, milik)))
    kolom = ("UMKM", "Desa", *(format_bulan(b) for b in bulan), "Jumlah (Rp)")
    jumlah = f"Rp {ribuan(total)} dari {ribuan(len(baris))} UMKM"
    berkas = {"Jumlah (Rp)": ("Bulan milik OPD lain, tidak dijumlahkan", "Jumlah (Rp)")}
    return Rincian(f"Omzet UMKM {sebut_triwulan(awal)}", kolom, tuple(baris), jumlah, berkas=berkas)


def _milik(baris: BarisPenugasan | None, pilih: BarisPenugasan) -> bool:
    return baris is not None and baris.opd_id == pilih.opd_id


def _pertumbuhan(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    """With `sebab`: the rows behind the figure with what closed, or those left out for one reason."""
    awal, buku = r.jumlah_omzet.awal, _buku(user, r)
    isi = [u for u in peserta(buku, awal) if _grows(tumbuh(u, buku.omzet.get(u.umkm_id, {}), awal), p.sebab)]
    nama, tempat = _nama_umkm(user, [u.umkm_id for u in isi]), _penjawab(r)
    urut = []
    for u in isi:
        omzet = buku.omzet.get(u.umkm_id, {})
        nilai, tutup = tumbuh(u, omzet, awal)
        t = tempat.get(u.desa_id)
        kata = "tutup, dihitung −100 % pada angka kedua" if tutup != nilai else ""
        nilai = tutup if p.sebab == DENGAN_TUTUP else nilai
        if isinstance(nilai, Fraction):
            sel = _angka(bertanda(bulatkan(nilai)), bulatkan(nilai), "")
        else:
            sel = _angka(f"{nilai.label}, tidak ikut", None, f"{nilai.label}, tidak ikut")
        kunci = (not isinstance(nilai, Fraction), -nilai if isinstance(nilai, Fraction) else 0, u.umkm_id)
        urut.append((kunci, (nama[u.umkm_id], _desa(t) if t else Sel("–"), sel, Sel(kata))))
    n = sum(not kunci[0] for kunci, _ in urut)
    judul = f"Pertumbuhan omzet {sebut_triwulan(awal)} terhadap tahun lalu"
    jumlah = f"{ribuan(n)} UMKM terukur, {ribuan(len(urut) - n)} tidak ikut; per {format_tanggal(akhir_triwulan(awal))}"
    kolom, baris = ("UMKM", "Desa", "Pertumbuhan", "Catatan"), tuple(b for _, b in sorted(urut, key=lambda x: x[0]))
    berkas = {"Pertumbuhan": ("Pertumbuhan (%)", "Tidak ikut")}
    return Rincian(judul, kolom, baris, jumlah, utama=2, berkas=berkas)


def _grows(tumbuh: tuple[Tumbuh, Tumbuh], sebab: str) -> bool:
    polos, tutup = tumbuh
    return not sebab or (isinstance(tutup, Fraction) if sebab == DENGAN_TUTUP else polos == sebab)


def _indeks(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    per_desa = kinds_by_village(r.indeks)
    baris, desa, terukur = [], 0, 0
    for d in r.desa:
        sel = _asked(per_desa.get(d.penugasan.desa_id, ()), p.sebab)
        if sel is None:
            continue
        desa, terukur = desa + 1, terukur + bool(GerakIndeks(sel).terukur)
        isi = [_satu_jenis(i) for i in sel] or [(Sel("–"), *_tanpa_indeks())]
        baris += [(_desa(d.penugasan), _opd(d.penugasan), *satu) for satu in isi]
    kolom = ("Desa", "OPD", "Jenis", "Garis dasar", "Terbaru", "Perubahan")
    ket = f"{desa} desa" if p.sebab else f"{terukur} dari {desa} desa terukur"
    ket += "; sumber Kemendes"
    lain = Sel(
        "Terhadap garis dasar penugasan, seperti pada Kartu Keadilan",
        f"{reverse('kemajuan:daftar')}?dasar={Ukuran.PENUGASAN.value}",
    )
    berkas = {
        "Garis dasar": ("Garis dasar", "Tahun garis dasar"),
        "Terbaru": ("Terbaru", "Tahun terbaru"),
        "Perubahan": ("Perubahan", "Keterangan perubahan"),
    }
    return Rincian("Perubahan indeks desa", kolom, tuple(baris), ket, lain, berkas=berkas)


def _tahunan(nilai: Decimal | None, tahun: int | None, tempat: int) -> Sel:
    """ "0,7123 (2024)"; two numbers in a file."""
    if nilai is None:
        return _angka("–", None, None)
    return _angka(f"{format_desimal(nilai, tempat)} ({tahun})", nilai, tahun)


def _tanpa_indeks() -> tuple[Sel, ...]:
    kata = f"{BELUM_TERUKUR}, indeks belum diketahui"
    return _tahunan(None, None, 1), _tahunan(None, None, 1), _angka(kata, None, kata)


def _asked(sel: tuple[RekapIndeks, ...], sebab: str) -> tuple[RekapIndeks, ...] | None:
    """Of a village's kinds those that `sebab` asks for; None where the village is not one of them."""
    g, (arah, _, jenis) = GerakIndeks(sel), sebab.partition("-")
    if not sebab:
        return sel
    if jenis:
        return tuple(i for i in sel if i.jenis == jenis) if g.moved(jenis) == arah else None
    if g.terukur:
        return None
    return sel if sebab == "belum" or g.keadaan == KeadaanIndeks.SEBELUM_MULAI else None


def _satu_jenis(i: RekapIndeks) -> tuple[Sel, ...]:
    """Kind, baseline, newest, and how it moved or why that is not said."""
    jenis, tempat = JenisIndeks(i.jenis), TEMPAT[JenisIndeks(i.jenis)]
    nama, baru = Sel(SINGKAT[jenis]), _tahunan(i.nilai, i.tahun, tempat)
    if i.perubahan is None or i.nilai_dasar is None:
        kata = f"{BELUM_TERUKUR}, {i.tanpa_banding}"
        return nama, _tahunan(None, None, tempat), baru, _angka(kata, None, kata)
    arah, besar = direction(i), format_desimal(abs(i.perubahan), tempat)
    kata = arah if arah == TETAP else f"{arah} {besar}"
    ubah = f"{BELUM_TERUKUR}: {kata} sebelum pendampingan" if i.sebelum_mulai else kata
    ket = f"{BELUM_TERUKUR}: sebelum pendampingan" if i.sebelum_mulai else ""
    return nama, _tahunan(i.nilai_dasar, i.tahun_dasar, tempat), baru, _angka(ubah, i.perubahan, ket)


def _pagu(user: Pengguna, r: Ringkasan, pilihan: Pilihan) -> Rincian:
    """The lines of the plans in force that plan money, of one source or of all, with what they spent of it."""
    isi = [
        (b.penugasan, b.berlaku.uuid, x.kegiatan, u)
        for b in r.rencana_penugasan
        if b.berlaku
        for x in b.berlaku.baris
        for u in x.uang
        if u.pagu_rp and pilihan.sumber in ("", u.sumber)
    ]
    baris = tuple(
        (
            Sel(kegiatan, reverse("rencana:detail", args=[rencana])), _opd(p), _desa(p),
            Sel(str(SumberDana(u.sumber).label)), _angka(ribuan(u.pagu_rp), u.pagu_rp),
            _angka(ribuan(u.belanja_rp), u.belanja_rp),
        )
        for p, rencana, kegiatan, u in isi
    )  # fmt: skip
    pagu, belanja = sum(u.pagu_rp for *_, u in isi), sum(u.belanja_rp for *_, u in isi)
    kolom = ("Baris rencana", "OPD", "Desa", "Sumber", "Pagu (Rp)", "Belanja (Rp)")
    jumlah = f"Pagu {rupiah(pagu)}, belanja daripadanya {rupiah(belanja)}"
    return Rincian(f"Pagu rencana {r.until.year}", kolom, baris, jumlah, utama=4)


def _luar_pagu(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    """The year's money that no pagu of a plan in force was for, by OPD, village and source."""
    isi = [b for b in beside_pagu(r) if p.sumber in ("", b.sumber)]
    semua, tempat = Opd.objects.visible_to(user).values_list("pk", "nama", "slug"), _penjawab(r)
    opd = {pk: Sel(nama, reverse("opd:detail", args=[slug])) for pk, nama, slug in semua}
    baris = tuple(
        (
            opd[b.opd_id], _desa(t) if (t := tempat.get(b.desa_id)) else Sel("Desa tanpa penugasan"),
            Sel(str(SumberDana(b.sumber).label)), *(_angka(ribuan(n), n) for n in (b.tahun_rp, b.pagu_rp, b.luar_rp)),
        )
        for b in isi
    )  # fmt: skip
    kolom = ("OPD", "Desa", "Sumber", f"Dana {r.until.year} (Rp)", "Dari pagu (Rp)", "Di luar pagu (Rp)")
    jumlah = f"Di luar pagu {rupiah(sum(b.luar_rp for b in isi))}"
    return Rincian(f"Dana {r.until.year} di luar pagu rencana", kolom, baris, jumlah)


JENIS: dict[str, Callable[[Pengguna, Ringkasan, Pilihan], Rincian]] = {
    "desa": _keadaan_desa,
    "kunjungan": _kunjungan,
    "tim": _tim,
    "tanpa_opd": _tanpa_opd,
    "kosong": _kosong,
    "omzet": _omzet,
    "pertumbuhan": _pertumbuhan,
    "indeks": _indeks,
    "pagu": _pagu,
    "luar_pagu": _luar_pagu,
}


def susun_rincian(user: Pengguna, r: Ringkasan, jenis: str, pilihan: Pilihan) -> Rincian:
    """The rows behind one figure. Three queries more for those of UMKM."""
    return JENIS[jenis](user, r, pilihan)
