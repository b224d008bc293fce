"""The conversion from the command line on: plan, chunks, parts, event file."""

import json
import os
import pathlib
import sys

from .. import __version__
from . import provenance
from .beamspot import BeamSpots
from .chunk import Chunk
from .errors import ConvertError, message, writing
from .lumi_mask import LumiMask
from .mapping import load_mapping, shipped_mapping
from .merge import merge_parts
from .parts import PartsFolder
from .plan import Opener, detect_format, make_plan
from .progress import Progress


def choose_mapping(options, opener):
    if options.mapping:
        return load_mapping(options.mapping)
    if options.format == "auto":
        return detect_format(options.inputs[0], opener)
    return shipped_mapping(options.format)


def check_paths(options):
    """No file twice, and never the target itself."""
    seen = {}
    for path in options.inputs:
        real = os.path.realpath(path)
        if real in seen:
            raise ConvertError(message("the same file is given twice", path, "Its events would be there twice"))
        seen[real] = path
    if os.path.realpath(options.output) in seen:
        raise ConvertError(message("the target is one of the inputs", options.output, "Choose another target"))


def describe_inputs(options, known, beamspot_file):
    """(path, bytes, sha256) of every file that decides the result; the hash of an interrupted run serves again for a file that did not change."""
    inputs = []
    for path in [*options.inputs, *(path for path in (options.lumi_mask, options.mapping, beamspot_file) if path)]:
        state = os.stat(path)
        stamp = [str(path), state.st_size, state.st_mtime_ns]
        digest = next((entry["sha256"] for entry in known if entry["stamp"] == stamp), None) or provenance.sha256_of(path)
        inputs.append({"stamp": stamp, "sha256": digest})
    return inputs


def chunks_of(plan, size):
    """(path, start, stop, index of the first entry among all files)."""
    first = 0
    for path, entries in plan.entries:
        for start in range(0, entries, size):
            yield path, start, min(start + size, entries), first + start
        first += entries
    if first == 0:  # files without events: one empty chunk says which columns there are
        yield plan.entries[0][0], 0, 0, 0


def convert(options, say):
    """Does the work; returns the summary as a dictionary."""
    check_paths(options)
    folder = PartsFolder(options.output)
    folder.check_target()
    mask = LumiMask(options.lumi_mask) if options.lumi_mask else None
    beamspot = BeamSpots(options.beamspot) if options.beamspot else None
    opener = Opener()
    mapping = choose_mapping(options, opener)
    plan, files = make_plan(options.inputs, mapping, options.trigger, options.store_trigger, options.covariance, mask is not None, opener, options.dxy_sign,
                            beamspot)
    for note in plan.notes:
        say(note)
    known = (folder.read_plan() or {}).get("inputs", []) if options.resume else []
    inputs = describe_inputs(options, known, beamspot.file if beamspot else None)
    wanted = {"inputs": inputs, "mapping": mapping.text, "chunk": options.chunk, "trigger": list(options.trigger), "time_utc": provenance.time_of_result(),
              "store_trigger": list(options.store_trigger), "covariance": options.covariance, "dxy_sign": options.dxy_sign, "beamspot": options.beamspot,
              "version": __version__}
    started = folder.open(wanted, options.resume)["time_utc"]
    work = list(chunks_of(plan, options.chunk))
    progress = Progress("events", plan.n_entries(), options.quiet)
    done = 0
    try:
        for number, (path, start, stop, first) in enumerate(work):
            if folder.has(number):
                progress.skipped += stop - start
            else:
                chunk = Chunk(plan, files.source(path), start, stop, first, mask)
                folder.write(number, chunk.tables(), chunk.statistics)
            done += stop - start
            progress.update(done)
    except BaseException:
        progress.interrupt()
        raise
    finally:
        opener.close()
    progress.finish()
    record = provenance.make(options.arguments, mapping.text, [(*entry["stamp"][:2], entry["sha256"]) for entry in inputs], started)
    header = {"source_format": mapping.name, "description": f"{mapping.title}, {len(options.inputs)} file{'s' * (len(options.inputs) != 1)}"}
    if plan.required:
        header["trigger"] = ",".join(plan.required)
    events, rows, statistics = merge_parts([folder.path(n) for n in range(len(work))], options.output, mapping, header, record)
    folder.remove()
    return summary(mapping, plan, events, rows, statistics, options, record)


def summary(mapping, plan, events, rows, statistics, options, record):
    quality = {}
    for collection in plan.collections:
        if collection.tracks:
            quality[collection.spec.name] = {"cms_block3": "block3", "cms_diagonal": "diagonal"}.get(collection.tracks, "full")
    return {"output": str(options.output), "format": mapping.name, "files": len(options.inputs), "events_read": statistics.get("read", 0),
            "events_written": events, "outside_mask": statistics.get("outside_mask", 0), "not_triggered": statistics.get("not_triggered", 0),
            "rows": {name: count for name, count in rows.items() if name != "events"}, "covariance": quality,
            "covariances_not_positive_definite": statistics.get("not_positive_definite", {}), "notes": plan.notes, "provenance": record}


def write_json(result, target):
    text = json.dumps(result, indent=2)
    if target == "-":
        print(text)
        return
    with writing(target):
        temporary = pathlib.Path(f"{target}.tmp")
        temporary.write_text(text + "\n", encoding="utf-8")
        os.replace(temporary, target)


def report(result, stream=None):
    """A few lines for people."""
    out = stream or sys.stdout
    dropped = [f"{result[key]} {text}" for key, text in (("outside_mask", "outside the luminosity mask"), ("not_triggered", "not triggered")) if result[key]]
    print(f"{result['format']}: {result['events_read']} events read, {result['events_written']} written{''.join(f', {d}' for d in dropped)}", file=out)
    print("  " + ", ".join(f"{name} {count}" for name, count in result["rows"].items()), file=out)
    for name, quality in result["covariance"].items():
        bad = result["covariances_not_positive_definite"].get(name, 0)
        print(f"  /{name} covariance: {quality}{f', {bad} not positive definite as stored' if bad else ''}", file=out)
