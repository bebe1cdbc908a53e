"""Messages that a person sends: the application writes the text and opens WhatsApp, nothing more."""

from urllib.parse import quote


def whatsapp(teks: str, kepada: str = "") -> str:
    """WhatsApp with the text ready, to a number such as "+6281…" or, without one, to whom the sender picks."""
    return f"https://wa.me/{kepada.removeprefix('+')}?text={quote(teks)}"
