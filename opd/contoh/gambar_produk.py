"""Drawn stand-ins for product photos: what is sold on a table, with a label that says CONTOH. Deterministic by seed."""

import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter, ImageFont

LEBAR, TINGGI = 1200, 900
Warna = tuple[int, int, int]
LATAR: list[tuple[Warna, Warna]] = [
    ((238, 228, 210), (196, 160, 116)),
    ((222, 232, 228), (150, 120, 88)),
    ((240, 234, 224), (120, 142, 132)),
    ((232, 222, 214), (170, 130, 96)),
]
ISI: list[Warna] = [(172, 112, 56), (196, 148, 74), (122, 78, 44), (206, 164, 92), (150, 70, 46)]
KAIN: list[Warna] = [(120, 32, 40), (28, 52, 88), (206, 164, 70), (240, 230, 208), (44, 84, 66), (78, 40, 60)]
KERTAS: Warna = (250, 246, 236)
TINTA: Warna = (10, 92, 85)


def gambar_produk(kategori: str, benih: int) -> Image.Image:
    """The picture of a product of this kind, 1200 × 900."""
    acak = random.Random(benih)
    dinding, meja = acak.choice(LATAR)
    img = Image.new("RGB", (LEBAR, TINGGI), dinding)
    lukis = ImageDraw.Draw(img)
    lukis.rectangle((0, 640, LEBAR, TINGGI), fill=meja)
    for y in range(660, TINGGI, 46):
        lukis.line((0, y, LEBAR, y + acak.randint(-6, 6)), fill=_geser(meja, -12), width=3)
    bayang = Image.new("L", img.size, 0)
    ImageDraw.Draw(bayang).ellipse((260, 690, 980, 820), fill=110)
    img.paste(_geser(meja, -70), mask=bayang.filter(ImageFilter.GaussianBlur(28)))
    BENTUK.get(kategori, _kantong)(ImageDraw.Draw(img), acak)
    return img


def _geser(warna: Warna, n: int) -> Warna:
    return tuple(max(0, min(255, c + n)) for c in warna)  # type: ignore[return-value]


def _label(lukis: ImageDraw.ImageDraw, kotak: tuple[int, int, int, int]) -> None:
    """The paper on a package, which says that this is a sample."""
    kiri, atas, kanan, bawah = kotak
    lukis.rounded_rectangle(kotak, 14, fill=KERTAS)
    lukis.rounded_rectangle((kiri + 10, atas + 10, kanan - 10, bawah - 10), 10, outline=TINTA, width=3)
    tengah, y = (kiri + kanan) // 2, (atas + bawah) // 2
    lukis.text((tengah, y - 18), "CONTOH", fill=TINTA, font=ImageFont.load_default(40), anchor="mm")
    lukis.text((tengah, y + 28), "Desa Maluku", fill=TINTA, font=ImageFont.load_default(26), anchor="mm")


def _kantong(lukis: ImageDraw.ImageDraw, acak: random.Random) -> None:
    isi = acak.choice(ISI)
    for dx, gelap in ((-250, -18), (250, -10), (0, 0)):
        kiri, kanan, atas = 440 + dx, 760 + dx, 230 + abs(dx) // 5
        lukis.polygon(
            [(kiri + 14, atas), (kanan - 14, atas), (kanan + 12, 760), (kiri - 12, 760)], fill=_geser(isi, gelap)
        )
        lukis.rectangle((kiri + 14, atas, kanan - 14, atas + 46), fill=_geser(isi, gelap - 30))
        for x in range(kiri + 26, kanan - 20, 16):
            lukis.line((x, atas + 4, x, atas + 42), fill=_geser(isi, gelap - 12), width=4)
    _label(lukis, (470, 420, 730, 620))


def _botol(lukis: ImageDraw.ImageDraw, acak: random.Random) -> None:
    cairan = acak.choice([(214, 170, 70), (188, 88, 44), (226, 214, 160), (150, 170, 92)])
    for dx, gelap in ((-210, -22), (210, -12), (0, 0)):
        warna = _geser(cairan, gelap)
        lukis.rectangle((560 + dx, 190, 640 + dx, 330), fill=_geser(warna, 18))
        lukis.rounded_rectangle((548 + dx, 140, 652 + dx, 206), 10, fill=(60, 66, 62))
        lukis.rounded_rectangle((500 + dx, 300, 700 + dx, 770), 54, fill=warna)
        lukis.rounded_rectangle((516 + dx, 330, 536 + dx, 740), 10, fill=_geser(warna, 40))
    _label(lukis, (510, 470, 690, 650))


def _ikan(lukis: ImageDraw.ImageDraw, acak: random.Random) -> None:
    lukis.ellipse((190, 560, 1010, 840), fill=(58, 104, 62))
    lukis.line((210, 700, 990, 700), fill=(82, 132, 84), width=8)
    badan = acak.choice([(150, 96, 54), (128, 84, 52), (168, 118, 70)])
    for y in (590, 690):
        lukis.polygon([(850, y), (960, y - 66), (960, y + 66)], fill=_geser(badan, -20))
        lukis.ellipse((280, y - 74, 880, y + 74), fill=badan)
        for x in range(430, 820, 44):
            lukis.arc((x - 40, y - 60, x + 20, y + 60), 300, 60, fill=_geser(badan, -26), width=6)
        lukis.ellipse((330, y - 24, 358, y + 4), fill=(30, 24, 20))
    _label(lukis, (500, 300, 740, 470))


def _bakul(lukis: ImageDraw.ImageDraw, acak: random.Random) -> None:
    warna = acak.choice([(112, 66, 40), (170, 108, 60), (196, 140, 60)])
    for _ in range(240):
        x, r = acak.gauss(600, 130), acak.randint(20, 30)
        y = 520 - max(0.0, 120 - abs(x - 600) * 0.5) * acak.random()
        if 330 < x < 870:
            lukis.ellipse((x - r, y - r, x + r, y + r), fill=_geser(warna, acak.randint(-26, 30)))
    lukis.polygon([(310, 520), (890, 520), (810, 780), (390, 780)], fill=(196, 158, 98))
    for y in range(540, 780, 30):
        for x in range(330 + (y // 30 % 2) * 26, 880, 52):
            if 330 + (y - 520) * 0.32 < x < 846 - (y - 520) * 0.32:
                lukis.rectangle((x, y, x + 24, y + 14), fill=(166, 126, 72))
    _label(lukis, (490, 580, 710, 740))


def _tas(lukis: ImageDraw.ImageDraw, acak: random.Random) -> None:
    dasar = acak.choice([(206, 172, 110), (188, 158, 106)])
    lukis.arc((430, 130, 770, 560), 180, 360, fill=_geser(dasar, -50), width=24)
    lukis.polygon([(350, 380), (850, 380), (810, 780), (390, 780)], fill=dasar)
    for y in range(390, 770, 38):
        for x in range(360, 836, 38):
            geser = (y - 380) * 0.1
            if 356 + geser < x < 810 - geser:
                gelap = -34 if (x // 38 + y // 38) % 2 else 12
                lukis.rectangle((x, y, x + 32, y + 32), fill=_geser(dasar, gelap))
    _label(lukis, (490, 500, 710, 660))


def _kain(lukis: ImageDraw.ImageDraw, acak: random.Random) -> None:
    warna = acak.sample(KAIN, 4)
    for tumpuk, atas in enumerate((640, 540, 440)):
        kiri, kanan = 300 + tumpuk * 14, 900 - tumpuk * 14
        lukis.rounded_rectangle((kiri, atas, kanan, atas + 120), 24, fill=warna[tumpuk % 4])
        for n, x in enumerate(range(kiri + 24, kanan - 30, 38)):
            c = warna[(tumpuk + 1 + n % 3) % 4]
            lukis.polygon([(x, atas + 60), (x + 15, atas + 30), (x + 30, atas + 60), (x + 15, atas + 90)], fill=c)
    lukis.polygon([(520, 440), (880, 440), (840, 330), (560, 330)], fill=warna[3])
    _label(lukis, (500, 250, 720, 410))


BENTUK: dict[str, Callable[[ImageDraw.ImageDraw, random.Random], None]] = {
    "minuman": _botol,
    "perawatan": _botol,
    "hasil_laut": _ikan,
    "hasil_bumi": _bakul,
    "kerajinan": _tas,
    "tenun": _kain,
}
