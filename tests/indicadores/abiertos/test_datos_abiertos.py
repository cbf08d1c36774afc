"""Los datos abiertos: versiones que no cambian, diccionario completo, nada personal, OCDS válido y CKAN sin dobles."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from bitacora.models import Evento
from config import entorno
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.parametros import tiene_su_forma
from dictamenes.documento.testado import Fragmento
from dictamenes.models import Dictamen
from flujos.estudio import publicas
from indicadores.abiertos import ckan
from indicadores.abiertos.diccionario import CONJUNTOS
from indicadores.abiertos.ocds import ESQUEMA_DE_EXTENSION
from indicadores.abiertos.personales import OMITIDO, sin_personales
from indicadores.abiertos.publicacion import pedir, publicar_si_toca
from indicadores.models import ArchivoPublicado, EnvioACkan, PublicacionDeDatos
from tests.herramientas.ckan_de_prueba import CLAVE, Ckan
from tests.herramientas.parametros import poner

MADRUGADA = timedelta(hours=18, minutes=30)  # de la hora del mundo a las tres y media de mañana
OFICIAL = Path(__file__).parents[2] / "vendor" / "ocds"
HUELLAS = {
    "release-package-schema-1__1__5.json": "44a9d8d66001af8e44112b45f5cc7923ee2f40f4790e816f90af1782c5885ee5",
    "release-schema-1__1__4.json": "4226ea4a3016030171db667166c11ab5c22777de5f75a44aa601a610809b5696",
}


def leer(publicacion, nombre):
    return publicacion.archivos.get(nombre=nombre).archivo.leer()


def bajar(publicacion, nombre):
    return Client().get(reverse("indicadores:datos_archivo", args=[publicacion.numero, nombre]))


def publicada(mundo, en=None):
    assert publicar_si_toca(en or mundo.en + MADRUGADA) == 1
    return PublicacionDeDatos.objects.first()


@pytest.fixture
def con_prefijo(db):
    poner("abiertos.ocds_prefijo", "ocds-prueba")


def test_la_primera_version_trae_cada_columna_del_diccionario_y_no_cambia_nunca(mundo, con_prefijo):
    assert publicar_si_toca(mundo.en + MADRUGADA) == 0  # nada emitido todavía
    solicitud = mundo.sin_documentos(proyecto="Equipo para LOGA800101AB1, ana@correo.example")
    publicacion = publicada(mundo)
    acta = json.loads(leer(publicacion, "publicacion.json"))
    for conjunto in CONJUNTOS:
        datos = json.loads(leer(publicacion, f"{conjunto.clave}.json"))
        tabla = list(csv.DictReader(io.StringIO(leer(publicacion, f"{conjunto.clave}.csv").decode("utf-8-sig"))))
        assert [tuple(fila) for fila in datos["filas"]] == [conjunto.nombres] * len(tabla) != []
        assert all(fila["aviso"] for fila in tabla)  # los ajustes de prueba son los de la demostración
        assert acta["archivos"][f"{conjunto.clave}.csv"] == hashlib.sha256(
            bajar(publicacion, f"{conjunto.clave}.csv").content).hexdigest()
    [fila] = json.loads(leer(publicacion, "dictamenes.json"))["filas"]
    assert fila["proyecto"] == f"Equipo para {OMITIDO}, {OMITIDO}"
    assert (fila["folio"], fila["sha256_publico"]) == (solicitud.dictamen.folio, solicitud.dictamen.publico.sha256)
    assert (acta["bitacora"]["n"], publicacion.cambios[0]["agregadas"]) == (publicacion.bitacora_n, 1)
    for modelo in (PublicacionDeDatos, ArchivoPublicado):
        with pytest.raises(DatabaseError), transaction.atomic():
            modelo.objects.update(id=99)
    pagina = Client().get(reverse("indicadores:datos_abiertos")).content.decode()
    assert publicacion.archivos.get(nombre="conceptos.csv").archivo.sha256 in pagina
    assert "CC BY 4.0" in pagina
    assert Client().get(reverse("indicadores:datos_ultimo", args=["dictamenes.csv"])).status_code == 302
    assert Client().get(reverse("indicadores:datos_version", args=[1])).status_code == 200


def test_se_publica_otra_sólo_si_se_pide_o_toca_y_algo_cambio(mundo):
    mundo.sin_documentos()
    assert publicar_si_toca(mundo.en) == 0  # de día, nadie espera al trabajador mientras arma lo que puede esperar
    primera = publicada(mundo)
    assert publicar_si_toca(mundo.en + MADRUGADA + timedelta(days=29)) == 0
    with pytest.raises(AccesoDenegado):
        pedir(por=mundo.firmante, en=mundo.en)
    pedir(por=mundo.coordinacion, en=mundo.en)
    assert publicar_si_toca(mundo.en) == 0  # se pidió, y nada había cambiado
    assert Evento.objects.filter(accion="datos_abiertos.sin_cambios").count() == 1
    mundo.sin_documentos(sentido="no_favorable")
    assert publicar_si_toca(mundo.en + timedelta(days=31)) == 0
    segunda = publicada(mundo, mundo.en + MADRUGADA + timedelta(days=31))
    assert {c["conjunto"]: c["agregadas"] for c in segunda.cambios}["dictamenes"] == 1
    assert bajar(primera, "dictamenes.csv").status_code == bajar(segunda, "dictamenes.csv").status_code == 200


def test_lo_que_se_testa_deja_de_entregarse_al_momento_y_sale_otra_version(mundo, con_prefijo, client):
    mundo.credenciales()
    solicitud = mundo.sin_documentos()
    primera = publicada(mundo)
    assert "Renovación de equipo" in bajar(primera, "dictamenes.csv").content.decode()
    publicas.testar(solicitud, [Fragmento("Renovación de equipo", "Ley ficticia, artículo 1", "Revela un resguardo.")],
                    por=mundo.coordinacion, en=mundo.en + MADRUGADA + timedelta(hours=1), leido=solicitud.dictamen.publico.sha256)
    retirado = bajar(primera, "dictamenes.csv")
    se_dice = client.get(reverse("indicadores:datos_version", args=[primera.numero])).context["archivos"]
    assert {archivo.nombre: fuera for archivo, fuera in se_dice if archivo.nombre.endswith(".csv")}["dictamenes.csv"] is True
    assert {fuera for archivo, fuera in se_dice if archivo.conjunto == "indicador"} == {False}
    assert retirado.status_code == 410
    assert primera.archivos.get(nombre="dictamenes.csv").archivo.sha256 in retirado.content.decode()
    assert [bajar(primera, n).status_code for n in ("dictamenes.json", "ocds.json", "conceptos.csv", "indicador.csv")] == [
        410, 410, 200, 200]
    segunda = publicada(mundo, mundo.en + MADRUGADA + timedelta(hours=2))
    for nombre in segunda.archivos.values_list("nombre", flat=True):
        assert "Renovación de equipo" not in bajar(segunda, nombre).content.decode(), nombre
    [fila] = json.loads(leer(segunda, "dictamenes.json"))["filas"]
    assert (fila["proyecto"], fila["version_publica"]) == ("[Testado 1]", 2)
    descripcion = json.loads(leer(segunda, "conceptos.json"))["filas"][0]["descripcion"]
    publicas.testar(solicitud, [Fragmento(descripcion, "Ley ficticia, artículo 1", "Revela un resguardo.")], en=mundo.en + MADRUGADA
                    + timedelta(hours=3), por=mundo.coordinacion, leido=Dictamen.objects.get(solicitud=solicitud).publico.sha256)
    assert [bajar(segunda, f"{nombre}.csv").status_code for nombre in ("conceptos", "indicador")] == [410, 200]


def esquema_oficial():
    """El de 1.1.5, con la extensión que el paquete declara; sin red."""
    for nombre, huella in HUELLAS.items():
        assert hashlib.sha256((OFICIAL / nombre).read_bytes()).hexdigest() == huella
    paquete, release = (json.loads((OFICIAL / nombre).read_text()) for nombre in HUELLAS)
    cita = paquete["properties"]["releases"]["items"]["$ref"]
    release["id"] = cita
    de_documento = release["definitions"]["Document"]
    de_documento["properties"] |= ESQUEMA_DE_EXTENSION["definitions"]["Document"]["properties"]
    de_documento["required"] = [*de_documento.get("required", []), "sha256"]
    registro = Registry().with_resource(cita, Resource.from_contents(release, default_specification=DRAFT4))
    return Draft4Validator(paquete, registry=registro, format_checker=Draft4Validator.FORMAT_CHECKER)


def test_el_paquete_ocds_pasa_el_esquema_oficial_y_solo_trae_planeacion(mundo, con_prefijo):
    solicitud = mundo.sin_documentos()
    paquete = json.loads(leer(publicada(mundo), "ocds.json"))
    validador = esquema_oficial()
    assert [error.message for error in validador.iter_errors(paquete)] == []
    [release] = paquete["releases"]
    assert release["tag"] == ["planning"]
    assert not {"tender", "awards", "contracts"} & set(release)
    assert release["ocid"] == f"ocds-prueba-{solicitud.dictamen.folio}"
    assert release["buyer"]["name"] == mundo.ente.nombre
    [documento] = release["planning"]["documents"]
    assert documento["sha256"] == solicitud.dictamen.publico.sha256
    assert release["planning"]["budget"]["amount"] == {"amount": float(solicitud.totales()["total"]), "currency": "MXN"}
    [extension] = paquete["extensions"]
    assert Client().get(urlsplit(extension).path).json()["schemas"] == ["release-schema.json"]
    del documento["sha256"], release["ocid"]
    assert len(list(validador.iter_errors(paquete))) == 2  # el validador sí distingue


def test_sin_prefijo_registrado_no_hay_ocds_y_se_dice(mundo):
    mundo.sin_documentos()
    assert not publicada(mundo).archivos.filter(nombre="ocds.json").exists()
    assert "falta capturar el prefijo" in Client().get(reverse("indicadores:datos_abiertos")).content.decode()
    assert tiene_su_forma("abiertos.ocds_prefijo", "ocds-a1b2c3")
    assert not tiene_su_forma("abiertos.ocds_prefijo", "a1b2c3")
    assert not tiene_su_forma("abiertos.licencia", {"nombre": "X", "clave": "X", "url": "javascript:alert(1)"})


@pytest.mark.parametrize("texto", [
    "LOGA800101AB1", "loga-800101-ab1", "LOGA800101MSRPRNA1", "ana.lopez@correo.example", "662 212 3456", "(662) 212-3456",
    "+52 662 212 3456",
])
def test_lo_personal_que_alguien_tecleo_no_sale(texto):
    assert sin_personales(f"Equipo para {texto}, urgente") == f"Equipo para {OMITIDO}, urgente"


@pytest.mark.parametrize("texto", [
    "SGD-DTE-2026-0001", "Laptop 14 pulgadas 16 GB 512 GB", "$1,234,567.89", "LATI5420X2026", "del 2025 al 2026-2027",
    "3 años 24x7", "DDR4-3200 2666 1600",
])
def test_lo_que_no_es_personal_se_queda(texto):
    assert sin_personales(texto) == texto


@pytest.fixture
def portal(settings):
    with Ckan() as portal:
        settings.CKAN_URL, settings.CKAN_TOKEN, settings.CKAN_ORGANIZACION = portal.url, CLAVE, "sgd"
        yield portal


def test_el_portal_recibe_lo_ultimo_una_sola_vez_aunque_se_caiga_a_medias(mundo, portal, caplog):
    mundo.sin_documentos()
    publicacion, en = publicada(mundo), mundo.en + MADRUGADA
    for falla in ("500", "corta"):  # en cada paso: no contesta, o hizo lo pedido y la respuesta no llegó
        for paso in range(4):
            portal.fallas = [""] * paso + [falla]
            assert ckan.enviar_lo_ultimo(en) == 0
            assert EnvioACkan.objects.get().falla
            assert f"La versión {publicacion.numero} no llegó al portal" in caplog.messages[-1]
            caplog.clear()
            assert ckan.enviar_lo_ultimo(en) == 0  # todavía no toca
            en += timedelta(hours=2)
    portal.fallas = []
    assert ckan.enviar_lo_ultimo(en) == 1
    [conjunto] = portal.conjuntos.values()
    nombres = [r["name"] for r in conjunto["resources"]]
    assert sorted(nombres) == sorted(publicacion.archivos.values_list("nombre", flat=True))
    assert {n: portal.recursos[n] for n in nombres} == {n: leer(publicacion, n) for n in nombres}
    assert (conjunto["version"], conjunto["owner_org"], conjunto["license_id"]) == ("1", "sgd", "CC-BY-4.0")
    cuantas = len(portal.pedidas)
    assert ckan.enviar_lo_ultimo(en + timedelta(days=1)) == 0
    assert len(portal.pedidas) == cuantas
    assert Evento.objects.filter(accion="datos_abiertos.enviados").count() == 1

    mundo.sin_documentos(sentido="no_favorable")
    segunda = publicada(mundo, mundo.en + MADRUGADA + timedelta(days=40))
    assert ckan.enviar_lo_ultimo(mundo.en + MADRUGADA + timedelta(days=41)) == 1
    assert portal.recursos["dictamenes.csv"] == leer(segunda, "dictamenes.csv")
    assert len(portal.recursos) == len(nombres)
    assert len(portal.conjuntos) == 1
    assert not re.search(CLAVE, " ".join(EnvioACkan.objects.values_list("falla", flat=True)))


def test_sin_portal_no_se_envia_y_la_direccion_exige_tls_y_clave(mundo, settings):
    mundo.sin_documentos()
    publicada(mundo)
    assert (settings.CKAN_URL, ckan.enviar_lo_ultimo(mundo.en)) == ("", 0)
    assert not EnvioACkan.objects.exists()
    anteriores = entorno._env.ENVIRON
    try:
        for mal in ({"CKAN_URL": "http://datos.example", "CKAN_TOKEN": "x"}, {"CKAN_URL": "https://datos.example"}):
            entorno.leer_de(mal)
            with pytest.raises(ImproperlyConfigured):
                entorno.portal_de_datos()
        entorno.leer_de({"CKAN_URL": "https://datos.example/", "CKAN_TOKEN": "x"})
        assert entorno.portal_de_datos() == "https://datos.example"
    finally:
        entorno.leer_de(anteriores)
