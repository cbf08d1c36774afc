"""Cada valor cambiado pasa a ser la primera versión de su parámetro, que rige desde siempre: nada cambia al actualizar."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

SIEMPRE = datetime.date(2000, 1, 1)


def pasar_valores(apps, editor):
    VersionDeParametro, ahora = apps.get_model("cuentas", "VersionDeParametro"), timezone.now()
    VersionDeParametro.objects.bulk_create(
        VersionDeParametro(
            clave=p.clave, numero=1, valor=p.valor, desde=SIEMPRE, redactada_en=ahora, publicada_en=ahora,
            motivo="Se capturó antes de que los parámetros tuvieran historia.",
        )
        for p in apps.get_model("cuentas", "Parametro").objects.all()
    )


class Migration(migrations.Migration):

    dependencies = [
        ("cuentas", "0013_rfc_unico_y_fecha_con_fundamento"),
        ("dictamenes", "0001_linea_base_squashed_0038"),  # las de antes leen la tabla que aquí se va
    ]

    operations = [
        migrations.CreateModel(
            name="VersionDeParametro",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("numero", models.PositiveSmallIntegerField(verbose_name="número")),
                ("redactada_en", models.DateTimeField()),
                ("publicada_en", models.DateTimeField(null=True)),
                ("clave", models.CharField(max_length=60, verbose_name="parámetro")),
                ("valor", models.JSONField(verbose_name="valor")),
                ("desde", models.DateField(verbose_name="rige desde")),
                ("fundamento", models.CharField(blank=True, max_length=40, verbose_name="fundamento")),
                ("motivo", models.CharField(blank=True, max_length=300, verbose_name="motivo")),
                ("publicada_por", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("redactada_por", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "versión de parámetro",
                "verbose_name_plural": "versiones de parámetro",
                "ordering": ["clave", "-numero"],
                "constraints": [
                    models.UniqueConstraint(fields=("clave", "numero"), name="parametro_version_unica"),
                    models.UniqueConstraint(condition=models.Q(("publicada_en", None)), fields=("clave",), name="parametro_un_solo_borrador"),
                    models.CheckConstraint(condition=models.Q(("publicada_por", None), models.Q(("publicada_por", models.F("redactada_por")), _negated=True), _connector="OR"), name="parametro_publica_otra"),
                ],
            },
        ),
        migrations.RunPython(pasar_valores, migrations.RunPython.noop),
        migrations.DeleteModel(name="Parametro"),
    ]
