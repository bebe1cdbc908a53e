"""Teams and the penugasan they work for, as the OPD's head sees them; the verifikator opens penugasan here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from desa.scoped_admin import ScopedForm, ScopedInline
from desa.waktu import hari_ini
from opd.actions.penugasan import IsiPenugasan, open_penugasan
from opd.actions.tim import IsiAnggota, IsiTim, change_tim, create_tim, read_isi
from opd.admin.berkas import BerkasMixin
from opd.admin.dasar import KEPALA, PEKERJAAN, PEMELIHARA, TUGAS, PanelAdmin, SaringBerakhir, SaringTerbatas
from opd.forms.isian import BerkasField
from opd.models import AnggotaTim, Penugasan, Tim
from opd.permissions import can_manage_team


class TimForm(ScopedForm):
    """A team with the SK of its head."""

    berkas = BerkasField(label="Berkas SK tim", required=False)


class AnggotaInline(ScopedInline):
    """The members."""

    model = AnggotaTim
    dapat_tambah = dapat_ubah = True
    extra = 6
    fields = ("nama", "peran")
    verbose_name_plural = "anggota"


class TimAdmin(BerkasMixin, PanelAdmin):
    """Teams of the own OPDs. A new team needs a new SK; the old one is closed by its end date."""

    form = TimForm
    kelompok = PEKERJAAN
    pelihat = penambah = pengubah = KEPALA
    awal = ("penugasan",)
    inlines = (AnggotaInline,)
    list_display = ("nomor_sk", "desa", "tanggal_sk", "mulai", "selesai", "jumlah")
    list_filter = (("penugasan", SaringTerbatas), ("selesai", SaringBerakhir))
    search_fields = ("nomor_sk", "penugasan__desa__nama")
    fields = ("penugasan", "nomor_sk", "tanggal_sk", "berkas", "unduh", "mulai", "selesai")

    def rows(self, request: HttpRequest) -> QuerySet:
        kueri = super().rows(request).select_related("penugasan__opd", "penugasan__desa__kecamatan__kabupaten")
        return kueri.annotate(n_anggota=Count("anggota"))

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        return super().choices_for(db_field, request).in_force().with_names()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """New teams go to penugasan that still take them."""
        bidang = super().formfield_for_foreignkey(db_field, request, **kwargs)
        boleh = [p.pk for p in bidang.queryset if can_manage_team(request.user, p, on=hari_ini())]  # type: ignore[arg-type]
        bidang.queryset = bidang.queryset.filter(pk__in=boleh)
        bidang.label_from_instance = lambda p: f"{p.desa.nama_lengkap} · {p.opd.singkatan}"
        return bidang

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return super().may_change(user) and (obj is None or can_manage_team(user, obj.penugasan, on=hari_ini()))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("unduh", "penugasan") if obj else ("unduh",)

    @admin.display(description="desa", ordering="penugasan__desa__nama")
    def desa(self, obj: Any) -> str:
        return obj.penugasan.desa.nama_lengkap

    @admin.display(description="anggota", ordering="n_anggota")
    def jumlah(self, obj: Any) -> str:
        return str(obj.n_anggota)

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Tim:
        isi = self._isi(form, formsets)
        return create_tim(form.cleaned_data["penugasan"], isi, by=request.user, at=timezone.now())

    def change(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Tim:
        """Refused when the row changed between reading and writing it here."""
        tersimpan = self.get_object(request, str(form.instance.pk))
        return change_tim(
            tersimpan, self._isi(form, formsets), lama=read_isi(tersimpan), by=request.user, at=timezone.now()
        )

    def _isi(self, form: Any, formsets: list[Any]) -> IsiTim:
        d = form.cleaned_data
        baris = [f for fs in formsets for f in fs.forms if f.cleaned_data.get("nama")]
        anggota = tuple(IsiAnggota(f.cleaned_data["nama"], f.cleaned_data["peran"], f.instance.pk) for f in baris)
        berkas = d["berkas"] if "berkas" in form.changed_data else None
        return IsiTim(d["nomor_sk"], d["tanggal_sk"], d["mulai"], d["selesai"], berkas, anggota)


class PenugasanAdmin(PanelAdmin):
    """Who answers for which village. Heads see their own; maintainers see all and open new ones."""

    kelompok = TUGAS
    pelihat = (*KEPALA, *PEMELIHARA)
    penambah = PEMELIHARA
    lingkup_pilihan = {"opd": "visible_to", "desa": "visible_to", "sk": "visible_to"}
    autocomplete_fields = ("desa",)
    list_display = ("desa", "opd", "peran", "mulai", "selesai", "cara_selesai", "sk")
    list_filter = (("selesai", SaringBerakhir), "peran", "cara_selesai")
    search_fields = ("desa__nama", "desa__kode", "opd__nama", "opd__singkatan")
    ordering = ("opd__nama", "desa__kode", "mulai")

    def rows(self, request: HttpRequest) -> QuerySet:
        """All rows in force for maintainers, the own OPDs' for heads."""
        user: Any = request.user
        semua = user.may_maintain_reference()
        kueri = Penugasan.objects.visible_to(user) if semua else Penugasan.objects.managed_by(user)
        return kueri.in_force().with_names()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("sk", "opd", "desa", "peran", "mulai", "mulai_dari_sk", "sumber")
        return (
            "sk", "opd", "desa", "peran", "mulai", "mulai_dari_sk", "selesai", "cara_selesai", "alasan_selesai", "sumber",
        )  # fmt: skip

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        atur = request.user.may_maintain_reference()  # type: ignore[union-attr]
        teks, nama = ("Koreksi, tutup, atau alihkan", "atur") if atur else ("Buka di situs", "detail")
        return [(teks, reverse(f"penugasan:{nama}", args=[obj.pk]))]

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Penugasan:
        d = form.cleaned_data
        isi = IsiPenugasan(**{k: d[k] for k in ("sk", "opd", "desa", "mulai", "mulai_dari_sk", "peran", "sumber")})
        return open_penugasan(isi, by=request.user, at=timezone.now())
