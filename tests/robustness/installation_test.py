"""An installation, away from the source tree: the program finds its classifier and its report, and the converter is there."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT


class Installation(type(ROOT)):
    """The prefix; `files` are the names of what was installed, before anything ran from there."""

    files = frozenset()


@pytest.fixture(scope="module")
def installed(program, tmp_path_factory):
    """The prefix, moved once after the installation."""
    build = program.parents[1]
    if not (build / "cmake_install.cmake").exists():
        pytest.skip(f"{program} is not in a build folder")
    folder = tmp_path_factory.mktemp("installation")
    assert ROOT not in folder.parents, "an installation below the source tree would find the tree"
    subprocess.run(["cmake", "--install", build, "--prefix", folder / "prefix"], check=True, capture_output=True)
    prefix = Installation((folder / "prefix").rename(folder / "moved"))
    prefix.files = frozenset(str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file())
    return prefix


def test_a_whole_search_with_its_report(installed, tmp_path):
    example = installed / "share/quartet/examples/bs4mu"
    text = (example / "quick.yaml").read_text()
    assert "report: false" in text and "toys: 100" in text
    (tmp_path / "analysis.yaml").write_text(text.replace("report: false", "report: true").replace("toys: 100", "toys: 0"))
    shutil.copy(example / "inputs.yaml", tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"QUARTET_PYTHON": sys.executable}
    result = subprocess.run([installed / "bin/quartet", "run", "analysis.yaml", "-o", "out", "--json", "result.json"], cwd=tmp_path, env=environment,
                            capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    answer = json.loads((tmp_path / "result.json").read_text())
    assert answer["report"] == "written" and (tmp_path / "out/report/index.html").stat().st_size > 100_000
    weights = [entry["path"] for entry in answer["provenance"]["inputs"] if "weights" in entry["path"]]
    assert len(weights) == 11 and all(path.startswith(str(installed / "share/quartet/weights/bs4mu")) for path in weights)


def test_the_converter_with_its_mappings(installed, tmp_path):
    shipped = {path.name for path in (ROOT / "python/quartet/convert/mappings").glob("*.yaml")}
    code = "import quartet.convert.mapping as m; print(m.FOLDER)"
    folder = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installed / "share/quartet/python")},
                            capture_output=True, text=True, check=True).stdout.strip()
    assert folder.startswith(str(installed)) and shipped == {path.name for path in (installed / "share/quartet/python/quartet/convert/mappings").iterdir()} != set()


def test_nothing_of_the_tests_or_caches_is_installed(installed):
    names = installed.files
    assert not [name for name in names if "__pycache__" in name or "test" in name or name.endswith(".a")]
    assert "bin/quartet" in names and "share/doc/quartet/LICENSE" in names
