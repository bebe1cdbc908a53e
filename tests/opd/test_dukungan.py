"""Support between OPDs: every state × every act × every kind of person against one table; who comes second is told; the
request follows its line.

Seen red with `works_for` instead of the OPD asked in `can_answer_dukungan`, with `_require_version` doing nothing and
the update of `_move` without `versi`, and with `drop_line` blind to other versions.
"""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from desa.angka import format_tanggal
from desa.models import Catatan
from opd.actions.baris_rencana import remove_baris
from opd.actions.dukungan import IsiDukungan, answer_dukungan, ask_dukungan, withdraw_dukungan
from opd.actions.naskah import approve_naskah
from opd.actions.rencana import revise_rencana, submit_rencana, verify_rencana
from opd.enums import Peran, StatusDukungan, StatusNaskah
from opd.models import BarisRencana, DukunganBaris
from opd.rekap.dukungan import dukungan_baris, plan_of
from opd.rekap.tugas import tugas_saya
from tests import pabrik, pabrik_naskah
from tests.opd.test_adu import RONDE
from tests.pabrik import SEKARANG
from tests.pabrik_dukungan import buat_dukungan

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
MENUNGGU, DITERIMA, DITOLAK, DITARIK = StatusDukungan


class Batalkan(Exception):
    """Rolls a try back."""


def minta(baris: BarisRencana, opd: Any, by: Any, **lain: Any) -> DukunganBaris:
    isi = IsiDukungan(opd.pk, lain.pop("permintaan", "200 bibit."))
    return ask_dukungan(baris.rencana, baris.kunci, isi, **{"uuid": uuid.uuid4(), "by": by, "at": SEKARANG} | lain)


TINDAKAN = {
    "minta": lambda d, b, by: minta(b, pabrik.buat_opd(), by),
    "terima": lambda d, b, by: answer_dukungan(d, versi=1, terima=True, jawaban="", by=by, at=SEKARANG),
    "tolak": lambda d, b, by: answer_dukungan(d, versi=1, terima=False, jawaban="Habis.", by=by, at=SEKARANG),
    "tarik": lambda d, b, by: withdraw_dukungan(d, versi=1, alasan="Berubah.", by=by, at=SEKARANG),
}
MENJADI = {"minta": None, "terima": DITERIMA, "tolak": DITOLAK, "tarik": DITARIK}
PEMINTA, PENJAWAB = {"kepala", "operator"}, {"kepala_diminta", "operator_diminta"}
BOLEH = {
    MENUNGGU: {"minta": PEMINTA, "terima": PENJAWAB, "tolak": PENJAWAB, "tarik": PEMINTA},
    DITERIMA: {"minta": PEMINTA, "tarik": PEMINTA},
    DITOLAK: {"minta": PEMINTA},
    DITARIK: {"minta": PEMINTA},
}


@pytest.mark.parametrize("status", list(StatusDukungan))
def test_requests_move_only_as_the_table_says(status):
    penugasan, diminta, lain = pabrik.buat_penugasan(), pabrik.buat_opd(), pabrik.buat_opd()
    baris = pabrik_naskah.buat_rencana(penugasan, baris=1).baris.get()
    dukungan = buat_dukungan(baris, diminta, status=status)
    orang = {
        f"{peran.value.partition('_')[0]}{akhiran}": pabrik.buat_pengguna(peran, opd=opd)
        for peran in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD)
        for akhiran, opd in (("", penugasan.opd), ("_diminta", diminta), ("_lain", lain))
    }
    orang |= {p.value: pabrik.buat_pengguna(p) for p in Peran if "opd" not in p.value}
    terjadi = set()
    for tindakan, jalankan in TINDAKAN.items():
        for nama, by in orang.items():
            try:
                with transaction.atomic():
                    jalankan(dukungan, baris, by)
                    kini = DukunganBaris.objects.get(pk=dukungan.pk)
                    assert kini.status == (MENJADI[tindakan] or status)
                    assert Catatan.objects.count() == 1
                    terjadi.add((tindakan, nama))
                    raise Batalkan
            except (Batalkan, PermissionDenied):
                pass
    assert terjadi == {(t, o) for t, boleh in BOLEH[status].items() for o in boleh}
    assert Catatan.objects.count() == 0


@pytest.fixture
def dunia() -> Any:
    """A draft plan's line, who writes it, the OPD to be asked and its operator."""
    penugasan, diminta = pabrik.buat_penugasan(), pabrik.buat_opd()
    meja = pabrik_naskah.buat_meja(penugasan)
    baris = pabrik_naskah.buat_rencana(penugasan, baris=1).baris.get()
    return baris, meja, diminta, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=diminta)


def test_same_form_sent_twice_is_one_request(dunia):
    baris, meja, diminta, _ = dunia
    u = uuid.uuid4()
    assert len({minta(baris, diminta, meja.operator, uuid=u).pk for _ in range(2)}) == 1
    with pytest.raises(ValidationError, match="isi berbeda"):
        minta(baris, diminta, meja.operator, uuid=u, permintaan="Lain.")
    satu = DukunganBaris.objects.get()
    assert (satu.kegiatan, satu.sasaran, satu.tahun) == (baris.kegiatan, baris.sasaran, 2026)
    catatan = Catatan.objects.get()
    assert (catatan.tindakan, catatan.perubahan) == ("meminta dukungan", {"opd": [None, diminta.nama]})


def test_one_open_request_per_line_and_opd(dunia):
    baris, meja, diminta, penjawab = dunia
    satu = minta(baris, diminta, meja.operator)
    with pytest.raises(ValidationError) as galat:
        minta(baris, diminta, meja.operator, permintaan="Lagi.")
    assert galat.value.messages == ["Permintaan kepada OPD ini untuk baris itu masih menunggu jawaban."]
    answer_dukungan(satu, versi=1, terima=False, jawaban="Anggaran habis.", by=penjawab, at=SEKARANG)
    minta(baris, diminta, meja.operator, permintaan="Lagi.")
    assert sorted(DukunganBaris.objects.values_list("status", flat=True)) == [DITOLAK, MENUNGGU]


def test_itself_and_a_closed_opd_are_not_asked(dunia):
    baris, meja, _, _ = dunia
    tutup = pabrik.buat_opd(berlaku_selesai=HARI)
    for opd, kalimat in (
        (baris.rencana.penugasan.opd, "Ini OPD Anda sendiri. Pilih OPD lain."),
        (tutup, "OPD ini tidak berlaku lagi. Muat ulang halaman, lalu pilih OPD penerusnya."),
    ):
        with pytest.raises(ValidationError) as galat:
            minta(baris, opd, meja.operator)
        assert galat.value.message_dict == {"opd": [kalimat]}


def test_a_line_of_last_year_or_gone_is_not_asked_for(dunia):
    baris, meja, diminta, _ = dunia
    lama = pabrik_naskah.buat_rencana(baris.rencana.penugasan, 2025, baris=1).baris.get()
    with pytest.raises(ValidationError, match="Tahun 2025 sudah lewat"):
        minta(lama, diminta, meja.operator)
    baris.kunci = uuid.uuid4()
    with pytest.raises(ValidationError, match="tidak ada pada versi rencana yang terbaru"):
        minta(baris, diminta, meja.operator)


def test_decline_needs_a_reason_and_the_same_answer_twice_is_one(dunia):
    baris, meja, diminta, penjawab = dunia
    d = minta(baris, diminta, meja.operator)
    with pytest.raises(ValidationError) as galat:
        answer_dukungan(d, versi=1, terima=False, jawaban=" ", by=penjawab, at=SEKARANG)
    assert list(galat.value.message_dict) == ["jawaban"]
    for _ in range(2):
        answer_dukungan(d, versi=1, terima=False, jawaban="Anggaran habis.", by=penjawab, at=SEKARANG)
    catatan = Catatan.objects.about(d)
    assert [(c.tindakan, c.alasan, c.opd_id) for c in catatan] == [
        ("menolak permintaan dukungan", "Anggaran habis.", diminta.pk),
        ("meminta dukungan", "", baris.rencana.penugasan.opd_id),
    ]
    kedua = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=diminta)
    with pytest.raises(ValidationError) as galat:
        answer_dukungan(d, versi=1, terima=True, jawaban="", by=kedua, at=SEKARANG)
    assert galat.value.messages == [
        f"Permintaan ini sudah ditolak oleh {penjawab.nama} pada 20 Juli 2026 09.00 WIT. Muat ulang halaman."
    ]


def test_accepted_support_is_withdrawn_with_its_reason_and_keeps_the_answer(dunia):
    baris, meja, diminta, penjawab = dunia
    d = minta(baris, diminta, meja.operator)
    answer_dukungan(d, versi=1, terima=True, jawaban="100 bibit.", by=penjawab, at=SEKARANG)
    with pytest.raises(ValidationError):
        withdraw_dukungan(d, versi=2, alasan=" ", by=meja.operator, at=SEKARANG)
    for _ in range(2):
        withdraw_dukungan(d, versi=2, alasan="Baris diubah.", by=meja.operator, at=SEKARANG)
    kini = DukunganBaris.objects.get()
    assert (kini.status, kini.jawaban, kini.alasan_tarik, kini.versi) == (DITARIK, "100 bibit.", "Baris diubah.", 3)
    assert Catatan.objects.about(d).count() == 3


def test_after_a_merger_the_successor_answers(dunia):
    baris, meja, diminta, penjawab = dunia
    d, penerus = minta(baris, diminta, meja.operator), pabrik.buat_opd()
    diminta.berlaku_selesai, diminta.dilebur_ke = HARI, penerus
    diminta.save()
    baru = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penerus)
    assert [t.label_tombol for t in tugas_saya(baru, until=HARI) if t.jenis == "dukungan"] == ["Jawab permintaan"]
    with pytest.raises(PermissionDenied):
        answer_dukungan(d, versi=1, terima=True, jawaban="", by=penjawab, at=SEKARANG)
    answer_dukungan(d, versi=1, terima=True, jawaban="", by=baru, at=SEKARANG)
    assert DukunganBaris.objects.get().status == DITERIMA


def test_task_waits_on_the_beranda_of_the_opd_asked_until_answered(dunia):
    baris, meja, diminta, penjawab = dunia
    opd, desa = baris.rencana.penugasan.opd, baris.rencana.penugasan.desa
    d = minta(baris, diminta, meja.operator, at=SEKARANG - timedelta(days=4))

    def kata(user: Any) -> list[str]:
        return [t.kalimat for t in tugas_saya(user, until=HARI) if t.jenis == "dukungan"]

    kalimat = f"{opd.nama} meminta dukungan untuk “{baris.kegiatan}” di {desa.nama}, menunggu 4 hari."
    assert [kata(o) for o in (penjawab, meja.operator, meja.verifikator)] == [[kalimat], [], []]
    answer_dukungan(d, versi=1, terima=True, jawaban="", by=penjawab, at=SEKARANG)
    assert kata(penjawab) == []


def test_decline_is_told_on_the_beranda_of_the_opd_that_asked(dunia):
    baris, meja, diminta, penjawab = dunia
    d = minta(baris, diminta, meja.operator, at=SEKARANG - timedelta(days=4))

    def kata(user: Any, hari: int = 0) -> list[str]:
        semua = tugas_saya(user, until=HARI + timedelta(days=hari))
        return [t.kalimat for t in semua if t.jenis == "dukungan_ditolak"]

    assert kata(meja.operator) == []
    answer_dukungan(d, versi=1, terima=False, jawaban="Habis.", by=penjawab, at=SEKARANG)
    desa = baris.rencana.penugasan.desa.nama
    kalimat = f"{diminta.nama} menolak mendukung “{baris.kegiatan}” di {desa} pada {format_tanggal(HARI)}."
    assert [kata(o) for o in (meja.operator, meja.kepala, penjawab, meja.verifikator)] == [[kalimat], [kalimat], [], []]
    assert [kata(meja.operator, n) for n in (13, 14)] == [[kalimat], []]
    lain = minta(baris, pabrik.buat_opd(), meja.operator, at=SEKARANG + timedelta(minutes=5))
    assert kata(meja.operator) == []
    withdraw_dukungan(lain, versi=1, alasan="Salah pilih.", by=meja.operator, at=SEKARANG)
    assert kata(meja.operator) == [kalimat]
    remove_baris(baris.rencana, baris.kunci, versi=1, by=meja.operator, at=SEKARANG)
    assert kata(meja.operator) == []


def test_removing_a_draft_line_withdraws_what_waits(dunia):
    baris, meja, diminta, _ = dunia
    d = minta(baris, diminta, meja.operator)
    remove_baris(baris.rencana, baris.kunci, versi=1, by=meja.operator, at=SEKARANG)
    kini = DukunganBaris.objects.get()
    assert (kini.status, kini.alasan_tarik, kini.ditarik_oleh) == (
        DITARIK,
        "Baris ini dihapus dari draf rencana.",
        meja.operator,
    )
    catatan = Catatan.objects.about(baris.rencana)[0]
    assert catatan.perubahan["dukungan yang diminta"] == [diminta.singkatan, None]
    assert Catatan.objects.about(d).count() == 1


def _verify(rencana: Any, meja: Any, at: Any = SEKARANG) -> None:
    rencana.refresh_from_db()
    submit_rencana(rencana, versi=rencana.versi, by=meja.operator, at=at)
    approve_naskah(rencana, versi=rencana.versi + 1, by=meja.kepala, at=at)
    verify_rencana(rencana, versi=rencana.versi + 2, by=meja.verifikator, at=at)


def test_request_follows_its_line_through_a_revision_until_the_line_is_left_out(dunia):
    baris, meja, diminta, penjawab = dunia
    lama, tetap = baris.rencana, pabrik_naskah.buat_baris(baris.rencana, urutan=2)
    d, e = minta(baris, diminta, meja.operator), minta(tetap, diminta, meja.operator)
    _verify(lama, meja)
    baru = revise_rencana(lama, uuid=uuid.uuid4(), alasan="Kapal berhenti.", by=meja.operator, at=SEKARANG)
    assert {k: [x.pk for x in v] for k, v in dukungan_baris(meja.operator, [baris.kunci, tetap.kunci]).items()} == {
        baris.kunci: [d.pk],
        tetap.kunci: [e.pk],
    }
    assert plan_of(meja.operator, d) == baru
    assert plan_of(penjawab, d) == lama
    remove_baris(baru, baris.kunci, versi=1, by=meja.operator, at=SEKARANG)
    assert DukunganBaris.objects.waiting().count() == 2
    _verify(baru, meja)
    assert list(DukunganBaris.objects.waiting()) == [e]
    d.refresh_from_db()
    assert d.alasan_tarik == "Baris ini tidak ada lagi pada revisi yang diverifikasi."
    [catatan] = Catatan.objects.filter(tindakan="menarik permintaan dukungan", objek_id=str(baru.pk))
    assert (catatan.oleh_id, catatan.perubahan) == (
        meja.verifikator.pk,
        {"dukungan yang diminta": [diminta.singkatan, None]},
    )


def test_others_read_what_was_accepted_for_a_verified_plan():
    draf = pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), baris=1)
    terbit = pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), status=StatusNaskah.DIVERIFIKASI, baris=1)
    semua = {(r.status, s): buat_dukungan(r.baris.get(), status=s) for r in (draf, terbit) for s in (DITERIMA, DITOLAK)}
    pembaca, lain = pabrik.buat_pengguna(Peran.PEMBACA), pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())
    for orang in (pembaca, lain):
        assert list(DukunganBaris.objects.visible_to(orang)) == [semua["diverifikasi", DITERIMA]]
    for peran in (Peran.VERIFIKATOR, Peran.PIMPINAN):
        assert set(DukunganBaris.objects.visible_to(pabrik.buat_pengguna(peran))) == set(semua.values())
    for d in semua.values():
        for opd in (d.opd, d.penugasan.opd):
            orang = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd)
            assert d in DukunganBaris.objects.visible_to(orang)


# --- two at once ---------------------------------------------------------------------------------------------------


def _race(dukungan: DukunganBaris, tekan: list[Any]) -> list[str]:
    """Let all press at once; the sentences of the refusals, "" for who won."""
    hasil: list[str] = []
    siap = threading.Barrier(len(tekan))

    def jalan(tindakan: Any) -> None:
        siap.wait()
        try:
            tindakan(dukungan)
            hasil.append("")
        except ValidationError as galat:
            hasil.append(galat.messages[0])
        finally:
            connection.close()

    utas = [threading.Thread(target=jalan, args=(t,)) for t in tekan]
    for u in utas:
        u.start()
    for u in utas:
        u.join()
    return sorted(hasil)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_one_wins_and_the_other_is_told():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    diminta = pabrik.buat_opd()
    satu, dua = (pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=diminta) for _ in range(2))
    baris = pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), baris=1).baris.get()
    penulis = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baris.rencana.penugasan.opd)
    lawan = [
        lambda d: answer_dukungan(d, versi=1, terima=True, jawaban="", by=satu, at=SEKARANG),
        lambda d: answer_dukungan(d, versi=1, terima=False, jawaban="Habis.", by=dua, at=SEKARANG),
        lambda d: withdraw_dukungan(d, versi=1, alasan="Berubah.", by=penulis, at=SEKARANG),
    ]
    for n in range(RONDE):
        d = minta(baris, diminta, penulis, permintaan=f"Permintaan {n}.")
        kata = _race(d, [lawan[n % 3], lawan[(n + 1) % 3]])
        assert kata[0] == ""
        assert kata[1].startswith("Permintaan ini sudah di")
        assert Catatan.objects.about(d).count() == 2
