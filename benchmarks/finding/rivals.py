"""What search is compared with, on the same pages: Whoosh as it comes, and SQLite's full-text index with snippets.

`python -m benchmarks.finding.rivals FILE PORT` serves the latter over HTTP, as plainly as can be.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser

from benchmarks.finding.judged import Page

TOP: Final = 20
QUESTION: Final = """
select slug, title, snippet(fts, 3, '<mark>', '</mark>', ' … ', 32) from fts where fts match ? order by rank limit ?
"""

Find = Callable[[str], list[str]]
"""Query → slugs of the pages found, the best first."""


def whoosh(found: Iterable[Page]) -> Find:
    """Whoosh with its own analyser, query parser and ranking."""
    index = RamStorage().create_index(Schema(slug=ID(stored=True), title=TEXT, synonyms=TEXT, body=TEXT))
    writer = index.writer()
    for page in found:
        writer.add_document(slug=page.slug, title=page.title, synonyms="\n".join(page.synonyms), body=page.text)
    writer.commit()
    parser, searcher = MultifieldParser(["title", "synonyms", "body"], index.schema), index.searcher()
    return lambda query: [hit["slug"] for hit in searcher.search(parser.parse(query), limit=TOP)]


class FullText:
    """SQLite FTS5: weights by field, stemming, all words and else any, snippets."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute(
            "create virtual table if not exists fts using "
            "fts5(slug unindexed, title, synonyms, body, tokenize='porter unicode61 remove_diacritics 2')"
        )
        self._connection.execute("insert into fts(fts, rank) values('rank', 'bm25(0.0, 10.0, 6.0, 1.0)')")

    def add(self, found: Iterable[Page]) -> None:
        """Take some pages in."""
        rows = [(page.slug, page.title, "\n".join(page.synonyms), page.text) for page in found]
        self._connection.execute("begin")
        self._connection.executemany("insert into fts values (?, ?, ?, ?)", rows)
        self._connection.execute("commit")
        self._connection.execute("insert into fts(fts) values('optimize')")

    def search(self, query: str) -> list[tuple[str, str, str]]:
        """Slug, title and snippet of the best pages."""
        words = [f'"{word}"' for word in re.findall(r"\w+", query)]
        return self._found(" ".join(words)) or self._found(" OR ".join(words))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _found(self, match: str) -> list[tuple[str, str, str]]:
        return self._connection.execute(QUESTION, (match, TOP)).fetchall() if match else []


def main(path: str, port: str) -> None:
    """Serve until stopped."""
    fulltext = FullText(Path(path))

    async def search(request: Request) -> JSONResponse:
        found = fulltext.search(request.query_params.get("q", ""))
        return JSONResponse({"results": [{"slug": slug, "title": title, "snippet": text} for slug, title, text in found]})

    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=[Route("/search", search)]), port=int(port), log_level="warning", access_log=False)
    )
    asyncio.run(server.serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
