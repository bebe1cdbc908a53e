"""A list taken out as a person takes it, edited, and given back: for the tests of round trips."""

import csv
import io

from django.urls import reverse
from openpyxl import load_workbook


def taken(client, oleh, alamat, bentuk, **kueri):
    """The bytes of the list at this address."""
    client.force_login(oleh)
    return client.get(alamat, kueri | {"unduh": bentuk}).getvalue()


def edited(isi, bentuk, ubah):
    """The file with the rows as `ubah` leaves them; each row is a dict by heading."""
    if bentuk == "csv":
        [kepala, *baris] = csv.reader(io.StringIO(isi.decode("utf-8-sig"), newline=""), delimiter=";")
        keluar = io.StringIO(newline="")
        tulis = csv.writer(keluar, delimiter=";")
        tulis.writerow(kepala)
        tulis.writerows(r.values() for r in ubah([dict(zip(kepala, b, strict=True)) for b in baris]))
        return f"\ufeff{keluar.getvalue()}".encode()
    buku = load_workbook(io.BytesIO(isi))
    lembar = buku.worksheets[0]
    [kepala, *baris] = lembar.iter_rows(values_only=True)
    hasil = ubah([dict(zip(kepala, b, strict=True)) for b in baris])
    lembar.delete_rows(2, len(baris))
    for r in hasil:
        lembar.append(list(r.values()))
        for sel in lembar[lembar.max_row]:
            if isinstance(sel.value, str):
                sel.data_type = "s"
    aliran = io.BytesIO()
    buku.save(aliran)
    return aliran.getvalue()


def filled(client, oleh, jenis, **kueri):
    """Headings and rows of a template, each row a dict by heading."""
    client.force_login(oleh)
    isi = client.get(reverse("impor:templat", args=[jenis]), kueri).content
    kepala, *baris = load_workbook(io.BytesIO(isi)).worksheets[0].iter_rows(values_only=True)
    return kepala, [dict(zip(kepala, b, strict=True)) for b in baris]
