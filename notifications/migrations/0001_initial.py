import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
    ]
