from decimal import Decimal

from django import template

from smsplan.ui import numbers

register = template.Library()


@register.filter
def figure(value: Decimal | None, unit: str = "") -> str:
    """`{{ measurement.value|figure:objective.unit }}`: 99.5%. A dash for nothing."""
    return numbers.figure(value, unit)


@register.filter
def money(value: Decimal | None, currency: str = "") -> str:
    """`{{ resource.amount|money:resource.unit }}`: IDR 1,500,000. A dash for nothing."""
    return numbers.money(value, currency)
