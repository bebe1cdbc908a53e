"""A list as a file: the rows, order and filter of the page whose address asks for it with `unduh`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from desa.angka import format_tanggal, format_waktu
from desa.ekspor.daftar import Daftar
from desa.ekspor.tulis import write_csv, write_xlsx
from desa.models import Desa
from desa.waktu import hari_ini, not_recorded_yet
from opd.actions.ekspor import record_export
from opd.arti.berkas import meanings
from opd.forms.kata_saring import coded_filters, told_filters
from opd.jatah import JATAH
from opd.konteks import is_sample
from opd.models import Pengguna, Penugasan
from opd.rekap.simpanan_pribadi import Kunci
from opd.sandi_ulang import require_password
from opd.views.halaman import XLSX, name_file

T = TypeVar("T")
JENIS = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
SEKALI_BACA = 2000
DETIK_GILIRAN = 5


class _Lewat:
    """The rows on their way into the file, counted, and whose persons they name."""

    def __init__(
        self, baris: Iterable[Any] | Callable[[], Iterable[Any]], orang: Callable[[Any], Kunci] | None
    ) -> None:
        baris = baris() if callable(baris) else baris
        self.baris = baris.iterator(chunk_size=SEKALI_BACA) if isinstance(baris, QuerySet) else baris
        self.orang, self.jumlah, self.kunci = orang, 0, list[Kunci]()

    def __iter__(self) -> Iterator[Any]:
        for satu in self.baris:
            self.jumlah += 1
            if self.orang:
                self.kunci.append(self.orang(satu))
            yield satu


def export(
    request: HttpRequest,
    daftar: Daftar,
    baris: Iterable[Any] | Callable[[], Iterable[Any]],
    form: Form,
    *,
    until: date | None = None,
    orang: Callable[[Any], Kunci] | None = None,
) -> HttpResponse | None:
    """The file that the address asks for, all `baris` of the list in it; None when it asks for the page.

    A list that names persons (`orang`) asks for the password again. `baris`, or what it gives when called, is read only
    for a file. The file is whole, and its audit row written, before the first byte goes out. While as many files as the
    machine bears are being written, a page that asks again by itself.
    """
    bentuk = request.GET.get("unduh", "")
    if request.method != "GET" or bentuk not in JENIS:
        return None
    if orang is not None:
        require_password(request)
    with JATAH.place() as dapat:
        return _file(request, bentuk, daftar, _Lewat(baris, orang), form, until) if dapat else _wait(request)


def _wait(request: HttpRequest) -> HttpResponse:
    isi = {"detik": DETIK_GILIRAN, "alamat": request.get_full_path()}
    jawaban = render(request, "unduh/antre.html", isi, status=202)
    jawaban.headers["Refresh"] = str(DETIK_GILIRAN)
    return jawaban


def _file(
    request: HttpRequest, bentuk: str, daftar: Daftar, lewat: _Lewat, form: Form, until: date | None
) -> FileResponse:
    saat = timezone.now()
    berkas = TemporaryFile()  # noqa: SIM115 the answer closes it
    if bentuk == "csv":
        write_csv(berkas, daftar, lewat)
    else:
        write_xlsx(berkas, daftar, lewat, _notes(request, daftar, form, until, saat, lewat))
    kirim = {"bentuk": bentuk, "baris": lewat.jumlah, "saring": coded_filters(form), "orang": lewat.kunci}
    record_export(daftar.nama, by=request.user, at=saat, **kirim)
    berkas.seek(0)
    jawaban = FileResponse(berkas, content_type=JENIS[bentuk])
    return name_file(jawaban, f"{daftar.nama.lower()}-{hari_ini():%Y-%m-%d}.{bentuk}")


def in_batches(baris: Iterable[T]) -> Iterator[list[T]]:
    """The rows by as many as are read at once."""
    alur = baris.iterator(chunk_size=SEKALI_BACA) if isinstance(baris, QuerySet) else iter(baris)
    while kelompok := list(islice(alur, SEKALI_BACA)):
        yield kelompok


def with_penugasan(user: Pengguna, baris: QuerySet[Any]) -> Iterator[Any]:
    """The rows with their penugasan, OPD and village, each read once; a join would build five records anew for every row."""
    kenal: dict[int, Penugasan] = {}
    for kelompok in in_batches(baris.select_related(None)):
        learn_penugasan(kenal, {b.penugasan_id for b in kelompok}, user)
        for b in kelompok:
            b.penugasan = kenal[b.penugasan_id]
        yield from kelompok


def learn_penugasan(kenal: dict[int, Penugasan], pk: set[int], user: Pengguna) -> None:
    """Read those that are not known yet, with OPD and village."""
    if baru := pk - kenal.keys():
        semua = Penugasan.objects.visible_to(user).select_related("opd", "desa__kecamatan__kabupaten")
        kenal |= semua.in_bulk(baru)


def learn_desa(kenal: dict[int, Desa], pk: set[int], user: Pengguna) -> None:
    """The same of villages, with what they lie in."""
    if baru := pk - kenal.keys():
        kenal |= Desa.objects.visible_to(user).select_related("kecamatan__kabupaten").in_bulk(baru)


def key_of(baris: Any) -> Kunci:
    """The record that a row with its model's label and number names."""
    return Kunci(baris._meta.label_lower, baris.pk)


def _notes(
    request: HttpRequest, daftar: Daftar, form: Form, until: date | None, saat: datetime, lewat: _Lewat
) -> Iterator[tuple[str, Any]]:
    """What the sheet "Keterangan" says."""
    if is_sample():
        yield "CONTOH", "Data contoh, bukan data nyata."
    tahu = getattr(form, "known_at", None) or saat
    yield "Daftar", daftar.judul
    per = until or getattr(form, "until", None) or hari_ini()
    yield "Keadaan per", format_tanggal(per)
    kalimat = not_recorded_yet(getattr(form, "akhir", per), tahu)
    yield "Menurut yang dicatat sampai", f"{format_waktu(tahu)}. {kalimat}" if kalimat else format_waktu(tahu)
    for label, kata in told_filters(form):
        yield f"Saringan: {label}", kata
    yield "Jumlah baris", lewat.jumlah
    for satuan in dict.fromkeys(k.satuan for k in daftar.kolom if k.satuan):
        yield f"Satuan {satuan}", ", ".join(k.judul for k in daftar.kolom if k.satuan == satuan)
    for angka, arti in meanings(daftar.nama):
        yield f"Arti {angka}", arti
    yield "Sumber", daftar.sumber
    yield "Diunggah lagi", daftar.kembali
    for kalimat in daftar.catatan:
        yield "Catatan", kalimat
    yield "Diunduh", f"{format_waktu(saat)} oleh {request.user.label}"
