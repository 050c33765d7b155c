"""A made-up Nordic outdoor retailer, as its tools would export it: people who overlap, contradict and age.

Everything follows from a seed, a size and a day; nothing of it can reach anybody. E-mail addresses end in domains that
are reserved for examples (RFC 2606), telephone numbers lie in ranges that nobody is called on (`numbers.py`), and
there are no national identity numbers at all.

The files are written in one pass over the people, so that a million of them take no more memory than one. What was
planted (who contradicts whom, which rows cannot be read) is counted on the way, so that an import can be compared.
"""
