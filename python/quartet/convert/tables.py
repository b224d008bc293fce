"""Tables of one chunk of events: the columns of a collection with the number of rows of each event."""

import dataclasses

import numpy as np

from .errors import ConvertError, message


@dataclasses.dataclass
class Column:
    values: np.ndarray  # (rows,) or (rows, k)
    units: str = ""
    description: str = ""
    attributes: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Table:
    name: str
    counts: np.ndarray | None = None  # rows of each event; None: the group /events, one row per event without offsets
    columns: dict = dataclasses.field(default_factory=dict)
    description: str = ""
    attributes: dict = dataclasses.field(default_factory=dict)

    def add(self, name, values, units="", description="", **attributes):
        self.columns[name] = Column(values, units, description, attributes)

    def event_of_row(self):
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def select_rows(self, keep):
        """Keeps the rows where `keep` is true; counts follow."""
        kept = np.bincount(self.event_of_row()[keep], minlength=len(self.counts))
        for column in self.columns.values():
            column.values = column.values[keep]
        self.counts = kept.astype(np.int64)

    def select_events(self, keep):
        rows = keep if self.counts is None else np.repeat(keep, self.counts)
        for column in self.columns.values():
            column.values = column.values[rows]
        if self.counts is not None:
            self.counts = self.counts[keep]


def cast(values, dtype, where):
    """`values` as `dtype`; integers may come as floats. Throws ConvertError for values that the type cannot hold."""
    target = np.dtype(dtype)
    if values.dtype == target:
        return values
    if target.kind == "f":
        with np.errstate(over="ignore"):
            return values.astype(target)
    if values.dtype.kind == "f":
        wrong = ~(np.isfinite(values) & (np.floor(values) == values))
        if wrong.any():
            row = int(np.argmax(wrong))
            raise ConvertError(message(f"wrong type: {values[row]:g} (row {row} of the chunk) where whole numbers are expected", where,
                                       "Correct the type in the mapping"))
    if values.dtype.kind != "b" and values.size:
        limits = np.iinfo(target)
        low, high = values.min(), values.max()
        if low < limits.min or high > limits.max:
            raise ConvertError(message(f"wrong type: {low if low < limits.min else high} does not fit {target.name}", where,
                                       "Give the column a wider type in the mapping"))
    return values.astype(target)
