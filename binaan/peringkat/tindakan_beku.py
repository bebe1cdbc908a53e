"""Open a year's draft for correction, freeze it with every input, and freeze the version that answers a granted objection."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from binaan.enums import PutusanSanggahan
from binaan.models import Bobot, HitunganPeringkat, MasaKoreksi, Peringkat, Sanggahan
from binaan.peringkat.hak import can_freeze, can_open_draft
from binaan.peringkat.masukan import ULANGAN, fingerprint, masukan_of, seed_of
from binaan.peringkat.segel import TIDAK_UTUH, intact, seal_of
from binaan.peringkat.skor import rank_all, results_json
from binaan.peringkat.tangan import MENUNGGU, rivals
from desa.angka import format_ribuan, format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import save_checked
from opd.ambang import PERINGKAT_KOREKSI
from opd.models import Pengguna
from opd.models.penugasan import TAHUN_PERTAMA
from opd.permissions_sekda import title_of_sekda

MEMBEKUKAN = ("membekukan peringkat", "mengabulkan sanggahan dan membekukan versi baru peringkat")
"""What the audit calls a freeze, and one that answers an objection."""
BUKAN_VERIFIKATOR = "Nilai sementara dibuka untuk koreksi oleh verifikator."
BUKAN_SEKDA = "Peringkat dibekukan oleh pemegang jabatan Sekretaris Daerah."
TANPA_HITUNGAN = "Peringkat {} belum pernah dihitung. Minta verifikator menekan Hitung ulang pada halaman peringkat."
BERUBAH = "Hitungannya berubah sejak Anda membacanya. Muat ulang halaman, periksa lagi, lalu bekukan."
COBAAN = (
    "Selang hitungan ini dibuat dengan benih yang dipilih atau kurang dari {} ulangan. Tekan Hitung ulang pada halaman "
    "peringkat lebih dahulu."
)
RUSAK = "Hasil tersimpan tidak sama dengan hitungan ulang dari masukannya. Jangan dibekukan; minta admin sistem memeriksanya."


@deed
def open_draft(tahun: int, *, by: Pengguna, at: datetime) -> MasaKoreksi:
    """Open the draft of a year that is over to every head; the stored row when it was opened before."""
    hari = tanggal_wit(at)
    if not can_open_draft(by, on=hari):
        raise PermissionDenied(BUKAN_VERIFIKATOR)
    require_over(tahun, on=hari)
    if (ada := MasaKoreksi.objects.filter(tahun=tahun).first()) is not None:
        return ada
    draf = draft_of(tahun)
    if draf.bobot_id is None:
        raise ValidationError(without_weights(tahun))
    masa = MasaKoreksi(tahun=tahun, dibuka_oleh=by, dibuka_pada=at, dibuka_sebagai=by.sebagai)
    save_checked(masa)
    record(by, "membuka nilai sementara untuk koreksi", masa, at=at)
    return masa


def without_weights(tahun: int) -> str:
    """Why a year's draft is only a trial."""
    return (
        f"Bobot {tahun} tidak ditetapkan sebelum tahun itu mulai, jadi hitungan ini percobaan dan tidak dapat dibekukan. "
        "Tetapkan bobot tahun berikutnya."
    )


def require_over(tahun: int, *, on: date) -> None:
    """Raise ValidationError while the year runs or has not begun, or for one that the programme never had."""
    if tahun < TAHUN_PERTAMA:
        raise ValidationError(f"Peringkat dihitung untuk tahun {TAHUN_PERTAMA} atau sesudahnya.")
    if on.year <= tahun or on <= date(tahun, 12, 31):
        raise ValidationError(
            f"Tahun {tahun} belum berakhir. Peringkatnya dapat dibekukan sesudah 31 Desember {tahun}."
        )


def draft_of(tahun: int, sanggahan: Sanggahan | None = None) -> HitunganPeringkat:
    """The computed draft. Raises ValidationError when there is none."""
    draf = HitunganPeringkat.objects.select_related("bobot").filter(tahun=tahun, sanggahan=sanggahan).first()
    if draf is None:
        raise ValidationError(TANPA_HITUNGAN.format(tahun))
    return draf


def freezable_from(masa: MasaKoreksi) -> date:
    """The first day on which the year may be frozen."""
    return tanggal_wit(masa.dibuka_pada) + timedelta(days=PERINGKAT_KOREKSI.nilai)


def refusal_to_freeze(tahun: int, draf: HitunganPeringkat | None, masa: MasaKoreksi | None, *, on: date) -> str:
    """Why the first version of a year cannot be frozen today; empty when it can. No query, `draf.bobot` being loaded."""
    if on <= date(tahun, 12, 31):
        return f"Tahun {tahun} belum berakhir. Peringkatnya dapat dibekukan sesudah 31 Desember {tahun}."
    if draf is None:
        return TANPA_HITUNGAN.format(tahun)
    if draf.bobot_id is None:
        return without_weights(tahun)
    if masa is None:
        return "Nilai sementara belum dibuka untuk koreksi. Verifikator membukanya lebih dahulu."
    mulai = freezable_from(masa)
    if on < mulai:
        return (
            f"Nilai sementara dibuka {format_tanggal(tanggal_wit(masa.dibuka_pada))} dan harus terbuka "
            f"{PERINGKAT_KOREKSI.nilai} hari. Dapat dibekukan mulai {format_tanggal(mulai)}."
        )
    if tanggal_wit(draf.diperiksa_pada) < mulai:
        return (
            f"Hitungan terakhir {format_tanggal(tanggal_wit(draf.diperiksa_pada))}, sebelum masa koreksi berakhir. Tekan "
            "Hitung ulang pada halaman peringkat lebih dahulu."
        )
    return ""


@deed
def freeze(tahun: int, *, sidik: str, by: Pengguna, at: datetime) -> Peringkat:
    """The first version of a year's ranking, from the draft whose inputs were read as `sidik`.

    Raises PermissionDenied, or ValidationError when it is frozen already, too early, or the draft changed.
    """
    hari = tanggal_wit(at)
    _require_impartial(by, tahun, on=hari)
    if Peringkat.objects.filter(tahun=tahun).exists():
        raise ValidationError(
            f"Peringkat {tahun} sudah dibekukan. Hanya sanggahan yang dikabulkan yang membuat versi baru."
        )
    masa = MasaKoreksi.objects.select_related("dibuka_oleh").filter(tahun=tahun).first()
    draf = HitunganPeringkat.objects.select_related("bobot").filter(tahun=tahun, sanggahan__isnull=True).first()
    if tolak := refusal_to_freeze(tahun, draf, masa, on=hari):
        raise ValidationError(tolak)
    if draf is None or masa is None or draf.bobot_id != _weights_of(tahun):
        raise ValidationError(BERUBAH, code="berubah")
    return _freeze(draf, None, masa, sidik=sidik, by=by, at=at)


def _require_impartial(by: Pengguna, tahun: int, *, on: date) -> None:
    """Raise PermissionDenied unless `by` holds the Sekda Jabatan, ValidationError when that person leads a ranked OPD too."""
    if not can_freeze(by, on=on):
        raise PermissionDenied(BUKAN_SEKDA)
    if lain := rivals(by, tahun, on=on):
        raise ValidationError(f"Anda juga memimpin {', '.join(lain)}, yang ikut diperingkat. {MENUNGGU}")


def _weights_of(tahun: int) -> int | None:
    """The weights in force: the newest version enacted."""
    return Bobot.objects.enacted().filter(tahun=tahun).newest().values_list("pk", flat=True).first()


@deed
def freeze_answer(sanggahan: Sanggahan, *, sidik: str, by: Pengguna, at: datetime) -> Peringkat:
    """The new version that a granted objection leads to, beside the one before it. Raises as `freeze`."""
    _require_impartial(by, sanggahan.peringkat.tahun, on=tanggal_wit(at))
    if sanggahan.putusan != PutusanSanggahan.DIKABULKAN:
        raise ValidationError("Versi baru hanya dibekukan untuk sanggahan yang dikabulkan.")
    if Peringkat.objects.filter(sanggahan=sanggahan).exists():
        raise ValidationError("Versi baru untuk sanggahan ini sudah dibekukan.")
    tahun = sanggahan.peringkat.tahun
    draf = draft_of(tahun, sanggahan)
    lama = Peringkat.objects.current().select_related("bobot").get(tahun=tahun)
    if not intact(lama, masukan=True):
        raise ValidationError(TIDAK_UTUH)
    # Made before the version that answers another objection of the same OPD, it would take back what that one gave.
    usang = draf.diperiksa_pada < lama.dibekukan_pada
    usang = usang or tanggal_wit(draf.diperiksa_pada) < tanggal_wit(sanggahan.diputus_pada)
    if usang or not _grows_from(draf, lama, sanggahan):
        raise ValidationError(
            "Hitungan untuk sanggahan ini dibuat sebelum versi terakhir. Tekan Hitung ulang pada halaman peringkat lebih dahulu."
        )
    masa = MasaKoreksi.objects.select_related("dibuka_oleh").get(tahun=tahun)
    return _freeze(draf, lama, masa, sidik=sidik, by=by, at=at, sanggahan=sanggahan)


def _grows_from(draf: HitunganPeringkat, lama: Peringkat, sanggahan: Sanggahan) -> bool:
    """Whether nothing but the objecting OPD differs from the version before."""

    def others(isi: dict[str, Any]) -> Any:
        return isi | {"opd": [o for o in isi["opd"] if o["slug"] != sanggahan.opd.slug]}

    return bool(draf.bobot_id == lama.bobot_id and others(draf.masukan) == others(lama.masukan))


def _freeze(
    draf: HitunganPeringkat, lama: Peringkat | None, masa: MasaKoreksi, *, sidik: str, by: Pengguna, at: datetime,
    sanggahan: Sanggahan | None = None,
) -> Peringkat:  # fmt: skip
    if draf.sidik != sidik:
        raise ValidationError(BERUBAH, code="berubah")
    if fingerprint(draf.masukan) != sidik or results_json(rank_all(masukan_of(draf.masukan))) != draf.hasil["tabel"]:
        raise ValidationError(RUSAK)
    if draf.hasil["ulangan"] < ULANGAN or draf.hasil["benih"] != seed_of(draf.tahun):
        raise ValidationError(COBAAN.format(format_ribuan(ULANGAN)))
    peringkat = Peringkat(
        tahun=draf.tahun,
        nomor=lama.nomor + 1 if lama else 1,
        bobot=draf.bobot,
        sampai=draf.sampai,
        dihitung_pada=draf.diperiksa_pada,
        masukan=draf.masukan,
        hasil=draf.hasil,
        sidik_masukan=sidik,
        dibekukan_oleh=by,
        dibekukan_pada=at,
        penanda_tangan=_signatories(draf.bobot, masa, by, at, sanggahan),
        menggantikan=lama,
        sanggahan=sanggahan,
    )
    peringkat.sidik = seal_of(peringkat)
    save_checked(peringkat)
    record(
        by,
        MEMBEKUKAN[sanggahan is not None],
        peringkat,
        at=at,
        perubahan={"sidik": [lama.sidik if lama else None, peringkat.sidik]},
    )
    return peringkat


def _signatories(
    bobot: Bobot, masa: MasaKoreksi, by: Pengguna, at: datetime, sanggahan: Sanggahan | None
) -> list[dict[str, str]]:
    """Who stands for it: what each did, as what, and when."""
    hari = tanggal_wit(at)
    semua = [
        ("menyusun bobot", bobot.disusun_oleh, "Verifikator", bobot.disusun_pada),
        ("menetapkan bobot", bobot.ditetapkan_oleh, bobot.ditetapkan_sebagai, bobot.ditetapkan_pada),
        ("membuka masa koreksi", masa.dibuka_oleh, masa.dibuka_sebagai, masa.dibuka_pada),
    ]
    if sanggahan is not None:
        semua.append(("memutus sanggahan", sanggahan.diputus_oleh, sanggahan.diputus_sebagai, sanggahan.diputus_pada))
    semua.append(("membekukan", by, title_of_sekda(by, on=hari), at))
    return [
        {"perbuatan": kata, "nama": orang.nama, "sebagai": sebagai, "pada": tanggal_wit(saat).isoformat()}
        for kata, orang, sebagai, saat in semua
        if orang is not None and saat is not None
    ]
