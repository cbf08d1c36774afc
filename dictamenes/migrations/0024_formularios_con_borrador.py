import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Lo que el programa declaraba e imprimía antes de que cada definición lo dijera.
DECLARACIONES = [{
    "clave": "veracidad",
    "texto": "Declaro, bajo protesta de decir verdad, que la información y los documentos presentados son veraces.",
}]
EN_DOCUMENTOS = {"fuente": "Fuente", "necesidad": "Necesidad que atiende"}


def pasar_a_datos(apps, schema_editor):
    """Cada versión publicada dice lo que con ella se declaró e imprimió; se redactó cuando se publicó."""
    for formulario in apps.get_model("dictamenes", "Formulario").objects.all():
        definicion = formulario.definicion
        definicion.setdefault("declaraciones", DECLARACIONES)
        for pregunta in (p for seccion in definicion["secciones"] for p in seccion["preguntas"]):
            if pregunta["clave"] in EN_DOCUMENTOS:
                pregunta.setdefault("en_documentos", EN_DOCUMENTOS[pregunta["clave"]])
        formulario.redactada_en = formulario.publicada_en
        formulario.save()


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0023_precedentes_de_lo_emitido'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField('formulario', 'publicado_en', 'publicada_en'),
        migrations.AlterField('formulario', 'publicada_en', models.DateTimeField(null=True)),
        migrations.AlterField('formulario', 'numero', models.PositiveSmallIntegerField(verbose_name='número')),
        migrations.AddField(
            'formulario', 'redactada_en', models.DateTimeField(default=django.utils.timezone.now), preserve_default=False,
        ),
        migrations.AddField(
            'formulario', 'redactada_por',
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            'formulario', 'publicada_por',
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterModelOptions('formulario', options={'ordering': ['tipo', '-numero'], 'verbose_name': 'formulario'}),
        migrations.AddConstraint(
            'formulario',
            models.UniqueConstraint(condition=models.Q(('publicada_en', None)), fields=('tipo',), name='formulario_un_solo_borrador'),
        ),
        migrations.AddConstraint(
            'formulario',
            models.CheckConstraint(
                condition=models.Q(('publicada_por', None), models.Q(('publicada_por', models.F('redactada_por')), _negated=True), _connector='OR'),
                name='formulario_publica_otra',
            ),
        ),
        migrations.RunPython(pasar_a_datos, migrations.RunPython.noop),
    ]
