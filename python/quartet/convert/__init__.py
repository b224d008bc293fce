"""ROOT files of the experiments to event files (docs/guide/convert_events.md).

    python3 -m quartet.convert IN.root ... -o EVENTS.h5 [--format auto|nanoaod|bphnano|bmm5|scouting|physlite]

One chunk of events is in memory at a time: reader.py reads its branches, chunk.py makes the tables of the event file
from them as the mapping (mappings/*.yaml) says, parts.py keeps them beside the target until merge.py joins them.
Needs numpy, h5py, PyYAML, uproot and awkward.
"""
