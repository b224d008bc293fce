"""Figures from the JSON results of the statistics commands: `python3 -m quartet.plots KIND RESULT.json -o FIGURE.pdf`."""
