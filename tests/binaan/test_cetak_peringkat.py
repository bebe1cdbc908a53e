"""Papers of the ranking: the list says what its page says, a certificate fits one page, neither outlives what it rests on.

Seen red: a list whose rows lost the interval, a check that called a replaced version the newest, a cancelled certificate.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binaan.enums import JenisPenghargaan
from binaan.models import Penghargaan, Peringkat
from binaan.peringkat.hasil import rows_of
from binaan.peringkat.segel import TIDAK_UTUH
from binaan.peringkat.tindakan_sanggah import cancel_reward
from binaan.views.cetak_peringkat import BATAL
from desa.angka import format_desimal
from desa.models import Catatan
from desa.waktu import hari_ini
from opd.models import Cetakan, Opd
from tests import pabrik, pabrik_peringkat
from tests.opd.baca_naskah import even, halaman_pdf, teks_docx

pytestmark = pytest.mark.django_db
P = pabrik_peringkat


def list_url(p: Peringkat) -> str:
    return f"/peringkat/beku/{p.uuid}/cetak/"


def piagam_url(p: Penghargaan) -> str:
    return f"/peringkat/penghargaan/{p.uuid}/piagam/"


@pytest.fixture
def penerbit(client):
    pengguna = pabrik.buat_pengguna("verifikator")
    client.force_login(pengguna)
    return pengguna


def cetak(client: Any, alamat: str, bentuk: str = "pdf") -> list[str]:
    jawaban = client.post(alamat, {"bentuk": bentuk})
    assert "attachment" in jawaban.headers["Content-Disposition"]
    return halaman_pdf(jawaban.content) if bentuk == "pdf" else [teks_docx(jawaban.content)]


def buat_beku(n: int = 3, **lain: Any) -> Peringkat:
    """Ranked OPDs with a tie and one that was not assisted long enough."""
    kartu = [
        P.biasa(7),
        P.biasa(4),
        *(P.biasa(4) for _ in range(n - 2)),
        P.biasa(9, hari=12, mulai=date(P.TAHUN, 12, 20)),
    ]
    return P.buat_peringkat(*kartu, **lain)


def buat_setda() -> None:
    """The Sekretariat Daerah with its head."""
    setda = pabrik.buat_opd(slug="setda", nama="Sekretariat Daerah")
    pabrik.buat_jabatan(opd=setda, nama_jabatan="Sekretaris Daerah", pemegang="Pejabat Sekda", mulai=date(2020, 1, 1))


def answer(lama: Peringkat) -> Peringkat:
    """The version that answers a granted objection."""
    s = P.buat_sanggahan(lama, putusan="dikabulkan")
    return buat_beku(bobot=lama.bobot, nomor=2, menggantikan=lama, sanggahan=s)


@pytest.mark.sekali
def test_list_says_what_its_page_says(client, penerbit):
    p = buat_beku()
    pdf, docx = " ".join(cetak(client, list_url(p))), cetak(client, list_url(p), "docx")[0]
    layar = even(client.get("/peringkat/", {"lembar": str(p.uuid)}).text)
    assert f'href="{list_url(p)}"' in layar
    baris = rows_of(p.hasil)
    assert [b.peringkat is None for b in baris] == [False, False, False, True]
    for b in baris:
        if b.peringkat is None:
            assert f"{b.nama} {b.keadaan.label} {b.sebab}" in docx
            continue
        seri = f", seri dengan {b.seri} lain" if b.seri else ""
        (hasil, penuh, terukur), *lain = ((format_desimal(p), paling, kata) for p, paling, kata in b.bagian)
        angka = " ".join((f"{hasil} dari {penuh}", terukur, *(f"{p} dari {paling}" for p, paling, _ in lain)))
        assert f"{hasil}<small>dari {penuh}</small><small>terukur {terukur} bobot asalnya</small>" in layar
        assert f"{b.peringkat}{seri} {b.nama} {format_desimal(b.skor)} – {b.wajar} {angka} {b.akses.label}" in docx
        assert (b.nama in layar, format_desimal(b.skor) in layar, format_desimal(b.skor) in pdf) == (True, True, True)
    for teks in (p.sidik_masukan, p.sidik, "Sekretaris Daerah", "Diperingkat : 3 dari 4 OPD", "Jumlah 100"):
        assert even(teks).replace(" ", "") in docx.replace(" ", ""), teks
        assert even(teks).replace(" ", "") in pdf.replace(" ", ""), teks
    for k in p.bobot.isi:
        assert f"{k['nol_teks']} {k['penuh_teks']} {k['bobot']} {k['arah']}" in docx
    [c] = Cetakan.objects.all()
    assert (c.jenis, c.kunci, c.nomor, Catatan.objects.filter(tindakan__startswith="mencetak naskah").count()) == (
        "peringkat",
        str(p.uuid),
        1,
        2,
    )


def test_a_draft_has_no_official_list(client, penerbit):
    P.buat_hitungan(P.masukan(P.biasa(7)))
    layar = client.get("/peringkat/").text
    assert ("Sementara" in layar or "Percobaan" in layar, "Cetak daftar resmi" in layar) == (True, False)
    for kunci in (str(P.TAHUN), "x"):
        assert client.post(f"/peringkat/beku/{kunci}/cetak/", {"bentuk": "pdf"}).status_code == 404
    assert client.post(f"/peringkat/beku/{uuid4()}/cetak/", {"bentuk": "pdf"}).status_code == 404
    assert Cetakan.objects.count() == 0


def test_a_replaced_list_is_said_to_be_so_before_the_new_one_is_printed(client, penerbit):
    lama = buat_beku()
    cetak(client, list_url(lama))
    c = Cetakan.objects.get()
    assert "Asli dan terbaru" in client.get(f"/periksa/{c.kode}/").text
    baru = answer(lama)
    with CaptureQueriesContext(connection) as kueri:
        teks = client.get(f"/periksa/{c.kode}/").text
    assert ("Asli, tetapi tidak berlaku lagi." in teks, "Versi 2, dibekukan" in teks, "Asli dan terbaru" in teks) == (
        True,
        True,
        False,
    )
    assert len([k for k in kueri if "opd_cetakan" in k["sql"] or "binaan_" in k["sql"]]) == 3
    assert "Sudah digantikan versi 2" in cetak(client, list_url(lama))[0]
    assert "Sudah digantikan" not in cetak(client, list_url(baru))[0]
    terbaru = Cetakan.objects.get(kunci=str(baru.uuid))
    assert "Asli dan terbaru" in client.get(f"/periksa/{terbaru.kode}/").text


def test_a_list_that_does_not_match_its_seal_is_not_printed(client, penerbit):
    p = buat_beku()
    p.pk, p.uuid, p.tahun, p.sidik = None, uuid4(), P.TAHUN - 1, "0" * 64
    p.save()
    jawaban = client.post(list_url(p), {"bentuk": "pdf"}, follow=True)
    assert (TIDAK_UTUH in jawaban.text, Cetakan.objects.count()) == (True, 0)


@pytest.mark.sekali
@pytest.mark.parametrize(
    ("jenis", "kata"),
    [
        ("umum", "peringkat 1 dari 2 OPD dengan nilai"),
        ("akses", "di antara OPD yang akses desanya"),
        ("khusus", "Peringkat 2025 versi 1"),
    ],
)
def test_a_certificate_is_one_page_however_long_its_words(client, penerbit, jenis, kata):
    buat_setda()
    opd = pabrik.buat_opd(nama="Dinas " + "Pemberdayaan Perempuan dan " * 5)
    beku = P.buat_peringkat(P.biasa(7, opd), P.biasa(4))
    p = P.buat_penghargaan(
        beku, jenis=JenisPenghargaan(jenis), nama="Juara " * 24, keterangan="Kerja nyata. " * 38, opd=opd
    )
    halaman = cetak(client, piagam_url(p))
    docx = cetak(client, piagam_url(p), "docx")[0]
    assert len(halaman) == 1
    for teks in (
        kata,
        "2025",
        "Kerja nyata.",
        str(JenisPenghargaan(jenis).label).lower(),
        "20 Maret 2026",
        "20 Februari 2026",
    ):
        assert (teks in halaman[0], teks in docx) == (True, True), teks
    assert [("Rentang wajar peringkatnya tetap 1" in x) for x in (halaman[0], docx)] == [jenis == "umum"] * 2
    c = Cetakan.objects.get()
    assert ("Periksa keasliannya" in halaman[0], c.jenis) == (True, "piagam")
    assert c.judul == f"Piagam {p.nama} 2025 untuk {opd.singkatan}"
    assert even(c.judul).replace(" ", "") in even(halaman[0]).replace(" ", "")
    assert f'href="{piagam_url(p)}"' in client.get("/peringkat/penghargaan/").text


def test_a_renamed_opd_is_called_on_frozen_papers_as_when_they_were_frozen(client, penerbit):
    buat_setda()
    opd = pabrik.buat_opd(nama="Dinas Lama Sekali")
    beku = P.buat_peringkat(P.biasa(7, opd), P.biasa(4))
    p = P.buat_penghargaan(beku, opd=opd)
    s = P.buat_sanggahan(beku, opd=opd)
    Opd.objects.filter(pk=opd.pk).update(nama="Dinas Baru Saja")
    halaman = (f"/peringkat/?lembar={beku.uuid}", "/peringkat/penghargaan/", f"/peringkat/sanggahan/{s.uuid}/")
    layar = [client.get(alamat).text.partition("<main")[2] for alamat in halaman]
    unduhan = client.get("/peringkat/penghargaan/?unduh=csv").getvalue().decode()
    for teks in (cetak(client, piagam_url(p))[0], " ".join(cetak(client, list_url(beku))), *layar, unduhan):
        assert ("Dinas Lama Sekali" in teks, "Dinas Baru Saja" in teks) == (True, False)


def test_a_cancelled_reward_gets_no_certificate_and_its_old_one_fails_the_check(client, penerbit):
    p = P.buat_penghargaan()
    cetak(client, piagam_url(p))
    cancel_reward(p, alasan="Salah catat penerimanya.", by=P.buat_sekda(), at=pabrik.pada(hari_ini()))
    assert "Cetak piagam" not in client.get("/peringkat/penghargaan/").text
    for cara in ("get", "post"):
        assert BATAL in getattr(client, cara)(piagam_url(p), {"bentuk": "pdf"}, follow=True).text
    c = Cetakan.objects.get()
    teks = client.get(f"/periksa/{c.kode}/").text
    assert ("Penghargaan ini dibatalkan" in teks, "Salah catat" in teks) == (True, False)


def test_papers_of_the_ranking_need_a_role_and_the_sekda_of_the_day_signs(client):
    p = buat_beku()
    hadiah = P.buat_penghargaan(p)
    buat_setda()
    for alamat in (list_url(p), piagam_url(hadiah)):
        assert client.get(alamat).status_code == 302
    client.force_login(pabrik.buat_pengguna())
    for alamat in (list_url(p), piagam_url(hadiah)):
        assert client.post(alamat, {"bentuk": "pdf"}).status_code == 403
    client.force_login(pabrik.buat_pengguna("verifikator"))
    for alamat, hari in ((list_url(p), "Ambon, 20 Februari 2026"), (piagam_url(hadiah), "Ambon, 20 Maret 2026")):
        teks = " ".join(cetak(client, alamat))
        assert ("SEKRETARIAT DAERAH" in teks, "Pejabat Sekda" in teks, hari in teks) == (True, True, True), teks


def test_papers_of_the_ranking_cost_the_same_for_two_and_for_six_opd(client, penerbit):
    hitung: dict[str, list[int]] = {}
    for n, tahun in ((2, 2024), (6, 2025)):
        beku = buat_beku(n, tahun=tahun)
        for nama, alamat in (("daftar", list_url(beku)), ("piagam", piagam_url(P.buat_penghargaan(beku)))):
            with CaptureQueriesContext(connection) as kueri:
                assert client.get(alamat).status_code == 200
            hitung.setdefault(nama, []).append(len(kueri))
    assert [(v[0] == v[1], v[0] <= 12) for v in hitung.values()] == [(True, True)] * 2, hitung
