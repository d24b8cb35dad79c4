from decimal import Decimal

from django import template

from smsplan.ui import numbers

register = template.Library()


@register.filter
def figure(value: Decimal | None, unit: str = "") -> str:
    """`{{ measurement.value|figure:objective.unit }}`: 99.5%. A dash for nothing."""
    return numbers.figure(value, unit)


@register.simple_tag
def figure_of(objective, value: Decimal | None) -> str:
    """`{% figure_of record measurement.value %}`: with the objective's unit and decimals. A dash for nothing."""
    return numbers.figure(value, objective.unit, objective.decimals)
