"""Lo que recepción captura a nombre del ente: la solicitud, la respuesta a las observaciones y el desistimiento en papel."""

from __future__ import annotations

from datetime import timedelta

from config.demostracion.camino import contestaciones
from tests.invariantes.pasos import NUMERO, TINO, archivo, paso

HORAS = range(-1, 31)  # hace cuánto llegó; menos una es más tarde de lo que se captura


class EnPapelMixin:
    """Pasos de `Historia`; usan lo suyo (`_ejecutar`)."""

    @paso(2, tino=TINO, a=NUMERO, b=NUMERO, horas=HORAS)
    def presentar_papel(self, tino, a, b, horas):
        """Presentar lo que recepción capturó."""
        self._ejecutar("presentar_papel", tino, a, b, recibida_en=self.en - timedelta(hours=horas))

    @paso(4, tino=TINO, a=NUMERO, b=NUMERO, horas=HORAS, contesta=["Sí.", "Sí.", ""])
    def desahogar_papel(self, tino, a, b, horas, contesta):
        """Capturar lo que el ente contestó, aunque ya se haya desechado por no saberlo."""
        self._ejecutar("desahogar_papel", tino, a, b, respuestas=lambda s: contestaciones(s, contesta),
                       **self._escaneado(horas))

    @paso(1, tino=TINO, a=NUMERO, b=NUMERO, horas=HORAS, motivo=["Ya no.", ""])
    def desistir_papel(self, tino, a, b, horas, motivo):
        """Capturar el escrito con que se desiste."""
        if b < 3:
            self._ejecutar("desistir_papel", tino, a, b, motivo=motivo, **self._escaneado(horas))

    def _escaneado(self, horas):
        return {"recibida_en": self.en - timedelta(hours=horas), "rotulo": "escrito.pdf",
                "archivo": lambda solicitud: archivo(f"escrito {self.pasos}")}
