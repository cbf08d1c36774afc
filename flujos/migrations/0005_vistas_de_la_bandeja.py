"""Cuándo regresó cada pendiente a su etapa, y los índices de «Mi equipo» y «Devueltas»."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q, Subquery


def llenar(apps, schema_editor):
    """Lo abierto que ya es una vuelta: tras atender observaciones, otra ronda, o proyecto devuelto por quien firma."""
    modelo = apps.get_model
    tarea, pendiente = modelo("viewflow", "Task"), modelo("flujos", "Pendiente")
    prevenida = Exists(modelo("dictamenes", "Prevencion").objects.filter(solicitud=OuterRef("solicitud")))
    devuelto = Exists(
        modelo("dictamenes", "Dictamen").objects.filter(solicitud=OuterRef("solicitud"), devuelto_en__isnull=False)
    )
    otra_ronda = Exists(modelo("dictamenes", "Solicitud").objects.filter(pk=OuterRef("solicitud"), ronda__gt=1))
    pendiente.objects.filter(
        Q(prevenida, etapa="requisitos") | Q(devuelto, etapa="estrategia") | Q(otra_ronda, etapa="revision")
    ).update(devuelta_en=Subquery(tarea.objects.filter(pk=OuterRef("tarea")).values("created")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0006_busqueda_en_lo_abierto'),
        ('flujos', '0004_latido'),
        ('viewflow', '0015_task_scheduled'),
    ]

    operations = [
        migrations.AddField(
            model_name='pendiente',
            name='devuelta_en',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='pendiente',
            index=models.Index(condition=models.Q(('encargada__isnull', False)), fields=['vence_en', 'tarea'], name='pendiente_tomada'),
        ),
        migrations.AddIndex(
            model_name='pendiente',
            index=models.Index(condition=models.Q(('encargada__isnull', False)), fields=['cola', 'vence_en', 'tarea'], name='pendiente_cola_tomada'),
        ),
        migrations.AddIndex(
            model_name='pendiente',
            index=models.Index(condition=models.Q(('devuelta_en__isnull', False)), fields=['vence_en', 'tarea'], name='pendiente_devuelta'),
        ),
        migrations.AddIndex(
            model_name='pendiente',
            index=models.Index(condition=models.Q(('devuelta_en__isnull', False)), fields=['cola', 'vence_en', 'tarea'], name='pendiente_cola_devuelta'),
        ),
        migrations.RunPython(llenar, migrations.RunPython.noop),
    ]
