"""Lo que la bandeja filtra, en su tabla; y las vistas que cada persona guarda."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery


def llenar(apps, schema_editor):
    """Ente, tipo y urgencia de lo que hoy espera, tomados de su solicitud."""
    solicitud = apps.get_model("dictamenes", "Solicitud").objects.filter(pk=OuterRef("solicitud"))
    apps.get_model("flujos", "Pendiente").objects.update(
        ente=Subquery(solicitud.values("ente")[:1]), tipo=Subquery(solicitud.values("tipo")[:1]),
        es_urgente=Exists(solicitud.filter(fecha_limite__isnull=False)),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('cuentas', '0001_initial'),
        ('dictamenes', '0001_initial'),
        ('flujos', '0007_cambio_de_calendario'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='pendiente',
            name='ente',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cuentas.ente'),
        ),
        migrations.AddField(
            model_name='pendiente',
            name='es_urgente',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='pendiente',
            name='tipo',
            field=models.CharField(default='', max_length=20),
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
        migrations.RunPython(llenar, migrations.RunPython.noop),
    ]
