"""La versión pública testada: lo testado es irrecuperable, la anterior ya no se descarga y aun así se reconoce."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from bitacora.cadena import verificar_cadena
from bitacora.models import DatosEvento, Evento
from cuentas.acceso.acceso import AccesoDenegado
from dictamenes.documento.autenticidad import comprobar
from dictamenes.documento.testado import Fragmento, plano
from dictamenes.documento.verificacion import RELACIONES, Veredicto, por_archivo
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.models import Dictamen, Fundamento, VersionPublica
from dictamenes.reglas.precedentes import parecidos
from flujos.estudio import publicas
from flujos.invariantes import hechos
from flujos.invariantes.casos import casos
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de
from tests.mundo import LAPTOP
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
SECRETO = "Renovación de equipo"
HOY = date(2026, 3, 3)


def fragmento(texto=SECRETO):
    return Fragmento(texto, "Ley ficticia de pruebas, artículo 1", "Revela la ubicación de un resguardo.")


def recargado(solicitud):
    return Dictamen.objects.select_related(*RELACIONES, "solicitud").get(solicitud=solicitud)


def por_dentro(contenido):
    """Todo lo que un PDF guarda: cada flujo descomprimido, cada cadena y los bytes tal cual, como texto llano."""
    trozos = [contenido.decode("latin-1")]
    with pikepdf.open(BytesIO(contenido)) as pdf:
        for objeto in pdf.objects:
            if isinstance(objeto, pikepdf.Stream):
                try:
                    crudo = objeto.read_bytes()
                except pikepdf.PdfError:
                    crudo = objeto.read_raw_bytes()
                trozos += [crudo.decode("utf-8", "replace"), crudo.decode("latin-1"), crudo.decode("utf-16-be", "replace")]
            elif isinstance(objeto, pikepdf.Dictionary):
                trozos += [str(v) for v in objeto.as_dict().values() if isinstance(v, pikepdf.String)]
    return plano(" ".join(trozos)) + plano(texto_de(contenido))


def test_lo_testado_es_irrecuperable_y_lo_demas_sigue_siendo_comprobable(mundo):
    solicitud = mundo.emitida()
    antes = recargado(solicitud)
    viejo = antes.publico.leer()
    assert plano(SECRETO) in por_dentro(viejo)
    publicas.testar(solicitud, [fragmento()], por=mundo.coordinacion, en=mundo.en, leido=antes.publico.sha256)
    hoy = recargado(solicitud)
    nuevo, version = hoy.publico.leer(), VersionPublica.objects.get()
    assert plano(SECRETO) not in por_dentro(nuevo)
    assert nuevo.count(b"%%EOF") == viejo.count(b"%%EOF")  # ninguna revisión anterior dentro
    texto = texto_de(nuevo)
    assert "VERSIÓN PÚBLICA 2" in texto.upper()
    assert "Ley ficticia de pruebas, artículo 1" in texto
    assert antes.publico.sha256 in texto.replace(" ", "")
    assert (version.numero, version.anterior_id, version.archivo_id) == (2, antes.publico_id, hoy.publico_id)
    assert comprobar(hoy).es_buena
    assert (hoy.datos, hoy.de_las_partes_id) == (antes.datos, antes.de_las_partes_id)
    guardado = json.dumps([list(DatosEvento.objects.filter(evento__accion="dictamen.testado").values_list("datos", flat=True)),
                           version.testes], ensure_ascii=False)
    assert plano(SECRETO) not in plano(guardado)
    assert verificar_cadena().integra
    assert [f for caso in casos([solicitud.pk]) for f in hechos.lo_emitido_no_cambia(caso)] == []
    with pytest.raises(DatabaseError), transaction.atomic():
        VersionPublica.objects.update(numero=9)

    anterior = por_archivo(viejo, hoy=HOY)
    assert (anterior.veredicto, anterior.ejemplar) == (Veredicto.COPIA_EXACTA, "publico_anterior")
    assert por_archivo(nuevo, hoy=HOY).ejemplar == "publico"
    cliente = Client()
    bajado = b"".join(cliente.get(reverse("dictamenes:publico", args=[hoy.clave])).streaming_content)
    assert hashlib.sha256(bajado).hexdigest() == hoy.publico.sha256
    pagina = cliente.get(reverse("dictamenes:verificar_clave", args=[hoy.clave])).content.decode()
    assert "El ejemplar público tiene partes testadas" in pagina
    assert SECRETO not in pagina
    vieja = cliente.get(reverse("dictamenes:huella"), {"sha256": antes.publico.sha256}).content.decode()
    assert "Copia exacta de un ejemplar ya sustituido" in vieja
    assert SECRETO not in vieja


def test_se_revisa_antes_de_publicar_y_los_precedentes_dicen_lo_que_se_publica(mundo):
    solicitud = mundo.emitida()
    cliente, url = navegador(mundo.coordinacion), reverse("flujos:testar", args=[solicitud.pk])
    escrito = {"leido": recargado(solicitud).publico.sha256, "renglones": "1", "fragmento_1": "portátil administrativa",
               "fundamento_1": Fundamento.objects.first().pk, "motivo_1": "Lo pide la ley."}
    assert cliente.post(url, {**escrito, "motivo_1": ""}).status_code == 422
    repite = cliente.post(url, {**escrito, "motivo_1": "Dice portátil administrativa."})
    assert "repite lo que se testa" in repite.content.decode()
    previa = cliente.post(url, escrito).content.decode()
    assert "Computadora [Testado 1]" in previa
    assert not VersionPublica.objects.exists()
    assert "Computadora [Testado 1]" not in cliente.post(url, {**escrito, "corregir": "1"}).content.decode()
    assert cliente.post(url, {**escrito, "publicar": "1"}).status_code == 302
    assert cliente.post(url, {**escrito, "publicar": "1"}).status_code == 409
    assert Evento.objects.filter(accion="dictamen.testado").count() == 1
    [hallado] = parecidos("computo", None, LAPTOP["descripcion"], ente=mundo.otro_ente.pk)
    assert hallado.descripcion == "Computadora [Testado 1]"


def test_solo_coordinacion_testa_con_fundamento_y_motivo_lo_que_leyo(mundo):
    solicitud = mundo.sin_documentos()
    leido = recargado(solicitud).publico.sha256
    for papel in ("presenta", "firmante", "administrador", "auditor", "estrategico"):
        with pytest.raises(AccesoDenegado):
            publicas.testar(solicitud, [fragmento()], por=getattr(mundo, papel), en=mundo.en, leido=leido)
    assert Evento.objects.filter(accion="acceso.rechazado").count() == 5
    sin_fundamento = Fragmento(SECRETO, " ", "Porque sí.")
    for mal in ([], [sin_fundamento], [fragmento("no está aquí")]):
        with pytest.raises(DatosInvalidos):
            publicas.testar(solicitud, mal, por=mundo.coordinacion, en=mundo.en, leido=leido)
    mundo.credenciales()
    with pytest.raises(CapturaVencida):
        publicas.testar(solicitud, [fragmento()], por=mundo.coordinacion, en=mundo.en, leido="0" * 64)
    assert not VersionPublica.objects.exists()
