"""Pages of aid handed over (bantuan); `/bantuan/` itself is the help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini, tambah_bulan
from opd.actions.bantuan import (
    BUKAN_PEMERIKSA,
    BantuanSerupa,
    IsiBantuan,
    cancel_bantuan,
    check_bantuan,
    check_serupa,
    correct_bantuan,
    correct_check,
    isi_of,
    record_bantuan,
    serupa_sentences,
)
from opd.berkas import send_berkas
from opd.ekspor.fakta import BANTUAN
from opd.forms.bantuan import (
    FormBantuan,
    FormKoreksiBantuan,
    FormKoreksiPeriksa,
    FormPeriksa,
    SaringBantuan,
    initial_of,
)
from opd.forms.fakta import FormBatal, PilihPenugasan
from opd.forms.isian import put_errors
from opd.models import Bantuan, PemeriksaanBantuan, PenerimaBantuan
from opd.models.bantuan import BULAN_PERIKSA
from opd.permissions import can_follow_up, can_record_facts
from opd.rekap.bantuan import rekap_bantuan
from opd.views import fakta
from opd.views.baca import note_record
from opd.views.halaman import history, render, try_deed
from opd.views.unduh import export, with_penugasan


def _rows(request: HttpRequest) -> QuerySet[Bantuan]:
    return Bantuan.objects.visible_to(request.user).select_related(
        "penugasan__opd", "penugasan__desa__kecamatan__kabupaten", "kegiatan"
    )


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Aid that counts, newest first, with the sums of what the filters leave."""
    form = SaringBantuan(request.GET, user=request.user, on=hari_ini())
    syarat = form.condition()
    baris = _rows(request).in_force(form.known_at).filter(syarat).order_by("-tanggal", "-pk")
    if (berkas := export(request, BANTUAN, lambda: with_penugasan(request.user, baris), form)) is not None:
        return berkas
    rekap = rekap_bantuan(request.user, syarat, known_at=form.known_at)
    alamat = {k: f"?{form.as_query(k)}" for k in ("sudah", "dipakai")}
    konteks = {"form": form, "rekap": rekap, "alamat": alamat, **fakta.list_context(request, baris, rekap.jumlah)}
    return render(request, "serah/daftar.html", konteks)


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """The form of a new aid of one of the reader's penugasan."""
    milik = fakta.own_ids(request)
    penugasan = fakta.chosen_own(request, milik)
    if penugasan is None:
        return render(request, "serah/pilih.html", {"form": PilihPenugasan(pilihan=fakta.own_penugasan(request))})
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    kunci = fakta.locks_of(request, penugasan)
    form = FormBantuan(*data, user=request.user, penugasan=penugasan, kunci=kunci, initial={"tanggal": hari_ini()})
    hasil = _try(
        request, form, lambda isi, **k: record_bantuan(penugasan, isi, by=request.user, at=timezone.now(), **k)
    )
    if hasil is not None:
        messages.success(
            request, "Bantuan tersimpan. Aplikasi mengingatkan pemeriksaannya pada bulan ke-3, ke-6, dan ke-12."
        )
        return redirect("serah:detail", hasil.uuid)
    return render(request, "serah/isi.html", {"form": form, "penugasan": penugasan, "ganti": len(milik) > 1})


def _try(request: HttpRequest, form: FormBantuan, simpan: Callable[..., Bantuan]) -> Bantuan | None:
    """What was saved, or None with the refusal on the form. A likeness is asked about once, then the box decides."""
    if not form.is_bound or not form.is_valid():
        return None
    isi, d = form.isi(), form.cleaned_data
    try:
        _ask(request, form, isi)
        return simpan(isi, uuid=d["uuid"], bast=d["bast"] or None, yakin=form.sure, susulan=d["alasan_susulan"])
    except ValidationError as galat:
        if form.sure or isinstance(galat, BantuanSerupa):
            form.ask()
        put_errors(form, galat)
        return None


def _ask(request: HttpRequest, form: FormBantuan, isi: IsiBantuan) -> None:
    """Compare the recipients with other OPDs' aid, unless the reader has said of just these that this was looked at."""
    serupa = () if form.sure else check_serupa(form.penugasan, isi, by=request.user, at=timezone.now())
    if serupa:
        raise BantuanSerupa([*serupa_sentences(serupa), "Bicarakan dengan OPD itu, lalu centang kotaknya di bawah."])


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One aid: what, for whom, and what later checks found; names for the own OPD and the verifikator only."""
    sendiri = Bantuan.objects.personal_for(request.user).filter(pk=OuterRef("pk"))
    semua = _rows(request).select_related("menggantikan").annotate(boleh_bast=Exists(sendiri))
    bantuan: Any = get_object_or_404(semua, uuid=uuid)
    penerima = PenerimaBantuan.objects.visible_to(request.user).filter(bantuan=bantuan).select_related("umkm")
    bernama = PenerimaBantuan.objects.personal_for(request.user).filter(bantuan=bantuan, umkm__isnull=True)
    nama = list(bernama.only("nama_penerima"))
    note_record(request, "halaman bantuan", bantuan, nama)
    periksa = list(PemeriksaanBantuan.objects.visible_to(request.user).in_force().filter(bantuan=bantuan))
    hari, kini = hari_ini(), not bantuan.batal
    konteks: dict[str, Any] = {
        "bantuan": bantuan,
        "umkm": [
            p.umkm
            for p in penerima.defer("umkm__pemilik", "umkm__telepon_sandi", "nama_penerima", "sidik_penerima")
            if p.umkm_id
        ],
        "nama": [p.nama_penerima for p in nama],
        "boleh_bast": bantuan.boleh_bast,
        "periksa": periksa,
        "belum": _open_checks(bantuan, {p.bulan_ke for p in periksa}),
        "pengganti": Bantuan.objects.visible_to(request.user).filter(menggantikan=bantuan).first(),
        "riwayat": history(request, bantuan, bantuan.menggantikan_id),
        "boleh_ubah": can_record_facts(request.user, bantuan.penugasan, on=hari),
        "kunci": fakta.held_by(request, bantuan),
        "boleh_periksa": kini and can_follow_up(request.user, bantuan.penugasan, on=hari),
    }
    return render(request, "serah/detail.html", konteks)


def _open_checks(bantuan: Bantuan, sudah: set[int]) -> list[int]:
    """The months whose check can be recorded today: a month early at most, and not made yet."""
    return [n for n in BULAN_PERIKSA if n not in sudah and tambah_bulan(bantuan.tanggal, n - 1) <= hari_ini()]


@require_safe
def bast(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The minutes, which name people: for the OPD in charge and the verifikator."""
    bantuan = get_object_or_404(Bantuan.objects.personal_for(request.user), uuid=uuid)
    penerima = PenerimaBantuan.objects.visible_to(request.user).filter(bantuan=bantuan)
    note_record(request, "berita acara bantuan", bantuan, [bantuan, *penerima])
    return send_berkas(bantuan.bast, f"bast-{bantuan.tanggal:%Y%m%d}")


@require_http_methods(["GET", "POST"])
def koreksi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a recorded aid; saving makes a row that replaces it."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    kunci = fakta.require_right(request, lama)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    awal = initial_of(isi_of(get_object_or_404(Bantuan.objects.personal_for(request.user), pk=lama.pk)))
    awal |= {"alasan_susulan": lama.alasan_susulan}
    form = FormKoreksiBantuan(*data, user=request.user, penugasan=lama.penugasan, kunci=kunci, initial=awal)

    def simpan(isi: IsiBantuan, **k: Any) -> Bantuan:
        return correct_bantuan(lama, isi, alasan=form.cleaned_data["alasan"], by=request.user, at=timezone.now(), **k)

    hasil = _try(request, form, simpan)
    if hasil is not None:
        messages.success(request, "Koreksi tersimpan. Catatan lama tetap dapat dibuka dari halaman ini.")
        return redirect("serah:detail", hasil.uuid)
    bernama = PenerimaBantuan.objects.visible_to(request.user).filter(bantuan=lama, umkm__isnull=True)
    note_record(request, "halaman bantuan", lama, bernama)
    return render(request, "serah/isi.html", {"form": form, "penugasan": lama.penugasan, "lama": lama})


@require_http_methods(["GET", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take the aid out of every count."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    fakta.require_right(request, lama)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if fakta.try_cancel(form, lambda d: cancel_bantuan(lama, **d, by=request.user, at=timezone.now())):
        messages.success(request, "Bantuan dibatalkan dan tidak dihitung lagi.")
        return redirect("serah:detail", lama.uuid)
    return render(request, "serah/batalkan.html", {"form": form, "bantuan": lama})


@require_http_methods(["GET", "POST"])
def periksa(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note whether the aid is still there and in use."""
    bantuan = get_object_or_404(_rows(request), uuid=uuid)
    _require_checker(request, bantuan)
    sudah = PemeriksaanBantuan.objects.visible_to(request.user).in_force().filter(bantuan=bantuan)
    bulan = _open_checks(bantuan, set(sudah.values_list("bulan_ke", flat=True)))
    awal = {"tanggal": hari_ini()} | ({"bulan_ke": request.GET["bulan"]} if request.GET.get("bulan") else {})
    form = FormPeriksa(
        request.POST if request.method == "POST" else None, bulan=bulan, satuan=bantuan.satuan, initial=awal
    )
    if form.is_bound and form.is_valid():
        try:
            check_bantuan(bantuan, form.isi(), uuid=form.cleaned_data["uuid"], by=request.user, at=timezone.now())
        except ValidationError as galat:
            put_errors(form, galat)
        else:
            messages.success(request, "Pemeriksaan tersimpan.")
            return redirect("serah:detail", bantuan.uuid)
    return render(request, "serah/periksa.html", {"form": form, "bantuan": bantuan, "bulan": bulan})


def _require_checker(request: HttpRequest, bantuan: Bantuan) -> None:
    if not can_follow_up(request.user, bantuan.penugasan, on=hari_ini()):
        raise PermissionDenied(BUKAN_PEMERIKSA)


@require_http_methods(["GET", "POST"])
def koreksi_periksa(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a check; saving makes a row that replaces it."""
    lama = get_object_or_404(PemeriksaanBantuan.objects.visible_to(request.user), uuid=uuid)
    bantuan = lama.bantuan = get_object_or_404(_rows(request), pk=lama.bantuan_id)
    _require_checker(request, bantuan)
    awal = {k: getattr(lama, k) for k in ("bulan_ke", "tanggal", "keadaan", "jumlah_ada", "catatan")}
    data = request.POST if request.method == "POST" else None
    form = FormKoreksiPeriksa(data, bulan=[lama.bulan_ke], satuan=bantuan.satuan, initial=awal)

    def simpan() -> PemeriksaanBantuan:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return correct_check(lama, form.isi(), uuid=d["uuid"], alasan=d["alasan"], **oleh)

    if try_deed(form, simpan) is not None:
        messages.success(request, "Koreksi pemeriksaan tersimpan.")
        return redirect("serah:detail", bantuan.uuid)
    return render(request, "serah/periksa.html", {"form": form, "bantuan": bantuan, "bulan": True, "lama": lama})
