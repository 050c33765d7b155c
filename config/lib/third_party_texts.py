"""Texts of others that our screens show and that they do not speak in all our languages.

Nothing reads this module: it hands the texts to `make messages`, and our catalogue wins over theirs.
tests/test_texts.py finds the ones that are missing here.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

# django-unfold: lists, forms, filters and the command palette.
UNFOLD = (
    _("Add new item"),
    _("All applications"),
    _("Apply Filters"),
    _("Choose file to upload"),
    _("Click to cancel"),
    _("Click to download"),
    _("Collapse"),
    _("Current file"),
    _("Date"),
    _("Date from"),
    _("Date to"),
    _("Expand row"),
    _("False"),
    _("Filter navigation items"),
    _("From"),
    _("Go back"),
    _("Hide counts"),
    _("Loading more results..."),
    _("More actions"),
    _("No recent searches"),
    _("No results found"),
    _("No results matching your query"),
    _("Recent searches"),
    _("Reset filters"),
    _("Reset to default"),
    _("Return to site"),
    _("Run"),
    _("Search apps and models..."),
    _("Select action"),
    _("Select action to run"),
    _("Select all objects on this page for an action"),
    _("Select all rows"),
    _("Select record"),
    _("Select value"),
    _("Show counts"),
    _("This item will be deleted."),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("To"),
    _("Toggle password visibility"),
    _("True"),
    _("Type to search"),
    _("Value"),
)

# Django's own, whose words for "another" do not fit nouns of every gender.
DJANGO = (_("Add another %(verbose_name)s"),)

# django-import-export: settings that move from one installation to another.
IMPORT_EXPORT = (
    _(
        "%(exc_name)s encountered while trying to read file. Ensure you have chosen the correct format for the file."
    ),
    _(
        "Below is a preview of data to be imported. If you are satisfied with the results, click 'Confirm import'"
    ),
    _("Confirm import"),
    _("Errors"),
    _("Export"),
    _("Export selected %(verbose_name_plural)s"),
    _("File to import"),
    _("Format"),
    _("Import"),
    _("Import finished: {} new, {} updated, {} deleted and {} skipped {}."),
    _("Line number"),
    _("New"),
    _("No valid data to import. Ensure your file has the correct headers or data for import."),
    _("Non field specific"),
    _(
        "Please correct these errors in your data where possible, then reupload it using the form above."
    ),
    _("Preview"),
    _("Resource"),
    _("Row"),
    _('Select at least 1 field for "%(resource_name)s" to export'),
    _("Select currency"),
    _("Select format"),
    _("Skipped"),
    _("Some rows failed to validate"),
    _("Submit"),
    _(
        "The following fields are declared in 'import_id_fields' but are not present in the file headers: %s"
    ),
    _("This exporter will export the following fields"),
    _("This exporter will export the following fields: "),
    _("This importer will import the following fields: "),
    _("Update"),
    _("Value could not be parsed."),
    ngettext_lazy("Export %(len)s selected item.", "Export %(len)s selected items.", "len"),
)

# Django REST framework and django-filter: what a call of the API is told.
REST = (
    _("%s (descending)"),
    _("Datetime value out of range."),
    _("Ensure this field has at least {min_length} elements."),
    _("Ensure this field has no more than {max_length} elements."),
    _('Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.'),
    _('Invalid datetime for the timezone "{timezone}".'),
    _("Invalid input."),
    _("Multiple values may be separated by commas."),
    _("Must be a valid UUID."),
    _("Must be a valid boolean."),
    _("Not a valid string."),
    _("Range query expects two values."),
    _("Surrogate characters are not allowed: U+{code_point:X}."),
    _("This dictionary may not be empty."),
)
