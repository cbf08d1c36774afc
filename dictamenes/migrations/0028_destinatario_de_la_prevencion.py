from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0027_versiones_de_anexo'),
    ]

    operations = [
        migrations.AddField(
            model_name='prevencion',
            name='destinatario',
            field=models.JSONField(null=True, verbose_name='a quién se dirigió'),
        ),
    ]
