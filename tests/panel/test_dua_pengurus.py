"""Two who maintain the same row in the panel: who sends an older page is told so, and what the other did stays.

Seen red: `change_pengguna` and `fingerprint` as they were, without the roles and without the villages of a list.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Pengguna
from tests import pabrik
from tests.panel.dunia import buat_rujukan, buat_sisi

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]


def sidik_of(klien, alamat: str) -> str:
    return klien.get(alamat).context["adminform"].form["sidik"].value()


def told(jawaban) -> tuple[int, bool]:
    return jawaban.status_code, "sudah diubah orang lain" in jawaban.content.decode()


def test_what_another_admin_ended_meanwhile_is_not_opened_again(klien) -> None:
    """The page of an account, opened before it was closed and its role ended, sends both back as open."""
    orang = pabrik.buat_pengguna(Peran.PEMBACA)
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    peran, alamat = orang.peran.get(), reverse("admin:opd_pengguna_change", args=[orang.pk])
    baris = {"id": peran.pk, "pengguna": orang.pk, "peran": "pembaca", "mulai": f"{peran.mulai:%d/%m/%Y}"}
    isi = {"nama": "Nama Baru", "is_active": "on", "sidik": sidik_of(klien, alamat)}
    isi |= {f"peran-{k}_FORMS": v for k, v in (("TOTAL", 1), ("INITIAL", 1), ("MIN_NUM", 0), ("MAX_NUM", 9))}
    isi |= {f"peran-0-{k}": v for k, v in baris.items()}
    orang.peran.update(selesai=hari_ini())
    Pengguna.objects.filter(pk=orang.pk).update(is_active=False)
    assert told(klien.post(alamat, isi)) == (422, True)
    kini = Pengguna.objects.get(pk=orang.pk)
    assert (kini.nama, kini.is_active, kini.peran.get().selesai) == (orang.nama, False, hari_ini())
    assert klien.post(alamat, isi | {"sidik": sidik_of(klien, alamat)}).status_code == 302


def test_a_village_that_another_put_on_a_list_meanwhile_stays(klien) -> None:
    a = buat_sisi("Alfa")
    daftar = buat_rujukan(a)["desa_daftarprioritas"]
    klien.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    alamat = reverse("admin:desa_daftarprioritas_change", args=[daftar.pk])
    isi = {"nama": daftar.nama, "dasar": "uji", "tanggal": "1 Mei 2023", "sumber": "uji"}
    isi |= {"catatan": "Dilengkapi.", "sidik": sidik_of(klien, alamat)}
    daftar.desa.add(a.penugasan.desa)
    assert told(klien.post(alamat, isi)) == (422, True)
    assert list(daftar.desa.all()) == [a.penugasan.desa]
