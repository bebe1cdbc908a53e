"""Weights: drafted by a verifikator, enacted by the Sekda before the year, never edited after that."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from binaan.enums import Dihargai, JenisPenghargaan, Komponen
from binaan.models import Bobot
from binaan.peringkat.komponen import butir_of, standard
from binaan.peringkat.tindakan_bobot import change_bobot, draft_bobot, enact_bobot
from desa.models import Catatan
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Delegasi, Jabatan
from tests.halaman_ketat import visible_text
from tests.pabrik import WIT, buat_opd, buat_pengguna, pada
from tests.pabrik_peringkat import buat_bobot, buat_sekda

pytestmark = pytest.mark.django_db


def depan() -> int:
    """The year that is weighed."""
    return hari_ini().year + 1


def saat() -> datetime:
    """A moment of the year before it."""
    return datetime(depan() - 1, 11, 1, 9, 0, tzinfo=WIT)


def susun(by, *, tahun=None, butir=None, kunci=None):
    return draft_bobot(
        tahun or depan(), butir or standard(), keterangan="uji", uuid=kunci or uuid.uuid4(), by=by, at=saat()
    )


def berat(k: Komponen, n: int):
    return tuple(replace(b, bobot=n) if b.komponen == k else b for b in standard())


def test_a_verifikator_drafts_and_the_sekda_enacts_each_with_a_note():
    v, s = buat_pengguna(Peran.VERIFIKATOR), buat_sekda()
    b = susun(v)
    enact_bobot(b, versi=1, dihargai=Dihargai.UMUM, by=s, at=saat())
    b.refresh_from_db()
    assert (b.nomor, b.ditetapkan_oleh, b.ditetapkan_sebagai, butir_of(b.isi)) == (
        1,
        s,
        "Sekretaris Daerah",
        standard(),
    )
    kata = Catatan.objects.filter(objek_jenis="binaan.bobot").order_by("pk").values_list("tindakan", flat=True)
    assert list(kata) == ["menyusun bobot peringkat", "menetapkan bobot peringkat"]


@pytest.mark.parametrize("peran", [p for p in Peran if p != Peran.VERIFIKATOR])
def test_nobody_else_drafts(peran):
    opd = buat_opd() if peran in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD) else None
    with pytest.raises(PermissionDenied):
        susun(buat_pengguna(peran, opd=opd))


@pytest.mark.parametrize("jumlah", [99, 101])
def test_weights_that_do_not_add_up_to_100_are_refused(jumlah):
    with pytest.raises(ValidationError, match=f"Jumlah bobot {jumlah}, harus 100"):
        susun(buat_pengguna(Peran.VERIFIKATOR), butir=berat(Komponen.CAPAIAN, 15 + jumlah - 100))
    assert not Bobot.objects.exists()


def test_a_year_that_began_or_lies_far_ahead_takes_no_draft():
    v = buat_pengguna(Peran.VERIFIKATOR)
    for tahun in (depan() - 1, depan() + 3, 1, 99999):
        with pytest.raises(ValidationError, match="sebelum tahun yang dinilainya mulai"):
            susun(v, tahun=tahun)


def test_the_same_form_sent_twice_is_one_draft_and_another_is_refused():
    v, kunci = buat_pengguna(Peran.VERIFIKATOR), uuid.uuid4()
    assert susun(v, kunci=kunci) == susun(v, kunci=kunci)
    with pytest.raises(ValidationError, match="sudah pernah dikirim"):
        susun(v, kunci=kunci, tahun=depan() + 1)
    with pytest.raises(ValidationError, match="sudah mempunyai rancangan"):
        susun(v)
    assert Bobot.objects.count() == 1


def test_only_the_holder_of_the_sekda_desk_enacts():
    b = susun(buat_pengguna(Peran.VERIFIKATOR))
    sekda, plh = buat_sekda(), buat_pengguna()
    jabatan = Jabatan.objects.get(opd__slug="setda")
    wakil = buat_pengguna(Peran.PIMPINAN)
    Delegasi.objects.create(
        opd=jabatan.opd, jabatan=jabatan, penerima=wakil, mulai=date(depan() - 1, 10, 1), selesai=date(depan(), 1, 1),
        alasan="uji", dicatat_pada=saat(), dicatat_oleh="uji",
    )  # fmt: skip
    for siapa in (wakil, buat_pengguna(Peran.PIMPINAN), buat_pengguna(Peran.VERIFIKATOR)):
        with pytest.raises(PermissionDenied):
            enact_bobot(b, versi=1, dihargai=Dihargai.UMUM, by=siapa, at=saat())
    jabatan.opd.jabatan.create(
        nama_jabatan="Sekretaris Daerah", pemegang="Plh", status="plh", mulai=date(depan() - 1, 10, 20), pengguna=plh
    )
    with pytest.raises(PermissionDenied):
        enact_bobot(b, versi=1, dihargai=Dihargai.UMUM, by=sekda, at=saat())
    enact_bobot(b, versi=1, dihargai=Dihargai.UMUM, by=plh, at=saat())
    b.refresh_from_db()
    assert b.ditetapkan_sebagai == "Plh. Sekretaris Daerah"


def test_who_may_not_enact_is_refused_where_the_weights_are_enacted_too(klien):
    """Seen red with the state asked before the right."""
    b = buat_bobot(depan())
    with pytest.raises(PermissionDenied):
        enact_bobot(b, versi=b.versi, dihargai=Dihargai.UMUM, by=buat_pengguna(Peran.PIMPINAN), at=saat())
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert klien.post(f"/peringkat/bobot/{b.uuid}/tetapkan/", {}).status_code == 403


def test_who_drafted_does_not_enact():
    s = buat_sekda()
    with pytest.raises(PermissionDenied):
        enact_bobot(
            buat_bobot(depan(), ditetapkan=False, disusun_oleh=s), versi=1, dihargai=Dihargai.UMUM, by=s, at=saat()
        )


def test_who_wrote_at_a_draft_that_another_changed_last_does_not_enact_it():
    v, s = buat_pengguna(Peran.VERIFIKATOR), buat_sekda()
    s.peran.create(peran=Peran.VERIFIKATOR, mulai=date(2020, 1, 1))
    s.forget_roles()
    b = susun(s)
    change_bobot(b, standard(), keterangan="Ejaan.", versi=1, by=v, at=saat())
    b.refresh_from_db()
    assert b.disusun_oleh == v
    with pytest.raises(PermissionDenied):
        enact_bobot(b, versi=2, dihargai=Dihargai.UMUM, by=s, at=saat())


def test_nothing_is_enacted_from_the_first_day_of_the_year_on():
    b, s = buat_bobot(depan(), ditetapkan=False), buat_sekda()
    with pytest.raises(ValidationError, match="sudah mulai"):
        enact_bobot(b, versi=1, dihargai=Dihargai.UMUM, by=s, at=datetime(depan(), 1, 1, 0, 1, tzinfo=WIT))
    enact_bobot(b, versi=1, dihargai=Dihargai.UMUM, by=s, at=datetime(depan() - 1, 12, 31, 23, 59, tzinfo=WIT))
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        enact_bobot(b, versi=2, dihargai=Dihargai.UMUM, by=s, at=saat())


def test_a_draft_changed_meanwhile_is_neither_enacted_nor_written_over():
    v, s = buat_pengguna(Peran.VERIFIKATOR), buat_sekda()
    b = susun(v)
    ubah = {"keterangan": "lain", "by": v, "at": saat()}
    change_bobot(b, standard(), versi=1, **ubah)
    with pytest.raises(ValidationError, match="mengubah rancangan bobot"):
        change_bobot(b, standard(), versi=1, **ubah)
    with pytest.raises(ValidationError, match="mengubah rancangan bobot"):
        enact_bobot(b, versi=1, dihargai=Dihargai.UMUM, by=s, at=saat())


def test_enacted_weights_are_never_edited_a_change_is_a_new_version():
    v = buat_pengguna(Peran.VERIFIKATOR)
    b = buat_bobot(depan())
    with pytest.raises(ValidationError, match="Susun versi baru"):
        change_bobot(b, standard(), keterangan="", versi=1, by=v, at=saat())
    assert susun(v).nomor == 2


def test_the_database_refuses_to_change_enacted_weights():
    b = buat_bobot(depan())
    hapus = [b.delete] if connection.vendor == "postgresql" else []
    for ubah in (lambda: Bobot.objects.filter(pk=b.pk).update(keterangan="lain"), *hapus):
        with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic():
            ubah()


# --- pages -------------------------------------------------------------------------------------------------------


def kiriman(**lain):
    isi = {"uuid": str(uuid.uuid4()), "tahun": str(depan()), "keterangan": "Uji"}
    for b in standard():
        isi |= {
            f"bobot_{b.komponen}": b.bobot,
            f"nol_{b.komponen}": b.nol.numerator,
            f"penuh_{b.komponen}": b.penuh.numerator,
        }
    return isi | lain


def test_pages_from_draft_to_enacted(klien):
    v, s = buat_pengguna(Peran.VERIFIKATOR), buat_sekda()
    klien.force_login(v)
    salah = klien.post("/peringkat/bobot/baru/", kiriman(bobot_capaian="16"))
    assert salah.status_code == 422
    assert "Jumlah bobot 101, harus 100. Kurangi 1." in visible_text(salah.text)
    assert 'value="16"' in salah.text
    jawab = klien.post("/peringkat/bobot/baru/", kiriman())
    b = Bobot.objects.get()
    assert jawab["Location"] == f"/peringkat/bobot/{b.uuid}/"
    assert klien.post(f"{jawab['Location']}tetapkan/", {"versi": 1, "dihargai": "akses"}).status_code == 403
    assert "Tetapkan untuk" not in klien.get(jawab["Location"]).text
    klien.post(f"{jawab['Location']}ubah/", kiriman(versi="1", bobot_capaian="20", bobot_serapan="0"))
    klien.force_login(s)
    assert f"Tetapkan untuk {depan()}" in klien.get(jawab["Location"]).text
    lama = klien.post(f"{jawab['Location']}tetapkan/", {"versi": 1, "dihargai": "akses"}, follow=True)
    assert "mengubah rancangan bobot" in visible_text(lama.text)
    klien.post(f"{jawab['Location']}tetapkan/", {"versi": 2})
    assert not Bobot.objects.enacted().exists()
    klien.post(f"{jawab['Location']}tetapkan/", {"versi": 2, "dihargai": "akses"})
    b.refresh_from_db()
    assert [b.rewards(j) for j in JenisPenghargaan] == [False, True, True]
    assert "Yang dihargai: peringkat dalam kelompok akses." in visible_text(klien.get(jawab["Location"]).text)
    assert (b.ditetapkan_oleh, {x.komponen: x.bobot for x in butir_of(b.isi)}[Komponen.CAPAIAN]) == (s, 20)
    assert "Ditetapkan" in visible_text(klien.get("/peringkat/bobot/").text)


@pytest.mark.parametrize(
    "isi", [{"bobot_capaian": "-1"}, {"bobot_capaian": "9" * 60}, {"nol_capaian": "<b>x"}, {"tahun": "1"}]
)
def test_hostile_weights_lose_nothing_typed(klien, isi):
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    jawab = klien.post("/peringkat/bobot/baru/", kiriman(keterangan="Tetap di sini", **isi))
    assert (jawab.status_code, Bobot.objects.count()) == (422, 0)
    assert "Tetap di sini" in jawab.text


def test_a_draft_whose_year_began_says_so(klien):
    b = buat_bobot(hari_ini().year, ditetapkan=False, disusun_pada=pada(date(hari_ini().year - 1, 12, 1)))
    klien.force_login(buat_sekda())
    isi = visible_text(klien.get(f"/peringkat/bobot/{b.uuid}/").text)
    assert "tidak dapat ditetapkan lagi" in isi
    assert "Tetapkan untuk" not in isi
