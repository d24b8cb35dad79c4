"""Validation of a PDF's signature."""

from concurrent.futures import ThreadPoolExecutor

from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def validation_of(embedded, *roots):
    """What pyHanko says of an embedded signature when these certificates are trusted.

    In a thread of its own: it begins an event loop, and a browser test before may have left one in this thread.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
        return thread.submit(validate_pdf_signature, embedded, context).result()
