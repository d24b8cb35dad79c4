"""Writes the demo organization into a diary, register by register."""
