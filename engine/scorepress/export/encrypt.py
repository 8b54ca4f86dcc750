"""A finished PDF behind a password: AES-256, as PDF 2.0 has it (ISO 32000-2, 7.6.4.4, revision 6)."""

import re
from typing import Final
from unicodedata import normalize

from scorepress.export.objects import write_protected
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity

LONGEST: Final = 127
"""Bytes of a password that readers compare."""

_CLAIM: Final = re.compile(rb"<pdfaid:part>[^<]*</pdfaid:part>\s*|<pdfaid:conformance>[^<]*</pdfaid:conformance>\s*")


def protect(pdf: bytes, password: str, owner: str) -> bytes:
    """Encrypt a report; the words, its tags and its drawings can be read with the password alone.

    password: opens the file; owner: would let its permissions be changed, so nobody is told it; both of up to 127 bytes
    of UTF-8. Screen readers may read the file aloud (PDF/UA-1, 7.16). Its XMP metadata stay readable: they name the
    report, the school year and the languages, and no student. They no longer say that it is PDF/A, which knows no
    encryption. The same input gives other bytes each time, as it must. Raises ScorepressError: PASSWORD for a password
    that readers would not take, or a file that has one; FILE_NOT_READABLE for a damaged file.
    """
    word = check_password(password)
    return write_protected(pdf, user=word, owner=owner, rewrite=lambda metadata: _CLAIM.sub(b"", metadata))


def check_password(password: str) -> str:
    """The password as it is typed (RFC 4013, as far as its letters go). Raises ScorepressError (PASSWORD)."""
    word = normalize("NFKC", password).strip()
    if not word or not word.isprintable() or len(word.encode()) > LONGEST:
        fact = "blank" if not word else "too long" if len(word.encode()) > LONGEST else "of characters nobody can type"
        hint = f"give the field a value of 1 to {LONGEST} bytes, or let the passwords be generated"
        raise ScorepressError([Diagnostic(Code.PASSWORD, Severity.ERROR, f"the password is {fact}", None, (), (hint,))])
    return word
