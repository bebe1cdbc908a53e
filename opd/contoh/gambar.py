"""Drawn stand-ins for field photos: sea, hills, houses, people. No two seeds give the same picture."""

import io
import random
from datetime import datetime

from PIL import Image, ImageDraw

LEBAR, TINGGI = 640, 448
UKURAN = 448, 314
LANGIT = [(150, 200, 232), (196, 222, 240), (244, 214, 178), (178, 192, 208), (120, 176, 224), (228, 232, 236)]
LAUT = [(34, 110, 140), (24, 132, 146), (62, 128, 158), (20, 92, 120)]
BUKIT = [(58, 104, 66), (82, 128, 74), (46, 88, 72), (104, 134, 84)]
TANAH = [(202, 182, 140), (176, 152, 112), (120, 146, 84), (148, 160, 96)]
DINDING = [(236, 226, 204), (206, 178, 142), (188, 210, 214), (226, 200, 176), (240, 240, 234)]
ATAP = [(150, 58, 46), (96, 84, 76), (122, 104, 62), (62, 92, 112)]
BAJU = [(192, 48, 48), (38, 84, 150), (232, 176, 40), (240, 240, 240), (56, 120, 72), (120, 60, 120)]
KULIT = [(112, 74, 50), (136, 92, 62), (92, 60, 42)]
EXIF_IFD, GPS_IFD, DATETIME, DATETIME_ORIGINAL = 0x8769, 0x8825, 0x0132, 0x9003


def gambar_lapangan(benih: int) -> Image.Image:
    """Give the landscape of this seed, 448 × 314, deterministic."""
    acak = random.Random(benih)
    langit = acak.choice(LANGIT)
    img = Image.new("RGB", (LEBAR, TINGGI), langit)
    lukis = ImageDraw.Draw(img)
    garis = acak.randint(130, 230)
    _langit(lukis, acak, langit, garis)
    _bukit(lukis, acak, garis)
    pantai = acak.randint(garis + 30, garis + 110)
    lukis.rectangle((0, garis, LEBAR, TINGGI), fill=acak.choice(LAUT))
    _laut(lukis, acak, garis, pantai)
    lukis.polygon(
        [
            (0, pantai + acak.randint(-15, 30)),
            (LEBAR // 2, pantai),
            (LEBAR, pantai + acak.randint(-15, 40)),
            (LEBAR, TINGGI),
            (0, TINGGI),
        ],
        fill=acak.choice(TANAH),
    )
    for _ in range(acak.randint(1, 4)):
        _rumah(lukis, acak, pantai)
    for _ in range(acak.randint(0, 5)):
        _kelapa(lukis, acak, pantai)
    if acak.random() < 0.4:
        _meja(lukis, acak)
    for kaki in sorted(acak.randint(pantai + 20, TINGGI - 12) for _ in range(acak.randint(1, 7))):
        _orang(lukis, acak, kaki)
    return img.resize(UKURAN, Image.Resampling.BILINEAR)


def _langit(lukis: ImageDraw.ImageDraw, acak: random.Random, warna: tuple[int, int, int], garis: int) -> None:
    r, x, y = acak.randint(18, 40), acak.randint(30, LEBAR - 30), acak.randint(30, garis - 40)
    lukis.ellipse((x - r, y - r, x + r, y + r), fill=(252, 240, 196))
    terang = tuple(min(255, c + 30) for c in warna)
    for _ in range(acak.randint(0, 6)):
        x, y, w, h = acak.randint(-60, LEBAR), acak.randint(0, garis - 30), acak.randint(70, 200), acak.randint(16, 40)
        lukis.ellipse((x, y, x + w, y + h), fill=terang)


def _bukit(lukis: ImageDraw.ImageDraw, acak: random.Random, garis: int) -> None:
    for lapis in range(acak.randint(1, 3)):
        tinggi = acak.randint(25, 110) - lapis * 15
        kiri, puncak, kanan = acak.randint(-200, 320), acak.randint(60, 580), acak.randint(420, 840)
        titik = [
            (kiri, garis),
            (puncak - 70, garis - max(8, tinggi // 2)),
            (puncak, garis - max(14, tinggi)),
            (puncak + 90, garis - max(6, tinggi // 3)),
        ]
        lukis.polygon([*titik, (kanan, garis)], fill=acak.choice(BUKIT))


def _laut(lukis: ImageDraw.ImageDraw, acak: random.Random, garis: int, pantai: int) -> None:
    for _ in range(acak.randint(6, 20)):
        x, y = acak.randint(0, LEBAR), acak.randint(garis + 4, pantai + 8)
        lukis.line((x, y, x + acak.randint(20, 90), y), fill=(206, 226, 232), width=2)
    for _ in range(acak.randint(0, 3)):
        x, y, w = acak.randint(20, LEBAR - 140), acak.randint(garis + 8, pantai), acak.randint(60, 130)
        lukis.polygon([(x, y), (x + w, y), (x + w - 16, y + 14), (x + 14, y + 14)], fill=acak.choice(ATAP))
        lukis.line((x + w // 2, y, x + w // 2, y - acak.randint(16, 46)), fill=(70, 60, 50), width=3)


def _rumah(lukis: ImageDraw.ImageDraw, acak: random.Random, pantai: int) -> None:
    x, y = acak.randint(0, LEBAR - 150), acak.randint(min(pantai - 30, TINGGI - 160), TINGGI - 150)
    w, h = acak.randint(80, 170), acak.randint(46, 90)
    lukis.rectangle((x, y + h // 2, x + w, y + h // 2 + h), fill=acak.choice(DINDING), outline=(90, 80, 70))
    lukis.polygon([(x - 14, y + h // 2), (x + w // 2, y), (x + w + 14, y + h // 2)], fill=acak.choice(ATAP))
    dasar, pintu = y + h // 2 + h, x + acak.randint(10, w - 34)
    lukis.rectangle((pintu, dasar - h * 2 // 3, pintu + 22, dasar), fill=(84, 62, 46))


def _kelapa(lukis: ImageDraw.ImageDraw, acak: random.Random, pantai: int) -> None:
    x, y, t = acak.randint(10, LEBAR - 10), acak.randint(pantai, TINGGI - 20), acak.randint(90, 210)
    condong = acak.randint(-36, 36)
    lukis.line((x, y, x + condong, y - t), fill=(104, 82, 58), width=7)
    for dx, dy in ((-52, -8), (-36, 26), (0, -34), (38, 24), (54, -10), (-24, -28), (26, -26)):
        lukis.line((x + condong, y - t, x + condong + dx, y - t + dy), fill=(52, 106, 58), width=8)


def _meja(lukis: ImageDraw.ImageDraw, acak: random.Random) -> None:
    x, y, w = acak.randint(20, 330), acak.randint(300, 380), acak.randint(170, 290)
    lukis.rectangle((x, y, x + w, y + 14), fill=(132, 96, 62))
    for kaki in (x + 8, x + w - 16):
        lukis.rectangle((kaki, y + 14, kaki + 8, y + 60), fill=(104, 74, 48))
    for k in range(x + 10, x + w - 26, acak.randint(24, 38)):
        lukis.rectangle((k, y - acak.randint(14, 34), k + 18, y), fill=acak.choice(BAJU + DINDING))


def _orang(lukis: ImageDraw.ImageDraw, acak: random.Random, y: int) -> None:
    x, t = acak.randint(20, LEBAR - 60), 18 + y // 5
    badan, kepala = t // 3, t // 7
    lukis.rectangle((x, y - t + 2 * kepala, x + badan, y - t // 3), fill=acak.choice(BAJU))
    lukis.rectangle((x + 2, y - t // 3, x + badan - 2, y), fill=(58, 60, 78))
    lukis.ellipse(
        (x + badan // 2 - kepala, y - t, x + badan // 2 + kepala, y - t + 2 * kepala), fill=acak.choice(KULIT)
    )


def simpan_jpeg(img: Image.Image, *, pada: datetime | None = None, titik: tuple[float, float] | None = None) -> bytes:
    """Give the JPEG bytes, with EXIF time (local, as cameras write it) and place (latitude, longitude) where given."""
    exif = Image.Exif()
    if pada is not None:
        cap = pada.strftime("%Y:%m:%d %H:%M:%S")
        exif[DATETIME] = cap
        exif.get_ifd(EXIF_IFD)[DATETIME_ORIGINAL] = cap
    if titik is not None:
        gps = exif.get_ifd(GPS_IFD)
        gps[1], gps[2] = ("S" if titik[0] < 0 else "N"), _derajat(titik[0])
        gps[3], gps[4] = ("W" if titik[1] < 0 else "E"), _derajat(titik[1])
    keluar = io.BytesIO()
    img.save(keluar, "JPEG", quality=72, exif=exif)
    return keluar.getvalue()


def _derajat(nilai: float) -> tuple[float, float, float]:
    detik = round(abs(nilai) * 3600, 2)
    return (float(detik // 3600), float(detik % 3600 // 60), round(detik % 60, 2))
