"""Las carreras de dos: qué se prepara, quiénes corren a la vez y qué debe quedar. Las usan las pruebas y sus gemelas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from viewflow.workflow.models import Task

from bitacora.models import Evento
from cuentas.models import Area
from dictamenes.models import Dictamen, Solicitud
from tests.golpes.accion import Envio
from tests.golpes.golpes_de_cuentas import propuesto
from tests.herramientas.cliente_http import Respuesta
from tests.mundo import Mundo
from tests.tecleado import CONTRASENA, opinion

Juicio = Callable[[list[Respuesta]], list[str]]
UTILES = {302, 403, 409, 422}


@dataclass(frozen=True)
class Carrera:
    """Un nombre y cómo se prepara: los envíos que salen a la vez y qué se revisa después."""

    nombre: str
    montar: Callable[[Mundo], tuple[list[Envio], Juicio]]

    def __str__(self) -> str:
        return self.nombre


def _url(nombre: str, solicitud: Solicitud, *args: Any) -> str:
    return reverse(f"flujos:{nombre}", args=[solicitud.pk, *args])


def _eventos(solicitud: Any, accion: str) -> int:
    return Evento.objects.de(solicitud).filter(accion=accion).count()


def _juzgar(respuestas: list[Respuesta], *condiciones: tuple[bool, str]) -> list[str]:
    """Toda respuesta es útil y toda condición se cumple; si no, por qué no."""
    codigos = [getattr(r, "codigo", repr(r)) for r in respuestas]
    malas = [] if set(codigos) <= UTILES else [f"códigos {codigos}"]
    malas += [f"un {r.codigo} sin explicación" for r in respuestas if r.codigo >= 400 and len(r.principal) < 40]
    return malas + [f"{dicho} {codigos}" for cumple, dicho in condiciones if not cumple]


def _dos_revisores(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    solicitud = mundo.en_revision()
    area = Area.objects.get(clave="infraestructura")
    otra = mundo.persona("tecnico", area=area)
    url, datos = _url("revision", solicitud, "infraestructura"), opinion(solicitud)
    envios = [Envio(p, url, datos, "Dar la opinión") for p in (mundo.tecnicos["infraestructura"], otra)]

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        return _juzgar(
            respuestas,
            (_eventos(solicitud, "revision.dada") == 1, "más de una opinión"),
            (sorted(r.codigo for r in respuestas) == [302, 409], "quien pierde no recibe 409"),
        )

    return envios, juzgar


def _dos_areas(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    claves = ("infraestructura", "gobierno-electronico")
    solicitud = mundo.en_revision(claves)
    datos = opinion(solicitud)
    envios = [Envio(mundo.tecnicos[c], _url("revision", solicitud, c), datos, "Dar la opinión") for c in claves]

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        proceso = solicitud.vinculo.proceso_id
        nuevas = Task.objects.filter(
            process_id=proceso, owner_permission="cuentas.dictaminar_estrategia", status="NEW"
        ).count()
        estado = Solicitud.objects.get(pk=solicitud.pk).estado
        return _juzgar(
            respuestas,
            ([r.codigo for r in respuestas] == [302, 302], "las dos debían quedar"),
            (estado == "en_estrategia", f"quedó en {estado}"),
            (nuevas == 1, f"la unión abrió {nuevas} tareas"),
        )

    return envios, juzgar


def _firmar_o_desistir(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    solicitud = mundo.por_firmar()
    envios = [
        Envio(mundo.firmante, _url("firma", solicitud), {"contrasena": CONTRASENA}, "Firmar"),
        Envio(mundo.presenta, _url("desistir", solicitud), {"motivo": "Ya no."}, "Desistirse"),
    ]

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        firmado = Dictamen.objects.get(solicitud=solicitud).estado == "firmado"
        desistida = Solicitud.objects.get(pk=solicitud.pk).estado == "desistida"
        ambos = _eventos(solicitud, "dictamen.firmado") + _eventos(solicitud, "solicitud.desistida")
        return _juzgar(respuestas, (ambos == 1, f"{ambos} actos"), (firmado != desistida, "firmada y desistida"))

    return envios, juzgar


def _firmar_dos_veces(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    solicitud = mundo.por_firmar()
    envios = [Envio(mundo.firmante, _url("firma", solicitud), {"contrasena": CONTRASENA}, "Firmar")] * 2

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        return _juzgar(respuestas, (_eventos(solicitud, "dictamen.firmado") == 1, "más de una firma"))

    return envios, juzgar


def _opinar_o_turnar(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    solicitud = mundo.en_revision()
    otra = mundo.persona("tecnico", area=Area.objects.get(clave="infraestructura"))
    envios = [
        Envio(mundo.tecnicos["infraestructura"], _url("revision", solicitud, "infraestructura"), opinion(solicitud),
              "Dar la opinión"),
        Envio(mundo.coordinacion, _url("turnar", solicitud, "infraestructura"), {"a": otra.pk}, "Turnar"),
    ]

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        revision = solicitud.revisiones.get()
        de_quien_no_era = revision.dada_por_id and revision.turnada_a_id not in (None, revision.dada_por_id)
        return _juzgar(respuestas, (not de_quien_no_era, "opinó quien ya no la tenía turnada"),
                       (sorted(r.codigo for r in respuestas)[0] == 302, "no ganó nadie"))

    return envios, juzgar


def _dos_pestanas(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    solicitud = mundo.borrador()
    url = _url("seccion", solicitud, "necesidad")
    textos = ("Lo de la primera pestaña", "Lo de la segunda pestaña")
    envios = [Envio(mundo.elabora, url, {"beneficiarios": t}, "Guardar y continuar") for t in textos]

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        perdio = [r for r in respuestas if r.codigo == 409]
        ambos = bool(perdio) and all(texto in perdio[0].texto for texto in textos)
        return _juzgar(respuestas, (_eventos(solicitud, "solicitud.editada") == _antes + 1, "se guardaron las dos"),
                       (ambos, "el conflicto no muestra los dos textos"))

    _antes = _eventos(solicitud, "solicitud.editada")
    return envios, juzgar


def _confirmar_o_revocar(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    nombramiento = propuesto(mundo)
    otro = mundo.persona("administrador")
    envios = [
        Envio(mundo.administrador, reverse("cuentas:nombramiento_confirmar", args=[nombramiento.pk]), {}, "Confirmar"),
        Envio(otro, reverse("cuentas:nombramiento_revocar", args=[nombramiento.pk]), {}, "Revocar"),
    ]

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        nombramiento.refresh_from_db()
        acciones = list(Evento.objects.de(nombramiento).values_list("accion", flat=True))
        permiso = nombramiento.persona.user_permissions.exists()
        despues = acciones[-1] == "nombramiento.revocado"
        return _juzgar(respuestas, (despues and nombramiento.revocado_en is not None, f"quedó {acciones}"),
                       (not permiso, "conserva el permiso de un papel revocado"))

    return envios, juzgar


def _papeles_que_se_excluyen(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    alguien, otro = mundo.persona(), mundo.persona("administrador")
    url = reverse("cuentas:nombrar", args=[alguien.pk])
    datos = {"clase": "titular", "oficio": "OF-8", "desde": "01/12/2026"}
    envios = [Envio(mundo.administrador, url, {**datos, "papel": "auditor"}, "Proponer"),
              Envio(otro, url, {**datos, "papel": "firmante"}, "Proponer")]

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        papeles = sorted(alguien.nombramientos.values_list("papel", flat=True))
        return _juzgar(respuestas, (len(papeles) == 1, f"quedó con {papeles}"))

    return envios, juzgar


def _dos_toman(mundo: Mundo) -> tuple[list[Envio], Juicio]:
    solicitud = mundo.en_revision()
    otra = mundo.persona("tecnico", area=Area.objects.get(clave="infraestructura"))
    url = f"{reverse('flujos:lote')}?accion=tomar&t={solicitud.pendientes.get().pk}"
    envios = [Envio(persona, url, {}, "Tomar") for persona in (mundo.tecnicos["infraestructura"], otra)]

    def juzgar(respuestas: list[Respuesta]) -> list[str]:
        revision, pendiente = solicitud.revisiones.get(), solicitud.pendientes.get()
        return _juzgar(respuestas, (_eventos(solicitud, "tarea.tomada") == 1, "la tomaron las dos"),
                       (revision.turnada_a_id == pendiente.encargada_id is not None, "quedó de dos personas"))

    return envios, juzgar


CARRERAS = [
    Carrera("dos revisores en una tarea", _dos_revisores),
    Carrera("dos áreas terminan a la vez", _dos_areas),
    Carrera("firmar contra desistir", _firmar_o_desistir),
    Carrera("firmar desde dos sesiones", _firmar_dos_veces),
    Carrera("opinar contra turnar a otra persona", _opinar_o_turnar),
    Carrera("dos toman la misma tarea", _dos_toman),
    Carrera("dos pestañas editan lo mismo", _dos_pestanas),
    Carrera("confirmar contra revocar un nombramiento", _confirmar_o_revocar),
    Carrera("dos papeles que se excluyen", _papeles_que_se_excluyen),
]
