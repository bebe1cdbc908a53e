"""A head's visit in the panel: its checklist and follow-ups, half of either told, and read again without being written."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from desa.waktu import hari_ini
from opd.enums import DAFTAR_PERIKSA
from opd.models import AnggotaTim, Kunjungan
from tests.panel.dunia import buat_sisi
from tests.panel.test_tulis import sisipan, tindakan

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
ALAMAT = "admin:opd_kunjungan_add"


@pytest.fixture
def sisi(klien: Any) -> Any:
    satu = buat_sisi("Alfa")
    klien.force_login(satu.kepala)
    return satu


def isian(sisi: Any, *, butir: int = 12, **temuan: str) -> dict[str, Any]:
    isi = {"pengenal": uuid4(), "penugasan": sisi.penugasan.pk, "tanggal": f"{hari_ini():%d/%m/%Y}", "cara": "lapangan"}
    isi |= {f"periksa_{b}": "ya" for b in DAFTAR_PERIKSA[:butir]}
    return isi | sisipan("temuan", {"umkm": sisi.umkm.pk, "berjalan": "ya"} | temuan)


def test_head_records_checklist_and_follow_ups(klien, sisi) -> None:
    tempo = f"{hari_ini():%d/%m/%Y}"
    isi = isian(sisi, tindak_lanjut="Ajukan KUR", jatuh_tempo=tempo) | {"tindak": "Temui raja", "jatuh_tempo": tempo}
    assert klien.post(reverse(ALAMAT), isi).status_code == 302
    kunjungan = Kunjungan.objects.get(uuid=isi["pengenal"])
    assert list(kunjungan.periksa.values_list("butir", "jawaban")) == [(b, "ya") for b in DAFTAR_PERIKSA]
    assert list(kunjungan.tindak.order_by("pk").values_list("umkm", "isi", "jatuh_tempo")) == [
        (None, "Temui raja", hari_ini()),
        (sisi.umkm.pk, "Ajukan KUR", hari_ini()),
    ]
    assert tindakan()[-1] == "mencatat kunjungan"
    halaman = klien.get(reverse("admin:opd_kunjungan_change", args=[kunjungan.pk])).content.decode()
    assert [t in halaman for t in ("Temui raja", "Ajukan KUR", "Membahas permodalan dan kredit usaha")] == [True] * 3


@pytest.mark.parametrize(
    ("ubah", "temuan", "kalimat"),
    [
        ({"tindak": "Temui raja"}, {}, "Isi jatuh temponya, atau kosongkan tindak lanjutnya."),
        ({"jatuh_tempo": "20/07/2026"}, {}, "Tulis tindak lanjutnya, atau kosongkan jatuh temponya."),
        ({}, {"tindak_lanjut": "Ajukan KUR"}, "Isi jatuh temponya, atau kosongkan tindak lanjutnya."),
        (
            {"tindak": "Temui raja", "jatuh_tempo": "01/01/2020"},
            {},
            "Jatuh tempo tidak boleh sebelum tanggal kunjungan.",
        ),
        ({"periksa_produksi": ""}, {}, "Jawab juga butir ini, atau kosongkan seluruh daftar periksa."),
    ],
)
def test_half_of_either_is_told_and_nothing_is_written(klien, sisi, ubah, temuan, kalimat) -> None:
    sebelum = (Kunjungan.objects.count(), len(tindakan()))
    halaman = klien.post(reverse(ALAMAT), isian(sisi, **temuan) | ubah).content.decode()
    assert kalimat in halaman
    assert (Kunjungan.objects.count(), len(tindakan())) == sebelum


def test_members_of_the_village_team_are_ticked_and_those_of_another_refused(klien, sisi) -> None:
    lain = buat_sisi("Beta", kepala=sisi.kepala)
    alamat, nama = reverse(ALAMAT), [t.anggota.first().nama for t in (sisi.tim, lain.tim)]
    halaman = klien.get(alamat).content.decode()
    desa = [s.penugasan.desa.nama for s in (sisi, lain)]
    assert [f"{n} ({d})" in halaman for n, d in zip(nama, desa, strict=True)] == [True, True]
    isi = isian(sisi) | {"tim_hadir": f"Sopir Uji\n{nama[0]}"}
    jawaban = klien.post(alamat, isi | {"anggota": nama})
    assert f"bukan anggota tim desa ini: {nama[1]}. Hapus centangnya." in jawaban.content.decode()
    assert ["Sopir Uji" in jawaban.content.decode(), Kunjungan.objects.filter(uuid=isi["pengenal"]).exists()] == [
        True,
        False,
    ]
    assert klien.post(alamat, isi | {"anggota": nama[:1]}).status_code == 302
    AnggotaTim.objects.all().delete()
    assert 'name="anggota"' not in klien.get(alamat).content.decode()
    assert Kunjungan.objects.get(uuid=isi["pengenal"]).tim_hadir == f"{nama[0]}\nSopir Uji"
