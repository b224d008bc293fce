"""The HTML page: one file, pictures inside, no script, readable without colours and by screen readers."""

import base64
from html import escape

from . import tables
from .constants import DECAY_HTML, DECAYS, PUBLISHED, PUBLISHED_NAME
from .figures_limits import branching_fractions
from .limit_notes import Note

STYLE = """
:root { color-scheme: light; --ink: #1b1b1f; --soft: #5b6068; --line: #d9dce1; --accent: #1f5fa8; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: #fff; }
header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3em; }
h2 { font-size: 1.35rem; margin: 2.2em 0 .6em; padding-top: .5em; border-top: 1px solid var(--line); }
.lead { font-size: 1.08rem; color: var(--soft); max-width: 60em; margin: 0 0 1em; }
.note { border-left: 5px solid #ffa90e; background: #fff8ea; padding: 10px 16px; margin: 12px 0; max-width: 60em; }
.note.blind { border-color: #717581; background: #f3f4f6; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3em 1.3em; padding: 0; margin: 1em 0 0; }
a { color: var(--accent); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 14px; margin: 1.4em 0; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
.card b { display: block; font-size: 1.5rem; font-weight: 600; margin: .1em 0; }
.card span { color: var(--soft); font-size: .92rem; }
figure { margin: 1.2em 0 2em; }
figure img { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; }
figure.narrow img { max-width: 680px; display: block; margin: 0 auto; }
figcaption { color: var(--soft); font-size: .95rem; max-width: 62em; margin: .5em 0 0; }
figure.narrow figcaption { max-width: 680px; margin: .5em auto 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .4em 0 1.6em; font-variant-numeric: tabular-nums; font-size: .95rem; }
caption { text-align: left; padding-bottom: .5em; }
caption > strong { display: block; font-size: 1.05rem; color: var(--ink); }
caption > span { color: var(--soft); }
th, td { text-align: left; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { border-bottom: 2px solid var(--ink); white-space: nowrap; }
tbody th { font-weight: 500; }
code { font-size: .9em; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: .9rem; padding-top: 2em; padding-bottom: 3em; }
sup, sub { line-height: 0; }
@media print { nav { display: none; } figure, table { break-inside: avoid; } }
"""


def html_table(table):
    title, caption, head, rows = table
    cells = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join("<tr>" + f'<th scope="row">{row[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>\n" for row in rows)
    return (f'<div class="scroll" tabindex="0"><table><caption><strong>{title}</strong><span>{caption}</span></caption>'
            f"<thead><tr>{cells}</tr></thead><tbody>\n{body}</tbody></table></div>\n")


def html_note(note):
    lines = "".join(f"<li>{line}</li>" for line in note.lines)
    return f'<div class="note"><strong>{note.title}</strong><ul>{lines}</ul></div>\n'


def html_figure(figure, path):
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    kind = ' class="narrow"' if figure.narrow else ""
    return (f'<figure id="figure-{figure.name}"{kind}><img src="data:image/png;base64,{data}" alt="{escape(figure.alt, quote=True)}">'
            f'<figcaption>{figure.caption} <a href="figures/{figure.name}.pdf">PDF</a> · <a href="figures/{figure.name}.png">PNG</a></figcaption></figure>\n')


def statements(run):
    """What the reader must know before any number."""
    parts = []
    if run.simulated:
        parts.append('<p class="note"><strong>Simulated events.</strong> Every number of this run comes from Quartet’s own generator. '
                     f"Nothing here is a measurement; {PUBLISHED_NAME} is quoted for comparison of size only.</p>")
    if run.blinded:
        parts.append('<p class="note blind"><strong>Blinded.</strong> Candidates inside the blind windows were neither fitted nor drawn, and no '
                     "observed limit was computed. Expected limits rest on the background seen in the side bands. This holds for this page, for <code>results/</code> and "
                     "for the models (<code>model_*.yaml</code>); the files of events and candidates (<code>*.h5</code>) beside them keep all data.</p>")
    else:
        parts.append('<p class="note blind"><strong>Unblinded.</strong> The run was started with <code>--unblind</code>: '
                     "all candidates are fitted and drawn.</p>")
    if run.missing:
        items = "".join(f"<li>{escape(text)}</li>" for text in run.missing)
        parts.append(f'<div class="note"><strong>Not in this folder</strong>, therefore not in this report:<ul>{items}</ul></div>')
    return "\n".join(parts)


def cards(run):
    """The headline numbers."""
    found = []
    for decay in DECAYS:
        result = run.results[f"limit_{decay}"] or {}
        method = next((m for m in ("toys", "asymptotic") if result.get(m)), None)
        if method is None:
            continue
        values = branching_fractions(result[method], result)
        seen = "" if run.blinded else f" · observed {tables.limit_text(values['observed'])}"
        found.append(f'<div class="card"><span>{DECAY_HTML[decay]}, median expected limit ({method})</span><b>{tables.limit_text(values["0"])}</b>'
                     f"<span>published, real data: {tables.scientific(PUBLISHED[decay][1])}{seen}</span></div>")
    normalisation = run.results["normalisation"]
    if normalisation and normalisation.get("yield"):
        found.append(f'<div class="card"><span>Normalisation yield B⁰ₛ→J/ψφ</span><b>{tables.measured(normalisation["yield"])}</b>'
                     f"<span>fit: {escape(str(normalisation.get('status', 'unknown')))}</span></div>")
    return f'<div class="cards">{"".join(found)}</div>' if found else ""


def contents(items, drawn):
    """HTML of the tables and figures that there are."""
    parts = []
    for item in items:
        if isinstance(item, tuple):
            parts.append(html_table(item))
        elif isinstance(item, Note):
            parts.append(html_note(item))
        elif item is not None and item.name in drawn:
            parts.append(html_figure(item, drawn[item.name]))
    return "".join(parts)


def render(run, sections, drawn):
    """The whole page. `sections` as from build.plan, `drawn` {figure name: path of its PNG}; empty sections are left out."""
    links, body = "", []
    for key, title, introduction, items in sections:
        inside = contents(items, drawn)
        if inside:
            links += f'<li><a href="#{key}">{title}</a></li>'
            body.append(f'<section aria-labelledby="{key}"><h2 id="{key}">{title}</h2>\n<p>{introduction}</p>\n{inside}</section>\n')
    version = (run.results["provenance"] or {}).get("version", "")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quartet: search for B(s)→4μ</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>Search for B⁰ₛ→4μ and B⁰→4μ</h1>
<p class="lead">From muons to an upper limit: candidates, vertex fit, classifier, six categories, simultaneous fit, CLs.</p>
{statements(run)}
{cards(run)}
<nav aria-label="Sections"><ul>{links}</ul></nav>
</header>
<main>
{"".join(body)}</main>
<footer>Made by quartet {escape(str(version))}. Figures as PDF and PNG: <code>figures/</code> beside this page.</footer>
</body>
</html>
"""
