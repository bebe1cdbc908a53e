"""What was done: activities with their rupiah, visits, and how far the plans are."""

from rest_framework import serializers as s


class DanaBentuk(s.Serializer):
    """Rupiah from one source."""

    sumber = s.CharField(help_text="Sumber dana.")
    jumlah_rp = s.IntegerField(help_text="Rupiah.")


class KegiatanBentuk(s.Serializer):
    """One activity that counts."""

    uuid = s.UUIDField(help_text="Pengenal catatan; koreksi mendapat pengenal baru.")
    tanggal = s.DateField(help_text="Hari kegiatan.")
    judul = s.CharField(help_text="Nama kegiatan.")
    opd = s.CharField(source="penugasan.opd.slug", help_text="Slug OPD.")
    desa = s.CharField(source="penugasan.desa.kode", help_text="Kode Kemendagri desa.")
    volume = s.DecimalField(12, 2, allow_null=True, help_text="Volume, sebagai teks.")
    satuan = s.CharField(allow_blank=True, help_text="Satuan volume.")
    penerima_l = s.IntegerField(allow_null=True, help_text="Penerima laki-laki (orang).")
    penerima_p = s.IntegerField(allow_null=True, help_text="Penerima perempuan (orang).")
    penerima_kk = s.IntegerField(allow_null=True, help_text="Keluarga penerima (KK).")
    di_rencana = s.BooleanField(help_text="Menurut rencana aksi; selain itu di luar rencana.")
    dana = DanaBentuk(source="dana_tampil", many=True, help_text="Dana per sumber.")


class KunjunganBentuk(s.Serializer):
    """One mentoring visit; villagers and team are counted, never named."""

    uuid = s.UUIDField(help_text="Pengenal catatan; koreksi mendapat pengenal baru.")
    tanggal = s.DateField(help_text="Hari kunjungan.")
    opd = s.CharField(source="penugasan.opd.slug", help_text="Slug OPD.")
    desa = s.CharField(source="penugasan.desa.kode", help_text="Kode Kemendagri desa.")
    cara = s.CharField(help_text="Lapangan atau jarak jauh.")
    kepala_hadir = s.BooleanField(help_text="Kepala OPD ikut.")
    jumlah_warga = s.IntegerField(help_text="Banyaknya warga yang ditemui.")


class CapaianBentuk(s.Serializer):
    """How far the plan of a penugasan is in the year of `per`."""

    penugasan = s.IntegerField(source="penugasan.penugasan_id", help_text="Nomor penugasan.")
    opd = s.CharField(source="penugasan.opd_slug", help_text="Slug OPD.")
    desa = s.CharField(source="penugasan.kode", help_text="Kode Kemendagri desa.")
    tahun = s.IntegerField(help_text="Tahun rencana.")
    capaian = s.DecimalField(
        6, 1, source="nilai", allow_null=True, help_text="Capaian rencana (%), sebagai teks; kosong bila belum dinilai."
    )
    keterangan = s.CharField(source="kata", help_text="Predikat, atau sebab belum dinilai.")
    pagu_rp = s.IntegerField(
        source="berlaku.jumlah.pagu_rp", default=None, allow_null=True, help_text="Pagu setahun (Rp)."
    )
    belanja_rp = s.IntegerField(
        source="berlaku.jumlah.belanja_rp",
        default=None,
        allow_null=True,
        help_text="Realisasi dari sumber berpagu (Rp).",
    )
    serapan = s.DecimalField(12, 1, allow_null=True, help_text="Serapan (%), sebagai teks.")
    luar_kegiatan = s.IntegerField(help_text="Kegiatan di luar rencana.")
    luar_rp = s.IntegerField(help_text="Dana di luar rencana (Rp).")
