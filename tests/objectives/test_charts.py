"""The chart of an objective: what it draws, the table with the same data, and the same picture on paper."""

import datetime
import json
from decimal import Decimal

import pytest

from objectives.charts import chart_of, spark_of
from objectives.models import Objective
from objectives.selectors import ObjectiveView, counted_figure, target_figure
from smsplan.ui.charts import line_chart, sparkline
from smsplan.ui.pictures import line_picture, spark_picture

D = datetime.date


MAY = D(2026, 5, 10)


def view_of(*values, on=MAY, **changes) -> ObjectiveView:
    """An objective of 2026 that is measured monthly, 90 to 98%, with values from January on; nothing is saved."""
    fields = {
        "pk": 1, "title": "Availability", "metric": "Availability", "unit": "%", "baseline": Decimal(90),
        "target": Decimal(98), "direction": "at_least", "rule": "latest", "frequency": "monthly",
        "start_date": D(2026, 1, 1), "due_date": D(2026, 12, 31), "state": "approved",
    } | changes  # fmt: skip
    objective = Objective(**fields)
    periods = objective.plan.periods()
    measured = [(period.start, Decimal(str(value))) for period, value in zip(periods, values, strict=False)]
    return ObjectiveView(objective, measured, on)


def drawn(view: ObjectiveView) -> dict[str, dict]:
    return {series["label"]: series for series in json.loads(chart_of(view)["data"])["series"]}


def test_the_forecast_goes_on_from_the_last_value_within_its_range():
    found = drawn(view_of(91, 92, 93))
    # One more each month: 102 in December, which no share of a hundred can be; it is held at 100.
    assert found["Forecast"]["values"][:3] == [None, None, 93.0]
    assert found["Forecast"]["values"][-1] == 100
    band = found["Range of the forecast"]
    assert band["low"][2] == band["high"][2] == 93
    assert len(band["low"]) == 12
    assert found["Target"]["values"] == [98.0] * 12
    assert found["Planned course"]["values"][-1] == 98


def test_without_enough_values_there_is_no_forecast():
    assert "Forecast" not in drawn(view_of(91, 92))
    assert "Forecast" not in drawn(view_of(*range(80, 92)))


def test_the_table_holds_what_the_chart_draws():
    view = view_of(91, 92.5, 93)
    chart = chart_of(view)
    assert chart["heads"] == ["Measured", "Planned course", "Target", "Forecast", "Range of the forecast"]
    assert len(chart["rows"]) == 12
    february, december = chart["rows"][1], chart["rows"][-1]
    assert february["cells"][0] == "92.5%" and february["cells"][3:] == ["–", "–"]
    assert december["cells"][0] == "–" and " to " in december["cells"][4]


def test_an_average_has_a_line_of_its_own_from_which_the_forecast_goes_on():
    found = drawn(view_of(97, 99, 98, rule="average"))
    assert found["Average so far"]["values"][:4] == [97, 98, 98, None]
    assert found["Forecast"]["values"][2:] == [98.0] * 10
    assert "Planned course" not in found


def test_a_sum_grows():
    view = view_of(10, 20, 30, rule="sum", unit="hours", baseline=None, target=Decimal(240))
    found = drawn(view)
    assert found["Sum so far"]["values"][:4] == [10, 30, 60, None]
    # Twenty a month on average: 60 + 9 x 20.
    assert found["Forecast"]["values"][-1] == 240


def test_a_reduction_is_drawn_as_what_it_comes_to():
    view = view_of(
        1470, 1425, 1380, rule="reduction", unit="IDR", frequency="quarterly", baseline=Decimal(1500),
        target=Decimal(10), on=D(2026, 10, 2),
    )  # fmt: skip
    found = drawn(view)
    assert found["Measured"]["values"] == [1470, 1425, 1380, None]
    assert found["Target"]["values"] == [1350.0] * 4
    # 45 less each quarter: 1335, a reduction by 11%.
    assert found["Forecast"]["values"][-1] == pytest.approx(1335)
    assert view.counted(view.forecast.value) == "11%"


def test_a_band_has_two_edges():
    found = drawn(view_of(50, direction="within", target=Decimal(40), upper=Decimal(60), baseline=Decimal(50)))
    assert found["Target, lower edge"]["values"][0] == 40 and found["Target, upper edge"]["values"][0] == 60


def test_targets_and_figures_in_words():
    def one(**fields) -> Objective:
        return view_of(**fields).objective

    assert target_figure(one()) == "≥\u00a098%"
    assert target_figure(one(direction="at_most", unit="hours", target=Decimal("2.5"))) == "≤\u00a02.5 hours"
    assert target_figure(one(direction="within", target=Decimal(40), upper=Decimal(60))) == "40\u00a0–\u00a060%"
    assert target_figure(one(decimals=2)) == "≥\u00a098.00%"
    assert counted_figure(one(rule="average"), Decimal(97) + Decimal(1) / 3) == "97.3%"
    # Cut to one decimal it would be the target, which it is not.
    assert counted_figure(one(rule="average"), Decimal("97.996")) == "97.996%"
    # As somebody entered it, and half of the last place is rounded up.
    assert counted_figure(one(rule="latest", unit="hours", target=Decimal(2)), Decimal("2.65")) == "2.65 hours"
    assert counted_figure(one(rule="average", decimals=2), Decimal("97.125")) == "97.13%"
    assert counted_figure(one(rule="average"), Decimal("97.2501")) == "97.3%"


def test_a_plan_with_gaps_has_no_chart():
    assert chart_of(view_of(91, target=None)) is None


def test_a_range_has_as_many_edges_as_there_are_labels():
    with pytest.raises(ValueError, match="2 labels"):
        line_chart(id="x", labels=["a", "b"], series=[{"label": "R", "kind": "band", "low": [1], "high": [2, 3]}])


def test_sparklines():
    assert sparkline(values=[])["data"] == ""
    spark = spark_of(view_of(91, 92, 93))
    assert json.loads(spark["data"]) == {"values": [91.0, 92.0, 93.0], "goal": 98.0}
    assert spark["description"] == "3 values, from 91% to 93%"


def test_the_same_picture_on_paper():
    view = view_of(91, 92, 93)
    picture, kind = line_picture(chart_of(view))
    assert kind == "image/svg+xml" and b"<svg" in picture and b"<script" not in picture
    # The range is a surface, which a chart without a forecast has not.
    assert picture.count(b"FillBetween") > line_picture(chart_of(view_of(91)))[0].count(b"FillBetween")
    assert picture == line_picture(chart_of(view))[0]
    assert b"<svg" in spark_picture(spark_of(view))[0]
