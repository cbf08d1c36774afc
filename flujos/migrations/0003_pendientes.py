"""La tabla de la bandeja, llena con lo que hoy espera a alguien."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Cast


def llenar(apps, schema_editor):
    """Una fila por cada tarea humana activa de un proceso con solicitud."""
    tarea, plazo = apps.get_model("viewflow", "Task"), apps.get_model("dictamenes", "Plazo")
    revision, pendiente = apps.get_model("dictamenes", "Revision"), apps.get_model("flujos", "Pendiente")
    # Como texto: leído con su tipo, el nodo se importaría del código de hoy y no del de esta migración.
    activas = tarea.objects.filter(
        flow_task_type="HUMAN", status__in=("NEW", "ASSIGNED"), process__vinculo__isnull=False
    ).values("pk", "owner_id", "owner_permission", "owner_permission_obj_pk", "seed_object_id", "created",
             "process__vinculo__solicitud_id", nodo=Cast("flow_task", models.TextField()))
    vencen = {(p.solicitud_id, p.clase): p.vence_en for p in plazo.objects.filter(cerrado_en=None)}
    areas = dict(revision.objects.filter(dada_en=None).values_list("pk", "area_id"))
    pendiente.objects.bulk_create([_fila(pendiente, t, vencen, areas) for t in activas], batch_size=500)


def _fila(pendiente, tarea, vencen, areas):
    etapa, solicitud = tarea["nodo"].rpartition(".")[2], tarea["process__vinculo__solicitud_id"]
    permiso, objeto = tarea["owner_permission"], tarea["owner_permission_obj_pk"]
    return pendiente(
        tarea_id=tarea["pk"], solicitud_id=solicitud, etapa=etapa, encargada_id=tarea["owner_id"],
        area_id=areas.get(tarea["seed_object_id"]) if etapa == "revision" else None,
        cola=f"{permiso}:{objeto}" if objeto else permiso, vence_en=vencen.get((solicitud, etapa), tarea["created"]),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('cuentas', '0001_initial'),
        ('dictamenes', '0001_initial'),
        ('flujos', '0002_indices_del_motor'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                'verbose_name': 'pendiente',
                'indexes': [models.Index(fields=['vence_en', 'tarea'], name='pendiente_vence'), models.Index(fields=['cola', 'vence_en', 'tarea'], name='pendiente_cola'), models.Index(fields=['etapa', 'vence_en', 'tarea'], name='pendiente_etapa'), models.Index(fields=['encargada', 'vence_en', 'tarea'], name='pendiente_encargada'), models.Index(condition=models.Q(('encargada', None)), fields=['cola', 'vence_en', 'tarea'], name='pendiente_cola_libre')],
            },
        ),
        migrations.RunPython(llenar, migrations.RunPython.noop),
    ]
