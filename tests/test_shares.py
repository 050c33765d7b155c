"""Shares without decimals: a few are not none, and nearly all are not all."""

import pytest
from django.template.loader import render_to_string

from config.lib.numbers import per_cent


@pytest.mark.parametrize(
    ("count", "whole", "said"),
    [
        (0, 1155, "0"),
        (2, 1155, "< 1"),
        (12, 1155, "1"),
        (500, 1000, "50"),
        (999_999, 1_000_000, "> 99"),
        (1155, 1155, "100"),
        (0, 0, "0"),
    ],
)
def test_says(count, whole, said):
    assert per_cent(count, whole) == said


def test_the_table_of_facts_says_so_too():
    shown = render_to_string("office/parts/share.html", {"count": 2, "whole": 1155})
    assert shown.split() == ["2", "<span", 'class="k-share">&lt;', "1&nbsp;%</span>"]
