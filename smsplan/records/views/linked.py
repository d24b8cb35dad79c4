"""Naming another record on a page."""

from django.utils.html import format_html


def shown(user, record) -> str:
    """Another record by reference and title: a link for whoever may see its page, else the words alone."""
    if record is None:
        return "–"
    if type(record)._default_manager.visible_to(user).filter(pk=record.pk).exists():
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)
    return str(record)
