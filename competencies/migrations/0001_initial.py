import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Classification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('schematic_code', models.CharField(blank=True, max_length=20)),
                ('title', models.CharField(max_length=300)),
                ('search_key', models.CharField(blank=True, help_text='Code and title, casefolded, unaccented.', max_length=600)),
                ('status', models.CharField(default='in_force', max_length=20)),
                ('monthly_min', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('monthly_max', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('alternate_ranges', models.CharField(blank=True, max_length=60)),
                ('probation_months', models.PositiveSmallIntegerField(help_text='Empty: the class has no probation (R3).', null=True)),
                ('work_week_group', models.CharField(blank=True, max_length=20)),
                ('bargaining_unit', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'ordering': ['title', 'code'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='competencies_search', opclasses=['gin_trgm_ops'])],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['in_force', 'abolished'])), name='competencies_known_class_status'), models.CheckConstraint(condition=models.Q(('monthly_max__gte', models.F('monthly_min')), ('monthly_min', None), ('monthly_max', None), _connector='OR'), name='competencies_pay_in_order'), models.CheckConstraint(condition=models.Q(('probation_months', None), models.Q(('probation_months__gte', 1), ('probation_months__lte', 24)), _connector='OR'), name='competencies_probation_in_range')],
            },
        ),
    ]
