"""A reported merger: its preview, the act on a date, and its refusal."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from desa.models import Catatan
from desa.waktu import hari_ini
from opd.actions.penggabungan import execute_penggabungan, preview_penggabungan, reject_penggabungan
from opd.actions.penugasan import IsiPenugasan, hand_over
from opd.enums import Peran, StatusPenggabungan
from opd.models import BukaKunci, Kegiatan, Kunjungan, PenggabunganOpd, Penugasan, PeranPengguna
from opd.permissions import works_for
from tests import pabrik, pabrik_kunjungan
from tests.pabrik import SEKARANG
from tests.pabrik_arahan import buat_konsultasi, buat_tindak
from tests.pabrik_bantuan import buat_bantuan, buat_pemeriksaan
from tests.pabrik_dukungan import buat_dukungan
from tests.pabrik_naskah import Meja, buat_laporan
from tests.pabrik_pasar import buat_minta

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
    kunjungan = pabrik.buat_kunjungan(dunia["p"], HARI - timedelta(days=20))
    buka = pabrik_kunjungan.buat_tindak(kunjungan)
    lain = pabrik.buat_kunjungan(pabrik.buat_penugasan(), HARI - timedelta(days=20))
    pabrik_kunjungan.buat_tindak(lain)
    dampak = preview_penggabungan(dunia["gabung"], menjadi=dunia["b"], by=verifikator)
    assert {a.judul for a in dampak.arahan} == {t.arahan.ringkas for t in terbuka}
    assert [(k.judul, k.opd) for k in dampak.konsultasi] == [(tanya.topik, dunia["a"].slug)]
    assert [(t.judul, t.uuid) for t in dampak.tindak] == [(buka.isi, str(buka.kunci))]
    assert (dampak.opd_berakhir, dampak.penugasan) == ((dunia["a"],), (dunia["p"],))
    assert [len(x) for x in (dampak.tim, dampak.jabatan, dampak.peran)] == [1, 1, 1]
    assert not PenggabunganOpd.objects.filter(status=StatusPenggabungan.DIJALANKAN).exists()


def test_preview_lists_aid_that_the_successor_still_has_to_check(dunia, verifikator):
    """Of the villages that move, whoever handed it over; not what was checked to the end, cancelled, or lies elsewhere."""
    lama = pabrik.buat_penugasan(
        desa=dunia["p"].desa, mulai=date(2023, 1, 1), selesai=dunia["p"].mulai, cara_selesai="lanjut"
    )
    baru = buat_bantuan(dunia["p"], HARI - timedelta(days=10), barang="Mesin parut")
    dulu = buat_bantuan(lama, date(2024, 5, 1), barang="Sapi")
    habis = buat_bantuan(dunia["p"], HARI - timedelta(days=400), barang="Bibit")
    buat_pemeriksaan(dulu, 6)
    buat_pemeriksaan(habis, 12)
    batal = buat_bantuan(dunia["p"], HARI, barang="Batal")
    buat_bantuan(dunia["p"], HARI, menggantikan=batal, batal=True, alasan_koreksi="uji")
    buat_bantuan(pabrik.buat_penugasan(), HARI, barang="Lain")
    for tanggal in (None, HARI):
        dampak = preview_penggabungan(dunia["gabung"], menjadi=dunia["b"], by=verifikator, tanggal=tanggal)
        assert {(b.judul, b.alamat) for b in dampak.bantuan} == {
            ("Mesin parut, diserahkan 21 Juni 2026", f"/serah-terima/{baru.uuid}/"),
            ("Sapi, diserahkan 1 Mei 2024", f"/serah-terima/{dulu.uuid}/"),
        }


def test_preview_page_links_to_what_the_successor_goes_on_with(dunia, verifikator, client):
    tindak = buat_tindak(opd=dunia["a"])
    tanya, minta = buat_konsultasi(dunia["p"]), buat_dukungan(opd=dunia["a"])
    pasar = buat_minta(opd=dunia["a"])
    buka = pabrik_kunjungan.buat_tindak(pabrik.buat_kunjungan(dunia["p"], HARI - timedelta(days=20)))
    client.force_login(verifikator)
    teks = client.get(reverse("penggabungan:detail", args=[dunia["gabung"].pk])).content.decode()
    assert f'href="/arahan/{tindak.arahan.uuid}/opd/{dunia["a"].slug}/"' in teks
    assert f'href="/kunjungan/tindak-lanjut/{buka.kunci}/"' in teks
    assert f'href="/klinik/{tanya.uuid}/"' in teks
    assert f'href="/rencana/dukungan/{minta.uuid}/"' in teks
    assert f'href="/pasar/permintaan/{pasar.uuid}/"' in teks


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


def test_execute_more_than_a_year_ahead_is_a_slip_of_the_year(dunia, verifikator, client):
    client.force_login(verifikator)
    isi = {"menjadi": dunia["b"].pk, "tanggal": f"1/1/{hari_ini().year + 3}", "jalankan": "ya"}
    teks = client.post(reverse("penggabungan:detail", args=[dunia["gabung"].pk]), isi).content.decode()
    assert "Tanggal ini lebih dari setahun lagi. Periksa tahunnya." in teks
    assert f'value="{isi["tanggal"]}"' in teks
    dunia["a"].refresh_from_db()
    assert dunia["a"].dilebur_ke is None


def test_the_preview_is_asked_for_by_the_form_that_executes(dunia, verifikator, client):
    """Not by an address, which the token of the form would stand in. Seen red with the button not looked for."""
    client.force_login(verifikator)
    alamat = reverse("penggabungan:detail", args=[dunia["gabung"].pk])
    assert "formmethod" not in client.get(alamat).content.decode()
    isi = {"menjadi": dunia["b"].pk, "tanggal": f"{HARI:%d/%m/%Y}"}
    jawaban = client.post(alamat, isi | {"pratinjau": "ya"})
    assert (jawaban.status_code, jawaban.context["tanggal"]) == (200, HARI)
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


def test_opd_merged_earlier_keeps_its_end_when_its_successor_is_merged(dunia, verifikator):
    """The second report names all three; the first has ended already."""
    c = pabrik.buat_opd()
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    lagi = PenggabunganOpd.objects.create(nama_baru=c.nama, sumber="uji")
    lagi.dari.set([dunia["a"], dunia["b"], c])
    execute_penggabungan(lagi, menjadi=c, tanggal=date(2026, 7, 10), by=verifikator, at=SEKARANG)
    dunia["a"].refresh_from_db()
    dunia["b"].refresh_from_db()
    assert [(o.berlaku_selesai, o.dilebur_ke) for o in (dunia["a"], dunia["b"])] == [(HARI, c), (date(2026, 7, 10), c)]


def test_page_of_an_opd_merged_twice_says_its_own_day_and_who_goes_on(dunia, verifikator, client):
    c = pabrik.buat_opd()
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    lagi = PenggabunganOpd.objects.create(nama_baru=c.nama, sumber="uji")
    lagi.dari.set([dunia["b"], c])
    execute_penggabungan(lagi, menjadi=c, tanggal=date(2026, 7, 10), by=verifikator, at=SEKARANG)
    client.force_login(verifikator)
    teks = client.get(f"/opd/{dunia['a'].slug}/").text
    assert "Berakhir 1 Juli 2026 karena penggabungan; sekarang diteruskan oleh" in teks
    assert c.nama in teks


def test_team_and_operator_that_came_after_the_day_belong_to_the_successor(dunia, verifikator):
    dunia["p"].tim.update(selesai=date(2026, 7, 3))
    baru = pabrik.buat_tim(dunia["p"], mulai=date(2026, 7, 3), nomor_sk="SK/BARU")
    orang = pabrik.buat_pengguna()
    pabrik.beri_peran(orang, Peran.OPERATOR_OPD, opd=dunia["a"], mulai=date(2026, 7, 5))
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    penerus = Penugasan.objects.in_force().get(desa=dunia["p"].desa, opd=dunia["b"])
    baru.refresh_from_db()
    assert (baru.penugasan, baru.selesai) == (penerus, None)
    assert list(dunia["p"].tim.values_list("selesai", flat=True)) == [HARI]
    assert list(PeranPengguna.objects.filter(pengguna=orang).values_list("opd", "mulai", "selesai")) == [
        (dunia["b"].pk, date(2026, 7, 5), None)
    ]


def test_backdated_merger_cuts_a_penugasan_that_was_handed_over_since(dunia, verifikator):
    """The village passed to d on 10 July; from the merger to that day it was the successor's."""
    d = pabrik.buat_opd()
    isi = IsiPenugasan(dunia["p"].sk, d, dunia["p"].desa, date(2026, 7, 10))
    hand_over(dunia["p"], isi, by=verifikator, at=SEKARANG, alasan="SK perubahan")
    for hari in (date(2026, 6, 30), date(2026, 7, 9)):
        pabrik.buat_kegiatan(dunia["p"], hari)
    dampak = preview_penggabungan(dunia["gabung"], menjadi=dunia["b"], by=verifikator, tanggal=HARI)
    assert [(p, p.n_pindah) for p in dampak.penugasan] == [(dunia["p"], 1)]
    execute_penggabungan(dunia["gabung"], menjadi=dunia["b"], tanggal=HARI, by=verifikator, at=SEKARANG)
    baris = Penugasan.objects.in_force().filter(desa=dunia["p"].desa).order_by("mulai")
    assert list(baris.values_list("opd", "mulai", "selesai", "cara_selesai", "alasan_selesai")) == [
        (dunia["a"].pk, date(2025, 1, 10), HARI, "opd_dilebur", f"{dunia['a'].nama} dilebur ke {dunia['b'].nama}"),
        (dunia["b"].pk, HARI, date(2026, 7, 10), "dialihkan", "SK perubahan"),
        (d.pk, date(2026, 7, 10), None, "", ""),
    ]
    assert list(Kegiatan.objects.order_by("tanggal").values_list("penugasan__opd", flat=True)) == [
        dunia["a"].pk,
        dunia["b"].pk,
    ]


def test_what_a_verified_report_holds_is_not_moved_and_nothing_changes(dunia, verifikator):
    meja = Meja(dunia["operator"], dunia["kepala"], verifikator)
    laporan = buat_laporan(dunia["p"], 2026, 2, status="diverifikasi", meja=meja)
    pabrik.buat_kegiatan(dunia["p"], date(2026, 6, 20))
    jalan = {"menjadi": dunia["b"], "tanggal": date(2026, 6, 15), "by": verifikator, "at": SEKARANG}
    with pytest.raises(ValidationError) as galat:
        execute_penggabungan(dunia["gabung"], **jalan)
    assert galat.value.messages == [
        f"Laporan TW II 2026 untuk {dunia['p'].desa.nama_lengkap} sudah diverifikasi dan memuat hari sesudah tanggal itu. "
        "Pilih tanggal sesudah triwulan itu, atau buka kuncinya lebih dahulu."
    ]
    dunia["a"].refresh_from_db()
    assert (dunia["a"].dilebur_ke, Penugasan.objects.get().selesai) == (None, None)
    BukaKunci.objects.create(
        laporan=laporan,
        alasan="Peleburan berlaku surut.",
        pada=SEKARANG,
        sampai=SEKARANG + timedelta(1),
        oleh=verifikator,
    )
    execute_penggabungan(dunia["gabung"], **jalan)
    assert Kegiatan.objects.get().penugasan.opd == dunia["b"]
