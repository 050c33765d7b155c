"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentsConfig(AppConfig):
    """Name the room and join what the room below offers."""

    name = "consents"
    verbose_name = _("Consents")

    def ready(self) -> None:
        """Open the purpose gate, load purposes with the catalogue, and join the customer card."""
        from consents.admin.card import (  # noqa: PLC0415 - models are ready only now
            contact_section,
            requests_section,
        )
        from consents.choices import Channel  # noqa: PLC0415
        from consents.contradiction_kinds import CONSENTS  # noqa: PLC0415
        from consents.selectors import history, open_conditions, readable_slugs  # noqa: PLC0415
        from consents.selectors.purposes import purpose_names  # noqa: PLC0415
        from consents.selectors.reach import STEPS  # noqa: PLC0415
        from consents.services.catalogue import load_purposes  # noqa: PLC0415
        from profiles import contradictions, registry, wordbook  # noqa: PLC0415

        registry.join_purpose_gate(readable_slugs, open_conditions)
        registry.add_catalogue(load_purposes)
        registry.add_card_section(10, contact_section)
        registry.add_card_section(90, requests_section)
        registry.add_timeline(history.decisions)
        registry.add_timeline(history.disclosures)
        contradictions.add_finder(CONSENTS)
        wordbook.add_names("purpose", lambda: purpose_names().get)
        wordbook.add_names("channel", lambda: dict(Channel.choices).get)
        wordbook.add_names("step", lambda: STEPS.get)
