"""Sample requests between OPDs for lines of this year's plans, all by the real deeds: accepted, declined, waiting."""

from opd.actions.dukungan import IsiDukungan, answer_dukungan, ask_dukungan
from opd.contoh.dunia import Dunia
from opd.models import DukunganBaris, RencanaAksi

KOPERASI, PMD = "diskop-ukm", "dpmd"
PERMINTAAN = (
    (KOPERASI, 0, PMD, "Pendamping desa ikut mendata pelaku usaha dan mengurus izinnya.", 16),
    (KOPERASI, 1, PMD, "Gedung balai desa dipakai dua hari untuk pelatihan.", 12),
    (KOPERASI, 1, "disperindag", "Satu stan pada pameran di Ambon bulan depan.", 5),
    (PMD, 0, KOPERASI, "Pelatih pembukuan untuk pengurus BUM Desa, dua hari.", 8),
    (PMD, 1, KOPERASI, "Bantuan pengurusan izin usaha untuk lima kelompok.", 3),
)
"""Who asks for which of its lines, whom, for what, and how many days ago."""


def buat_dukungan(dunia: Dunia) -> None:
    """Requests of the two OPDs that sign in; those that wait stand on the other's Beranda."""
    semua = [_minta(dunia, *isi) for isi in PERMINTAAN]
    jawab = {
        0: (True, "CONTOH Dua pendamping ditugasi mulai pekan depan."),
        1: (False, "CONTOH Balai desa sedang diperbaiki sampai akhir triwulan."),
    }
    for n, (terima, jawaban) in jawab.items():
        if (d := semua[n]) is not None:
            by, at = dunia.akun["contoh.operator.dpmd"], dunia.pada(dunia.lalu(PERMINTAAN[n][4] - 4))
            answer_dukungan(d, versi=1, terima=terima, jawaban=jawaban, by=by, at=at)


def _minta(dunia: Dunia, dari: str, urutan: int, ke: str, permintaan: str, hari: int) -> DukunganBaris | None:
    """One request; None early in a year, while there is no such line."""
    rencana = RencanaAksi.objects.filter(penugasan__opd__slug=dari, tahun=dunia.lalu(hari).year).order_by("-nomor")
    baris = rencana[0].baris.all()[urutan : urutan + 1] if rencana else ()
    by = dunia.akun["contoh.operator" if dari == KOPERASI else f"contoh.operator.{dari}"]
    for b in baris:
        isi = IsiDukungan(dunia.opd[ke].pk, f"CONTOH {permintaan}")
        return ask_dukungan(rencana[0], b.kunci, isi, uuid=dunia.uuid(), by=by, at=dunia.pada(dunia.lalu(hari)))
    return None
