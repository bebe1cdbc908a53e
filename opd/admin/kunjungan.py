"""Visits in the panel: added here without photos, with their checklist and follow-ups; corrected on their own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from desa.angka import TanggalField
from desa.scoped_admin import ScopedInline
from desa.waktu import hari_ini
from opd.actions.kunjungan import BAGIAN, IsiKunjungan, record_kunjungan
from opd.admin.dasar import SaringTerbatas, UuidForm, susulan_if_sent
from opd.admin.kegiatan import FaktaAdmin, desa_of, opd_of
from opd.enums import DAFTAR_PERIKSA
from opd.forms.hasil_kunjungan import checklist_fields, read_checklist, read_tindak
from opd.forms.isian import TeksField
from opd.forms.kunjungan import SELAIN_TIM, members_on
from opd.models import AnggotaTim, JawabanPeriksa, Kunjungan, KunjunganUmkm, TindakLanjutKunjungan
from opd.permissions import taking_additions


class IsianKunjungan(UuidForm):
    """A visit without photos: its checklist, and what is to be done for the village."""

    tindak = TeksField(label="Tindak lanjut untuk desa", baris=2, max_length=500, required=False)
    jatuh_tempo = TanggalField(label="Jatuh tempo", required=False)

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        desa = read_tindak(self, isi, "tindak", "jatuh_tempo")
        return isi | {"tindak_desa": desa, "periksa": read_checklist(self, isi, DAFTAR_PERIKSA)}


KunjunganForm = type(IsianKunjungan)("KunjunganForm", (IsianKunjungan,), checklist_fields())


class TemuanForm(forms.ModelForm):
    """What was found at an enterprise, and what is to be done there."""

    tindak_lanjut = TeksField(label="Tindak lanjut", max_length=500, required=False)
    jatuh_tempo = TanggalField(label="Jatuh tempo", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nama in ("tindak_lanjut", "jatuh_tempo"):
            self.fields[nama].widget.attrs["aria-label"] = str(self.fields[nama].label)

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        return isi | {"lanjut": read_tindak(self, isi, "tindak_lanjut", "jatuh_tempo")}


class TemuanInline(ScopedInline):
    """What the visit found at each enterprise."""

    model = KunjunganUmkm
    dapat_tambah = True
    extra = 3
    form = TemuanForm
    verbose_name_plural = "UMKM yang dilihat"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        dicatat = ("umkm", "berjalan", "masalah", "saran")
        return dicatat if obj else (*dicatat, "tindak_lanjut", "jatuh_tempo")

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).select_related("umkm")

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """Read once a page, not once a row."""
        simpanan = request.__dict__.setdefault("_pilihan_umkm", {})
        if db_field.name not in simpanan:
            simpanan[db_field.name] = super().choices_for(db_field, request)
        return simpanan[db_field.name]


class PeriksaInline(ScopedInline):
    """The answers of a recorded visit."""

    model = JawabanPeriksa
    fields = ("butir", "jawaban", "keterangan")
    verbose_name_plural = "daftar periksa"


class TindakInline(ScopedInline):
    """What is to be done after a recorded visit, and what came of it."""

    model = TindakLanjutKunjungan
    fk_name = "kunjungan"
    fields = ("isi", "umkm", "jatuh_tempo", "hasil")
    verbose_name_plural = "tindak lanjut"

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).select_related("umkm").defer("umkm__pemilik", "umkm__telepon_sandi")


class KunjunganAdmin(FaktaAdmin):
    """Visits of the own OPDs. The villagers' names are taken in, and never shown here."""

    nama_url = "kunjungan"
    form = KunjunganForm
    personal_masuk = frozenset({"warga_ditemui"})
    list_display = ("tanggal", "cara", desa_of, "jumlah_warga", "foto", opd_of)
    isian = ("penugasan", "tanggal", "cara", "kepala_hadir", "tim_hadir")
    search_fields = ("penugasan__desa__nama", "catatan")
    list_filter = (("penugasan", SaringTerbatas), "cara", "tanggal")

    def get_inlines(self, request: HttpRequest, obj: Any) -> tuple[type[ScopedInline], ...]:
        return (TemuanInline, PeriksaInline, TindakInline) if obj else (TemuanInline,)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            lama = ("tindak_lanjut",) if obj.tindak_lanjut else ()
            return [(None, {"fields": (*self.isian, "jumlah_warga", "catatan", *lama)})]
        hadir = ("anggota", "tim_hadir") if team_choices(request) else ("tim_hadir",)
        awal = ("pengenal", "penugasan", "tanggal", *susulan_if_sent(request), "cara", "kepala_hadir", *hadir)
        periksa = [(f"periksa_{b}", f"keterangan_{b}") for b in DAFTAR_PERIKSA]
        return [
            (None, {"fields": (*awal, "warga_ditemui", "catatan", "tindak", "jatuh_tempo")}),
            ("Daftar periksa: jawab semua butir, atau kosongkan seluruhnya", {"fields": periksa}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new visit's with the members of the own teams to tick, where there are any."""
        tim = team_choices(request) if obj is None else []
        if not tim:
            return super().get_form(request, obj, change=change, **kwargs)
        bidang = forms.MultipleChoiceField(
            label="Anggota tim yang hadir", choices=tim, required=False, widget=forms.CheckboxSelectMultiple
        )
        kwargs["form"] = type(self.form)("KunjunganForm", (self.form,), {"anggota": bidang})
        kelas = super().get_form(request, obj, change=change, **kwargs)
        kelas.base_fields["tim_hadir"].label = SELAIN_TIM
        return kelas

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).annotate(n_foto=Count("bukti", distinct=True))

    @admin.display(description="foto", ordering="n_foto")
    def foto(self, obj: Any) -> str:
        return str(obj.n_foto) if obj.n_foto else "belum ada"

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Kunjungan:
        d = form.cleaned_data
        temuan = [f.cleaned_data for f in formsets[0].forms if f.has_changed()]
        kolom = {k: d[k] for k in IsiKunjungan.__dataclass_fields__ if k not in BAGIAN}
        for teks in ("tim_hadir", "warga_ditemui"):
            kolom[teks] = "\n".join(baris.strip() for baris in d[teks].splitlines() if baris.strip())
        kolom["tim_hadir"] = _with_members(request, d, kolom["tim_hadir"])
        baris = sorted((t["umkm"].pk, t["berjalan"], t["masalah"], t["saran"]) for t in temuan)
        desa = [(None, *d["tindak_desa"])] if d["tindak_desa"] else []
        tindak = sorted((t["umkm"].pk, *t["lanjut"]) for t in temuan if t["lanjut"])
        form.instance.uuid = d["pengenal"]
        return record_kunjungan(
            d["penugasan"],
            IsiKunjungan(**kolom, temuan=tuple(baris), periksa=d["periksa"], tindak=(*desa, *tindak)),
            uuid=d["pengenal"],
            susulan=d["alasan_susulan"],
            by=request.user,
            at=timezone.now(),
        )


def team_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """The members of the own teams by name, each with the villages. One query a page."""
    simpanan = request.__dict__.setdefault("_anggota_tim", {})
    if "pilihan" not in simpanan:
        terbuka = taking_additions(on=hari_ini(), jalur="tim__penugasan__")
        semua = AnggotaTim.objects.managed_by(request.user).filter(terbuka)  # type: ignore[arg-type]
        desa: dict[str, dict[str, None]] = {}
        for nama, tempat in semua.order_by("nama", "pk").values_list("nama", "tim__penugasan__desa__nama"):
            desa.setdefault(nama, {})[tempat] = None
        simpanan["pilihan"] = [(nama, f"{nama} ({', '.join(tempat)})") for nama, tempat in desa.items()]
    return simpanan["pilihan"]


def _with_members(request: HttpRequest, d: dict[str, Any], lain: str) -> str:
    """Who came, one name a line: the members ticked, then the others. Raises ValidationError for one of another team."""
    anggota = d.get("anggota", [])
    tim = members_on(request.user, d["penugasan"], {d["tanggal"]}) if anggota else []  # type: ignore[arg-type]
    if luar := [nama for nama in anggota if nama not in tim]:
        raise ValidationError(
            {"anggota": f"Pada tanggal itu bukan anggota tim desa ini: {', '.join(luar)}. Hapus centangnya."}
        )
    return "\n".join(dict.fromkeys([*anggota, *lain.splitlines()]))
