"""Forms of the rights of data subjects: who asks, which records are theirs, and why the file leaves the application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from desa.models import Desa, Keluarga, Umkm
from opd.forms.isian import FormNomorOrang, TeksField
from opd.forms.keluarga import FormBukaKeluarga
from opd.models import Pengguna, Penugasan
from opd.rekap.cari_subjek import Pencarian
from opd.rekap.simpanan_pribadi import Kunci

KURANG = "Isi NIK, nomor KK, nomor telepon, atau nama bersama desanya."
TANPA_DESA = "tanpa"
NAMA_TERPENDEK = 3
CATATAN_TERBANYAK = 100


class FormCariSubjek(FormNomorOrang):
    """What is known of the person who asks. Sent by POST alone: no address, log or history shall hold it."""

    nik = TeksField(label="NIK", max_length=40, pribadi=True, required=False, help_text="16 angka, dicari persis.")
    kk = TeksField(label="Nomor kartu keluarga (KK)", max_length=40, pribadi=True, required=False)
    telepon = TeksField(
        label="Nomor telepon",
        max_length=40,
        pribadi=True,
        required=False,
        help_text="Semua nomor tersandi dibuka dan dibandingkan; perlu beberapa detik.",
    )
    nama = TeksField(
        label="Nama", max_length=120, pribadi=True, required=False, help_text="Semua katanya dicari, urutannya bebas."
    )
    desa = forms.ChoiceField(label="Desa", required=False)

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nama in ("nik", "kk", "telepon", "nama"):
            self.fields[nama].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        berisi = [Exists(m.objects.visible_to(user).filter(desa=OuterRef("pk"))) for m in (Keluarga, Umkm, Penugasan)]
        self.desa = {
            d.kode: d for d in Desa.objects.visible_to(user).with_place().filter(berisi[0] | berisi[1] | berisi[2])
        }
        urut = sorted(self.desa.values(), key=lambda d: (d.nama, d.kode))
        self.fields["desa"].choices = [  # type: ignore[attr-defined]
            ("", "– pilih desanya –"),
            (TANPA_DESA, "Bukan warga: pejabat, anggota tim, kontak mitra atau pembeli"),
            *((d.kode, d.nama_lengkap) for d in urut),
        ]

    def clean_nama(self) -> str:
        nama = self.cleaned_data["nama"]
        if nama and len(nama) < NAMA_TERPENDEK:
            raise ValidationError("Tulis sedikitnya 3 huruf dari namanya.", code="pendek")
        return nama

    def clean(self) -> dict[str, Any]:
        d = super().clean() or {}
        if d.get("nama") and not d.get("desa"):
            self.add_error("desa", "Pilih desanya, supaya orang lain yang bernama sama tidak ikut terbuka.")
        elif not self.errors and not any(d.get(n) for n in ("nik", "kk", "telepon", "nama")):
            raise ValidationError(KURANG, code="kosong")
        return d

    def question(self) -> Pencarian:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        desa = self.desa.get(d["desa"])
        return Pencarian(d["nik"], d["kk"], d["nama"], desa.pk if desa else None, d["telepon"])


class KunciField(forms.Field):
    """The keys of stored records, several under one name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[Kunci, ...]:
        kunci = [Kunci.read(str(teks)) for teks in value or ()]
        if None in kunci or len(kunci) > CATATAN_TERBANYAK:
            raise ValidationError("Pilihan catatannya tidak dikenal. Ulangi pencariannya.", code="kunci")
        return tuple(dict.fromkeys(k for k in kunci if k is not None))


class FormPilihSubjek(forms.Form):
    """Which of the found records are the person."""

    catatan = KunciField(error_messages={"required": "Pilih paling sedikit satu catatan."})


class FormSerahSubjek(FormBukaKeluarga, FormPilihSubjek):
    """The own password again, why the file is handed over, and in which form."""

    bentuk = forms.ChoiceField(
        label="Bentuk berkas",
        choices=[("cetak", "Halaman untuk dicetak, tampil 60 detik"), ("excel", "Berkas Excel")],
        initial="cetak",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alasan"].label = "Atas permintaan apa berkas ini diserahkan"
        self.fields["alasan"].help_text = (
            "Misalnya permintaan akses di kantor desa, surat tertanggal 3 Maret 2026. Alasan ini dicatat; jangan menulis nama "
            "atau nomor."
        )
