"""What the fault tests ask for."""

from tests.files.conftest import kept_files as kept_files
