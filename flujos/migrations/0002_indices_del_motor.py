"""Los índices que las bandejas necesitan y el motor no trae (MOTOR §5.2)."""

from django.db import migrations

INDICES = {
    "tarea_por_permiso": "viewflow_task (status, owner_permission, owner_permission_obj_pk, created)",
    "tarea_por_dueno": "viewflow_task (owner_id, status, created)",
    "tarea_por_toca": "viewflow_task (flow_task_type, status, scheduled)",
    "proceso_por_fecha": "viewflow_process (flow_class, created)",
}


class Migration(migrations.Migration):
    dependencies = [("flujos", "0001_initial"), ("viewflow", "0015_task_scheduled")]
    operations = [
        migrations.RunSQL(f"CREATE INDEX {nombre} ON {columnas}", f"DROP INDEX {nombre}")
        for nombre, columnas in INDICES.items()
    ]
