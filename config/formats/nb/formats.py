"""Norwegian dates with "kl." before the time."""

DATETIME_FORMAT = r"j. F Y \k\l. H:i"
