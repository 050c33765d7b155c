"""The question bank: the questions' words in every language, and which are in use."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.lib.admin import acting_person
from config.lib.languages_field import LanguagesField
from config.lib.list_export import ExportableList
from profiles.admin.badges import badge
from surveys.choices import QuestionKind
from surveys.models import Question
from surveys.services.questions import OWN_KINDS, keep_question


class QuestionForm(forms.ModelForm):
    """The words of a question."""

    texts = LanguagesField(label=_("Question"))
    helps = LanguagesField(label=_("Explanation"), required=False)

    class Meta:
        model = Question
        fields = ("slug", "kind", "texts", "helps", "is_private", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds that a question of one's own can have: those without a list of answers."""
        super().__init__(*args, **kwargs)
        kind = self.fields.get("kind")
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [pair for pair in QuestionKind.choices if pair[0] in OWN_KINDS]


@admin.register(Question)
class QuestionAdmin(ExportableList):
    """The questions in the order of the bank."""

    is_open = True
    form = QuestionForm
    list_display = ("asks", "about", "kind", "privacy", "is_active")
    list_select_related = ("attribute",)
    list_filter = ("is_active", "is_private")
    search_fields = ("slug", "texts")
    ordering = ("position", "pk")
    sortable_by = ()
    actions = None
    list_per_page = 100

    class Media:
        css = {"all": ("profiles/profiles.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Read the facts with their questions."""
        questions: QuerySet = super().get_queryset(request)
        return questions.select_related("attribute")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep what replies depend on."""
        del request
        return ("slug", "kind", "about") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Show the fact where there is one; a new question is an opinion."""
        del request
        if obj is None:
            return ("slug", "kind", "texts", "helps", "is_private")
        return ("slug", "about", "kind", "texts", "helps", "is_private", "is_active")

    def save_by_service(
        self, request: HttpRequest, form: BaseModelForm, *, change: bool
    ) -> Question:
        """Add or change the question."""
        return keep_question(
            question=Question.objects.get(pk=form.instance.pk) if change else None,
            values=form.cleaned_data,
            actor=acting_person(request),
        )

    @display(description=_("question"))
    def asks(self, question: Question) -> str:
        """Return the question in the reader's language."""
        return question.text

    @display(description=_("fact"))
    def about(self, question: Question) -> str:
        """Return the fact that an answer becomes."""
        return question.attribute.label if question.attribute else str(_("Opinion"))

    @display(description=_("private"))
    def privacy(self, question: Question) -> SafeString | str:
        """Mark private questions."""
        return badge(_("Private"), icon="lock") if question.is_private else ""
