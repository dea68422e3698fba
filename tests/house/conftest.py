"""What several of the house's tests look at."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the screens say now, collected as ``make words`` does."""
    file = tmp_path_factory.mktemp("words") / "messages.pot"
    script = (ROOT / "tools/words.sh").read_text(encoding="utf-8")
    keywords = re.findall(r"-k \S+", script)
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
    command += [part for keyword in keywords for part in keyword.split()]
    subprocess.run([*command, "--no-location", "-o", str(file), "."], cwd=ROOT, check=True)
    with file.open("rb") as read:
        return read_po(read)
