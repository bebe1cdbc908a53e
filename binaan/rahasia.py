"""Secrets of a local installation, made once and kept outside git."""

import base64
import os
import secrets
from pathlib import Path


def ensure_rahasia(berkas: Path) -> Path:
    """Write fresh keys to `berkas` (mode 600) unless it exists. Two processes at once end with the same file."""
    if not berkas.exists():
        berkas.parent.mkdir(parents=True, exist_ok=True)
        baris = [
            f"SECRET_KEY={secrets.token_urlsafe(64)}",
            f"KUNCI_DATA=k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            f"KUNCI_INDEKS=k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        ]
        sementara = berkas.with_name(f".{berkas.name}.{secrets.token_hex(8)}")
        pegangan = os.open(sementara, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(pegangan, "w", encoding="ascii") as keluaran:
            keluaran.write("\n".join(baris) + "\n")
        try:
            os.link(sementara, berkas)
        except FileExistsError:
            pass
        finally:
            sementara.unlink()
    return berkas
