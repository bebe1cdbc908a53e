"""`manage.py hitung_kelangsungan`: compute how long mentored enterprises stay alive. Once a day, and safe to run twice."""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from desa.angka import format_ribuan, format_tanggal
from desa.enums import KeluargaMiskin
from desa.models import Umkm
from desa.waktu import akhir_hari, hari_ini
from opd.actions.kelangsungan import store_kelangsungan
from opd.kaplan import Amatan, at_risk, kurva, median, uji_log_rank, well_observed
from opd.models import Pengguna
from opd.rekap.hasil_kelangsungan import JENIS, RAHASIA, TERSEDIKIT, day_of_month
from opd.rekap.kelangsungan import TERAMATI, Episode, Nasib, Subjek, curve_end, read_subjek

BULAN_RISIKO = 6
DESIMAL = 6


Anggota = list[tuple[Subjek, Episode, dict[str, tuple[str, str]]]]
"""An enterprise, its first episode, and its groups; that of the owner's family is never stored with the enterprise."""


class Command(BaseCommand):
    help = "Menghitung kelangsungan usaha binaan (Kaplan–Meier) dan menyimpannya. Jalankan sekali sehari."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--per", type=date.fromisoformat, default=None, help="Hari yang dihitung (TTTT-BB-HH).")

    def handle(self, *args: Any, **options: Any) -> None:
        hari, kini = hari_ini(), timezone.now()
        per = min(options["per"] or hari, hari)
        tahu = akhir_hari(per) if per < hari else None
        hasil = compute(per, known_at=tahu, at=kini)
        self.stdout.write(
            f"Kelangsungan usaha per {format_tanggal(per)} dihitung dari {format_ribuan(hasil.jumlah)} usaha."
        )


def compute(per: date, *, known_at: datetime | None, at: datetime) -> Any:
    """Compute and keep the curves of a day."""
    subjek = read_subjek(Pengguna(), until=per, known_at=known_at)
    miskin = _families()
    pertama = [(s, s.episode[0], s.kelompok | {RAHASIA: miskin[s.umkm_id]}) for s in subjek]
    isi = _curves(pertama, [jenis for jenis in JENIS if jenis != RAHASIA]) | {
        "ujung": curve_end(per).isoformat(),
        "di_luar": {n.value: sum(e.nasib == n for _, e, _ in pertama) for n in Nasib if n not in TERAMATI},
        "buka_kembali": sum(len(s.episode) > 1 for s in subjek),
        "masa_baru": sum(len(s.episode) - 1 for s in subjek),
    }
    usaha = [
        [s.umkm_id, e.nasib.value, e.asal.isoformat(), e.masuk.isoformat(), e.keluar.isoformat(), len(s.episode),
         {jenis: kunci for jenis, (kunci, _) in s.kelompok.items()}]
        for s, e, _ in pertama
    ]  # fmt: skip
    return store_kelangsungan(per, jumlah=len(subjek), isi=isi, pribadi=_curves(pertama, [RAHASIA]), usaha=usaha, at=at)


def _curves(pertama: Anggota, jenis: Sequence[str]) -> dict[str, Any]:
    """The groups of these kinds, and the tests between them."""
    return {
        "kelompok": [_kelompok(*nama, isi) for nama, isi in _grouped(pertama).items() if nama[0] in jenis],
        "banding": [b for satu in jenis if (b := _banding(satu, pertama))],
    }


def _families() -> dict[int, tuple[str, str]]:
    """Whether owners are of poor families. Personal: curves by it are stored apart, for who may read it of every owner."""
    kata = {KeluargaMiskin.YA: "Keluarga miskin", KeluargaMiskin.TIDAK: "Bukan keluarga miskin"}
    baris = Umkm.objects.order_by().values_list("pk", "keluarga_miskin")
    return {pk: (nilai, kata.get(KeluargaMiskin(nilai), "Belum diketahui")) for pk, nilai in baris}


def _grouped(pertama: Anggota) -> dict[tuple[str, str, str], list[Episode]]:
    """Observed first episodes by (kind, key, name), kinds in their order and groups by name."""
    hasil: dict[tuple[str, str, str], list[Episode]] = defaultdict(list)
    for _, e, milik in pertama:
        for jenis, (kunci, nama) in milik.items():
            if e.nasib in TERAMATI:
                hasil[jenis, kunci, nama].append(e)
    return dict(sorted(hasil.items(), key=lambda k: (list(JENIS).index(k[0][0]), k[0][2])))


def _amatan(episode: Sequence[Episode], *, hilang_berhenti: bool = False) -> list[Amatan]:
    """Episodes as subjects; with `hilang_berhenti` those lost count as closed, which bounds the curve from below."""
    peristiwa = {Nasib.BERHENTI, Nasib.HILANG} if hilang_berhenti else {Nasib.BERHENTI}
    return [Amatan((e.masuk - e.asal).days, e.lama, e.nasib in peristiwa) for e in episode]


def _kelompok(jenis: str, kunci: str, nama: str, episode: list[Episode]) -> dict[str, Any]:
    hitung = {n.value: sum(e.nasib == n for e in episode) for n in TERAMATI}
    dasar = {"jenis": jenis, "kunci": kunci, "nama": nama, "n": len(episode), **hitung}
    diamati = well_observed(_amatan(episode), TERSEDIKIT)
    terburuk = well_observed(_amatan(episode, hilang_berhenti=True), TERSEDIKIT)
    if diamati is None or terburuk is None:
        return dasar
    (mulai, amatan), terlama = diamati, max(e.lama for e in episode)
    langkah, batas = kurva(amatan), kurva(terburuk[1])
    bulan = [n for n in range(0, 600, BULAN_RISIKO) if mulai <= day_of_month(n) <= terlama]
    return dasar | {
        "mulai": mulai,
        "kurva": [[s.hari, s.berisiko, s.peristiwa, *(round(x, DESIMAL) for x in s[3:])] for s in langkah],
        "batas": [[s.hari, round(s.hidup, DESIMAL)] for s in batas],
        "median": median(langkah),
        "median_batas": median(batas),
        "risiko": [[n, at_risk(amatan, max(day_of_month(n), mulai + 1))] for n in bulan],
        "terlama": terlama,
    }


def _banding(jenis: str, pertama: Anggota) -> dict[str, Any] | None:
    """The log-rank test between the groups of a kind that are large enough."""
    per: dict[str, list[Episode]] = defaultdict(list)
    for _, e, milik in pertama:
        if e.nasib in TERAMATI and jenis in milik:
            per[milik[jenis][0]].append(e)
    cukup = [_amatan(isi) for isi in per.values() if len(isi) >= TERSEDIKIT]
    uji = uji_log_rank(cukup)
    if uji is None:
        return None
    angka = {"kai": round(uji.kai_kuadrat, 4), "derajat": uji.derajat, "p": round(uji.p, DESIMAL)}
    return {"jenis": jenis, "kelompok": len(cukup), **angka}
