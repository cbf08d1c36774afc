"""Qué algoritmos se aceptan, y hasta cuándo: la misma política para quien cierra, quien renueva y quien verifica.

Lo que deja de ser seguro se anuncia con años: su renglón en `SALEN` dice desde qué hora ya no se acepta. Lo estampado
antes se sigue aceptando, porque cada cosa se juzga en la hora en que consta (docs/decisiones/0086).
"""

from __future__ import annotations

from datetime import datetime

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import algos
from pyhanko_certvalidator.policy_decl import AlgorithmUsageConstraint, DisallowWeakAlgorithmsPolicy

NUNCA = frozenset({"md2", "md4", "md5", "sha1"})
SALEN: dict[str, datetime] = {}
"""Resumen (`sha256`) → desde qué hora, con zona, ya no se acepta. Hoy no hay ninguno anunciado."""
PARA_ARCHIVO = ("sha256", "sha384", "sha512")


class ConFecha(DisallowWeakAlgorithmsPolicy):  # type: ignore[misc]  # los tipos de pyHanko no se siguen
    """Lo débil nunca; lo que ya salió de la política, sólo en una hora anterior a su salida."""

    def digest_algorithm_allowed(
        self, algo: algos.DigestAlgorithm, moment: datetime | None
    ) -> AlgorithmUsageConstraint:
        """Si ese resumen se acepta en esa hora."""
        sale = SALEN.get(algo["algorithm"].native)
        if sale is not None and (moment is None or moment >= sale):
            return AlgorithmUsageConstraint(allowed=False, not_allowed_after=sale)
        return super().digest_algorithm_allowed(algo, moment)


ALGORITMOS = ConFecha(NUNCA)


def para_archivo() -> str:
    """Con qué resumen se estampa hoy: el primero que no tiene fecha de salida; si todos la tienen, el más largo."""
    return next((resumen for resumen in PARA_ARCHIVO if resumen not in SALEN), PARA_ARCHIVO[-1])
