"""Sample activities and visits, contacts, and how each village is reached."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from desa.enums import JabatanKontak, Sinyal
from desa.models import KondisiDesa, Kontak, Umkm, make_catatan
from opd.contoh.akun import AKUN
from opd.contoh.dunia import DIAM, UNGGUL, Dunia
from opd.contoh.nama import nama_orang
from opd.contoh.teks import ACARA, CATATAN, MASALAH, MODA, SARAN, TINDAK_LANJUT, URAIAN, Acara
from opd.enums import Berjalan, CaraKunjungan, Peran, SumberDana
from opd.models import DanaKegiatan, Kegiatan, Kunjungan, KunjunganUmkm, Penugasan

DANA = (SumberDana.APBD_PROV,) * 6 + (SumberDana.CSR, SumberDana.BAZNAS, SumberDana.DANA_DESA, SumberDana.APBN)


def buat_lapangan(dunia: Dunia, umkm: list[Umkm]) -> None:
    """Activities with money and reach, visits with findings, contacts and access of every paired village."""
    per_desa: dict[int, list[Umkm]] = {}
    for u in umkm:
        per_desa.setdefault(u.desa_id, []).append(u)
    _buat_kegiatan(dunia, per_desa)
    _buat_kunjungan(dunia, per_desa)
    _buat_kontak(dunia)
    _buat_kondisi(dunia)


def _hari(dunia: Dunia, p: Penugasan, jeda: int) -> Iterator[date]:
    """The days on which this OPD acted in its village, in the months that the sample covers."""
    watak = dunia.watak[p.opd_id]
    hari = max(p.mulai, dunia.mulai) + timedelta(days=dunia.acak.randint(12, 20 + jeda))
    akhir = min(p.selesai or dunia.per, dunia.lalu(max(watak.sepi_hari, dunia.acak.randint(2, 20))))
    while hari < akhir:
        yield hari
        hari += timedelta(days=max(9, round(dunia.acak.gauss(jeda, jeda / 4))))


def _acara(dunia: Dunia, p: Penugasan) -> Acara:
    khusus = [a for a in ACARA if p.opd.slug in a.opd]
    return dunia.acak.choice(khusus * 3 + [a for a in ACARA if not a.opd])


def _buat_kegiatan(dunia: Dunia, per_desa: dict[int, list[Umkm]]) -> None:
    kegiatan: list[Kegiatan] = []
    dana: list[DanaKegiatan] = []
    for p in dunia.penugasan:
        for hari in _hari(dunia, p, dunia.watak[p.opd_id].jeda_kegiatan):
            acara = _acara(dunia, p)
            satu = _kegiatan(dunia, p, hari, acara)
            kegiatan.append(satu)
            dana += _dana(dunia, satu, acara)
    Kegiatan.objects.bulk_create(kegiatan)
    DanaKegiatan.objects.bulk_create(dana)
    jangkau = Kegiatan.umkm.through
    baris = []
    for k in kegiatan:
        ada = [u for u in per_desa.get(k.penugasan.desa_id, []) if u.dibina_sejak <= k.tanggal]
        terjangkau = dunia.acak.sample(ada, min(len(ada), dunia.acak.randint(0, 6)))
        baris += [jangkau(kegiatan_id=k.pk, umkm_id=u.pk) for u in terjangkau]
    jangkau.objects.bulk_create(baris)
    for k in kegiatan:
        dunia.catatan.append(make_catatan(None, "mencatat kegiatan", k, at=k.dicatat_pada, opd_id=k.penugasan.opd_id))


def _kegiatan(dunia: Dunia, p: Penugasan, hari: date, acara: Acara) -> Kegiatan:
    acak = dunia.acak
    volume = acak.randint(*acara.volume)
    laki = acak.randint(3, 24)
    perempuan = acak.randint(4, 28)
    if acara.satuan == "orang":
        laki = round(volume * acak.uniform(0.3, 0.6))
        perempuan = volume - laki
    return Kegiatan(
        uuid=dunia.uuid(),
        penugasan=p,
        tanggal=hari,
        judul=acara.judul,
        uraian=acak.choice(URAIAN),
        volume=Decimal(volume),
        satuan=acara.satuan,
        penerima_l=laki,
        penerima_p=perempuan,
        penerima_difabel=acak.choice((0, 0, 0, 1, 2)),
        penerima_kk=acak.randint(5, 40),
        **_pencatat(dunia, p, hari),
    )


def _dana(dunia: Dunia, kegiatan: Kegiatan, acara: Acara) -> list[DanaKegiatan]:
    sumber = dict.fromkeys(dunia.acak.choices(DANA, k=dunia.acak.choice((1, 1, 1, 2))))
    return [
        DanaKegiatan(kegiatan=kegiatan, sumber=s, jumlah_rp=round(dunia.acak.randint(*acara.rupiah) / 50_000) * 50_000)
        for s in sumber
    ]


def _pencatat(dunia: Dunia, p: Penugasan, hari: date) -> dict[str, object]:
    operator = {a.opd: dunia.akun[a.username] for a in AKUN if a.peran == Peran.OPERATOR_OPD}.get(p.opd.slug)
    return {
        "dicatat_pada": dunia.pada(hari + timedelta(days=dunia.acak.randint(0, 6)), 16),
        "pencatat_id": operator.pk if operator else None,
        "pencatat": operator.nama if operator else f"Operator {p.opd.singkatan}",
    }


def _buat_kunjungan(dunia: Dunia, per_desa: dict[int, list[Umkm]]) -> None:
    kunjungan: list[Kunjungan] = []
    temuan: list[KunjunganUmkm] = []
    for p in dunia.penugasan:
        for hari in _hari(dunia, p, dunia.watak[p.opd_id].jeda_kunjungan):
            satu = _kunjungan(dunia, p, hari)
            kunjungan.append(satu)
            temuan += _temuan(dunia, satu, per_desa.get(p.desa_id, []))
    Kunjungan.objects.bulk_create(kunjungan)
    KunjunganUmkm.objects.bulk_create(temuan)
    for k in kunjungan:
        dunia.catatan.append(make_catatan(None, "mencatat kunjungan", k, at=k.dicatat_pada, opd_id=k.penugasan.opd_id))


def _kunjungan(dunia: Dunia, p: Penugasan, hari: date) -> Kunjungan:
    acak, watak = dunia.acak, dunia.watak[p.opd_id]
    lapangan = acak.random() < (0.95 if watak is UNGGUL else 0.85)
    warga = [nama_orang(acak) for _ in range(acak.randint(1, 5))] if lapangan or acak.random() < 0.5 else []
    return Kunjungan(
        uuid=dunia.uuid(),
        penugasan=p,
        tanggal=hari,
        cara=CaraKunjungan.LAPANGAN if lapangan else CaraKunjungan.JARAK_JAUH,
        kepala_hadir=acak.random() < (0.35 if watak is UNGGUL else 0.05 if watak is DIAM else 0.15),
        tim_hadir="\n".join(f"CONTOH {nama_orang(acak)}" for _ in range(acak.randint(1, 4))),
        warga_ditemui="\n".join(warga),
        jumlah_warga=len(warga),
        catatan=acak.choice(CATATAN),
        tindak_lanjut=acak.choice(TINDAK_LANJUT),
        **_pencatat(dunia, p, hari),
    )


def _temuan(dunia: Dunia, kunjungan: Kunjungan, umkm: list[Umkm]) -> list[KunjunganUmkm]:
    """What the visit found at a few enterprises that were mentored and open that day."""
    acak, hari = dunia.acak, kunjungan.tanggal
    ada = [u for u in umkm if u.dibina_sejak <= hari and not (u.tutup_pada and u.tutup_pada <= hari)]
    hasil = []
    for u in acak.sample(ada, min(len(ada), acak.randint(1, 4))):
        berjalan = acak.choice([Berjalan.YA] * 12 + [Berjalan.TIDAK_DITEMUI, Berjalan.TIDAK])
        hasil.append(
            KunjunganUmkm(
                kunjungan=kunjungan, umkm=u, berjalan=berjalan, masalah=acak.choice(MASALAH), saran=acak.choice(SARAN)
            )
        )
    return [t for t in hasil if not dunia.tutup_sementara(t.umkm, hari)]


def _buat_kontak(dunia: Dunia) -> None:
    kontak: list[Kontak] = []
    kecamatan = {p.desa.kecamatan_id: None for p in dunia.penugasan}
    desa = {p.desa_id: None for p in dunia.penugasan}
    pasangan = [({"kecamatan_id": k}, JabatanKontak.CAMAT) for k in kecamatan]
    pasangan += [({"desa_id": d}, JabatanKontak.KEPALA_DESA) for d in desa]
    pasangan += [({"desa_id": d}, JabatanKontak.PENDAMPING_DESA) for i, d in enumerate(desa) if i % 3 == 0]
    for n, (tempat, jabatan) in enumerate(pasangan, 1):
        satu = Kontak(
            uuid=dunia.uuid(),
            jabatan=jabatan,
            nama=nama_orang(dunia.acak),
            mulai=dunia.mulai,
            sumber="data contoh",
            **tempat,
        )
        if dunia.acak.random() < 0.85:
            satu.telepon = f"+628120001{n:04d}"
        kontak.append(satu)
    Kontak.objects.bulk_create(kontak)


def _buat_kondisi(dunia: Dunia) -> None:
    acak = dunia.acak
    kondisi = []
    for desa_id in {p.desa_id: None for p in dunia.penugasan}:
        hari = dunia.lalu(acak.randint(40, 400))
        kondisi.append(
            KondisiDesa(
                uuid=dunia.uuid(),
                desa_id=desa_id,
                tanggal=hari,
                sinyal=acak.choice([s.value for s in Sinyal]),
                listrik_jam=acak.choice((0, 6, 12, 12, 24, 24)),
                moda=acak.choice(MODA),
                jam_tempuh=Decimal(acak.randint(2, 28)) / 2,
                biaya_rp=acak.randint(2, 60) * 25_000,
                sumber="data contoh",
                dicatat_pada=dunia.pada(hari + timedelta(days=2)),
                pencatat="data contoh",
            )
        )
    KondisiDesa.objects.bulk_create(kondisi)
