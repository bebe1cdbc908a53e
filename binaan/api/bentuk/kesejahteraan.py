"""Indices, counts of families, and the province's macro figures."""

from rest_framework import serializers as s


class IndeksBentuk(s.Serializer):
    """One village's index of one year and kind. The two kinds are never subtracted."""

    desa = s.CharField(source="desa.kode", help_text="Kode Kemendagri desa.")
    tahun = s.IntegerField(help_text="Tahun indeks.")
    jenis = s.CharField(help_text="idm (2016–2024, skala 0–1) atau indeks_desa (mulai 2025, skala 0–100).")
    nilai = s.DecimalField(8, 4, help_text="Nilai, sebagai teks.")
    status = s.CharField(help_text="Status resmi.")
    iks = s.DecimalField(6, 4, allow_null=True, help_text="Indeks ketahanan sosial.")
    ike = s.DecimalField(6, 4, allow_null=True, help_text="Indeks ketahanan ekonomi.")
    ikl = s.DecimalField(6, 4, allow_null=True, help_text="Indeks ketahanan lingkungan.")
    sumber = s.CharField(help_text="Sumber angka.")
    tanggal_data = s.DateField(help_text="Tanggal data.")


class SelBentuk(s.Serializer):
    """A count of families: known, unknown (nilai kosong), or closed because the group is small."""

    nilai = s.IntegerField(allow_null=True, help_text="Banyaknya KK; kosong bila belum diketahui atau ditutup.")
    tanda = s.CharField(allow_blank=True, help_text="“<5” atau “ditutup” bila kelompoknya kecil.")


class PotretBentuk(s.Serializer):
    """One verified count of a village's families by one source, as every reader sees it."""

    desa = s.CharField(source="potret.desa.kode", help_text="Kode Kemendagri desa.")
    sumber = s.CharField(source="potret.sumber", help_text="DTSEN, P3KE, dan seterusnya.")
    definisi = s.CharField(source="potret.definisi", help_text="Arti miskin ekstrem yang dipakai.")
    definisi_lain = s.CharField(
        source="potret.definisi_lain", allow_blank=True, help_text="Arti lain, bila disebut sumbernya."
    )
    tanggal_data = s.DateField(source="potret.tanggal_data", help_text="Tanggal data.")
    kk_total = SelBentuk(source="sel.kk_total", help_text="Seluruh KK.")
    kk_desil_1 = SelBentuk(source="sel.kk_desil_1", help_text="KK desil 1.")
    kk_desil_2 = SelBentuk(source="sel.kk_desil_2", help_text="KK desil 2.")
    kk_desil_3 = SelBentuk(source="sel.kk_desil_3", help_text="KK desil 3.")
    kk_desil_4 = SelBentuk(source="sel.kk_desil_4", help_text="KK desil 4.")
    kk_miskin = SelBentuk(source="sel.kk_miskin", help_text="KK miskin.")
    kk_miskin_ekstrem = SelBentuk(source="sel.kk_miskin_ekstrem", help_text="KK miskin ekstrem.")


class UkuranBentuk(s.Serializer):
    """KK miskin ekstrem now against one baseline."""

    keadaan = s.CharField(source="banding.keadaan", help_text="terukur, atau sebab tidak dapat diukur.")
    dasar = SelBentuk(allow_null=True, help_text="KK miskin ekstrem pada garis dasar.")
    kini = SelBentuk(allow_null=True, help_text="KK miskin ekstrem kini.")
    penurunan = s.DecimalField(7, 1, allow_null=True, help_text="Penurunan (%), sebagai teks; minus berarti naik.")
    keterangan = s.CharField(source="kata", help_text="Perubahannya dalam kata.")


class JenisIndeksBentuk(s.Serializer):
    """The newest index of one kind beside the baseline of the same kind."""

    jenis = s.CharField(help_text="idm atau indeks_desa.")
    tahun = s.IntegerField(help_text="Tahun terbaru.")
    tahun_dasar = s.IntegerField(allow_null=True, help_text="Tahun garis dasar; kosong bila belum ada.")
    perubahan = s.DecimalField(8, 4, allow_null=True, help_text="Terbaru dikurangi garis dasar, sebagai teks.")
    sebelum_mulai = s.BooleanField(help_text="Yang terbaru pun lebih tua daripada pendampingan, jadi tidak diukur.")
    setelah_mulai = s.BooleanField(help_text="Garis dasarnya yang pertama sesudah mulai, karena sebelumnya tidak ada.")


class GerakIndeksBentuk(s.Serializer):
    """How a village's indices moved; the two kinds are never subtracted."""

    keadaan = s.CharField(help_text="terukur, atau sebab tidak dapat diukur.")
    jenis = JenisIndeksBentuk(source="sel", many=True, help_text="Setiap jenis sendiri-sendiri.")
    keterangan = s.CharField(source="kata", help_text="Perubahannya dalam kata.")


class KemajuanBentuk(s.Serializer):
    """One village's progress against both baselines."""

    opd = s.CharField(source="penugasan.opd_slug", help_text="Slug OPD.")
    desa = s.CharField(source="penugasan.kode", help_text="Kode Kemendagri desa.")
    mulai = s.DateField(help_text="Mulai rangkaian pendampingan desa itu.")
    program = UkuranBentuk(help_text="Terhadap garis dasar program.")
    penugasan = UkuranBentuk(source="tugas", help_text="Terhadap garis dasar penugasan.")
    indeks_program = GerakIndeksBentuk(help_text="Indeks sejak awal rangkaian pendampingan desa itu.")
    indeks_penugasan = GerakIndeksBentuk(source="indeks_tugas", help_text="Indeks sejak awal penugasan.")


class EntasBentuk(s.Serializer):
    """One OPD's families that left poverty (entas), as every reader sees them."""

    opd = s.CharField(source="opd.penugasan.opd_slug", help_text="Slug OPD.")
    per = s.DateField(help_text="Keadaan pada hari ini.")
    desa_binaan = s.IntegerField(help_text="Desa binaannya kini; 0 bila tidak lagi mendampingi.")
    desa_berdaftar = s.IntegerField(
        source="opd.berdaftar", help_text="Dari desa itu, yang mempunyai daftar keluarga sasaran."
    )
    entas = SelBentuk(help_text="KK entas selama OPD ini mendampingi desanya.")
    bertahan = SelBentuk(help_text="Dari KK itu, yang pada periksa ulang 6 bulan kemudian bertahan.")
    keterangan = s.CharField(source="opd.kata_entas", help_text="Seperti tertulis pada halaman Kemajuan kemiskinan.")


class AngkaMakroBentuk(s.Serializer):
    """One figure of one source."""

    tahun = s.IntegerField(help_text="Tahun.")
    periode = s.CharField(help_text="Periode dalam tahun.")
    nilai = s.DecimalField(20, 3, normalize_output=True, help_text="Nilai, sebagai teks.")
    nilai_atas = s.DecimalField(
        20, 3, normalize_output=True, allow_null=True, help_text="Batas atas, bila targetnya kisaran."
    )
    sumber = s.CharField(help_text="Sumber.")
    tanggal_data = s.DateField(allow_null=True, help_text="Tanggal rilis, bila diketahui.")


class PeriodeBentuk(s.Serializer):
    """What all sources say of one period."""

    utama = AngkaMakroBentuk(help_text="Angka rilis terbaru.")
    lain = AngkaMakroBentuk(many=True, help_text="Angka sumber lain.")
    target = AngkaMakroBentuk(allow_null=True, help_text="Target periode itu.")


class MakroBentuk(s.Serializer):
    """One macro indicator of the whole province. Never a result of the programme."""

    kode = s.CharField(help_text="Kode indikator.")
    nama = s.CharField(help_text="Nama indikator.")
    satuan = s.CharField(help_text="Satuan.")
    arah = s.CharField(help_text="Arah yang baik.")
    definisi = s.CharField(allow_blank=True, help_text="Definisi.")
    periode = PeriodeBentuk(many=True, help_text="Realisasi, yang terbaru lebih dahulu.")
    target = AngkaMakroBentuk(many=True, help_text="Target, yang terakhir lebih dahulu.")
