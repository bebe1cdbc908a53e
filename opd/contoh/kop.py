"""Letterheads with an invented logo, and a verified report that went out on paper."""

import io

from PIL import Image, ImageDraw

from opd.actions.cetak import IsiKop, Lembar, Terbitan, change_kop, issue_paper
from opd.contoh.dunia import Dunia
from opd.enums import JenisCetakan, StatusNaskah
from opd.logo import olah_logo
from opd.models import LaporanTriwulan
from opd.rekap.isi_laporan import from_json

BERKOP = {"setda": (24, 92, 96), "diskop-ukm": (120, 72, 20), "dpmd": (40, 70, 130)}


def buat_kop(dunia: Dunia) -> None:
    """Three OPDs wrote their letterhead; the others print their name alone."""
    by, at = dunia.akun["contoh.admin"], dunia.akhir
    for nomor, (slug, warna) in enumerate(BERKOP.items(), 1):
        if slug in dunia.opd:
            isi = IsiKop(f"CONTOH Jalan Teluk Ambon Nomor {nomor}", "Ambon", f"9712{nomor}", f"(0911) 00000{nomor}")
            change_kop(dunia.opd[slug], isi, lama=None, logo=olah_logo(_logo(warna)), by=by, at=at)
    terbit = (
        LaporanTriwulan.objects.filter(status=StatusNaskah.DIVERIFIKASI).order_by("diverifikasi_pada", "pk").first()
    )
    if terbit is not None:
        k = from_json(terbit.isi_beku).kepala
        judul = f"{terbit}, {k.desa}, {k.singkatan}"
        naskah = Terbitan(JenisCetakan.LAPORAN, str(terbit.uuid), judul, k.sampai, terbit.sha256)
        issue_paper(naskah, Lembar("pdf"), penjaga=None, by=dunia.akun["contoh.bappeda"], at=at)


def _logo(warna: tuple[int, int, int]) -> bytes:
    """A shield with two waves."""
    gambar = Image.new("RGBA", (240, 280), (0, 0, 0, 0))
    pena = ImageDraw.Draw(gambar)
    pena.polygon(
        [(20, 20), (220, 20), (220, 170), (120, 265), (20, 170)], fill=(*warna, 255), outline=(20, 20, 20, 255)
    )
    for y in (110, 150):
        pena.line([(40 + x, y + (12 if x // 20 % 2 else -12)) for x in range(0, 161, 20)], fill="white", width=10)
    wadah = io.BytesIO()
    gambar.save(wadah, "PNG")
    return wadah.getvalue()
