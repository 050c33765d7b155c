"""Facts as the catalogue has them, for readers of rows."""

from dataclasses import dataclass

from profiles.identity.convention import Option


@dataclass(frozen=True)
class Fact:
    """One fact: slug, type and options."""

    slug: str
    data_type: str = "text"
    options: tuple[Option, ...] = ()


FACTS = (
    Fact("given_name"),
    Fact("family_name"),
    Fact("organisation_name"),
    Fact("email", "email"),
    Fact("phone", "phone"),
    Fact("birth_date", "date"),
    Fact("birth_year", "year"),
    Fact(
        "gender",
        "choice",
        (Option("man", ("Man", "Mann")), Option("woman", ("Woman", "Kvinne", "Kvinna"))),
    ),
    Fact("language", "choice", (Option("nb", ("Norwegian",)), Option("sv", ("Swedish",)))),
    Fact("lifecycle_stage", "choice", (Option("lead", ("Lead",)), Option("customer", ("Kunde",)))),
    Fact("job_title"),
    Fact("department"),
    Fact("employer"),
    Fact("website", "url"),
    Fact("customer_since", "date"),
    Fact("interests", "tags"),
    Fact("purchases_total", "money"),
    Fact("purchases_count", "integer"),
    Fact("postal_address", "address"),
    Fact("postal_code"),
    Fact("city"),
    Fact("region"),
    Fact("country"),
)
