from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_more_actions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='action',
            field=models.CharField(choices=[('signed_in', 'Signed in'), ('sign_in_failed', 'Sign-in failed'), ('signed_out', 'Signed out'), ('person_changed', 'Person changed'), ('imported', 'Imported'), ('exported', 'Exported'), ('attached', 'File attached'), ('detached', 'File withdrawn'), ('submitted', 'Submitted'), ('approved', 'Approved'), ('returned', 'Returned with comments'), ('rejected', 'Rejected'), ('moved', 'State changed'), ('withdrawn', 'Withdrawn'), ('converted', 'Converted into an objective'), ('published', 'Published'), ('publication_failed', 'Publication failed'), ('frozen', 'Frozen'), ('requested', 'Requested'), ('built', 'Built'), ('downloaded', 'Downloaded'), ('reminded', 'Reminded'), ('proposed', 'Proposed'), ('adopted', 'Taken into the register'), ('assessed', 'Assessed'), ('accepted', 'Risk accepted'), ('acceptance_ended', 'Acceptance ended'), ('reviewed', 'Reviewed, still valid'), ('merged', 'Merged'), ('criteria_changed', 'Risk criteria changed'), ('action_done', 'Action done'), ('effectiveness_checked', 'Effectiveness checked'), ('commented', 'Commented'), ('changed_in_bulk', 'Several changed at once')], max_length=30, verbose_name='action'),
        ),
    ]
