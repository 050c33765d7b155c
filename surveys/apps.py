"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Name the room and join what the rooms below offer."""

    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        """Load the question bank with the catalogue; follow changes of customers; join card, timeline and limits."""
        from consents.registry import add_contact_limit  # noqa: PLC0415 - models are ready only now
        from profiles import registry, wordbook  # noqa: PLC0415
        from segments.registry import add_day_counter  # noqa: PLC0415
        from surveys.card import replies_section, timeline_entries  # noqa: PLC0415
        from surveys.selectors.fatigue import mailed_enough  # noqa: PLC0415
        from surveys.selectors.figures import replies_between  # noqa: PLC0415
        from surveys.selectors.narrowings import survey_names  # noqa: PLC0415
        from surveys.selectors.questions_of_facts import questions_of_facts  # noqa: PLC0415
        from surveys.services.catalogue import load_questions  # noqa: PLC0415
        from surveys.services.drafts import forget_objected_drafts  # noqa: PLC0415
        from surveys.services.mails import queue_letter  # noqa: PLC0415
        from surveys.wake import wake_sender  # noqa: PLC0415

        registry.add_catalogue(load_questions)
        registry.add_change_listener(forget_objected_drafts)
        registry.add_timeline(timeline_entries)
        registry.add_card_section(60, replies_section)
        registry.add_question_texts(questions_of_facts)
        registry.join_mail_queue(queue_letter, wake_sender)
        add_contact_limit(mailed_enough)
        add_day_counter(replies_between)
        wordbook.add_names("survey", lambda: survey_names().get)
        wordbook.add_names("mail", lambda: lambda _uid: "")  # kept, so that the mail can be found
