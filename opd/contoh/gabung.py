"""One sample enterprise that was registered twice and merged, so that the merged record can be looked at."""

import random
import uuid

from desa.models import Umkm
from opd.actions.gabung_umkm import merge_umkm
from opd.actions.isi_umkm import IsiUmkm
from opd.actions.umkm import create_umkm
from opd.contoh.dunia import Dunia
from opd.contoh.pasar import OPERATOR

ALASAN = "CONTOH Usaha ini tercatat dua kali: sekali pada pendataan, sekali pada kunjungan."


def buat_gabungan(dunia: Dunia) -> None:
    """A second record of an enterprise of the first OPD that signs in, made and merged by the real deeds."""
    acak = random.Random(dunia.benih + 43)
    slug, nama = next(iter(OPERATOR.items()))
    penugasan = next(p for p in dunia.penugasan if p.opd.slug == slug and p.covers(dunia.per))
    hidup = Umkm.objects.filter(desa=penugasan.desa_id, tutup_pada__isnull=True, dibina_sampai__isnull=True)
    tetap = hidup.order_by("-pk").first()
    if tetap is None:
        return
    isi = IsiUmkm(f"{tetap.nama} (CONTOH catatan ganda)"[:150], tetap.bentuk, dunia.lalu(9), produk=tetap.produk)
    oleh = {"by": dunia.akun[nama], "at": dunia.pada(dunia.lalu(8))}
    kirim = {"uuid": uuid.UUID(int=acak.getrandbits(128), version=4), "susulan": ALASAN, "yakin": True}
    lama = create_umkm(tetap.desa, isi, **kirim, **oleh)
    oleh["at"] = dunia.pada(dunia.lalu(3))
    merge_umkm(tetap, lama, versi=(tetap.versi, lama.versi), pilihan={}, alasan=ALASAN, **oleh)
