"""Pages of activities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Prefetch, QuerySet, Sum
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.angka import DesimalField
from desa.models import Umkm
from desa.waktu import hari_ini
from opd.actions.bukti import BATAS_FOTO_FAKTA, add_foto
from opd.actions.dasar import MintaYakin
from opd.actions.kegiatan import cancel_kegiatan, correct_kegiatan, isi_of, record_kegiatan
from opd.berkas import send_berkas
from opd.ekspor.fakta import KEGIATAN, KOLOM, BarisKegiatan
from opd.forms.fakta import FormBatal, FormFoto, PilihPenugasan
from opd.forms.kegiatan import FormKegiatan, FormKoreksiKegiatan, SaringKegiatan, initial_of
from opd.models import BarisRencana, DanaKegiatan, Kegiatan, Penugasan
from opd.permissions import can_record_facts
from opd.rekap.daftar_desa import count_kegiatan, read_marks
from opd.rekap.kegiatan import count_and_sum
from opd.rekap.versi_rencana import with_plan
from opd.views import fakta
from opd.views.baca import note_record
from opd.views.halaman import history, render
from opd.views.unduh import export, in_batches, learn_penugasan


def _rows(request: HttpRequest) -> QuerySet[Kegiatan]:
    return Kegiatan.objects.visible_to(request.user).select_related(
        "penugasan__opd", "penugasan__desa__kecamatan__kabupaten"
    )


def _volume(kegiatan: Kegiatan) -> str:
    """ "1.250,5 ha", or the empty text."""
    return f"{DesimalField().write(kegiatan.volume)} {kegiatan.satuan}" if kegiatan.volume is not None else ""


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Activities that count, newest first, with the number and the rupiah of what the filters leave."""
    form = SaringKegiatan(request.GET, user=request.user, on=hari_ini())
    saring = form.condition()
    dana = DanaKegiatan.objects.visible_to(request.user)
    if form.is_valid() and form.cleaned_data["sumber"]:
        dana = dana.filter(sumber=form.cleaned_data["sumber"])
    semua = with_plan(_rows(request).select_related("baris"), form.known_at)
    kegiatan = semua.in_force(form.known_at).filter(saring)
    baris = (
        kegiatan.annotate(jumlah_foto=fakta.count_photos(request.user, "kegiatan"))
        .order_by("-tanggal", "-pk")
        .prefetch_related(Prefetch("dana", dana, to_attr="dana_tampil"))
    )
    if (berkas := export(request, KEGIATAN, lambda: _for_file(request, baris, dana), form)) is not None:
        return berkas
    if form.known_at is None and not saring:
        tanda, baru_dicatat = read_marks(request.user)
        angka = count_kegiatan(request.user, tanda)
    else:
        baru_dicatat, angka = None, count_and_sum(request.user, kegiatan, dana)
    konteks = {"form": form, **angka, **_of_plan(request, form, kegiatan)}
    urut = kegiatan.order_by("-tanggal", "-pk").values_list("pk", flat=True)
    konteks |= fakta.list_context(request, urut, angka["jumlah"])
    konteks["mutakhir"] = None if request.GET else baru_dicatat
    konteks["halaman"].object_list = halaman = list(baris.filter(pk__in=list(konteks["halaman"].object_list)))
    for k in halaman:
        k.volume_teks = _volume(k)
    return render(request, "kegiatan/daftar.html", konteks)


def _for_file(
    request: HttpRequest, kegiatan: QuerySet[Kegiatan], dana: QuerySet[DanaKegiatan]
) -> Iterator[BarisKegiatan]:
    """The rows as a file tells them: no models, which cost more than all the rest."""
    baris = kegiatan.select_related(None).prefetch_related(None).annotate(nama_baris=F("baris__kegiatan"))
    kenal: dict[int, Penugasan] = {}
    for kelompok in in_batches(baris.values_list(*KOLOM)):
        learn_penugasan(kenal, {isi[1] for isi in kelompok}, request.user)
        per: dict[int, dict[str, int]] = defaultdict(dict)
        rupiah = dana.filter(kegiatan__in=[isi[0] for isi in kelompok]).order_by()
        for pk, sumber, rp in rupiah.values_list("kegiatan", "sumber", "jumlah_rp"):
            per[pk][sumber] = rp
        for isi in kelompok:
            yield BarisKegiatan(*isi, kenal[isi[1]], per.get(isi[0], {}))


def _of_plan(request: HttpRequest, form: SaringKegiatan, kegiatan: QuerySet[Kegiatan]) -> dict[str, Any]:
    """The line of a plan that a figure led from, with the volume of its activities by unit. Two queries, none without."""
    kunci = form.cleaned_data.get("baris") if form.is_valid() else None
    if kunci is None:
        return {}
    per_satuan = kegiatan.filter(volume__isnull=False).order_by().values("satuan").annotate(jumlah=Sum("volume"))
    return {
        "baris_rencana": BarisRencana.objects.visible_to(request.user).filter(kunci=kunci).order_by("-rencana").first(),
        "volume": [(v["jumlah"], v["satuan"]) for v in per_satuan.order_by("satuan")],
    }


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """The form of a new activity of one of the reader's penugasan."""
    milik = fakta.own_ids(request)
    penugasan = fakta.chosen_own(request, milik)
    if penugasan is None:
        return render(request, "kegiatan/pilih.html", {"form": PilihPenugasan(pilihan=fakta.own_penugasan(request))})
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    kunci = fakta.locks_of(request, penugasan)
    form = FormKegiatan(*data, user=request.user, penugasan=penugasan, kunci=kunci, initial={"tanggal": hari_ini()})
    hasil = fakta.try_save(form, lambda: _record(request, form))
    if hasil is not None:
        messages.success(request, "Kegiatan tersimpan.")
        return redirect("kegiatan:detail", hasil.uuid)
    return render(request, "kegiatan/isi.html", {"form": form, "penugasan": penugasan, "ganti": len(milik) > 1})


def _record(request: HttpRequest, form: FormKegiatan) -> Kegiatan:
    isi = form.isi()
    foto = form.clean_photos(isi.tanggal)
    d = form.cleaned_data
    pilihan = {
        "uuid": d["uuid"],
        "susulan": d["alasan_susulan"],
        "foto": foto,
        "bast": d["bast"] or None,
        "yakin": d["yakin"],
    }
    with _asking(form):
        return record_kegiatan(form.penugasan, isi, by=request.user, at=timezone.now(), **pilihan)


@contextmanager
def _asking(form: FormKegiatan) -> Iterator[None]:
    """Show the box that confirms a figure out of proportion, when the deed asks for it."""
    try:
        yield
    except ValidationError as galat:
        form.tanya = form.cleaned_data["yakin"] or isinstance(galat, MintaYakin)
        raise


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One activity: what, for whom, with whose money, and its photos."""
    semua = with_plan(_rows(request).select_related("menggantikan", "baris__rencana"))
    kegiatan = get_object_or_404(semua, uuid=uuid)
    konteks: dict[str, Any] = {
        "kegiatan": kegiatan,
        "volume_teks": _volume(kegiatan),
        "pengganti": Kegiatan.objects.visible_to(request.user).filter(menggantikan=kegiatan).first(),
        "dana": DanaKegiatan.objects.visible_to(request.user).filter(kegiatan=kegiatan),
        "umkm": Umkm.objects.visible_to(request.user).filter(kegiatan=kegiatan),
        "bukti": fakta.photos_of(request, kegiatan),
        "riwayat": history(request, kegiatan, kegiatan.menggantikan_id),
        "boleh_bast": bool(kegiatan.bast) and _open_bast(request).filter(pk=kegiatan.pk).exists(),
        "boleh_ubah": can_record_facts(request.user, kegiatan.penugasan, on=hari_ini()),
        "batas_foto": BATAS_FOTO_FAKTA,
        "kunci": fakta.held_by(request, kegiatan),
    }
    return render(request, "kegiatan/detail.html", konteks)


def _open_bast(request: HttpRequest) -> QuerySet[Kegiatan]:
    """The activities whose minutes, which name people, the reader may open: the OPD in charge and the verifikator."""
    return Kegiatan.objects.personal_for(request.user)


@require_safe
def bast(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The minutes of an activity."""
    kegiatan = get_object_or_404(_open_bast(request), uuid=uuid)
    note_record(request, "berita acara kegiatan", kegiatan)
    return send_berkas(kegiatan.bast, f"bast-{kegiatan.tanggal:%Y%m%d}")


@require_http_methods(["GET", "POST"])
def koreksi(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form filled with a recorded activity; saving makes a row that replaces it."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    fakta.require_right(request, lama)
    isi, bukti = isi_of(lama), fakta.photos_of(request, lama)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormKoreksiKegiatan(
        *data,
        user=request.user,
        penugasan=lama.penugasan,
        kunci=fakta.locks_of(request, lama.penugasan),
        bukti=bukti,
        umkm_lama=isi.umkm,
        initial=initial_of(isi) | {"alasan_susulan": lama.alasan_susulan},
    )
    hasil = fakta.try_save(form, lambda: _correct(request, form, lama))
    if hasil is not None:
        messages.success(request, "Koreksi tersimpan. Catatan lama tetap dapat dibuka dari halaman ini.")
        return redirect("kegiatan:detail", hasil.uuid)
    return render(
        request, "kegiatan/isi.html", {"form": form, "penugasan": lama.penugasan, "lama": lama, "bukti": bukti}
    )


def _correct(request: HttpRequest, form: FormKoreksiKegiatan, lama: Kegiatan) -> Kegiatan:
    isi, d = form.isi(), form.cleaned_data
    foto = form.clean_photos(isi.tanggal)
    pilihan = {k: d[k] for k in ("uuid", "alasan", "buang")} | {"susulan": d["alasan_susulan"], "foto": foto}
    pilihan |= {"bast": d["bast"] or None, "yakin": d["yakin"]}
    with _asking(form):
        return correct_kegiatan(lama, isi, by=request.user, at=timezone.now(), **pilihan)


@require_http_methods(["GET", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take the activity out of every count."""
    lama = get_object_or_404(_rows(request), uuid=uuid)
    fakta.require_right(request, lama)
    form = FormBatal(request.POST if request.method == "POST" else None)
    if fakta.try_cancel(form, lambda d: cancel_kegiatan(lama, **d, by=request.user, at=timezone.now())):
        messages.success(request, "Kegiatan dibatalkan dan tidak dihitung lagi.")
        return redirect("kegiatan:detail", lama.uuid)
    return render(request, "kegiatan/batalkan.html", {"form": form, "kegiatan": lama})


@require_http_methods(["GET", "POST"])
def foto(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add photos to a recorded activity."""
    kegiatan = get_object_or_404(_rows(request), uuid=uuid)
    fakta.require_right(request, kegiatan)
    bukti = fakta.photos_of(request, kegiatan)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormFoto(*data, user=request.user, penugasan=kegiatan.penugasan, wajib=True)
    hasil = fakta.try_save(
        form,
        lambda: add_foto(kegiatan, form.clean_photos(kegiatan.tanggal), by=request.user, at=timezone.now()),
    )
    if hasil is not None:
        messages.success(request, "Foto tersimpan.")
        return redirect("kegiatan:detail", kegiatan.uuid)
    return render(request, "kegiatan/foto.html", {"form": form, "kegiatan": kegiatan, "bukti": bukti})
