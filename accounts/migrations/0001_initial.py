import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(help_text='In small letters.', max_length=254, unique=True)),
                ('name', models.CharField(max_length=300)),
                ('search_key', models.CharField(blank=True, help_text='Name and e-mail to be found and sorted by.', max_length=600)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sessions_epoch', models.PositiveIntegerField(default=0, help_text='Raised to end every session of the account.')),
            ],
            options={
                'ordering': ['name', 'id'],
                'indexes': [models.Index(fields=['search_key', 'id'], name='accounts_by_name'), django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='accounts_search', opclasses=['gin_trgm_ops'])],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='accounts_email_in_small_letters')],
            },
        ),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('device', models.CharField(help_text='Browser and system in words.', max_length=100)),
                ('network', models.CharField(blank=True, help_text='Where it was last seen.', max_length=50)),
                ('signed_in_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-last_seen_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('hint', models.CharField(max_length=12)),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('sessions_epoch', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField()),
                ('expires_on', models.DateField(help_text='The last day on which it opens anything.')),
                ('is_vouched_for', models.BooleanField(default=False, help_text='Made in a session whose sign-in provider had asked for a second factor.')),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['classifications:read', 'people:read', 'evaluations:read', 'evaluations:write', 'calendar:read', 'steps:read', 'imports:write', 'webhooks:manage']), ('scopes__len__gt', 0)), name='accounts_token_known_scopes')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(help_text='Set when it was withdrawn early.', null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations_received', to=settings.AUTH_USER_MODEL)),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations_given', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-starts_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('principal', models.F('delegate')), _negated=True), name='accounts_no_delegation_to_self'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='accounts_delegation_in_order'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at__isnull', True)), expressions=[(models.F('principal'), '='), (models.Func('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='accounts_one_designee_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('request_sha256', models.CharField(help_text='Method, address and body.', max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('body', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='accounts_answer_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('hr', 'HR, Performance Management Unit'), ('hr_manager', 'HR Manager'), ('classification_admin', 'Classification administrator'), ('auditor', 'Auditor'), ('system_admin', 'System administrator'), ('payroll', 'Payroll')], max_length=30)),
                ('granted_at', models.DateTimeField()),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['role', 'id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'role'), name='accounts_role_once'), models.UniqueConstraint(condition=models.Q(('role', 'hr_manager')), fields=('role',), name='accounts_one_hr_manager'), models.CheckConstraint(condition=models.Q(('role__in', ['hr', 'hr_manager', 'classification_admin', 'auditor', 'system_admin', 'payroll'])), name='accounts_known_role')],
            },
        ),
    ]
