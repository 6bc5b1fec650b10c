"""What `pip install .` installs is what the repository runs with."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import clv

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def requirements(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    wanted = (line.split("#")[0].strip() for line in lines)
    return [line for line in wanted if line and not line.startswith("-r")]


def test_dependencies_are_those_of_the_requirements():
    assert PROJECT["project"]["dependencies"] == requirements("requirements.txt")


def test_the_test_extra_is_what_the_tests_need():
    extra = PROJECT["project"]["optional-dependencies"]["test"]
    assert extra == requirements("requirements-dev.txt")


def test_the_deep_extra_is_its_requirements():
    extra = PROJECT["project"]["optional-dependencies"]["deep"]
    assert extra == requirements("requirements-deep.txt")


def test_the_version_stands_in_one_place():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "clv/__init__.py"
    others = [
        path for path in (ROOT / "clv").rglob("*.py") if clv.__version__ in path.read_text("utf-8")
    ]
    assert others == [ROOT / "clv" / "__init__.py"]


@pytest.mark.parametrize("name", ["app.py", "pages", ".streamlit", "sample_data"])
def test_the_apps_files_lie_inside_the_package(name):
    places = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert (ROOT / name).exists()
    assert places[name] == f"clv/_app/{name}"


def test_streamlit_asks_nothing_and_serves_this_machine_only():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["server"]["showEmailPrompt"] is False
    assert config["server"]["address"] == "localhost"
    assert config["browser"]["serverAddress"] == "localhost"


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make on this machine")
def test_an_old_python_is_told_in_one_sentence(tmp_path):
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")  # what the version check of an old Python returns
    old.chmod(0o755)
    done = subprocess.run(
        ["make", "run", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Perennial needs Python 3.11 or newer" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_the_readme_example_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    example = (ROOT / "README.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    exec(compile(example, "README.md", "exec"), {})
    assert "Total(value=" in capsys.readouterr().out
