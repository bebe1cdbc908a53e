"""Pages of enterprises without a market: list with counts that match, one enterprise, and requests between OPDs."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from desa.models import Indikator
from desa.waktu import hari_ini
from opd.enums import Peran, StatusDukungan
from opd.models import IndikatorOpd, PermintaanPasar
from opd.rekap.simpanan_desa import SimpananDesa
from opd.rekap.umkm import jendela
from tests import pabrik
from tests.pabrik_pasar import buat_hasil, buat_minta, buat_pasokan, buat_pembeli

pytestmark = pytest.mark.django_db
DAFTAR = "/pasar/"


def senyap(penugasan: Any, **isi: Any) -> Any:
    """An enterprise of the village that reported three months without sales."""
    umkm = pabrik.buat_umkm(desa=penugasan.desa, **isi)
    for b in jendela(hari_ini()):
        pabrik.buat_penjualan(umkm, b, 0)
    return umkm


@pytest.fixture
def dunia() -> Any:
    """A silent enterprise, its OPD's operator, and the OPD of trade with its operator."""
    penugasan = pabrik.buat_penugasan()
    umkm = senyap(penugasan, produk="Abon tuna")
    dagang = pabrik.buat_opd(nama="Dinas Perdagangan")
    indikator = Indikator.objects.create(dimensi="IKE", nomor=3, nama="Pasar", sumber="uji")
    IndikatorOpd.objects.create(indikator=indikator, opd=dagang)
    orang = [pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=o) for o in (penugasan.opd, dagang)]
    return umkm, penugasan, dagang, *orang


def test_from_list_to_result_on_the_pages(client, dunia):
    umkm, _, dagang, operator, diminta = dunia
    pembeli = buat_pembeli(dicari="Abon ikan", hari_kapal="Selasa", kabupaten=umkm.desa.kecamatan.kabupaten)
    client.force_login(operator)
    teks = client.get(DAFTAR).text
    assert all(k in teks for k in (umkm.nama, "Diam: tiga bulan tanpa penjualan", pembeli.nama, "Selasa"))
    berkas = client.get(DAFTAR, {"unduh": "csv"}).getvalue().decode()
    assert all(k in berkas for k in (umkm.nama, "Diam: tiga bulan tanpa penjualan", pembeli.nama, "Selasa"))
    halaman = reverse("pasar:detail", args=[umkm.uuid])
    teks = client.get(halaman).text
    assert all(k in teks for k in (pembeli.nama, "sekabupaten", "Selasa", "Minta bantuan OPD lain"))
    alamat = reverse("pasar:minta", args=[umkm.uuid])
    assert f'<option value="{dagang.pk}" selected>Dinas Perdagangan</option>' in client.get(alamat).text
    isi = {"uuid": str(uuid.uuid4()), "opd": dagang.pk, "permintaan": "Carikan pembeli."}
    assert "Bidang ini wajib diisi." in client.post(alamat, isi | {"permintaan": ""}).text
    assert {client.post(alamat, isi).url for _ in range(2)} == {halaman}
    p = PermintaanPasar.objects.get()
    assert "Carikan pembeli." in client.get(reverse("permintaan_pasar:detail", args=[p.uuid])).text
    client.force_login(diminta)
    assert "meminta bantuan mencari pasar" in client.get("/").text
    satu = reverse("permintaan_pasar:detail", args=[p.uuid])
    client.post(satu, {"aksi": "terima", "versi": 1, "jawaban": "Kami hubungi toko."})
    assert "hasilnya belum dicatat" in client.get("/").text
    client.post(satu, {"aksi": "hasil", "versi": 2, "hasil": "Toko Mardika membeli."})
    client.force_login(operator)
    assert "Toko Mardika membeli." in client.get(satu).text
    assert "ada hasil" in client.get(halaman).text
    buat_pasokan(pembeli, umkm)
    assert "tidak termasuk produk tanpa pasar" in client.get(halaman).text
    assert umkm.nama not in client.get(DAFTAR).text


def test_counts_per_opd_lead_to_lists_of_that_length(client, dunia):
    _, penugasan, *_ = dunia
    senyap(penugasan)
    senyap(pabrik.buat_penugasan())
    jual = pabrik.buat_umkm(desa=penugasan.desa)
    pabrik.buat_penjualan(jual, jendela(hari_ini())[-1], 5)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    for saring in ({}, {"alasan": "diam"}, {"desa": penugasan.desa.kode}):
        teks = client.get(DAFTAR, saring).text.replace("&amp;", "&").replace("\xa0", " ")
        tautan = re.findall(r'<a href="(\?opd=[^"]+)">(\d+)(?: UMKM)?</a>', teks)
        assert len(tautan) >= 4
        for alamat, jumlah in tautan:
            assert client.get(f"{DAFTAR}{alamat}").context["jumlah"] == int(jumlah)


def test_filters(client, dunia):
    umkm, penugasan, *_ = dunia
    lain = pabrik.buat_penugasan()
    dua = senyap(lain)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))

    def isi(**saring: Any) -> set[int]:
        return {u.pk for u in client.get(DAFTAR, saring).context["halaman"]}

    assert isi() == isi(opd="x", desa="x", kabupaten="x", alasan="x") == isi(alasan="diam") == {umkm.pk, dua.pk}
    assert isi(opd=penugasan.opd.slug) == isi(desa=penugasan.desa.kode) == {umkm.pk}
    assert isi(kabupaten=lain.desa.kode[:5]) >= {dua.pk}
    assert "Tidak ada produk tanpa pasar yang cocok" in client.get(DAFTAR, {"alasan": "langsung"}).text


def test_readers_and_other_opds_ask_and_answer_nothing(client, dunia):
    umkm, penugasan, dagang, _, _ = dunia
    p = buat_minta(umkm, dagang, penugasan)
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd)
    satu = reverse("permintaan_pasar:detail", args=[p.uuid])
    for by, terbaca in (
        (lain, 404),
        (pabrik.buat_pengguna(Peran.PEMBACA), 404),
        (pabrik.buat_pengguna(Peran.PIMPINAN), 403),
    ):
        client.force_login(by)
        assert client.post(reverse("pasar:minta", args=[umkm.uuid]), {}).status_code == 403
        for aksi in ("terima", "tolak", "hasil", "tarik"):
            kirim = {"aksi": aksi, "versi": 1, "jawaban": "x", "hasil": "x", "alasan": "x"}
            assert client.post(satu, kirim).status_code == terbaca
    assert PermintaanPasar.objects.get().status == StatusDukungan.MENUNGGU


def test_hostile_text_is_shown_as_text(client, dunia):
    jahat = "<script>alert(1)</script>"
    umkm, penugasan, dagang, operator, _ = dunia
    type(umkm).objects.filter(pk=umkm.pk).update(nama=jahat, produk=f"{jahat} abon")
    buat_pembeli(nama=jahat, dicari="abon", hari_kapal=jahat)
    p = buat_minta(umkm, dagang, penugasan, permintaan=jahat)
    buat_hasil(umkm=umkm, barang=jahat)
    client.force_login(operator)
    for nama, arg in (("pasar:detail", umkm), ("pasar:minta", umkm), ("permintaan_pasar:detail", p)):
        assert jahat not in client.get(reverse(nama, args=[arg.uuid])).text
    assert jahat not in client.get(DAFTAR).text


@pytest.mark.parametrize("nama", ["daftar", "detail", "minta", "permintaan"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    umkm, penugasan, dagang, operator, _ = dunia
    client.force_login(operator)
    p = buat_minta(umkm, dagang, penugasan)
    buat_pembeli(dicari="abon")
    buat_hasil(umkm=umkm)
    buat_pasokan(umkm=umkm, selesai=hari_ini(), alasan_selesai="uji")
    halaman = {
        "daftar": DAFTAR,
        "detail": reverse("pasar:detail", args=[umkm.uuid]),
        "minta": reverse("pasar:minta", args=[umkm.uuid]),
        "permintaan": reverse("permintaan_pasar:detail", args=[p.uuid]),
    }[nama]
    SimpananDesa.forget_all()  # all villages are read both times
    with django_assert_max_num_queries(12) as satu:
        client.get(halaman)
    for _ in range(4):
        buat_minta(senyap(penugasan, produk="Abon"), dagang, penugasan)
        buat_minta(umkm, pabrik.buat_opd(), penugasan)
        buat_pembeli(dicari="abon")
        buat_hasil(umkm=umkm)
        senyap(pabrik.buat_penugasan())
    SimpananDesa.forget_all()
    with django_assert_max_num_queries(12) as lima:
        client.get(halaman)
    assert len(lima) == len(satu)
