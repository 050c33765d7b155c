"""A made-up CRM's file: Norwegian headers, `;`, cp1252, decimal commas, gaps; the same for the same size."""

import random
from collections.abc import Iterator
from pathlib import Path

HEADERS = (
    "Kundenr", "Fornavn", "Etternavn", "E-post", "Mobil", "Adresse", "Postnr", "Poststed", "Land",
    "Fødselsdato", "Kjønn", "Interesser", "Stilling", "Bransje", "Kunde siden",
)  # fmt: skip
GIVEN = ("Kari", "Ola", "Åse", "Jørgen", "Ingrid", "Lars", "Märta", "Pekka", "Søren", "Anne")
FAMILY = ("Nordmann", "Ødegård", "Hansen", "Åberg", "Virtanen", "Sæther", "Lind", "Berg", "Dahl")
TOWNS = (("0155", "Oslo"), ("5003", "Bergen"), ("7011", "Trondheim"), ("9008", "Tromsø"))
INTERESTS = ("ski", "tur", "sykkel", "fiske", "klatring", "hage", "mat", "musikk")
PHONES, JOBS_KNOWN = 0.7, 0.5
JOBS = ("Snekker", "Lærer", "Sykepleier", "Ingeniør", "Butikksjef")


def write_people(path: Path, customers: int, *, first: int = 0, seed: int = 1) -> None:
    """Write a file of so many customers, numbered from the first; addresses are of the ranges kept for examples."""
    draw = random.Random(seed)  # noqa: S311 - made-up people, the same for everybody
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write(";".join(HEADERS) + "\r\n")
        for number in range(first, first + customers):
            file.write(";".join(_person(draw, number)) + "\r\n")


def _person(draw: random.Random, number: int) -> Iterator[str]:
    """Yield one person's cells; about a third of what can be unknown is."""
    postal_code, town = draw.choice(TOWNS)
    given, family = draw.choice(GIVEN), f"{draw.choice(FAMILY)}{number % 997}"
    yield f"K{number:07d}"
    yield given
    yield family
    yield f"kunde{number}@post.example"
    yield f"9{number % 10_000_000:07d}" if draw.random() < PHONES else ""
    yield f"Storgata {number % 300}"
    yield postal_code
    yield town
    yield "Norge"
    yield f"{draw.randint(1, 28):02d}.{draw.randint(1, 12):02d}.{draw.randint(1940, 2005)}"
    yield draw.choice(("mann", "kvinne", ""))
    yield ", ".join(sorted(draw.sample(INTERESTS, draw.randint(0, 3))))
    yield draw.choice(JOBS) if draw.random() < JOBS_KNOWN else ""
    yield draw.choice(("Bygg og anlegg", "Varehandel", ""))
    yield f"{draw.randint(1, 28):02d}.{draw.randint(1, 12):02d}.{draw.randint(2005, 2024)}"
