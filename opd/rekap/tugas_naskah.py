"""Tasks that plans and reports make: approve, verify, repair what came back, and fill an office that nobody holds."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast, Coalesce, TruncDate

from desa.angka import format_tanggal
from desa.models import Catatan
from desa.waktu import WIT
from opd.ambang import LAPORAN_KEMBALI
from opd.enums import Peran, StatusJabatan, StatusNaskah
from opd.models import Delegasi, Jabatan, Opd, Pengguna
from opd.models.naskah import Naskah
from opd.permissions import MEMBUAT, report_deadline, taking_papers
from opd.rekap.meja import JENIS
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.tenggat import announced, deadline_words
from opd.rekap.tugas_arahan import plays_for_opd
from opd.rekap.tugas_dasar import DaftarTugas, Tugas, address, day_of, place_of

KOLOM = {
    "pk": "pk",
    "uuid": "uuid",
    "tahun": "tahun",
    "penugasan": "penugasan_id",
    "desa": "penugasan__desa__nama",
    "opd": "penugasan__opd__nama",
    "alasan": "alasan_kembali",
    "sejak": "hari",
}
NOMOR = {"rencana": "nomor", "laporan": "triwulan"}
"""The column that with the year names a paper of each kind."""


def daftar_naskah(user: Pengguna, baris: tuple[BarisPenugasan, ...], until: date) -> dict[str, DaftarTugas]:
    """What of the papers waits for this person; each list only where a role of the day can settle it."""
    hasil: dict[str, DaftarTugas] = {}
    di_opd, wasit = bool(user.opd_ids(until)), user.holds(Peran.VERIFIKATOR, on=until)
    macam = (
        ("setujui", di_opd, approvable, _setujui),
        ("kembali", di_opd, returned, _perbaiki),
        ("verifikasi", wasit, verifiable, _verifikasi),
    )
    per = {b.penugasan_id: b for b in baris}
    for jenis, model in JENIS.items():
        for nama, boleh, pilih, tugas in macam:
            if boleh:
                kueri = pilih(user, model, on=until).annotate(hari=TruncDate("di_meja_sejak", tzinfo=WIT))
                buat, kolom = partial(tugas, user=user, jenis=jenis, per=per), KOLOM | {"nomor": NOMOR[jenis]}
                if jenis == "laporan":
                    kueri, kolom = kueri.annotate(batas=announced(user)), kolom | {"batas": "batas"}
                hasil[f"{nama}_{jenis}"] = DaftarTugas(kueri, kolom, buat)
    if wasit or user.holds(Peran.PIMPINAN, on=until):
        kolom = {"slug": "slug", "nama": "nama"} | {f"{k}_{j}": f"{k}_{j}" for k in ("n", "sejak") for j in JENIS}
        hasil["jabatan_kosong"] = DaftarTugas(vacant_desks(user, on=until), kolom, _kosong)
    return hasil


# --- which papers: the set-wise form of opd/permissions.py ---------------------------------------------------------


def approvable(user: Pengguna, model: type[Naskah], *, on: date) -> QuerySet:
    """The papers for which `can_approve_naskah` says yes, except that a delegate must still read them."""
    wakil = Delegasi.objects.visible_to(user).open_on(on).filter(penerima=user).values("jabatan")
    jabatan = _holding(user, on=on).filter(Q(pengguna=user) | Q(pk__in=wakil))
    meja = Q(penjawab__in=jabatan.values("opd"))
    naskah = _readable(user, model, on=on).filter(meja, status=StatusNaskah.DIAJUKAN)
    return _without_own(naskah, user)


def verifiable(user: Pengguna, model: type[Naskah], *, on: date) -> QuerySet:
    """The papers for which `can_verify_naskah` says yes."""
    milik = {p.kelompok for p in user.roles_on(on) if p.peran == Peran.VERIFIKATOR}
    sendiri = plays_for_opd(user, on=on)
    naskah = _without_own(_readable(user, model, on=on).filter(status=StatusNaskah.DISETUJUI), user)
    if "" not in milik:
        naskah = naskah.filter(kelompok__in=("", *milik))
    bermain = Q(penugasan__opd__in=sendiri) | Q(penjawab__in=sendiri)
    return naskah.exclude(bermain).exclude(disetujui_oleh=user)


def returned(user: Pengguna, model: type[Naskah], *, on: date) -> QuerySet:
    """Papers of the own OPDs that came back and may still be written."""
    milik = model._default_manager.managed_by(user)  # type: ignore[attr-defined]
    return milik.filter(taking_papers(model, on=on), status=StatusNaskah.DIKEMBALIKAN)


def vacant_desks(user: Pengguna, *, on: date) -> QuerySet[Opd]:
    """OPDs to whose head papers were submitted while nobody holds the office, with how many and since when."""
    opd, menunggu = Opd.objects.visible_to(user), Q()
    for jenis, model in JENIS.items():
        naskah = _readable(user, model, on=on).filter(status=StatusNaskah.DIAJUKAN).order_by()
        menunggu |= Q(pk__in=naskah.values("penjawab"))
        per_opd = naskah.filter(penjawab=OuterRef("pk")).values("penjawab")
        n = Subquery(per_opd.annotate(n=Count("pk")).values("n"))
        sejak = Subquery(per_opd.annotate(hari=TruncDate(Min("di_meja_sejak"), tzinfo=WIT)).values("hari"))
        opd = opd.annotate(**{f"n_{jenis}": Coalesce(n, 0), f"sejak_{jenis}": sejak})
    jabatan = Jabatan.objects.visible_to(user).open_on(on).filter(opd=OuterRef("pk"))
    return opd.filter(~Exists(jabatan), menunggu)


def _readable(user: Pengguna, model: type[Naskah], *, on: date) -> QuerySet:
    """Papers with `penjawab`, the OPD whose head answers on the day."""
    dilebur = When(
        penugasan__opd__berlaku_selesai__lte=on,
        penugasan__opd__dilebur_ke__isnull=False,
        then=F("penugasan__opd__dilebur_ke"),
    )
    naskah = model._default_manager.visible_to(user).filter(penugasan__dikoreksi_pada__isnull=True)  # type: ignore[attr-defined]
    return naskah.annotate(penjawab=Case(dilebur, default=F("penugasan__opd")))


def _holding(user: Pengguna, *, on: date) -> QuerySet[Jabatan]:
    """The episodes that hold a desk that day: the Plh., or all while there is none."""
    jabatan = Jabatan.objects.visible_to(user).open_on(on)
    plh = jabatan.filter(opd=OuterRef("opd"), status=StatusJabatan.PLH)
    return jabatan.filter(Q(status=StatusJabatan.PLH) | ~Exists(plh))


def _without_own(naskah: QuerySet, user: Pengguna) -> QuerySet:
    """Papers in which the user had no hand, by column or by Catatan."""
    tulis = Q()
    for awal in MEMBUAT:
        tulis |= Q(tindakan__startswith=awal)
    catatan = Catatan.objects.visible_to(user).filter(tulis, oleh_id=user.pk)
    label = naskah.model._meta.label_lower
    milik = catatan.filter(objek_jenis=label, objek_id=Cast(OuterRef("pk"), CharField()))
    return naskah.exclude(disunting_oleh=user).exclude(diajukan_oleh=user).filter(~Exists(milik))


# --- in words --------------------------------------------------------------------------------------------------


def _name(r: dict[str, Any], jenis: str) -> str:
    """As the paper names itself, with the village."""
    model: Any = JENIS[jenis]
    return f"{model(tahun=r['tahun'], **{NOMOR[jenis]: r['nomor']})} {r['desa']}"


def _setujui(r: dict[str, Any], until: date, *, user: Pengguna, jenis: str, per: dict[int, BarisPenugasan]) -> Tugas:
    """A head decides in the panel, a delegate on the paper's page."""
    sejak, b, batas = day_of(r["sejak"], until), per.get(r["penugasan"]), _deadline(r)
    panel = f"admin:opd_{JENIS[jenis]._meta.model_name}_change"
    return Tugas(
        "setujui",
        f"{_name(r, jenis)} menunggu persetujuan Anda sejak {format_tanggal(sejak)}.",
        sejak,
        address(panel, r["pk"]) if user.is_staff else address(f"{jenis}:detail", UUID(r["uuid"])),
        "Baca dan putuskan",
        r["penugasan"],
        place_of(b) if b else None,
        f"{deadline_words(batas, until)} Setujui, atau kembalikan dengan alasan."
        if batas
        else "Setujui, atau kembalikan dengan alasan.",
        batas,
    )


def _deadline(r: dict[str, Any]) -> date | None:
    """Until when a report is to be approved; None for a plan."""
    return day_of(r["batas"], report_deadline(r["tahun"], r["nomor"])) if "batas" in r else None


def _perbaiki(r: dict[str, Any], until: date, *, user: Pengguna, jenis: str, per: dict[int, BarisPenugasan]) -> Tugas:
    sejak, b = day_of(r["sejak"], until), per.get(r["penugasan"])
    batas = sejak + timedelta(days=LAPORAN_KEMBALI.nilai) if "batas" in r else None
    tempo = f" paling lambat {format_tanggal(batas)}" if batas else ""
    return Tugas(
        "kembali",
        f"{_name(r, jenis)} dikembalikan {format_tanggal(sejak)}: {r['alasan']}",
        sejak,
        address(f"{jenis}:detail", UUID(r["uuid"])),
        "Perbaiki",
        r["penugasan"],
        place_of(b) if b else None,
        f"Perbaiki, lalu ajukan lagi{tempo}.",
        batas,
    )


def _verifikasi(r: dict[str, Any], until: date, *, user: Pengguna, jenis: str, per: dict[int, BarisPenugasan]) -> Tugas:
    sejak = day_of(r["sejak"], until)
    return Tugas(
        "verifikasi",
        f"{_name(r, jenis)} dari {r['opd']} menunggu verifikasi sejak {format_tanggal(sejak)}.",
        sejak,
        address(f"{jenis}:detail", UUID(r["uuid"])),
        "Baca dan putuskan",
        keterangan="Verifikasi, atau kembalikan dengan alasan.",
    )


def _kosong(r: dict[str, Any], until: date) -> Tugas:
    jumlah = sum(r[f"n_{jenis}"] for jenis in JENIS)
    sejak = min(day_of(r[f"sejak_{jenis}"], until) for jenis in JENIS)
    return Tugas(
        "jabatan_kosong",
        f"Jabatan kepala {r['nama']} kosong; {jumlah} naskah menunggu sejak {format_tanggal(sejak)}.",
        sejak,
        address("meja:daftar", meja=f"kepala-{r['slug']}"),
        "Lihat naskahnya",
        keterangan="Verifikator mencatat pejabat atau Plt. di panel admin, admin sistem menghubungkan akunnya.",
    )
