"""Applications for money: steps in their order, once each, rows for the OPD in charge.

Seen red with `visible_to` open to all, and with the update of `_move` without its conditions.
"""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.models import Catatan, Pembiayaan
from desa.waktu import hari_ini
from opd.actions.dasar import MintaYakin
from opd.actions.pembiayaan import (
    IsiPengajuan,
    IsiPutusan,
    _move,
    apply_pembiayaan,
    cancel_pembiayaan,
    decide_pembiayaan,
    pay_pembiayaan,
    undo_pembiayaan,
)
from opd.enums import Peran
from opd.rekap.pembiayaan import Hak, rekap_pembiayaan
from tests import pabrik
from tests.pabrik import pada
from tests.pabrik_usaha import buat_pembiayaan

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)
SAAT = pada(HARI)
MARET, APRIL, MEI = date(2026, 3, 2), date(2026, 4, 2), date(2026, 5, 2)
ISI = IsiPengajuan("kur_super_mikro", "Bank Uji", MARET, 7_182_818)
RUPIAH = "7.182.818"


@pytest.fixture
def dunia() -> Any:
    """An enterprise and the operator in charge of its village."""
    penugasan = pabrik.buat_penugasan()
    umkm = pabrik.buat_umkm(desa=penugasan.desa)
    return umkm, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def ajukan(dunia: Any, isi: IsiPengajuan = ISI, **lain: Any) -> Pembiayaan:
    return apply_pembiayaan(dunia[0], isi, **{"uuid": uuid.uuid4(), "by": dunia[1], "at": SAAT} | lain)


def putuskan(dunia: Any, p: Pembiayaan, isi: IsiPutusan | None = None, **lain: Any) -> Pembiayaan:
    kirim = {"versi": p.versi, "by": dunia[1], "at": SAAT}
    return decide_pembiayaan(p, isi or IsiPutusan(APRIL, 7_000_000), **kirim | lain)


def cairkan(dunia: Any, p: Pembiayaan, **lain: Any) -> Pembiayaan:
    kirim = {"tanggal": MEI, "dicairkan_rp": 6_000_000, "versi": p.versi, "by": dunia[1], "at": SAAT}
    return pay_pembiayaan(p, **kirim | lain)


def test_steps_in_order_each_once_and_without_figures_in_the_record(dunia):
    u = uuid.uuid4()
    p = ajukan(dunia, uuid=u)
    assert ajukan(dunia, uuid=u).pk == p.pk
    with pytest.raises(ValidationError, match="isi berbeda"):
        ajukan(dunia, IsiPengajuan("csr", "Lain", MARET, 5), uuid=u)
    with pytest.raises(ValidationError, match="sekarang diajukan"):
        cairkan(dunia, p)
    putus = putuskan(dunia, p)
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        putuskan(dunia, p)
    with pytest.raises(ValidationError, match="sekarang disetujui"):
        putuskan(dunia, putus)
    cair = cairkan(dunia, putus)
    kini = Pembiayaan.objects.get()
    assert (kini.status, kini.disetujui_rp, kini.dicairkan_rp, kini.versi) == ("dicairkan", 7_000_000, 6_000_000, 3)
    with pytest.raises(ValidationError, match="sekarang dicairkan"):
        cairkan(dunia, cair)
    semua = " ".join(f"{c.perubahan} {c.alasan} {c.objek}" for c in Catatan.objects.all())
    assert [x in semua for x in ("7182818", "7000000", "6000000", "7.000.000")] == [False] * 4
    assert Catatan.objects.count() == 3


def test_refusal_has_a_reason_that_stays_out_of_the_record(dunia):
    p = putuskan(dunia, ajukan(dunia), IsiPutusan(APRIL, alasan_tolak="Riwayat kredit buruk."))
    assert (p.status, Pembiayaan.objects.get().alasan_tolak) == ("ditolak", "Riwayat kredit buruk.")
    assert "Riwayat" not in " ".join(f"{c.perubahan} {c.alasan}" for c in Catatan.objects.all())
    for isi in (IsiPutusan(APRIL), IsiPutusan(APRIL, 5, "ditolak")):
        with pytest.raises(ValidationError, match="Isi jumlah yang disetujui, atau alasan"):
            putuskan(dunia, ajukan(dunia, IsiPengajuan("csr", "PT Uji", MARET, 5), yakin=True), isi)


def test_taking_back_goes_one_step_and_cancelling_ends_it(dunia):
    p = cairkan(dunia, putuskan(dunia, ajukan(dunia)))
    for status in ("disetujui", "diajukan"):
        p = undo_pembiayaan(p, alasan="Salah baris.", versi=p.versi, by=dunia[1], at=SAAT)
        assert Pembiayaan.objects.get().status == status
    kini = Pembiayaan.objects.get()
    assert (kini.diputus_pada, kini.disetujui_rp, kini.dicairkan_rp) == (None, None, None)
    with pytest.raises(ValidationError, match="Tulis alasannya"):
        cancel_pembiayaan(p, alasan=" ", versi=p.versi, by=dunia[1], at=SAAT)
    p = cancel_pembiayaan(p, alasan="Salah usaha.", versi=p.versi, by=dunia[1], at=SAAT)
    with pytest.raises(ValidationError, match="sudah dibatalkan"):
        putuskan(dunia, p)
    assert not Pembiayaan.objects.in_force().exists()


def test_two_clicks_cannot_both_win(dunia):
    """The second writer read the row before the first wrote it."""
    p = ajukan(dunia)
    lama = Pembiayaan.objects.select_related("umkm").get(pk=p.pk)
    putuskan(dunia, p)
    baru = {"status": "ditolak", "diputus_pada": APRIL, "diputus_dicatat_pada": SAAT, "alasan_tolak": "uji"}
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        _move(lama, baru, "uji", by=dunia[1], at=SAAT)
    assert Pembiayaan.objects.get().status == "disetujui"


def test_what_cannot_be_is_refused_and_what_is_unlikely_asked_about(dunia):
    with pytest.raises(ValidationError, match="belum terjadi"):
        ajukan(dunia, IsiPengajuan("csr", "PT Uji", date(2026, 7, 21), 5))
    with pytest.raises(MintaYakin) as galat:
        ajukan(dunia, IsiPengajuan("kur_super_mikro", "Bank Uji", MARET, 70_000_000))
    assert galat.value.messages[0] == "KUR super mikro paling banyak Rp 10.000.000."
    p = ajukan(dunia)
    with pytest.raises(MintaYakin, match="tanggal yang sama"):
        ajukan(dunia)
    lebih = IsiPutusan(APRIL, 8_000_000)
    with pytest.raises(MintaYakin, match="Disetujui Rp 8.000.000, padahal diajukan Rp 7.182.818"):
        putuskan(dunia, p, lebih)
    with pytest.raises(ValidationError, match="tidak boleh sebelum langkah sebelumnya"):
        putuskan(dunia, p, IsiPutusan(date(2026, 3, 1), 5))
    p = putuskan(dunia, p, lebih, yakin=True)
    with pytest.raises(ValidationError, match="tidak boleh melebihi yang disetujui"):
        cairkan(dunia, p, dicairkan_rp=8_000_001)
    with pytest.raises(ValidationError, match="tidak boleh sebelum langkah sebelumnya"):
        cairkan(dunia, p, tanggal=MARET)


@pytest.mark.parametrize("peran", [Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.ADMIN_SISTEM, Peran.PEMBACA, "lain"])
def test_rows_are_nobody_elses(client, dunia, peran):
    p = ajukan(dunia)
    opd = pabrik.buat_penugasan().opd if peran == "lain" else None
    orang = pabrik.buat_pengguna(Peran.OPERATOR_OPD if opd else peran, opd=opd)
    for deed in (
        lambda: ajukan(dunia, by=orang),
        lambda: putuskan(dunia, p, by=orang),
        lambda: undo_pembiayaan(p, alasan="uji", versi=1, by=orang, at=SAAT),
        lambda: cancel_pembiayaan(p, alasan="uji", versi=1, by=orang, at=SAAT),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert [list(k) for k in (Pembiayaan.objects.visible_to(orang), Pembiayaan.objects.personal_for(orang))] == [[], []]
    client.force_login(orang)
    status = {n: client.get(reverse(f"pembiayaan:{n}", args=[p.umkm.uuid])).status_code for n in ("umkm", "baru")}
    status |= {n: client.get(reverse(f"pembiayaan:{n}", args=[p.uuid])).status_code for n in ("detail", "putuskan")}
    assert status == {"umkm": 403, "baru": 403, "detail": 404, "putuskan": 404}
    ada = RUPIAH in client.get(reverse("pembiayaan:ringkas")).text
    assert ada == (peran == Peran.VERIFIKATOR)
    assert "Pembiayaan</a>: KUR" not in client.get(reverse("umkm:detail", args=[p.umkm.uuid])).text


def test_own_villages_add_up_to_their_list(client, dunia):
    umkm, operator = dunia
    buat_pembiayaan(umkm, "dicairkan")
    buat_pembiayaan(umkm, "ditolak", jenis="baznas", lembaga="Baznas Uji")
    buat_pembiayaan()
    assert rekap_pembiayaan(operator, Q(), until=hari_ini(), sendiri=True).hak is Hak.SENDIRI
    client.force_login(operator)
    teks = client.get(reverse("pembiayaan:ringkas"), {"milik": "1"}).text
    for kueri, jumlah in (
        ({"jenis": "", "langkah": ""}, 2),
        ({"jenis": "baznas", "langkah": "ditolak"}, 1),
        ({"jenis": "kur_super_mikro", "langkah": "dicairkan"}, 1),
    ):
        ekor = "&amp;".join(f"{k}={v}" for k, v in kueri.items())
        assert f"{reverse('pembiayaan:daftar')}?{ekor}" in teks
        assert f"{jumlah} pengajuan, terbaru" in client.get(reverse("pembiayaan:daftar"), kueri).text
    assert "<small>ditutup</small>" in client.get(reverse("pembiayaan:ringkas")).text


def test_koperasi_and_bumdes_are_counted_apart(client):
    buat_pembiayaan(diajukan_rp=1_000_000)
    buat_pembiayaan(pabrik.buat_umkm(bentuk="koperasi"), diajukan_rp=7_000_000)
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    for bentuk, rp in (("", "1.000.000"), ("bersama", "7.000.000"), ("semua", "8.000.000"), ("lain", "1.000.000")):
        teks = client.get(reverse("pembiayaan:ringkas"), {"bentuk": bentuk}).text
        assert [x for x in ("1.000.000", "7.000.000", "8.000.000") if re.search(rf"Rp\s{x}<", teks)] == [rp]


def test_pages_from_application_to_payment(client, dunia):
    umkm, operator = dunia
    client.force_login(operator)
    alamat, hari = reverse("pembiayaan:baru", args=[umkm.uuid]), f"{hari_ini():%d/%m/%Y}"
    isi = {"uuid": str(uuid.uuid4()), "jenis": "kur_mikro", "lembaga": "Bank Uji", "diajukan_pada": hari}
    teks = client.post(alamat, isi | {"diajukan_rp": "25 jt"}).text
    assert ["singkatan" in teks, "Bank Uji" in teks] == [True, True]
    assert len({client.post(alamat, isi | {"diajukan_rp": "25.000.000"}).url for _ in range(2)}) == 1
    p = Pembiayaan.objects.get()

    def langkah(nama: str, **kirim: Any) -> Any:
        p.refresh_from_db()
        return client.post(reverse(f"pembiayaan:{nama}", args=[p.uuid]), {"versi": p.versi, "tanggal": hari} | kirim)

    assert "Tulis alasan lembaga itu menolak." in langkah("putuskan", putusan="tolak").text
    teks = langkah("putuskan", putusan="setuju", disetujui_rp="30.000.000").text
    assert ["padahal diajukan" in teks, 'name="yakin"' in teks] == [True, True]
    assert langkah("putuskan", putusan="setuju", disetujui_rp="20.000.000").status_code == 302
    assert "melebihi yang disetujui" in langkah("cairkan", dicairkan_rp="20.000.001").text
    assert langkah("cairkan", dicairkan_rp="20.000.000").status_code == 302
    assert "dicairkan" in client.get(reverse("pembiayaan:detail", args=[p.uuid])).text
    assert langkah("tarik", alasan="Salah tanggal.").status_code == 302
    assert langkah("batalkan", alasan="Salah usaha.").status_code == 302
    assert "Salah usaha." in client.get(reverse("pembiayaan:detail", args=[p.uuid])).text


def test_pages_ask_the_same_with_one_application_and_with_five(client, dunia):
    umkm, operator = dunia
    client.force_login(operator)
    p = buat_pembiayaan(umkm, "disetujui")
    alamat = {
        reverse("pembiayaan:ringkas"): [],
        reverse("pembiayaan:daftar"): [],
        reverse("pembiayaan:umkm", args=[umkm.uuid]): [],
        reverse("pembiayaan:detail", args=[p.uuid]): [],
    }
    for _ in range(2):
        for a, isi in alamat.items():
            with CaptureQueriesContext(connection) as kueri:
                assert client.get(a).status_code == 200
            isi.append(len(kueri))
        for jenis in ("csr", "baznas", "kur_mikro", "kredit_lain"):
            buat_pembiayaan(pabrik.buat_umkm(desa=umkm.desa), jenis=jenis)
    assert [len(set(isi)) for isi in alamat.values()] == [1] * 4
    assert max(n for isi in alamat.values() for n in isi) <= 12
