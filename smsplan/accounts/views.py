from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from smsplan.accounts import services
from smsplan.accounts.filters import PersonFilter
from smsplan.accounts.forms import OwnForm, PersonForm, version_of
from smsplan.accounts.invitations import invitation_send
from smsplan.accounts.models import User
from smsplan.accounts.tables import PersonTable, access_pill
from smsplan.audit import diff
from smsplan.ui.parts import Action, Conflict, Crumb, Fact
from smsplan.ui.templatetags.ui import day, moment
from smsplan.ui.views import EVERYONE, SIGNED_IN, ConfirmPage, DetailPage, Entry, FormPage, ListPage


class PersonList(ListPage):
    """Everybody, also those who were deactivated."""

    permission = "accounts.change_user"
    title = gettext_lazy("People")
    filterset_class = PersonFilter
    table_class = PersonTable
    create_url = reverse_lazy("people:create")
    create_label = gettext_lazy("Add a person")
    create_permission = "accounts.add_user"

    def get_queryset(self):
        return User.objects.prefetch_related("groups").order_by("full_name")


class PersonPage:
    """What the pages of one person share."""

    permission = "accounts.change_user"

    def get_object(self):
        """The person. Raises Http404."""
        return get_object_or_404(User.objects.prefetch_related("groups"), pk=self.kwargs["pk"])

    def get_breadcrumbs(self):
        return [Crumb(_("People"), reverse("people:list"))]


class PersonDetail(PersonPage, DetailPage):
    """One person: roles, access window, history."""

    template_name = "accounts/detail.html"

    def get_title(self) -> str:
        return self.record.full_name

    def get_pill(self):
        return access_pill(self.record)

    def get_primary(self):
        return Action(_("Edit"), reverse("people:update", args=[self.record.pk]), icon="pencil")

    def extra_actions(self):
        person = self.record
        actions = []
        if person.may_enter():
            invite = reverse("people:invite", args=[person.pk])
            actions.append(Action(_("Send a link to set the password"), invite, icon="mail"))
        if person != self.request.user:
            if person.is_active:
                leave = reverse("people:deactivate", args=[person.pk])
                actions.append(Action(_("Deactivate"), leave, icon="user-off", style="danger"))
            else:
                actions.append(
                    Action(_("Activate again"), reverse("people:activate", args=[person.pk]), icon="user-check")
                )
        return actions

    def get_facts(self):
        person = self.record
        return [
            Fact(_("Added"), day(person.date_joined)),
            Fact(_("Last sign-in"), moment(person.last_login) if person.last_login else _("Never")),
            Fact(_("Language"), person.get_language_display()),
            Fact(_("Time zone"), person.time_zone),
        ]

    def get_tabs(self):
        return [("overview", _("Overview"), None, ""), ("history", _("History"), None, "ui/_history.html")]

    def get_tab_context(self, key):
        return {"saves": diff.saves(self.record)} if key == "history" else {}


class PersonCreate(PersonPage, FormPage):
    """Add a person; they get a mail with a link to set their password."""

    permission = "accounts.add_user"
    title = gettext_lazy("Add a person")
    lead = gettext_lazy("They get an e-mail with a link to set their own password.")
    form_class = PersonForm
    submit_label = gettext_lazy("Add and invite")
    success_message = ""

    def get_object(self):
        return None

    def get_initial(self):
        return {"language": self.request.user.language, "time_zone": self.request.user.time_zone}

    def save(self, form):
        person = form.instance
        person.set_unusable_password()
        services.person_save(person=person, actor=self.request.user, role_names=form.cleaned_data["roles"])
        tell_invited(self.request, person)
        return person


def tell_invited(request, person: User) -> None:
    """Send the link and say what came of it."""
    if invitation_send(person=person, actor=request.user):
        messages.success(request, _("An invitation was sent to %(email)s.") % {"email": person.email})
    else:
        messages.warning(
            request,
            _("%(name)s is kept, but the mail to %(email)s could not be sent. Send the link again later.")
            % {"name": person.full_name, "email": person.email},
        )


class PersonUpdate(PersonPage, FormPage):
    """Change a person, their roles or their access window."""

    form_class = PersonForm

    @cached_property
    def name(self) -> str:
        """The person's name as it is stored, whatever the form makes of it."""
        return User.objects.values_list("full_name", flat=True).get(pk=self.record.pk)

    def get_title(self) -> str:
        return _("Edit %(name)s") % {"name": self.name}

    def get_breadcrumbs(self):
        return [*super().get_breadcrumbs(), Crumb(self.name, self.record.get_absolute_url())]

    def save(self, form):
        with transaction.atomic():
            current = services.locked_person(form.instance)
            if form.cleaned_data["revision"] != version_of(current):
                raise stale(form, current)
            return services.person_save(
                person=form.instance,
                actor=self.request.user,
                role_names=form.cleaned_data["roles"],
                reason=form.cleaned_data["change_reason"],
            )


def stale(form, current: User) -> ValidationError:
    """The error that shows both versions, field by field."""
    error = ValidationError(
        _("Somebody else saved this record meanwhile. Nothing you typed is lost: compare and save again.")
    )
    error.conflicts = []
    for name in form.Meta.fields:
        model_field = User._meta.get_field(name)
        yours, theirs = (
            diff.words(model_field, form.cleaned_data[name]),
            diff.words(model_field, getattr(current, name)),
        )
        if yours != theirs:
            error.conflicts.append(Conflict(str(form.fields[name].label), yours, theirs))
    labels = dict(form.fields["roles"].choices)
    yours = ", ".join(str(labels[role]) for role in form.cleaned_data["roles"])
    theirs = ", ".join(current.role_names)
    if yours != theirs or not error.conflicts:
        error.conflicts.append(Conflict(str(form.fields["roles"].label), yours, theirs))
    error.fresh_revision = version_of(current)
    row = current.history.order_by("-history_id").first()
    if row is not None:
        error.conflict_note = _("%(who)s saved this record on %(when)s, after you opened it.") % {
            "who": row.history_actor_name or "smsplan",
            "when": date_format(localtime(row.history_date), "DATETIME_FORMAT"),
        }
    return error


class PersonAct(PersonPage, ConfirmPage):
    """An act on one person, with a reason."""


class PersonDeactivate(PersonAct):
    """End a person's access for good; what they did keeps their name."""

    heading = gettext_lazy("Deactivate this person?")
    consequence = gettext_lazy(
        "They can't sign in any more, and a running session ends at once. Nothing they did is removed; records that "
        "they own keep them as owner until somebody else takes over."
    )
    danger = True
    submit_label = gettext_lazy("Deactivate")
    success_message = gettext_lazy("Deactivated.")

    def allowed(self) -> bool:
        return self.record.is_active and self.record != self.request.user

    def act(self, form):
        services.person_set_active(
            person=self.record, active=False, actor=self.request.user, reason=form.cleaned_data["reason"]
        )


class PersonActivate(PersonAct):
    """Let a deactivated person in again."""

    heading = gettext_lazy("Activate this person again?")
    consequence = gettext_lazy("They can sign in again with the roles they have, inside their access window.")
    submit_label = gettext_lazy("Activate")
    success_message = gettext_lazy("Active again.")

    def allowed(self) -> bool:
        return not self.record.is_active

    def act(self, form):
        services.person_set_active(
            person=self.record, active=True, actor=self.request.user, reason=form.cleaned_data["reason"]
        )


class PersonInvite(PersonAct):
    """Send a link to set a password."""

    heading = gettext_lazy("Send a link to set the password?")
    consequence = gettext_lazy("The link goes to the person's own e-mail address and works once. Nobody else sees it.")
    reason_required = False
    submit_label = gettext_lazy("Send")
    success_message = ""

    def allowed(self) -> bool:
        return self.record.may_enter()

    def act(self, form):
        tell_invited(self.request, self.record)


class OwnPage(FormPage):
    """A person's own language, time zone and theme."""

    permission = SIGNED_IN
    title = gettext_lazy("My preferences")
    form_class = OwnForm
    success_url = reverse_lazy("people:me")
    cancel_url = reverse_lazy("work:home")

    def get_object(self):
        return User.objects.get(pk=self.request.user.pk)

    def save(self, form):
        return services.preferences_save(person=self.request.user, **form.cleaned_data)


class Preferences(Entry, View):
    """Switch language or theme from the menu, then go back to where the person was."""

    permission = EVERYONE
    http_method_names = ["post"]

    def post(self, request):
        language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
        response = redirect(own_address(request, request.POST.get("next", "")))
        if request.user.is_authenticated:
            try:
                services.preferences_save(person=request.user, language=language or None, theme=theme or None)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        elif language in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", secure=settings.PRODUCTION, httponly=True
            )
        return response


def own_address(request, wanted: str) -> str:
    """`wanted` when it is an address of our own, else the first page: nobody is led away from here."""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and allowed else "/"
