"""Da a los avisos de antes su identidad —la que llevó su Message-ID—, su tema y su objeto, sacados de su clave."""

import hashlib
import re

from django.db import migrations

DE_SOLICITUD = re.compile(
    r"^(\d+):(presentada|prevenida|prorrogada|improcedente|desechada|emitida|cancelada|por_revisar|turnada|"
    r"por_firmar|mensaje|mensaje_del_ente|mensaje_interno|devuelta):\d+:\d+$"
)
TANDA = 500


def llenar(apps, schema_editor):
    Aviso = apps.get_model("cuentas", "Aviso")
    tanda = []
    for aviso in Aviso.objects.only("clave").order_by("pk").iterator(chunk_size=TANDA):
        aviso.identidad = hashlib.sha256(aviso.clave.encode()).hexdigest()[:32]
        if hallado := DE_SOLICITUD.match(aviso.clave):
            aviso.objeto, aviso.tema = f"solicitud:{hallado[1]}", hallado[2]
        tanda.append(aviso)
        if len(tanda) == TANDA:
            Aviso.objects.bulk_update(tanda, ["identidad", "objeto", "tema"])
            tanda = []
    Aviso.objects.bulk_update(tanda, ["identidad", "objeto", "tema"])


class Migration(migrations.Migration):
    dependencies = [("cuentas", "0006_avisos_con_tema")]

    operations = [migrations.RunPython(llenar, migrations.RunPython.noop)]
