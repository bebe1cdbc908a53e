#!/usr/bin/env python
"""Command line of Binaan Maluku."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from binaan.operasi.galat_polos import print_trace


def main() -> None:
    """Run one management command; a missing setting is told in one line, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binaan.settings")
    sys.excepthook = print_trace
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as galat:
        sys.exit(f"Binaan Maluku tidak dapat dijalankan. {galat}")


if __name__ == "__main__":
    main()
