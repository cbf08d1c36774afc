"""El barrido de todos: el renglón que falla queda en el registro y no detiene a los demás; al pedirse, para."""

from __future__ import annotations

from cuentas import parada
from cuentas.models import Usuario

TRES = [Usuario(pk=n) for n in (1, 2, 3)]
FALLA = "No se pudo con el renglón %s."


def test_uno_que_falla_queda_en_el_registro_y_no_detiene_a_los_demas(caplog):
    def hacer(renglon: Usuario) -> bool:
        if renglon.pk == 2:
            raise RuntimeError("de lo que sea")
        return True

    assert parada.barrer(TRES, hacer, FALLA) == 2
    (dicho,) = caplog.records
    assert (dicho.getMessage(), dicho.levelname, dicho.exc_info is not None) == (FALLA % 2, "ERROR", True)


def test_solo_cuenta_los_que_se_hicieron_y_para_cuando_se_pide(monkeypatch):
    vistos: list[int] = []

    def hacer(renglon: Usuario) -> bool:
        vistos.append(renglon.pk)
        monkeypatch.setattr(parada, "_pedida", renglon.pk == 2)
        return renglon.pk == 1

    assert (parada.barrer(TRES, hacer, FALLA), vistos) == (1, [1, 2])
