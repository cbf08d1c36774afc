"""P6: varias subidas a la vez de la misma persona, en asuntos distintos, no rebasan entre todas su cuota del día."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from archivos.entrada import guardar
from config.demostracion.muestra import pdf_de_muestra
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import captura
from dictamenes.models import Anexo
from dictamenes.reglas import cuotas
from tests.herramientas.parametros import poner

A_LA_VEZ = 4


@pytest.mark.django_db(transaction=True)
def test_la_cuota_del_dia_no_se_rebasa_en_carrera(mundo, en, monkeypatch):
    asuntos = [mundo.borrador() for _ in range(A_LA_VEZ)]
    lleva = Anexo.objects.filter(subido_por=mundo.elabora).count()
    poner("anexo.por_persona_al_dia_archivos", lleva + 1)
    archivos = [guardar(pdf_de_muestra(f"carrera {k}"), "application/pdf") for k in range(A_LA_VEZ)]
    contar, salida = cuotas._exceso, Barrier(A_LA_VEZ)

    def contar_despacio(*de, **valores):
        dicho = contar(*de, **valores)
        time.sleep(0.3)  # entre contar y ligar: sin candado por persona, aquí entran todas
        return dicho

    def subir(k):
        try:
            salida.wait(30)
            captura.anexar(
                asuntos[k], version=asuntos[k].version, por=mundo.elabora, en=en, clase="otro", nombre=f"{k}.pdf",
                archivo=archivos[k], subido=True,
            )
            return "entró"
        except DatosInvalidos as error:
            return str(error)
        finally:
            connection.close()

    monkeypatch.setattr(cuotas, "_exceso", contar_despacio)
    with ThreadPoolExecutor(A_LA_VEZ) as hilos:
        dichos = list(hilos.map(subir, range(A_LA_VEZ)))
    assert sorted("entró" if dicho == "entró" else "no" for dicho in dichos) == ["entró", *["no"] * (A_LA_VEZ - 1)], dichos
    assert all("por día: continúe mañana" in dicho for dicho in dichos if dicho != "entró")
    assert Anexo.objects.filter(subido_por=mundo.elabora).count() == lleva + 1
