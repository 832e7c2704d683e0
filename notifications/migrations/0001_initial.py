import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TrailReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('settled_id', models.BigIntegerField()),
                ('noted_id', models.BigIntegerField()),
                ('noted_xid', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_sha256', models.CharField(help_text='The secret itself is shown once.', max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('last_read_at', models.DateTimeField(null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('day', models.DateField(help_text='The local day that a digest is for; one digest per person and day.')),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('status', models.CharField(default='queued', max_length=20)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('sent_to', models.EmailField(blank=True, max_length=254)),
                ('failed_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_note', models.CharField(blank=True, max_length=300)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(help_text='What it is about, such as due:<employee number>.', max_length=120)),
                ('due_on', models.DateField(null=True)),
                ('stage', models.CharField(blank=True, help_text='Which of several reminders of the same thing.', max_length=40)),
                ('words', models.JSONField(default=dict)),
                ('path', models.CharField(max_length=300)),
                ('is_action', models.BooleanField(default=True, help_text='The person has something to do; these come first.')),
                ('is_immediate', models.BooleanField(default=False)),
                ('is_statutory', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(help_text='What it asked for is done: it is not counted, nor mailed.', null=True)),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='notifications.mail')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(default='en', max_length=5)),
                ('has_digest', models.BooleanField(default=True, help_text='Off: only statutory notices come by mail.')),
                ('has_immediate', models.BooleanField(default=True, help_text='Off: “your turn” waits for the digest.')),
                ('is_quiet_on_weekends', models.BooleanField(default=False)),
                ('quiet_until', models.DateField(help_text='No mail but statutory notices up to and with this day.', null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='preference', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('url', models.CharField(max_length=500)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('secret', models.TextField(help_text='Sealed with a key made of SECRET_KEY.')),
                ('previous_secret', models.TextField(blank=True, help_text='After a rotation: signs as well until its end.')),
                ('previous_until', models.DateTimeField(null=True)),
                ('since_event_id', models.BigIntegerField()),
                ('created_at', models.DateTimeField()),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failing_since', models.DateTimeField(null=True)),
                ('quiet_until', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_reason', models.CharField(blank=True, max_length=20)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('event_id', models.BigIntegerField(help_text='Of the audit event; no foreign key, as everywhere in the trail.')),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(help_text='The stream that it is about, such as evaluation:<public id>.', max_length=100)),
                ('resource', models.CharField(help_text='The path of the REST resource.', max_length=200)),
                ('occurred_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('status', models.CharField(default='waiting', max_length=20)),
                ('due_at', models.DateTimeField()),
                ('give_up_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('attempted_at', models.DateTimeField(null=True)),
                ('answer_status', models.PositiveSmallIntegerField(help_text="The last answer's; empty where none came.", null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notifications.webhookendpoint')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(fields=['status', 'id'], name='notifications_mail_by_status'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(fields=['recipient', 'day'], name='notifications_mail_by_person'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(fields=['-created_at', '-id'], name='notifications_mail_by_age'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'digest')), fields=('recipient', 'day'), name='notifications_one_digest_a_day'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'sent', 'failed', 'bounced', 'dropped'])), name='notifications_known_mail_status'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['digest', 'immediate', 'invitation'])), name='notifications_known_mail_kind'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['recipient', '-id'], name='notifications_by_person'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('done_at', None), ('mail', None)), fields=['recipient'], name='notifications_unmailed'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('done_at', None), ('read_at', None)), fields=['recipient'], name='notifications_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['subject'], name='notifications_open_by_subject'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['created_at'], name='notifications_by_age'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('recipient', 'kind', 'subject', 'due_on', 'stage'), name='notifications_said_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'es'])), name='notifications_known_language'),
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paused_at', None), ('paused_reason', '')), models.Q(('paused_at__isnull', False), ('paused_reason__in', ['person', 'gone', 'failing'])), _connector='OR'), name='notifications_paused_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failing_since', None), ('failures', 0), ('quiet_until', None)), models.Q(('failing_since__isnull', False), ('failures__gt', 0), ('quiet_until__isnull', False)), _connector='OR'), name='notifications_failing_or_not'),
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('previous_secret', ''), ('previous_until', None)), models.Q(('previous_until__isnull', False), models.Q(('previous_secret', ''), _negated=True)), _connector='OR'), name='notifications_previous_secret_ends'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['endpoint', '-id'], name='notifications_deliveries'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('status', 'waiting')), fields=['endpoint', 'due_at'], name='notifications_deliveries_due'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['created_at'], name='notifications_deliveries_age'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('endpoint', 'event_id'), name='notifications_told_once'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'delivered', 'given_up'])), name='notifications_known_delivery_status'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['evaluation.started', 'evaluation.submitted', 'evaluation.signed', 'evaluation.returned', 'evaluation.withdrawn', 'evaluation.issued', 'evaluation.outcome_recorded', 'evaluation.final', 'evaluation.voided', 'evaluation.superseded', 'import.applied', 'import.undone', 'ping'])), name='notifications_known_webhook_event'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', False), ('status', 'delivered')), models.Q(models.Q(('status', 'delivered'), _negated=True), ('delivered_at', None)), _connector='OR'), name='notifications_delivered_at_a_time'),
        ),
    ]
