"""Which static files are collected: of vendor packages only what a page really asks for."""

import datetime
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

VENDOR_FILES = (
    "vendor/tabler/css/tabler.min.css",
    "vendor/tabler/js/tabler.min.js",
    "vendor/htmx/htmx.min.js",
    "vendor/chartjs/chart.umd.min.js",
    "vendor/inter/inter-latin-wght-normal.woff2",
    "vendor/inter/inter-latin-wght-italic.woff2",
    "vendor/inter/inter-latin-ext-wght-normal.woff2",
)
#: Of these only the rules that a page can use (see smsplan.ui.stylesheets).
TRIMMED = ("vendor/tabler/css/tabler.min.css",)


class TrimmedStyles(FileSystemStorage):
    """A vendor's folder whose style sheets are handed out without what no page can use."""

    def _open(self, name: str, mode: str = "rb") -> File:
        # Only when files are collected: it reads every template and program, for two seconds.
        from smsplan.ui import stylesheets

        with super()._open(name, "rb") as file:
            css = file.read().decode()
        return ContentFile(stylesheets.trimmed(css, stylesheets.words(stylesheets.sources())).encode(), name=name)

    def get_modified_time(self, name: str) -> datetime.datetime:
        """Now: it changes with every template, and is always collected anew."""
        return timezone.now()


class WantedFilesFinder(FileSystemFinder):
    """The folders of STATICFILES_DIRS, of `vendor/` only VENDOR_FILES: the rest takes long to collect, for nothing."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """The files to collect."""
        for path, storage in super().list(ignore_patterns):
            name = f"{storage.prefix}/{path}".replace("\\", "/") if storage.prefix else path
            if name in TRIMMED:
                trimming = TrimmedStyles(location=storage.location)
                trimming.prefix = storage.prefix
                yield path, trimming
            elif not name.startswith("vendor/") or any(fnmatch(name, pattern) for pattern in VENDOR_FILES):
                yield path, storage
