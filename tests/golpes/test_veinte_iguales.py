"""Veinte envíos idénticos a la vez sobre cada acción que crea o decide: un solo efecto y ninguna falla."""

from __future__ import annotations

from collections import Counter

import pytest

from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.models import Aviso
from tests.golpes.accion import Accion
from tests.golpes.acciones import ACCIONES, SIN_EFECTO
from tests.herramientas.cliente_http import Respuesta, a_la_vez
from tests.herramientas.dosis import muestra
from tests.herramientas.servidor_de_prueba import Servidor, servidor
from tests.seguridad.tabla_de_rutas import TABLA, TABLA_DE_CATALOGOS
from tests.seguridad.test_formularios_de_otra import vistas

VECES = 20
SIN_POST = set("m-x")  # 405, 404 o 403 para todo mundo: ahí no hay acción que repetir
AL_LADO = ("acceso.rechazado", "sesion.")


def con_post() -> set[str]:
    """Las rutas cuyo POST hace algo para alguien, según la tabla de la URLconf."""
    return {
        ruta for ruta, codigos in {**TABLA, **TABLA_DE_CATALOGOS}.items()
        if any(set(dichos) - SIN_POST for quien, dichos in codigos["post"].items() if quien != "anonimo")
    }


def test_toda_accion_del_sitio_tiene_su_caso_o_su_razon():
    con_caso = {accion.ruta for accion in ACCIONES}
    assert con_post() - con_caso - set(SIN_EFECTO) == set(), "Agregue su caso en tests/golpes/golpes_de_…"
    assert con_caso & set(SIN_EFECTO) == set()
    assert (con_caso | set(SIN_EFECTO)) - set(TABLA) - set(TABLA_DE_CATALOGOS) == set(), "Ya no existen"


def golpear(s: Servidor, mundo, accion: Accion, veces: int = VECES) -> tuple[list[Respuesta], Counter, Counter]:
    """Envía lo mismo muchas veces a la vez; devuelve las respuestas, los eventos nuevos y los avisos nuevos."""
    envio = accion.montar(mundo)
    cliente = s.cliente(envio.persona)
    puesto = cliente.formulario(envio.pagina or envio.url, envio.boton) if envio.seguro else {}
    datos = [{**puesto, **{n: v() if callable(v) else v for n, v in envio.datos.items()}} for _ in range(veces)]
    ultimo, avisos = Evento.objects.latest("n").n, set(Aviso.objects.values_list("pk", flat=True))
    respuestas = a_la_vez(*[cliente.listo(envio.url, suyos) for suyos in datos])
    eventos = Evento.objects.filter(n__gt=ultimo).values_list("accion", flat=True)
    nuevos = Aviso.objects.exclude(pk__in=avisos).values_list("persona", "asunto")
    return respuestas, Counter(e for e in eventos if not e.startswith(AL_LADO)), Counter(nuevos)


def fallas(accion: Accion, respuestas: list[Respuesta], eventos: Counter, avisos: Counter) -> list[str]:
    """Qué no salió como debe; vacía si hubo un solo efecto y todos recibieron una respuesta útil."""
    codigos = Counter(getattr(r, "codigo", repr(r)) for r in respuestas)
    dichas = [f"códigos {dict(codigos)}"] if set(codigos) - {302} - accion.pierde else []
    if eventos != Counter(accion.eventos):
        dichas.append(f"eventos {dict(eventos)} con códigos {dict(codigos)}")
    dichas += [f"aviso repetido: {aviso}" for aviso, veces in avisos.items() if veces > 1]
    mudas = [r.codigo for r in respuestas if r.codigo >= 400 and len(r.principal) < 40]
    return [*dichas, *(f"un {codigo} sin explicación" for codigo in mudas)]


@pytest.mark.larga
@pytest.mark.django_db(transaction=True)
def test_veinte_envios_iguales_dejan_un_solo_efecto(mundo):
    mundo.credenciales()
    halladas = {}
    with servidor() as s:
        for accion in muestra(ACCIONES, 7):
            if dichas := fallas(accion, *golpear(s, mundo, accion)):
                halladas[str(accion)] = dichas
        assert "Traceback" not in s.dicho(), s.dicho()[-3000:]
    assert not halladas, "\n".join(f"{ruta}: {dichas}" for ruta, dichas in halladas.items())
    assert verificar_cadena().integra


def test_quien_recibe_una_sola_vez_sabe_a_donde_mandar_al_repetido():
    """El segundo envío no pasa por el formulario: el destino no puede salir de lo que el primero dejó en la vista."""
    clases = {getattr(vista, "view_class", None) for vista, _ in vistas().values()}
    de_una_vez = {clase for clase in clases if isinstance(clase, type) and issubclass(clase, DeUnaVezMixin)}
    assert len(de_una_vez) > 20
    sin_destino = [
        clase.__name__ for clase in de_una_vez
        if clase.ya_enviado is DeUnaVezMixin.ya_enviado and not getattr(clase, "success_url", None)
        and clase.get_success_url.__module__.startswith("django.")
    ]
    assert sin_destino == []
