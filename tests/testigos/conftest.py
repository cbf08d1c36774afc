"""El mismo sitio de prueba que la bitácora."""

from __future__ import annotations

from tests.bitacora.conftest import sitio  # noqa: F401  (es una pieza de pytest)
