"""Sample checklists and follow-ups of the latest visits; older visits stay as they were written before there were any."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from uuid import UUID

from desa.models import make_catatan
from desa.waktu import WIT
from opd.contoh.akun import AKUN
from opd.contoh.dunia import Dunia
from opd.contoh.teks import HASIL_TINDAK, TINDAK_UMKM
from opd.enums import DAFTAR_PERIKSA, JawabanButir, Peran
from opd.models import JawabanPeriksa, Kunjungan, Pengguna, TindakLanjutKunjungan

SEJAK_HARI = 200
JAWABAN = (JawabanButir.YA,) * 7 + (JawabanButir.TIDAK, JawabanButir.TIDAK, JawabanButir.TIDAK_BERLAKU)


def buat_tindak_lanjut(dunia: Dunia) -> None:
    """On visits of the last months. Where the sample has an operator, follow-ups that fell due long ago are done."""
    acak = random.Random(dunia.benih + 2)
    operator = {a.opd: dunia.akun[a.username] for a in AKUN if a.peran == Peran.OPERATOR_OPD}
    baru = Kunjungan.objects.in_force().filter(tanggal__gte=dunia.lalu(SEJAK_HARI))
    per_tugas: dict[int, Kunjungan] = {}
    for k in baru.select_related("penugasan__opd").order_by("tanggal", "pk"):
        _periksa(acak, k)
        siapa = operator.get(k.penugasan.opd.slug)
        if siapa is not None:
            _tindak(dunia, acak, k, siapa)
        else:
            per_tugas[k.penugasan_id] = k
    for k in per_tugas.values():
        _tindak(dunia, acak, k, None)


def _periksa(acak: random.Random, kunjungan: Kunjungan) -> None:
    JawabanPeriksa.objects.bulk_create(
        JawabanPeriksa(kunjungan=kunjungan, butir=b, jawaban=acak.choice(JAWABAN)) for b in DAFTAR_PERIKSA
    )


def _tindak(dunia: Dunia, acak: random.Random, kunjungan: Kunjungan, siapa: Pengguna | None) -> None:
    """The visit's text becomes a follow-up for the village; one of its enterprises gets one too."""
    isi: list[tuple[int | None, str]] = []
    if kunjungan.tindak_lanjut:
        isi.append((None, kunjungan.tindak_lanjut))
        kunjungan.tindak_lanjut = ""
        kunjungan.save(update_fields=["tindak_lanjut"])
    dilihat = kunjungan.temuan.order_by("pk").first()
    if dilihat is not None:
        isi.append((dilihat.umkm_id, acak.choice(TINDAK_UMKM)))
    for umkm_id, apa in isi:
        tempo = kunjungan.tanggal + timedelta(days=acak.randint(10, 45))
        if siapa is None and tempo < dunia.per:
            tempo = dunia.per + timedelta(days=acak.randint(1, 30))
        kunci = UUID(int=acak.getrandbits(128), version=4)
        tindak = TindakLanjutKunjungan(kunjungan=kunjungan, umkm_id=umkm_id, isi=apa, jatuh_tempo=tempo, kunci=kunci)
        if siapa is not None and tempo < dunia.lalu(10):
            _selesaikan(dunia, acak, tindak, siapa)
        tindak.save()


def _selesaikan(dunia: Dunia, acak: random.Random, tindak: TindakLanjutKunjungan, siapa: Pengguna) -> None:
    hari = max(tindak.kunjungan.tanggal, tindak.jatuh_tempo + timedelta(days=acak.randint(-5, 6)))
    tindak.selesai_pada = datetime.combine(hari, time(17, acak.randint(0, 59)), WIT)
    tindak.selesai_oleh, tindak.hasil = siapa, acak.choice(HASIL_TINDAK)
    tindakan, opd_id = "menyelesaikan tindak lanjut kunjungan", tindak.kunjungan.penugasan.opd_id
    dunia.catatan.append(make_catatan(None, tindakan, tindak.kunjungan, at=tindak.selesai_pada, opd_id=opd_id))
