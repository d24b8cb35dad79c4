"""The five roles, as permission groups, and how a register grants its permissions to them."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.utils.translation import gettext_lazy as _

COMPLIANCE = "Compliance"
MANAGER = "Manager"
CONTRIBUTOR = "Contributor"
AUDITOR = "Auditor"
ADMINISTRATOR = "Administrator"

ROLES = (COMPLIANCE, MANAGER, CONTRIBUTOR, AUDITOR, ADMINISTRATOR)

#: What a person reads for a role; the group's name is the key.
ROLE_LABELS = {
    COMPLIANCE: _("Compliance"),
    MANAGER: _("Manager"),
    CONTRIBUTOR: _("Contributor"),
    AUDITOR: _("Auditor"),
    ADMINISTRATOR: _("Administrator"),
}

READERS = (COMPLIANCE, MANAGER, AUDITOR, ADMINISTRATOR)
EVERYONE = ROLES


def grant(app_label: str, table: Mapping[str, Sequence[str]]) -> migrations.RunPython:
    """A migration operation that gives the permissions `codename` of `app_label` to roles: {codename: [role, ...]}.

    Django makes permissions after all migrations have run; this makes the app's permissions at once. A codename that no
    model of the app declares raises KeyError, so that a typing error can't grant nothing in silence.
    """

    def forwards(apps, schema_editor):
        app_config = apps.get_app_config(app_label)
        app_config.models_module = True
        create_permissions(app_config, verbosity=0, apps=apps, using=schema_editor.connection.alias)
        app_config.models_module = None
        groups = {name: apps.get_model("auth", "Group").objects.get_or_create(name=name)[0] for name in ROLES}
        known = {
            permission.codename: permission
            for permission in apps.get_model("auth", "Permission").objects.filter(content_type__app_label=app_label)
        }
        for codename, roles in table.items():
            for role in roles:
                groups[role].permissions.add(known[codename])

    return migrations.RunPython(forwards, migrations.RunPython.noop)
