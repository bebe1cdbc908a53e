"""Pages of activities: forms that lose nothing, lists whose sums are those of their rows, photos served in private.

Seen red: what one may write about without the OPDs that were merged, and with those whose merger is to come.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desa.waktu import hari_ini
from opd import titipan
from opd.actions.kegiatan import IsiKegiatan, cancel_kegiatan, isi_of, record_kegiatan
from opd.foto import olah_foto
from opd.models import Bukti, Kegiatan
from opd.rekap.simpanan_desa import SimpananDesa
from opd.views.fakta import chosen_own, own_ids, own_penugasan
from tests import pabrik_naskah
from tests.opd.foto_uji import jpeg, unggahan
from tests.pabrik import SEKARANG, buat_bukti, buat_kegiatan, buat_opd, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 1)
ISI = IsiKegiatan(tanggal=HARI, judul="Pelatihan sagu", dana=(("apbd_prov", 5_000_000),))


@pytest.fixture
def dunia():
    """One penugasan and its operator."""
    penugasan = buat_penugasan()
    return penugasan, buat_pengguna("operator_opd", opd=penugasan.opd)


def isian(**lain) -> dict:
    """What the browser sends for a small activity."""
    return {"uuid": str(uuid.uuid4()), "tanggal": "1 Juli 2026", "judul": "Pelatihan sagu", **lain}


def test_own_penugasan_are_those_that_take_facts_however_they_are_read(dunia, rf):
    penugasan, operator = dunia
    hari, opd = hari_ini(), penugasan.opd
    for n in (29, 30, 31):
        buat_penugasan(opd=opd, mulai=HARI, selesai=hari - timedelta(days=n))
    buat_penugasan(opd=opd, dikoreksi_pada=SEKARANG, alasan_koreksi="uji")
    for n in (-1, 0, 1):
        buat_penugasan(opd=buat_opd(dilebur_ke=opd, berlaku_selesai=hari + timedelta(days=n)))
    buat_penugasan()
    minta = rf.get("/")
    minta.user = operator
    milik = own_penugasan(minta)
    assert (len(milik), sorted(own_ids(minta))) == (4, sorted(p.pk for p in milik))
    for p in milik:
        minta.GET = {"penugasan": str(p.pk)}
        satu = chosen_own(minta, own_ids(minta))
        assert (satu, satu.opd.nama, satu.desa.nama_lengkap) == (p, p.opd.nama, p.desa.nama_lengkap)
    minta.user = buat_pengguna("pembaca")
    assert own_ids(minta) == own_penugasan(minta) == []


def test_form_saves_and_shows_the_activity(client, dunia):
    penugasan, operator = dunia
    umkm = buat_umkm(desa=penugasan.desa)
    client.force_login(operator)
    kirim = isian(
        volume="1.250,5", satuan="ha", penerima_l="1.500", sumber_1="apbd_prov", jumlah_1="Rp 1.500.000",
        umkm=[umkm.pk], foto=[unggahan(1, waktu="2026:07:01 10:00:00", titik=(-3.5, 129.5))],
    )  # fmt: skip
    jawaban = client.post(reverse("kegiatan:baru"), kirim)
    kegiatan = Kegiatan.objects.get()
    assert (jawaban.status_code, jawaban.url) == (302, reverse("kegiatan:detail", args=[kegiatan.uuid]))
    assert isi_of(kegiatan) == IsiKegiatan(
        tanggal=HARI, judul="Pelatihan sagu", volume=1250.5, satuan="ha", penerima_l=1500,
        dana=(("apbd_prov", 1_500_000),), umkm=frozenset([umkm.pk]),
    )  # fmt: skip
    bukti = kegiatan.bukti.get()
    assert (bukti.cocok_waktu, bukti.cocok_tempat) == ("cocok", "cocok")
    halaman = client.get(jawaban.url).content.decode()
    assert ["Rp 1.500.000" in halaman, "di luar rencana" in halaman, "1.250,5 ha" in halaman] == [True] * 3


def test_double_submit_shows_the_first(client, dunia):
    client.force_login(dunia[1])
    kirim = isian(sumber_1="csr", jumlah_1="10")
    alamat = {client.post(reverse("kegiatan:baru"), kirim | {"foto": [unggahan(1)]}).url for _ in range(2)}
    assert (len(alamat), Kegiatan.objects.count(), Bukti.objects.count()) == (1, 1, 1)


def test_village_is_chosen_first_when_there_are_two(client, dunia):
    penugasan, operator = dunia
    lain = buat_penugasan(opd=penugasan.opd)
    client.force_login(operator)
    pilih = client.get(reverse("kegiatan:baru"))
    assert [t.name for t in pilih.templates][0] == "kegiatan/pilih.html"
    isi = client.get(reverse("kegiatan:baru") + f"?penugasan={lain.pk}")
    assert lain.desa.nama_lengkap in isi.content.decode()


def test_foreign_penugasan_and_facts_stay_closed(client, dunia):
    penugasan, _ = dunia
    kegiatan = buat_kegiatan(penugasan, HARI)
    asing = buat_penugasan()
    client.force_login(buat_pengguna("operator_opd", opd=asing.opd))
    assert client.get(reverse("kegiatan:baru") + f"?penugasan={penugasan.pk}").status_code == 404
    assert client.get(reverse("kegiatan:detail", args=[kegiatan.uuid])).status_code == 200
    for nama in ("koreksi", "batalkan", "foto"):
        alamat = reverse(f"kegiatan:{nama}", args=[kegiatan.uuid])
        assert (client.get(alamat).status_code, client.post(alamat, isian(alasan="x")).status_code) == (403, 403)
    client.force_login(buat_pengguna("pimpinan"))
    assert client.get(reverse("kegiatan:baru")).status_code == 403
    assert Kegiatan.objects.count() == 1


def test_stranger_sees_sign_in_only(client, dunia):
    kegiatan = buat_kegiatan(dunia[0], HARI)
    bukti = buat_bukti(kegiatan=kegiatan)
    alamat = [reverse("kegiatan:daftar"), reverse("kegiatan:baru"), reverse("foto:berkas", args=[bukti.uuid])]
    alamat += [reverse(f"kegiatan:{n}", args=[kegiatan.uuid]) for n in ("detail", "koreksi", "batalkan", "foto")]
    jawaban = [client.get(a) for a in alamat]
    assert [(j.status_code, j.url.split("?")[0]) for j in jawaban] == [(302, reverse("masuk"))] * len(alamat)


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"tanggal": "31/02/2026"}, "Tanggal 31 Februari 2026 tidak ada. Periksa hari, bulan dan tahunnya."),
        ({"sumber_1": "csr", "jumlah_1": "1,5"}, "bukan jumlah rupiah"),
        ({"sumber_1": "csr"}, "Isi jumlah rupiahnya, atau kosongkan sumber dananya."),
        ({"jumlah_1": "5"}, "Pilih sumber dananya, atau kosongkan jumlahnya."),
        (
            {"sumber_1": "csr", "jumlah_1": "5", "sumber_2": "csr", "jumlah_2": "5"},
            "Sumber dana ini sudah diisi di atas.",
        ),
        ({"volume": "5"}, "Isi volume bersama satuannya, misalnya 25 ekor."),
        ({"penerima_difabel": "3", "penerima_l": "1"}, "Penerima difabel tidak boleh melebihi"),
        ({"judul": ""}, "Bidang ini wajib diisi."),
        ({"uraian": "x" * 100_000}, "5000"),
        ({"uuid": "bukan"}, "Belum tersimpan"),
    ],
)
def test_wrong_field_is_told_and_nothing_is_written(client, dunia, lain, kalimat):
    client.force_login(dunia[1])
    jawaban = client.post(reverse("kegiatan:baru"), isian() | lain)
    assert (jawaban.status_code, Kegiatan.objects.count()) == (422, 0)
    assert kalimat in jawaban.content.decode()


def test_hostile_text_is_shown_as_text(client, dunia):
    client.force_login(dunia[1])
    jahat = "<script>alert(1)</script>\u202e<img src=x onerror=alert(2)>"
    jawaban = client.post(reverse("kegiatan:baru"), isian(judul=jahat, uraian=jahat))
    halaman = client.get(jawaban.url).content.decode() + client.get(reverse("kegiatan:daftar")).content.decode()
    assert [t in halaman for t in ("<script>alert", "<img src=x", "\u202e")] == [False] * 3
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in halaman


@pytest.mark.sekali
@pytest.mark.parametrize(
    ("berkas", "kalimat"),
    [
        (SimpleUploadedFile("a.jpg", b"bukan gambar"), "Foto 2 bukan gambar JPEG, PNG, WebP, atau HEIC."),
        (SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>"), "Foto 2 bukan gambar"),
        (SimpleUploadedFile("a.jpg", jpeg(3)[:2000]), "Foto 2 rusak atau terpotong."),
    ],
)
def test_bad_photo_keeps_text_and_good_photos(client, dunia, berkas, kalimat):
    client.force_login(dunia[1])
    kirim = isian()
    berkas.seek(0)
    jawaban = client.post(reverse("kegiatan:baru"), kirim | {"foto": [unggahan(1, nama="<b>pantai.jpg"), berkas]})
    halaman = jawaban.content.decode()
    assert (jawaban.status_code, Kegiatan.objects.count(), Bukti.objects.count()) == (422, 0, 0)
    assert [t in halaman for t in (kalimat, "Pelatihan sagu", "&lt;b&gt;pantai.jpg", 'name="titipan"')] == [True] * 4
    sha = jawaban.context["form"].terima[0].foto.sha256
    client.post(reverse("kegiatan:baru"), kirim | {"titipan": [sha]})
    assert (Kegiatan.objects.get().bukti.count(), titipan.kept(dunia[1].pk, uuid.UUID(kirim["uuid"]))) == (1, [])


def test_kept_photos_are_the_writers_own_and_go_after_a_day(client, dunia):
    penugasan, operator = dunia
    client.force_login(operator)
    kirim = isian(judul="", foto=[unggahan(1)])
    client.post(reverse("kegiatan:baru"), kirim)
    u = uuid.UUID(kirim["uuid"])
    rekan = buat_pengguna("operator_opd", opd=penugasan.opd)
    assert (len(titipan.kept(operator.pk, u)), titipan.kept(rekan.pk, u)) == (1, [])
    assert titipan.sweep(timezone.now() - titipan.MASA_SIMPAN) == 0
    assert (titipan.sweep(timezone.now() + timedelta(seconds=5)) >= 1, titipan.kept(operator.pk, u)) == (True, [])


def test_seventh_photo_is_refused(client, dunia):
    client.force_login(dunia[1])
    jawaban = client.post(reverse("kegiatan:baru"), isian() | {"foto": [unggahan(n) for n in range(7)]})
    assert "Paling banyak 6 foto. Hapus centang foto yang tidak dipakai." in jawaban.content.decode()
    assert Kegiatan.objects.count() == 0


def test_photos_are_added_later_once(client, dunia):
    penugasan, operator = dunia
    kegiatan = buat_kegiatan(penugasan, HARI)
    client.force_login(operator)
    alamat = reverse("kegiatan:foto", args=[kegiatan.uuid])
    for _ in range(2):
        client.post(alamat, {"uuid": str(uuid.uuid4()), "foto": [unggahan(1), unggahan(2)]})
    kosong = client.post(alamat, {"uuid": str(uuid.uuid4())})
    assert (kegiatan.bukti.count(), "Pilih sedikitnya satu foto." in kosong.content.decode()) == (2, True)


def test_correction_form_is_filled_and_saves(client, dunia):
    penugasan, operator = dunia
    kegiatan = buat_kegiatan(penugasan, HARI, dana={"csr": 1_500_000}, volume=25, satuan="ekor")
    buat_bukti(kegiatan=kegiatan)
    client.force_login(operator)
    alamat = reverse("kegiatan:koreksi", args=[kegiatan.uuid])
    halaman = client.get(alamat).content.decode()
    assert [t in halaman for t in ('value="1.500.000"', 'value="25"', 'value="01/07/2026"', "Lepas foto 1")] == [
        True
    ] * 4
    tanpa = client.post(alamat, isian())
    assert "Alasan koreksi" in tanpa.content.decode()
    jawaban = client.post(alamat, isian(alasan="salah hitung", sumber_1="csr", jumlah_1="2.000.000"))
    detail = client.get(jawaban.url).content.decode()
    lama = client.get(reverse("kegiatan:detail", args=[kegiatan.uuid])).content.decode()
    assert ["Rp 2.000.000" in detail, "catatan sebelumnya" in detail] == [True, True]
    assert ["sudah dikoreksi" in lama, "salah hitung" in lama, "koreksi/" in lama] == [True, True, False]


def test_second_correction_keeps_what_was_typed(client, dunia):
    penugasan, operator = dunia
    kegiatan = buat_kegiatan(penugasan, HARI)
    client.force_login(operator)
    alamat = reverse("kegiatan:koreksi", args=[kegiatan.uuid])
    client.post(alamat, isian(alasan="satu"))
    jawaban = client.post(alamat, isian(alasan="dua", judul="Judul yang tidak boleh hilang"))
    halaman = jawaban.content.decode()
    assert [t in halaman for t in ("sudah dikoreksi oleh", "Judul yang tidak boleh hilang")] == [True, True]


def test_cancel_page_asks_for_a_reason(client, dunia):
    penugasan, operator = dunia
    kegiatan = buat_kegiatan(penugasan, HARI)
    client.force_login(operator)
    alamat = reverse("kegiatan:batalkan", args=[kegiatan.uuid])
    assert client.get(alamat).status_code == 200
    assert Kegiatan.objects.in_force().count() == 1
    client.post(alamat, {"uuid": str(uuid.uuid4()), "alasan": ""})
    assert Kegiatan.objects.in_force().count() == 1
    client.post(alamat, {"uuid": str(uuid.uuid4()), "alasan": "tercatat dua kali"})
    assert Kegiatan.objects.in_force().count() == 0


def test_list_filters_and_sums_are_those_of_its_rows(client, dunia):
    penugasan, operator = dunia
    lain = buat_penugasan()
    buat_kegiatan(penugasan, date(2026, 3, 31), dana={"csr": 100, "apbn": 20})
    buat_kegiatan(penugasan, date(2026, 4, 1), dana={"csr": 3})
    buat_kegiatan(lain, date(2026, 4, 1), dana={"csr": 1000})
    lama = buat_kegiatan(penugasan, date(2026, 4, 2), dana={"csr": 50_000})
    cancel_kegiatan(lama, uuid=uuid.uuid4(), alasan="x", by=operator, at=SEKARANG)
    client.force_login(operator)
    opd, desa = penugasan.opd.slug, penugasan.desa.kode

    def angka(kueri: str) -> tuple[int, int]:
        konteks = client.get(reverse("kegiatan:daftar") + kueri).context
        return konteks["jumlah"], konteks["total_rp"]

    assert angka("") == (3, 1123)
    assert angka(f"?opd={opd}") == angka(f"?desa={desa}") == (2, 123)
    assert angka(f"?opd={opd}&sumber=apbn") == (1, 20)
    assert angka("?dari=2026-04-01&sampai=2026-04-01") == (2, 1003)
    assert angka("?foto=tidak") == (3, 1123)
    assert angka("?opd=tidak-ada") == angka("?dari=besok") == (0, 0)


@pytest.mark.parametrize("nama", ["daftar", "detail", "koreksi", "baru"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    penugasan, operator = dunia
    client.force_login(operator)
    kegiatan = buat_kegiatan(penugasan, HARI, dana={"csr": 5})
    buat_bukti(kegiatan=kegiatan)
    alamat = reverse(f"kegiatan:{nama}", args=[kegiatan.uuid] if nama in ("detail", "koreksi") else [])
    client.get(alamat)
    SimpananDesa.forget_all()
    with django_assert_max_num_queries(12) as satu:
        client.get(alamat)
    for n in range(4):
        lain = buat_kegiatan(buat_penugasan(), HARI, dana={"csr": 5, "apbn": 1})
        buat_bukti(kegiatan=kegiatan, mirip_dengan=buat_bukti(kegiatan=lain), urutan=n)
        kegiatan.umkm.add(buat_umkm(desa=penugasan.desa))
    with django_assert_max_num_queries(12) as lima:
        client.get(alamat)
    assert len(lima) == len(satu)


def test_photo_is_served_as_a_private_jpeg(client, dunia):
    penugasan, operator = dunia
    record_kegiatan(
        penugasan,
        ISI,
        uuid=uuid.uuid4(),
        by=operator,
        at=SEKARANG,
        foto=[olah_foto(jpeg(1), tanggal=HARI, titik_desa=None)],
    )
    bukti = Bukti.objects.get()
    client.force_login(buat_pengguna("pembaca"))
    for kueri in ("", "?kecil=1"):
        jawaban = client.get(reverse("foto:berkas", args=[bukti.uuid]) + kueri)
        kepala = {
            n: jawaban.headers[n] for n in ("Content-Type", "X-Content-Type-Options", "Cross-Origin-Resource-Policy")
        }
        assert kepala == {
            "Content-Type": "image/jpeg",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        assert jawaban.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert jawaban.headers["Content-Disposition"].startswith(f'inline; filename="{bukti.uuid}')
        assert jawaban.headers["Cache-Control"].startswith("private, max-age=86400")
        assert b"".join(jawaban.streaming_content)[:3] == b"\xff\xd8\xff"
    assert client.get(reverse("foto:berkas", args=[uuid.uuid4()])).status_code == 404
    hilang = buat_bukti(kegiatan=Kegiatan.objects.get())
    assert client.get(reverse("foto:berkas", args=[hilang.uuid])).status_code == 404


def test_today_is_the_first_suggestion(client, dunia):
    client.force_login(dunia[1])
    assert f'value="{hari_ini():%d/%m/%Y}"' in client.get(reverse("kegiatan:baru")).content.decode()


def test_requests_need_a_csrf_token(dunia):
    klien = Client(enforce_csrf_checks=True)
    klien.force_login(dunia[1])
    assert klien.post(reverse("kegiatan:baru"), isian()).status_code == 403


def test_list_of_a_plan_line_sums_its_volume_and_the_rest_is_outside_the_plan(client, dunia):
    penugasan, operator = dunia
    rencana = pabrik_naskah.buat_rencana(penugasan, status="diverifikasi")
    baris = pabrik_naskah.buat_baris(rencana, kegiatan="Bibit pala", satuan="batang")
    lain = pabrik_naskah.buat_baris(pabrik_naskah.buat_rencana(penugasan, 2025), kegiatan="Tahun lalu")
    for volume in (10, 2.5):
        buat_kegiatan(penugasan, HARI, volume=volume, satuan="batang", baris=baris, dana={"csr": 1_000})
    buat_kegiatan(penugasan, HARI, judul="Lepas")
    buat_kegiatan(penugasan, HARI, judul="Baris lama", baris=lain)
    client.force_login(operator)
    milik = client.get(reverse("kegiatan:daftar"), {"baris": baris.kunci})
    assert (milik.context["jumlah"], milik.context["total_rp"]) == (2, 2_000)
    teks = milik.content.decode()
    assert ["<strong>Bibit pala</strong>" in teks, "12,5 batang" in teks, f'value="{baris.kunci}"' in teks] == [
        True
    ] * 3
    luar = client.get(reverse("kegiatan:daftar"), {"luar": rencana.uuid})
    assert [k.judul for k in luar.context["halaman"]] == ["Baris lama", "Lepas"]
    assert client.get(reverse("kegiatan:daftar"), {"baris": "bukan"}).context["jumlah"] == 0
