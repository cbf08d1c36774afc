"""La caché compartida por omisión: una tabla de la base, con altas e incrementos que no se pierden.

`DatabaseCache` de Django incrementa leyendo y volviendo a escribir: dos procesos a la vez cuentan uno, y un tope de
intentos que se cuenta así se rebasa. Aquí el incremento es un solo UPDATE y el alta, un solo INSERT. La tabla nace
con `migrate`. Los enteros van en su columna; lo demás, en JSON firmado con la llave del sitio: quien escribe en la base
no consigue que el sitio crea lo que puso, ni que ejecute nada. Sólo guarda lo que JSON sabe decir.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import transaction
from django.db.models import F, Manager, Q, QuerySet

if TYPE_CHECKING:
    from cuentas.models import EntradaDeCache

MILESIMAS = 1000
SAL = "cuentas.cache"


class CacheEnBase(BaseCache):
    """Caché de Django sobre `EntradaDeCache`. Mide con el reloj del equipo, no con el del dominio."""

    def __init__(self, lugar: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        hallada = self._vigentes().filter(llave=self._llave(key, version)).values_list("cuenta", "valor").first()
        return default if hallada is None else _leido(*hallada, default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        datos = self._datos(value, timeout)
        self._todas().update_or_create(llave=self._llave(key, version), defaults=datos)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Guarda sólo si no hay nada vigente; de varios a la vez, uno solo recibe verdadero."""
        llave, datos = self._llave(key, version), self._datos(value, timeout)
        if self._todas().filter(llave=llave, vence__lte=_ahora()).update(**datos):
            return True
        _, nueva = self._todas().get_or_create(llave=llave, defaults=datos)
        return nueva

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Suma en un solo UPDATE. ValueError si no hay un entero vigente."""
        suya = self._vigentes().filter(llave=self._llave(key, version), cuenta__isnull=False)
        with transaction.atomic():
            if not suya.update(cuenta=F("cuenta") + delta):
                raise ValueError(f"No hay una cuenta vigente en {key!r}.")
            return self._todas().filter(llave=self._llave(key, version)).values_list("cuenta", flat=True).get() or 0

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._vigentes().filter(llave=self._llave(key, version)).update(vence=self._vence(timeout)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._todas().filter(llave=self._llave(key, version)).delete()[0])

    def clear(self) -> None:
        self._todas().all().delete()

    def _llave(self, key: Any, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _datos(self, value: Any, timeout: Any) -> dict[str, Any]:
        entero = isinstance(value, int) and not isinstance(value, bool)
        valor = "" if entero else signing.dumps(value, salt=SAL)
        return {"cuenta": value if entero else None, "valor": valor, "vence": self._vence(timeout)}

    def _vence(self, timeout: Any) -> int | None:
        momento = self.get_backend_timeout(timeout)
        return None if momento is None else int(momento * MILESIMAS)

    def _vigentes(self) -> QuerySet[EntradaDeCache]:
        return self._todas().filter(Q(vence=None) | Q(vence__gt=_ahora()))

    def _todas(self) -> Manager[EntradaDeCache]:
        from cuentas.models import EntradaDeCache  # la caché se crea antes de que haya modelos

        return EntradaDeCache.objects


def quitar_vencidas() -> int:
    """Borra lo que ya venció; cuántas entradas eran. Para el trabajador."""
    from cuentas.models import EntradaDeCache

    return EntradaDeCache.objects.filter(vence__lte=_ahora()).delete()[0]


def _ahora() -> int:
    return int(time.time() * MILESIMAS)


def _leido(cuenta: int | None, valor: str, default: Any) -> Any:
    """Lo guardado; `default` si no lo firmó este sitio, como si no estuviera."""
    if cuenta is not None:
        return cuenta
    try:
        return signing.loads(valor, salt=SAL)
    except signing.BadSignature:
        return default
