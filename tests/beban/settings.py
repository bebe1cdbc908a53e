"""The site's settings, with the plain page among its addresses."""

from binaan.settings import *  # noqa: F403

ROOT_URLCONF = "tests.beban.alamat"
