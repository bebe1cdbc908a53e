"""Fill an empty database with the sample: people, pairings, enterprises, facts and photos, all invented."""

from datetime import date

from django.db import connection, transaction

from desa.models import Catatan, Instalasi
from opd.contoh.akun import buat_akun, buat_jabatan
from opd.contoh.arahan import buat_arahan
from opd.contoh.asesmen import buat_asesmen
from opd.contoh.bantuan import buat_bantuan
from opd.contoh.dampak import buat_binaan_lama
from opd.contoh.dukungan import buat_dukungan
from opd.contoh.dunia import Dunia
from opd.contoh.etalase import buat_etalase
from opd.contoh.foto import buat_foto
from opd.contoh.gabung import buat_gabungan
from opd.contoh.indeks import buat_indeks
from opd.contoh.kejadian import buat_kejadian
from opd.contoh.keluarga import buat_keluarga
from opd.contoh.kop import buat_kop
from opd.contoh.lapangan import buat_lapangan
from opd.contoh.laporan import buat_laporan
from opd.contoh.mitra import buat_mitra
from opd.contoh.pantau import buat_rencana_kunjungan
from opd.contoh.pasar import buat_pasar
from opd.contoh.pembacaan import buat_pembacaan
from opd.contoh.pembiayaan import buat_pembiayaan
from opd.contoh.perkembangan import buat_perkembangan
from opd.contoh.permintaan import buat_permintaan
from opd.contoh.potret import buat_potret
from opd.contoh.rencana import buat_rencana
from opd.contoh.tenggat import buat_tenggat
from opd.contoh.tindak_lanjut import buat_tindak_lanjut
from opd.contoh.tugas import buat_tugas
from opd.contoh.usaha import buat_usaha
from opd.models import Opd


@transaction.atomic
def buat_contoh(*, per: date, sandi: str, jumlah_umkm: int = 600, maks_foto: int | None = None) -> Dunia:
    """Write the whole sample up to `per` and flag the database; the same day gives the same content.

    Needs the reference data of both floors. Everything is written or nothing.
    """
    Instalasi.objects.update_or_create(pk=1, defaults={"contoh": True})
    dunia = Dunia(per, jumlah_umkm=jumlah_umkm, maks_foto=maks_foto)
    dunia.opd = {o.slug: o for o in Opd.objects.order_by("slug")}
    buat_akun(dunia, sandi)
    buat_jabatan(dunia)
    buat_tugas(dunia)
    umkm = buat_usaha(dunia)
    buat_lapangan(dunia, umkm)
    buat_foto(dunia)
    buat_etalase(dunia, umkm)
    buat_bantuan(dunia)
    buat_asesmen(dunia)
    buat_keluarga(dunia)
    buat_tindak_lanjut(dunia)
    _tell_planner()
    buat_rencana(dunia)
    Catatan.objects.bulk_create(sorted(dunia.catatan, key=lambda c: c.pada))
    buat_kejadian(dunia)
    buat_arahan(dunia)
    buat_laporan(dunia)
    buat_kop(dunia)
    buat_dukungan(dunia)
    buat_tenggat(dunia)
    buat_mitra(dunia)
    buat_pasar(dunia)
    buat_perkembangan(dunia)
    buat_indeks(dunia)
    buat_rencana_kunjungan(dunia)
    buat_pembiayaan(dunia)
    buat_gabungan(dunia)
    buat_permintaan(dunia)
    buat_potret(dunia)
    buat_binaan_lama(dunia)
    buat_pembacaan(dunia)
    return dunia


def _tell_planner() -> None:
    """PostgreSQL knows nothing yet of the rows of this transaction, and what follows reads them through the actions.

    Never on SQLite: once it has statistics, 3.40 returns rows that an IN with a descending index column should leave out.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as kursor:
            kursor.execute("ANALYZE")
