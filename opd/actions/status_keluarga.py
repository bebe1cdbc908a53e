"""Record what became of a target family: verval, desil, *entas*, re-check, relapse, leaving, coming back; verify and cancel.

Law: Inpres 8/2025 (verval by village meeting). No name, number or reason that tells of a family reaches a Catatan.
"""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File

from desa.angka import format_tanggal
from desa.enums import HasilVerval, KeadaanKeluarga, PeristiwaKeluarga
from desa.models import Keluarga, StatusKeluarga, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, save_checked
from opd.actions.fakta import require_alasan, require_in_force
from opd.actions.kunci import TERKUNCI, lock_villages, require_alasan_susulan, same_reason
from opd.models import Pengguna
from opd.permissions_keluarga import BUKAN_KELUARGA, can_verify_status, can_write_keluarga
from opd.rekap.jalan_keluarga import ALUR, KOLOM_LANGKAH, Jalan, Langkah, walk
from opd.rekap.kunci import BukuKunci

P = PeristiwaKeluarga
DIVERIFIKASI = frozenset({P.ENTAS, P.BERTAHAN})
"""What counts only once somebody outside the OPD has verified it."""
TANPA_KETERANGAN = (
    "{}: keterangan keluarga ini tidak diisi lagi. Kosongkan keterangannya; verval dan entasnya tetap dicatat."
)
TANPA_NAMA = "{}: tidak diketahui lagi keluarga siapa, jadi tidak masuk daftar kembali. Catat sebagai keluarga baru."
BERKAS_WAJIB = "Unggah berita acara musyawarah desa yang menyatakan keluarga ini entas."
BUKAN_VERIFIKATOR = (
    "Diverifikasi oleh verifikator yang tidak mencatatnya dan tidak bekerja untuk OPD pendamping desa ini."
)
SESUDAH_ENTAS = frozenset({HasilVerval.MENINGGAL, HasilVerval.PINDAH, HasilVerval.GANDA})
"""Why a family leaves the register after *entas*; what else there is would be a relapse or a re-check."""


@dataclass(frozen=True)
class IsiStatus:
    """What the form says happened. A verval that finds a family not eligible is given as `hasil` and takes it off the list."""

    peristiwa: PeristiwaKeluarga
    tanggal: date
    hasil: str = ""
    nomor_berita_acara: str = ""
    keterangan: str = ""
    sumber: str = ""
    desil: int | None = None
    periode_data: date | None = None

    @property
    def disimpan(self) -> PeristiwaKeluarga:
        """The event as it is stored."""
        return P.KELUAR if self.peristiwa == P.VERVAL and self.hasil != HasilVerval.LAYAK else self.peristiwa


@deed
def record_status(
    keluarga: Keluarga,
    isi: IsiStatus,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    susulan: str = "",
    berkas: File | str | None = None,
) -> StatusKeluarga:
    """A new fact of a family; the stored one when this form was sent before. `berkas`: the minutes, or the name of a stored file.

    Raises PermissionDenied, or ValidationError when the event does not fit where the family stands, comes too early, lacks its
    minutes, the uuid holds other content, or the quarter is locked and `susulan` does not say why it comes late.
    """
    if not can_write_keluarga(by, keluarga.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_KELUARGA)
    buku = lock_villages(keluarga.desa_id, at=at)
    if ada := _sent_before(uuid, keluarga, isi, susulan):
        return ada
    jalan, terakhir = _read_walk(keluarga)
    _require_fitting(jalan, terakhir, isi, on=tanggal_wit(at))
    _require_evidence(isi, berkas, berketerangan=not _emptied(keluarga, isi))
    alasan = require_alasan_susulan(buku.of_desa(keluarga.desa_id, isi.tanggal), susulan)
    baru = StatusKeluarga(
        keluarga=keluarga,
        uuid=uuid,
        alasan_susulan=alasan,
        berkas_berita_acara=berkas or "",
        dicatat_pada=at,
        pencatat_id=by.pk,
        pencatat=by.nama,
        **_columns(isi),
    )
    save_checked(baru)
    record(by, f"mencatat status keluarga: {baru.get_peristiwa_display().lower()}", keluarga, at=at, alasan=alasan)
    return baru


@deed
def record_verval(
    isi: Iterable[tuple[Keluarga, IsiStatus]],
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    susulan: str = "",
    berkas: File | None = None,
) -> int:
    """What one village meeting found of many families, all or none; how many were recorded. The minutes are stored once.

    Raises as `record_status`, the sentence naming the family.
    """
    lembar: File | str | None = berkas
    jumlah = 0
    for keluarga, satu in isi:
        pengenal = uuid_.uuid5(uuid, str(keluarga.uuid))
        try:
            status = record_status(keluarga, satu, uuid=pengenal, by=by, at=at, susulan=susulan, berkas=lembar)
        except ValidationError as galat:
            if hasattr(galat, "error_dict"):
                raise
            raise ValidationError([f"{keluarga.kepala}: {p}" for p in galat.messages], code="keluarga") from galat
        lembar = status.berkas_berita_acara.name or lembar
        jumlah += 1
    return jumlah


@deed
def verify_status(status: StatusKeluarga, *, by: Pengguna, at: datetime) -> StatusKeluarga:
    """The *entas* or re-check counts from now on. Raises PermissionDenied, or ValidationError when it was decided already."""
    lock_villages(status.keluarga.desa_id, at=at)
    kini = _current(status)
    if not can_verify_status(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_VERIFIKATOR)
    if kini.peristiwa not in DIVERIFIKASI or kini.diverifikasi_pada is not None:
        siapa = (
            f"Sudah diverifikasi oleh {kini.pemverifikasi}."
            if kini.pemverifikasi
            else "Catatan ini tidak diverifikasi."
        )
        raise ValidationError(siapa, code="berubah")
    kini.diverifikasi_pada, kini.pemverifikasi_id, kini.pemverifikasi = at, by.pk, by.nama
    save_checked(kini, update_fields=["diverifikasi_pada", "pemverifikasi_id", "pemverifikasi"])
    record(by, f"memverifikasi status keluarga: {kini.get_peristiwa_display().lower()}", kini.keluarga, at=at)
    return kini


@deed
def cancel_status(
    status: StatusKeluarga, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime
) -> StatusKeluarga:
    """A row that takes the fact out of every figure, with the reason: by the OPD, or turned down by the verifikator.

    Raises PermissionDenied, or ValidationError when it is not the family's last move, was verified (then the verifikator alone
    takes it back), a verified report holds it, or it is gone already. Sent twice it cancels once.
    """
    hari = tanggal_wit(at)
    buku = lock_villages(status.keluarga.desa_id, at=at)
    if (ada := StatusKeluarga.objects.filter(uuid=uuid, menggantikan=status.pk, batal=True).first()) is not None:
        return ada
    kini, alasan = _current(status), require_alasan(alasan)
    menilai = kini.peristiwa in DIVERIFIKASI and can_verify_status(by, kini, on=hari)
    if not menilai and (kini.diverifikasi_pada or not can_write_keluarga(by, kini.keluarga.desa_id, on=hari)):
        raise PermissionDenied(BUKAN_VERIFIKATOR if kini.diverifikasi_pada else BUKAN_KELUARGA)
    _require_last(kini)
    _require_unheld(kini, buku)
    batal = StatusKeluarga(
        keluarga=kini.keluarga, uuid=uuid, menggantikan=kini, batal=True, alasan_koreksi=alasan,
        peristiwa=kini.peristiwa, tanggal=kini.tanggal, hasil=kini.hasil, desil=kini.desil, sumber=kini.sumber,
        periode_data=kini.periode_data, dicatat_pada=at, pencatat_id=by.pk, pencatat=by.nama,
    )  # fmt: skip
    save_checked(batal)
    tindakan = "menolak usulan" if menilai and not kini.diverifikasi_pada else "membatalkan"
    record(by, f"{tindakan} status keluarga: {kini.get_peristiwa_display().lower()}", kini.keluarga, at=at)
    return batal


def _columns(isi: IsiStatus) -> dict[str, object]:
    """What the row stores of the form."""
    return {
        "peristiwa": isi.disimpan,
        "tanggal": isi.tanggal,
        "hasil": isi.hasil if isi.disimpan in (P.VERVAL, P.KELUAR) else "",
        "nomor_berita_acara": isi.nomor_berita_acara.strip(),
        "keterangan_keluarga": isi.keterangan.strip(),
        "sumber": isi.sumber,
        "desil": isi.desil,
        "periode_data": isi.periode_data,
    }


def _read_walk(keluarga: Keluarga) -> tuple[Jalan, date | None]:
    """Where the family stands, and the day of its last move. Its village is locked."""
    berlaku = StatusKeluarga.objects.in_force().filter(keluarga=keluarga).order_by("tanggal", "pk")
    langkah = [Langkah.read(*isi) for isi in berlaku.values_list(*KOLOM_LANGKAH)]
    pindah = [s.tanggal for s in langkah if s.pindah or s.peristiwa in DIVERIFIKASI]
    return walk(langkah), max(pindah, default=None)


def _require_fitting(jalan: Jalan, terakhir: date | None, isi: IsiStatus, *, on: date) -> None:
    """Raise ValidationError unless the event follows from where the family stands, on a day it can have happened."""
    if isi.tanggal > on:
        raise ValidationError({"tanggal": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if jalan.usulan is not None and isi.peristiwa != P.DESIL:
        raise ValidationError(
            f"{P(jalan.usulan.peristiwa).label} tanggal {format_tanggal(jalan.usulan.tanggal)} masih menunggu verifikasi. "
            "Tunggu putusannya, atau batalkan usulan itu lebih dahulu.",
            code="menunggu",
        )
    if isi.peristiwa not in ALUR[jalan.keadaan]:
        kini = jalan.keadaan.label.lower() if jalan.keadaan else "belum masuk daftar"
        raise ValidationError(
            f"Keluarga ini sekarang {kini}, jadi “{isi.peristiwa.label}” tidak dapat dicatat. Muat ulang halamannya.",
            code="berubah",
        )
    if terakhir is not None and isi.tanggal < terakhir and isi.peristiwa != P.DESIL:
        raise ValidationError(
            {
                "tanggal": f"Keadaan terakhir keluarga ini tercatat {format_tanggal(terakhir)}. Isi tanggal itu atau sesudahnya."
            }
        )
    if isi.peristiwa == P.ENTAS:
        _require_waited(jalan, isi.tanggal)
    elif isi.peristiwa == P.BERTAHAN and isi.tanggal < (mulai := jalan.periksa_mulai or date.max):
        raise ValidationError(
            {"tanggal": f"Pemeriksaan ulang dihitung mulai {format_tanggal(mulai)}, 6 bulan sesudah entas."}
        )
    elif jalan.keadaan == KeadaanKeluarga.ENTAS and isi.peristiwa == P.KELUAR and isi.hasil not in SESUDAH_ENTAS:
        raise ValidationError(
            {"hasil": "Sesudah entas keluarga hanya keluar karena meninggal, pindah, atau tercatat ganda."}
        )


def _require_waited(jalan: Jalan, tanggal: date) -> None:
    """Raise ValidationError unless the family was on the verified list for six months on that day."""
    if jalan.entas_mulai is None:
        raise ValidationError(
            "Keluarga ini belum diverval layak sejak masuk daftar. Catat hasil verval musyawarah desa lebih dahulu; entas "
            "dapat diusulkan 6 bulan sesudahnya.",
            code="belum_verval",
        )
    if tanggal < jalan.entas_mulai:
        raise ValidationError(
            {
                "tanggal": "Entas dapat terjadi paling cepat 6 bulan sesudah keluarga diverval layak, yaitu mulai "
                f"{format_tanggal(jalan.entas_mulai)}."
            }
        )


def _emptied(keluarga: Keluarga, isi: IsiStatus) -> str:
    """Why nothing of the person is there any more, "" where it is.

    Raises ValidationError for words about the person, and for coming back to the list of one nobody knows any more.
    """
    kini = Keluarga.objects.get(pk=keluarga.pk)
    kosong = str(kini.get_pengosongan_display())
    if kosong and isi.keterangan.strip():
        raise ValidationError(TANPA_KETERANGAN.format(kosong), code="dikosongkan")
    if kini.terhapus and isi.peristiwa == P.MASUK:
        raise ValidationError(TANPA_NAMA.format(kosong), code="dikosongkan")
    return kosong


def _require_evidence(isi: IsiStatus, berkas: File | str | None, *, berketerangan: bool) -> None:
    """Raise ValidationError when minutes or words are missing that this event needs; of who was erased no words are kept."""
    salah: dict[str, str] = {}
    if isi.peristiwa in (P.VERVAL, P.ENTAS) and not isi.nomor_berita_acara.strip():
        salah["nomor_berita_acara"] = "Isi nomor berita acara musyawarah desanya."
    if isi.peristiwa == P.ENTAS and not berkas:
        salah["berkas_berita_acara"] = BERKAS_WAJIB
    if berketerangan and isi.peristiwa in (P.ENTAS, P.BERTAHAN, P.KAMBUH) and not isi.keterangan.strip():
        salah["keterangan"] = "Tulis apa yang ditemukan pada keluarga ini, misalnya penghasilan dan rumahnya."
    if salah:
        raise ValidationError({k: [v] for k, v in salah.items()})


def _sent_before(uuid: uuid_.UUID, keluarga: Keluarga, isi: IsiStatus, susulan: str) -> StatusKeluarga | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = StatusKeluarga.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    sama = all(getattr(ada, k) == v for k, v in _columns(isi).items())
    if ada.keluarga_id != keluarga.pk or ada.batal or not sama or not same_reason(ada, susulan):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _current(status: StatusKeluarga) -> StatusKeluarga:
    """The row as it stands now. Raises ValidationError naming who cancelled it, and when."""
    kini = StatusKeluarga.objects.select_related("keluarga__desa", "pengganti").get(pk=status.pk)
    require_in_force(kini)
    return kini


def _require_last(status: StatusKeluarga) -> None:
    """Raise ValidationError when something later rests on this row."""
    sesudah = (
        StatusKeluarga.objects.in_force()
        .filter(keluarga=status.keluarga_id)
        .exclude(peristiwa=P.DESIL)
        .order_by("tanggal", "pk")
    )
    terakhir = list(sesudah)[-1:]
    if status.peristiwa != P.DESIL and terakhir and terakhir[0].pk != status.pk:
        raise ValidationError(
            f"Sesudah catatan ini ada “{terakhir[0].get_peristiwa_display()}” tanggal {format_tanggal(terakhir[0].tanggal)}. "
            "Batalkan yang terbaru lebih dahulu.",
            code="urutan",
        )


def _require_unheld(status: StatusKeluarga, buku: BukuKunci) -> None:
    """Raise ValidationError while a verified report holds the fact; a proposal nobody verified is held by none."""
    if status.peristiwa in DIVERIFIKASI and status.diverifikasi_pada is None:
        return
    if (kunci := buku.holder_of(status, buku.of_desa(status.keluarga.desa_id, status.tanggal))) is not None:
        raise ValidationError(kunci.kalimat, code=TERKUNCI)
