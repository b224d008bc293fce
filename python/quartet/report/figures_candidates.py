"""Figures of candidate quantities: vertex probability, flight distance, pointing, dimuon masses."""

import matplotlib.pyplot as plt
import numpy as np

from . import style
from .constants import DECAYS, DECAY_TEX, RESONANCE_TEX, RESOLUTIONS
from .figures_mass import draw_unit, truth_or_all
from .inputs import gather, not_vetoed


def first_column(sample, names):
    return next((name for name in names if sample.column(name) is not None), None)


def vertex_quantities(run):
    """Vertex probability, transverse flight significance and pointing of signal and background, each normalised to one."""
    panels = (
        (("vtx_prob",), lambda v: v, np.linspace(0, 1, 41), "Vertex probability", False),
        (("lxy_sig",), lambda v: v, np.linspace(0, 200, 51), r"$L_{xy}\,/\,\sigma(L_{xy})$", False),
        (("cos_alpha_bs_2d", "cos_alpha_2d"), lambda v: np.maximum(1 - v, 1.01e-8), np.logspace(-8, np.log10(2), 61), r"$1 - \cos\alpha_{2D}$", True),
    )
    figure, axes = plt.subplots(1, 3, figsize=(17, 5.6))
    drawn = False
    for ax, (columns, transform, edges, name, logarithmic) in zip(axes, panels):
        for decay in DECAYS:
            sample = run.samples.get(f"signal_{decay}")
            if sample is not None and first_column(sample, columns):
                line = "-" if decay == "bs" else (0, (3, 1, 1, 1))
                drawn |= draw_quantity(ax, sample, truth_or_all(sample) & not_vetoed(sample), first_column(sample, columns), transform, edges,
                                       color=style.COLOUR[decay], linestyle=line, label=DECAY_TEX[decay])
        sample, mask = run.background()
        if sample is not None and first_column(sample, columns):
            drawn |= draw_quantity(ax, sample, mask, first_column(sample, columns), transform, edges, color=style.COLOUR["background"],
                                   linestyle="--", label=run.background_name)
        ax.set_yscale("log")
        if logarithmic:
            ax.set_xscale("log")
        ax.set_xlim(edges[0], edges[-1])
        low, high = ax.get_ylim()
        ax.set_ylim(max(low, 1e-5), 6 * high)
        ax.set_xlabel(name)
    if not drawn:
        plt.close(figure)
        return None
    axes[0].set_ylabel("Fraction / bin")
    axes[0].legend(loc="upper right")
    style.label(axes[0], run)
    return figure


def draw_quantity(ax, sample, mask, column, transform, edges, **options):
    values, weights = gather([(sample, mask)], column)
    return draw_unit(ax, np.clip(transform(values), edges[0], edges[-1]), weights, edges, **options)


def dimuon_masses(run):
    """Masses of all opposite-sign pairs (four per candidate) with the veto windows of the three resolution classes."""
    figure, ax = plt.subplots(figsize=(12, 6.6))
    edges = np.logspace(np.log10(0.2), np.log10(5.5), 161)
    sample, visible = run.data()
    drawn = False
    if sample is not None:
        drawn |= draw_pairs(ax, sample, visible, edges, color=style.COLOUR["data"], label=run.data_name())
    for role, colour, text in (("signal_bs", style.COLOUR["bs"], DECAY_TEX["bs"]),
                               ("normalisation", style.COLOUR["normalisation"], r"$B^0_s \to J/\psi\,\phi$")):
        other = run.samples.get(role)
        if other is not None:
            drawn |= draw_pairs(ax, other, truth_or_all(other), edges, color=colour, linestyle="--" if role == "normalisation" else "-", label=text)
    if not drawn:
        plt.close(figure)
        return None
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(edges[0], edges[-1])
    low, high = ax.get_ylim()
    ax.set_ylim(max(low, 1e-5), 25 * high)
    draw_vetoes(ax, run.veto_windows)
    ax.set_xticks([0.2, 0.5, 1, 2, 3, 4, 5], labels=["0.2", "0.5", "1", "2", "3", "4", "5"])
    ax.set_xlabel(r"$m_{\mu^+\mu^-}$ (GeV)")
    ax.set_ylabel("Fraction of pairs / bin")
    ax.legend(loc="upper left", ncol=3, frameon=True, facecolor="white", framealpha=1, edgecolor="none")  # not on the shades
    style.label(ax, run)
    return figure


def draw_pairs(ax, sample, mask, edges, **options):
    pairs = sample.column("pair_mass")
    if pairs is None:
        return False
    values = pairs[mask].reshape(int(mask.sum()), -1)
    weights = np.repeat(sample.weights()[mask], values.shape[1]) if values.size else np.zeros(0)
    return draw_unit(ax, values.ravel(), weights, edges, **options)


def draw_vetoes(ax, vetoes):
    """Windows as shades: the darker, the better the resolution class (the windows are nested)."""
    for name, windows in vetoes:
        for resolution in reversed(RESOLUTIONS):
            ax.axvspan(*windows[resolution], color=style.SAND, alpha=0.28, linewidth=0, zorder=0)
        low, high = windows["C"]
        ax.text(np.sqrt(low * high), 0.80, RESONANCE_TEX.get(name, name), transform=ax.get_xaxis_transform(), ha="center", va="top", fontsize=14)
