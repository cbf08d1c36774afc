"""La cédula del indicador: sus campos con las fuentes tal cual, el semáforo, quién la redacta y cómo sale."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.acceso.dos_personas import PublicaQuienRedacto, YaPublicada
from cuentas.parametros import OMISION, tiene_su_forma
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from indicadores.cedula import cedula, impresion
from indicadores.cedula.cedula import CAMPOS, campos_de, campos_en, escribir_fuentes, leer_fuentes
from indicadores.cedula.forms import CedulaForm
from indicadores.cifra.recalculo import correr
from indicadores.cifra.semaforo import semaforo
from indicadores.models import DescargaPublica

UMBRALES = OMISION["indicador.semaforo"]
CONTRADICE = "2021 = 0 %, con 2023 = 100 % | Cuadro de avance\n2023 = 0 % | Cédula"


@pytest.fixture
def coordinacion(persona):
    return persona("coordinacion")


@pytest.fixture
def vacios():
    return {clave: {"valor": "", "fuentes": []} for clave in CAMPOS}


@pytest.mark.parametrize(("porcentaje", "dicho"), [
    ("100.00", "Favorable"), ("95.00", "Favorable"), ("94.99", "En riesgo"), ("80.00", "En riesgo"),
    ("79.99", "Desfavorable"), ("0.00", "Desfavorable"), ("", "Sin solicitudes recibidas"),
])
def test_el_semaforo_dice_palabra_forma_y_color(porcentaje, dicho):
    visto = semaforo(porcentaje, UMBRALES)
    assert visto.texto == dicho
    formas = {semaforo(p, UMBRALES)[1:] for p in ("100.00", "90.00", "1.00", "")}
    assert len({tono for tono, _ in formas}) == len({forma for _, forma in formas}) == 4


@pytest.mark.parametrize(("valor", "vale"), [
    ({"verde": 95, "ambar": 80}, True), ({"verde": 100, "ambar": 100}, True), ({"verde": 80, "ambar": 95}, False),
    ({"verde": 101, "ambar": 0}, False), ({"verde": "95", "ambar": 80}, False), ({"verde": 95}, False),
])
def test_los_umbrales_van_en_orden_y_en_por_ciento(valor, vale):
    assert tiene_su_forma("indicador.semaforo", valor) is vale


def test_las_fuentes_se_leen_como_se_escriben_y_se_ve_si_se_contradicen(vacios):
    fuentes = leer_fuentes(CONTRADICE)
    assert escribir_fuentes(fuentes) == CONTRADICE
    linea = next(c for c in campos_en(vacios | {"linea_base": {"valor": "", "fuentes": fuentes}}) if c.fuentes)
    assert (linea.nombre, linea.se_contradice, linea.procedencia) == ("Línea base", True, "")
    assert not campos_en({"meta": {"valor": "x", "fuentes": fuentes[:1]}})[-1].se_contradice


@pytest.mark.parametrize("texto", ["sin cita", "| sólo cita", "sólo dice |", "\n".join(["a | b"] * 9)])
def test_una_fuente_sin_lo_que_dice_o_sin_cita_no_se_admite(texto):
    with pytest.raises(DatosInvalidos):
        leer_fuentes(texto)


def test_el_formulario_conserva_lo_tecleado_y_dice_cual_fuente_no_se_entiende():
    form = CedulaForm({"meta": "100 %", "fuentes_meta": "sin barra", "fuentes_avance": "427 | IA24"})
    assert not form.is_valid()
    assert list(form.errors) == ["fuentes_meta"]
    assert form["fuentes_meta"].value() == "sin barra"


@pytest.mark.django_db
def test_la_de_arranque_trae_todos_los_campos_y_cita_la_contradiccion_sin_elegir():
    campos = {c.clave: c for c in campos_de(cedula.vigente())}
    assert list(campos) == list(CAMPOS)
    linea = campos["linea_base"]
    assert linea.se_contradice
    assert linea.valor == ""
    assert [f["dice"] for f in linea.fuentes] == ["2021 = 0 %, con 2023 = 100 %", "2023 = 0 %"]
    assert "Por capturar" in campos["meta"].procedencia
    assert "427" in campos["avance"].fuentes[0]["dice"]


@pytest.mark.django_db
def test_una_persona_la_redacta_y_otra_la_publica_con_evento(coordinacion, persona, vacios, en):
    antes = cedula.vigente()
    borrador = cedula.redactar(vacios | {"meta": {"valor": "100 %", "fuentes": []}}, por=coordinacion, en=en)
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
    client.post(pagina, {**puesto, "meta": "Al menos 95 %"})
    borrador = cedula.Cedula.objects.get(numero=2)
    assert {c.clave: c.valor for c in campos_de(borrador)}["meta"] == "Al menos 95 %"
    assert campos_de(borrador)[:-1] == campos_de(cedula.vigente())[:-1]
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
    for dicho in ("66.67", "Desfavorable", "2023 = 0 %", "Línea base", "Por capturar", "Al registro le faltan 792"):
        assert dicho in papel, dicho
        assert dicho in celdas, dicho
        assert dicho in pagina, dicho
    assert "Las fuentes no coinciden" in papel
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
