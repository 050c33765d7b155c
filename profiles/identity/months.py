"""The names of the months in the five languages, and what is cut off them."""

_NAMES = """
januar jan januari tammikuu tammi january
februar feb februari helmikuu helmi february
mars mar marts maaliskuu maalis march
april apr huhtikuu huhti
mai maj toukokuu touko may
juni jun kesäkuu kesä june
juli jul heinäkuu heinä july
august aug augusti elokuu elo
september sep sept syyskuu syys
oktober okt lokakuu loka october oct
november nov marraskuu marras
desember des december dec joulukuu joulu
"""

MONTHS: dict[str, int] = {
    name: number
    for number, line in enumerate(_NAMES.split("\n")[1:-1], start=1)
    for name in line.split()
}


def month_number(word: str) -> int:
    """Return 1 to 12 for a month's name, or 0; the Finnish partitive (maaliskuuta) too."""
    folded = word.casefold().rstrip(".")
    return MONTHS.get(folded) or MONTHS.get(folded.removesuffix("ta"), 0)
