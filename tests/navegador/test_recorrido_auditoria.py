"""Quien audita, quien dirige y cualquiera: de la cifra a su lista, a su bitácora y a lo que se puede comprobar fuera."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from auditoria.anclas.firmar import anclar
from cuentas import reloj
from dictamenes import tramite
from dictamenes.expediente import captura
from flujos.recorrido import actos
from tests.navegador.recorrido import TELEFONO, en_hilo, trabajar

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
A_CARTA = {"format": "Letter", "print_background": False}


def _con_dos_entregas(mundo):
    """Una solicitud prevenida y vuelta a entregar con otro proyecto."""
    solicitud = actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="anexo",
                               observaciones=[("necesidad", "Precise para qué.")])
    observacion = solicitud.prevenciones.abierta().observaciones.get()
    solicitud = captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, respuestas={},
                                campos={"proyecto": "Renovación de equipo de ventanilla"})
    return actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=mundo.en,
                          respuestas={observacion.pk: ("Es para ventanilla.", False)})


def test_quien_audita_busca_sortea_compara_y_se_lleva_la_bitacora(de_hoy, recorrer, tmp_path):
    solicitud = _con_dos_entregas(de_hoy)
    de_hoy.presentada()
    de_hoy.credenciales()
    en_hilo(lambda: anclar(reloj.ahora()))
    recorrido = recorrer()
    pagina = recorrido.como(de_hoy.auditor, "/auditoria/expedientes/")
    recorrido.pisar("auditoria-expedientes")
    pagina.get_by_label("Folio, proyecto o ente").fill("ventanilla")
    pagina.get_by_role("button", name="Buscar").click()
    expect(pagina.get_by_text("1 expediente")).to_be_visible()
    pagina.get_by_role("link", name="Su bitácora").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text(solicitud.folio)
    recorrido.pisar("auditoria-expediente")
    pagina.goto(f"/auditoria/expedientes/{solicitud.pk}/versiones/")
    expect(pagina.get_by_text("de ventanilla").first).to_be_visible()
    recorrido.pisar("auditoria-versiones")

    pagina.goto("/auditoria/muestra/")
    pagina.get_by_label("Tamaño de la muestra").fill("1")
    pagina.get_by_label("Semilla").fill("acta 7")
    pagina.get_by_role("button", name="Tomar la muestra").click()
    recorrido.pisar("auditoria-muestra")
    sorteado = pagina.locator("tbody tr").first.inner_text()
    pagina.reload()
    assert pagina.locator("tbody tr").first.inner_text() == sorteado

    pagina.goto("/auditoria/anclas/")
    recorrido.pisar("auditoria-anclas")
    with pagina.expect_download() as bajada:
        pagina.get_by_role("button", name="Exportar la bitácora").click()
    bajada.value.save_as(tmp_path / "bitacora.zip")
    orden = [sys.executable, "-m", "verificador", "bitacora", str(tmp_path / "bitacora.zip"), "--json"]
    dicho = subprocess.run(orden, capture_output=True, text=True, check=False)
    assert json.loads(dicho.stdout)["integra"], dicho.stdout + dicho.stderr

    pagina.goto("/auditoria/lecturas/")
    expect(pagina.get_by_role("cell", name=solicitud.folio).first).to_be_visible()
    recorrido.pisar("auditoria-lecturas")


DENTRO_DE_LA_HOJA = 690  # puntos de CSS que deja una hoja carta entre sus márgenes
TRECE_COLUMNAS = """() => {
  const tabla = [...document.querySelectorAll(".sn-cuadro")].find(t => t.caption.innerText.startsWith("Revisiones"));
  for (const fila of tabla.rows)
    while (fila.cells.length < 13) fila.append(fila.cells[1].cloneNode(true));
  return document.documentElement.scrollWidth <= document.documentElement.clientWidth;
}"""


def test_la_direccion_va_de_la_cifra_a_su_lista_y_la_imprime(de_hoy, recorrer):
    for _ in range(3):
        de_hoy.sin_documentos()
    de_hoy.presentada()
    recorrido = recorrer(tema="dark", ancho=TELEFONO)
    pagina = recorrido.como(de_hoy.coordinacion, "/indicadores/direccion/")
    recorrido.pisar("direccion")
    cifra = pagina.locator(".sn-cifra a", has_text="Recibidas").or_(pagina.get_by_role("link", name="4", exact=True)).first
    cifra.click()
    expect(pagina.locator("tbody tr")).to_have_count(4)
    recorrido.pisar("direccion-lista")
    pagina.goto("/indicadores/satisfaccion/")
    recorrido.pisar("satisfaccion")
    pagina.goto("/indicadores/direccion/")
    hojas = PdfReader(BytesIO(pagina.pdf(**A_CARTA))).pages
    impreso = "".join(hoja.extract_text() for hoja in hojas)
    assert "Tablero de dirección" in impreso
    assert "Por ente" in impreso
    assert "Ver estos años" not in impreso, "los botones no se imprimen"
    assert {round(float(hoja.mediabox.width)) for hoja in hojas} == {612}
    pagina.set_viewport_size({"width": DENTRO_DE_LA_HOJA, "height": 900})
    pagina.emulate_media(media="print")
    assert pagina.evaluate(TRECE_COLUMNAS), "lo que no cabe en la hoja se corta"


def test_cualquiera_comprueba_la_cifra_y_llega_a_los_datos(de_hoy, recorrer, tmp_path):
    de_hoy.publicar_cedula()
    de_hoy.sin_documentos()
    trabajar(de_hoy)
    anio = reloj.hoy().year
    recorrido = recorrer(ancho=TELEFONO)
    pagina = recorrido.pagina
    pagina.set_viewport_size({"width": TELEFONO, "height": 800})
    pagina.goto("/indicadores/")
    recorrido.pisar("publico-cifras")
    pagina.goto(f"/indicadores/cedula/?anio={anio}")
    recorrido.pisar("publico-cedula")
    pagina.get_by_role("link", name="Ver cómo se comprueba esta cifra").click()
    recorrido.pisar("publico-cifra")
    with pagina.expect_download() as bajada:
        pagina.get_by_role("link", name="Los hechos y el programa que la recalcula (ZIP)").click()
    bajada.value.save_as(tmp_path / "cifra.zip")
    ZipFile(tmp_path / "cifra.zip").extractall(tmp_path)
    programa = next(tmp_path.rglob("recalcular.py"))
    hecho = subprocess.run([sys.executable, "-I", programa.name], cwd=programa.parent, capture_output=True, text=True, check=False)
    assert hecho.returncode == 0, hecho.stdout + hecho.stderr
    pagina.goto("/indicadores/datos-abiertos/")
    recorrido.pisar("publico-datos-abiertos")
