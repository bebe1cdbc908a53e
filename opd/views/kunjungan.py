"""Pages of mentoring visits."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.bukti import BATAS_FOTO_FAKTA, add_foto
from opd.actions.hasil_kunjungan import BUKAN_PELAKSANA, finish_tindak_lanjut, reopen_tindak_lanjut
from opd.actions.kunjungan import cancel_kunjungan, correct_kunjungan, isi_of, record_kunjungan
from opd.ambang import FOTO_KUNJUNGAN, WARGA_KUNJUNGAN
from opd.ekspor.fakta import KUNJUNGAN
from opd.enums import DAFTAR_PERIKSA, ButirPeriksa, CaraKunjungan
from opd.forms.fakta import FormBatal, FormFoto, PilihPenugasan
from opd.forms.hasil_kunjungan import FormBukaTindak, FormSelesai
from opd.forms.kunjungan import FormKoreksiKunjungan, FormKunjungan, SaringKunjungan, initial_of
from opd.models import Bukti, Kunjungan, KunjunganUmkm
from opd.permissions import can_edit_umkm, can_follow_up, can_record_facts
from opd.rekap.daftar_desa import count_kunjungan, read_marks
from opd.rekap.kunjungan import count_visits
from opd.rekap.tindak_kunjungan import BarisTindak, list_periksa, list_tindak, open_of_village, periksa_of, tindak_of
from opd.views import fakta
from opd.views.baca import note_record
from opd.views.halaman import history, render, try_deed
from opd.views.unduh import export, with_penugasan


def _rows(request: HttpRequest) -> QuerySet[Kunjungan]:
    return Kunjungan.objects.visible_to(request.user).select_related(
        "penugasan__opd", "penugasan__desa__kecamatan__kabupaten"
    )


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Visits that count, newest first, with the number of what the filters leave."""
    form = SaringKunjungan(request.GET, user=request.user, on=hari_ini())
    saring = form.condition()
    kunjungan = _rows(request).in_force(form.known_at).filter(saring)
    baris = kunjungan.annotate(jumlah_foto=fakta.count_photos(request.user, "kunjungan")).order_by("-tanggal", "-pk")
    if (berkas := export(request, KUNJUNGAN, lambda: with_penugasan(request.user, baris), form)) is not None:
        return berkas
    if form.known_at is None and not saring:
        tanda, baru_dicatat = read_marks(request.user)
        angka = count_kunjungan(request.user, tanda)
    else:
        baru_dicatat, angka = None, count_visits(request.user, kunjungan)
    konteks = {"form": form, "angka": angka, **fakta.list_context(request, baris, angka["jumlah"])}
    konteks["mutakhir"] = None if request.GET else baru_dicatat
    return render(request, "kunjungan/daftar.html", konteks)


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """The form of a new visit of one of the reader's penugasan."""
    milik = fakta.own_ids(request)
    penugasan = fakta.chosen_own(request, milik)
    if penugasan is None:
        return render(request, "kunjungan/pilih.html", {"form": PilihPenugasan(pilihan=fakta.own_penugasan(request))})
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    kunci = fakta.locks_of(request, penugasan)
    form = FormKunjungan(
        *data,
        user=request.user,
        penugasan=penugasan,
        kunci=kunci,
        lalu=open_of_village(penugasan.desa_id, until=hari_ini()),
        initial={"tanggal": hari_ini()},
    )
    hasil = fakta.try_save(form, lambda: _record(request, form))
    if hasil is not None:
        _tell(request, hasil, "Kunjungan tersimpan.")
        return redirect("kunjungan:detail", hasil.uuid)
    isi = {"form": form, "penugasan": penugasan, "ganti": len(milik) > 1}
    return render(request, "kunjungan/isi.html", isi | {"boleh_daftar": _may_register(request, form)})


def _record(request: HttpRequest, form: FormKunjungan) -> Kunjungan:
    isi = form.isi()
    foto = form.clean_photos(isi.tanggal)
    d = form.cleaned_data
    pilihan = {"uuid": d["uuid"], "susulan": d["alasan_susulan"], "foto": foto, "selesai": d["selesai"]}
    return record_kunjungan(form.penugasan, isi, by=request.user, at=timezone.now(), **pilihan)


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One visit: who came, what was found at each enterprise, and its photos; villagers' names for the own OPD only."""
    kunjungan: Any = get_object_or_404(_with_hasil(request), uuid=uuid)
    pribadi = Kunjungan.objects.personal_for(request.user).filter(pk=kunjungan.pk)
    warga = pribadi.values_list("warga_ditemui", flat=True).first()
    if warga:
        note_record(request, "halaman kunjungan", kunjungan)
    bukti = fakta.photos_of(request, kunjungan)
    konteks: dict[str, Any] = {
        "kunjungan": kunjungan,
        "pengganti": _neighbour(request, menggantikan=kunjungan),
        "pendahulu": _neighbour(request, pengganti=kunjungan) if kunjungan.menggantikan_id else None,
        "temuan": KunjunganUmkm.objects.visible_to(request.user)
        .filter(kunjungan=kunjungan)
        .select_related("umkm")
        .defer("umkm__pemilik", "umkm__telepon_sandi"),
        "periksa": periksa_of(kunjungan.json_periksa),
        "tindak": tindak_of(kunjungan.json_tindak, until=hari_ini()),
        "warga": warga,
        "bukti": bukti,
        "riwayat": history(request, kunjungan, kunjungan.menggantikan_id),
        "kurang": lacks(kunjungan, len(bukti)),
        "boleh_ubah": can_record_facts(request.user, kunjungan.penugasan, on=hari_ini()),
        "batas_foto": BATAS_FOTO_FAKTA,
        "kunci": fakta.held_by(request, kunjungan),
    }
    return render(request, "kunjungan/detail.html", konteks)


def _with_hasil(request: HttpRequest) -> QuerySet[Kunjungan]:
    """Visits with their checklist and follow-ups, in the same query."""
    tindak = list_tindak(request.user, Q(kunjungan=OuterRef("pk")))
    return _rows(request).annotate(json_tindak=tindak, json_periksa=list_periksa(request.user))


@require_http_methods(["GET", "POST"])
def tindak(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One follow-up, and the form that says what came of it, for who may end it."""
    kunjungan, satu = _follow_up(request, uuid)
    boleh = can_follow_up(request.user, kunjungan.penugasan, on=hari_ini())
    if request.method == "POST" and not boleh:
        raise PermissionDenied(BUKAN_PELAKSANA)
    form = FormSelesai(request.POST if request.method == "POST" else None)
    if try_deed(form, lambda: finish_tindak_lanjut(uuid, **form.cleaned_data, by=request.user, at=timezone.now())):
        messages.success(request, "Tindak lanjut dinyatakan selesai.")
        return redirect("kunjungan:detail", kunjungan.uuid)
    konteks = {"kunjungan": kunjungan, "tindak": satu, "form": form if boleh else None}
    return render(request, "kunjungan/tindak.html", konteks)


def _follow_up(request: HttpRequest, kunci: UUID) -> tuple[Kunjungan, BarisTindak]:
    """The visit that counts, and its follow-up. Raises Http404."""
    kunjungan: Any = get_object_or_404(_with_hasil(request).in_force(), tindak__kunci=kunci)
    (satu,) = (t for t in tindak_of(kunjungan.json_tindak, until=hari_ini()) if t.kunci == kunci)
    return kunjungan, satu


@require_http_methods(["GET", "POST"])
def buka_tindak(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take back that a follow-up is done."""
    kunjungan, satu = _follow_up(request, uuid)
    if not can_follow_up(request.user, kunjungan.penugasan, on=hari_ini()):
        raise PermissionDenied(BUKAN_PELAKSANA)
    if request.method != "POST" and satu.selesai_pada is None:
        return redirect("kunjungan:tindak", uuid)
    awal = {"dilihat": satu.selesai_pada.isoformat() if satu.selesai_pada else ""}
    form = FormBukaTindak(request.POST if request.method == "POST" else None, initial=awal)
    lakukan = partial(reopen_tindak_lanjut, uuid, by=request.user, at=timezone.now())
    if try_deed(form, lambda: lakukan(**form.cleaned_data)):
        messages.success(request, "Tindak lanjut dibuka kembali.")
        return redirect("kunjungan:tindak", uuid)
    return render(request, "kunjungan/buka_tindak.html", {"kunjungan": kunjungan, "tindak": satu, "form": form})


def _neighbour(request: HttpRequest, **syarat: Kunjungan) -> Kunjungan | None:
    return Kunjungan.objects.visible_to(request.user).filter(**syarat).first()


def lacks(kunjungan: Kunjungan, jumlah_foto: int) -> str:
    """The sentence on what a field visit lacks to be counted, or the empty text."""
    if kunjungan.cara != CaraKunjungan.LAPANGAN or kunjungan.batal:
        return ""
    kurang = []
    if jumlah_foto < FOTO_KUNJUNGAN.nilai:
        kurang.append(f"{FOTO_KUNJUNGAN.nilai - jumlah_foto} foto lagi")
    if kunjungan.jumlah_warga < WARGA_KUNJUNGAN.nilai:
        kurang.append("nama sedikitnya 1 warga yang ditemui")
    return f"Belum terhitung sebagai kunjungan lapangan: tambahkan {' dan '.join(kurang)}." if kurang else ""


def _tell(request: HttpRequest, kunjungan: Kunjungan, kalimat: str) -> None:
    messages.success(request, kalimat)
    kurang = lacks(kunjungan, Bukti.objects.visible_to(request.user).filter(kunjungan=kunjungan).count())
    if kurang:
        messages.warning(request, kurang)


@require_http_methods(["GET", "POST"])
def koreksi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a recorded visit; saving makes a row that replaces it."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    kunci = fakta.require_right(request, lama)
    isi = isi_of(get_object_or_404(Kunjungan.objects.personal_for(request.user), pk=lama.pk))
    bukti, umkm_lama = fakta.photos_of(request, lama), frozenset(t[0] for t in isi.temuan)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormKoreksiKunjungan(
        *data,
        user=request.user,
        penugasan=lama.penugasan,
        kunci=kunci,
        bukti=bukti,
        umkm_lama=umkm_lama,
        daftar=[ButirPeriksa(b) for b, *_ in isi.periksa] or DAFTAR_PERIKSA,
        initial={"tindak_lanjut": lama.tindak_lanjut} | initial_of(isi) | {"alasan_susulan": lama.alasan_susulan},
    )
    hasil = fakta.try_save(form, lambda: _correct(request, form, lama))
    if hasil is not None:
        _tell(request, hasil, "Koreksi tersimpan. Catatan lama tetap dapat dibuka dari halaman ini.")
        return redirect("kunjungan:detail", hasil.uuid)
    note_record(request, "halaman kunjungan", lama)
    konteks = {"form": form, "penugasan": lama.penugasan, "lama": lama, "bukti": bukti}
    return render(request, "kunjungan/isi.html", konteks | {"boleh_daftar": _may_register(request, form)})


def _may_register(request: HttpRequest, form: FormKunjungan) -> bool:
    """Whether the reader may register the first enterprise of a village without one. At most one query."""
    return not form.umkm and can_edit_umkm(request.user, form.penugasan.desa_id, on=hari_ini())


def _correct(request: HttpRequest, form: FormKoreksiKunjungan, lama: Kunjungan) -> Kunjungan:
    isi, d = form.isi(), form.cleaned_data
    foto = form.clean_photos(isi.tanggal)
    pilihan = {k: d[k] for k in ("uuid", "alasan", "buang")} | {"susulan": d["alasan_susulan"], "foto": foto}
    return correct_kunjungan(lama, isi, by=request.user, at=timezone.now(), **pilihan)


@require_http_methods(["GET", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take the visit out of every count."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    fakta.require_right(request, lama)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if fakta.try_cancel(form, lambda d: cancel_kunjungan(lama, **d, by=request.user, at=timezone.now())):
        messages.success(request, "Kunjungan dibatalkan dan tidak dihitung lagi.")
        return redirect("kunjungan:detail", lama.uuid)
    return render(request, "kunjungan/batalkan.html", {"form": form, "kunjungan": lama})


@require_http_methods(["GET", "POST"])
def foto(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add photos to a recorded visit."""
    kunjungan = get_object_or_404(_rows(request), uuid=uuid)
    fakta.require_right(request, kunjungan)
    bukti = fakta.photos_of(request, kunjungan)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormFoto(*data, user=request.user, penugasan=kunjungan.penugasan, wajib=True)
    hasil = fakta.try_save(
        form,
        lambda: add_foto(kunjungan, form.clean_photos(kunjungan.tanggal), by=request.user, at=timezone.now()),
    )
    if hasil is not None:
        _tell(request, kunjungan, "Foto tersimpan.")
        return redirect("kunjungan:detail", kunjungan.uuid)
    return render(request, "kunjungan/foto.html", {"form": form, "kunjungan": kunjungan, "bukti": bukti})
