"""Mass figures: the six categories with their fit, the normalisation peak, the simulated signal shapes, the per-event resolution."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator, MultipleLocator

from . import style
from .constants import CATEGORIES, DECAYS, DECAY_TEX, RESOLUTIONS
from .inputs import gather


def as_array(values):
    """List of numbers to float array; null becomes NaN."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def histogram_of(entry):
    """(edges, counts, errors or None) of a histogram in the results."""
    errors = entry.get("errors")
    return as_array(entry["edges"]), as_array(entry["counts"]), None if errors is None else as_array(errors)


def curve_in_bins(curve, name, edges):
    """Expected counts per bin: the integral of the density `name` (events per GeV, trapezoid rule between its points)."""
    x, density = as_array(curve["x"]), as_array(curve[name])
    integral = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]) * np.diff(x))])
    return np.diff(np.interp(edges, x, integral))


def by_category(results):
    """The entries of categories.json in the order A1 … C2."""
    entries = {entry["name"]: entry for entry in results["categories"]}
    return [entries.get(name) for name in CATEGORIES]


def draw_category(ax, entry, results, blinded):
    edges, counts, errors = histogram_of(entry["histogram"])
    width = edges[1] - edges[0]
    curve = entry.get("curve")
    window = entry.get("blind_window")
    hidden = blinded and window is not None
    if hidden:
        # A second lock: even counts that should not be in the file are not drawn.
        counts = np.where((edges[1:] > window[0]) & (edges[:-1] < window[1]), np.nan, counts)
        style.hatch_blind(ax, window)
    top = np.nanmax(np.append(counts + style.poisson_errors(counts)[1] * (counts > 0), 3.0))
    if curve:
        x = as_array(curve["x"])
        total = as_array(curve["total"]) * width
        ax.plot(x, total, color=style.COLOUR["total"], label="Fit", zorder=3)
        ax.plot(x, as_array(curve["background"]) * width, color=style.COLOUR["background"], linestyle=(0, (5, 2)), label="Background", zorder=3)
        top = max(top, np.nanmax(total))
        for decay, line in (("bs", "-"), ("b0", (0, (3, 1, 1, 1)))):
            if f"signal_{decay}" in curve:
                signal = as_array(curve[f"signal_{decay}"]) * width
                name = signal_name(results, decay)
                ax.fill_between(x, signal, color=style.COLOUR[decay], alpha=0.18, linewidth=0)
                ax.plot(x, signal, color=style.COLOUR[decay], linestyle=line, label=name, zorder=3)
                top = max(top, np.nanmax(signal))
    style.points(ax, edges, counts, errors, label="Events", zorder=5)
    ax.set_xlim(*entry["mass_range"])
    ax.set_ylim(0, 1.45 * top)
    ax.xaxis.set_major_locator(MultipleLocator(0.5))
    ax.xaxis.set_minor_locator(MultipleLocator(0.1))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.text(0.95, 0.93, f"Category {entry['name']}", transform=ax.transAxes, ha="right", va="top", weight="bold")
    return width


def signal_name(results, decay):
    drawn = (results.get("signal_drawn") or {}).get(decay)
    if drawn is None:
        return DECAY_TEX[decay]
    power = int(np.floor(np.log10(drawn))) if drawn > 0 else 0
    mantissa = drawn / 10.0**power
    return DECAY_TEX[decay] + rf", $\mathcal{{B}} = {mantissa:.3g} \times 10^{{{power}}}$"


def mass_in_categories(run):
    """Four-muon mass in the six categories with the fit; blind windows hatched. None without results."""
    results = run.results["categories"]
    if results is None:
        return None
    figure, axes = plt.subplots(2, 3, figsize=(16, 9.4), sharex=True)
    width = 0.0
    for index, entry in enumerate(by_category(results)):
        ax = axes[index % 2, index // 2]
        if entry is None:
            ax.set_axis_off()
            continue
        width = draw_category(ax, entry, results, run.blinded)
        if index % 2 == 1:
            ax.set_xlabel(r"$m_{4\mu}$ (GeV)")
    for ax in axes[:, 0]:
        ax.set_ylabel(f"Events / {1000 * width:.0f} MeV")
    style.label(axes[0, 0], run)
    axes[0, 2].text(1.0, 1.01, style.luminosity_text(run), transform=axes[0, 2].transAxes, ha="right", va="bottom")
    handles, names = axes[0, 0].get_legend_handles_labels()
    figure.get_layout_engine().set(rect=(0, 0.06, 1, 0.94))  # room for the common legend below the panels
    figure.legend(handles, names, loc="lower center", ncol=len(names))
    return figure


def normalisation_peak(run):
    """Fit of the J/psi phi peak with a panel of pulls."""
    results = run.results["normalisation"]
    if results is None or not results.get("curve"):
        return None
    edges, counts, errors = histogram_of(results["histogram"])
    figure, (ax, lower) = plt.subplots(2, 1, figsize=(8.5, 8.0), sharex=True, gridspec_kw={"height_ratios": [3.2, 1]})
    width = edges[1] - edges[0]
    curve = results["curve"]
    x = as_array(curve["x"])
    ax.plot(x, as_array(curve["total"]) * width, color=style.COLOUR["total"], label="Fit", zorder=3)
    if "signal" in curve:
        signal = as_array(curve["signal"]) * width
        ax.fill_between(x, signal, color=style.COLOUR["normalisation"], alpha=0.25, linewidth=0)
        ax.plot(x, signal, color=style.COLOUR["normalisation"], label=r"$B^0_s \to J/\psi(\mu\mu)\,\phi(\mu\mu)$")
    if "background" in curve:
        ax.plot(x, as_array(curve["background"]) * width, color=style.COLOUR["background"], linestyle=(0, (5, 2)), label="Background")
    style.points(ax, edges, counts, errors, label="Events", zorder=5)
    ax.set_ylim(0, 1.35 * np.nanmax(counts + np.sqrt(counts)))
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylabel(f"Events / {1000 * width:.0f} MeV")
    ax.legend(loc="upper right")
    yielded = results.get("yield")
    if yielded:
        ax.text(0.04, 0.94, rf"$N = {yielded['value']:.1f} \pm {yielded['error']:.1f}$", transform=ax.transAxes, va="top")
    style.label(ax, run, style.luminosity_text(run))
    draw_pulls(lower, edges, counts, curve_in_bins(curve, "total", edges))
    lower.set_xlabel(r"$m_{4\mu}$ (GeV)")
    return figure


def draw_pulls(ax, edges, counts, expected):
    """(count - fit) / sqrt(fit) per bin as bars."""
    pulls = (counts - expected) / np.sqrt(np.maximum(expected, 1e-9))
    ax.axhspan(-1, 1, color="#e9e9e9", zorder=0)
    ax.axhline(0, color=style.COLOUR["total"], linewidth=1.0)
    ax.bar(0.5 * (edges[1:] + edges[:-1]), pulls, width=np.diff(edges), color=style.SKY, edgecolor="white", linewidth=0.4)
    limit = max(3.5, 1.15 * np.nanmax(np.abs(pulls)))
    ax.set_ylim(-limit, limit)
    ax.set_ylabel("Pull")


def signal_shapes(run, decay):
    """Simulated signal mass per category with the fitted Gauss + Johnson shape."""
    results = run.results["shapes"]
    entries = {e["category"]: e for e in (results or {}).get("shapes", []) if e["decay"] == decay}
    if not entries:
        return None
    names = CATEGORIES if set(entries) & set(CATEGORIES) else RESOLUTIONS
    rows = len(names) // 3
    figure, axes = plt.subplots(rows, 3, figsize=(16, 4.7 * rows), squeeze=False)
    for index, name in enumerate(names):
        ax = axes[index % rows, index // rows]
        if name not in entries:
            ax.set_axis_off()
            continue
        draw_shape(ax, entries[name], decay)
        ax.text(0.05, 0.93, f"{'Category' if rows == 2 else 'Class'} {name}", transform=ax.transAxes, va="top", weight="bold")
        if index % rows == rows - 1:
            ax.set_xlabel(r"$m_{4\mu}$ (GeV)")
    style.label(axes[0, 0], run)
    axes[0, 2].text(1.0, 1.01, DECAY_TEX[decay], transform=axes[0, 2].transAxes, ha="right", va="bottom")
    axes[0, 0].legend(loc="center left", fontsize=12)
    return figure


def draw_shape(ax, entry, decay):
    edges, counts, errors = histogram_of(entry["histogram"])
    width = np.diff(edges)[0]
    curve = entry.get("curve")
    if curve:
        x = as_array(curve["x"])
        ax.plot(x, as_array(curve["total"]) * width, color=style.COLOUR[decay], label="Fit")
        for name, line, text in (("johnson", (0, (5, 2)), r"Johnson $S_U$"), ("gauss", (0, (1, 1)), "Gauss")):
            if name in curve:
                ax.plot(x, as_array(curve[name]) * width, color=style.SLATE, linestyle=line, linewidth=1.4, label=text)
    style.points(ax, edges, counts, errors, markersize=3.5, label="Simulation")
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylim(0, 1.25 * np.nanmax(counts))
    ax.set_ylabel(f"Candidates / {1000 * width:.1f} MeV")
    half_width = entry.get("half_width_68")
    if half_width is not None:
        ax.text(0.95, 0.93, rf"$\sigma_{{68}} = {1000 * half_width:.1f}$ MeV", transform=ax.transAxes, ha="right", va="top")


def resolution_per_event(run):
    """Per-event mass uncertainty of signal and background with the class edges."""
    signals = [(decay, run.samples.get(f"signal_{decay}")) for decay in DECAYS]
    edges = np.linspace(0.0, 0.08, 81)
    figure, ax = plt.subplots(figsize=(8.5, 6.6))
    drawn = False
    for decay, sample in signals:
        if sample is None or sample.column("mass_err") is None:
            continue
        values, weights = gather([(sample, truth_or_all(sample))], "mass_err")
        line = "-" if decay == "bs" else (0, (3, 1, 1, 1))
        drawn |= draw_unit(ax, 1000 * values, weights, 1000 * edges, color=style.COLOUR[decay], linestyle=line, label=DECAY_TEX[decay])
    sample, mask = run.background()
    if sample is not None and sample.column("mass_err") is not None:
        values, weights = gather([(sample, mask)], "mass_err")
        drawn |= draw_unit(ax, 1000 * values, weights, 1000 * edges, color=style.COLOUR["background"], linestyle="--", label=run.background_name)
    if not drawn:
        plt.close(figure)
        return None
    ax.set_ylim(0, 1.3 * ax.get_ylim()[1])
    for edge in run.resolution_edges:
        ax.axvline(1000 * edge, color=style.SLATE, linestyle=":", linewidth=1.4)
    bounds = (0.0, *run.resolution_edges, 0.052)  # the last letter stands before the legend
    for index, name in enumerate(RESOLUTIONS if run.resolution_edges else ()):
        ax.text(500 * (bounds[index] + bounds[index + 1]), 0.94 * ax.get_ylim()[1], name, ha="center", va="center", weight="bold")
    ax.set_xlim(0, 80)
    ax.set_xlabel(r"$\sigma(m_{4\mu})$ per event (MeV)")
    ax.set_ylabel("Fraction / MeV")
    ax.legend(loc="upper right")
    style.label(ax, run)
    return figure


def truth_or_all(sample):
    """True for candidates matched to a simulated decay; for all where the file has no truth."""
    truth = sample.column("is_signal")
    return np.ones(len(sample), dtype=bool) if truth is None else truth != 0


def draw_unit(ax, values, weights, edges, **options):
    """Histogram normalised to one; False when there is nothing to draw."""
    counts, _ = np.histogram(values[np.isfinite(values)], bins=edges, weights=weights[np.isfinite(values)])
    if counts.sum() <= 0:
        return False
    style.step(ax, edges, counts / counts.sum(), **options)
    return True
