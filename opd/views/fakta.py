"""What the pages of kegiatan and kunjungan share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.utils import timezone

from desa.waktu import hari_ini
from opd.actions.fakta import SALAH_OPD
from opd.forms.fakta import FormBatal, FormFoto
from opd.forms.isian import put_errors
from opd.models import Asesmen, Bantuan, Bukti, Kegiatan, Kunjungan, Pengguna, Penugasan
from opd.models.opd import with_merged
from opd.permissions import can_record_facts, taking_additions
from opd.rekap.daftar_json import json_rows, read_about
from opd.rekap.kunci import BukuKunci, Kunci, read_kunci
from opd.rekap.tersusun import Tersusun

T = TypeVar("T")
BARIS_HALAMAN = 50


def own_penugasan(request: HttpRequest) -> list[Penugasan]:
    """The penugasan for which the reader may record facts today, villages in order of name."""
    semua = Penugasan.objects.managed_by(request.user).in_force().with_names().order_by("desa__nama", "pk")
    return [p for p in semua if can_record_facts(request.user, p, on=hari_ini())]


def own_ids(request: HttpRequest) -> list[int]:
    """The keys of the same, in words that were written out before. One query."""
    opd = sorted(request.user.opd_ids())
    return [pk for (pk,) in read_about(opd, _taking_facts, hari_ini())["pk"] or ()] if opd else []


def _taking_facts(opd: Sequence[int], on: date) -> dict[str, Subquery]:
    milik = with_merged(opd, on=on, jalur="opd__") & taking_additions(on=on)
    return {"pk": json_rows(Penugasan.objects.visible_to(Pengguna()).filter(milik), "pk")}


def _with_names(user: Pengguna, on: date) -> QuerySet[Penugasan]:
    return Penugasan.objects.managed_by(user).in_force().with_names()


SATU = Tersusun(Penugasan, _with_names, "id", contoh=-1)


def chosen_own(request: HttpRequest, milik: list[int]) -> Penugasan | None:
    """Of the own ones (`own_ids`) the one that `chosen_penugasan` tells of. One query."""
    pk = _chosen(request, milik)
    return None if pk is None else SATU.row(request.user, pk, on=hari_ini())


def chosen_penugasan(request: HttpRequest, pilihan: list[Penugasan]) -> Penugasan | None:
    """The penugasan that the address names, the only one there is, or None when the reader has to choose.

    Raises PermissionDenied if there is none at all, Http404 if the address names another.
    """
    semua = {p.pk: p for p in pilihan}
    pk = _chosen(request, list(semua))
    return None if pk is None else semua[pk]


def _chosen(request: HttpRequest, milik: list[int]) -> int | None:
    if not milik:
        raise PermissionDenied(SALAH_OPD)
    diminta = request.GET.get("penugasan")
    if diminta is None:
        return milik[0] if len(milik) == 1 else None
    for pk in milik:
        if str(pk) == diminta:
            return pk
    raise Http404


def locks_of(request: HttpRequest, penugasan: Penugasan) -> BukuKunci:
    """The locks on facts of a penugasan now. One query."""
    return read_kunci(at=timezone.now(), penugasan=[penugasan.pk])


def held_by(request: HttpRequest, fakta: Asesmen | Bantuan | Kegiatan | Kunjungan) -> Kunci | None:
    """The verified report that holds this fact shut; None while it may be changed."""
    return _holder(locks_of(request, fakta.penugasan), fakta)


def _holder(buku: BukuKunci, fakta: Asesmen | Bantuan | Kegiatan | Kunjungan) -> Kunci | None:
    return buku.holder_of(fakta, buku.of(fakta.penugasan_id, fakta.tanggal))


def require_right(request: HttpRequest, fakta: Asesmen | Bantuan | Kegiatan | Kunjungan) -> BukuKunci:
    """The locks of its penugasan (one query); PermissionDenied unless the reader may change this fact today.

    A form that was sent goes on to its deed, which refuses a locked fact too and loses nothing typed.
    """
    if not can_record_facts(request.user, fakta.penugasan, on=hari_ini()):
        raise PermissionDenied(SALAH_OPD)
    buku = locks_of(request, fakta.penugasan)
    if request.method != "POST" and (kunci := _holder(buku, fakta)) is not None:
        raise PermissionDenied(kunci.kalimat)
    return buku


def try_save(form: FormFoto, simpan: Callable[[], T]) -> T | None:
    """What `simpan` saved, or None with the refusal on the form and its photos kept for the next time."""
    if not form.is_bound:
        return None
    if form.is_valid():
        try:
            hasil = simpan()
        except ValidationError as galat:
            put_errors(form, galat)
        else:
            form.forget_photos()
            return hasil
    form.keep_photos()
    return None


def try_cancel(form: FormBatal, batalkan: Callable[[dict[str, Any]], object]) -> bool:
    """Whether `batalkan` was done with the form's uuid and reason; a refusal goes on the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        batalkan(form.cleaned_data)
    except ValidationError as galat:
        put_errors(form, galat)
        return False
    return True


def photos_of(request: HttpRequest, fakta: Kegiatan | Kunjungan) -> list[Bukti]:
    """The photos of a fact, each with the fact whose photo it resembles. One query."""
    nama = fakta._meta.model_name
    semua = Bukti.objects.visible_to(request.user).filter(**{nama: fakta})
    return list(
        semua.select_related("mirip_dengan__kegiatan", "mirip_dengan__kunjungan").defer(
            "mirip_dengan__kunjungan__warga_ditemui"
        )
    )


def page_of(request: HttpRequest, kueri: QuerySet, jumlah: int) -> Page:
    """The page that the address asks for; `jumlah` is known already and is not counted again."""
    lembar = Paginator(kueri, BARIS_HALAMAN)
    lembar.__dict__["count"] = jumlah
    return lembar.get_page(request.GET.get("halaman"))


def query_without_page(request: HttpRequest) -> str:
    """The address's filters, for links to other pages of the list."""
    salinan = request.GET.copy()
    salinan.pop("halaman", None)
    return salinan.urlencode()


def count_photos(user: Pengguna, fakta: str) -> Coalesce:
    """How many photos a row has ("kegiatan", "kunjungan"): of those of a page alone, where a join counts all first."""
    foto = Bukti.objects.visible_to(user).filter(**{fakta: OuterRef("pk")}).order_by().values(fakta)
    return Coalesce(Subquery(foto.annotate(n=Count("pk")).values("n")), 0)


def list_context(request: HttpRequest, kueri: QuerySet, jumlah: int) -> dict[str, Any]:
    """What every list of facts hands to its template."""
    return {
        "halaman": page_of(request, kueri, jumlah),
        "kueri": query_without_page(request),
        "boleh_catat": bool(request.user.opd_ids(hari_ini())),
    }
