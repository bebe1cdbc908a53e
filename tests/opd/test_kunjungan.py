"""Visits: names of villagers stay with the OPD, a visit counts with two photos and one villager, findings stay.

Seen red: findings saved one by one.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.models import Catatan
from opd.actions.kunjungan import IsiKunjungan, cancel_kunjungan, correct_kunjungan, isi_of, record_kunjungan
from opd.foto import olah_foto
from opd.models import Kunjungan
from opd.rekap.simpanan_desa import SimpananDesa
from tests.opd.foto_uji import jpeg, unggahan
from tests.pabrik import SEKARANG, buat_bukti, buat_kunjungan, buat_opd, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 1)
RAHASIA = "Yakoba Rahasia-Kenari"
ISI = IsiKunjungan(tanggal=HARI, cara="lapangan", warga_ditemui=f"{RAHASIA}\nBapak Dua")


@pytest.fixture
def dunia():
    """One penugasan and its operator."""
    penugasan = buat_penugasan()
    return penugasan, buat_pengguna("operator_opd", opd=penugasan.opd)


def isian(**lain) -> dict:
    """What the browser sends for a small visit."""
    dasar = {"uuid": str(uuid.uuid4()), "tanggal": "1 Juli 2026", "cara": "lapangan"}
    return {**dasar, "warga_ditemui": f"{RAHASIA}\r\n\r\n Bapak  Dua ", **lain}


def pesan(response) -> list[str]:
    return [str(m) for m in get_messages(response.wsgi_request)]


def test_record_counts_villagers_and_keeps_findings(dunia):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa)
    isi = IsiKunjungan(
        tanggal=HARI, cara="lapangan", warga_ditemui="A\nB", temuan=((umkm.pk, "tidak", "modal", "KUR"),)
    )
    kunjungan = record_kunjungan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    assert (kunjungan.jumlah_warga, isi_of(kunjungan)) == (2, isi)


def test_visit_asks_the_same_whatever_was_found(dunia):
    penugasan, operator = dunia
    umkm = [buat_umkm(desa=penugasan.desa) for _ in range(5)]
    jumlah = []
    for banyak in (1, 1, 5):
        isi = replace(ISI, temuan=tuple((u.pk, "ya", "", "") for u in umkm[:banyak]))
        foto = [olah_foto(jpeg(len(jumlah) * 10 + n), tanggal=HARI, titik_desa=None) for n in range(min(banyak, 2))]
        with CaptureQueriesContext(connection) as kueri:
            record_kunjungan(penugasan, isi, uuid=uuid.uuid4(), by=operator, at=SEKARANG, foto=foto)
        jumlah.append(len(kueri))
    assert jumlah[1] == jumlah[2]


def test_same_uuid_is_one_row_and_other_content_is_refused(dunia):
    penugasan, operator = dunia
    u = uuid.uuid4()
    kirim = {"uuid": u, "by": operator, "at": SEKARANG}
    foto = [olah_foto(jpeg(1), tanggal=HARI, titik_desa=None)]
    assert len({record_kunjungan(penugasan, ISI, foto=foto, **kirim).pk for _ in range(3)}) == 1
    with pytest.raises(ValidationError, match="sudah pernah dikirim dengan isi berbeda"):
        record_kunjungan(penugasan, IsiKunjungan(tanggal=HARI, cara="jarak_jauh"), **kirim)
    assert Kunjungan.objects.count() == 1


def test_foreign_opd_may_not_record(dunia):
    orang = buat_pengguna("operator_opd", opd=buat_opd())
    with pytest.raises(PermissionDenied):
        record_kunjungan(dunia[0], ISI, uuid=uuid.uuid4(), by=orang, at=SEKARANG)


def test_umkm_of_another_village_is_refused(dunia):
    isi = IsiKunjungan(tanggal=HARI, cara="lapangan", temuan=((buat_umkm().pk, "ya", "", ""),))
    with pytest.raises(ValidationError):
        record_kunjungan(dunia[0], isi, uuid=uuid.uuid4(), by=dunia[1], at=SEKARANG)
    assert Kunjungan.objects.count() == 0


def test_correction_and_cancel_are_new_rows_without_names_in_the_audit(dunia):
    penugasan, operator = dunia
    lama = record_kunjungan(penugasan, ISI, uuid=uuid.uuid4(), by=operator, at=SEKARANG)
    isi = IsiKunjungan(tanggal=HARI, cara="lapangan", warga_ditemui="Nama Baru-Kenari")
    baru = correct_kunjungan(lama, isi, uuid=uuid.uuid4(), alasan="salah nama", by=operator, at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah dikoreksi oleh"):
        cancel_kunjungan(lama, uuid=uuid.uuid4(), alasan="x", by=operator, at=SEKARANG)
    batal = cancel_kunjungan(baru, uuid=uuid.uuid4(), alasan="ganda", by=operator, at=SEKARANG)
    assert (Kunjungan.objects.in_force().count(), batal.warga_ditemui, batal.jumlah_warga) == (0, "", 0)
    catatan = " ".join(f"{c} {c.perubahan} {c.alasan}" for c in Catatan.objects.all())
    assert ["Kenari" in catatan, "nama warga diubah" in catatan] == [False, True]


# --- pages -------------------------------------------------------------------------------------------------------


def test_field_visit_with_photos_and_villager_counts(client, dunia):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa)
    client.force_login(operator)
    kirim = isian(foto=[unggahan(1), unggahan(2)], kepala_hadir="on", **{f"keadaan_{umkm.pk}": "ya"})
    jawaban = client.post(reverse("kunjungan:baru"), kirim)
    kunjungan = Kunjungan.objects.get()
    assert (kunjungan.warga_ditemui, kunjungan.jumlah_warga) == (f"{RAHASIA}\nBapak Dua", 2)
    assert (kunjungan.temuan.get().umkm_id, kunjungan.bukti.count(), pesan(jawaban)) == (
        umkm.pk,
        2,
        ["Kunjungan tersimpan."],
    )
    assert "terhitung kunjungan lapangan" in client.get(jawaban.url).content.decode()
    assert client.get(reverse("kunjungan:daftar") + "?sah=1").context["angka"]["jumlah"] == 1


@pytest.mark.parametrize(
    ("lain", "kurang"),
    [
        ({}, ["Belum terhitung sebagai kunjungan lapangan: tambahkan 2 foto lagi."]),
        (
            {"warga_ditemui": ""},
            [
                "Belum terhitung sebagai kunjungan lapangan: tambahkan 2 foto lagi dan nama sedikitnya 1 warga yang ditemui."
            ],
        ),
        ({"cara": "jarak_jauh"}, []),
    ],
)
def test_what_is_lacking_is_a_warning_not_an_error(client, dunia, lain, kurang):
    client.force_login(dunia[1])
    jawaban = client.post(reverse("kunjungan:baru"), isian() | lain)
    assert (Kunjungan.objects.count(), pesan(jawaban)) == (1, ["Kunjungan tersimpan.", *kurang])
    assert client.get(reverse("kunjungan:daftar") + "?sah=0").context["angka"]["jumlah"] == 1


def test_villagers_names_are_for_the_opd_and_verifikator_alone(client, dunia):
    penugasan, operator = dunia
    kunjungan = buat_kunjungan(penugasan, HARI, warga_ditemui=RAHASIA, jumlah_warga=1)
    ganti = correct_kunjungan(kunjungan, ISI, uuid=uuid.uuid4(), alasan="x", by=operator, at=SEKARANG)
    asing = [
        buat_pengguna("operator_opd", opd=buat_penugasan().opd),
        buat_pengguna("pimpinan"),
        buat_pengguna("pembaca"),
    ]
    alamat = [reverse("kunjungan:detail", args=[k.uuid]) for k in (kunjungan, ganti)] + [reverse("kunjungan:daftar")]
    terlihat = []
    for orang in [*asing, buat_pengguna("verifikator"), operator]:
        client.force_login(orang)
        terlihat.append([RAHASIA in client.get(a).content.decode() for a in alamat])
    assert terlihat == [[False] * 3] * 3 + [[True, True, False]] * 2


def test_foreign_facts_stay_closed_and_strangers_sign_in(client, dunia):
    kunjungan = buat_kunjungan(dunia[0], HARI)
    nama = ("koreksi", "batalkan", "foto")
    client.force_login(buat_pengguna("operator_opd", opd=buat_penugasan().opd))
    for n in nama:
        alamat = reverse(f"kunjungan:{n}", args=[kunjungan.uuid])
        assert (client.get(alamat).status_code, client.post(alamat, isian(alasan="x")).status_code) == (403, 403)
    client.logout()
    jawaban = [client.get(reverse(f"kunjungan:{n}", args=[kunjungan.uuid])) for n in ("detail", *nama)]
    assert [(j.status_code, j.url.split("?")[0]) for j in jawaban] == [(302, reverse("masuk"))] * 4
    assert Kunjungan.objects.count() == 1


def test_double_submit_shows_the_first(client, dunia):
    client.force_login(dunia[1])
    kirim = isian()
    alamat = {client.post(reverse("kunjungan:baru"), kirim | {"foto": [unggahan(1)]}).url for _ in range(2)}
    assert (len(alamat), Kunjungan.objects.count()) == (1, 1)


def test_problem_without_state_is_told(client, dunia):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa)
    client.force_login(operator)
    jawaban = client.post(reverse("kunjungan:baru"), isian(**{f"masalah_{umkm.pk}": "kurang modal"}))
    halaman = jawaban.content.decode()
    assert ["Pilih keadaan usahanya juga." in halaman, 'value="kurang modal"' in halaman] == [True, True]


def test_hostile_text_is_shown_as_text(client, dunia):
    client.force_login(dunia[1])
    jahat = "<script>alert(1)</script>"
    kirim = isian(warga_ditemui=jahat, tim_hadir=jahat, catatan=jahat, tindak_lanjut=jahat, jatuh_tempo="9 Juli 2026")
    halaman = client.get(client.post(reverse("kunjungan:baru"), kirim).url).content.decode()
    assert [jahat in halaman, halaman.count("&lt;script&gt;alert(1)&lt;/script&gt;")] == [False, 5]
    panjang = client.post(reverse("kunjungan:baru"), isian(catatan="x" * 100_000))
    assert (panjang.status_code, Kunjungan.objects.count()) == (422, 1)


def test_correction_form_is_filled_with_names(client, dunia):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa)
    kunjungan = buat_kunjungan(penugasan, HARI, warga_ditemui=RAHASIA, jumlah_warga=1)
    kunjungan.temuan.create(umkm=umkm, berjalan="tidak", masalah="banjir")
    client.force_login(operator)
    alamat = reverse("kunjungan:koreksi", args=[kunjungan.uuid])
    halaman = client.get(alamat).content.decode()
    assert [RAHASIA in halaman, 'value="banjir"' in halaman, "Lepas foto 2" in halaman] == [True] * 3
    jawaban = client.post(alamat, isian(alasan="nama kurang", buang=[str(kunjungan.bukti.first().uuid)]))
    baru = Kunjungan.objects.in_force().get()
    assert (jawaban.url, baru.jumlah_warga, baru.bukti.count()) == (reverse("kunjungan:detail", args=[baru.uuid]), 2, 1)


def test_photos_added_later_make_the_visit_count(client, dunia):
    penugasan, operator = dunia
    kunjungan = buat_kunjungan(penugasan, HARI, foto=0)
    client.force_login(operator)
    alamat = reverse("kunjungan:foto", args=[kunjungan.uuid])
    satu = client.post(alamat, {"uuid": str(uuid.uuid4()), "foto": [unggahan(1)]})
    dua = client.post(alamat, {"uuid": str(uuid.uuid4()), "foto": [unggahan(2)]})
    lapor = "Belum terhitung sebagai kunjungan lapangan: tambahkan 1 foto lagi."
    assert (pesan(satu), pesan(dua)[2:]) == (["Foto tersimpan.", lapor], ["Foto tersimpan."])


def test_list_filters(client, dunia):
    penugasan, operator = dunia
    lain = buat_penugasan()
    buat_kunjungan(penugasan, date(2026, 3, 31), warga=2)
    buat_kunjungan(penugasan, date(2026, 4, 1), cara="jarak_jauh")
    buat_kunjungan(lain, date(2026, 4, 1), foto=1)
    client.force_login(operator)

    def angka(kueri: str) -> tuple:
        a = client.get(reverse("kunjungan:daftar") + kueri).context["angka"]
        return a["jumlah"], a["desa"], a["warga"]

    assert (angka(""), angka(f"?opd={lain.opd.slug}"), angka("?sah=1")) == ((3, 2, 4), (1, 1, 1), (1, 1, 2))
    assert (angka("?cara=jarak_jauh"), angka("?dari=2026-04-01"), angka("?desa=xx")[0]) == ((1, 1, 1), (2, 2, 2), 0)


@pytest.mark.parametrize("nama", ["daftar", "detail", "koreksi", "baru"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    penugasan, operator = dunia
    client.force_login(operator)
    kunjungan = buat_kunjungan(penugasan, HARI)
    kunjungan.temuan.create(umkm=buat_umkm(desa=penugasan.desa), berjalan="ya")
    alamat = reverse(f"kunjungan:{nama}", args=[kunjungan.uuid] if nama in ("detail", "koreksi") else [])
    client.get(alamat)
    SimpananDesa.forget_all()
    with django_assert_max_num_queries(12) as satu:
        client.get(alamat)
    for n in range(4):
        lain = buat_kunjungan(buat_penugasan(), HARI)
        kunjungan.temuan.create(umkm=buat_umkm(desa=penugasan.desa), berjalan="ya")
        buat_bukti(kunjungan=kunjungan, mirip_dengan=lain.bukti.first(), urutan=n)
    with django_assert_max_num_queries(12) as lima:
        client.get(alamat)
    assert len(lima) == len(satu)
