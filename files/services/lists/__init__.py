"""The lists that people stand in: those of which a worker writes the rows, and that of customers' records."""

from files.services.lists.activities import ACTIVITIES
from files.services.lists.contradictions import CONTRADICTIONS
from files.services.lists.customers import CUSTOMERS
from files.services.lists.entries import ENTRIES
from files.services.lists.import_rows import IMPORT_ROWS
from files.services.lists.links import LINKS
from files.services.lists.mails import MAILS
from files.services.lists.people_list import PeopleList, Reading
from files.services.lists.replies import REPLIES
from files.services.lists.steps import STEP

# Those whose rows leave as they are shown.
LISTS = {
    each.code: each
    for each in (ACTIVITIES, ENTRIES, REPLIES, MAILS, LINKS, CONTRADICTIONS, IMPORT_ROWS, STEP)
}
# Those that an export may have been narrowed by.
ALL_LISTS = {**LISTS, CUSTOMERS.code: CUSTOMERS}

__all__ = ["ALL_LISTS", "CUSTOMERS", "LISTS", "PeopleList", "Reading"]
