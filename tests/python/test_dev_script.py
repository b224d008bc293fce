"""./dev deps refuses before it installs anything: groups and locks that are not there."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.fixture
def checkout(tmp_path):
    """What ./dev deps reads of a checkout."""
    for folder in (".ci", "docker"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "dev", tmp_path)
    return tmp_path


def refused(checkout, *arguments):
    result = subprocess.run(["./dev", "deps", *arguments], cwd=checkout, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2, result.stderr
    assert result.stdout == "" and result.stderr.count("\n") == 1 and result.stderr.startswith("./dev: ")
    return result.stderr


def lock_of_this_distribution(checkout):
    system = dict(line.rstrip().split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    return checkout / "docker/packages/{ID}-{VERSION_ID}.lock".format(**{key: value.strip('"') for key, value in system.items()})


def test_a_group_that_is_not_there(checkout):
    assert "no group nothing" in refused(checkout, "build", "nothing")
    assert "no group nothing" in refused(checkout, "--locked", "nothing") or not lock_of_this_distribution(checkout).exists()


def test_a_lock_that_is_not_there(checkout):
    lock_of_this_distribution(checkout).unlink(missing_ok=True)
    message = refused(checkout, "--locked")
    assert lock_of_this_distribution(checkout).name in message and ".ci/lock_packages" in message


def test_a_package_without_a_recorded_version(checkout):
    lock_of_this_distribution(checkout).write_text("# versions\ncmake=3.25.1-1\n")
    message = refused(checkout, "--locked", "build")
    assert "no recorded version of ca-certificates" in message and ".ci/lock_packages" in message
