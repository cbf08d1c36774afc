"""Los índices de las facetas traen todo lo que éstas filtran: contarlas no abre ningún renglón, que son anchos."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cuentas', '0001_linea_base_squashed_0012'),
        ('dictamenes', '0039_sobre_que'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='solicitud',
            name='solicitud_facetas',
        ),
        migrations.AddIndex(
            model_name='sentidodeconcepto',
            index=models.Index(fields=['dictamen', 'sentido'], name='sentido_facetas'),
        ),
        migrations.AddIndex(
            model_name='solicitud',
            index=models.Index(fields=['ente', 'tipo', 'estado', 'ejercicio', 'elaborada_por', 'presentada_en', 'busqueda'], name='solicitud_facetas'),
        ),
    ]
