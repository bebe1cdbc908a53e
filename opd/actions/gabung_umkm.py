"""Merge two records of one enterprise: one is kept, the other stays readable and counts no more.

Everything of the other moves to the kept record, sales chain by chain. What cannot move, because the kept one has the like
already, stays with the merged record; a result at one fair and a running supply are cancelled there, so that they count once.
Of two consents to be shown in force, the merged record's is withdrawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F

from desa.angka import format_bulan, format_tanggal
from desa.enums import KeluargaMiskin, Pengosongan, StatusLegalitas
from desa.models import (
    Legalitas,
    MasaTutup,
    Penjualan,
    PenjualanSaluran,
    PenutupanUmkm,
    PersetujuanTampil,
    Umkm,
    record,
)
from desa.models.dasar import Fakta
from desa.nama_dikosongkan import without_numbers
from desa.scoped import deed
from desa.validators import NIB_DIKOSONGKAN, kunci_nama
from desa.waktu import akhir_bulan, tanggal_wit
from opd.actions.dasar import BERUBAH, diff, save_checked
from opd.actions.fakta import require_alasan
from opd.actions.isi_umkm import KOLOM_PRIBADI, PRIBADI, TERBUKA, numbers_emptied
from opd.actions.kunci import TERKUNCI, lock_villages
from opd.actions.persetujuan import DIGABUNG
from opd.models import HasilPameran, Pasokan, Pengguna
from opd.permissions import can_edit_umkm
from opd.rekap.gabung_umkm import closures_of, terkini
from opd.rekap.kunci import BukuKunci
from opd.rekap.umkm import BUKAN_UMKM

MENGGABUNGKAN = "menggabungkan UMKM"
TUTUP_SEBELUM = (
    "“{satu}” tercatat tutup {tutup}, tetapi “{dua}” tercatat dibina sejak {sejak}. Bila usahanya sudah buka lagi waktu itu, "
    "catat atau perbaiki tanggal buka kembalinya, paling lambat {sejak}; bila belum, perbaiki tanggal dibina “{dua}”; bila "
    "tidak pernah tutup, batalkan penutupannya. Lalu gabungkan."
)
BEDA_TUTUP = (
    "Kedua catatan tidak sama tentang kapan usaha ini tutup dan buka kembali. Catat tanggal yang sama pada keduanya, "
    "atau batalkan catatan yang keliru, lalu gabungkan."
)
BEDA_BENTUK = (
    "Salah satunya koperasi atau BUM Desa, yang tidak dihitung sebagai UMKM. Bila memang satu usaha, samakan bentuknya lebih "
    "dahulu, lalu gabungkan."
)
SUDAH_KELUAR = (
    "“{}” sudah keluar dari binaan ketika catatan yang lain masih dibina. Pertahankan catatan yang masih dibina, atau batalkan "
    "keluarnya lebih dahulu, lalu gabungkan."
)
MASIH_DIBATASI = "Data pemilik “{}” dibatasi atas permintaannya. Gabungkan sesudah pembatasannya berakhir."
MASIH_BERNAMA = (
    "Data pemilik “{satu}” dihapus atas permintaannya, tetapi “{lain}” masih menyebut pemilik. Minta verifikator mengusulkan "
    "penghapusan untuk “{lain}” juga, lalu gabungkan."
)
ISI_LEGALITAS = ("status", "nomor", "terbit_pada", "berlaku_sampai", "pindaian", "dicatat_pada")


@deed
def merge_umkm(
    tetap: Umkm,
    lama: Umkm,
    *,
    versi: tuple[int, int],
    pilihan: Mapping[date, str],
    alasan: str,
    by: Pengguna,
    at: datetime,
) -> Umkm:
    """`tetap` with everything of `lama`; `pilihan` says for months reported in both whose report counts ("tetap", "lama").

    Raises PermissionDenied, or ValidationError when the two lie in different villages or do not say the same of a closure,
    somebody changed one meanwhile, a month lacks its choice, or a verified report holds a month that both reported.
    """
    if not can_edit_umkm(by, tetap.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied("UMKM hanya digabungkan oleh OPD pendamping desanya, verifikator, atau admin sistem.")
    if tetap.pk == lama.pk or tetap.desa_id != lama.desa_id:
        raise ValidationError("Yang digabungkan ialah dua catatan usaha yang sama di satu desa. Pilih catatan lain.")
    alasan, buku = require_alasan(alasan), lock_villages(tetap.desa_id, at=at)
    per = {u.pk: u for u in Umkm.objects.select_for_update(of=("self",)).filter(pk__in=(tetap.pk, lama.pk))}
    if len(per) != 2 or (per[tetap.pk].versi, per[lama.pk].versi) != versi:
        raise ValidationError(BERUBAH, code="berubah")
    tetap, lama = per[tetap.pk], per[lama.pk]
    _require_alike(tetap, lama)
    _match_closures(tetap, lama, by=by)
    _move_sales(tetap, lama, pilihan, buku, by=by, at=at, alasan=alasan)
    _withdraw_consent(tetap, lama, at=at)
    perubahan = _prefer_issued(tetap, lama)
    for relasi in Umkm._meta.related_objects:
        _move(relasi, tetap, lama)
    _cancel_twice(tetap, lama, by=by, at=at, alasan=alasan)
    perubahan |= _fill(tetap, lama)
    Umkm.semua.filter(digabung_ke=lama).update(digabung_ke=tetap)
    lama.digabung_ke, lama.digabung_pada, lama.alasan_gabung = tetap, at, alasan
    lama.nib = "" if lama.nib == tetap.nib else lama.nib
    lama.versi += 1
    save_checked(lama, update_fields=["digabung_ke", "digabung_pada", "alasan_gabung", "nib", "versi"])
    tetap.versi += 1
    save_checked(tetap, update_fields=[*TERBUKA, *KOLOM_PRIBADI, "pengosongan", "dicatat_pada", "versi"])
    perubahan = {"menerima catatan": ["", lama.sebutan_catatan]} | without_numbers(perubahan, tetap)
    record(by, MENGGABUNGKAN, tetap, at=at, alasan=alasan, perubahan=perubahan)
    record(by, MENGGABUNGKAN, lama, at=at, alasan=alasan, perubahan={"digabungkan ke": ["", tetap.sebutan_catatan]})
    return tetap


def _require_alike(tetap: Umkm, lama: Umkm) -> None:
    """Raise ValidationError when only one counts as UMKM, the kept one left the programme and the other stayed, only one owner
    was erased on request, or while one is restricted.
    """
    if (tetap.bentuk in BUKAN_UMKM) != (lama.bentuk in BUKAN_UMKM):
        raise ValidationError(BEDA_BENTUK, code="bentuk")
    if tetap.dibina_sampai is not None and (lama.dibina_sampai or date.max) > tetap.dibina_sampai:
        raise ValidationError(SUDAH_KELUAR.format(tetap.nama), code="keluar")
    for satu, lain in ((tetap, lama), (lama, tetap)):
        if satu.pengosongan == Pengosongan.DIBATASI:
            raise ValidationError(MASIH_DIBATASI.format(satu.nama), code="dibatasi")
        bernama = not lain.pengosongan and (lain.pemilik or lain.nik or lain.telepon)
        if satu.pengosongan == Pengosongan.DIHAPUS and bernama:
            raise ValidationError(MASIH_BERNAMA.format(satu=satu.nama, lain=lain.nama), code="dikosongkan")


def _match_closures(tetap: Umkm, lama: Umkm, *, by: Pengguna) -> None:
    """Closed on the same days since both are mentored: one row of each stays, known since the earlier of the two recordings.

    What one tells of the time before the other began the other could not tell: it stays, or moves to the kept record.
    Raises ValidationError when the two do not say the same.
    """
    (satu, awal_satu), (dua, awal_dua) = (_apart(a, b, by=by) for a, b in ((tetap, lama), (lama, tetap)))
    if satu != dua:
        raise ValidationError(BEDA_TUTUP, code="tutup")
    kembar = {p.tutup_pada: p for p in PenutupanUmkm.objects.in_force().filter(umkm=lama)}
    for p in PenutupanUmkm.objects.in_force().filter(umkm=tetap).exclude(tutup_pada__in=awal_satu):
        q = kembar[p.tutup_pada]
        p.dicatat_pada = min(p.dicatat_pada, q.dicatat_pada)
        if p.buka_dicatat_pada is not None and q.buka_dicatat_pada is not None:
            p.buka_dicatat_pada = min(p.buka_dicatat_pada, q.buka_dicatat_pada)
        save_checked(p, update_fields=["dicatat_pada", "buka_dicatat_pada"])
    PenutupanUmkm.objects.filter(umkm=lama, tutup_pada__in=awal_dua).update(umkm=tetap)


def _apart(umkm: Umkm, lain: Umkm, *, by: Pengguna) -> tuple[list[MasaTutup], list[date]]:
    """The closures of `umkm` that `lain` must know too, and the days of those that ended before `lain` was mentored.

    Raises ValidationError for one that began before and lasted longer.
    """
    [masa], sejak = closures_of(by, umkm), lain.dibina_sejak
    for m in masa:
        if m.tutup < sejak and (m.buka is None or m.buka > sejak):
            kata = {"satu": umkm.nama, "dua": lain.nama, "tutup": m.kata, "sejak": format_tanggal(sejak)}
            raise ValidationError(TUTUP_SEBELUM.format(**kata), code="tutup")
    return [m for m in masa if m.tutup >= sejak], [m.tutup for m in masa if m.tutup < sejak]


def _move_sales(
    tetap: Umkm, lama: Umkm, pilihan: Mapping[date, str], buku: BukuKunci, *, by: Pengguna, at: datetime, alasan: str
) -> None:
    """Whole chains of months that only `lama` has; of the others one report stays in force, the other is cancelled."""
    satu, dua = terkini(by, tetap), terkini(by, lama)
    tanda = {"dicatat_pada": at, "pencatat_id": by.pk, "pencatat": by.nama}
    for bulan, b in sorted(dua.items()):
        a = satu.get(bulan)
        if a is None:
            Penjualan.objects.filter(umkm=lama, bulan=bulan).update(umkm=tetap)
            continue
        if b.batal:
            continue
        _require_unheld(a, b, bulan, buku)
        if a.batal or _counts(bulan, a, b, pilihan) == "lama":
            kata = f"Penggabungan dengan “{lama.nama}”: {alasan}"[:500]
            susulan = b.alasan_susulan if a.batal else a.alasan_susulan
            baru = {"omzet_rp": b.omzet_rp, "berjualan": b.berjualan, "alasan_koreksi": kata, "alasan_susulan": susulan}
            _with_channels(Penjualan(umkm=tetap, bulan=bulan, menggantikan=a, **baru, **tanda), b)
        kata = f"Digabungkan ke “{tetap.nama}”: {alasan}"[:500]
        batal = {"omzet_rp": 0, "berjualan": False, "batal": True, "alasan_koreksi": kata}
        save_checked(Penjualan(umkm=lama, bulan=bulan, menggantikan=b, **batal, **tanda))


def _with_channels(baru: Penjualan, asal: Penjualan) -> None:
    """Save the report that counts with the channels of the one it was taken from."""
    save_checked(baru)
    for s in PenjualanSaluran.objects.filter(penjualan=asal):
        save_checked(PenjualanSaluran(penjualan=baru, saluran=s.saluran, omzet_rp=s.omzet_rp))


def _counts(bulan: date, a: Penjualan, b: Penjualan, pilihan: Mapping[date, str]) -> str:
    """Whose report of a month counts; of equals the one with channels. Raises ValidationError where nobody chose."""
    if (a.omzet_rp, a.berjualan) == (b.omzet_rp, b.berjualan):
        rinci = {p.pk for p in (a, b) if PenjualanSaluran.objects.filter(penjualan=p).exists()}
        return "lama" if rinci == {b.pk} else "tetap"
    if pilihan.get(bulan) not in ("tetap", "lama"):
        raise ValidationError(
            f"Penjualan {format_bulan(bulan)} dilaporkan pada kedua catatan. Pilih mana yang dihitung.", code="pilih"
        )
    return pilihan[bulan]


def _require_unheld(a: Penjualan, b: Penjualan, bulan: date, buku: BukuKunci) -> None:
    """Raise ValidationError when a verified report holds a month that both reported: the village's sum would change."""
    kunci = buku.of_desa(a.umkm.desa_id, akhir_bulan(bulan))
    oleh = buku.holder_of(b, kunci) or (None if a.batal else buku.holder_of(a, kunci))
    if oleh is not None:
        raise ValidationError(f"Penjualan {format_bulan(bulan)} dilaporkan dua kali. {oleh.kalimat}", code=TERKUNCI)


def _withdraw_consent(tetap: Umkm, lama: Umkm, *, at: datetime) -> None:
    """One enterprise has one consent in force: the kept record's, where both have one."""
    berlaku = PersetujuanTampil.objects.in_force()
    if berlaku.filter(umkm=tetap).exists():
        berlaku.filter(umkm=lama).update(dicabut_pada=at, alasan_cabut=DIGABUNG)


def _prefer_issued(tetap: Umkm, lama: Umkm) -> dict[str, list[Any]]:
    """A licence that `lama` holds and `tetap` still lacks or applies for: the two rows exchange what they say."""
    perubahan: dict[str, list[Any]] = {}
    belum = Legalitas.objects.filter(umkm=tetap, status__in=(StatusLegalitas.BELUM, StatusLegalitas.PROSES))
    terbit = {x.jenis: x for x in Legalitas.objects.filter(umkm=lama, status=StatusLegalitas.TERBIT)}
    for a in belum.filter(jenis__in=terbit):
        b, sebelum = terbit[a.jenis], a.get_status_display()
        for nama in ISI_LEGALITAS:
            nilai = getattr(a, nama), getattr(b, nama)
            setattr(a, nama, nilai[1])
            setattr(b, nama, nilai[0])
        for baris in (a, b):
            baris.versi += 1
            save_checked(baris)
        perubahan[f"legalitas {a.get_jenis_display()}"] = [sebelum, f"{a.get_status_display()}, nomor {a.nomor}"]
    return perubahan


def _cancel_twice(tetap: Umkm, lama: Umkm, *, by: Pengguna, at: datetime, alasan: str) -> None:
    """Results at a fair and running supplies that `tetap` has too: one counts, what stayed with `lama` is cancelled."""
    kata = f"Digabungkan ke “{tetap.nama}”: {alasan}"
    tanda = {"dicatat_pada": at, "pencatat_id": by.pk, "pencatat": by.nama}
    for b in HasilPameran.objects.in_force().filter(umkm=lama):
        isi = {k: getattr(b, k) for k in ("pameran", "omzet_rp", "barang", "pesanan", "pesanan_rp")} | tanda
        a = HasilPameran.objects.filter(umkm=tetap, pameran=b.pameran_id, pengganti__isnull=True).first()
        if a is not None and a.batal:
            kata_baru = f"Penggabungan dengan “{lama.nama}”: {alasan}"[:500]
            save_checked(HasilPameran(umkm=tetap, menggantikan=a, alasan_koreksi=kata_baru, **isi))
        save_checked(HasilPameran(umkm=lama, menggantikan=b, batal=True, alasan_koreksi=kata[:500], **isi))
    Pasokan.objects.in_force().filter(umkm=lama, selesai__isnull=True).update(
        dibatalkan_pada=at, alasan_batal=kata[:300], versi=F("versi") + 1
    )


def _move(relasi: Any, tetap: Umkm, lama: Umkm) -> None:
    """All rows that point to `lama`, a chain of corrections as one; those that break a rule at `tetap` stay."""
    model, nama = relasi.related_model, relasi.field.name
    if relasi.many_to_many:
        model, nama = relasi.through, relasi.field.m2m_reverse_field_name()
    if model in (Penjualan, PenutupanUmkm, Umkm):
        return  # sales and closures have moved already; records merged earlier follow in one update
    for ids in _chains(model, nama, lama):
        try:
            with transaction.atomic():
                model._base_manager.filter(pk__in=ids).update(**{nama: tetap})
        except IntegrityError:
            continue


def _chains(model: type[models.Model], nama: str, lama: Umkm) -> list[list[Any]]:
    baris = model._base_manager.filter(**{nama: lama}).order_by("pk")
    if not issubclass(model, Fakta):
        return [[pk] for pk in baris.values_list("pk", flat=True)]
    pertama: dict[Any, Any] = {}
    rantai: dict[Any, list[Any]] = defaultdict(list)
    for pk, sebelum in baris.values_list("pk", "menggantikan_id"):
        pertama[pk] = pertama.get(sebelum, pk)
        rantai[pertama[pk]].append(pk)
    return list(rantai.values())


def _fill(tetap: Umkm, lama: Umkm) -> dict[str, list[Any]]:
    """What the kept record lacks, from the other; mentored and known since the earlier of the two.

    Of the owner only that it came, and only where both records mean one person.
    """
    baru = {n: getattr(lama, n) for n in TERBUKA if not getattr(tetap, n) and getattr(lama, n)}
    if baru.get("nib") == NIB_DIKOSONGKAN:
        del baru["nib"]
    baru["dibina_sejak"] = min(tetap.dibina_sejak, lama.dibina_sejak)
    perubahan = diff(tetap, baru)
    for nama, nilai in baru.items():
        setattr(tetap, nama, nilai)
    tetap.dicatat_pada = min(tetap.dicatat_pada, lama.dicatat_pada)
    if tetap.pengosongan or lama.pengosongan:
        _stay_empty(tetap, lama)
        return perubahan
    if not _one_owner(tetap, lama):
        return perubahan
    for nama, (label, _) in PRIBADI.items():
        kosong = getattr(tetap, nama) in ("", KeluargaMiskin.BELUM_DIKETAHUI)
        if kosong and getattr(lama, nama) not in ("", KeluargaMiskin.BELUM_DIKETAHUI):
            setattr(tetap, nama, getattr(lama, nama))
            perubahan[label] = ["", "dilengkapi"]
    if tetap.keluarga_sasaran_id is None and lama.keluarga_sasaran_id:
        tetap.keluarga_sasaran_id, tetap.keluarga_miskin = lama.keluarga_sasaran_id, KeluargaMiskin.YA
    return perubahan


def _stay_empty(tetap: Umkm, lama: Umkm) -> None:
    """What was emptied of the owner stays so in the kept record; a period that ended empties no owner who is still named."""
    if not tetap.pengosongan and not (tetap.pemilik or tetap.nik or tetap.telepon):
        tetap.pemilik, tetap.pengosongan, tetap.jenis_kelamin = lama.pemilik, lama.pengosongan, ""
        tetap.keluarga_sasaran = None
    if numbers_emptied(tetap) and (tetap.nib or lama.nib):
        tetap.nib = NIB_DIKOSONGKAN


def _one_owner(tetap: Umkm, lama: Umkm) -> bool:
    """Whether the owner of `lama` is the kept record's, or that one names none: the NIK says, else the name."""
    if tetap.nik and lama.nik:
        return tetap.nik == lama.nik
    if tetap.pemilik:
        return kunci_nama(tetap.pemilik) == kunci_nama(lama.pemilik)
    return not (tetap.telepon and lama.telepon) or tetap.telepon == lama.telepon
