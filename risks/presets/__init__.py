"""Ready-made risk criteria (6.1.2 a): scales in both languages, a level per cell, a colour and an interval per level.

Cells are as in `risks.scoring`: `cells[impact - 1][likelihood - 1]`. Import everything from here.
"""

from typing import Any

from risks.presets.five import FIVE
from risks.presets.four import FOUR
from risks.presets.steps import DIMENSIONS, LEVELS, Words
from risks.presets.three import THREE

#: Name -> criteria, the default first.
PRESETS: dict[str, dict[str, Any]] = {"3x3": THREE, "4x4": FOUR, "5x5": FIVE}

__all__ = ["DIMENSIONS", "FIVE", "FOUR", "LEVELS", "PRESETS", "THREE", "Words"]
