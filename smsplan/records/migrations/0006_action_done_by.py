"""Keep who finished an action, so that they do not judge whether it worked (6.1.3 b)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from smsplan.migrating import BatchedMigration

#: The audit trail knows who finished what was done before. An action that its finisher had judged by then stays as it
#: is, with nobody named.
FROM_THE_TRAIL = """
UPDATE records_actionitem a SET done_by_id = finished.actor_id
FROM (
  SELECT DISTINCT ON (e.target_id) e.target_id, e.actor_id
  FROM audit_event e JOIN django_content_type t ON t.id = e.target_type_id
  WHERE e.action = 'action_done' AND t.app_label = 'records' AND t.model = 'actionitem'
  ORDER BY e.target_id, e.at DESC, e.id DESC
) finished
WHERE finished.target_id = a.id AND a.state = 'done'
  AND (a.checked_by_id IS NULL OR a.checked_by_id <> finished.actor_id);
"""


class Migration(BatchedMigration):
    dependencies = [
        ("records", "0005_resolved_comments"),
        ("audit", "0005_acknowledged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="done by",
            ),
        ),
        migrations.AddField(
            model_name="historicalactionitem",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="done by",
            ),
        ),
        migrations.RunSQL(FROM_THE_TRAIL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="actionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by", None),
                    ("done_by", None),
                    models.Q(("checked_by", models.F("done_by")), _negated=True),
                    _connector="OR",
                ),
                name="action_checked_by_another",
            ),
        ),
    ]
