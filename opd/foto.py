"""Turn an uploaded photo into a small, clean, upright JPEG, and say whether its time and place fit the event.

Time and place are read from the EXIF block *before* everything but the pixels is thrown away; only the verdicts
("cocok", "tidak_cocok", "tidak_ada"), a hash of the original and a perceptual hash stay.
"""

import hashlib
import io
import math
import warnings
from dataclasses import dataclass
from datetime import date, datetime

import pillow_heif
from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from opd.ambang import FOTO_SERUPA

# Process-wide on purpose: `warnings.catch_warnings` is not safe between threads.
warnings.simplefilter("error", Image.DecompressionBombWarning)
pillow_heif.register_heif_opener(thumbnails=False)

BATAS_BERKAS = 10 * 1024 * 1024
# JPEG is decoded at a fraction of its size; the others need 4 to 16 bytes of memory a pixel, and no phone makes large ones.
BATAS_MEGAPIKSEL = {"JPEG": 50, "HEIF": 25, "PNG": 12, "WEBP": 12}
SISI_FOTO, BATAS_FOTO = 1280, 200_000
SISI_KECIL, BATAS_KECIL = 320, 25_000
SISI_TAYANG, BATAS_TAYANG = 960, 60_000
SISI_TAYANG_KECIL, BATAS_TAYANG_KECIL = 480, 24_000
# What is left at least when a JPEG too large for its limit is put together in stages, which takes five times as long.
SISA_BERTAHAP = 0.7
# A centroid marks a village's area, not its houses, and large villages reach far. In Maluku the next village's centroid
# is 2.7 km away at the median and 13.4 km at the 99th percentile: 15 km accuses no honest photo, and still catches
# one taken in another kecamatan or in Ambon.
RADIUS_COCOK_KM = 15.0
SELISIH_COCOK_HARI = 1
BATAS_MIRIP_BIT = FOTO_SERUPA.nilai

COCOK, TIDAK_COCOK, TIDAK_ADA = "cocok", "tidak_cocok", "tidak_ada"
Titik = tuple[float, float]

_ARAH, _EXIF, _GPS, _DATETIME_ORIGINAL = 0x0112, 0x8769, 0x8825, 0x9003
_MERK_HEIF = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


@dataclass(frozen=True)
class FotoBersih:
    """A photo fit to be stored: two JPEGs without metadata, and what the original said about itself."""

    isi: bytes
    kecil: bytes
    lebar: int
    tinggi: int
    sha256: str
    phash: str
    cocok_waktu: str
    cocok_tempat: str


@dataclass(frozen=True)
class FotoTerbaca:
    """A cleaned photo beside what the original said about time (camera clock) and place; never stored as it is."""

    isi: bytes
    kecil: bytes
    lebar: int
    tinggi: int
    sha256: str
    phash: str
    waktu: datetime | None
    titik: Titik | None

    def bandingkan(self, *, tanggal: date, titik_desa: Titik | None) -> FotoBersih:
        """The photo with verdicts in place of time and place; no village point makes the place "tidak_ada"."""
        return FotoBersih(
            isi=self.isi,
            kecil=self.kecil,
            lebar=self.lebar,
            tinggi=self.tinggi,
            sha256=self.sha256,
            phash=self.phash,
            cocok_waktu=_bandingkan_waktu(self.waktu, tanggal),
            cocok_tempat=_bandingkan_tempat(self.titik, titik_desa),
        )


@dataclass(frozen=True)
class FotoTayang:
    """A photo for the public pages: two light JPEGs without metadata."""

    isi: bytes
    kecil: bytes
    lebar: int
    tinggi: int


def olah_foto(isi: bytes, *, tanggal: date, titik_desa: Titik | None, sebutan: str = "Foto ini") -> FotoBersih:
    """Return the clean photo of an event on `tanggal` in the village at `titik_desa` (lintang, bujur in degrees).

    Raises ValidationError with one sentence that opens with `sebutan` ("Foto 2").
    """
    return baca_foto(isi, sebutan=sebutan).bandingkan(tanggal=tanggal, titik_desa=titik_desa)


def baca_foto(isi: bytes, *, sebutan: str = "Foto ini") -> FotoTerbaca:
    """Decode, clean and shrink a photo. Raises ValidationError as `olah_foto` does."""
    dekoder = _kenali(isi, sebutan)
    try:
        with Image.open(io.BytesIO(isi), formats=[dekoder]) as gambar:
            _periksa_ukuran(gambar.size, dekoder, sebutan)
            exif = _baca_exif(gambar)
            waktu, titik = _baca_waktu(exif), _baca_titik(exif)
            gambar.draft("RGB", (SISI_FOTO, SISI_FOTO))  # JPEG decodes at 1/2 … 1/8: 40 MP cost 8 MB
            besar = _tegakkan(gambar, exif.get(_ARAH))
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_kalimat_piksel(dekoder, sebutan), code="piksel") from None
    except Exception:  # noqa: BLE001 decoders raise almost anything on hostile bytes; to the user all of it is one thing
        raise ValidationError(
            f"{sebutan} rusak atau terpotong. Pilih kembali foto aslinya, lalu kirim ulang.", code="rusak"
        ) from None
    return FotoTerbaca(
        isi=_simpan(besar, BATAS_FOTO),
        kecil=_simpan(_kecilkan(besar, SISI_KECIL), BATAS_KECIL),
        lebar=besar.width,
        tinggi=besar.height,
        sha256=hashlib.sha256(isi).hexdigest(),
        phash=_phash(besar),
        waktu=waktu,
        titik=titik,
    )


def siapkan_tayang(isi: bytes, *, sebutan: str = "Foto ini") -> FotoTayang:
    """Clean a photo as `baca_foto` does and make it light enough for a weak link. Raises ValidationError as that does."""
    bersih = baca_foto(isi, sebutan=sebutan)
    with Image.open(io.BytesIO(bersih.isi)) as gambar:
        besar = _kecilkan(gambar, SISI_TAYANG)
    return FotoTayang(
        isi=_simpan(besar, BATAS_TAYANG),
        kecil=_simpan(_kecilkan(besar, SISI_TAYANG_KECIL), BATAS_TAYANG_KECIL),
        lebar=besar.width,
        tinggi=besar.height,
    )


def jarak_phash(a: str, b: str) -> int:
    """Number of differing bits (0–64) of two perceptual hashes written as 16 hexadecimal digits."""
    return (int(a, 16) ^ int(b, 16)).bit_count()


def is_mirip(a: str, b: str) -> bool:
    """Whether two hashes are near enough to be one photo, saved or sent twice."""
    return jarak_phash(a, b) <= BATAS_MIRIP_BIT


def jarak_km(a: Titik, b: Titik) -> float:
    """Great-circle distance of two (lintang, bujur) points."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(x) for x in (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def _kenali(isi: bytes, sebutan: str) -> str:
    """Choose the one decoder that the first bytes ask for; names and content types are never believed."""
    if len(isi) > BATAS_BERKAS:
        raise ValidationError(
            f"{sebutan} lebih besar dari 10 MB. Kecilkan atau ambil ulang dengan mutu sedang.", code="besar"
        )
    if isi[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if isi[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if isi[:4] == b"RIFF" and isi[8:12] == b"WEBP":
        return "WEBP"
    if isi[4:8] == b"ftyp" and isi[8:12] in _MERK_HEIF:
        return "HEIF"
    raise ValidationError(
        f"{sebutan} bukan gambar JPEG, PNG, WebP, atau HEIC. Pilih foto dari kamera atau galeri.", code="bukan_gambar"
    )


def _kalimat_piksel(dekoder: str, sebutan: str) -> str:
    batas = BATAS_MEGAPIKSEL[dekoder]
    return f"{sebutan} lebih besar dari {batas} megapiksel. Kecilkan atau ambil ulang dengan mutu sedang."


def _periksa_ukuran(ukuran: tuple[int, int], dekoder: str, sebutan: str) -> None:
    if ukuran[0] * ukuran[1] > BATAS_MEGAPIKSEL[dekoder] * 1_000_000:
        raise ValidationError(_kalimat_piksel(dekoder, sebutan), code="piksel")


def _tegakkan(gambar: Image.Image, arah: object) -> Image.Image:
    """Decode, shrink, turn upright and copy the pixels alone into a fresh image (no EXIF, XMP, comment, profile)."""
    gambar.load()
    if gambar.mode not in ("RGB", "RGBA", "L", "CMYK"):
        gambar = gambar.convert("RGBA" if gambar.has_transparency_data else "RGB")
    gambar.thumbnail((SISI_FOTO, SISI_FOTO), reducing_gap=2.0)
    if gambar.mode == "RGBA":
        rgb = Image.new("RGB", gambar.size, "white")
        rgb.paste(gambar, mask=gambar.getchannel("A"))
    else:
        rgb = gambar.convert("RGB")
    rgb.info.clear()
    if arah in range(2, 9):
        putar = Image.Exif()
        putar[_ARAH] = arah
        rgb.info["exif"] = putar.tobytes()
        rgb = ImageOps.exif_transpose(rgb)
    bersih = Image.new("RGB", rgb.size)
    bersih.paste(rgb)
    return bersih


def _kecilkan(gambar: Image.Image, sisi: int) -> Image.Image:
    hasil = gambar.copy()
    hasil.thumbnail((sisi, sisi), Image.Resampling.LANCZOS)
    return hasil


def _simpan(gambar: Image.Image, batas: int) -> bytes:
    """Encode as JPEG under `batas` bytes, giving up quality first and then size."""
    while True:
        for mutu in (82, 74, 64, 54, 44, 34):
            if len(_sandikan(gambar, quality=mutu)) * SISA_BERTAHAP > batas:
                continue
            isi = _sandikan(gambar, quality=mutu, optimize=True, progressive=True)
            if len(isi) <= batas:
                return isi
        gambar = gambar.resize((max(1, gambar.width * 3 // 4), max(1, gambar.height * 3 // 4)))


def _sandikan(gambar: Image.Image, **cara: int) -> bytes:
    wadah = io.BytesIO()
    # comment=b"" because Pillow carries a comment over from `info`; the fresh image has none, this makes sure.
    gambar.save(wadah, "JPEG", comment=b"", exif=b"", **cara)
    return wadah.getvalue()


def _phash(gambar: Image.Image) -> str:
    """64-bit perceptual hash: the 8 × 8 lowest cosine terms of the 32 × 32 grey image, each against their median."""
    abu = gambar.convert("L").resize((32, 32), Image.Resampling.LANCZOS).tobytes()
    kosinus = [[math.cos(math.pi / 32 * (x + 0.5) * u) for x in range(32)] for u in range(8)]
    baris = [[sum(abu[y * 32 + x] * c[x] for x in range(32)) for c in kosinus] for y in range(32)]
    suku = [round(sum(baris[y][u] * c[y] for y in range(32))) for c in kosinus for u in range(8)]
    urut = sorted(suku)
    tengah = (urut[31] + urut[32]) / 2
    return f"{int(''.join('1' if s > tengah else '0' for s in suku), 2):016x}"


def _baca_exif(gambar: Image.Image) -> Image.Exif:
    try:
        return gambar.getexif()
    except Exception:  # noqa: BLE001 a broken EXIF block is no reason to refuse a photo
        return Image.Exif()


def _baca_waktu(exif: Image.Exif) -> datetime | None:
    """Clock time of the shot as the camera wrote it (local, no zone), or None."""
    try:
        teks = str(exif.get_ifd(_EXIF).get(_DATETIME_ORIGINAL, "")).strip("\0 ")
        return datetime.strptime(teks[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 EXIF knows no zone; days are compared
    except Exception:  # noqa: BLE001 as above
        return None


def _baca_titik(exif: Image.Exif) -> Titik | None:
    """(lintang, bujur) in degrees, or None if missing, broken or the 0°, 0° some phones write without a fix."""
    try:
        gps = exif.get_ifd(_GPS)
        lintang = _derajat(gps[2]) * (-1 if gps[1] == "S" else 1)
        bujur = _derajat(gps[4]) * (-1 if gps[3] == "W" else 1)
    except Exception:  # noqa: BLE001 as above
        return None
    if not (abs(lintang) <= 90 and abs(bujur) <= 180) or (lintang, bujur) == (0, 0):
        return None
    return lintang, bujur


def _derajat(bagian: tuple[float, float, float]) -> float:
    derajat, menit, detik = (float(x) for x in bagian)
    return derajat + menit / 60 + detik / 3600


def _bandingkan_waktu(waktu: datetime | None, tanggal: date) -> str:
    if waktu is None:
        return TIDAK_ADA
    return COCOK if abs((waktu.date() - tanggal).days) <= SELISIH_COCOK_HARI else TIDAK_COCOK


def _bandingkan_tempat(titik: Titik | None, desa: Titik | None) -> str:
    if titik is None or desa is None:
        return TIDAK_ADA
    return COCOK if jarak_km(titik, desa) <= RADIUS_COCOK_KM else TIDAK_COCOK
