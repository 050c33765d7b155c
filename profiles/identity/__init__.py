"""Who is who: values brought to one form, and what tells two people apart."""
