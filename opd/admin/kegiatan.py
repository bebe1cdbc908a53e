"""Activities in the panel, and what they share with visits: added here without photos, corrected on their own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from desa.angka import DesimalField, format_rupiah
from desa.models import Catatan, Umkm
from desa.scoped_admin import ScopedInline
from desa.waktu import hari_ini
from opd.actions.kegiatan import IsiKegiatan, record_kegiatan
from opd.admin.dasar import KEPALA, PEKERJAAN, PanelAdmin, SaringTerbatas, UuidForm, susulan_if_sent
from opd.forms.isian import BerkasField
from opd.models import BarisRencana, DanaKegiatan, Kegiatan, Penugasan
from opd.permissions import can_record_facts
from opd.rekap.kunci import read_kunci
from opd.rekap.versi_rencana import lines_in_force


class KegiatanForm(UuidForm):
    """An activity without photos."""

    volume = DesimalField(label="Volume", required=False)
    bast = BerkasField(label="Berita acara serah terima (BAST)", required=False)
    yakin = forms.BooleanField(label="Angka ini sudah benar, simpan saja", required=False)

    class Meta:
        widgets = {"umkm": forms.CheckboxSelectMultiple}


class DanaInline(ScopedInline):
    """Rupiah per source."""

    model = DanaKegiatan
    dapat_tambah = True
    extra = 2
    readonly_fields = ("rupiah",)
    verbose_name_plural = "dana per sumber"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, str]:
        return ("sumber", "jumlah_rp" if obj is None else "rupiah")

    @admin.display(description="jumlah")
    def rupiah(self, obj: Any) -> str:
        return format_rupiah(obj.jumlah_rp)


class FaktaAdmin(PanelAdmin):
    """What activities and visits share: added through their deed, changed by a correction on the page."""

    form = UuidForm
    kelompok = PEKERJAAN
    pelihat = penambah = KEPALA
    awal = ("penugasan",)
    nama_url = ""
    list_filter = (("penugasan", SaringTerbatas), "tanggal")
    date_hierarchy = None

    def rows(self, request: HttpRequest) -> QuerySet:
        return (
            super().rows(request).in_force().select_related("penugasan__opd", "penugasan__desa__kecamatan__kabupaten")
        )

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        kueri = super().choices_for(db_field, request)
        if db_field.remote_field.model is Penugasan:
            kueri = kueri.in_force().with_names()
        return kueri

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """New facts go to penugasan that still take them."""
        bidang = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.remote_field.model is Penugasan:
            hari, user = hari_ini(), request.user
            boleh = [p.pk for p in bidang.queryset if can_record_facts(user, p, on=hari)]  # type: ignore[arg-type]
            bidang.queryset = bidang.queryset.filter(pk__in=boleh)
            bidang.label_from_instance = lambda p: f"{p.desa.nama_lengkap} · {p.opd.singkatan}"
        return bidang

    def history_of(self, request: HttpRequest, obj: Any) -> QuerySet:
        """The deeds on this row and on the rows it replaces."""
        ids = [str(pk) for pk in self._chain(request, obj)]
        semua = Catatan.objects.visible_to(request.user)  # type: ignore[arg-type]
        return semua.filter(objek_jenis=self.opts.label_lower, objek_id__in=ids).order_by("-pada", "-id")

    def _chain(self, request: HttpRequest, obj: Any) -> list[int]:
        ids = [obj.pk]
        semua = self.model.objects.visible_to(request.user)
        while (lama := semua.filter(pk=ids[-1]).values_list("menggantikan", flat=True).first()) is not None:
            ids.append(lama)
        return ids

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        def alamat(nama: str) -> str:
            return reverse(f"{self.nama_url}:{nama}", args=[obj.uuid])

        buka = [("Buka di situs", alamat("detail"))]
        if not can_record_facts(request.user, obj.penugasan, on=hari_ini()) or self._held(request, obj):  # type: ignore[arg-type]
            return buka
        return [
            ("Koreksi", alamat("koreksi")),
            ("Tambah foto", alamat("foto")),
            ("Batalkan", alamat("batalkan")),
            *buka,
        ]

    def _held(self, request: HttpRequest, obj: Any) -> bool:
        """Whether a verified report holds this fact shut."""
        buku = read_kunci(at=timezone.now(), penugasan=[obj.penugasan_id])  # type: ignore[arg-type]
        return buku.holder_of(obj, buku.of(obj.penugasan_id, obj.tanggal)) is not None

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """On to the photos, without which the proof is missing."""
        jawaban = super().response_add(request, obj, post_url_continue)
        return jawaban if "_addanother" in request.POST else redirect(f"{self.nama_url}:foto", uuid=obj.uuid)


@admin.display(description="desa", ordering="penugasan__desa__nama")
def desa_of(obj: Any) -> str:
    """The village of a fact."""
    return obj.penugasan.desa.nama_lengkap


@admin.display(description="OPD", ordering="penugasan__opd__nama")
def opd_of(obj: Any) -> str:
    """The OPD of a fact."""
    return obj.penugasan.opd.singkatan


class KegiatanAdmin(FaktaAdmin):
    """Activities of the own OPDs."""

    form = KegiatanForm
    nama_url = "kegiatan"
    inlines = (DanaInline,)
    list_display = ("judul", "tanggal", desa_of, "rupiah", "foto", opd_of)
    search_fields = ("judul", "penugasan__desa__nama")
    isian = (
        "penugasan", "tanggal", "judul", "uraian", "baris", ("volume", "satuan"), ("penerima_l", "penerima_p"),
        ("penerima_difabel", "penerima_kk"),
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        if obj is not None:
            return (*self.isian, "umkm_dijangkau")
        ditanya = ("yakin",) if request.method == "POST" else ()
        return ("pengenal", *self.isian, *susulan_if_sent(request), "umkm", "bast", *ditanya)

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """Lines: those of the plans in force of the own OPDs."""
        if db_field.name != "baris":
            return super().choices_for(db_field, request)
        milik = BarisRencana.objects.managed_by(request.user).values("pk")  # type: ignore[arg-type]
        berlaku = lines_in_force().filter(pk__in=milik)  # type: ignore[arg-type]
        nama = ("rencana__penugasan__desa", "rencana__penugasan__opd")
        return berlaku.select_related(*nama).order_by(
            "rencana__penugasan__desa__nama", "-rencana__tahun", "urutan", "pk"
        )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        bidang = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "baris":
            bidang.empty_label = "Di luar rencana"
            bidang.label_from_instance = lambda b: (
                f"{b.rencana.penugasan.desa.nama}, {b.rencana.tahun}: {b.kegiatan} ({b.satuan})"
            )
        return bidang

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("umkm_dijangkau",) if obj else ()

    @admin.display(description="UMKM yang dijangkau")
    def umkm_dijangkau(self, obj: Any) -> str:
        return ", ".join(obj.nama_umkm) or "–"

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        obj = super().get_object(request, object_id, from_field)
        obj.nama_umkm = list(Umkm.objects.visible_to(request.user).filter(kegiatan=obj).values_list("nama", flat=True))
        return obj

    def rows(self, request: HttpRequest) -> QuerySet:
        dana = DanaKegiatan.objects.managed_by(request.user).filter(kegiatan=OuterRef("pk")).order_by()
        jumlah = dana.values("kegiatan").annotate(n=Sum("jumlah_rp")).values("n")
        return (
            super().rows(request).annotate(total_rp=Coalesce(Subquery(jumlah), 0), n_foto=Count("bukti", distinct=True))
        )

    @admin.display(description="rupiah", ordering="total_rp")
    def rupiah(self, obj: Any) -> str:
        return format_rupiah(obj.total_rp)

    @admin.display(description="foto", ordering="n_foto")
    def foto(self, obj: Any) -> str:
        return str(obj.n_foto) if obj.n_foto else "belum ada"

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Kegiatan:
        d = form.cleaned_data
        dana = [f.cleaned_data for f in formsets[0].forms if f.has_changed()]
        kolom = {k: d[k] for k in IsiKegiatan.__dataclass_fields__ if k not in ("dana", "umkm", "baris")}
        isi = IsiKegiatan(
            **kolom,
            baris=d["baris"].pk if d["baris"] else None,
            dana=tuple(sorted((baris["sumber"], baris["jumlah_rp"]) for baris in dana)),
            umkm=frozenset(u.pk for u in d["umkm"]),
        )
        form.instance.uuid = d["pengenal"]
        kirim = {"uuid": d["pengenal"], "susulan": d["alasan_susulan"], "bast": d["bast"] or None, "yakin": d["yakin"]}
        return record_kegiatan(d["penugasan"], isi, by=request.user, at=timezone.now(), **kirim)
