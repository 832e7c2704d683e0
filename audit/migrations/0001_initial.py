import django.contrib.postgres.indexes
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('at', models.DateTimeField()),
                ('last_event_id', models.BigIntegerField()),
                ('event_count', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('signature', models.TextField(help_text='Ed25519 over the canonical JSON of the other fields, base64.')),
                ('key_id', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('file_name', models.CharField(max_length=255)),
                ('file_sha256', models.CharField(max_length=64)),
                ('counts', models.JSONField(help_text='New, changed, unchanged and rejected rows.')),
                ('changes', models.TextField()),
                ('changes_sha256', models.CharField(max_length=64)),
                ('actor_name', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=100)),
                ('round', models.PositiveIntegerField()),
                ('capacity', models.CharField(max_length=40)),
                ('user_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=300)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('acting_for', models.CharField(blank=True, help_text='Name of the principal a designee signed for.', max_length=300)),
                ('statement', models.TextField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('template_version', models.CharField(max_length=80)),
                ('policy_version', models.CharField(max_length=80)),
                ('confirmed_by', models.CharField(blank=True, help_text='How the signer was asked again: password, authenticator_app, …', max_length=100)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='StreamHead',
            fields=[
                ('stream', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('hash', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=100)),
                ('sequence', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField(help_text='User id; empty when the system acted.', null=True)),
                ('actor_name', models.CharField(max_length=300)),
                ('action', models.CharField(max_length=80)),
                ('data', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['actor_id', 'id'], name='audit_events_by_actor'), models.Index(fields=['action', 'id'], name='audit_events_by_action'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('actor_name'), name='gin_trgm_ops'), name='audit_events_by_name'), django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='audit_events_by_time')],
                'constraints': [models.UniqueConstraint(fields=('stream', 'sequence'), name='audit_event_once_per_sequence')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0450288fcb55201b346da4e2d56d2293ba7aac03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_00dfa', table='audit_auditevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkpoint',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d8ad92bdef105590e945d427475bc902c22dac79', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_92e06', table='audit_checkpoint', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9768f5f08a351f2c32423da21677c33817a9c657', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9505c', table='audit_importrun', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(fields=['user_id'], name='audit_signatures_by_person'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('stream', 'round', 'capacity'), name='audit_one_signature_per_capacity'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('stream', 'round', 'user_id'), name='audit_nobody_signs_twice'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8123e32cb40765f8c12631ba2b0a19e7a2d45648', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0ccc', table='audit_signature', when='BEFORE')),
        ),
    ]
