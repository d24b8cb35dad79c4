"""Ready-made risk criteria (6.1.2 a): scales in both languages, a level per cell, a colour and an interval per level.

A text is a `Words` mapping of language code to text, because a criteria version is kept for ever and is read in either
language. Cells are as in `risks.scoring`: `cells[impact - 1][likelihood - 1]`.
"""

from typing import Any

from risks.scoring import THREE_BY_THREE, Level

Words = dict[str, str]

#: What impact is described by, in the order in which it is shown.
DIMENSIONS = ("customer", "service", "cost", "regulatory")


def _step(english: str, indonesian: str, up_to: int, definition: str, definition_id: str) -> dict[str, Any]:
    """A step of likelihood: `up_to` is the highest probability in percent over the next 12 months."""
    return {
        "label": {"en": english, "id": indonesian},
        "up_to": up_to,
        "definition": {"en": definition, "id": definition_id},
    }


def _impact(english: str, indonesian: str, **dimensions: tuple[str, str]) -> dict[str, Any]:
    """A step of impact, described in each of DIMENSIONS as (English, Indonesian)."""
    step: dict[str, Any] = {"label": {"en": english, "id": indonesian}}
    for name in DIMENSIONS:
        step[name] = {"en": dimensions[name][0], "id": dimensions[name][1]}
    return step


#: Level, colour and months between two reviews.
LEVELS: list[dict[str, Any]] = [
    {"level": int(Level.LOW), "colour": "green", "review_months": 12},
    {"level": int(Level.MEDIUM), "colour": "yellow", "review_months": 6},
    {"level": int(Level.HIGH), "colour": "red", "review_months": 3},
    {"level": int(Level.EXTREME), "colour": "red", "review_months": 1},
]

THREE: dict[str, Any] = {
    "likelihood": [
        _step("Low", "Rendah", 20, "Not expected within 12 months.", "Tidak diperkirakan terjadi dalam 12 bulan."),
        _step("Medium", "Sedang", 60, "May well happen within 12 months.", "Mungkin terjadi dalam 12 bulan."),
        _step("High", "Tinggi", 100, "Expected within 12 months.", "Diperkirakan terjadi dalam 12 bulan."),
    ],
    "impact": [
        _impact(
            "Low",
            "Rendah",
            customer=("A few users notice; no complaint.", "Beberapa pengguna merasakannya; tidak ada keluhan."),
            service=("Targets are met.", "Target tetap tercapai."),
            cost=("Within the service's budget.", "Masih dalam anggaran layanan."),
            regulatory=("No obligation is touched.", "Tidak menyentuh kewajiban apa pun."),
        ),
        _impact(
            "Medium",
            "Sedang",
            customer=("A group of customers complains.", "Sekelompok pelanggan mengeluh."),
            service=("A target is missed for a month.", "Satu target tidak tercapai selama satu bulan."),
            cost=("A reserve is needed.", "Perlu dana cadangan."),
            regulatory=("An obligation is met late.", "Suatu kewajiban dipenuhi terlambat."),
        ),
        _impact(
            "High",
            "Tinggi",
            customer=("Customers leave or claim compensation.", "Pelanggan pergi atau menuntut ganti rugi."),
            service=("A critical service is down beyond its target.", "Layanan kritis terhenti melebihi targetnya."),
            cost=("The year's budget has to be changed.", "Anggaran tahun berjalan harus diubah."),
            regulatory=("Sanction by the regulator.", "Sanksi dari regulator."),
        ),
    ],
    "cells": [[int(level) for level in row] for row in THREE_BY_THREE],
    "levels": LEVELS[:3],
    "acceptance_level": int(Level.HIGH),
}

#: Name -> criteria, the default first.
PRESETS: dict[str, dict[str, Any]] = {"3x3": THREE}
