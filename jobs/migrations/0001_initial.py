from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=200)),
                ('payload', models.JSONField(default=dict)),
                ('status', models.CharField(default='queued', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('available_at', models.DateTimeField()),
                ('leased_until', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True)),
                ('request_id', models.CharField(blank=True, help_text='The request that asked for it, as in the log.', max_length=64)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('status', 'queued')), fields=['available_at', 'id'], name='jobs_due'), models.Index(condition=models.Q(('status', 'done'), _negated=True), fields=['status', 'name'], name='jobs_open'), models.Index(condition=models.Q(('status', 'done')), fields=['finished_at'], name='jobs_done_by_time')],
                'constraints': [models.UniqueConstraint(fields=('name', 'key'), name='jobs_once_per_name_and_key'), models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'done', 'failed'])), name='jobs_known_status')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['name', '-id'], name='jobs_runs_by_name')],
            },
        ),
    ]
