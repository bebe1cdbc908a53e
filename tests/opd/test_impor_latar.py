"""Long lists: applied in the background, prepared before the transaction, and written only when nothing moved meanwhile.

Seen red: the stamp read after the plan instead of before it, a source left out of the stamp, and the plan of a list whose
answers changed written all the same.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from desa.models import Catatan, Keluarga, Penjualan, SidikKeluarga, StatusKeluarga, Umkm
from opd.actions import impor_terapkan
from opd.actions.dasar import Bergerak
from opd.actions.impor_terapkan import BERGERAK, apply_prepared, prepare_impor
from opd.actions.pekerjaan import cancel_work
from opd.kerja import impor as kerja_impor
from opd.kerja.putar import run_next
from opd.models import Impor, Pekerjaan, PeranPengguna
from tests import pabrik
from tests.kendala_subjek import BUAT as SUBJEK
from tests.opd.buku import buku, terapkan
from tests.opd.buku import unggah as unggah_lain
from tests.opd.test_impor_keluarga import JUDUL, baris, nik, unggah
from tests.pabrik import SEKARANG, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_keluarga import buat_keluarga, buat_status

pytestmark = pytest.mark.django_db
KERJA = {"impor": kerja_impor.apply_list}


@pytest.fixture
def dunia(monkeypatch):
    """A village with its operator and a waiting list of three families, where every list is long."""
    monkeypatch.setattr(impor_terapkan, "BARIS_PANJANG", 1)
    penugasan = buat_penugasan()
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    impor = unggah(buku(JUDUL, *(baris(penugasan.desa, n) for n in (1, 2, 3))), operator)
    return penugasan, operator, impor


def minta(klien, orang, impor: Impor) -> Pekerjaan | None:
    """Press "Terapkan" as the preview shows it; the work that came of it."""
    klien.force_login(orang)
    klien.post(reverse("impor:terapkan", args=[impor.uuid]), {"sidik": impor.sidik})
    return Pekerjaan.objects.order_by("-pk").first()


def akhir(p: Pekerjaan) -> tuple[str, str, int]:
    """State, sentence, and how many families there are after a worker did it."""
    assert run_next(KERJA) is True
    p.refresh_from_db()
    return p.keadaan, p.kabar_pekerjaan, Keluarga.objects.count()


def test_a_long_list_is_applied_beside_the_page_once_and_in_the_name_of_who_pressed(klien, dunia):
    _, operator, impor = dunia
    p = minta(klien, operator, impor)
    assert (minta(klien, operator, impor), p.diminta_oleh, Keluarga.objects.count()) == (p, operator, 0)
    pratinjau = klien.get(reverse("impor:pratinjau", args=[impor.uuid])).text
    assert ("sedang diterapkan di latar" in pratinjau, "Terapkan 3 baris" in pratinjau) == (True, False)
    assert akhir(p) == ("selesai", "Impor diterapkan: 3 baris disimpan.", 3)
    assert (SidikKeluarga.objects.count(), StatusKeluarga.objects.count()) == (6, 3)
    assert Keluarga.objects.numbered("nik", nik(2)).get().nik == nik(2)
    assert [s.keluarga.status.get().peristiwa for s in SidikKeluarga.objects.filter(jenis="kk")] == ["masuk"] * 3
    (catatan,) = Catatan.objects.filter(tindakan="menerapkan impor")
    assert catatan.oleh_id == operator.pk
    assert p.tautan_hasil == reverse("impor:pratinjau", args=[impor.uuid])
    assert (
        "sudah diterapkan"
        in klien.post(reverse("impor:terapkan", args=[impor.uuid]), {"sidik": impor.sidik}, follow=True).text
    )


def test_a_short_list_stays_on_its_page(klien, dunia, monkeypatch):
    _, operator, impor = dunia
    monkeypatch.setattr(impor_terapkan, "BARIS_PANJANG", 4)
    assert (minta(klien, operator, impor), Keluarga.objects.count()) == (None, 3)


def test_what_changed_since_the_preview_is_told_there_and_nothing_is_written(klien, dunia):
    penugasan, operator, impor = dunia
    p = minta(klien, operator, impor)
    buat_keluarga(penugasan.desa, nik=nik(2))
    assert akhir(p)[0::2] == ("gagal", 1)
    teks = klien.get(reverse("impor:pratinjau", args=[impor.uuid])).text
    assert "Baris 3: tadinya baru, kini berubah" in teks


@pytest.mark.parametrize("apa", ["peran", "dibuang", "dibatalkan"])
def test_rights_and_wishes_are_asked_again_when_it_runs(klien, dunia, apa):
    _, operator, impor = dunia
    p = minta(klien, operator, impor)
    if apa == "peran":
        PeranPengguna.objects.filter(pengguna=operator).update(selesai=SEKARANG.date() - timedelta(days=1))
    elif apa == "dibuang":
        klien.post(reverse("impor:pratinjau", args=[impor.uuid]), {"aksi": "buang"})
    else:
        cancel_work(p, by=operator, at=SEKARANG)
        assert (run_next(KERJA), Keluarga.objects.count()) == (False, 0)
        return
    assert akhir(p)[0::2] == ("gagal", 0)


# --- prepared before, checked under the lock -------------------------------------------------------------------------


def gerakkan(apa: str, penugasan: Any, impor: Impor) -> None:
    """Something moves between the preparation and the transaction."""
    desa = penugasan.desa
    if apa == "keluarga baru":
        buat_keluarga(desa, masuk=None)
    elif apa == "keluarga berubah":
        Keluarga.objects.filter(kepala="Lama").update(versi=2)
    elif apa == "status baru":
        buat_status(Keluarga.objects.get(kepala="Lama"), "desil", date(2026, 1, 1), **DESIL)
    elif apa == "nisan":
        SUBJEK["nisan"]()
    elif apa == "jawaban":
        Impor.objects.filter(pk=impor.pk).update(pilihan=impor.pilihan | {"baris": {"2": {}}})
    elif apa == "serah terima":
        type(penugasan).objects.filter(pk=penugasan.pk).update(mulai=penugasan.mulai - timedelta(days=1))


DESIL = {"sumber": "dtsen", "desil": 1, "periode_data": date(2025, 7, 31)}
GERAK = ["keluarga baru", "keluarga berubah", "status baru", "nisan", "jawaban", "serah terima"]


@pytest.mark.parametrize("apa", GERAK)
def test_a_plan_whose_ground_moved_is_not_written(dunia, apa):
    penugasan, operator, impor = dunia
    buat_keluarga(penugasan.desa, kepala="Lama")
    sebelum = Keluarga.objects.count()
    siap = prepare_impor(impor, sidik=impor.sidik, by=operator, at=SEKARANG)
    gerakkan(apa, penugasan, impor)
    with pytest.raises(Bergerak, match=BERGERAK):
        apply_prepared(siap, sidik=impor.sidik, by=operator, at=SEKARANG)
    assert Keluarga.objects.count() == sebelum + (apa == "keluarga baru")


def test_another_village_moves_nothing(dunia):
    _, operator, impor = dunia
    lain = buat_keluarga()
    siap = prepare_impor(impor, sidik=impor.sidik, by=operator, at=SEKARANG)
    buat_keluarga(lain.desa)
    assert apply_prepared(siap, sidik=impor.sidik, by=operator, at=SEKARANG) == 3


def test_ground_that_moves_while_it_is_prepared_is_prepared_again(klien, dunia, monkeypatch):
    """Somebody records another family the first time; the second time all fits."""
    penugasan, operator, impor = dunia
    p = minta(klien, operator, impor)
    asli, kali = kerja_impor.prepare_impor, []

    def ulang(*args, **kw):
        siap = asli(*args, **kw)
        kali.append(1) or (len(kali) == 1 and buat_keluarga(penugasan.desa))
        return siap

    monkeypatch.setattr(kerja_impor, "prepare_impor", ulang)
    assert (akhir(p)[0::2], len(kali)) == (("selesai", 4), 2)


def test_sales_are_prepared_and_checked_alike(dunia):
    penugasan, *_ = dunia
    oleh, umkm = buat_pengguna("verifikator"), buat_umkm(desa=penugasan.desa, nib="9120000000001")
    judul = ["NIB", "Nama Usaha", "Kode Desa", "Bulan", "Omzet"]
    isi = [umkm.nib, umkm.nama, penugasan.desa.kode]
    impor = unggah_lain("penjualan", buku(judul, [*isi, "05/2026", 1_000], [*isi, "06/2026", 2_000]), by=oleh)
    siap = prepare_impor(impor, sidik=impor.sidik, by=oleh, at=SEKARANG)
    pabrik.buat_penjualan(buat_umkm(desa=penugasan.desa), date(2026, 3, 1))
    with pytest.raises(Bergerak):
        apply_prepared(siap, sidik=impor.sidik, by=oleh, at=SEKARANG)
    assert (terapkan(impor, oleh), Penjualan.objects.count()) == (2, 3)


def test_enterprises_are_prepared_and_checked_alike(dunia):
    penugasan, *_ = dunia
    oleh, judul = buat_pengguna("verifikator"), ["Nama Usaha", "Kode Desa", "Bentuk", "Dibina Sejak"]
    baris_umkm = ["Usaha Baru", penugasan.desa.kode, "perorangan", "1/5/2026"]
    impor = unggah_lain("umkm", buku(judul, baris_umkm), by=oleh)
    siap = prepare_impor(impor, sidik=impor.sidik, by=oleh, at=SEKARANG)
    buat_umkm(desa=penugasan.desa)
    with pytest.raises(Bergerak):
        apply_prepared(siap, sidik=impor.sidik, by=oleh, at=SEKARANG)
    assert (terapkan(impor, oleh), Umkm.objects.count()) == (1, 2)
