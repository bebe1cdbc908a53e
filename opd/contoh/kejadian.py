"""What goes wrong in life and is put right by the real deeds: corrected activities and sales, one cancelled visit."""

from dataclasses import replace
from datetime import timedelta

from desa.models import Penjualan
from opd.actions.kegiatan import correct_kegiatan, isi_of
from opd.actions.kunjungan import cancel_kunjungan
from opd.actions.penjualan import BarisPenjualan, record_month
from opd.contoh.dunia import Dunia
from opd.models import Kegiatan, Kunjungan

BANYAK_KOREKSI = 4


def buat_kejadian(dunia: Dunia) -> None:
    """Corrections by the sample's operator, each some days after the fact."""
    operator = dunia.akun["contoh.operator"]
    milik = {"penugasan__opd__slug": "diskop-ukm"}
    kegiatan = Kegiatan.objects.filter(**milik).order_by("tanggal", "pk").first()
    if kegiatan is not None:
        isi = isi_of(kegiatan)
        correct_kegiatan(
            kegiatan,
            replace(isi, penerima_kk=(isi.penerima_kk or 0) + 3),
            uuid=dunia.uuid(),
            alasan="CONTOH Tiga keluarga belum terhitung.",
            by=operator,
            at=dunia.pada(kegiatan.tanggal + timedelta(days=12)),
        )
    kunjungan = Kunjungan.objects.filter(**milik).order_by("tanggal", "pk").first()
    if kunjungan is not None:
        cancel_kunjungan(
            kunjungan,
            uuid=dunia.uuid(),
            alasan="CONTOH Tercatat dua kali.",
            by=operator,
            at=dunia.pada(kunjungan.tanggal + timedelta(days=9)),
        )
    _koreksi_penjualan(dunia)


def _koreksi_penjualan(dunia: Dunia) -> None:
    """A few figures of the operator's village that were typed wrong."""
    operator = dunia.akun["contoh.operator"]
    desa = next(p.desa for p in dunia.penugasan if p.opd.slug == "diskop-ukm" and p.selesai is None)
    salah = Penjualan.objects.filter(umkm__desa=desa, omzet_rp__gt=0, bulan__lt=dunia.bulan[-2])
    for p in salah.order_by("-bulan", "uuid").select_related("umkm")[:BANYAK_KOREKSI]:
        baru = BarisPenjualan(p.umkm_id, p.omzet_rp + 250_000, dilihat=p.pk, yakin=True)
        record_month(
            desa,
            p.bulan,
            [baru],
            uuid=dunia.uuid(),
            by=operator,
            at=dunia.pada(p.dicatat_pada.date() + timedelta(days=11)),
            alasan="CONTOH Nota yang tertinggal ditambahkan.",
        )
