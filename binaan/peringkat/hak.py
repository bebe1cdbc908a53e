"""Who may do what with weights, rankings, objections and what follows from them. The referee does not play (desain.md, 3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from binaan.models import Bobot, MasaKoreksi, Peringkat, Sanggahan
from desa.models import Catatan, PotretKesejahteraan, StatusKeluarga
from opd.enums import Peran
from opd.models import LaporanTriwulan, Opd, Pengguna, Penugasan, RencanaAksi
from opd.permissions import head_desk, plays_in
from opd.permissions_sekda import is_sekda

MENYUSUN, MENGUBAH = "menyusun bobot peringkat", "mengubah rancangan bobot peringkat"
"""What the audit calls the two deeds that write weights."""


def can_draft_bobot(user: Pengguna, *, on: date) -> bool:
    """Draft the weights of a year to come: verifikator."""
    return user.holds(Peran.VERIFIKATOR, on=on)


def can_enact_bobot(user: Pengguna, bobot: Bobot, *, on: date) -> bool:
    """Enact a draft: the holder of the Sekda Jabatan, who did not write it."""
    return not bobot.ditetapkan and is_sekda(user, on=on) and user.pk not in drafters(bobot)


def drafters(bobot: Bobot) -> frozenset[int | None]:
    """Whoever wrote at these weights, not only the last one. One query."""
    catatan = Catatan.objects.visible_to(_nobody()).about(bobot).filter(tindakan__in=(MENYUSUN, MENGUBAH))
    return frozenset({bobot.disusun_oleh_id, *catatan.order_by().values_list("oleh_id", flat=True)})


def can_open_draft(user: Pengguna, *, on: date) -> bool:
    """Open a year's draft for correction: verifikator."""
    return user.holds(Peran.VERIFIKATOR, on=on)


def can_freeze(user: Pengguna, *, on: date) -> bool:
    """Freeze a ranking, and with it grant an objection: the holder of the Sekda Jabatan."""
    return is_sekda(user, on=on)


def can_object(user: Pengguna, opd: Opd, *, on: date) -> bool:
    """Object to a frozen ranking: who sits at the head's desk of the OPD, after a merger of its successor."""
    return user.pk in head_desk(opd.answering_on(on).pk, on=on)


def can_decide(user: Pengguna, sanggahan: Sanggahan, *, on: date) -> bool:
    """Decide an objection: a verifikator or pimpinan who had no hand in the ranking nor in what it read of that OPD."""
    if sanggahan.putusan or not user.holds(Peran.VERIFIKATOR, Peran.PIMPINAN, on=on):
        return False
    opd = {sanggahan.opd_id, sanggahan.opd.answering_on(on).pk}
    return user.pk not in involved(sanggahan) and not plays_in(user, opd, on=on)


def involved(sanggahan: Sanggahan) -> frozenset[int]:
    """Who wrote or enacted the weights, opened or froze it, objected, or verified what it read. Seven queries."""
    p = sanggahan.peringkat
    milik = Penugasan.objects.visible_to(_nobody()).in_force().filter(_in_year(p.tahun), opd=sanggahan.opd_id)
    tugas = list(milik.values_list("pk", "desa_id"))
    pk, desa = [t for t, _ in tugas], [d for _, d in tugas]
    buka = MasaKoreksi.objects.filter(tahun=p.tahun).values_list("dibuka_oleh", flat=True)
    orang: set[int | None] = {p.dibekukan_oleh_id, *drafters(p.bobot), p.bobot.ditetapkan_oleh_id, *buka}
    orang |= {sanggahan.diajukan_oleh_id, *_verifiers(p, pk), *_family_verifiers(desa)}
    return frozenset(o for o in orang if o is not None)


def _nobody() -> Pengguna:
    return Pengguna()


def _in_year(tahun: int) -> Q:
    berjalan = Q(selesai__isnull=True) | Q(selesai__gt=date(tahun, 1, 1))
    return berjalan & Q(mulai__lte=date(tahun, 12, 31))


def _verifiers(p: Peringkat, penugasan: Collection[int]) -> set[int | None]:
    hasil: set[int | None] = set()
    for model in (RencanaAksi, LaporanTriwulan):
        sah = model.objects.progress() if model is LaporanTriwulan else model.objects.verified().scoped()
        hasil |= set(
            sah.filter(penugasan__in=penugasan, tahun=p.tahun).order_by().values_list("diverifikasi_oleh", flat=True)
        )
    return hasil


def _family_verifiers(desa: Collection[int]) -> set[int | None]:
    """Who verified potret and families of these villages, in whatever year: baselines count too."""
    potret = PotretKesejahteraan.objects.visible_to(_nobody()).verified().filter(desa__in=desa)
    keluarga = StatusKeluarga.objects.visible_to(_nobody()).filter(keluarga__desa__in=desa)
    hasil: set[int | None] = set(potret.order_by().values_list("pemeriksa_id", flat=True))
    return hasil | set(keluarga.order_by().values_list("pemverifikasi_id", flat=True))


def can_reward(user: Pengguna, *, on: date) -> bool:
    """Say which result is rewarded: the holder of the Sekda Jabatan."""
    return is_sekda(user, on=on)


def can_evaluate(user: Pengguna, opd: Opd, *, on: date) -> bool:
    """Evaluate a village's year: a verifikator who does not work for its OPD."""
    return user.holds(Peran.VERIFIKATOR, on=on) and not plays_in(user, {opd.pk, opd.answering_on(on).pk}, on=on)
