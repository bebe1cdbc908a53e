"""Figures on the quality of the data: what each means, how it is computed, and from what."""

from opd.arti.dasar import Arti, Kelompok

MUTU = Kelompok(
    "mutu",
    "Mutu data",
    sumber="Catatan OPD sendiri, dibaca ulang pada saat halaman dibuka.",
    halaman=(("Mutu data", "mutu:ringkas"), ("Uji petik", "mutu:petik")),
    isi=(
        Arti(
            "temuan-mutu",
            "Temuan",
            "Satu catatan dengan satu keganjilan; satu catatan dapat mempunyai beberapa temuan. {FOTO_SERUPA.arti} "
            "{REALISASI_BERLEBIH.arti} {SERBA_SERATUS.arti} Temuan ialah pertanyaan, bukan tuduhan.",
        ),
        Arti(
            "kerangka-dan-undian",
            "Kerangka dan undian",
            "Kerangka: semua kegiatan, kunjungan, dan bantuan triwulan itu saat dikunci. Bagiannya: butir yang semestinya "
            "terundi dari OPD itu menurut banyaknya catatannya. {UJI_PETIK_TEMPO.arti}",
            rumus="catatan OPD ÷ seluruh kerangka × butir yang diundi",
        ),
        Arti(
            "hasil-uji-petik",
            "Hasil uji petik",
            "Butir terundi menurut yang ditemui di lapangan: sesuai, tidak sesuai, tidak ditemukan, atau belum diperiksa. "
            "Keempatnya berjumlah yang terundi.",
        ),
    ),
)
