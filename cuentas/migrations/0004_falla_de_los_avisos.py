"""Por qué no ha salido un correo, en palabras."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cuentas", "0003_alta_con_el_reloj_unico")]

    operations = [
        migrations.AddField(
            "aviso", "falla", models.CharField(blank=True, default="", max_length=120, verbose_name="por qué no ha salido"),
        )
    ]
