"""The quarterly state of an enterprise: one a quarter, corrected by new rows, its rupiah read by the OPD in charge alone.

Seen red with the rupiah in `visible_to`, with `_ask_about` doing nothing, and with `_current` blind to locks.
"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desa.models import Catatan, PerkembanganUmkm
from desa.scoped import DataPribadi
from desa.waktu import hari_ini
from opd.actions.dasar import MintaYakin
from opd.actions.isi_perkembangan import IsiPerkembangan
from opd.actions.perkembangan import cancel_perkembangan, correct_perkembangan, record_perkembangan
from opd.enums import Peran
from tests import pabrik
from tests.pabrik import pada
from tests.pabrik_naskah import buat_kunci
from tests.pabrik_usaha import buat_perkembangan

pytestmark = pytest.mark.django_db
MEI, AGUSTUS, SAAT = date(2026, 5, 12), date(2026, 8, 3), pada(date(2026, 10, 20))
ISI = IsiPerkembangan(MEI, 1, 2, aset_rp=5_000_000, kredit="ya", kredit_rp=71_828_182)
ASET = "71.828.182"


@pytest.fixture
def dunia() -> Any:
    """An enterprise and the operator in charge of its village."""
    penugasan = pabrik.buat_penugasan()
    return pabrik.buat_umkm(desa=penugasan.desa), pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd), penugasan


def catat(dunia: Any, isi: IsiPerkembangan = ISI, **lain: Any) -> PerkembanganUmkm:
    return record_perkembangan(dunia[0], isi, **{"uuid": uuid.uuid4(), "by": dunia[1], "at": SAAT} | lain)


def koreksi(dunia: Any, lama: PerkembanganUmkm, isi: IsiPerkembangan, **lain: Any) -> PerkembanganUmkm:
    kirim = {"uuid": uuid.uuid4(), "alasan": "Salah hitung.", "by": dunia[1], "at": SAAT}
    return correct_perkembangan(lama, isi, **kirim | lain)


def batal(dunia: Any, lama: PerkembanganUmkm, **lain: Any) -> PerkembanganUmkm:
    return cancel_perkembangan(
        lama, **{"uuid": uuid.uuid4(), "alasan": "Salah usaha.", "by": dunia[1], "at": SAAT} | lain
    )


def test_one_state_a_quarter_and_the_same_form_twice_is_one_row(dunia):
    u = uuid.uuid4()
    assert catat(dunia, uuid=u).pk == catat(dunia, uuid=u).pk
    with pytest.raises(ValidationError, match="isi berbeda"):
        catat(dunia, IsiPerkembangan(MEI, 9), uuid=u)
    with pytest.raises(ValidationError, match="TW II 2026 sudah dicatat"):
        catat(dunia)
    catat(dunia, IsiPerkembangan(AGUSTUS, 2))
    assert PerkembanganUmkm.objects.count() == 2
    assert PerkembanganUmkm.objects.first().triwulan == date(2026, 4, 1)


def test_correction_and_cancellation_are_rows_and_a_cancelled_quarter_may_be_recorded_again(dunia):
    lama = catat(dunia)
    baru = koreksi(dunia, lama, IsiPerkembangan(MEI, 1, 2, aset_rp=6_000_000))
    with pytest.raises(ValidationError, match="sudah dikoreksi"):
        koreksi(dunia, lama, ISI)
    with pytest.raises(ValidationError, match="Koreksi tetap di TW II 2026"):
        koreksi(dunia, baru, IsiPerkembangan(AGUSTUS, 1))
    habis = batal(dunia, baru)
    assert not PerkembanganUmkm.objects.in_force().exists()
    lagi = catat(dunia)
    assert (lagi.menggantikan, PerkembanganUmkm.objects.in_force().get()) == (habis, lagi)
    catatan = " ".join(f"{c.perubahan} {c.alasan} {c.objek}" for c in Catatan.objects.all())
    assert "aset, kredit diubah" in catatan
    assert [x in catatan for x in ("5000000", "71828182", "5.000.000")] == [False] * 3


@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        (IsiPerkembangan(date(2026, 10, 21), 1), "belum terjadi"),
        (IsiPerkembangan(date(2025, 1, 9), 1), "baru dibina sejak"),
        (IsiPerkembangan(MEI), "Isi sedikitnya satu"),
        (IsiPerkembangan(MEI, produksi_volume=Decimal(4)), "bersama satuannya"),
        (IsiPerkembangan(MEI, kredit="tidak", kredit_rp=4), "hanya diisi bila"),
        (IsiPerkembangan(MEI, 1, 1, 3), "tidak lebih banyak"),
        (IsiPerkembangan(MEI, pembukuan="rapi"), "rapi"),
    ],
)
def test_what_cannot_be_is_refused_with_its_sentence(dunia, isi, kalimat):
    with pytest.raises(ValidationError) as galat:
        catat(dunia, isi)
    assert kalimat in " ".join(galat.value.messages)
    assert not PerkembanganUmkm.objects.exists()


def test_closed_enterprise_has_no_state_afterwards(dunia):
    umkm = pabrik.buat_umkm(desa=dunia[0].desa, tutup_pada=date(2026, 5, 1))
    with pytest.raises(ValidationError, match="tercatat tutup sejak 1 Mei 2026"):
        catat((umkm, *dunia[1:]))


def test_tenfold_is_asked_about_once_and_unknown_or_few_people_never(dunia):
    catat(dunia, IsiPerkembangan(MEI, 1, 2, aset_rp=5_000_000))
    catat(dunia, IsiPerkembangan(AGUSTUS, 10, None, aset_rp=None))
    empat = IsiPerkembangan(date(2026, 10, 2), 200, aset_rp=50_000_000)
    with pytest.raises(MintaYakin) as galat:
        catat(dunia, empat)
    assert galat.value.messages == [
        "Pekerja laki-laki 200 sangat jauh dari 10 pada 3 Agustus 2026.",
        "Periksa angkanya, atau centang bahwa angka ini benar.",
    ]
    assert catat(dunia, empat, yakin=True).pekerja_l == 200


def test_only_the_opd_of_that_day_writes(dunia):
    lama = catat(dunia)
    for orang in (
        pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd),
        pabrik.buat_pengguna(Peran.VERIFIKATOR),
        pabrik.buat_pengguna(Peran.PIMPINAN),
    ):
        for deed in (
            lambda o=orang: catat(dunia, IsiPerkembangan(AGUSTUS, 1), by=o),
            lambda o=orang: koreksi(dunia, lama, ISI, by=o),
            lambda o=orang: batal(dunia, lama, by=o),
        ):
            with pytest.raises(PermissionDenied):
                deed()


def test_locked_quarter_holds_what_it_had_and_marks_what_comes_late(dunia):
    lama = catat(dunia, at=pada(date(2026, 6, 1)))
    lain = pabrik.buat_umkm(desa=dunia[0].desa)
    buat_kunci(dunia[2], 2, pada(date(2026, 7, 10)))
    for deed in (lambda: koreksi(dunia, lama, IsiPerkembangan(MEI, 5)), lambda: batal(dunia, lama)):
        with pytest.raises(ValidationError, match="terkunci oleh Laporan TW II 2026"):
            deed()
    dua = (lain, *dunia[1:])
    with pytest.raises(ValidationError, match="Tulis alasan susulan"):
        catat(dua)
    assert catat(dua, susulan="Sinyal putus.").alasan_susulan == "Sinyal putus."


def kirim(**lain: Any) -> dict[str, Any]:
    dasar = {"uuid": str(uuid.uuid4()), "tanggal": f"{hari_ini():%d/%m/%Y}", "pekerja_l": "2", "pekerja_p": "3"}
    return dasar | {"aset_rp": ASET, "berizin": "ya"} | lain


def test_pages_from_entry_to_cancellation(client, dunia):
    umkm, operator, _ = dunia
    buat_perkembangan(umkm, date(2025, 11, 3), pekerja_l=1, pembukuan="sederhana", aset_rp=9_000_000)
    client.force_login(operator)
    alamat = reverse("perkembangan:baru", args=[umkm.uuid])
    teks = client.get(alamat).text.replace("\xa0", " ")
    assert [x in teks for x in ("TW IV 2025: 1.", "TW IV 2025: Catatan sederhana.", "TW IV 2025: Rp 9.000.000.")] == [
        True
    ] * 3
    teks = client.post(alamat, kirim(aset_rp="5 jt", produksi_volume="4")).text
    assert ["singkatan" in teks, "bersama satuannya" in teks, 'value="3"' in teks] == [True] * 3
    assert 'name="yakin"' in client.post(alamat, kirim(aset_rp="900.000.000")).text
    isi = kirim(aset_rp=ASET)
    assert {client.post(alamat, isi).url for _ in range(2)} == {reverse("perkembangan:daftar", args=[umkm.uuid])}
    kini = PerkembanganUmkm.objects.get(uuid=isi["uuid"])
    teks = client.get(reverse("perkembangan:daftar", args=[umkm.uuid])).text
    assert ASET in teks
    client.post(
        reverse("perkembangan:koreksi", args=[kini.uuid]),
        kirim(pekerja_l="4", alasan="Salah hitung."),
    )
    kini = PerkembanganUmkm.objects.in_force().get(pekerja_l=4)
    batalkan = reverse("perkembangan:batalkan", args=[kini.uuid])
    assert client.get(batalkan).status_code == 200
    client.post(batalkan, {"uuid": str(uuid.uuid4()), "alasan": "Salah usaha."})
    assert PerkembanganUmkm.objects.in_force().count() == 1


@pytest.mark.parametrize("peran", [Peran.PEMBACA, Peran.PIMPINAN, Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, "lain"])
def test_rupiah_stay_with_the_opd_in_charge(client, dunia, peran):
    umkm, _, _ = dunia
    lama = buat_perkembangan(umkm, MEI, pekerja_l=7, pekerja_p=1, aset_rp=71_828_182, kredit="ya", kredit_rp=71_828_182)
    lain = {"opd": pabrik.buat_penugasan().opd} if peran == "lain" else {}
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD if lain else peran, **lain))
    teks = client.get(reverse("perkembangan:daftar", args=[umkm.uuid])).text
    assert ["7 L, 1 P" in teks, ASET in teks, "Catat perkembangan" in teks] == [True, False, False]
    for nama, u in (("baru", umkm.uuid), ("koreksi", lama.uuid), ("batalkan", lama.uuid)):
        jawab = client.get(reverse(f"perkembangan:{nama}", args=[u]))
        assert (jawab.status_code, ASET in jawab.text) == (403, False)


def test_rupiah_are_held_back_from_rows_that_everybody_reads(dunia):
    umkm, operator, _ = dunia
    buat_perkembangan(umkm, aset_rp=71_828_182)
    for kueri in (PerkembanganUmkm.objects.visible_to(operator), PerkembanganUmkm.objects.managed_by(operator)):
        with pytest.raises(DataPribadi):
            _ = kueri.get().aset_rp
    assert PerkembanganUmkm.objects.personal_for(operator).get().aset_rp == 71_828_182


def test_list_asks_the_same_with_one_state_and_with_five(client, dunia):
    umkm, operator, _ = dunia
    client.force_login(operator)
    jumlah = []
    for tanggal in (MEI, date(2026, 2, 1), date(2025, 11, 1), date(2025, 8, 1), date(2025, 5, 1)):
        buat_perkembangan(umkm, tanggal, pekerja_l=1)
        with CaptureQueriesContext(connection) as kueri:
            client.get(reverse("perkembangan:daftar", args=[umkm.uuid]))
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[-1] <= 12
