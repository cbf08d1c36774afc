"""Los fundamentos llevan versiones y segunda persona, y cada acto, su competencia.

Lo que una persona había marcado «se propone en todos» pasa a fundar el dictamen; lo que puso una siembra no funda nada.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def confirmar_lo_capturado(apps, editor):
    Fundamento, Competencia = apps.get_model("dictamenes", "Fundamento"), apps.get_model("dictamenes", "Competencia")
    for fundamento in Fundamento.objects.order_by("pk"):
        fundamento.clave, fundamento.publicada_en = f"fundamento-{fundamento.pk}", fundamento.redactada_en
        fundamento.save(update_fields=["clave", "publicada_en"])
    generales = Fundamento.objects.filter(es_general=True).exclude(redactada_por=None).order_by("vigente_desde", "pk")
    if primero := generales.first():
        Competencia.objects.create(
            acto="dictaminar", numero=1, facultad="Emitir el dictamen técnico y estratégico",
            ejerce="Quien autoriza, según lo capturado antes de que hubiera competencias",
            fundamentos=[f.clave for f in generales], desde=primero.vigente_desde, redactada_en=primero.redactada_en,
            publicada_en=primero.redactada_en,
        )


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dictamenes", "0051_revision_publica"),
    ]

    operations = [
        migrations.CreateModel(
            name="Competencia",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("numero", models.PositiveSmallIntegerField(verbose_name="número")),
                ("redactada_en", models.DateTimeField()),
                ("publicada_en", models.DateTimeField(null=True)),
                ("acto", models.CharField(max_length=40, verbose_name="acto")),
                ("facultad", models.CharField(max_length=300, verbose_name="facultad")),
                ("ejerce", models.CharField(max_length=200, verbose_name="quién la ejerce")),
                ("fundamentos", models.JSONField(default=list, verbose_name="documentos")),
                ("sentidos", models.JSONField(default=list, verbose_name="sentidos")),
                ("desde", models.DateField(verbose_name="rige desde")),
                ("publicada_por", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("redactada_por", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "competencia",
                "ordering": ["acto", "-numero"],
                "constraints": [
                    models.UniqueConstraint(fields=("acto", "numero"), name="competencia_version_unica"),
                    models.UniqueConstraint(condition=models.Q(("publicada_en", None)), fields=("acto",), name="competencia_un_solo_borrador"),
                    models.CheckConstraint(condition=models.Q(("publicada_por", None), models.Q(("publicada_por", F("redactada_por")), _negated=True), _connector="OR"), name="competencia_confirma_otra"),
                ],
            },
        ),
        migrations.AddField("prevencion", "fundamentos", models.JSONField(default=list, verbose_name="con qué se fundó")),
        migrations.RemoveConstraint(model_name="fundamento", name="fundamento_unico"),
        migrations.RenameField("fundamento", "numero", "ejemplar"),
        migrations.RenameField("fundamento", "capturado_por", "redactada_por"),
        migrations.RenameField("fundamento", "capturado_en", "redactada_en"),
        migrations.AlterField("fundamento", "redactada_por", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AlterField("fundamento", "redactada_en", models.DateTimeField()),
        migrations.AddField("fundamento", "numero", models.PositiveSmallIntegerField(default=1, verbose_name="número"), preserve_default=False),
        migrations.AddField("fundamento", "clave", models.SlugField(default="", max_length=40, verbose_name="clave"), preserve_default=False),
        migrations.AddField("fundamento", "clase", models.CharField(choices=[("ley", "Ley o código"), ("reglamento", "Reglamento Interior"), ("delegacion", "Acuerdo delegatorio"), ("lineamiento", "Lineamientos o acuerdo general"), ("otro", "Otro documento")], default="otro", max_length=12, verbose_name="clase de documento")),
        migrations.AlterField("fundamento", "tipos", models.JSONField(blank=True, db_default=[], default=list, verbose_name="tipos de solicitud que funda")),
        migrations.AddField("fundamento", "publicada_en", models.DateTimeField(null=True)),
        migrations.AddField("fundamento", "publicada_por", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.RunPython(confirmar_lo_capturado, migrations.RunPython.noop),
        migrations.RemoveField("fundamento", "es_general"),
        migrations.AddConstraint("fundamento", models.UniqueConstraint(fields=("clave", "numero"), name="fundamento_version_unica")),
        migrations.AddConstraint("fundamento", models.UniqueConstraint(condition=models.Q(("publicada_en", None)), fields=("clave",), name="fundamento_un_solo_borrador")),
        migrations.AddConstraint("fundamento", models.CheckConstraint(condition=models.Q(("publicada_por", None), models.Q(("publicada_por", F("redactada_por")), _negated=True), _connector="OR"), name="fundamento_confirma_otra")),
    ]
