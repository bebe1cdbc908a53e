"""A list of enterprises: new ones, changed ones, and the same, matched by NIB or by village and name."""

import re
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery

from desa.angka import baca_bilangan, baca_rupiah, baca_tanggal, format_rupiah, format_tanggal
from desa.enums import BentukUsaha, JenisKelamin, JenisNisan
from desa.impor.tabel import Baris, Galat, Tabel
from desa.models import Kbli, PenutupanUmkm, Umkm
from desa.validators import baca_kbli, baca_nib, baca_nik, baca_telepon, janggal_nik, kunci_nama, rapikan
from opd.actions.isi_umkm import PRIBADI
from opd.actions.umkm import BENTUK_DIHITUNG, SESUDAH_TUTUP
from opd.impor.kolom import baca_sel, temukan_desa
from opd.impor.rencana import BarisRencana, Hasil, Rencana, Salah, Tanya, salah, skip, tolak
from opd.impor.rujukan import RujukanDesa
from opd.impor.sel_umkm import BENTUK, read_poor, read_sex, read_uuid, read_yes
from opd.impor.susulan import Susulan
from opd.impor.tempat import PencariTempat
from opd.models import Penugasan
from opd.rekap.kunci import BukuKunci
from opd.rekap.nisan import Nomor, name_in, refusals
from opd.rekap.umkm_serupa import serupa_di_desa

DIUNDUH = {"nama", "produk", "bentuk", "dibina_sejak"}
"""What the list of enterprises that everybody may take out says of each."""
MILIK_LAIN = "Desa dampingan OPD lain; barisnya tidak diubah, jadi dilewati."
PEMILIK_DILEWATI = "Data pemilik yang sudah tercatat diubah OPD pendamping desanya atau verifikator, jadi dilewati."
UNDUH_LAGI = "Unduh lagi daftarnya, lalu ubah di sana."
PANJANG = {"nama": 150, "pemilik": 120, "produk": 200}


@dataclass(frozen=True)
class IsiUmkm:
    """What applying a row writes: the fields of one enterprise, new (`lama_id` None) or changed."""

    desa_id: int
    lama_id: int | None
    versi: int
    bidang: dict[str, Any] = field(default_factory=dict)
    susulan: str = ""


@dataclass(frozen=True)
class _Terbaca:
    baris: Baris
    desa: RujukanDesa
    nilai: dict[str, Any]
    tanya: tuple[Tanya, ...]
    pengenal: UUID | None = None
    versi: int | None = None


class PerencanaUmkm:
    """Plans one list for a person who may edit enterprises of the villages `boleh` (None: all) and read owners of `baca`."""

    def __init__(
        self,
        tabel: Tabel,
        pilihan: Mapping[str, Any],
        *,
        boleh: Set[int] | None,
        baca: Set[int],
        on: date,
        kunci: BukuKunci,
    ) -> None:
        self.kunci, self.susulan, self.baca = kunci, Susulan(pilihan), baca
        self.tabel, self.judul, self.on = tabel, tabel.judul, on
        self.pilihan_baris: Mapping[str, Any] = pilihan.get("baris", {})
        self.tempat = PencariTempat(tabel, pilihan, boleh=boleh)
        self.berpenugasan = set(Penugasan.objects.in_force().values_list("desa_id", flat=True))
        self.kbli = dict(Kbli.objects.values_list("kode", "nama"))
        self.per_nib: dict[str, Umkm] = {}
        self.per_uuid: dict[UUID, Umkm] = {}
        self.per_nama: dict[tuple[int, str], list[Umkm]] = defaultdict(list)
        self.per_desa: dict[int, list[Umkm]] = defaultdict(list)
        tutup = PenutupanUmkm.objects.in_force().filter(umkm=OuterRef("pk")).order_by("tutup_pada").values("tutup_pada")
        for u in Umkm.objects.annotate(pertama_tutup=Subquery(tutup[:1])):
            self.per_desa[u.desa_id].append(u)
            self.per_nama[(u.desa_id, kunci_nama(u.nama))].append(u)
            self.per_uuid[u.uuid] = u
            if u.nib:
                self.per_nib[u.nib] = u

    def rencana(self) -> Rencana:
        """The plan of all rows, in sheet order. Pure: reads, never writes."""
        hasil: dict[int, BarisRencana] = {}
        terbaca: list[_Terbaca] = []
        for baris in self.tabel.baris:
            satu = self._baca(baris)
            if isinstance(satu, BarisRencana):
                hasil[baris.nomor] = satu
            else:
                terbaca.append(satu)
        ganda = self._ganda(terbaca)
        nisan = refusals({n for t in terbaca for n in _known_by(t)})
        for t in terbaca:
            galat, pergi = ganda.get(t.baris.nomor), next((nisan[n] for n in _known_by(t) if n in nisan), None)
            if pergi is not None:
                dikenal = tuple(t.nilai[n] for n in ("nik", "nib", "pemilik") if n in t.nilai)
                hasil[t.baris.nomor] = skip(t.baris.nomor, f"UMKM → {t.desa.label}", pergi.kalimat, dikenal)
            else:
                hasil[t.baris.nomor] = tolak(t.baris, self._ringkas(t), galat) if galat else self._bandingkan(t)
        baris = [hasil[b.nomor] for b in self.tabel.baris]
        return Rencana(baris, list(self.tabel.catatan), self.susulan.questions())

    def _ringkas(self, t: _Terbaca) -> str:
        return f"{t.nilai['nama']} → {t.desa.label}"

    def _baca(self, baris: Baris) -> BarisRencana | _Terbaca:
        kasar = (
            " → ".join(x for x in (baris.teks("nama"), baris.teks("kode") or baris.teks("desa")) if x) or "baris kosong"
        )
        if baris.galat:
            return tolak(baris, kasar, *baris.galat)
        try:
            nilai = self._nilai(baris)
            pengenal = baca_sel(baris, "pengenal", self.judul, read_uuid)
            versi = baca_sel(baris, "versi", self.judul, baca_bilangan)
            if self._milik_lain(baris, nilai, pengenal):
                return BarisRencana(baris.nomor, Hasil.SAMA, kasar, (), (MILIK_LAIN,))
            tempat = self.tempat.find(baris, kasar)
            if isinstance(tempat, BarisRencana):
                return tempat
        except Salah as keliru:
            return tolak(baris, kasar, keliru.galat)
        return _Terbaca(baris, tempat.desa, nilai, tempat.tanya, pengenal, versi)

    def _milik_lain(self, baris: Baris, nilai: dict[str, Any], pengenal: UUID | None) -> bool:
        """Whether a row stands as the download wrote it of another OPD's village.

        Nobody has to take such rows out of a list of the whole province; a value that the download never holds makes
        it another row, for the answer would tell whether the value is right.
        """
        lama = self.per_uuid.get(pengenal) if pengenal else None
        if lama is None or self.tempat.boleh is None or lama.desa_id in self.tempat.boleh or not set(nilai) <= DIUNDUH:
            return False
        desa, _ = temukan_desa(baris, self.judul, self.tempat.desa, "")
        return desa is not None and desa.pk == lama.desa_id and all(getattr(lama, k) == v for k, v in nilai.items())

    def _nilai(self, baris: Baris) -> dict[str, Any]:
        """The filled cells of a row, read; an empty cell is no statement and changes nothing."""
        nilai: dict[str, Any] = {}
        for nama, batas in PANJANG.items():
            teks = rapikan(baris.teks(nama))
            if len(teks) > batas:
                raise salah(baris, nama, self.judul, f"teks ini lebih dari {batas} huruf. Ringkaskan.")
            if teks:
                nilai[nama] = teks
        if "nama" not in nilai:
            raise salah(baris, "nama", self.judul, "nama usaha belum diisi.")
        bentuk = baris.teks("bentuk")
        if bentuk and kunci_nama(bentuk) not in BENTUK:
            raise salah(
                baris, "bentuk", self.judul,
                f"bentuk “{bentuk}” tidak dikenal. Tulis perorangan, kelompok, koperasi atau BUM Desa.",
            )  # fmt: skip
        dibaca = {
            "bentuk": BENTUK[kunci_nama(bentuk)].value if bentuk else None,
            "nib": baca_sel(baris, "nib", self.judul, baca_nib),
            "telepon": baca_sel(baris, "telepon", self.judul, baca_telepon),
            "mulai_usaha": baca_sel(baris, "mulai_usaha", self.judul, self._tahun),
            "dibina_sejak": baca_sel(
                baris, "dibina_sejak", self.judul, baca_tanggal, sistem_1904=self.tabel.sistem_1904
            ),
            "nik": baca_sel(baris, "nik", self.judul, baca_nik),
            "jenis_kelamin": baca_sel(baris, "jenis_kelamin", self.judul, read_sex),
            "keluarga_miskin": baca_sel(baris, "keluarga_miskin", self.judul, read_poor),
            "kbli_id": baca_sel(baris, "kbli", self.judul, self._kbli),
            "makanan_minuman": baca_sel(baris, "makanan_minuman", self.judul, read_yes),
            "modal_usaha_rp": baca_sel(baris, "modal_usaha_rp", self.judul, baca_rupiah),
            "penjualan_setahun_rp": baca_sel(baris, "penjualan_setahun_rp", self.judul, baca_rupiah),
        }
        if dibaca["dibina_sejak"] and dibaca["dibina_sejak"] > self.on:
            raise salah(baris, "dibina_sejak", self.judul, "tanggal ini belum terjadi. Periksa tanggal dibina sejak.")
        return nilai | {k: v for k, v in dibaca.items() if v is not None}

    def _kbli(self, nilai: object) -> str:
        """A code that KBLI 2020 has; a name written behind it is not read."""
        kode = baca_kbli(nilai[:5] if isinstance(nilai, str) and re.match(r"[0-9]{5} ", nilai) else nilai)
        if kode not in self.kbli:
            raise ValidationError(
                f"kode {kode} tidak ada dalam daftar KBLI 2020 di aplikasi ini. Periksa kodenya pada dokumen NIB, atau "
                "minta admin sistem menambahkannya."
            )
        return kode

    def _tahun(self, nilai: object) -> int:
        """A year of four digits, or the year of a date."""
        teks = rapikan(str(int(nilai) if isinstance(nilai, float) and nilai.is_integer() else nilai))
        tahun = int(teks) if teks.isascii() and teks.isdigit() and len(teks) == 4 else 0
        if not tahun:
            try:
                tahun = baca_tanggal(nilai).year
            except ValidationError:
                tahun = 0
        if not 1900 <= tahun <= self.on.year:
            raise ValidationError(f"“{teks[:20]}” bukan tahun mulai usaha. Tulis empat angka, misalnya 2019.")
        return tahun

    def _ganda(self, terbaca: list[_Terbaca]) -> dict[int, Galat]:
        """Rows that name one enterprise twice, by NIB or by village and name."""
        kelompok: dict[tuple[Any, ...], list[_Terbaca]] = defaultdict(list)
        for t in terbaca:
            if nib := t.nilai.get("nib"):
                kelompok[("NIB", nib)].append(t)
            if t.pengenal:
                kelompok[("pengenal", t.pengenal)].append(t)
            kelompok[("nama", t.desa.pk, kunci_nama(t.nilai["nama"]))].append(t)
        hasil: dict[int, Galat] = {}
        for (apa, *_), isi in kelompok.items():
            for t in isi if len(isi) > 1 else ():
                nomor = " dan ".join(str(x.baris.nomor) for x in isi)
                sebut = "NIB yang sama" if apa == "NIB" else "UMKM yang sama"
                kolom = {"NIB": "nib", "pengenal": "pengenal"}.get(apa, "nama")
                kalimat = f"Baris {nomor} menyebut {sebut}. Sisakan satu baris untuk setiap UMKM."
                galat = Galat(t.baris.nomor, self.judul[kolom], t.baris.sel[kolom], kalimat)
                hasil.setdefault(t.baris.nomor, galat)
        return hasil

    def _bandingkan(self, t: _Terbaca) -> BarisRencana:
        try:
            lama = self._lama(t)
            if lama is None:
                lama, tanya = self._serupa(t)
                t = replace(t, tanya=(*t.tanya, *tanya))
            if lama is None and "dibina_sejak" not in t.nilai:
                raise salah(
                    t.baris, "dibina_sejak", self.judul, "tanggal dibina sejak belum diisi, padahal UMKM ini baru."
                )
        except Salah as keliru:
            return replace(tolak(t.baris, self._ringkas(t), keliru.galat), tanya=t.tanya)
        if lama is None:
            return self._baru(t)
        tertutup = (*PRIBADI, "nib") if lama.pengosongan else () if t.desa.pk in self.baca else (*PRIBADI,)
        boleh = set(t.nilai).difference(tertutup)
        beda = {k: v for k, v in t.nilai.items() if k in boleh and getattr(lama, k) != v}
        if galat := self._terkunci(t, lama, beda):
            return tolak(t.baris, self._ringkas(t), galat)
        catatan = self._peringatan(t, lama)
        tutup: date | None = lama.pertama_tutup  # type: ignore[attr-defined]
        if tutup is not None and "dibina_sejak" in beda and beda["dibina_sejak"] > tutup:
            galat = salah(t.baris, "dibina_sejak", self.judul, SESUDAH_TUTUP.format(format_tanggal(tutup))).galat
            return tolak(t.baris, self._ringkas(t), galat)
        if lama.tutup_pada:
            catatan = (*catatan, f"UMKM ini tercatat tutup pada {format_tanggal(lama.tutup_pada)}.")
        if beda and t.versi is not None and t.versi != lama.versi:
            kalimat = (
                f"UMKM ini sudah diubah sejak berkasnya diunduh (versi {t.versi}, kini {lama.versi}). {UNDUH_LAGI}"
            )
            return tolak(t.baris, self._ringkas(t), salah(t.baris, "versi", self.judul, kalimat).galat)
        if not beda:
            jejak = (lama.pk, lama.versi)
            return BarisRencana(t.baris.nomor, Hasil.SAMA, self._ringkas(t), (), catatan, t.tanya, jejak=jejak)
        isi = IsiUmkm(t.desa.pk, lama.pk, lama.versi, beda)
        ringkas = f"{self._ringkas(t)}: {', '.join(self._sebut(lama, k, v) for k, v in beda.items())}"
        return BarisRencana(t.baris.nomor, Hasil.BERUBAH, ringkas, (), catatan, t.tanya, isi, _jejak(isi))

    def _serupa(self, t: _Terbaca) -> tuple[Umkm | None, tuple[Tanya, ...]]:
        """For a row that matches nothing by NIB or name: the stored one chosen as the same, and the question asked."""
        serupa = serupa_di_desa(self._calon(t), self.per_desa[t.desa.pk])
        if not serupa:
            return None, ()
        tercatat = {u.pk: u for u in self.per_desa[t.desa.pk]}
        opsi = [(str(tercatat[s.umkm_id].uuid), f"Sama dengan “{tercatat[s.umkm_id].nama}”: perbarui") for s in serupa]
        dipilih = self.pilihan_baris.get(str(t.baris.nomor), {}).get("umkm", "")
        opsi = [("baru", "Usaha lain: daftarkan sebagai UMKM baru"), *opsi]
        nilai = dipilih if dipilih in dict(opsi) else ""
        tanya = Tanya(f"umkm-{t.baris.nomor}", "pilih", " ".join(s.kalimat for s in serupa), tuple(opsi), nilai)
        return next((u for u in tercatat.values() if str(u.uuid) == nilai), None), (tanya,)

    def _calon(self, t: _Terbaca) -> Umkm:
        calon = Umkm(desa_id=t.desa.pk, nama=t.nilai["nama"])
        if t.desa.pk in self.baca:
            calon.pemilik, calon.nik = t.nilai.get("pemilik", ""), t.nilai.get("nik", "")
        return calon

    def _baru(self, t: _Terbaca) -> BarisRencana:
        sejak: date = t.nilai["dibina_sejak"]
        kunci = self.kunci.of_desa(t.desa.pk, sejak)
        bidang = {"bentuk": BentukUsaha.PERORANGAN.value} | t.nilai
        isi = IsiUmkm(t.desa.pk, None, 0, bidang, self.susulan.alasan if kunci else "")
        ringkas = f"{self._ringkas(t)}, dibina sejak {format_tanggal(sejak)}"
        if any(k.kunci == f"umkm-{t.baris.nomor}" and not k.nilai for k in t.tanya):
            kalimat = "UMKM serupa sudah tercatat. Pilih apakah ini usaha yang sama."
            galat = Galat(t.baris.nomor, self.judul["nama"], t.baris.sel["nama"], kalimat)
            return BarisRencana(
                t.baris.nomor, Hasil.PERLU_PILIHAN, ringkas, (galat,), self._peringatan(t), t.tanya, jejak=_jejak(isi)
            )
        baris = BarisRencana(
            t.baris.nomor, Hasil.BARU, ringkas, (), self._peringatan(t), t.tanya, isi=isi, jejak=_jejak(isi)
        )
        return self.susulan.mark(kunci, baris, t.baris, "dibina_sejak", self.judul["dibina_sejak"]) if kunci else baris

    def _peringatan(self, t: _Terbaca, lama: Umkm | None = None) -> tuple[str, ...]:
        """What is worth knowing of a row that is accepted."""
        hasil = []
        if lama is not None and lama.pengosongan:
            hasil.append(f"{lama.get_pengosongan_display()}: data pemiliknya dilewati, data usahanya tetap dibaca.")
        elif lama is not None and t.desa.pk not in self.baca and not PRIBADI.keys().isdisjoint(t.nilai):
            hasil.append(PEMILIK_DILEWATI)
        if t.desa.pk not in self.berpenugasan:
            hasil.append(
                "Desa ini belum pernah mendapat penugasan, sehingga UMKM ini tidak dihitung pada OPD mana pun."
            )
        if nik := t.nilai.get("nik"):
            orang = t.nilai.get("bentuk", BentukUsaha.PERORANGAN) == BentukUsaha.PERORANGAN
            kelamin = t.nilai.get("jenis_kelamin") if orang else None
            hasil.append(janggal_nik(nik, perempuan=kelamin == JenisKelamin.PEREMPUAN if kelamin else None))
        return tuple(kalimat for kalimat in hasil if kalimat)

    def _terkunci(self, t: _Terbaca, lama: Umkm, beda: Mapping[str, Any]) -> Galat | None:
        """Why the start or the kind stays as it is: a verified report counted by it."""
        sejak, bentuk = beda.get("dibina_sejak"), beda.get("bentuk", lama.bentuk)
        if sejak and (kunci := self.kunci.holder_of_start(lama, lama.dibina_sejak, sejak)):
            return salah(t.baris, "dibina_sejak", self.judul, kunci.kalimat).galat
        if kunci := self.kunci.holder_of_kind(lama, lama.bentuk, bentuk):
            return salah(t.baris, "bentuk", self.judul, BENTUK_DIHITUNG.format(kunci.nama)).galat
        return None

    def _sebut(self, lama: Umkm, nama: str, nilai: Any) -> str:
        """One changed field in words; personal values are never shown."""
        judul = self.judul.get(nama.removesuffix("_id"), nama)
        judul = judul if judul.isupper() else judul.lower()
        if nama in PRIBADI:
            return f"{judul} diubah"
        sebelum = getattr(lama, nama)
        if isinstance(nilai, date):
            return f"{judul} {format_tanggal(sebelum)} → {format_tanggal(nilai)}"
        if isinstance(nilai, bool):
            return f"{judul} {'ya' if sebelum else 'tidak'} → {'ya' if nilai else 'tidak'}"
        if nama.endswith("_rp"):
            return f"{judul} {'(kosong)' if sebelum is None else format_rupiah(sebelum)} → {format_rupiah(nilai)}"
        return f"{judul} {sebelum or '(kosong)'} → {nilai}"

    def _tercatat(self, t: _Terbaca, pengenal: UUID) -> Umkm:
        """The enterprise that the download named, if the row may still be it."""
        lama = self.per_uuid.get(pengenal)
        if lama is None:
            raise salah(
                t.baris, "pengenal", self.judul, "pengenal ini tidak tercatat. Kosongkan selnya untuk UMKM baru."
            )
        if lama.desa_id != t.desa.pk:
            kolom = "kode" if "kode" in t.baris.sel else "desa"
            raise salah(
                t.baris, kolom, self.judul, "UMKM ini tercatat di desa lain. Desanya tidak diubah lewat daftar."
            )
        if self.per_nib.get(t.nilai.get("nib", ""), lama) is not lama:
            raise salah(t.baris, "nib", self.judul, "NIB ini sudah dipakai UMKM lain. Periksa 13 angkanya.")
        if any(u is not lama for u in self.per_nama.get((t.desa.pk, kunci_nama(t.nilai["nama"])), [])):
            raise salah(
                t.baris, "nama", self.judul, "nama ini sudah dipakai UMKM lain di desa ini. Pakai nama yang berbeda."
            )
        return lama

    def _lama(self, t: _Terbaca) -> Umkm | None:
        """The stored enterprise a row means, by its own number, else by NIB. Refuses what two stored ones could mean."""
        nib = t.nilai.get("nib")
        if t.pengenal:
            return self._tercatat(t, t.pengenal)
        senama = self.per_nama.get((t.desa.pk, kunci_nama(t.nilai["nama"])), [])
        if nib and nib in self.per_nib:
            lama = self.per_nib[nib]
            if lama.desa_id != t.desa.pk:
                raise salah(t.baris, "nib", self.judul, "NIB ini sudah dipakai UMKM di desa lain. Periksa 13 angkanya.")
            return lama
        if len(senama) > 1:
            raise salah(
                t.baris, "nama", self.judul, "ada beberapa UMKM bernama sama di desa ini. Isi NIB-nya agar jelas."
            )
        if senama and nib and senama[0].nib:
            raise salah(
                t.baris, "nib", self.judul,
                "UMKM ini tercatat dengan NIB lain. Ubah NIB lewat halaman UMKM, atau beri nama berbeda bila usahanya lain.",
            )  # fmt: skip
        return senama[0] if senama else None


def _known_by(t: _Terbaca) -> list[Nomor]:
    """By what the owner of a row may be known to have been erased; the name alone where no NIK says who it is."""
    isi: list[Nomor] = [(JenisNisan(n), t.nilai[n]) for n in ("nik", "nib") if n in t.nilai]
    return isi if "nik" in t.nilai or "pemilik" not in t.nilai else [*isi, name_in(t.desa.pk, t.nilai["pemilik"])]


def _jejak(isi: IsiUmkm) -> tuple[Any, ...]:
    return (isi.desa_id, isi.lama_id, isi.versi, sorted(isi.bidang.items()), isi.susulan)
