"""The form page of a record with rows: one row more without JavaScript, and what to mend in them."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict

from smsplan.records.rows.forms import PlanForm
from smsplan.records.views.forms import RecordFormPage


class PlanFormPage(RecordFormPage):
    """A form page whose form is a PlanForm. Some of its buttons save nothing and show the form again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save; or, without JavaScript, show the form again with what a button asked for."""
        data = self.shown_again(request.POST)
        if data is None:
            return super().post(request, *args, **kwargs)
        form = self.get_form_class()(**(self.get_form_kwargs() | {"data": data}))
        return self.render_to_response(self.get_context_data(form=form))

    def shown_again(self, data: QueryDict) -> QueryDict | None:
        """What was typed, with a row more of the part that `add_row` names; None when it is to be saved."""
        part = data.get("add_row", "")
        if part not in self.get_form_class().parts:
            return None
        data, name = data.copy(), f"{part}-TOTAL_FORMS"
        sent = data.get(name, "")[:6]
        data[name] = str(int(sent) + 1) if sent.isdecimal() else "1"
        return data

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what to mend in the rows in the summary above the form."""
        context = super().get_context_data(**kwargs)
        context["error_summary"] += row_errors(context["form"])
        return context


def in_lines(form: PlanForm, lines: list[Any]) -> list[list[Any]]:
    """The bound fields of a section, line by line; a tuple of names stands beside each other on one line."""
    named = [[line] if isinstance(line, str) else list(line) for line in lines]
    bound = [[form[name] for name in names if name in form.fields] for names in named]
    return [line for line in bound if line]


def part_context(form: PlanForm, name: str) -> dict[str, Any] | None:
    """A part in the form, for records/_form_rows.html: its rows with their names, and the pattern of a new one."""
    if not name:
        return None
    part, rows = form.parts[name], form.rows[name]
    return {
        "name": name,
        "label": part.label,
        "hint": part.hint,
        "add": part.add,
        "rows": rows,
        "named": [(str(part.one) % {"number": place}, row) for place, row in enumerate(rows.forms, start=1)],
        "pattern": (part.new, rows.empty_form),
    }


def row_errors(form: PlanForm) -> list[dict[str, Any]]:
    """What to mend in the rows, for the summary above the form."""
    found = []
    for name, rows in form.sent.items():
        part = form.parts[name]
        for place, row in enumerate(rows.forms, start=1):
            if row not in rows.filled:
                continue
            for field, errors in row.errors.items():
                label = f"{str(part.one) % {'number': place}}, {row.fields[field].label if field in row.fields else ''}"
                url = f"#{row[field].id_for_label}" if field in row.fields else f"#id_{name}"
                found.append({"label": label.rstrip(", "), "url": url, "errors": errors})
        for error in rows.non_form_errors():
            found.append({"label": part.label, "url": f"#id_{name}", "errors": [error]})
    return found
