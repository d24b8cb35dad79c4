"""5x5: what larger organizations and many regulators use."""

from typing import Any

from risks.presets.steps import LEVELS, impact_step, likelihood_step
from risks.scoring import Level

FIVE: dict[str, Any] = {
    "likelihood": [
        likelihood_step(
            "Rare",
            "Sangat jarang",
            5,
            "Only in exceptional circumstances within 12 months.",
            "Hanya dalam keadaan luar biasa dalam 12 bulan.",
        ),
        likelihood_step(
            "Unlikely",
            "Kecil kemungkinan",
            20,
            "Not expected within 12 months.",
            "Tidak diperkirakan terjadi dalam 12 bulan.",
        ),
        likelihood_step(
            "Possible", "Mungkin", 50, "May happen within 12 months.", "Dapat terjadi dalam 12 bulan."
        ),
        likelihood_step(
            "Likely",
            "Kemungkinan besar",
            80,
            "More likely than not within 12 months.",
            "Lebih mungkin terjadi daripada tidak dalam 12 bulan.",
        ),
        likelihood_step(
            "Almost certain",
            "Hampir pasti",
            100,
            "Expected within 12 months, perhaps more than once.",
            "Diperkirakan terjadi dalam 12 bulan, mungkin lebih dari sekali.",
        ),
    ],
    "impact": [
        impact_step(
            "Negligible",
            "Sangat kecil",
            customer=("Hardly anybody notices.", "Hampir tidak ada yang merasakannya."),
            service=("Targets are met.", "Target tetap tercapai."),
            cost=("Absorbed in daily work.", "Tertanggung dalam pekerjaan sehari-hari."),
            regulatory=("No obligation is touched.", "Tidak menyentuh kewajiban apa pun."),
        ),
        impact_step(
            "Minor",
            "Kecil",
            customer=("Some users notice; few complaints.", "Sebagian pengguna merasakannya; sedikit keluhan."),
            service=("A target is missed for a week.", "Satu target tidak tercapai selama satu minggu."),
            cost=("Within the service's budget.", "Masih dalam anggaran layanan."),
            regulatory=("An obligation is met late, without consequence.",
                        "Suatu kewajiban dipenuhi terlambat, tanpa akibat."),
        ),
        impact_step(
            "Moderate",
            "Sedang",
            customer=("A group of customers complains.", "Sekelompok pelanggan mengeluh."),
            service=("A target is missed for a month.", "Satu target tidak tercapai selama satu bulan."),
            cost=("A reserve is needed.", "Perlu dana cadangan."),
            regulatory=("The regulator asks questions.", "Regulator mengajukan pertanyaan."),
        ),
        impact_step(
            "Major",
            "Besar",
            customer=("Many customers complain, some claim compensation.",
                      "Banyak pelanggan mengeluh, sebagian menuntut ganti rugi."),
            service=("A critical service is down beyond its target.", "Layanan kritis terhenti melebihi targetnya."),
            cost=("The year's budget has to be changed.", "Anggaran tahun berjalan harus diubah."),
            regulatory=("The regulator asks for correction in writing.",
                        "Regulator meminta perbaikan secara tertulis."),
        ),
        impact_step(
            "Severe",
            "Parah",
            customer=("Customers leave; the press reports it.", "Pelanggan pergi; media memberitakannya."),
            service=("Several critical services are down for a day or longer.",
                     "Beberapa layanan kritis terhenti satu hari atau lebih."),
            cost=("The organization's result for the year is in doubt.",
                  "Hasil usaha organisasi tahun ini terancam."),
            regulatory=("Sanction by the regulator, or a licence at risk.",
                        "Sanksi dari regulator, atau izin terancam."),
        ),
    ],
    "cells": [
        [int(level) for level in row]
        for row in (
            (Level.LOW, Level.LOW, Level.LOW, Level.LOW, Level.MEDIUM),
            (Level.LOW, Level.LOW, Level.MEDIUM, Level.MEDIUM, Level.MEDIUM),
            (Level.LOW, Level.MEDIUM, Level.MEDIUM, Level.HIGH, Level.HIGH),
            (Level.MEDIUM, Level.MEDIUM, Level.HIGH, Level.HIGH, Level.EXTREME),
            (Level.MEDIUM, Level.HIGH, Level.HIGH, Level.EXTREME, Level.EXTREME),
        )
    ],
    "levels": LEVELS,
    "acceptance_level": int(Level.HIGH),
}  # fmt: skip
