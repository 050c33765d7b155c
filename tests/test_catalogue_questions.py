"""What the shipped question bank must hold."""

from tests.catalogue_data import ATTRIBUTE, ATTRIBUTES, QUESTION, QUESTIONS

KINDS = {
    *("text", "long_text", "integer", "year", "boolean", "choice", "choices", "tags", "email"),
    *("phone", "address", "date"),
}


def test_every_question_has_the_agreed_shape():
    keys = {"slug", "attribute", "kind", "covers", "private", "organisation", "position", "text"}
    for entry in QUESTIONS:
        assert set(entry) - {"help", "option", "option_set"} == keys, entry["slug"]
        assert entry["kind"] in KINDS, entry["slug"]
        assert entry["attribute"] in {"", *ATTRIBUTE}, entry["slug"]
    positions = [entry["position"] for entry in QUESTIONS]
    assert positions == sorted(set(positions))


def test_covers_the_brief_from_r124_to_r142():
    covered = {line for entry in QUESTIONS for line in entry["covers"]}
    assert [n for n in range(124, 143) if f"R{n}" not in covered] == []


def test_asks_the_questions_of_the_brief_word_for_word():
    exact = {
        "nationality": "What is your nationality?",
        "birth_year_band": "In which year were you born?",
        "gender": "What is your gender?",
        "relationship_status": "What is your relationship status?",
        "employment_status": "What is your employment status?",
        "education_level": "What is your highest level of education?",
        "household_income": "What is your household's annual income?",
        "interests": "Which hobbies do you enjoy?",
        "values_in_life": "What do you value most in life?",
        "decision_factors": ("Which factors influence your decision to buy a product or service?"),
        "region": "In which region are you located?",
        "climate": "How would you describe the weather in your area?",
        "tax_exempt": "Are you exempt from paying tax in your region?",
        "years_in_business": "How many years has your company been in business?",
        "employees": "How many people does your company employ at present?",
        "industry": "Which industry has your company specialised in?",
        "branches": "How many branches does your company have?",
    }
    assert {slug: QUESTION[slug]["text"]["en"] for slug in exact} == exact


def test_a_question_is_answered_in_the_type_of_its_fact():
    bound = [entry for entry in QUESTIONS if entry["attribute"]]
    differing = [e["slug"] for e in bound if e["kind"] != ATTRIBUTE[e["attribute"]]["type"]]
    assert differing == []


def test_every_wanted_fact_can_be_asked_for():
    asked = {entry["attribute"] for entry in QUESTIONS}
    assert [e["slug"] for e in ATTRIBUTES if e["wanted"] and e["slug"] not in asked] == []


def test_no_question_asks_for_special_facts():
    special = {entry["slug"] for entry in ATTRIBUTES if entry["sensitivity"] == "special"}
    assert [entry["slug"] for entry in QUESTIONS if entry["attribute"] in special] == []


def test_personal_questions_are_private_and_nothing_else_is():
    for entry in QUESTIONS:
        fact = ATTRIBUTE.get(entry["attribute"], {})
        personal = fact.get("family") in {"demographic", "socioeconomic"}
        assert entry["private"] == (personal or fact.get("sensitivity") == "private"), entry["slug"]


def test_questions_about_a_company_are_put_to_organisations_only():
    for entry in QUESTIONS:
        fact = ATTRIBUTE.get(entry["attribute"], {})
        assert entry["organisation"] == (fact.get("applies_to") == "organisation"), entry["slug"]


def test_choice_questions_have_options_of_their_own_or_of_their_fact():
    for entry in QUESTIONS:
        own = entry.get("option", [])
        shared = entry.get("option_set") == "attribute"
        assert (bool(own) != shared) == (entry["kind"] in {"choice", "choices"}), entry["slug"]
        assert not (own and shared), entry["slug"]
        assert all({"slug", "label", "value"} == set(option) for option in own), entry["slug"]
