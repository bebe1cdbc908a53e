"""What a person can do and where it is done: commands in the words people use, the pages of the menu, help and definitions.

Nothing is read from the database; who may do what follows from the roles of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.urls import reverse

from binaan.cari.hasil import Hasil
from binaan.cari.kata import Kata, fold
from binaan.petunjuk import HALAMAN
from opd.arti import KELOMPOK
from opd.enums import JenisImpor, Peran
from opd.konteks import LAINNYA, MENU
from opd.models import Pengguna
from opd.permissions import can_import, can_record_rakor, can_set_tenggat, can_write_arahan
from opd.permissions_akun import can_begin_handover
from opd.permissions_cetak import can_print
from opd.permissions_simulasi import can_simulate

PENGISI = frozenset("apa bagaimana cara di dan dari ingin ini itu ke mau mohon saya tolong untuk yang".split())
"""Words that a question holds and a command does not need."""


def _semua(user: Pengguna, on: date) -> bool:
    return True


def _opd(user: Pengguna, on: date) -> bool:
    return bool(user.opd_ids(on))


def _wasit(user: Pengguna, on: date) -> bool:
    return user.holds(Peran.VERIFIKATOR, on=on)


def _pendaftar(user: Pengguna, on: date) -> bool:
    return _opd(user, on) or user.holds(Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, on=on)


def _pribadi(user: Pengguna, on: date) -> bool:
    return _opd(user, on) or _wasit(user, on)


@dataclass(frozen=True, slots=True)
class Perintah:
    """A deed or page: its name, address, what happens there, and other words people look for it by."""

    judul: str
    nama: str
    ket: str
    kata: str = ""
    boleh: Callable[[Pengguna, date], bool] = _semua
    kueri: str = ""

    @property
    def hasil(self) -> Hasil:
        return Hasil(self.judul, reverse(self.nama) + self.kueri, self.ket)


PERINTAH = (
    Perintah(
        "Apa yang harus saya lakukan", "tugas", "Tugas Anda menurut tenggatnya, masing-masing dengan satu tombol.",
        "tugas pekerjaan kerjaan hari ini mulai dari mana menunggu",
    ),
    Perintah("Baru di jabatan ini?", "tugas", "Orientasi singkat menurut peran Anda.", "baru rotasi mutasi pindah orientasi",
             kueri="#baru"),
    Perintah("Isi omzet bulan ini", "penjualan_mulai", "Penjualan bulanan UMKM desa OPD Anda.", "catat lapor penjualan jualan",
             _opd),
    Perintah("Catat kunjungan", "kunjungan:baru", "Kunjungan lapangan atau jarak jauh ke desa.", "isi lapor datang desa", _opd),
    Perintah("Catat kegiatan", "kegiatan:baru", "Yang dikerjakan di desa, dengan dana dan fotonya.", "isi lapor realisasi", _opd),
    Perintah("Unggah foto", "tugas", "Kegiatan Anda yang belum berfoto.", "tambah gambar bukti dokumentasi", _opd, "?jenis=foto"),
    Perintah("Daftarkan UMKM", "umkm:baru", "Usaha baru di desa binaan.", "tambah usaha baru koperasi bumdes", _pendaftar),
    Perintah("Susun laporan triwulan", "laporan:baru", "Angkanya terisi sendiri; tulis kendala dan rencananya.",
             "buat isi ajukan", _opd),
    Perintah("Cetak laporan", "laporan:daftar", "Buka laporannya, lalu unduh PDF atau DOCX berkop.", "unduh pdf word triwulan"),
    Perintah("Susun rencana aksi", "rencana:baru", "Kegiatan, target, dan pagu setahun.", "buat isi ajukan rencana kerja", _opd),
    Perintah("Catat serah terima bantuan", "serah:baru", "Barang, penerima, dan berita acaranya.", "bast penyerahan hibah", _opd),
    Perintah("Isi asesmen desa", "asesmen:baru", "Potensi desa dan keadaan keluarga miskin.", "form penilaian awal", _opd),
    Perintah("Ajukan pertanyaan klinik", "klinik:baru", "Tanya verifikator atau pimpinan tentang desa Anda.",
             "konsultasi tanya bantuan", _opd),
    Perintah("Tulis arahan", "arahan:baru", "Perintah kepada satu atau banyak OPD, dengan tenggatnya.",
             "buat beri tegur instruksi",
             lambda u, on: can_write_arahan(u, on=on)),
    Perintah("Catat rakor", "rakor:baru", "Notulen dan arahan yang lahir di rapat.", "rapat koordinasi notulen",
             lambda u, on: can_record_rakor(u, on=on)),
    Perintah("Atur tenggat laporan", "tenggat:daftar", "Hari terakhir laporan setiap triwulan.", "batas waktu jadwal",
             lambda u, on: can_set_tenggat(u, on=on)),
    Perintah("Verifikasi potret kesejahteraan", "potret:verifikasi", "Potret desa yang menunggu diperiksa.", "periksa kk miskin",
             _wasit),
    Perintah("Simulasi SK berikutnya", "simulasi:hitung", "Coba kriteria dan bobot; tidak ada yang disimpan.", "pilih desa baru",
             lambda u, on: can_simulate(u, on=on)),
    Perintah("Cari keluarga dengan NIK atau nomor KK", "keluarga:cari", "Nomornya tidak tersimpan di alamat halaman.",
             "orang warga penduduk nama ktp", _pribadi),
    Perintah("Unggah daftar Excel", "impor:daftar", "UMKM, penjualan, potret, dan lampiran SK.", "impor csv templat massal",
             lambda u, on: can_import(u, JenisImpor.UMKM, on=on)),
    Perintah("Periksa keaslian naskah", "periksa:tanya", "Dengan kode di samping kode kotaknya.", "qr kode asli palsu"),
    Perintah("Cetak formulir kosong", "formulir:kunjungan", "Untuk diisi dengan tangan di desa.", "kertas tulis manual"),
    Perintah("Cetak lembar ringkas A4", "dasbor_lembar", "Ringkasan provinsi selembar.", "brief satu halaman sekda rapat"),
    Perintah("Kirim ringkasan lewat WhatsApp", "dasbor_teks", "Teks ringkas yang dapat disalin.", "wa pesan salin kirim"),
    Perintah("Bandingkan dua OPD atau desa", "dasbor_banding", "Berdampingan, angka demi angka.", "adu banding"),
    Perintah("Apa yang berubah", "dasbor_berubah", "Selisih angka terhadap tanggal lain dan sebabnya.", "perubahan sejak"),
    Perintah("Cetak rekap provinsi", "provinsi:rekap", "Rekap, LP2KD, dan RAT: PDF atau DOCX berkop.", "resmi tkpk lp2kd rat"),
    Perintah("Serah tugas", "serah_tugas:isi", "Peran dan jabatan kepada pengganti.", "mutasi pejabat operator ganti pindah",
             lambda u, on: can_begin_handover(u, on=on)),
    Perintah("Akun saya", "akun:saya", "Kata sandi dan perangkat yang masuk dengan akun Anda.", "profil keamanan sesi"),
    Perintah("Ganti kata sandi", "kata_sandi", "Kata sandi akun Anda.", "password sandi akun keamanan"),
)  # fmt: skip
"""Every command, those asked for most first."""
DAFTAR = (
    Perintah("Arahan yang terlambat", "arahan:daftar", "Belum dijawab sesudah tenggatnya.", "lewat batas",
             kueri="?keadaan=terlambat"),
    Perintah("Arahan yang belum dijawab", "arahan:daftar", "Menunggu jawaban OPD.", "tindak lanjut", kueri="?keadaan=belum"),
    Perintah("Laporan triwulan yang belum masuk", "tenggat:daftar", "Per OPD, dengan hari lewat tenggatnya.",
             "terlambat belum diajukan lewat batas"),
    Perintah("Omzet UMKM yang belum diisi", "dasbor", "Bulan yang sudah jatuh tempo, per desa.",
             "laporan penjualan kosong belum masuk terlambat", kueri="?rinci=kosong"),
    Perintah("UMKM yang belum punya NIB", "legalitas:daftar", "Wajib, belum punya.", "nomor induk berusaha tanpa izin",
             kueri="?jenis=nib&keadaan=kurang"),
    Perintah("NIB dan izin lain UMKM", "legalitas:daftar", "Setiap usaha dengan masa berlaku izinnya.",
             "legalitas nomor induk berusaha halal pirt merek bpom sni habis"),
    Perintah("UMKM mendesak", "pantau:daftar", "Tanpa kabar, omzet turun, atau izin habis.", "perlu perhatian pantau",
             kueri="?lingkup=semua&tingkat=mendesak"),
    Perintah("UMKM yang diam", "umkm:daftar", "Tiga bulan berturut-turut tanpa penjualan.", "tidak jualan berhenti",
             kueri="?keadaan=diam"),
    Perintah("Desa tanpa OPD", "dasbor", "Tidak mempunyai penanggung jawab hari ini.", "penanggung jawab kosong",
             kueri="?rinci=tanpa_opd"),
    Perintah("OPD tanpa tim", "dasbor", "Belum ada tim ber-SK yang berlaku.", "belum membentuk", kueri="?rinci=tim"),
    Perintah("Desa yang lama tidak dikunjungi", "dasbor", "Lewat 90 hari tanpa kunjungan.", "belum pernah jarang",
             kueri="?rinci=desa&masalah=belum_dikunjungi"),
    Perintah("Desa yang belum tertib, terburuk di atas", "dasbor", "Semua masalah setiap desa dan OPD-nya.",
             "siapa paling tertinggal terburuk daftar merah opd lambat", kueri="?rinci=desa"),
    Perintah("Naskah yang tertahan", "meja:daftar", "Di meja siapa dan berapa hari.", "macet menunggu terlambat",
             kueri="?keadaan=tertahan"),
    Perintah("Dana menurut sumber dan strategi", "dasbor_dana", "Belanja, pagu, dan serapannya.", "uang anggaran realisasi"),
    Perintah("Peringkat OPD: koreksi, bekukan, sanggah", "peringkat:daftar", "Mulai kapan dapat dibekukan, dan tombolnya.",
             "sanggahan nilai kartu keadilan pembekuan"),
    Perintah("Penghargaan dan piagam", "peringkat:penghargaan", "Diberikan atas dasar peringkat beku.",
             "beri hadiah sertifikat cetak piagam"),
    Perintah("Paket rakor", "paket:susun", "Semua naskah rapat dalam satu berkas.", "rapat koordinasi bahan unduh",
             lambda u, on: can_print(u, on=on)),
)  # fmt: skip
"""Lists by the question they answer: found by words alone, never offered before anything is typed."""
HALAMAN_MENU = tuple(Perintah(label, nama, "Buka halamannya.") for label, nama in (*MENU, *LAINNYA))


def find_commands(user: Pengguna, kata: Kata, *, on: date) -> list[Hasil]:
    """What the reader may do that answers the words, the nearest first; without words what is asked for most."""
    boleh = [p for p in (*PERINTAH, *DAFTAR, *HALAMAN_MENU) if p.boleh(user, on)]
    if not kata.teks:
        return [p.hasil for p in boleh if p in PERINTAH]
    inti = _core(kata)
    semua = ((_best(inti, p.judul, p.kata), p) for p in boleh)
    return [p.hasil for _, p in sorted(((n, p) for n, p in semua if n is not None), key=lambda x: x[0])]


def find_help(kata: Kata) -> list[Hasil]:
    """Help pages and definitions of figures whose name answers the words."""
    inti = _core(kata)
    semua = [(_best(inti, judul, lain), h) for judul, lain, h in _articles()]
    return [h for _, h in sorted(((n, h) for n, h in semua if n is not None), key=lambda x: x[0])]


@cache
def _articles() -> tuple[tuple[str, str, Hasil], ...]:
    """Each with its name and other words. They are the program's own."""
    return tuple(_each_article())


def _each_article() -> Iterator[tuple[str, str, Hasil]]:
    for k in KELOMPOK.values():
        alamat = reverse("bantuan:arti", args=[k.kunci])
        yield k.judul, "arti angka", Hasil(f"Arti angka: {k.judul}", alamat, "Definisi, rumus, dan sumber.")
        for a in k.isi:
            yield a.nama, "arti", Hasil(f"Arti “{a.nama}”", f"{alamat}#{a.kunci}", k.judul)
    for slug, h in HALAMAN.items():
        yield h.judul, h.ringkas, Hasil(f"Petunjuk: {h.judul}", reverse("bantuan:peran", args=[slug]), h.ringkas)


def _core(kata: Kata) -> Kata:
    """The words without those that every question holds, unless nothing else is left."""
    isi = [k for k in kata.kata if fold(k) not in PENGISI]
    return Kata(" ".join(isi)) if isi else kata


def _best(kata: Kata, judul: str, lain: str) -> int | None:
    """How well a name answers; its other words count less."""
    n = kata.fits(judul)
    if n is not None:
        return n
    n = kata.fits(f"{judul} {lain}")
    return None if n is None else n + 10
