"""Los tableros con sesión: cada cifra es el largo de su lista, y cada quien ve sólo lo que le toca."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.urls import reverse

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas import reloj
from cuentas.personas.nombramientos import nombrar
from indicadores.cifra.conteo import contar
from indicadores.cifra.proyeccion import casos_al
from indicadores.cifra.registro import asuntos_al, sabido_hasta
from indicadores.models import RegistroHistorico
from indicadores.pasado.historico import importar
from indicadores.tableros.desgloses import SIN_TOTAL
from indicadores.tableros.listas import Filtro

pytestmark = pytest.mark.django_db
DIRECCION, LISTA = reverse("indicadores:direccion_tablero"), reverse("indicadores:direccion_lista")


@pytest.fixture
def movido(mundo, settings):
    """Un dictamen emitido y otro asunto en curso del ente de siempre; de otro, hechos sueltos de dos años."""
    settings.ROTULO_SIN_VALIDEZ = ""
    mundo.emitida_ya = mundo.sin_documentos(tipo="bienes")
    mundo.en_curso = mundo.presentada()
    for n, dias in enumerate((500, 400, 90, 80, 70, 3)):
        en, objeto = mundo.en - timedelta(days=dias), f"solicitud:{90_000 + n}"
        datos = {"hacia": "en_requisitos", "ente": mundo.otro_ente.pk, "tipo": "telecom", "total": f"{n}90000.00"}
        hechos = [("solicitud.presentada", en, datos), ("solicitud.admitida", en + timedelta(days=2), {
            "hacia": "en_revision", "areas": ["infraestructura"]})]
        if n % 2:
            hechos += [("revision.dada", en + timedelta(days=5), {"hacia": "en_estrategia", "area": "infraestructura"}),
                       ("solicitud.desistida", en + timedelta(days=8), {"hacia": "desistida"})]
        with transaction.atomic():
            for accion, cuando, con in hechos:
                anotar(accion, objeto, por=None, en=cuando, datos=con)
    with reloj.detenido_en(mundo.en + timedelta(days=9)):
        yield mundo


def _entrar(client, persona, url, **consulta):
    client.force_login(persona)
    return client.get(url, consulta)


def _con_lista(pagina):
    """Cada cuenta de la página con la dirección de su lista."""
    contexto = pagina.context
    for tabla in contexto["tablas"]:
        yield from ((c.valor, c.url) for fila in tabla.filas for c in fila.celdas if c.url and c.casos is None)
    for serie in (*contexto["por_mes"], *contexto["entradas"], *contexto["rezago"]):
        yield from ((v, url) for v, url in zip(serie["valores"], serie["urls"], strict=True) if url)
    yield from ((cifra["valor"], cifra["url"]) for cifra in contexto["cifras"][:4])


def test_cada_cifra_es_el_largo_de_su_lista(client, movido):
    anterior = {"anio": movido.en.year - 1}
    for persona, url, de in ((movido.coordinacion, DIRECCION, {}), (movido.coordinacion, DIRECCION, anterior),
                             (movido.presenta, reverse("indicadores:ente_tablero"), {})):
        pagina = _entrar(client, persona, url, **de)
        consulta, cifras = pagina.context["view"].consulta, list(_con_lista(pagina))
        assert len(cifras) > 15
        for cuantos, direccion in cifras:
            pedido = {campo: valores[0] for campo, valores in parse_qs(urlsplit(direccion).query, True).items()}
            filtro = Filtro.de(pedido, consulta.tablero.corte)
            assert len(filtro.elegir(consulta.casos_de(filtro.anio), consulta.jornada.limites)) == cuantos, direccion
        cuantos, direccion = cifras[0]
        assert client.get(direccion).context["total"] == cuantos
        celdas = [fila.celdas for tabla in pagina.context["tablas"] if tabla.clave == "etapas" for fila in tabla.filas]
        assert all((mediana.valor is None) == (casos.valor == 0) for suyas in celdas for casos, mediana in [suyas[:2]]), "sin casos no hay mediana"
        conclusiones = consulta.tablero.por_conclusion
        assert {par.recibidas for r in conclusiones for par in (r.actual, r.anterior)} == {0}, "una conclusión no se recibe"


def test_los_casos_son_los_del_indicador_a_cualquier_corte(movido):
    for dias in (0, 75, 450):
        corte = (movido.en - timedelta(days=dias)).date()
        asuntos = [caso.asunto for caso in casos_al(corte, (corte.year,))]
        assert contar(asuntos, corte.year, corte) == contar(asuntos_al(corte, sabido_hasta()), corte.year, corte)

    corte = reloj.hoy()
    antes = list(casos_al(corte, (corte.year,)))
    with transaction.atomic():
        anotar("solicitud.cancelada", movido.en_curso, por=None, en=movido.en, datos={"hacia": "cancelada"})
    despues = list(casos_al(corte, (corte.year,)))
    assert len(despues) == len(antes) - 1
    assert despues == [caso for caso in antes if caso.clave != f"solicitud:{movido.en_curso.pk}"]


def test_la_lista_la_abre_quien_puede_y_a_quien_no_le_dice_el_folio_sin_vinculo(client, movido):
    grupo = {"que": "recibidas", "periodo": str(movido.en.year), "tipo": "bienes"}
    expediente = reverse("flujos:expediente", args=[movido.en_curso.pk])
    de_coordinacion = _entrar(client, movido.coordinacion, LISTA, **grupo).content.decode()
    de_firma = _entrar(client, movido.firmante, LISTA, **grupo).content.decode()
    assert expediente in de_coordinacion
    assert expediente not in de_firma
    assert movido.en_curso.folio in de_firma
    assert reverse("flujos:expediente", args=[movido.emitida_ya.pk]) in de_firma


def test_el_ente_solo_ve_lo_suyo_aunque_pida_otra_cosa(client, movido):
    propio = reverse("indicadores:ente_lista")
    grupo = {"que": "recibidas", "periodo": str(movido.en.year)}
    assert _entrar(client, movido.presenta, propio, **grupo).context["total"] == 2
    assert client.get(propio, {**grupo, "ente": movido.otro_ente.pk}).context["total"] == 0
    assert client.get(propio, {**grupo, "de": movido.otro_ente.siglas}).status_code == 404
    assert {client.get(propio, {**grupo, "que": que}).status_code for que in ("revisiones", "a_cargo")} == {404}
    texto = client.get(reverse("indicadores:ente_tablero")).content.decode()
    for interno in ("Revisiones por área", "horas de oficina", movido.otro_ente.nombre):
        assert interno not in texto


def test_quien_atiende_dos_entes_elige_de_cual(client, mundo):
    nombrar(mundo.presenta, "presenta", oficio="OF-99", desde=date(2020, 1, 1), por=None, en=mundo.en,
            ente=mundo.otro_ente)
    pagina = _entrar(client, mundo.presenta, reverse("indicadores:ente_tablero"), de=mundo.otro_ente.siglas)
    assert pagina.context["ente"] == mundo.otro_ente
    assert f"de={mundo.otro_ente.siglas}" in pagina.context["csv"]


def test_los_archivos_traen_lo_que_se_ve_y_dejan_constancia(client, movido):
    grupo = {"que": "revisiones", "periodo": str(movido.en.year)}
    respuesta = _entrar(client, movido.coordinacion, reverse("indicadores:direccion_lista_csv"), **grupo)
    filas = list(csv.DictReader(io.StringIO(respuesta.content.decode("utf-8-sig"), newline="")))
    assert len(filas) == client.get(LISTA, grupo).context["total"] > 1
    assert filas[0].keys() >= {"folio", "area", "dada"}
    assert Evento.objects.filter(accion="indicadores.exportados", objeto="indicadores:direccion_lista").count() == 1
    respuesta = client.get(reverse("indicadores:direccion_csv"))
    filas = list(csv.DictReader(io.StringIO(respuesta.content.decode("utf-8-sig"), newline="")))
    assert {"Días hábiles por etapa", "Atendidas por resultado"} <= {fila["desglose"] for fila in filas}
    (neto,) = [f for f in filas if f["concepto"].startswith("Tiempo neto") and f["medida"] == "casos" and
               f["anio"] == str(movido.en.year)]
    assert int(neto["valor"]) > 1


def test_quien_no_dirige_no_ve_el_tablero_de_direccion(client, mundo):
    for papel in ("recepcion", "auditor", "estrategico", "presenta"):
        assert _entrar(client, getattr(mundo, papel), DIRECCION).status_code == 403


def test_lo_que_no_se_entiende_se_dice(client, mundo):
    assert _entrar(client, mundo.coordinacion, DIRECCION, anio="x").status_code == 400
    assert client.get(LISTA, {"que": "x"}).status_code == 404
    assert client.get(reverse("indicadores:direccion_csv"), {"anio": "x"}).status_code == 400


def test_en_publico_cada_ente_se_dice_pero_sin_lista(client, movido):
    """Cuánto pidió un ente es público, como su dictamen; a sus expedientes sólo llega quien los alcanza."""
    for ruta in ("indicadores:tablero", "indicadores:tablero_csv"):
        texto = client.get(reverse(ruta), {"anio": movido.en.year}).content.decode()
        assert movido.ente.nombre in texto
        assert "indicadores/direccion" not in texto


def test_sin_importe_y_sin_historia_tambien_se_cuentan(client, movido, csv_historico):
    importar(csv_historico("H-1,CEA,bienes,2026-01-05,2026-02-01,emitida,", "H-2,CEA,,2026-01-06,2026-02-01,emitida,5.00"),
             nombre="h.csv", procedencia="Hoja", montos="total", por=None, en=movido.en)
    grupo = {"que": "recibidas", "periodo": "2026"}
    assert _entrar(client, movido.coordinacion, LISTA, **grupo, tramo=SIN_TOTAL).context["total"] == 1
    texto = client.get(LISTA, {**grupo, "tipo": ""}).content.decode()
    registro = RegistroHistorico.objects.get(folio="H-2")
    assert reverse("indicadores:registro_historico", args=[registro.pk]) in texto


def test_solo_el_monto_con_iva_entra_en_los_tramos_los_demas_van_sin_importe(client, movido, csv_historico):
    for n, montos in enumerate(("total", "importe", "no_se_dijo")):
        importar(csv_historico(f"H-{n},CEA,bienes,2019-01-05,2019-02-01,emitida,5.00"), nombre=f"h{n}.csv",
                 procedencia="Hoja", montos=montos, por=None, en=movido.en)
    entradas = _entrar(client, movido.coordinacion, LISTA, que="recibidas", periodo="2019").context["expedientes"]
    assert [(e.folio, e.total_con_iva) for e in sorted(entradas, key=lambda e: e.folio)] == [
        ("H-0", Decimal("5.00")), ("H-1", None), ("H-2", None)]
    por_tramo = {tramo: client.get(LISTA, {"que": "recibidas", "periodo": "2019", "tramo": tramo}).context["total"]
                 for tramo in ("0", SIN_TOTAL)}
    assert por_tramo == {"0": 1, SIN_TOTAL: 2}
