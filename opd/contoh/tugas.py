"""The sample's SK, pairings and teams, with a merger, a handover and a correction done by the real deeds."""

from datetime import date, timedelta

from desa.models import Desa, IndeksDesa, make_catatan
from opd.actions.penggabungan import execute_penggabungan
from opd.actions.penugasan import IsiPenugasan, correct_penugasan, hand_over
from opd.contoh.dunia import BIASA, DIAM, TERLAMBAT, UNGGUL, WATAK, Dunia
from opd.contoh.nama import nama_orang
from opd.enums import PeranPenugasan, PeranTim
from opd.models import AnggotaTim, PenggabunganOpd, Penugasan, Sk, Tim

KUOTA = {"81.05": 11, "81.07": 10, "81.09": 7, "81.08": 6, "81.01": 3, "81.04": 3, "81.02": 2, "81.06": 2}
"""Sample pairings per kabupaten, near the spread of its tertinggal villages."""
TANPA_DESA = {"rskd", "set-korpri", "distan", "dkp-pangan"}
"""Units without a sample pairing: two unconfirmed ones, and the two whose real pairing is known."""
ALIH_DARI, ALIH_KE = "dlh", "dishut"
LEBUR = "biro-adpem"
WATAK_TETAP = {
    "diskop-ukm": BIASA,
    "disperindag": TERLAMBAT,
    "distan": UNGGUL,
    "dkp-pangan": UNGGUL,
    "biro-adpem": BIASA,
    "biro-hukum": DIAM,
    "dpmd": UNGGUL,
    "dishut": BIASA,
    "biro-ekonomi": BIASA,
    "dlh": TERLAMBAT,
}


def buat_tugas(dunia: Dunia) -> None:
    """Pair every unit with a lagging village under the sample SK, and let time pass over a few of the pairings."""
    sk = Sk(
        nomor=f"CONTOH 01/{dunia.mulai.year}",
        tanggal=dunia.mulai,
        tentang="CONTOH Penanggung Jawab Program Satu OPD Satu Desa Binaan",
        mulai=dunia.mulai,
        sumber="data contoh",
        catatan="SK ini tidak ada. Dibuat untuk basis data contoh.",
    )
    sk.save(force_insert=True)
    unit = [o for s, o in sorted(dunia.opd.items()) if s not in TANPA_DESA]
    dunia.acak.shuffle(unit)
    baris = [_penugasan(dunia, sk, opd.pk, desa) for opd, desa in zip(unit, _pilih_desa(dunia), strict=False)]
    perindag, waru = dunia.opd["disperindag"], Desa.objects.get(kode="81.05.15.2001")
    baris.append(_penugasan(dunia, sk, perindag.pk, waru.pk, peran=PeranPenugasan.PENDUKUNG))
    Penugasan.objects.bulk_create(baris)
    _atur_watak(dunia)
    muat_ulang(dunia)
    for p in dunia.penugasan:
        if p.sk_id == sk.pk:
            mulai = {"mulai": [None, p.mulai.isoformat()]}
            oleh = dunia.akun["contoh.bappeda"]
            dunia.catatan.append(
                make_catatan(oleh, "membuka penugasan", p, at=p.dicatat_pada, perubahan=mulai, opd_id=p.opd_id)
            )
    _buat_tim(dunia)
    _ubah_tugas(dunia, sk)
    muat_ulang(dunia)


def muat_ulang(dunia: Dunia) -> None:
    """Read the penanggung jawab in force again, each with its names."""
    dunia.penugasan = list(Penugasan.objects.in_force().in_charge().with_names().order_by("desa__kode", "mulai"))


def _penugasan(dunia: Dunia, sk: Sk, opd_id: int, desa_id: int, **isi: object) -> Penugasan:
    dicatat = dunia.pada(dunia.mulai + timedelta(days=3))
    return Penugasan(
        sk=sk, opd_id=opd_id, desa_id=desa_id, mulai=sk.mulai, sumber="data contoh", dicatat_pada=dicatat, **isi
    )


def _pilih_desa(dunia: Dunia) -> list[int]:
    """Lagging villages by quota per kabupaten: the most lagging first, then those with known indicator scores."""
    calon: dict[str, list[tuple[int, float, int]]] = {k: [] for k in KUOTA}
    indeks = IndeksDesa.objects.filter(jenis="idm", tahun=2024, status__in=["tertinggal", "sangat_tertinggal"])
    ber_skor = set(Desa.objects.filter(nilai_indikator__isnull=False).values_list("pk", flat=True))
    for desa_id, kode, status in indeks.values_list("desa_id", "desa__kode", "status").order_by("desa__kode"):
        urutan = 0 if status == "sangat_tertinggal" else 1 if desa_id in ber_skor else 2
        calon[kode[:5]].append((urutan, dunia.acak.random(), desa_id))
    desa = [d for kab, kuota in KUOTA.items() for _, _, d in sorted(calon[kab])[:kuota]]
    dunia.acak.shuffle(desa)
    return desa


def _atur_watak(dunia: Dunia) -> None:
    watak = list(WATAK)
    for slug, tetap in WATAK_TETAP.items():
        dunia.watak[dunia.opd[slug].pk] = tetap
        watak.remove(tetap)
    dunia.acak.shuffle(watak)
    sisa = [o for s, o in sorted(dunia.opd.items()) if s not in WATAK_TETAP]
    for i, opd in enumerate(sisa):
        dunia.watak[opd.pk] = watak[i % len(watak)]


def _buat_tim(dunia: Dunia) -> None:
    tim, anggota = [], []
    for n, p in enumerate(dunia.penugasan, 1):
        if dunia.acak.random() >= dunia.watak[p.opd_id].bertim:
            continue
        mulai = max(p.mulai, dunia.mulai) + timedelta(days=dunia.acak.randint(10, 40))
        baru = Tim(penugasan=p, nomor_sk=f"CONTOH 800/{n:03d}/{mulai.year}", tanggal_sk=mulai, mulai=mulai)
        tim.append(baru)
        peran = [PeranTim.KETUA, PeranTim.SEKRETARIS, *[PeranTim.ANGGOTA] * dunia.acak.randint(1, 3)]
        anggota += [AnggotaTim(tim=baru, nama=f"CONTOH {nama_orang(dunia.acak)}", peran=r) for r in peran]
        if p.opd.slug == "diskop-ukm":
            operator = dunia.akun["contoh.operator"]
            anggota.append(AnggotaTim(tim=baru, nama=operator.nama, peran=PeranTim.OPERATOR, pengguna=operator))
    Tim.objects.bulk_create(tim)
    AnggotaTim.objects.bulk_create(anggota)


def _ubah_tugas(dunia: Dunia, sk: Sk) -> None:
    """One pairing corrected at once, one village handed over, one OPD merged into its successor."""
    verifikator = dunia.akun["contoh.bappeda"]
    salah = _milik(dunia, "dpmd")
    mulai = salah.mulai + timedelta(days=14)
    correct_penugasan(
        salah,
        IsiPenugasan(sk, salah.opd, salah.desa, mulai, sumber="data contoh"),
        alasan="CONTOH Tanggal mulai salah ketik pada lampiran.",
        by=verifikator,
        at=dunia.pada(dunia.mulai + timedelta(days=6)),
    )
    tanggal = dunia.lalu(230)
    hand_over(
        _milik(dunia, ALIH_DARI),
        IsiPenugasan(sk, dunia.opd[ALIH_KE], _milik(dunia, ALIH_DARI).desa, tanggal, sumber="data contoh"),
        by=verifikator,
        at=dunia.pada(tanggal + timedelta(days=2)),
        alasan="CONTOH Dialihkan karena sesuai tugas OPD penerima.",
    )
    _leburkan(dunia, dunia.lalu(125))


def _leburkan(dunia: Dunia, tanggal: date) -> None:
    """Execute one of the reported mergers, as a sample, on an invented date."""
    gabung = PenggabunganOpd.objects.get(dari=dunia.opd[LEBUR], menjadi=dunia.opd["biro-ekonomi"])
    gabung.alasan = "CONTOH Tanggal dibuat untuk basis data contoh."
    gabung.save(update_fields=["alasan"])
    execute_penggabungan(
        gabung,
        menjadi=dunia.opd["biro-ekonomi"],
        tanggal=tanggal,
        by=dunia.akun["contoh.bappeda"],
        at=dunia.pada(tanggal + timedelta(days=1)),
    )


def _milik(dunia: Dunia, slug: str) -> Penugasan:
    return next(p for p in dunia.penugasan if p.opd.slug == slug)
