"""Photos: cleaned, upright, small, compared with time and place; everything else refused with a sentence."""

import io
import random
import struct
import tracemalloc
import zlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageDraw

from opd.foto import FotoBersih, is_mirip, jarak_km, jarak_phash, olah_foto

HARI = date(2026, 5, 16)
WARU = (-3.4, 130.6)
HIJAU, MERAH, BIRU, KUNING = (20, 140, 60), (200, 30, 30), (30, 60, 200), (230, 210, 40)


def _gambar(lebar: int = 400, tinggi: int = 300, benih: int = 1) -> Image.Image:
    """A landscape with a colour in each corner and some noise, so that turning and likeness can be told."""
    acak = random.Random(benih)
    gambar = Image.new("RGB", (lebar, tinggi), (120, 120, 120))
    lukis = ImageDraw.Draw(gambar)
    for _ in range(40):
        x, y = acak.randrange(lebar), acak.randrange(tinggi)
        warna = tuple(acak.randrange(256) for _ in range(3))
        lukis.ellipse((x, y, x + lebar // 6, y + tinggi // 6), fill=warna)
    w, h = lebar // 4, tinggi // 4
    lukis.rectangle((0, 0, w, h), fill=HIJAU)
    lukis.rectangle((lebar - w, 0, lebar, h), fill=MERAH)
    lukis.rectangle((0, tinggi - h, w, tinggi), fill=BIRU)
    lukis.rectangle((lebar - w, tinggi - h, lebar, tinggi), fill=KUNING)
    return gambar


def _exif(*, waktu: str | None = None, titik: tuple[float, float] | None = None, arah: int | None = None) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "RAHASIA-KAMERA"
    if arah:
        exif[0x0112] = arah
    if waktu:
        exif.get_ifd(0x8769)[0x9003] = waktu
    if titik:
        lintang, bujur = titik
        exif.get_ifd(0x8825).update(
            {
                1: "S" if lintang < 0 else "N",
                2: (abs(lintang), 0.0, 0.0),
                3: "W" if bujur < 0 else "E",
                4: (abs(bujur), 0.0, 0.0),
            }
        )
    return exif


def _bytes(gambar: Image.Image, format: str = "JPEG", **opsi) -> bytes:
    wadah = io.BytesIO()
    gambar.save(wadah, format, **opsi)
    return wadah.getvalue()


def _olah(isi: bytes, *, tanggal: date = HARI, titik_desa=WARU) -> FotoBersih:
    return olah_foto(isi, tanggal=tanggal, titik_desa=titik_desa, sebutan="Foto 2")


def _tolak(isi: bytes) -> tuple[str, str]:
    with pytest.raises(ValidationError) as galat:
        _olah(isi)
    return galat.value.code, galat.value.message


def _png(lebar: int, tinggi: int, data: bytes = b"") -> bytes:
    def potong(jenis: bytes, isi: bytes) -> bytes:
        return struct.pack(">I", len(isi)) + jenis + isi + struct.pack(">I", zlib.crc32(jenis + isi))

    kepala = struct.pack(">IIBBBBB", lebar, tinggi, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + potong(b"IHDR", kepala) + potong(b"IDAT", data) + potong(b"IEND", b"")


@pytest.mark.parametrize("arah", range(1, 9))
def test_orientation_comes_out_upright(arah):
    balik = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    asli = _gambar()
    tersimpan = asli.transpose(balik[arah]) if arah in balik else asli
    foto = _olah(_bytes(tersimpan, quality=95, exif=_exif(arah=arah)))
    hasil = Image.open(io.BytesIO(foto.isi))
    sudut = [hasil.getpixel(p) for p in ((20, 20), (380, 20), (20, 280), (380, 280))]
    dekat = [
        max(abs(a - b) for a, b in zip(x, y, strict=True)) < 40
        for x, y in zip(sudut, (HIJAU, MERAH, BIRU, KUNING), strict=True)
    ]
    assert (hasil.size, (foto.lebar, foto.tinggi), dekat) == ((400, 300), (400, 300), [True] * 4)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_metadata_is_gone_whatever_the_format(format):
    opsi = {"exif": _exif(waktu="2026:05:16 10:00:00", titik=WARU).tobytes(), "xmp": b"<x>RAHASIA-XMP -3.4</x>"}
    if format == "JPEG":
        opsi["comment"] = b"RAHASIA lat=-3.4"
    if format == "PNG":
        del opsi["xmp"]
    isi = _bytes(_gambar(), format, **opsi)
    assert b"RAHASIA" in isi
    foto = _olah(isi)
    for berkas in (foto.isi, foto.kecil):
        hasil = Image.open(io.BytesIO(berkas))
        assert (hasil.format, dict(hasil.getexif()), sorted(hasil.info)) == (
            "JPEG",
            {},
            ["jfif", "jfif_density", "jfif_unit", "jfif_version", "progression", "progressive"],
        )
        assert [t for t in (b"RAHASIA", b"\xff\xfe\x00", b"Exif", b"http://ns.adobe") if t in berkas] == []
    assert (foto.cocok_waktu, foto.cocok_tempat) == ("cocok", "cocok")


def test_second_picture_in_the_file_is_gone():
    """As phones keep it: what a portrait looked like before it was cut. Seen red with the upload stored as it came."""
    wadah = io.BytesIO()
    _gambar().save(wadah, "MPO", save_all=True, append_images=[_gambar(benih=9)])
    assert Image.open(io.BytesIO(wadah.getvalue())).n_frames == 2
    foto = _olah(wadah.getvalue())
    assert [(b.count(b"\xff\xd8\xff"), b"MPF" in b) for b in (foto.isi, foto.kecil)] == [(1, False)] * 2


@pytest.mark.parametrize(
    ("waktu", "cocok"),
    [
        ("2026:05:16 10:00:00", "cocok"),
        ("2026:05:15 00:00:01", "cocok"),
        ("2026:05:17 23:59:59", "cocok"),
        ("2026:05:18 00:00:00", "tidak_cocok"),
        ("2024:05:16 10:00:00", "tidak_cocok"),
        ("0000:00:00 00:00:00", "tidak_ada"),
        ("besok", "tidak_ada"),
        (None, "tidak_ada"),
    ],
)
def test_time_is_compared_with_the_event(waktu, cocok):
    assert _olah(_bytes(_gambar(), exif=_exif(waktu=waktu))).cocok_waktu == cocok


@pytest.mark.parametrize(
    ("titik", "desa", "cocok"),
    [
        (WARU, WARU, "cocok"),
        ((-3.4, 130.73), WARU, "cocok"),
        ((-3.4, 130.75), WARU, "tidak_cocok"),
        ((6.2, 106.8), WARU, "tidak_cocok"),
        ((0, 0), WARU, "tidak_ada"),
        (None, WARU, "tidak_ada"),
        (WARU, None, "tidak_ada"),
    ],
)
def test_place_is_compared_with_the_village(titik, desa, cocok):
    foto = _olah(_bytes(_gambar(), exif=_exif(titik=titik)), titik_desa=desa)
    assert foto.cocok_tempat == cocok


def test_place_without_directions_is_unknown_not_an_error():
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({2: (3.4, 0.0, 0.0), 4: (200.0, 0.0, 0.0)})
    assert _olah(_bytes(_gambar(), exif=exif)).cocok_tempat == "tidak_ada"


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_exif_is_unknown_not_an_error():
    isi = _bytes(_gambar(), exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40)
    foto = _olah(isi)
    assert (foto.cocok_waktu, foto.cocok_tempat) == ("tidak_ada", "tidak_ada")


def test_trailing_polyglot_bytes_are_gone():
    isi = _bytes(_gambar()) + b"PK\x03\x04<script>alert(1)</script>"
    foto = _olah(isi)
    assert [b"script" in b or b"PK\x03\x04" in b for b in (foto.isi, foto.kecil)] == [False, False]


def test_sizes_stay_within_limits_even_for_noise():
    acak = random.Random(3)
    derau = Image.frombytes("RGB", (2600, 1900), acak.randbytes(2600 * 1900 * 3))
    foto = _olah(_bytes(derau, quality=60))
    besar, kecil = (Image.open(io.BytesIO(b)) for b in (foto.isi, foto.kecil))
    assert (len(foto.isi) <= 200_000, len(foto.kecil) <= 25_000) == (True, True)
    assert (max(besar.size) <= 1280, max(kecil.size) <= 320, len(foto.sha256), len(foto.phash)) == (True, True, 64, 16)


def test_small_photo_is_not_blown_up():
    foto = _olah(_bytes(_gambar(200, 100)))
    assert (foto.lebar, foto.tinggi, Image.open(io.BytesIO(foto.kecil)).size) == (200, 100, (200, 100))


@pytest.mark.parametrize("mode", ["L", "CMYK", "1"])
def test_other_jpeg_and_png_modes_are_read(mode):
    isi = _bytes(_gambar().convert(mode), "PNG" if mode == "1" else "JPEG")
    assert Image.open(io.BytesIO(_olah(isi).isi)).mode == "RGB"


def test_transparency_becomes_white():
    isi = _bytes(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG")
    assert Image.open(io.BytesIO(_olah(isi).isi)).getpixel((25, 25)) == (255, 255, 255)


def test_forty_megapixels_fit_in_memory():
    isi = _bytes(Image.new("RGB", (7300, 5500), HIJAU), quality=50)
    tracemalloc.start()
    foto = _olah(isi)
    puncak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (foto.lebar, foto.tinggi, puncak < 30_000_000) == (1280, 964, True)


@pytest.mark.parametrize("ukuran", [(50_000, 50_000), (4_000, 3_001), (12_000, 8_000)])
def test_pixel_bomb_is_refused_by_its_header(ukuran):
    """Refused by its header: the promised pixels are not in the file, so decoding would have said "truncated"."""
    assert _tolak(_png(*ukuran, zlib.compress(b"\0" * 1000))) == (
        "piksel",
        "Foto 2 lebih besar dari 12 megapiksel. Kecilkan atau ambil ulang dengan mutu sedang.",
    )


def test_jpeg_of_more_than_fifty_megapixels_is_refused_by_its_header():
    """Seen red with the limit of JPEG raised to 80: then it was read."""
    isi = bytearray(_bytes(_gambar()))
    letak = isi.index(b"\xff\xc0") + 5
    isi[letak : letak + 4] = struct.pack(">HH", 7_100, 7_100)
    assert _tolak(bytes(isi))[0] == "piksel"


@pytest.mark.parametrize(
    "isi",
    [
        b"halo, ini bukan foto",
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 100,
        b"BM" + b"\0" * 100,
        b"%PDF-1.7",
        b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR",
        b"\x00\x00\x00\x1cftypmp42" + b"\0" * 100,
    ],
)
def test_what_is_no_photo_is_refused(isi):
    assert _tolak(isi) == (
        "bukan_gambar",
        "Foto 2 bukan gambar JPEG, PNG, WebP, atau HEIC. Pilih foto dari kamera atau galeri.",
    )


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("bagian", [0.02, 0.3, 0.6, 0.9])
def test_cut_photo_is_refused(format, bagian):
    isi = _bytes(_gambar(800, 600), format)
    assert _tolak(isi[: max(16, int(len(isi) * bagian))]) == (
        "rusak",
        "Foto 2 rusak atau terpotong. Pilih kembali foto aslinya, lalu kirim ulang.",
    )


@pytest.mark.parametrize(
    "kepala", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x1cftypheic"]
)
def test_magic_followed_by_rubbish_is_refused(kepala):
    assert _tolak(kepala + random.Random(5).randbytes(5000))[0] == "rusak"


def test_file_over_ten_megabytes_is_refused():
    assert _tolak(b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024)) == (
        "besar",
        "Foto 2 lebih besar dari 10 MB. Kecilkan atau ambil ulang dengan mutu sedang.",
    )


def test_reused_photo_is_near_and_other_photo_is_far():
    asli = _gambar(1600, 1200)
    satu = _olah(_bytes(asli, quality=92))
    kirim_ulang = _olah(_bytes(asli.resize((700, 525)), "WEBP", quality=40))
    lain = _olah(_bytes(_gambar(1600, 1200, benih=9)))
    assert (is_mirip(satu.phash, kirim_ulang.phash), is_mirip(satu.phash, lain.phash)) == (True, False)
    assert jarak_phash("00000000000000ff", "000000000000000f") == 4


def test_distance_is_great_circle():
    assert round(jarak_km((-3.7, 128.17), (-3.4, 130.6)), 0) == 272
