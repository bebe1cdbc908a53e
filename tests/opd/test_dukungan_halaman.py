"""Pages of support between OPDs: asked on the plan, answered by the other OPD, listed, and nobody else's drafts shown."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from desa.waktu import hari_ini
from opd.enums import Peran, StatusDukungan, StatusNaskah
from opd.models import DukunganBaris, IndikatorOpd
from tests import pabrik, pabrik_naskah
from tests.halaman_ketat import StrictClient
from tests.pabrik_dukungan import buat_dukungan

pytestmark = pytest.mark.django_db
DAFTAR = "/rencana/dukungan/"


@pytest.fixture
def dunia() -> Any:
    """A draft line of this year, its operator, and an OPD to ask with its operator."""
    penugasan, diminta = pabrik.buat_penugasan(), pabrik.buat_opd()
    baris = pabrik_naskah.buat_rencana(penugasan, hari_ini().year, baris=1).baris.get()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    return baris, operator, diminta, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=diminta)


def alamat(baris: Any) -> str:
    return reverse("rencana:minta_dukungan", args=[baris.rencana.uuid, baris.kunci])


def isian(opd: Any, **lain: Any) -> dict[str, Any]:
    return {"uuid": str(uuid.uuid4()), "opd": opd.pk, "permintaan": "200 bibit kelapa."} | lain


def test_asked_on_the_plan_and_answered_by_the_other_opd(client, dunia):
    baris, operator, diminta, penjawab = dunia
    rencana = reverse("rencana:detail", args=[baris.rencana.uuid])
    client.force_login(operator)
    assert alamat(baris) in client.get(rencana).text
    kirim = isian(diminta)
    for _ in range(2):
        assert client.post(alamat(baris), kirim).url == rencana
    d = DukunganBaris.objects.get()
    halaman = reverse("dukungan:detail", args=[d.uuid])
    teks = client.get(rencana).text
    assert halaman in teks
    assert "menunggu jawaban" in teks
    assert "Terima permintaan ini" not in client.get(halaman).text
    client.force_login(penjawab)
    assert halaman in client.get("/").text
    assert client.get(rencana).status_code == 404
    teks = client.get(halaman).text
    assert "200 bibit kelapa." in teks
    assert "terbaca sesudah diverifikasi" in teks
    assert "Bidang ini wajib diisi." in client.post(halaman, {"aksi": "tolak", "versi": 1, "jawaban": ""}).text
    teks = client.post(halaman, {"aksi": "terima", "versi": 1, "jawaban": "100 bibit."}, follow=True).text
    assert "Permintaan diterima." in teks
    assert "100 bibit." in teks
    assert halaman not in client.get("/").text
    client.force_login(operator)
    assert "Tarik permintaan" in client.get(halaman).text
    client.post(halaman, {"aksi": "tarik", "versi": 2, "alasan": "Baris diubah."})
    assert "Baris diubah." in client.get(halaman).text
    assert halaman not in client.get(rencana).text


def test_declined_request_leads_to_asking_another_opd(client, dunia):
    baris, operator, diminta, penjawab = dunia
    d = buat_dukungan(baris, diminta, status=StatusDukungan.DITOLAK, dijawab_pada=timezone.now())
    halaman = reverse("dukungan:detail", args=[d.uuid])
    client.force_login(operator)
    assert halaman in client.get("/").text
    assert f'href="{alamat(baris)}"' in client.get(halaman).text
    client.force_login(penjawab)
    assert alamat(baris) not in client.get(halaman).text


def test_second_answer_is_told_and_keeps_the_text(client, dunia):
    baris, _, diminta, penjawab = dunia
    d = buat_dukungan(baris, diminta, status=StatusDukungan.DITERIMA, versi=2)
    client.force_login(penjawab)
    kirim = {"aksi": "tolak", "versi": 1, "jawaban": "Ketikan saya."}
    teks = client.post(reverse("dukungan:detail", args=[d.uuid]), kirim).text
    assert f"sudah diterima oleh {d.dijawab_oleh.nama}" in teks
    assert "Ketikan saya." in teks


def test_form_offers_first_who_can_act_on_the_indicator_and_never_the_own_opd(client, dunia):
    baris, operator, diminta, _ = dunia
    IndikatorOpd.objects.create(indikator=baris.indikator.get(), opd=diminta)
    tutup = pabrik.buat_opd(berlaku_selesai=hari_ini())
    client.force_login(operator)
    form = client.get(alamat(baris)).context["form"]
    pilihan = dict(form.fields["opd"].choices[1:])
    assert pilihan["Dapat menangani indikator baris ini"] == [(diminta.pk, diminta.nama)]
    lain = {pk for pk, _ in pilihan.get("OPD lain", ())}
    assert lain.isdisjoint({diminta.pk, tutup.pk, baris.rencana.penugasan.opd_id})


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"permintaan": ""}, "Bidang ini wajib diisi."),
        ({"permintaan": "x" * 1600}, "1500"),
        ({"opd": "99999"}, "99999"),
        ({"opd": ""}, "OPD yang diminta"),
        ({"uuid": "bukan"}, "UUID"),
    ],
)
def test_request_that_does_not_fit_says_why_and_loses_nothing(client, dunia, lain, kalimat):
    baris, operator, diminta, _ = dunia
    client.force_login(operator)
    kirim = isian(diminta) | lain
    teks = client.post(alamat(baris), kirim).text
    assert kalimat in teks
    assert kirim["permintaan"] in teks
    assert DukunganBaris.objects.count() == 0


def test_only_who_writes_the_plan_may_ask(client, dunia):
    baris, _, diminta, penjawab = dunia
    client.force_login(penjawab)
    assert client.post(alamat(baris), isian(diminta)).status_code == 404
    baris.rencana.status = StatusNaskah.DIVERIFIKASI
    terbit = pabrik_naskah.buat_rencana(
        pabrik.buat_penugasan(), hari_ini().year, status=StatusNaskah.DIVERIFIKASI, baris=1
    )
    for peran in (Peran.PEMBACA, Peran.VERIFIKATOR, Peran.PIMPINAN):
        client.force_login(pabrik.buat_pengguna(peran))
        assert client.post(alamat(terbit.baris.get()), isian(diminta)).status_code == 403


def test_foreign_requests_of_drafts_do_not_exist_for_others(client, dunia):
    baris, _, diminta, _ = dunia
    d = buat_dukungan(baris, diminta, status=StatusDukungan.DITERIMA)
    for orang in (pabrik.buat_pengguna(Peran.PEMBACA), pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_opd())):
        client.force_login(orang)
        assert client.get(reverse("dukungan:detail", args=[d.uuid])).status_code == 404
        assert d.kegiatan not in client.get(DAFTAR, {"arah": "semua"}).text


def test_list_by_direction_state_and_words(client, dunia):
    baris, operator, diminta, _ = dunia
    keluar = buat_dukungan(baris, diminta, permintaan="Mesin parut.")
    masuk = buat_dukungan(opd=baris.rencana.penugasan.opd)
    terbit = pabrik_naskah.buat_rencana(pabrik.buat_penugasan(), status=StatusNaskah.DIVERIFIKASI, baris=1)
    lain = buat_dukungan(terbit.baris.get(), status=StatusDukungan.DITERIMA)
    client.force_login(operator)

    def isi(**saring: Any) -> set[int]:
        return {d.pk for d in client.get(DAFTAR, saring).context["halaman"]}

    assert isi() == {keluar.pk, masuk.pk}
    assert isi(arah="masuk") == {masuk.pk}
    assert isi(arah="keluar") == {keluar.pk}
    assert isi(arah="semua") == {keluar.pk, masuk.pk, lain.pk}
    assert isi(arah="semua", keadaan="diterima") == {lain.pk}
    assert isi(opd=diminta.slug) == {keluar.pk}
    assert isi(q="PARUT") == {keluar.pk}
    assert "Tidak ada permintaan yang cocok" in client.get(DAFTAR, {"q": "zzz"}).text
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    assert isi() == {keluar.pk, masuk.pk, lain.pk}


@pytest.mark.sekali
def test_hostile_text_is_shown_as_text(client, dunia):
    baris, operator, diminta, penjawab = dunia
    jahat = "<script>alert(1)</script>"
    d = buat_dukungan(baris, diminta, permintaan=jahat, kegiatan=jahat)
    for orang in (operator, penjawab):
        client.force_login(orang)
        for halaman in (DAFTAR, reverse("dukungan:detail", args=[d.uuid]), "/"):
            assert jahat not in client.get(halaman).text


def test_forms_carry_the_token(dunia):
    baris, operator, _, _ = dunia
    klien = StrictClient(enforce_csrf_checks=True)
    klien.force_login(operator)
    assert 'name="csrfmiddlewaretoken" value="' in klien.get(alamat(baris)).text


@pytest.mark.parametrize("nama", ["daftar", "detail", "minta", "rencana", "beranda"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    baris, operator, diminta, _ = dunia
    client.force_login(operator)
    d = buat_dukungan(baris, diminta)
    buat_dukungan(opd=baris.rencana.penugasan.opd)
    halaman = {
        "daftar": DAFTAR,
        "detail": reverse("dukungan:detail", args=[d.uuid]),
        "minta": alamat(baris),
        "rencana": reverse("rencana:detail", args=[baris.rencana.uuid]),
        "beranda": "/",
    }[nama]
    client.get(halaman)
    with django_assert_max_num_queries(12) as satu:
        client.get(halaman)
    for _ in range(4):
        buat_dukungan(baris)
        buat_dukungan(opd=baris.rencana.penugasan.opd)
    with django_assert_max_num_queries(12) as lima:
        client.get(halaman)
    assert len(lima) == len(satu)
