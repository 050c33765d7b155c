"""Telephone numbers that look like a mobile's and belong to nobody.

Sweden reserves numbers for fiction (PTS: 031-390 06 00 to 99 and four more hundreds). The other countries reserve none,
so theirs come from ranges that the numbering plans leave unassigned; a test asks the `phonenumbers` library about each.
"""

_FICTION_SE = (313_900_600, 406_280_400, 846_500_400, 980_319_200, 701_740_600)
_HUNDRED = 100
_FIRST_MOBILE = 5  # 070-174 06 05 is the first of its hundred

# Country code, prefixes without subscribers, and how many digits follow.
_UNASSIGNED = {
    "NO": ("47", ("42", "43", "44", "49"), 6),
    "SE": ("46", ("71",), 7),
    "FI": ("358", ("490", "491", "493", "497", "498", "499"), 6),
    "DK": ("45", ("83", "84", "85", "95"), 6),
}
# Odd and no multiple of five: a number's place among its range is shuffled, and no two fall together.
_SHUFFLE = 387_421


def phone_number(country: str, nth: int) -> str:
    """Return the nth number of a country, in E.164; up to four million differ in each."""
    if country == "SE":
        fiction, place = divmod(nth, _HUNDRED)
        if fiction < len(_FICTION_SE) and not (
            fiction == len(_FICTION_SE) - 1 and place < _FIRST_MOBILE
        ):
            return f"+46{_FICTION_SE[fiction] + place}"
    code, prefixes, digits = _UNASSIGNED[country]
    place, prefix = divmod(nth, len(prefixes))
    return f"+{code}{prefixes[prefix]}{place * _SHUFFLE % 10**digits:0{digits}d}"


def local_number(number: str) -> str:
    """Return a number as people of its country write it, in groups."""
    for code, zero in (("47", ""), ("45", ""), ("46", "0"), ("358", "0")):
        if number.startswith(f"+{code}"):
            digits = zero + number[len(code) + 1 :]
            break
    if not digits.startswith("0"):
        return f"{digits[:3]} {digits[3:5]} {digits[5:]}"
    return f"{digits[:3]}-{digits[3:6]} {digits[6:8]} {digits[8:]}".strip()
