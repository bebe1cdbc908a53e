"""Weights, drafts, frozen rankings and what follows them; inputs made by hand, so that no test waits for a whole province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from binaan.enums import JenisPenghargaan, KeadaanNilai, Komponen, PutusanEvaluasi
from binaan.models import Bobot, EvaluasiTahunan, HitunganPeringkat, MasaKoreksi, Penghargaan, Peringkat, Sanggahan
from binaan.peringkat.baca import read_masukan
from binaan.peringkat.komponen import DEFINISI, Butir, Cara, standard
from binaan.peringkat.masukan import Masukan, Nilai, OpdDinilai, Tugas, fingerprint
from binaan.peringkat.segel import seal_of
from binaan.peringkat.skor import rank_all, results_json
from desa.waktu import akhir_hari
from opd.models import Opd, Pengguna, Penugasan
from tests.pabrik import WIT, buat_bukti, buat_desa, buat_kunjungan, buat_opd, buat_pengguna, nomor, pada

TAHUN = 2025
BEKU = datetime(2026, 2, 20, 10, 0, tzinfo=WIT)
TERISI, TIDAK_BERLAKU, TIDAK_DIISI = KeadaanNilai


def isi(k: Komponen, nilai: int | tuple[int, int] | Sequence[int]) -> Nilai:
    """A filled component: (x, n) for a share, several numbers for a median, one number else."""
    cara = DEFINISI[k].cara
    if cara in (Cara.WILSON, Cara.PERSEN):
        x, n = nilai if isinstance(nilai, tuple) else (nilai, 10)
        rinci = tuple((str(UUID(int=i)), "uji", "1" if i < x else "0") for i in range(n))
        return Nilai(TERISI, "", x, n, rinci=rinci if DEFINISI[k].baris == "umkm" else ())
    if cara == Cara.MEDIAN:
        deret = tuple(map(Fraction, nilai if isinstance(nilai, Sequence) else (nilai,)))
        rinci = tuple((str(UUID(int=i)), "uji", str(d)) for i, d in enumerate(deret))
        return Nilai(TERISI, n=len(deret), deret=deret, rinci=rinci)
    assert isinstance(nilai, int)
    return Nilai(TERISI, angka=Fraction(nilai))


def tugas(nilai: Mapping[Komponen, Nilai], *, hari: int = 365, mulai: date = date(2024, 1, 1), **lain: Any) -> Tugas:
    """One penugasan over the year."""
    dasar: dict[str, Any] = {"kode": "81.01.01.2001", "desa": "Desa Uji", "selesai": None, "jam": Fraction(3)}
    return Tugas(mulai=mulai, sampai=date(TAHUN, 12, 31), hari=hari, nilai=nilai, **dasar | lain)


def masukan(*opd: OpdDinilai, butir: tuple[Butir, ...] | None = None, tahun: int = TAHUN) -> Masukan:
    return Masukan(tahun, date(tahun, 1, 1), date(tahun, 12, 31), butir or standard(), opd)


def biasa(nilai: int, opd: Opd | None = None, **lain: Any) -> OpdDinilai:
    """An OPD with every component filled: shares of `nilai` in ten, other numbers `nilai`."""
    per = {k: isi(k, nilai) for k in Komponen}
    o = opd or buat_opd()
    return OpdDinilai(o.slug, o.nama, (tugas(per, **lain),))


def buat_bobot(tahun: int = TAHUN, *, ditetapkan: bool = True, **lain: Any) -> Bobot:
    dasar: dict[str, Any] = {
        "tahun": tahun, "nomor": 1, "isi": [b.as_json() for b in standard()],
        "disusun_pada": pada(date(tahun - 1, 11, 1)),
    }  # fmt: skip
    dasar["disusun_oleh"] = lain.pop("disusun_oleh", None) or buat_pengguna("verifikator")
    if ditetapkan:
        dasar |= {"ditetapkan_pada": pada(date(tahun - 1, 12, 1)), "ditetapkan_sebagai": "Sekretaris Daerah"}
        dasar["ditetapkan_oleh"] = lain.pop("ditetapkan_oleh", None) or buat_pengguna()
    return Bobot.objects.create(**dasar | lain)


def hasil_of(m: Masukan) -> dict[str, Any]:
    """The results as the command stores them, intervals left at the rank."""
    tabel = rank_all(m)
    selang = {h.slug: {"umum": [h.peringkat] * 2, "akses": [], "skor": []} for h in tabel if h.peringkat}
    return {
        "tabel": results_json(tabel),
        "selang": selang,
        "benih": m.tahun,
        "ulangan": 1_000,
        "pustaka": {"numpy": "uji"},
    }


def buat_hitungan(m: Masukan, *, bobot: Bobot | None = None, pada_: datetime = BEKU, **lain: Any) -> HitunganPeringkat:
    json = m.as_json()
    return HitunganPeringkat.objects.create(
        tahun=m.tahun, bobot=bobot, sampai=m.sampai, dihitung_pada=pada_, diperiksa_pada=pada_, sidik=fingerprint(json),
        masukan=json, hasil=hasil_of(m), **lain,
    )  # fmt: skip


def buat_masa(tahun: int = TAHUN, **lain: Any) -> MasaKoreksi:
    dasar: dict[str, Any] = {"dibuka_pada": BEKU - timedelta(days=20), "dibuka_sebagai": "Verifikator"}
    dasar["dibuka_oleh"] = lain.pop("dibuka_oleh", None) or buat_pengguna("verifikator")
    return MasaKoreksi.objects.create(tahun=tahun, **dasar | lain)


def buat_peringkat(*opd: OpdDinilai, bobot: Bobot | None = None, tahun: int = TAHUN, **lain: Any) -> Peringkat:
    """A frozen ranking of hand-made inputs, sealed as the deed does."""
    m = masukan(*opd or (biasa(7), biasa(4)), tahun=tahun)
    json = m.as_json()
    dasar: dict[str, Any] = {
        "tahun": tahun, "nomor": 1, "sampai": m.sampai, "dihitung_pada": BEKU, "masukan": json, "hasil": hasil_of(m),
        "sidik_masukan": fingerprint(json), "dibekukan_pada": BEKU,
        "penanda_tangan": [{"perbuatan": "membekukan", "nama": "Uji", "sebagai": "Sekretaris Daerah", "pada": "2026-02-20"}],
    }  # fmt: skip
    dasar["bobot"] = bobot or buat_bobot(tahun)
    dasar["dibekukan_oleh"] = lain.pop("dibekukan_oleh", None) or buat_pengguna()
    p = Peringkat(**dasar | lain)
    p.sidik = seal_of(p)
    p.save()
    return p


def buat_sanggahan(peringkat: Peringkat | None = None, opd: Opd | None = None, **lain: Any) -> Sanggahan:
    dasar: dict[str, Any] = {"isi": "uji", "diajukan_pada": BEKU + timedelta(days=2), "diajukan_sebagai": "Kepala Uji"}
    dasar["diajukan_oleh"] = lain.pop("diajukan_oleh", None) or buat_pengguna()
    if lain.get("putusan"):
        dasar |= {"alasan_putusan": "uji", "diputus_pada": BEKU + timedelta(days=5), "diputus_sebagai": "Verifikator"}
        dasar["diputus_oleh"] = lain.pop("diputus_oleh", None) or buat_pengguna()
    p = peringkat or buat_peringkat()
    return Sanggahan.objects.create(peringkat=p, opd=opd or _first_opd(p), **dasar | lain)


def _first_opd(p: Peringkat) -> Opd:
    return Opd.objects.get(slug=p.hasil["tabel"][0]["slug"])


def buat_penghargaan(peringkat: Peringkat | None = None, **lain: Any) -> Penghargaan:
    p = peringkat or buat_peringkat()
    dasar: dict[str, Any] = {
        "tahun": p.tahun, "jenis": JenisPenghargaan.UMUM, "nama": f"Penghargaan Uji {nomor()}", "opd": _first_opd(p),
        "tanggal": date(2026, 3, 20), "dicatat_pada": BEKU, "dicatat_sebagai": "Sekretaris Daerah",
        "dicatat_oleh": buat_pengguna(),
    }  # fmt: skip
    return Penghargaan.objects.create(peringkat=p, **dasar | lain)


def buat_evaluasi(**lain: Any) -> EvaluasiTahunan:
    dasar: dict[str, Any] = {
        "tahun": TAHUN, "putusan": PutusanEvaluasi.LANJUT, "alasan": "uji", "langkah": "uji", "angka": [],
        "ditetapkan_pada": BEKU, "ditetapkan_sebagai": "Verifikator",
    }  # fmt: skip
    for nama, buat in (("desa", buat_desa), ("opd", buat_opd), ("ditetapkan_oleh", buat_pengguna)):
        dasar[nama] = lain.pop(nama, None) or buat()
    return EvaluasiTahunan.objects.create(**dasar | lain)


def buat_sekda(**lain: Any) -> Pengguna:
    """The account that holds the Sekda Jabatan since 2020."""
    opd = Opd.objects.filter(slug="setda").first() or buat_opd(slug="setda", jenis="sekretariat")
    orang = buat_pengguna("pimpinan", **lain)
    opd.jabatan.create(
        nama_jabatan="Sekretaris Daerah",
        pemegang=orang.nama,
        status="definitif",
        mulai=date(2020, 1, 1),
        pengguna=orang,
    )
    orang.forget_roles()
    return orang


def baca(tahun: int = TAHUN, until: date = date(2026, 2, 10), **lain: Any) -> Masukan:
    """The inputs of a year under the standard weights, as known by a day of the next."""
    return read_masukan(tahun, standard(), until=until, known_at=akhir_hari(until), **lain)


def nilai(p: Penugasan, tahun: int = TAHUN, until: date = date(2026, 2, 10)) -> Mapping[Komponen, Nilai]:
    """Component → value of one penugasan."""
    semua = [t for o in baca(tahun, until).opd for t in o.tugas if (t.kode, t.mulai) == (p.desa.kode, p.mulai)]
    (satu,) = semua
    return satu.nilai


def buat_kunjungan_sah(p: Penugasan, hari: date, **lain: Any) -> None:
    """A visit that counts, its photos recorded with it."""
    k = buat_kunjungan(p, hari, foto=0, **lain)
    for _ in range(2):
        buat_bukti(kunjungan=k, dicatat_pada=k.dicatat_pada)
