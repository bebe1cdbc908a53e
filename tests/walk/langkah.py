"""One walk of several people through real pages: who is signed in, what they press, and with BINAAN_POTRET=1 a numbered
picture of each step: to draw them all takes a third of what the browser costs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

DIPOTRET = bool(os.environ.get("BINAAN_POTRET"))


def picture(page: Any, berkas: Path) -> None:
    """The whole page as a JPEG, which Chromium packs in half the time of a PNG; without one the page has come at least."""
    page.wait_for_load_state()
    if DIPOTRET:
        page.screenshot(path=berkas, quality=80, full_page=True)


class Langkah:
    """Opens a page for each person and numbers the pictures of the walk, in hasil/<nama>/."""

    def __init__(
        self, nama: str, halaman: Callable, masuk: Callable, lebar: int, javascript: bool = True, sempit: int = 0
    ) -> None:
        """`sempit`: each picture is taken again at this width, instead of walking all the way twice."""
        self.halaman, self.masuk, self.lebar, self.javascript, self.nomor = halaman, masuk, lebar, javascript, 0
        self.sempit = sempit
        self.map = Path(settings.BASE_DIR) / "hasil" / nama
        self.map.mkdir(parents=True, exist_ok=True)
        self.terbuka: dict[int, Any] = {}

    def sebagai(self, orang: Any, alamat: str) -> Any:
        """The page at an address, signed in once per person."""
        page = self.terbuka.get(orang.pk)
        if page is None:
            page = self.terbuka[orang.pk] = self.halaman(self.lebar, javascript=self.javascript)
            self.masuk(page, orang.username)
        page.goto(alamat)
        return page

    def potret(self, page: Any, nama: str) -> None:
        self.nomor += 1
        self._picture(page, self.lebar, nama)
        if self.sempit:
            page.set_viewport_size({"width": self.sempit, "height": 800})
            self._picture(page, self.sempit, nama)
            lebih = page.evaluate("document.documentElement.scrollWidth") - self.sempit
            assert lebih <= 0, f"{page.url} {lebih} px lebih lebar dari layar"
            page.set_viewport_size({"width": self.lebar, "height": 900})

    def _picture(self, page: Any, lebar: int, nama: str) -> None:
        picture(page, self.map / f"{lebar}-{self.nomor:02d}-{nama}.jpg")


def press(page: Any, nama: str) -> None:
    """Press the button and wait for the page that says what was done."""
    page.get_by_role("button", name=nama, exact=True).click()
    page.locator(".pesan.success, .messagelist .success").first.wait_for()
