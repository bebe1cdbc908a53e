"""LOGGING of the settings: JSON lines on the standard output in production, plain lines on the screen of one computer."""

from __future__ import annotations

from typing import Any

BENTUK = ("json", "baris")


def log_settings(bentuk: str, *, surel: bool) -> dict[str, Any]:
    """What Django hands to logging. One line for every request only as JSON; a mail of what broke when somebody is to get it."""
    json = bentuk == "json"
    tujuan = ["layar", *(["surel"] if surel else [])]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "baris": {
                "()": "binaan.operasi.galat_polos.BarisPolos",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            "json": {"()": "binaan.operasi.baris_log.BarisJson"},
        },
        "handlers": {
            "layar": {
                "class": "logging.StreamHandler",
                "formatter": bentuk,
                **({"stream": "ext://sys.stdout"} if json else {}),
            },
            **({"surel": {"class": "binaan.operasi.surel_galat.SurelGalat"}} if surel else {}),
        },
        "root": {"handlers": tujuan, "level": "WARNING"},
        "loggers": {
            "django": {"handlers": tujuan, "level": "WARNING", "propagate": False},
            "django.server": {"handlers": ["layar"], "level": "WARNING", "propagate": False},
            "binaan.permintaan": {"handlers": ["layar"], "level": "INFO" if json else "CRITICAL", "propagate": False},
        },
    }
