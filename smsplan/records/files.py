"""Files that exist whole or not at all."""

import os
import tempfile
from pathlib import Path


def place(path: Path, data: bytes) -> Path:
    """Write a file so that it is there whole or not at all: beside its place, flushed, then moved."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o640)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
