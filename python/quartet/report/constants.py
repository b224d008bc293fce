"""Numbers and names that the report shows or draws. Every number names its source."""

DECAYS = ("bs", "b0")
CATEGORIES = ("A1", "A2", "B1", "B2", "C1", "C2")
RESOLUTIONS = ("A", "B", "C")

DECAY_TEX = {"bs": r"$B^0_s \to 4\mu$", "b0": r"$B^0 \to 4\mu$"}
DECAY_HTML = {"bs": "B⁰ₛ→4μ", "b0": "B⁰→4μ"}

# 95 % CL limits of CMS-PAS-BPH-24-007 (171 /fb, 13.6 TeV), one decay at a time: observed, expected.
PUBLISHED_NAME = "CMS-PAS-BPH-24-007"
PUBLISHED = {"bs": (5.7e-10, 6.0e-10), "b0": (1.3e-10, 1.4e-10)}

# Predicted branching fractions, lowest and highest: A. V. Danilina, N. V. Nikitin, Phys. Atom. Nucl. 81 (2018) 347, as quoted in arXiv:2111.11339.
STANDARD_MODEL = {"bs": (0.9e-10, 1.0e-10), "b0": (0.4e-12, 4.0e-12)}

RESONANCE_TEX = {"jpsi": r"$J/\psi$", "phi": r"$\phi$", "psi2s": r"$\psi(2S)$", "omega": r"$\omega$"}
