"""Finding: the right page, at the right section, from what people type."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.publication import PublishedSection
from app.store.database import Database
from tests.search.conftest import Place
from tests.search.stacks import GOUT, Stacks


@pytest.mark.parametrize(
    ("typed", "slug", "section"),
    [
        ("gout", "gout", None),
        ("podagra", "gout", None),
        ("colchicine", "gout", "management"),
        ("gout urate", "gout", "assessment"),
        ("gout rx", "gout", "management"),
        ("gout refer", "gout", "request"),
        ("gout red flags", "gout", "red-flags"),
        ("af anticoag", "atrial-fibrillation", "stroke-prevention"),
        ("AF", "atrial-fibrillation", None),
        ("diarhea child", "diarrhoea-in-children", None),
        ("diarrhea in children treatment", "diarrhoea-in-children", "management"),
        ("whanau", "diarrhoea-in-children", "assessment"),
        ("WHĀNAU", "diarrhoea-in-children", "assessment"),
        ("ulcer edema", "leg-ulcer", "assessment"),
        ("hemorrhagic", "leg-ulcer", "assessment"),
        ("bone tumor", "rheumatology-request", "criteria"),
        ("vitamin d", "vitamin-d-deficiency", None),
        ("type 2 diabetes", "type-2-diabetes", None),
        ("t2dm", "type-2-diabetes", None),
        ("t1d rx", "type-1-diabetes", "management"),
        ("bp below 90", "atrial-fibrillation", "red-flags"),
        ("apixaban 5 mg", "atrial-fibrillation", "stroke-prevention"),
    ],
)
def test_what_is_typed_leads_to_the_page_at_its_section(filled: Stacks, typed: str, slug: str, section: str | None) -> None:
    hit = filled.first(typed)
    assert (hit.slug, hit.section and hit.section.id) == (slug, section)


def test_all_words_come_before_most_words(filled: Stacks) -> None:
    found = filled.slugs("vitamin deficiency rare")
    assert found[:2] == ["vitamin-c", "vitamin-d-deficiency"], "words may stand in different sections of one page"
    assert filled.slugs("rheumatology tumours tophi")[:2] == ["rheumatology-request", "gout"]


def test_every_word_counts(filled: Stacks) -> None:
    assert filled.slugs('"do refer"') == ["atrial-fibrillation"]
    assert filled.slugs('"do not refer"') == ["gout"]
    assert filled.slugs("“do not refer”") == ["gout"]
    assert filled.slugs('"refer do"') == []


def test_a_phrase_does_not_reach_across_headings(filled: Stacks) -> None:
    assert filled.slugs('"assessment examine"') == []


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("go", "gout"),
        ("gou", "gout"),
        ("podag", "gout"),
        ("colchi", "gout"),
        ("allopurin", "gout"),
        ("atri", "atrial-fibrillation"),
        ("atrial fi", "atrial-fibrillation"),
        ("diarr chil", "diarrhoea-in-children"),
        ("vit d", "vitamin-d-deficiency"),
    ],
)
def test_an_unfinished_word_finds_what_begins_so(filled: Stacks, typed: str, slug: str) -> None:
    assert filled.first(typed).slug == slug
    assert filled.suggest(typed)[0].slug == slug


@pytest.mark.parametrize(
    ("typed", "corrected", "slug"),
    [
        ("atrail fibrillation", "atrial fibrillation", "atrial-fibrillation"),
        ("dibetes type 2", "diabetes type 2", "type-2-diabetes"),
        ("diarhea child", "diarrhoea child", "diarrhoea-in-children"),
        ("reumatology", "rheumatology", "rheumatology-request"),
        ("gout alopurinol", "gout allopurinol", "gout"),
        ("apixiban", "apixaban", "atrial-fibrillation"),
    ],
)
def test_a_misspelt_word_is_put_right_and_named(filled: Stacks, typed: str, corrected: str, slug: str) -> None:
    found = filled.search(typed)
    assert (found.query, found.corrected, found.hits[0].slug) == (typed, corrected, slug)
    assert filled.search(corrected).hits == found.hits, "what is named is what was searched for"


def test_a_correction_can_be_undone(filled: Stacks) -> None:
    found = filled.search("apixiban", exact=True)
    assert (found.corrected, found.total, found.hits) == (None, 0, ())


def test_a_word_that_some_page_has_is_never_taken_for_misspelt(filled: Stacks) -> None:
    assert filled.search("tophi").corrected is None
    assert filled.search("scurvy dose").corrected is None


def test_nothing_is_found_for_what_nobody_wrote(filled: Stacks) -> None:
    found = filled.search("xyzzy")
    assert (found.total, found.hits, found.unavailable) == (0, (), False)


def test_a_hit_says_what_it_knows(filled: Stacks) -> None:
    hit = filled.first("colchicine", "north")
    assert (hit.title, hit.kind, hit.specialty, hit.region, hit.from_upstream) == ("Gout", "pathway", "cardiology", "base", True)
    assert (hit.number, hit.review_due.year, hit.high_alert, hit.mark) == (1, 2028, False, None)
    assert ("colchicine", True) in hit.snippet.pieces()
    assert "or colchicine 500 micrograms." in hit.snippet.text
    assert filled.first("colchicine").from_upstream is False


def test_the_page_for_patients_comes_after_the_one_for_clinicians(stacks: Stacks) -> None:
    stacks.put("base", "a-gout-patient", "Gout", {"Treatment": "Tablets."}, kind="patient")
    stacks.put("base", "gout", "Gout", {"Treatment": "Tablets."})
    stacks.show()
    stacks.index()
    assert stacks.slugs("gout rx") == ["gout", "a-gout-patient"]


def test_further_sections_are_named(filled: Stacks) -> None:
    hit = filled.first("gout urate")
    assert [section.id for section in hit.further] == ["request"]


def test_suggestions_are_pages_and_their_sections(filled: Stacks) -> None:
    found = [(one.slug, one.section and one.section.title) for one in filled.suggest("gout re")]
    assert ("gout", None) in found and ("gout", "Request") in found
    assert filled.suggest("go")[0].slug == "gout"
    assert filled.suggest("") == ()


def test_a_part_of_the_results_can_be_asked_for(filled: Stacks) -> None:
    everything = filled.slugs("management")
    with filled.database.read() as session:
        first = filled.searcher.search(session, "base", "management", 2)
        second = filled.searcher.search(session, "base", "management", 2, offset=2)
        none = filled.searcher.search(session, "base", "management", -5, offset=-5)
    assert [hit.slug for hit in (*first.hits, *second.hits)] == everything[:4]
    assert first.total == second.total == len(everything)
    assert none.hits == ()


@pytest.fixture(scope="module")
def clinic(filled_sqlite: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stacks]:
    """Pages that are easily mistaken for each other."""
    folder = tmp_path_factory.mktemp("clinic")
    with filled_sqlite(folder) as url:
        database = Database(url)
        stacks = Stacks(database, folder)
        stacks.put("base", "gout", "Gout", GOUT)
        stacks.put("base", "cardiology-request", "Cardiology request", {"Request": "Refer gout of the heart elsewhere. Refer."})
        stacks.put(
            "base", "diabetes", "Diabetes in adults", {"Diagnosis": "HbA1c 50 mmol/mol or more.", "Target": "HbA1c 53 mmol/mol."}
        )
        for number in range(9):
            stacks.put("base", f"condition-{number}", f"Chronic condition {number}", {"Background": "It lasts."})
        stacks.put("base", "dvt", "Deep vein thrombosis", {"Diagnosis": "A deep vein thrombosis (DVT) needs ultrasound."})
        stacks.put("base", "embolism", "Pulmonary embolism", {"Causes": "DVT, travel, surgery. A cronic cough is no sign."})
        stacks.put("base", "copd", "Chronic obstructive pulmonary disease", {"Cough": "A chronic cough with sputum."})
        stacks.put("base", "bronchitis", "Chronic bronchitis", {"Cough": "A chronic cough for three months."})
        stacks.put("base", "haemophilus", "Haemophilus infection", {"Diagnosis": "Culture."})
        stacks.put("base", "heart-failure", "Heart failure", {"Management": "Diuretics."})
        stacks.put("base", "pneumothorax", "Pneumothorax", {"Management": "Drain."})
        stacks.put("base", "hydroxyzine", "Hydroxyzine", {"Dose": "25 mg at night."})
        stacks.put("base", "hypertension", "Hypertension", {"Medicines": "Hydralazine 25 mg twice a day."})
        stacks.show()
        stacks.index()
        yield stacks
        stacks.close()
        database.dispose()


@pytest.mark.parametrize(
    ("typed", "slug", "section"),
    [
        ("gout refer", "gout", "request"),
        ("hba1c 53", "diabetes", "target"),
        ("hba1c 50", "diabetes", "diagnosis"),
        ("dvt", "dvt", None),
        ("dvt dx", "dvt", "diagnosis"),
        ("ptx", "pneumothorax", None),
        ("chro obst pulm", "copd", None),
        ("hear fail", "heart-failure", None),
        ("hae infe", "haemophilus", None),
        ("chronic obs", "copd", None),
        ("hydralazine", "hypertension", "medicines"),
        ("hydralazine dose", "hypertension", "medicines"),
        ("failre heart", "heart-failure", None),
    ],
)
def test_a_query_means_the_page_that_it_names(clinic: Stacks, typed: str, slug: str, section: str | None) -> None:
    hit = clinic.first(typed)
    assert (hit.slug, hit.section and hit.section.id) == (slug, section)


def test_a_word_that_one_page_misspells_is_no_reason_to_miss_the_others(clinic: Stacks) -> None:
    found = clinic.search("cronic bronchitis")
    assert (found.hits[0].slug, found.corrected) == ("bronchitis", "chronic bronchitis")
    assert clinic.search("cronic bronchitis", exact=True).corrected is None
    assert clinic.search("cronic").hits[0].slug == "embolism", "alone it is what was asked for"


HOSTILE = [
    "", " ", '"', '""', '"""', "“", '"gout', 'gout"', "\x00", "gout\x00gout", "AND", "OR NOT", "gout AND", "(gout", "gout)",
    "[a TO", "**a", "*", "?", "a*b?c", "title:gout", "gout^2", "gout~", "\\", "{}", "' OR 1=1 --", "<script>alert(1)</script>",
    "%s%n", "&amp;", "../../etc/passwd", "\u202egout", "\ufeffgout", "a" * 5000, "gout " * 1000, '"gout ' * 900, "\ud800",
    "痛风", "🦵", "-", "--gout", "0" * 300, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", "\n\t\r", "µ", "½", "ͺ", "gout\u0301",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_words(filled: Stacks, typed: str) -> None:
    found = filled.search(typed)
    assert not found.unavailable
    assert len(found.query) <= 200
    filled.suggest(typed)
    assert not filled.search(typed, exact=True).unavailable


def test_a_word_that_no_text_writes_so_is_misspelt_though_another_has_its_stem(stacks: Stacks) -> None:
    for number in range(5):
        stacks.put("base", f"illness-{number}", f"Chronic illness {number}", {"Assessment": "Take time for each illness."})
    stacks.put("base", "ileum", "The bowel", {"Assessment": "IL: the ileum."})
    stacks.show()
    stacks.index()
    assert stacks.search("chronic ilness").corrected == "chronic illness"


def test_one_letter_begins_the_last_word(stacks: Stacks) -> None:
    stacks.put("base", "low-vision", "Low vision", {"Assessment": "Test each eye."})
    stacks.put("base", "acidosis", "Acidosis", {"Assessment": "V is low, or factor V."})
    stacks.show()
    stacks.index()
    assert stacks.slugs("low v")[0] == "low-vision"
    assert stacks.suggest("low v")[0].slug == "low-vision"


def test_the_condition_goes_before_the_request_that_names_it(stacks: Stacks) -> None:
    stacks.put("base", "gout", "Gout", GOUT)
    told = {"Criteria": "Refer gout that does not settle. Refer gout with tophi. Refer.", "How to refer": "Refer by form."}
    stacks.put("base", "rheumatology-request", "Rheumatology request", told, kind="request")
    stacks.show()
    stacks.index()
    hit = stacks.first("gout refer")
    assert (hit.slug, hit.section and hit.section.id) == ("gout", "request")


def test_a_heading_that_begins_like_the_word_answers(stacks: Stacks) -> None:
    told = {"Overview": "Swelling.", "Management": "Ice.", "Anaesthetic considerations": "Neck movement is less."}
    stacks.put("base", "arthritis", "Rheumatoid arthritis", told)
    stacks.put("base", "awareness", "Awareness under anaesthesia", {"Overview": "Rare."})
    stacks.show()
    stacks.index()
    hit = stacks.first("rheumatoid arthritis anaesthesia")
    assert (hit.slug, hit.section and hit.section.id) == ("arthritis", "anesthetic-considerations")


@pytest.fixture(scope="module")
def pharmacy(filled_sqlite: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stacks]:
    """Pages about some medicines; about others there is none."""
    folder = tmp_path_factory.mktemp("pharmacy")
    with filled_sqlite(folder) as url:
        database = Database(url)
        stacks = Stacks(database, folder)
        for name in ("Dexamethasone", "Erythromycin", "Hydralazine", "Cortisol", "Prednisone"):
            stacks.put("base", name.lower(), name, {"Dose": f"{name} once a day."})
        stacks.put(
            "base", "childhood-illness", "Childhood illness", {"Assessment": "IL: the ileum. Take time, measure the anuria."}
        )
        stacks.put("base", "aneurysm", "Aneurysm", {"Assessment": "Measure its width at each site."})
        stacks.show()
        stacks.index()
        yield stacks
        stacks.close()
        database.dispose()


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "betamethasone",
            "betamethasone dose",
            "azithromycin",
            "azithromycin dose",
            "hydroxyzine",
            "prednisolone",
        ),  # known, not here
        *("betamethasnoe", "azythromycin", "hydroxyzin dose", "clobrtasol", "prednisoln"),  # near those
    ],
)
def test_no_medicine_is_taken_for_another(pharmacy: Stacks, typed: str) -> None:
    found = pharmacy.search(typed)
    assert (found.corrected, [one.searched for one in found.instead if one.typed != "dose"]) == (None, [])


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("dexamethosone", "dexamethasone"),
        ("eritromycin dose", "erythromycin dose"),
        ("anurism", "aneurysm"),
        ("childhood ilness", "childhood illness"),
    ],
)
def test_what_is_nearest_to_what_was_typed_is_meant(pharmacy: Stacks, typed: str, corrected: str) -> None:
    assert pharmacy.search(typed).corrected == corrected


@pytest.mark.parametrize("typed", ["wombat", "wombat bite", "tattle", "fume", "sight", "xdrs", "widow", "antiquarian site"])
def test_a_good_word_that_no_page_has_is_not_misspelt(pharmacy: Stacks, typed: str) -> None:
    assert pharmacy.search(typed).corrected is None


def test_a_good_word_is_misspelt_where_a_name_has_another_beside_the_next_one(filled: Stacks) -> None:
    assert filled.search("irregular purse").corrected == "irregular pulse"
    assert filled.search("purse").corrected is None


def test_a_section_that_stands_under_another_heading_is_shown_under_it(stacks: Stacks) -> None:
    said = [
        PublishedSection("never", "Do not use", 2, ""),
        PublishedSection("pregnancy", "In pregnancy", 3, "Ramipril 5 mg daily\nLosartan 50 mg daily"),
        PublishedSection("else", "Otherwise", 2, "Lisinopril 5 mg daily"),
    ]
    stacks.publish("base", "pressure", title="Blood pressure", sections=said)
    stacks.show()
    stacks.index()
    assert stacks.first("losartan pregnancy").snippet.text == "Do not use: Ramipril 5 mg daily · Losartan 50 mg daily"
    assert stacks.first("blood pressure do not use").snippet.text == "In pregnancy: Ramipril 5 mg daily · Losartan 50 mg daily"
    assert stacks.first("lisinopril").snippet.text == "Lisinopril 5 mg daily"


def test_what_no_page_has_is_not_answered_with_parts_of_other_pages(pharmacy: Stacks) -> None:
    assert pharmacy.slugs("azithromycin dose") == []
    assert pharmacy.slugs("what is the dose of azithromycin") == []
    assert pharmacy.slugs("erythromycin dose")[0] == "erythromycin"
    assert len(pharmacy.slugs("dose")) == 5


def test_the_words_that_hold_a_sentence_together_do_not_lead(stacks: Stacks) -> None:
    stacks.put("base", "stye", "Stye", {"Overview": "A lump.", "Treatment": "Warm packs."})
    stacks.put("base", "trials", "Studies", {"Overview": "What is being done by those who are doing what should be done."})
    for number in range(9):
        stacks.put("base", f"other-{number}", f"Condition {number}", {"Overview": "It lasts."})
    stacks.show()
    stacks.index()
    assert stacks.slugs("what should be done by those who have a stye")[0] == "stye"


def test_a_heading_that_was_typed_goes_before_one_that_only_mentions_it(stacks: Stacks) -> None:
    told = {
        "Overview": "The stages matter: stages, stages. Genetic changes are found.", "Stages": "One to four.",
        "Causes": "Genetic changes, and smoke.", "Genetic changes": "Many.", "Anaesthetic care": "Ask.",
        "Management": "Anaesthesia, general anaesthesia, regional anaesthesia.",
    }  # fmt: skip
    stacks.put("base", "tumour", "Kidney tumour", told)
    stacks.show()
    stacks.index()
    for typed, section in (
        ("kidney tumour stages", "stages"),
        ("genetic changes of kidney tumour", "genetic-changes"),
        ("kidney tumour anaesthesia", "anesthetic-care"),
    ):
        hit = stacks.first(typed)
        assert hit.section and hit.section.id == section, typed


def test_first_letters_lead_to_titles_and_to_what_is_read_most(stacks: Stacks) -> None:
    stacks.put("base", "parasites", "Parasites", {"Assessment": "Look for ova in the stool."})
    stacks.put("base", "cancer", "Ovarian cancer", {"Assessment": "Long. " * 2000}, popularity=9.0)
    stacks.put("base", "cyst", "Ovarian cyst", {"Assessment": "Ovarian. Ova."}, popularity=4.0)
    stacks.put("base", "menopause", "Menopause", {"Assessment": "Short."}, synonyms=("ovarian failure",), popularity=12.0)
    stacks.show()
    stacks.index()
    assert (stacks.slugs("ova")[0], stacks.slugs("ova")[-1]) == ("cancer", "parasites")


def test_a_snippet_marks_what_was_asked_for_not_what_holds_the_question_together(filled: Stacks) -> None:
    marked = {piece.lower() for piece, mark in filled.first("what is the dose of colchicine in gout").snippet.pieces() if mark}
    assert marked == {"colchicine"}
    assert ("Do", True) in filled.first("do").snippet.pieces()
