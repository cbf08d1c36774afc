"""La base misma rechaza cambiar o borrar la bitácora: los disparadores los pone, con su última forma, la 0008."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bitacora", "0002_initial")]
    operations: list = []
