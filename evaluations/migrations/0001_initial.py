import common.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
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
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('prior_status', models.CharField(help_text='Employment status that a lapsed window returns to (R15).', max_length=20)),
                ('status', models.CharField(default='open', max_length=30)),
                ('closed_on', models.DateField(help_text="Day of the final's last agency signature (R15).", null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.evaluation')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='workforce.employee')),
                ('evaluation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='opened_follow_up', to='evaluations.evaluation')),
            ],
            options={
                'ordering': ['ends_on', 'id'],
            },
        ),
        migrations.AddField(
            model_name='evaluation',
            name='follow_up',
            field=models.ForeignKey(help_text='The Improvement Needed window that this evaluation ends.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='finals', to='evaluations.followup'),
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
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject'), name='evaluations_docket_entry_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['consultation', 'review', 'window', 'action', 'copy'])), name='evaluations_known_docket_kind'), models.CheckConstraint(condition=models.Q(models.Q(('assigned_at', None), ('assigned_by_id', None), ('owner', None)), models.Q(('assigned_at__isnull', False), ('assigned_by_id__isnull', False)), _connector='OR'), name='evaluations_docket_assignment_whole'), models.CheckConstraint(condition=models.Q(models.Q(('escalated_at', None), ('escalated_for', None)), models.Q(('escalated_at__isnull', False), ('escalated_for__isnull', False)), _connector='OR'), name='evaluations_docket_escalation_whole')],
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
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'extended'])), fields=('employee',), name='evaluations_one_open_window'),
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
            model_name='submittoken',
            index=models.Index(fields=['at'], name='evaluations_tokens_by_age'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='warningreason',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0bc30b5fde0024a48323b42398da9d9368624f6f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d25fa', table='evaluations_warningreason', when='BEFORE')),
        ),
    ]
