"""Papel × dirección × verbo × estado sobre toda la URLconf: lo ajeno es 404 o 403, y leer no cambia la base.

Una ruta nueva sin renglón en el `rutas.py` de su ala hace fallar la prueba.
"""

import logging

import pytest
from django.urls import NoReverseMatch, reverse

from cuentas.models import Area, Aviso, Nombramiento, OrdenDeAuditoria
from cuentas.papeles import MATRIZ
from cuentas.reloj import detenido_en
from estandares.models import Version
from tests.herramientas.dosis import COMPLETA, muestra
from tests.seguridad.recorrido_urls import deshecho, letra, navegador, rutas
from tests.seguridad.tabla_de_rutas import (
    DE_LA_SOLICITUD,
    DEL_MUNDO,
    ESTADOS,
    SIN_PEDIR,
    SUELTAS,
    TABLA,
    TABLA_DE_CATALOGOS,
)

pytestmark = [pytest.mark.django_db, pytest.mark.lenta, pytest.mark.larga]
VERBOS = ("get", "post")
NO_PASA = {403, 405}  # 405: lo que sólo se lee, como /salud/, ni siquiera llega a pedir la ficha
MUESTRA = (1, 5, 6)  # en requisitos, en firma y emitida
DEL_RESTO = 1  # cuántas personas sin renglón propio van a cada ruta en `make probar`; en `make resistencia`, todas


def test_toda_ruta_tiene_renglon():
    conocidas = set(TABLA) | set(TABLA_DE_CATALOGOS) | set(SIN_PEDIR)
    assert set(rutas()) - conocidas == set(), "rutas sin renglón en el rutas.py de su ala"
    assert conocidas - set(rutas()) == set(), "renglones de rutas que ya no existen"


def test_todo_papel_de_la_matriz_se_prueba(gente):
    assert {papel for fila in MATRIZ.values() for papel in fila} <= set(gente)


def test_cada_quien_alcanza_lo_suyo_y_nada_mas(mundo, gente, expedientes, en, settings, tmp_path):
    nada = {"BACKEND": "config.almacen.AlmacenLocal", "OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "publica": nada}  # otra prueba pudo publicar la bitácora
    settings.FIRMA_DIR_CREDENCIALES = str(tmp_path)  # ni que otra dejara e.firmas de prueba
    logging.disable(logging.CRITICAL)
    try:
        with detenido_en(en):
            fallas = [
                f for ruta, esperado in muestra(list(TABLA.items()), 24)
                for f in _fallas(ruta, esperado, gente, mundo, expedientes)
            ]
    finally:
        logging.disable(logging.NOTSET)
    assert not fallas, "\n".join(fallas)


def test_los_catalogos_son_sólo_de_quien_administra(mundo, gente, en):
    with detenido_en(en):
        fallas = [
            f for ruta, esperado in muestra(list(TABLA_DE_CATALOGOS.items()), 8)
            for f in _fallas(ruta, esperado, gente, mundo, [])
        ]
    assert not fallas, "\n".join(fallas)


def test_ningun_envio_pasa_sin_su_ficha(mundo, en):
    """Con la sesión de quien más puede: sin la ficha contra falsificación, ninguna dirección atiende el envío."""
    expediente = [mundo.presentada()]
    cliente = navegador(mundo.administrador, enforce_csrf_checks=True)
    with detenido_en(en):
        codigos = {ruta: cliente.post(_direcciones(ruta, mundo, expediente)[0]).status_code
                   for ruta in [*TABLA, *TABLA_DE_CATALOGOS]}
    assert {ruta: codigo for ruta, codigo in codigos.items() if codigo not in NO_PASA} == {}


def _fallas(ruta, esperado, gente, mundo, expedientes):
    direcciones = _direcciones(ruta, mundo, expedientes)
    for persona in _quienes(ruta, esperado, gente):
        cliente = navegador(gente[persona])
        for verbo in VERBOS:
            codigos = _esperados(esperado[verbo], persona, len(direcciones))
            for n in _cuales(codigos, persona):
                hallado, escrituras = _pedir(cliente, verbo, direcciones[n])
                if hallado != codigos[n]:
                    yield f"{ruta} {verbo} {persona} {ESTADOS[n]}: {hallado}, se esperaba {codigos[n]}"
                if verbo == "get" and escrituras:
                    yield f"{ruta} {persona} {ESTADOS[n]}: leer escribió {escrituras}"


def _quienes(ruta, esperado, gente):
    """Quienes la tabla nombra en esa ruta, y una muestra distinta por ruta de quienes caen en `resto`."""
    nombradas = {persona for verbo in VERBOS for persona in esperado[verbo]} & set(gente)
    resto = muestra([persona for persona in gente if persona not in nombradas], DEL_RESTO, ruta)
    return [persona for persona in gente if persona in nombradas or persona in resto]


def _cuales(codigos, persona):
    """Los estados donde la respuesta cambia (en resistencia, todos); si no cambia, una muestra (sin entrar, uno)."""
    if len(set(codigos)) > 1:
        cambian = {n for n in range(len(codigos)) if n == 0 or codigos[n] != codigos[n - 1]}
        return range(len(codigos)) if COMPLETA else sorted(cambian | {*MUESTRA, len(codigos) - 1})
    return [n for n in MUESTRA if n < len(codigos)][: 1 if persona == "anonimo" else None] or [0]


def _pedir(cliente, verbo, url):
    with deshecho() as escrituras:
        respuesta = getattr(cliente, verbo)(url)
        if respuesta.streaming:
            b"".join(respuesta.streaming_content)
    return letra(respuesta.status_code), escrituras


def _esperados(codigos, persona, cuantos):
    hallado = codigos.get(persona, codigos["resto"])
    return hallado * cuantos if len(hallado) == 1 else hallado


def _direcciones(ruta, mundo, expedientes):
    if ruta in DE_LA_SOLICITUD:
        return [reverse(ruta, args=DE_LA_SOLICITUD[ruta](s)) for s in expedientes]
    if ruta in DEL_MUNDO:
        return [reverse(ruta, args=DEL_MUNDO[ruta](mundo))]
    if ruta in SUELTAS:
        return [reverse(ruta, args=SUELTAS[ruta])]
    try:
        return [reverse(ruta)]
    except NoReverseMatch:
        if ruta.startswith("flujos:"):
            return [reverse(ruta, args=[s.pk]) for s in expedientes]
        return [reverse(ruta, args=_argumentos(ruta, mundo))]


def _de_catalogo(ruta, mundo):
    """La clave de un renglón que existe en el catálogo de esa ruta."""
    suyos = {"area": Area.objects.first, "arearequirente": lambda: mundo.area_requirente,
             "ente": lambda: mundo.ente, "disposiciondocumental": mundo.disposicion}
    partes = ruta.split("_")
    return suyos[partes[1]]().pk if len(partes) > 1 and partes[1] in suyos else "x"


def _orden(mundo):
    return OrdenDeAuditoria.objects.filter(confirmada_en=None).first() or mundo.orden(confirmada=False)


def _argumentos(ruta, mundo):
    if ruta.startswith("admin:"):
        return {"admin:view_on_site": [1, 1], "admin:app_list": ["cuentas"]}.get(ruta) or [_de_catalogo(ruta, mundo)]
    version = Version.objects.first() or mundo.estandar().version
    aviso = Aviso.objects.filter(persona=mundo.presenta).first()
    nombramiento = Nombramiento.objects.filter(persona=mundo.presenta).first()
    return {
        "account_reset_password_from_key": ["1", "clave-que-no-vale"], "cuentas:invitacion": ["no-vale"],
        "cuentas:aviso_leer": [aviso.pk], "cuentas:nombramiento_confirmar": [nombramiento.pk],
        "cuentas:nombramiento_revocar": [nombramiento.pk], "cuentas:designacion_terminar": [nombramiento.pk],
        "cuentas:designacion_oficio": [nombramiento.pk], "cuentas:designar": [mundo.ente.pk], "estandares:version": [version.pk],
        "estandares:json": [version.pk], "estandares:perfil": [version.perfiles.first().pk],
        **dict.fromkeys(("cuentas:orden_confirmar", "cuentas:orden_revocar"), [_orden(mundo).pk] if "orden" in ruta else []),
        "dictamenes:bloque": [mundo.bloque().bloque_id], "dictamenes:bloque_publicar": [mundo.bloque().pk],
        "dictamenes:frase": [mundo.frase().pk], "dictamenes:frase_retirar": [mundo.frase().pk],
        "dictamenes:escudo_imagen": [mundo.escudo().pk], "dictamenes:escudo_publicar": [mundo.escudo().pk],
        "dictamenes:lista_de_criterios": ["tecnica"], "dictamenes:criterios_publicar": [mundo.lista_de_criterios().pk],
        "dictamenes:competencia": ["prevenir"], "dictamenes:documento": ["reglamento-interior"],
        "dictamenes:parametro": ["firma.dias"], "dictamenes:competencia_publicar": [mundo.competencia().pk],
        "dictamenes:documento_publicar": [mundo.documento().pk],
        "dictamenes:parametro_publicar": [mundo.parametro().pk],
        "dictamenes:verificar_clave": ["A" * 24], "dictamenes:publico": ["A" * 24], "auditoria:evento": [1],
        "guia": ["publico"],
    }.get(ruta, [mundo.presenta.pk])
