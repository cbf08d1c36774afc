"""Campos que el formulario no tiene y cabeceras que ninguna respuesta debe perder."""

import pytest
from django.urls import reverse

from dictamenes.models import Solicitud
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
CABECERAS = {
    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy",
    "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
}
INVENTADOS = {"estado": "emitida", "folio": "X-1", "is_staff": "1", "ente": "2", "ronda": "9", "version": "1"}


def test_pedir_mas_renglones_donde_no_los_hay_no_falla(mundo):
    solicitud = mundo.presentada()
    respuesta = navegador(mundo.coordinacion).post(reverse("flujos:cancelar", args=[solicitud.pk]), {"mas": "1"})
    assert respuesta.status_code == 422
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "en_requisitos"


def test_los_campos_inventados_no_cambian_nada(mundo):
    solicitud = mundo.borrador()
    url = reverse("flujos:seccion_general", args=[solicitud.pk])
    datos = INVENTADOS | {"version": solicitud.version, "proyecto": "Otro nombre", "modalidad": "adquisicion",
                          "ejercicio": solicitud.ejercicio}
    navegador(mundo.elabora).post(url, datos)
    guardada = Solicitud.objects.get(pk=solicitud.pk)
    assert guardada.proyecto == "Otro nombre"
    assert (guardada.estado, guardada.folio, guardada.ente_id, guardada.ronda) == (
        "borrador", None, solicitud.ente_id, 1)


@pytest.mark.parametrize(
    ("pedido", "codigo"),
    [
        ({"path": "/"}, 200), ({"path": "/no-existe/"}, 404), ({"path": "/?a=%00"}, 400),
        ({"path": "/", "headers": {"host": "malo.example"}}, 400),
        ({"path": "/estaticos/no-existe.css"}, 404), ({"path": "/bandeja/"}, 302),
    ],
)
def test_ninguna_respuesta_pierde_sus_cabeceras(pedido, codigo):
    respuesta = navegador().get(**pedido)
    assert respuesta.status_code == codigo
    assert CABECERAS - set(respuesta.headers) == set()


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "latin-1"])
def test_un_formulario_en_otra_codificacion_tampoco_las_pierde(charset):
    tipo = f"application/x-www-form-urlencoded; charset={charset}"
    respuesta = navegador().post("/cuenta/entrar/", b"login=a", content_type=tipo)
    assert respuesta.status_code == 415
    assert CABECERAS - set(respuesta.headers) == set()


@pytest.mark.parametrize("destino", ["//malo.example", "https://malo.example", "/\\malo.example", "javascript:alert(1)"])
def test_entrar_no_redirige_fuera_del_sitio(mundo, destino):
    datos = {"login": mundo.recepcion.correo, "password": "contrasena-de-prueba", "next": destino}
    respuesta = navegador().post("/cuenta/entrar/", datos)
    assert respuesta["Location"] == "/trabajo/"
