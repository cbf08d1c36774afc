"""La misma bitácora anclada con que se ataca en tests/bitacora."""

from tests.bitacora.conftest import anclada, sitio

__all__ = ["anclada", "sitio"]
