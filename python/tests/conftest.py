import os

import pytest

from fakes import Fake


@pytest.fixture
def fake():
    one = Fake()
    yield one
    one.close()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user who has nothing yet."""
    for name in [name for name in os.environ if name.startswith("BEAMLET_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BEAMLET_HOME", str(tmp_path))
    return tmp_path
