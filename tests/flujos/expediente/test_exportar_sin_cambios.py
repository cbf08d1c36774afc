"""Un expediente que cambia mientras se arma su paquete no se entrega."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

import pytest

from dictamenes.excepciones import CapturaVencida
from flujos.expediente.exportacion import actos


@pytest.mark.parametrize(("ultimo", "cambio"), [(7, False), (8, True)])
def test_si_algo_paso_mientras_se_armaba_se_dice_y_se_cierra_el_archivo(monkeypatch, ultimo, cambio):
    paquete = SimpleNamespace(archivo=BytesIO(), indice={"bitacora": {"n": 7}})
    numeros = SimpleNamespace(last=lambda: ultimo)
    monkeypatch.setattr(actos, "armar", lambda *_: paquete)
    monkeypatch.setattr(actos, "eventos_visibles", lambda *_: SimpleNamespace(values_list=lambda *_, **__: numeros))
    if cambio:
        with pytest.raises(CapturaVencida):
            actos.sin_cambios(None, "ente")
    else:
        assert actos.sin_cambios(None, "ente") is paquete
    assert paquete.archivo.closed is cambio
