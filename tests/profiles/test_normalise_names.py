"""Names: when they are split, and when two cannot be one person's."""

import pytest

from profiles.identity.names import PersonName, clean_name, names_contradict, split_full_name


def test_a_name_is_cleaned_but_never_recased():
    assert clean_name(" mcDonald\x00  van   BERG ") == "mcDonald van BERG"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Kari", "Nordmann"), ("Ola", "Nordmann")),
        (("Kari", "Nordmann"), ("Kari", "Hansen")),
        (("Kai", "Nordmann"), ("Kari", "Nordmann")),
        (("Kari Nordmann", ""), ("Ola", "Nordmann")),
        (("Kari", "Nordmann"), ("", "Ola Nordmann")),
        (("K.", "Nordmann"), ("Ola", "Nordmann")),
    ],
)
def test_two_people_contradict(one, other):
    assert names_contradict(PersonName(*one), PersonName(*other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Kari", "Nordmann"), ("kari", "NORDMANN")),
        (("Kari", "Nordmann"), ("K.", "Nordmann")),
        (("Kari", "Nordmann"), ("", "Nordmann")),
        (("Kari", "Nordmann"), ("", "")),
        (("Kari", "Nordmann"), ("Nordmann", "Kari")),
        (("Kari Anne", "Nordmann"), ("Anne", "Nordmann")),
        (("Anne-Kari", "Nordmann"), ("Kari", "Nordmann")),
        (("Kari Nordmann", ""), ("Kari", "Nordmann")),
        (("Kari", "Berg Nordmann"), ("Kari", "Nordmann")),
        (("Åse", "Ærø"), ("Aase", "Aeroe")),
        (("André", "Müller"), ("Andre", "Muller")),
    ],
)
def test_one_person_in_two_spellings_does_not(one, other):
    assert not names_contradict(PersonName(*one), PersonName(*other))


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Kari Nordmann", ("Kari", "Nordmann")),
        ("Nordmann, Kari Anne", ("Kari Anne", "Nordmann")),
        ("Anna Maria Sørensen Lind", None),
        ("Ludvig van Beethoven", None),
        ("van Gogh", None),
        ("Kari", None),
        ("Nordmann, Kari, dr.", None),
        ("", None),
    ],
)
def test_a_whole_name_is_split_only_where_that_is_safe(whole, parts):
    assert split_full_name(whole) == parts
