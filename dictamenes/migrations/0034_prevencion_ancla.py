"""El oficio de prevención imprime el ancla que había al emitirse."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dictamenes", "0033_transferencia_primaria")]
    operations = [
        migrations.AddField(
            model_name="prevencion",
            name="ancla",
            field=models.JSONField(null=True, verbose_name="la última ancla de la bitácora al emitirse"),
        ),
    ]
