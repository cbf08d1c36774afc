"""Un caso completo por HTTP, como lo haría la gente: cada quien abre su lista, lee la página y envía su formulario."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.module_loading import import_string

from config.demostracion.muestra import pdf_de_muestra
from cuentas.models import Usuario
from dictamenes.models import Alineacion, Dictamen, Partida, Solicitud
from estandares.models import Perfil
from tests.herramientas.cliente_http import ClienteHttp, Respuesta
from tests.herramientas.servidor_de_prueba import Servidor
from tests.mundo import Mundo, respuesta_de
from tests.tecleado import ALCANCE, CONTRASENA, archivo, opinion, propuesta

ESPERA_SEGUNDOS = 120
SIN_LUGAR = 503
PORTATIL = {
    "a_pantalla": "14", "a_cpu_nucleos": "8", "a_ram": "16", "a_almacenamiento_ssd": "512", "a_bateria": "50",
    "a_peso": "1.8", "a_camara": "1080", "a_garantia": "36",
}
CONCEPTO = {
    "categoria": "computo", "descripcion": "Computadora portátil", "cantidad": "10", "unidad": "pieza",
    "precio_unitario": "$18,500.00", "tasa_iva": "0.16", **PORTATIL,
}


class Tropiezo(RuntimeError):
    """Un paso no contestó lo que debía: el caso no cuenta."""


@dataclass(frozen=True)
class Gente:
    """Las sesiones de quienes llevan un caso, ya abiertas: entrar no es parte de lo que se mide."""

    elabora: ClienteHttp
    presenta: ClienteHttp
    recepcion: ClienteHttp
    tecnicos: dict[str, ClienteHttp]
    estrategico: ClienteHttp
    firmante: ClienteHttp

    @classmethod
    def entrar(cls, vivo: Servidor, mundo: Mundo) -> Gente:
        """Abre una sesión por persona en ese servidor; quien firma acaba de confirmar que es quien es.

        Cada vez elabora otra persona: hay un tope de archivos por persona y hora.
        """
        firmante = vivo.cliente(mundo.firmante)
        _recien_confirmada(firmante, mundo.firmante)
        return cls(
            elabora=vivo.cliente(mundo.persona("elabora", ente=mundo.ente)), presenta=vivo.cliente(mundo.presenta),
            recepcion=vivo.cliente(mundo.recepcion), estrategico=vivo.cliente(mundo.estrategico), firmante=firmante,
            tecnicos={clave: vivo.cliente(persona) for clave, persona in mundo.tecnicos.items()},
        )


def caso(gente: Gente, mundo: Mundo) -> tuple[int, bytes]:
    """De la pregunta de alcance al dictamen en manos del ente; devuelve la solicitud y su PDF. Lanza `Tropiezo`."""
    pk = _capturar(gente, mundo)
    _dictaminar(gente, pk, mundo)
    _hasta(lambda: Dictamen.objects.filter(solicitud=pk, estado="por_firmar").exists(), f"preparar {pk}")
    _ver(gente.firmante, _en("bandeja"))
    for hoja in range(_ver(gente.firmante, _en("firma", pk)).texto.count("data-hoja=")):
        _ver(gente.firmante, _en("pagina", pk, hoja + 1))
    _enviar(gente.firmante, _en("firma", pk), contrasena=CONTRASENA)
    _hasta(lambda: Solicitud.objects.filter(pk=pk, estado="emitida").exists(), f"emitir {pk}")
    _ver(gente.presenta, _en("solicitudes"))
    _ver(gente.presenta, _en("expediente", pk))
    return pk, _ver(gente.presenta, _en("documento", pk, "partes")).cuerpo


def _capturar(gente: Gente, mundo: Mundo) -> int:
    elabora = gente.elabora
    _ver(elabora, _en("solicitudes"))
    borrador = _enviar(elabora, _en("nueva"), **ALCANCE, proyecto="Equipo de ventanilla").destino
    pk = int(borrador.rstrip("/").rpartition("/")[2])
    _ver(elabora, borrador)
    _enviar(elabora, _en("seccion_general", pk), **_generales(mundo))
    for seccion in Solicitud.objects.get(pk=pk).formulario.definicion["secciones"]:
        _enviar(elabora, _en("seccion", pk, seccion["clave"]), **{p["clave"]: respuesta_de(p) for p in seccion["preguntas"]})
    perfil = Perfil.objects.get(clave="LAP-ADM").pk
    _enviar(elabora, f"{_en('concepto_nuevo', pk)}?perfil={perfil}", perfil=perfil, **CONCEPTO)
    for clase in _exigidos(pk):
        _enviar(elabora, _en("anexos", pk), clase=clase, archivo=archivo(_pdf(clase), f"{clase}.pdf"))
    acuse = _enviar(gente.presenta, _en("presentar", pk), veracidad="on").destino
    _ver(gente.presenta, acuse)
    return pk


def _dictaminar(gente: Gente, pk: int, mundo: Mundo) -> None:
    _ver(gente.recepcion, _en("bandeja"))
    _ver(gente.recepcion, _en("expediente", pk))
    _enviar(gente.recepcion, _en("requisitos", pk))
    solicitud = Solicitud.objects.get(pk=pk)
    for clave in solicitud.revisiones.values_list("area__clave", flat=True):
        _ver(gente.tecnicos[clave], _en("bandeja"))
        _enviar(gente.tecnicos[clave], _en("revision", pk, clave), **opinion(solicitud))
    _ver(gente.estrategico, _en("bandeja"))
    _enviar(gente.estrategico, _en("estrategia", pk), **propuesta(mundo, solicitud))


def _en(nombre: str, *args: Any) -> str:
    return reverse(f"flujos:{nombre}", args=args)


def _ver(cliente: ClienteHttp, ruta: str) -> Respuesta:
    respuesta = _con_lugar(lambda: cliente.get(ruta))
    if respuesta.codigo != 200:
        raise Tropiezo(f"{ruta} contestó {respuesta.codigo} {respuesta.destino}")
    return respuesta


def _enviar(cliente: ClienteHttp, ruta: str, **datos: Any) -> Respuesta:
    """Lee el formulario como viene puesto, lo llena y lo envía; lo aceptado redirige."""
    respuesta = _con_lugar(lambda: cliente.post(ruta, {**cliente.formulario(ruta), **datos}))
    if respuesta.codigo != 302 or respuesta.destino.startswith(reverse("account_reauthenticate")):
        raise Tropiezo(f"POST {ruta} contestó {respuesta.codigo}: {respuesta.principal[:600]}")
    return respuesta


def _con_lugar(pedir: Callable[[], Respuesta]) -> Respuesta:
    """Quien halla ocupados los lugares donde se abre un archivo vuelve a intentar, como le dice el 503."""
    limite = time.monotonic() + ESPERA_SEGUNDOS
    while (respuesta := pedir()).codigo == SIN_LUGAR and time.monotonic() < limite:
        time.sleep(float(respuesta.cabeceras.get("Retry-After", 1)))
    return respuesta


def _hasta(listo: Callable[[], bool], que: str) -> None:
    limite = time.monotonic() + ESPERA_SEGUNDOS
    while not listo():
        if time.monotonic() > limite:
            raise Tropiezo(f"No terminó a tiempo: {que}")
        time.sleep(0.05)


def _generales(mundo: Mundo) -> dict[str, Any]:
    return {
        "area_requirente": mundo.area_requirente.pk, "oficio_numero": "UTIC-7/2026",
        "oficio_fecha": mundo.en.date().isoformat(), "partida": Partida.objects.get(clave="515").pk,
        "suficiencia": "oficio", "suficiencia_importe": "900,000.00",
        "alineacion": Alineacion.objects.get(clave="1.2").pk,
    }


@cache
def _pdf(clase: str) -> bytes:
    return pdf_de_muestra(clase)


def _exigidos(pk: int) -> list[str]:
    from flujos.captura.avance import anexos_de

    return [c["clase"] for c in anexos_de(Solicitud.objects.get(pk=pk)) if c["exigido"]]


def _recien_confirmada(cliente: ClienteHttp, persona: Usuario) -> None:
    almacen: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    sesion = almacen(cliente.galletas[settings.SESSION_COOKIE_NAME])
    sesion["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    sesion["account_authentication_methods_user"] = str(persona.pk)
    sesion.save()
