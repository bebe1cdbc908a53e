"""`manage.py contoh_peringkat`: ranking and spot check of the sample, for `buat_contoh`, whose floor knows nothing of them."""

import uuid
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from binaan.enums import Dihargai, HasilUji, JenisPenghargaan, Komponen, PutusanEvaluasi, PutusanSanggahan
from binaan.models import Bobot, ButirPetik, Peringkat
from binaan.mutu.cakupan import BANYAK_TRIWULAN
from binaan.mutu.kerangka import first_fact
from binaan.mutu.tindakan_petik import IsiPeriksa, Kurs, draw_sample, lock_frame, record_check
from binaan.mutu.undian import next_working_day
from binaan.peringkat.evaluasi import answering_opd, figures_of, village_rows
from binaan.peringkat.hitung import compute_year
from binaan.peringkat.komponen import Butir, standard
from binaan.peringkat.tindakan_beku import freeze, open_draft
from binaan.peringkat.tindakan_bobot import draft_bobot, enact_bobot
from binaan.peringkat.tindakan_evaluasi import IsiEvaluasi, evaluate
from binaan.peringkat.tindakan_sanggah import IsiPenghargaan, decide, give_reward, object_to
from desa.models import Desa, Instalasi
from desa.waktu import WIT, awal_triwulan, hari_ini, tambah_bulan, triwulan
from opd.models import Opd, Pengguna

BUKA, BEKU, SANGGAH, PUTUS, HADIAH, PETIK = 60, 44, 40, 35, 25, 21
"""Days before the sample's last day."""
SANGGAHAN = (
    "CONTOH Kunjungan bulan Mei kami lakukan bersama kepala dinas, tetapi fotonya baru terunggah sesudah peringkat dibekukan. "
    "Mohon dihitung."
)
PUTUSAN = "CONTOH Foto kunjungan itu diunggah sesudah batas hitungan. Dihitung pada tahun berikutnya."
KURS_RP = 16_287
TEMUAN_PETIK = (
    (HasilUji.SESUAI, ""),
    (HasilUji.SESUAI, ""),
    (HasilUji.TIDAK_SESUAI, "CONTOH Barang yang dipakai lebih sedikit."),
)
EVALUASI = (
    (PutusanEvaluasi.REPLIKASI, "CONTOH Usaha desa ini tumbuh dan tetap berjualan.", "CONTOH Caranya dipakai di desa tetangga."),
    (PutusanEvaluasi.LANJUT, "CONTOH Kemajuan ada tetapi belum bertahan setahun.", "CONTOH Pendampingan diteruskan setahun."),
    (PutusanEvaluasi.ALIH, "CONTOH Masalah utamanya di luar bidang OPD ini.", "CONTOH Dialihkan ke OPD bidang air bersih."),
)  # fmt: skip


class Command(BaseCommand):
    help = "Menambahkan bobot, peringkat beku, sanggahan, penghargaan, evaluasi, dan uji petik pada basis data contoh."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--per", type=date.fromisoformat, default=None, help="Hari terakhir data contoh (TTTT-BB-HH)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Instalasi.objects.filter(contoh=True).exists():
            raise CommandError("Peringkat contoh hanya untuk basis data contoh.")
        if Bobot.objects.exists():
            raise CommandError("Basis data contoh ini sudah mempunyai bobot peringkat.")
        per = options["per"] or hari_ini()
        tahun = (per - timedelta(days=BUKA)).year - 1
        for t in range(tahun, per.year + 2):
            _bobot(t, per)
        beku = _beku(tahun, per)
        _sesudah(beku, per)
        _evaluasi(tahun, per)
        _petik(per)
        compute_year(per.year, until=per, known_at=None, at=_pada(per, 0))
        self.stdout.write(f"Peringkat contoh {tahun} dibekukan dan {per.year} dihitung.")


def _akun(nama: str) -> Pengguna:
    return Pengguna.objects.get(username=f"contoh.{nama}")


def _pada(hari: date, jam: int = 10) -> datetime:
    return datetime.combine(hari, time(jam, 5), WIT)


def _uuid(nama: str) -> uuid.UUID:
    """The same on every build."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"contoh-{nama}")


def _bobot(tahun: int, per: date) -> None:
    """Drafted in November and enacted in December before the year; the next year's waits for the Sekda."""
    susun = min(date(tahun - 1, 11, 10), per - timedelta(days=9))
    kirim = {"keterangan": "CONTOH bobot", "uuid": _uuid(f"bobot-{tahun}"), "by": _akun("bappeda"), "at": _pada(susun)}
    bobot = draft_bobot(tahun, _weights(tahun), **kirim)
    if (tetap := date(tahun - 1, 12, 8)) < per:
        enact_bobot(bobot, versi=1, dihargai=Dihargai.KEDUANYA, by=_akun("sekda"), at=_pada(tetap))


def _weights(tahun: int) -> tuple[Butir, ...]:
    """Even years weigh entas a little more, so that versions differ."""
    geser = {Komponen.ENTAS: 2, Komponen.INDEKS: -2} if tahun % 2 == 0 else {}
    return tuple(replace(b, bobot=b.bobot + geser.get(b.komponen, 0)) for b in standard())


def _beku(tahun: int, per: date) -> Peringkat:
    hari = {nama: per - timedelta(days=n) for nama, n in (("buka", BUKA), ("hitung", BEKU + 1), ("beku", BEKU))}
    akhir = hari["hitung"]
    draf = compute_year(tahun, until=akhir, known_at=_pada(akhir), at=_pada(akhir))
    open_draft(tahun, by=_akun("bappeda"), at=_pada(hari["buka"]))
    return freeze(tahun, sidik=draf.sidik, by=_akun("sekda"), at=_pada(hari["beku"]))


def _sesudah(beku: Peringkat, per: date) -> None:
    """An objection that was rejected, and the reward that could be given after it."""
    opd = Opd.objects.get(slug="diskop-ukm")
    kirim = {"komponen": Komponen.KEPALA, "isi": SANGGAHAN, "uuid": _uuid("sanggahan"), "by": _akun("kepala")}
    s = object_to(beku, opd, **kirim, at=_pada(per - timedelta(days=SANGGAH)))
    at = _pada(per - timedelta(days=PUTUS))
    decide(s, putusan=PutusanSanggahan.DITOLAK, alasan=PUTUSAN, by=_akun("asisten"), at=at)
    hari = per - timedelta(days=HADIAH)
    satu = [h["slug"] for h in beku.hasil["tabel"] if h["peringkat"] == 1]
    for slug in satu:
        nama = "CONTOH OPD Pendamping Desa Terbaik"
        isi = IsiPenghargaan(JenisPenghargaan.UMUM, nama, Opd.objects.get(slug=slug), hari)
        give_reward(beku, isi, uuid=_uuid(f"hadiah-{slug}"), by=_akun("sekda"), at=_pada(hari))


def _evaluasi(tahun: int, per: date) -> None:
    v = _akun("bappeda")
    baris = village_rows(v, tahun, until=per)
    for b, (putusan, alasan, langkah) in zip(baris, EVALUASI, strict=False):
        desa = Desa.objects.get(pk=b.penugasan.desa_id)
        opd = answering_opd(v, desa, tahun, until=per)
        isi = IsiEvaluasi(putusan, alasan, langkah, figures_of(v, tahun, desa.kode))
        if opd is not None:
            kunci = _uuid(f"evaluasi-{desa.kode}")
            evaluate(desa, opd, tahun, isi, uuid=kunci, lama=0, by=v, at=_pada(per - timedelta(days=HADIAH)))


def _petik(per: date) -> None:
    """Each quarter with facts that ended three weeks ago or more; of the last one half is looked at, of the others all."""
    pertama, terakhir = first_fact(_akun("bappeda")) or per, awal_triwulan(per - timedelta(days=PETIK))
    for n in range(BANYAK_TRIWULAN):
        akhir = tambah_bulan(terakhir, -3 * n) - timedelta(days=1)
        if akhir >= pertama:
            _periksa(akhir, setengah=n == 0)


def _periksa(akhir: date, *, setengah: bool) -> None:
    """Locked, drawn the working day after, and looked at."""
    kunci = next_working_day(akhir + timedelta(days=4))
    undi = next_working_day(kunci)
    v, (tahun, tw) = _akun("bappeda"), triwulan(akhir)
    uji = lock_frame(tahun, tw, by=v, at=_pada(kunci))
    uji = draw_sample(uji, Kurs(undi, KURS_RP), by=v, at=_pada(undi, 17))
    milik = ButirPetik.objects.filter(uji=uji, pemeriksa=v).order_by("urutan")
    for n, butir in enumerate(milik[: (len(milik) + 1) // 2] if setengah else milik):
        hasil, catatan = TEMUAN_PETIK[n % len(TEMUAN_PETIK)]
        hari = undi + timedelta(days=1 + n % 5)
        isi = IsiPeriksa(hasil, hari, catatan)
        record_check(butir, isi, uuid=_uuid(f"petik-{butir.objek}"), lama=0, by=v, at=_pada(hari))
