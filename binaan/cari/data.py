"""Rows of each kind that answer a search. Only OPEN fields are looked at: no owner, no phone, no contact, no family.

Every word must be found, in any order. Each kind is one query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from binaan.cari.hasil import Hasil
from binaan.cari.kata import Kata
from desa.angka import format_tanggal
from desa.enums import JenisDesa
from desa.models import Desa, Umkm
from opd.forms.saring import cocok_desa, cocok_opd
from opd.models import Arahan, Cetakan, Kegiatan, Opd, Pengguna, Rakor, Sk
from opd.models.arahan import shorten
from opd.models.cetakan import PANJANG_KODE

ANGKA_NIB = 6
KEGIATAN_DIBACA = 5_000
"""The newest recorded activities that are looked through; older ones are found on their page by OPD, village and date."""
SEBUTAN = {jenis.label.lower(): jenis for jenis in sorted(JenisDesa, key=lambda j: len(j.label), reverse=True)}


@dataclass(frozen=True, slots=True)
class Sumber:
    """Where rows of a kind come from, and how one becomes a line of the results."""

    baris: Callable[[Pengguna, Kata], QuerySet[Any]]
    hasil: Callable[[Any], Hasil]


def words_in(kata: Kata, *kolom: str) -> Q:
    """Each word stands in one of the columns, as typed or without its accents."""
    pasangan = zip(kata.kata, kata.lipat, strict=True)
    return reduce(and_, (_somewhere({k, lipat}, kolom) for k, lipat in pasangan), Q())


def _somewhere(bentuk: set[str], kolom: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{k}__icontains": b}) for b in sorted(bentuk) for k in kolom))


def nearest(nama: str) -> Case:
    """0 for the very name, 1 for its beginning, 2 for a part of it, 3 for a match elsewhere."""
    dekat = [When(nama__iexact=nama, then=0), When(nama__istartswith=nama, then=1), When(nama__icontains=nama, then=2)]
    return Case(*dekat, default=Value(3), output_field=IntegerField())


def find_desa(user: Pengguna, kata: Kata) -> QuerySet[Desa]:
    """Villages by name, kecamatan, kabupaten or code; "Negeri Uraur" finds Uraur, "negeri" alone finds every negeri."""
    rendah = kata.teks.lower()
    sebutan = next((s for s in SEBUTAN if rendah == s or rendah.startswith(f"{s} ")), "")
    nama = kata.teks[len(sebutan) :].strip()
    cocok = cocok_desa(kata.teks) | words_in(kata, "nama", "kecamatan__nama", "kecamatan__kabupaten__nama")
    if sebutan and not nama:
        cocok |= Q(jenis=SEBUTAN[sebutan])
    elif sebutan:
        cocok |= cocok_desa(nama)
    desa = Desa.objects.visible_to(user).filter(cocok).with_place()
    return desa.order_by(nearest(kata.teks), nearest(nama or kata.teks), "nama", "kode")


def _desa(d: Desa) -> Hasil:
    tempat = f"Kec. {d.kecamatan.nama}, {d.kecamatan.kabupaten.nama_singkat}"
    return Hasil(d.nama, reverse("desa:detail", args=[d.kode]), f"{d.get_jenis_display()} · {tempat} · {d.kode}")


def find_opd(user: Pengguna, kata: Kata) -> QuerySet[Opd]:
    cocok = Opd.objects.visible_to(user).filter(cocok_opd(kata.teks) | words_in(kata, "nama")).order_by().values("pk")
    return Opd.objects.visible_to(user).filter(pk__in=cocok).order_by(nearest(kata.teks), "nama")


def _opd(o: Opd) -> Hasil:
    tanda = "perlu konfirmasi" if o.perlu_konfirmasi else ""
    if o.berlaku_selesai:
        tanda = f"berakhir {format_tanggal(o.berlaku_selesai)}"
    ket = f"{o.singkatan} · {o.get_jenis_display()}" if o.singkatan != o.nama else o.get_jenis_display()
    return Hasil(o.nama, reverse("opd:detail", args=[o.slug]), ket, tanda)


def find_umkm(user: Pengguna, kata: Kata) -> QuerySet[Umkm]:
    """Enterprises by name, product, or the first digits of the NIB."""
    cocok = words_in(kata, "nama", "produk")
    if len(kata.angka) >= ANGKA_NIB:
        cocok |= Q(nib__startswith=kata.angka)
    umkm = Umkm.objects.visible_to(user).filter(cocok).select_related("desa__kecamatan__kabupaten")
    return umkm.order_by(nearest(kata.teks), "nama", "pk")


def _umkm(u: Umkm) -> Hasil:
    ket = [u.produk, u.desa.nama_lengkap, f"NIB {u.nib}" if u.nib else ""]
    tanda = f"tutup {format_tanggal(u.tutup_pada)}" if u.tutup_pada else ""
    return Hasil(u.nama, reverse("umkm:detail", args=[u.uuid]), " · ".join(k for k in ket if k), tanda)


def find_kegiatan(user: Pengguna, kata: Kata) -> QuerySet[Kegiatan]:
    """Activities in force by title, the newest first."""
    # A newer one that does not answer is no key at all: PostgreSQL looks up those alone that do.
    kunci = Case(When(words_in(kata, "judul"), then=F("pk")))
    baru = Kegiatan.objects.visible_to(user).order_by("-dicatat_pada").annotate(kunci=kunci).values("kunci")
    kegiatan = Kegiatan.objects.visible_to(user).in_force().filter(pk__in=baru[:KEGIATAN_DIBACA])
    return kegiatan.select_related("penugasan__desa", "penugasan__opd").order_by("-tanggal", "-pk")


def _kegiatan(k: Kegiatan) -> Hasil:
    p = k.penugasan
    ket = f"{format_tanggal(k.tanggal)} · {p.desa.nama} · {p.opd.singkatan}"
    return Hasil(k.judul, reverse("kegiatan:detail", args=[k.uuid]), ket)


def find_arahan(user: Pengguna, kata: Kata) -> QuerySet[Any]:
    """Arahan by what they order, and rakor by their matter, the newest first."""
    arahan = Arahan.objects.visible_to(user).filter(words_in(kata, "isi"))
    rakor = Rakor.objects.visible_to(user).filter(words_in(kata, "perihal"))
    a = _row(arahan, _word("arahan"), F("uuid"), F("isi"), _word(""), F("tanggal"))
    r = _row(rakor, _word("rakor"), F("uuid"), F("perihal"), _word(""), F("tanggal"))
    return a.union(r, all=True).order_by("-c_hari", "c_kunci")


def _row(rows: QuerySet[Any], *nilai: Any) -> QuerySet[Any]:
    """Rows of any table under the same five names, for a union: kind, key, text, detail, day."""
    kolom = ("c_jenis", "c_kunci", "c_teks", "c_rinci", "c_hari")
    return rows.order_by().annotate(**dict(zip(kolom, nilai, strict=True))).values_list(*kolom)


def _word(kata: str) -> Value:
    return Value(kata, output_field=CharField())


def _arahan(baris: tuple[str, Any, str, str, date]) -> Hasil:
    jenis, kunci, teks, _, hari = baris
    return Hasil(
        shorten(teks), reverse(f"{jenis}:detail", args=[kunci]), f"{jenis.capitalize()} {format_tanggal(hari)}"
    )


def find_dokumen(user: Pengguna, kata: Kata) -> QuerySet[Any]:
    """Decrees by number or matter, printed papers by title, or by the code that stands beside their QR code."""
    kode = "".join(h for h in kata.teks.upper() if h.isalnum())
    cetak = words_in(kata, "judul") | (Q(kode=kode) if len(kode) == PANJANG_KODE else Q())
    sk = Sk.objects.visible_to(user).filter(words_in(kata, "nomor", "tentang"))
    naskah = Cetakan.objects.visible_to(user).filter(cetak)
    s = _row(sk, _word("sk"), _word(""), F("nomor"), F("tentang"), F("tanggal"))
    n = _row(naskah, _word("naskah"), F("kode"), F("judul"), _word(""), F("per"))
    return s.union(n, all=True).order_by("-c_hari", "c_kunci")


def _dokumen(baris: tuple[str, str, str, str, date]) -> Hasil:
    jenis, kunci, teks, rinci, hari = baris
    if jenis == "sk":
        return Hasil(f"SK {teks}", reverse("penugasan:daftar"), f"{rinci} · {format_tanggal(hari)}")
    return Hasil(teks, reverse("periksa:naskah", args=[kunci]), f"Naskah cetak per {format_tanggal(hari)}")


SUMBER = {
    "desa": Sumber(find_desa, _desa),
    "opd": Sumber(find_opd, _opd),
    "umkm": Sumber(find_umkm, _umkm),
    "kegiatan": Sumber(find_kegiatan, _kegiatan),
    "arahan": Sumber(find_arahan, _arahan),
    "dokumen": Sumber(find_dokumen, _dokumen),
}


def lines(jenis: str, baris: Any) -> Iterator[Hasil]:
    """These rows as lines of the results."""
    return map(SUMBER[jenis].hasil, baris)
