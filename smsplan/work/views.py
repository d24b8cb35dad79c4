from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.ui.parts import Empty
from smsplan.ui.views import SIGNED_IN, Entry
from smsplan.work.home import grouped_work, home
from smsplan.work.reminders import day_words, today_here


class Home(Entry, View):
    """What needs attention first."""

    permission = SIGNED_IN
    title = gettext_lazy("Home")

    def get(self, request):
        return render(request, "work/home.html", {"page": self.get_page(), "home": home(request.user, today_here())})


class MyWork(Entry, View):
    """What waits for this person: overdue, this week, later."""

    permission = SIGNED_IN
    title = gettext_lazy("My work")

    def get(self, request):
        today = today_here()
        work = grouped_work(request.user, today)
        groups = [
            ("overdue", _("Overdue"), work.overdue),
            ("week", _("This week"), work.this_week),
            ("later", _("Later"), work.later),
        ]
        context = {
            "page": self.get_page(),
            "groups": [
                {
                    "key": key,
                    "label": label,
                    "rows": [{"item": item, "when": day_words(item.due, today)} for item in items],
                }
                for key, label, items in groups
                if items
            ],
            "values_due": sum(item.kind == "measurement" for _key, _label, items in groups for item in items),
            "empty": Empty(
                title=_("Nothing waits for you"),
                text=_("Values to record, reviews and changes that are yours stand here as soon as they are due."),
                clause=_("ISO/IEC 20000-1, 5.3: who is responsible is assigned and communicated."),
                example=_("Record the value for October 2026"),
            ),
        }
        return render(request, "work/list.html", context)
