"""Tables of the page as (title, caption, head, rows); cells are text, already safe for HTML."""

from html import escape

from .constants import CATEGORIES, DECAYS, DECAY_HTML, PUBLISHED, PUBLISHED_NAME
from .figures_limits import METHODS, METHOD_NAME, branching_fractions

DASH = "–"
NOT_FOUND = "not found"  # a limit that was asked for and is null


def scientific(value, digits=2):
    """1.3e-10 as 1.3 × 10⁻¹⁰ in HTML; a dash for what is not known."""
    if value is None:
        return DASH
    if value == 0:
        return "0"
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa} × 10<sup>{int(power)}</sup>".replace("-", "−")


def limit_text(value):
    """A limit as 1.3 × 10⁻¹⁰; in words when there is none."""
    return NOT_FOUND if value is None else scientific(value)


def tenths(value, form=".2f"):
    """Limit on a branching fraction in units of 10⁻¹⁰."""
    return NOT_FOUND if value is None else format(value / 1e-10, form)


def number(value, form=".4g"):
    if value is None:
        return DASH
    return format(value, form).replace("-", "−")


def measured(entry, form=".4g"):
    """value ± error."""
    if not entry:
        return DASH
    if entry.get("at_bound"):
        return f"{number(entry.get('value'), form)} (at its bound)"
    if entry.get("error") is None:
        return number(entry.get("value"), form)
    return f"{number(entry.get('value'), form)} ± {number(entry['error'], '.2g')}"


def limits(run):
    rows = []
    for decay in DECAYS:
        result = run.results[f"limit_{decay}"] or {}
        for method in METHODS:
            if not result.get(method):
                continue
            values = branching_fractions(result[method], result)
            observed = "blind" if run.blinded else tenths(values["observed"])
            band = [f"{tenths(values[low])} to {tenths(values[high])}" for low, high in (("-1", "1"), ("-2", "2"))]
            rows.append([DECAY_HTML[decay], "this run, " + METHOD_NAME[method].lower(), tenths(values["0"]), *band, observed])
        if any(result.get(method) for method in METHODS):
            observed, expected = PUBLISHED[decay]
            rows.append([DECAY_HTML[decay], f"published, {PUBLISHED_NAME} (real data)", tenths(expected, ".1f"), DASH, DASH, tenths(observed, ".1f")])
    if not rows:
        return None
    source = "<strong>simulated events</strong>: this is no measurement" if run.simulated else "the events given to this run"
    return ("Upper limits at 95% CL on the branching fraction, in units of 10⁻¹⁰",
            f"CLs with q̃<sub>μ</sub>, one decay at a time{background_choice(run)}. Rows “this run” come from {source}. "
            "The published values are from real proton–proton collisions.",
            ["Decay", "Source", "Median expected", "±1σ", "±2σ", "Observed"], rows)


def background_choice(run):
    """Which density the models have for the background, where the results say."""
    name = (run.results["categories"] or {}).get("background")
    return f"; background: {escape(str(name).replace('_', ' '))}" if name else ""


def background_scan(run):
    result = run.results["background_scan"]
    if not result or not result.get("rows"):
        return None
    columns = [(d, m) for d in DECAYS for m in METHODS if any((row.get(d) or {}).get(m) is not None for row in result["rows"])]
    rows = [[number(row["background_scale"]) + " ×", *[tenths((row.get(d) or {}).get(m)) for d, m in columns]] for row in result["rows"]]
    rows.append([f"published, {PUBLISHED_NAME} (real data)", *[tenths(PUBLISHED[d][1], ".1f") for d, _ in columns]])
    return ("Median expected limits against the background level, in units of 10⁻¹⁰",
            "From the background expected before the fit, scaled in all categories.",
            ["Background", *[f"{DECAY_HTML[d]}, {METHOD_NAME[m].lower()}" for d, m in columns]], rows)


def cutflow(run):
    result = run.results["cutflow"]
    if not result or not result.get("samples"):
        return None
    samples = result["samples"]
    names = []
    for sample in samples:
        for position, step in enumerate(sample["steps"]):
            if step["name"] not in names:
                # in the order of the first sample; later ones insert after their own predecessor
                before = sample["steps"][position - 1]["name"] if position else None
                names.insert(names.index(before) + 1 if before else 0, step["name"])
    rows = [["Events read", *[f"{sample['events']:,}" if sample.get("events") is not None else DASH for sample in samples]]]
    for name in names:
        counts = [next((step["count"] for step in sample["steps"] if step["name"] == name), None) for sample in samples]
        rows.append([escape(name), *[DASH if count is None else f"{count:,}" for count in counts]])
    return "Cut flow", "Candidates that remain after each step.", ["Step", *[escape(s["role"].replace("_", " ")) for s in samples]], rows


def efficiencies(run):
    result = run.results["efficiencies"]
    if not result:
        return None
    rows = [["Normalisation branching fraction", scientific(result.get("normalisation_branching_fraction"), 5), ""],
            ["f<sub>s</sub>/f<sub>d</sub>", "", number(result.get("fs_over_fd"))],
            ["Efficiency, signal over normalisation", *[number((result.get("efficiency_ratio") or {}).get(d)) for d in DECAYS]],
            ["Single-event sensitivity", *[scientific((result.get("single_event_sensitivity") or {}).get(d), 3) for d in DECAYS]]]
    entries = {entry["name"]: entry for entry in result.get("categories", [])}
    rows += [[f"Fraction in category {name}", *[number(entries[name].get(d)) for d in DECAYS]] for name in CATEGORIES if name in entries]
    return "Efficiencies and sensitivity", "", ["Quantity", *[DECAY_HTML[d] for d in DECAYS]], rows


def category_yields(run):
    result = run.results["categories"]
    if not result or not any(entry.get("background_yield") for entry in result["categories"]):
        return None
    rows = []
    for entry in result["categories"]:
        window = entry.get("blind_window")
        rows.append([escape(entry["name"]), measured(entry.get("background_yield"), ".3g"), f"{window[0]:.3f} to {window[1]:.3f}" if window else DASH])
    return "Background of the fit", f"Yield in the whole mass range{background_choice(run)}.", ["Category", "Background events", "Blind window (GeV)"], rows


def nuisances(run):
    result = run.results["nuisances"]
    if not result or not result.get("nuisances"):
        return None
    entries = result["nuisances"]
    fitted = any((entry.get("fitted") or {}).get("error") is not None for entry in entries)
    rows = []
    for entry in entries:
        size = entry.get("size")
        rows.append([f"<code>{escape(entry['name'])}</code>", escape(entry.get("kind", DASH)), number(100 * size, ".3g") + " %" if size is not None else DASH,
                     escape(entry.get("affects", DASH)), escape(entry.get("correlation", DASH)), *([measured(entry.get("fitted"), ".2f")] if fitted else [])])
    caption = "Fitted values in units of the constraint’s width: 0 ± 1 means that the data say nothing about the parameter." if fitted else \
        "Not fitted while the windows are closed: the side bands hold no signal, on which these act."
    return ("Systematic uncertainties", caption, ["Parameter", "Kind", "Size", "Acts on", "Across categories", *(["Fitted"] if fitted else [])], rows)


def toy_failures(run):
    rows = []
    for decay in DECAYS:
        block = ((run.results[f"limit_{decay}"] or {}).get("toys") or {}).get("toys")
        if block:
            thrown = sum(block.get(kind) or 0 for kind in ("s_plus_b", "b"))
            failed, lost = block.get("failed"), block.get("lost")
            share = number(100 * failed / thrown, ".2g") + " %" if thrown and failed is not None else DASH
            rows.append([DECAY_HTML[decay], f"{block.get('s_plus_b', 0):,}", f"{block.get('b', 0):,}", DASH if failed is None else f"{failed:,}", share,
                         DASH if lost is None else f"{lost:,}"])
    if not rows:
        return None
    caption = "A failed toy is one with a fit that did not converge: it is kept with its best point. Those of them that could not be fitted at all are lost: " \
        "they are left out of the p-values, which they bias."
    return "Toys", caption, ["Decay", "Signal + background", "Background", "Failed", "Share failed", "Lost"], rows


def provenance(run):
    result = run.results["provenance"]
    if not result:
        return None
    rows = [[name, f"<code>{escape(str(result[key]))}</code>"] for name, key in (
        ("Program version", "version"), ("Command", "command"), ("Configuration", "configuration"), ("Seed", "seed"), ("Device", "device"),
        ("Threads", "threads"), ("Time", "time")) if result.get(key) is not None]
    rows += [[f"Input {escape(str(entry['file']))}", f"<code>sha256 {escape(str(entry['sha256']))}</code>"] for entry in result.get("inputs", [])]
    for entry in result.get("steps", []):
        rows.append([f"Step {escape(entry['name'])}", "taken from an earlier run" if entry.get("reused") else f"{entry['seconds']:.1f} s"])
    return "Provenance", "", ["What", "Value"], rows
