"""The panel's pages. Nothing registers itself: `binaan/panel.py` registers what `DAFTAR` names, and nothing else."""

from desa.models import (
    BatasStatus,
    Catatan,
    DaftarPrioritas,
    DataKemiskinan,
    Desa,
    IndeksHarga,
    IndikatorMakro,
    Kbli,
    Kecamatan,
    KondisiDesa,
    Kontak,
    NilaiMakro,
    Umkm,
)
from opd.admin.akun import CatatanAdmin, PenggunaAdmin
from opd.admin.delegasi import DelegasiAdmin
from opd.admin.kegiatan import KegiatanAdmin
from opd.admin.kunjungan import KunjunganAdmin
from opd.admin.naskah import LaporanTriwulanAdmin, RencanaAksiAdmin
from opd.admin.organisasi import (
    AliasOpdAdmin,
    IndikatorOpdAdmin,
    JabatanAdmin,
    OpdAdmin,
    PenggabunganOpdAdmin,
    SkAdmin,
)
from opd.admin.surat import SuratKeluarAdmin
from opd.admin.tim import PenugasanAdmin, TimAdmin
from opd.admin.umkm import KbliAdmin, UmkmAdmin
from opd.admin.wilayah import (
    BatasStatusAdmin,
    DaftarPrioritasAdmin,
    DataKemiskinanAdmin,
    DesaAdmin,
    IndeksHargaAdmin,
    IndikatorMakroAdmin,
    KecamatanAdmin,
    KondisiDesaAdmin,
    KontakAdmin,
    NilaiMakroAdmin,
)
from opd.models import (
    AliasOpd,
    Delegasi,
    IndikatorOpd,
    Jabatan,
    Kegiatan,
    Kunjungan,
    LaporanTriwulan,
    Opd,
    PenggabunganOpd,
    Pengguna,
    Penugasan,
    RencanaAksi,
    Sk,
    SuratKeluar,
    Tim,
)

DAFTAR = {
    RencanaAksi: RencanaAksiAdmin,
    LaporanTriwulan: LaporanTriwulanAdmin,
    Delegasi: DelegasiAdmin,
    Kegiatan: KegiatanAdmin,
    Kunjungan: KunjunganAdmin,
    Umkm: UmkmAdmin,
    Tim: TimAdmin,
    Penugasan: PenugasanAdmin,
    Sk: SkAdmin,
    Opd: OpdAdmin,
    Jabatan: JabatanAdmin,
    AliasOpd: AliasOpdAdmin,
    IndikatorOpd: IndikatorOpdAdmin,
    PenggabunganOpd: PenggabunganOpdAdmin,
    Desa: DesaAdmin,
    Kecamatan: KecamatanAdmin,
    Kontak: KontakAdmin,
    KondisiDesa: KondisiDesaAdmin,
    DaftarPrioritas: DaftarPrioritasAdmin,
    Kbli: KbliAdmin,
    IndeksHarga: IndeksHargaAdmin,
    BatasStatus: BatasStatusAdmin,
    IndikatorMakro: IndikatorMakroAdmin,
    NilaiMakro: NilaiMakroAdmin,
    DataKemiskinan: DataKemiskinanAdmin,
    Pengguna: PenggunaAdmin,
    Catatan: CatatanAdmin,
    SuratKeluar: SuratKeluarAdmin,
}
