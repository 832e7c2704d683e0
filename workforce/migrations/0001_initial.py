import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('competencies', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='OrgUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('path', models.CharField(max_length=900, unique=True)),
                ('search_key', models.CharField(blank=True, help_text='The path, casefolded, unaccented.', max_length=900)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='workforce.orgunit')),
            ],
            options={
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='Employee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('employee_no', models.CharField(max_length=20, unique=True)),
                ('first_name', models.CharField(max_length=150)),
                ('last_name', models.CharField(max_length=150)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('sort_key', models.CharField(help_text='Last and first name, casefolded, unaccented (no collation).', max_length=330)),
                ('search_key', models.CharField(blank=True, help_text='Names, number and e-mail to be found by.', max_length=600)),
                ('management_level', models.CharField(default='none', max_length=30)),
                ('status', models.CharField(default='permanent', max_length=20)),
                ('appointed_on', models.DateField()),
                ('anniversary', models.DateField(help_text='Next anniversary date: step increases and yearly periods.', null=True)),
                ('probation_recorded_on', models.DateField(help_text='The end of probation that the people file names.', null=True)),
                ('probation_ends_on', models.DateField(help_text='The end of probation in force (R3).', null=True)),
                ('paid_days', models.PositiveSmallIntegerField(help_text='Paid days since the appointment, as counted.', null=True)),
                ('paid_days_counted_on', models.DateField(help_text='The last day that the count of paid days takes in.', null=True)),
                ('paid_days_reached_on', models.DateField(help_text='The day on which the paid days that probation asks for were complete.', null=True)),
                ('separated_on', models.DateField(null=True)),
                ('bargaining_unit', models.CharField(blank=True, max_length=20)),
                ('is_management_plan', models.BooleanField(default=False, help_text='Under a management appraisal plan: outside of the five ratings and their rules.')),
                ('classification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employees', to='competencies.classification')),
                ('supervisor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='direct_reports', to='workforce.employee')),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='employee', to=settings.AUTH_USER_MODEL)),
                ('org_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employees', to='workforce.orgunit')),
            ],
            options={
                'ordering': ['sort_key', 'employee_no'],
            },
        ),
        migrations.CreateModel(
            name='EmploymentChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(max_length=20)),
                ('before', models.CharField(blank=True, max_length=900)),
                ('after', models.CharField(blank=True, max_length=900)),
                ('effective_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('stream', models.CharField(blank=True, max_length=100)),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='workforce.employee')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['employee', 'effective_on'], name='workforce_changes_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('fact__in', ['supervisor', 'classification', 'org_unit', 'management_level', 'separation', 'return', 'status'])), name='workforce_known_changed_fact')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('is_paid', models.BooleanField(default=True)),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='workforce.employee')),
            ],
            options={
                'ordering': ['starts_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='workforce_leave_in_order'), models.UniqueConstraint(fields=('employee', 'starts_on', 'ends_on'), name='workforce_leave_once')],
            },
        ),
        migrations.AddIndex(
            model_name='orgunit',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='workforce_unit_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='employee',
            index=models.Index(fields=['sort_key', 'employee_no'], name='workforce_by_name'),
        ),
        migrations.AddIndex(
            model_name='employee',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='workforce_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='employee',
            index=models.Index(condition=models.Q(('status', 'separated'), ('user', None), _connector='OR'), fields=['id'], name='workforce_left'),
        ),
        migrations.AddConstraint(
            model_name='employee',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['probationary', 'permanent', 'separated'])), name='workforce_known_status'),
        ),
        migrations.AddConstraint(
            model_name='employee',
            constraint=models.CheckConstraint(condition=models.Q(('management_level__in', ['none', 'supervisor', 'program_head', 'division_chief', 'deputy_director', 'chief_deputy_director', 'director'])), name='workforce_known_level'),
        ),
        migrations.AddConstraint(
            model_name='employee',
            constraint=models.CheckConstraint(condition=models.Q(('supervisor', models.F('id')), _negated=True), name='workforce_no_own_supervisor'),
        ),
        migrations.AddConstraint(
            model_name='employee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('separated_on__isnull', False), ('status', 'separated')), models.Q(models.Q(('status', 'separated'), _negated=True), ('separated_on__isnull', True)), _connector='OR'), name='workforce_separated_has_date'),
        ),
        migrations.AddConstraint(
            model_name='employee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paid_days', None), ('paid_days_counted_on', None)), models.Q(('paid_days__isnull', False), ('paid_days_counted_on__isnull', False)), _connector='OR'), name='workforce_paid_days_have_a_day'),
        ),
    ]
