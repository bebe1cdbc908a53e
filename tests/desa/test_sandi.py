"""Encrypted values open only where they belong."""

import pytest

from desa.sandi import SandiRusak, samarkan, seal, unseal

KUNCI_A = "1:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
KUNCI_B = "2:" + "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="


def test_seal_and_unseal_give_the_value_back():
    teks = seal("081234567890", konteks="umkm.telepon:a")
    assert unseal(teks, konteks="umkm.telepon:a") == "081234567890"
    assert "0812" not in teks
    assert teks != seal("081234567890", konteks="umkm.telepon:a")


def test_unseal_on_another_row_is_refused():
    teks = seal("081234567890", konteks="umkm.telepon:a")
    with pytest.raises(SandiRusak):
        unseal(teks, konteks="umkm.telepon:b")


def test_unseal_of_an_altered_text_is_refused():
    teks = seal("081234567890", konteks="x")
    rusak = teks[:-5] + ("A" if teks[-5] != "A" else "B") + teks[-4:]
    with pytest.raises(SandiRusak):
        unseal(rusak, konteks="x")


def test_old_key_still_opens_after_a_new_one_came(settings):
    settings.KUNCI_DATA = KUNCI_A
    teks = seal("rahasia", konteks="x")
    settings.KUNCI_DATA = f"{KUNCI_B},{KUNCI_A}"
    assert (unseal(teks, konteks="x"), seal("y", konteks="x")[:2]) == ("rahasia", "2:")
    settings.KUNCI_DATA = KUNCI_B
    with pytest.raises(SandiRusak):
        unseal(teks, konteks="x")


def test_samarkan_shows_two_characters():
    assert [samarkan(x) for x in ("", "7", "081234567890")] == ["", "7", "••••••••••90"]
