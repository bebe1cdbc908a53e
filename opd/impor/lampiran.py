"""The annex of an SK: which OPD answers for which village, planned row by row against what is stored."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from desa.angka import baca_tanggal, format_tanggal
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import Desa
from desa.validators import kunci_nama
from opd.enums import PeranPenugasan
from opd.impor.kolom import baca_sel, temukan_desa
from opd.impor.pasangan import (
    CARA,
    KOREKSI,
    PERAN,
    PERUBAHAN,
    IsiLampiran,
    Terbaca,
    differences,
    stored_pairings,
    warn_two_villages,
    warnings_of,
)
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, tolak
from opd.impor.rujukan import PencariDesa, PencariOpd, kunci_opd
from opd.models import AliasOpd, Opd, Penugasan, Sk


class PerencanaLampiran:
    """Plans one annex. Reads everything it needs in five queries, writes nothing."""

    def __init__(self, sk: Sk, tabel: Tabel, pilihan: Mapping[str, Any], *, on: date) -> None:
        self.sk, self.tabel, self.on = sk, tabel, on
        self.judul = tabel.judul
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})
        self.pilihan_opd: Mapping[str, Any] = pilihan.get("opd", {})
        self.semua: Mapping[str, Any] = pilihan.get("semua", {})
        self.desa = PencariDesa(Desa.objects.all())
        self.opd = PencariOpd(Opd.objects.all(), AliasOpd.objects.all(), on=on)
        self.tanya_opd: dict[str, Tanya] = {}
        self.alias: dict[str, tuple[str, int]] = {}
        self.per_desa: dict[int, list[Penugasan]] = defaultdict(list)
        for p in stored_pairings():
            self.per_desa[p.desa_id].append(p)

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order."""
        hasil: dict[int, BarisRencana] = {}
        terbaca: list[Terbaca] = []
        for baris in self.tabel.baris:
            satu = self._baca(baris)
            if isinstance(satu, BarisRencana):
                hasil[baris.nomor] = satu
            else:
                terbaca.append(satu)
        ganda = self._ganda(terbaca)
        for t in terbaca:
            galat = ganda.get(t.baris.nomor)
            hasil[t.baris.nomor] = tolak(t.baris, self._ringkas(t), galat) if galat else self._bandingkan(t)
        urut = [hasil[b.nomor] for b in self.tabel.baris]
        urut = warn_two_villages(urut, terbaca)
        return Rencana(
            urut, list(self.tabel.catatan), self._tanya_umum(urut), self._tidak_ada(terbaca), dict(self.alias)
        )

    # --- reading one row ---------------------------------------------------------------------------------------

    def _baca(self, baris: Baris) -> BarisRencana | Terbaca:
        kasar = (
            " → ".join(t for t in (baris.teks("opd"), baris.teks("kode") or baris.teks("desa")) if t) or "baris kosong"
        )
        if baris.galat:
            return tolak(baris, kasar, *baris.galat)
        try:
            return self._baca_isi(baris, kasar)
        except Salah as keliru:
            return tolak(baris, kasar, keliru.galat)

    def _baca_isi(self, baris: Baris, kasar: str) -> BarisRencana | Terbaca:
        dipilih: Mapping[str, str] = self.pilihan_baris.get(str(baris.nomor), {})
        opd, sebab_opd = self._temukan_opd(baris)
        desa, tanya_desa = temukan_desa(baris, self.judul, self.desa, dipilih.get("desa", ""))
        mulai = baca_sel(baris, "mulai", self.judul, baca_tanggal, sistem_1904=self.tabel.sistem_1904)
        if mulai and self.sk.selesai and mulai >= self.sk.selesai:
            akhir = format_tanggal(self.sk.selesai)
            raise salah(baris, "mulai", self.judul, f"{self.sk} hanya berlaku sampai {akhir}. Periksa tanggal mulai.")
        peran = self._peran(baris)
        tanya = [t for t in (tanya_desa,) if t]
        if desa and desa.kelurahan:
            nilai = dipilih.get("kelurahan", "")
            tanya.append(Tanya(f"kelurahan-{baris.nomor}", "centang", f"Terima kelurahan {desa.nama}", nilai=nilai))
        if opd is None or any(not t.nilai for t in tanya) or desa is None:
            sebab = [s for s in (sebab_opd,) if s]
            if desa is None:
                kalimat = f"Sel {baris.sel['desa']}: “{baris.teks('desa')}” dapat berarti beberapa desa. Pilih desanya."
                sebab.append(Galat(baris.nomor, "Desa", baris.sel["desa"], kalimat))
            elif desa.kelurahan:
                kalimat = (
                    f"{desa.label} adalah kelurahan; indeks desa tidak berlaku baginya. Centang bila memang dimaksud."
                )
                sebab.append(Galat(baris.nomor, "Desa", baris.sel.get("desa", baris.sel.get("kode", "")), kalimat))
            return BarisRencana(baris.nomor, Hasil.PERLU_PILIHAN, kasar, tuple(sebab), tanya=tuple(tanya))
        return Terbaca(baris, opd, desa, peran, mulai, tuple(tanya))

    def _temukan_opd(self, baris: Baris) -> tuple[Opd | None, Galat | None]:
        nama = baris.teks("opd")
        if not nama:
            raise salah(baris, "opd", self.judul, "nama OPD belum diisi. Isi seperti pada SK.")
        if opd := self.opd.cari(nama):
            return opd, None
        kunci = kunci_opd(nama)
        if kunci not in self.tanya_opd:
            calon = self.opd.terdekat(nama)
            nama_tanya = f"opd-{hashlib.sha256(kunci.encode()).hexdigest()[:8]}"
            nilai = str(self.pilihan_opd.get(nama_tanya, ""))
            sah = {str(o.pk): o for o in calon}
            opsi = tuple((str(o.pk), f"{o.nama} ({o.singkatan})") for o in calon)
            label = f"“{nama}” adalah"
            self.tanya_opd[kunci] = Tanya(nama_tanya, "pilih", label, opsi, nilai if nilai in sah else "")
            if nilai in sah:
                self.alias[kunci] = (nama, sah[nilai].pk)
        tanya = self.tanya_opd[kunci]
        if tanya.nilai:
            return self.opd.semua[int(tanya.nilai)], None
        sel = baris.sel["opd"]
        kalimat = f"Sel {sel}: OPD “{nama}” tidak dikenal. Pilih salah satu OPD terdekat di atas tabel, atau perbaiki namanya."
        return None, Galat(baris.nomor, self.judul["opd"], sel, kalimat)

    def _peran(self, baris: Baris) -> str:
        teks = baris.teks("peran")
        if not teks:
            return PeranPenugasan.PENANGGUNG_JAWAB
        peran = PERAN.get(kunci_nama(teks))
        if peran is None:
            raise salah(
                baris, "peran", self.judul, f"peran “{teks}” tidak dikenal. Tulis penanggung jawab atau pendukung."
            )
        return peran

    # --- comparing with the other rows and with what is stored -----------------------------------------------------

    def _ganda(self, terbaca: list[Terbaca]) -> dict[int, Galat]:
        """Rows that name one village twice (as penanggung jawab), each with a sentence naming both rows."""
        kelompok: dict[tuple[Any, ...], list[Terbaca]] = defaultdict(list)
        for t in terbaca:
            utama = t.peran == PeranPenugasan.PENANGGUNG_JAWAB
            kelompok[(t.desa.pk, t.peran, None if utama else t.opd.pk)].append(t)
        hasil: dict[int, Galat] = {}
        for isi in kelompok.values():
            for t in isi if len(isi) > 1 else ():
                nomor = " dan ".join(str(x.baris.nomor) for x in isi)
                kolom = "kode" if t.baris.teks("kode") else "desa"
                kalimat = (
                    f"Desa {t.desa.label} ditulis pada baris {nomor}, padahal satu desa mempunyai satu penanggung jawab. "
                    "Sisakan satu baris, atau tulis peran pendukung pada baris lainnya."
                )
                hasil[t.baris.nomor] = Galat(t.baris.nomor, self.judul.get(kolom, ""), t.baris.sel[kolom], kalimat)
        return hasil

    def _ringkas(self, t: Terbaca) -> str:
        peran = "" if t.peran == PeranPenugasan.PENANGGUNG_JAWAB else " (pendukung)"
        return f"{t.opd.nama} → {t.desa.label}{peran}"

    def _bandingkan(self, t: Terbaca) -> BarisRencana:
        try:
            return self._bandingkan_isi(t)
        except Salah as keliru:
            return replace(tolak(t.baris, self._ringkas(t), keliru.galat), tanya=t.tanya)

    def _bandingkan_isi(self, t: Terbaca) -> BarisRencana:
        mulai, dari_sk = t.mulai or self.sk.tanggal, t.mulai is None
        isi = IsiLampiran(t.opd.pk, t.desa.pk, t.peran, mulai, dari_sk)
        ada = [p for p in self.per_desa[t.desa.pk] if p.peran == t.peran]
        if t.peran == PeranPenugasan.PENDUKUNG:
            ada = [p for p in ada if p.opd_id == t.opd.pk]
        lama = next((p for p in ada if p.selesai is None), None)
        sudah = self._sudah_ada(t, isi, ada)
        dipilih = self._cara(t, lama) if lama else None
        if not sudah and dipilih and dipilih[0] == PERUBAHAN and dipilih[1]:
            isi = replace(isi, mulai=dipilih[1], mulai_dari_sk=False)
            sudah = self._sudah_ada(t, isi, ada)
        if sudah:
            catatan = (f"Sudah selesai pada {format_tanggal(sudah.selesai)}.",) if sudah.selesai else ()
            jejak = (sudah.pk, sudah.selesai)
            return BarisRencana(t.baris.nomor, Hasil.SAMA, self._ringkas(t), (), catatan, t.tanya, jejak=jejak)
        self._tolak_opd_tutup(t, isi.mulai)
        if lama is None:
            self._tolak_tumpang_tindih(t, ada, isi.mulai)
            return BarisRencana(
                t.baris.nomor, Hasil.BARU, f"{self._ringkas(t)}, mulai {format_tanggal(isi.mulai)}",
                peringatan=warnings_of(t, dari_sk, sk=self.sk), tanya=t.tanya, isi=isi, jejak=(isi,),
            )  # fmt: skip
        return self._berubah(t, isi, lama, ada)

    def _sudah_ada(self, t: Terbaca, isi: IsiLampiran, ada: list[Penugasan]) -> Penugasan | None:
        """The stored row that says the same; a row without a start agrees with any."""
        for p in ada:
            if p.sk_id == self.sk.pk and p.opd_id == t.opd.pk and (isi.mulai_dari_sk or p.mulai == isi.mulai):
                return p
        return None

    def _tolak_opd_tutup(self, t: Terbaca, mulai: date) -> None:
        """A closed OPD takes no new penugasan; its successor is named."""
        if t.opd.berlaku_selesai is None or t.opd.berlaku_selesai > max(self.on, mulai):
            return
        penerus = f" Penerusnya {t.opd.dilebur_ke.nama}." if t.opd.dilebur_ke else ""
        tutup = format_tanggal(t.opd.berlaku_selesai)
        raise salah(
            t.baris, "opd", self.judul, f"{t.opd.nama} tidak berlaku lagi sejak {tutup}.{penerus} Ganti OPD-nya."
        )

    def _tolak_tumpang_tindih(
        self, t: Terbaca, ada: list[Penugasan], mulai: date, *, sampai: date | None = None, kecuali: int | None = None
    ) -> None:
        for p in ada:
            habis = p.selesai is not None and p.selesai <= mulai
            if p.pk == kecuali or habis or (sampai is not None and p.mulai >= sampai):
                continue
            akhir = f" sampai {format_tanggal(p.selesai)}" if p.selesai else ""
            raise salah(
                t.baris, "mulai" if t.mulai else "desa", self.judul,
                f"{t.desa.label} ditangani {p.opd.nama} sejak {format_tanggal(p.mulai)}{akhir}. "
                "Pilih tanggal mulai sesudahnya.",
            )  # fmt: skip

    # --- a row that differs from what is stored --------------------------------------------------------------------

    def _cara(self, t: Terbaca, lama: Penugasan | None) -> tuple[str, date | None] | None:
        """What the person chose for a changed row, koreksi or perubahan with its date, for the row or for all rows."""
        sendiri: Mapping[str, str] = self.pilihan_baris.get(str(t.baris.nomor), {})
        sumber = sendiri if sendiri.get("cara") else self.semua
        cara = sumber.get("cara", "")
        if cara not in (KOREKSI, PERUBAHAN):
            return None
        if cara == KOREKSI:
            return KOREKSI, None
        try:
            return PERUBAHAN, baca_tanggal(sumber["tanggal"]) if sumber.get("tanggal") else self._tanggal_sendiri(
                t, lama
            )
        except ValidationError:
            return PERUBAHAN, None

    def _tanggal_sendiri(self, t: Terbaca, lama: Penugasan | None) -> date | None:
        """The row's own start (or that of its SK), when it can be the day of the change."""
        mulai = t.mulai or (self.sk.tanggal if lama and lama.sk_id != self.sk.pk else None)
        return mulai if mulai and lama and mulai > lama.mulai else None

    def _berubah(self, t: Terbaca, isi: IsiLampiran, lama: Penugasan, ada: list[Penugasan]) -> BarisRencana:
        dipilih = self._cara(t, lama)
        tanya = (*t.tanya, *self._tanya_cara(t))
        beda = differences(t, isi, lama, sk=self.sk)
        jejak = (lama.pk, lama.mulai, lama.opd_id, lama.sk_id)
        if dipilih is None or (dipilih[0] == PERUBAHAN and dipilih[1] is None):
            minta = "Isi tanggal perubahannya." if dipilih else "Pilih koreksi, atau perubahan dengan tanggalnya."
            kalimat = f"Berbeda dari yang tersimpan: {beda}. {minta}"
            kolom = "opd" if lama.opd_id != t.opd.pk else "mulai"
            galat = Galat(t.baris.nomor, self.judul.get(kolom, ""), t.baris.sel.get(kolom, t.baris.sel["opd"]), kalimat)
            return BarisRencana(
                t.baris.nomor, Hasil.PERLU_PILIHAN, self._ringkas(t), (galat,), tanya=tanya, jejak=jejak
            )
        cara, tanggal = dipilih
        isi = replace(isi, lama_id=lama.pk, cara=cara)
        try:
            if cara == KOREKSI:
                self._tolak_koreksi(t, isi, lama)
                self._tolak_tumpang_tindih(t, ada, isi.mulai, sampai=lama.selesai, kecuali=lama.pk)
                ringkas = f"Koreksi: {self._ringkas(t)}, mulai {format_tanggal(isi.mulai)} ({beda})"
            else:
                self._tolak_perubahan(t, tanggal, lama)
                self._tolak_tumpang_tindih(t, ada, isi.mulai, kecuali=lama.pk)
                ringkas = f"Perubahan per {format_tanggal(isi.mulai)}: {self._ringkas(t)} ({beda})"
        except Salah as keliru:
            return replace(tolak(t.baris, self._ringkas(t), keliru.galat), tanya=tanya)
        peringatan = warnings_of(t, isi.mulai_dari_sk, sk=self.sk)
        return BarisRencana(
            t.baris.nomor, Hasil.BERUBAH, ringkas, peringatan=peringatan, tanya=tanya, isi=isi, jejak=(*jejak, isi)
        )

    def _tanya_cara(self, t: Terbaca) -> tuple[Tanya, Tanya]:
        sendiri: Mapping[str, str] = self.pilihan_baris.get(str(t.baris.nomor), {})
        n = t.baris.nomor
        return (
            Tanya(f"cara-{n}", "pilih", "Koreksi atau perubahan", CARA, sendiri.get("cara", "")),
            Tanya(f"tanggal-{n}", "tanggal", "Tanggal perubahan", (), sendiri.get("tanggal", "")),
        )

    def _tanya_umum(self, urut: list[BarisRencana]) -> list[Tanya]:
        """Questions about the whole list: unknown OPD names, and one answer for all changed rows."""
        hasil = list(self.tanya_opd.values())
        if any(t.kunci.startswith("cara-") for b in urut for t in b.tanya):
            hasil += [
                Tanya("semua-cara", "pilih", "Untuk semua baris yang berbeda", CARA, self.semua.get("cara", "")),
                Tanya(
                    "semua-tanggal", "tanggal", "Tanggal perubahan untuk semuanya", (), self.semua.get("tanggal", "")
                ),
                Tanya("semua-alasan", "teks", "Alasan koreksi atau perubahan", (), self.semua.get("alasan", "")),
            ]
        return hasil

    def _tolak_koreksi(self, t: Terbaca, isi: IsiLampiran, lama: Penugasan) -> None:
        """The same refusals that the correcting deed makes, said before it is tried."""
        pertama = min((d for d in (lama.kegiatan_pertama, lama.kunjungan_pertama) if d), default=None)  # type: ignore[attr-defined]
        if pertama and lama.opd_id != isi.opd_id:
            raise salah(
                t.baris, "opd", self.judul,
                f"{lama.opd.nama} sudah mencatat kegiatan atau kunjungan di desa ini, jadi tidak dapat dikoreksi. "
                "Pilih perubahan dengan tanggalnya.",
            )  # fmt: skip
        if pertama and pertama < isi.mulai:
            raise salah(
                t.baris, "mulai", self.judul,
                f"ada kegiatan atau kunjungan tanggal {format_tanggal(pertama)}, sebelum tanggal mulai ini. "
                "Pilih tanggal mulai yang lebih awal.",
            )  # fmt: skip

    def _tolak_perubahan(self, t: Terbaca, tanggal: date | None, lama: Penugasan) -> None:
        if tanggal and tanggal <= lama.mulai:
            raise salah(
                t.baris, "mulai", self.judul,
                f"tanggal perubahan harus setelah {format_tanggal(lama.mulai)}, mulai penugasan yang tersimpan. "
                "Bila data lama salah sejak awal, pilih koreksi.",
            )  # fmt: skip

    # --- notes about the whole list ------------------------------------------------------------------------------

    def _tidak_ada(self, terbaca: list[Terbaca]) -> list[str]:
        """Open penugasan of this SK whose village the file does not name. They stay as they are."""
        disebut = {t.desa.pk for t in terbaca}
        nama = {d.pk: d.label for d in self.desa.per_kode.values()}
        hasil = [
            f"{p.opd.nama} → {nama[p.desa_id]}"
            for isi in self.per_desa.values() for p in isi
            if p.sk_id == self.sk.pk and p.selesai is None and p.desa_id not in disebut
        ]  # fmt: skip
        return sorted(hasil)


def rencanakan_lampiran(sk: Sk, tabel: Tabel, pilihan: Mapping[str, Any], *, on: date) -> Rencana:
    """The plan of an annex under `sk`, with what the person chose so far. Pure: reads, never writes."""
    return PerencanaLampiran(sk, tabel, pilihan, on=on).rencana()
