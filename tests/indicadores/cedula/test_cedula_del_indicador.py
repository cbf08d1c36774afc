"""La cédula del indicador: sus campos con las fuentes tal cual, el semáforo, quién la redacta y cómo sale."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from importlib import import_module
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.acceso.dos_personas import PublicaQuienRedacto, YaPublicada
from cuentas.parametros import OMISION, tiene_su_forma
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from indicadores.cedula import cedula, impresion, lo_calculado
from indicadores.cedula.cedula import CAMPOS, campos_de, escribir_fuentes, leer_fuentes
from indicadores.cedula.forms import CedulaForm
from indicadores.cedula.publicado import ARCHIVO, de_arranque
from indicadores.cifra.recalculo import Corrida, con_canceladas, correr
from indicadores.cifra.semaforo import semaforo
from indicadores.models import DescargaPublica

UMBRALES = OMISION["indicador.semaforo"]
CONTRADICE = "2021 = 0 %, con 2023 = 100 % | Cuadro de avance\n2023 = 0 % | Cédula"


@pytest.fixture
def coordinacion(persona):
    return persona("coordinacion")


@pytest.fixture
def vacios():
    return {clave: {"nota": "", "fuentes": []} for clave in CAMPOS}


@pytest.mark.parametrize(("porcentaje", "dicho"), [
    ("100.00", "Favorable"), ("95.00", "Favorable"), ("94.99", "En riesgo"), ("80.00", "En riesgo"),
    ("79.99", "Desfavorable"), ("0.00", "Desfavorable"), ("", "Sin solicitudes recibidas"),
])
def test_el_semaforo_dice_palabra_forma_y_color(porcentaje, dicho):
    visto = semaforo(porcentaje, UMBRALES)
    assert visto.texto == dicho
    a_medio_anio = semaforo(porcentaje, UMBRALES, en_curso=True).texto
    assert a_medio_anio == ("El año no termina: sin semáforo" if porcentaje else dicho)
    formas = {semaforo(p, UMBRALES)[1:] for p in ("100.00", "90.00", "1.00", "")}
    assert len({tono for tono, _ in formas}) == len({forma for _, forma in formas}) == 4


@pytest.mark.parametrize(("valor", "vale"), [
    ({"verde": 95, "ambar": 80}, True), ({"verde": 100, "ambar": 100}, True), ({"verde": 80, "ambar": 95}, False),
    ({"verde": 101, "ambar": 0}, False), ({"verde": "95", "ambar": 80}, False), ({"verde": 95}, False),
])
def test_los_umbrales_van_en_orden_y_en_por_ciento(valor, vale):
    assert tiene_su_forma("indicador.semaforo", valor) is vale


def test_las_fuentes_se_leen_como_se_escriben():
    fuentes = leer_fuentes(CONTRADICE)
    assert escribir_fuentes(fuentes) == CONTRADICE
    assert [f["cita"] for f in fuentes] == ["Cuadro de avance", "Cédula"]


@pytest.mark.parametrize("texto", ["sin cita", "| sólo cita", "sólo dice |", "\n".join(["a | b"] * 9)])
def test_una_fuente_sin_lo_que_dice_o_sin_cita_no_se_admite(texto):
    with pytest.raises(DatosInvalidos):
        leer_fuentes(texto)


def test_el_formulario_conserva_lo_tecleado_y_dice_cual_fuente_no_se_entiende():
    form = CedulaForm({"nota_meta": "Falta", "fuentes_meta": "sin barra", "fuentes_avance": "427 | IA24"})
    assert not form.is_valid()
    assert list(form.errors) == ["fuentes_meta"]
    assert form["fuentes_meta"].value() == "sin barra"


def impresas(dato):
    """Cada celda que imprime la fuente, del archivo: lo que no es celda es dónde está o de quién es la nota."""
    if isinstance(dato, dict):
        dato = {llave: uno for llave, uno in dato.items() if llave != "que" or "texto" not in dato}  # «que» resume el texto
        return [c for llave, uno in dato.items() if llave not in SIN_CELDAS for c in impresas(uno)]
    if isinstance(dato, list):
        return [celda for uno in dato for celda in impresas(uno)]
    return [str(dato)]


SIN_CELDAS = {"que_es", "para_no_confundir"}
CELDAS = impresas(json.loads(ARCHIVO.read_text(encoding="utf-8")))


@pytest.mark.django_db
def test_la_de_arranque_cita_la_contradiccion_sin_elegir_y_lo_que_la_fuente_calla():
    campos = {c.clave: c for c in campos_de(cedula.vigente())}
    assert list(campos) == list(CAMPOS)
    assert [f["dice"] for f in campos["linea_base"].fuentes] == ["2023: 0%", "Línea base 2021: 0%"]
    assert campos["linea_base"].nota.endswith("Se muestran las dos con su lugar.")
    assert [f["dice"] for f in campos["avance"].fuentes] == [
        "2024: 100%", "Resultados 2022: 0%", "Resultados 2023: 100%", "Resultados 2024: 100%"]
    assert campos["otras_cifras"].fuentes[0]["dice"].startswith("Se llevaron a cabo las revisiones de 410 dictámenes técnicos")
    assert "Se desconoce" in campos["otras_cifras"].nota
    assert "100" not in campos["metodo"].fuentes[0]["dice"]


def test_la_orden_el_pdf_el_libro_y_la_pagina_traen_cada_celda_impresa_palabra_por_palabra(datos, client):
    salida = StringIO()
    call_command("cedula", "--anio", "2024", "--corte", "2024-12-31", "--json", stdout=salida)
    columnas = json.loads(salida.getvalue())
    dicho = " ".join(texto for campo in columnas["publicado"].values()
                     for texto in [campo["nota"], *(v for f in campo["fuentes"] for v in f.values())])
    papel = " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(impresion.pdf(datos))).pages).split())
    libro = " ".join(str(c) for fila in load_workbook(BytesIO(impresion.xlsx(datos)))["Cédula"].iter_rows(values_only=True)
                     for c in fila)
    pagina = unescape(client.get(reverse("indicadores:cedula"), {"anio": 2024}).content.decode())
    for celda in CELDAS:
        for donde in (dicho, papel, libro, pagina):
            assert celda in donde, celda


def test_las_dos_columnas_no_se_mezclan(datos):
    salida = StringIO()
    call_command("cedula", "--anio", "2024", "--corte", "2024-12-31", "--json", stdout=salida)
    columnas = json.loads(salida.getvalue())
    assert columnas["registro"]["avance"].endswith("2024: 66.67 % (2 de 3).")
    assert columnas["registro"]["linea_base"] == "2021: sin registro; 2023: sin registro."
    assert columnas["registro"]["objetivo"] == lo_calculado.NO_LO_CALCULA
    assert not any("66.67" in f["dice"] for campo in columnas["publicado"].values() for f in campo["fuentes"])


@pytest.mark.django_db
@pytest.mark.parametrize(("pedido", "dicho"), [
    (("--anio", "x"), "x"), (("--anio", "2024", "--corte", "ayer"), "ayer"), (("--anio", "2024", "--hasta", "99999"), "99999")])
def test_la_orden_dice_lo_que_no_entiende_con_2(pedido, dicho):
    with pytest.raises(CommandError, match=dicho) as error:
        call_command("cedula", *pedido)
    assert error.value.returncode == 2


def test_cancelar_no_mejora_el_porcentaje_sin_que_se_vea(ocurre, publicadas, client):
    for n in (1, 2, 3, 4):
        ocurre(n, "solicitud.presentada", date(2024, 5, 5 + n))
    ocurre(1, "dictamen.emitido", date(2024, 5, 20))
    ocurre(2, "solicitud.cancelada", date(2024, 5, 21))
    ocurre(3, "solicitud.cancelada", date(2025, 1, 9))
    corrida = correr(2024, date(2024, 12, 31))
    assert (corrida.documento()["porcentaje"], con_canceladas(corrida)) == (
        "33.33", {"canceladas": 1, "recibidas": 4, "porcentaje": "25.00"})
    for pagina in ("indicadores:cedula", "indicadores:cifra"):
        texto = " ".join(client.get(reverse(pagina), {"anio": 2024, "corte": "2024-12-31"}).content.decode().split())
        assert "Contándolas, las recibidas son 4 y lo atendido de ellas, 25.00 %." in texto
    libro = load_workbook(BytesIO(impresion.xlsx(impresion.congelar(cedula.vigente(), corrida))))
    assert "25.00" in {str(c) for fila in libro["Cifra"].iter_rows(values_only=True) for c in fila}


def test_el_rezago_dice_de_cuando_es(ocurre, publicadas, client):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(1, "dictamen.emitido", date(2025, 1, 20))
    despues = client.get(reverse("indicadores:cifra"), {"anio": 2024, "corte": "2025-03-01"}).content.decode()
    assert "Por atender al terminar 2024" in despues
    assert "Por atender al corte" not in despues
    assert "Por atender al corte" in client.get(reverse("indicadores:cifra"), {"anio": 2024, "corte": "2024-06-01"}).content.decode()


@pytest.mark.django_db
def test_quien_traia_la_cedula_de_antes_recibe_la_que_cita_y_lo_capturado_por_alguien_se_queda(coordinacion, en):
    corregir = import_module("indicadores.migrations.0010_cedula_palabra_por_palabra")
    cedula.Cedula.objects.update(campos={"meta": {"valor": "De antes", "fuentes": []}})
    corregir.corregir(apps, None)
    assert cedula.Cedula.objects.count() == 1
    corregir.LA_DE_ANTES = corregir._huella(cedula.vigente().campos)
    corregir.corregir(apps, None)
    assert (cedula.vigente().numero, cedula.vigente().campos) == (2, de_arranque())


@pytest.mark.django_db
def test_una_persona_la_redacta_y_otra_la_publica_con_evento(coordinacion, persona, vacios, en):
    antes = cedula.vigente()
    borrador = cedula.redactar(vacios | {"meta": {"nota": "Falta la de 2026", "fuentes": []}}, por=coordinacion, en=en)
    assert cedula.vigente() == antes
    with pytest.raises(PublicaQuienRedacto):
        cedula.publicar(borrador, por=coordinacion, en=en)
    otra = persona("administrador")
    assert cedula.publicar(borrador, por=otra, en=en, leida=borrador.marca).numero == 2
    assert "Cambió «Meta»" in cedula.cambios(antes, cedula.vigente())
    with pytest.raises(YaPublicada):
        cedula.publicar(borrador, por=otra, en=en)
    assert list(Evento.objects.de(borrador).values_list("accion", flat=True)) == ["cedula.redactado", "cedula.publicado"]


@pytest.mark.django_db
def test_no_la_redacta_cualquiera_ni_encima_de_otra_ni_con_campos_de_mas(coordinacion, persona, vacios, en):
    with pytest.raises(AccesoDenegado):
        cedula.redactar(vacios, por=persona("recepcion"), en=en)
    with pytest.raises(DatosInvalidos):
        cedula.redactar(vacios | {"otro": {"valor": "", "fuentes": []}}, por=coordinacion, en=en)
    with pytest.raises(CapturaVencida):
        cedula.redactar(vacios, por=coordinacion, en=en, leida="1 de antes")


@pytest.mark.django_db
def test_se_edita_en_pantalla_y_la_publica_quien_no_la_redacto(client, coordinacion, persona):
    pagina = reverse("indicadores:cedula_versiones")
    client.force_login(coordinacion)
    puesto = client.get(pagina).context["form"].initial
    client.post(pagina, {**puesto, "nota_meta": "Al menos 95 %"})
    borrador = cedula.Cedula.objects.get(numero=2)
    assert {c.clave: c.nota for c in campos_de(borrador)}["meta"] == "Al menos 95 %"
    assert [c for c in campos_de(borrador) if c.clave != "meta"] == [c for c in campos_de(cedula.vigente()) if c.clave != "meta"]
    publicar = reverse("indicadores:cedula_publicar", args=[borrador.pk])
    assert client.post(publicar).status_code == 403
    client.force_login(persona("administrador"))
    assert "Cambió «Meta»" in client.get(pagina).content.decode()
    assert client.post(publicar).status_code == 302
    client.logout()
    assert "Al menos 95 %" in client.get(reverse("indicadores:cedula")).content.decode()


@pytest.fixture
def datos(ocurre, publicadas):
    """La cédula de arranque con una cifra de 2024: tres recibidas, dos atendidas."""
    for n in (1, 2, 3):
        ocurre(n, "solicitud.presentada", date(2024, 5, 5 + n))
    ocurre(1, "dictamen.emitido", date(2024, 5, 20))
    ocurre(2, "solicitud.desistida", date(2024, 5, 21))
    return impresion.congelar(cedula.vigente(), correr(2024, date(2024, 12, 31)))


def test_el_pdf_y_el_libro_dicen_lo_mismo_que_la_pagina_y_siempre_en_los_mismos_bytes(datos, client):
    pdf, libro = impresion.pdf(datos), impresion.xlsx(datos)
    assert (impresion.pdf(datos), impresion.xlsx(datos)) == (pdf, libro)
    papel = " ".join(" ".join(pagina.extract_text() for pagina in PdfReader(BytesIO(pdf)).pages).split())
    hojas = load_workbook(BytesIO(libro))
    celdas = {str(celda) for hoja in hojas for fila in hoja.iter_rows(values_only=True) for celda in fila}
    pagina = client.get(reverse("indicadores:cedula"), {"anio": 2024}).content.decode()
    for dicho in ("66.67", "Desfavorable", "2023: 0%", "Línea base", "El registro no calcula este campo.", "Al registro le faltan 792"):
        assert dicho in papel, dicho
        assert dicho in celdas, dicho
        assert dicho in pagina, dicho
    assert str(datos["huella"]) in papel


def test_si_es_demostracion_lo_dicen_el_pdf_y_el_libro(datos):
    rotulados = datos | {"rotulo": "Datos de demostración"}
    assert "DATOS DE DEMOSTRACIÓN" in PdfReader(BytesIO(impresion.pdf(rotulados))).pages[0].extract_text()
    hoja = load_workbook(BytesIO(impresion.xlsx(rotulados)))["Cifra"]
    assert {fila[-1] for fila in hoja.iter_rows(min_row=2, values_only=True)} == {"Datos de demostración"}


@pytest.mark.django_db
def test_sin_cedula_publicada_la_pagina_lo_dice_y_el_pdf_no_existe(client, coordinacion):
    cedula.Cedula.objects.all().delete()
    client.force_login(coordinacion)
    assert client.get(reverse("indicadores:cedula_versiones")).status_code == 200
    assert "Todavía no hay una cédula publicada" in client.get(reverse("indicadores:cedula")).content.decode()
    assert client.get(reverse("indicadores:cedula_pdf")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("consulta", [{"anio": "x"}, {"corte": "ayer"}, {"corte": "2999-01-01"}, {"hasta": "999999"},
                                      {"hasta": "uno"}, {"anio": "²"}, {"anio": "1990"}, {"hasta": "9" * 40}])
def test_la_cifra_dice_lo_que_no_entiende_sin_reventar(client, consulta):
    pagina = client.get(reverse("indicadores:cifra"), consulta)
    assert pagina.status_code == 400
    assert "govuk-error-summary" in pagina.content.decode()
    assert client.get(reverse("indicadores:cifra_zip"), consulta).status_code == 400


def test_la_pagina_fija_la_cuenta_y_la_descarga_es_esa(client, ocurre, settings):
    settings.ROTULO_SIN_VALIDEZ = ""
    fija = ocurre(1, "solicitud.presentada", date(2024, 5, 6)).n
    ocurre(2, "solicitud.presentada", date(2025, 1, 6))
    ocurre(3, "solicitud.presentada", date(2024, 12, 31))
    hoy = client.get(reverse("indicadores:cifra"), {"anio": 2024}).content.decode()
    assert "Constaron después del corte 1 hechos de 1 asuntos" in hoy
    antes = client.get(reverse("indicadores:cifra"), {"anio": 2024, "hasta": fija}).content.decode()
    assert "Ver el mismo corte con lo que hoy consta" in antes
    baja = client.get(reverse("indicadores:cifra_json"), {"anio": 2024, "corte": "2024-12-31", "hasta": fija})
    assert baja.content == correr(2024, date(2024, 12, 31), fija).json()
    assert b'"recibidas":1,' in baja.content
    assert DescargaPublica.objects.get(que="cifra").cuantas == 1


@pytest.mark.parametrize(("corte", "en_curso"), [(date(2024, 12, 30), True), (date(2024, 12, 31), False), (date(2025, 3, 1), False)])
def test_el_anio_esta_en_curso_hasta_su_ultimo_dia(corte, en_curso):
    assert Corrida(2024, corte, None, "").en_curso is en_curso
