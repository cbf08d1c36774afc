"""Un anexo puede ser la versión nueva de otro; los que ya había son la primera."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dictamenes', '0026_omisiones_de_la_captura'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='anexo',
            options={'ordering': ['clase', 'subido_en', 'pk'], 'verbose_name': 'anexo'},
        ),
        migrations.AddField(
            model_name='anexo',
            name='version',
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name='versión'),
        ),
        migrations.AddField(
            model_name='anexo',
            name='sustituye',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='sustituido_por', to='dictamenes.anexo', verbose_name='versión anterior'),
        ),
        migrations.AddConstraint(
            model_name='anexo',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sustituye', None), ('version', 1)), models.Q(('sustituye__isnull', False), ('version__gt', 1)), _connector='OR'), name='anexo_version_con_anterior'),
        ),
    ]
