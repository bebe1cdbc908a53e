"""A visit's checklist: all items or none, kept by corrections, counted; and the team that ticks its own names."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from opd.actions.kunjungan import IsiKunjungan, correct_kunjungan, isi_of, record_kunjungan
from opd.enums import DAFTAR_PERIKSA, Peran
from opd.models import JawabanPeriksa, Kunjungan
from tests.pabrik import SEKARANG, buat_kunjungan, buat_pengguna, buat_penugasan, buat_tim
from tests.pabrik_kunjungan import SEMUA_YA, buat_jawaban

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 1)


@pytest.fixture
def dunia():
    penugasan = buat_penugasan()
    return penugasan, buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def isian(*jawaban: str, **lain: Any) -> dict[str, Any]:
    """What the browser sends; the answers go to the first items of the list."""
    isi = {f"periksa_{b}": j for b, j in zip(DAFTAR_PERIKSA, jawaban, strict=False)}
    return {"uuid": str(uuid.uuid4()), "tanggal": "1 Juli 2026", "cara": "lapangan", **isi, **lain}


def penuh(tidak: int = 0, tidak_berlaku: int = 0) -> list[str]:
    ya = len(DAFTAR_PERIKSA) - tidak - tidak_berlaku
    return ["ya"] * ya + ["tidak"] * tidak + ["tidak_berlaku"] * tidak_berlaku


def test_answers_are_stored_in_the_order_of_the_list(dunia):
    isi = IsiKunjungan(HARI, "lapangan", periksa=SEMUA_YA)
    kunjungan = record_kunjungan(dunia[0], isi, uuid=uuid.uuid4(), by=dunia[1], at=SEKARANG)
    assert isi_of(kunjungan).periksa == SEMUA_YA


def test_half_a_checklist_is_refused_by_the_deed(dunia):
    isi = IsiKunjungan(HARI, "lapangan", periksa=SEMUA_YA[:3])
    with pytest.raises(ValidationError, match="Jawab semua butir daftar periksa"):
        record_kunjungan(dunia[0], isi, uuid=uuid.uuid4(), by=dunia[1], at=SEKARANG)
    assert not JawabanPeriksa.objects.exists()


def test_correction_keeps_the_list_that_was_asked_then(client, dunia):
    """A visit of the time when the list had two items is corrected with those two."""
    lama = buat_kunjungan(dunia[0], HARI, foto=0)
    for butir in DAFTAR_PERIKSA[:2]:
        buat_jawaban(lama, butir=butir, jawaban="tidak", keterangan="Raja ke Ambon")
    client.force_login(dunia[1])
    alamat = reverse("kunjungan:koreksi", args=[lama.uuid])
    halaman = client.get(alamat).content.decode()
    assert [f'name="periksa_{b}"' in halaman for b in DAFTAR_PERIKSA[:3]] == [True, True, False]
    assert halaman.count('value="Raja ke Ambon"') == 2
    client.post(alamat, isian("ya", "tidak", alasan="uji"))
    baru = Kunjungan.objects.in_force().get()
    assert isi_of(baru).periksa == ((DAFTAR_PERIKSA[0], "ya", ""), (DAFTAR_PERIKSA[1], "tidak", ""))


def test_correction_of_a_visit_without_checklist_may_stay_without(dunia):
    lama = buat_kunjungan(dunia[0], HARI, foto=0)
    isi = IsiKunjungan(HARI, "lapangan", catatan="Ditambah.")
    baru = correct_kunjungan(lama, isi, uuid=uuid.uuid4(), alasan="uji", by=dunia[1], at=SEKARANG)
    assert isi_of(baru) == isi


@pytest.mark.parametrize(
    ("jawaban", "ringkas"),
    [
        (penuh(), "12 dari 12 diperiksa"),
        (penuh(tidak=2, tidak_berlaku=1), "9 dari 11 diperiksa"),
        (penuh(tidak=12), "0 dari 12 diperiksa"),
    ],
)
def test_page_sums_up_the_checklist(client, dunia, jawaban, ringkas):
    client.force_login(dunia[1])
    kirim = isian(*jawaban, **{f"keterangan_{DAFTAR_PERIKSA[0]}": "<i>Raja</i>"})
    halaman = client.get(client.post(reverse("kunjungan:baru"), kirim).url).content.decode()
    assert [ringkas in halaman, "&lt;i&gt;Raja&lt;/i&gt;" in halaman] == [True, True]


def test_list_without_any_item_that_applies_gives_no_number(client, dunia):
    client.force_login(dunia[1])
    halaman = client.get(client.post(reverse("kunjungan:baru"), isian(*penuh(tidak_berlaku=12))).url).content.decode()
    assert ["dari 0" in halaman, "tidak berlaku" in halaman] == [False, True]


def test_old_visit_says_that_it_has_no_checklist(client, dunia):
    client.force_login(dunia[1])
    alamat = reverse("kunjungan:detail", args=[buat_kunjungan(dunia[0], HARI, foto=0).uuid])
    assert "Kunjungan ini tanpa daftar periksa." in client.get(alamat).content.decode()


@pytest.mark.parametrize(
    ("kirim", "kalimat"),
    [
        (isian("ya", "tidak"), "Jawab juga butir ini, atau kosongkan seluruh daftar periksa."),
        (isian(**{f"keterangan_{DAFTAR_PERIKSA[4]}": "Rusak"}), "Jawab juga butir ini"),
        (isian(*["mungkin"] * 12), "Masukkan pilihan yang valid"),
        (isian(*penuh(), **{f"keterangan_{DAFTAR_PERIKSA[4]}": "x" * 201}), "200"),
    ],
)
def test_bad_answers_are_told_and_nothing_typed_is_lost(client, dunia, kirim, kalimat):
    client.force_login(dunia[1])
    halaman = client.post(reverse("kunjungan:baru"), kirim | {"catatan": "Cuaca cerah."}).content.decode()
    assert [kalimat in halaman, "Cuaca cerah." in halaman] == [True, True]
    assert not Kunjungan.objects.exists()


# --- who came ----------------------------------------------------------------------------------------------------


def test_team_of_the_day_is_ticked_and_others_are_typed(client, dunia):
    penugasan, operator = dunia
    lama = buat_tim(penugasan, mulai=date(2025, 2, 1), selesai=date(2026, 6, 1))
    satu, dua = buat_tim(penugasan, mulai=date(2026, 6, 1)).anggota.all()
    client.force_login(operator)
    halaman = client.get(reverse("kunjungan:baru")).content.decode()
    assert [a.nama in halaman for a in (satu, dua, lama.anggota.first())] == [True, True, False]
    kirim = isian(anggota=[dua.nama], tim_hadir=f" Ina Latu \r\n{dua.nama}")
    client.post(reverse("kunjungan:baru"), kirim)
    kunjungan = Kunjungan.objects.get()
    assert kunjungan.tim_hadir == f"{dua.nama}\nIna Latu"
    form = client.get(reverse("kunjungan:koreksi", args=[kunjungan.uuid])).context["form"]
    assert (form["anggota"].value(), form["tim_hadir"].value()) == ([dua.nama], "Ina Latu")


def test_names_of_a_former_team_stay_when_an_old_visit_is_corrected(client, dunia):
    penugasan, operator = dunia
    ketua = buat_tim(penugasan, mulai=date(2025, 2, 1), selesai=date(2026, 6, 1)).anggota.first().nama
    buat_tim(penugasan, mulai=date(2026, 6, 1))
    lama = buat_kunjungan(penugasan, date(2026, 5, 1), foto=0, tim_hadir=f"{ketua}\nIna Latu")
    client.force_login(operator)
    alamat = reverse("kunjungan:koreksi", args=[lama.uuid])
    form = client.get(alamat).context["form"]
    assert (form["anggota"].value(), form["tim_hadir"].value()) == ([ketua], "Ina Latu")
    client.post(alamat, isian(alasan="salah tanggal", anggota=[ketua], tim_hadir="Ina Latu"))
    assert Kunjungan.objects.in_force().get().tim_hadir == f"{ketua}\nIna Latu"


def test_village_without_team_has_the_plain_field(client, dunia):
    client.force_login(dunia[1])
    form = client.get(reverse("kunjungan:baru")).context["form"]
    assert ("anggota" in form.fields, form["tim_hadir"].label) == (False, "Tim yang hadir")


def test_forged_member_is_refused(client, dunia):
    buat_tim(dunia[0])
    client.force_login(dunia[1])
    assert (
        "Masukkan pilihan yang valid" in client.post(reverse("kunjungan:baru"), isian(anggota=["X"])).content.decode()
    )
