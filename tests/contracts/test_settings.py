"""The settings: documented where they are defined, refused by name, made once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.keys import sample_password_of, secret_key_of
from app.settings import PREFIX, ROOT, TABLE, BadSettings, MailServer, Settings, documentation, read_settings


def read(root: Path, **values: str) -> Settings:
    return read_settings({PREFIX + name: value for name, value in values.items()}, root)


def test_the_page_of_settings_is_made_from_the_table() -> None:
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == documentation(), "run: .venv/bin/python -m app.settings > docs/settings.md"


def test_every_default_is_what_a_person_could_type(tmp_path: Path) -> None:
    typed = {row.name: row.default for row in TABLE}
    assert read(tmp_path, **typed) == read(tmp_path)


def test_relative_places_start_in_the_folder_of_the_clone(tmp_path: Path) -> None:
    settings = read(tmp_path, VAR_DIR="kept", SEARCH_DIR="/elsewhere/index")
    assert settings.database_url == f"sqlite:///{tmp_path}/kept/waymark.db"
    assert settings.var_dir == tmp_path / "kept"
    assert settings.search_dir == Path("/elsewhere/index")
    assert read(tmp_path, DATABASE_URL="sqlite:////data/w.db").database_url == "sqlite:////data/w.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_by_one_driver_however_it_is_spelt(tmp_path: Path, scheme: str) -> None:
    assert read(tmp_path, DATABASE_URL=f"{scheme}://u:p@db/waymark").database_url == "postgresql+psycopg://u:p@db/waymark"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# a remark\n\nexport WAYMARK_LOG_LEVEL=debug\nWAYMARK_BASE_URL='https://a.example.org/' # ours\n"
        'WAYMARK_MAIL_FROM="Pathways <p@example.org>"\nOTHER=1\n',
        encoding="utf-8",
    )
    settings = read(tmp_path, LOG_LEVEL="ERROR")
    assert settings.log_level == "error"
    assert settings.base_url == "https://a.example.org"
    assert settings.mail_from == "Pathways <p@example.org>"
    assert read(tmp_path, BASE_URL="").base_url == "http://127.0.0.1:8000", "an empty value in the environment is the default"


def test_an_unknown_name_is_refused_with_the_nearest_known(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"^WAYMARK_DATABSE_URL is not a setting; did you mean WAYMARK_DATABASE_URL\?$"):
        read(tmp_path, DATABSE_URL="sqlite:///x")
    with pytest.raises(BadSettings, match=r"docs/settings\.md"):
        read(tmp_path, QQQ="1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://u:hidden@h/n"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:?x=1"),
        ("DATABASE_URL", "postgresql://u:hidden@h:port/n"),
        ("DATABASE_URL", "postgresql://u:hidden@h"),
        ("BASE_URL", "example.org"),
        ("BASE_URL", "ftp://example.org"),
        ("BASE_URL", "http://example.org/waymark"),
        ("BASE_URL", "http://u:hidden@example.org"),
        ("BASE_URL", "http://[bad"),
        ("SECRET_KEY", "hidden"),
        ("SMTP_URL", "http://u:hidden@h"),
        ("SMTP_URL", "smtp://u:hidden@h:99999"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@b.c\nBcc: d@e.f"),
        ("RENDER_SECONDS", "0"),
        ("RENDER_SECONDS", "soon"),
        ("RENDER_SECONDS", "nan"),
        ("MAX_SOURCE_BYTES", "1e5"),
        ("MAX_SOURCE_BYTES", "1"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("OFFLINE", "maybe"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_is_refused_in_one_line_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSettings) as refusal:
        read(tmp_path, **{name: value})
    assert str(refusal.value).startswith(PREFIX + name)
    assert "give" in str(refusal.value)
    assert "hidden" not in str(refusal.value), "a password is never printed"


@pytest.mark.parametrize("content", [b"no equals sign\n", b"WAYMARK_LOG_LEVEL='info\n", b"\xff\xfe"])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(BadSettings, match=r"\.env"):
        read(tmp_path)


def test_the_mail_server_is_taken_apart(tmp_path: Path) -> None:
    assert read(tmp_path, SMTP_URL="smtp://post:a%40b@mail.example.org:587").mail_server == MailServer(
        "mail.example.org", 587, "post", "a@b"
    )
    assert read(tmp_path, SMTP_URL="smtps://mail.example.org").mail_server == MailServer("mail.example.org", 465, tls=True)
    assert read(tmp_path).mail_server is None


def test_which_addresses_are_this_machine(tmp_path: Path) -> None:
    for here in ("http://127.0.0.1:8000", "http://localhost", "http://[::1]:9", "http://127.9.9.9"):
        assert read(tmp_path, BASE_URL=here).this_machine_only, here
    for elsewhere in ("https://example.org", "http://127.0.0.1.example.org", "http://0.0.0.0:8000", "http://10.0.0.1"):
        assert not read(tmp_path, BASE_URL=elsewhere).this_machine_only, elsewhere


def test_passwords_stay_out_of_what_is_printed(tmp_path: Path) -> None:
    shown = repr(
        read(
            tmp_path,
            DATABASE_URL="postgresql://u:hidden@h/n",
            SECRET_KEY="hidden-hidden-hidden",
            SAMPLE_PASSWORD="hidden",
            SMTP_URL="smtp://u:hidden@h",
        )
    )
    assert "hidden" not in shown


def test_the_secret_key_is_made_once_even_by_many_at_once(tmp_path: Path) -> None:
    settings = read(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(secret_key_of, [settings] * 16))
    kept = tmp_path / "var" / "secret.key"
    assert keys == {kept.read_text(encoding="ascii").strip()}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret.key"]


def test_what_was_set_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    settings = read(tmp_path, SECRET_KEY="0123456789abcdef", SAMPLE_PASSWORD="given")
    assert (secret_key_of(settings), sample_password_of(settings)) == ("0123456789abcdef", "given")
    assert not (tmp_path / "var").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"var/sample\.password can't be made or read: .*WAYMARK_SAMPLE_PASSWORD"):
        sample_password_of(read(tmp_path))
