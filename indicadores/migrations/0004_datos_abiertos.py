"""Las publicaciones de datos abiertos; la base rechaza cambiarlas o borrarlas."""

import django.db.models.deletion
from django.db import migrations, models

from bitacora import disparadores

FIJAS = ("indicadores_publicaciondedatos", "indicadores_archivopublicado")


class Migration(migrations.Migration):

    dependencies = [
        ('archivos', '0002_revision_por_archivo'),
        ('indicadores', '0003_pasado_desordenado'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicacionDeDatos',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveIntegerField(unique=True, verbose_name='versión')),
                ('publicada_en', models.DateTimeField(verbose_name='publicada')),
                ('corte', models.DateField(verbose_name='corte')),
                ('bitacora_n', models.BigIntegerField(verbose_name='último evento')),
                ('bitacora_eslabon', models.CharField(max_length=64, verbose_name='su eslabón')),
                ('licencia', models.JSONField(verbose_name='licencia')),
                ('aviso', models.CharField(blank=True, max_length=120, verbose_name='por qué no son datos oficiales')),
                ('cambios', models.JSONField(verbose_name='qué cambió, por conjunto')),
            ],
            options={
                'verbose_name': 'publicación de datos',
                'verbose_name_plural': 'publicaciones de datos',
                'ordering': ['-numero'],
            },
        ),
        migrations.CreateModel(
            name='EnvioACkan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('intentos', models.PositiveIntegerField(default=0, verbose_name='intentos')),
                ('intentar_en', models.DateTimeField(verbose_name='cuándo toca')),
                ('enviado_en', models.DateTimeField(null=True, verbose_name='enviado')),
                ('falla', models.CharField(blank=True, max_length=200, verbose_name='última falla')),
                ('publicacion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='envio', to='indicadores.publicaciondedatos')),
            ],
            options={
                'verbose_name': 'envío a CKAN',
                'verbose_name_plural': 'envíos a CKAN',
                'constraints': [models.CheckConstraint(condition=models.Q(('enviado_en', None), ('falla', ''), _connector='OR'), name='envio_hecho_sin_falla')],
            },
        ),
        migrations.CreateModel(
            name='ArchivoPublicado',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nombre', models.CharField(max_length=60, verbose_name='nombre')),
                ('filas', models.PositiveIntegerField(null=True, verbose_name='filas')),
                ('archivo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo')),
                ('publicacion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='archivos', to='indicadores.publicaciondedatos')),
            ],
            options={
                'verbose_name': 'archivo publicado',
                'verbose_name_plural': 'archivos publicados',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('publicacion', 'nombre'), name='archivo_publicado_unico')],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: disparadores.poner(editor, FIJAS),
            lambda apps, editor: disparadores.quitar(editor, FIJAS),
        ),
    ]
