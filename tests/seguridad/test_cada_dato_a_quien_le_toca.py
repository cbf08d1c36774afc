"""Un canario por dato: quién lo encuentra al abrir TODO lo que puede abrir, contra la tabla de quién lo puede ver.

Los canarios llevan marcas de HTML: de paso se comprueba que ninguno salga sin escapar en páginas, PDF o correos.
"""

from __future__ import annotations

import io
import logging
import re
from functools import lru_cache
from zipfile import ZipFile

import openpyxl
import pypdf
import pytest
from django.core import mail

from bitacora.models import Evento
from cuentas.avisos import avisos
from cuentas.models import Area, Usuario
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.models import Solicitud
from dictamenes.reglas.participacion import declarar_interes
from dictamenes.tramite import agrupar
from flujos.base import borradores
from flujos.expediente import conversacion
from flujos.recorrido import actos
from tests import mundo as del_mundo
from tests.herramientas.dosis import dosis, muestra
from tests.seguridad.quien_ve_que import VISIBLE_PARA
from tests.seguridad.recorrido_urls import deshecho, navegador
from tests.seguridad.tabla_de_rutas import TABLA, TABLA_DE_CATALOGOS
from tests.seguridad.test_matriz_de_rutas import _direcciones

pytestmark = [pytest.mark.django_db, pytest.mark.larga]
MARCA = "<zq7\"'>"
CANARIO = re.compile(r"zq[a-z]+q\d")
CORREO = re.compile(r"([a-z]+)\d+@ejemplo\.invalid")


def canario(dato: str, caso: int = 0) -> str:
    """El texto que se siembra: una palabra que se busca y una marca que no debe llegar viva."""
    return f"zq{dato}q{caso} {MARCA}"


@pytest.fixture
def sembrado(mundo, en, monkeypatch):
    """Tres expedientes: a media revisión, con el proyecto devuelto y emitido."""
    monkeypatch.setattr(del_mundo, "respuesta_de", _con_canario(del_mundo.respuesta_de))
    monkeypatch.setitem(del_mundo.LAPTOP, "descripcion", canario("concepto"))
    for tecnico in mundo.tecnicos.values():
        Usuario.objects.filter(pk=tecnico.pk).update(nombre=canario("tecnico"), cargo=canario("cargo"))
    mundo.tecnicos = {clave: Usuario.objects.get(pk=t.pk) for clave, t in mundo.tecnicos.items()}
    logging.disable(logging.CRITICAL)
    mail.outbox.clear()
    with detenido_en(en):
        casos = [_a_media_revision(mundo, en), _devuelto(mundo, en), _emitido(mundo)]
        for solicitud in casos:
            solicitud.anexos.update(nombre=f"{canario('anexo')}.pdf")
        yield casos
    logging.disable(logging.NOTSET)


def _con_canario(respuesta):
    def contestar(pregunta):
        dicha = respuesta(pregunta)
        return canario("respuesta") if dicha == "Respuesta de prueba." else dicha

    return contestar


def _opinar(mundo, solicitud, clave, caso):
    return actos.ejecutar(
        tramite.opinar, solicitud, por=mundo.tecnicos[clave], en=mundo.en, area=Area.objects.get(clave=clave),
        texto=canario("opinion", caso), criterios=[],
        opiniones={c.pk: ("procede", canario("porconcepto", caso)) for c in solicitud.conceptos.all()},
    )


def _areas():
    return ("infraestructura", Area.objects.exclude(clave="infraestructura").order_by("clave").first().clave)


def _a_media_revision(mundo, en):
    solicitud = mundo.presentada(proyecto=canario("proyecto", 1))
    solicitud = actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=en, causal="anexo",
                               observaciones=[("general", canario("observacion", 1))])
    respuestas = {o.pk: (canario("desahogo", 1), False) for o in solicitud.prevenciones.abierta().observaciones.all()}
    solicitud = actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=en, respuestas=respuestas,
                               version=solicitud.version)
    solicitud = actos.ejecutar(tramite.admitir, solicitud, por=mundo.recepcion, en=en,
                               areas=list(Area.objects.filter(clave__in=_areas())))
    for tablero in ("interno", "compartido"):
        conversacion.escribir(solicitud, por=mundo.recepcion, en=en, tablero=tablero, texto=canario(tablero, 1))
    agrupar([solicitud, mundo.presentada()], por=mundo.coordinacion, en=en, nombre=canario("grupo", 1),
            motivo=canario("motivogrupo", 1))
    declarar_interes(solicitud, por=mundo.persona("recepcion"), en=en, motivo=canario("interes", 1))
    return _opinar(mundo, solicitud, "infraestructura", 1)


def _devuelto(mundo, en):
    solicitud = mundo.en_revision(proyecto=canario("proyecto", 2))
    solicitud = mundo.proponer(_opinar(mundo, solicitud, "infraestructura", 2), analisis=canario("analisis", 2))
    mundo.credenciales()
    mundo.trabajar()
    solicitud = Solicitud.objects.get(pk=solicitud.pk)
    solicitud = actos.ejecutar(tramite.devolver_proyecto, solicitud, por=mundo.firmante, en=en, motivo=canario("devuelto", 2))
    for quien, dato in ((mundo.estrategico, "borrador"), (mundo.persona("estrategico"), "borradorajeno")):
        borradores.guardar(solicitud, "proponer", por=quien, en=en, datos={"condicion_1": canario(dato, 2)})
    return solicitud


def _emitido(mundo):
    solicitud = mundo.en_revision(proyecto=canario("proyecto", 3))
    solicitud = mundo.proponer(_opinar(mundo, solicitud, "infraestructura", 3), analisis=canario("analisis", 3))
    mundo.trabajar()
    solicitud = mundo.firmar(Solicitud.objects.get(pk=solicitud.pk))
    mundo.trabajar()
    return Solicitud.objects.get(pk=solicitud.pk)


@lru_cache(maxsize=64)
def _texto_de_pdf(contenido):
    return "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(contenido)).pages)


def _texto(respuesta):
    """Lo que se lee: el HTML o JSON tal cual, el texto del PDF, el de las celdas y el de lo que trae un ZIP."""
    return _texto_de(b"".join(respuesta.streaming_content) if respuesta.streaming else respuesta.content)


def _texto_de(contenido):
    if contenido.startswith(b"%PDF-") and b"%%EOF" in contenido:
        return _texto_de_pdf(contenido)
    if contenido.startswith(b"PK"):
        with ZipFile(io.BytesIO(contenido)) as paquete:
            nombres = paquete.namelist()
            if "[Content_Types].xml" not in nombres:
                return "\n".join(_texto_de(paquete.read(nombre)) for nombre in nombres)
        hoja = openpyxl.load_workbook(io.BytesIO(contenido)).active
        return "\n".join(str(celda) for fila in hoja.iter_rows(values_only=True) for celda in fila)
    return contenido.decode("utf-8", "replace")


def _urls(mundo, casos):
    """Todas las direcciones de lectura, con cada documento, cada área y, para quien audita, cada evento."""
    hallados = {url for ruta in [*TABLA, *TABLA_DE_CATALOGOS] for url in _direcciones(ruta, mundo, casos)}
    for solicitud in casos:
        base = f"/expedientes/{solicitud.pk}"
        hallados |= {f"{base}/areas/{clave}/" for clave in mundo.tecnicos}
        hallados |= {f"{base}/areas/{clave}/corregir/" for clave in mundo.tecnicos}
        documentos = ["acuse-1", "acuse-2", "sellado", "partes", "publico"]
        documentos += [f"prevencion-{p.pk}" for p in solicitud.prevenciones.all()]
        hallados |= {f"{base}/documentos/{d}/" for d in documentos}
    clave = casos[-1].dictamen.clave
    hallados |= {f"/v/{clave}/", f"/v/{clave}/publico.pdf", f"/verificar/?clave={clave}", "/solicitudes/?q=zq", "/bandeja/?q=zq"}
    return sorted(hallados)


def _leido(mundo, casos, persona, quien):
    """(dirección, respuesta, texto) de todo lo que esa persona alcanza, entero y por partes de htmx."""
    cliente = navegador(quien)
    urls = _urls(mundo, casos)
    if persona == "auditor":
        urls += [f"/auditoria/{n}/" for n in Evento.objects.values_list("n", flat=True)]
    for url in urls:
        for cabeceras in ({}, {"hx-request": "true"})[: dosis(1, 2)]:
            with deshecho():
                respuesta = cliente.get(url, headers=cabeceras)
                if respuesta.status_code == 200:
                    yield url, respuesta, _texto(respuesta)
            if respuesta.status_code != 200 or "text/html" not in respuesta["Content-Type"]:
                break


def test_cada_dato_lo_encuentra_quien_debe_y_nadie_mas(mundo, gente, sembrado):
    hallado, vivos, sobran = {}, [], []
    elegidas = dict(muestra(list(gente.items()), 2))
    for persona, quien in elegidas.items():
        for url, respuesta, texto in _leido(mundo, sembrado, persona, quien):
            es_html = respuesta["Content-Type"].startswith("text/html")
            if es_html and "<zq7" in texto:
                vivos.append(f"{persona} {url}")
            datos = set(CANARIO.findall(texto))
            if del_mundo.RFC_FIRMANTE in texto:
                datos.add("rfc")
            propio = quien.correo if quien else ""
            if [c.group(0) for c in CORREO.finditer(texto) if c.group(0) != propio]:
                datos.add("correo")
            for dato in datos:
                hallado.setdefault(dato, {}).setdefault(persona, url)
                if persona not in VISIBLE_PARA.get(dato, set()):
                    sobran.append(f"{dato} → {persona} en {url}")
    assert not vivos, vivos[:20]
    assert not sobran, "\n".join(sorted(sobran)[:60])
    assert set(hallado) <= set(VISIBLE_PARA), set(hallado) - set(VISIBLE_PARA)
    faltan = {dato: debidos & set(elegidas) - set(hallado.get(dato, {})) for dato, debidos in VISIBLE_PARA.items()}
    assert not {dato: quienes for dato, quienes in faltan.items() if quienes}


def test_los_pdf_no_se_comen_lo_que_parece_marca(mundo, sembrado):
    """Lo que parece etiqueta se imprime tal cual: ni se pierde ni da formato."""
    for url in (f"/solicitudes/{sembrado[0].pk}/acuse.pdf", f"/solicitudes/{sembrado[0].pk}/oficio.pdf",
                f"/expedientes/{sembrado[2].pk}/documentos/partes/"):
        texto = _texto(navegador(mundo.presenta).get(url))
        assert canario("proyecto", 1 if "/solicitudes/" in url else 3) in re.sub(r"\s+", " ", texto), url


def test_los_correos_no_llevan_marcas_vivas_ni_renglones_de_mas(mundo, sembrado):
    """Ningún correo lleva lo que alguien escribió, y el asunto va en un renglón, sin marcas que el HTML lea."""
    avisos.avisar(mundo.presenta, asunto=f"Su solicitud\r\nBcc: otra@ejemplo.invalid {MARCA}", texto=canario("texto"),
                  url="/", clave="canario", en=mundo.en)
    avisos.enviar_pendientes(mundo.en, 500)
    assert mail.outbox
    for correo in mail.outbox:
        cabeceras = correo.message().as_string().split("\n\n")[0]
        assert "\nBcc:" not in cabeceras
        for cuerpo in (correo.body, *(alternativa.content for alternativa in correo.alternatives)):
            assert canario("texto") not in cuerpo
            assert "zqproyecto" not in cuerpo
        assert not [alternativa for alternativa in correo.alternatives if MARCA in alternativa.content]
