"""`quartet report`: one self-contained HTML page from what `quartet run` left in a folder (docs/run_outputs.md)."""
