"""The tables of the event file for one range of entries of one input file."""

import numpy as np

from . import physlite, tracks
from .errors import ConvertError, message
from .mapping import IDENTIFICATION, TYPES
from .tables import Table, cast
from .track_links import link_tracks


class Chunk:
    """Entries start ... stop - 1 of `source`; `first_index` is the position of the first one in all input files."""

    def __init__(self, plan, source, start, stop, first_index, mask):
        self.plan, self.source, self.mask = plan, source, mask
        self.start, self.stop, self.first_index = start, stop, first_index
        self.statistics = {"read": stop - start, "outside_mask": 0, "not_triggered": 0, "covariances": {}, "not_positive_definite": {}}

    def tables(self):
        """Tables of the selected events, in a fixed order."""
        events, keep = self._events()
        if not keep.any():  # nothing is read, but the columns are known
            self.stop = self.start
            events.select_events(np.zeros(len(keep), bool))
            keep = np.zeros(0, bool)
        made = [events]
        for collection in self.plan.collections:
            made.append(self._collection(collection))
        if self.plan.beamspot is not None:
            made.append(self.plan.beamspot.table(events.columns["run"].values, keep, self.plan.mapping.length_unit))
        link_tracks({table.name: table for table in made}, any(c.spec.contains_muons for c in self.plan.collections if c.spec.name == "track"))
        if len(keep) and not keep.all():
            for table in made:
                table.select_events(keep)
        return made

    def _scalars(self, branch):
        return self.source.scalars(branch, self.start, self.stop)

    def _events(self):
        table = Table("events")
        n = self.stop - self.start
        for name, kind in IDENTIFICATION.items():
            branch = self.plan.identification.get(name)
            if branch:
                table.add(name, cast(self._scalars(branch), TYPES[kind], self.source.where(branch)), in_source=1)
            else:
                values = np.arange(self.first_index, self.first_index + n) if name == "event" else np.zeros(n)
                table.add(name, values.astype(TYPES[kind]), "", "not in the source: " + ("running index" if name == "event" else "set to 0"), in_source=0)
        keep = np.ones(n, bool)
        if self.mask is not None:
            keep &= self.mask.accepts(table.columns["run"].values, table.columns["luminosityBlock"].values)
            self.statistics["outside_mask"] = int(n - keep.sum())
        keep &= self._triggers(table, keep)
        for name, (spec, branch) in self.plan.events.items():
            table.add(name, cast(self._scalars(branch), spec.dtype, self.source.where(branch)), spec.units, spec.description, source=branch)
        return table, keep

    def _triggers(self, table, keep):
        """Stores the bits and gives the events in which one of the required ones is set."""
        fired = np.zeros(len(keep), bool)
        for name in self.plan.triggers:
            present = self.source.find(name) is not None
            bit = cast(self._scalars(name), "uint8", self.source.where(name)) if present else np.zeros(len(keep), np.uint8)
            table.add(name, bit, "", "trigger bit")
            if name in self.plan.required:
                fired |= bit != 0
        if not self.plan.required:
            return np.ones(len(keep), bool)
        self.statistics["not_triggered"] = int((keep & ~fired).sum())
        return fired

    def _read(self, spec, branch, table):
        """Flat column of a branch; the counts of all columns of a collection must agree."""
        if spec.per_event:
            values = self._scalars(branch)
            counts = np.ones(len(values), np.int64)
        else:
            counts, values = self.source.jagged(branch, self.start, self.stop)
        if table.counts is None:
            table.counts = counts
        elif not np.array_equal(counts, table.counts):
            event = int(np.argmax(counts != table.counts))
            raise ConvertError(message(f"mismatched counts: entry {self.start + event} has {counts[event]} rows, other columns of /{spec.name} have "
                                       f"{table.counts[event]}", self.source.where(branch), "The branch belongs to another collection; correct the mapping"))
        return values

    def _collection(self, collection):
        spec = collection.spec
        table = Table(spec.name, description=spec.description)
        if spec.build and not spec.columns:
            return physlite.BUILDERS[spec.build](spec, self.source, self.start, self.stop, table)
        for column in spec.columns:
            branch = collection.branches.get(column.name)
            if branch is not None:
                values = cast(self._read(spec, branch, table), column.dtype, self.source.where(branch))
                table.add(column.name, values, column.units, column.description, source=branch)
        if collection.count:
            self._check_count(collection, table)
        for name, entry in spec.constants.items():
            table.add(name, np.full(int(table.counts.sum()), entry["value"], TYPES[entry["type"]]), entry.get("units", ""), "constant")
        if spec.build:
            table = physlite.BUILDERS[spec.build](spec, self.source, self.start, self.stop, table)
        for step in spec.derive:
            self._derive(step, collection, table)
        if collection.tracks:
            self._tracks(collection, table)
        if spec.where:
            chosen = [np.isin(self._flat(collection, name, table), accepted) for name, accepted in spec.where.items()]
            table.select_rows(np.logical_and.reduce(chosen))
        return table

    def _check_count(self, collection, table):
        counts = self._scalars(collection.count)
        if not np.array_equal(counts.astype(np.int64), table.counts):
            event = int(np.argmax(counts.astype(np.int64) != table.counts))
            raise ConvertError(message(f"mismatched counts: entry {self.start + event} says {counts[event]}, its columns have {table.counts[event]} rows",
                                       self.source.where(collection.count), "The file is damaged, or the mapping names another counter"))

    def _flat(self, collection, name, table):
        """Flat column of a branch of the collection that is no column of the output."""
        return self._read(collection.spec, collection.prefix + name, table)

    def _derive(self, step, collection, table):
        columns = {name: column.values for name, column in table.columns.items()}
        if step == "polar":
            x, y, z = (columns[name].astype(float) for name in ("px", "py", "pz"))
            pt = np.hypot(x, y)
            with np.errstate(all="ignore"):
                eta = np.arcsinh(z / pt)
            for name, values, units in (("pt", pt, "GeV"), ("eta", eta, ""), ("phi", np.arctan2(y, x), "rad")):
                table.add(name, values.astype(np.float32), units, "from px, py, pz")
        elif step == "mass":
            x, y, z, e = (columns[name].astype(float) for name in ("px", "py", "pz", "E"))
            table.add("mass", np.sqrt(np.maximum(e * e - x * x - y * y - z * z, 0)).astype(np.float32), "GeV", "from px, py, pz, E")
        elif "cov" in step:
            self._vertex_covariance(collection, table, step["cov"], (0, 1, 2, 3, 4, 5), lambda values: values)
        else:
            self._vertex_covariance(collection, table, step["cov_diagonal"], (0, 2, 5), np.square)

    def _vertex_covariance(self, collection, table, names, places, transform):
        if not all(self.plan.have(collection.prefix + name) for name in names):
            return
        cov = np.zeros((int(table.counts.sum()), 6))
        for place, name in zip(places, names):
            cov[:, place] = transform(self._flat(collection, name, table).astype(float))
        quality = "full" if len(places) == 6 else "diagonal"
        table.add("cov", cov, "cm^2", f"xx, xy, yy, xz, yz, zz; {quality}")
        table.attributes["covariance"] = quality

    def _first_vertex(self, prefix, table):
        """(x, y, z) of the first vertex of the event of each row; NaN where the event has none."""
        event = table.event_of_row()
        point = []
        for axis in "xyz":
            branch = prefix + axis
            if not self.plan.have(branch):
                return None
            if prefix == "PV_":
                point.append(self._scalars(branch)[event])
                continue
            counts, values = self.source.jagged(branch, self.start, self.stop)
            offsets = np.concatenate([[0], np.cumsum(counts)])[:-1]
            values = np.append(values.astype(np.float32), np.float32(np.nan))
            point.append(values[np.where(counts > 0, offsets, -1)][event])
        return point

    def _tracks(self, collection, table):
        options, kind = collection.spec.tracks, collection.tracks
        where = (self.source, self.start, self.stop)

        def read(name, *default):
            branch = collection.prefix + (options.get("parameters", "trk_") if kind == "cms_full" else "") + options.get(name, name)
            if default and not self.plan.have(branch):
                return default[0]
            return self._read(collection.spec, branch, table)

        if kind == "cms_full":
            cov = tracks.full(table, read, self._first_vertex(options.get("pv", "PV_"), table))
        elif kind == "cms_block3":
            cov = tracks.block3(table, read)
        elif kind == "cms_diagonal":
            cov = tracks.diagonal(table, self._first_vertex("PV_", table), collection.dxy_sign_known, options.get("momentum_error", "ptErr"))
        elif kind == "atlas":
            cov = physlite.perigee(table, *where, self.plan.have(physlite.NEEDS["physlite_pvlink"][0]))
        else:
            cov = physlite.linked_tracks(table, *where, options["link"], options["of"])
        name = collection.spec.name
        self.statistics["covariances"][name] = len(cov)
        self.statistics["not_positive_definite"][name] = int((~tracks.positive_definite(cov)).sum())
