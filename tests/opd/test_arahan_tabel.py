"""Every state of an answer × every act × every kind of person, against one table; who comes second is told.

Seen red with `plays_in` blind to teams, with the check of `pemberi` taken out of `can_check_arahan`, and with
`_require_version` doing nothing and the update of `_move` without `versi`.
"""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction

from desa.models import Catatan
from opd.actions.arahan import IsiArahan, answer_arahan, close_answer, give_arahan, return_answer, withdraw_arahan
from opd.enums import Peran, StatusTindakLanjut
from opd.models import AnggotaTim, Arahan, Pengguna, Penugasan, TindakLanjut
from opd.models.arahan import PerkaraArahan
from tests import pabrik
from tests.opd.test_adu import RONDE
from tests.pabrik import SEKARANG
from tests.pabrik_arahan import buat_arahan, buat_rakor, buat_tindak

pytestmark = pytest.mark.django_db

HARI = SEKARANG.date()
BELUM, DIJAWAB, SELESAI, DIKEMBALIKAN = StatusTindakLanjut


class Batalkan(Exception):
    """Rolls a try back."""


TINDAKAN = {
    "jawab": lambda t, by: answer_arahan(t, versi=t.versi, jawaban="Sudah.", by=by, at=SEKARANG),
    "selesai": lambda t, by: close_answer(t, versi=t.versi, by=by, at=SEKARANG),
    "kembali": lambda t, by: return_answer(t, versi=t.versi, alasan="Belum jelas.", by=by, at=SEKARANG),
}
MENJADI = {"jawab": DIJAWAB, "selesai": SELESAI, "kembali": DIKEMBALIKAN}
OPD = {"kepala", "operator", "penjawab"}
PEMERIKSA = {"pemberi", "verifikator"}
BOLEH = {
    BELUM: {"jawab": OPD},
    DIJAWAB: {"selesai": PEMERIKSA, "kembali": PEMERIKSA},
    SELESAI: {},
    DIKEMBALIKAN: {},
}


def _orang(penugasan: Any) -> dict[str, Pengguna]:
    """Everybody who might try: of the OPD, of another, and of the province, two of them with a seat in the OPD."""
    opd, lain = penugasan.opd, pabrik.buat_opd()
    orang = {
        "kepala": pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=opd),
        "operator": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd),
        "penjawab": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd),
        "kepala_lain": pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=lain),
        "operator_lain": pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=lain),
        "verifikator_di_tim": pabrik.buat_pengguna(Peran.VERIFIKATOR),
        "verifikator_menjabat": pabrik.buat_pengguna(Peran.VERIFIKATOR),
        "pimpinan_lain": pabrik.buat_pengguna(Peran.PIMPINAN),
        **{p.value: pabrik.buat_pengguna(p) for p in (Peran.ADMIN_SISTEM, Peran.VERIFIKATOR, Peran.PEMBACA)},
        "pemberi": pabrik.buat_pengguna(Peran.PIMPINAN),
        "tanpa_peran": pabrik.buat_pengguna(),
    }
    pabrik.buat_jabatan(opd=opd, pengguna=orang["verifikator_menjabat"], status="plt")
    tim = pabrik.buat_tim(penugasan)
    AnggotaTim.objects.create(tim=tim, nama="uji", peran="anggota", pengguna=orang["verifikator_di_tim"])
    return orang


@pytest.mark.parametrize("status", list(StatusTindakLanjut))
def test_answers_move_only_as_the_table_says(status):
    penugasan = pabrik.buat_penugasan()
    orang = _orang(penugasan)
    arahan = buat_arahan(pemberi=orang["pemberi"])
    tindak = buat_tindak(arahan, penugasan.opd, status=status, oleh=orang["penjawab"])
    # Who holds the OPD's office answers for it, whatever else he may be.
    harapan = {(t, o) for t, boleh in BOLEH[status].items() for o in boleh}
    harapan |= {("jawab", "verifikator_menjabat")} if status == BELUM else set()
    terjadi = set()
    for nama_tindakan, jalankan in TINDAKAN.items():
        for nama, by in orang.items():
            try:
                with transaction.atomic():
                    jalankan(tindak, by)
                    kini = TindakLanjut.objects.get(pk=tindak.pk)
                    assert (kini.status, kini.versi) == (MENJADI[nama_tindakan], tindak.versi + 1)
                    assert Catatan.objects.about(arahan).count() == 1
                    terjadi.add((nama_tindakan, nama))
                    raise Batalkan
            except (Batalkan, PermissionDenied):
                pass
    assert terjadi == harapan
    assert Catatan.objects.count() == 0


def test_pimpinan_who_heads_the_opd_does_not_close_its_answer():
    pemberi, setda = pabrik.buat_pengguna(Peran.PIMPINAN), pabrik.buat_opd()
    pabrik.buat_jabatan(opd=setda, pengguna=pemberi)
    tindak = buat_tindak(buat_arahan(pemberi=pemberi), setda, status=DIJAWAB)
    with pytest.raises(PermissionDenied):
        close_answer(tindak, versi=1, by=pemberi, at=SEKARANG)


def test_after_a_merger_the_successor_answers_and_its_people_do_not_check():
    lama, baru = pabrik.buat_opd(), pabrik.buat_opd()
    tindak = buat_tindak(opd=lama)
    lama.berlaku_selesai, lama.dilebur_ke = HARI, baru
    lama.save()
    penerus = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=baru)
    with pytest.raises(PermissionDenied):
        answer_arahan(tindak, versi=1, jawaban="Terlalu dini.", by=penerus, at=SEKARANG - timedelta(days=1))
    answer_arahan(tindak, versi=1, jawaban="Sudah.", by=penerus, at=SEKARANG)
    rangkap = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    pabrik.beri_peran(rangkap, Peran.OPERATOR_OPD, opd=baru)
    with pytest.raises(PermissionDenied):
        close_answer(tindak, versi=2, by=rangkap, at=SEKARANG)
    assert list(Catatan.objects.values_list("opd_id", flat=True)) == [lama.pk]


def test_a_return_opens_the_next_round_with_seven_days_or_the_first_due_date():
    verifikator = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    for batas, berikut in ((HARI + timedelta(days=30), HARI + timedelta(days=30)), (HARI, HARI + timedelta(days=7))):
        tindak = buat_tindak(buat_arahan(batas=batas), status=DIJAWAB)
        baru = return_answer(tindak, versi=1, alasan=" Lampirkan daftar hadir. ", by=verifikator, at=SEKARANG)
        assert (baru.putaran, baru.status, baru.batas) == (2, BELUM, berikut)
        lama = TindakLanjut.objects.get(pk=tindak.pk)
        assert (lama.status, lama.alasan_kembali, lama.diperiksa_oleh) == (
            DIKEMBALIKAN,
            "Lampirkan daftar hadir.",
            verifikator,
        )
        [catatan] = Catatan.objects.about(tindak.arahan)
        assert (catatan.tindakan, catatan.alasan) == ("mengembalikan jawaban arahan", "Lampirkan daftar hadir.")
        assert catatan.perubahan == {
            f"jawaban {tindak.opd.singkatan}": ["Dijawab, menunggu pemeriksaan", "Dikembalikan"]
        }


def test_return_without_reason_and_answer_without_text_are_refused():
    verifikator = pabrik.buat_pengguna(Peran.VERIFIKATOR)
    tindak = buat_tindak(status=DIJAWAB)
    with pytest.raises(ValidationError) as galat:
        return_answer(tindak, versi=1, alasan="  ", by=verifikator, at=SEKARANG)
    assert galat.value.message_dict == {"alasan": ["Tulis alasannya supaya OPD tahu sebabnya."]}
    terbuka = buat_tindak()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=terbuka.opd)
    with pytest.raises(ValidationError) as galat:
        answer_arahan(terbuka, versi=1, jawaban=" ", by=operator, at=SEKARANG)
    assert galat.value.message_dict == {"jawaban": ["Tulis apa yang sudah dikerjakan."]}


def test_second_of_two_is_told_who_did_what():
    satu, dua = (pabrik.buat_pengguna(Peran.VERIFIKATOR) for _ in range(2))
    tindak = buat_tindak(status=DIJAWAB)
    close_answer(tindak, versi=1, by=satu, at=SEKARANG)
    with pytest.raises(ValidationError) as galat:
        return_answer(tindak, versi=1, alasan="Kurang.", by=dua, at=SEKARANG)
    assert galat.value.messages == [
        f"Jawaban ini sudah dinyatakan selesai oleh {satu.nama} pada 20 Juli 2026 09.00 WIT. Muat ulang halaman."
    ]
    terbuka = buat_tindak()
    a, b = (pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=terbuka.opd) for _ in range(2))
    answer_arahan(terbuka, versi=1, jawaban="A", by=a, at=SEKARANG)
    with pytest.raises(ValidationError) as galat:
        answer_arahan(terbuka, versi=1, jawaban="B", by=b, at=SEKARANG)
    assert galat.value.messages == [
        f"Arahan ini sudah dijawab oleh {a.nama} pada 20 Juli 2026 09.00 WIT. Muat ulang halaman."
    ]


def test_the_same_answer_twice_is_one():
    tindak = buat_tindak()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=tindak.opd)
    for _ in range(2):
        berkas = ContentFile(b"%PDF-1.7", name=f"{uuid.uuid4().hex}.pdf")
        answer_arahan(tindak, versi=1, jawaban="Sudah.", by=operator, at=SEKARANG, bukti=berkas)
    kini = TindakLanjut.objects.get(pk=tindak.pk)
    with kini.bukti.open() as berkas:
        assert (kini.versi, berkas.read(), Catatan.objects.count()) == (2, b"%PDF-1.7", 1)


def test_the_same_answer_with_another_file_is_refused_and_keeps_the_first():
    tindak = buat_tindak()
    operator = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=tindak.opd)
    answer_arahan(tindak, versi=1, jawaban="Sudah.", by=operator, at=SEKARANG)
    berkas = ContentFile(b"%PDF-1.7", name="bukti.pdf")
    with pytest.raises(ValidationError) as galat:
        answer_arahan(tindak, versi=1, jawaban="Sudah.", by=operator, at=SEKARANG, bukti=berkas)
    assert galat.value.message_dict == {
        "bukti": [
            "Jawaban ini sudah terkirim tanpa berkas tersebut. Minta pemeriksa mengembalikan jawaban, lalu kirim lagi "
            "bersama berkasnya."
        ]
    }
    assert TindakLanjut.objects.get(pk=tindak.pk).bukti.name == ""


def test_withdrawn_arahan_asks_nothing_any_more():
    pemberi, lain = (pabrik.buat_pengguna(Peran.PIMPINAN) for _ in range(2))
    opd = pabrik.buat_opd()
    arahan = buat_arahan(opd, pemberi=pemberi)
    tindak = arahan.tindak_lanjut.get()
    for bukan in (lain, pabrik.buat_pengguna(Peran.VERIFIKATOR), pabrik.buat_pengguna(Peran.KEPALA_OPD, opd=opd)):
        with pytest.raises(PermissionDenied):
            withdraw_arahan(arahan, versi=1, alasan="Salah alamat.", by=bukan, at=SEKARANG)
    with pytest.raises(ValidationError):
        withdraw_arahan(arahan, versi=1, alasan=" ", by=pemberi, at=SEKARANG)
    withdraw_arahan(arahan, versi=1, alasan="Salah alamat.", by=pemberi, at=SEKARANG)
    for ulang in (
        lambda: withdraw_arahan(arahan, versi=1, alasan="Lagi.", by=pemberi, at=SEKARANG),
        lambda: answer_arahan(
            tindak, versi=1, jawaban="x", by=pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=opd), at=SEKARANG
        ),
    ):
        with pytest.raises(ValidationError) as galat:
            ulang()
        assert galat.value.messages == [
            "Arahan ini sudah dicabut pada 20 Juli 2026 09.00 WIT: Salah alamat. Muat ulang halaman."
        ]
    assert TindakLanjut.objects.in_force().count() == 0
    di_rakor = buat_arahan(opd, rakor=buat_rakor())
    withdraw_arahan(di_rakor, versi=1, alasan="Keliru catat.", by=pabrik.buat_pengguna(Peran.VERIFIKATOR), at=SEKARANG)


# --- giving -------------------------------------------------------------------------------------------------------


def _isi(*opd: Any, **lain: Any) -> IsiArahan:
    dasar = {"isi": "Kunjungi desa binaan.", "batas": HARI + timedelta(days=14), "opd": frozenset(o.pk for o in opd)}
    return IsiArahan(**dasar | lain)


def test_only_pimpinan_orders_from_the_dashboard():
    opd = pabrik.buat_opd()
    for peran in (Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, Peran.KEPALA_OPD, Peran.OPERATOR_OPD, Peran.PEMBACA):
        orang = pabrik.buat_pengguna(peran, opd=opd if "opd" in peran.value else None)
        with pytest.raises(PermissionDenied):
            give_arahan(_isi(opd), uuid=uuid.uuid4(), by=orang, at=SEKARANG)
    sekda = pabrik.buat_pengguna(Peran.PIMPINAN)
    pabrik.buat_jabatan(opd=pabrik.buat_opd(), pengguna=sekda, nama_jabatan="Sekretaris Daerah")
    arahan = give_arahan(_isi(opd), uuid=uuid.uuid4(), by=sekda, at=SEKARANG)
    assert (arahan.pemberi, arahan.sebagai_pemberi, arahan.tanggal) == (sekda, "Sekretaris Daerah", HARI)
    assert list(arahan.tindak_lanjut.values_list("opd", "putaran", "batas", "status")) == [
        (opd.pk, 1, arahan.batas, "belum_dijawab")
    ]
    [catatan] = Catatan.objects.about(arahan)
    assert (catatan.tindakan, catatan.perubahan["OPD yang dituju"]) == ("memberi arahan", [None, [opd.singkatan]])


def test_verifikator_records_what_was_ordered_in_a_rakor_and_names_who_did():
    opd, rakor = pabrik.buat_opd(), buat_rakor()
    verifikator, sekda = pabrik.buat_pengguna(Peran.VERIFIKATOR), pabrik.buat_pengguna(Peran.PIMPINAN)
    kirim = {"by": verifikator, "at": SEKARANG, "rakor": rakor}
    arahan = give_arahan(_isi(opd, pemberi=sekda), uuid=uuid.uuid4(), **kirim)
    assert (arahan.pemberi, arahan.sebagai_pemberi, arahan.tanggal) == (sekda, "Pimpinan", rakor.tanggal)
    tamu = {"nama_pemberi": "Gubernur Uji", "sebagai_pemberi": "Gubernur Maluku"}
    arahan = give_arahan(_isi(opd, **tamu), uuid=uuid.uuid4(), **kirim)
    assert (arahan.pemberi, arahan.nama_pemberi, arahan.sebagai_pemberi) == (None, "Gubernur Uji", "Gubernur Maluku")
    for salah in ({}, {"nama_pemberi": "Gubernur Uji"}, {"pemberi": verifikator}):
        with pytest.raises(ValidationError) as galat:
            give_arahan(_isi(opd, **salah), uuid=uuid.uuid4(), **kirim)
        assert list(galat.value.message_dict) == ["pemberi"]
    with pytest.raises(PermissionDenied):
        give_arahan(_isi(opd, pemberi=sekda), uuid=uuid.uuid4(), **kirim | {"by": pabrik.buat_pengguna(Peran.PEMBACA)})


def test_a_decision_waits_only_for_an_arahan_to_who_answers_and_a_second_sending_is_the_first():
    """Whoever sends the form, and though the village has another OPD when it is sent again."""
    p, lain = pabrik.buat_penugasan(), pabrik.buat_opd()
    tentang = {"perkara": PerkaraArahan.TANPA_TIM, "desa": p.desa}
    kirim = {"by": pabrik.buat_pengguna(Peran.PIMPINAN), "at": SEKARANG}
    hasil = []
    for opd in ((lain,), (lain, p.opd)):
        isi, kunci = _isi(*opd, **tentang), uuid.uuid4()
        arahan = give_arahan(isi, uuid=kunci, **kirim)
        assert give_arahan(isi, uuid=kunci, **kirim) == arahan
        hasil.append((arahan.perkara, arahan.desa))
    assert hasil == [("", None), (PerkaraArahan.TANPA_TIM, p.desa)]
    selesai = {"selesai": HARI, "cara_selesai": "dialihkan", "alasan_selesai": "uji", "selesai_dicatat_pada": SEKARANG}
    Penugasan.objects.filter(pk=p.pk).update(**selesai)
    assert give_arahan(isi, uuid=kunci, **kirim) == arahan
    with pytest.raises(ValidationError, match="sudah"):
        give_arahan(_isi(lain, p.opd, **tentang | {"perkara": PerkaraArahan.UMKM_DIAM}), uuid=kunci, **kirim)


@pytest.mark.parametrize(
    ("lain", "bidang"),
    [
        ({"batas": HARI - timedelta(days=1)}, "batas"),
        ({"batas": HARI + timedelta(days=367)}, "batas"),
        ({"opd": frozenset()}, "opd"),
        ({"opd": frozenset({987_654})}, "opd"),
        ({"isi": ""}, "isi"),
    ],
)
def test_arahan_that_does_not_fit_says_where(lain, bidang):
    with pytest.raises(ValidationError) as galat:
        give_arahan(
            _isi(pabrik.buat_opd(), **lain), uuid=uuid.uuid4(), by=pabrik.buat_pengguna(Peran.PIMPINAN), at=SEKARANG
        )
    assert list(galat.value.message_dict) == [bidang]
    assert Arahan.objects.count() == 0


def test_arahan_to_an_opd_that_ended_is_refused():
    tutup = pabrik.buat_opd(berlaku_selesai=HARI)
    with pytest.raises(ValidationError, match="tidak berlaku lagi"):
        give_arahan(_isi(tutup), uuid=uuid.uuid4(), by=pabrik.buat_pengguna(Peran.PIMPINAN), at=SEKARANG)


def test_the_same_form_twice_is_one_arahan_and_other_content_is_refused():
    a, b = pabrik.buat_opd(), pabrik.buat_opd()
    kirim = {"uuid": uuid.uuid4(), "by": pabrik.buat_pengguna(Peran.PIMPINAN), "at": SEKARANG}
    assert len({give_arahan(_isi(a, b), **kirim).pk for _ in range(3)}) == 1
    with pytest.raises(ValidationError, match="isi berbeda"):
        give_arahan(_isi(a), **kirim)
    assert (Arahan.objects.count(), TindakLanjut.objects.count(), Catatan.objects.count()) == (1, 2, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_two_who_press_at_once_one_wins_and_one_is_told():
    orang = [pabrik.buat_pengguna(Peran.VERIFIKATOR) for _ in range(2)]
    for _ in range(RONDE):
        tindak = buat_tindak(status=DIJAWAB)
        hasil: list[str] = []
        siap = threading.Barrier(2)

        def tekan(by: Pengguna, kembali: bool, tindak=tindak, hasil=hasil, siap=siap) -> None:
            siap.wait()
            try:
                if kembali:
                    return_answer(tindak, versi=1, alasan="Kurang.", by=by, at=SEKARANG)
                else:
                    close_answer(tindak, versi=1, by=by, at=SEKARANG)
                hasil.append("menang")
            except ValidationError as galat:
                hasil.append(galat.messages[0])
            finally:
                connection.close()

        utas = [threading.Thread(target=tekan, args=(o, i == 1)) for i, o in enumerate(orang)]
        [u.start() for u in utas]
        [u.join() for u in utas]
        [kalah] = [h for h in hasil if h != "menang"]
        assert kalah.startswith("Jawaban ini sudah di")
        assert Catatan.objects.about(tindak.arahan).count() == 1
