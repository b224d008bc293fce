"""Where a training comes from, and its files on disk: provenance of the inputs, models and manifest written as a whole."""

import datetime
import hashlib
import json
import os
import pathlib
import tempfile

import h5py


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def short_command(command_line):
    """A command line without folders, which say nothing to others."""
    return " ".join(os.path.basename(word) for word in command_line.split())


def chain(provenance):
    """The steps that made a file, oldest first: what each provenance and its history say."""
    for earlier in provenance.get("history", []):
        yield from chain(earlier)
    if "command_line" in provenance:
        kept = {key: provenance[key] for key in ("version", "build", "seed", "configuration") if key in provenance}
        yield {"command": short_command(provenance["command_line"]), **kept}


def provenance_of(path):
    with h5py.File(path, "r") as file:
        try:
            provenance = json.loads(file.attrs.get("provenance", "{}"))
        except (TypeError, json.JSONDecodeError):
            return {}  # of another program
    return provenance if isinstance(provenance, dict) else {}


def input_description(path):
    """Name and hash of a candidate file, and the steps that made it: command, version, build, seed and configuration of each, oldest first."""
    return {"file": os.path.basename(path), "sha256": sha256_of(path), "made_by": list(chain(provenance_of(path)))}


def program_versions(paths):
    """Version and build of every program that had a part in the files."""
    steps = [step for path in paths for step in chain(provenance_of(path))]
    return sorted({step.get("build") or step.get("version", "unknown") for step in steps})


def current_time():
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc) if seconds else datetime.datetime.now(datetime.timezone.utc)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def write_training(folder, boosters, suffix, manifest):
    """Writes fold0.SUFFIX … and manifest.json into `folder`; `manifest["folds"]["models"]` gets the names and hashes of the models.

    All files are complete before the first takes its name, and the manifest comes last: whoever is stopped between has models whose hashes the
    manifest refuses, never a half-written file. Raises OSError when the disk refuses.
    """
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".training-") as work:
        work = pathlib.Path(work)
        names = [f"fold{fold}.{suffix}" for fold in range(len(boosters))]
        for name, booster in zip(names, boosters):
            (work / name).write_bytes(booster.save_raw(raw_format=suffix))  # Python says what a full disk refuses
        manifest["folds"]["models"] = [{"file": name, "sha256": sha256_of(work / name)} for name in names]
        (work / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        for name in (*names, "manifest.json"):
            os.replace(work / name, folder / name)
