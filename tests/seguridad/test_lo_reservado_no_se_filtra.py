"""Lo que alguien todavía no puede leer no asoma en ninguna dirección de su expediente."""

import io

import pypdf
import pytest

from cuentas.models import Area
from cuentas.reloj import detenido_en
from dictamenes import tramite
from flujos.recorrido import actos
from tests.seguridad.recorrido_urls import navegador
from tests.seguridad.tabla_de_rutas import TABLA
from tests.seguridad.test_matriz_de_rutas import _direcciones

pytestmark = pytest.mark.django_db
OPINION = "OPINIONRESERVADAQQ"
ANALISIS = "ANALISISRESERVADOQQ"
MOTIVO = "MOTIVORESERVADOQQ"


@pytest.fixture(autouse=True)
def _hora(en):
    with detenido_en(en):
        yield


def _texto(respuesta):
    contenido = b"".join(respuesta.streaming_content) if respuesta.streaming else respuesta.content
    if contenido.startswith(b"%PDF-") and b"%%EOF" in contenido:
        return "".join(pagina.extract_text() for pagina in pypdf.PdfReader(io.BytesIO(contenido)).pages)
    return contenido.decode("utf-8", "replace")


def _donde_asoma(persona, mundo, solicitud, secreto):
    cliente = navegador(persona)
    propias = {url for ruta in TABLA if ruta.startswith(("flujos:", "cuentas:avisos"))
               for url in _direcciones(ruta, mundo, [solicitud])}
    propias |= {f"/expedientes/{solicitud.pk}/areas/{clave}/" for clave in mundo.tecnicos}
    propias.add(f"/expedientes/{solicitud.pk}/documentos/acuse-1/")
    return [f"{verbo} {url}" for url in sorted(propias) for verbo in ("get", "post")
            if secreto in _texto(getattr(cliente, verbo)(url))]


def _con_una_opinion(mundo):
    areas = [a.clave for a in Area.objects.order_by("clave")][:2]
    solicitud = mundo.en_revision(areas=areas)
    actos.ejecutar(
        tramite.opinar, solicitud, por=mundo.tecnicos[areas[0]], en=mundo.en, area=Area.objects.get(clave=areas[0]),
        texto=OPINION, criterios=[],
        opiniones={c.pk: ("no_procede", OPINION) for c in solicitud.conceptos.all()},
    )
    return solicitud, areas


def test_un_area_no_encuentra_la_opinion_de_otra_antes_de_dar_la_suya(mundo):
    solicitud, areas = _con_una_opinion(mundo)
    assert _donde_asoma(mundo.coordinacion, mundo, solicitud, OPINION)
    assert _donde_asoma(mundo.tecnicos[areas[1]], mundo, solicitud, OPINION) == []


def test_el_ente_no_encuentra_opiniones_ni_analisis_antes_de_que_se_emita(mundo):
    solicitud, areas = _con_una_opinion(mundo)
    solicitud = mundo.proponer(mundo.opinar(solicitud, areas[1]), analisis=ANALISIS)
    mundo.credenciales()
    mundo.trabajar()
    for persona in (mundo.elabora, mundo.presenta):
        assert _donde_asoma(persona, mundo, solicitud, OPINION) == []
        assert _donde_asoma(persona, mundo, solicitud, ANALISIS) == []
    assert _donde_asoma(mundo.estrategico, mundo, solicitud, ANALISIS)


def test_el_ente_no_encuentra_el_motivo_con_que_se_devolvio_el_proyecto(mundo):
    solicitud = mundo.por_firmar()
    actos.ejecutar(tramite.devolver_proyecto, solicitud, por=mundo.firmante, en=mundo.en, motivo=MOTIVO)
    assert _donde_asoma(mundo.estrategico, mundo, solicitud, MOTIVO)
    assert _donde_asoma(mundo.presenta, mundo, solicitud, MOTIVO) == []
