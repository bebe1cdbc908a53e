"""At most three sentences that ask for a decision, each with the one button that settles it, and what moved most.

The rules stand in order of weight; each gives at most one sentence, about its worst case, and says how many more there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.kata import deret, persen, poin, ribuan
from binaan.dasbor.perkara import Kasus, Perkara
from binaan.dasbor.pokok import Pokok
from binaan.dasbor.tautan import Tautan
from binaan.dasbor.teratas import NamaTeratas
from binaan.enums import PutusanEvaluasi
from binaan.models import EvaluasiTahunan
from binaan.peringkat.hak import can_evaluate
from desa.angka import format_tanggal
from desa.waktu import tambah_bulan
from opd.ambang import DESA_TANPA_KEGIATAN, DESA_TANPA_KUNJUNGAN
from opd.enums import CaraSelesai
from opd.models import Opd, Pengguna, Penugasan
from opd.models.arahan import PerkaraArahan
from opd.models.penugasan import TAHUN_PERTAMA
from opd.permissions import can_maintain_penugasan, can_write_arahan
from opd.rekap import hitung
from opd.rekap.desa import KeadaanDesa
from opd.rekap.kunjungan import KeadaanKunjungan
from opd.rekap.penugasan import BarisPenugasan, order
from opd.whatsapp import whatsapp

TERBANYAK = 3
MASIH = " Masih ada "
"""What comes before how many more there are of a case."""


@dataclass(frozen=True, slots=True)
class Keputusan:
    """One sentence, the button that settles it, the rows behind it, and a reminder ready to send (or "").

    With a `kode` only who may settle it gets the button: without `alamat` it waits for a leader. `ajakan`: the button of
    who may write an arahan, where `opd` is set; `perkara` and `desa` say what it is about.
    """

    kalimat: str
    tombol: str
    alamat: str
    semua: str
    tautan_semua: str
    teguran: str = ""
    opd: str = ""
    perintah: str = ""
    opd_id: int | None = None
    kode: str = ""
    ajakan: str = "Tegur dengan arahan"
    perkara: str = ""
    desa: str = ""

    @property
    def wa(self) -> str:
        return whatsapp(self.teguran)

    @property
    def arahan(self) -> str:
        """The form of an arahan with this OPD and text filled in, which knows what it is about."""
        isi = {"opd": self.opd, "teks": self.perintah, "perkara": self.perkara, "desa": self.desa}
        return f"{reverse('arahan:baru')}?{urlencode(isi)}"


@dataclass(frozen=True, slots=True)
class Gerak:
    """The figure that moved most since the last quarter, and why."""

    kalimat: str
    sebab: str
    tautan: str


def susun_keputusan(
    p: Perkara, t: Tautan, user: Pengguna, sendiri: tuple[BarisPenugasan, ...], *, on: date
) -> tuple[Keputusan, ...]:
    """The first three rules that have something to decide, each with a button that this reader may press.

    A case whose OPD may yet answer an arahan about it takes no place. Of `sendiri` (`tanpa_opd`) those left alone more than a
    year ago come last: what slips now is decided first.
    """
    bebas = p.alone(sendiri)
    baru = [k for k in bebas if not _long_alone(k.isi, p.r)]
    tanpa = partial(_tanpa_opd, user, on, baru or bebas, len(sendiri))
    aturan: tuple[Callable[[Perkara, Tautan], Keputusan | None], ...] = (tanpa, *RUTIN) if baru else (*RUTIN, tanpa)
    hasil = (satu(p, t) for satu in aturan)
    return tuple(_for_reader(k, user, on=on) for k in islice(filter(None, hasil), TERBANYAK))


def left_alone(
    sendiri: tuple[BarisPenugasan, ...], t: Tautan, keputusan: Iterable[Keputusan]
) -> tuple[int, str] | None:
    """How many villages nobody answers for, and their list, where no decision speaks of them."""
    alamat = t.rinci("tanpa_opd")
    disebut = any(k.tautan_semua == alamat for k in keputusan)
    return (len(sendiri), alamat) if sendiri and not disebut else None


def _for_reader(k: Keputusan, user: Pengguna, *, on: date) -> Keputusan:
    """Only who may settle it is led to the deed; for others it waits for a leader."""
    boleh = k.opd_id in user.opd_ids(on) if k.opd_id else can_maintain_penugasan(user, on=on)
    return k if boleh or not k.kode else replace(k, tombol="", alamat="")


def tanpa_opd(r: Pokok | Ringkasan, user: Pengguna) -> tuple[BarisPenugasan, ...]:
    """The last penugasan of each village that nobody answers for on the date, the longest alone first.

    Left out are those whose assistance came to its end and whose evaluation of that year, or a later one, lets them serve
    as a model. At most one query.
    """
    calon = sorted(r.tanpa_opd, key=lambda b: (b.selesai or r.until, order(b)))
    lepas = _let_go(r, user, calon) if calon else {}
    return tuple(b for b in calon if lepas.get(b.desa_id, 0) < _last_year(b, r.until))


def _last_year(b: BarisPenugasan, until: date) -> int:
    """The year of a penugasan's last day."""
    return (b.selesai - timedelta(days=1) if b.selesai else until).year


def _let_go(r: Pokok | Ringkasan, user: Pengguna, calon: Iterable[BarisPenugasan]) -> dict[int, int]:
    """The newest year in which a village whose penugasan was completed was evaluated as a model, by village."""
    semua = (
        EvaluasiTahunan.objects.visible_to(user)
        .current()
        .filter(
            putusan=PutusanEvaluasi.REPLIKASI,
            desa__penugasan__in=[b.penugasan_id for b in calon],
            desa__penugasan__cara_selesai=CaraSelesai.SELESAI,
        )
    )
    if r.known_at is not None:
        semua = semua.filter(ditetapkan_pada__lte=r.known_at)
    return dict(semua.order_by("tahun").values_list("desa_id", "tahun"))


def _settle(user: Pengguna, b: BarisPenugasan, *, on: date) -> tuple[str, str]:
    """The button for a village that nobody answers for: the evaluation that a completed penugasan lacks, else another OPD."""
    tahun = _last_year(b, on)
    tuntas = Penugasan.objects.visible_to(user).filter(pk=b.penugasan_id, cara_selesai=CaraSelesai.SELESAI)
    dinilai = EvaluasiTahunan.objects.visible_to(user).filter(desa=b.desa_id, tahun=tahun)
    if tahun >= TAHUN_PERTAMA and tuntas.exists() and not dinilai.exists():
        opd = Opd.objects.visible_to(user).select_related("dilebur_ke").get(pk=b.opd_id)
        if can_evaluate(user, opd, on=on):
            return f"Tulis evaluasi {tahun}", reverse("peringkat:evaluasi_isi", args=[tahun, b.kode])
    if can_maintain_penugasan(user, on=on):
        return "Tetapkan OPD", f"{reverse('admin:opd_penugasan_add')}?desa={b.desa_id}"
    return "", ""


def _order_of(user: Pengguna, b: BarisPenugasan, sejak: str, *, on: date) -> dict[str, str]:
    """The arahan by which a leader settles it: to the OPD that answered last, or the one it was merged into."""
    if not can_write_arahan(user, on=on):
        return {}
    opd = Opd.objects.visible_to(user).select_related("dilebur_ke").get(pk=b.opd_id).answering_on(on)
    return {
        "opd": opd.slug,
        "perkara": PerkaraArahan.TANPA_OPD.value,
        "desa": b.kode,
        "ajakan": f"Beri arahan kepada {opd.singkatan}",
        "perintah": f"{b.tempat} tidak lagi didampingi{sejak}. Sampaikan bahan evaluasi tahunannya dengan usul lanjut, alih, "
        "atau replikasi; bila masih perlu didampingi, usulkan penugasan baru.",
    }


def _lain(n: int, benda: str, sifat: str = "") -> str:
    return f"{MASIH}{ribuan(n - 1)} {benda} lain{sifat}." if n > 1 else ""


def _tegur(perkara: PerkaraArahan, p: BarisPenugasan, r: Pokok, isi: str) -> dict[str, Any]:
    """The same fact as a reminder to send, and as the text of an arahan to that OPD."""
    per = format_tanggal(r.until)
    return {
        "teguran": f"Yth. Kepala {p.opd}. Menurut aplikasi Binaan per {per}, {isi}. "
        "Mohon ditindaklanjuti dan dicatat di aplikasi. Terima kasih.",
        "opd": p.opd_slug,
        "opd_id": p.opd_id,
        "kode": p.kode,
        "perkara": perkara.value,
        "desa": p.kode,
        "perintah": f"{isi[:1].upper()}{isi[1:]}, per {per}. Tindak lanjuti, lalu laporkan hasilnya.",
    }


def _long_alone(b: BarisPenugasan, r: Pokok) -> bool:
    """Whether its assistance ended more than a year ago."""
    return b.selesai is not None and b.selesai < tambah_bulan(r.until, -12)


def _tanpa_opd(user: Pengguna, on: date, urut: Sequence[Kasus], jumlah: int, p: Perkara, t: Tautan) -> Keputusan | None:
    """About the first of them, of so many in all."""
    if not urut:
        return None
    b, lalu = urut[0]
    sejak = f" sejak {format_tanggal(b.selesai)}" if b.selesai else ""
    return Keputusan(
        f"{b.tempat} tidak mempunyai OPD penanggung jawab{sejak}; terakhir {b.opd}.{lalu}{_lain(jumlah, 'desa')}",
        *_settle(user, b, on=on),
        f"{ribuan(jumlah)} desa tanpa OPD",
        t.rinci("tanpa_opd"),
        **_order_of(user, b, sejak, on=on),
    )


def _belum_dikunjungi(k: Perkara, t: Tautan) -> Keputusan | None:
    perkara, jumlah = PerkaraArahan.BELUM_DIKUNJUNGI, k.r.desa.daftar.lama.jumlah
    if not (kasus := k.village(perkara, "lama")):
        return None
    d, lalu = kasus
    p, hari = d.penugasan, ribuan(d.kunjungan.hari_tanpa)
    kata = (
        f"{hari} hari tidak dikunjungi"
        if d.kunjungan.terakhir
        else f"belum pernah dikunjungi dalam {hari} hari penugasan"
    )
    lain = _lain(jumlah, "desa", f" yang lewat {DESA_TANPA_KUNJUNGAN.nilai} hari")
    return Keputusan(
        f"{p.tempat}, {kata} oleh {p.opd}.{lalu}{lain}",
        "Jadwalkan kunjungan",
        f"{reverse('kunjungan:baru')}?penugasan={p.penugasan_id}",
        f"{ribuan(jumlah)} desa lewat {DESA_TANPA_KUNJUNGAN.nilai} hari tanpa kunjungan",
        t.rinci("desa", masalah=KeadaanDesa.BELUM_DIKUNJUNGI.value),
        **_tegur(perkara, p, k.r, f"desa binaan {p.tempat}, {kata}"),
    )


def _tanpa_tim(k: Perkara, t: Tautan) -> Keputusan | None:
    perkara, n = PerkaraArahan.TANPA_TIM, len(k.r.desa.opd_tanpa_tim)
    if not (kasus := k.village(perkara, "tanpa_tim")):
        return None
    p = kasus.isi.penugasan
    hari = ribuan((k.r.until - p.mulai).days)
    return Keputusan(
        f"{p.opd} belum membentuk tim untuk {p.tempat}, {hari} hari sejak ditugaskan.{kasus.lalu}{_lain(n, 'OPD')}",
        "Buka penugasan dan isi tim",
        reverse("penugasan:detail", args=[p.penugasan_id]),
        f"{n} OPD tanpa tim",
        t.rinci("tim"),
        **_tegur(perkara, p, k.r, f"tim pendamping {p.tempat} belum dibentuk, {hari} hari sejak penugasan"),
    )


def _umkm_diam(k: Perkara, t: Tautan) -> Keputusan | None:
    perkara, jumlah, semua = PerkaraArahan.UMKM_DIAM, k.r.desa.daftar.diam.jumlah, k.r.umkm.diam
    if not (kasus := k.village(perkara, "diam")):
        return None
    d, lalu = kasus
    p = d.penugasan
    isi = f"{d.umkm.diam} dari {d.umkm.belum_tutup} UMKM di {p.tempat} diam pada tiga bulan terakhir yang jatuh tempo"
    return Keputusan(
        f"{isi}; penanggung jawabnya {p.opd}.{lalu}{_lain(jumlah, 'desa', ' dengan UMKM diam')}",
        "Lihat UMKM yang diam",
        t.umkm("diam", desa=p.kode),
        f"{ribuan(semua)} UMKM diam",
        t.umkm("diam"),
        **_tegur(perkara, p, k.r, isi) | {"kode": ""},
    )


def _penjualan_kosong(k: Perkara, t: Tautan) -> Keputusan | None:
    if not (kasus := k.months()):
        return None
    (jumlah, p), lalu = kasus
    isi = f"{jumlah} laporan penjualan bulanan UMKM di {p.tempat} belum masuk"
    return Keputusan(
        f"{isi}; penanggung jawabnya {p.opd}.{lalu}{_lain(k.r.desa.daftar.kosong.jumlah, 'desa')}",
        "Isi penjualan desa ini",
        reverse("penjualan:pilih", args=[p.kode]),
        f"{ribuan(k.r.desa.kosong.jumlah)} laporan kosong",
        t.rinci("kosong"),
        **_tegur(PerkaraArahan.PENJUALAN_KOSONG, p, k.r, isi),
    )


def _tanpa_kegiatan(k: Perkara, t: Tautan) -> Keputusan | None:
    perkara, jumlah = PerkaraArahan.TANPA_KEGIATAN, k.r.desa.daftar.tanpa_kegiatan.jumlah
    if not (kasus := k.village(perkara, "tanpa_kegiatan")):
        return None
    d, lalu = kasus
    p = d.penugasan
    isi = f"{p.tempat} {ribuan(d.hari_tanpa_kegiatan)} hari tanpa kegiatan"
    return Keputusan(
        f"{isi}; penanggung jawabnya {p.opd}.{lalu}{_lain(jumlah, 'desa')}",
        "Catat kegiatan",
        f"{reverse('kegiatan:baru')}?penugasan={p.penugasan_id}",
        f"{ribuan(jumlah)} desa lewat {DESA_TANPA_KEGIATAN.nilai} hari tanpa kegiatan",
        t.rinci("desa", masalah=KeadaanDesa.TANPA_KEGIATAN.value),
        **_tegur(perkara, p, k.r, isi),
    )


RUTIN: tuple[Callable[[Perkara, Tautan], Keputusan | None], ...] = (
    _belum_dikunjungi, _tanpa_tim, _umkm_diam, _penjualan_kosong, _tanpa_kegiatan,
)  # fmt: skip
"""The rules about villages that have an OPD, in order of weight."""


def susun_gerak(r: Pokok, t: Tautan) -> Gerak | None:
    """Of the three shares, the one whose points changed most since the last quarter's end; None when none changed."""
    calon = [g for g in (_gerak_tertib(r, t), _gerak_kunjungan(r, t), _gerak_umkm(r, t)) if g and g[0]]
    return max(calon, key=lambda g: g[0])[1] if calon else None


def _gerak(
    r: Pokok, nama: str, kini: Decimal | None, lalu: Decimal | None, sebab: str, tautan: str
) -> tuple[Decimal, Gerak] | None:
    if kini is None or lalu is None or kini == lalu:
        return None
    arah = "naik" if kini > lalu else "turun"
    kapan = format_tanggal(r.rentang.akhir_tw_lalu)
    kalimat = f"{nama} {arah} {poin(kini - lalu)}, dari {persen(lalu)} ({kapan}) menjadi {persen(kini)}."
    return abs(kini - lalu), Gerak(kalimat, sebab, tautan)


def _sebab(baru: NamaTeratas, lepas: NamaTeratas, masuk: str, keluar: str) -> str:
    """Which villages came in and which fell out since the last quarter's end, compared by village."""
    semua = ((baru, masuk), (lepas, keluar))
    kata = [f"{ribuan(n)} desa {apa}: {deret([x for _, x in nama], n)}" for (n, nama), apa in semua if n]
    return f"{'; '.join(kata)}." if kata else ""


def _gerak_tertib(r: Pokok, t: Tautan) -> tuple[Decimal, Gerak] | None:
    d, g, tertib = r.desa, r.desa.gerakan, KeadaanDesa.TERTIB
    kini, lalu = hitung.persen(d.keadaan[tertib], len(d)), hitung.persen(d.keadaan_lalu[tertib], d.banyak_lalu)
    sebab = _sebab(g.tertib, g.tak_tertib, "menjadi tertib", "tidak lagi tertib")
    return _gerak(r, "Bagian desa tertib", kini, lalu, sebab, t.rinci("desa"))


def _gerak_kunjungan(r: Pokok, t: Tautan) -> tuple[Decimal, Gerak] | None:
    d, g, rutin = r.desa, r.desa.gerakan, KeadaanKunjungan.RUTIN
    kini, lalu = hitung.persen(d.kunjungan[rutin], len(d)), hitung.persen(d.kunjungan_lalu[rutin], d.banyak_lalu)
    sebab = _sebab(g.rutin, g.tak_rutin, "kini dikunjungi rutin", "tidak lagi dikunjungi rutin")
    return _gerak(r, "Bagian desa yang dikunjungi rutin", kini, lalu, sebab, t.rinci("kunjungan"))


def _gerak_umkm(r: Pokok, t: Tautan) -> tuple[Decimal, Gerak] | None:
    kini, lalu = r.umkm.persen_berjualan, r.desa.umkm_lalu.persen_berjualan
    naik = kini is not None and lalu is not None and kini > lalu
    banyak, beda = r.desa.gerakan.naik if naik else r.desa.gerakan.turun
    kata = [f"{nama} ({'+' if n > 0 else '−'}{abs(n)} UMKM)" for n, nama in beda]
    sebab = f"Terbesar dari {deret(kata, banyak)}." if kata else ""
    return _gerak(r, "Bagian UMKM yang berjualan", kini, lalu, sebab, t.umkm("berjualan"))
