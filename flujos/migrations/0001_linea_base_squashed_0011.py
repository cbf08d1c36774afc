"""Cómo queda `flujos` al cabo de sus migraciones, en un solo paso para una base nueva."""

import datetime
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cuentas.migrations._de_una_vez import CrearTablas


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('flujos', '0001_initial'),
        ('flujos', '0002_indices_del_motor'),
        ('flujos', '0003_pendientes'),
        ('flujos', '0004_latido'),
        ('flujos', '0005_vistas_de_la_bandeja'),
        ('flujos', '0006_escalamiento'),
        ('flujos', '0007_cambio_de_calendario'),
        ('flujos', '0008_filtros_y_vistas_guardadas'),
        ('flujos', '0009_borradores_de_trabajo'),
        ('flujos', '0010_conceptos_del_pendiente'),
        ('flujos', '0011_borrador_de_concepto'),
    ]

    # Cada una, la que pedían los pasos y no su línea base: una base a medio camino puede no llegar a más.
    dependencies = [
        ('cuentas', '0005_sesiones_y_cache_compartida'),
        ('dictamenes', '0017_version_de_cada_parte'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CrearTablas([
            migrations.CreateModel(
                name='Proceso',
                fields=[
                ],
                options={
                    'verbose_name': 'proceso',
                    'proxy': True,
                    'indexes': [],
                    'constraints': [],
                },
                bases=('viewflow.process',),
            ),
            migrations.CreateModel(
                name='Vinculo',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version_flujo', models.PositiveSmallIntegerField(default=1)),
                    ('proceso', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='vinculo', to='viewflow.process')),
                    ('solicitud', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='vinculo', to='dictamenes.solicitud')),
                ],
                options={
                    'verbose_name': 'vínculo',
                },
            ),
            migrations.CreateModel(
                name='Pendiente',
                fields=[
                    ('tarea', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='pendiente', serialize=False, to='viewflow.task')),
                    ('etapa', models.CharField(max_length=20)),
                    ('cola', models.CharField(max_length=80)),
                    ('vence_en', models.DateTimeField()),
                    ('area', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cuentas.area')),
                    ('encargada', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('solicitud', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pendientes', to='dictamenes.solicitud')),
                    ('devuelta_en', models.DateTimeField(null=True)),
                    ('escalada', models.PositiveSmallIntegerField(db_default=0, verbose_name='nivel ya avisado')),
                    ('recordar_en', models.DateTimeField(db_default=datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), null=True, verbose_name='cuándo toca el siguiente aviso')),
                    ('ente', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cuentas.ente')),
                    ('es_urgente', models.BooleanField(default=False)),
                    ('tipo', models.CharField(default='', max_length=20)),
                    ('conceptos', models.PositiveSmallIntegerField(db_default=1, verbose_name='cuántos conceptos trae, para su peso')),
                ],
                options={
                    'verbose_name': 'pendiente',
                    'indexes': [models.Index(fields=['vence_en', 'tarea'], name='pendiente_vence'), models.Index(fields=['cola', 'vence_en', 'tarea'], name='pendiente_cola'), models.Index(fields=['etapa', 'vence_en', 'tarea'], name='pendiente_etapa'), models.Index(fields=['encargada', 'vence_en', 'tarea'], name='pendiente_encargada'), models.Index(condition=models.Q(('encargada', None)), fields=['cola', 'vence_en', 'tarea'], name='pendiente_cola_libre'), models.Index(condition=models.Q(('encargada__isnull', False)), fields=['vence_en', 'tarea'], name='pendiente_tomada'), models.Index(condition=models.Q(('encargada__isnull', False)), fields=['cola', 'vence_en', 'tarea'], name='pendiente_cola_tomada'), models.Index(condition=models.Q(('devuelta_en__isnull', False)), fields=['vence_en', 'tarea'], name='pendiente_devuelta'), models.Index(condition=models.Q(('devuelta_en__isnull', False)), fields=['cola', 'vence_en', 'tarea'], name='pendiente_cola_devuelta'), models.Index(condition=models.Q(('recordar_en__isnull', False)), fields=['recordar_en', 'tarea'], name='pendiente_recordar')],
                },
            ),
            migrations.CreateModel(
                name='Latido',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('en', models.DateTimeField(verbose_name='dio la vuelta')),
                ],
                options={
                    'verbose_name': 'latido',
                },
            ),
            migrations.CreateModel(
                name='CambioDeCalendario',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('desde', models.DateField()),
                    ('en', models.DateTimeField()),
                    ('aplicado_en', models.DateTimeField(null=True)),
                    ('recorridas', models.PositiveIntegerField(default=0, verbose_name='solicitudes con algún plazo más largo')),
                    ('ente', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cuentas.ente')),
                ],
                options={
                    'verbose_name': 'cambio de calendario',
                    'verbose_name_plural': 'cambios de calendario',
                },
            ),
            migrations.CreateModel(
                name='VistaGuardada',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nombre', models.CharField(max_length=40, verbose_name='nombre de la vista')),
                    ('consulta', models.CharField(max_length=1500)),
                    ('persona', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='vistas_guardadas', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'vista guardada',
                    'verbose_name_plural': 'vistas guardadas',
                    'constraints': [models.UniqueConstraint(fields=('persona', 'nombre'), name='vista_guardada_unica')],
                },
            ),
            migrations.CreateModel(
                name='BorradorDeTrabajo',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('acto', models.CharField(max_length=30)),
                    ('lugar', models.CharField(blank=True, max_length=50, verbose_name='área o concepto, si es de uno')),
                    ('datos', models.JSONField(verbose_name='lo escrito')),
                    ('en', models.DateTimeField()),
                    ('persona', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('solicitud', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='borradores_de_trabajo', to='dictamenes.solicitud')),
                ],
                options={
                    'verbose_name': 'borrador de trabajo',
                    'verbose_name_plural': 'borradores de trabajo',
                    'constraints': [models.UniqueConstraint(fields=('solicitud', 'acto', 'lugar', 'persona'), name='un_borrador_por_acto')],
                },
            ),
        ]),
        *import_module('flujos.migrations.0002_indices_del_motor').Migration.operations,
    ]
