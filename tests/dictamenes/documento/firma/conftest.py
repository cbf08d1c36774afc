"""Accesorios de las pruebas de firma: las llaves y documentos se hacen una sola vez."""

from __future__ import annotations

import pytest
from mundo_firma import Mundo


@pytest.fixture(scope="session")
def mundo(tmp_path_factory: pytest.TempPathFactory) -> Mundo:
    """Autoridades, personas y documentos firmados."""
    return Mundo(tmp_path_factory.mktemp("mundo_de_firma"))
