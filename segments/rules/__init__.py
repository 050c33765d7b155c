"""Conditions: JSON in, a frozen tree, one queryset that only ever narrows, and plain sentences about both.

parse (JSON → tree, every error carries its path) · catalog (what may be asked) · operators (how) ·
compile (tree → queryset; `reading` holds one function per kind of field) · explain (the sentence; why in, why out).
"""
