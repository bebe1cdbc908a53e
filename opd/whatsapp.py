"""Messages that a person sends: the application writes the text and opens WhatsApp, nothing more."""

from urllib.parse import quote


def whatsapp(teks: str) -> str:
    """WhatsApp with the text ready; the sender picks the receiver."""
    return f"https://wa.me/?text={quote(teks)}"
