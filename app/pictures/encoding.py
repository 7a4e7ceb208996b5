"""Decoding a picture whole and writing it anew: what is kept holds pixels, and nothing of where, when, by or of whom."""

from __future__ import annotations

import io

from PIL import Image, ImageCms, ImageOps

from app.domain.errors import Unreadable
from app.domain.pictures import JPEG, PNG, Encoded
from app.pictures.structure import BROKEN, NOTHING_ELSE, format_of, is_plain, refuse_what_is_behind

LIMIT_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
SHORTEST_SIDE, LONGEST_SIDE = 16, 20_000
WIDEST = 2_400
"""Pixels that a side has at most when it is kept: enough for paper and for a large screen."""
LARGEST_PNG = 1_500_000
"""Bytes. What is larger is a photograph, and is kept as JPEG."""
QUALITY = 88

Image.MAX_IMAGE_PIXELS = None  # the limit here is asked before anything is decoded, and has words of its own


def encode(data: bytes) -> Encoded:
    """A picture as it is to be kept. Equal files give equal bytes. Raises `Unreadable` with what to do."""
    kind = format_of(data)
    if len(data) > LIMIT_BYTES:
        raise Unreadable(f"This file is too large: at most {LIMIT_BYTES // 2**20} MB are taken. Save it smaller.", field="file")
    refuse_what_is_behind(data, kind)
    image = _flat(_upright(_decoded(data, kind)))
    image.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    image.info = {}
    if kind != "JPEG" and len(written := _png(image)) <= LARGEST_PNG:
        return Encoded(written, PNG, *image.size)
    return Encoded(_jpeg(image), JPEG, *image.size)


def as_it_is(data: bytes) -> Encoded:
    """A picture that Waymark wrote elsewhere, byte for byte. Raises `Unreadable` when it holds anything but a picture."""
    kind = format_of(data)
    if len(data) > LIMIT_BYTES or not is_plain(data):
        raise Unreadable(NOTHING_ELSE, field="file")
    image = _decoded(data, kind)
    if max(image.size) > WIDEST:
        raise Unreadable(f"A side is longer than {WIDEST:,} pixels. Add it at the desk; it is made smaller there.", field="file")
    return Encoded(data, PNG if kind == "PNG" else JPEG, *image.size)


def _decoded(data: bytes, kind: str) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=(kind,))
        _check_size(*image.size)
        if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
            raise Unreadable("This picture moves. Save one picture of it as PNG.", field="file")
        image.load()
    except (Unreadable, MemoryError):
        raise
    except Exception as problem:  # whatever a decoder makes of what strangers wrote
        raise Unreadable(BROKEN, field="file") from problem
    return image


def _check_size(width: int, height: int) -> None:
    if min(width, height) < SHORTEST_SIDE or max(width, height) > LONGEST_SIDE:
        raise Unreadable(
            f"This picture has {width:,} × {height:,} pixels. A side has {SHORTEST_SIDE} to {LONGEST_SIDE:,}.", field="file"
        )
    if width * height > MOST_PIXELS:
        raise Unreadable(
            f"This picture has {width:,} × {height:,} pixels, which is more than 40 million. Save it smaller.", field="file"
        )


def _upright(image: Image.Image) -> Image.Image:
    """As the camera meant it to be seen."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # notes of a camera that can't be read say nothing
        return image


def _flat(image: Image.Image) -> Image.Image:
    """In the colours of the web, on white, in grey or in red, green and blue."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
    coloured = _in_web_colours(image)
    if coloured.mode == "RGBA":
        ground = Image.new("RGB", coloured.size, "white")
        ground.paste(coloured, mask=coloured.getchannel("A"))
        return ground
    return coloured.convert("L" if coloured.mode in {"1", "L"} else "RGB")


def _in_web_colours(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"L", "RGB", "RGBA", "CMYK"}:
        return image
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return made or image


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return out.getvalue()
