"""Qué monto trae cada lote. De los ya importados no se dijo; el de la demostración lo inventa el sistema, con IVA."""

from django.db import migrations, models


def decir_el_de_demostracion(apps, schema_editor):
    lotes = apps.get_model("indicadores", "LoteHistorico").objects
    lotes.filter(demostracion=True, nombre="historico_demostracion.csv").update(montos="total")


class Migration(migrations.Migration):

    dependencies = [
        ('indicadores', '0006_cedula_e_informe'),
    ]

    operations = [
        migrations.AddField(
            model_name='lotehistorico',
            name='montos',
            field=models.CharField(choices=[('importe', 'Antes de IVA'), ('total', 'Con IVA'), ('no_se_dijo', 'No se dijo si llevan IVA')], default='no_se_dijo', max_length=10, verbose_name='montos'),
        ),
        migrations.RunPython(decir_el_de_demostracion, migrations.RunPython.noop, elidable=True),
    ]
