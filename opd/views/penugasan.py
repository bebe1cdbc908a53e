"""List and page of penugasan: who answers for which village, under which SK, with which team."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.penugasan import close_penugasan, correct_penugasan, hand_over
from opd.ekspor.naskah import PENUGASAN
from opd.forms.penugasan import FORM, FormPenugasan
from opd.forms.saring import SaringPenugasan, cocok_opd
from opd.models import AnggotaTim, Asesmen, Bantuan, Kegiatan, Kunjungan, Pengguna, Penugasan, Tim
from opd.permissions import can_maintain_penugasan, can_record_facts
from opd.rekap.kunjungan import kunjungan_sah
from opd.views.halaman import history, paged, render
from opd.views.unduh import export


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Penugasan running today; the filter shows the ended ones and those without a team."""
    saring = SaringPenugasan(request.GET, user=request.user)
    tugas = _chosen(request.user, saring)
    if (berkas := export(request, PENUGASAN, tugas, saring)) is not None:
        return berkas
    halaman, kueri = paged(request, tugas)
    isi = {"saring": saring, "halaman": halaman, "kueri": kueri, "hari": hari_ini()}
    return render(request, "penugasan/daftar.html", isi)


def _chosen(user: Pengguna, saring: SaringPenugasan) -> QuerySet[Penugasan]:
    hari, keadaan, teks = hari_ini(), saring.isi["keadaan"], saring.isi["q"]
    tugas = (
        Penugasan.objects.visible_to(user).in_force().with_names().order_by("opd__nama", "desa__kode", "mulai", "pk")
    )
    terbuka = Tim.objects.visible_to(user).open_on(hari).filter(penugasan=OuterRef("pk"))
    tugas = tugas.annotate(bertim=Exists(terbuka))
    if keadaan == "selesai":
        tugas = tugas.filter(selesai__lte=hari)
    elif keadaan != "semua":
        tugas = tugas.active_on(hari)
    if keadaan == "tanpa_tim":
        tugas = tugas.filter(bertim=False)
    if teks:
        opd = cocok_opd(teks)
        milik = Q(opd__in=saring.opd().filter(opd).values("pk")) | Q(desa__nama__icontains=teks) | Q(desa__kode=teks)
        tugas = tugas.filter(milik)
    return tugas


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One penugasan with its period, team, counts of facts and history; a replaced one points to its successor."""
    user, hari = request.user, hari_ini()
    tugas = get_object_or_404(Penugasan.objects.visible_to(user).with_names().select_related("pengganti"), pk=pk)
    tim = AnggotaTim.objects.visible_to(user).filter(tim__penugasan=tugas).select_related("tim")
    anggota = list(tim.order_by("-tim__mulai", "tim", "pk"))
    sah = kunjungan_sah(user).filter(penugasan=tugas, tanggal__lte=hari).order_by("-tanggal").first()
    terbuka = tugas.selesai is None and tugas.dikoreksi_pada is None
    isi = {
        "tugas": tugas,
        "anggota": anggota,
        "bertim": any(a.tim.selesai is None or a.tim.selesai > hari for a in anggota),
        "jumlah_kegiatan": Kegiatan.objects.visible_to(user).in_force().filter(penugasan=tugas).count(),
        "jumlah_bantuan": Bantuan.objects.visible_to(user).in_force().filter(penugasan=tugas).count(),
        "jumlah_kunjungan": Kunjungan.objects.visible_to(user).in_force().filter(penugasan=tugas).count(),
        "asesmen_terakhir": Asesmen.objects.visible_to(user).in_force().filter(penugasan=tugas).first(),
        "kunjungan_terakhir": sah,
        "riwayat": history(request, tugas),
        "boleh_catat": tugas.mulai <= hari and can_record_facts(user, tugas, on=hari),
        "boleh_atur": terbuka and can_maintain_penugasan(user, on=hari),
        "hari": hari,
    }
    return render(request, "penugasan/detail.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def atur(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass a pairing on, close it, or correct it. For maintainers; a replaced or closed row offers nothing."""
    user = request.user
    tugas = get_object_or_404(Penugasan.objects.visible_to(user).with_names(), pk=pk)
    if not can_maintain_penugasan(user, on=hari_ini()):
        raise PermissionDenied("Penugasan hanya diubah oleh verifikator atau admin sistem.")
    aksi = request.POST.get("aksi", "")
    form = {nama: kelas(request.POST if nama == aksi else None, user=user, tugas=tugas) for nama, kelas in FORM.items()}
    if aksi in form and form[aksi].is_valid():
        hasil = _carry_out(request, tugas, form[aksi])
        if hasil is not None:
            messages.success(request, "Penugasan sudah diubah.")
            return redirect("penugasan:detail", pk=hasil.pk)
    return render(request, "penugasan/atur.html", {"tugas": tugas, "form": form})


def _carry_out(request: HttpRequest, tugas: Penugasan, form: FormPenugasan) -> Penugasan | None:
    """The deed the form names; None leaves its errors on the form."""
    d, by, at = form.cleaned_data, request.user, timezone.now()
    try:
        if form.aksi == "alih":
            return hand_over(tugas, form.isi(), by=by, at=at, alasan=d["alasan"])
        if form.aksi == "koreksi":
            return correct_penugasan(tugas, form.isi(), alasan=d["alasan"], by=by, at=at)
        return close_penugasan(tugas, selesai=d["selesai"], cara=d["cara"], by=by, at=at, alasan=d["alasan"])
    except ValidationError as galat:
        form.add_error(None, galat)
        return None
