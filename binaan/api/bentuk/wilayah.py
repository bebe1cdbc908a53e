"""OPDs, villages, and who answers for which."""

from rest_framework import serializers as s


class GalatBentuk(s.Serializer):
    """A refusal."""

    kode = s.CharField(help_text="Kata untuk program, misalnya token_dicabut.")
    pesan = s.CharField(help_text="Satu kalimat untuk orang.")


class OpdBentuk(s.Serializer):
    """One OPD and how many villages it answers for."""

    slug = s.CharField(source="opd.slug", help_text="Alamat halaman OPD; kuncinya pada alamat lain.")
    nama = s.CharField(source="opd.nama", help_text="Nama lengkap.")
    singkatan = s.CharField(source="opd.singkatan", help_text="Singkatan.")
    jenis = s.CharField(source="opd.jenis", help_text="Dinas, badan, biro, dan seterusnya.")
    berlaku_mulai = s.DateField(source="opd.berlaku_mulai", allow_null=True, help_text="Mulai berdiri, bila diketahui.")
    berlaku_selesai = s.DateField(
        source="opd.berlaku_selesai", allow_null=True, help_text="Hari pertama sesudah berakhir."
    )
    dilebur_ke = s.CharField(source="penerus", allow_null=True, help_text="Slug OPD penerusnya bila sudah dilebur.")
    perlu_konfirmasi = s.BooleanField(source="opd.perlu_konfirmasi", help_text="Nama atau keadaannya belum dipastikan.")
    desa_binaan = s.IntegerField(help_text="Banyaknya desa yang menjadi tanggung jawabnya pada tanggal per.")


class DesaBentuk(s.Serializer):
    """One village or kelurahan and the OPD in charge of it."""

    kode = s.CharField(source="desa.kode", help_text="Kode Kemendagri.")
    kode_bps = s.CharField(source="desa.kode_bps", allow_blank=True, help_text="Kode BPS, bila diketahui.")
    nama = s.CharField(source="desa.nama", help_text="Nama; 23 nama berulang di Maluku.")
    jenis = s.CharField(source="desa.jenis", help_text="Desa, kelurahan, negeri, ohoi, dan seterusnya.")
    kecamatan = s.CharField(source="desa.kecamatan.nama", help_text="Nama kecamatan.")
    kode_kecamatan = s.CharField(source="desa.kecamatan.kode", help_text="Kode Kemendagri kecamatan.")
    kabupaten = s.CharField(source="desa.kecamatan.kabupaten.nama_singkat", help_text="Nama kabupaten/kota.")
    kode_kabupaten = s.CharField(source="desa.kecamatan.kabupaten.kode", help_text="Kode Kemendagri kabupaten/kota.")
    lintang = s.FloatField(source="desa.lintang", allow_null=True, help_text="Titik wilayah desa, bukan rumah.")
    bujur = s.FloatField(source="desa.bujur", allow_null=True, help_text="Titik wilayah desa, bukan rumah.")
    opd = s.CharField(
        source="tugas.opd_slug", allow_null=True, default=None, help_text="Slug OPD penanggung jawab pada tanggal per."
    )
    opd_nama = s.CharField(source="tugas.opd", allow_null=True, default=None, help_text="Nama OPD itu.")
    sejak = s.DateField(source="tugas.mulai", allow_null=True, default=None, help_text="Mulai penugasannya.")


class PenugasanBentuk(s.Serializer):
    """One penugasan as penanggung jawab, open or ended."""

    nomor = s.IntegerField(source="penugasan_id", help_text="Nomor penugasan.")
    opd = s.CharField(source="opd_slug", help_text="Slug OPD.")
    opd_nama = s.CharField(source="opd", help_text="Nama OPD.")
    desa = s.CharField(source="kode", help_text="Kode Kemendagri desa.")
    desa_nama = s.CharField(source="desa", help_text="Nama desa.")
    kecamatan = s.CharField(help_text="Nama kecamatan.")
    kabupaten = s.CharField(help_text="Nama kabupaten/kota.")
    mulai = s.DateField(help_text="Hari pertama penugasan.")
    selesai = s.DateField(allow_null=True, help_text="Hari pertama sesudah penugasan berakhir.")
    bertim = s.BooleanField(help_text="Apakah ada tim pendamping pada tanggal per.")
