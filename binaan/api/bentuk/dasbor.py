"""The figures of the dashboard, the state of each village, arahan per OPD, and frozen rankings."""

from typing import Any

from rest_framework import serializers as s


class AngkaBentuk(s.Serializer):
    """One figure as the dashboard shows it."""

    nomor = s.IntegerField(help_text="Urutan pada layar.")
    nama = s.CharField(source="angka.nama", help_text="Nama angka.")
    nilai = s.CharField(
        source="angka.nilai", allow_null=True, help_text="Nilai sebagai teks angka; kosong bila belum dapat diukur."
    )
    satuan = s.CharField(source="angka.satuan", help_text="Satuan.")
    teks = s.CharField(source="angka.teks", help_text="Seperti tertulis di dasbor.")


class KeadaanDesaBentuk(s.Serializer):
    """One desa binaan on a day."""

    opd = s.CharField(source="penugasan.opd_slug", help_text="Slug OPD penanggung jawab.")
    desa = s.CharField(source="penugasan.kode", help_text="Kode Kemendagri desa.")
    keadaan = s.CharField(
        help_text="Yang terburuk: belum_dikunjungi, umkm_diam, tanpa_kegiatan, tanpa_naskah, atau tertib."
    )
    semua = s.ListField(child=s.CharField(), help_text="Semua yang kurang, terburuk lebih dahulu.")
    kunjungan_terakhir = s.DateField(
        source="kunjungan.terakhir", allow_null=True, help_text="Kunjungan lapangan terakhir yang dihitung."
    )
    hari_sejak_kunjungan = s.IntegerField(
        source="kunjungan.hari", allow_null=True, help_text="Hari sejak itu; kosong bila belum pernah."
    )
    kegiatan_terakhir = s.DateField(allow_null=True, help_text="Kegiatan terakhir di desa itu.")
    tanpa_rencana = s.BooleanField(help_text="Lewat 90 hari sejak awal tahun tanpa rencana aksi yang diverifikasi.")
    umkm_berjualan = s.IntegerField(source="umkm.berjualan", help_text="UMKM berjualan.")
    umkm_diam = s.IntegerField(source="umkm.diam", help_text="UMKM diam.")
    umkm_tutup = s.IntegerField(source="umkm.tutup", help_text="UMKM tutup.")
    umkm_belum_diketahui = s.IntegerField(
        source="umkm.belum_diketahui", help_text="UMKM yang keadaannya belum diketahui."
    )
    koperasi = s.IntegerField(source="umkm.koperasi", help_text="Koperasi, di luar UMKM.")
    bumdes = s.IntegerField(source="umkm.bumdes", help_text="BUM Desa, di luar UMKM.")
    persen_berjualan = s.DecimalField(
        4,
        1,
        source="umkm.persen_berjualan",
        allow_null=True,
        help_text="Berjualan dari yang belum tutup (%), sebagai teks.",
    )


class ArahanBentuk(s.Serializer):
    """What one OPD was asked, and how it answered."""

    opd = s.CharField(help_text="Slug OPD.")
    belum = s.IntegerField(source="rekap.belum", help_text="Belum dijawab.")
    terlambat = s.IntegerField(source="rekap.terlambat", help_text="Di antaranya lewat tenggat.")
    diperiksa = s.IntegerField(source="rekap.diperiksa", help_text="Sudah dijawab, menunggu diperiksa.")
    selesai = s.IntegerField(source="rekap.selesai", help_text="Selesai.")
    dinilai = s.IntegerField(source="rekap.dinilai", help_text="Yang dinilai ketepatannya.")
    persen_tepat = s.DecimalField(
        4, 1, source="rekap.persen_tepat", allow_null=True, help_text="Dijawab tepat waktu (%), sebagai teks."
    )


class PeringkatBentuk(s.Serializer):
    """One OPD in one frozen ranking, exactly as it was frozen."""

    tahun = s.IntegerField(source="beku.tahun", help_text="Tahun yang dinilai.")
    versi = s.IntegerField(source="beku.nomor", help_text="Versi; yang terbesar yang berlaku.")
    berlaku = s.BooleanField(help_text="Belum digantikan versi lain.")
    data_sampai = s.DateField(source="beku.sampai", help_text="Data sampai hari ini yang dinilai.")
    sidik = s.CharField(source="beku.sidik", help_text="Sidik SHA-256 peringkat yang beku.")
    opd = s.CharField(source="baris.slug", help_text="Slug OPD.")
    opd_nama = s.CharField(source="baris.nama", help_text="Nama OPD.")
    keadaan = s.CharField(source="baris.keadaan", help_text="diperingkat, belum, atau dilebur.")
    sebab = s.CharField(source="baris.sebab", allow_blank=True, help_text="Sebab tidak diperingkat.")
    skor = s.CharField(source="baris.skor", allow_null=True, help_text="Skor, sebagai teks.")
    peringkat = s.IntegerField(source="baris.peringkat", allow_null=True, help_text="Peringkat.")
    seri = s.IntegerField(source="baris.seri", help_text="Banyaknya OPD lain yang skornya sama.")
    wajar_dari = s.SerializerMethodField(help_text="Peringkat terbaik yang masih wajar.")
    wajar_sampai = s.SerializerMethodField(help_text="Peringkat terburuk yang masih wajar.")
    akses = s.CharField(source="baris.akses", help_text="Kelompok akses desanya.")
    peringkat_akses = s.IntegerField(
        source="baris.peringkat_akses", allow_null=True, help_text="Peringkat dalam kelompok akses."
    )

    def get_wajar_dari(self, isi: Any) -> int | None:
        return isi.baris.selang[0] if isi.baris.selang else None

    def get_wajar_sampai(self, isi: Any) -> int | None:
        return isi.baris.selang[1] if isi.baris.selang else None
