from django.db import migrations, models

from indicadores.cifra.proyeccion import Mesa, rehacer


def llenar(apps, schema_editor):
    """Con lo que ya dice la bitácora, de tanda en tanda."""
    rehacer(Mesa(
        apps.get_model("bitacora", "Evento"), apps.get_model("indicadores", "RegistroHistorico"),
        apps.get_model("indicadores", "CasoContado"),
    ))


class Migration(migrations.Migration):
    dependencies = [
        ("bitacora", "0005_indices_de_la_mesa"),
        ("indicadores", "0007_montos_del_pasado"),
    ]

    operations = [
        migrations.CreateModel(
            name="CasoContado",
            fields=[
                ("clave", models.CharField(
                    max_length=80, primary_key=True, serialize=False, verbose_name="objeto en la bitácora"
                )),
                ("n", models.BigIntegerField(verbose_name="su primer evento")),
                ("ente", models.BigIntegerField(null=True, verbose_name="clave del ente")),
                ("ente_texto", models.CharField(
                    blank=True, max_length=200, verbose_name="ente, si no está en el catálogo"
                )),
                ("tipo", models.CharField(blank=True, max_length=20, verbose_name="tipo")),
                ("recibida", models.DateField(verbose_name="recibida")),
                ("atendida", models.DateField(null=True, verbose_name="atendida")),
                ("conclusion", models.CharField(blank=True, max_length=15, verbose_name="conclusión")),
                ("cuenta", models.BooleanField(default=True, verbose_name="no se ha cancelado")),
                ("movido", models.DateField(verbose_name="último día en que le pasó algo")),
                ("pasos", models.TextField(verbose_name="historia, en JSON")),
            ],
            options={
                "verbose_name": "caso contado",
                "verbose_name_plural": "casos contados",
                "indexes": [
                    models.Index(fields=["movido"], name="caso_movido"),
                    models.Index(fields=["ente", "movido"], name="caso_ente_movido"),
                    models.Index(
                        condition=models.Q(("atendida", None), ("cuenta", True)), fields=["n"], name="caso_abierto"
                    ),
                ],
            },
        ),
        migrations.RunPython(llenar, migrations.RunPython.noop),
    ]
