"""`manage.py impor_lampiran BERKAS --sk "90 Tahun 2023" --oleh NAMA-AKUN`: the annex by command, on the pages' own code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desa.angka import baca_tanggal
from desa.impor.berkas import BerkasDitolak
from opd.actions.impor import IsiSk, Unggahan, upload_impor
from opd.actions.impor_terapkan import apply_impor
from opd.enums import JenisImpor, StatusImpor
from opd.impor.rencana import Hasil, Rencana
from opd.impor.susun import baca_berkas, buku_kesalahan, susun_impor
from opd.models import Impor, Pengguna, Sk


class Command(BaseCommand):
    help = (
        "Membaca lampiran SK (Excel atau CSV) dan memperlihatkan apa yang akan terjadi. "
        "Dengan --terapkan, menyimpannya bila tidak ada baris yang ditolak atau perlu pilihan."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("berkas", type=Path)
        parser.add_argument("--sk", required=True, help="nomor SK, misalnya “90 Tahun 2023”")
        parser.add_argument("--oleh", required=True, help="nama akun verifikator atau admin sistem")
        parser.add_argument("--tanggal", help="tanggal SK, bila SK belum tercatat")
        parser.add_argument("--tentang", help="tentang apa, bila SK belum tercatat")
        parser.add_argument("--terapkan", action="store_true")
        parser.add_argument("--kesalahan", type=Path, help="tulis berkas dengan kolom Kesalahan ke jalur ini")

    def handle(self, *args: Any, **opsi: Any) -> None:
        try:
            self._jalankan(**opsi)
        except (BerkasDitolak, PermissionDenied) as galat:
            raise CommandError(str(galat)) from galat
        except ValidationError as galat:
            raise CommandError(" ".join(galat.messages)) from galat
        except OSError as galat:
            raise CommandError(f"Berkas tidak dapat dibaca atau ditulis: {galat.strerror}.") from galat

    def _jalankan(
        self, *, berkas: Path, sk: str, oleh: str, terapkan: bool, kesalahan: Path | None, **opsi: Any
    ) -> None:
        user = Pengguna.objects.filter(username=oleh).first()
        if user is None:
            raise CommandError(f"Akun {oleh} tidak ada.")
        isi = berkas.read_bytes()
        tabel = baca_berkas(JenisImpor.LAMPIRAN, isi)
        tercatat = Sk.objects.filter(nomor__iexact=sk).first()
        impor = upload_impor(
            Unggahan(JenisImpor.LAMPIRAN, berkas.name, isi, tabel),
            sk=tercatat,
            sk_baru=None if tercatat else self._sk_baru(sk, **opsi),
            by=user,
            at=timezone.now(),
        )
        rencana = susun_impor(impor, by=user, at=timezone.now(), tabel=tabel)
        self._laporkan(rencana)
        if kesalahan is not None:
            kesalahan.write_bytes(buku_kesalahan(impor, rencana))
        if terapkan:
            jumlah = apply_impor(impor, sidik=rencana.sidik, by=user, at=timezone.now(), tabel=tabel)
            self.stdout.write(f"Diterapkan: {jumlah} baris disimpan.")
        elif Impor.objects.filter(pk=impor.pk, status=StatusImpor.PRATINJAU).exists():
            self.stdout.write(f"Belum ada yang disimpan. Lanjutkan di halaman /impor/berkas/{impor.uuid}/")

    def _sk_baru(self, nomor: str, *, tanggal: str | None, tentang: str | None, **_: Any) -> IsiSk:
        if not tanggal or not tentang:
            raise CommandError(f"SK {nomor} belum tercatat. Sertakan --tanggal dan --tentang.")
        return IsiSk(nomor, baca_tanggal(tanggal), tentang)

    def _laporkan(self, rencana: Rencana) -> None:
        for kalimat in rencana.catatan:
            self.stdout.write(kalimat)
        for b in rencana.baris:
            if b.hasil != Hasil.SAMA:
                sebab = " ".join(g.kalimat for g in b.sebab)
                self.stdout.write(f"Baris {b.nomor}: {b.label}: {b.ringkas} {sebab}".rstrip())
        for kalimat in rencana.tidak_ada:
            self.stdout.write(f"Tidak ada di berkas (tetap berlaku): {kalimat}")
        self.stdout.write(", ".join(f"{Hasil(k).label} {v}" for k, v in rencana.hitungan.items()))
