"""El seguimiento de las condiciones: cada intento de acreditarlas y cuándo toca recordarlas."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DESDE_SIEMPRE = datetime(2000, 1, 1, tzinfo=UTC)


def apuntar(apps, schema_editor):
    """Las condiciones de lo ya emitido se apuntan en la primera vuelta."""
    condiciones = apps.get_model("dictamenes", "Condicion").objects
    condiciones.filter(dictamen__estado__in=("vigente", "contratado")).update(recordar_en=DESDE_SIEMPRE)


class Migration(migrations.Migration):

    dependencies = [
        ('archivos', '0002_revision_por_archivo'),
        ('dictamenes', '0010_precios_de_lo_emitido'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CumplimientoDeCondicion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nota', models.TextField(verbose_name='cómo se cumplió')),
                ('nombre', models.CharField(max_length=130, verbose_name='nombre del archivo')),
                ('reportado_en', models.DateTimeField()),
                ('resuelto_en', models.DateTimeField(null=True)),
                ('motivo', models.TextField(blank=True, verbose_name='por qué se devolvió')),
            ],
            options={
                'verbose_name': 'cumplimiento de condición',
                'verbose_name_plural': 'cumplimientos de condición',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='condicion',
            name='cumplida_en',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='condicion',
            name='recordar_en',
            field=models.DateTimeField(null=True, verbose_name='cuándo toca recordarla'),
        ),
        migrations.AddIndex(
            model_name='condicion',
            index=models.Index(condition=models.Q(('recordar_en__isnull', False)), fields=['recordar_en'], name='condicion_recordar'),
        ),
        migrations.AddField(
            model_name='cumplimientodecondicion',
            name='archivo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo'),
        ),
        migrations.AddField(
            model_name='cumplimientodecondicion',
            name='condicion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cumplimientos', to='dictamenes.condicion'),
        ),
        migrations.AddField(
            model_name='cumplimientodecondicion',
            name='reportado_por',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cumplimientodecondicion',
            name='resuelto_por',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='cumplimientodecondicion',
            index=models.Index(condition=models.Q(('resuelto_en', None)), fields=['reportado_en'], name='cumplimiento_por_revisar'),
        ),
        migrations.AddConstraint(
            model_name='cumplimientodecondicion',
            constraint=models.UniqueConstraint(condition=models.Q(('resuelto_en', None)), fields=('condicion',), name='un_cumplimiento_por_revisar'),
        ),
        migrations.AddConstraint(
            model_name='cumplimientodecondicion',
            constraint=models.UniqueConstraint(condition=models.Q(('motivo', ''), ('resuelto_en__isnull', False)), fields=('condicion',), name='un_cumplimiento_aceptado'),
        ),
        migrations.AddConstraint(
            model_name='cumplimientodecondicion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('motivo', ''), ('resuelto_en', None), ('resuelto_por', None)), models.Q(('resuelto_en__isnull', False), models.Q(('resuelto_por__isnull', False), models.Q(('motivo', ''), _negated=True), _connector='OR')), _connector='OR'), name='cumplimiento_resuelto_entero'),
        ),
        migrations.RunPython(apuntar, migrations.RunPython.noop),
    ]
