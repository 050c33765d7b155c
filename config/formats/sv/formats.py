"""Swedish dates with "kl." before the time; 03/04/2026 is never read as the fourth of March."""

DATETIME_FORMAT = r"j F Y \k\l. H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]
