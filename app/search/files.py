"""The files that one commit of Whoosh works on. When it fails, Whoosh itself would leave them open."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile


class Files(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """The files of a generation, for one commit. They are read and written, never mapped.

    What is read is read whole: it is small but for the index as it is made anew, and Whoosh asks for it in thousands of bits.
    """

    def __init__(self, folder: Path, opened: list[StructFile] | None = None) -> None:
        super().__init__(str(folder), supports_mmap=False)
        self._opened: list[StructFile] = [] if opened is None else opened

    def create_file(self, name: str, **options: Any) -> StructFile:
        """A new file."""
        return self._kept(super().create_file(name, **options))

    def open_file(self, name: str, **_: Any) -> StructFile:
        """A file that is there."""
        return BufferFile(Path(self.folder, name).read_bytes(), name=name)

    def temp_storage(self, name: str | None = None) -> Files:
        """A folder beside them for what is needed meanwhile."""
        return Files(Path(super().temp_storage(name).folder), self._opened)

    def close_all(self) -> None:
        """Close what is still open."""
        for file in self._opened:
            with suppress(OSError, ValueError):
                file.raw_file().close()

    def _kept(self, file: StructFile) -> StructFile:
        self._opened.append(file)
        return file
