"""Pages of asesmen: typed once, nothing lost, small groups hidden from strangers, the same queries at any size."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from desa.waktu import hari_ini, tambah_bulan
from opd.bidang_asesmen import SEMUA
from opd.enums import Peran
from opd.models import Asesmen
from tests import pabrik
from tests.pabrik_asesmen import buat_asesmen

pytestmark = pytest.mark.django_db


@pytest.fixture
def dunia(client: Any) -> Any:
    penugasan = pabrik.buat_penugasan(mulai=tambah_bulan(hari_ini(), -30))
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)
    client.force_login(operator)
    return penugasan, operator


def isian(**lain: Any) -> dict[str, Any]:
    dasar = {"uuid": str(uuid.uuid4()), "tanggal": f"{hari_ini():%d/%m/%Y}", "catatan": "Sumber: kantor desa"}
    dasar |= {"lahan_pertanian_ha": "1.250,5", "komoditas_unggulan": "Pala", "produksi_per_tahun": "12"}
    dasar |= {"produksi_satuan": "ton", "bumdes_aktif": "ya", "dermaga_baik": "tidak", "sinyal": "lemah"}
    return dasar | {"kk": "120", "kk_rendah": "40", "kk_difabel": "3"} | lain


def test_form_asks_every_field_and_stores_what_was_typed(client, dunia):
    teks = client.get(reverse("asesmen:baru")).content.decode()
    assert [b.nama for b in SEMUA if f'name="{b.nama}"' not in teks] == []
    assert "Isi asesmen awal" in teks
    kirim = isian()
    for _ in range(2):
        jawaban = client.post(reverse("asesmen:baru"), kirim)
    a = Asesmen.objects.get()
    assert jawaban.url == reverse("asesmen:detail", args=[a.uuid])
    assert (a.lahan_pertanian_ha, a.bumdes_aktif, a.dermaga_baik, a.koperasi_aktif) == (
        pytest.approx(1250.5),
        True,
        False,
        None,
    )
    rinci = client.get(jawaban.url).content.decode()
    for kata in ("1.250,5 ha", "12 ton", "Lemah, hanya di titik tertentu", "belum diketahui", "3 KK", "kantor desa"):
        assert kata in rinci


@pytest.mark.parametrize(
    ("ubah", "kalimat"),
    [
        ({"kk_rendah": "121"}, "Jumlah ini melebihi seluruh KK di desa, 120 KK."),
        ({"kk": ""}, "Isi juga jumlah seluruh KK di desa."),
        ({"kk_rendah": ""}, "Isi juga jumlah KK berkesejahteraan rendah, karena rinciannya sudah diisi."),
        ({"kk_difabel": "41"}, "Jumlah ini melebihi KK berkesejahteraan rendah, 40 KK."),
        ({"kk_difabel": "-1"}, "bukan bilangan bulat"),
        ({"kk": "9" * 30}, "Angka ini"),
        ({"listrik_jam": "25"}, "Angka ini paling banyak 24."),
        ({"air_bersih_persen": "12.5"}, "bukan angka yang jelas"),
        ({"produksi_satuan": ""}, "Isi produksi bersama komoditas unggulan dan satuannya"),
        ({"komoditas_unggulan": ""}, "Isi produksi bersama komoditas unggulan dan satuannya"),
        ({"bumdes_aktif": "mungkin"}, "Masukkan pilihan yang valid"),
        ({"tanggal": "kemarin"}, "bukan tanggal yang dikenali"),
        ({"wisata": "x" * 201}, "paling banyak 200"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(client, dunia, ubah, kalimat):
    teks = client.post(reverse("asesmen:baru"), isian(**ubah)).content.decode()
    assert kalimat in teks
    assert "Sumber: kantor desa" in teks
    assert not Asesmen.objects.exists()


def test_jump_shows_its_box_and_is_saved_when_ticked(client, dunia):
    buat_asesmen(dunia[0], hari_ini() - timedelta(days=400), kk=1200, kk_rendah=400)
    assert "Angka ini sudah benar" not in client.get(reverse("asesmen:baru")).content.decode()
    kirim = isian()
    tanya = client.post(reverse("asesmen:baru"), kirim).content.decode()
    assert "KK berkesejahteraan rendah: 40 KK sangat jauh dari 400 KK" in tanya
    assert ("Angka ini sudah benar" in tanya, "Sumber: kantor desa" in tanya) == (True, True)
    assert Asesmen.objects.count() == 1
    client.post(reverse("asesmen:baru"), kirim | {"yakin": "on"})
    assert Asesmen.objects.in_force().count() == 2


def test_repeat_shows_what_stood_before_and_takes_over_the_commodity(client, dunia):
    penugasan, _ = dunia
    hari = hari_ini() - timedelta(days=400)
    isi = {"komoditas_unggulan": "Pala", "produksi_satuan": "ton", "produksi_per_tahun": 12, "kk_difabel": 2}
    awal = buat_asesmen(penugasan, hari, umkm_aktif=7, **isi)
    teks = client.get(reverse("asesmen:baru")).content.decode()
    for kata in ("Isi asesmen ulang", ": 7 usaha.", ": 12 ton.", ": 2 KK.", 'value="Pala"', 'value="ton"'):
        assert kata in teks
    assert 'name="umkm_aktif" inputmode="numeric" autocomplete="off" class="angka" value' not in teks
    client.post(reverse("asesmen:baru"), isian(umkm_aktif="9", produksi_per_tahun=""))
    baru = Asesmen.objects.latest("pk")
    assert (baru.produksi_satuan, baru.komoditas_unggulan) == ("", "Pala")
    rinci = client.get(reverse("asesmen:detail", args=[baru.uuid])).content.decode()
    for kata in ("Asesmen ulang", "+2 usaha", "Membaik sejak awal", reverse("asesmen:detail", args=[awal.uuid])):
        assert kata in rinci
    assert "Ada asesmen yang lebih baru" in client.get(reverse("asesmen:detail", args=[awal.uuid])).content.decode()


def test_second_of_the_year_is_told_before_and_after(client, dunia):
    ada = buat_asesmen(dunia[0], hari_ini())
    alamat = reverse("asesmen:detail", args=[ada.uuid])  # there it is said whether it is locked
    assert f'href="{alamat}">Buka asesmen itu' in client.get(reverse("asesmen:baru")).content.decode()
    teks = client.post(reverse("asesmen:baru"), isian()).content.decode()
    assert "sudah dicatat untuk tanggal" in teks
    assert Asesmen.objects.count() == 1


def test_correction_and_cancel_keep_the_old_row_readable(client, dunia):
    lama = buat_asesmen(dunia[0], hari_ini(), bumdes_aktif=True, dermaga_baik=False, sinyal="data")
    alamat = reverse("asesmen:koreksi", args=[lama.uuid])
    assert 'value="ya" selected' in client.get(alamat).content.decode()
    assert client.post(alamat, isian(alasan="")).status_code == 422
    assert client.post(alamat, isian(alasan="Salah hitung.")).status_code == 302
    baru = Asesmen.objects.in_force().get()
    rinci = client.get(reverse("asesmen:detail", args=[lama.uuid])).content.decode()
    assert ["sudah dikoreksi oleh" in rinci, "7 usaha" in rinci, 'href="koreksi/"' in rinci] == [True, True, False]
    batal = reverse("asesmen:batalkan", args=[baru.uuid])
    assert client.post(batal, {"uuid": str(uuid.uuid4()), "alasan": ""}).status_code == 422
    client.post(batal, {"uuid": str(uuid.uuid4()), "alasan": "Tidak jadi."})
    assert not Asesmen.objects.in_force().exists()
    assert "dibatalkan oleh" in client.get(reverse("asesmen:detail", args=[baru.uuid])).content.decode()


def test_others_read_without_small_groups_and_change_nothing(client, dunia):
    penugasan, _ = dunia
    buat_asesmen(penugasan, hari_ini() - timedelta(days=400), kk_difabel=17, kk_putus_sekolah=2)
    ada = buat_asesmen(penugasan, hari_ini(), kk_difabel=3, kk_putus_sekolah=4)
    alamat = reverse("asesmen:detail", args=[ada.uuid])
    lihat = {}
    for peran in (Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.PEMBACA, Peran.OPERATOR_OPD):
        opd = pabrik.buat_opd() if peran == Peran.OPERATOR_OPD else None
        client.force_login(pabrik.buat_pengguna(peran, opd=opd))
        teks = client.get(alamat).content.decode()
        lihat[peran] = ("−14 KK" in teks, ">3 KK<" in teks, "&lt;5 KK" in teks, 'href="koreksi/"' in teks)
        assert client.get(reverse("asesmen:koreksi", args=[ada.uuid])).status_code == 403
        assert client.post(reverse("asesmen:batalkan", args=[ada.uuid]), {}).status_code == 403
    assert lihat.pop(Peran.VERIFIKATOR) == (True, True, False, False)
    assert set(lihat.values()) == {(False, False, True, False)}


def test_who_helps_in_the_village_reads_no_small_group_on_the_form(client, dunia):
    """Seen red: the form told a pendukung of the other OPD's two families, and so did the question about its own count."""
    penugasan, di_desa = dunia
    hari = hari_ini() - timedelta(days=400)
    buat_asesmen(penugasan, hari, umkm_aktif=7, kk_difabel=2)
    membantu = pabrik.buat_penugasan(desa=penugasan.desa, peran="pendukung", mulai=penugasan.mulai)
    lihat = []
    for orang in (pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=membantu.opd), di_desa):
        client.force_login(orang)
        form = client.get(reverse("asesmen:baru")).content.decode()
        tanya = client.post(reverse("asesmen:baru"), isian(kk_difabel="30", umkm_aktif="70")).content.decode()
        lihat.append([k in form for k in (": 7 usaha.", ": &lt;5 KK.", ": 2 KK.")])
        lihat.append([k in tanya for k in ("dari 7 usaha", "dari 2 KK", "2 KK")])
    assert lihat == [[True, True, False], [True, False, False], [True, False, True], [True, True, True]]


def test_list_filters_and_reads_as_known_then(client, dunia):
    penugasan, _ = dunia
    lama = buat_asesmen(penugasan, hari_ini() - timedelta(days=400))
    buat_asesmen(penugasan, hari_ini() - timedelta(days=5))
    lain = buat_asesmen(pabrik.buat_penugasan(), date(2025, 3, 1))

    def baris(**kueri: str) -> list[tuple[int, bool]]:
        return [(a.pk, awal) for a, awal in client.get(reverse("asesmen:daftar"), kueri).context["baris"]]

    assert sorted(awal for _, awal in baris()) == [False, True, True]
    assert baris(desa=lain.penugasan.desa.kode) == [(lain.pk, True)]
    tahu = f"{hari_ini() - timedelta(days=100):%d/%m/%Y}"
    assert (lama.pk, True) in baris(diketahui=tahu)
    assert len(baris(diketahui=tahu)) == 2
    assert baris(desa="<script>") == []


def test_village_and_penugasan_lead_to_it(client, dunia):
    penugasan, _ = dunia
    baru = f"{reverse('asesmen:baru')}?penugasan={penugasan.pk}"
    alamat = (reverse("desa:detail", args=[penugasan.desa.kode]), reverse("penugasan:detail", args=[penugasan.pk]))
    assert [baru in client.get(a).content.decode() for a in alamat] == [True, True]
    ada = buat_asesmen(penugasan, hari_ini())
    rinci = reverse("asesmen:detail", args=[ada.uuid])
    assert [rinci in client.get(a).content.decode() for a in alamat] == [True, True]


@pytest.mark.parametrize("nama", ["asesmen:daftar", "asesmen:detail", "asesmen:baru", "asesmen:koreksi"])
def test_pages_ask_the_same_number_of_queries_at_any_size(client, dunia, nama, django_assert_max_num_queries):
    penugasan, _ = dunia
    jumlah = []
    for banyak in (1, 5):
        for n in range(banyak):
            a = buat_asesmen(penugasan, hari_ini() - timedelta(days=n + 1))
            buat_asesmen(pabrik.buat_penugasan(), date(2025, 3, 1))
        alamat = reverse(nama, args=[a.uuid] if nama in ("asesmen:detail", "asesmen:koreksi") else [])
        with django_assert_max_num_queries(12) as kueri:
            assert client.get(alamat).status_code == 200
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1]
