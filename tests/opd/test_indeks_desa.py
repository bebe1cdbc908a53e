"""Village indices: recording them as decreed, the series apart, what is red and what a step would gain, and the list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from desa.enums import DimensiIDM, StatusDesa
from desa.models import Catatan, IndeksDesa, Indikator, NilaiIndikator
from desa.rumus_indeks import BANYAK_INDIKATOR
from opd.actions.dasar import MintaYakin
from opd.actions.indeks import IsiIndeks, change_indeks, fingerprint_of, record_indeks, stored_sub
from opd.models import IndikatorOpd
from opd.rekap.indeks import rekap_indeks_sejenis
from opd.rekap.indeks_batas import read_batas
from opd.rekap.indeks_daftar import red_counts, rekap_daftar, sum_up
from opd.rekap.indeks_deret import read_deret
from opd.rekap.indeks_merah import read_indikator
from tests.pabrik import (
    SEKARANG,
    buat_batas,
    buat_desa,
    buat_indeks,
    buat_opd,
    buat_pengguna,
    buat_penugasan,
)

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)
ENAM = {"layanan_dasar": D(120), "sosial": D(60), "ekonomi": D(100), "lingkungan": D(50), "aksesibilitas": D(30)}
ENAM |= {"tata_kelola": D(60)}


def idm(tahun: int = 2024, **isi: object) -> IsiIndeks:
    tiga = {"iks": D("0.7"), "ike": D("0.6"), "ikl": D("0.65")}
    dasar = {"nilai": D("0.65"), "status": "berkembang", "sumber": "Kepmendesa uji", "tanggal_data": date(2024, 7, 1)}
    return IsiIndeks(jenis="idm", tahun=tahun, **dasar | {"tiga": tiga} | isi)


def indeks_desa(**isi: object) -> IsiIndeks:
    dasar = {
        "nilai": D("66.5"),
        "status": "berkembang",
        "sumber": "Kepmendesa 343/2025",
        "tanggal_data": date(2025, 9, 1),
    }
    return IsiIndeks(jenis="indeks_desa", tahun=2025, **dasar | {"dimensi": ENAM} | isi)


def skor_lengkap(desa, tahun=2024, *, merah=(), nilai=4) -> list[Indikator]:
    """All 50 indicators with one score, but for those (dimension, number) → score named in `merah`."""
    lain, semua = dict(merah), []
    for d, banyak in BANYAK_INDIKATOR.items():
        for n in range(1, banyak + 1):
            i, _ = Indikator.objects.get_or_create(
                dimensi=d.value, nomor=n, defaults={"nama": f"{d} {n}", "sumber": "uji", "pelaksana_kab": "PU"}
            )
            semua.append(i)
    NilaiIndikator.objects.bulk_create(
        NilaiIndikator(desa=desa, indikator=i, tahun=tahun, skor=lain.get((i.dimensi, i.nomor), nilai), sumber="uji")
        for i in semua
    )
    return semua


# --- recording ---------------------------------------------------------------------------------------------------


def test_index_is_recorded_once_and_the_status_is_the_decreed_one():
    buat_batas()
    desa, by = buat_desa(), buat_pengguna("verifikator")
    satu = record_indeks(desa, idm(), by=by, at=SEKARANG)
    assert record_indeks(desa, idm(), by=by, at=SEKARANG) == satu
    with pytest.raises(ValidationError, match="sudah ada. Ubah baris yang ada"):
        record_indeks(desa, idm(nilai=D("0.6501")), by=by, at=SEKARANG)
    with pytest.raises(MintaYakin, match="berstatus Berkembang, sedangkan status resminya Maju"):
        record_indeks(buat_desa(), idm(status="maju"), by=by, at=SEKARANG)
    maju = record_indeks(buat_desa(), idm(status="maju"), yakin=True, by=by, at=SEKARANG)
    assert (maju.status, maju.nilai) == ("maju", D("0.65"))
    assert [c.perubahan["status"] for c in Catatan.objects.order_by("pk")] == [[None, "berkembang"], [None, "maju"]]


def test_dimensions_and_sub_dimensions_are_kept_and_corrected_with_a_reason():
    by, desa = buat_pengguna("admin_sistem"), buat_desa()
    sub = {"pendidikan": D(40), "kesehatan": D(60), "utilitas_dasar": D(20)}
    i = record_indeks(desa, indeks_desa(subdimensi=sub), by=by, at=SEKARANG)
    assert (i.sosial, stored_sub(i)) == (D(60), sub)
    i.refresh_from_db()
    sidik = fingerprint_of(i)
    baru = indeks_desa(nilai=D("66.6"), subdimensi=sub | {"pendidikan": D(41)})
    with pytest.raises(MintaYakin, match="Sub-dimensi Layanan dasar berjumlah 121,00"):
        change_indeks(i, baru, sidik=sidik, alasan="salah ketik", by=by, at=SEKARANG)
    change_indeks(i, baru, sidik=sidik, alasan="salah ketik", yakin=True, by=by, at=SEKARANG)
    i.refresh_from_db()
    assert (i.nilai, stored_sub(i)["pendidikan"]) == (D("66.6"), D(41))
    catatan = Catatan.objects.order_by("-pk").first()
    assert (catatan.alasan, catatan.perubahan) == (
        "salah ketik",
        {"nilai": ["66.5000", "66.6"], "sub-dimensi Pendidikan": ["40.0000", "41"]},
    )
    with pytest.raises(ValidationError, match="sudah diubah orang lain"):
        change_indeks(i, indeks_desa(), sidik=sidik, alasan="lagi", yakin=True, by=by, at=SEKARANG)


@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        (idm(tahun=2025), "IDM ada untuk 2016 sampai 2024"),
        (idm(tahun=2027), "Tahun 2027 belum berjalan"),
        (idm(tanggal_data=date(2026, 7, 21)), "belum terjadi"),
        (indeks_desa(dimensi={"sosial": D(5)}), "diisi semua"),
        (idm(tiga={}), "dengan IKS, IKE, dan IKL"),
    ],
)
def test_index_that_cannot_be_is_refused(isi, kalimat):
    with pytest.raises(ValidationError, match=kalimat):
        record_indeks(buat_desa(), isi, yakin=True, by=buat_pengguna("verifikator"), at=SEKARANG)
    assert not IndeksDesa.objects.exists()


def test_kelurahan_has_no_index_and_others_may_not_write():
    with pytest.raises(ValidationError, match="Kelurahan tidak dinilai"):
        record_indeks(buat_desa(jenis="kelurahan"), idm(), by=buat_pengguna("verifikator"), at=SEKARANG)
    for peran, opd in (("pembaca", None), ("pimpinan", None), ("operator_opd", buat_opd())):
        with pytest.raises(PermissionDenied):
            record_indeks(buat_desa(), idm(), by=buat_pengguna(peran, opd=opd), at=SEKARANG)


def test_what_looks_odd_is_asked_about():
    by = buat_pengguna("verifikator")
    for isi, kalimat in (
        (idm(nilai=D("0.7")), r"\(IKS \+ IKE \+ IKL\) / 3 = 0,6500, sedangkan nilai IDM ditulis 0,7000"),
        (indeks_desa(dimensi=ENAM | {"sosial": D(90)}), "Sosial 90,00 poin melebihi poin terbanyak yang diketahui, 85"),
        (indeks_desa(subdimensi={"pendidikan": D(46)}), "Pendidikan 46,00 poin melebihi"),
    ):
        with pytest.raises(MintaYakin, match=kalimat):
            record_indeks(buat_desa(), isi, by=by, at=SEKARANG)


# --- thresholds --------------------------------------------------------------------------------------------------


def test_thresholds_are_exact_and_dated():
    buat_batas()
    buat_batas(mulai_tahun=2020, maju="0.9000")
    buat_batas("indeks_desa", 2025)
    buku = read_batas(buat_pengguna("pembaca"))
    lama, baru = buku.of("idm", 2019), buku.of("idm", 2024)
    nilai = [D(n) for n in ("0.4907", "0.4908", "0.5989", "0.5990", "0.7072", "0.8155", "0.8156")]
    assert [str(lama.status(n).label) for n in nilai] == [
        "Sangat Tertinggal", "Tertinggal", "Tertinggal", "Berkembang", "Berkembang", "Maju", "Mandiri",
    ]  # fmt: skip
    assert (baru.status(D("0.85")), baru.sampai(D("0.85"))) == (StatusDesa.MAJU, (StatusDesa.MANDIRI, D("0.9000")))
    assert lama.sampai(D("0.9")) is None
    assert buku.of("idm", 2015) is None
    assert "belum dipastikan" in buku.beda("indeks_desa", 2025, D("79.63"), "maju")
    assert buku.beda("indeks_desa", 2025, D("79.62"), "maju") == ""


# --- series ------------------------------------------------------------------------------------------------------


def test_series_of_the_two_kinds_are_never_joined():
    desa, user = buat_desa(), buat_pengguna("pembaca")
    buat_batas()
    for tahun, nilai, status in (
        (2021, "0.5000", "tertinggal"),
        (2023, "0.6000", "maju"),
        (2024, "0.6500", "berkembang"),
    ):
        buat_indeks(desa, tahun, nilai=nilai, status=status)
    for tahun, nilai in ((2025, "60.0000"), (2026, "62.0000")):
        buat_indeks(desa, tahun, nilai=nilai, tanggal_data=date(tahun, 6, 30), **ENAM)
    mulai = {desa.pk: date(2023, 1, 16)}
    rekap = rekap_indeks_sejenis(user, mulai, until=HARI)
    satu, dua = read_deret(user, desa, read_batas(user), rekap)
    assert [t.tahun for t in satu.baris] == [2024, 2023, 2021]
    assert [t.tahun for t in dua.baris] == [2026, 2025]
    assert [t for t, b in satu.per_tahun if b is None] == [2022]
    assert (satu.rekap.perubahan, satu.rekap.tahun_dasar) == (D("0.1500"), 2021)
    assert (dua.rekap.perubahan, dua.rekap.tanpa_banding) == (None, "belum ada garis dasar")
    tugas = rekap_indeks_sejenis(user, mulai, until=HARI, ganti=True)[desa.pk, "indeks_desa"]
    assert (tugas.perubahan, tugas.tahun_dasar, tugas.setelah_mulai) == (D("2.0000"), 2025, True)
    assert [bool(t.beda) for t in satu.baris] == [False, True, False]
    assert [(b.nama, b.nilai, b.maks) for b in dua.baris[0].dimensi][:2] == [
        ("Layanan dasar", D(120), 170), ("Sosial", D(60), 85),
    ]  # fmt: skip


# --- what is red -------------------------------------------------------------------------------------------------


def test_what_is_red_who_can_act_and_what_a_step_gains():
    desa, user, opd = buat_desa(), buat_pengguna("pembaca"), buat_opd()
    buat_batas()
    semua = skor_lengkap(desa, 2023, nilai=5)
    skor_lengkap(desa, 2024, merah={("IKS", 3): 0, ("IKE", 2): 2, ("IKL", 1): 1, ("IKS", 5): 3})
    IndikatorOpd.objects.create(indikator=next(i for i in semua if str(i).startswith("IKL 1")), opd=opd)
    # IKS (33 × 4 + 0 + 3) / 175, IKE (11 × 4 + 2) / 60, IKL (2 × 4 + 1) / 15
    buat_indeks(desa, 2024, nilai="0.7127", iks="0.7714", ike="0.7667", ikl="0.6000", status="maju")
    deret = read_deret(user, desa, read_batas(user), {})
    papan = read_indikator(user, desa, deret, read_batas(user))
    assert (papan.tahun, papan.tahun_list, papan.dasar, papan.resmi, papan.beda) == (
        2024, (2023, 2024), D("0.7127"), True, False,
    )  # fmt: skip
    assert [(m.dimensi, m.nomor, m.skor, k.tambah, k.nilai, k.naik) for m, k in papan.merah] == [
        ("IKL", 1, 1, D("0.0222"), D("0.7349"), False),
        ("IKE", 2, 2, D("0.0056"), D("0.7183"), False),
        ("IKS", 3, 0, D("0.0019"), D("0.7146"), False),
    ]
    assert papan.semua.tambah == D("0.0297")
    assert papan.kurang == (StatusDesa.MANDIRI, D("0.1028"))
    assert [(o, n, k.tambah) for o, n, k in papan.per_opd] == [
        ((opd.nama, opd.slug), 1, D("0.0222")), (None, 2, D("0.0075")),
    ]  # fmt: skip
    ikl = papan.merah[0][0]
    assert (ikl.pelaku.opd, ikl.pelaku.kabupaten, ikl.deret) == (((opd.nama, opd.slug),), "PU", (5, 1))
    assert [len(isi) for _, isi in papan.per_dimensi] == list(BANYAK_INDIKATOR.values())
    assert [d for d, _ in papan.per_dimensi] == list(DimensiIDM)


def test_a_step_that_reaches_the_next_status_says_so_and_another_release_is_told():
    desa, user = buat_desa(), buat_pengguna("pembaca")
    buat_batas()
    skor_lengkap(desa, merah={("IKL", 1): 2})
    buat_indeks(desa, 2024, nilai="0.7000", status="berkembang")
    papan = read_indikator(user, desa, read_deret(user, desa, read_batas(user), {}), read_batas(user))
    [(_, k)] = papan.merah
    assert (papan.beda, k.nilai, k.status, k.naik) == (True, D("0.7222"), StatusDesa.MAJU, True)


def test_scores_without_an_index_or_incomplete_are_told_apart():
    satu, dua, user = buat_desa(), buat_desa(), buat_pengguna("pembaca")
    indikator = skor_lengkap(satu)[0]
    NilaiIndikator.objects.create(desa=dua, indikator=indikator, tahun=2024, skor=1, sumber="uji")
    papan = read_indikator(user, satu, [], read_batas(user))
    assert (papan.dasar, papan.resmi, papan.merah, papan.kurang) == (D("0.8000"), False, [], None)
    papan = read_indikator(user, dua, [], read_batas(user))
    assert (papan.dasar, papan.semua.nilai, papan.semua.tambah) == (None, None, D("0.0019"))
    assert read_indikator(user, buat_desa(), [], read_batas(user)) is None


# --- list --------------------------------------------------------------------------------------------------------


def slow_red(desa):
    """(newest year, red ones) by plain loops."""
    skor = list(NilaiIndikator.objects.filter(desa=desa))
    if not skor:
        return None
    tahun = max(n.tahun for n in skor)
    return tahun, sum(n.tahun == tahun and n.skor <= 2 for n in skor)


def test_list_counts_equal_plain_loops():
    user = buat_pengguna("pembaca")
    tugas = [buat_penugasan(mulai=date(2023, 1, 16)) for _ in range(4)]
    kelurahan = buat_penugasan(desa=buat_desa(jenis="kelurahan"))
    buat_penugasan(mulai=date(2023, 1, 16), selesai=date(2024, 1, 16))
    a, b, c, d = (p.desa for p in tugas)
    skor_lengkap(a, 2023, merah={("IKS", 1): 0})
    skor_lengkap(a, 2024, merah={("IKS", 1): 2, ("IKS", 2): 1})
    skor_lengkap(b)
    for tahun, nilai in ((2022, "0.5000"), (2024, "0.6000")):
        buat_indeks(a, tahun, nilai=nilai)
        buat_indeks(b, tahun, nilai="0.5500")
    buat_indeks(c, 2022)
    buat_indeks(d, 2025, tanggal_data=date(2025, 9, 1))
    baris = {r.penugasan.desa_id: r for r in rekap_daftar(user, until=HARI)}
    assert set(baris) == {p.desa_id for p in (*tugas, kelurahan)}
    assert red_counts(user, list(baris)) == {x.pk: slow_red(x) for x in (a, b)}
    assert [baris[x.pk].merah for x in (a, b, c)] == [2, 0, None]
    assert [baris[x.pk].idm.arah for x in (a, b, c)] == ["naik", "tetap", "belum"]
    assert baris[d.pk].idm is None
    assert not baris[kelurahan.desa_id].berlaku
    id_, idm_ = sum_up(baris.values())
    assert (id_.ada, id_.dari, idm_.ada, idm_.dari) == (1, 4, 3, 4)
    assert dict(idm_.per_arah) == {"naik": 1, "tetap": 1, "turun": 0, "belum": 1}
    assert sum(n for _, n in idm_.per_status) == idm_.ada
