"""Pages of target families: the villages, the list, one family with its numbers masked, and looking one up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.enums import SumberKesejahteraan
from desa.models import Catatan, Desa, Keluarga, SidikKeluarga
from desa.waktu import hari_ini
from opd.actions.buka_keluarga import MEMBUKA
from opd.actions.keluarga import change_keluarga, count_keluarga_check, create_keluarga
from opd.ambang import KELUARGA_TERKECIL
from opd.ekspor.kemiskinan import KELUARGA, KELUARGA_DESA
from opd.forms.keluarga import (
    FormCariKeluarga,
    FormKeluarga,
    FormUbahKeluarga,
    SaringDesaKeluarga,
    SaringKeluarga,
)
from opd.forms.umkm import PilihDesa
from opd.permissions_keluarga import BUKAN_KELUARGA, can_read_any, can_write_keluarga
from opd.permissions_permintaan import can_propose_permintaan, can_read_permintaan
from opd.rekap.keluarga import rekap_keluarga
from opd.rekap.keluarga_baris import masked, read_detail
from opd.rekap.keluarga_ganda import keluarga_ganda
from opd.rekap.kunci import read_kunci
from opd.rekap.sentuhan_keluarga import aid_of, enterprises_of
from opd.rekap.simpanan_pribadi import Kunci
from opd.views.baca import family_key, note_families, note_record
from opd.views.fakta import BARIS_HALAMAN, query_without_page
from opd.views.halaman import RIWAYAT_TERBANYAK, history, paged, render, try_sure
from opd.views.jalan_keluarga import read_jalan
from opd.views.pilih_desa import chosen_village
from opd.views.unduh import SEKALI_BACA, export

CARI_TERBANYAK = 50
HALAMAN_KELUARGA = "halaman keluarga"


@require_safe
def ringkas(request: HttpRequest) -> HttpResponse:
    """Every village with how many families stand where; a few are closed to who may not read them."""
    form = SaringDesaKeluarga(request.GET, user=request.user)
    rekap = rekap_keluarga(request.user, form.condition(), until=hari_ini())
    if (berkas := export(request, KELUARGA_DESA, rekap.baris, form)) is not None:
        return berkas
    konteks = {
        "kueri": query_without_page(request),
        "form": form,
        "rekap": rekap,
        "per": hari_ini(),
        "terbuka": any(b.terbuka for b in rekap.baris),
        "arti": KELUARGA_TERKECIL.arti,
        "permintaan": can_read_permintaan(request.user, on=hari_ini()),
    }
    return render(request, "keluarga/ringkas.html", konteks)


def _rows(request: HttpRequest) -> QuerySet[Keluarga]:
    """The families that the reader may read, with their places and where they stand today."""
    semua = Keluarga.objects.personal_for(request.user).select_related("desa__kecamatan__kabupaten")
    return semua.with_state(until=hari_ini())  # type: ignore[no-any-return]


def _require_reader(request: HttpRequest) -> None:
    if not can_read_any(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_KELUARGA)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The families of the reader's villages by name, numbers masked."""
    _require_reader(request)
    form = SaringKeluarga(request.GET, user=request.user)
    semua = Keluarga.objects.personal_for(request.user).with_state(until=hari_ini()).filter(form.condition())
    semua_baris = (masked(k) for k in _rows(request).filter(form.condition()).iterator(chunk_size=SEKALI_BACA))
    if (berkas := export(request, KELUARGA, semua_baris, form, orang=family_key)) is not None:
        return berkas
    # Which families comes first, by the index alone; the wide rows with their sealed columns are read for one page.
    halaman, kueri = paged(request, list(semua.values_list("pk", flat=True)), per=BARIS_HALAMAN)
    halaman.object_list = [masked(k) for k in _rows(request).filter(pk__in=halaman.object_list)]
    note_families(request, "daftar keluarga", halaman.object_list, form.isi)
    return render(
        request, "keluarga/daftar.html", {"form": form, "halaman": halaman, "kueri": kueri, "per": hari_ini()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cari(request: HttpRequest) -> HttpResponse:
    """Look up a NIK, a no. KK or a name; the answer to a POST, so that no address holds one."""
    _require_reader(request)
    form = FormCariKeluarga(request.POST if request.method == "POST" else None)
    konteks: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        nama = Q(kepala__icontains=form.cleaned_data["cari"])
        semua = _by_number(request, form.nomor) if form.nomor else _rows(request).filter(nama)
        ketemu = [masked(k) for k in semua[: CARI_TERBANYAK + 1]]
        note_families(request, "pencarian keluarga", ketemu[:CARI_TERBANYAK])
        konteks |= {"ketemu": ketemu[:CARI_TERBANYAK], "lebih": len(ketemu) > CARI_TERBANYAK, "dicari": True}
    return render(request, "keluarga/cari.html", konteks)


def _by_number(request: HttpRequest, nomor: str) -> QuerySet[Keluarga]:
    """The families with that NIK or that no. KK; asked first, for in one query PostgreSQL would look at every family."""
    sama = SidikKeluarga.objects.personal_for(request.user).of_number(nomor)
    return _rows(request).filter(pk__in=list(sama.values_list("keluarga", flat=True)))


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One family, its numbers masked, and what became of it."""
    keluarga = get_object_or_404(_rows(request), uuid=uuid)
    note_record(request, HALAMAN_KELUARGA, keluarga)
    konteks = {
        "keluarga": masked(keluarga),
        "rincian": read_detail(keluarga),
        "jalan": read_jalan(request, keluarga),
        "bantuan": aid_of(request.user, keluarga, until=hari_ini()),
        "bernik": bool(keluarga.nik_sandi),
        "kembali": not keluarga.terhapus,
        "riwayat": history(request, keluarga),
        "pembuka": opened_by(request, keluarga),
        "umkm": enterprises_of(request.user, keluarga).only("uuid", "nama", "produk", "keluarga_sasaran"),
        "sejak": keluarga.dicatat_pada,
        "permintaan": request_key(request, keluarga),
    }
    return render(request, "keluarga/detail.html", konteks)


def request_key(request: HttpRequest, baris: Keluarga) -> str:
    """What names the record on a data subject's request, "" for who proposes none and where nothing is left to ask for."""
    if baris.terhapus or not can_propose_permintaan(request.user, on=hari_ini()):
        return ""
    return str(Kunci(baris._meta.label_lower, baris.pk))


def opened_by(request: HttpRequest, keluarga: Keluarga) -> QuerySet[Catatan]:
    """Who opened the numbers, when and why, newest first."""
    semua = Catatan.objects.visible_to(request.user).about(keluarga)
    return semua.filter(tindakan=MEMBUKA)[:RIWAYAT_TERBANYAK]  # type: ignore[no-any-return]


@require_safe
def ganda(request: HttpRequest) -> HttpResponse:
    """Families whose NIK or no. KK stands in another village too."""
    _require_reader(request)
    pasangan = keluarga_ganda(request.user)
    note_families(request, "keluarga di dua desa", [p.keluarga for p in pasangan])
    return render(request, "keluarga/ganda.html", {"pasangan": pasangan})


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Put a family on the list of one of the reader's villages, chosen by the address."""
    desa = chosen_village(request, request.user.personal_desa(), tanpa=BUKAN_KELUARGA)
    if isinstance(desa, list):
        return render(request, "keluarga/pilih.html", {"form": PilihDesa(pilihan=desa)})
    kunci = read_kunci(at=timezone.now(), desa=[desa.pk])
    awal = {"tanggal": hari_ini(), "sumber": SumberKesejahteraan.MUSDES}
    form = FormKeluarga(request.POST if request.method == "POST" else None, initial=awal, kunci=kunci)

    def catat() -> Keluarga:
        d = form.cleaned_data
        _count(request, form, desa)
        kirim = {"uuid": d["uuid"], "susulan": d["alasan_susulan"], "yakin": d["yakin"]}
        return create_keluarga(desa, form.isi(), form.masuk(), by=request.user, at=timezone.now(), **kirim)

    keluarga = try_sure(form, catat)
    if keluarga is not None:
        messages.success(request, "Keluarga tercatat.")
        return redirect("keluarga:detail", keluarga.uuid)
    return render(request, "keluarga/isi.html", {"form": form, "desa": desa})


def _count(request: HttpRequest, form: FormKeluarga | FormUbahKeluarga, desa: Desa) -> None:
    """Count a number that is about to be compared with other villages."""
    if form.bernomor and not form.cleaned_data["yakin"]:
        count_keluarga_check(desa, by=request.user, at=timezone.now())


@require_http_methods(["GET", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what is stored of a family."""
    keluarga = get_object_or_404(_rows(request), uuid=uuid)
    if not can_write_keluarga(request.user, keluarga.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_KELUARGA)
    awal = {n: getattr(keluarga, n) for n in ("kepala", "jenis_kelamin", "jumlah_anggota", "alamat_rumah", "versi")}
    form = FormUbahKeluarga(request.POST if request.method == "POST" else None, initial=awal)

    def simpan() -> Keluarga:
        d = form.cleaned_data
        kirim = {"versi": d["versi"], "yakin": d["yakin"], "alasan": form.alasan()}
        _count(request, form, keluarga.desa)
        return change_keluarga(keluarga, form.isi(), by=request.user, at=timezone.now(), **kirim)

    if try_sure(form, simpan) is not None:
        messages.success(request, "Perubahan tersimpan.")
        return redirect("keluarga:detail", keluarga.uuid)
    note_record(request, HALAMAN_KELUARGA, keluarga)
    return render(request, "keluarga/isi.html", {"form": form, "desa": keluarga.desa, "keluarga": keluarga})
