import common.fields
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
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('status', models.CharField(default='uploaded', max_length=20)),
                ('created_at', models.DateTimeField()),
                ('file', models.FileField(blank=True, max_length=300, upload_to='imports/%Y/%m/')),
                ('name', models.CharField(max_length=200)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('format', models.CharField(max_length=10)),
                ('outline', models.JSONField(default=dict)),
                ('encoding', models.CharField(blank=True, max_length=40)),
                ('sheet', models.CharField(blank=True, max_length=200)),
                ('header_row', models.PositiveIntegerField(default=0)),
                ('is_month_first', models.BooleanField(default=False)),
                ('mapping', models.JSONField(default=dict)),
                ('round', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=list)),
                ('effects', models.JSONField(default=list)),
                ('effects_count', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('checked_at', models.DateTimeField(null=True)),
                ('error', models.TextField(blank=True)),
                ('reasons', models.JSONField(default=list)),
                ('is_strict', models.BooleanField(default=False)),
                ('applied_at', models.DateTimeField(null=True)),
                ('stream', models.CharField(blank=True, max_length=100)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undo_stream', models.CharField(blank=True, max_length=100)),
                ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
            bases=(common.fields.RefreshableStatusMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(blank=True, max_length=80)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('upload', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='imports.upload')),
            ],
        ),
        migrations.CreateModel(
            name='UploadRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('outcome', models.CharField(max_length=10)),
                ('key', models.CharField(blank=True, max_length=300)),
                ('name', models.CharField(blank=True, max_length=400)),
                ('search_key', models.CharField(blank=True, max_length=700)),
                ('fields', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('effective_on', models.DateField(null=True)),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.upload')),
            ],
            options={
                'ordering': ['line', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=100)),
                ('headings', models.JSONField(help_text='Field → heading as it is compared.')),
                ('saved_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'name'), name='imports_mapping_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['uploaded', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'unusable', 'discarded'])), name='imports_known_status'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['applied', 'undoing', 'undone']), _negated=True), models.Q(('applied_at__isnull', False), models.Q(('stream', ''), _negated=True)), _connector='OR'), name='imports_applied_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'undone'), _negated=True), models.Q(('undone_at__isnull', False), models.Q(('undo_stream', ''), _negated=True)), _connector='OR'), name='imports_undone_is_whole'),
        ),
        migrations.AddIndex(
            model_name='uploadrow',
            index=models.Index(fields=['upload', 'outcome', 'line', 'id'], name='imports_rows_in_order'),
        ),
        migrations.AddConstraint(
            model_name='uploadrow',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['new', 'changed', 'unchanged', 'rejected'])), name='imports_known_outcome'),
        ),
    ]
