"""El expediente completo en un ZIP: qué trae, que se comprueba solo, que se repite y que nada interno sale al ente."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.models import Area
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.documento.testado import Fragmento
from dictamenes.expediente import mensajes
from flujos.estudio import publicas
from flujos.expediente.exportacion import contenido
from flujos.expediente.exportacion.actos import exportar
from flujos.expediente.exportacion.piezas import documentos
from flujos.expediente.views import archivo
from flujos.recorrido import actos
from verificador.cadena import eslabon
from verificador.exportacion import abrir_extracto
from verificador.extracto import revisar_extracto

pytestmark = pytest.mark.django_db
SECRETO = "SECRETOQQ"


@pytest.fixture(autouse=True)
def _hora(en):
    with detenido_en(en):
        yield


def _abrir(solicitud, mirada, por, en):
    paquete = exportar(solicitud, mirada, por=por, en=en)
    with paquete.archivo:
        bytes_ = paquete.archivo.read()
    assert (hashlib.sha256(bytes_).hexdigest(), len(bytes_)) == (paquete.sha256, paquete.tamano)
    libro = zipfile.ZipFile(io.BytesIO(bytes_))
    return bytes_, libro, json.loads(libro.read("indice.json"))


def _texto_de_los_pdf(libro):
    """Lo impreso y los datos embebidos: dentro de un PDF van comprimidos."""
    leidos = [pypdf.PdfReader(io.BytesIO(libro.read(ruta))) for ruta in libro.namelist()
              if ruta == "indice.pdf" or "acuse" in ruta.lower() or "SGD-" in ruta]
    impreso = [pagina.extract_text() for leido in leidos for pagina in leido.pages]
    return "".join(impreso + [dato.decode() for leido in leidos for datos in leido.attachments.values() for dato in datos])


def _con_secretos(mundo):
    """Un expediente en revisión con opinión, mensaje interno y encargo que el ente no debe ver."""
    areas = [a.clave for a in Area.objects.order_by("clave")][:2]
    solicitud = mundo.en_revision(areas=areas)
    mensajes.escribir(solicitud, por=mundo.recepcion, en=mundo.en, tablero="interno", texto=f"{SECRETO} interno")
    mensajes.escribir(solicitud, por=mundo.recepcion, en=mundo.en, tablero="compartido", texto="Falta una hoja.")
    actos.ejecutar(
        tramite.opinar, solicitud, por=mundo.tecnicos[areas[0]], en=mundo.en, area=Area.objects.get(clave=areas[0]),
        texto=f"{SECRETO} opinión", criterios=[],
        opiniones={c.pk: ("no_procede", f"{SECRETO} nota") for c in solicitud.conceptos.all()},
    )
    return solicitud


def test_trae_los_dos_ejemplares_y_los_anexos_y_todo_casa_con_el_indice(mundo, en):
    solicitud = mundo.sin_documentos()
    _, libro, indice = _abrir(solicitud, "auditor", mundo.auditor, en)
    dichos = [*indice["documentos"], *indice["otros_archivos"]]
    assert {d["ruta"] for d in dichos} | {"indice.json"} == set(libro.namelist())
    for dicho in dichos:
        leido = libro.read(dicho["ruta"])
        assert (hashlib.sha256(leido).hexdigest(), len(leido)) == (dicho["sha256"], dicho["tamano"]), dicho["ruta"]
    huellas = {d["sha256"] for d in indice["documentos"]}
    assert {solicitud.dictamen.de_las_partes.sha256, solicitud.dictamen.publico.sha256} <= huellas
    assert set(solicitud.anexos.values_list("archivo__sha256", flat=True)) <= huellas
    impreso = " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(libro.read("indice.pdf"))).pages).split())
    documentados, otros = impreso.split("Otros archivos de la exportación")
    aparte = indice["otros_archivos"][0]["ruta"]
    assert (aparte in otros, aparte in documentados) == (True, False)


def test_las_opiniones_van_en_el_orden_de_los_conceptos(mundo):
    solicitud = mundo.en_revision(conceptos=3)
    mundo.opinar(solicitud, "infraestructura")
    (revision,) = contenido.datos(solicitud, "auditor")["opiniones"]
    assert [o["concepto"] for o in revision["por_concepto"]] == [1, 2, 3]


def test_cada_evento_rehace_su_eslabon_y_el_extracto_pasa_el_verificador(mundo, en, tmp_path):
    solicitud = mundo.presentada()
    _, libro, indice = _abrir(solicitud, "auditor", mundo.auditor, en)
    renglones = [json.loads(linea) for linea in libro.read("bitacora/eventos.jsonl").splitlines()]
    del_eslabon = ("n", "en", "actor", "accion", "objeto", "huella", "previo", "formato", "clave")
    for r in renglones:
        assert eslabon(**{campo: r[campo] for campo in del_eslabon}) == r["eslabon"]
    (tmp_path / "extracto.jsonl").write_bytes(libro.read("bitacora/extracto.jsonl"))
    with abrir_extracto(tmp_path / "extracto.jsonl") as sacado:
        comprobado = revisar_extracto(sacado)
    assert (comprobado.motivo, comprobado.revisados) == ("", len(renglones))
    assert indice["bitacora"]["eslabon"] == renglones[-1]["eslabon"]
    assert [r["n"] for r in renglones] == list(
        Evento.objects.de(solicitud).exclude(accion="expediente.exportado").values_list("n", flat=True)
    )


def test_cada_version_publica_dice_cuando_se_publico_y_quien(mundo, en):
    solicitud = mundo.emitida()
    dictamen, despues = solicitud.dictamen, en + timedelta(days=9)
    fragmento = Fragmento("Renovación de equipo", "Ley ficticia, artículo 1", "Ubica un resguardo.")
    publicas.testar(solicitud, [fragmento], por=mundo.coordinacion, en=despues, leido=dictamen.publico.sha256)
    solicitud = type(solicitud).objects.get(pk=solicitud.pk)
    piezas = [p for p in documentos(solicitud, "auditor") if "público" in p.titulo]
    assert [(p.archivo.pk, p.en, p.quien) for p in piezas] == [
        (solicitud.dictamen.publico_id, despues, mundo.coordinacion.nombre),
        (dictamen.publico_id, dictamen.emitido_en, dictamen.datos["autoriza"]["nombre"]),
    ]


def test_los_mismos_hechos_dan_los_mismos_bytes_aunque_alguien_lo_mire_o_pase_el_tiempo(mundo, en, client):
    solicitud = mundo.presentada()
    primero, _, _ = _abrir(solicitud, "auditor", mundo.auditor, en)
    client.force_login(mundo.auditor)
    client.get(reverse("flujos:expediente", args=[solicitud.pk]))
    with detenido_en(en + timedelta(days=400)):
        otro, _, _ = _abrir(type(solicitud).objects.get(pk=solicitud.pk), "auditor", mundo.auditor, en)
    assert otro == primero
    mensajes.escribir(solicitud, por=mundo.presenta, en=en, tablero="compartido", texto="Una aclaración.")
    assert _abrir(solicitud, "auditor", mundo.auditor, en)[0] != primero


def test_nada_interno_sale_en_lo_que_exporta_el_ente(mundo, en):
    solicitud = _con_secretos(mundo)
    de_todos, libro, indice = _abrir(solicitud, "ente", mundo.presenta, en)
    assert SECRETO.encode() not in de_todos
    texto = de_todos.decode("utf-8", "replace") + _texto_de_los_pdf(libro)
    assert SECRETO not in texto
    assert solicitud.folio in texto
    internos = [mundo.recepcion, *mundo.tecnicos.values(), mundo.coordinacion, mundo.firmante]
    assert not [p.nombre for p in internos if p.nombre in texto]
    acciones = {json.loads(linea)["accion"] for linea in libro.read("bitacora/eventos.jsonl").splitlines()}
    assert acciones == {"solicitud.iniciada", "solicitud.presentada", "solicitud.admitida"}
    contenido = json.loads(libro.read("expediente.json"))
    assert "opiniones" not in contenido
    assert [m["texto"] for m in contenido["mensajes"]] == ["Falta una hoja."]
    assert "bitacora/extracto.jsonl" not in libro.namelist()
    for mirada, persona in (("central", mundo.coordinacion), ("auditor", mundo.auditor)):
        assert _abrir(solicitud, mirada, persona, en)[0].count(SECRETO.encode()) >= 3


def test_lo_que_el_ente_prepara_sin_entregar_no_sale_de_el(mundo, en):
    solicitud = mundo.presentada()
    anexo = solicitud.anexos.first()
    type(anexo).objects.filter(pk=anexo.pk).update(archivo=solicitud.anexos.last().archivo)
    solicitud.presentaciones.update(datos={**solicitud.presentaciones.get().datos, "anexos": []})
    _, _, indice = _abrir(solicitud, "central", mundo.coordinacion, en)
    assert [d for d in indice["documentos"] if d.get("ruta", "").startswith("anexos/")] == []


def test_cada_descarga_queda_anotada_con_la_huella_de_lo_que_se_entrego(mundo, client):
    solicitud = mundo.presentada()
    client.force_login(mundo.presenta)
    respuesta = client.post(reverse("flujos:exportar", args=[solicitud.pk]))
    recibido = b"".join(respuesta.streaming_content)
    anotado = Evento.objects.get(accion="expediente.exportado", objeto=f"solicitud:{solicitud.pk}")
    assert anotado.datos_evento.datos["sha256"] == hashlib.sha256(recibido).hexdigest()
    assert anotado.por == mundo.presenta
    pagina = client.get(reverse("flujos:archivo", args=[solicitud.pk])).content.decode()
    assert "Descargar el expediente completo" in pagina


def test_quien_no_lo_alcanza_no_lo_exporta(mundo, client):
    solicitud = mundo.en_revision()
    for persona in (mundo.ajena, mundo.tecnicos["infraestructura"], mundo.recepcion, mundo.administrador):
        client.force_login(persona)
        assert client.post(reverse("flujos:exportar", args=[solicitud.pk])).status_code == 404
    assert not Evento.objects.filter(accion="expediente.exportado").exists()


def test_exportar_sin_parar_tiene_tope_y_no_se_arma_nada(mundo, client, monkeypatch):
    solicitud = mundo.presentada()
    monkeypatch.setattr(archivo, "POR_MINUTO", 1)
    client.force_login(mundo.presenta)
    url = reverse("flujos:exportar", args=[solicitud.pk])
    assert [client.post(url).status_code for _ in range(3)] == [200, 429, 429]
    assert Evento.objects.de(solicitud).filter(accion="expediente.exportado").count() == 1
