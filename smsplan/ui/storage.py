"""Static files under names that carry their content's hash, compressed, cached for ever."""

from collections.abc import Callable
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN = "ui/"


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's manifest storage that rewrites module imports and forgives what vendors leave out.

    A name that is not in the manifest is served unhashed (tests run without collecting). What a vendor's file names
    but does not ship (source maps, imports in a comment) is left as written; in a file of ours it is an error.
    """

    manifest_strict = False
    support_js_module_import_aggregation = True

    def url_converter(self, name: str, hashed_files: Any, template: str | None = None) -> Callable[[Any], str]:
        """The converter for one file; a vendor's broken reference stays as it is."""
        convert = super().url_converter(name, hashed_files, template)
        if name.startswith(OWN):
            return convert

        def forgiving(found: Any) -> str:
            try:
                return convert(found)
            except ValueError:
                return found.group(0)

        return forgiving

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """A compressor that leaves source maps alone: large, and only ever read by a developer's browser."""
        extensions = kwargs.pop("extensions", None) or Compressor.SKIP_COMPRESS_EXTENSIONS
        return super().create_compressor(extensions=(*extensions, "map"), **kwargs)
