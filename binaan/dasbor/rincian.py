"""The rows behind a figure that no other list shows. Their count or sum is the figure that links here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.kata import BELUM_TERUKUR, bertanda, ribuan, rupiah
from binaan.dasbor.keputusan import tanpa_opd
from binaan.dasbor.teratas import URUTAN
from desa.angka import format_bulan, format_desimal, format_tanggal
from desa.enums import JenisIndeks
from desa.models import Umkm
from desa.waktu import akhir_bulan
from opd.enums import SumberDana
from opd.models import Pengguna
from opd.rekap.desa import RekapDesa
from opd.rekap.gerak_indeks import TEMPAT, TETAP, GerakIndeks, direction, kinds_by_village
from opd.rekap.hitung import bulatkan
from opd.rekap.indeks import RekapIndeks
from opd.rekap.indeks_batas import SINGKAT
from opd.rekap.kemiskinan import Ukuran
from opd.rekap.omzet import bulan_omzet, omzet_lengkap, peserta, tumbuh
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.rentang import akhir_triwulan, bulan_triwulan, sebut_triwulan
from opd.rekap.umkm import Buku, baca_buku


@dataclass(frozen=True, slots=True)
class Sel:
    """One cell: text and, if any, where it leads."""

    teks: str
    tautan: str = ""
    angka: bool = False


@dataclass(frozen=True, slots=True)
class Rincian:
    """A table: what it is, its columns, its rows, one line that says its count or sum, and where the same is told otherwise."""

    judul: str
    kolom: tuple[str, ...]
    baris: tuple[tuple[Sel, ...], ...]
    jumlah: str
    lain: Sel | None = None

    @property
    def bernama(self) -> list[list[tuple[str, Sel]]]:
        """The rows, each cell with the name of its column: on a phone a row is a card and its cells name themselves."""
        return [list(zip(self.kolom, baris, strict=True)) for baris in self.baris]


@dataclass(frozen=True, slots=True)
class Pilihan:
    """What the address asks for: a state, a problem, a village's code, a source of money."""

    keadaan: str = ""
    masalah: str = ""
    desa: str = ""
    sumber: str = ""


def _opd(p: BarisPenugasan) -> Sel:
    return Sel(p.opd, reverse("opd:detail", args=[p.opd_slug]))


def _desa(p: BarisPenugasan) -> Sel:
    return Sel(p.tempat, reverse("desa:detail", args=[p.kode]))


def _angka(teks: str) -> Sel:
    return Sel(teks, angka=True)


def _keadaan_desa(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    isi = [d for d in r.desa if (not p.keadaan or d.keadaan == p.keadaan) and (not p.masalah or p.masalah in d.semua)]
    isi.sort(key=URUTAN["merah"][1])
    baris = tuple(
        (
            _desa(d.penugasan), _opd(d.penugasan), Sel(", ".join(k.label for k in d.semua)), _kata_kunjungan(d),
            _angka(f"{d.umkm.diam} dari {d.umkm.belum_tutup}"),
            Sel(format_tanggal(d.kegiatan_terakhir) if d.kegiatan_terakhir else "belum ada"),
            Sel("belum ada" if d.tanpa_rencana else "–"), _angka(f"{d.umkm.belum_diketahui} dari {d.umkm.belum_tutup}"),
        )
        for d in isi
    )  # fmt: skip
    kolom = (
        "Desa", "OPD", "Keadaan, terburuk di atas", "Kunjungan terakhir", "UMKM diam", "Kegiatan terakhir",
        "Rencana aksi", "UMKM belum melapor",
    )  # fmt: skip
    return Rincian("Keadaan desa binaan", kolom, baris, f"{len(baris)} desa")


def _kata_kunjungan(d: RekapDesa) -> Sel:
    k = d.kunjungan
    if k.terakhir is None:
        return Sel(f"belum pernah, {ribuan(k.hari_tanpa)} hari sejak mulai")
    return Sel(f"{format_tanggal(k.terakhir)}, {ribuan(k.hari_tanpa)} hari lalu")


def _kunjungan(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    isi = [d for d in r.desa if not p.keadaan or d.kunjungan.keadaan == p.keadaan]
    isi.sort(key=lambda d: -d.kunjungan.hari_tanpa)
    baris = tuple(
        (_desa(d.penugasan), _opd(d.penugasan), Sel(d.kunjungan.keadaan.label), _kata_kunjungan(d)) for d in isi
    )
    return Rincian(
        "Kunjungan ke desa binaan", ("Desa", "OPD", "Keadaan", "Kunjungan terakhir"), baris, f"{len(baris)} desa"
    )


def _tim(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    tanpa = [d.penugasan for d in r.desa if not d.penugasan.bertim]
    baris = tuple(
        (
            _opd(b), Sel(b.tempat, reverse("penugasan:detail", args=[b.penugasan_id])), Sel(format_tanggal(b.mulai)),
            _angka(f"{ribuan((r.until - b.mulai).days)} hari"),
        )
        for b in sorted(tanpa, key=lambda b: b.mulai)
    )  # fmt: skip
    kolom = ("OPD", "Penugasan", "Sejak", "Lamanya")
    return Rincian("OPD tanpa tim", kolom, baris, f"{len({b.opd_id for b in tanpa})} OPD, {len(baris)} penugasan")


def _tanpa_opd(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    baris = tuple((_desa(b), _opd(b), Sel(format_tanggal(b.selesai) if b.selesai else "–")) for b in tanpa_opd(r, user))
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
        alamat = reverse("penjualan:pilih", args=[t.kode]) if t else ""
        nama = (_desa(t), _opd(oleh or t)) if t else (Sel("Desa tanpa penugasan"), Sel("–"))
        baris.append((*nama, Sel(format_bulan(b.bulan), alamat), _angka(str(b.jumlah))))
    jumlah = f"{ribuan(sum(b.jumlah for b in isi))} laporan kosong"
    return Rincian("Laporan penjualan kosong", ("Desa", "OPD", "Bulan", "UMKM belum melapor"), tuple(baris), jumlah)


def _nama_umkm(user: Pengguna, ids: list[int]) -> dict[int, Sel]:
    kueri = Umkm.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "nama", "uuid")
    return {pk: Sel(nama, reverse("umkm:detail", args=[uuid])) for pk, nama, uuid in kueri}


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
        sel = [_angka(ribuan(isi[b]) if b in dihitung else "OPD lain") for b in bulan]
        baris.append((nama[pk], _desa(t) if t else Sel("–"), *sel, _angka(ribuan(sum(dihitung.values())))))
    kolom = ("UMKM", "Desa", *(format_bulan(b) for b in bulan), "Jumlah (Rp)")
    jumlah = f"Rp {ribuan(total)} dari {ribuan(len(baris))} UMKM"
    return Rincian(f"Omzet UMKM {sebut_triwulan(awal)}", kolom, tuple(baris), jumlah)


def _milik(baris: BarisPenugasan | None, pilih: BarisPenugasan) -> bool:
    return baris is not None and baris.opd_id == pilih.opd_id


def _pertumbuhan(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    awal, buku = r.jumlah_omzet.awal, _buku(user, r)
    isi = peserta(buku, awal)
    nama, tempat = _nama_umkm(user, [u.umkm_id for u in isi]), _penjawab(r)
    urut = []
    for u in isi:
        omzet = buku.omzet.get(u.umkm_id, {})
        nilai, tutup = tumbuh(u, omzet, awal)
        t = tempat.get(u.desa_id)
        kata = "tutup, dihitung −100 % pada angka kedua" if tutup != nilai else ""
        sel = bertanda(bulatkan(nilai)) if isinstance(nilai, Fraction) else f"{nilai.label}, tidak ikut"
        kunci = (not isinstance(nilai, Fraction), -nilai if isinstance(nilai, Fraction) else 0, u.umkm_id)
        urut.append((kunci, (nama[u.umkm_id], _desa(t) if t else Sel("–"), _angka(sel), Sel(kata))))
    n = sum(not kunci[0] for kunci, _ in urut)
    judul = f"Pertumbuhan omzet {sebut_triwulan(awal)} terhadap tahun lalu"
    jumlah = f"{ribuan(n)} UMKM terukur, {ribuan(len(urut) - n)} tidak ikut; per {format_tanggal(akhir_triwulan(awal))}"
    return Rincian(
        judul, ("UMKM", "Desa", "Pertumbuhan", "Catatan"), tuple(b for _, b in sorted(urut, key=lambda x: x[0])), jumlah
    )


def _indeks(user: Pengguna, r: Ringkasan, p: Pilihan) -> Rincian:
    per_desa = kinds_by_village(r.indeks)
    baris, terukur = [], 0
    for d in r.desa:
        sel = per_desa.get(d.penugasan.desa_id, ())
        terukur += bool(GerakIndeks(sel).terukur)
        isi = [_satu_jenis(i) for i in sel] or [("–", "–", "–", f"{BELUM_TERUKUR}, indeks belum diketahui")]
        baris += [(_desa(d.penugasan), _opd(d.penugasan), Sel(jenis), *map(_angka, angka)) for jenis, *angka in isi]
    kolom = ("Desa", "OPD", "Jenis", "Garis dasar", "Terbaru", "Perubahan")
    ket = f"{terukur} dari {len(r.desa)} desa terukur; sumber Kemendes"
    lain = Sel(
        "Terhadap garis dasar penugasan, seperti pada Kartu Keadilan",
        f"{reverse('kemajuan:daftar')}?dasar={Ukuran.PENUGASAN.value}",
    )
    return Rincian("Perubahan indeks desa", kolom, tuple(baris), ket, lain)


def _satu_jenis(i: RekapIndeks) -> tuple[str, ...]:
    """Kind, baseline, newest, and how it moved or why that is not said."""
    jenis, tempat = JenisIndeks(i.jenis), TEMPAT[JenisIndeks(i.jenis)]
    baru = f"{format_desimal(i.nilai, tempat)} ({i.tahun})"
    if i.perubahan is None or i.nilai_dasar is None:
        return SINGKAT[jenis], "–", baru, f"{BELUM_TERUKUR}, {i.tanpa_banding}"
    arah, besar = direction(i), format_desimal(abs(i.perubahan), tempat)
    kata = arah if arah == TETAP else f"{arah} {besar}"
    ubah = f"{BELUM_TERUKUR}: {kata} sebelum pendampingan" if i.sebelum_mulai else kata
    return SINGKAT[jenis], f"{format_desimal(i.nilai_dasar, tempat)} ({i.tahun_dasar})", baru, ubah


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
            _opd(p), _desa(p), Sel(kegiatan, reverse("rencana:detail", args=[rencana])),
            Sel(str(SumberDana(u.sumber).label)), _angka(ribuan(u.pagu_rp)), _angka(ribuan(u.belanja_rp)),
        )
        for p, rencana, kegiatan, u in isi
    )  # fmt: skip
    pagu, belanja = sum(u.pagu_rp for *_, u in isi), sum(u.belanja_rp for *_, u in isi)
    kolom = ("OPD", "Desa", "Baris rencana", "Sumber", "Pagu (Rp)", "Belanja (Rp)")
    return Rincian(
        f"Pagu rencana {r.until.year}", kolom, baris, f"Pagu {rupiah(pagu)}, belanja daripadanya {rupiah(belanja)}"
    )


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
}


def susun_rincian(user: Pengguna, r: Ringkasan, jenis: str, pilihan: Pilihan) -> Rincian:
    """The rows behind one figure. Three queries more for those of UMKM."""
    return JENIS[jenis](user, r, pilihan)
