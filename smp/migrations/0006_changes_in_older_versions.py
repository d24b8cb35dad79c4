"""Versions that were frozen before they could name SMS changes are said to name those that were verified by then.

Each change goes to the first of them that was frozen with it; whatever reads which versions name a change, such as what
still waits for the plan, then needs no second rule for the time before.
"""

from django.db import migrations

NAME = """
INSERT INTO smp_version_changes (version_id, change_id)
SELECT DISTINCT ON (c.id) v.id, c.id
FROM smp_version v
CROSS JOIN LATERAL jsonb_object_keys(COALESCE(v.frozen #> '{registers,verified_changes}', '{}')) AS named(reference)
JOIN changes_change c ON c.reference = named.reference
WHERE v.state IN ('in_review', 'approved', 'superseded') AND v.frozen IS NOT NULL AND NOT v.frozen ? 'carried'
ORDER BY c.id, v.submitted_at, v.id
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('smp', '0005_approved_by_all'),
    ]

    operations = [
        migrations.RunSQL(NAME, migrations.RunSQL.noop),
    ]
