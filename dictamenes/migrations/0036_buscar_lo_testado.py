"""Índice de los dictámenes con partes testadas, que se buscan en cada página de datos abiertos."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archivos', '0002_revision_por_archivo'),
        ('dictamenes', '0035_copia_certificada'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='dictamen',
            index=models.Index(condition=models.Q(('testado_en__isnull', False)), fields=['testado_en'], name='dictamen_testado'),
        ),
    ]
