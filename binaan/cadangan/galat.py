"""What may go wrong with backups, each an Indonesian sentence that says what to do."""


class CadanganGagal(Exception):
    """A backup could not be made, or a restore not be finished; what was there before is unchanged."""


class ArsipDitolak(CadanganGagal):
    """An archive is cut, altered, of another version or under another key. Nothing was restored from it."""
