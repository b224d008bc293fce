"""The plane of both branching fractions: which pairs CLs excludes, with toys and by formulae."""

from html import escape

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from . import style
from .constants import DECAYS, PUBLISHED, PUBLISHED_NAME, STANDARD_MODEL
from .figures_limits import METHODS, METHOD_NAME, UNIT
from .figures_mass import as_array

LOWEST = 1e-4  # a finite number of toys can give CLs = 0, which has no logarithm
LINE = {"asymptotic": {"colors": style.BLUE, "linestyles": "--"}, "toys": {"colors": "black", "linestyles": "-"}}
STEP = "exclusion plane"  # its name in the provenance


def distance(rows, alpha):
    """ln(CLs / alpha) per point (b0, bs): 0 on the contour, negative where the point is excluded. CLs falls nearly exponentially, so that its
    logarithm is what a straight line between points suits."""
    return np.log(np.maximum(as_array(rows), LOWEST) / alpha)


def smooth(values, errors):
    """Values at every point from a quadratic surface through those within three points of it, weighted by their errors (n_y, n_x): toys of
    neighbouring points are independent, and the contour is one. `errors` of 0 or without a number take no part."""
    weights = np.where(np.isfinite(errors) & (errors > 0), 1 / np.maximum(errors, 1e-12) ** 2, 0.0)
    result = np.full(values.shape, np.nan)
    for j, i in np.ndindex(values.shape):
        rows, columns = slice(max(j - 3, 0), j + 4), slice(max(i - 3, 0), i + 4)
        dy, dx = np.mgrid[rows.start - j:min(j + 4, values.shape[0]) - j, columns.start - i:min(i + 4, values.shape[1]) - i]
        terms = np.stack([np.ones(dx.shape), dx, dy, dx * dx, dx * dy, dy * dy], axis=-1).reshape(-1, 6)
        root = np.sqrt(weights[rows, columns]).ravel()
        if (root > 0).sum() > 6:
            result[j, i] = np.linalg.lstsq(terms * root[:, None], values[rows, columns].ravel() * root, rcond=None)[0][0]
    return np.where(np.isfinite(result), result, values)


def smooth_toys(rows, errors, alpha):
    """distance() of toys, smoothed. The error of a logarithm is the relative one; where no toy is as far out it says nothing."""
    cls = as_array(rows)
    return smooth(distance(rows, alpha), np.where(cls > 0, as_array(errors) / np.maximum(cls, LOWEST), np.nan))


def methods(result):
    return [method for method in METHODS if (result or {}).get(method)]


def exclusion_plane(run):
    """Contours at 1 - cl of CLs against both branching fractions; None without the step."""
    result = run.results["exclusion_plane"]
    if not methods(result):
        return None
    alpha = 1 - result.get("cl", 0.95)
    x, y = as_array(result["bs"]) / UNIT, as_array(result["b0"]) / UNIT
    figure, ax = plt.subplots(figsize=(9.5, 8.0))
    handles = []
    for method in methods(result):
        handles += draw_method(ax, x, y, result[method], method, alpha, run.blinded)
    if result.get("toys"):
        handles.append(draw_points_with_all_toys(ax, x, y, result["toys"]))
    handles += draw_marks(ax, result, run.blinded)
    ax.set_xlim(0, x[-1])
    ax.set_ylim(0, y[-1])
    ax.set_xlabel(r"$\mathcal{B}(B^0_s \to 4\mu)$ ($10^{-10}$)")
    ax.set_ylabel(r"$\mathcal{B}(B^0 \to 4\mu)$ ($10^{-10}$)")
    ax.legend(handles=handles, loc="upper right", title=f"{100 * (1 - alpha):.0f}% CL: excluded beyond the line", title_fontsize=13, frameon=True, framealpha=0.9, edgecolor="none")
    style.label(ax, run, style.luminosity_text(run))
    return figure


def draw_method(ax, x, y, block, method, alpha, blinded):
    """The lines of one method; the band of the expectation is that of the formulae, for one band is enough. Returns entries of the legend."""
    expected = {key: distance(block["CLs_expected"][key], alpha) for key in ("-1", "0", "1")}
    handles = []
    if method == "asymptotic":
        between = np.minimum(expected["1"], -expected["-1"])  # positive where -1 sigma excludes and +1 sigma does not
        ax.contourf(x, y, between, levels=[0, np.inf], colors=[style.BLUE], alpha=0.15)
        handles.append(Patch(facecolor=style.BLUE, alpha=0.15, label=rf"Expected $\pm 1\sigma$, {METHOD_NAME[method].lower()}"))
    colour, line = LINE[method]["colors"], LINE[method]["linestyles"]
    observed = not blinded and block.get("CLs") is not None
    if method == "toys":
        expected["0"] = smooth_toys(block["CLs_expected"]["0"], block["CLs_expected_error"]["0"], alpha)
    ax.contour(x, y, expected["0"], levels=[0], colors=colour, linestyles=line, linewidths=1.2 if observed else 2.0)
    handles.append(Line2D([], [], color=colour, linestyle=line, linewidth=1.2 if observed else 2.0, label=f"Median expected, {METHOD_NAME[method].lower()}"))
    if observed:
        seen = smooth_toys(block["CLs"], block["CLs_error"], alpha) if method == "toys" else distance(block["CLs"], alpha)
        ax.contour(x, y, seen, levels=[0], colors=colour, linestyles=line, linewidths=3.0)
        handles.append(Line2D([], [], color=colour, linestyle=line, linewidth=3.0, label=f"Observed, {METHOD_NAME[method].lower()}"))
    return handles


def draw_points_with_all_toys(ax, x, y, block):
    """Small dots where the largest number of toys was made."""
    j, i = np.nonzero(as_array(block["toys_per_hypothesis"]) == block["near"]["toys"])
    ax.plot(x[i], y[j], linestyle="none", marker=".", markersize=2.5, color=style.GREY, zorder=1)
    return Line2D([], [], linestyle="none", marker=".", markersize=5, color=style.GREY, label=f"Points with {block['near']['toys']:,} toys per hypothesis")


def draw_marks(ax, result, blinded):
    """Prediction, published limits on one decay at a time, and the best fit where the windows are open."""
    centre = [0.5 * sum(STANDARD_MODEL[decay]) / UNIT for decay in DECAYS]
    ax.plot(*centre, marker="*", markersize=13, color=style.RED, clip_on=False, zorder=5)
    handles = [Line2D([], [], linestyle="none", marker="*", markersize=11, color=style.RED, label="Standard model")]
    published = [PUBLISHED[decay][1] for decay in DECAYS]
    if all(value <= result[decay][-1] for value, decay in zip(published, DECAYS)):
        options = {"linestyle": "none", "marker": "D", "markersize": 8, "color": style.ORANGE, "markeredgecolor": "black", "clip_on": False, "zorder": 5}
        ax.plot([published[0] / UNIT, 0], [0, published[1] / UNIT], **options)
        handles.append(Line2D([], [], **options, label=f"{PUBLISHED_NAME}, one decay\nat a time, expected"))
    best = result.get("best_fit")
    if best and not blinded:
        ax.plot(*[best[decay]["value"] / UNIT for decay in DECAYS], marker="P", markersize=10, color=style.PURPLE, clip_on=False, zorder=6)
        handles.append(Line2D([], [], linestyle="none", marker="P", markersize=10, color=style.PURPLE, label="Best fit"))
    return handles


def caption(run):
    """What the figure shows, how many toys stand behind it, and how long the step took."""
    result = run.results["exclusion_plane"]
    if not methods(result):
        return ""
    points = f"{len(result['bs'])} × {len(result['b0'])} points"
    text = (f"A pair of branching fractions is excluded where CLs of its signal, tested with q̃ along its direction from the origin, is below "
            f"{1 - result.get('cl', 0.95):.2g}; {points}.")
    toys = result.get("toys")
    if toys:
        numbers = as_array(toys["toys_per_hypothesis"])
        near = toys["near"]
        text += (f" Toys: {int(numbers[numbers > 0].min()):,} per hypothesis at every point, and more as long as CLs is less than {near['errors']:g} of its "
                 f"statistical errors from the line, up to {near['toys']:,} ({near['points']:,} points); {toys['toys']['s_plus_b'] + toys['toys']['b']:,} in all, "
                 f"of which {toys['toys']['failed']:,} failed and {toys['toys']['lost']:,} were lost. The line of the toys is smoothed over three points.")
    seconds = next((step["seconds"] for step in (run.results["provenance"] or {}).get("steps", []) if step.get("name") == STEP and not step.get("reused")), None)
    if seconds is not None:
        device = escape(str(result.get("device") or "cpu"))
        text += f" It took {seconds:.0f} s ({device})." if seconds < 600 else f" It took {seconds / 60:.0f} minutes ({device})."
    return text


def warnings(result):
    """Sentences about fits and toys that failed, per method."""
    return [f"{METHOD_NAME[method].lower()}: {escape(str(text))}" for method in methods(result) for text in result[method].get("warnings") or []]
