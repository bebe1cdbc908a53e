"""The page of a team: operator and head form it, a change by somebody else is noticed, members are never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from opd.enums import Peran
from opd.models import AnggotaTim, Tim
from tests import pabrik

pytestmark = pytest.mark.django_db


def isian(**lain: Any) -> dict[str, Any]:
    dasar = {"nomor_sk": "SK/7/2025", "tanggal_sk": "10 Februari 2025", "mulai": "10/2/2025"}
    for n in range(1, 7):
        dasar |= {f"nama_{n}": "", f"peran_{n}": "anggota"}
    return dasar | {"nama_1": "Yohana Tuasela", "peran_1": "ketua", "nama_2": "Abdul Latuconsina"} | lain


def masuk(client: Any, penugasan: Any, peran: Peran = Peran.OPERATOR_OPD) -> str:
    client.force_login(pabrik.buat_pengguna(peran, opd=penugasan.opd))
    return reverse("penugasan:tim", args=[penugasan.pk])


@pytest.mark.parametrize("peran", [Peran.OPERATOR_OPD, Peran.KEPALA_OPD])
def test_team_is_formed_from_the_task_and_the_task_ends(client, peran):
    penugasan = pabrik.buat_penugasan()
    alamat = masuk(client, penugasan, peran)
    assert alamat in client.get("/").text
    client.post(alamat, isian(berkas=SimpleUploadedFile("sk.pdf", b"%PDF-1.4")))
    tim = Tim.objects.get()
    assert list(tim.anggota.values_list("nama", "peran")) == [
        ("Yohana Tuasela", "ketua"),
        ("Abdul Latuconsina", "anggota"),
    ]
    assert alamat not in client.get("/").text
    unduh = reverse("penugasan:tim_berkas", args=[penugasan.pk, tim.pk])
    assert b"".join(client.get(unduh).streaming_content) == b"%PDF-1.4"
    masuk(client, pabrik.buat_penugasan())
    assert client.get(unduh).status_code == 404


def test_members_are_renamed_and_added_but_not_taken_away(client):
    penugasan = pabrik.buat_penugasan()
    pabrik.buat_tim(penugasan, mulai=date(2025, 2, 10), tanggal_sk=date(2025, 2, 10))
    alamat = masuk(client, penugasan)
    lihat = client.get(alamat).context["form"]["dilihat"].value()
    kosong = client.post(alamat, isian(dilihat=lihat, nama_2=""))
    assert "Anggota tidak dihapus." in kosong.text
    client.post(alamat, isian(dilihat=lihat, nama_3="Maria Salamena"))
    assert list(AnggotaTim.objects.order_by("pk").values_list("nama", flat=True)) == [
        "Yohana Tuasela",
        "Abdul Latuconsina",
        "Maria Salamena",
    ]


def test_change_by_somebody_else_is_noticed_and_nothing_typed_is_lost(client):
    penugasan = pabrik.buat_penugasan()
    tim = pabrik.buat_tim(penugasan)
    alamat = masuk(client, penugasan)
    lihat = client.get(alamat).context["form"]["dilihat"].value()
    tim.anggota.filter(peran="anggota").update(nama="Diganti Rekan")
    jawab = client.post(alamat, isian(dilihat=lihat))
    assert "sudah diubah orang lain" in jawab.text
    assert "Abdul Latuconsina" in jawab.text
    assert tim.anggota.filter(nama="Diganti Rekan").exists()


@pytest.mark.parametrize(
    ("ubah", "kalimat"),
    [
        ({"nama_1": "", "nama_2": ""}, "Tim berisi sedikitnya satu anggota."),
        ({"peran_2": "ketua"}, "Sebuah tim mempunyai satu ketua."),
        ({"mulai": "1/1/2020"}, "Tanggal ini di luar masa penugasan."),
        ({"tanggal_sk": "1/1/2090"}, "Tanggal SK belum terjadi."),
        ({"nomor_sk": ""}, "Bidang ini wajib diisi."),
        ({"berkas": SimpleUploadedFile("x.pdf", b"MZ")}, "Berkas harus berupa PDF, JPG, atau PNG."),
    ],
)
def test_bad_team_is_refused_whole(client, ubah, kalimat):
    alamat = masuk(client, pabrik.buat_penugasan())
    assert kalimat in client.post(alamat, isian(**ubah)).text
    assert (Tim.objects.count(), AnggotaTim.objects.count()) == (0, 0)


@pytest.mark.parametrize("peran", [Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA, "operator_lain"])
def test_others_do_not_form_it(client, peran):
    penugasan = pabrik.buat_penugasan()
    lain = peran == "operator_lain"
    client.force_login(
        pabrik.buat_pengguna(Peran.OPERATOR_OPD if lain else peran, opd=pabrik.buat_opd() if lain else None)
    )
    alamat = reverse("penugasan:tim", args=[penugasan.pk])
    assert [client.get(alamat).status_code, client.post(alamat, isian()).status_code] == [403, 403]
    assert alamat not in client.get(reverse("penugasan:detail", args=[penugasan.pk])).text


def test_page_asks_the_same_queries_at_any_size(client, django_assert_max_num_queries):
    jumlah = []
    for n in (1, 5):
        penugasan = pabrik.buat_penugasan()
        pabrik.buat_tim(penugasan, anggota=n)
        alamat = masuk(client, penugasan)
        client.get(alamat)
        with django_assert_max_num_queries(12) as kueri:
            client.get(alamat)
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1]
