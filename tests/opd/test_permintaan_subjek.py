"""What a data subject asked for runs through every table and file (keandalan.md, G6), and figures stay (G8).

Seen red: each entry of PENGOSONG left out in turn left its canary in the dump; without `forget_lists` the list kept it.
"""

from __future__ import annotations

import base64
import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import BinaryField

from desa.enums import JenisSidik
from desa.impor.berkas import all_cells
from desa.models import Catatan, Keluarga, Legalitas, PersetujuanTampil, SidikKeluarga, Umkm
from desa.models.pembiayaan import Pembiayaan
from desa.putar_kunci import sealed_models
from desa.sandi import unseal, unseal_bytes
from desa.simpanan import stored_files
from opd.actions.buka_keluarga import open_numbers
from opd.actions.isi_keluarga import IsiKeluarga, IsiMasuk
from opd.actions.isi_umkm import IsiUmkm, stored_fields
from opd.actions.keluarga import change_keluarga, create_keluarga
from opd.actions.kosongkan import PENGOSONG, TIDAK_DIKOSONGKAN
from opd.actions.lupakan_impor import DaftarMenyebut
from opd.actions.permintaan_subjek import (
    IsiPermintaan,
    _carry_out,
    carry_out,
    propose_end,
    propose_permintaan,
    refuse_permintaan,
    withdraw_permintaan,
)
from opd.actions.umkm import change_umkm, create_umkm
from opd.enums import JenisPermintaan, PengajuPermintaan, StatusImpor, StatusPermintaan
from opd.models import Impor, Kunjungan, Nisan, PenerimaBantuan, Penugasan, PermintaanSubjek
from opd.rekap.entas import rekap_jembatan
from opd.rekap.keluarga import rekap_keluarga
from opd.rekap.legalitas import rekap_legalitas
from opd.rekap.nisan import refusal_of
from opd.rekap.simpanan_pribadi import PER_LABEL, Kunci
from tests.kendala_subjek import buat_permintaan
from tests.opd.buku import buku, rencana, terapkan
from tests.opd.test_impor_keluarga import JUDUL, kk, nik, unggah
from tests.opd.test_kanari_simpanan import dump
from tests.opd.test_putar_kunci import kunci as kunci_uji
from tests.pabrik import SEKARANG, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm, nomor
from tests.pabrik_bantuan import buat_bantuan
from tests.pabrik_keluarga import buat_keluarga, buat_status
from tests.test_kendala import _expect_refusal as expect_refusal

pytestmark = pytest.mark.django_db
NIK, KK, TELEPON, NAMA = "8105154101800099", "8105151201190077", "+6281299988877", "Yakoba Kanaridewi"
SAMPAI = date(2027, 1, 20)
NIB, PIRT = "9120009998887", "2069971010123-29"
KANARI = (NIK, KK, TELEPON[3:], "Kanaridewi", "Lorong Kanari", "rumah papan kanari", "Jaminan kanari", NIB, PIRT)


@pytest.fixture
def dunia(settings, tmp_path):
    """One person in every kind of record and file, and others beside her."""
    settings.MEDIA_ROOT = tmp_path
    penugasan = buat_penugasan(mulai=date(2024, 1, 1))
    keluarga = _family(penugasan)
    umkm = _enterprise(keluarga)
    bantuan = buat_bantuan(penugasan, date(2026, 3, 1), nama=(NAMA, "Orang Lain"))
    kunjungan = buat_kunjungan(penugasan, tanggal=date(2026, 3, 2), warga_ditemui=f"{NAMA}\nOrang Lain")
    _lists()
    rekaman = (
        Kunci("desa.keluarga", keluarga.pk),
        Kunci("desa.umkm", umkm.pk),
        Kunci("opd.penerimabantuan", bantuan.penerima.get(nama_penerima=NAMA).pk),
        Kunci("opd.kunjungan", kunjungan.pk),
    )
    return penugasan, keluarga, umkm, rekaman


def _family(penugasan: Penugasan) -> Keluarga:
    """Hers, with minutes of her own and minutes that name six others too."""
    isi = {"kepala": NAMA, "alamat_rumah": "Lorong Kanari 3", "jenis_kelamin": "P", "jumlah_anggota": 4}
    keluarga = buat_keluarga(penugasan.desa, nik=NIK, kk=KK, telepon=TELEPON, **isi)
    bersama = default_storage.save("berita-acara/bersama.pdf", ContentFile(b"%PDF bersama"))
    sendiri = default_storage.save("berita-acara/sendiri.pdf", ContentFile(f"%PDF {NAMA}".encode()))
    kata = {"keterangan_keluarga": "rumah papan kanari"}
    buat_status(keluarga, "verval", date(2025, 6, 1), hasil="layak", berkas_berita_acara=bersama, **kata)
    buat_status(keluarga, "entas", date(2026, 1, 5), berkas_berita_acara=sendiri, **kata)
    for _ in range(6):
        buat_status(
            buat_keluarga(penugasan.desa), "verval", date(2025, 6, 1), hasil="layak", berkas_berita_acara=bersama
        )
    return keluarga


def _enterprise(keluarga: Keluarga) -> Umkm:
    """Hers too, shown to everybody with her name and phone, and with a licence and a refused credit."""
    isi = {"nama": f"Kios {NAMA}", "pemilik": NAMA, "jenis_kelamin": "P", "keluarga_miskin": "ya"}
    umkm = buat_umkm(desa=keluarga.desa, nik=NIK, telepon=TELEPON, keluarga_sasaran=keluarga, nib=NIB, **isi)
    surat = default_storage.save("persetujuan/surat.pdf", ContentFile(f"%PDF {NAMA}".encode()))
    izin = PersetujuanTampil(
        umkm=umkm, penyetuju=NAMA, tanggal=date(2026, 2, 1), cara="tertulis", surat=surat, tampil_pemilik=True, nama_tampil=NAMA,
        tampil_whatsapp=True, dicatat_pada=SEKARANG, pencatat="uji",
    )  # fmt: skip
    izin.whatsapp = TELEPON
    izin.save()
    pindaian = default_storage.save("legalitas/nib.pdf", ContentFile(f"%PDF {NIK}".encode()))
    Legalitas.objects.create(
        umkm=umkm, jenis="pirt", status="terbit", nomor=PIRT, pindaian=pindaian, dicatat_pada=SEKARANG
    )
    Pembiayaan.objects.create(
        umkm=umkm, jenis="kur_mikro", lembaga="Bank", status="ditolak", diajukan_pada=date(2026, 1, 1), diajukan_rp=1,
        diputus_pada=date(2026, 1, 2), diputus_dicatat_pada=SEKARANG, alasan_tolak="Jaminan kanari", dicatat_pada=SEKARANG,
        pencatat="uji",
    )  # fmt: skip
    return umkm


def _lists() -> None:
    """Uploaded lists: with her number, with her name, with neither."""
    judul = ("Nama usaha", "Pemilik", "NIK")
    for isi in (buku(judul, (f"Kios {NAMA}", NAMA, NIK)), f"nama;nik\n{NAMA};x".encode(), b"nama;nik\nLain;1"):
        Impor.objects.create(
            jenis="umkm", nama_berkas="x", berkas=isi, ukuran=1, sha256=f"{nomor():064d}",
            diunggah_oleh=buat_pengguna("verifikator"), diunggah_pada=SEKARANG,
        )  # fmt: skip


def usul(rekaman: tuple[Kunci, ...], jenis: str = "penghapusan", by: Any = None, **isi: Any) -> PermintaanSubjek:
    dasar = {
        "nomor": "12/PDP/2026",
        "diterima": date(2026, 7, 1),
        "pengaju": PengajuPermintaan.SENDIRI,
        "alasan": "Diminta tertulis",
        "dibatasi_sampai": SAMPAI,
    }
    permintaan = IsiPermintaan(JenisPermintaan(jenis), rekaman=rekaman, **dasar | isi)
    return propose_permintaan(permintaan, uuid=uuid.uuid4(), by=by or buat_pengguna("verifikator"), at=SEKARANG)


def laksanakan(permintaan: PermintaanSubjek) -> PermintaanSubjek:
    return carry_out(permintaan, by=buat_pengguna("verifikator"), at=SEKARANG)


def everything() -> str:
    """The whole database and disk, with all that is sealed opened."""
    bagian = [dump().decode(errors="replace")]
    for model in sealed_models():
        for uuid_, *nilai in model._base_manager.values_list("uuid", *model.SEALED):
            for (kolom, awalan), isi in zip(model.SEALED.items(), nilai, strict=True):
                konteks = f"{awalan}:{uuid_}"
                if isinstance(model._meta.get_field(kolom), BinaryField):
                    bagian += all_cells(unseal_bytes(bytes(isi), konteks=konteks)) if isi else []
                else:
                    bagian.append(unseal(isi, konteks=konteks))
    bagian += [default_storage.open(n).read().decode(errors="replace") for n in stored_files()]
    return "\n".join(bagian)


def found() -> list[str]:
    isi = everything()
    return [k for k in KANARI if k in isi or k[::-1] in isi or base64.b64encode(k.encode()).decode()[:-4] in isi]


def figures(penugasan: Any) -> list[Any]:
    """What everybody counts: families by state, the bridge, aid, visits, enterprises."""
    verifikator = buat_pengguna("verifikator")
    pembaca = buat_pengguna("pembaca")
    hasil: list[Any] = []
    for siapa in (verifikator, pembaca):
        hasil.append(
            [(b.desa.pk, b.sasaran, b.entas, b.keluar) for b in rekap_keluarga(siapa, until=SEKARANG.date()).baris]
        )
        hasil.append(rekap_jembatan(siapa, dari=date(2025, 1, 1), until=SEKARANG.date()))
    hasil += [PenerimaBantuan.objects.count(), Umkm.objects.filter(keluarga_miskin="ya").count()]
    hasil += [
        (b.nama and 1, b.sel) for b in rekap_legalitas(verifikator, umkm=Umkm.objects.all(), until=SEKARANG.date())
    ]
    hasil.append([len(k.warga_ditemui.splitlines()) for k in Kunjungan.objects.all()])
    return hasil


def test_every_personal_record_says_how_it_is_emptied_or_why_not():
    assert set(PENGOSONG) | set(TIDAK_DIKOSONGKAN) == set(PER_LABEL)
    assert set(PENGOSONG) & set(TIDAK_DIKOSONGKAN) == set()


def test_erasure_leaves_no_trace_in_any_table_or_file_and_every_figure(dunia, django_capture_on_commit_callbacks):
    penugasan, keluarga, umkm, rekaman = dunia
    assert found() == list(KANARI)
    sebelum = figures(penugasan)
    permintaan = usul(rekaman)
    with django_capture_on_commit_callbacks(execute=True):
        permintaan = laksanakan(permintaan)
    assert found() == []
    assert figures(penugasan) == sebelum
    keluarga.refresh_from_db()
    assert (keluarga.kepala, keluarga.pengosongan, SidikKeluarga.objects.filter(keluarga=keluarga).count()) == (
        "Dihapus atas permintaan", "dihapus", 0,
    )  # fmt: skip
    umkm = Umkm.objects.get(pk=umkm.pk)
    assert (umkm.nama, umkm.nib, umkm.keluarga_sasaran_id, umkm.persetujuan.get().dicabut_pada) == (
        "Usaha (dihapus atas permintaan)", "dikosongkan", None, SEKARANG,
    )  # fmt: skip
    assert sorted(stored_files()) == ["berita-acara/bersama.pdf"]
    assert [i.status for i in Impor.objects.order_by("pk")] == [StatusImpor.DITOLAK] * 2 + [StatusImpor.PRATINJAU]
    assert permintaan.status == StatusPermintaan.DILAKSANAKAN
    assert sorted(n.jenis for n in Nisan.objects.all()) == ["kk", "nama", "nib", "nik"]
    catatan = Catatan.objects.about(permintaan).first()
    assert (catatan.tindakan, catatan.perubahan["UMKM"]) == ("melaksanakan penghapusan data", [None, 1])


def test_lists_that_come_meanwhile_and_merged_records_go_too(dunia):
    _, _, umkm, rekaman = dunia
    lama = buat_umkm(desa=umkm.desa, nama="Warung lama", pemilik=NAMA, nik=NIK)
    Umkm.semua.filter(pk=lama.pk).update(digabung_ke=umkm, digabung_pada=SEKARANG, alasan_gabung="uji")
    permintaan = usul(rekaman)
    sampai = Impor.objects.order_by("pk")[0].pk
    _carry_out(permintaan, DaftarMenyebut((), sampai), by=buat_pengguna("verifikator"), at=SEKARANG)
    assert [bool(i.isi) for i in Impor.objects.order_by("pk")] == [True, False, True]
    assert Umkm.semua.get(pk=lama.pk).pemilik == "Dihapus atas permintaan"


def test_restriction_hides_everything_until_it_is_lifted(dunia):
    penugasan, keluarga, umkm, rekaman = dunia
    sebelum, angka = Keluarga.objects.filter(pk=keluarga.pk).values().get(), figures(penugasan)
    permintaan = laksanakan(usul(rekaman, "pembatasan"))
    assert figures(penugasan) == angka
    k = Keluarga.objects.get(pk=keluarga.pk)
    assert (k.kepala, k.nik, k.kk, k.telepon, k.pengosongan) == ("Dibatasi atas permintaan", "", "", "", "dibatasi")
    assert KANARI[3] not in dump().decode(errors="replace")
    assert Keluarga.objects.numbered(JenisSidik.NIK, NIK).count() == 0
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    with pytest.raises(ValidationError, match="Dibatasi atas permintaan"):
        open_numbers(k, alasan="Mencocokkan berkas", by=operator, at=SEKARANG)
    akhir = propose_end(
        permintaan, alasan="Keberatannya selesai", uuid=uuid.uuid4(), by=buat_pengguna("verifikator"), at=SEKARANG
    )
    carry_out(akhir, by=buat_pengguna("admin_sistem"), at=SEKARANG)
    k = Keluarga.objects.get(pk=keluarga.pk)
    assert (k.kepala, k.nik, k.kk, k.telepon, k.alamat_rumah, k.jumlah_anggota, k.pengosongan) == (
        NAMA, NIK, KK, TELEPON, sebelum["alamat_rumah"], 4, "",
    )  # fmt: skip
    assert Keluarga.objects.numbered(JenisSidik.NIK, NIK).get() == keluarga
    u = Umkm.objects.get(pk=umkm.pk)
    assert (u.nama, u.pemilik, u.nik, u.nib, u.persetujuan.get().penyetuju) == (f"Kios {NAMA}", NAMA, NIK, NIB, NAMA)
    assert u.persetujuan.get().dicabut_pada == SEKARANG
    assert (Nisan.objects.count(), PermintaanSubjek.objects.get(pk=permintaan.pk).status) == (0, "berakhir")
    assert {p.nama_penerima for p in PenerimaBantuan.objects.all()} == {NAMA, "Orang Lain"}


def test_erasure_of_what_is_restricted_erases_what_was_kept(dunia, django_capture_on_commit_callbacks):
    _, _, _, rekaman = dunia
    pembatasan = laksanakan(usul(rekaman, "pembatasan"))
    with django_capture_on_commit_callbacks(execute=True):
        laksanakan(usul(rekaman))
    pembatasan.refresh_from_db()
    assert (found(), pembatasan.simpanan_sandi, pembatasan.status) == ([], "", "berakhir")
    assert set(Nisan.objects.values_list("jenis", "keadaan")) == {(j, "dihapus") for j in ("nik", "kk", "nib", "nama")}
    assert sorted(stored_files()) == ["berita-acara/bersama.pdf"]


@pytest.mark.parametrize("jenis", ["penghapusan", "pembatasan"])
def test_erased_person_stays_out_by_hand(dunia, jenis):
    penugasan, keluarga, umkm, rekaman = dunia
    laksanakan(usul(rekaman, jenis))
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    kata = "dihapus atas permintaannya" if jenis == "penghapusan" else "dibatasi atas permintaannya"
    masuk, kirim = IsiMasuk(date(2026, 3, 2), "p3ke"), {"by": operator, "at": SEKARANG, "yakin": True}
    for isi in (IsiKeluarga("Nama Lain", nik=NIK), IsiKeluarga("Nama Lain", kk=KK)):
        with pytest.raises(ValidationError, match=kata):
            create_keluarga(penugasan.desa, isi, masuk, uuid=uuid.uuid4(), **kirim)
    lain = Keluarga.objects.exclude(pk=keluarga.pk).first()
    with pytest.raises(ValidationError, match=kata):
        change_keluarga(lain, IsiKeluarga(nik=NIK), versi=lain.versi, **kirim)
    keluarga.refresh_from_db()
    with pytest.raises(ValidationError, match="tidak diisi lagi"):
        change_keluarga(keluarga, IsiKeluarga(kepala=NAMA), versi=keluarga.versi, **kirim)
    with pytest.raises(ValidationError, match=kata):
        create_umkm(
            penugasan.desa,
            IsiUmkm("Kios", "perorangan", date(2026, 3, 2), pemilik=NAMA, nik=NIK),
            uuid=uuid.uuid4(),
            **kirim,
        )
    u = Umkm.objects.get(pk=umkm.pk)
    with pytest.raises(ValidationError, match="data pemilik ini tidak diisi lagi"):
        change_umkm(u, IsiUmkm(**stored_fields(u), pemilik=NAMA), versi=u.versi, **kirim)
    baru = change_umkm(u, IsiUmkm(**stored_fields(u) | {"produk": "sagu"}), versi=u.versi, **kirim)
    assert baru.produk == "sagu"


def test_erased_person_is_skipped_in_lists_and_holds_up_nobody(dunia):
    penugasan, _, umkm, rekaman = dunia
    laksanakan(usul(rekaman))
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    desa = penugasan.desa
    isi = [
        ["Nama Samaran", NIK, "", desa.nama, 1, "P", "x"],
        ["Lain", "", KK, desa.nama, 1, "L", "x"],
        ["Baru", nik(7), kk(7), desa.nama, 1, "P", "x"],
    ]
    impor = unggah(buku(JUDUL, *isi), operator)
    assert [(b.hasil, b.peringatan[:1]) for b in rencana(impor, operator).baris] == [
        ("dilewati", (refusal_of((JenisSidik.NIK, NIK)).kalimat,)),
        ("dilewati", (refusal_of((JenisSidik.KK, KK)).kalimat,)),
        ("baru", ()),
    ]  # fmt: skip
    assert (terapkan(impor, operator), Keluarga.objects.filter(desa=desa).count()) == (1, 8)


def test_maker_is_never_checker_and_others_decide_nothing(dunia):
    penugasan, _, _, rekaman = dunia
    pengusul = buat_pengguna("verifikator")
    permintaan = usul(rekaman, by=pengusul)
    for orang in (
        pengusul,
        buat_pengguna("operator_opd", opd=penugasan.opd),
        buat_pengguna("pimpinan"),
        buat_pengguna("pembaca"),
    ):
        with pytest.raises(PermissionDenied):
            carry_out(permintaan, by=orang, at=SEKARANG)
        with pytest.raises(PermissionDenied):
            refuse_permintaan(permintaan, alasan="x", by=orang, at=SEKARANG)
    with pytest.raises(PermissionDenied):
        usul(rekaman, by=buat_pengguna("admin_sistem"))
    with pytest.raises(ValidationError, match="sudah menunggu putusan"):
        usul(rekaman[:1])
    refuse_permintaan(permintaan, alasan="Bukan orangnya", by=buat_pengguna("admin_sistem"), at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah diputuskan"):
        laksanakan(permintaan)
    assert found() == list(KANARI)
    tarik = usul(rekaman, by=pengusul)
    with pytest.raises(PermissionDenied):
        withdraw_permintaan(tarik, by=buat_pengguna("verifikator"), at=SEKARANG)
    withdraw_permintaan(tarik, by=pengusul, at=SEKARANG)
    with pytest.raises(ValidationError, match="sudah diputuskan"):
        laksanakan(tarik)


@pytest.mark.parametrize(
    ("ubah", "kalimat"),
    [
        ({"alasan": f"Permintaan {NAMA}"}, "Jangan menulis nama"),
        ({"nomor": f"12/{NIK}"}, "Jangan menulis nama"),
        ({"alasan": " "}, "Tulis alasannya"),
        ({"diterima": date(2099, 1, 1)}, "belum terjadi"),
        ({"rekaman": ()}, "sedikitnya satu"),
        ({"rekaman": (Kunci("desa.keluarga", 999_999),)}, "tidak ada lagi"),
        ({"rekaman": (Kunci("opd.pengguna", 1),)}, "pejabat tetap"),
    ],
)
def test_proposal_that_cannot_be_is_refused_in_one_sentence(dunia, ubah, kalimat):
    isi = {"rekaman": dunia[3]} | ubah
    with pytest.raises(ValidationError, match=kalimat):
        usul(**isi)
    assert PermintaanSubjek.objects.count() == 0


def test_kendala_permintaan_is_decided_by_another_person():
    baris = buat_permintaan()
    diputus = {"status": "ditolak", "diputus_oleh": baris.diusulkan_oleh, "diputus_pada": SEKARANG}
    expect_refusal(baris, diputus, "Yang mengusulkan tidak memutuskan. Minta verifikator atau admin sistem lain.")


def test_sent_twice_is_one_request(dunia):
    isi = IsiPermintaan(
        JenisPermintaan.PENGHAPUSAN, "1", date(2026, 7, 1), PengajuPermintaan.SENDIRI, "Diminta", dunia[3]
    )
    kirim = {"uuid": uuid.uuid4(), "by": buat_pengguna("verifikator"), "at": SEKARANG}
    assert propose_permintaan(isi, **kirim) == propose_permintaan(isi, **kirim)
    lain = IsiPermintaan(
        JenisPermintaan.PEMBATASAN, "1", date(2026, 7, 1), PengajuPermintaan.SENDIRI, "Diminta", dunia[3]
    )
    with pytest.raises(ValidationError, match="isi berbeda"):
        propose_permintaan(lain, **kirim)


def test_tombstones_and_what_a_restriction_keeps_outlive_both_keys(dunia, settings):
    penugasan, keluarga, _, rekaman = dunia
    permintaan = laksanakan(usul(rekaman, "pembatasan"))
    data, indeks = settings.KUNCI_DATA.split(",")[0], settings.KUNCI_INDEKS
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = f"{kunci_uji('d2', 'x')},{data}", f"{kunci_uji('i2', 'y')},{indeks}"
    call_command("putar_kunci", "--sebagai-nama")
    settings.KUNCI_DATA, settings.KUNCI_INDEKS = kunci_uji("d2", "x"), kunci_uji("i2", "y")
    with pytest.raises(ValidationError, match="dibatasi atas permintaannya"):
        create_keluarga(
            penugasan.desa, IsiKeluarga("Lain", nik=NIK), IsiMasuk(date(2026, 3, 2), "p3ke"), uuid=uuid.uuid4(),
            by=buat_pengguna("verifikator"), at=SEKARANG, yakin=True,
        )  # fmt: skip
    akhir = propose_end(permintaan, alasan="Selesai", uuid=uuid.uuid4(), by=buat_pengguna("verifikator"), at=SEKARANG)
    laksanakan(akhir)
    assert Keluarga.objects.numbered(JenisSidik.NIK, NIK).get() == keluarga
