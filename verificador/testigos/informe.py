"""Lo que todo lector contesta de la bitácora: el mismo código, el mismo titular y las mismas claves.

Lo arman el verificador suelto, sobre lo exportado, y `auditoria.informe`, sobre la base; por eso una pantalla no puede
decir una cosa y la orden otra.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from verificador.anclas import Ancla
from verificador.lectura import ALTERADA, CON_COLA, INTEGRA, SIN_QUORUM, SIN_SELLO, Comprometido, Resultado
from verificador.origenes import Declaracion
from verificador.sello_de_ancla import Jueza
from verificador.testigos.notas import Nota
from verificador.testigos.politica import Politica, juzgar
from verificador.veredictos import en_sonora

BITACORA, EXTRACTO = "Bitácora", "Extracto"
TITULARES = {
    INTEGRA: "Íntegra", ALTERADA: "Alterada", CON_COLA: "Íntegra, con eventos después de su última ancla",
    SIN_SELLO: "Casa, sin sello fijado", SIN_QUORUM: "Casa, sin quórum de testigos",
}


class Visto:
    """Un checkpoint junto a la política de quien lee: hasta dónde se vio, quiénes y si bastan.

    Sin política no se exige nada; con ella, sin checkpoint, nadie ha visto la bitácora.
    """

    def __init__(self, politica: Politica | None, nota: Nota | None, en: datetime) -> None:
        """`en`: la hora en que se juzga. `NotaIlegible` si la nota no es de una bitácora de la política."""
        self._politica, self._en = politica, en
        self.vista = juzgar(nota, politica, en) if nota and politica else None

    @property
    def comprometido(self) -> Comprometido | None:
        """Hasta qué evento firmó la bitácora y con qué raíz: lo que se lea debe dar la misma."""
        return Comprometido(self.vista.checkpoint.n, self.vista.checkpoint.raiz.hex()) if self.vista else None

    @property
    def basta(self) -> bool:
        """Si hay quórum y no es más viejo de lo que la política admite."""
        if self._politica is None:
            return True
        return self.vista.reciente(self._politica, self._en) if self.vista else self._politica.basta(())

    def datos(self) -> dict[str, object]:
        """Lo que va en el JSON; vacío si no se pidió."""
        if self._politica is None:
            return {}
        vista = self.vista
        return {
            "quorum": self.basta, "checkpoint": vista.checkpoint.n if vista else 0,
            "vieron": sorted(vista.vieron) if vista else [],
        }

    def dicho(self) -> list[str]:
        """Lo mismo para una persona."""
        if self._politica is None:
            return []
        falta = "" if self.basta else " No junta el quórum de la política, o es más viejo de lo que admite."
        if self.vista is None:
            return [f"Todavía no se publica ningún checkpoint.{falta}"]
        return [f"El checkpoint llega al evento {self.vista.checkpoint.n}, {self.vista.en_palabras()}.{falta}"]


@dataclass(frozen=True)
class Informe:
    """Una bitácora o un extracto comprobados: qué se halló, qué sellos se juzgaron y quiénes la vieron.

    `desde`: el ancla que tenía quien lee y de la que un extracto probó ser continuación.
    """

    que: str
    resultado: Resultado
    jueza: Jueza
    visto: Visto
    desde: Ancla | None = None

    @property
    def codigo(self) -> int:
        """Con qué termina: los de `verificador.lectura`."""
        return self.resultado.codigo(sello_fijado=self.jueza.fija, quorum=self.visto.basta)

    @property
    def titular(self) -> str:
        """El código, en palabras."""
        return TITULARES[self.codigo]

    def datos(self) -> dict[str, object]:
        """Lo del JSON (verificador/LEEME.md)."""
        return {
            **asdict(self.resultado), "integra": self.resultado.integra, "sin_ancla": self.resultado.sin_ancla,
            "codigo": self.codigo, "titular": self.titular, "sellos": self.jueza.juzgados,
            "titulares": list(self.jueza.titulares), "sello_fijado": self.jueza.fija,
            **({"desde_ancla": self.desde.numero if self.desde else 0} if self.que == EXTRACTO else {}),
            **self.visto.datos(),
        }

    def en_palabras(self) -> str:
        """Lo mismo, en renglones para una persona."""
        hallado = self.resultado
        if not hallado.integra:
            return f"{self.que}: ALTERADA en el evento {hallado.roto_en}: {hallado.motivo.rstrip('.')}."
        partes = [self._hasta_donde()]
        if hallado.sin_ancla:
            respaldo = "sólo los respalda la propia cadena" if self.que == BITACORA else "todavía nada los respalda"
            partes.append(f"{hallado.sin_ancla} son posteriores a la última ancla: {respaldo}.")
        if self.que == EXTRACTO:
            partes.append(self._de_donde())
        partes += _del_origen(self.jueza.origen)
        if hallado.canceladas:
            partes.append(f"{hallado.canceladas} tienen sus datos cancelados, con su lápida.")
        return "\n".join([*partes, *self._de_los_sellos(), *self.visto.dicho()])

    def _hasta_donde(self) -> str:
        hallado = self.resultado
        if self.que == EXTRACTO:
            return f"{self.que}: íntegro, {hallado.revisados} eventos; {hallado.anclado} están en la bitácora anclada."
        desde = f" (desde el {hallado.desde + 1})" if hallado.desde else ""
        return f"{self.que}: íntegra hasta el evento {hallado.revisados}{desde}, con {hallado.anclas} anclas."

    def _de_donde(self) -> str:
        if self.desde is None:
            return "No se comparó con ningún ancla que usted ya tuviera: indique --desde-ancla o --anclas."
        return f"Su bitácora continúa la del ancla {self.desde.numero}, que usted ya tenía (evento {self.desde.n})."

    def _de_los_sellos(self) -> list[str]:
        jueza, partes = self.jueza, []
        if jueza.ultimo:
            consta = en_sonora(jueza.ultimo.constancia)
            de = jueza.ultimo.titular
            partes.append(f"{jueza.juzgados} sellos buenos; el último, de «{de}», consta el {consta}.")
            if len(jueza.titulares) > 1:
                quienes = "», «".join(jueza.titulares)
                partes.append(f"Los sellos son de {len(jueza.titulares)} titulares: «{quienes}».")
        else:
            partes.append("No se juzgó ningún sello: indique --raices para saber quién firmó las anclas.")
        if not jueza.fija:
            partes.append("El sello no está fijado: con --raices y --sello sólo valen las anclas de ese certificado.")
        return partes


def _del_origen(origen: Declaracion | None) -> list[str]:
    return [
        f"Es el origen {origen.origen}: dos personas declararon que sigue al ancla {origen.sigue['numero']} porque "
        f"«{origen.motivo}»; el anterior llegó al evento {origen.anterior['n']} y sus anclas se conservan aparte."
    ] if origen else []
