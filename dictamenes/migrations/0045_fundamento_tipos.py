from django.db import migrations, models

SEMBRADO = {"ordenamiento": "Ley Nacional para Eliminar Trámites Burocráticos", "articulos": "artículos 91 a 93",
            "ambito": "Compartir código y preferir software libre"}


def decir_que_funda(apps, schema_editor):
    """El de arranque habla de compartir código y de software libre: funda desarrollos, no compras."""
    apps.get_model("dictamenes", "Fundamento").objects.filter(**SEMBRADO, tipos=[]).update(tipos=["desarrollo"])


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0044_disposicion_final'),
    ]

    operations = [
        migrations.AddField(
            model_name='fundamento',
            name='tipos',
            field=models.JSONField(blank=True, db_default=[], default=list, help_text='Las claves de sus tipos, entre corchetes; [] si conviene a todos.', verbose_name='tipos de solicitud que funda'),
        ),
        migrations.RunPython(decir_que_funda, migrations.RunPython.noop),
    ]
