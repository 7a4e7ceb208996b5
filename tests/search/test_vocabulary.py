"""The vocabulary: the files in the clone, and what is said of files that can't be understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Invalid
from app.search.fold import terms
from app.search.vocabulary import load

FILES = {
    "abbreviations.toml": 'af = ["atrial fibrillation"]\n',
    "synonyms.toml": 'all = [["heart attack", "myocardial infarction"]]\n',
    "aspects.toml": '[management]\nwords = ["rx"]\nheadings = ["management"]\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_ours_can_be_read() -> None:
    ours = load()
    assert terms("atrial fibrillation") in ours.meanings[terms("AF")]
    assert terms("AF") in ours.meanings[terms("atrial fibrillation")]
    assert ours.aspects[terms("rx")].headings[0] == terms("treatment")
    assert terms("pneumothorax") in ours.listed[terms("PTX")]
    assert ours.aspects[terms("what is")].weak


def test_no_word_of_ours_means_itself() -> None:
    assert [form for form, others in load().meanings.items() if form in others] == []


def test_words_of_a_group_mean_each_other(folder: Path) -> None:
    found = load(folder)
    assert found.meanings[terms("heart attack")] == (terms("myocardial infarction"),)
    assert found.meanings[terms("myocardial infarction")] == (terms("heart attack"),)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("abbreviations.toml", "af = 3", "“af”"),
        ("abbreviations.toml", 'af = ["!"]', "“af”"),
        ("synonyms.toml", "all = [3]", "“all”"),
        ("aspects.toml", "rx = 1", "“rx”"),
        ("aspects.toml", '[rx]\nwords = ["rx"]', "“rx”"),
        (
            "aspects.toml",
            '[a]\nwords = ["refer"]\nheadings = ["a"]\n[b]\nwords = ["references"]\nheadings = ["b"]',
            "“references”",
        ),
        ("aspects.toml", "[rx", "aspects.toml"),
    ],
)
def test_a_file_that_makes_no_sense_is_named_with_its_entry(folder: Path, name: str, text: str, what: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        load(folder)
    assert str(folder / name) in refused.value.detail
    assert what in refused.value.detail


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "synonyms.toml").unlink()
    with pytest.raises(Invalid, match=r"synonyms\.toml"):
        load(folder)
