import json
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

DE_ARRANQUE = Path(__file__).resolve().parents[2] / "datos" / "criterios_v1.json"


def pasar_a_datos(apps, schema_editor):
    """Lo que estaba en el programa se vuelve la versión 1 de cada lista: con ella se contestó todo lo de antes."""
    if not apps.get_model("dictamenes", "Formulario").objects.exists():
        return  # una instalación nueva: las siembra `sembrar_tramite`
    ahora, listas = timezone.now(), json.loads(DE_ARRANQUE.read_text(encoding="utf-8"))
    apps.get_model("dictamenes", "ListaDeCriterios").objects.bulk_create(
        apps.get_model("dictamenes", "ListaDeCriterios")(
            clase=clase, numero=1, criterios=criterios, redactada_en=ahora, publicada_en=ahora)
        for clase, criterios in listas.items()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0014_motivo_de_lo_que_no_cumple'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ListaDeCriterios',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveSmallIntegerField(verbose_name='número')),
                ('redactada_en', models.DateTimeField()),
                ('publicada_en', models.DateTimeField(null=True)),
                ('clase', models.CharField(choices=[('tecnica', 'Criterios técnicos'), ('estrategica', 'Criterios estratégicos')], max_length=12, verbose_name='clase')),
                ('criterios', models.JSONField(verbose_name='criterios')),
                ('publicada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('redactada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lista de criterios',
                'verbose_name_plural': 'listas de criterios',
                'ordering': ['clase', '-numero'],
                'constraints': [models.UniqueConstraint(fields=('clase', 'numero'), name='criterios_version_unica'), models.UniqueConstraint(condition=models.Q(('publicada_en', None)), fields=('clase',), name='criterios_un_solo_borrador'), models.CheckConstraint(condition=models.Q(('publicada_por', None), models.Q(('publicada_por', models.F('redactada_por')), _negated=True), _connector='OR'), name='criterios_publica_otra')],
            },
        ),
        migrations.RunPython(pasar_a_datos, migrations.RunPython.noop),
    ]
