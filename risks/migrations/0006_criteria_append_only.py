import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from smsplan.migrating import BatchedMigration


class Migration(BatchedMigration):

    dependencies = [
        ('risks', '0005_roles_and_scales'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='riskcriteria',
            name='never_deleted_rows',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='riskcriteria',
            name='never_deleted_truncate',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskcriteria',
            trigger=pgtrigger.compiler.Trigger(name='append_only_rows', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';", hash='e3204e8101166e270af442cf26c9be3fc9b2a52b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_rows_30535', table='risks_riskcriteria', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskcriteria',
            trigger=pgtrigger.compiler.Trigger(name='append_only_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';", hash='438ce2075e08173d4369b5a096bd59d0ecb7abae', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_append_only_truncate_efd66', table='risks_riskcriteria', when='BEFORE')),
        ),
    ]
