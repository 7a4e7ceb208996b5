"""The settings: read once from the environment and `.env`, checked, and handed on as one frozen value.

`TABLE` is the one place that documents them; `docs/settings.md` is made from it: `python -m app.settings > docs/settings.md`.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

PREFIX: Final = "WAYMARK_"
ROOT: Final = Path(__file__).resolve().parent.parent
"""The folder of the clone: relative paths in settings start here, wherever the command was typed."""


class BadSettings(Exception):
    """A setting that cannot be used. The message is one line: which setting, what stands there, and the remedy."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One documented setting: its name without the prefix, its default as one would type it, and what it means."""

    name: str
    default: str
    meaning: str


TABLE: Final = (
    Setting("VAR_DIR", "var", "Folder of what this installation keeps for itself: database, secret key, sample password."),
    Setting(
        "DATABASE_URL",
        "sqlite:///var/waymark.db",
        "Where everything is kept: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`. "
        "When not set, `waymark.db` in `WAYMARK_VAR_DIR`.",
    ),
    Setting("SEARCH_DIR", "search_index/generations", "Folder of this node's search index. It can be deleted and is made again."),
    Setting(
        "BASE_URL",
        "http://127.0.0.1:8000",
        "The address at which people reach the site: scheme, host and port. Links in letters and feeds begin with it; "
        "with `https` cookies are sent over encrypted connections only.",
    ),
    Setting(
        "SECRET_KEY",
        "",
        "At least 16 characters, the same on every node. With it reports of how a search ended are signed, and searches are "
        "counted without their words; sessions and tokens are random and kept as hashes. "
        "When not set, made once into `secret.key` in `WAYMARK_VAR_DIR`, readable by its owner only.",
    ),
    Setting(
        "SAMPLE_PASSWORD",
        "",
        "The one password of the sample people. When not set, made once into `sample.password` in `WAYMARK_VAR_DIR`.",
    ),
    Setting(
        "SMTP_URL",
        "",
        "Mail server for letters: `smtp://USER:PASSWORD@HOST:PORT`, or `smtps://…` for TLS from the start. "
        "When not set, letters wait in the outbox.",
    ),
    Setting("MAIL_FROM", "Waymark <waymark@localhost>", "Sender of letters."),
    Setting("RENDER_SECONDS", "5", "How long one text may take to render before it is stopped, in seconds: 0.1 to 60."),
    Setting("MAX_SOURCE_BYTES", "200000", "The longest text that is taken, in bytes of UTF-8: 1000 to 10000000."),
    Setting(
        "TRUSTED_PROXIES",
        "",
        "Addresses or networks, with commas between, of the proxies whose `X-Forwarded-For` is believed. "
        "When not set, none is.",
    ),
    Setting(
        "OFFLINE",
        "on",
        "Whether browsers may keep pages to be read without a connection: `on` or `off`. With `off` what they have kept is "
        "deleted at their next visit.",
    ),
    Setting("LOG_LEVEL", "info", "What is logged: `debug`, `info`, `warning` or `error`."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over. `tls` is from the first byte on; otherwise STARTTLS is used when it is offered."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked; folders are absolute paths. What may hold a password is left out of the `repr`."""

    var_dir: Path
    database_url: str = field(repr=False)
    search_dir: Path
    base_url: str
    secret_key: str | None = field(repr=False)
    sample_password: str | None = field(repr=False)
    mail_server: MailServer | None
    mail_from: str
    render_seconds: float
    max_source_bytes: int
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    offline: bool
    log_level: str

    @property
    def encrypted(self) -> bool:
        """Whether people reach the site over https."""
        return self.base_url.startswith("https:")

    @property
    def this_machine_only(self) -> bool:
        """Whether the site's address can be reached from this machine only; sample people exist nowhere else."""
        host = urlsplit(self.base_url).hostname or ""
        return host in {"localhost", "::1"} or re.fullmatch(r"127(\.\d{1,3}){3}", host) is not None


def read_settings(environ: Mapping[str, str], root: Path = ROOT) -> Settings:
    """The settings of this process: the environment first, then `root/.env`, then the defaults; an empty value is no value.

    Writes nothing. Raises `BadSettings` for an unknown name and for a value that cannot be used.
    """
    given = {**_env_file(root / ".env"), **{name: value for name, value in environ.items() if name.startswith(PREFIX)}}
    _refuse_unknown(given)
    values = {row.name: given.get(PREFIX + row.name, "").strip() or row.default for row in TABLE}
    var_dir = root / values["VAR_DIR"]
    if not given.get(f"{PREFIX}DATABASE_URL", "").strip():
        values["DATABASE_URL"] = f"sqlite:///{var_dir}/waymark.db"
    return Settings(
        var_dir=var_dir,
        database_url=_database_url(values["DATABASE_URL"], root),
        search_dir=root / values["SEARCH_DIR"],
        base_url=_base_url(values["BASE_URL"]),
        secret_key=_secret(values["SECRET_KEY"]),
        sample_password=values["SAMPLE_PASSWORD"] or None,
        mail_server=_mail_server(values["SMTP_URL"]),
        mail_from=_mail_from(values["MAIL_FROM"]),
        render_seconds=_number("RENDER_SECONDS", values["RENDER_SECONDS"], 0.1, 60),
        max_source_bytes=int(_number("MAX_SOURCE_BYTES", values["MAX_SOURCE_BYTES"], 1000, 10_000_000, whole=True)),
        trusted_proxies=_networks(values["TRUSTED_PROXIES"]),
        offline=_switch("OFFLINE", values["OFFLINE"]),
        log_level=_log_level(values["LOG_LEVEL"]),
    )


def documentation() -> str:
    """`docs/settings.md`, whole."""
    rows = "".join(
        f"| `{PREFIX}{row.name}` | {f'`{row.default}`' if row.default else 'none'} | {row.meaning} |\n" for row in TABLE
    )
    return (
        "# Settings\n\n"
        "Made from `app/settings.py`; change it there. Each is read from the environment, or from a file `.env` in the\n"
        "folder of the clone with lines of the form `NAME=value`; the environment wins, and an empty value means the\n"
        "default. An unknown name is refused, and so is a value that cannot be used. Relative paths start in the folder\n"
        "of the clone.\n\n"
        f"| Name | Default | Meaning |\n|---|---|---|\n{rows}"
    )


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = [row.name for row in TABLE]
    for name in sorted(name.removeprefix(PREFIX) for name in given):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            remedy = f"did you mean {PREFIX}{near[0]}?" if near else "docs/settings.md lists those there are."
            raise BadSettings(f"{PREFIX}{name} is not a setting; {remedy}")


def _env_file(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} can't be read: {_reason(error)}. Make it a readable UTF-8 text, or remove it.") from error
    return dict(_assignments(text, path))


def _assignments(text: str, path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = re.fullmatch(r"\s*(?:export\s+)?(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\"'].*?)?)\s*(?:(?<=\s)#.*)?", line)
        if not found:
            raise BadSettings(f"{path} line {number}: expected NAME=value.")
        name, *values = found.groups(default="")
        if name.startswith(PREFIX):
            yield name, "".join(values)


def _bad(name: str, value: str, remedy: str) -> BadSettings:
    shown = re.sub(r"//([^:/@]*):.*@", r"//\1:…@", value)  # never print a password
    return BadSettings(f"{PREFIX}{name} is “{shown}”: {remedy}")


def _url(name: str, value: str, remedy: str) -> SplitResult:
    try:
        url = urlsplit(value)
        _ = url.port  # raises ValueError when it is not a number in range
    except ValueError as error:
        raise _bad(name, value, remedy) from error
    if not url.hostname and url.scheme != "sqlite":
        raise _bad(name, value, remedy)
    return url


def _database_url(value: str, root: Path) -> str:
    remedy = "give sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME."
    url = _url("DATABASE_URL", value, remedy) if not value.startswith("postgresql:///") else urlsplit(value)
    scheme, _, driver = url.scheme.partition("+")
    if scheme == "sqlite" and not driver and not url.netloc and len(url.path) > 1 and not url.query:
        return f"sqlite:///{root / url.path[1:]}"
    if scheme in {"postgresql", "postgres"} and driver in {"", "psycopg"} and len(url.path) > 1:
        return f"postgresql+psycopg{value[len(url.scheme) :]}"
    raise _bad("DATABASE_URL", value, remedy)


def _base_url(value: str) -> str:
    remedy = "give scheme, host and port only, such as https://pathways.example.org."
    url = _url("BASE_URL", value, remedy)
    if url.scheme not in {"http", "https"} or url.path.strip("/") or url.query or url.fragment or url.username is not None:
        raise _bad("BASE_URL", value, remedy)
    return f"{url.scheme}://{url.netloc}"


def _secret(value: str) -> str | None:
    if value and len(value) < 16:
        raise BadSettings(f"{PREFIX}SECRET_KEY has {len(value)} characters: give at least 16, or leave it out to have one made.")
    return value or None


def _mail_server(value: str) -> MailServer | None:
    if not value:
        return None
    remedy = "give smtp://USER:PASSWORD@HOST:PORT (or smtps://…)."
    url = _url("SMTP_URL", value, remedy)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path.strip("/"):
        raise _bad("SMTP_URL", value, remedy)
    tls = url.scheme == "smtps"
    port = url.port or (465 if tls else 25)
    return MailServer(url.hostname, port, unquote(url.username or ""), unquote(url.password or ""), tls)


def _mail_from(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]) or not value.isprintable():
        raise _bad("MAIL_FROM", value, "give an address, such as Waymark <waymark@example.org>.")
    return value


def _number(name: str, value: str, least: float, most: float, *, whole: bool = False) -> float:
    try:
        number = int(value) if whole else float(value)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise _bad(name, value, f"give a {'whole ' if whole else ''}number from {least} to {most}.")
    return number


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
    except ValueError as error:
        raise _bad("TRUSTED_PROXIES", value, "give addresses or networks with commas between, such as 10.0.0.0/8.") from error


def _switch(name: str, value: str) -> bool:
    if value.lower() not in {"on", "off"}:
        raise _bad(name, value, "give on or off.")
    return value.lower() == "on"


def _log_level(value: str) -> str:
    if value.lower() not in {"debug", "info", "warning", "error"}:
        raise _bad("LOG_LEVEL", value, "give debug, info, warning or error.")
    return value.lower()


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "it is not UTF-8"


if __name__ == "__main__":
    sys.stdout.write(documentation())
