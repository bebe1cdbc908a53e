"""`python -m tests.beban [--rendam] [--provinsi|--nasional] [--pengguna 100] [--menit 10] [--simpan MAP] [--ketat]`.

People sign in one after the other, then read, write, decide and print with pauses of five seconds on the average, on the
site as deployed over a PostgreSQL of its own. Only this machine is asked.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from random import Random

from desa.waktu import tanggal_wit
from tests.beban.hasil import POLOS, Hasil, drift, summary, table
from tests.beban.peladen import Hitungan, Peladen, served
from tests.beban.peramban import Contoh, Peramban
from tests.beban.tugas import Orang
from tests.pangkalan import Pangkalan, add_scale, prepared

TERBANYAK, TERLAMA_MENIT = 500, 180
PIKIR_DETIK, SELANG_MASUK = 5.0, 0.6
SELANG_POLOS, SELANG_ISI = 2.0, 5.0
BAGIAN_RENDAM = 0.3
HANGAT_DETIK, HANGAT_BAGIAN = 60.0, 0.2
"""Before anything counts: every process has shown the dashboard once, as on any day but its first minute."""
SANDI = "cakalang-kenari-teluk-4471"


def _options() -> Namespace:
    p = ArgumentParser(prog="script/bench --beban", description="Beban banyak pengguna pada situs seperti terpasang.")
    p.add_argument("--beban", action="store_true", help="Beban penuh; begitu juga tanpa --rendam.")
    p.add_argument("--rendam", action="store_true", help="Beban 30 persen, dengan perubahan dari awal sampai akhir.")
    add_scale(p)
    p.add_argument("--pengguna", type=int, default=100)
    p.add_argument("--menit", type=float, default=10)
    p.add_argument("--benih", type=int, default=7, help="Benih acak: beban yang sama pada setiap jalan.")
    p.add_argument("--ketat", action="store_true", help="Gagal bila sasaran tidak tercapai.")
    o = p.parse_args()
    if not (0 < o.pengguna <= TERBANYAK and 0 < o.menit <= TERLAMA_MENIT):
        p.error(f"Paling banyak {TERBANYAK} pengguna dan {TERLAMA_MENIT} menit.")
    return o


class Beban:
    """People on the site for some minutes, each in a thread of their own."""

    def __init__(self, situs: Peladen, kumpulan: dict, o: Namespace, jeda: float) -> None:
        self.situs, self.hasil, self.usai = situs, Hasil(), threading.Event()
        self.menit, self.jeda = o.menit, jeda
        lain = {n: isi for n, isi in kumpulan.items() if n != "orang"}
        self.orang = [
            Orang(
                **o_,
                peramban=Peramban(situs.port, f"10.9.{n // 250}.{n % 250 + 1}", self._note),
                kumpulan=lain,
                hari=tanggal_wit(datetime.now(UTC)),
                acak=Random(f"{o.benih}-{n}"),
                ditolak=self.hasil.ditolak,
            )
            for n, o_ in enumerate(kumpulan["orang"])
        ]

    def _note(self, c: Contoh) -> None:
        self.hasil.contoh.append(c)

    def run(self) -> Hasil:
        """Sign everybody in, then measure for the minutes asked for."""
        benang = [threading.Thread(target=self._live, args=(o,), daemon=True) for o in self.orang]
        for b in benang:
            b.start()
            time.sleep(SELANG_MASUK)
        polos = threading.Thread(target=self._compare, args=(self.orang[0],), daemon=True)
        polos.start()
        h, web = self.hasil, self.situs.pekerja
        self.usai.wait(min(HANGAT_DETIK, self.menit * 60 * HANGAT_BAGIAN))
        h.mulai = time.monotonic()
        h.selesai = h.mulai + self.menit * 60
        while time.monotonic() < h.selesai:
            h.isi.append(self.situs.held())
            time.sleep(min(SELANG_ISI, max(h.selesai - time.monotonic(), 0)))
        h.isi.append(self.situs.held())
        self.usai.set()
        for b in (*benang, polos):
            b.join(70)
        if web != self.situs.pekerja:
            h.gugur.append("proses web berganti selagi diukur")
        return h

    def _live(self, orang: Orang) -> None:
        try:
            self._work(orang)
        except Exception as galat:  # with fewer people the site would seem the faster
            self.hasil.gugur.append(f"{orang.nama}, {galat!r}")
            raise

    def _work(self, orang: Orang) -> None:
        if not orang.sign_in(SANDI):
            self.hasil.gugur.append(f"{orang.nama} tidak dapat masuk")
            return
        while not self.usai.is_set():
            for _ in orang.do_something():
                if self.usai.wait(min(orang.acak.expovariate(1 / self.jeda), self.jeda * 6)):
                    return

    def _compare(self, orang: Orang) -> None:
        """The plain page again and again, with the cookies of somebody who is signed in."""
        while not self.usai.wait(SELANG_POLOS):
            orang.peramban.get(POLOS, "/ukur/polos/")


def load(p: Pangkalan, o: Namespace, *, orang: int, jeda: float = PIKIR_DETIK) -> tuple[Hasil, Hitungan]:
    """So many people on the site over this database; what they felt, and what the site counted meanwhile by page."""
    berkas = p.map / "beban.json"
    buat = f"open_accounts({orang}, {SANDI!r}, Path({str(berkas)!r}))"
    p.run(
        "shell", "--no-imports", "-c", f"from pathlib import Path; from tests.beban.akun import open_accounts; {buat}"
    )
    with served(p) as situs:
        dulu = situs.counted()
        hasil = Beban(situs, json.loads(berkas.read_text()), o, jeda).run()
        kini = situs.counted()
    return hasil, {n: {u: v - dulu.get(n, {}).get(u, 0) for u, v in isi.items()} for n, isi in kini.items()}


def main() -> int:
    o = _options()
    orang = max(1, round(o.pengguna * BAGIAN_RENDAM)) if o.rendam else o.pengguna
    with prepared(o.skala, o.simpan) as p:
        hasil, hitungan = load(p, o, orang=orang)
    print(f"{o.skala}, {orang} pengguna, {o.menit:g} menit, jeda rata-rata {PIKIR_DETIK:g} detik")
    baris, luput = summary(hasil)
    if o.rendam:
        tambahan, naik = drift(hasil)
        baris, luput = baris + tambahan, luput + naik
    print("\n".join([*table(hasil, hitungan), "", *baris, *dict.fromkeys(hasil.ditolak[:10])]))
    if luput:
        print(f"Melewati sasaran: {', '.join(luput)}.")
    return 1 if o.ketat and luput else 0


if __name__ == "__main__":
    sys.exit(main())
