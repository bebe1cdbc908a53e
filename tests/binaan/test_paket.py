"""The packet of a rakor: every paper that was asked for, its hash, and by name what could not be printed.

Seen red: a sheet that called a copy an edition, a hash of another file, a paper without its edition, the findings of every OPD
in the hands of one.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

import pytest
from django.utils import timezone

from binaan.cetak.paket import DAFTAR_ISI, SIDIK, Bagian, PilihanPaket, pack, planned
from binaan.kerja import KERJA
from desa.models import Catatan
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.kerja.putar import run_next
from opd.models import Cetakan, Pekerjaan, Penugasan
from tests import pabrik, pabrik_arahan, pabrik_naskah, pabrik_peringkat, pabrik_petik
from tests.kapan import awal_lalu, tw_lalu
from tests.opd.baca_naskah import even, halaman_pdf

pytestmark = pytest.mark.django_db
SEMUA = tuple(Bagian.values)


def buat_dunia(n: int = 1) -> list[Penugasan]:
    """n OPDs with a verified report, an arahan to answer, a drawn spot check; the Sekretariat Daerah is there."""
    tahun, tw = tw_lalu()
    pabrik.buat_opd(slug="setda", nama="Sekretariat Daerah")
    hasil = []
    for _ in range(n):
        p = pabrik.buat_penugasan(mulai=awal_lalu())
        meja = pabrik_naskah.Meja(*(pabrik.buat_pengguna(Peran.VERIFIKATOR) for _ in range(3)))
        pabrik_naskah.buat_laporan_beku(p, tahun, tw, meja=meja, at=timezone.now())
        pabrik_arahan.buat_arahan(p.opd)
        hasil.append(p)
    pabrik_petik.buat_uji(diundi=True)
    return hasil


def susun(user, pilihan: PilihanPaket) -> zipfile.ZipFile:
    """The packet, made at once."""
    semua = planned(user, pilihan, hari=hari_ini())
    isi, _ = pack(
        user, pilihan, semua, situs=lambda a: f"https://uji{a}", contoh=False, at=timezone.now(), lapor=lambda *_: None
    )  # fmt: skip
    return zipfile.ZipFile(io.BytesIO(isi))


def test_packet_holds_every_paper_with_its_hash_and_edition():
    tahun, tw = tw_lalu()
    [p, q] = buat_dunia(2)
    beku = pabrik_peringkat.buat_peringkat(pabrik_peringkat.biasa(4, p.opd))
    user = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    arsip = susun(user, PilihanPaket(SEMUA, tahun, tw))
    hari = hari_ini().isoformat()
    naskah = [
        f"01-rekap-provinsi-{hari}.pdf", f"02-lp2kd-{tahun}.pdf", f"03-peringkat-{beku.tahun}-versi-1.pdf",
        f"04-mutu-data-{tahun}.pdf", "05-arahan-terbuka.pdf",
        *sorted(f"laporan/laporan-{tahun}-tw{tw}-{x.opd.slug}-{x.desa.kode}.pdf" for x in (p, q)),
        *sorted(f"paparan/paparan-{x.desa.kode}.pdf" for x in (p, q)),
    ]  # fmt: skip
    assert sorted(arsip.namelist()) == sorted([*naskah, DAFTAR_ISI, SIDIK])
    sidik = dict(reversed(b.split("  ")) for b in arsip.read(SIDIK).decode().splitlines())
    assert sidik == {n: sha256(arsip.read(n)).hexdigest() for n in (*naskah, DAFTAR_ISI)}
    daftar = even(" ".join(halaman_pdf(arsip.read(DAFTAR_ISI)))).replace(" ", "")
    assert [n for n in naskah if n not in daftar or sidik[n] not in daftar] == []
    assert Cetakan.objects.count() == len(naskah) == Catatan.objects.filter(tindakan="mencetak naskah (PDF)").count()
    assert all(
        "periksakeasliannya" in even(" ".join(halaman_pdf(arsip.read(n)))).lower().replace(" ", "") for n in naskah
    )
    mutu = even(" ".join(halaman_pdf(arsip.read(naskah[3]))))
    assert ("UjipetikTWII2026" in mutu.replace(" ", "") or "TW II 2026" in mutu, p.opd.nama in mutu) == (True, True)


def test_the_sheet_of_contents_says_which_papers_are_copies_and_by_which_code_each_is_checked():
    tahun, tw = tw_lalu()
    buat_dunia()
    pilihan = PilihanPaket(("arahan", "laporan"), tahun, tw)
    susun(pabrik.buat_pengguna(Peran.VERIFIKATOR), replace(pilihan, bagian=("laporan",)))
    [laporan] = Cetakan.objects.all()
    arsip = susun(pabrik.buat_pengguna(Peran.PIMPINAN), pilihan)
    [arahan] = Cetakan.objects.filter(jenis="arahan_terbuka")
    daftar = even(" ".join(halaman_pdf(arsip.read(DAFTAR_ISI)))).replace(" ", "")
    for kata in (
        f"Terbitanke-1,kode{arahan.kode}",
        f"Salinanbacadariterbitanke-1,kode{laporan.kode}",
        "1terbitan,1salinanbaca",
    ):
        assert kata in daftar, kata
    assert [n.endswith("-salinan-baca.pdf") for n in sorted(arsip.namelist())[1:3]] == [False, False]
    [salinan] = [n for n in arsip.namelist() if n.startswith("laporan/")]
    assert salinan.endswith("-salinan-baca.pdf")


def test_one_opd_reads_its_own_choice_and_never_the_findings_of_all():
    tahun, tw = tw_lalu()
    [p, q] = buat_dunia(2)
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd)
    semua = planned(operator, PilihanPaket(SEMUA, tahun, tw, (q.opd.slug,)), hari=hari_ini())
    nama = [x.nama for x in semua]
    assert [n for n in nama if p.opd.nama in n or n == "Mutu data"] == []
    assert len([n for n in nama if q.opd.nama in n]) == 2
    assert planned(operator, PilihanPaket((Bagian.MUTU.value,), tahun, tw), hari=hari_ini()) == []


def test_a_paper_that_cannot_be_printed_is_named_and_the_others_go_out():
    tahun, tw = tw_lalu()
    buat_dunia()
    p = pabrik_peringkat.buat_peringkat(pabrik_peringkat.biasa(4))
    p.pk, p.uuid, p.tahun, p.sidik = None, uuid4(), p.tahun + 1, "0" * 64
    p.save()
    arsip = susun(pabrik.buat_pengguna(Peran.PIMPINAN), PilihanPaket(("peringkat", "arahan"), tahun, tw))
    assert sorted(arsip.namelist()) == [DAFTAR_ISI, "02-arahan-terbuka.pdf", SIDIK]
    assert "tidak disertakan" in even(" ".join(halaman_pdf(arsip.read(DAFTAR_ISI))))


def test_a_packet_is_asked_for_on_its_page_and_made_by_the_worker(client):
    tahun, tw = tw_lalu()
    [p] = buat_dunia()
    user = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    client.force_login(user)
    halaman = client.get("/rakor/paket/")
    assert f'value="{tahun}-{tw}" selected' in halaman.text
    for isian, kata in (
        ({}, "Pilih paling sedikit satu isi paket."),
        ({"bagian": "laporan", "opd": pabrik.buat_opd().slug}, "bukan"),
        ({"bagian": "peringkat"}, "Tidak ada satu pun naskah"),
    ):
        jawab = client.post("/rakor/paket/", {"triwulan": f"{tahun}-{tw}"} | isian)
        assert (jawab.status_code, kata in jawab.text) == (422, True), isian
    jawab = client.post(
        "/rakor/paket/", {"triwulan": f"{tahun}-{tw}", "bagian": ["arahan", "laporan"], "opd": [p.opd.slug]}
    )
    kerja = Pekerjaan.objects.get()
    assert jawab.headers["Location"] == f"/pekerjaan/{kerja.uuid}/"
    assert run_next(KERJA)
    kerja.refresh_from_db()
    assert (kerja.keadaan, kerja.kabar_pekerjaan) == ("selesai", "Paket rakor berisi 2 naskah.")
    arsip = zipfile.ZipFile(io.BytesIO(client.get(f"/pekerjaan/{kerja.uuid}/berkas").content))
    assert len(arsip.namelist()) == 4
    client.force_login(pabrik.buat_pengguna())
    assert client.get("/rakor/paket/").status_code == 403


def test_papers_of_quality_and_of_open_orders_are_printed_alone_too(client):
    [p] = buat_dunia()
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    for alamat, kata in (("/cetak/provinsi/mutu/", p.opd.nama), ("/cetak/provinsi/arahan/", p.opd.nama)):
        assert client.get(alamat).status_code == 200
        assert kata in even(" ".join(halaman_pdf(client.post(alamat, {"bentuk": "pdf"}).content)))
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    assert client.get("/cetak/provinsi/mutu/").status_code == 403
