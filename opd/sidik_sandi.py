"""How a password is kept: Argon2id with what OWASP asks at least (19 MiB, two rounds, one lane), by the cryptography we have.

Where memory is what guessing costs, a sign-in takes 30 ms of the processor; PBKDF2 of like strength takes 230, and a hundred
people sign in on one morning. Written as Django's own Argon2 hasher writes it. Passwords kept as PBKDF2 are read, and kept
anew with the next sign-in (settings, PASSWORD_HASHERS).
"""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.contrib.auth.hashers import BasePasswordHasher, mask_hash

MEMORI_KIB, PUTARAN, LAJUR, PANJANG = 19_456, 2, 1, 32
BENTUK = f"m={MEMORI_KIB},t={PUTARAN},p={LAJUR}"


class SidikArgon2(BasePasswordHasher):
    """`argon2$argon2id$v=19$m=19456,t=2,p=1$salt$hash`."""

    algorithm = "argon2"

    def encode(self, password: str, salt: str) -> str:
        self._check_encode_args(password, salt)  # type: ignore[attr-defined]
        biji = salt.encode()
        kdf = Argon2id(salt=biji, length=PANJANG, iterations=PUTARAN, lanes=LAJUR, memory_cost=MEMORI_KIB)
        return self.algorithm + kdf.derive_phc_encoded(password.encode())

    def verify(self, password: str, encoded: str) -> bool:
        try:
            Argon2id.verify_phc_encoded(password.encode(), encoded.removeprefix(self.algorithm))
        except InvalidKey:
            return False
        return True

    def decode(self, encoded: str) -> dict[str, Any]:
        nama = ("algorithm", "variety", "version", "params", "salt", "hash")
        return dict(zip(nama, encoded.split("$"), strict=True))

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        isi = self.decode(encoded)
        return isi | {"salt": mask_hash(isi["salt"]), "hash": mask_hash(isi["hash"])}

    def must_update(self, encoded: str) -> bool:
        isi = self.decode(encoded)
        return (isi["variety"], isi["params"]) != ("argon2id", BENTUK)

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: all are kept with the same cost."""
