"""How long mentored enterprises stay alive: the episodes that the survival curve is made from (desain.md, section 4).

`episodes_of` is a pure function of what is known of one enterprise. The clock starts on the day mentoring began; an
enterprise comes under observation when it was registered, if that was later. An episode ends with a recorded closure, or
with the last sale before 180 days that were *reported* without sales. Without news it ends, uncounted, at the last sign of
life: a month with sales, a visit that found it running, or the day it opened again. A life that begins with a recorded
opening, or with sales after a stop, is an episode of its own, on a clock of its own.

The first event counts, and registration moves none: a life that ended before it came under observation is left out, whether
the enterprise opened again before it was registered or after. To let it in as if it had never stopped would put it among
those that lasted as long, though it did not. The curve ends 180 days before the day asked about, for later silences cannot
be told from closures yet. Changes of penugasan and releases end nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet, TextChoices

from desa.models import Kabupaten, MasaTutup, Penjualan, Umkm
from desa.sektor import sector_of
from desa.waktu import akhir_bulan, tambah_bulan, tanggal_wit
from opd.ambang import DIANGGAP_BERHENTI
from opd.enums import Berjalan
from opd.models import Kunjungan, KunjunganUmkm, Pengguna
from opd.rekap.pantau import only_umkm
from opd.rekap.penugasan import BarisPenugasan, rekap_penugasan
from opd.rekap.penutupan import closures, masa_tutup

SEHARI = timedelta(days=1)


class Nasib(TextChoices):
    BERJALAN = "berjalan", "Masih berjalan"
    BERHENTI = "berhenti", "Berhenti"
    HILANG = "hilang", "Hilang kontak"
    SUDAH_BERHENTI = "sudah_berhenti", "Pernah berhenti sebelum dicatat"
    TERLALU_BARU = "terlalu_baru", "Terlalu baru"


TERAMATI = (Nasib.BERJALAN, Nasib.BERHENTI, Nasib.HILANG)
"""Those that enter the curve."""


class Riwayat(NamedTuple):
    """What is known of one enterprise by a day: months with sales and months reported without, both sorted."""

    dibina_sejak: date
    dicatat: date
    tutup: tuple[MasaTutup, ...]
    jual: tuple[date, ...]
    nol: tuple[date, ...]
    terlihat: date | None


class Episode(NamedTuple):
    """One life of an enterprise. `asal` is day 0 of its clock; it is observed from `masuk` to `keluar`."""

    nomor: int
    asal: date
    masuk: date
    keluar: date
    nasib: Nasib

    @property
    def lama(self) -> int:
        """Days on the clock when it left."""
        return (self.keluar - self.asal).days


class Henti(NamedTuple):
    """A stop: its day (None: before any sale or opening was known), and the day on which it could be told."""

    hari: date | None
    pasti: date


def curve_end(until: date) -> date:
    """The last day of the curve."""
    return until - timedelta(days=DIANGGAP_BERHENTI.nilai)


def episodes_of(r: Riwayat, until: date) -> tuple[Episode, ...]:
    """The lives of one enterprise by `until`, the first one first. Only number 1 enters the curve: the first event counts."""
    r, diamati = r._replace(tutup=_by(r.tutup, until)), max(r.dibina_sejak, r.dicatat)
    henti = sorted(_stops(r, until), key=lambda h: (h.hari or min(diamati, h.pasti), h.pasti))
    hasil: list[Episode] = []
    asal: date | None = r.dibina_sejak
    while asal is not None:
        akhir = next((h for h in henti if _ends(h, asal, r, pertama=not hasil)), None)
        hasil.append(_episode(len(hasil) + 1, asal, max(asal, diamati), akhir, r, until))
        asal = _reopened(akhir, r) if akhir else None
    return tuple(hasil)


def _by(masa: tuple[MasaTutup, ...], until: date) -> tuple[MasaTutup, ...]:
    """The closures as they stood on a day: an opening after it had not come yet."""
    return tuple(MasaTutup(m.tutup, m.buka if m.buka and m.buka <= until else None) for m in masa if m.tutup <= until)


def _ends(h: Henti, asal: date, r: Riwayat, *, pertama: bool) -> bool:
    """Whether a stop ends the life that began on `asal`: it was not certain before, or mentoring began while it lasted."""
    if not pertama:
        return h.pasti >= asal
    return h.pasti > asal or (buka := _reopened(h, r)) is None or buka > asal


def _stops(r: Riwayat, until: date) -> Iterator[Henti]:
    """The recorded closures, and every run of reported months without sales that is 180 days long."""
    for masa in r.tutup:
        yield Henti(masa.tutup, masa.tutup)
    sebelum, hari, selesai = None, 0, False
    for bulan in r.nol:
        akhir = akhir_bulan(bulan)
        if akhir > until:
            return
        if sebelum is None or bulan != tambah_bulan(sebelum, 1):
            hari, selesai = 0, False
        hari, sebelum = hari + akhir.day, bulan
        if hari >= DIANGGAP_BERHENTI.nilai and not selesai:
            selesai = True
            yield Henti(_last_life(r, akhir), akhir)


def _last_life(r: Riwayat, sampai: date) -> date | None:
    """The end of the last month with sales, or the day it opened again if that came later."""
    laku = (akhir_bulan(b) for b in reversed(r.jual) if b < sampai)
    buka = [m.buka for m in r.tutup if m.buka is not None and m.buka <= sampai]
    return max([*buka, *islice(laku, 1)], default=None)


def _reopened(h: Henti, r: Riwayat) -> date | None:
    """The day it was recorded as open again after a stop, or the first day of the first month with sales if that is earlier.

    The month of the opening tells nothing by itself: its sales came after that day, which is recorded. Sales of the months
    before it do, as long as nobody knew of the opening and ever since.
    """
    buka = [m.buka for m in r.tutup if m.buka is not None and m.buka > h.pasti]
    laku = (b for b in r.jual if b > h.pasti and not any(_opened_within(m, b) for m in r.tutup))
    return min([*buka, *islice(laku, 1)], default=None)


def _opened_within(m: MasaTutup, bulan: date) -> bool:
    """Whether it was closed when the month began and opened before its end."""
    return m.buka is not None and m.covers(bulan) and m.buka <= akhir_bulan(bulan)


def _episode(nomor: int, asal: date, mulai: date, henti: Henti | None, r: Riwayat, until: date) -> Episode:
    """One life, observed from `mulai`. It never was at risk if it had stopped by then, also where that was told only later.

    Where nothing is known before the silence, to be registered is the first sign of life.
    """
    ujung = curve_end(until)
    if henti is not None and (nomor == 1 or mulai > asal) and min(henti.pasti, henti.hari or henti.pasti) <= mulai:
        return Episode(nomor, asal, mulai, mulai, Nasib.SUDAH_BERHENTI)
    if mulai >= ujung:
        return Episode(nomor, asal, mulai, mulai, Nasib.TERLALU_BARU)
    if henti is not None:
        hari = max(henti.hari or mulai, mulai + SEHARI)
        nasib = Nasib.BERHENTI if hari <= ujung else Nasib.BERJALAN
        return Episode(nomor, asal, mulai, min(hari, ujung), nasib)
    laku = min(akhir_bulan(r.jual[-1]), until) if r.jual else mulai
    hidup = max(laku, r.terlihat or mulai, mulai + SEHARI)
    return Episode(nomor, asal, mulai, min(hidup, ujung), Nasib.BERJALAN if hidup >= ujung else Nasib.HILANG)


# --- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subjek:
    """An enterprise with its episodes and the groups it is compared in, as kind → (key, name)."""

    umkm_id: int
    uuid: UUID
    episode: tuple[Episode, ...]
    kelompok: dict[str, tuple[str, str]]


def read_subjek(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[Subjek, ...]:
    """Every enterprise ever mentored by `until`, released ones too, as known at `known_at`. Five queries.

    Koperasi and BUM Desa are counted apart and left out. An enterprise belongs to the OPD that answered for its village on
    the last day it was observed.
    """
    umkm = _umkm(user, until, known_at)
    jual, nol = _read_bulan(user, umkm, until, known_at)
    terlihat = _read_terlihat(user, umkm, until, known_at)
    penugasan: dict[int, list[BarisPenugasan]] = defaultdict(list)
    for b in rekap_penugasan(user, until=until, known_at=known_at):
        penugasan[b.desa_id].append(b)
    kolom = ("pk", "uuid", "desa_id", "dibina_sejak", "dicatat_pada", "json_tutup", *KELOMPOK)
    baris = umkm.annotate(json_tutup=closures(user, known_at)).order_by("pk").values_list(*kolom)
    hasil = []
    for pk, uuid, desa, sejak, dicatat, tutup, *lain in baris:
        tanggal = sejak, tanggal_wit(dicatat), masa_tutup(tutup)
        riwayat = Riwayat(*tanggal, tuple(jual.get(pk, ())), tuple(nol.get(pk, ())), terlihat.get(pk))
        episode = episodes_of(riwayat, until)
        hasil.append(Subjek(pk, uuid, episode, _groups(penugasan[desa], episode[0].keluar, *lain)))
    return tuple(hasil)


KELOMPOK = (
    "desa__kecamatan__kabupaten__kode", "desa__kecamatan__kabupaten__nama", "desa__kecamatan__kabupaten__jenis", "kbli_id",
)  # fmt: skip
"""The columns that `_groups` reads."""


def _groups(penugasan: list[BarisPenugasan], hari: date, *wilayah: Any) -> dict[str, tuple[str, str]]:
    """The groups of an enterprise last observed on `hari`; `wilayah` holds the columns of `KELOMPOK`."""
    kode, nama, jenis, kbli = wilayah
    berlaku = [b for b in penugasan if b.covers(hari)] or sorted(penugasan, key=lambda b: abs((b.mulai - hari).days))
    return {
        "provinsi": ("", "Seluruh provinsi"),
        "opd": (berlaku[0].opd_slug, berlaku[0].opd) if berlaku else ("tanpa", "Desa tanpa OPD pendamping"),
        "kabupaten": (kode, Kabupaten(nama=nama, jenis=jenis).nama_singkat),
        "sektor": sector_of(kbli),
    }


def _umkm(user: Pengguna, until: date, known_at: datetime | None) -> QuerySet[Umkm]:
    kueri = Umkm.objects.visible_to(user).filter(only_umkm(), dibina_sejak__lte=until)
    return kueri.filter(dicatat_pada__lte=known_at) if known_at is not None else kueri


def _read_bulan(
    user: Pengguna, umkm: QuerySet[Umkm], until: date, known_at: datetime | None
) -> tuple[dict[int, list[date]], dict[int, list[date]]]:
    """Months with sales and months reported without, per enterprise, oldest first."""
    jual: dict[int, list[date]] = defaultdict(list)
    nol: dict[int, list[date]] = defaultdict(list)
    kueri = Penjualan.objects.visible_to(user).in_force(known_at).filter(bulan__lte=until)
    kueri = kueri.filter(umkm__in=umkm.order_by().values("pk")).order_by("bulan")
    for pk, bulan, omzet in kueri.values_list("umkm_id", "bulan", "omzet_rp").iterator(chunk_size=5000):
        (jual if omzet else nol)[pk].append(bulan)
    return jual, nol


def _read_terlihat(user: Pengguna, umkm: QuerySet[Umkm], until: date, known_at: datetime | None) -> dict[int, Any]:
    """The last visit that found each enterprise running."""
    kunjungan = Kunjungan.objects.visible_to(user).in_force(known_at).filter(tanggal__lte=until)
    kueri = KunjunganUmkm.objects.visible_to(user).filter(
        kunjungan__in=kunjungan.order_by().values("pk"), umkm__in=umkm.order_by().values("pk"), berjalan=Berjalan.YA
    )
    baris = kueri.order_by().values("umkm_id").annotate(hari=Max("kunjungan__tanggal"))
    return dict(baris.values_list("umkm_id", "hari"))
