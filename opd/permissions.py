"""Which deeds a person may do. Which *rows* stands in the scopes; a deed refused on a visible row is a 403.

Every function takes the day `on` that decides, for rights come from the roles and Jabatan open that day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q

from desa.models import Catatan
from desa.waktu import akhir_bulan, triwulan
from opd.enums import (
    IMPOR_KELUARGA,
    IMPOR_OPD,
    IMPOR_PEMELIHARA,
    KATA_TINDAKAN,
    JenisImpor,
    Peran,
    StatusDukungan,
    StatusJabatan,
    StatusNaskah,
    StatusTindakLanjut,
    TindakanNaskah,
)
from opd.models import (
    AnggotaTim,
    Arahan,
    Delegasi,
    Jabatan,
    Konsultasi,
    LaporanTriwulan,
    Pengguna,
    Penugasan,
    TindakLanjut,
)
from opd.models.naskah import Naskah
from opd.models.pengguna import MASA_LAPORAN_HARI, MASA_TUTUP_HARI
from opd.models.permintaan import Permintaan


def can_maintain_penugasan(user: Pengguna, *, on: date) -> bool:
    """Import annexes, open, close, correct and hand over penugasan, execute mergers (desain.md, section 1)."""
    return user.holds(Peran.ADMIN_SISTEM, Peran.VERIFIKATOR, on=on)


def can_maintain_users(user: Pengguna, *, on: date) -> bool:
    """Open accounts, give and close roles."""
    return user.holds(Peran.ADMIN_SISTEM, on=on)


def works_for(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Whether the user works for the OPD of this penugasan, or for the OPD it was merged into."""
    opd = penugasan.opd
    ids = user.opd_ids(on)
    return opd.pk in ids or (opd.merged_on(on) and opd.dilebur_ke_id in ids)


def can_record_facts(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Record or correct a kegiatan or kunjungan; after the end of a penugasan for another 30 days."""
    return takes_additions(penugasan, on=on) and works_for(user, penugasan, on=on)


def takes_additions(penugasan: Penugasan, *, on: date) -> bool:
    """Whether its OPD may still complete facts and papers: not replaced, and ended less than 30 days ago if at all."""
    if penugasan.dikoreksi_pada is not None:
        return False
    return penugasan.selesai is None or on < penugasan.selesai + timedelta(days=MASA_TUTUP_HARI)


def taking_additions(*, on: date, jalur: str = "") -> Q:
    """`takes_additions` of many: a condition on penugasan, or on rows that reach theirs by `jalur`."""
    terbuka = Q(**{f"{jalur}selesai__isnull": True})
    terbuka |= Q(**{f"{jalur}selesai__gt": on - timedelta(days=MASA_TUTUP_HARI)})
    return terbuka & Q(**{f"{jalur}dikoreksi_pada__isnull": True})


def report_deadline(tahun: int, triwulan: int) -> date:
    """30 days after the quarter: until when an OPD whose penugasan has ended may write its report, and the standing deadline
    of a quarter without a Tenggat. An announced Tenggat decides who is in time, never who may write."""
    return akhir_bulan(date(tahun, triwulan * 3, 1)) + timedelta(days=MASA_LAPORAN_HARI)


def takes_paper(naskah: Naskah, *, on: date) -> bool:
    """Whether its OPD may still write it: while it completes facts, and a report until its quarter's deadline."""
    if takes_additions(naskah.penugasan, on=on):
        return True
    return isinstance(naskah, LaporanTriwulan) and takes_report(naskah.penugasan, naskah.tahun, naskah.triwulan, on=on)


def taking_papers(model: type[Naskah], *, on: date) -> Q:
    """`takes_paper` of many: a condition on papers of that kind."""
    terbuka = taking_additions(on=on, jalur="penugasan__")
    if model is not LaporanTriwulan:
        return terbuka
    tahun, tw = triwulan(on - timedelta(days=MASA_LAPORAN_HARI))
    jatuh_tempo = Q(tahun__gt=tahun) | Q(tahun=tahun, triwulan__gte=tw)
    return terbuka | (jatuh_tempo & Q(penugasan__dikoreksi_pada__isnull=True))


def takes_report(penugasan: Penugasan, tahun: int, triwulan: int, *, on: date) -> bool:
    """The same of a report that may not be made yet."""
    lama = penugasan.dikoreksi_pada is not None
    return not lama and (takes_additions(penugasan, on=on) or on <= report_deadline(tahun, triwulan))


def can_make_report(user: Pengguna, penugasan: Penugasan, tahun: int, triwulan: int, *, on: date) -> bool:
    """Begin the report of a quarter: head and operator of the OPD; of a village handed over, until the deadline."""
    return takes_report(penugasan, tahun, triwulan, on=on) and works_for(user, penugasan, on=on)


def can_follow_up(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Look at an aid again, or end a visit's follow-up: the OPD of then, and whoever answers for the village after it."""
    return can_record_facts(user, penugasan, on=on) or user.own_desa().filter(pk=penugasan.desa_id).exists()


def can_manage_team(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Form a team and change its members: head and operator of the OPD."""
    return can_record_facts(user, penugasan, on=on)


def can_edit_umkm(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Register or change an enterprise or its sales: the OPD in charge, and the maintainers who load lists."""
    return user.managed_desa().filter(pk=desa_id).exists()


def can_see_personal(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Read owners' names and phones: the OPD in charge of the village and the verifikator."""
    return user.personal_desa().filter(pk=desa_id).exists()


def can_import(user: Pengguna, jenis: JenisImpor | str, *, on: date) -> bool:
    """Annexes for maintainers; enterprises and sales for them and who works for an OPD; states and activities for
    the latter alone.

    Families for who works for an OPD and the verifikator, never for admin_sistem.
    """
    if jenis in IMPOR_KELUARGA:
        return user.holds(Peran.VERIFIKATOR, on=on) or bool(user.opd_ids(on))
    if jenis not in IMPOR_OPD and can_maintain_penugasan(user, on=on):
        return True
    return jenis not in IMPOR_PEMELIHARA and bool(user.opd_ids(on))


def can_handle_import(user: Pengguna, milik: int | None, *, on: date) -> bool:
    """Go on with a list of this person: one's own; maintainers any."""
    return milik == user.pk or can_maintain_penugasan(user, on=on)


def can_give_orders(user: Pengguna, *, on: date) -> bool:
    """Remind OPDs from the dashboard: pimpinan and verifikator."""
    return user.holds(Peran.PIMPINAN, Peran.VERIFIKATOR, on=on)


# --- papers from desk to desk (desain.md, section 3) -----------------------------------------------------------
# The head's desk belongs to the Jabatan open that day: while a Plh. holds it, nobody else does; a Delegasi adds its
# receiver as long as the Jabatan that lent it holds the desk. Maker is never checker, and the referee does not play.

MENULIS = ("menyusun", "menyunting")
"""How the Catatan of every writing deed on a paper begins."""

MEMBUAT = (*MENULIS, KATA_TINDAKAN[TindakanNaskah.AJUKAN][0])
"""The same, and that of submitting it: who did any of these is a maker."""


def holders(jabatan: Iterable[Jabatan]) -> tuple[Jabatan, ...]:
    """Of the open episodes of one OPD, those that hold the desk: the Plh. alone while there is one."""
    semua = tuple(jabatan)
    return tuple(j for j in semua if j.status == StatusJabatan.PLH) or semua


def answering_opd_id(penugasan: Penugasan, *, on: date) -> int:
    """The OPD whose head answers: from the day of a merger the successor's."""
    opd = penugasan.opd
    return opd.dilebur_ke_id if opd.dilebur_ke_id and opd.merged_on(on) else opd.pk


def head_desk(opd_id: int, *, on: date) -> frozenset[int]:
    """Accounts that may act for the head of an OPD on a day: who holds the desk, and whom they have lent it. Two queries."""
    jabatan = holders(Jabatan.objects.filter(opd=opd_id).open_on(on).defer("nip"))
    wakil = Delegasi.objects.filter(jabatan__in=[j.pk for j in jabatan]).open_on(on).scoped()
    return frozenset({j.pengguna_id for j in jabatan if j.pengguna_id} | {d.penerima_id for d in wakil})


def title_at_desk(user: Pengguna, opd_id: int, *, on: date) -> str:
    """As what somebody at the head's desk acts: "Plt. Kepala Dinas X" or "mewakili Kepala Dinas X". At most two queries."""
    jabatan = {j.pk: j for j in holders(Jabatan.objects.filter(opd=opd_id).open_on(on).defer("nip"))}
    sendiri = [j.sebutan for j in jabatan.values() if j.pengguna_id == user.pk]
    if sendiri:
        return sendiri[0]
    wakil = Delegasi.objects.filter(jabatan__in=jabatan, penerima=user).open_on(on).scoped().first()
    return f"mewakili {jabatan[wakil.jabatan_id].sebutan}" if wakil else ""


def makers(naskah: Naskah) -> frozenset[int]:
    """Everybody who ever wrote or submitted this paper. One query."""
    return makers_of([naskah])[naskah]


def makers_of(daftar: Iterable[Naskah]) -> dict[Naskah, frozenset[int]]:
    """The makers of many papers of both kinds, from their columns and their Catatan. One query."""
    hasil = {n: set(n.pembuat) for n in daftar}
    per_kunci = {(n._meta.label_lower, str(n.pk)): n for n in hasil}
    tentang = Q(pk__in=[])
    for label in {label for label, _ in per_kunci}:
        tentang |= Q(objek_jenis=label, objek_id__in=[pk for nama, pk in per_kunci if nama == label])
    catatan = Catatan.objects.filter(tentang).scoped().values_list("objek_jenis", "objek_id", "oleh_id", "tindakan")
    for label, pk, oleh, tindakan in catatan:
        if oleh and tindakan.startswith(MEMBUAT):
            hasil[per_kunci[label, pk]].add(oleh)
    return {n: frozenset(orang) for n, orang in hasil.items()}


def plays_for(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Whether a referee works for the OPD of this paper: by office, as operator, or in one of its teams."""
    return plays_in(user, {penugasan.opd_id, answering_opd_id(penugasan, on=on)}, on=on)


def plays_in(user: Pengguna, opd: Collection[int], *, on: date) -> bool:
    """Whether a referee works for one of these OPDs: by office, as operator, or in one of their teams."""
    if not user.opd_ids(on).isdisjoint(opd):
        return True
    return AnggotaTim.objects.visible_to(user).filter(pengguna=user, tim__penugasan__opd__in=opd).exists()


def can_write_naskah(user: Pengguna, naskah: Naskah, *, on: date) -> bool:
    """Edit a draft or a returned paper: head and operator of the OPD."""
    return naskah.terbuka and takes_paper(naskah, on=on) and works_for(user, naskah.penugasan, on=on)


def can_withdraw_naskah(user: Pengguna, naskah: Naskah, *, on: date) -> bool:
    """Take a submitted paper back while the head has not decided: the OPD."""
    diajukan = naskah.status == StatusNaskah.DIAJUKAN
    return diajukan and takes_paper(naskah, on=on) and works_for(user, naskah.penugasan, on=on)


def sits_at_head_desk(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Whether the user decides for the head of this paper's OPD today."""
    return user.pk in head_desk(answering_opd_id(penugasan, on=on), on=on)


def can_approve_naskah(user: Pengguna, naskah: Naskah, *, on: date) -> bool:
    """Approve a submitted paper: who sits at the head's desk and had no hand in writing it."""
    if naskah.status != StatusNaskah.DIAJUKAN or not sits_at_head_desk(user, naskah.penugasan, on=on):
        return False
    return user.pk not in makers(naskah)


def reads_group(user: Pengguna, kelompok: str, *, on: date) -> bool:
    """Whether the user is a verifikator for papers of that group; an empty group is everybody's."""
    milik = [p.kelompok for p in user.roles_on(on) if p.peran == Peran.VERIFIKATOR]
    return any(not k or not kelompok or k == kelompok for k in milik)


def can_verify_naskah(user: Pengguna, naskah: Naskah, *, on: date) -> bool:
    """Verify an approved paper, or return it from there: a verifikator of its group who does not play for the OPD."""
    if naskah.status != StatusNaskah.DISETUJUI or not reads_group(user, naskah.kelompok, on=on):
        return False
    if plays_for(user, naskah.penugasan, on=on):
        return False
    return user.pk not in makers(naskah) | {naskah.disetujui_oleh_id}


def can_return_naskah(user: Pengguna, naskah: Naskah, *, on: date) -> bool:
    """Return a paper with a reason, from the desk where it lies."""
    if naskah.status == StatusNaskah.DIAJUKAN:
        return sits_at_head_desk(user, naskah.penugasan, on=on)
    return can_verify_naskah(user, naskah, on=on)


def has_other_approver(user: Pengguna, naskah: Naskah, *, on: date) -> bool:
    """Whether somebody could approve what `user` submits: at the head's desk, and without a hand in the paper.

    A desk that nobody holds refuses nothing: the paper waits there and the clock stands still.
    """
    meja = head_desk(answering_opd_id(naskah.penugasan, on=on), on=on)
    return not meja or bool(meja - {user.pk} - makers(naskah))


def can_delegate(user: Pengguna, opd_id: int, *, on: date) -> bool:
    """Lend the head's desk: only who holds it by Jabatan, never a delegate."""
    return opd_id in held_desks(user, on=on)


def held_desks(user: Pengguna, *, on: date) -> frozenset[int]:
    """The OPDs whose desk the user holds by Jabatan that day. One query."""
    per_opd: dict[int, list[Jabatan]] = {}
    for j in Jabatan.objects.filter(opd__in=user.opd_ids(on)).open_on(on).defer("nip"):
        per_opd.setdefault(j.opd_id, []).append(j)
    return frozenset(o for o, semua in per_opd.items() if any(j.pengguna_id == user.pk for j in holders(semua)))


def can_unlock(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Open a verified quarter for correction: a verifikator who does not play for the OPD."""
    return user.holds(Peran.VERIFIKATOR, on=on) and not plays_for(user, penugasan, on=on)


def can_set_tenggat(user: Pengguna, *, on: date) -> bool:
    """Announce the deadlines of quarterly reports: verifikator."""
    return user.holds(Peran.VERIFIKATOR, on=on)


# --- directives, their follow-up, and the clinic (desain.md, sections 2 and 3) ------------------------------------


def can_write_arahan(user: Pengguna, *, on: date) -> bool:
    """Order OPDs from the dashboard, in one's own name: pimpinan."""
    return user.holds(Peran.PIMPINAN, on=on)


def can_record_rakor(user: Pengguna, *, on: date) -> bool:
    """Write a rakor's minutes and record the arahan born there, naming who gave them: pimpinan and verifikator."""
    return can_give_orders(user, on=on)


def can_withdraw_arahan(user: Pengguna, arahan: Arahan, *, on: date) -> bool:
    """Take an arahan back: the pimpinan who gave it; what was born in a rakor also a verifikator."""
    if arahan.dicabut_pada is not None:
        return False
    if arahan.pemberi_id == user.pk and can_write_arahan(user, on=on):
        return True
    return arahan.rakor_id is not None and user.holds(Peran.VERIFIKATOR, on=on)


def _open_round(tindak: TindakLanjut, status: StatusTindakLanjut) -> bool:
    return tindak.status == status and tindak.arahan.dicabut_pada is None


def _opd_of(tindak: TindakLanjut, on: date) -> set[int]:
    return {tindak.opd_id, tindak.opd.answering_on(on).pk}


def can_answer_arahan(user: Pengguna, tindak: TindakLanjut, *, on: date) -> bool:
    """Answer an arahan: head and operator of the OPD; after a merger the successor's."""
    return _open_round(tindak, StatusTindakLanjut.BELUM_DIJAWAB) and not user.opd_ids(on).isdisjoint(
        _opd_of(tindak, on)
    )


def can_check_arahan(user: Pengguna, tindak: TindakLanjut, *, on: date) -> bool:
    """Close an answer or return it: a verifikator, or the pimpinan who gave the arahan; never one who plays for the OPD."""
    if not _open_round(tindak, StatusTindakLanjut.DIJAWAB) or tindak.dijawab_oleh_id == user.pk:
        return False
    pemberi = tindak.arahan.pemberi_id == user.pk and can_write_arahan(user, on=on)
    if not pemberi and not user.holds(Peran.VERIFIKATOR, on=on):
        return False
    return not plays_in(user, _opd_of(tindak, on), on=on)


def can_ask_konsultasi(user: Pengguna, penugasan: Penugasan, *, on: date) -> bool:
    """Ask the clinic about the village one answers for today."""
    if penugasan.dikoreksi_pada is not None or not penugasan.covers(on):
        return False
    return works_for(user, penugasan, on=on)


def can_answer_konsultasi(user: Pengguna, konsultasi: Konsultasi, *, on: date) -> bool:
    """Answer a question and agree on a target: pimpinan and verifikator who do not work for that OPD."""
    return konsultasi.dijawab_pada is None and _advises(user, konsultasi, on=on)


def can_agree_target(user: Pengguna, konsultasi: Konsultasi, *, on: date) -> bool:
    """Agree on a target after the answer was given without one."""
    belum = konsultasi.dijawab_pada is not None and konsultasi.target_batas is None
    return belum and _advises(user, konsultasi, on=on)


def _advises(user: Pengguna, konsultasi: Konsultasi, *, on: date) -> bool:
    return can_give_orders(user, on=on) and not plays_for(user, konsultasi.penugasan, on=on)


def can_report_target(user: Pengguna, konsultasi: Konsultasi, *, on: date) -> bool:
    """Say what became of the agreed target: the OPD that asked, after a merger its successor."""
    if konsultasi.target_batas is None or konsultasi.hasil_pada is not None:
        return False
    return works_for(user, konsultasi.penugasan, on=on)


def can_answer_dukungan(user: Pengguna, dukungan: Permintaan, *, on: date) -> bool:
    """Accept or decline what another OPD asks: head and operator of the OPD asked; after a merger the successor's."""
    menunggu = dukungan.status == StatusDukungan.MENUNGGU
    return menunggu and dukungan.opd.answering_on(on).pk in user.opd_ids(on)


def can_withdraw_dukungan(user: Pengguna, dukungan: Permintaan, *, on: date) -> bool:
    """Take back what was not declined: the OPD that asked, after a merger its successor."""
    terbuka = dukungan.status in (StatusDukungan.MENUNGGU, StatusDukungan.DITERIMA)
    return terbuka and works_for(user, dukungan.penugasan, on=on)
