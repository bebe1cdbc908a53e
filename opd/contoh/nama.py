"""Invented names and wares for the sample: family names common in Maluku, no combination means a real person."""

import random
from dataclasses import dataclass


def _kata(teks: str) -> list[str]:
    return teks.split()


DEPAN_L = _kata(
    "Yohanis Abner Melkias Frans Ferdinand Semuel Hendrik Petrus Johan Agus Ridwan Abdul Ismail Hasan "
    "Jafar Rudi Benny Max Otis Elias  Simon Markus Usman Harun Iksan Wahab Saleh Domingus Kaleb"
)
DEPAN_P = _kata(
    "Maria Yuliana Dorkas Martha Fransina Aminah Siti Salma Rahma Nurhayati Ana Selvi Novita Meity Yosina "
    "Adolfina Hawa Fatma Rosalina  Debora Lusia Ema Oktovina Saadiah Halima Jamila Ester Petronela "
    "Christina"
)
MARGA = _kata(
    "Latuconsina Pattiasina Tuasikal Rumalutur Sahetapy Lekatompessy Rahayaan Renyaan Sangadji Salampessy "
    "Wattimena Manuputty Tomasoa  Ohoiwutun Lewaherilla Batlayeri Kelbulan Warkor Gaelagoy Siwalette "
    "Nurlette Solissa Lesnussa Rumfot Keliobas Rumakat Letelay Dahoklory  Tehupelasury Hukom Souhuwat "
    "Patty Loupatty Rumadaul Kilwouw Fordatkosu Samloy Djabumir Botmir Seleky"
)
KELOMPOK = _kata(
    "Harapan Sejahtera Mandiri Usaha Melati Cahaya Tunas Bahari Lestari Sinar Karya Bina Kenanga Mutiara "
    "Nusa Beringin Anugerah Teratai"
)


@dataclass(frozen=True)
class Barang:
    """One line of trade: what it makes, what it is called after, and a usual month of sales in rupiah."""

    produk: str
    sebutan: str
    omzet_rp: int
    musim: tuple[int, ...] = ()
    kabupaten: tuple[str, ...] = ()


BARANG = (
    Barang("Biji dan fuli pala", "Pala", 4_200_000, (4, 5, 9, 10)),
    Barang("Manisan dan sirup pala", "Olahan Pala", 2_100_000),
    Barang("Cengkih kering", "Cengkih", 5_500_000, (8, 9, 10)),
    Barang("Sagu lempeng", "Sagu", 1_600_000),
    Barang("Tepung dan bagea sagu", "Bagea Sagu", 2_300_000, (12, 3)),
    Barang("Minyak kelapa murni", "Minyak Kelapa", 2_400_000),
    Barang("Ikan asar", "Ikan Asar", 3_600_000, (4, 5, 10, 11)),
    Barang("Abon ikan tuna", "Abon Ikan", 3_100_000),
    Barang("Ikan asin", "Ikan Asin", 2_700_000, (5, 6, 10)),
    Barang(
        "Rumput laut kering",
        "Rumput Laut",
        4_800_000,
        (6, 7, 8, 9),
        ("81.02", "81.03", "81.06", "81.07", "81.08", "81.72"),
    ),
    Barang("Kopra", "Kopra", 3_900_000),
    Barang("Kacang kenari", "Kenari", 2_000_000, (1, 2, 12)),
    Barang("Roti dan kue kenari", "Kue Kenari", 1_900_000, (12,)),
    Barang("Minyak kayu putih", "Kayu Putih", 5_200_000, (7, 8, 9), ("81.04", "81.09", "81.06")),
    Barang("Kain tenun ikat", "Tenun", 3_400_000, (7, 8, 12), ("81.03", "81.08", "81.02")),
    Barang("Madu hutan", "Madu", 2_200_000, (10, 11), ("81.08", "81.01", "81.05")),
    Barang("Gula aren", "Gula Aren", 1_700_000),
    Barang("Keripik pisang dan keladi", "Keripik", 1_500_000),
    Barang("Anyaman pandan dan bambu", "Anyaman", 1_200_000),
    Barang("Sayur dan rica", "Kebun Sayur", 1_800_000),
    Barang("Kios kebutuhan harian", "Kios", 6_500_000, (12,)),
    Barang("Jagung pulut", "Jagung", 1_400_000, (3, 4, 9), ("81.08", "81.03")),
    Barang("Kacang tanah", "Kacang", 1_500_000, (6, 7)),
    Barang("Es dan hasil tangkapan nelayan", "Nelayan", 5_800_000, (4, 5, 10, 11)),
)


def nama_orang(acak: random.Random) -> str:
    """Give an invented name, first name and family name."""
    return f"{acak.choice(DEPAN_L if acak.random() < 0.5 else DEPAN_P)} {acak.choice(MARGA)}"


def barang_desa(acak: random.Random, kode_kabupaten: str) -> Barang:
    """Give a ware that is made in this kabupaten."""
    return acak.choice([b for b in BARANG if not b.kabupaten or kode_kabupaten in b.kabupaten])


def nama_usaha(acak: random.Random, bentuk: str, barang: Barang, pemilik: str, desa: str) -> str:
    """Give the enterprise's name as people of the village would say it."""
    kata = f"{acak.choice(KELOMPOK)} {acak.choice(KELOMPOK)}"
    if bentuk == "bumdes":
        return f"BUMDes {desa} {acak.choice(KELOMPOK)}"
    if bentuk == "koperasi":
        return f"Koperasi {kata}"
    if bentuk == "kelompok":
        return f"Kelompok {barang.sebutan} {kata}"
    return acak.choice(
        [
            f"{barang.sebutan} {pemilik.split()[0]}",
            f"{barang.sebutan} {kata}",
            f"Usaha {barang.sebutan} {pemilik.split()[-1]}",
        ]
    )
