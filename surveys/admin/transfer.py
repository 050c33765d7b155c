"""The question bank on its way to another installation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.transfer import Cell, SettingResource, register_setting
from surveys.models import Question
from surveys.services.questions import OWN_KINDS, keep_question


class QuestionResource(SettingResource):
    """Questions by their code; a new one is an opinion, bound to no fact."""

    code = "questions"
    title = gettext_lazy("Questions")
    text = gettext_lazy("The words of every question, and questions of your own.")
    see_permission = "surveys.view_question"
    change_permissions = ("surveys.change_question", "surveys.add_question")
    language_fields = {"texts": "question", "helps": "explanation"}

    slug = Cell("slug")
    kind = Cell("kind")
    fact = Cell("fact_slug")
    is_private = Cell("is_private", bool)
    is_active = Cell("is_active", bool)

    class Meta(SettingResource.Meta):
        model = Question
        fields = ("slug", "kind", "fact", "is_private", "is_active")

    def load_parts(self, instance: Any) -> None:
        """Read the code of the fact."""
        fact = instance.attribute if instance.attribute_id else None
        instance.fact_slug = fact.slug if fact else ""

    def keep(self, instance: Any, *, is_new: bool) -> None:
        """Change the question, or add one; what replies depend on stays."""
        known = None if is_new else Question.objects.get(pk=instance.pk)
        _check(instance, known)
        names = ("slug", "kind", "texts", "helps", "is_private", "is_active")
        values = {name: getattr(instance, name) for name in names}
        keep_question(question=known, values=values, actor=self.actor)


def _check(said: Any, known: Question | None) -> None:
    """Refuse another kind or fact than the one that replies were given to."""
    if known is None:
        if said.fact_slug or said.kind not in OWN_KINDS:
            raise ValidationError(
                _("A new question is an opinion: without a fact, in words, a number or yes and no.")
            )
        return
    fact = known.attribute.slug if known.attribute else ""
    if (said.kind, said.fact_slug) != (known.kind, fact):
        raise ValidationError(_("The kind and the fact of a question cannot be changed."))


register_setting(QuestionResource)
