"""The identity of a build changes with its sources, with or without their history."""

import shutil
import subprocess

import pytest
from conftest import ROOT

cmake = pytest.mark.skipif(shutil.which("cmake") is None, reason="needs cmake")


def identity(folder):
    output = folder / "identity.hpp"
    subprocess.run(["cmake", f"-DSOURCE={folder / 'source'}", "-DVERSION=0.1.0", f"-DOUTPUT={output}", "-P", ROOT / "cmake/build_identity.cmake"], check=True)
    return output.read_text().split('"')[1]


def git(folder, *arguments):
    subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@t", "-C", folder, *arguments], check=True, capture_output=True)


@pytest.fixture
def source(tmp_path):
    for name in ("models/base/a.hpp", "host/core/b.cpp", "docs/text.md", "CMakeLists.txt"):
        path = tmp_path / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n")
    return tmp_path / "source"


def changes(source):
    """Changes of the sources, each to be told from all others."""
    yield lambda: (source / "host/core/b.cpp").write_text("edited\n")
    yield lambda: (source / "host/core/b.cpp").write_text("edited again\n")
    yield lambda: (source / "host/core/b.cpp").rename(source / "host/core/c.cpp")
    yield lambda: (source / "models/base/new.hpp").write_text("new\n")
    yield lambda: (source / "CMakeLists.txt").write_text("options\n")


@cmake
@pytest.mark.parametrize("history", [True, False], ids=["git", "no git"])
def test_every_state_of_the_sources_has_its_identity(tmp_path, source, history):
    if history:
        git(source, "init", "-q")
        git(source, "add", ".")
        git(source, "commit", "-q", "-m", "first")
    found = [identity(tmp_path)]
    assert found[0].startswith("0.1.0 ") and ("sources-" in found[0]) != history
    for change in changes(source):
        change()
        found.append(identity(tmp_path))
    assert len(set(found)) == len(found), found
    (source / "docs/text.md").write_text("edited\n")
    assert identity(tmp_path) == found[-1], "a text is no source of the program"
