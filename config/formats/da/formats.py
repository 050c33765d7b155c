"""Danish dates with "kl." before the time, typed with points, hyphens or slashes."""

DATETIME_FORMAT = r"j. F Y \k\l. H:i"
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
