#!/usr/bin/env python
"""Kjenn's commands. In a trial they start or join PostgreSQL and Valkey by themselves."""

import sys

from config.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
