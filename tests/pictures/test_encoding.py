"""Pictures are judged by their content and written anew: what is refused, what goes, what stays."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.domain.errors import TooSlow, Unreadable
from app.domain.pictures import JPEG, PNG, Encoded
from app.pictures.encoding import as_it_is, encode
from app.pictures.maker import SECONDS, PictureMaker
from tests.pictures import files


@pytest.fixture(scope="module")
def maker() -> Iterator[PictureMaker]:
    with PictureMaker() as made:
        yield made


@pytest.mark.parametrize("name", files.REFUSED)
def test_what_is_refused(name: str, maker: PictureMaker) -> None:
    made, words = files.REFUSED[name]
    started = time.monotonic()
    with pytest.raises(Unreadable, match=words):
        maker.make(made())
    assert time.monotonic() - started < SECONDS / 2


@pytest.mark.parametrize("name", files.REFUSED)
def test_what_is_refused_is_not_kept_as_it_is_either(name: str) -> None:
    with pytest.raises(Unreadable):
        as_it_is(files.REFUSED[name][0]())


GOOD = {
    "png": files.png,
    "jpeg": files.jpeg,
    "progressive": lambda: files.jpeg(progressive=True),
    "webp": lambda: files.written(files.drawing(), "WEBP"),
    "webp without loss": lambda: files.written(files.drawing(), "WEBP", lossless=True),
    "grey": lambda: files.written(files.drawing(mode="L"), "PNG"),
    "black and white": lambda: files.written(files.drawing().convert("1"), "PNG"),
    "of few colours": lambda: files.written(files.drawing().convert("P"), "PNG"),
    "transparent": lambda: files.written(files.drawing().convert("RGBA"), "PNG"),
    "transparent of few colours": lambda: files.written(files.drawing().convert("P"), "PNG", transparency=0),
    "sixteen bits": lambda: files.written(files.drawing(mode="L").convert("I;16"), "PNG"),
    "for print": lambda: files.written(files.drawing().convert("CMYK"), "JPEG"),
    "with notes": files.with_words,
    "of a camera": files.with_exif,
    "with a profile": files.with_profile,
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken_holds_a_picture_and_nothing_else(name: str, maker: PictureMaker) -> None:
    encoded = maker.make(GOOD[name]())
    assert (encoded.width, encoded.height) == (120, 80)
    image = Image.open(io.BytesIO(encoded.data))
    image.load()
    assert image.mode in {"L", "RGB"}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (files.PATIENT.encode(), b"<script", b"<x:", b"Exif", b"ICC_PROFILE", b"iCCP", b"XML"):
        assert trace not in encoded.data
    assert as_it_is(encoded.data) == encoded


def test_the_kind_that_is_kept() -> None:
    kinds = {name: encode(made()).media_type for name, made in GOOD.items()}
    assert {name for name, kind in kinds.items() if kind == JPEG} == {"jpeg", "progressive", "for print", "of a camera"}
    noise = Image.effect_noise((1300, 1300), 90)
    assert encode(files.written(noise, "PNG")).media_type == JPEG


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_the_camera_meant(orientation: int) -> None:
    encoded = encode(files.with_exif(orientation))
    assert (encoded.width, encoded.height) == ((120, 80) if orientation < 5 else (80, 120))
    corners = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    image = Image.open(io.BytesIO(encoded.data))
    across, down = corners[orientation]
    dark = image.getpixel((across * (image.width - 1), down * (image.height - 1)))
    assert isinstance(dark, tuple) and dark[1] < 120, "the marked corner is where it should be"


def test_what_is_see_through_lies_on_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image = Image.open(io.BytesIO(encode(files.written(clear, "PNG")).data))
    assert image.getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_keep_their_shades() -> None:
    grey = Image.new("I;16", (40, 40), 0x8000)
    image = Image.open(io.BytesIO(encode(files.written(grey, "PNG")).data))
    assert image.getpixel((5, 5)) == 0x80


def test_large_ones_are_made_smaller_and_keep_their_shape() -> None:
    encoded = encode(files.png((4000, 1000)))
    assert (encoded.width, encoded.height) == (2400, 600)


def test_the_largest_that_is_taken_fits_into_the_worker(maker: PictureMaker) -> None:
    data = files.written(Image.new("RGB", (8000, 5000), "#336699"), "JPEG")
    started = time.monotonic()
    assert maker.make(data).width == 2400
    assert time.monotonic() - started < SECONDS


@settings(max_examples=40)
@given(
    width=st.integers(16, 90),
    height=st.integers(16, 90),
    seed=st.integers(0, 10**6),
    kind=st.sampled_from(["PNG", "JPEG", "WEBP"]),
)
def test_the_same_file_gives_the_same_bytes_and_a_drawing_stays_as_it_is(width: int, height: int, seed: int, kind: str) -> None:
    noise = Image.effect_noise((width, height), 30 + seed % 100)
    image = Image.merge("RGB", (noise, noise.rotate(90).resize(noise.size), noise.rotate(180)))
    data = files.written(image, kind)
    first = encode(data)
    assert encode(data) == first
    assert as_it_is(first.data) == first
    if first.media_type == PNG:
        assert encode(first.data) == first


def test_a_picture_takes_no_more_than_its_time_and_memory() -> None:
    with PictureMaker(memory_bytes=200 * 2**20) as small:
        with pytest.raises(Unreadable, match="more memory"):
            small.make(files.written(Image.new("RGB", (8000, 5000)), "JPEG"))
        assert isinstance(small.make(files.png()), Encoded)
    with PictureMaker(seconds=0.3) as hasty:
        hasty.make(files.png())
        with pytest.raises(TooSlow, match=r"0\.3 seconds"):
            hasty.make(files.written(Image.new("RGB", (8000, 5000)), "JPEG"))
        assert isinstance(hasty.make(files.png()), Encoded)


@settings(max_examples=150)
@given(data=st.data())
def test_a_file_with_bytes_changed_is_refused_or_taken_but_never_an_accident(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([files.png(), files.jpeg(), files.written(files.drawing(), "WEBP")])))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    for make in (encode, as_it_is):
        try:
            encoded = make(cut)
        except Unreadable:
            continue
        assert (encoded.width, encoded.height) != (0, 0)
