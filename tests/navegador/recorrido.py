"""Las piezas de un recorrido: entrar como alguien, pisar una página y mirar que el foco se vea.

Un recorrido nuevo es una función con nombre de frase que recibe `recorrer`: entra con `como(persona)`, anda con la
página de siempre y llama a `pisar("nombre")` en cada pantalla. `tema="dark"` y `ancho=320` lo llevan a oscuras o al
teléfono de principio a fin.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from playwright.sync_api import expect

from archivos.entrada import guardar
from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from cuentas.models import Area
from dictamenes import tramite
from dictamenes.models import Anexo, Concepto, Dictamen, SentidoDeConcepto, Solicitud
from dictamenes.reglas import precios
from tests.mundo import LAPTOP, Mundo

AREA = "infraestructura"
CONTRASENA = "contrasena-de-prueba"
TELEFONO = 320
NOMBRES = {"recepcion": "Rosalía Figueroa Ibarra", "coordinacion": "Ofelia Yescas Robles",
           "estrategico": "Darío Encinas Loreto", "firmante": "Amparo Noriega Tánori"}
# Si lo que tiene el foco se ve distinto que sin él, y si algo lo tapa o quedó fuera de la vista.
FOCO = """() => {
  const e = document.activeElement;
  const rotulo = e.matches("input[type=checkbox], input[type=radio]") ? e.nextElementSibling : e;
  const aspecto = () => [getComputedStyle(e), getComputedStyle(rotulo, "::before"), getComputedStyle(e, "::before")]
    .map((s) => [s.outline, s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth].join()).join();
  const c = e.getBoundingClientRect();
  const encima = document.elementFromPoint(c.left + Math.min(c.width, 24) / 2, c.top + Math.min(c.height, 24) / 2);
  const con = aspecto();
  e.blur();
  const sin = aspecto();
  e.focus({ preventScroll: true });
  return {
    que: e.outerHTML.slice(0, 140), esta: e !== document.body, nota: con !== sin,
    libre: !!encima && (e.contains(encima) || encima.contains(e) || rotulo.contains(encima)),
  };
}"""


@dataclass
class Recorrido:
    """La página de una prueba y lo que se exige en cada pantalla que pisa."""

    pagina: Any
    entrar: Callable[..., None]
    axe: Callable[..., None]
    captura: Callable[..., Any]
    tema: str = "light"
    ancho: int = 1280

    def como(self, persona: Any, ruta: str = "/trabajo/") -> Any:
        """Entra como esa persona y va a `ruta`. Devuelve la página."""
        self.pagina.set_viewport_size({"width": self.ancho, "height": 800})
        self.pagina.emulate_media(color_scheme=self.tema)
        self.entrar(self.pagina, persona)
        self.pagina.goto(ruta)
        return self.pagina

    def pisar(self, nombre: str) -> None:
        """Cero violaciones de axe en el tema del recorrido, nada se sale a lo ancho, y queda su captura."""
        self.pagina.wait_for_load_state()
        medido = self.pagina.evaluate("document.documentElement.scrollWidth")
        assert medido <= self.ancho, f"{self.pagina.url} mide {medido} px de {self.ancho}"
        self.axe(self.pagina, temas=(self.tema,))
        self.pagina.emulate_media(color_scheme=self.tema)
        self.captura(self.pagina, f"recorrido-{nombre}-{self.ancho}-{self.tema}")

    def foco_a_la_vista(self) -> None:
        """Lo que tiene el foco se distingue y nada lo tapa."""
        foco = self.pagina.evaluate(FOCO)
        assert (foco["esta"], foco["nota"], foco["libre"]) == (True, True, True), f"{self.pagina.url}: {foco}"

    def teclear_hasta(self, destino: Any, tecla: str = "Tab", *, tope: int = 120) -> None:
        """Tabula, mirando el foco a cada paso, hasta llegar a `destino`; el ratón no se toca."""
        for _ in range(tope):
            if destino.evaluate("e => e === document.activeElement"):
                return
            self.pagina.keyboard.press(tecla)
            self.foco_a_la_vista()
        raise AssertionError(f"Con {tope} tabulaciones no se llegó a {destino}")


def esperar_imagen(imagen: Any, ancho: int = 300) -> None:
    """Espera a que cargue y comprueba que mide lo que debe. `wait_for_function` choca con la CSP al reintentar."""
    imagen.scroll_into_view_if_needed()
    imagen.evaluate("e => e.decode()")
    assert imagen.evaluate("e => e.naturalWidth") > ancho


def leer_todo(pagina: Any) -> None:
    """Pasa por cada hoja del documento por firmar, como quien lo lee con el teclado: hasta su final y ya cargada."""
    abre = pagina.locator("[data-tras-leer]").first
    expect(abre).to_be_disabled()
    for hoja in pagina.locator("[data-hoja]").all():
        hoja.locator("img").scroll_into_view_if_needed()
        hoja.locator("img").evaluate("e => e.decode()")
        hoja.locator("[data-fin]").evaluate("e => e.scrollIntoView()")
    expect(pagina.locator("[data-lectura]")).to_contain_text("Pasó por")
    expect(abre).to_be_enabled()


def mundo_de_hoy() -> Mundo:
    """El mundo de hoy, con nombres de gente en lo que se enseña: el navegador usa el reloj de verdad."""
    mundo = Mundo(reloj.ahora() - timedelta(hours=1))
    for quien, nombre in [*((getattr(mundo, p), n) for p, n in NOMBRES.items()),
                          (mundo.tecnicos[AREA], "Leonel Tapia Siqueiros")]:
        quien.nombre = nombre
        quien.save(update_fields=["nombre"])
    return mundo


def en_hilo(hacer: Callable[[], Any]) -> Any:
    """Corre en otro hilo lo que firma o dibuja documentos: en éste, playwright ocupa el bucle de eventos."""

    def correr() -> Any:
        try:
            return hacer()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as hilo:
        return hilo.submit(correr).result()


def trabajar(mundo: Mundo) -> int:
    """Lo que hace el trabajador, ahora mismo."""

    def correr() -> int:
        mundo.credenciales()
        return mundo.trabajar()

    return en_hilo(correr)


def en_revision_con_anexos(mundo: Mundo, **datos: Any) -> Solicitud:
    """En la revisión del área, con anexos que sí se pueden dibujar: se ponen antes de presentar, que los congela."""
    solicitud = mundo.borrador(**datos)
    archivo = guardar(pdf_de_muestra("Investigación de mercado"), "application/pdf")
    Anexo.objects.filter(solicitud=solicitud).update(archivo=archivo)
    return mundo.dar(tramite.admitir, mundo.dar(tramite.presentar, solicitud), areas=list(Area.objects.filter(clave=AREA)))


def con_precio_de_referencia(mundo: Mundo) -> None:
    """Un concepto favorable ya emitido contra el cual comparar, sin recorrer su camino entero."""
    previa = mundo.borrador()
    concepto = Concepto.objects.create(solicitud=previa, orden=9, **{**LAPTOP, "precio_unitario": "15000"})
    dictamen = Dictamen.objects.create(
        solicitud=previa, analisis="", proyectado_por=mundo.estrategico, proyectado_en=mundo.en,
        autoriza=mundo.firmante, folio="SGD-DTE-2026-00900", clave="clave-de-referencia",
    )
    SentidoDeConcepto.objects.create(dictamen=dictamen, concepto=concepto, sentido="favorable")
    precios.anotar_emitidos(dictamen, mundo.en - timedelta(days=10))
