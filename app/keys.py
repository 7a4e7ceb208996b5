"""What an installation makes for itself once and keeps, readable by its owner only: the secret key, the sample password."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from app.settings import PREFIX, BadSettings, Settings


def secret_key_of(settings: Settings) -> str:
    """The key that signs cookies and links: the one that was set, else the one made once into `var_dir`."""
    return settings.secret_key or _made_once(settings.var_dir / "secret.key", secrets.token_urlsafe(48), "SECRET_KEY")


def sample_password_of(settings: Settings) -> str:
    """The password of the sample people: the one that was set, else the one made once into `var_dir`."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
    groups = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
    return settings.sample_password or _made_once(settings.var_dir / "sample.password", "-".join(groups), "SAMPLE_PASSWORD")


def _made_once(path: Path, fresh: str, name: str) -> str:
    """What stands in `path`; when there is nothing, `fresh`, written so that two processes at once agree on one."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as draft:  # made with mode 0600
                draft.write(fresh + "\n")
                draft.flush()
                os.fsync(draft.fileno())
                _link(draft.name, path)
        kept = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not plain text"
        raise BadSettings(f"{path} can't be made or read: {reason}. Make the folder writable, or set {PREFIX}{name}.") from error
    if not kept:
        raise BadSettings(f"{path} is empty. Remove it to have a new one made, or set {PREFIX}{name}.")
    return kept


def _link(source: str, path: Path) -> None:
    try:
        os.link(source, path)
    except FileExistsError:
        return  # another process was first; its text is the one that counts
