"""The peer of search: SQLite's own full-text index over the same texts, with weights by field, stemming and snippets."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Final

from benchmarks.corpus import Text, texts

TOP: Final = 20
QUESTION: Final = """
select slug, title, snippet(fts, 3, '<mark>', '</mark>', ' … ', 32) from fts where fts match ? order by rank limit ?
"""


class Peer:
    """One table in one file, with the settings that the product's own database has."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=wal", "synchronous=full"):
            self._connection.execute(f"pragma {pragma}")
        self._connection.execute(
            "create virtual table if not exists fts using "
            "fts5(slug unindexed, title, synonyms, body, tokenize='porter unicode61 remove_diacritics 2')"
        )
        # Given with the table, because asking for it in each query is slower.
        self._connection.execute("insert into fts(fts, rank) values('rank', 'bm25(0.0, 10.0, 6.0, 1.0)')")

    def grow(self, pages: int) -> None:
        """Have so many pages."""
        there: int = self._connection.execute("select count(*) from fts").fetchone()[0]
        self._connection.execute("begin immediate")
        self._connection.executemany("insert into fts values (?, ?, ?, ?)", map(_row, texts(pages - there, there)))
        self._connection.execute("commit")
        self._connection.execute("insert into fts(fts) values('optimize')")

    def search(self, query: str) -> list[tuple[str, str, str]]:
        """Slug, title and snippet of the best pages: those with every word, and when there is none those with any."""
        words = [f'"{word}"' for word in re.findall(r"\w+", query)]
        return self._found(" ".join(words)) or self._found(" OR ".join(words))

    def replace(self, slug: str, text: Text, word: str) -> None:
        """Another text for a page, committed."""
        self._connection.execute("begin immediate")
        self._connection.execute("delete from fts where rowid = (select rowid from fts where slug = ?)", (slug,))
        self._connection.execute("insert into fts values (?, ?, ?, ?)", (*_row(text)[:3], f"{text.plain} {word}"))
        self._connection.execute("commit")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _found(self, match: str) -> list[tuple[str, str, str]]:
        return self._connection.execute(QUESTION, (match, TOP)).fetchall()


def _row(text: Text) -> tuple[str, str, str, str]:
    return text.slug, text.title, "\n".join(text.synonyms), text.plain
