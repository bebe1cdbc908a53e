"""Enterprises without their owners, and what villages sold together."""

from rest_framework import serializers as s


class UmkmBentuk(s.Serializer):
    """One enterprise in the programme. Nothing tells of its owner, and its own rupiah stay where they are."""

    uuid = s.UUIDField(help_text="Pengenal UMKM.")
    nama = s.CharField(help_text="Nama usaha.")
    bentuk = s.CharField(help_text="Perorangan, kelompok, koperasi, atau BUM Desa; dua yang terakhir bukan UMKM.")
    desa = s.CharField(source="desa.kode", help_text="Kode Kemendagri desa.")
    kbli = s.CharField(
        source="kbli.kode", default=None, allow_null=True, help_text="Kode KBLI lima angka, bila diketahui."
    )
    produk = s.CharField(allow_blank=True, help_text="Apa yang dijual.")
    mulai_usaha = s.IntegerField(allow_null=True, help_text="Tahun mulai usaha.")
    dibina_sejak = s.DateField(help_text="Hari pertama dibina.")
    keadaan = s.CharField(help_text="berjualan, diam, tutup, atau belum_diketahui pada tanggal per.")


class OmzetBentuk(s.Serializer):
    """What the enterprises of a village that reported all three months sold in a quarter."""

    triwulan = s.CharField(help_text="Triwulan terakhir yang sudah jatuh tempo pada tanggal per, misalnya 2026-2.")
    opd = s.CharField(allow_null=True, help_text="Slug OPD yang bertugas pada akhir bulannya; kosong bila tidak ada.")
    desa = s.CharField(help_text="Kode Kemendagri desa.")
    omzet_rp = s.IntegerField(help_text="Jumlah omzet (Rp).")
    umkm = s.IntegerField(help_text="Banyaknya UMKM yang melapor lengkap tiga bulan.")
