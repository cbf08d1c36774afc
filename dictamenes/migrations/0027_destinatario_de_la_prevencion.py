from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0026_omisiones_de_la_captura'),
    ]

    operations = [
        migrations.AddField(
            model_name='prevencion',
            name='destinatario',
            field=models.JSONField(null=True, verbose_name='a quién se dirigió'),
        ),
    ]
