"""What the shipped catalogue of facts must hold, and every text of the shipped data."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.catalogue_data import (
    ATTRIBUTE,
    ATTRIBUTES,
    ENTRIES,
    LANGUAGES,
    PURPOSE,
    PURPOSES,
    QUESTIONS,
    TEXTS,
)

FAMILIES = {
    *("contact", "demographic", "psychographic", "socioeconomic", "geographic", "firmographic"),
    *("work", "behavioural", "preference", "score", "relationship", "value", "compliance"),
    "analysis",
}
TYPES = {
    *("text", "long_text", "integer", "decimal", "boolean", "date", "year", "choice", "choices"),
    *("tags", "email", "phone", "address", "url", "money"),
}
COLUMNS = {
    *("given_name", "family_name", "organisation_name", "birth_date", "birth_year", "gender"),
    *("country", "region", "language", "lifecycle_stage", "interests"),
}
RELIED_UPON = {
    *("given_name", "family_name", "organisation_name", "email", "phone", "postal_address"),
    *("country", "region", "municipality", "language", "birth_date", "birth_year", "gender"),
    *("nationality", "relationship_status", "interests", "lifecycle_stage", "website"),
    *("acquisition_channel", "preferred_channel", "household_size", "household_composition"),
    *("employment_status", "education_level", "household_income", "life_phase", "job_title"),
    *("industry", "employees", "annual_revenue", "loyalty_number", "customer_since"),
    *("store_affiliation", "tax_exempt", "purchase_motives", "pain_points", "values_in_life"),
    *("decision_factors", "race_ethnicity", "religion"),
}


def test_says_everything_in_five_languages():
    assert [name for name, texts in TEXTS if set(texts) != LANGUAGES] == []
    unsaid = [n for n, texts in TEXTS if any(t != t.strip() or not t for t in texts.values())]
    assert unsaid == []


def test_never_passes_off_one_language_as_another():
    # A short word (Telefon) may be the same in several languages, and so may a sentence in the
    # two nearest of them; digits make a band look alike everywhere.
    alike = []
    for name, texts in TEXTS:
        words = {code: text for code, text in texts.items() if not re.search(r"\d", text)}
        sentences = [text for text in words.values() if len(text.split()) >= 4]
        twins = words.get("nb") == words.get("da") in sentences
        if len(set(sentences)) < len(sentences) - twins:
            alike.append(name)
    assert alike == []


def test_letters_of_each_language_are_its_own():
    assert [name for name, texts in TEXTS if re.search("[æøÆØ]", texts["sv"] + texts["fi"])] == []
    nordic = [name for name, texts in TEXTS if re.search("[äöÄÖ]", texts["nb"] + texts["da"])]
    assert nordic == []


def test_every_entry_carries_a_text():
    carriers = {"attribute": "label", "option": "label", "purpose": "label"} | {
        "wording": "text",
        "question": "text",
    }
    assert [n for n, entry in ENTRIES if carriers[n.split()[0]] not in entry] == []
    assert [slug for slug, entry in PURPOSE.items() if "description" not in entry] == []


@pytest.mark.parametrize("entries", [ATTRIBUTES, PURPOSES, QUESTIONS])
def test_slugs_are_unique_snake_case_and_fit_their_column(entries):
    slugs = [entry["slug"] for entry in entries]
    assert [slug for slug, times in Counter(slugs).items() if times > 1] == []
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z][a-z0-9_]{1,59}", slug)] == []


def test_every_fact_has_the_agreed_shape():
    keys = {
        *("slug", "family", "type", "unit", "applies_to", "sensitivity", "column", "label"),
        *("half_life_days", "weight", "wanted", "purposes", "covers"),
    }
    for entry in ATTRIBUTES:
        assert set(entry) - {"help", "option"} == keys, entry["slug"]
        assert entry["family"] in FAMILIES
        assert entry["type"] in TYPES
        assert entry["applies_to"] in {"person", "organisation", "both"}
        assert entry["sensitivity"] in {"ordinary", "private", "special"}
        assert entry["half_life_days"] >= 0
        assert 1 <= entry["weight"] <= 10
        assert len(entry["unit"]) <= 20


def test_the_slugs_that_code_relies_on_are_there():
    assert set(ATTRIBUTE) >= RELIED_UPON


def test_each_core_column_belongs_to_one_fact():
    columns = Counter(entry["column"] for entry in ATTRIBUTES if entry["column"])
    assert columns == dict.fromkeys(COLUMNS, 1)


def test_only_purposes_that_exist_may_read_a_fact():
    unknown = {purpose for entry in ATTRIBUTES for purpose in entry["purposes"]} - set(PURPOSE)
    assert unknown == set()
    for entry in ATTRIBUTES:
        assert entry["purposes"], entry["slug"]
        assert len(set(entry["purposes"])) == len(entry["purposes"]), entry["slug"]


def test_covers_the_brief_from_r61_to_r123():
    covered = {line for entry in ATTRIBUTES for line in entry["covers"]}
    assert [n for n in range(61, 124) if f"R{n}" not in covered] == []


def test_a_dozen_facts_are_wanted_at_first():
    wanted = {entry["slug"] for entry in ATTRIBUTES if entry["wanted"]}
    assert wanted == {
        *("email", "phone", "postal_address", "birth_year_band", "interests"),
        *("preferred_channel", "purchase_motives", "pain_points", "life_phase"),
        *("household_composition", "industry", "employees"),
    }


def test_special_facts_are_unwanted_and_open_only_to_explicit_consent():
    special = {entry["slug"] for entry in ATTRIBUTES if entry["sensitivity"] == "special"}
    assert special == {
        *("race_ethnicity", "religion", "political_views", "philosophical_belief"),
        *("union_membership", "health", "sexual_orientation", "values_and_beliefs"),
        *("personality", "social_follows", "social_reactions", "social_topics"),
    }
    for slug in special:
        assert ATTRIBUTE[slug]["wanted"] is False
        assert ATTRIBUTE[slug]["purposes"] == ["sensitive_facts"]
        assert ATTRIBUTE[slug]["column"] == ""


def test_nothing_but_special_facts_is_open_to_the_consent_for_them():
    ordinary = [entry for entry in ATTRIBUTES if entry["sensitivity"] != "special"]
    assert [entry["slug"] for entry in ordinary if "sensitive_facts" in entry["purposes"]] == []


@pytest.mark.parametrize("line", ["R66", "R67", "R71", "R77", "R103"])
def test_what_is_or_infers_special_data_counts_as_special(line):
    covering = [entry for entry in ATTRIBUTES if line in entry["covers"]]
    assert {entry["sensitivity"] for entry in covering} == {"special"}


def test_income_and_relationship_status_are_private():
    for slug in ("household_income", "personal_income", "relationship_status", "life_phase"):
        assert ATTRIBUTE[slug]["sensitivity"] == "private"


def test_private_facts_are_never_read_to_reach_a_person():
    reaching = {slug for slug, purpose in PURPOSE.items() if purpose["kind"] == "contact"}
    private = [entry for entry in ATTRIBUTES if entry["sensitivity"] == "private"]
    marketing = reaching - {"service"}
    assert [entry["slug"] for entry in private if marketing & set(entry["purposes"])] == []


def test_relationship_data_outranks_plain_demographics():
    relationship = [entry["weight"] for entry in ATTRIBUTES if "R123" in entry["covers"]]
    demographic = [entry["weight"] for entry in ATTRIBUTES if entry["family"] == "demographic"]
    assert min(relationship) > max(demographic)


def test_what_never_changes_never_goes_stale_and_what_moves_does():
    half_life = {slug: entry["half_life_days"] for slug, entry in ATTRIBUTE.items()}
    assert half_life["birth_date"] == half_life["loyalty_number"] == 0
    assert (half_life["email"], half_life["phone"], half_life["postal_address"]) == (730, 730, 365)
    assert [s for s in ("purchasing_power", "life_phase", "current_need") if not half_life[s]] == []


def test_choices_and_only_choices_have_options():
    for entry in ATTRIBUTES:
        options = [option["slug"] for option in entry.get("option", [])]
        assert (len(options) >= 2) == (entry["type"] in {"choice", "choices"}), entry["slug"]
        assert len(set(options)) == len(options), entry["slug"]
        assert all(re.fullmatch(r"[a-z0-9_]{1,60}", option) for option in options), entry["slug"]


def test_no_text_of_an_option_means_two_options():
    # Imports find an option by its text in any language.
    meaning: dict[tuple[str, str], set[str]] = {}
    for entry in ATTRIBUTES:
        for option in entry.get("option", []):
            for text in {option["slug"], *option["label"].values()}:
                folded = "".join(char for char in text.casefold() if char.isalnum() or char in "$€")
                meaning.setdefault((entry["slug"], folded), set()).add(option["slug"])
    assert {text: slugs for text, slugs in meaning.items() if len(slugs) > 1} == {}


def _band_sets() -> Iterator[Any]:
    for entry in ATTRIBUTES:
        banded = [o for o in entry.get("option", []) if "band_min" in o or "band_max" in o]
        for currency in dict.fromkeys(option.get("currency", "") for option in banded):
            bands = [o for o in banded if o.get("currency", "") == currency]
            yield pytest.param(bands, id=f"{entry['slug']} {currency}".strip())


@pytest.mark.parametrize("bands", list(_band_sets()))
def test_bands_leave_no_hole_and_overlap_nowhere(bands):
    assert "band_max" not in bands[-1]
    assert all(band["band_min"] < band["band_max"] for band in bands[1:-1])
    followers = [band["band_min"] for band in bands[1:]]
    assert followers == [band["band_max"] + 1 for band in bands[:-1]]


@pytest.mark.parametrize("slug", ["household_income", "personal_income"])
def test_income_has_a_band_set_of_its_own_in_each_currency(slug):
    sets: dict[str, list[int]] = {}
    for option in ATTRIBUTE[slug]["option"]:
        sets.setdefault(option["currency"], []).append(option.get("band_min", 0))
    assert list(sets) == ["NOK", "SEK", "DKK", "EUR", "ISK", "USD"]
    assert len({tuple(bounds) for bounds in sets.values()}) == 6


def test_dollar_bands_are_those_of_the_brief():
    options = ATTRIBUTE["household_income"]["option"]
    assert [option["label"]["en"] for option in options if option["currency"] == "USD"] == [
        "$14,999 or less",
        "$15,000–$34,999",
        "$35,000–$49,999",
        "$50,000–$74,999",
        "$75,000–$99,999",
        "$100,000 or more",
    ]


def test_the_birth_year_bands_have_room_for_those_born_before_1944():
    assert [option["label"]["en"] for option in ATTRIBUTE["birth_year_band"]["option"]] == [
        "Before 1944",
        "1944–1964",
        "1965–1979",
        "1980–1994",
        "1995 or later",
    ]


def test_socioeconomic_class_has_its_five_values():
    options = [option["slug"] for option in ATTRIBUTE["socioeconomic_class"]["option"]]
    assert options == ["upper", "middle", "lower_middle", "skilled_working", "unemployed"]
