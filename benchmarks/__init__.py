"""Timed work, apart from the tests: each figure stands beside a limit or a peer of the same run."""
