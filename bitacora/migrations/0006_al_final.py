"""A la bitácora y a sus anclas sólo se agrega al final: los disparadores los pone, con su última forma, la 0008."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bitacora", "0005_indices_de_la_mesa")]
    operations: list = []
