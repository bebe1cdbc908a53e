"""A reported merger: its preview, the act on a date, and its refusal."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan
from opd.actions.penggabungan import execute_penggabungan, preview_penggabungan, reject_penggabungan
from opd.enums import Peran, StatusPenggabungan
from opd.models import Kegiatan, Kunjungan, PenggabunganOpd, Penugasan
from opd.permissions import works_for
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_arahan import buat_konsultasi, buat_tindak

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 1)


@pytest.fixture
def verifikator():
    return pabrik.buat_pengguna(Peran.VERIFIKATOR)


@pytest.fixture
def dunia():
    """OPD a (with village, team, head, operator) and b are reported to become b."""
    a, b = pabrik.buat_opd(), pabrik.buat_opd()
    p = pabrik.buat_penugasan(opd=a)
    pabrik.buat_tim(p)
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=a)
    kepala = pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=a)
    gabung = PenggabunganOpd.objects.create(nama_baru=b.nama, sumber="uji")
    gabung.dari.set([a, b])
    return {"a": a, "b": b, "p": p, "operator": operator, "kepala": kepala, "gabung": gabung}


def test_preview_lists_every_open_paper_and_writes_nothing(dunia, verifikator):
    terbuka = [buat_tindak(opd=dunia["a"]), buat_tindak(opd=dunia["a"], status="dijawab")]
    buat_tindak(opd=dunia["a"], status="selesai")
    buat_tindak(opd=dunia["b"])
    tanya = buat_konsultasi(dunia["p"])
    buat_konsultasi(dunia["p"], dijawab=True)
    dampak = preview_penggabungan(dunia["gabung"], menjadi=dunia["b"], by=verifikator)
    assert {a.judul for a in dampak.arahan} == {t.arahan.ringkas for t in terbuka}
    assert [(k.judul, k.opd) for k in dampak.konsultasi] == [(tanya.topik, dunia["a"].slug)]
    assert (dampak.opd_berakhir, dampak.penugasan) == ((dunia["a"],), (dunia["p"],))
    assert [len(x) for x in (dampak.tim, dampak.jabatan, dampak.peran)] == [1, 1, 1]
    assert not PenggabunganOpd.objects.filter(status=StatusPenggabungan.DIJALANKAN).exists()


def test_execute_passes_the_village_to_the_successor(dunia, verifikator):
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    dunia["a"].refresh_from_db()
    desa = Penugasan.objects.in_force().in_charge().filter(desa=dunia["p"].desa)
    assert [desa.active_on(d).get().opd for d in (date(2026, 6, 30), HARI)] == [dunia["a"], dunia["b"]]
    assert (dunia["a"].berlaku_selesai, dunia["a"].dilebur_ke) == (HARI, dunia["b"])
    dunia["operator"].forget_roles()
    assert dunia["operator"].opd_ids(HARI) == {dunia["b"].pk}
    dunia["kepala"].forget_roles()
    assert dunia["kepala"].opd_ids(HARI) == frozenset()


def test_execute_twice_the_second_is_told(dunia, verifikator):
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    with pytest.raises(ValidationError) as galat:
        execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    assert galat.value.messages == ["Penggabungan ini sudah diproses orang lain. Muat ulang halaman."]


def test_execute_before_a_penugasan_began_changes_nothing(dunia, verifikator):
    with pytest.raises(ValidationError) as galat:
        execute_penggabungan(
            dunia["gabung"], menjadi=dunia["b"], tanggal=date(2025, 1, 10), by=verifikator, at=SEKARANG
        )
    assert "baru mulai 10 Januari 2025" in galat.value.messages[0]
    dunia["a"].refresh_from_db()
    assert dunia["a"].dilebur_ke is None


def test_execute_and_reject_are_refused_to_the_opd(dunia):
    with pytest.raises(PermissionDenied):
        execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=dunia["kepala"], at=SEKARANG)
    with pytest.raises(PermissionDenied):
        reject_penggabungan(dunia["gabung"], alasan="tidak", by=dunia["operator"], at=SEKARANG)


def test_reject_needs_a_reason(dunia, verifikator):
    with pytest.raises(ValidationError):
        reject_penggabungan(dunia["gabung"], alasan="", by=verifikator, at=SEKARANG)
    reject_penggabungan(dunia["gabung"], alasan="Perda belum terbit", by=verifikator, at=SEKARANG)
    assert PenggabunganOpd.objects.get().status == StatusPenggabungan.DITOLAK


def test_merger_of_a_merged_opd_leads_in_one_step_to_the_last(dunia, verifikator):
    """a -> b, then b -> c: the people of c manage, read and answer for what was a's."""
    c = pabrik.buat_opd()
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    lagi = PenggabunganOpd.objects.create(nama_baru=c.nama, sumber="uji")
    lagi.dari.set([dunia["b"], c])
    execute_penggabungan(lagi, menjadi=c, tanggal=date(2026, 7, 10), by=verifikator, at=SEKARANG)
    dunia["a"].refresh_from_db()
    assert dunia["a"].dilebur_ke == c
    orang = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=c)
    dunia["p"].refresh_from_db()
    lama = Penugasan.objects.select_related("opd").get(pk=dunia["p"].pk)
    assert works_for(orang, lama, on=date(2026, 7, 15))
    assert set(Penugasan.objects.managed_by(orang).filter(desa=lama.desa).values_list("opd", flat=True)) == {
        dunia["a"].pk,
        dunia["b"].pk,
        c.pk,
    }
    dunia["operator"].forget_roles()
    assert dunia["operator"].opd_ids(date(2026, 7, 15)) == {c.pk}


def test_backdated_merger_takes_the_facts_of_later_days_along(dunia, verifikator):
    for hari in (date(2026, 6, 30), HARI, date(2026, 7, 9)):
        pabrik.buat_kegiatan(dunia["p"], hari)
        pabrik.buat_kunjungan(dunia["p"], hari)
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    baru = Penugasan.objects.in_force().get(desa=dunia["p"].desa, opd=dunia["b"])
    for model in (Kegiatan, Kunjungan):
        assert sorted(model.objects.values_list("tanggal", "penugasan")) == [
            (date(2026, 6, 30), dunia["p"].pk),
            (HARI, baru.pk),
            (date(2026, 7, 9), baru.pk),
        ]
    pindah = Catatan.objects.get(tindakan="memindahkan catatan")
    assert pindah.perubahan == {"dipindahkan": [None, "2 kegiatan, 2 kunjungan"]}


def test_each_jabatan_and_role_that_ends_has_its_own_catatan(dunia, verifikator):
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    tindakan = list(Catatan.objects.order_by("id").values_list("tindakan", flat=True))
    assert tindakan == [
        "menutup penugasan",
        "membuka penugasan",
        "mengakhiri jabatan karena penggabungan OPD",
        "mengakhiri peran pengguna karena penggabungan OPD",
        "meneruskan peran karena penggabungan OPD",
        "meleburkan OPD",
        "menjalankan penggabungan OPD",
    ]
