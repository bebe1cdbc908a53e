"""A name that was emptied stands nowhere any more, also where audit rows keep it (G4, G6)."""

import pytest
from django.utils import timezone

from desa.models import Catatan, Umkm
from tests.halaman_ketat import StrictClient
from tests.opd.test_pembatasan_bersama import of
from tests.opd.test_permintaan_subjek import laksanakan, usul
from tests.walk.dunia import build
from tests.walk.jalan import BERJEJAK, addresses

pytestmark = pytest.mark.django_db

TUA = "Kanari Tua Abu"
"""A name that only an old audit row holds."""


def emptied_with_old_rows(dunia) -> None:
    """An enterprise emptied on request, and the audit rows of it that were written while it still bore its owner's name."""
    umkm = Umkm.objects.exclude(pemilik="").first()
    laksanakan(usul((of(umkm),)))
    for tindakan, ubah in (("mendaftarkan UMKM", {}), ("mengubah UMKM", {"nama": ["Sagu", f"Kios {TUA}"]})):
        Catatan.objects.create(
            pada=timezone.now(), oleh="uji", oleh_id=dunia.pengguna["operator_opd"].pk, sebagai="uji", tindakan=tindakan,
            objek_jenis="desa.umkm", objek_id=str(umkm.pk), objek=f"Kios {TUA}", perubahan=ubah,
        )  # fmt: skip


def _reader(dunia, peran: str) -> StrictClient:
    klien = StrictClient()
    klien.force_login(dunia.pengguna[peran])
    return klien


@pytest.mark.sekali
def test_an_old_name_that_audit_rows_keep_stands_on_no_page_file_or_search():
    """Audit rows are never changed, and only pages that read them could show it. Seen red with the rows read as written."""
    dunia = build()
    emptied_with_old_rows(dunia)
    pembaca = [_reader(dunia, peran) for peran in ("verifikator", "admin_sistem")]  # who may read most, and the rest
    tanya = [
        f"/cari/?q={TUA.replace(' ', '+')}",
        "/cari/saran/?q=Kanari+Tua",
        f"/admin/desa/catatan/?q={TUA.replace(' ', '+')}",
    ]
    unduh = [f"{a.url}?unduh=csv" for a in addresses(dunia) if a.nama.endswith(":daftar")]
    for url in (*(a.url for a in addresses(dunia) if BERJEJAK.search(a.nama)), *tanya, *unduh):
        for klien in pembaca:
            jawaban = klien.get(url)
            isi = b"".join(jawaban.streaming_content) if jawaban.streaming else jawaban.content
            sendiri = url in tanya  # what was asked for is said back
            assert isi.decode(errors="replace").count(f"Kios {TUA}" if sendiri else TUA) == 0, url
            if jawaban.status_code == 200:
                break
