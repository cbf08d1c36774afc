"""Corre los contratos de import-linter de pyproject.toml y sólo habla si alguno se rompió."""

from __future__ import annotations

import contextlib
import io
import sys

from importlinter.cli import lint_imports


def revisar() -> tuple[bool, str]:
    """Si todos los contratos se cumplen, y lo que dice la herramienta de los que no."""
    informe = io.StringIO()
    with contextlib.redirect_stdout(informe):
        fallo = lint_imports(cache_dir=".import_linter_cache")
    return not fallo, informe.getvalue().partition("Broken contracts")[2] or informe.getvalue()


if __name__ == "__main__":
    bien, informe = revisar()
    if not bien:
        print(informe)
    sys.exit(not bien)
