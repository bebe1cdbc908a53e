"""Write reminders into the spool and send what waits there. Safe to run twice, also at the same time.

A letter is written once for each person, quarter and step. What has not gone out yet is written anew at every run, so
that it says what is true today. Each run takes up a person's letters with a mark of its own, sends them as one e-mail, and
notes that it went out; a run that breaks off in between leaves them to the next one, which may then send them again.
"""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, time

from django.core.mail import EmailMessage
from django.db.models import QuerySet

from desa.models import record
from desa.scoped import deed
from desa.waktu import WIT, tanggal_wit
from opd.enums import JenisSurat
from opd.models import Pengguna, SuratKeluar
from opd.rekap.pengingat import Pengingat

KUNCI = ("kepada_id", "tahun", "triwulan", "batas", "langkah")
PENUTUP = (
    "Laporan terhitung tepat waktu bila kepala OPD menyetujuinya sampai tenggatnya. Daftar tugas Anda: {situs}/\n\n"
    "Surel ini dikirim sendiri oleh aplikasi Binaan Maluku dan tidak perlu dibalas."
)


@deed
def write_reminders(pengingat: Iterable[Pengingat], *, at: datetime) -> int:
    """Bring the spool up to date: new letters, the waiting ones as they read today, untrue ones passed over.

    Returns how many are new.
    """
    perlu = {_key(asdict(p)): p for p in pengingat}
    for s in SuratKeluar.objects.unsent_at(at).filter(jenis=JenisSurat.PENGINGAT_LAPORAN):
        p = perlu.get(_key(vars(s)))
        satu = SuratKeluar.objects.unsent_at(at).filter(pk=s.pk)
        if p is None and s.dilewati_pada is None:
            satu.update(dilewati_pada=at)
        elif p is not None and (p.perihal, p.isi, None) != (s.perihal, s.isi, s.dilewati_pada):
            satu.update(perihal=p.perihal, isi=p.isi, dilewati_pada=None)
    ada = {_key(r) for r in SuratKeluar.objects.filter(batas__in={p.batas for p in perlu.values()}).values(*KUNCI)}
    baru = [
        SuratKeluar(jenis=JenisSurat.PENGINGAT_LAPORAN, dibuat_pada=at, **asdict(p))
        for kunci, p in perlu.items()
        if kunci not in ada
    ]
    SuratKeluar.objects.bulk_create(baru, ignore_conflicts=True)
    return len(baru)


def _key(isi: dict[str, object]) -> tuple[object, ...]:
    return tuple(isi[k] for k in KUNCI)


def receivers(at: datetime) -> QuerySet[Pengguna]:
    """Who has letters waiting and got no e-mail yet today: at most one a day."""
    pagi = datetime.combine(tanggal_wit(at), time(), WIT)
    sudah = SuratKeluar.objects.filter(dikirim_pada__gte=pagi).values("kepada")
    menunggu = SuratKeluar.objects.free_at(at).values("kepada")
    return (
        Pengguna.objects.filter(pk__in=menunggu, is_active=True).exclude(pk__in=sudah).exclude(surel="").order_by("pk")
    )


def send_digest(kepada: Pengguna, *, situs: str, at: datetime) -> bool | None:
    """Send all that waits for a person as one e-mail: True when it went out, False when the server refused, None when
    another run has it."""
    pengambil = take_up(kepada, at=at)
    if pengambil is None:
        return None
    surat = list(SuratKeluar.objects.filter(pengambil=pengambil).order_by("tahun", "triwulan", "pk"))
    try:
        _mail(kepada, surat, situs).send()
    except (OSError, ValueError) as galat:
        put_back(pengambil, galat=_told(galat))
        return False
    mark_sent(pengambil, at=at)
    return True


def _mail(kepada: Pengguna, surat: list[SuratKeluar], situs: str) -> EmailMessage:
    isi = [f"Yth. {kepada.nama},", *(s.isi for s in surat), PENUTUP.format(situs=situs)]
    perihal = "Binaan: " + "; ".join(s.perihal for s in surat)
    return EmailMessage(perihal, "\n\n".join(isi), to=[kepada.surel])


def _told(galat: Exception) -> str:
    """Kind and code of an error; its text may name the address."""
    kode = getattr(galat, "smtp_code", None) or getattr(galat, "errno", None)
    return f"{type(galat).__name__} {kode or ''}".strip()


@deed
def take_up(kepada: Pengguna, *, at: datetime) -> uuid_.UUID | None:
    """The mark under which this run has taken all that waits for a person; None when there is nothing to take."""
    tanda = uuid_.uuid4()
    diambil = SuratKeluar.objects.free_at(at).filter(kepada=kepada).update(diambil_pada=at, pengambil=tanda)
    return tanda if diambil else None


@deed
def mark_sent(pengambil: uuid_.UUID, *, at: datetime) -> None:
    """Note that what this run took up went out. Writes one Catatan."""
    milik = SuratKeluar.objects.waiting().filter(pengambil=pengambil)
    surat = list(milik.order_by("pk"))
    if milik.update(dikirim_pada=at, galat=""):
        perubahan = {"surat": [None, len(surat)]}
        record(None, "mengirim surel pengingat", surat[0], at=at, perubahan=perubahan)


@deed
def put_back(pengambil: uuid_.UUID, *, galat: str) -> None:
    """Leave what could not be sent to the next run, with what went wrong."""
    milik = SuratKeluar.objects.waiting().filter(pengambil=pengambil)
    milik.update(diambil_pada=None, pengambil=None, galat=galat[:200])
