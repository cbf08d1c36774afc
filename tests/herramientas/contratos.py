"""El contrato «puerta» de import-linter: una biblioteca (o un módulo) sólo entra por los cuartos que se nombran.

El contrato `protected` que trae la herramienta exige que todo módulo nombrado exista y que alguien importe la
biblioteca; una puerta también vigila lo que todavía no llega.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class Puerta(Contract):
    """Sólo `puertas` (y lo que cuelga de ellas) importa directamente los `modulos` (y lo que cuelga de ellos)."""

    type_name = "puerta"

    modulos = fields.ListField(subfield=fields.StringField())
    puertas = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Reúne los imports que entran por otro lado, con sus renglones."""
        ajenos = [
            (quien, que, [d["line_number"] for d in graph.get_import_details(importer=quien, imported=que)])
            for que in sorted(graph.modules)
            if _cuelga(que, self.modulos)
            for quien in sorted(graph.find_modules_that_directly_import(que))
            if not _cuelga(quien, self.puertas) and not _cuelga(quien, self.modulos)
        ]
        return ContractCheck(kept=not ajenos, metadata={"ajenos": ajenos})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Escribe cada import que sobra."""
        for quien, que, renglones in check.metadata["ajenos"]:
            output.print_error(f"- {quien} importa {que} (renglón {', '.join(map(str, renglones))})", bold=False)
        output.print_error(f"Sólo puede hacerlo: {', '.join(self.puertas)}.", bold=False)


def _cuelga(modulo: str, de: list[str]) -> bool:
    return any(modulo == raiz or modulo.startswith(f"{raiz}.") for raiz in de)
