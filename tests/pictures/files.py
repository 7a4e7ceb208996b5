"""Picture files: good ones, and what people send in their place."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
PATIENT = "Zebedee Quillfeather"
"""A name that must be in nothing that is kept."""


def drawing(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    """Something with edges, so that turning it shows."""
    image = Image.new(mode, size, 255 if mode == "L" else "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3, size[1] // 4), fill=40 if mode == "L" else "#b03060")
    return image


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png(size: tuple[int, int] = (120, 80)) -> bytes:
    return written(drawing(size), "PNG")


def jpeg(size: tuple[int, int] = (120, 80), **options: object) -> bytes:
    return written(drawing(size), "JPEG", **options)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, rows: bytes) -> bytes:
    """A grey PNG whose header says anything at all."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def animated(kind: str) -> bytes:
    frames = [drawing(), drawing().rotate(180)]
    return written(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def with_exif(orientation: int = 1) -> bytes:
    """A photograph that knows where it was taken, of whom, and runs a script if it can."""
    image = drawing()
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x013B] = orientation, f"<script>alert('{PATIENT}')</script>", PATIENT
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "S", (41.0, 17.0, 20.0)
    return written(image, "JPEG", exif=exif, comment=PATIENT.encode())


def with_words() -> bytes:
    """A PNG with notes in it."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", PATIENT)
    words.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{PATIENT}</x:xmpmeta>", zip=True)
    words.add_text("Comment", HTML.decode())
    return written(drawing(), "PNG", pnginfo=words)


def with_profile() -> bytes:
    """A picture in the colours of another device."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return written(drawing(), "PNG", icc_profile=profile.tobytes())


def text_bomb() -> bytes:
    """A note of a hundred million noughts."""
    whole = png()
    note = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    return whole[:33] + chunk(b"zTXt", note) + whole[33:]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "words": (lambda: b"Just some words, saved as picture.png", "no PNG, JPEG or WebP"),
    "svg": (lambda: SVG, "SVG"),
    "svg behind a declaration": (lambda: b'\xef\xbb\xbf  <?xml version="1.0"?>' + SVG, "SVG"),
    "html": (lambda: HTML, "SVG, HTML"),
    "gif": (lambda: written(drawing(), "GIF"), "GIF"),
    "gif that is a script": (lambda: b"GIF89a/*" + HTML + b"*/", "GIF"),
    "pdf": (lambda: b"%PDF-1.7\n", "PDF"),
    "heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    "bmp": (lambda: written(drawing(), "BMP"), "BMP"),
    "tiff": (lambda: written(drawing(), "TIFF"), "TIFF"),
    "icon": (lambda: written(drawing((32, 32)), "ICO"), "no PNG"),
    "png and html": (lambda: png() + HTML, "something else behind"),
    "png and zip": (lambda: png() + b"PK\x03\x04" + bytes(40), "something else behind"),
    "png and one byte": (lambda: png() + b"\0", "something else behind"),
    "jpeg and html": (lambda: jpeg() + HTML, "something else behind"),
    "jpeg and zip": (lambda: jpeg() + b"PK\x03\x04" + bytes(40), "something else behind"),
    "webp and html": (lambda: written(drawing(), "WEBP") + HTML, "something else behind"),
    "png cut off": (lambda: png((400, 400))[:-200], "can't be decoded whole"),
    "png without end": (lambda: png()[:-12], "can't be decoded whole"),
    "png with a wrong sum": (lambda: png()[:50] + b"\xff\xff" + png()[52:], "can't be decoded whole"),
    "jpeg cut off": (lambda: jpeg((400, 400))[:-800], "can't be decoded whole"),
    "jpeg of three bytes": (lambda: b"\xff\xd8\xff", "can't be decoded whole"),
    "webp cut off": (lambda: written(drawing((300, 300)), "WEBP")[:-60], "can't be decoded whole"),
    "signature alone": (lambda: b"\x89PNG\r\n\x1a\n", "can't be decoded whole"),
    "huge by its header": (lambda: png_of(60_000, 60_000, b"\0"), "60,000 × 60,000"),
    "more than 40 million pixels": (lambda: png_of(8_000, 5_001, bytes(100)), "more than 40 million"),
    "thin": (lambda: png_of(1, 100_000, bytes(200_000)), "1 × 100,000"),
    "flat": (lambda: png_of(100_000, 1, bytes(100_001)), "100,000 × 1 "),
    "one pixel": (lambda: png((1, 1)), "1 × 1"),
    "no height": (lambda: png_of(100, 0, b""), "."),
    "note that is a bomb": (text_bomb, "can't be decoded whole"),
    "moving png": (lambda: animated("PNG"), "moves"),
    "moving webp": (lambda: animated("WEBP"), "moves"),
    "too many bytes": (lambda: jpeg() + bytes(5 * 2**20), "too large: at most 5 MB"),
}
"""What is refused, and words of the reason."""
