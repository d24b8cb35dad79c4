import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from smsplan.accounts.roles import MANAGER, grant
from smsplan.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies = [
        ("objectives", "0004_plan_revision_closing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # What became of an objective is said by a Manager; that it is not its owner stands in objectives/policies.py.
        grant("objectives", {"close_objective": [MANAGER]}),
        migrations.AlterField(
            model_name='historicalrevision',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decided'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decided'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='decided_by',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to=settings.AUTH_USER_MODEL,
                verbose_name='decided by',
            ),
        ),
    ]
