"""Las versiones públicas testadas; la base rechaza cambiarlas o borrarlas."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bitacora import disparadores

FIJA = ("dictamenes_versionpublica",)


class Migration(migrations.Migration):

    dependencies = [
        ('archivos', '0002_revision_por_archivo'),
        ('dictamenes', '0029_papel_y_contingencia'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='VersionPublica',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveSmallIntegerField(verbose_name='versión')),
                ('testes', models.JSONField(verbose_name='testes')),
                ('hecha_en', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'versión pública',
                'verbose_name_plural': 'versiones públicas',
                'ordering': ['numero'],
            },
        ),
        migrations.AddField(
            model_name='dictamen',
            name='datos_publicos',
            field=models.JSONField(null=True, verbose_name='datos sin lo testado'),
        ),
        migrations.AddField(
            model_name='dictamen',
            name='testado_en',
            field=models.DateTimeField(null=True, verbose_name='desde cuándo el ejemplar público está testado'),
        ),
        migrations.AddConstraint(
            model_name='dictamen',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('datos_publicos__isnull', True), ('testado_en__isnull', True)), models.Q(('datos_publicos__isnull', False), ('publico__isnull', False), ('testado_en__isnull', False)), _connector='OR'), name='dictamen_testado_con_datos'),
        ),
        migrations.AddField(
            model_name='versionpublica',
            name='anterior',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo', verbose_name='la que sustituyó'),
        ),
        migrations.AddField(
            model_name='versionpublica',
            name='archivo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo'),
        ),
        migrations.AddField(
            model_name='versionpublica',
            name='dictamen',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versiones_publicas', to='dictamenes.dictamen'),
        ),
        migrations.AddField(
            model_name='versionpublica',
            name='hecha_por',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='versionpublica',
            constraint=models.UniqueConstraint(fields=('dictamen', 'numero'), name='version_publica_unica'),
        ),
        migrations.AddConstraint(
            model_name='versionpublica',
            constraint=models.CheckConstraint(condition=models.Q(('numero__gte', 2)), name='version_publica_desde_la_dos'),
        ),
        migrations.RunPython(
            lambda apps, editor: disparadores.poner(editor, FIJA), lambda apps, editor: disparadores.quitar(editor, FIJA)
        ),
    ]
