"""The demo: one command that runs the whole application with a fictional organization in it."""
