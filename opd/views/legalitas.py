"""Pages of licences: of one enterprise, and the table of who lacks what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.enums import JenisLegalitas, StatusLegalitas
from desa.models import Legalitas, Umkm
from desa.waktu import hari_ini
from opd.actions.legalitas import seen_version, set_legalitas
from opd.berkas import send_berkas
from opd.ekspor.usaha import LEGALITAS
from opd.forms.legalitas import FormLegalitas, SaringLegalitas
from opd.permissions import can_edit_umkm
from opd.rekap.legalitas import (
    ATURAN,
    BarisLegalitas,
    KeadaanLegalitas,
    hitung_kurang,
    rekap_legalitas,
    saring,
    susun_sel,
)
from opd.views.baca import note_record
from opd.views.halaman import history, paged, render, try_deed
from opd.views.unduh import export


def _table(request: HttpRequest, form: SaringLegalitas) -> tuple[tuple[BarisLegalitas, ...], list[BarisLegalitas]]:
    """Every row that the filters of place leave, and those of them in the state asked for."""
    umkm = Umkm.objects.visible_to(request.user).filter(form.condition())
    semua = rekap_legalitas(request.user, umkm=umkm, until=hari_ini())
    return semua, saring(semua, jenis=form.choice("jenis"), keadaan=form.choice("keadaan"))


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Who lacks what: rows are enterprises, columns licences; each number opens the rows it counts."""
    form = SaringLegalitas(request.GET, user=request.user, on=hari_ini())
    semua, baris = _table(request, form)
    if (berkas := export(request, LEGALITAS, baris, form)) is not None:
        return berkas
    halaman, kueri = paged(request, baris)
    tempat = request.GET.copy()
    for nama in ("jenis", "keadaan", "halaman"):
        tempat.pop(nama, None)
    kurang = hitung_kurang(semua)
    konteks = {
        "form": form,
        "halaman": halaman,
        "kueri": kueri,
        "jumlah": len(baris),
        "judul": JenisLegalitas.choices,
        "ringkas": [(j.value, j.label, kurang[j]) for j in JenisLegalitas if j in ATURAN],
        "tempat": tempat.urlencode(),
        "aturan": [(j.label, kata) for j, kata in ATURAN.items()],
    }
    return render(request, "legalitas/daftar.html", konteks)


def _umkm(request: HttpRequest, uuid: UUID) -> Umkm:
    return get_object_or_404(
        Umkm.objects.visible_to(request.user).select_related("desa__kecamatan__kabupaten", "kbli"), uuid=uuid
    )


@require_safe
def umkm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The licences of one enterprise: what is there, what it must have and by which rule."""
    satu = _umkm(request, uuid)
    baris = {r.jenis: r for r in Legalitas.objects.visible_to(request.user).filter(umkm=satu)}
    berkas = (
        Legalitas.objects.personal_for(request.user)
        .filter(umkm=satu)
        .exclude(pindaian="")
        .values_list("jenis", flat=True)
    )
    isi = {j: (r.status, r.berlaku_sampai) for j, r in baris.items()}
    sel = susun_sel(satu.nib, satu.kbli_id, satu.makanan_minuman, isi, until=hari_ini())
    konteks = {
        "umkm": satu,
        "baris": [(s, baris.get(s.jenis), ATURAN.get(JenisLegalitas(s.jenis), "")) for s in sel],
        "berkas": set(berkas),
        "boleh_ubah": can_edit_umkm(request.user, satu.desa_id, on=hari_ini()),
        "riwayat": history(request, satu),
    }
    return render(request, "legalitas/umkm.html", konteks)


@require_http_methods(["GET", "POST"])
def ubah(request: HttpRequest, uuid: UUID, jenis: str) -> HttpResponse:
    """Record where one licence stands."""
    satu, apa = _umkm(request, uuid), _kind(jenis)
    if not can_edit_umkm(request.user, satu.desa_id, on=hari_ini()):
        raise PermissionDenied("Legalitas hanya diubah oleh OPD pendamping desanya, verifikator, atau admin sistem.")
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormLegalitas(*data, jenis=apa, initial=_initial(request, satu, apa))

    def simpan() -> Legalitas:
        kirim = {"versi": form.cleaned_data["versi"], "berkas": form.cleaned_data["pindaian"] or None}
        return set_legalitas(satu, apa, form.isi(), by=request.user, at=timezone.now(), **kirim)

    if try_deed(form, simpan) is not None:
        messages.success(request, f"{apa.label} tersimpan.")
        return redirect("legalitas:umkm", satu.uuid)
    konteks = {"form": form, "umkm": satu, "jenis": apa, "aturan": ATURAN.get(apa, "")}
    return render(request, "legalitas/isi.html", konteks)


def _kind(jenis: str) -> JenisLegalitas:
    if jenis not in JenisLegalitas.values:
        raise Http404("Jenis legalitas ini tidak ada.")
    return JenisLegalitas(jenis)


def _initial(request: HttpRequest, satu: Umkm, jenis: JenisLegalitas) -> dict[str, object]:
    """What is stored; the NIB's number and state come from the enterprise."""
    baris = Legalitas.objects.visible_to(request.user).filter(umkm=satu, jenis=jenis).first()
    if baris is None:
        awal: dict[str, object] = {"status": KeadaanLegalitas.BELUM.value}
    else:
        awal = {k: getattr(baris, k) for k in ("status", "nomor", "terbit_pada", "berlaku_sampai")}
    awal["versi"] = seen_version(satu, jenis, baris)
    if jenis == JenisLegalitas.NIB and satu.nib:
        awal |= {"nomor": satu.nib, "status": StatusLegalitas.TERBIT.value}
    return awal


@require_safe
def berkas(request: HttpRequest, uuid: UUID, jenis: str) -> FileResponse:
    """The scanned paper, for who may read the owner's data."""
    milik = Legalitas.objects.personal_for(request.user).select_related("umkm")
    baris = get_object_or_404(milik, umkm__uuid=uuid, jenis=_kind(jenis))
    note_record(request, "pindaian legalitas", baris.umkm, [baris])
    return send_berkas(baris.pindaian, f"{baris.jenis}-{baris.umkm.uuid}")
