import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archivos', '0002_revision_por_archivo'),
        ('cuentas', '0010_suplencias_y_ausencias'),
    ]

    operations = [
        migrations.AddField(
            model_name='nombramiento',
            name='oficio_archivo',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nombramientos', to='archivos.archivo', verbose_name='oficio escaneado'),
        ),
    ]
