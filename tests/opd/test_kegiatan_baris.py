"""An activity against a line of the plan in force: which lines, which unit, how much, and what it adds to the achievement."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from opd.actions.kegiatan import IsiKegiatan, VolumeMelonjak, correct_kegiatan, record_kegiatan
from opd.enums import StatusNaskah
from opd.models import Kegiatan
from opd.rekap.rencana import rekap_versi
from tests import pabrik, pabrik_naskah
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db
HARI = date(2026, 5, 4)


@pytest.fixture
def dunia() -> Any:
    """A verified plan of 2026 with one line of 40 paket, and its people."""
    penugasan = pabrik.buat_penugasan()
    meja = pabrik_naskah.buat_meja(penugasan)
    rencana = pabrik_naskah.buat_rencana(penugasan, 2026, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    return penugasan, meja, rencana, pabrik_naskah.buat_baris(rencana, pagu={"csr": 10_000_000})


def isi(tujuan: Any, **lain: Any) -> IsiKegiatan:
    dasar: dict[str, Any] = {"tanggal": HARI, "judul": "Bagi paket", "volume": Decimal(8), "satuan": "Paket"}
    return IsiKegiatan(**dasar | {"baris": tujuan.pk, "dana": (("csr", 4_000_000),)} | lain)


def catat(penugasan: Any, isian: IsiKegiatan, by: Any, **lain: Any) -> Kegiatan:
    return record_kegiatan(penugasan, isian, uuid=uuid.uuid4(), by=by, at=SEKARANG, **lain)


def test_activity_counts_for_its_line(client, dunia):
    penugasan, meja, rencana, baris = dunia
    catat(penugasan, isi(baris), meja.operator)
    catat(penugasan, isi(baris, baris=None, judul="Lain"), meja.operator)
    client.force_login(meja.operator)
    halaman = client.get(reverse("rencana:detail", args=[rencana.uuid]), {"per": "2026-07-20"}).text
    for teks in ("8 dari 20 paket", "Rp 4.000.000 dari Rp 10.000.000", baris.kegiatan):
        assert teks in halaman, teks
    (rekap,) = rekap_versi(meja.operator, rencana, until=SEKARANG.date())
    c = rekap.baris[0].capaian
    assert (c.target, c.realisasi, c.nilai, rekap.luar_kegiatan) == (20, 8, 40, 1)
    kegiatan = Kegiatan.objects.get(judul="Bagi paket")
    assert baris.kegiatan in client.get(reverse("kegiatan:detail", args=[kegiatan.uuid])).text


@pytest.mark.parametrize(
    ("ubah", "bidang"),
    [
        ({"tanggal": date(2025, 5, 4)}, "baris"),
        ({"satuan": "ekor"}, "satuan"),
        ({"volume": None, "satuan": ""}, "satuan"),
    ],
)
def test_activity_that_does_not_fit_its_line_is_refused(dunia, ubah, bidang):
    penugasan, meja, _, baris = dunia
    with pytest.raises(ValidationError) as galat:
        catat(penugasan, isi(baris, **ubah), meja.operator)
    assert list(galat.value.message_dict) == [bidang]
    assert not Kegiatan.objects.exists()


def test_lines_of_drafts_older_versions_and_other_villages_are_refused(dunia):
    penugasan, meja, rencana, baris = dunia
    draf = pabrik_naskah.buat_baris(pabrik_naskah.buat_rencana(penugasan, 2026, nomor=3))
    lain = pabrik.buat_penugasan()
    asing = pabrik_naskah.buat_rencana(lain, 2026, status=StatusNaskah.DIVERIFIKASI, baris=1).baris.get()
    baru = pabrik_naskah.buat_rencana(penugasan, 2026, nomor=2, status=StatusNaskah.DIVERIFIKASI, meja=meja)
    kini = pabrik_naskah.buat_baris(baru)
    for salah in (draf, asing, baris):
        with pytest.raises(ValidationError, match="bukan dari rencana 2026 yang berlaku"):
            catat(penugasan, isi(salah), meja.operator)
    assert catat(penugasan, isi(kini), meja.operator).baris == kini


def test_ten_times_the_target_is_asked_about_with_both_numbers(dunia):
    penugasan, meja, _, baris = dunia
    banyak = isi(baris, volume=Decimal("400.5"))
    with pytest.raises(VolumeMelonjak, match="400,5 paket lebih dari 10 kali target setahun, 40 paket"):
        catat(penugasan, banyak, meja.operator)
    assert catat(penugasan, banyak, meja.operator, yakin=True).volume == Decimal("400.5")


def test_correction_moves_an_activity_to_a_line_and_says_so(dunia):
    penugasan, meja, _, baris = dunia
    lama = catat(penugasan, isi(baris, baris=None), meja.operator)
    kirim = {"uuid": uuid.uuid4(), "alasan": "Terlewat.", "by": meja.operator, "at": SEKARANG}
    baru = correct_kegiatan(lama, replace(isi(baris), judul="Bagi paket"), **kirim)
    assert baru.baris == baris


def test_form_offers_lines_in_force_and_asks_before_saving(client, dunia):
    penugasan, meja, _, baris = dunia
    client.force_login(meja.operator)
    assert f"2026: {baris.kegiatan} (paket)" in client.get(reverse("kegiatan:baru")).text
    data = {"uuid": str(uuid.uuid4()), "tanggal": "4/5/2026", "judul": "Bagi paket", "baris": baris.pk}
    data |= {"volume": "4.000", "satuan": "paket"}
    halaman = client.post(reverse("kegiatan:baru"), data).text
    assert "lebih dari 10 kali target" in halaman
    assert "Volume ini sudah benar" in halaman
    client.post(reverse("kegiatan:baru"), data | {"yakin": "on"})
    assert Kegiatan.objects.get().baris == baris
