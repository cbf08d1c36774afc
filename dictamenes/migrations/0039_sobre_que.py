"""«Ancla» es sólo la de la bitácora: sobre qué es una observación o una marca se llama así."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0038_ultimos_del_ente'),
    ]

    operations = [
        migrations.RenameField('observacion', 'ancla', 'sobre'),
        migrations.RenameField('marca', 'ancla', 'sobre'),
    ]
