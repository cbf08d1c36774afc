"""Entender de una pasada los conceptos que alguien pegó: cada renglón con su veredicto y todos sus errores por celda.

Nada se guarda aquí. Cada renglón pasa por el mismo formulario que la captura de uno en uno.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from archivos.columnas import ErrorDeEntrada, Tabla, faltan, frases, llave
from dictamenes.expediente.captura import MAXIMO_DE_CONCEPTOS
from dictamenes.models import Concepto, Solicitud
from dictamenes.models.catalogos import Categoria, Tipo
from estandares.models import Perfil, Version
from estandares.reglas.comparacion import es_afirmativo
from flujos.captura.conceptos_en_hoja import COLUMNAS, DE_PRECIO, SIN_PERFIL, TITULOS, Perfiles, Titulos, tabla_de
from flujos.captura.forms.concepto import NUEVO, ConceptoForm, formulario_de_concepto

SIN_ENCABEZADO = (
    "No se reconoció el encabezado: la primera fila debe traer los títulos de las columnas, por ejemplo Categoría, "
    "Descripción, Cantidad y Precio unitario."
)
SIN_RENGLONES = "Debajo del encabezado no hay ningún renglón."
DEMASIADOS = f"Son %d conceptos y una solicitud admite hasta {MAXIMO_DE_CONCEPTOS:,}."
CATEGORIAS = {llave(dicho): clave for clave, nombre in Categoria.choices for dicho in (clave, nombre)}
TASAS = {Decimal(n): tasa for tasa in Concepto.TasaIVA.values for n in (tasa, Decimal(tasa) * 100)}
UNA_TASA = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,4})?) ?%?")
OMISIONES = {"unidad": NUEVO["unidad"], "tasa_iva": NUEVO["tasa_iva"]}
OMISION_DICHA = {"unidad": "la unidad es «pieza»", "tasa_iva": "el IVA es del 16 %"}


@dataclass(frozen=True)
class Renglon:
    """Un renglón entendido: lo que se guardaría, cómo queda contra su estándar y lo que hay que corregir."""

    fila: int
    datos: dict[str, Any]
    problemas: list[ErrorDeEntrada]
    importe: Concepto | None = None

    @property
    def veredicto(self) -> str:
        """Se juzga al leerlo: de mil renglones, la página muestra cien, y guardar no lo pide."""
        perfil: Perfil | None = self.datos["perfil"]
        return perfil.evaluar(self.datos["declarado"]).global_ if perfil else "sin_estandar"


@dataclass(frozen=True)
class Lectura:
    """Lo que se entendió de todo lo pegado. Se importa sólo si no hay nada que corregir."""

    renglones: list[Renglon] = field(default_factory=list)
    generales: list[str] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)

    @property
    def problemas(self) -> list[ErrorDeEntrada]:
        """Todos los errores por celda, en el orden de la hoja."""
        return [problema for renglon in self.renglones for problema in renglon.problemas]

    @property
    def sirve(self) -> bool:
        """Si se puede importar tal como está."""
        return bool(self.renglones) and not self.generales and not self.problemas

    @property
    def total(self) -> Decimal:
        """Lo que suman con IVA los renglones que se entendieron."""
        return sum((r.importe.total for r in self.renglones if r.importe), Decimal("0.00"))

    def errores(self) -> list[str]:
        """Los generales y, por celda, «Fila 7, columna Precio unitario: …»."""
        return [*self.generales, *frases(self.problemas)]


def perfiles_de(solicitud: Solicitud, hoy: date) -> Perfiles:
    """Los que se pueden elegir: los vigentes y los que sus conceptos ya usan."""
    vigentes, suyos = Version.objects.vigentes(hoy).values("pk"), solicitud.conceptos.values("perfil")
    elegibles = Perfil.objects.filter(Q(version__in=vigentes) | Q(pk__in=suyos))
    return Perfiles(elegibles.select_related("version__estandar").prefetch_related("requisitos"), hoy)


def leer(texto: str, solicitud: Solicitud, hoy: date, *, se_quedan: int = 0) -> Lectura:
    """Lo pegado contra los perfiles de hoy: tantas consultas con un renglón como con mil.

    `se_quedan` son los conceptos que la solicitud ya tiene y a los que éstos se agregarían.
    """
    perfiles = perfiles_de(solicitud, hoy)
    tabla = tabla_de(texto, Titulos(perfiles.atributos()))
    lector = _Lector(tabla, perfiles, con_precio=solicitud.tipo != Tipo.BAJA)
    if generales := lector.faltas(se_quedan):
        return Lectura(generales=generales)
    return Lectura([lector.renglon(n, celdas) for n, celdas in tabla.renglones], avisos=lector.avisos())


class _Lector:
    """Convierte cada renglón en el formulario que habría llenado la persona."""

    def __init__(self, tabla: Tabla, perfiles: Perfiles, *, con_precio: bool) -> None:
        self.tabla, self.perfiles, self.con_precio = tabla, perfiles, con_precio
        self._formularios: dict[int | None, ConceptoForm] = {}
        self._titulos = {campo: titulo for titulo, campo in zip(tabla.titulos, tabla.campos, strict=True) if campo}

    def faltas(self, se_quedan: int) -> list[str]:
        """Lo que impide leer renglón por renglón."""
        if not self.tabla.campos:
            return [SIN_ENCABEZADO]
        posibles = [columna for columna in COLUMNAS if self.con_precio or columna.nombre not in DE_PRECIO]
        sin_columna = [f"Falta la columna «{error.columna}»." for error in faltan(self.tabla, posibles)]
        repetidas = " y ".join(f"«{titulo}»" for titulo in self.tabla.repetidas)
        cuantos = len(self.tabla.renglones)
        sobran = cuantos + se_quedan > MAXIMO_DE_CONCEPTOS
        return [
            *sin_columna,
            *([f"Hay columnas que dicen lo mismo: {repetidas}. Deje sólo una."] if repetidas else []),
            *([SIN_RENGLONES] if not cuantos else []),
            *([DEMASIADOS % (cuantos + se_quedan)] if sobran else []),
        ]

    def avisos(self) -> list[str]:
        """Lo que no impide importar pero conviene saber."""
        desconocidas = ", ".join(f"«{titulo[:60]}»" for titulo in self.tabla.desconocidas)
        omitidas = [c for c in OMISIONES if c not in self._titulos and (self.con_precio or c not in DE_PRECIO)]
        sin_precio = [c for c in DE_PRECIO if c in self._titulos and not self.con_precio]
        return [
            *([f"No se reconocen y no se importan las columnas {desconocidas}."] if desconocidas else []),
            *(f"No trae la columna «{TITULOS[c]}»: {OMISION_DICHA[c]} en todos." for c in omitidas),
            *(f"Una baja no lleva precio: la columna «{self._titulos[c]}» no se importa." for c in sin_precio),
        ]

    def renglon(self, fila: int, celdas: list[str]) -> Renglon:
        """Un renglón, con todo lo que haya que corregir en él."""
        escrito = {campo: celda for campo, celda in zip(self.tabla.campos, celdas, strict=False) if campo and celda}
        problemas = self._de_sobra(fila, celdas)
        perfil, dudoso = self._perfil(escrito.pop("perfil", ""))
        if dudoso:
            problemas.append(ErrorDeEntrada(fila, self._titulos["perfil"], dudoso))
        form = self._form(perfil, escrito)
        if not dudoso:
            problemas += self._ajenos(fila, escrito, form, perfil)
        errores = ((self._rotulo(form, campo), str(m)) for campo, mensajes in form.errors.items() for m in mensajes)
        problemas += [ErrorDeEntrada(fila, rotulo, mensaje[:1].lower() + mensaje[1:]) for rotulo, mensaje in errores]
        return Renglon(fila, form.datos(), problemas, form.borrador())

    def _form(self, perfil: Perfil | None, escrito: dict[str, str]) -> ConceptoForm:
        """El formulario de ese perfil con lo escrito: uno por perfil, no uno por renglón."""
        clave = perfil.pk if perfil else None
        form = self._formularios.get(clave) or self._formularios.setdefault(clave, self._nuevo(perfil))
        datos = {**OMISIONES, **dict.fromkeys(self._titulos, ""), **escrito, "perfil": str(clave or "")}
        form.leer({campo: self._leido(form, campo, valor) for campo, valor in datos.items()})
        return form

    def _nuevo(self, perfil: Perfil | None) -> ConceptoForm:
        elegible = [("", ""), (str(perfil.pk if perfil else None), "")]
        clase = formulario_de_concepto(perfil)
        return clase({}, perfiles=elegible, url_veredicto="", con_precio=self.con_precio)

    def _leido(self, form: ConceptoForm, campo: str, celda: str) -> str:
        """Lo escrito como lo enviaría el formulario: la opción por su clave."""
        if campo == "categoria":
            return CATEGORIAS.get(llave(celda), celda)
        if campo == "tasa_iva":
            return TASAS.get(Decimal(numero[1]), celda) if (numero := UNA_TASA.fullmatch(celda)) else celda
        if campo.startswith("a_") and isinstance(form.fields.get(campo), forms.ChoiceField):
            return {True: "sí", False: "no", None: celda}[es_afirmativo(celda)]
        return celda

    def _perfil(self, celda: str) -> tuple[Perfil | None, str]:
        """El perfil que nombra una celda, o por qué no se sabe cuál es."""
        if not celda or llave(celda) == llave(SIN_PERFIL):
            return None, ""
        hallados = self.perfiles.hallar(celda)
        if len(hallados) == 1:
            return hallados[0], ""
        if not hallados:
            return None, f"no hay un perfil vigente «{celda[:80]}»: escriba su clave o su nombre, o «{SIN_PERFIL}»"
        opciones = " o ".join(f"«{self.perfiles.rotulo(p)}»" for p in hallados[:4])
        return None, f"hay más de un perfil «{celda[:80]}»: escriba {opciones}"

    def _ajenos(
        self, fila: int, escrito: dict[str, str], form: ConceptoForm, perfil: Perfil | None
    ) -> list[ErrorDeEntrada]:
        """Lo declarado de atributos que el perfil no tiene: no se tira en silencio."""
        cual = f"el perfil «{perfil.nombre}» no lo tiene" if perfil else "sin perfil no se declaran atributos"
        return [
            ErrorDeEntrada(fila, self._titulos[campo], f"deje la celda vacía: {cual}")
            for campo in escrito if campo[:2] in ("a_", "j_") and campo not in form.fields
        ]

    def _de_sobra(self, fila: int, celdas: list[str]) -> list[ErrorDeEntrada]:
        """Celdas escritas donde el encabezado no dice nada."""
        titulos = [*self.tabla.titulos, *[""] * len(celdas)]
        return [
            ErrorDeEntrada(fila, str(n), f"quite «{celda[:40]}» o póngale título a su columna")
            for n, (titulo, celda) in enumerate(zip(titulos, celdas, strict=False), start=1) if celda and not titulo
        ]

    def _rotulo(self, form: ConceptoForm, campo: str) -> str:
        return self._titulos.get(campo) or str(form.fields[campo].label)
