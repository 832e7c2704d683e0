import common.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0001_initial'),
        ('competencies', '0001_initial'),
        ('workforce', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='FormFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('label', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ComingStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('anniversary', models.DateField(db_index=True)),
                ('employee', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='coming_step', to='workforce.employee')),
            ],
            options={
                'ordering': ['anniversary', 'employee'],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(default='annual', max_length=20)),
                ('policy_key', models.CharField(max_length=40)),
                ('policy_version', models.PositiveIntegerField()),
                ('status', models.CharField(default='draft', max_length=30)),
                ('created_at', models.DateTimeField()),
                ('created_by_id', models.BigIntegerField(help_text='User id; empty where the daily sweep created it.', null=True)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('overall', models.CharField(blank=True, max_length=20)),
                ('overall_comments', models.TextField(blank=True)),
                ('improvement_informed', models.TextField(blank=True)),
                ('improvement_required', models.TextField(blank=True)),
                ('improvement_assistance', models.TextField(blank=True)),
                ('improvement_finding', models.TextField(blank=True)),
                ('action_kind', models.CharField(blank=True, max_length=20)),
                ('action_stage', models.CharField(blank=True, max_length=20)),
                ('action_effective_on', models.DateField(null=True)),
                ('action_notice_on', models.DateField(null=True)),
                ('content_version', models.PositiveIntegerField(default=1)),
                ('content_saved_at', models.DateTimeField()),
                ('signing_round', models.PositiveIntegerField(default=0)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('last_agency_signature_on', models.DateField(null=True)),
                ('presented_on', models.DateField(null=True)),
                ('issued_on', models.DateField(null=True)),
                ('issue_method', models.CharField(blank=True, max_length=10)),
                ('copy_due_on', models.DateField(null=True)),
                ('response_due_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('outcome_on', models.DateField(null=True)),
                ('outcome_note', models.TextField(blank=True)),
                ('outcome_witness', models.CharField(blank=True, max_length=300)),
                ('response', models.TextField(blank=True)),
                ('response_on', models.DateField(null=True)),
                ('response_filed_at', models.DateTimeField(null=True)),
                ('response_filed_as', models.CharField(blank=True, max_length=20)),
                ('response_by_name', models.CharField(blank=True, max_length=300)),
                ('response_by_user_id', models.BigIntegerField(null=True)),
                ('response_waived_on', models.DateField(null=True)),
                ('filed_on', models.DateField(null=True)),
                ('finalized_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('correction_reason', models.TextField(blank=True)),
                ('voided_at', models.DateTimeField(null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('classification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.classification')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='evaluations.evaluation')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='workforce.employee')),
                ('org_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.orgunit')),
                ('rater', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations_rated', to='workforce.employee')),
            ],
            options={
                'ordering': ['-period_end', '-id'],
            },
            bases=(common.fields.RefreshableStatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(max_length=300, upload_to='attachments/%Y/%m/')),
                ('added_at', models.DateTimeField()),
                ('added_by_id', models.BigIntegerField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['added_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FollowedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effect', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followed', to='workforce.employmentchange')),
                ('evaluation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_changes', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_on', models.DateField()),
                ('original_ends_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('prior_status', models.CharField(help_text='Employment status that a lapsed window returns to (R15).', max_length=20)),
                ('status', models.CharField(default='open', max_length=30)),
                ('closed_on', models.DateField(help_text='Day on which the final counted (R15), or of the lifting.', null=True)),
                ('reverted_on', models.DateField(help_text='The day after the last one (R15).', null=True)),
                ('reverted_at', models.DateTimeField(help_text='When the reversion was recorded.', null=True)),
                ('alarm_owner_id', models.BigIntegerField(help_text='User id: who of HR sees to the reverted window.', null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.evaluation')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='workforce.employee')),
                ('evaluation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='opened_follow_up', to='evaluations.evaluation')),
            ],
            options={
                'verbose_name': 'follow-up window',
                'ordering': ['ends_on', 'id'],
            },
            bases=(common.fields.RefreshableStatusMixin, models.Model),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='follow_up',
            field=models.ForeignKey(help_text='The Improvement Needed window that this evaluation ends.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='finals', to='evaluations.followup'),
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('planned_on', models.DateField(null=True)),
                ('held_on', models.DateField()),
                ('progress', models.CharField(max_length=20)),
                ('notes', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_name', models.CharField(max_length=300)),
                ('recorded_by_user_id', models.BigIntegerField()),
                ('remark', models.TextField(blank=True, help_text="The employee's own words.")),
                ('remarked_at', models.DateTimeField(null=True)),
                ('follow_up', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='evaluations.followup')),
            ],
            options={
                'ordering': ['held_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FactorRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rating', models.CharField(blank=True, max_length=20)),
                ('comments', models.TextField(blank=True)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factor_ratings', to='evaluations.evaluation')),
                ('factor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.formfactor')),
            ],
            options={
                'ordering': ['factor__position'],
            },
        ),
        migrations.CreateModel(
            name='Deficiency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('standard', models.TextField(blank=True, help_text='The standard, as a SMART goal.')),
                ('evidence', models.TextField(blank=True, help_text='What happened, with dates.')),
                ('required_action', models.TextField(blank=True)),
                ('assistance', models.TextField(blank=True)),
                ('measure', models.TextField(blank=True)),
                ('target_on', models.DateField(null=True)),
                ('check_ins', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), default=list, size=None)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deficiencies', to='evaluations.evaluation')),
                ('factor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.formfactor')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='FormItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('label', models.CharField(max_length=300)),
                ('position', models.PositiveSmallIntegerField()),
                ('factor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='evaluations.formfactor')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='FormPresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tab', models.UUIDField(help_text='Drawn by the page when it is opened, and known to nobody else.')),
                ('opened_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField(help_text='When this form last saved something.', null=True)),
                ('field', models.CharField(blank=True, help_text='The name of the field that has the focus.', max_length=200)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='evaluations.evaluation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['opened_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='FormTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('is_supervisory', models.BooleanField(default=False, help_text='For people who supervise: adds their factors.')),
            ],
            options={
                'ordering': ['key', 'version'],
                'constraints': [models.UniqueConstraint(fields=('key', 'version'), name='evaluations_template_version_once')],
            },
        ),
        migrations.AddField(
            model_name='formfactor',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factors', to='evaluations.formtemplate'),
        ),
        migrations.AddField(
            model_name='evaluation',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.formtemplate'),
        ),
        migrations.CreateModel(
            name='Grievance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(default='grievance', max_length=20)),
                ('status', models.CharField(default='open', max_length=20)),
                ('about', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=130), default=list, size=None)),
                ('text', models.TextField()),
                ('filed_on', models.DateField()),
                ('filed_as', models.CharField(max_length=20)),
                ('decide_by', models.DateField(help_text='When a decision that is still missing is escalated.')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_id', models.BigIntegerField()),
                ('recorded_by_name', models.CharField(max_length=300)),
                ('ended_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by_id', models.BigIntegerField(null=True)),
                ('ended_by_name', models.CharField(blank=True, max_length=300)),
                ('end_reason', models.TextField(blank=True, help_text='Why HR decided so, or why it was withdrawn.')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grievances', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['-filed_on', '-id'],
            },
            bases=(common.fields.RefreshableStatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ItemRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rating', models.CharField(blank=True, max_length=20)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='item_ratings', to='evaluations.evaluation')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.formitem')),
            ],
            options={
                'ordering': ['item__factor__position', 'item__position'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('place', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, help_text='Shown on its page alone, in no mail or calendar.', max_length=500)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('created_by_id', models.BigIntegerField()),
                ('changed_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Packet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('round', models.PositiveIntegerField()),
                ('document', models.TextField(help_text='Canonical JSON that the PDF shows and carries as its attachment.')),
                ('document_sha256', models.CharField(max_length=64)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField()),
                ('file', models.FileField(max_length=300, upload_to='packets/%Y/%m/')),
                ('sealed_at', models.DateTimeField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packets', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['sealed_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PayrollExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('rows', models.PositiveIntegerField()),
                ('changes', models.PositiveIntegerField(help_text='Lines of the difference.')),
                ('sha256', models.CharField(max_length=64)),
                ('difference_sha256', models.CharField(max_length=64)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('follows', models.CharField(help_text='Key and version, for example county-1.', max_length=60)),
                ('status', models.CharField(default='draft', max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('scope', models.CharField(max_length=20)),
                ('members', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('effective_from', models.DateField()),
                ('effective_to', models.DateField(null=True)),
                ('body', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['key', 'version'],
            },
            bases=(common.fields.RefreshableStatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='PolicySimulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sha256', models.CharField(max_length=64)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('after', models.BigIntegerField(default=0, help_text='Id of the last evaluation that was judged.')),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField()),
                ('under_way', models.PositiveIntegerField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('error', models.TextField(blank=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='simulations', to='evaluations.policyversion')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ProbationExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('old_end', models.DateField()),
                ('new_end', models.DateField()),
                ('absent_from', models.DateField()),
                ('absent_to', models.DateField()),
                ('notified_on', models.DateField(help_text='The day on which the employee was notified.')),
                ('reason', models.TextField(blank=True, help_text='Why in spite of a warning.')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_id', models.BigIntegerField()),
                ('recorded_by_name', models.CharField(max_length=300)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by_id', models.BigIntegerField(null=True)),
                ('withdrawn_by_name', models.CharField(blank=True, max_length=300)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='probation_extensions', to='workforce.employee')),
            ],
            options={
                'verbose_name': 'extension of probation',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('since', models.DateField()),
                ('until', models.DateField(help_text='The last day; empty while it goes on.', null=True)),
                ('reference', models.CharField(blank=True, help_text='The file that holds the grievance.', max_length=120)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_id', models.BigIntegerField()),
                ('recorded_by_name', models.CharField(max_length=300)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by_id', models.BigIntegerField(null=True)),
                ('ended_by_name', models.CharField(blank=True, max_length=300)),
                ('end_reason', models.TextField(blank=True)),
                ('against', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals_of', to='workforce.employee')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='workforce.employee')),
            ],
            options={
                'ordering': ['-since', '-id'],
            },
        ),
        migrations.CreateModel(
            name='RecusalException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_id', models.BigIntegerField()),
                ('recorded_by_name', models.CharField(max_length=300)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by_id', models.BigIntegerField(null=True)),
                ('withdrawn_by_name', models.CharField(blank=True, max_length=300)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('recusal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='evaluations.recusal')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveIntegerField()),
                ('from_status', models.CharField(max_length=30)),
                ('by_name', models.CharField(max_length=300)),
                ('by_user_id', models.BigIntegerField(help_text='Empty: the system, because the route has changed.', null=True)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('is_withdrawal', models.BooleanField(default=False)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReviewCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveIntegerField()),
                ('rule', models.CharField(max_length=20)),
                ('state', models.CharField(help_text='met, warning or error, on the day of the review.', max_length=10)),
                ('is_proper', models.BooleanField()),
                ('finding', models.TextField(blank=True)),
                ('by_name', models.CharField(max_length=300)),
                ('by_user_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_checks', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['round', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, help_text='The filters, as an address holds them.', max_length=600)),
                ('is_shared', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='docket_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SignedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['round'],
            },
        ),
        migrations.CreateModel(
            name='SigningStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveIntegerField()),
                ('capacity', models.CharField(max_length=20)),
                ('position', models.PositiveSmallIntegerField()),
                ('reason', models.TextField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='evaluations.evaluation')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signing_steps', to='workforce.employee')),
                ('signature', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='step', to='audit.signature')),
            ],
            options={
                'ordering': ['round', 'position'],
            },
        ),
        migrations.CreateModel(
            name='SimulatedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('rule', models.CharField(max_length=10)),
                ('what', models.CharField(max_length=400)),
                ('before', models.CharField(max_length=1000)),
                ('after', models.CharField(max_length=1000)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='simulated', to='evaluations.evaluation')),
                ('simulation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='evaluations.policysimulation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='StepIncrease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('anniversary', models.DateField(help_text='The decision is as of this day.')),
                ('decision', models.CharField(max_length=20)),
                ('code', models.CharField(max_length=30)),
                ('reason', models.TextField()),
                ('released_on', models.DateField(null=True)),
                ('is_paid_back', models.BooleanField(default=False, help_text='A late evaluation is paid back to the anniversary.')),
                ('policy_key', models.CharField(max_length=40)),
                ('policy_version', models.PositiveIntegerField()),
                ('decided_at', models.DateTimeField()),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='step_increases', to='workforce.employee')),
                ('evaluation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.evaluation')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.evaluation')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='evaluations.stepincrease')),
            ],
            options={
                'verbose_name_plural': 'step increases',
                'ordering': ['anniversary', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PayrollLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.CharField(max_length=20)),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='evaluations.payrollexport')),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.stepincrease')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payroll_lines', to='evaluations.stepincrease')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='StepSweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_on', models.DateField()),
                ('through_on', models.DateField()),
                ('swept_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='evaluations_one_step_sweep')],
            },
        ),
        migrations.CreateModel(
            name='SubmitToken',
            fields=[
                ('token', models.UUIDField(primary_key=True, serialize=False)),
                ('action', models.CharField(max_length=40)),
                ('user_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('evaluation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='evaluations.evaluation')),
            ],
        ),
        migrations.CreateModel(
            name='WindowExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(default='asked', max_length=20)),
                ('old_end', models.DateField()),
                ('asked_end', models.DateField(help_text='The new end that was asked for.')),
                ('contacted_on', models.DateField(help_text='The day on which HR was contacted.')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_name', models.CharField(max_length=300)),
                ('recorded_by_user_id', models.BigIntegerField()),
                ('new_end', models.DateField(help_text='As HR approved it.', null=True)),
                ('decided_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_name', models.CharField(blank=True, max_length=300)),
                ('decided_by_user_id', models.BigIntegerField(null=True)),
                ('decision_reason', models.TextField(blank=True, help_text='Why it was declined.')),
                ('told_on', models.DateField(help_text='The day on which the employee was told.', null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.employee')),
                ('follow_up', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='evaluations.followup')),
            ],
            options={
                'verbose_name': 'extension of a follow-up window',
                'ordering': ['id'],
            },
            bases=(common.fields.RefreshableStatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='WarningReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveIntegerField()),
                ('rule', models.CharField(max_length=20)),
                ('code', models.CharField(max_length=60)),
                ('message', models.TextField()),
                ('reason', models.TextField()),
                ('severity', models.CharField(default='warning', max_length=10)),
                ('by_name', models.CharField(max_length=300)),
                ('by_user_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warning_reasons', to='evaluations.evaluation')),
                ('extension', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='warning_reasons', to='evaluations.windowextension')),
            ],
            options={
                'ordering': ['round', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DocketEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('subject', models.UUIDField()),
                ('version', models.PositiveIntegerField(default=0)),
                ('assigned_at', models.DateTimeField(null=True)),
                ('assigned_by_id', models.BigIntegerField(null=True)),
                ('assigned_by_name', models.CharField(blank=True, max_length=300)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('escalated_for', models.DateField(null=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='docket', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'subject'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject'), name='evaluations_docket_entry_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['consultation', 'review', 'window', 'action', 'copy', 'probation', 'grievance'])), name='evaluations_known_docket_kind'), models.CheckConstraint(condition=models.Q(models.Q(('assigned_at', None), ('assigned_by_id', None), ('owner', None)), models.Q(('assigned_at__isnull', False), ('assigned_by_id__isnull', False)), _connector='OR'), name='evaluations_docket_assignment_whole'), models.CheckConstraint(condition=models.Q(models.Q(('escalated_at', None), ('escalated_for', None)), models.Q(('escalated_at__isnull', False), ('escalated_for__isnull', False)), _connector='OR'), name='evaluations_docket_escalation_whole')],
            },
        ),
        migrations.CreateModel(
            name='DueDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('told_on', models.DateField(help_text='The due day while nobody had begun: what the employee was told.', null=True)),
                ('policy_key', models.CharField(blank=True, help_text="The policy set that serves the person; empty: the installation's.", max_length=40)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('computed_at', models.DateTimeField()),
                ('employee', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='due_date', to='workforce.employee')),
                ('rater', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='due_dates_as_rater', to='workforce.employee')),
                ('evaluation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['due_on', 'employee'],
                'indexes': [models.Index(fields=['due_on'], name='evaluations_due_by_day'), models.Index(fields=['rater', 'due_on'], name='evaluations_due_by_rater')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['annual', 'probation', 'interim', 'follow_up_final', 'special'])), name='evaluations_due_kind'), models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='evaluations_due_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('likely_rating', models.CharField(max_length=20)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('anticipated_issue_on', models.DateField()),
                ('deficiencies', models.TextField(help_text='What falls short.')),
                ('efforts', models.TextField(help_text='What supervision did so far.')),
                ('way', models.CharField(default='here', max_length=20)),
                ('contacted_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by_id', models.BigIntegerField()),
                ('recorded_by_name', models.CharField(max_length=300)),
                ('answer_due_on', models.DateField(help_text='When an answer that is still missing is escalated.')),
                ('advice', models.TextField(blank=True)),
                ('answered_on', models.DateField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by_id', models.BigIntegerField(null=True)),
                ('answered_by_name', models.CharField(blank=True, max_length=300)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by_id', models.BigIntegerField(null=True)),
                ('withdrawn_by_name', models.CharField(blank=True, max_length=300)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('contacted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations_asked', to='workforce.employee')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='workforce.employee')),
                ('evaluation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['-contacted_on', '-id'],
                'indexes': [models.Index(fields=['employee', 'contacted_on'], name='evaluations_contacts_of'), models.Index(condition=models.Q(('answered_at', None), ('withdrawn_at', None)), fields=['answer_due_on'], name='evaluations_contacts_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('likely_rating__in', ['improvement_needed', 'unsatisfactory'])), name='evaluations_contact_is_about_low'), models.CheckConstraint(condition=models.Q(('way__in', ['here', 'telephone', 'visit', 'letter'])), name='evaluations_known_contact_way'), models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='evaluations_contact_period_in_order'), models.CheckConstraint(condition=models.Q(('contacted_by', models.F('employee')), _negated=True), name='evaluations_nobody_asks_about_themselves'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by_id__isnull', True), ('answered_on__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by_id__isnull', False), ('answered_on__isnull', False)), _connector='OR'), name='evaluations_contact_answer_whole'), models.CheckConstraint(condition=models.Q(models.Q(('advice', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('advice', ''), _negated=True)), _connector='OR'), name='evaluations_contact_answer_says'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by_id__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by_id__isnull', False)), _connector='OR'), name='evaluations_contact_withdrawn_whole')],
            },
        ),
        migrations.CreateModel(
            name='Concurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveIntegerField()),
                ('by_name', models.CharField(max_length=300)),
                ('by_user_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('note', models.TextField(blank=True)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concurrences', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['round'],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'round'), name='evaluations_one_concurrence_per_round')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concurrence',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9f89e0e569edd119a35e7a5e1b68f408bd1998a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_777e3', table='evaluations_concurrence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE evaluation_status text;', func="\n            SELECT status INTO evaluation_status FROM evaluations_evaluation\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.evaluation_id ELSE NEW.evaluation_id END;\n            IF evaluation_status <> 'draft' THEN\n                RAISE EXCEPTION 'R17: the content of an evaluation changes only in draft (it is %)', evaluation_status;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='c6fb09a84077cecb310215a6a53b050209ba4af0', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_only_in_draft_54d49', table='evaluations_attachment', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='followedchange',
            constraint=models.UniqueConstraint(fields=('change', 'evaluation'), name='evaluations_change_followed_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'extended', 'closed_competent', 'closed_unsatisfactory', 'reverted', 'lifted'])), name='evaluations_known_follow_up'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='evaluations_window_in_order'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('original_ends_on')), models.Q(models.Q(('status', 'open'), _negated=True), ('ends_on', models.F('original_ends_on')), _connector='OR'), models.Q(models.Q(('status', 'extended'), _negated=True), ('ends_on__gt', models.F('original_ends_on')), _connector='OR')), name='evaluations_window_never_shortened'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', False), ('closed_on__lte', models.F('ends_on')), ('status__in', ['closed_competent', 'closed_unsatisfactory'])), models.Q(('closed_by__isnull', False), ('closed_on__isnull', False), ('status', 'lifted')), models.Q(('closed_by', None), ('closed_on', None), ('status__in', ['open', 'extended', 'reverted'])), _connector='OR'), name='evaluations_window_closed_in_time'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reverted_at__isnull', False), ('reverted_on__isnull', False), ('status', 'reverted')), models.Q(models.Q(('status', 'reverted'), _negated=True), ('alarm_owner_id', None), ('reverted_at', None), ('reverted_on', None)), _connector='OR'), name='evaluations_reverted_has_day'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('reverted_on', None), ('reverted_on', models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('ends_on'), '+', models.Value(1)), output_field=models.DateField())), _connector='OR'), name='evaluations_reverted_next_day'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'extended'])), fields=('employee',), name='evaluations_one_open_window'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='window_keeps_its_promises', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' THEN\n                RAISE EXCEPTION 'R12: a follow-up window is never deleted';\n            END IF;\n            IF NEW.ends_on < OLD.ends_on THEN\n                RAISE EXCEPTION 'R14: an extension never shortens a window';\n            END IF;\n            IF (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD)) WHERE key = ANY('{starts_on,original_ends_on,employee_id,evaluation_id,prior_status,public_id}'::text[]))\n               IS DISTINCT FROM\n               (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW)) WHERE key = ANY('{starts_on,original_ends_on,employee_id,evaluation_id,prior_status,public_id}'::text[]))\n            THEN\n                RAISE EXCEPTION 'R12: a follow-up window begins where it began';\n            END IF;\n            IF OLD.status IN ('reverted', 'lifted')\n               AND (to_jsonb(OLD) - 'alarm_owner_id') IS DISTINCT FROM (to_jsonb(NEW) - 'alarm_owner_id') THEN\n                RAISE EXCEPTION 'R15: a % follow-up window changes no more', OLD.status;\n            END IF;\n            IF OLD.status IN ('closed_competent', 'closed_unsatisfactory')\n               AND ((to_jsonb(OLD) - '{status,closed_by_id}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{status,closed_by_id}'::text[])\n                    OR NEW.status NOT IN ('closed_competent', 'closed_unsatisfactory')\n                    OR NEW.closed_by_id = OLD.closed_by_id AND NEW.status <> OLD.status) THEN\n                RAISE EXCEPTION 'R15: a closed follow-up window changes only by a correction of its final';\n            END IF;\n            RETURN NEW;\n        ", hash='45420450cd4825de2872a7285f36d1880ef8789f', operation='UPDATE OR DELETE', pgid='pgtrigger_window_keeps_its_promises_f9cd2', table='evaluations_followup', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.CheckConstraint(condition=models.Q(('progress__in', ['on_track', 'partly', 'not_yet'])), name='evaluations_known_progress'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.UniqueConstraint(condition=models.Q(('planned_on__isnull', False)), fields=('follow_up', 'planned_on'), name='evaluations_check_in_held_once'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('remark', ''), ('remarked_at', None)), models.Q(models.Q(('remark', ''), _negated=True), ('remarked_at__isnull', False)), _connector='OR'), name='evaluations_remark_has_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkin',
            trigger=pgtrigger.compiler.Trigger(name='check_in_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' OR OLD.remark <> ''\n               OR (to_jsonb(OLD) - '{remark,remarked_at}'::text[])\n                  IS DISTINCT FROM (to_jsonb(NEW) - '{remark,remarked_at}'::text[]) THEN\n                RAISE EXCEPTION 'R9: a check-in stays as it was recorded; a remark is added once';\n            END IF;\n            RETURN NEW;\n        ", hash='0366b2d1868ea4f5d7038ac16741181de510d787', operation='UPDATE OR DELETE', pgid='pgtrigger_check_in_stays_035da', table='evaluations_checkin', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='factorrating',
            constraint=models.UniqueConstraint(fields=('evaluation', 'factor'), name='evaluations_factor_rated_once'),
        ),
        migrations.AddConstraint(
            model_name='factorrating',
            constraint=models.CheckConstraint(condition=models.Q(('rating__in', ['outstanding', 'very_good', 'competent', 'improvement_needed', 'unsatisfactory', 'not_applicable', ''])), name='evaluations_known_factor_rating'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='factorrating',
            trigger=pgtrigger.compiler.Trigger(name='only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE evaluation_status text;', func="\n            SELECT status INTO evaluation_status FROM evaluations_evaluation\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.evaluation_id ELSE NEW.evaluation_id END;\n            IF evaluation_status <> 'draft' THEN\n                RAISE EXCEPTION 'R17: the content of an evaluation changes only in draft (it is %)', evaluation_status;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='365d417097b3e769f06f6645b766bd8e9a0bfbdf', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_only_in_draft_e0579', table='evaluations_factorrating', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='deficiency',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('evaluation', 'position'), name='evaluations_deficiency_position_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deficiency',
            trigger=pgtrigger.compiler.Trigger(name='only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE evaluation_status text;', func="\n            SELECT status INTO evaluation_status FROM evaluations_evaluation\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.evaluation_id ELSE NEW.evaluation_id END;\n            IF evaluation_status <> 'draft' THEN\n                RAISE EXCEPTION 'R17: the content of an evaluation changes only in draft (it is %)', evaluation_status;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='53d9d4a7835cad2e585e154d87e04479bea66379', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_only_in_draft_222bf', table='evaluations_deficiency', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='formitem',
            constraint=models.UniqueConstraint(fields=('factor', 'key'), name='evaluations_item_key_once'),
        ),
        migrations.AddConstraint(
            model_name='formitem',
            constraint=models.UniqueConstraint(fields=('factor', 'position'), name='evaluations_item_position_once'),
        ),
        migrations.AddConstraint(
            model_name='formpresence',
            constraint=models.UniqueConstraint(fields=('evaluation', 'user', 'tab'), name='evaluations_one_presence_per_tab'),
        ),
        migrations.AddConstraint(
            model_name='formfactor',
            constraint=models.UniqueConstraint(fields=('template', 'key'), name='evaluations_factor_key_once'),
        ),
        migrations.AddConstraint(
            model_name='formfactor',
            constraint=models.UniqueConstraint(fields=('template', 'position'), name='evaluations_factor_position_once'),
        ),
        migrations.AddIndex(
            model_name='evaluation',
            index=models.Index(fields=['rater', 'status'], name='evaluations_by_rater'),
        ),
        migrations.AddIndex(
            model_name='evaluation',
            index=models.Index(fields=['status', 'period_end'], name='evaluations_by_status'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'hr_review', 'reviewer_review', 'department_head_review', 'ready_to_issue', 'issued', 'final', 'void', 'superseded'])), name='evaluations_known_status'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['annual', 'probation', 'interim', 'follow_up_final', 'special'])), name='evaluations_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('overall__in', ['outstanding', 'very_good', 'competent', 'improvement_needed', 'unsatisfactory', ''])), name='evaluations_known_overall'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('issue_method__in', ['given', 'mailed', ''])), name='evaluations_known_method'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['signed', 'refused', 'unavailable', ''])), name='evaluations_known_outcome'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('action_kind__in', ['discharge', 'reduction', ''])), name='evaluations_known_action'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('action_stage__in', ['proposed', 'final', ''])), name='evaluations_known_action_stage'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='evaluations_period_in_order'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('rater', models.F('employee')), _negated=True), name='evaluations_nobody_rates_themselves'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issue_method', ''), ('issued_on', None), ('presented_on', None)), models.Q(('issued_on__isnull', False), ('presented_on__isnull', False), models.Q(('issue_method', ''), _negated=True)), _connector='OR'), name='evaluations_issue_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('outcome_on', None)), models.Q(models.Q(('outcome', ''), _negated=True), ('outcome_on__isnull', False)), _connector='OR'), name='evaluations_outcome_has_day'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('response', ''), ('response_by_name', ''), ('response_by_user_id', None), ('response_filed_as', ''), ('response_filed_at', None), ('response_on', None)), models.Q(('response_by_user_id__isnull', False), ('response_filed_as__in', ['employee', 'rater', 'hr']), ('response_filed_at__isnull', False), ('response_on__isnull', False), models.Q(('response', ''), _negated=True), models.Q(('response_by_name', ''), _negated=True)), _connector='OR'), name='evaluations_response_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['issued', 'final', 'superseded']), _negated=True), ('issued_on__isnull', False), _connector='OR'), name='evaluations_issued_has_day'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['final', 'superseded']), _negated=True), models.Q(('filed_on__isnull', False), ('finalized_at__isnull', False)), _connector='OR'), name='evaluations_final_has_day'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'void'), _negated=True), ('voided_at__isnull', False), _connector='OR'), name='evaluations_void_has_day'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(models.Q(('status__in', ['void', 'superseded']), _negated=True), models.Q(('corrects', None), ('status', 'final'), _connector='OR')), expressions=[(models.F('employee'), '='), (models.Func('period_start', 'period_end', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='evaluations_periods_never_overlap'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['void', 'superseded']), _negated=True), fields=('corrects',), name='evaluations_one_correction_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='8f5800cfdad513806744585863bc07b6ac40a0e6', operation='DELETE', pgid='pgtrigger_no_delete_1101a', table='evaluations_evaluation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='content_only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF OLD.status <> 'draft' AND (OLD.period_start, OLD.period_end, OLD.overall, OLD.overall_comments, OLD.improvement_informed, OLD.improvement_required, OLD.improvement_assistance, OLD.improvement_finding, OLD.action_kind, OLD.action_stage, OLD.action_effective_on, OLD.action_notice_on) IS DISTINCT FROM (NEW.period_start, NEW.period_end, NEW.overall, NEW.overall_comments, NEW.improvement_informed, NEW.improvement_required, NEW.improvement_assistance, NEW.improvement_finding, NEW.action_kind, NEW.action_stage, NEW.action_effective_on, NEW.action_notice_on) THEN\n                RAISE EXCEPTION 'R17: the content of an evaluation changes only in draft (it is %)', OLD.status;\n            END IF;\n            RETURN NEW;\n        ", hash='b32a7c974df0f538dc8d0ab0c5f605999f0c326a', operation='UPDATE', pgid='pgtrigger_content_only_in_draft_9e468', table='evaluations_evaluation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='closed_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF OLD.status IN ('final', 'superseded', 'void')\n               AND (to_jsonb(OLD) - 'status') IS DISTINCT FROM (to_jsonb(NEW) - 'status') THEN\n                RAISE EXCEPTION 'R35: a % evaluation is immutable', OLD.status;\n            END IF;\n            IF OLD.status IN ('superseded', 'void') AND NEW.status <> OLD.status\n               OR OLD.status = 'final' AND NEW.status NOT IN ('final', 'superseded') THEN\n                RAISE EXCEPTION 'R35: a % evaluation does not become %', OLD.status, NEW.status;\n            END IF;\n            RETURN NEW;\n        ", hash='2822369f841ff1a580fd6c851015580a3ad71976', operation='UPDATE', pgid='pgtrigger_closed_is_immutable_77397', table='evaluations_evaluation', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(condition=models.Q(('status', 'open')), fields=['decide_by'], name='evaluations_grievances_open'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'stands', 'new_report', 'withdrawn'])), name='evaluations_known_grievance'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['grievance', 'reconsideration'])), name='evaluations_known_grievance_kind'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('filed_as__in', ['employee', 'rater', 'hr'])), name='evaluations_grievance_filed_as'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='evaluations_grievance_says'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None), ('ended_by_id', None), ('ended_on', None), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('ended_at__isnull', False), ('ended_by_id__isnull', False), ('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='evaluations_grievance_end_whole'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('evaluation',), name='evaluations_one_grievance_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grievance',
            trigger=pgtrigger.compiler.Trigger(name='grievance_keeps_its_words', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' OR OLD.status <> 'open'\n               OR (to_jsonb(OLD) - '{status,ended_on,ended_at,ended_by_id,ended_by_name,end_reason}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{status,ended_on,ended_at,ended_by_id,ended_by_name,end_reason}'::text[]) THEN\n                RAISE EXCEPTION 'R22: a grievance stays as it was filed and ends once';\n            END IF;\n            RETURN NEW;\n        ", hash='eec88a43ace7380640323eacd4021d55dad7bd08', operation='UPDATE OR DELETE', pgid='pgtrigger_grievance_keeps_its_words_e3fce', table='evaluations_grievance', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='itemrating',
            constraint=models.UniqueConstraint(fields=('evaluation', 'item'), name='evaluations_item_rated_once'),
        ),
        migrations.AddConstraint(
            model_name='itemrating',
            constraint=models.CheckConstraint(condition=models.Q(('rating__in', ['outstanding', 'very_good', 'competent', 'improvement_needed', 'unsatisfactory', 'not_applicable', ''])), name='evaluations_known_item_rating'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='itemrating',
            trigger=pgtrigger.compiler.Trigger(name='only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE evaluation_status text;', func="\n            SELECT status INTO evaluation_status FROM evaluations_evaluation\n             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.evaluation_id ELSE NEW.evaluation_id END;\n            IF evaluation_status <> 'draft' THEN\n                RAISE EXCEPTION 'R17: the content of an evaluation changes only in draft (it is %)', evaluation_status;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='1689a7a543373bbb134355850caa409501d35b8f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_only_in_draft_6c4f7', table='evaluations_itemrating', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['evaluation', 'starts_at'], name='evaluations_meetings_by_day'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 480)), name='evaluations_meeting_length'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=models.UniqueConstraint(fields=('evaluation', 'kind'), name='evaluations_one_packet_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['employee_copy', 'record'])), name='evaluations_known_packet'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='packet',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d7f96ad29de90472822983bb28969e07bc1d25ef', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f2509', table='evaluations_packet', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='payrollexport',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='evaluations_export_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payrollexport',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='10965b61bde05f65ceda48a6c4d362a7a625b72f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2a7b4', table='evaluations_payrollexport', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('key', 'version'), name='evaluations_policy_version_once'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('key',), name='evaluations_policy_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 101)), name='evaluations_policy_own_version'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published'])), name='evaluations_policy_status'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('scope__in', ['agency', 'bargaining_unit', 'employee_group'])), name='evaluations_policy_scope'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('members', []), ('scope', 'agency')), models.Q(models.Q(('scope', 'agency'), _negated=True), models.Q(('members', []), _negated=True)), _connector='OR'), name='evaluations_policy_has_members'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('effective_to', None), ('effective_to__gte', models.F('effective_from')), _connector='OR'), name='evaluations_policy_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('published_by', None), ('status', 'draft')), models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('status', 'published')), _connector='OR'), name='evaluations_policy_published_by'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyversion',
            trigger=pgtrigger.compiler.Trigger(name='published_is_immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF OLD.status = 'published' THEN\n                RAISE EXCEPTION 'A published version of a policy set is immutable (% %)', OLD.key, OLD.version;\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='0111e2fb6041e89e773e7b8c1f85d37ad512a46e', operation='UPDATE OR DELETE', pgid='pgtrigger_published_is_immutable_3a3cf', table='evaluations_policyversion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='policysimulation',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='evaluations_simulation_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='probationextension',
            constraint=models.CheckConstraint(condition=models.Q(('new_end__gt', models.F('old_end')), ('notified_on__lte', models.F('old_end'))), name='evaluations_probation_extension_is_lawful'),
        ),
        migrations.AddConstraint(
            model_name='probationextension',
            constraint=models.CheckConstraint(condition=models.Q(('absent_to__gte', models.F('absent_from'))), name='evaluations_probation_absence_in_order'),
        ),
        migrations.AddConstraint(
            model_name='probationextension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by_id', None), ('withdrawn_by_name', ''), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by_id__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='evaluations_probation_withdrawn_pair'),
        ),
        migrations.AddConstraint(
            model_name='probationextension',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('employee', 'old_end'), name='evaluations_probation_extended_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='probationextension',
            trigger=pgtrigger.compiler.Trigger(name='extension_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL\n               OR (OLD.employee_id, OLD.old_end, OLD.new_end, OLD.absent_from, OLD.absent_to, OLD.notified_on,\n                   OLD.reason, OLD.recorded_at)\n                  IS DISTINCT FROM\n                  (NEW.employee_id, NEW.old_end, NEW.new_end, NEW.absent_from, NEW.absent_to, NEW.notified_on,\n                   NEW.reason, NEW.recorded_at)\n            THEN\n                RAISE EXCEPTION 'R3: an extension of probation stays as it was recorded, or is withdrawn once';\n            END IF;\n            RETURN NEW;\n        ", hash='aa21b11af278bb5aefb2cbe93529ec5011e87bc3', operation='UPDATE OR DELETE', pgid='pgtrigger_extension_stays_cd8d9', table='evaluations_probationextension', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='recusal',
            index=models.Index(fields=['employee', 'since'], name='evaluations_recusals_about'),
        ),
        migrations.AddIndex(
            model_name='recusal',
            index=models.Index(fields=['against', 'since'], name='evaluations_recusals_of'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(('employee', models.F('against')), _negated=True), name='evaluations_nobody_recused_from_self'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='evaluations_recusal_in_order'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None), ('ended_by_id', None), ('ended_by_name', ''), ('until', None)), models.Q(('ended_at__isnull', False), ('ended_by_id__isnull', False), ('until__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='evaluations_recusal_end_whole'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('employee'), '='), (models.F('against'), '='), (models.Func('since', 'until', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='evaluations_recusals_apart'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recusal',
            trigger=pgtrigger.compiler.Trigger(name='recusal_keeps_its_facts', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL\n               OR (to_jsonb(OLD) - '{until,ended_at,ended_by_id,ended_by_name,end_reason}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{until,ended_at,ended_by_id,ended_by_name,end_reason}'::text[]) THEN\n                RAISE EXCEPTION 'R23: a recusal stays as it was recorded and is ended once';\n            END IF;\n            RETURN NEW;\n        ", hash='c5406614ecbe1ba5270c4ea56e1f077a04d83119', operation='UPDATE OR DELETE', pgid='pgtrigger_recusal_keeps_its_facts_2cb33', table='evaluations_recusal', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='recusalexception',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='evaluations_exception_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='recusalexception',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by_id', None), ('withdrawn_by_name', ''), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by_id__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='evaluations_exception_withdrawn_whole'),
        ),
        migrations.AddConstraint(
            model_name='recusalexception',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('recusal',), name='evaluations_one_exception_in_force'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recusalexception',
            trigger=pgtrigger.compiler.Trigger(name='exception_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL\n               OR (to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id,withdrawn_by_name,withdrawn_reason}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id,withdrawn_by_name,withdrawn_reason}'::text[]) THEN\n                RAISE EXCEPTION 'R23: an exception stays as it was recorded and is withdrawn once';\n            END IF;\n            RETURN NEW;\n        ", hash='a4a11b704379e9abc706d255a1593a1af27560eb', operation='UPDATE OR DELETE', pgid='pgtrigger_exception_stays_3841a', table='evaluations_recusalexception', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='return',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='878f9114dcec0f3527bd89814032f6af224395fc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_069ba', table='evaluations_return', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='reviewcheck',
            constraint=models.UniqueConstraint(fields=('evaluation', 'round', 'rule'), name='evaluations_rule_checked_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewcheck',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c625edf09d641ea7ff214ef23bf7fc98f82a117e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_09766', table='evaluations_reviewcheck', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='evaluations_view_named_once'),
        ),
        migrations.AddConstraint(
            model_name='signeddocument',
            constraint=models.UniqueConstraint(fields=('evaluation', 'round'), name='evaluations_one_document_per_round'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signeddocument',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='488c9870de41ac88dc79e4b5335aebcb60d99c6d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a52b3', table='evaluations_signeddocument', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='signingstep',
            index=models.Index(condition=models.Q(('signature', None)), fields=['principal'], name='evaluations_unsigned_steps'),
        ),
        migrations.AddConstraint(
            model_name='signingstep',
            constraint=models.UniqueConstraint(fields=('evaluation', 'round', 'capacity'), name='evaluations_capacity_once'),
        ),
        migrations.AddConstraint(
            model_name='signingstep',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('evaluation', 'round', 'principal'), name='evaluations_signer_once'),
        ),
        migrations.AddConstraint(
            model_name='signingstep',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['rater', 'reviewer', 'department_head'])), name='evaluations_known_capacity'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signingstep',
            trigger=pgtrigger.compiler.Trigger(name='signed_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' OR OLD.signature_id IS NOT NULL\n               OR (to_jsonb(OLD) - '{signature_id,principal_id,reason}'::text[])\n                  IS DISTINCT FROM (to_jsonb(NEW) - '{signature_id,principal_id,reason}'::text[])\n               OR (NEW.signature_id IS NOT NULL\n                   AND (OLD.principal_id, OLD.reason) IS DISTINCT FROM (NEW.principal_id, NEW.reason)) THEN\n                RAISE EXCEPTION 'R17: a signing step takes its signature once and changes in nothing else';\n            END IF;\n            RETURN NEW;\n        ", hash='fe494fd2ac20a716706ea3db43d008feea1db833', operation='UPDATE OR DELETE', pgid='pgtrigger_signed_once_72d96', table='evaluations_signingstep', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='simulatedchange',
            index=models.Index(fields=['simulation', 'kind', 'evaluation'], name='evaluations_simulated_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='simulatedchange',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['signers', 'violations', 'dates', 'steps'])), name='evaluations_simulated_kind'),
        ),
        migrations.AddIndex(
            model_name='stepincrease',
            index=models.Index(fields=['anniversary', 'employee'], name='evaluations_steps_by_day'),
        ),
        migrations.AddConstraint(
            model_name='stepincrease',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['grant', 'hold', 'not_applicable'])), name='evaluations_known_step_decision'),
        ),
        migrations.AddConstraint(
            model_name='stepincrease',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces', None)), fields=('employee', 'anniversary'), name='evaluations_step_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='stepincrease',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_by', None), ('released_on', None)), models.Q(('decision', 'hold'), ('released_by__isnull', False), ('released_on__gte', models.F('anniversary'))), _connector='OR'), name='evaluations_only_a_hold_is_released'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stepincrease',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d67aee23912367958b9e02e88eb561455cdb9dd8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_81f7d', table='evaluations_stepincrease', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='payrollline',
            constraint=models.UniqueConstraint(fields=('export', 'step'), name='evaluations_step_given_once'),
        ),
        migrations.AddConstraint(
            model_name='payrollline',
            constraint=models.CheckConstraint(condition=models.Q(('change__in', ['new', 'changed', 'withdrawn', 'same'])), name='evaluations_known_payroll_change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payrollline',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7f8dded04476bc63d39a36cc1400535d1b2cddb4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bf8c7', table='evaluations_payrollline', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='submittoken',
            index=models.Index(fields=['at'], name='evaluations_tokens_by_age'),
        ),
        migrations.AddConstraint(
            model_name='windowextension',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['asked', 'approved', 'declined', 'lapsed'])), name='evaluations_known_extension'),
        ),
        migrations.AddConstraint(
            model_name='windowextension',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('follow_up',), name='evaluations_one_extension_asked'),
        ),
        migrations.AddConstraint(
            model_name='windowextension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_on', None), ('status', 'asked')), models.Q(models.Q(('status', 'asked'), _negated=True), ('decided_at__isnull', False), ('decided_on__isnull', False)), _connector='OR'), name='evaluations_extension_decided_has_day'),
        ),
        migrations.AddConstraint(
            model_name='windowextension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on__lte', models.F('old_end')), ('new_end__gt', models.F('old_end')), ('status', 'approved'), ('told_on__lte', models.F('old_end'))), models.Q(models.Q(('status', 'approved'), _negated=True), ('new_end', None), ('told_on', None)), _connector='OR'), name='evaluations_extension_is_lawful'),
        ),
        migrations.AddConstraint(
            model_name='windowextension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='evaluations_declined_has_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='windowextension',
            trigger=pgtrigger.compiler.Trigger(name='decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' OR OLD.status <> 'asked'\n               OR (OLD.follow_up_id, OLD.old_end, OLD.asked_end, OLD.asked_by_id, OLD.contacted_on, OLD.recorded_at)\n                  IS DISTINCT FROM\n                  (NEW.follow_up_id, NEW.old_end, NEW.asked_end, NEW.asked_by_id, NEW.contacted_on, NEW.recorded_at)\n            THEN\n                RAISE EXCEPTION 'R14: a request to extend a window is decided once and changes in nothing else';\n            END IF;\n            RETURN NEW;\n        ", hash='fbdb2571d901b04c01405663660a6768b78d4d5c', operation='UPDATE OR DELETE', pgid='pgtrigger_decided_once_fdf4b', table='evaluations_windowextension', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='warningreason',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0bc30b5fde0024a48323b42398da9d9368624f6f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d25fa', table='evaluations_warningreason', when='BEFORE')),
        ),
    ]
