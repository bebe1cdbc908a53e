"""The templates of the import pages: blank with drop-downs, or filled with what was recorded of the own villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desa.enums import JenisDesa
from desa.models import (
    Desa,
    IndeksDesa,
    Legalitas,
    NilaiSubdimensi,
    Penjualan,
    PenjualanSaluran,
    PenutupanUmkm,
    PerkembanganUmkm,
    PotretKesejahteraan,
    Umkm,
)
from desa.waktu import hari_ini
from opd.actions.ekspor import record_export
from opd.enums import JenisImpor
from opd.forms.impor import TemplatForm, TemplatIndeksForm, TemplatPotretForm, TemplatTriwulanForm, UnggahForm
from opd.impor.kolom import KOLOM, row_limit
from opd.impor.templat import (
    templat_kegiatan,
    templat_keluarga,
    templat_lampiran,
    templat_penjualan,
    templat_perkembangan,
    templat_potret,
    templat_umkm,
)
from opd.impor.templat_indeks import TEMPLAT_RUJUKAN, templat_indeks
from opd.models import Opd, Pengguna, Penugasan
from opd.permissions import can_import, taking_additions
from opd.permissions_usaha import village_periods
from opd.rekap.versi_rencana import lines_in_force
from opd.views.halaman import send_file

SUBDIMENSI = ("indeks_id", "subdimensi", "poin")
TEMPLAT = {
    JenisImpor.PENJUALAN: TemplatForm,
    JenisImpor.PERKEMBANGAN: TemplatTriwulanForm,
    JenisImpor.POTRET: TemplatPotretForm,
    JenisImpor.INDEKS: TemplatIndeksForm,
}


def chosen_kind(request: HttpRequest, jenis: str) -> JenisImpor:
    """The kind in the address, if this person may import it."""
    if jenis not in JenisImpor.values:
        raise Http404("Jenis impor ini tidak ada.")
    if not can_import(request.user, jenis, on=hari_ini()):
        raise PermissionDenied("Impor ini tidak termasuk tugas peran Anda.")
    return JenisImpor(jenis)


@require_safe
def templat(request: HttpRequest, jenis: str) -> HttpResponse:
    """The template of a kind: blank with drop-downs, or filled with what was recorded of the own villages."""
    pilihan, user = chosen_kind(request, jenis), request.user
    if pilihan == JenisImpor.DATA_KELUARGA:
        messages.info(request, "Unduh daftar ini di bawah tabelnya, ubah di Excel, lalu unggah pada Impor.")
        return redirect("keluarga:daftar")
    if pilihan in TEMPLAT_LANGSUNG:
        return _send(pilihan, TEMPLAT_LANGSUNG[pilihan](user))
    form = TEMPLAT[pilihan](request.GET, user=user, on=hari_ini())
    if form.is_valid():
        return _send(pilihan, TEMPLAT_TERISI[pilihan](user, form))
    isi = {"jenis": pilihan, "form": UnggahForm(user=user, jenis=pilihan), "templat": form, "kolom": KOLOM[pilihan]}
    return render(request, "impor/unggah.html", isi, status=422)


def _send(jenis: JenisImpor, isi: bytes) -> HttpResponse:
    return send_file(isi, f"templat-{jenis}.xlsx")


def _activities(user: Pengguna) -> bytes:
    """With the own villages and the lines of the own plans in force."""
    milik = Penugasan.objects.managed_by(user).in_force().filter(taking_additions(on=hari_ini()))
    desa = Desa.objects.visible_to(user).filter(pk__in=milik.values("desa"))
    return templat_kegiatan(desa, lines_in_force().filter(rencana__penugasan__in=milik.values("pk")))


def _sales_template(user: Pengguna, form: TemplatForm) -> bytes:
    penugasan = Penugasan.objects.visible_to(user).in_force().in_charge().active_on(hari_ini())
    umkm, d = form.rows(Umkm.objects.managed_by(user), penugasan), form.cleaned_data
    bahan = (m.objects.managed_by(user) for m in (Penjualan, PenjualanSaluran, PenutupanUmkm))
    masa = None if user.may_maintain_reference() else village_periods(user, on=hari_ini())
    return templat_penjualan(umkm, *bahan, dari=d["dari"], sampai=d["sampai"], masa=masa)


def _states(user: Pengguna, form: TemplatTriwulanForm) -> bytes:
    """With the rupiah of the villages that the person's own OPD answers for, and of no other."""
    umkm = form.rows(Umkm.objects.visible_to(user).filter(desa__in=user.own_desa()))
    potret, izin = PerkembanganUmkm.objects.personal_for(user), Legalitas.objects.visible_to(user)
    return templat_perkembangan(umkm, potret, izin, awal=form.awal, on=hari_ini())


def _potret(user: Pengguna, form: TemplatPotretForm) -> bytes:
    """Blank, or with the last row of each potret of the own villages; who may not read small groups gets none."""
    desa = user.managed_desa()
    if not form.cleaned_data["tercatat"]:
        return templat_potret(desa)
    semua = PotretKesejahteraan.objects.visible_to(user).filter(desa__in=desa, batal=False)
    terbuka = (semua.verified() | semua.pending()).filter(desa__in=user.personal_desa())
    urut = terbuka.select_related("desa__kecamatan__kabupaten").order_by("desa__kode", "tanggal_data", "pk")
    terakhir = list({p.kunci: p for p in urut}.values())[: row_limit(JenisImpor.POTRET)]
    kirim = {"bentuk": "xlsx", "baris": len(terakhir), "saring": "templat terisi"}
    record_export("potret kesejahteraan", by=user, at=timezone.now(), **kirim)
    return templat_potret(desa, terakhir)


def _indeks(user: Pengguna, form: TemplatIndeksForm) -> bytes:
    """Blank, or with the indices of a year: of villages that an upload may still name."""
    desa = Desa.objects.visible_to(user)
    tahun = form.cleaned_data["tahun_indeks"]
    if not tahun:
        return templat_indeks(desa)
    milik = desa.filter(berlaku_selesai__isnull=True).exclude(jenis=JenisDesa.KELURAHAN)
    semua = IndeksDesa.objects.visible_to(user).filter(tahun=tahun, desa__in=milik)
    urut = semua.select_related("desa__kecamatan__kabupaten").order_by("desa__kode", "pk")
    bagian: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for pk, nama, poin in NilaiSubdimensi.objects.visible_to(user).filter(indeks__tahun=tahun).values_list(*SUBDIMENSI):
        bagian[pk][nama] = poin
    return templat_indeks(desa, urut[: row_limit(JenisImpor.INDEKS)], bagian)


TEMPLAT_LANGSUNG: dict[JenisImpor, Callable[[Pengguna], bytes]] = {
    JenisImpor.LAMPIRAN: lambda u: templat_lampiran(Opd.objects.visible_to(u), Desa.objects.visible_to(u)),
    JenisImpor.UMKM: lambda u: templat_umkm(u.managed_desa()),
    JenisImpor.KEGIATAN: _activities,
    JenisImpor.KELUARGA: lambda u: templat_keluarga(u.personal_desa()),
    **TEMPLAT_RUJUKAN,
}
"""Templates that ask nothing."""
TEMPLAT_TERISI: dict[JenisImpor, Callable[..., bytes]] = {
    JenisImpor.PENJUALAN: _sales_template,
    JenisImpor.PERKEMBANGAN: _states,
    JenisImpor.POTRET: _potret,
    JenisImpor.INDEKS: _indeks,
}
"""Templates of what a form of `TEMPLAT` asks for."""
