"""Components about enterprises: selling, growth, naik kelas, staying alive. Each row behind them is one enterprise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from binaan.enums import Komponen
from binaan.peringkat.masukan import TERISI, TIDAK_BERLAKU, TIDAK_DIISI, Nilai, share
from desa.angka import format_persen
from desa.models import Umkm
from desa.waktu import akhir_bulan, awal_triwulan, tambah_bulan
from opd.ambang import JARAK_POTRET, OMZET_TERKECIL
from opd.models import Pengguna
from opd.rekap.harga import read_harga
from opd.rekap.hitung import bulatkan
from opd.rekap.kelangsungan import TERAMATI, Nasib, Subjek, read_subjek
from opd.rekap.naik_kelas import Harga, Potret, baca_potret, hitung_naik_kelas, jarak
from opd.rekap.omzet import AlasanKeluar, bulan_omzet, peserta, tumbuh
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.rentang import akhir_triwulan, bulan_triwulan
from opd.rekap.umkm import BarisUmkm, Buku, KeadaanUmkm, baca_buku, hitung_keadaan, jendela

TANPA_UMKM = Nilai(TIDAK_DIISI, "belum ada UMKM binaan")


@dataclass(frozen=True, slots=True)
class BahanUsaha:
    """What the four components of the villages of one day are made from."""

    until: date
    awal_tw: date
    buku: Buku
    keadaan: Mapping[int, KeadaanUmkm]
    potret: Mapping[int, list[Potret]]
    harga: Harga
    subjek: Mapping[int, Subjek]
    uuid: Mapping[int, str]
    milik: Mapping[int, list[BarisUmkm]]
    peserta: Set[int]

    def of(self, desa_id: int) -> list[BarisUmkm]:
        """A village's enterprises, without those that are everybody's."""
        return self.milik.get(desa_id, [])


def last_quarter(until: date) -> date:
    """The start of the last quarter that had ended by the day."""
    awal = awal_triwulan(until)
    return awal if akhir_triwulan(awal) <= until else tambah_bulan(awal, -3)


def read_bahan(siapa: Pengguna, desa: Sequence[int], *, until: date, known_at: datetime | None) -> BahanUsaha:
    """Everything about the enterprises of these villages. Ten queries, whatever their number."""
    umkm, awal = Umkm.objects.visible_to(siapa).filter(desa__in=desa), last_quarter(until)
    potret = baca_potret(siapa, until=until, known_at=known_at, umkm=umkm)
    bulan = {b for isi in potret.values() for p in isi for b in bulan_triwulan(p.triwulan)}
    bulan |= {*jendela(until), *bulan_omzet(awal)}
    buku = baca_buku(siapa, bulan, known_at=known_at, umkm=umkm, temuan=jendela(until))
    harga = read_harga(siapa, until=until)
    subjek = {s.umkm_id: s for s in read_subjek(siapa, until=until, known_at=known_at)}
    uuid = {pk: str(u) for pk, u in umkm.values_list("pk", "uuid")}
    keadaan = hitung_keadaan(buku, until)
    milik: dict[int, list[BarisUmkm]] = defaultdict(list)
    for u in buku.umkm:
        if not u.badan_bersama:
            milik[u.desa_id].append(u)
    ikut = {u.umkm_id for u in peserta(buku, awal)}
    return BahanUsaha(until, awal, buku, keadaan, potret, harga.nilai if harga else {}, subjek, uuid, milik, ikut)


def read_usaha(bahan: BahanUsaha, b: BarisPenugasan) -> dict[Komponen, Nilai]:
    """The four components of one penugasan. No query."""
    milik = bahan.of(b.desa_id)
    return {
        Komponen.BERJUALAN: _berjualan(bahan, milik),
        Komponen.OMZET: _omzet(bahan, milik, b),
        Komponen.NAIK_KELAS: _naik(bahan, milik, b),
        Komponen.BERTAHAN: _bertahan(bahan, milik, b),
    }


def _berjualan(bahan: BahanUsaha, milik: Sequence[BarisUmkm]) -> Nilai:
    ada = [(u, bahan.keadaan[u.umkm_id]) for u in milik if u.umkm_id in bahan.keadaan]
    buka = [(u, k) for u, k in ada if k != KeadaanUmkm.TUTUP]
    if not buka:
        return Nilai(TIDAK_DIISI, "semua UMKM binaan tutup") if ada else TANPA_UMKM
    tanda = {KeadaanUmkm.BERJUALAN: "1", KeadaanUmkm.TUTUP: ""}
    return share([(bahan.uuid[u.umkm_id], str(k.label).lower(), tanda.get(k, "0")) for u, k in ada])


def _omzet(bahan: BahanUsaha, milik: Sequence[BarisUmkm], b: BarisPenugasan) -> Nilai:
    """The growth of those that reported in full, only where they speak for all: silence is no way out of the median."""
    ikut = [u for u in milik if u.umkm_id in bahan.peserta]
    if not ikut:
        return TANPA_UMKM
    hasil = [(u, tumbuh(u, bahan.buku.omzet.get(u.umkm_id, {}), bahan.awal_tw)[1]) for u in ikut]
    deret = tuple(t for _, t in hasil if isinstance(t, Fraction))
    rinci = tuple((bahan.uuid[u.umkm_id], *_growth(t)) for u, t in hasil)
    lalai = sum(t == AlasanKeluar.TIDAK_LENGKAP and _owes(bahan, u, b.mulai) for u, t in hasil)
    lengkap, perlu = len(deret), OMZET_TERKECIL.nilai
    if lengkap + lalai < perlu:
        return Nilai(TIDAK_BERLAKU, f"UMKM yang dapat dibandingkan di bawah {perlu}", rinci=rinci)
    if lengkap < max(perlu, lalai):
        kata = (
            f"baru {lengkap} dari {lengkap + lalai} UMKM melapor lengkap, perlu separuhnya dan paling sedikit {perlu}"
        )
        return Nilai(TIDAK_DIISI, kata, rinci=tuple((kunci, isi, "") for kunci, isi, _ in rinci))
    return Nilai(TERISI, n=lengkap, deret=deret, rinci=rinci)


def _owes(bahan: BahanUsaha, u: BarisUmkm, mulai: date) -> bool:
    """Whether a month that is missing fell into the penugasan; those before it were somebody else's duty."""
    bulan = bulan_omzet(bahan.awal_tw)
    wajib = bulan[:3] if u.tutup(akhir_triwulan(bahan.awal_tw)) else bulan
    omzet = bahan.buku.omzet.get(u.umkm_id, {})
    return any(m not in omzet and akhir_bulan(m) >= mulai for m in wajib)


def _growth(t: Fraction | AlasanKeluar) -> tuple[str, str]:
    if isinstance(t, AlasanKeluar):
        return str(t.label).lower(), ""
    return f"{'+' if t > 0 else ''}{format_persen(bulatkan(t))}", str(t)


def _naik(bahan: BahanUsaha, milik: Sequence[BarisUmkm], b: BarisPenugasan) -> Nilai:
    """From the start of this penugasan: an enterprise mentored before it is held against its first state since."""
    sejak = tuple(u._replace(dibina_sejak=max(u.dibina_sejak, b.mulai)) for u in milik)
    buku = Buku(sejak, bahan.buku.omzet, ())
    semua = hitung_naik_kelas(buku, bahan.potret, bahan.until, bahan.harga)
    if not semua:
        return TANPA_UMKM
    ukur = [h for h in semua if h.sebab is None]
    kata = {True: ("naik kelas", "1"), False: ("tidak naik", "0")}
    rinci = tuple(
        (bahan.uuid[h.umkm_id], *((str(h.sebab.label).lower(), "") if h.sebab else kata[h.naik])) for h in semua
    )
    if ukur:
        return share(rinci)
    if jarak(b.mulai, bahan.until) < JARAK_POTRET.nilai:
        return Nilai(TIDAK_BERLAKU, "penugasan kurang dari dua triwulan", rinci=rinci)
    return Nilai(TIDAK_DIISI, "perkembangan UMKM belum dicatat dua kali dengan jarak dua triwulan", rinci=rinci)


def _bertahan(bahan: BahanUsaha, milik: Sequence[BarisUmkm], b: BarisPenugasan) -> Nilai:
    subjek = [bahan.subjek[u.umkm_id] for u in milik if u.umkm_id in bahan.subjek]
    if not subjek:
        return TANPA_UMKM
    amati = [(s, s.episode[0]) for s in subjek]
    amati = [(s, e) for s, e in amati if e.nasib in TERAMATI and e.keluar > b.mulai + timedelta(days=1)]
    if not amati:
        return Nilai(TIDAK_BERLAKU, "belum ada UMKM yang cukup lama diamati sejak penugasan mulai")
    tanda = {True: "1", False: "0"}
    return share(
        [(bahan.uuid[s.umkm_id], str(e.nasib.label).lower(), tanda[e.nasib == Nasib.BERJALAN]) for s, e in amati]
    )
