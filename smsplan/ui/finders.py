"""Which static files are collected: of vendor packages only what a page really asks for."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder

VENDOR_FILES = (
    "vendor/tabler/css/tabler.min.css",
    "vendor/tabler/js/tabler.min.js",
    "vendor/htmx/htmx.min.js",
    "vendor/chartjs/chart.umd.min.js",
    "vendor/inter/inter-latin-wght-normal.woff2",
    "vendor/inter/inter-latin-wght-italic.woff2",
    "vendor/inter/inter-latin-ext-wght-normal.woff2",
)


class WantedFilesFinder(FileSystemFinder):
    """The folders of STATICFILES_DIRS, of `vendor/` only VENDOR_FILES: the rest takes long to collect, for nothing."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """The files to collect."""
        for path, storage in super().list(ignore_patterns):
            name = f"{storage.prefix}/{path}".replace("\\", "/") if storage.prefix else path
            if not name.startswith("vendor/") or any(fnmatch(name, pattern) for pattern in VENDOR_FILES):
                yield path, storage
