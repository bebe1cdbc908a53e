"""Where uploads are kept: a file that a deed wrote goes again when the deed fails, as its rows do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import InterfaceError, OperationalError

_tertulis: ContextVar[list[str] | None] = ContextVar("berkas_tertulis", default=None)


class PenyimpananTindakan(FileSystemStorage):
    """The disk, which tells the deed that is running what it wrote."""

    def _save(self, name: str, content: Any) -> str:
        nama = super()._save(name, content)
        tertulis = _tertulis.get()
        if tertulis is not None:
            tertulis.append(nama)
        return nama


@contextlib.contextmanager
def files_with_rows() -> Iterator[None]:
    """Around a transaction: what was written to the disk in it is removed when it fails, be it while committing.

    A lost connection leaves open whether the rows are there; then the files stay, for evidence outweighs disk space.
    """
    luar, sendiri = _tertulis.get(), list[str]()
    token = _tertulis.set(sendiri)
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except BaseException:
        for nama in sendiri:
            default_storage.delete(nama)
        raise
    finally:
        _tertulis.reset(token)
    if luar is not None:
        luar.extend(sendiri)
