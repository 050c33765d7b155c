"""What tests of the import ask for."""

import pytest


@pytest.fixture
def kept_files(settings, tmp_path):
    """Keep received files in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT
