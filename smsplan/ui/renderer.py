"""How form widgets become HTML."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString, mark_safe

from smsplan.ui.escaping import escaped

SELECT = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"


class Renderer(TemplatesSetting):
    """Django's own, but for selects: with a template for each option, a list of people costs more than its page.

    What is written is the same (tests/ui/test_renderer.py compares the two).
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The widget as HTML."""
        if template_name == SELECT and _has_plain_options(context["widget"]):
            return select_html(context["widget"])
        return super().render(template_name, context, request)


def _has_plain_options(widget: dict[str, Any]) -> bool:
    return all(option["template_name"] == OPTION for _name, group, _index in widget["optgroups"] for option in group)


def select_html(widget: dict[str, Any]) -> SafeString:
    """A select with its options, from the context that the widget gives its template."""
    parts = [f'<select name="{escaped(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, group, _index in widget["optgroups"]:
        if name:
            parts.append(f'\n  <optgroup label="{escaped(name)}">')
        for option in group:
            parts.append(
                f'\n  <option value="{escaped(str(option["value"]))}"{_attributes(option["attrs"])}>'
                f"{escaped(option['label'])}</option>\n"
            )
        if name:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>\n")
    return mark_safe("".join(parts))


def _attributes(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )
