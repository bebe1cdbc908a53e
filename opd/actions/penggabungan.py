"""Mergers of OPDs: a preview of everything that moves, and the act with its date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import save_checked
from opd.actions.penugasan import FAKTA, IsiPenugasan, cut_penugasan, hand_over
from opd.enums import CaraSelesai, StatusNaskah, StatusPenggabungan, StatusTindakLanjut
from opd.models import (
    Asesmen,
    Bantuan,
    DukunganBaris,
    Jabatan,
    Kegiatan,
    Konsultasi,
    Kunjungan,
    Opd,
    PenggabunganOpd,
    Pengguna,
    Penugasan,
    PeranPengguna,
    PermintaanPasar,
    Tim,
    TindakLanjut,
    TindakLanjutKunjungan,
)
from opd.models.arahan import shorten
from opd.models.penugasan import PenugasanQuerySet
from opd.permissions import can_maintain_penugasan
from opd.rekap.bantuan import unfinished_checks
from opd.rekap.daftar_json import day_of, json_list
from opd.rekap.meja import JENIS, address_of
from opd.rekap.tugas_dasar import address

TERJAUH_HARI = 366
"""How far ahead a merger may be dated; it cannot be undone."""


@dataclass(frozen=True)
class Terbuka:
    """What the successor goes on with: in words, its uuid, the OPD it was for (slug and short name), and its page."""

    judul: str
    uuid: str
    opd: str
    singkatan: str = ""
    alamat: str = ""


@dataclass(frozen=True)
class DampakPenggabungan:
    """What a merger touches on its date: the open papers of the OPDs that end, and where each goes."""

    dari: tuple[Opd, ...]
    opd_berakhir: tuple[Opd, ...]
    penugasan: tuple[Penugasan, ...]
    tim: tuple[Tim, ...]
    jabatan: tuple[Jabatan, ...]
    peran: tuple[PeranPengguna, ...]
    arahan: tuple[Terbuka, ...]
    konsultasi: tuple[Terbuka, ...]
    dukungan: tuple[Terbuka, ...]
    pasar: tuple[Terbuka, ...]
    tindak: tuple[Terbuka, ...]
    bantuan: tuple[Terbuka, ...]
    naskah: tuple[Terbuka, ...]


def preview_penggabungan(
    gabung: PenggabunganOpd, *, menjadi: Opd | None, by: Pengguna, tanggal: date | None = None
) -> DampakPenggabungan:
    """Everything still open at the OPDs that end, on `tanggal` if it lies in the past. Five queries, writes nothing.

    Each penugasan carries `n_pindah`: its facts dated since, which move along. An OPD merged earlier does not end again.
    """
    dari = tuple(_with_open_papers(gabung, by, tanggal))
    berakhir = tuple(o for o in dari if o.dilebur_ke_id is None and (menjadi is None or o.pk != menjadi.pk))
    ids = [o.pk for o in berakhir]
    return DampakPenggabungan(
        dari=dari,
        opd_berakhir=berakhir,
        penugasan=tuple(_touched(by, tanggal).filter(opd__in=ids).with_names()),
        tim=tuple(
            Tim.objects.visible_to(by)
            .filter(penugasan__opd__in=ids, selesai__isnull=True)
            .select_related("penugasan__opd")
        ),
        jabatan=tuple(Jabatan.objects.visible_to(by).filter(opd__in=ids, selesai__isnull=True).select_related("opd")),
        peran=tuple(
            PeranPengguna.objects.visible_to(by)
            .filter(opd__in=ids, selesai__isnull=True)
            .select_related("opd", "pengguna")
        ),
        naskah=tuple(
            _paper(n, jenis, o) for o in berakhir for jenis in JENIS for n in getattr(o, f"json_{jenis}") or ()
        ),
        **{nama: tuple(_left(nama, r, o) for o in berakhir for r in _rows(o, nama)) for nama in LANJUTAN},
    )


LANJUTAN: dict[str, Callable[[dict[str, Any], Opd], tuple[str, UUID, str]]] = {
    "arahan": lambda r, o: (shorten(r["isi"]), u := UUID(r["uuid"]), address("arahan:tindak", u, o.slug)),
    "konsultasi": lambda r, o: (r["topik"], u := UUID(r["uuid"]), address("klinik:detail", u)),
    "dukungan": lambda r, o: (r["kegiatan"], u := UUID(r["uuid"]), address("dukungan:detail", u)),
    "pasar": lambda r, o: (r["umkm"], u := UUID(r["uuid"]), address("permintaan_pasar:detail", u)),
    "tindak": lambda r, o: (r["isi"], u := UUID(r["kunci"]), address("kunjungan:tindak", u)),
    "bantuan": lambda r, o: (
        f"{r['barang']}, diserahkan {format_tanggal(day_of(r['tanggal']))}",
        u := UUID(r["uuid"]),
        address("serah:detail", u),
    ),
}
"""What else the successor goes on with: words, uuid and page of one row of each list."""


def _rows(opd: Any, nama: str) -> list[dict[str, Any]]:
    return getattr(opd, f"json_{nama}") or []


def _left(nama: str, r: dict[str, Any], opd: Opd) -> Terbuka:
    judul, uuid, alamat = LANJUTAN[nama](r, opd)
    return Terbuka(judul, str(uuid), opd.slug, opd.singkatan, alamat)


def _touched(by: Pengguna, tanggal: date | None) -> PenugasanQuerySet:
    """Penugasan that a merger on that day passes on, each with the number of facts that move along."""
    kueri = Penugasan.objects.visible_to(by).in_force()
    kueri = kueri.filter(_alive(tanggal))
    if tanggal is None:
        return kueri
    return kueri.annotate(n_pindah=sum((_since(m, by, tanggal) for m in FAKTA), start=Value(0)))


def _alive(tanggal: date | None) -> Q:
    """Penugasan that have not ended, or ended only after that day."""
    terbuka = Q(selesai__isnull=True)
    return terbuka if tanggal is None else terbuka | Q(selesai__gt=tanggal)


def _since(model: type[Asesmen | Bantuan | Kegiatan | Kunjungan], by: Pengguna, tanggal: date) -> Coalesce:
    fakta = model.objects.visible_to(by).in_force().filter(penugasan=OuterRef("pk"), tanggal__gte=tanggal)
    return Coalesce(Subquery(fakta.order_by().values("penugasan").values(n=Count("pk"))), 0)


def _with_open_papers(gabung: PenggabunganOpd, by: Pengguna, tanggal: date | None) -> Iterable[Any]:
    """The OPDs of a merger, each with what it has not answered or finished yet."""
    naskah: dict[str, Any] = {}
    arahan = TindakLanjut.objects.visible_to(by).in_force().exclude(status=StatusTindakLanjut.SELESAI)
    konsultasi = Konsultasi.objects.visible_to(by).unsettled().filter(penugasan__opd=OuterRef("pk"))
    dukungan = DukunganBaris.objects.visible_to(by).waiting().filter(opd=OuterRef("pk"))
    pasar = PermintaanPasar.objects.visible_to(by).unfinished().filter(opd=OuterRef("pk"))
    tindak = TindakLanjutKunjungan.objects.visible_to(by).unfinished().filter(kunjungan__penugasan__opd=OuterRef("pk"))
    pegang = Penugasan.objects.visible_to(by).in_force().in_charge()
    pegang = pegang.filter(_alive(tanggal), opd=OuterRef(OuterRef("pk")))
    bantuan = unfinished_checks(by).filter(Exists(pegang.filter(desa=OuterRef("penugasan__desa"))))
    for jenis, nomor in (("rencana", "nomor"), ("laporan", "triwulan")):
        terbuka = JENIS[jenis]._default_manager.visible_to(by).exclude(status=StatusNaskah.DIVERIFIKASI)  # type: ignore[attr-defined]
        terbuka = terbuka.filter(penugasan__opd=OuterRef("pk"), penugasan__dikoreksi_pada__isnull=True)
        kolom = {"uuid": "uuid", "tahun": "tahun", nomor: nomor, "status": "status", "desa": "penugasan__desa__nama"}
        naskah[f"json_{jenis}"] = json_list(terbuka, **kolom)
    return gabung.dari.visible_to(by).annotate(
        **naskah,
        json_arahan=json_list(arahan.filter(opd=OuterRef("pk")), uuid="arahan__uuid", isi="arahan__isi"),
        json_konsultasi=json_list(konsultasi, uuid="uuid", topik="topik"),
        json_dukungan=json_list(dukungan, uuid="uuid", kegiatan="kegiatan"),
        json_pasar=json_list(pasar, uuid="uuid", umkm="umkm__nama"),
        json_tindak=json_list(tindak, kunci="kunci", isi="isi"),
        json_bantuan=json_list(bantuan, uuid="uuid", barang="barang", tanggal="tanggal"),
    )


def _paper(r: dict[str, Any], jenis: str, opd: Opd) -> Terbuka:
    """A plan or report under way: the successor's head decides on it."""
    model: Any = JENIS[jenis]
    isi = {k: v for k, v in r.items() if k in ("tahun", "nomor", "triwulan", "status")}
    naskah = model(**isi)
    judul = f"{naskah}, {r['desa']} ({naskah.get_status_display().lower()})"
    return Terbuka(judul, r["uuid"], opd.slug, opd.singkatan, address_of(jenis, UUID(r["uuid"])))


@deed
def execute_penggabungan(gabung: PenggabunganOpd, *, menjadi: Opd, tanggal: date, by: Pengguna, at: datetime) -> None:
    """End the merged OPDs on `tanggal`: penugasan pass to `menjadi`, heads end, operators follow to the successor.

    What was recorded since a date in the past goes along. Raises PermissionDenied, or ValidationError when it was executed
    before, an open penugasan or Jabatan starts on or after the date, or a verified report holds what would move.
    """
    if not can_maintain_penugasan(by, on=tanggal_wit(at)):
        raise PermissionDenied("Penggabungan OPD hanya dijalankan oleh verifikator atau admin sistem.")
    gabung = PenggabunganOpd.objects.select_for_update().get(pk=gabung.pk)
    if gabung.status != StatusPenggabungan.DILAPORKAN:
        raise ValidationError("Penggabungan ini sudah diproses orang lain. Muat ulang halaman.", code="berubah")
    if tanggal > tanggal_wit(at) + timedelta(days=TERJAUH_HARI):
        raise ValidationError({"tanggal": "Tanggal ini lebih dari setahun lagi. Periksa tahunnya."})
    if menjadi.berlaku_selesai is not None:
        raise ValidationError(
            f"{menjadi.nama} sudah tidak berlaku. Pilih OPD penerus yang masih berlaku.", code="penerus"
        )
    dampak = preview_penggabungan(gabung, menjadi=menjadi, by=by, tanggal=tanggal)
    if not dampak.opd_berakhir:
        raise ValidationError("Tidak ada OPD yang berakhir. Periksa OPD yang digabung dan penerusnya.", code="kosong")
    for p in dampak.penugasan:
        _pass_on(p, menjadi, tanggal=tanggal, by=by, at=at)
    for j in dampak.jabatan:
        _end(j, tanggal, by=by, at=at)
    for r in dampak.peran:
        _follow(r, menjadi, tanggal, by=by, at=at)
    for o in dampak.opd_berakhir:
        _merge(o, menjadi, tanggal, by=by, at=at)
    gabung.status, gabung.menjadi, gabung.tanggal = StatusPenggabungan.DIJALANKAN, menjadi, tanggal
    gabung.dijalankan_pada, gabung.dijalankan_oleh = at, by
    save_checked(gabung)
    record(
        by,
        "menjalankan penggabungan OPD",
        gabung,
        at=at,
        opd_id=menjadi.pk,
        perubahan={"tanggal": [None, tanggal.isoformat()]},
    )


def _pass_on(p: Penugasan, menjadi: Opd, *, tanggal: date, by: Pengguna, at: datetime) -> None:
    if p.mulai >= tanggal:
        raise ValidationError(
            f"Penugasan {p.opd.nama} di {p.desa.nama_lengkap} baru mulai {format_tanggal(p.mulai)}. "
            "Koreksi penugasan itu atau pilih tanggal penggabungan sesudahnya.",
            code="mulai",
        )
    isi = IsiPenugasan(p.sk, menjadi, p.desa, tanggal, peran=p.peran, sumber=p.sumber)
    alasan = f"{p.opd.nama} dilebur ke {menjadi.nama}"
    if p.selesai is None:
        hand_over(p, isi, by=by, at=at, cara=CaraSelesai.OPD_DILEBUR, alasan=alasan)
    else:
        cut_penugasan(p, isi, by=by, at=at, alasan=alasan)


def _merge(opd: Opd, menjadi: Opd, tanggal: date, *, by: Pengguna, at: datetime) -> None:
    """End one OPD. OPDs merged into it earlier now point to the same successor, so that one step always leads to it."""
    opd.berlaku_selesai, opd.dilebur_ke = tanggal, menjadi
    save_checked(opd, update_fields=["berlaku_selesai", "dilebur_ke"])
    record(by, "meleburkan OPD", opd, at=at, opd_id=opd.pk, perubahan={"dilebur_ke": [None, menjadi.nama]})
    for lama in Opd.objects.filter(dilebur_ke=opd):
        lama.dilebur_ke = menjadi
        save_checked(lama, update_fields=["dilebur_ke"])
        perubahan: dict[str, list[Any]] = {"dilebur_ke": [opd.nama, menjadi.nama]}
        record(by, "meneruskan peleburan OPD", lama, at=at, opd_id=lama.pk, perubahan=perubahan)


def _end(episode: Jabatan | PeranPengguna, tanggal: date, *, by: Pengguna, at: datetime) -> None:
    if episode.mulai >= tanggal:
        raise ValidationError(
            f"Ada jabatan atau peran yang baru mulai {format_tanggal(episode.mulai)}. Pilih tanggal penggabungan sesudahnya.",
            code="mulai",
        )
    episode.selesai = tanggal
    save_checked(episode, update_fields=["selesai"])
    tindakan = f"mengakhiri {episode._meta.verbose_name} karena penggabungan OPD"
    perubahan: dict[str, list[Any]] = {"selesai": [None, tanggal.isoformat()]}
    record(by, tindakan, episode, at=at, opd_id=episode.opd_id, perubahan=perubahan)


def _follow(lama: PeranPengguna, menjadi: Opd, tanggal: date, *, by: Pengguna, at: datetime) -> None:
    """The role goes on at the successor; one given only since then belongs there from its first day."""
    perubahan: dict[str, list[Any]] = {"opd": [lama.opd.nama if lama.opd else None, menjadi.nama]}
    sudah = PeranPengguna.objects.filter(pengguna=lama.pengguna, peran=lama.peran, opd=menjadi, selesai__isnull=True)
    ada = sudah.exists()
    if ada or lama.mulai < tanggal:
        _end(lama, tanggal, by=by, at=at)
    if ada:
        return
    baru = lama if lama.selesai is None else PeranPengguna(pengguna=lama.pengguna, peran=lama.peran, mulai=tanggal)
    baru.opd = menjadi
    save_checked(baru)
    record(by, "meneruskan peran karena penggabungan OPD", baru, at=at, opd_id=menjadi.pk, perubahan=perubahan)


@deed
def reject_penggabungan(gabung: PenggabunganOpd, *, alasan: str, by: Pengguna, at: datetime) -> None:
    """Mark a reported merger as untrue, with the reason."""
    if not can_maintain_penugasan(by, on=tanggal_wit(at)):
        raise PermissionDenied("Penggabungan OPD hanya ditolak oleh verifikator atau admin sistem.")
    if not alasan.strip():
        raise ValidationError("Tulis alasan mengapa laporan penggabungan ini tidak benar.", code="alasan")
    berubah = PenggabunganOpd.objects.filter(pk=gabung.pk, status=StatusPenggabungan.DILAPORKAN).update(
        status=StatusPenggabungan.DITOLAK, alasan=alasan
    )
    if not berubah:
        raise ValidationError("Penggabungan ini sudah diproses orang lain. Muat ulang halaman.", code="berubah")
    record(by, "menolak laporan penggabungan OPD", gabung, at=at, alasan=alasan)
