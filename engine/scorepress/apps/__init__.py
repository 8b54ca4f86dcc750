"""The doors: what a person or another program talks to."""
