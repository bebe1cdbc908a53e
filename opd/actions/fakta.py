"""What recording, correcting and cancelling a kegiatan or a kunjungan share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_rupiah, format_tanggal, format_waktu
from desa.models import Umkm
from desa.models.dasar import Fakta
from desa.waktu import tanggal_wit
from opd.actions.dasar import lock_penugasan
from opd.enums import Berjalan, ButirPeriksa, JawabanButir, SumberDana
from opd.models import Asesmen, Bantuan, Kegiatan, Kunjungan, Pengguna, Penugasan
from opd.permissions import can_record_facts

FaktaT = TypeVar("FaktaT", bound=Asesmen | Bantuan | Kegiatan | Kunjungan)

SALAH_OPD = "Catatan ini hanya diisi oleh OPD pendamping desa, paling lambat 30 hari setelah penugasan berakhir."


def lock_for_facts(penugasan_id: int, *, by: Pengguna, at: datetime) -> Penugasan:
    """The penugasan, locked, if `by` may record facts of it at that moment. Raises PermissionDenied."""
    (penugasan,) = lock_penugasan(penugasan_id)
    if not can_record_facts(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied(SALAH_OPD)
    return penugasan


def require_tanggal(penugasan: Penugasan, tanggal: date, *, on: date) -> None:
    """Raise ValidationError unless the day lies within the penugasan and not after `on`."""
    if tanggal > on:
        raise ValidationError({"tanggal": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if not penugasan.covers(tanggal):
        akhir = f" sampai sebelum {format_tanggal(penugasan.selesai)}" if penugasan.selesai else ""
        raise ValidationError(
            {
                "tanggal": f"Tanggal ini di luar masa penugasan (mulai {format_tanggal(penugasan.mulai)}{akhir}). "
                "Periksa tanggal atau pilih penugasan lain."
            }
        )


def require_current(lama: FaktaT) -> FaktaT:
    """`lama` as it stands now. Raises ValidationError naming who replaced or cancelled it, and when."""
    kini = cast(FaktaT, type(lama).objects.select_related("penugasan", "pengganti").get(pk=lama.pk))
    require_in_force(kini)
    return kini


def require_in_force(kini: Fakta) -> None:
    """Raise ValidationError naming who replaced or cancelled a fact just read, and when."""
    pengganti = getattr(kini, "pengganti", None)
    if pengganti is not None:
        deed = "dibatalkan" if pengganti.batal else "dikoreksi"
        raise ValidationError(
            f"Catatan ini sudah {deed} oleh {pengganti.pencatat} pada {format_waktu(pengganti.dicatat_pada)}. "
            "Buka catatan terbaru, lalu ulangi perubahan Anda di sana.",
            code="berubah",
        )
    if kini.batal:
        raise ValidationError("Catatan ini sudah dibatalkan. Buat catatan baru bila perlu.", code="berubah")


def changes_in_words(lama: dict[str, Any], baru: dict[str, Any]) -> dict[str, list[Any]]:
    """Old and new of what changed, as people read it: sources and rupiah, names of enterprises, findings. One query at most."""
    beda = [k for k in baru if lama[k] != baru[k]]
    ids = {pk for k in beda for isi in (lama, baru) for pk in _umkm_of(k, isi[k])}
    nama = dict(Umkm.objects.filter(pk__in=ids).values_list("pk", "nama")) if ids else {}
    return {k: [_in_words(k, isi[k], nama) for isi in (lama, baru)] for k in beda}


def _umkm_of(bidang: str, nilai: Any) -> list[int]:
    if bidang == "umkm":
        return list(nilai)
    return [t[0] for t in nilai if t[0]] if bidang in ("temuan", "tindak") else []


def _in_words(bidang: str, nilai: Any, nama: dict[int, str]) -> Any:
    if bidang == "dana":
        return "; ".join(f"{SumberDana(s).label} {format_rupiah(jumlah)}" for s, jumlah in nilai)
    if bidang == "umkm":
        return ", ".join(sorted(nama[pk] for pk in nilai))
    if bidang == "temuan":
        return "; ".join(
            ": ".join([nama[pk], ", ".join([str(Berjalan(keadaan).label).lower(), *(k for k in kata if k)])])
            for pk, keadaan, *kata in nilai
        )
    if bidang == "tindak":
        return "; ".join(f"{nama.get(pk, 'desa')}: {isi}, jatuh tempo {format_tanggal(t)}" for pk, isi, t in nilai)
    if bidang == "periksa":
        return "; ".join(f"{ButirPeriksa(b).label}: {_answer(j, kata)}" for b, j, kata in nilai)
    return nilai if nilai is None or isinstance(nilai, bool | int) else str(nilai)


def _answer(jawaban: str, keterangan: str) -> str:
    kata = str(JawabanButir(jawaban).label).lower()
    return f"{kata} ({keterangan})" if keterangan else kata


def require_alasan(alasan: str) -> str:
    """The reason, trimmed. Raises ValidationError when it is empty."""
    if not alasan.strip():
        raise ValidationError({"alasan": "Tulis alasannya supaya perubahan ini dapat dipahami kemudian."})
    return alasan.strip()


def chain_of(fakta: Kegiatan | Kunjungan | None) -> list[int]:
    """Primary keys of a fact and of all that it replaces. One query a step; chains are short."""
    hasil: list[int] = []
    while fakta is not None:
        hasil.append(fakta.pk)
        fakta = fakta.menggantikan
    return hasil
