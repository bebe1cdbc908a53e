"""An OPD that handed a village over completes the days up to its end, and dates nothing of an enterprise after it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from desa.models import Pembiayaan, PenutupanUmkm, Umkm
from desa.waktu import hari_ini
from opd.actions.isi_umkm import IsiUmkm
from opd.actions.pembiayaan import IsiPengajuan, apply_pembiayaan, cancel_pembiayaan
from opd.actions.persetujuan import IsiPersetujuan, record_persetujuan
from opd.actions.tutup_umkm import close_umkm, reopen_umkm, undo_close
from opd.actions.umkm import create_umkm, release_umkm
from opd.permissions_pasar import can_ask_pasar
from opd.rekap.baca_kriteria import read_rest
from opd.rekap.kriteria import Kriteria
from tests.pabrik import buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_produk import buat_produk
from tests.pabrik_usaha import buat_pembiayaan

pytestmark = pytest.mark.django_db
BERAKHIR = "tidak lagi menjadi penanggung jawab"


@pytest.fixture
def akhir() -> date:
    return hari_ini() - timedelta(days=10)


@pytest.fixture
def dunia(akhir):
    """A village handed over ten days ago: an enterprise, the old OPD's operator, the new one's."""
    lama = buat_penugasan(
        mulai=date(2024, 1, 1), selesai=akhir, cara_selesai="dialihkan", selesai_dicatat_pada=timezone.now()
    )
    baru = buat_penugasan(desa=lama.desa, mulai=akhir)
    umkm = buat_umkm(desa=lama.desa, dibina_sejak=date(2024, 2, 1))
    return umkm, buat_pengguna("operator_opd", opd=lama.opd), buat_pengguna("operator_opd", opd=baru.opd)


def tutup(umkm, hari, by):
    return close_umkm(umkm, tutup_pada=hari, alasan="Pindah", versi=umkm.versi, by=by, at=timezone.now())


def test_old_opd_dates_nothing_of_an_enterprise_after_its_end(dunia, akhir):
    umkm, lama, _ = dunia
    kirim = {"by": lama, "at": timezone.now()}
    baru = IsiUmkm(nama="Baru", bentuk="perorangan", dibina_sejak=akhir)
    for perbuatan in (
        lambda: tutup(umkm, akhir, lama),
        lambda: release_umkm(umkm, dibina_sampai=akhir + timedelta(1), alasan="x", versi=umkm.versi, **kirim),
        lambda: create_umkm(umkm.desa, baru, uuid=uuid.uuid4(), **kirim),
        lambda: apply_pembiayaan(umkm, IsiPengajuan("kur_mikro", "BRI", akhir, 5_000_000), uuid=uuid.uuid4(), **kirim),
    ):
        with pytest.raises(ValidationError, match=BERAKHIR):
            perbuatan()
    assert (PenutupanUmkm.objects.count(), Umkm.objects.count(), Pembiayaan.objects.count()) == (0, 1, 0)


def test_old_opd_completes_its_days_and_undoes_none_of_the_successor(dunia, akhir):
    umkm, lama, baru = dunia
    umkm = tutup(umkm, akhir - timedelta(1), lama)
    umkm = undo_close(umkm, alasan="Salah", versi=umkm.versi, by=lama, at=timezone.now())
    umkm = tutup(umkm, akhir + timedelta(2), baru)
    with pytest.raises(ValidationError, match=BERAKHIR):
        undo_close(umkm, alasan="Salah", versi=umkm.versi, by=lama, at=timezone.now())
    buka = {"alasan": "x", "versi": umkm.versi, "at": timezone.now()}
    with pytest.raises(ValidationError, match=BERAKHIR):
        reopen_umkm(umkm, dibuka_pada=akhir + timedelta(5), by=lama, **buka)
    assert reopen_umkm(umkm, dibuka_pada=akhir + timedelta(5), by=baru, **buka).tutup_pada is None


def test_application_after_the_handover_is_the_successors(dunia, akhir):
    umkm, lama, baru = dunia
    p = buat_pembiayaan(umkm, diajukan_pada=akhir + timedelta(3))
    with pytest.raises(ValidationError, match=BERAKHIR):
        cancel_pembiayaan(p, alasan="x", versi=p.versi, by=lama, at=timezone.now())
    cancel_pembiayaan(p, alasan="x", versi=p.versi, by=baru, at=timezone.now())
    assert Pembiayaan.objects.in_force().count() == 0


@pytest.mark.sekali
@pytest.mark.parametrize(("peran", "ada"), [("verifikator", False), ("admin_sistem", False), ("operator_opd", True)])
def test_page_offers_only_what_its_reader_may_do(klien, peran, ada):
    penugasan = buat_penugasan()
    umkm = buat_umkm(desa=penugasan.desa)
    klien.force_login(buat_pengguna(peran, opd=penugasan.opd if ada else None))
    teks = klien.get(reverse("umkm:detail", args=[umkm.uuid])).content.decode()
    tautan = [reverse("perkembangan:baru", args=[umkm.uuid]), reverse("pembiayaan:umkm", args=[umkm.uuid])]
    assert [f'href="{t}' in teks for t in tautan] == [ada] * 2
    assert [klien.get(t).status_code for t in tautan] == ([200] * 2 if ada else [403] * 2)


def test_enterprise_that_was_closed_on_the_day_of_the_sk_is_not_counted_though_it_opened_since():
    penugasan, verifikator = buat_penugasan(), buat_pengguna("verifikator")
    umkm = buat_umkm(desa=penugasan.desa, dibina_sejak=date(2023, 1, 1))
    umkm = tutup(umkm, date(2024, 1, 5), verifikator)
    reopen_umkm(umkm, dibuka_pada=date(2025, 6, 1), alasan="x", versi=umkm.versi, by=verifikator, at=timezone.now())
    hari = [date(2024, 1, 4), date(2024, 6, 1), date(2025, 6, 1)]
    assert [read_rest(verifikator, [], on=h)[Kriteria.UMKM].nilai[penugasan.desa_id] for h in hari] == [1, 0, 1]


def test_day_of_the_predecessor_is_refused_beside_its_field_and_nothing_typed_is_lost(klien, dunia, akhir):
    umkm, _, baru = dunia
    klien.force_login(baru)
    kirim = {"uuid": str(uuid.uuid4()), "tanggal": f"{akhir - timedelta(1):%d/%m/%Y}", "pekerja_l": "7"}
    jawaban = klien.post(reverse("perkembangan:baru", args=[umkm.uuid]), kirim)
    teks = jawaban.content.decode()
    assert [jawaban.status_code, "desa ini didampingi OPD lain" in teks, 'value="7"' in teks] == [422, True, True]


def test_consent_of_a_day_after_the_handover_is_the_successors(dunia, akhir):
    umkm, lama, baru = dunia
    isi = IsiPersetujuan("Marta Lessy", akhir, "lisan", frozenset({buat_produk(umkm).pk}), saksi="Yopi Saksi")
    kirim = {"surat": None, "at": timezone.now()}
    with pytest.raises(ValidationError, match=BERAKHIR):
        record_persetujuan(umkm, isi, uuid=uuid.uuid4(), by=lama, **kirim)
    sehari = replace(isi, tanggal=akhir - timedelta(1))
    hasil = [record_persetujuan(umkm, i, uuid=uuid.uuid4(), by=o, **kirim) for i, o in ((sehari, lama), (isi, baru))]
    assert [p.tanggal for p in hasil] == [akhir - timedelta(1), akhir]


def test_pendukung_asks_for_no_market(dunia):
    umkm, _, _ = dunia
    bantu = buat_penugasan(desa=umkm.desa, peran="pendukung")
    utama = umkm.desa.penugasan.get(selesai=None, peran="penanggung_jawab")
    orang = {p: buat_pengguna("operator_opd", opd=p.opd) for p in (bantu, utama)}
    assert [can_ask_pasar(o, p, on=hari_ini()) for p, o in orang.items()] == [False, True]
