"""Shared pieces of the Python tests: the package on the path, and folders that look like a finished run."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import make_fake_outdir  # noqa: E402


@pytest.fixture(scope="session")
def blinded_run(tmp_path_factory):
    return make_fake_outdir.make(tmp_path_factory.mktemp("blinded"), unblinded=False, size=4000)


@pytest.fixture(scope="session")
def unblinded_run(tmp_path_factory):
    return make_fake_outdir.make(tmp_path_factory.mktemp("unblinded"), unblinded=True, size=4000)


@pytest.fixture
def fresh_run(tmp_path):
    """A folder of its own for tests that break something in it."""
    return make_fake_outdir.make(tmp_path / "run", unblinded=False, size=400)
