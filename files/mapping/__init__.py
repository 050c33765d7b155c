"""From the columns of a file to facts: what each may become, is guessed to be, how it reads.

The JSON form of a mapping, which a mapping file holds and the form in the admin edits:

    {"kind": "customers",                     or "events"
     "default_country": "NO",                 for telephones, postal codes and decimal marks
     "source_date_order": "day_first",        or "month_first": how 03/04/2024 is read
     "time_zone": "Europe/Oslo",              for times that name none; empty is the company's
     "currency": "NOK",                       for amounts that name none; empty is the company's
     "kind_of_event": "purchase",             events only: where no column says it
     "columns": [
       {"column": "E-post", "target": "email"},
       {"column": "Beløp", "target": "amount", "decimal_mark": ","},
       {"column": "Nyhetsbrev", "target": "consent",
        "purpose": "marketing", "channel": "email", "reads": "yes_no"},
       {"column": "Notat", "target": "ignore"}],
     "consents": [                            how a yes without proof (date and origin) loads
       {"purpose": "marketing", "channel": "email",
        "without_proof": "requested",         or "skip"
        "origin": "Sign-up form 2024"}]}

A target is the slug of a fact or one of `targets.CUSTOMER_TARGETS` or `EVENT_TARGETS`. Only "kind"
and "columns" must be there; columns of the file that are not named are ignored. `reads` is one of
`targets.CONSENT_READINGS`.
"""
