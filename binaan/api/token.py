"""Tokens of the API: 256 random bits, so that a plain hash of one cannot be guessed back."""

import hashlib
import secrets

AWALAN = "bm_"
TAMPAK = 9
"""How many characters stay readable, so that its owner knows which token a list speaks of."""


def mint_token() -> str:
    """A new token. It is shown once and kept nowhere."""
    return AWALAN + secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is stored of a token and looked up when it is shown."""
    return hashlib.sha256(token.encode()).hexdigest()
