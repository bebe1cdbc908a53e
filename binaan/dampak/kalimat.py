"""The sentence that follows from a stored comparison, the reasons why there is none yet, and the data that would change that."""

from __future__ import annotations

from typing import NamedTuple

from binaan.dampak.hasil import SINGKAT, Hasil, Kelompok, Selang, rangkai, tulis_p
from binaan.dampak.panel import MASA
from binaan.dampak.putusan import Alasan
from binaan.enums import Putusan
from desa.angka import format_desimal, format_persen, format_ribuan
from desa.enums import JenisIndeks
from opd.ambang import DAMPAK_DESA, DAMPAK_KELIRU, DAMPAK_PEMBANDING

BELUM = "Belum dapat disimpulkan apakah desa binaan membaik lebih banyak daripada desa sebanding yang tidak dibina."
TANPA_BINAAN = "Belum ada penugasan penanggung jawab yang tercatat, sehingga belum ada desa binaan yang dibandingkan."
CONTOH = "CONTOH, bukan temuan: desa binaannya dipilih untuk peragaan."
TETAP = (
    "Yang diukur ialah selisih dengan desa yang keadaannya serupa sebelum pendampingan. Sebab lain yang hanya mengenai desa "
    "binaan pada tahun yang sama, misalnya program pusat atau kabupaten, tidak dapat dipisahkan."
)


class Kebutuhan(NamedTuple):
    """What one group of villages still lacks: its year, its villages, what is complete, what is needed, and when."""

    tahun_mulai: int
    binaan: int
    lengkap: int
    perlu: str
    kapan: str


def headline(k: Kelompok | None, *, contoh: bool) -> str:
    """The one sentence on top; of sample data (`contoh`) it begins with that."""
    return f"{CONTOH} {_headline(k)}" if contoh else _headline(k)


def verdict(putusan: str, *, contoh: bool) -> str:
    """The conclusion in two or three words, for a line of a list."""
    return f"{Putusan(putusan).label}{' (CONTOH, bukan temuan)' if contoh else ''}"


def _headline(k: Kelompok | None) -> str:
    u = k.utama if k else None
    if k is None or u is None or u.dampak is None or k.putusan == Putusan.BELUM:
        return BELUM
    d, ubah = u.dampak, " ({} berbanding {})".format(*u.ubah)
    siapa = f"Desa binaan yang mulai didampingi tahun {k.tahun_mulai}"
    angka = f"({k.indeks} {k.dasar} sampai {k.akhir}, kisaran 95 %: {d.kisaran}; {_desa(k)})"
    match k.putusan:
        case Putusan.LEBIH_BAIK:
            return f"{siapa} berubah lebih baik daripada desa sebanding{ubah}: selisihnya {d.teks} {angka}."
        case Putusan.LEBIH_BURUK:
            return f"{siapa} berubah kurang baik daripada desa sebanding{ubah}: selisihnya {d.teks} {angka}."
        case _:
            return (
                f"{siapa} berubah serupa dengan desa sebanding{ubah}: selisihnya {d.teks} {angka}. Seluruh kisaran itu lebih "
                f"kecil daripada {k.berarti}, perbedaan yang sudah berarti."
            )


def reasons(k: Kelompok | None) -> list[str]:
    """Why nothing can be concluded, each in one sentence."""
    return [_reason(a, k) for a in k.alasan] if k else [TANPA_BINAAN]


def _reason(alasan: Alasan, k: Kelompok) -> str:
    u = k.utama
    d = u.dampak if u else None
    match alasan:
        case Alasan.PERGANTIAN | Alasan.SATU_TAHUN | Alasan.BELUM_SESUDAH | Alasan.SEDIKIT | Alasan.PEMBANDING:
            return _data_reason(alasan, k)
        case Alasan.TREN if u and u.tren:
            return (
                f"Sebelum dibina pun desa binaan sudah bergerak berbeda dari desa pembanding (selisih tren {u.tren.kisaran}, "
                f"p = {u.tren.teks_p}); selisih sesudahnya tidak dapat dikaitkan dengan pendampingan."
            )
        case Alasan.TANGGAL if u and u.tanggal_tiruan:
            return (
                f"Dengan tanggal mulai tiruan setahun lebih awal, cara ini sudah menemukan perbedaan "
                f"({u.tanggal_tiruan.kisaran}), padahal pendampingan belum ada."
            )
        case Alasan.METODE if k.tiruan:
            return (
                f"Pada data ini caranya sendiri terlalu sering keliru: {format_persen(k.tiruan['ditolak'] * 100)} dari "
                f"kelompok tiruan dinyatakan berbeda, batasnya {DAMPAK_KELIRU.nilai} %."
            )
        case Alasan.TIDAK_SEPAKAT if u and d:
            return f"Dua uji tidak sepakat: uji selang p = {d.teks_p}, uji undian p = {u.teks_p_acak}; batasnya 0,05."
        case Alasan.KECIL if d:
            return _small(d, k)
    return "Selisihnya tidak dapat ditaksir dari data ini karena nilainya tidak bervariasi."


def _data_reason(alasan: Alasan, k: Kelompok) -> str:
    match alasan:
        case Alasan.PERGANTIAN:
            return (
                f"Pendampingan mulai tahun {k.tahun_mulai}, di antara dua indeks: sebelumnya IDM, sesudahnya Indeks Desa. "
                "Skala dan caranya berbeda, sehingga keduanya tidak dikurangkan."
            )
        case Alasan.SATU_TAHUN:
            return (
                f"Pendampingan mulai tahun {k.tahun_mulai}, dan {k.indeks} sebelumnya paling banyak satu tahun; "
                "tren sebelum pendampingan tidak diketahui."
            )
        case Alasan.BELUM_SESUDAH:
            return (
                f"Belum ada {k.indeks} sesudah tahun {k.dasar} dalam data, sehingga perubahannya belum dapat dihitung."
            )
        case Alasan.PEMBANDING:
            return (
                f"Desa pembanding yang sepadan baru {format_ribuan(k.pembanding)}; paling sedikit {DAMPAK_PEMBANDING.nilai} "
                "diperlukan."
            )
    semua, n = format_ribuan(k.binaan), format_ribuan(k.n)
    if k.binaan < DAMPAK_DESA.nilai:
        awal = f"Baru {semua} desa tercatat mulai dibina tahun {k.tahun_mulai}, {n} di antaranya"
    else:
        awal = f"Dari {semua} desa yang mulai dibina tahun {k.tahun_mulai}, {n}"
    return f"{awal} dapat dibandingkan{_lack(k)}; paling sedikit {DAMPAK_DESA.nilai} diperlukan."


def _lack(k: Kelompok) -> str:
    """ " (IDM 2021 dan 2022 belum ada pada 2 desa)"; nothing when no year lacks."""
    per_banyak: dict[int, list[str]] = {}
    for tahun, n in k.kurang_tahun:
        per_banyak.setdefault(n, []).append(str(tahun))
    bagian = [f"{rangkai(tahun)} belum ada pada {format_ribuan(n)} desa" for n, tahun in per_banyak.items()]
    return f" ({k.indeks} {'; '.join(bagian)})" if bagian else ""


def _small(d: Selang, k: Kelompok) -> str:
    """What was measured, and why it is not enough to tell."""
    besar = _angka(d.terkenali, k)
    if abs(d.selisih) >= d.terkenali or not d.memuat_nol:
        return f"Selisih yang terukur {d.teks} (kisaran 95 %: {d.kisaran}) belum cukup pasti."
    return (
        f"Selisih yang terukur {d.teks}. Kisaran 95 %-nya ({d.kisaran}) memuat nol, tetapi juga {k.berarti}, perbedaan yang "
        f"sudah berarti. Dengan {_desa(k)} baru perbedaan sekitar {besar} atau lebih yang biasanya dikenali."
    )


def _desa(k: Kelompok) -> str:
    return f"{format_ribuan(k.n)} desa binaan dan {format_ribuan(k.pembanding)} desa pembanding"


def _angka(nilai: float, k: Kelompok) -> str:
    return format_desimal(nilai, k.tempat)


def caution(k: Kelompok) -> list[str]:
    """Which parts of the index differ after allowing for three looks; said apart, never in the sentence on top."""
    hasil = []
    for u in k.ukuran[1:]:
        if u.dampak and u.p_holm is not None and u.p_holm < 0.05:
            hasil.append(
                f"{u.nama}: {u.dampak.teks} ({u.dampak.kisaran}), p = {tulis_p(u.p_holm)} sesudah koreksi Holm"
            )
    return hasil


def needs(hasil: Hasil) -> list[Kebutuhan]:
    """What each group lacks, and when it can be had; earliest start first."""
    return [
        Kebutuhan(k.tahun_mulai, k.binaan, k.lengkap, *_need(k))
        for k in sorted(hasil.kelompok, key=lambda k: k.tahun_mulai)
    ]


def _need(k: Kelompok) -> tuple[str, str]:
    if not k.dapat:
        sebab = (
            "pergantian IDM ke Indeks Desa jatuh di antaranya" if k.pra is not None else "hanya satu tahun sebelumnya"
        )
        return f"Tidak dapat dinilai dengan cara ini: {sebab}.", "tidak dengan indeks yang ada"
    if k.akhir is None:
        tahun = rangkai(str(t) for t in (k.pra, k.dasar, k.dasar + 1))
        return f"{k.indeks} {tahun} desa binaan dan desa lain.", f"sesudah {k.indeks} {k.dasar + 1} terbit"
    if k.kurang_tahun:
        tahun = rangkai(str(t) for t, _ in k.kurang_tahun)
        return (
            f"{k.indeks} {tahun} untuk {format_ribuan(k.binaan - k.lengkap)} desa binaan, dan sebaiknya semua desa lain.",
            "sudah terbit; dapat dimuat begitu berkasnya diperoleh dari Kemendes",
        )
    if k.n < DAMPAK_DESA.nilai:
        return f"Paling sedikit {DAMPAK_DESA.nilai} desa binaan: lampiran SK yang lengkap.", "begitu lampirannya dimuat"
    return "Lengkap.", "sudah dihitung"


def next_decree() -> str:
    """From when on a new decree can be judged with the index in force."""
    awal = MASA[JenisIndeks.INDEKS_DESA][0]
    nama = SINGKAT[JenisIndeks.INDEKS_DESA]
    return (
        f"Desa yang mulai dibina tahun {awal + 2} atau sesudahnya dapat dinilai dengan {nama}: {awal} dan {awal + 1} sebagai "
        f"garis dasar, {awal + 2} sebagai hasil pertama."
    )
