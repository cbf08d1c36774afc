"""Cómo quiere cada persona su pantalla."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cuentas', '0008_indice_de_acuses'),
    ]

    operations = [
        migrations.AddField(
            model_name='usuario',
            name='preferencias',
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
