"""La mesa de quien audita: buscar, contar, exportar, comparar versiones y ver quién leyó; cada lectura queda."""

from __future__ import annotations

import csv
import io
import random
from decimal import Decimal

import pytest
from django.urls import reverse

from auditoria import alcance, comparacion, consulta, expedientes, muestra
from auditoria.alcance import expedientes_para
from bitacora.cadena import anotar
from bitacora.models import DatosEvento, Evento
from cuentas.models import Area
from dictamenes import tramite
from dictamenes.expediente import captura
from dictamenes.models import Concepto
from flujos.recorrido import actos
from tests.mundo import LAPTOP
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
EXPEDIENTES, EVENTOS, MUESTRA = (reverse(f"auditoria:{n}") for n in ("expedientes", "bitacora", "muestra"))


def _folios(mundo, **filtros):
    return {s.folio for s in expedientes.buscar(expedientes_para(mundo.auditor), expedientes.Filtros.de(filtros))}


def _facetas(mundo, **filtros):
    hallado = expedientes.hallar(expedientes_para(mundo.auditor), expedientes.Filtros.de(filtros))
    return {campo: {clave: n for clave, _, n in opciones} for campo, opciones in hallado.facetas.items()} | {
        "total": hallado.total}


def _dicho(accion):
    return DatosEvento.objects.filter(evento__accion=accion).latest("evento").datos


def _prevenida(mundo):
    """Un asunto con una observación por contestar."""
    return actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="concepto",
                          observaciones=[("concepto-1", "Diga para qué puesto.")])


def test_se_busca_por_cada_faceta_y_texto_sin_acentos(mundo):
    bien, renta = mundo.sin_documentos(), mundo.presentada(tipo="arrendamiento", proyecto="Impresión administrada")
    mundo.borrador()
    casos = {
        "q": ("impresion", {renta.folio}), "tipo": ("arrendamiento", {renta.folio}), "estado": ("emitida", {bien.folio}),
        "sentido": ("favorable", {bien.folio}), "area": ("infraestructura", {bien.folio}),
        "ente": ("ICRESON", {bien.folio, renta.folio}), "ejercicio": ("2025", set()),
        "minimo": ("$185,000.00", {bien.folio, renta.folio}), "maximo": ("184999.99", set()),
        "persona": (mundo.estrategico.nombre, {bien.folio}), "desde": ("2026-03-03", set()),
        "hasta": ("2026-03-02", {bien.folio, renta.folio}),
    }
    assert {campo: _folios(mundo, **{campo: valor}) for campo, (valor, _) in casos.items()} == {
        campo: esperados for campo, (_, esperados) in casos.items()}


def test_el_importe_de_la_lista_es_el_del_expediente_concepto_por_concepto_al_centavo(mundo):
    """Tres veces 1.005 son 3.03 y no 3.02: se suma lo ya redondeado, en la lista, en la exportación y al filtrar."""
    solicitud = mundo.presentada()
    solicitud.conceptos.update(cantidad=Decimal("1.50"), precio_unitario=Decimal("0.67"))
    comun = {**LAPTOP, "solicitud": solicitud}
    de_mas = [{**comun, "orden": n, "cantidad": Decimal("1.50"), "precio_unitario": Decimal("0.67")} for n in (2, 3)]
    Concepto.objects.bulk_create(Concepto(**uno) for uno in de_mas)
    assert _importe(solicitud) == solicitud.totales()["subtotal"] == Decimal("3.03")
    assert (_folios(mundo, minimo="3.03"), _folios(mundo, maximo="3.02")) == ({solicitud.folio}, set())
    azar = random.Random(0)
    for mayor in (10, 1_000, 100_000):
        for concepto in (conceptos := list(solicitud.conceptos.all())):
            concepto.cantidad = Decimal(azar.randrange(5, 100 * mayor, 10)) / 100
            concepto.precio_unitario = Decimal(azar.randrange(10, 100 * mayor, 20)) / 100  # la mitad cae justo en medio
        Concepto.objects.bulk_update(conceptos, ["cantidad", "precio_unitario"])
        assert _importe(solicitud) == type(solicitud).objects.get(pk=solicitud.pk).totales()["subtotal"]


def _importe(solicitud):
    suyo = expedientes.con_importe(type(solicitud).objects.filter(pk=solicitud.pk)).get().importe
    assert suyo == round(suyo, 2)
    return suyo


def test_cada_faceta_cuenta_con_lo_demas_y_sin_lo_suyo(mundo):
    mundo.sin_documentos(), mundo.presentada(), mundo.presentada(tipo="arrendamiento")
    contadas = _facetas(mundo, tipo="bienes")
    assert contadas["tipo"] == {"bienes": 2, "arrendamiento": 1}, "al elegir otro tipo, habría tantos"
    assert contadas["estado"] == {"en_requisitos": 1, "emitida": 1}
    assert (contadas["total"], contadas["sentido"], contadas["area"]) == (2, {"favorable": 1}, {"infraestructura": 1})


def test_cuando_son_muchos_la_base_agrupa_y_da_lo_mismo(mundo, monkeypatch):
    mundo.sin_documentos(), mundo.presentada(), mundo.presentada(tipo="arrendamiento")
    pocos = _facetas(mundo, tipo="bienes")
    monkeypatch.setattr(expedientes, "TOPE_DE_CONTEO", 1)
    muchos = _facetas(mundo, tipo="bienes")
    assert {campo: muchos[campo] for campo in (*expedientes.COLUMNAS, "total")} == {
        campo: pocos[campo] for campo in (*expedientes.COLUMNAS, "total")}
    assert set(muchos["sentido"].values()) == {None}, "las de otras tablas se ofrecen sin cuenta"


def test_de_muchos_la_pagina_suma_los_conceptos_de_cada_uno_y_trae_los_mismos(mundo, monkeypatch):
    mundo.presentada(), mundo.presentada(), mundo.presentada(conceptos=2)

    def folios(**pedido):
        hallado = expedientes.hallar(expedientes_para(mundo.auditor), expedientes.Filtros.de(pedido))
        return [solicitud.folio for solicitud in hallado.pagina.filas]

    entre = {"minimo": "185000", "maximo": "185000"}
    pocos = folios(**entre)
    monkeypatch.setattr(expedientes, "TOPE_DE_CONTEO", 1)
    assert folios(**entre) == pocos
    assert len(pocos) == 2, "el de dos conceptos suma el doble"


def test_con_orden_de_muchos_expedientes_se_recorre_en_orden_y_da_lo_mismo(mundo, monkeypatch):
    mundo.presentada(), mundo.presentada()
    mundo.orden(ejercicio=2026)
    pocos = set(alcance.eventos_para(mundo.auditor).values_list("n", flat=True))
    monkeypatch.setattr(alcance, "POCOS", 1)
    assert set(alcance.eventos_para(mundo.auditor).values_list("n", flat=True)) == pocos != set()


def test_las_paginas_por_llave_no_repiten_ni_saltan(mundo, monkeypatch):
    monkeypatch.setattr(expedientes, "POR_PAGINA", 2)
    todos = {mundo.presentada().folio for _ in range(5)}
    cliente, url, vistos = navegador(mundo.auditor), EXPEDIENTES, []
    while url:
        contexto = cliente.get(url).context
        vistos += [s.folio for s in contexto["expedientes"]]
        url = contexto["siguiente_url"] and EXPEDIENTES + contexto["siguiente_url"]
    assert (len(vistos), set(vistos)) == (5, todos)


def test_lo_mal_tecleado_se_dice_y_se_conserva(mundo):
    pagina = navegador(mundo.auditor).get(EXPEDIENTES, {"minimo": "mucho", "desde": "ayer"}).content.decode()
    for dicho in ("Escriba sólo números", 'value="mucho"', "Escriba la fecha"):
        assert dicho in pagina


def test_la_lista_deja_la_consulta_y_lo_que_salio_y_cada_resultado_enlaza(mundo):
    solicitud = mundo.presentada()
    pagina = navegador(mundo.auditor).get(EXPEDIENTES, {"tipo": "bienes"}).content.decode()
    assert _dicho("expedientes.buscados") == {"filtros": {"tipo": "bienes"}, "folios": [solicitud.folio]}
    for ruta in ("flujos:expediente", "auditoria:expediente"):
        assert f'href="{reverse(ruta, args=[solicitud.pk])}"' in pagina
    navegador(mundo.auditor).get(EVENTOS, {"q": solicitud.folio, "accion": "solicitud."})
    leidos = _dicho("bitacora.leida")
    assert leidos["filtros"] == {"q": solicitud.folio, "accion": "solicitud."}
    assert set(leidos["eventos"]) == set(
        Evento.objects.de(solicitud).filter(accion__startswith="solicitud.").values_list("n", flat=True))


def test_se_exporta_lo_que_se_ve_y_queda_su_huella(mundo):
    mundo.presentada(), mundo.presentada(tipo="arrendamiento")
    cliente = navegador(mundo.auditor)
    archivo = cliente.get(reverse("auditoria:expedientes_csv"), {"tipo": "arrendamiento"})
    filas = list(csv.DictReader(io.StringIO(archivo.content.decode("utf-8-sig"))))
    assert [fila["tipo"] for fila in filas] == ["Arrendamiento"]
    dicho = _dicho("expedientes.exportados")
    assert (dicho["filas"], dicho["filtros"], len(dicho["sha256"])) == (1, {"tipo": "arrendamiento"}, 64)
    assert cliente.get(reverse("auditoria:eventos_xlsx"), {"tipo": "arrendamiento"}).content[:2] == b"PK"
    assert _dicho("bitacora.exportada")["formato"] == "xlsx"


def test_con_orden_buscar_exportar_y_sortear_no_salen_de_ella(mundo):
    mundo.presentada()
    mundo.orden(entes=[mundo.otro_ente])
    cliente = navegador(mundo.auditor)
    assert cliente.get(EXPEDIENTES).context["expedientes"] == []
    assert cliente.get(EXPEDIENTES).context["total"] == 0
    for ruta in ("expedientes_csv", "eventos_csv"):
        assert len(cliente.get(reverse(f"auditoria:{ruta}")).content.splitlines()) == 1, "sólo el encabezado"
    assert cliente.get(MUESTRA, {"tamano": 5, "semilla": "a"}).context["universo"] == 0


def test_la_muestra_se_repite_y_un_extrano_la_comprueba(mundo):
    for _ in range(6):
        mundo.presentada()
    cliente = navegador(mundo.auditor)
    hoja = cliente.get(MUESTRA, {"tamano": 3, "semilla": "acta 7"})
    tomada, direccion = hoja.context["muestra"], hoja.context["direccion"]
    universo = cliente.get(f"{reverse('auditoria:muestra_archivo')}?{direccion}&que=universo").content.decode().split()
    suyos = sorted(universo, key=lambda folio: muestra.orden("acta 7", folio))[:3]
    assert ([folio for folio, _ in tomada.elegidos], tomada.huella) == (suyos, muestra.huella_de(universo))
    mundo.presentada(), mundo.presentada()
    assert cliente.get(f"{MUESTRA}?{direccion}").context["universo"] == 8, "presentadas en el mismo momento del corte"
    filas = cliente.get(f"{reverse('auditoria:muestra_archivo')}?{direccion}").content.decode("utf-8-sig").splitlines()
    assert len(filas) == 4
    assert _dicho("muestra.tomada")["semilla"] == "acta 7"


@pytest.mark.parametrize("mal", [
    {"tamano": "0", "semilla": "a"}, {"tamano": "3", "semilla": ""}, {"tamano": "3", "semilla": "a|b"},
    *({"tamano": "3", "semilla": "a", "corte": f"{anio}-01-01T00:00:00{zona}"}
      for anio, zona in (("0001", "+14:00"), ("9999", "-14:00"))),
])
def test_una_muestra_mal_pedida_se_explica(mundo, mal):
    respuesta = navegador(mundo.auditor).get(MUESTRA, mal)
    assert respuesta.context["muestra"] is None
    assert "Falta corregir" in respuesta.content.decode()


def test_antes_y_despues_de_dos_entregas_por_campo(mundo):
    solicitud = _prevenida(mundo)
    solicitud = captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en,
                                campos={"proyecto": "Renovación de equipo de ventanilla"}, respuestas={})
    observacion = solicitud.prevenciones.abierta().observaciones.get()
    actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=mundo.en,
                   respuestas={observacion.pk: ("Es para ventanilla.", False)})
    pagina = navegador(mundo.auditor).get(reverse("auditoria:versiones", args=[solicitud.pk]))
    assert [cambio.parte for cambio in pagina.context["cambios"]] == ["Proyecto"]
    assert "[se agregó: </span> de ventanilla" in pagina.content.decode()
    assert _dicho("versiones.comparadas") == {"serie": "Lo entregado por el ente", "antes": 1, "ahora": 2}


def test_antes_y_despues_de_una_opinion_corregida(mundo):
    solicitud, area = mundo.en_estrategia(), Area.objects.get(clave="infraestructura")
    actos.ejecutar(tramite.corregir_opinion, solicitud, por=mundo.tecnicos["infraestructura"], en=mundo.en, area=area,
                   texto="Falta la garantía.", criterios=[], motivo="Se me pasó.", version=1,
                   opiniones={c.pk: ("no_procede", "Sin garantía.") for c in solicitud.conceptos.all()})
    serie = next(s for s in comparacion.series(solicitud) if s.clave.startswith("opinion"))
    cambios = comparacion.comparar(*serie.versiones)
    assert [cambio.parte for cambio in cambios] == ["Opinión", "Razones", "Concepto 1"]
    assert navegador(mundo.auditor).get(
        reverse("auditoria:versiones", args=[solicitud.pk]), {"serie": "inventada"}).status_code == 404


def test_quien_leyo_que_por_expediente_y_por_persona(mundo):
    solicitud, otra = mundo.presentada(), mundo.presentada()
    cliente = navegador(mundo.auditor)
    for ruta in ("flujos:expediente", "flujos:acuse", "flujos:mensajes", "auditoria:expediente"):
        cliente.get(reverse(ruta, args=[solicitud.pk]))
    cliente.get(reverse("flujos:precedentes_del_concepto", args=[solicitud.pk, 1]))
    cliente.get(reverse("flujos:expediente", args=[otra.pk]))
    pagina = cliente.get(reverse("auditoria:lecturas"), {"folio": solicitud.folio.lower()})
    assert pagina.context["por_persona"][0]["persona"] == mundo.auditor.nombre
    assert pagina.context["por_persona"][0]["veces"] == 5
    assert {fila["folio"] for fila in pagina.context["lecturas"]} == {solicitud.folio}
    de_persona = cliente.get(reverse("auditoria:lecturas"), {"persona": mundo.auditor.nombre}).context["lecturas"]
    assert {fila["folio"] for fila in de_persona} >= {solicitud.folio, otra.folio}
    assert cliente.get(reverse("auditoria:lecturas"), {"folio": "SGD-SDTE-1900-00001"}).context["lecturas"] == []


def test_toda_pagina_que_abre_quien_audita_deja_su_lectura(mundo):
    solicitud, cliente = mundo.presentada(), navegador(mundo.auditor)
    paginas = [reverse(f"auditoria:{n}") for n in ("bitacora", "expedientes", "lecturas", "eventos_csv", "expedientes_xlsx")]
    paginas += [reverse("auditoria:expediente", args=[solicitud.pk]),
                reverse("auditoria:evento", args=[Evento.objects.de(solicitud).first().n])]
    paginas += [f"{MUESTRA}?tamano=1&semilla=a", reverse("flujos:anexo", args=[solicitud.anexos.first().pk])]
    for url in paginas:
        antes = Evento.objects.filter(por=mundo.auditor).count()
        assert cliente.get(url).status_code == 200, url
        assert Evento.objects.filter(por=mundo.auditor).count() == antes + 1, url


def test_la_lista_de_acciones_salta_por_el_indice(mundo, django_assert_num_queries):
    for n in range(3):
        anotar(f"prueba.{n}", "prueba:1", por=None, en=mundo.en)
    with django_assert_num_queries(1):
        hechas = consulta.acciones()
    assert hechas == sorted(set(Evento.objects.values_list("accion", flat=True)))
    assert consulta.de_familia("prueba.") == ["prueba.0", "prueba.1", "prueba.2"]


def test_las_acciones_se_cuentan_entre_lo_que_coincide(mundo):
    solicitud = mundo.presentada()
    pagina = navegador(mundo.auditor).get(EVENTOS, {"objeto": f"solicitud:{solicitud.pk}"})
    contadas = dict(pagina.context["acciones"])
    assert contadas["solicitud.presentada"] == 1
    assert contadas["solicitud."] == Evento.objects.de(solicitud).filter(accion__startswith="solicitud.").count()
    assert contadas["nombramiento.confirmado"] == 0
