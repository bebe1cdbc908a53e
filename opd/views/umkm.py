"""Pages of enterprises. Owners' data shows only on the answer to an explicit, recorded request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.angka import format_bulan, format_rupiah
from desa.grafik import Butir, garis
from desa.models import Desa, Penjualan, PenjualanSaluran, Umkm
from desa.waktu import akhir_bulan, awal_bulan, hari_ini, tambah_bulan
from opd.actions.isi_umkm import TERBUKA
from opd.actions.tutup_umkm import close_umkm, reopen_umkm, undo_close, undo_reopen
from opd.actions.umkm import (
    DataPemilik,
    change_umkm,
    count_nik_check,
    create_umkm,
    release_umkm,
    show_pemilik,
    undo_release,
)
from opd.ekspor.usaha import UMKM, UmkmKeluar
from opd.forms.fakta import quarter_key
from opd.forms.isian import FormYakin
from opd.forms.umkm import (
    FormBatalBuka,
    FormBatalKeadaan,
    FormBukaUmkm,
    FormKeluarUmkm,
    FormTutupUmkm,
    FormUbahUmkm,
    FormUmkm,
    PilihDesa,
    SaringUmkm,
)
from opd.models import KunjunganUmkm
from opd.permissions import can_edit_umkm
from opd.permissions_usaha import Giliran, state_giliran
from opd.rekap.bulan_penjualan import month_cell, own_cell
from opd.rekap.daftar_desa import count_states, read_marks
from opd.rekap.daftar_json import json_list
from opd.rekap.keadaan_umkm import binaan, list_states, with_state
from opd.rekap.kelas_usaha import kelas_usaha
from opd.rekap.kunci import read_kunci
from opd.rekap.legalitas import sel_of
from opd.rekap.mutakhir import latest_of
from opd.rekap.penutupan import BarisPenutupan, list_closures
from opd.rekap.perkembangan import due_quarter
from opd.rekap.profil_umkm import PROFIL, rows_with_rights, with_lists
from opd.rekap.rentang import akhir_triwulan
from opd.rekap.saluran import named_channels
from opd.rekap.tindak_kunjungan import tindak_of
from opd.rekap.umkm import KeadaanUmkm, states_of
from opd.views import fakta
from opd.views.halaman import history, render, try_deed, try_sure
from opd.views.pilih_desa import chosen_village
from opd.views.unduh import export, in_batches, learn_desa

BUKAN_PENDAFTAR = "UMKM didaftarkan oleh OPD pendamping desanya, verifikator, atau admin sistem."
BULAN_GRAFIK, BULAN_PITA = 18, 12
WARNA = {
    KeadaanUmkm.BERJUALAN: "baik",
    KeadaanUmkm.DIAM: "awas",
    KeadaanUmkm.TUTUP: "buruk",
    KeadaanUmkm.BELUM_DIKETAHUI: "netral",
}


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Enterprises in the programme with their state on a day; the count is the figure that links here."""
    form = SaringUmkm(request.GET, user=request.user, on=hari_ini())
    masa: dict[str, Any] = {"until": form.until, "known_at": form.known_at}
    dibina = binaan(request.user, **masa).filter(form.condition())
    umkm = partial(with_state, dibina, request.user, **masa)
    pilihan = form.cleaned_data.get("keadaan") if form.is_valid() else ""
    if (berkas := export(request, UMKM, lambda: _in_state(request.user, umkm(), pilihan), form)) is not None:
        return berkas
    baru_dicatat = baris = None
    if form.dipakai:
        semua = list_states(umkm(), urut=bool(pilihan))
        jumlah = Counter(map(itemgetter(1), semua))
        baris = [pk for pk, keadaan in semua if keadaan == pilihan] if pilihan else None
    else:
        tanda, baru_dicatat = read_marks(request.user)
        jumlah = count_states(request.user, tanda, until=form.until)
    halaman = _state_page(request, dibina, masa, baris, jumlah.total())
    konteks = {
        "form": form,
        "jumlah": halaman.paginator.count,
        "per": form.until,
        "ringkas": [(k.label, jumlah[k], k.value) for k in KeadaanUmkm],
        "mutakhir": None if request.GET else baru_dicatat,
        "halaman": halaman,
        "kueri": fakta.query_without_page(request),
        "boleh_baru": bool(request.user.opd_ids(hari_ini())) or request.user.may_maintain_reference(),
    }
    return render(request, "umkm/daftar.html", konteks)


def _in_state(user: Any, umkm: QuerySet[Any, Any], keadaan: str) -> Iterator[UmkmKeluar]:
    """All of the list by name, in that state if one is named, with their places. One query, and one for each 2,000 that lie in
    villages not met before.
    """
    kenal: dict[int, Desa] = {}
    for kelompok in in_batches(umkm.order_by("nama", "pk").values_list(*UmkmKeluar._fields[:-1])):
        learn_desa(kenal, {isi[2] for isi in kelompok}, user)
        semua = (UmkmKeluar(*isi, kenal[isi[2]]) for isi in kelompok)
        yield from (u for u in semua if not keadaan or u.keadaan == keadaan)


def _state_page(
    request: HttpRequest, dibina: QuerySet[Umkm], masa: dict[str, Any], baris: list[int] | None, jumlah: int
) -> Page:
    """The page that the address asks for, of the ids `baris` or of all `jumlah` by name, with place and state. Three queries."""
    urut = dibina.select_related("desa__kecamatan__kabupaten").order_by("nama", "pk")
    if baris is None:
        halaman = fakta.page_of(request, urut.values_list("pk", flat=True), jumlah)
    else:
        halaman = Paginator(baris, fakta.BARIS_HALAMAN).get_page(request.GET.get("halaman"))
    pks = list(halaman.object_list)
    ini: QuerySet[Any] = urut.filter(pk__in=pks)
    if masa["known_at"] is None:
        keadaan = states_of(pks, masa["until"])
    else:
        ini, keadaan = with_state(ini, request.user, **masa, milik=Q(umkm__in=pks)), {}
    halaman.object_list = list(ini)
    for u in halaman.object_list:
        u.keadaan = keadaan[u.pk] if keadaan else KeadaanUmkm(u.keadaan)
        u.warna = WARNA[u.keadaan]
    return halaman


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One enterprise: who it is, whether it sells, and what visits found."""
    satu = PROFIL.row(request.user, uuid, on=hari_ini())
    if satu is None:
        lama = get_object_or_404(Umkm.semua.visible_to(request.user).select_related("digabung_ke"), uuid=uuid)
        return redirect("umkm:detail", lama.digabung_ke.uuid)
    return _profile(request, satu)


@require_POST
def pemilik(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same page once with the owner's name and phone; that they were read is recorded."""
    umkm = get_object_or_404(with_lists(request.user, hari_ini()), uuid=uuid)
    return _profile(request, umkm, show_pemilik(umkm, by=request.user, at=timezone.now()))


def _profile(request: HttpRequest, umkm: Any, data_pemilik: DataPemilik | None = None) -> HttpResponse:
    penutupan = list_closures(umkm.json_tutup)
    giliran = state_giliran(request.user, umkm.desa_id, on=hari_ini()) if umkm.boleh_catat else Giliran(())
    keadaan = states_of([umkm.pk], hari_ini()).get(umkm.pk)
    temuan = KunjunganUmkm.objects.visible_to(request.user).filter(
        umkm=umkm, kunjungan__pengganti__isnull=True, kunjungan__batal=False
    )
    konteks: dict[str, Any] = {
        "umkm": umkm,
        "keadaan": keadaan,
        "warna": WARNA[keadaan] if keadaan else "netral",
        "data_pemilik": data_pemilik,
        "temuan": temuan.select_related("kunjungan")
        .defer("kunjungan__warga_ditemui")
        .order_by("-kunjungan__tanggal", "-pk")[:10],
        "tindak": tindak_of(umkm.json_tindak, until=hari_ini()),
        "legalitas": sel_of(umkm, umkm.json_legalitas, until=hari_ini()),
        "gabungan": [(UUID(g["uuid"]), g["nama"]) for g in umkm.json_gabungan or ()],
        "riwayat": history(request, umkm, *(g["pk"] for g in umkm.json_gabungan or ())),
        "penutupan": penutupan,
        "mutakhir": latest_of(vars(umkm)),
        **_sales(request, umkm, penutupan, giliran),
    }
    if umkm.belum_potret:
        konteks |= _due_state(umkm, giliran)
    konteks["kelas"] = kelas_usaha(umkm, konteks["omzet"], until=hari_ini())
    return render(request, "umkm/detail.html", konteks)


def _due_state(umkm: Any, giliran: Giliran) -> dict[str, Any]:
    """The due quarter that lacks a state, and whose it is: who answers for the village on its last day."""
    awal = due_quarter(hari_ini())
    akhir = akhir_triwulan(awal)
    boleh = umkm.boleh_catat and giliran.mine(akhir)
    return {"potret": awal, "pilih": quarter_key(awal), "boleh_potret": boleh, "potret_oleh": giliran.theirs(akhir)}


def _sales(request: HttpRequest, umkm: Umkm, penutupan: Iterable[BarisPenutupan], giliran: Giliran) -> dict[str, Any]:
    """The chart and the table of the last 18 months; a month without a report is a gap, not a zero."""
    kini = awal_bulan(hari_ini())
    bulan = [tambah_bulan(kini, n) for n in range(1 - BULAN_GRAFIK, 1)]
    laporan = Penjualan.objects.visible_to(request.user).in_force().filter(umkm=umkm, bulan__gte=bulan[0])
    bagian = PenjualanSaluran.objects.visible_to(request.user).filter(penjualan=OuterRef("pk"))
    daftar = json_list(bagian, saluran="saluran", rp="omzet_rp")
    ada: dict[Any, Any] = {p.bulan: p for p in laporan.annotate(json_saluran=daftar)}
    for p in ada.values():
        p.bagian = named_channels({b["saluran"]: b["rp"] for b in p.json_saluran or []})
    butir = [
        Butir(
            format_bulan(b), ada[b].omzet_rp if b in ada else None, format_rupiah(ada[b].omzet_rp) if b in ada else ""
        )
        for b in bulan
    ]
    puncak = format_rupiah(max((p.omzet_rp for p in ada.values()), default=0))
    grafik = garis(f"Penjualan {umkm.nama}", butir, puncak=puncak) if ada else ""
    dibina = [b for b in bulan if akhir_bulan(b) >= umkm.dibina_sejak][-BULAN_PITA:]
    tutup = [p.masa for p in penutupan]
    jual = giliran._replace(semua=request.user.may_maintain_reference())
    pita = [own_cell(month_cell(b, ada.get(b), tutup, on=hari_ini()), jual) for b in dibina]
    omzet = {b: p.omzet_rp for b, p in ada.items()}
    daftar_bulan = [(b, ada.get(b), month_cell(b, None, tutup, on=hari_ini()).kata) for b in reversed(bulan)]
    lain = next((s.oleh for s in pita if s.oleh), "")
    return {"grafik": grafik, "penjualan": daftar_bulan, "pita": pita, "bulan_lain": lain, "omzet": omzet}


@require_http_methods(["GET", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Register an enterprise in one of the reader's villages, chosen by the address."""
    boleh = partial(can_edit_umkm, request.user, on=hari_ini())
    desa = chosen_village(request, request.user.managed_desa(), tanpa=BUKAN_PENDAFTAR, boleh=boleh)
    if isinstance(desa, list):
        return render(request, "umkm/pilih.html", {"form": PilihDesa(pilihan=desa)})
    kunci = read_kunci(at=timezone.now(), desa=[desa.pk])
    form = _form(request, FormUmkm, {"dibina_sejak": hari_ini()}, kunci=kunci)

    def daftarkan() -> Umkm:
        d = form.cleaned_data
        kirim = {"uuid": d["uuid"], "susulan": d["alasan_susulan"], "yakin": d["yakin"]}
        _count_nik(request, form, desa)
        return create_umkm(desa, form.isi(), by=request.user, at=timezone.now(), **kirim)

    umkm = try_sure(form, daftarkan)
    if umkm is not None:
        messages.success(request, "UMKM terdaftar.")
        return redirect("umkm:detail", umkm.uuid)
    return render(request, "umkm/isi.html", {"form": form, "desa": desa})


def _form(request: HttpRequest, kelas: type[FormUmkm], awal: dict[str, Any], **lain: Any) -> FormUmkm:
    """The form, sent or not; the button that only looks for a KBLI sends it back with what was typed."""
    if request.method == "POST" and "cari_kbli" not in request.POST:
        return kelas(request.POST, user=request.user, initial=awal, **lain)
    return kelas(user=request.user, initial=awal | request.POST.dict(), **lain)


def _count_nik(request: HttpRequest, form: FormUmkm, desa: Desa) -> None:
    """Count a NIK that is about to be compared with other villages."""
    if form.cleaned_data["nik"] and not form.cleaned_data["yakin"]:
        count_nik_check(desa, by=request.user, at=timezone.now())


def _own(request: HttpRequest, uuid: UUID) -> Umkm:
    """An enterprise that the reader may edit: 404 if it does not exist, 403 if it is another's."""
    umkm = get_object_or_404(rows_with_rights(request.user), uuid=uuid)
    if not can_edit_umkm(request.user, umkm.desa_id, on=hari_ini()):
        raise PermissionDenied("UMKM hanya diubah oleh OPD pendamping desanya, verifikator, atau admin sistem.")
    return umkm


@require_http_methods(["GET", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what is recorded of an enterprise."""
    umkm = _own(request, uuid)
    awal = {n: getattr(umkm, n) for n in (*TERBUKA, "versi")} | {"kbli": umkm.kbli or ""}
    form = _form(request, FormUbahUmkm, awal | {"mulai_usaha": str(umkm.mulai_usaha or "")})

    def simpan() -> Umkm:
        d = form.cleaned_data
        kirim = {"versi": d["versi"], "yakin": d["yakin"], "alasan": form.alasan()}
        _count_nik(request, form, umkm.desa)
        return change_umkm(umkm, form.isi(), by=request.user, at=timezone.now(), **kirim)

    if try_sure(form, simpan) is not None:
        messages.success(request, "Perubahan tersimpan.")
        return redirect("umkm:detail", umkm.uuid)
    return render(request, "umkm/isi.html", {"form": form, "desa": umkm.desa, "umkm": umkm})


@dataclass(frozen=True)
class _Keadaan:
    """A page that changes where an enterprise stands: its form, its deed, and its words."""

    form: type[Form]
    tindakan: Callable[..., Umkm]
    judul: str
    penjelasan: str
    tombol: str
    pesan: str
    bidang_tanggal: str = ""
    bahaya: bool = False


KEADAAN = {
    "tutup": _Keadaan(
        FormTutupUmkm,
        close_umkm,
        "Catat tutup",
        "UMKM yang tutup tetap tersimpan bersama riwayatnya. Bila kelak berusaha lagi, catat buka kembali.",
        "Simpan tutup",
        "UMKM tercatat tutup.",
        "tutup_pada",
        bahaya=True,
    ),
    "buka": _Keadaan(
        FormBukaUmkm,
        reopen_umkm,
        "Catat buka kembali",
        "Untuk usaha yang memang tutup lalu berusaha lagi. Penutupannya tetap tercatat dan tetap dihitung pada kelangsungan "
        "usaha. Yang tidak pernah tutup: batalkan penutupannya.",
        "Simpan buka kembali",
        "UMKM tercatat buka kembali.",
        "dibuka_pada",
    ),
    "keluar": _Keadaan(
        FormKeluarUmkm,
        release_umkm,
        "Keluarkan dari binaan",
        "Untuk usaha yang masih ada tetapi tidak lagi didampingi. Yang berhenti berusaha dicatat sebagai tutup.",
        "Keluarkan dari binaan",
        "UMKM dikeluarkan dari binaan.",
        "dibina_sampai",
        bahaya=True,
    ),
    "batal_tutup": _Keadaan(
        FormBatalKeadaan,
        undo_close,
        "Batalkan penutupan (salah catat)",
        "Hanya bila usaha ini keliru dicatat tutup. Yang memang tutup lalu berusaha lagi: catat buka kembali.",
        "Batalkan penutupan",
        "Penutupan dibatalkan.",
    ),
    "batal_buka": _Keadaan(
        FormBatalBuka,
        undo_reopen,
        "Batalkan buka kembali (salah catat)",
        "Hanya bila usaha ini keliru dicatat buka kembali; sesudahnya usaha ini tercatat tutup lagi.",
        "Batalkan buka kembali",
        "Catatan buka kembali dibatalkan.",
    ),
    "batal_keluar": _Keadaan(
        FormBatalKeadaan,
        undo_release,
        "Kembalikan ke binaan",
        "Hanya bila usaha ini keliru dikeluarkan dari binaan.",
        "Kembalikan ke binaan",
        "UMKM kembali menjadi binaan.",
    ),
}


@require_http_methods(["GET", "POST"])
def keadaan(request: HttpRequest, uuid: UUID, jenis: str) -> HttpResponse:
    """Record that an enterprise closed, opened again or left the programme, or undo such a record, with the reason."""
    umkm, k = _own(request, uuid), KEADAAN[jenis]
    awal: dict[str, Any] = {"versi": umkm.versi} | ({k.bidang_tanggal: hari_ini()} if k.bidang_tanggal else {})
    form = k.form(request.POST if request.method == "POST" else None, initial=awal)
    coba = try_sure if isinstance(form, FormYakin) else try_deed
    if coba(form, lambda: k.tindakan(umkm, **form.cleaned_data, by=request.user, at=timezone.now())):
        messages.success(request, k.pesan)
        return redirect("umkm:detail", umkm.uuid)
    return render(request, "umkm/keadaan.html", {"form": form, "umkm": umkm, "k": k})
