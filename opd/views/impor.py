"""Upload a list, see what it would do, settle what is unclear, apply it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.waktu import hari_ini
from opd.actions.batal_impor import refusal_to_undo, undo_impor, undo_until
from opd.actions.impor import (
    discard_impor,
    read_table,
    record_download,
    record_refusal,
    save_pilihan,
    upload_impor,
)
from opd.actions.impor_terapkan import apply_impor, is_long
from opd.ekspor.naskah import IMPOR
from opd.enums import JenisImpor, JenisPekerjaan, StatusImpor
from opd.forms.impor import (
    FormBatalImpor,
    PilihanForm,
    SaringPratinjau,
    TerapkanForm,
    UnggahForm,
)
from opd.forms.isian import put_errors
from opd.forms.saring import Saringan
from opd.impor.kolom import KOLOM
from opd.impor.rencana import BarisRencana, Hasil, Rencana, told_counts
from opd.impor.susun import buku_kesalahan, plan_shown, susun_impor
from opd.kerja.impor import ask_apply
from opd.models import Impor, Opd, Pekerjaan
from opd.models.impor import BERNAMA
from opd.permissions import can_import
from opd.permissions_berkas import can_open_impor
from opd.sandi_ulang import require_password
from opd.views.baca import note_record
from opd.views.halaman import paged, render, send_file, try_deed
from opd.views.impor_templat import TEMPLAT, chosen_kind
from opd.views.pekerjaan import follow
from opd.views.unduh import export

BARIS_PER_HALAMAN = 50
PERAN_BERAKHIR = (
    "Daftar ini diunggah saat Anda memegang peran yang sudah berakhir. Unggah lagi bila masih termasuk tugas Anda."
)
PELAKU = ("sk", "diunggah_oleh", "diterapkan_oleh", "dibatalkan_oleh")
LIHAT = {
    JenisImpor.LAMPIRAN: ("penugasan:daftar", "penugasan"),
    JenisImpor.KELUARGA: ("keluarga:daftar", "keluarga"),
    JenisImpor.KEGIATAN: ("kegiatan:daftar", "kegiatan"),
    JenisImpor.DATA_KELUARGA: ("keluarga:daftar", "keluarga"),
    JenisImpor.POTRET: ("potret:daftar", "potret"),
    JenisImpor.INDEKS: ("indeks:daftar", "indeks desa"),
    JenisImpor.SKOR: ("indeks:daftar", "indeks desa"),
    JenisImpor.MAKRO: ("konteks:makro", "konteks makro"),
}
"""Where the rows of an applied list stand; else with the enterprises."""
ASAL = {
    JenisImpor.UMKM: ("umkm:daftar", "UMKM"),
    JenisImpor.KEGIATAN: ("kegiatan:daftar", "Kegiatan"),
    JenisImpor.DATA_KELUARGA: ("keluarga:daftar", "Daftar keluarga"),
}
"""Lists that are downloaded from their page, edited and given back."""


def _impor(request: HttpRequest, uuid: UUID) -> Impor:
    """An upload of one's own (maintainers: any), with its bytes; none without the right to import."""
    impor = get_object_or_404(Impor.objects.personal_for(request.user).select_related(*PELAKU), uuid=uuid)
    chosen_kind(request, impor.jenis)
    require_open(request, impor)
    return impor


def require_open(request: HttpRequest, impor: Impor) -> None:
    """Raise PermissionDenied for a list that one uploaded in a role that has ended."""
    if not can_open_impor(request.user, impor, on=hari_ini()):
        raise PermissionDenied(PERAN_BERAKHIR)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """What can be imported, and the uploads so far."""
    boleh = [j for j in JenisImpor if can_import(request.user, j, on=hari_ini())]
    if not boleh:
        raise PermissionDenied("Impor tidak termasuk tugas peran Anda.")
    impor = Impor.objects.visible_to(request.user).select_related(*PELAKU)
    if (berkas := export(request, IMPOR, impor, Saringan(request.GET, user=request.user))) is not None:
        return berkas
    halaman, kueri = paged(request, impor)
    for satu in halaman:
        satu.hasil = told_counts(satu.ringkasan.get("hitungan", {}))
    return render(request, "impor/daftar.html", {"boleh": boleh, "halaman": halaman, "kueri": kueri})


@require_http_methods(["GET", "HEAD", "POST"])
def unggah(request: HttpRequest, jenis: str) -> HttpResponse:
    """Choose the file (and its SK); a readable one leads to its preview."""
    pilihan = chosen_kind(request, jenis)
    if pilihan == JenisImpor.KELUARGA:
        return redirect("keluarga:impor")
    kirim = request.method == "POST"
    form = UnggahForm(*((request.POST, request.FILES) if kirim else ()), user=request.user, jenis=pilihan)
    if kirim and form.is_valid() and form.unggahan:
        try:
            impor = upload_impor(
                form.unggahan, sk=form.cleaned_data.get("sk"), sk_baru=form.sk_baru, by=request.user, at=timezone.now()
            )
            return redirect("impor:pratinjau", uuid=impor.uuid)
        except ValidationError as galat:
            put_errors(form, galat)
    kelas = TEMPLAT.get(pilihan)
    templat = kelas(user=request.user, on=hari_ini()) if kelas else None
    isi = {
        "jenis": pilihan,
        "form": form,
        "templat": templat,
        "kolom": KOLOM[pilihan],
        "asal": _source(request, pilihan),
    }
    return render(request, "impor/unggah.html", isi)


def _source(request: HttpRequest, jenis: JenisImpor) -> dict[str, str]:
    """Where the recorded rows are downloaded to be edited: of one's own OPD or villages where the page can tell."""
    if jenis not in ASAL:
        return {}
    alamat, nama = ASAL[jenis]
    opd = list(
        Opd.objects.visible_to(request.user)
        .filter(pk__in=request.user.opd_ids(hari_ini()))
        .values_list("slug", flat=True)
    )
    saring = {JenisImpor.UMKM: "?milik=1" if opd else "", JenisImpor.KEGIATAN: f"?opd={opd[0]}" if opd else ""}
    return {"alamat": f"{reverse(alamat)}{saring.get(jenis, '')}", "nama": nama}


@require_http_methods(["GET", "HEAD", "POST"])
def pratinjau(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the upload would do; POST keeps the answers given, or sets the upload aside."""
    impor = _impor(request, uuid)
    if impor.unmapped:
        return redirect("keluarga:kolom", uuid=uuid)
    if request.method != "POST":
        return _tampilkan(request, impor)
    try:
        if request.POST.get("aksi") == "buang":
            discard_impor(impor, by=request.user, at=timezone.now())
            messages.info(request, "Impor dibuang; tidak ada data yang berubah.")
            return redirect("impor:daftar")
        tabel = read_table(impor)
        rencana = susun_impor(impor, by=request.user, at=timezone.now(), tabel=tabel)
        form = _form_pilihan(request, rencana)
        if not form.is_valid():
            return _tampilkan(request, impor, form=form, status=422)
        save_pilihan(impor, form.jawaban(), by=request.user, at=timezone.now(), tabel=tabel)
        messages.success(request, "Pilihan disimpan. Periksa ringkasannya sebelum menerapkan.")
    except ValidationError as galat:
        messages.error(request, " ".join(galat.messages))
    return redirect(request.get_full_path())


def _form_pilihan(request: HttpRequest, rencana: Rencana) -> PilihanForm:
    """The form of the questions that the sent page showed."""
    tampil = set(request.POST.get("tampil", "").split(","))
    semua = [*rencana.tanya, *(t for b in rencana.baris for t in b.tanya)]
    return PilihanForm(request.POST, tanya=[t for t in semua if t.kunci in tampil])


@require_POST
def terapkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Apply the plan that was shown; when it is another one now, show the difference (409) and write nothing."""
    impor = _impor(request, uuid)
    form = TerapkanForm(request.POST)
    if not form.is_valid() or impor.unmapped:
        messages.error(request, "Pratinjau ini tidak lengkap. Buka lagi pratinjaunya, lalu terapkan.")
        return redirect("impor:pratinjau", uuid=uuid)
    sidik, siapa = form.cleaned_data["sidik"], {"by": request.user, "at": timezone.now()}
    try:
        if is_long(impor):
            return follow(request, ask_apply(impor, sidik=sidik, **siapa))
        jumlah = apply_impor(impor, sidik=sidik, tabel=read_table(impor), **siapa)
    except ValidationError as galat:
        record_refusal(impor, galat, **siapa)
        messages.error(request, " ".join(galat.messages))
        return _tampilkan(request, _impor(request, uuid), status=409)
    pesan = f"{jumlah} baris disimpan." if jumlah else "Tidak ada yang berubah: semua baris sama dengan yang tersimpan."
    messages.success(request, f"Impor diterapkan. {pesan}")
    return redirect("impor:pratinjau", uuid=uuid)


def _tampilkan(
    request: HttpRequest, impor: Impor, *, form: PilihanForm | None = None, status: int = 200
) -> HttpResponse:
    """The preview of a waiting upload, or what became of one that is done."""
    if impor.status != StatusImpor.PRATINJAU:
        tolak = refusal_to_undo(impor, by=request.user, at=timezone.now())
        lihat = LIHAT.get(JenisImpor(impor.jenis), ("umkm:daftar", "UMKM"))
        isi = {
            "impor": impor,
            "hitungan": _hitungan(impor),
            "tolak": tolak,
            "sampai": undo_until(impor),
            "lihat": lihat,
        }
        return render(request, "impor/selesai.html", isi, status=status)
    if impor.jenis in BERNAMA:
        note_record(request, "pratinjau impor", impor)
    rencana = plan_shown(impor, by=request.user, at=timezone.now())
    saring = SaringPratinjau(request.GET)
    halaman = _halaman(request, rencana, saring.nilai)
    tanya = [*rencana.tanya, *(t for b in halaman for t in b.tanya)]
    form = form or PilihanForm(tanya=tanya)
    isi = {
        "impor": impor,
        "rencana": rencana,
        "hitungan": _hitungan(impor, rencana),
        "form": form,
        "terapkan": TerapkanForm(initial={"sidik": rencana.sidik}),
        "umum": [form[t.kunci] for t in rencana.tanya if t.kunci in form.fields],
        "halaman": halaman,
        "baris": [(b, [form[t.kunci] for t in b.tanya if t.kunci in form.fields]) for b in halaman],
        "saring": saring.nilai,
        "kueri": f"hasil={saring.nilai}" if saring.nilai else "",
        "beda": impor.ringkasan.get("beda", []),
        "dulu": impor.ringkasan.get("dulu"),
        "pekerjaan": _running(request, impor) if is_long(impor) else None,
    }
    return render(request, "impor/pratinjau.html", isi, status=status)


def _running(request: HttpRequest, impor: Impor) -> Pekerjaan | None:
    """The reader's own work that is applying this list now."""
    milik = Pekerjaan.objects.personal_for(request.user).open()
    return milik.filter(jenis=JenisPekerjaan.IMPOR, kunci=str(impor.uuid)).first()


def _hitungan(impor: Impor, rencana: Rencana | None = None) -> list[tuple[str, str, int]]:
    """(value, word, rows) per result, what blocks first."""
    angka = rencana.hitungan if rencana else impor.ringkasan.get("hitungan", {})
    return [(h.value, str(h.label), angka.get(h.value, 0)) for h in Hasil if h.value in angka or h != Hasil.DILEWATI]


def _halaman(request: HttpRequest, rencana: Rencana, hasil: str) -> Page[BarisRencana]:
    """The rows asked for, what blocks first, 50 a page."""
    urutan = list(Hasil)
    baris = sorted(rencana.baris, key=lambda b: (urutan.index(b.hasil), b.nomor))
    tersaring = [b for b in baris if not hasil or b.hasil == hasil]
    return Paginator(tersaring, BARIS_PER_HALAMAN).get_page(request.GET.get("halaman"))


@require_http_methods(["GET", "HEAD", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then take back what the list wrote."""
    impor = _impor(request, uuid)
    form = FormBatalImpor(request.POST if request.method == "POST" else None)
    oleh: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    jumlah = try_deed(form, lambda: undo_impor(impor, alasan=form.cleaned_data["alasan"], **oleh))
    if jumlah is not None:
        messages.success(request, f"Impor dibatalkan: {jumlah} baris dikembalikan seperti sebelumnya.")
        return redirect("impor:pratinjau", uuid=uuid)
    isi = {"impor": impor, "form": form, "tolak": refusal_to_undo(impor, **oleh), "sampai": undo_until(impor)}
    return render(request, "impor/batalkan.html", isi)


@require_safe
def kesalahan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The uploaded sheet with a column "Kesalahan": all that the file itself holds."""
    impor = _impor(request, uuid)
    if impor.status != StatusImpor.PRATINJAU or impor.unmapped:
        raise Http404("Impor ini sudah selesai.")
    require_password(request)
    rencana = susun_impor(impor, by=request.user, at=timezone.now())
    isi = buku_kesalahan(impor, rencana)
    record_download(impor, "kesalahan", by=request.user, at=timezone.now())
    return send_file(isi, f"kesalahan-{impor.nama_berkas.rsplit('.', 1)[0]}.xlsx")


@require_safe
def asli(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file as it was uploaded."""
    impor = _impor(request, uuid)
    if not impor.isi:
        raise Http404("Berkas ini sudah dihapus.")
    require_password(request)
    record_download(impor, "berkas asli", by=request.user, at=timezone.now())
    return send_file(impor.berkas, impor.nama_berkas, "application/octet-stream")
