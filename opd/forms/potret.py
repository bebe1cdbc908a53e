"""Forms of potret kesejahteraan: enter, correct, decide, and the filters of its board."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from desa.angka import BilanganField, TanggalField
from desa.enums import DefinisiEkstrem
from desa.models import Kabupaten, PotretKesejahteraan
from desa.models.kesejahteraan import DESIL, KK, KK_TERBANYAK, SUMBER, broken_rules
from opd.actions.potret import BIDANG, IsiPotret
from opd.ambang import KELUARGA_TERKECIL
from opd.forms.fakta import FormKoreksi, SaringHari, opd_choices
from opd.forms.isian import BuktiField, FormYakin, TeksField
from opd.models import Pengguna
from opd.rekap.entas import SelEntas
from opd.rekap.gerak_indeks import NAIK, TETAP, TURUN, GerakIndeks, KeadaanIndeks
from opd.rekap.indeks_batas import SINGKAT
from opd.rekap.kemajuan import KemajuanOpd
from opd.rekap.kemiskinan import BERPASANGAN, Keadaan, Terlihat, Ukuran
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.potret import BarisPotret, KeadaanPotret

LAIN = "Isi hanya bila artinya tidak ada pada daftar di atas."


def _kk(label: str) -> BilanganField:
    return BilanganField(label=label, required=False, min_value=0, max_value=KK_TERBANYAK)


class FormPotret(FormYakin):
    """A vintage: who counted, on which day, what the words meant, and the counts. What is unknown stays empty."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    sumber = forms.ChoiceField(label="Sumber", choices=[("", "– pilih –"), *SUMBER])
    tanggal_data = TanggalField(
        label="Tanggal data", help_text="Hari keadaan yang dihitung, bukan hari datanya diterima."
    )
    definisi = forms.ChoiceField(
        label="Arti miskin ekstrem menurut sumber ini", choices=[("", "– pilih –"), *DefinisiEkstrem.choices]
    )
    definisi_lain = TeksField(label="Arti lain", max_length=200, required=False, help_text=LAIN)
    dokumen = TeksField(
        label="Dokumen sumber",
        max_length=200,
        help_text="Misalnya berita acara serah terima P3KE, nomor dan tanggalnya. Jangan menulis nama warga.",
    )
    kk_total = _kk("Seluruh KK di desa")
    kk_miskin = _kk("KK miskin")
    kk_miskin_ekstrem = _kk("KK miskin ekstrem")
    kk_desil_1 = _kk("KK desil 1")
    kk_desil_2 = _kk("KK desil 2")
    kk_desil_3 = _kk("KK desil 3")
    kk_desil_4 = _kk("KK desil 4")
    pindaian = BuktiField(
        label="Pindaian dokumen",
        required=False,
        widget=forms.FileInput(attrs={"data-pribadi": ""}),
        help_text="PDF atau satu foto, paling besar 10 MB. Hanya dibuka OPD pendamping desa dan verifikator.",
    )

    field_order = ("uuid", "alasan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["yakin"].label = "Angka ini sudah benar, simpan saja"
        self.fields["yakin"] = self.fields.pop("yakin")  # last on the page, so last in its list of errors

    def rincian(self) -> list[tuple[str, list[Any]]]:
        """The counts in two groups, as bound fields."""
        pokok = [self[n] for n in KK if n not in DESIL]
        return [("Jumlah keluarga", pokok), ("Keluarga menurut desil", [self[n] for n in DESIL])]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        lain = isi.get("definisi") == DefinisiEkstrem.LAINNYA
        if "definisi" in isi and "definisi_lain" in isi and lain != bool(isi["definisi_lain"]):
            self.add_error("definisi_lain", "Tulis artinya di sini." if lain else f"Kosongkan. {LAIN}")
        if not any(n in self.errors for n in KK):
            for nama, kalimat in broken_rules({n: isi.get(n) for n in KK}).items():
                self.add_error(nama, kalimat)
        return isi

    def isi(self) -> IsiPotret:
        """The checked form as the action takes it."""
        return IsiPotret(**{n: self.cleaned_data[n] for n in BIDANG})


class FormKoreksiPotret(FormPotret, FormKoreksi):
    """The whole potret again, with the reason."""


class FormPutusanPotret(forms.Form):
    """Verify, or return with a reason."""

    tindakan = forms.ChoiceField(choices=[("verifikasi", "Verifikasi"), ("kembalikan", "Kembalikan")])
    alasan = TeksField(label="Alasan bila dikembalikan", baris=3, max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if isi.get("tindakan") == "kembalikan" and not isi.get("alasan") and "alasan" not in self.errors:
            self.add_error("alasan", "Tulis apa yang harus diperbaiki.")
        return isi


class FormVerifikasi(forms.Form):
    """Which of the potret that wait for this person were compared with their papers."""

    potret = forms.TypedMultipleChoiceField(
        label="Potret yang sudah dicocokkan",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Centang potret yang sudah Anda cocokkan dengan dokumennya.",
            "invalid_choice": "Salah satu potret itu sudah diputuskan orang lain. Muat ulang halaman.",
        },
    )

    def __init__(self, *args: Any, pilihan: Iterable[PotretKesejahteraan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["potret"].choices = [(p.pk, str(p)) for p in pilihan]  # type: ignore[attr-defined]


class SaringTempat(SaringHari):
    """Which villages, as of which day and by what was recorded until then."""

    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    milik = forms.ChoiceField(label="Milik", required=False, choices=[("", "Semua desa"), ("1", "Desa OPD saya")])
    per = TanggalField(label="Keadaan per", required=False)
    diketahui = TanggalField(label="Dicatat sampai", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, on=on, **kwargs)
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(user)]  # type: ignore[attr-defined]
        kabupaten = [(k.kode, k.nama_singkat) for k in Kabupaten.objects.visible_to(user).order_by("kode")]
        self.fields["kabupaten"].choices = [("", "Semua kabupaten/kota"), *kabupaten]  # type: ignore[attr-defined]
        if not user.opd_ids(on):
            del self.fields["milik"]

    @property
    def disaring(self) -> bool:
        """Whether a place is chosen, so that the sums are not those of the province."""
        return any(self.data.get(nama) for nama in ("opd", "kabupaten", "milik"))

    def clean_per(self) -> date | None:
        """A day that has come."""
        hari = self.cleaned_data["per"]
        if hari and hari > self.on:
            raise forms.ValidationError("Tanggal ini belum terjadi.")
        return hari

    def fits(self, b: BarisPenugasan) -> bool:
        """Whether the place filters leave the village; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return False
        d = self.cleaned_data
        kabupaten = not d["kabupaten"] or b.kode.startswith(f"{d['kabupaten']}.")
        milik = not d.get("milik") or b.opd_id in self.user.opd_ids(self.on)
        return kabupaten and milik and (not d["opd"] or b.opd_slug == d["opd"])


class SaringPotret(SaringTempat):
    """Filters of the board."""

    keadaan = forms.ChoiceField(
        label="Keadaan", required=False, choices=[("", "Semua keadaan"), *KeadaanPotret.choices]
    )

    field_order = ("keadaan",)

    def in_state(self, b: BarisPotret) -> bool:
        """Whether the village is in the state asked for."""
        keadaan = self.cleaned_data.get("keadaan") if self.is_valid() else None
        return not keadaan or KeadaanPotret(keadaan) in b.keadaan


class SaringProvinsi(SaringTempat):
    """Filters of the province's page, and the order of its OPDs."""

    urut = forms.ChoiceField(
        label="Urutan OPD",
        required=False,
        choices=[("", "Menurut nama"), ("entas", "Entas terbanyak"), ("turun", "Penurunan terbesar")],
    )

    def ordered(self, baris: Iterable[KemajuanOpd]) -> list[KemajuanOpd]:
        """The OPDs in the order asked for; what is closed or unknown stands together, by name."""
        urut = self.cleaned_data.get("urut") if self.is_valid() else ""
        semua = sorted(baris, key=lambda o: (not o.kk.desa, o.penugasan.opd))
        if urut == "entas":
            return sorted(semua, key=lambda o: _closed_last(o.entas), reverse=True)
        if urut == "turun":
            return sorted(semua, key=lambda o: -1000 if o.kk.penurunan is None else o.kk.penurunan, reverse=True)
        return semua


def _closed_last(s: SelEntas | None) -> int:
    """What orders a count: a closed one comes after every open group that is not small, whatever it is."""
    if s is None:
        return 0
    return s.entas.nilai if s.entas.nilai is not None else KELUARGA_TERKECIL.nilai - 1


GERAK = (("terukur", "dapat dibandingkan"), (NAIK, NAIK), (TETAP, TETAP), (TURUN, TURUN))


class SaringKemajuan(SaringTempat):
    """Filters of what became of KK miskin ekstrem: against which baseline, and which villages of a number."""

    dasar = forms.ChoiceField(label="Diukur dari", required=False, choices=Ukuran.choices)
    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[("", "Semua keadaan"), ("berdasar", "Punya garis dasar"), ("tanpa", "Tanpa garis dasar"),
                 ("terukur", "Dapat dibandingkan"), ("tertutup", "Tidak ditampilkan (kelompok kecil)"),
                 *[(k.value, k.label) for k in Keadaan if k not in BERPASANGAN]],
    )  # fmt: skip
    indeks = forms.ChoiceField(
        label="Indeks",
        required=False,
        choices=[
            ("", "Semua"),
            *[(f"{j}_{arah}", f"{SINGKAT[j]} {kata}") for j in SINGKAT for arah, kata in GERAK],
            (KeadaanIndeks.TIDAK_SEBANDING.value, "Tidak dapat dibandingkan"),
        ],
    )

    field_order = ("dasar", "keadaan", "indeks")

    @property
    def ukuran(self) -> Ukuran:
        """The baseline of the villages' table; the programme's unless another is asked for."""
        return Ukuran((self.cleaned_data.get("dasar") if self.is_valid() else None) or Ukuran.PROGRAM)

    def in_state(self, t: Terlihat) -> bool:
        """Whether a village is one of those that the number counts."""
        keadaan = self.cleaned_data.get("keadaan") if self.is_valid() else None
        sendiri = {
            "berdasar": t.banding.dasar is not None,
            "tanpa": t.banding.dasar is None,
            "terukur": t.pasangan is not None,
            "tertutup": t.tertutup,
        }
        return not keadaan or sendiri.get(keadaan, t.banding.keadaan == keadaan)

    def index_fits(self, g: GerakIndeks) -> bool:
        """Whether the village's indices moved as asked for."""
        pilih = self.cleaned_data.get("indeks") if self.is_valid() else None
        if not pilih or pilih == KeadaanIndeks.TIDAK_SEBANDING:
            return not pilih or g.keadaan == KeadaanIndeks.TIDAK_SEBANDING
        jenis, _, arah = pilih.rpartition("_")
        gerak = g.moved(jenis)
        return bool(gerak) and arah in ("terukur", gerak)
