"""The referee does not play: who had a hand in a ranking decides nothing about it, and who leads a ranked OPD freezes none.

Seen red: without the paths of arahan and of earlier decisions who steered the OPD decided its objection.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from binaan.enums import JenisPenghargaan
from binaan.peringkat.hak import can_decide
from binaan.peringkat.skor import rank_all
from binaan.peringkat.tangan import decidable, deciders, involved, nobody_left
from binaan.peringkat.tindakan_beku import freeze
from binaan.peringkat.tindakan_sanggah import IsiPenghargaan, give_reward
from opd.enums import Peran, StatusNaskah
from opd.models import Opd
from tests.pabrik import buat_jabatan, buat_opd, buat_pengguna, buat_penugasan
from tests.pabrik_arahan import buat_arahan, buat_tindak
from tests.pabrik_keluarga import buat_keluarga, buat_status
from tests.pabrik_naskah import Meja, buat_laporan, buat_rencana
from tests.pabrik_peringkat import (
    BEKU,
    TAHUN,
    biasa,
    buat_bobot,
    buat_hitungan,
    buat_masa,
    buat_peringkat,
    buat_sanggahan,
    buat_sekda,
    masukan,
)
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
HARI = BEKU.date() + timedelta(days=3)


def wasit(nama, **lain):
    return buat_pengguna(Peran.VERIFIKATOR, nama=nama, **lain)


@pytest.fixture
def dunia():
    """An objection of an OPD, and by what they did everybody who had a hand in it."""
    a, b = buat_opd(), buat_opd()
    p, q = (buat_penugasan(opd=o, mulai=date(2024, 1, 1)) for o in (a, b))
    orang = {n: wasit(n) for n in (
        "bobot", "tetap", "buka", "beku", "rencana", "laporan", "potret", "keluarga", "arahan", "periksa", "dulu", "versi",
        "beku2",
    )}  # fmt: skip
    bobot = buat_bobot(disusun_oleh=orang["bobot"], ditetapkan_oleh=orang["tetap"])
    buat_masa(dibuka_oleh=orang["buka"])
    satu = buat_peringkat(biasa(7, a), biasa(4, b), bobot=bobot, dibekukan_oleh=orang["beku"])
    kabul = buat_sanggahan(satu, b, putusan="dikabulkan", diputus_oleh=orang["versi"])
    buat_sanggahan(satu, a, komponen="capaian", putusan="ditolak", diputus_oleh=orang["dulu"])
    dua = {"nomor": 2, "menggantikan": satu, "sanggahan": kabul, "dibekukan_oleh": orang["beku2"]}
    kini = buat_peringkat(biasa(7, a), biasa(5, b), bobot=bobot, **dua)
    meja = {n: Meja(buat_pengguna(), buat_pengguna(), orang[n]) for n in ("rencana", "laporan")}
    buat_rencana(p, TAHUN, status=StatusNaskah.DIVERIFIKASI, meja=meja["rencana"])
    buat_laporan(p, TAHUN, 2, status=StatusNaskah.DIVERIFIKASI, meja=meja["laporan"])
    buat_potret(p.desa, date(2023, 6, 1), pemeriksa_id=orang["potret"].pk)
    buat_status(buat_keluarga(p.desa), "verval", date(2025, 3, 1), hasil="layak", nomor_berita_acara="1",
                diverifikasi_pada=BEKU, pemverifikasi_id=orang["keluarga"].pk, pemverifikasi="uji")  # fmt: skip
    arahan = buat_arahan(pemberi=orang["arahan"], tanggal=date(TAHUN, 5, 1), batas=date(TAHUN, 5, 9))
    buat_tindak(arahan, a, status="selesai", pemeriksa=orang["periksa"])
    lain = wasit("lain")
    buat_rencana(q, TAHUN, status=StatusNaskah.DIVERIFIKASI, meja=Meja(buat_pengguna(), buat_pengguna(), lain))
    buat_arahan(b, pemberi=lain, tanggal=date(TAHUN, 5, 1), batas=date(TAHUN, 5, 9))
    buat_arahan(a, pemberi=lain, tanggal=date(TAHUN - 1, 5, 1), batas=date(TAHUN - 1, 5, 9))
    return buat_sanggahan(kini, a, komponen="kunjungan"), orang, lain, (a, b)


def test_everybody_with_a_hand_in_it_is_known_and_nobody_else(dunia):
    s, orang, lain, (a, b) = dunia
    assert involved(s) == {s.diajukan_oleh_id, *(o.pk for o in orang.values())}
    assert {n for n, o in orang.items() if can_decide(o, s, on=HARI)} == set()
    assert list(decidable(lain, on=HARI)) == [s]
    assert not decidable(buat_pengguna(Peran.PEMBACA), on=HARI).exists()
    wakil, tim, kepala = wasit("wakil"), wasit("tim"), wasit("kepala")
    wakil.peran.create(peran=Peran.OPERATOR_OPD, opd=a, mulai=date(2020, 1, 1))
    regu = a.penugasan.get().tim.create(nomor_sk="1", tanggal_sk=date(2024, 1, 1), mulai=date(2024, 1, 1))
    regu.anggota.create(nama="x", peran="ketua", pengguna=tim)
    buat_jabatan(opd=b, pengguna=kepala, status="plt")
    for o in (wakil, tim, kepala):
        o.forget_roles()
    assert [can_decide(o, s, on=HARI) for o in (wakil, tim, kepala, lain)] == [False, False, False, True]
    assert deciders(s, on=HARI) == ["lain"]


def test_the_page_of_an_objection_says_who_is_left(client, dunia):
    s, _, lain, _ = dunia
    client.force_login(lain)
    alamat = f"/peringkat/sanggahan/{s.uuid}/"
    assert "Hari ini dapat diputus lain." in client.get(alamat).text
    buat_arahan(s.opd, pemberi=lain, tanggal=date(TAHUN, 8, 1), batas=date(TAHUN, 8, 9))
    teks = client.get(alamat).text
    assert ("Hari ini tidak seorang pun tersisa" in teks, "Simpan putusan" in teks) == (True, False)


def test_a_sekda_who_leads_a_ranked_opd_does_not_freeze_and_everybody_is_told(client):
    buat_penugasan(opd=(opd := buat_opd()), mulai=date(2024, 1, 1))
    sekda, bobot = buat_sekda(), buat_bobot()
    buat_masa()
    draf = buat_hitungan(masukan(biasa(7, opd), biasa(4)), bobot=bobot)
    assert nobody_left(TAHUN, on=HARI) == ""
    plh = buat_pengguna(Peran.PIMPINAN)
    buat_jabatan(opd=Opd.objects.get(slug="setda"), nama_jabatan="Sekretaris Daerah", status="plh", pengguna=plh,
                 mulai=date(2026, 2, 1))  # fmt: skip
    buat_jabatan(opd=opd, pengguna=plh)
    plh.forget_roles()
    kata = f"Plh. Sekretaris Daerah juga memimpin {opd.nama}, yang ikut diperingkat."
    assert nobody_left(TAHUN, on=HARI).startswith(kata)
    with pytest.raises(ValidationError, match=f"Anda juga memimpin {opd.nama}"):
        freeze(TAHUN, sidik=draf.sidik, by=plh, at=BEKU)
    client.force_login(buat_pengguna(Peran.PEMBACA))
    assert kata in client.get("/peringkat/").text
    client.force_login(plh)
    assert (kata in (teks := client.get(f"/peringkat/{TAHUN}/bekukan/").text), 'type="submit">Bekukan' in teks) == (
        True,
        False,
    )
    p = buat_peringkat(biasa(7, opd), bobot=bobot, dibekukan_oleh=sekda)
    isi = IsiPenghargaan(JenisPenghargaan.UMUM, "Terbaik", opd, BEKU.date())
    with pytest.raises(ValidationError, match="Anda bekerja untuk OPD ini"):
        give_reward(p, isi, uuid=p.uuid, by=plh, at=BEKU + timedelta(days=20))


def test_the_opd_of_the_sekda_has_a_score_and_no_rank():
    setda = buat_opd(slug="setda")
    m = masukan(biasa(9, setda), biasa(7), biasa(4))
    hasil = {h.slug: h for h in rank_all(m)}
    h = hasil.pop("setda")
    assert (h.keadaan, h.peringkat, h.skor is not None) == ("luar", None, True)
    assert h.sebab.startswith("dipimpin Sekda, yang membekukan peringkat; nilainya ")
    assert sorted(x.peringkat for x in hasil.values()) == [1, 2]


def test_no_desk_of_the_sekda_is_said_too():
    assert nobody_left(TAHUN, on=timezone.localdate()).startswith("Jabatan Sekda hari ini tidak dipegang")
