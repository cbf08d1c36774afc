"""Las sesiones en la base, con su dueña en una columna: así se listan y se cierran sin abrirlas una por una."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as SesionEnBase
from django.db.models import CharField, DateTimeField, QuerySet

from cuentas.preparada import Preparada, hueco


def _vigente() -> QuerySet[Any, Any]:
    todas: QuerySet[Any, Any] = SessionStore.get_model_class().objects.values_list("session_data")
    return todas.filter(session_key=hueco("llave", CharField()), expire_date__gt=hueco("ahora", DateTimeField()))


VIGENTE = Preparada(_vigente)


class SessionStore(SesionEnBase):
    """El motor de Django, sobre `cuentas.models.SesionAbierta`."""

    @classmethod
    def get_model_class(cls) -> type[Any]:
        from cuentas.models import SesionAbierta  # los ajustes nombran este módulo antes de que haya modelos

        return SesionAbierta

    def load(self) -> dict[str, Any]:
        """Sólo lo guardado; vacío, y sin llave, si la sesión ya no está."""
        if guardada := VIGENTE(llave=self.session_key, ahora=datetime.fromtimestamp(time.time(), UTC)):
            datos: dict[str, Any] = self.decode(guardada[0][0])
            return datos
        self._session_key = None
        return {}

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """El renglón, con lo que el intermedio dejó dicho de la persona y de su equipo."""
        renglon: Any = super().create_model_instance(data)
        renglon.persona_id = data.get("_auth_user_id")
        renglon.direccion = data.get("direccion", "")
        renglon.dispositivo = data.get("dispositivo", "")
        renglon.iniciada_en = _momento(data.get("iniciada"))
        renglon.vista_en = _momento(data.get("vista"))
        return renglon


def _momento(segundos: int | None) -> datetime | None:
    return None if segundos is None else datetime.fromtimestamp(segundos, UTC)
