"""What a browser keeps and sends along tells no person: titles, addresses, names of files, forms that ask by GET (G4).

Seen red: a family's name in the title of its page, and a box of free text that lets a NIK into the address.
"""

import pytest
from django.utils import timezone
from lxml import html

from desa.models import Catatan, Umkm
from tests.halaman_ketat import StrictClient
from tests.opd.test_pembatasan_bersama import of
from tests.opd.test_permintaan_subjek import laksanakan, usul
from tests.walk.dunia import KANARI, build
from tests.walk.jalan import addresses

pytestmark = pytest.mark.django_db

ALAMAT = ("href", "src", "srcset", "action", "formaction", "data-cari", "data-pekerjaan")
KEPALA = ("Location", "Content-Disposition", "Refresh", "Link")
TUA = "Kanari Tua Abu"
"""A name that only an old audit row holds."""
PRIBADI = {"nama", "nik", "kk", "telepon", "pemilik", "cari", "alamat", "warga"}
"""What is asked for by POST alone."""
TAK_DISIMPAN = {"no-referrer", "same-origin", "strict-origin"}


def is_page(jawaban) -> bool:
    return jawaban.headers.get("Content-Type", "").startswith("text/html") and bool(jawaban.content)


def kept(jawaban) -> list[str]:
    """What stays in the browser's history or goes out as Referer: headers, titles, addresses, and what a GET form would ask."""
    ada = [jawaban.headers.get(k, "") for k in KEPALA]
    if not is_page(jawaban):
        return ada
    pohon = html.fromstring(jawaban.content)
    ada += pohon.xpath("//title/text()")
    ada += [isi for nama in ALAMAT for isi in pohon.xpath(f"//@{nama}")]
    for form in pohon.xpath("//form[not(@method) or translate(@method, 'GET', 'get') = 'get']"):
        ada += form.xpath(".//input/@value | .//option/@value | .//textarea/text()")
    return ada


def get_fields(jawaban) -> set[str]:
    """The boxes of free text by which a page asks by GET; of the panel's own the server takes a number out of the address."""
    if not is_page(jawaban):
        return set()
    kotak = (
        "//form[@method='get' and not(@id='changelist-search')]//input[@type='search' or @type='text' or not(@type)]"
    )
    return {f"{i.get('name')} {'pattern' in i.attrib}" for i in html.fromstring(jawaban.content).xpath(kotak)}


@pytest.mark.parametrize("peran", ["verifikator", pytest.param("kepala_opd", marks=pytest.mark.sekali)])
def test_what_a_browser_keeps_tells_nobody(peran):
    dunia, klien = build(), StrictClient()
    klien.force_login(dunia.pengguna[peran])
    kotak: set[str] = set()
    for a in addresses(dunia):
        jawaban = klien.get(a.url)
        assert jawaban.headers["Referrer-Policy"] in TAK_DISIMPAN, a
        ada = "\n".join([a.url, *kept(jawaban)])
        assert [k for k in KANARI if k in ada] == [], a
        kotak |= get_fields(jawaban)
    assert ("q True" in kotak, {k.split()[0] for k in kotak} & PRIBADI, "q False" in kotak) == (True, set(), False)


def emptied_with_old_rows(dunia) -> None:
    """An enterprise emptied on request, and the audit rows of it that were written while it still bore its owner's name."""
    umkm = Umkm.objects.exclude(pemilik="").first()
    laksanakan(usul((of(umkm),)))
    for tindakan, ubah in (("mendaftarkan UMKM", {}), ("mengubah UMKM", {"nama": ["Sagu", f"Kios {TUA}"]})):
        Catatan.objects.create(
            pada=timezone.now(), oleh="uji", oleh_id=dunia.pengguna["operator_opd"].pk, sebagai="uji", tindakan=tindakan,
            objek_jenis="desa.umkm", objek_id=str(umkm.pk), objek=f"Kios {TUA}", perubahan=ubah,
        )  # fmt: skip


@pytest.mark.parametrize("peran", ["admin_sistem", pytest.param("verifikator", marks=pytest.mark.sekali)])
def test_an_old_name_that_audit_rows_keep_stands_on_no_page_file_or_search(peran):
    """Audit rows are never changed. Seen red with the rows read as they were written."""
    dunia, klien = build(), StrictClient()
    emptied_with_old_rows(dunia)
    klien.force_login(dunia.pengguna[peran])
    tanya = [
        f"/cari/?q={TUA.replace(' ', '+')}",
        "/cari/saran/?q=Kanari+Tua",
        f"/admin/desa/catatan/?q={TUA.replace(' ', '+')}",
    ]
    unduh = [f"{a.url}?unduh=csv" for a in addresses(dunia) if a.nama.endswith(":daftar")]
    for url in (*(a.url for a in addresses(dunia)), *tanya, *unduh):
        jawaban = klien.get(url)
        isi = b"".join(jawaban.streaming_content) if jawaban.streaming else jawaban.content
        sendiri = url in tanya  # what was asked for is said back
        assert isi.decode(errors="replace").count(f"Kios {TUA}" if sendiri else TUA) == 0, url
