"""Small files as people have them; LICENSES.md says where they come from."""

from pathlib import Path

SAMPLES = Path(__file__).parent
