"""Las anclas, que sólo crecen; los disparadores los pone, con su última forma, la 0008."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bitacora", "0003_disparadores")]
    operations = [
        migrations.CreateModel(
            name="Ancla",
            fields=[
                ("numero", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="número")),
                ("n", models.BigIntegerField(unique=True, verbose_name="último evento")),
                ("eslabon", models.CharField(max_length=64, verbose_name="eslabón")),
                ("raiz", models.CharField(max_length=64, verbose_name="raíz del árbol")),
                ("frontera", models.JSONField(default=list, verbose_name="picos del árbol")),
                ("anterior", models.CharField(max_length=64, verbose_name="huella del ancla anterior")),
                ("en", models.DateTimeField(verbose_name="anclada")),
                ("cms", models.BinaryField(verbose_name="contenido firmado y estampado")),
                ("guardada", models.CharField(max_length=300, verbose_name="dónde se guardó fuera")),
            ],
            options={
                "verbose_name": "ancla",
                "indexes": [models.Index(fields=["en"], name="ancla_en")],
            },
        ),
    ]
