"""Numbers and names that the report shows or draws. Every number names its source."""

DECAYS = ("bs", "b0")
CATEGORIES = ("A1", "A2", "B1", "B2", "C1", "C2")
RESOLUTIONS = ("A", "B", "C")

DECAY_TEX = {"bs": r"$B^0_s \to 4\mu$", "b0": r"$B^0 \to 4\mu$"}
DECAY_HTML = {"bs": "B⁰ₛ→4μ", "b0": "B⁰→4μ"}

# 95 % CL limits of CMS-PAS-BPH-24-007 (171 /fb, 13.6 TeV), one decay at a time: observed, expected.
PUBLISHED_NAME = "CMS-PAS-BPH-24-007"
PUBLISHED = {"bs": (5.7e-10, 6.0e-10), "b0": (1.3e-10, 1.4e-10)}

# Edges of the per-event mass-resolution classes A | B | C in GeV (selection of CMS-PAS-BPH-24-007).
RESOLUTION_EDGES = (0.027, 0.038)

# Vetoed dimuon masses in GeV: name, and per class (low, high) (same source).
VETOES = (
    (r"$J/\psi$", {"A": (3.0969 - 0.075, 3.0969 + 0.060), "B": (3.0969 - 0.110, 3.0969 + 0.085), "C": (3.0969 - 0.140, 3.0969 + 0.110)}),
    (r"$\phi$", {"A": (1.019455 - 0.030, 1.019455 + 0.030), "B": (1.019455 - 0.050, 1.019455 + 0.035), "C": (1.019455 - 0.055, 1.019455 + 0.044)}),
    (r"$\psi(2S)$", {"A": (3.686097 - 0.080, 3.686097 + 0.070), "B": (3.686097 - 0.090, 3.686097 + 0.080), "C": (3.686097 - 0.110, 3.686097 + 0.090)}),
    (r"$\omega$", {"A": (0.78265 - 0.040, 0.78265 + 0.035), "B": (0.78265 - 0.045, 0.78265 + 0.040), "C": (0.78265 - 0.060, 0.78265 + 0.045)}),
)
