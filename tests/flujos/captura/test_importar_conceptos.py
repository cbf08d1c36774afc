"""Importar conceptos de una hoja: todos los errores de una pasada, nada a medias, y exportar e importar da lo mismo."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archivos.hojas import celdas_de
from archivos.revision import celdas
from archivos.tablas import neutral, sin_apostrofo
from bitacora.models import Evento
from cuentas import reloj
from cuentas.texto import visible
from dictamenes.expediente import captura, importacion
from dictamenes.expediente.captura import CAMPOS_DE_CONCEPTO, MAXIMO_DE_CONCEPTOS
from dictamenes.models import Concepto, Solicitud
from estandares.models import Perfil
from flujos.captura import exportar_conceptos
from flujos.captura.conceptos_en_hoja import Titulos, como_texto, tabla_de
from flujos.captura.importar_conceptos import leer
from tests.archivos.hostiles import oficina
from tests.mundo import LAPTOP
from tests.seguridad.recorrido_urls import navegador

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENCABEZADO = "Perfil\tCATEGORIA\tdescripcion del bien\tCant.\tUnidad\tP.U.\tIVA\tRAM\tCámara"
BUENO = "LAP-ADM\tCómputo y periféricos\tPortátil\t2\tpieza\t$18,500.00\t16%\t16\t1080"


@pytest.fixture
def abierta(mundo):
    """Un borrador con un concepto y el estándar ilustrativo vigente, media hora después de abrirse."""
    mundo.estandar()
    with reloj.detenido_en(mundo.en + timedelta(minutes=30)):
        yield mundo.borrador()


def hoja(*renglones, encabezado=ENCABEZADO):
    return "\n".join([encabezado, *renglones])


def libro(*filas):
    destino, nuevo = io.BytesIO(), openpyxl.Workbook()
    for fila in filas:
        nuevo.active.append(fila)
    nuevo.save(destino)
    return SimpleUploadedFile("conceptos.xlsx", destino.getvalue(), XLSX)


def enviar(persona, solicitud, **datos):
    actual = Solicitud.objects.get(pk=solicitud.pk)
    return navegador(persona).post(
        reverse("flujos:conceptos_importar", args=[solicitud.pk]), {"modo": "agregar", "version": actual.version, **datos}
    )


def confirmar(persona, solicitud, texto, **cambios):
    """Revisa y confirma lo que se vio, como lo hace la página."""
    datos = {"texto": texto, "ficha_de_envio": "una", "modo": "agregar"}
    visto = enviar(persona, solicitud, **{**datos, **cambios}).context["visto"]
    return enviar(persona, solicitud, **{**datos, "visto": visto, "confirmar": "1", **cambios})


def lo_que_dicen(solicitud):
    return [{c: getattr(concepto, c) for c in CAMPOS_DE_CONCEPTO} for concepto in solicitud.conceptos.all()]


@pytest.mark.django_db
def test_se_dicen_todos_los_errores_por_celda_en_una_pasada_y_no_se_guarda_nada(mundo, abierta):
    malo = "NO-HAY\tCosas\t\t0\tpieza\t18500,50\t19\t\t"
    r = enviar(mundo.elabora, abierta, texto=hoja(BUENO, malo, malo))
    assert r.status_code == 422
    dichos = "\n".join(r.context["errores"])
    for esperado in (
        "Filas 3 a 4, columna P.U.: escriba un importe, por ejemplo 18,500.00", "Filas 3 a 4, columna CATEGORIA: elija la categoría",
        "Filas 3 a 4, columna descripcion del bien: escriba la descripción", "Filas 3 a 4, columna Cant.: escriba una cantidad mayor",
        "Filas 3 a 4, columna IVA: elija la tasa", "Filas 3 a 4, columna Perfil: no hay un perfil vigente «NO-HAY»",
    ):
        assert esperado in dichos
    assert "Fila 2" not in dichos
    assert "18500,50" in r.text, "lo pegado sigue ahí"
    assert abierta.conceptos.count() == 1


@pytest.mark.django_db
def test_lo_confirmado_se_agrega_con_un_solo_evento_y_una_sola_vez(mundo, abierta):
    cliente, url = navegador(mundo.elabora), reverse("flujos:conceptos_importar", args=[abierta.pk])
    datos = {"texto": hoja(BUENO, BUENO), "modo": "agregar", "version": abierta.version, "ficha_de_envio": "una"}
    visto = cliente.post(url, datos).context["visto"]
    for _ in range(2):
        r = cliente.post(url, {**datos, "visto": visto, "confirmar": "1"})
        assert r.url == reverse("flujos:conceptos", args=[abierta.pk])
    assert [c.orden for c in abierta.conceptos.all()] == [1, 2, 3]
    nuevo = abierta.conceptos.last()
    assert (nuevo.cantidad, nuevo.precio_unitario, nuevo.tasa_iva) == (2, Decimal("18500.00"), "0.16")
    assert nuevo.declarado == {"ram": {"valor": "16", "unidad": "GB"}, "camara": {"valor": "1080", "unidad": "p"}}
    evento = Evento.objects.get(accion="conceptos.importados")
    assert (evento.por, evento.datos_evento.datos["importados"]) == (mundo.elabora, 2)


@pytest.mark.django_db
def test_reemplazar_deja_solo_lo_importado(mundo, abierta):
    assert "Quitar el que hay e importar 1" in enviar(mundo.elabora, abierta, texto=hoja(BUENO), modo="reemplazar").text
    assert confirmar(mundo.elabora, abierta, hoja(BUENO), modo="reemplazar").status_code == 302
    assert [(c.orden, c.descripcion) for c in abierta.conceptos.all()] == [(1, "Portátil")]


@pytest.mark.django_db
def test_lo_que_cambio_despues_de_verlo_no_se_importa(mundo, abierta):
    r = confirmar(mundo.elabora, abierta, hoja(BUENO), visto="de otra cosa")
    assert r.status_code == 200
    assert "cambió después de revisarlo" in r.text
    assert abierta.conceptos.count() == 1


@pytest.mark.django_db
def test_reemplazar_lo_que_otra_persona_cambio_avisa_con_409_y_conserva_lo_pegado(mundo, abierta):
    r = confirmar(mundo.elabora, abierta, hoja(BUENO), version=1, modo="reemplazar")
    assert r.status_code == 409
    assert "Ahora hay 1 concepto" in r.text
    assert "Portátil" in r.context["form"].data["texto"]
    assert int(r.context["version"]) == abierta.version
    assert abierta.conceptos.get().descripcion == LAPTOP["descripcion"]
    assert confirmar(mundo.elabora, abierta, hoja(BUENO), version=1).status_code == 302, "agregar no pisa nada"


@pytest.mark.django_db
def test_lo_que_no_es_del_perfil_no_se_tira_en_silencio(mundo, abierta):
    sin_perfil = BUENO.replace("LAP-ADM", "Sin estándar")
    texto = hoja(sin_perfil + "\tx\t7", encabezado=f"{ENCABEZADO}\tProveedor")
    r = enviar(mundo.elabora, abierta, texto=texto)
    assert {"Fila 2, columna RAM: deje la celda vacía: sin perfil no se declaran atributos",
            "Fila 2, columna 11: quite «7» o póngale título a su columna"} <= set(r.context["errores"])
    assert "No se reconocen y no se importan las columnas «Proveedor»." in r.context["lectura"].avisos


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("texto", "dicho"),
    [
        ("", "Pegue sus renglones o elija un archivo"), ("hola\nadiós", "No se reconoció el encabezado"),
        ("Descripción\tCantidad\nA\t1", "Falta la columna «Categoría»."), (ENCABEZADO, "no hay ningún renglón"),
        (f"{ENCABEZADO}\tCosto unitario\n{BUENO}", "Hay columnas que dicen lo mismo: «P.U.» y «Costo unitario»"),
        (hoja(*[BUENO] * MAXIMO_DE_CONCEPTOS), "Son 1001 conceptos y una solicitud admite hasta 1,000."),
    ],
)
def test_lo_que_impide_leer_se_dice(mundo, abierta, texto, dicho):
    r = enviar(mundo.elabora, abierta, texto=texto)
    assert r.status_code == 422
    assert dicho in r.text


@pytest.mark.django_db
def test_el_encabezado_puede_venir_abajo_y_el_texto_con_comas_o_punto_y_coma(mundo, abierta):
    for separador in ";,":
        texto = f"Relación de bienes\n\n{hoja(BUENO.replace('$18,500.00', '18500'))}".replace("\t", separador)
        lectura = leer(texto, abierta, reloj.hoy())
        assert lectura.sirve, lectura.errores()
        assert [(r.fila, r.veredicto) for r in lectura.renglones] == [(4, "falta_declarar")]


@pytest.mark.django_db
def test_el_archivo_se_lee_con_sus_numeros_y_su_texto_vuelve_a_la_pagina(mundo, abierta):
    filas = [["Categoría", "Descripción", "Cantidad", "Precio unitario", "IVA"],
             ["computo", "=1+1", 3, 0.1 + 0.2, 0.08], [], ["computo", "@Cable de 24\"", 1.0, 10, "0 %"]]
    filas[1][1] = "'=1+1"  # openpyxl lo tomaría por fórmula; así se teclea en Excel un texto que empieza con «=»
    r = enviar(mundo.elabora, abierta, archivo=libro(*filas))
    assert r.status_code == 200, r.context["errores"]
    renglones = r.context["lectura"].renglones
    assert [x.fila for x in renglones] == [2, 4]
    assert [x.datos["descripcion"] for x in renglones] == ["'=1+1", '@Cable de 24"']
    assert [x.datos["precio_unitario"] for x in renglones] == [Decimal("0.3"), Decimal(10)]
    texto = r.context["form"].data["texto"]
    assert confirmar(mundo.elabora, abierta, texto).status_code == 302
    assert [c.descripcion for c in abierta.conceptos.all()][1:] == ["'=1+1", '@Cable de 24"']


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nombre", "contenido", "dicho"),
    [
        ("c.csv", b"a,b", "no es un libro de Excel"), ("c.xlsx", b"PK\x03\x04basura", "dañado"),
        ("c.xlsx", oficina("xlsx", {"xl/vbaProject.bin": "x"}), "contiene macros"),
        ("c.xlsx", oficina("xlsx"), "no tiene ninguna hoja con celdas"),
    ],
)
def test_un_archivo_hostil_no_se_abre_aqui_y_queda_constancia(mundo, abierta, nombre, contenido, dicho):
    r = enviar(mundo.elabora, abierta, archivo=SimpleUploadedFile(nombre, contenido, "application/octet-stream"))
    assert r.status_code == 422
    assert dicho in r.text
    assert Evento.objects.filter(accion="anexo.no_admitido").count() == (nombre == "c.xlsx")


@pytest.mark.django_db
def test_la_plantilla_pasa_la_revision_trae_sus_listas_y_se_importa(mundo, abierta):
    perfil = Perfil.objects.get(clave="LAP-ADM")
    contenido = exportar_conceptos.plantilla(abierta, reloj.ahora(), str(perfil.pk))
    (titulos,) = celdas_de(SimpleUploadedFile("plantilla.xlsx", contenido, XLSX), 5)
    assert {"Descripción", "Tasa de IVA", "RAM", "Cámara"} <= set(titulos)
    libro_leido = openpyxl.load_workbook(io.BytesIO(contenido))
    opciones = {lista.errorTitle: lista.formula1 for lista in libro_leido["Conceptos"].data_validations.dataValidation}
    assert set(opciones) == {"Perfil", "Categoría", "Tasa de IVA"}
    admitidas = [fila[0].value for fila in libro_leido["Opciones"][opciones["Perfil"].partition("!")[2]]]
    assert len(admitidas) == Perfil.objects.count() + 1
    assert f"LAP-ADM · {perfil.nombre}" in admitidas


@pytest.mark.django_db
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_exportar_queda_en_la_bitacora_y_neutraliza(mundo, abierta, formato):
    Concepto.objects.update(descripcion="=HYPERLINK(1)")
    r = navegador(mundo.elabora).get(reverse(f"flujos:conceptos_{formato}", args=[abierta.pk]))
    assert r["Content-Disposition"] == f'attachment; filename="conceptos-borrador-{abierta.pk}.{formato}"'
    assert Evento.objects.get(accion="conceptos.exportados").por == mundo.elabora
    if formato == "csv":
        assert r.content.startswith("\ufeff".encode())
        assert "'=HYPERLINK(1)" in r.content.decode()
    else:
        assert openpyxl.load_workbook(io.BytesIO(r.content))["Conceptos"]["C2"].data_type == "s"


LETRAS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), include_characters="\n\t")
TEXTO = st.text(LETRAS, max_size=25).map(str.strip)
INICIOS = st.sampled_from(["=", "+", "-", "@", "'", "'=", "\"", ";", ",", "a\nb", "24\" "])
PELIGROSO = st.builds("".join, st.tuples(INICIOS, TEXTO))
CELDA = (TEXTO | PELIGROSO).map(visible).map(str.strip)
IMPORTE = st.decimals(0, 10**9, places=2)


@given(filas=st.lists(st.lists(CELDA, min_size=2, max_size=2), max_size=6))
@settings(max_examples=60)
def test_lo_que_se_lee_de_un_archivo_vuelve_igual_del_texto_de_la_pagina(filas):
    tabla = tabla_de(como_texto([["Descripción", "Cantidad"], *filas]), Titulos(["ram"]))
    escritas = [(n, fila) for n, fila in enumerate(filas, start=2) if any(fila)]
    assert tabla.renglones == escritas


@given(texto=CELDA)
def test_neutralizar_se_puede_deshacer(texto):
    assert sin_apostrofo(neutral(texto)) == texto


@st.composite
def conceptos(draw):
    con_perfil = draw(st.booleans())
    propios = {
        "categoria": draw(st.sampled_from(["computo", "redes"])), "perfil": con_perfil,
        "descripcion": draw(CELDA.filter(bool)), "clave_catalogo": draw(CELDA), "unidad": draw(CELDA.filter(bool)),
        "cantidad": draw(st.decimals(Decimal("0.01"), 10**6, places=2)), "precio_unitario": draw(IMPORTE),
        "tasa_iva": draw(st.sampled_from(["0.16", "0.08", "0.00"])), "marca_justificada": draw(CELDA), "declarado": {},
    }
    for atributo in draw(st.sets(st.sampled_from(["ram", "camara", "bateria"]))) if con_perfil else ():
        valor, motivo = draw(CELDA.filter(bool)), draw(CELDA)
        propios["declarado"][atributo] = {"valor": valor, "unidad": ""} | ({"justificacion": motivo} if motivo else {})
    return propios


@pytest.mark.django_db
@given(lista=st.lists(conceptos(), min_size=1, max_size=4), formato=st.sampled_from(["csv", "xlsx"]))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exportar_e_importar_da_lo_mismo(mundo, abierta, lista, formato):
    perfil = Perfil.objects.get(clave="LAP-ADM")
    datos = [{**c, "perfil": perfil if c["perfil"] else None} for c in lista]
    abierta.refresh_from_db()
    importacion.importar_conceptos(abierta, version=None, por=mundo.elabora, en=mundo.en, conceptos=datos, reemplazar=True)
    antes = lo_que_dicen(abierta)
    contenido = exportar_conceptos.exportar(abierta, formato, por=mundo.elabora, en=reloj.ahora())
    # Lo que el obrero leería, sin pagar otro proceso por cada ejemplo.
    texto = como_texto(celdas.leer(contenido)) if formato == "xlsx" else contenido.decode()
    lectura = leer(texto, abierta, reloj.hoy())
    assert lectura.sirve, lectura.errores()
    importacion.importar_conceptos(abierta, version=None, por=mundo.elabora, en=mundo.en, reemplazar=True,
                               conceptos=[renglon.datos for renglon in lectura.renglones])
    assert _sin_unidades(lo_que_dicen(abierta)) == _sin_unidades(antes)


def _sin_unidades(dichos):
    """La unidad la pone el perfil cuando lo declarado es sólo un número."""
    return [{**c, "declarado": {a: {**d, "unidad": ""} for a, d in c["declarado"].items()}} for c in dichos]


@pytest.mark.django_db
def test_con_mil_conceptos_las_paginas_hacen_las_mismas_consultas(mundo, abierta):
    """La lista, la de tareas, los datos generales y revisar y presentar; quitar uno tampoco toca uno por uno."""
    perfil = Perfil.objects.get(clave="LAP-ADM")
    Concepto.objects.update(perfil=perfil)
    pocas = _consultas(mundo, abierta)
    Concepto.objects.bulk_create(
        Concepto(solicitud=abierta, orden=n, **{**LAPTOP, "perfil": perfil}) for n in range(2, 302)
    )
    assert _consultas(mundo, abierta) == pocas
    pagina = navegador(mundo.presenta).get(reverse("flujos:conceptos", args=[abierta.pk]), {"pagina": "2", "de": "100"})
    assert [c.orden for c, *_ in pagina.context["conceptos"]] == list(range(101, 201))
    assert pagina.context["totales"]["subtotal"] == 301 * Decimal("185000.00")
    with CaptureQueriesContext(connection) as hechas:
        captura.quitar_concepto(abierta, version=None, por=mundo.elabora, en=mundo.en,
                                concepto_id=abierta.conceptos.get(orden=5).pk)
    assert len(hechas) < 40
    assert list(abierta.conceptos.values_list("orden", flat=True)) == list(range(1, 301))


def _consultas(mundo, solicitud):
    hechas = {}
    for ruta in ("conceptos", "borrador", "seccion_general", "presentar"):
        with CaptureQueriesContext(connection) as contadas:
            assert navegador(mundo.presenta).get(reverse(f"flujos:{ruta}", args=[solicitud.pk])).status_code == 200
        hechas[ruta] = len(contadas)
    return hechas
