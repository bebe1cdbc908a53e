"""Who had a hand in a ranking, so that its referee does not play (desain.md, section 3).

A hand is to have written or enacted the weights, opened, frozen or corrected any version of the year, objected, or verified,
checked or steered what it read of the OPD. Said once, as paths from the objection to an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from binaan.models import Bobot, MasaKoreksi, Sanggahan
from binaan.models.putusan import SanggahanQuerySet
from desa.models import Catatan
from opd.enums import Peran
from opd.models import Jabatan, Opd, Pengguna, Penugasan, PeranPengguna
from opd.models.opd import with_merged
from opd.permissions_sekda import SLUG_SEKDA, sekda_on
from opd.rekap.tugas_arahan import plays_for_opd

MENYUSUN, MENGUBAH = "menyusun bobot peringkat", "mengubah rancangan bobot peringkat"
"""What the audit calls the two deeds that write weights."""
VERSI, TUGAS = "peringkat__bobot__peringkat", "opd__penugasan"
"""All versions of a year share its weights; every penugasan of the objecting OPD."""
TAHUN = F("peringkat__tahun")
PEMUTUS = (Peran.VERIFIKATOR, Peran.PIMPINAN)


def _nobody() -> Pengguna:
    return Pengguna()


def _hands() -> Iterator[tuple[Q, str]]:
    """Which rows, and the path to the account that had a hand in them."""
    yield from ((Q(), "diajukan_oleh"), (Q(), "peringkat__bobot__disusun_oleh"))
    yield from ((Q(), "peringkat__bobot__ditetapkan_oleh"), (Q(), f"{VERSI}__dibekukan_oleh"))
    yield Q(), f"{VERSI}__sanggahan__diputus_oleh"
    yield Q(**{f"{VERSI}__sanggahan_masuk__opd": F("opd")}), f"{VERSI}__sanggahan_masuk__diputus_oleh"
    for naskah in ("rencanaaksi", "laporantriwulan"):
        yield Q(**{f"{TUGAS}__{naskah}__tahun": TAHUN}), f"{TUGAS}__{naskah}__diverifikasi_oleh"
    berjalan = Q(**{f"{TUGAS}__selesai__isnull": True}) | Q(**{f"{TUGAS}__selesai__year__gte": TAHUN})
    berjalan &= Q(**{f"{TUGAS}__mulai__year__lte": TAHUN, f"{TUGAS}__dikoreksi_pada__isnull": True})
    yield berjalan, f"{TUGAS}__desa__potret__pemeriksa_id"
    yield berjalan, f"{TUGAS}__desa__keluarga__status__pemverifikasi_id"
    for jalur in ("arahan__pemberi", "arahan__dicatat_oleh", "diperiksa_oleh"):
        yield Q(opd__tindak_lanjut__arahan__tanggal__year=TAHUN), f"opd__tindak_lanjut__{jalur}"


def _opened(tahun: object) -> QuerySet[MasaKoreksi]:
    return MasaKoreksi.objects.visible_to(_nobody()).filter(tahun=tahun)


def _wrote(bobot: object) -> QuerySet[Catatan]:
    semua = Catatan.objects.visible_to(_nobody()).filter(objek_jenis=Bobot._meta.label_lower, objek_id=bobot)
    return semua.filter(tindakan__in=(MENYUSUN, MENGUBAH)).order_by()


def drafters(bobot: Bobot) -> frozenset[int | None]:
    """Whoever wrote at these weights, not only the last one. One query."""
    return frozenset({bobot.disusun_oleh_id, *_wrote(str(bobot.pk)).values_list("oleh_id", flat=True)})


def involved(sanggahan: Sanggahan) -> frozenset[int]:
    """The accounts that had a hand in it. One query, `peringkat` being loaded."""
    satu = Sanggahan.objects.visible_to(_nobody()).filter(pk=sanggahan.pk).order_by()
    semua = [satu.filter(q).values_list(jalur, flat=True) for q, jalur in _hands()]
    semua += [
        _opened(sanggahan.peringkat.tahun).order_by().values_list("dibuka_oleh", flat=True),
        _wrote(str(sanggahan.peringkat.bobot_id)).values_list("oleh_id", flat=True),
    ]
    return frozenset(orang for orang in semua[0].union(*semua[1:]) if orang is not None)


def decidable(user: Pengguna, *, on: date) -> SanggahanQuerySet:
    """The objections that this person may decide that day, as one list."""
    semua = Sanggahan.objects.visible_to(user).undecided()
    if not user.holds(*PEMUTUS, on=on):
        return semua.none()
    terbuka = semua.order_by()
    for q, jalur in _hands():
        semua = semua.exclude(pk__in=terbuka.filter(q & Q(**{jalur: user.pk})).values("pk"))
    bobot = Cast(OuterRef("peringkat__bobot_id"), CharField())
    semua = semua.exclude(Exists(_opened(OuterRef("peringkat__tahun")).filter(dibuka_oleh=user)))
    semua = semua.exclude(Exists(_wrote(bobot).filter(oleh_id=user.pk)))
    sendiri = plays_for_opd(user, on=on)
    semua = semua.exclude(with_merged(sendiri, on=on, jalur="opd__"))
    saingan = ranked_in(OuterRef("peringkat__tahun")).filter(opd__in=led_by(user, on)).exclude(opd__slug=SLUG_SEKDA)
    return semua.exclude(Exists(saingan))


def deciders(sanggahan: Sanggahan, *, on: date) -> list[str]:
    """Who may decide an objection that day, by name. Two queries."""
    s, siapa = sanggahan, _nobody()
    peran = PeranPengguna.objects.visible_to(siapa).filter(peran__in=PEMUTUS).open_on(on).values("pengguna")
    calon = Pengguna.objects.visible_to(siapa).filter(pk__in=peran, is_active=True).exclude(pk__in=involved(s))
    opd = {s.opd_id, s.opd.answering_on(on).pk}
    operator = PeranPengguna.objects.visible_to(siapa).filter(opd__in=opd).open_on(on).values("pengguna")
    peserta = ranked_in(s.peringkat.tahun).exclude(opd__slug=SLUG_SEKDA).values("opd")
    kepala = (
        Jabatan.objects.visible_to(siapa)
        .open_on(on)
        .filter(Q(opd__in=opd) | Q(opd__in=peserta), pengguna__isnull=False)
    )
    calon = calon.exclude(pk__in=operator).exclude(pk__in=kepala.values("pengguna"))
    calon = calon.exclude(tim__tim__penugasan__opd__in=opd)
    return list(calon.order_by("nama", "pk").values_list("nama", flat=True))


def ranked_in(tahun: object) -> QuerySet[Penugasan]:
    """The penugasan that a year's ranking reads."""
    terbuka = Q(selesai__isnull=True) | Q(selesai__year__gte=tahun)
    return Penugasan.objects.visible_to(_nobody()).in_force().filter(terbuka, mulai__year__lte=tahun).order_by()


def led_by(user: Pengguna, on: date) -> frozenset[int | None]:
    """The OPDs that this person heads that day."""
    return frozenset(p.opd_id for p in user.roles_on(on) if p.peran == Peran.KEPALA_OPD)


def rivals(user: Pengguna, tahun: int, *, on: date) -> list[str]:
    """The ranked OPDs that this person leads beside the office of the Sekda, by name. One query, none for who leads no other."""
    memimpin = Opd.objects.visible_to(user).filter(pk__in=led_by(user, on)).exclude(slug=SLUG_SEKDA)
    return list(memimpin.filter(pk__in=ranked_in(tahun).values("opd")).order_by("nama").values_list("nama", flat=True))


def nobody_left(tahun: int, *, on: date) -> str:
    """Why nobody may freeze that day, for everybody to read; empty when somebody may. Three queries."""
    sekda = [j for j in sekda_on(on) if j.pengguna is not None]
    if not sekda:
        return "Jabatan Sekda hari ini tidak dipegang seorang pun yang berakun, jadi peringkat belum dapat dibekukan."
    memimpin = {j.sebutan: rivals(j.pengguna, tahun, on=on) for j in sekda if j.pengguna}
    if not all(memimpin.values()):
        return ""
    siapa = "; ".join(f"{sebutan} juga memimpin {', '.join(opd)}" for sebutan, opd in memimpin.items())
    return f"{siapa}, yang ikut diperingkat. {MENUNGGU}"


MENUNGGU = "Peringkat baru dapat dibekukan pemegang jabatan Sekda yang tidak memimpin OPD yang diperingkat."
