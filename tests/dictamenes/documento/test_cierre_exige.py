"""Cerrar un dictamen exige lo mismo que su verificación pública: la firma de quien autorizó, y no otra."""

from __future__ import annotations

import pytest

from cuentas.models import Usuario
from dictamenes.documento import documentos
from dictamenes.documento.firma.cierre import CierreInvalido
from dictamenes.models import Dictamen

pytestmark = pytest.mark.django_db


def test_no_se_emite_lo_que_firmo_un_certificado_de_otra_persona(mundo, en):
    solicitud = mundo.firmar(mundo.por_firmar())
    Usuario.objects.filter(pk=mundo.firmante.pk).update(rfc="PERO800721KT4")
    with pytest.raises(CierreInvalido):
        documentos.ejemplares(Dictamen.objects.get(solicitud=solicitud), en)
