"""3x3: the default, which reproduces the guide's sample register."""

from typing import Any

from risks.presets.steps import impact_step, likelihood_step
from risks.scoring import THREE_BY_THREE, Level

#: Three levels want three colours: green, yellow and red.
_LEVELS: list[dict[str, Any]] = [
    {"level": int(Level.LOW), "colour": "green", "review_months": 12},
    {"level": int(Level.MEDIUM), "colour": "yellow", "review_months": 6},
    {"level": int(Level.HIGH), "colour": "red", "review_months": 3},
]

THREE: dict[str, Any] = {
    "likelihood": [
        likelihood_step(
            "Low", "Rendah", 20, "Not expected within 12 months.", "Tidak diperkirakan terjadi dalam 12 bulan."
        ),
        likelihood_step("Medium", "Sedang", 60, "May well happen within 12 months.", "Mungkin terjadi dalam 12 bulan."),
        likelihood_step("High", "Tinggi", 100, "Expected within 12 months.", "Diperkirakan terjadi dalam 12 bulan."),
    ],
    "impact": [
        impact_step(
            "Low",
            "Rendah",
            customer=("A few users notice; no complaint.", "Beberapa pengguna merasakannya; tidak ada keluhan."),
            service=("Targets are met.", "Target tetap tercapai."),
            cost=("Within the service's budget.", "Masih dalam anggaran layanan."),
            regulatory=("No obligation is touched.", "Tidak menyentuh kewajiban apa pun."),
        ),
        impact_step(
            "Medium",
            "Sedang",
            customer=("A group of customers complains.", "Sekelompok pelanggan mengeluh."),
            service=("A target is missed for a month.", "Satu target tidak tercapai selama satu bulan."),
            cost=("A reserve is needed.", "Perlu dana cadangan."),
            regulatory=("An obligation is met late.", "Suatu kewajiban dipenuhi terlambat."),
        ),
        impact_step(
            "High",
            "Tinggi",
            customer=("Customers leave or claim compensation.", "Pelanggan pergi atau menuntut ganti rugi."),
            service=("A critical service is down beyond its target.", "Layanan kritis terhenti melebihi targetnya."),
            cost=("The year's budget has to be changed.", "Anggaran tahun berjalan harus diubah."),
            regulatory=("Sanction by the regulator.", "Sanksi dari regulator."),
        ),
    ],
    "cells": [[int(level) for level in row] for row in THREE_BY_THREE],
    "levels": _LEVELS,
    "acceptance_level": int(Level.HIGH),
}
