"""What a browser says of itself, in the few plain words by which people know their own device."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

TIDAK_DIKENAL = "Perangkat tidak dikenal"
PALING_PANJANG = 400
"""Letters of a browser's own name that are looked at."""
PERAMBAN = (
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("UCBrowser", "UC Browser"),
    ("EdgA", "Edge"),
    ("Edg/", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SISTEM = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
"""The first that fits counts: each browser also names those it descends from."""


def device_family(pengenal: str) -> str:
    """ "Chrome di Android" and the like; only words of our own, whatever the header holds."""
    teks = pengenal[:PALING_PANJANG]
    peramban = next((nama for tanda, nama in PERAMBAN if tanda in teks), "")
    sistem = next((nama for tanda, nama in SISTEM if tanda in teks), "")
    if not peramban:
        return f"Peramban di {sistem}" if sistem else TIDAK_DIKENAL
    return f"{peramban} di {sistem}" if sistem else peramban


def short_address(alamat: str) -> str:
    """The network without its last part, enough to know one's own office by; "" when it is no address."""
    try:
        ip = ip_address(alamat.strip())
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is None:
        return ":".join(bagian.lstrip("0") or "0" for bagian in ip.exploded.split(":")[:3]) + ":…"
    return ".".join(str(getattr(ip, "ipv4_mapped", None) or ip).split(".")[:3]) + ".x"
