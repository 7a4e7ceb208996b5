"""The servers that tests stand on do what they promise, so that a failure elsewhere is the product's."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Error, Page
from sqlalchemy import inspect

from app.store.database import Database
from tests.servers import chromium, postgres
from tests.servers.lending import Lender, content
from tests.servers.process import free_port, leash


def tables(url: str) -> list[str]:
    database = Database(url)
    try:
        return inspect(database.engine).get_table_names()
    finally:
        database.dispose()


def test_a_fresh_database_has_tables_and_an_empty_one_has_none(database_url: str, empty_database_url: str) -> None:
    assert "alembic_version" in tables(database_url)
    assert tables(empty_database_url) == []


def test_each_test_has_a_database_of_its_own(postgres: postgres.Server) -> None:
    first, second = postgres.create("first"), postgres.create("second")
    with postgres.connect("first") as connection:
        connection.execute("create table only_here (id int)")
    assert (tables(first), tables(second)) == (["only_here"], [])
    postgres.drop("first")
    with pytest.raises(psycopg.OperationalError):
        postgres.connect("first")


def test_a_database_that_was_lent_is_put_back_as_it_was(postgres: postgres.Server, settled_lender: Lender) -> None:
    name = settled_lender.lend()
    with postgres.connect(name) as connection:
        before = content(connection)
        connection.execute("insert into api_token (id, person_id, created_at) values ('token', 1, now())")
        connection.execute("update publication_log_head set sequence = 7")
        connection.execute("select nextval('person_id_seq')")
        connection.execute("delete from role_grant where person_id = 1")
        assert content(connection) != before
        settled_lender.take_back(name)
        with pytest.raises(psycopg.OperationalError, match="terminat"):
            connection.execute("select 1")
    assert settled_lender.lend() == name
    with postgres.connect(name) as connection:
        assert content(connection) == before
    settled_lender.take_back(name)


@pytest.mark.parametrize(
    "change",
    [
        "alter table region add column more int",
        "alter table region alter column name drop not null",
        "drop trigger publication_log_written_once on publication_log",
        "alter table publication_log disable trigger all",
        "create table more (id int)",
        "drop table api_token",
        "do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$",
    ],
)
def test_one_whose_tables_or_settings_were_changed_is_not_lent_again(
    change: str, postgres: postgres.Server, migrated_lender: Lender
) -> None:
    name = migrated_lender.lend()
    with postgres.connect(name) as connection:
        connection.execute(change)
    migrated_lender.take_back(name)
    assert migrated_lender.lend() != name
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        postgres.connect(name)


def test_the_server_and_its_data_go_when_it_ends() -> None:
    with postgres.running() as server:
        with server.connect() as connection:
            row = connection.execute("show data_directory").fetchone()
        assert row is not None
        folder = Path(str(row[0])).parent
        assert folder.is_dir()
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        server.connect()


def test_a_process_on_the_leash_ends_with_whoever_started_it() -> None:
    port = free_port()
    listener = f"import socket, time; s = socket.create_server(('127.0.0.1', {port})); print('up', flush=True); time.sleep(60)"
    starter = f"import subprocess, time; subprocess.Popen({[*leash(), sys.executable, '-c', listener]!r}); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.kill()
        # The listener shares the pipe: its end is reached when both have gone.
        began = time.monotonic()
        assert process.stdout.read() == b""
        assert time.monotonic() - began < 10


@pytest.mark.parametrize(("find", "remedy"), [(postgres.find, "install -y postgresql"), (chromium.find, "install -y chromium")])
def test_what_is_missing_is_named_with_the_line_to_type(
    find: Callable[[], object], remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with pytest.raises(pytest.fail.Exception, match=remedy):
        find()


def test_the_browser_reaches_no_other_host(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_two_people_are_two_contexts(browser: Browser) -> None:
    with browser.new_context() as ana, browser.new_context() as ravi:
        ana.add_cookies([{"name": "session", "value": "ana", "url": "http://127.0.0.1:9"}])
        assert [cookie.get("value") for cookie in ana.cookies()] == ["ana"]
        assert ravi.cookies() == []
