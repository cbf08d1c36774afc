from django.db import migrations


class Migration(migrations.Migration):
    """Aparte de la copia: en PostgreSQL, lo recién copiado no deja quitar la tabla en la misma transacción."""

    dependencies = [
        ('dictamenes', '0041_satisfaccion_por_lotes'),
    ]

    operations = [
        migrations.DeleteModel(name='Calificacion'),
    ]
