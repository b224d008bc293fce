"""Where an event file comes from: the same attributes as host/core/provenance.cpp and host/io/hdf5_provenance.cpp write."""

import datetime
import hashlib
import json
import os
import shlex
import sys
import time

import h5py
import numpy as np
import uproot

from .. import __version__
from .errors import ConvertError, message


def sha256_of(path):
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    except OSError as error:
        raise ConvertError(message(f"the file cannot be read: {error.strerror}", path, "Check the name and the permissions")) from error
    return digest.hexdigest()


def time_of_result():
    """SOURCE_DATE_EPOCH makes outputs equal byte for byte."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    seconds = int(fixed) if fixed else time.time()
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def command_line(arguments):
    """Without --resume: a resumed conversion gives the same file as one in a single go."""
    return shlex.join(["quartet.convert", *(a for a in arguments if a != "--resume")])


def make(arguments, configuration, inputs, started):
    """`inputs` are (path, bytes, sha256)."""
    return {"program": "quartet", "version": __version__, "command_line": command_line(arguments), "time_utc": started,
            "device": f"python {sys.version_info.major}.{sys.version_info.minor}, numpy {np.__version__}, h5py {h5py.__version__}, uproot {uproot.__version__}",
            "configuration": configuration, "inputs": [{"path": p, "bytes": n, "sha256": h} for p, n, h in inputs]}


def write(root, provenance):
    root.attrs["provenance"] = json.dumps(provenance, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    root.attrs["program_version"] = provenance["version"]
    for name in ("command_line", "time_utc", "device"):
        root.attrs[name] = provenance[name]
    root.attrs["inputs"] = "".join(f"{entry['sha256']}  {entry['path']}\n" for entry in provenance["inputs"])
