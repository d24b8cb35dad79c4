"""Static files under names that carry their content's hash, compressed, cached for ever."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's manifest storage that rewrites module imports and forgives what vendors leave out.

    A name that is not in the manifest is served unhashed (tests run without collecting), and a source map that a
    vendor names but we do not collect is left as it is written.
    """

    manifest_strict = False
    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """The hashed name; a missing source map keeps the name it has."""
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            if name.partition("#")[0].partition("?")[0].endswith(".map"):
                return name
            raise
