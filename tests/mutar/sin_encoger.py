"""Hypothesis no busca el ejemplo más chico ni recuerda el de ayer: con que haya uno, el mutante murió. `-p tests.mutar.sin_encoger`."""

from __future__ import annotations

from hypothesis import Phase, settings


def pytest_collection() -> None:
    """Después de `conftest.py`, que pone el perfil de la casa, y antes de leer las pruebas, que lo toman."""
    fases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutar", settings.get_profile("casa"), phases=fases, database=None, derandomize=True)
    settings.load_profile("mutar")
