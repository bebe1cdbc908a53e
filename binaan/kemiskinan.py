"""The parts of "Kemiskinan": what each answers, and how new its data is. A page adds its own entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.db.models.fields.json import KT

from binaan.dampak.kalimat import verdict
from binaan.models import HasilDampak
from desa.enums import JenisAngka
from desa.models import IndeksDesa, NilaiMakro, PotretKesejahteraan, StatusKeluarga
from opd.konteks import is_sample
from opd.models import Asesmen, Pengguna
from opd.permissions_simulasi import can_simulate
from opd.permissions_subjek import can_read_subject
from opd.rekap.kabar import Kabar, province_news, village_news


def everybody(user: Pengguna, on: date) -> bool:
    """Most parts are open to every signed-in role."""
    return True


@dataclass(frozen=True)
class Bagian:
    """One page: title, address, the question it answers, how new and complete its data is (one query at most), for whom."""

    judul: str
    alamat: str
    menjawab: str
    kabar: Callable[[Pengguna, date], Kabar]
    boleh: Callable[[Pengguna, date], bool] = everybody


def _simulasi(user: Pengguna, until: date) -> Kabar:
    return province_news(user, IndeksDesa.objects.visible_to(user), until=until, tanggal="tanggal_data")


def _boleh_simulasi(user: Pengguna, on: date) -> bool:
    return can_simulate(user, on=on)


def _makro(user: Pengguna, until: date) -> Kabar:
    nilai = NilaiMakro.objects.visible_to(user).filter(tanggal_data__lte=until)
    jenis = {j: Count("indikator", distinct=True, filter=Q(jenis=j)) for j in JenisAngka.values}
    h = nilai.aggregate(terbaru=Max("tanggal_data"), **jenis)
    return Kabar(h["terbaru"], f"{h['realisasi']} indikator dengan realisasi, {h['target']} dengan target")


def _asesmen(user: Pengguna, until: date) -> Kabar:
    return village_news(user, Asesmen.objects.visible_to(user).in_force(), until=until, desa="penugasan__desa")


def _keluarga(user: Pengguna, until: date) -> Kabar:
    return village_news(user, StatusKeluarga.objects.visible_to(user).in_force(), until=until, desa="keluarga__desa")


def _indeks(user: Pengguna, until: date) -> Kabar:
    return village_news(user, IndeksDesa.objects.visible_to(user), until=until, desa="desa", tanggal="tanggal_data")


def _potret(user: Pengguna, until: date) -> Kabar:
    return village_news(
        user, PotretKesejahteraan.objects.visible_to(user).verified(), until=until, tanggal="tanggal_data"
    )


def _kemajuan(user: Pengguna, until: date) -> Kabar:
    """The page itself says how many of them have a baseline and can be compared."""
    p = _potret(user, until)
    return Kabar(p.terbaru, f"potret terverifikasi pada {p.cakupan}; yang dapat dibandingkan disebut di halamannya")


def _subjek(user: Pengguna, until: date) -> Kabar:
    return Kabar(None, "data pribadi di semua desa")


def _boleh_subjek(user: Pengguna, on: date) -> bool:
    return can_read_subject(user, on=on)


def _dampak(user: Pengguna, until: date) -> Kabar:
    """The newest comparison by then, and what it concludes of the villages that began first."""
    semua = HasilDampak.objects.visible_to(user).filter(sampai__lte=until).newest().defer("isi", "desa")
    hasil = semua.annotate(tahun=KT("isi__kelompok__0__tahun_mulai")).first()
    if hasil is None:
        return Kabar(None, "belum dihitung")
    kata = verdict(hasil.putusan, contoh=is_sample())
    return Kabar(hasil.sampai, f"desa yang mulai {hasil.tahun}: {kata}" if hasil.tahun else kata)


BAGIAN = (
    Bagian(
        "Kemajuan: KK miskin ekstrem",
        "kemajuan:daftar",
        "Berapa keluarga miskin ekstrem kini dibandingkan dengan garis dasarnya, per desa, per OPD, dan di provinsi?",
        _kemajuan,
    ),
    Bagian(
        "Potret kesejahteraan",
        "potret:daftar",
        "Berapa keluarga miskin dan miskin ekstrem di setiap desa, menurut sumber apa dan per tanggal berapa, dan desa mana "
        "belum punya garis dasar?",
        _potret,
    ),
    Bagian(
        "Asesmen desa",
        "asesmen:daftar",
        "Bagaimana potensi desa dan keadaan keluarga berkesejahteraan rendah pada awal pendampingan, dan setiap tahun "
        "sesudahnya?",
        _asesmen,
    ),
    Bagian(
        "Keluarga sasaran",
        "keluarga:ringkas",
        "Keluarga mana yang menjadi sasaran di setiap desa, dan berapa yang entas atau keluar dari daftar?",
        _keluarga,
    ),
    Bagian(
        "Indeks desa",
        "indeks:daftar",
        "Bagaimana IDM dan Indeks Desa setiap desa binaan, apa yang merah, siapa yang dapat bertindak, dan berapa naiknya bila "
        "satu tingkat lebih baik?",
        _indeks,
    ),
    Bagian(
        "Konteks makro",
        "konteks:makro",
        "Bagaimana kemiskinan, pertumbuhan ekonomi, inflasi, dan pengangguran Maluku menurut rilis resmi, terpisah dari hasil "
        "program?",
        _makro,
    ),
    Bagian(
        "Mengapa desa ini",
        "mengapa:daftar",
        "Bagaimana keadaan setiap desa binaan pada hari SK-nya, dan di mana letaknya di antara semua desa Maluku?",
        _indeks,
    ),
    Bagian(
        "Simulasi SK berikutnya",
        "simulasi:hitung",
        "Desa mana yang paling membutuhkan menurut kriteria dan bobot yang dipilih, dan OPD mana yang bidangnya cocok?",
        _simulasi,
        _boleh_simulasi,
    ),
    Bagian(
        "Dampak",
        "dampak:ringkas",
        "Apakah desa binaan membaik lebih banyak daripada desa serupa yang tidak dibina, atau belum dapat disimpulkan?",
        _dampak,
    ),
    Bagian(
        "Hak subjek data",
        "subjek:cari",
        "Data apa tentang seseorang yang tersimpan di sini, siapa yang melihatnya, dan siapa yang terdampak bila akun bocor?",
        _subjek,
        _boleh_subjek,
    ),
)
"""In the order of the page: what is, what changed, why here, and whether it helped."""
