"""Cada acción del sitio que crea o decide: quién la hace, con qué la envía y qué eventos debe dejar, una sola vez.

La comparten las pruebas de veinte envíos iguales. `SIN_EFECTO` dice qué POST no crea ni decide, y por qué.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from archivos.entrada import guardar
from auditoria import cancelacion
from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.avisos.avisos import avisar
from cuentas.entrada.invitaciones import invitar
from cuentas.models import Area, DiaDeCalendario, Parametro, Usuario
from cuentas.personas.ausencias import registrar
from cuentas.personas.nombramientos import nombrar
from dictamenes import tramite
from dictamenes.expediente.abandonados import archivar
from dictamenes.expediente.vistos import dar_por_leido
from dictamenes.models import Fundamento, Participacion, Solicitud
from dictamenes.textos.criterios import vigente
from dictamenes.textos.formularios.versiones import escribir
from dictamenes.textos.formularios.versiones import vigente as formulario_vigente
from dictamenes.tramite import agrupar
from flujos.captura.views.importar import huella_de
from flujos.recorrido import actos
from flujos.recorrido.notificaciones import avisar_al_ente
from indicadores.contratos.actos import importar as importar_contratos
from indicadores.contratos.actos import recibir as recibir_contratos
from indicadores.contratos.forms import sellar
from indicadores.models import CargaHistorica, Contrato, EscaneoHistorico
from indicadores.pasado import actos as pasado
from indicadores.pasado import escaneos
from tests.archivos import hostiles
from tests.mundo import DISPOSICION, LAPTOP, Mundo, con_mas_preguntas

CONTRASENA = "contrasena-de-prueba"


@dataclass(frozen=True)
class Envio:
    """Un POST listo: quién, a dónde, qué formulario trae puesto la página y qué se escribe encima."""

    persona: Usuario | None
    url: str
    datos: Mapping[str, Any]
    boton: str = ""
    pagina: str = ""
    seguro: bool = True  # si la página trae el formulario; si no, los datos van solos


@dataclass(frozen=True)
class Accion:
    """Una ruta, cómo se prepara su envío, los eventos que deja y los códigos de quien pierde."""

    ruta: str
    montar: Callable[[Mundo], Envio]
    eventos: Mapping[str, int]
    pierde: frozenset[int] = field(default=frozenset({302, 403, 409}))

    def __str__(self) -> str:
        return self.ruta


ACCIONES: list[Accion] = []
SIN_EFECTO = {
    "account_login": "abrir sesión no crea ni decide nada del trámite; sus topes se prueban en tests/cuentas",
    "account_logout": "cerrar la sesión dos veces es cerrarla",
    "account_signup": "cerrado: nadie se registra solo",
    "account_reauthenticate": "confirma quién es; no cambia nada",
    "account_change_password": "cambia la propia contraseña por la misma; la anterior ya no sirve en el segundo envío",
    "account_reset_password": "manda un vínculo; lo limita la tasa por cuenta y por dirección",
    "account_reset_password_from_key": "el vínculo sirve una vez",
    "auditoria:verificar": "recorre la cadena; cada lectura deja su propio evento",
    "flujos:exportar": "es leerlo todo: cada exportación deja su propio evento, con la huella de lo que se entregó",
    "auditoria:cancelacion_descartar": "deja los datos como estaban; su clave única impide otro evento",
    "auditoria:exportar": "entrega la bitácora en un archivo; cada exportación deja su propio evento",
    "dictamenes:verificar": "verificar en público no escribe",
    "flujos:concepto_veredicto": "juzga lo tecleado y lo deja como borrador propio, encima del anterior",
    "flujos:vista_previa": "dibuja un borrador; no guarda",
    "flujos:presencia": "dice que la pantalla sigue abierta; vive un rato en la caché",
    "flujos:vista_guardar": "el mismo nombre es la misma vista; se prueba en tests/flujos/bandeja/test_vistas_guardadas.py",
    "flujos:vista_quitar": "la que no hay, ya está quitada",
    "flujos:acomodar": "una preferencia: la misma dos veces es la misma",
    "cuentas:atajos": "una preferencia: la misma dos veces es la misma",
    "flujos:deshacer": "deshecho una vez, ya no hay qué deshacer; se prueba en tests/flujos/bandeja/test_reparto.py",
}
SIN_EFECTO |= {
    "mfa_authenticate": "un código sirve una vez; se prueba en tests/cuentas",
    "mfa_login_webauthn": "el reto de la llave sirve una vez",
    "mfa_reauthenticate": "confirma quién es; no cambia nada",
    "mfa_reauthenticate_webauthn": "confirma quién es; no cambia nada",
    "mfa_activate_totp": "el código con que se activa sirve una vez y la aplicación es única por persona",
    "mfa_add_webauthn": "el reto con que se agrega la llave sirve una vez",
    "mfa_generate_recovery_codes": "los códigos nuevos anulan los anteriores: valen los últimos, y cada cambio se avisa",
    "cuentas:sesiones_cerrar": "cerrar lo cerrado no hace nada; sólo se anota si se cerró alguna",
    "cuentas:factor_restablecer": "el vínculo se gasta bajo candado; se prueba en tests/cuentas",
}
SIN_EFECTO |= dict.fromkeys(("inicio", "muestrario", "privacidad", "security_txt"), "páginas que sólo se leen")
SIN_EFECTO |= dict.fromkeys(
    ("admin:app_list", "admin:autocomplete", "admin:index", "admin:jsi18n", "admin:login", "admin:logout",
     "admin:password_change", "admin:password_change_done", "admin:view_on_site"),
    "páginas del sitio de catálogos que no guardan",
)
SIN_EFECTO |= {f"admin:cuentas_{m}_{v}": "la lista y la historia de un catálogo no guardan"
               for m in ("area", "arearequirente", "ente", "parametro") for v in ("changelist", "history")}
SIN_EFECTO |= {f"admin:dictamenes_{m}_{v}": "ni la lista ni la historia guardan, y nada se borra"
               for m in ("fundamento", "disposiciondocumental") for v in ("changelist", "history", "delete")}
SIN_EFECTO |= {f"admin:cuentas_{m}_delete": "en los catálogos nada se borra"
               for m in ("area", "arearequirente", "ente", "parametro")}


def accion(ruta: str, eventos: Mapping[str, int], *, pierde: set[int] | None = None) -> Callable:
    """Registra la acción cuyo envío prepara la función."""

    def registrar(montar: Callable[[Mundo], Envio]) -> Callable[[Mundo], Envio]:
        ACCIONES.append(Accion(ruta, montar, eventos, frozenset({302, 403, 409} | (pierde or set()))))
        return montar

    return registrar


def _a(nombre: str, *args: Any) -> str:
    return reverse(nombre, args=args)


def _sobre(nombre: str, persona: Usuario, solicitud: Solicitud, *args: Any, boton: str = "", **datos: Any) -> Envio:
    return Envio(persona, _a(f"flujos:{nombre}", solicitud.pk, *args), datos, boton)


def pdf() -> BytesIO:
    """Un archivo para subir."""
    archivo = BytesIO(hostiles.pdf())
    archivo.name = "anexo.pdf"
    return archivo


def _nueva(quien: str, respuesta: str) -> Callable[[Mundo], Envio]:
    def montar(mundo: Mundo) -> Envio:
        datos = {"naturaleza": respuesta, "funcion": "no", "existente": "no", "tipo": "bienes",
                 "modalidad": "adquisicion", "proyecto": f"Equipo de {quien}", "base": "Es papelería."}
        ente = {"ente": mundo.ente.pk} if quien == "recepcion" else {}
        return Envio(getattr(mundo, quien), _a("flujos:nueva"), {**datos, **ente}, "Abrir el borrador")

    return montar


ABRE = {"alcance.consultado": 1, "solicitud.iniciada": 1}
accion("flujos:nueva", ABRE)(_nueva("elabora", "si"))
accion("flujos:nueva", ABRE)(_nueva("recepcion", "si"))
accion("flujos:nueva", {"alcance.consultado": 1})(_nueva("presenta", "no"))


@accion("flujos:copiar", {"solicitud.iniciada": 1, "solicitud.copiada": 1})
def _copiar(mundo: Mundo) -> Envio:
    return _sobre("copiar", mundo.elabora, mundo.presentada(), boton="Abrir el borrador")


@accion("flujos:plantilla", {"plantilla.guardada": 1})
def _plantilla(mundo: Mundo) -> Envio:
    datos = {"nombre": "Equipo de ventanilla"}
    return Envio(mundo.elabora, _a("flujos:plantilla", mundo.borrador().pk), datos, "Guardar la plantilla")


@accion("flujos:contratado", {"dictamen.contratado": 1})
def _contratado(mundo: Mundo) -> Envio:
    return _sobre("contratado", mundo.coordinacion, mundo.sin_documentos(), boton="Registrar", numero="C-1/2026",
                  fecha=mundo.en.date().isoformat())


def _contrato(mundo: Mundo) -> Contrato:
    csv = f"numero,ente,objeto,importe,fecha\nC-1,ICRESON,Equipo,10,{mundo.en.date()}\n".encode()
    importar_contratos(csv, nombre="c.csv", procedencia="Prueba", por=mundo.coordinacion, en=mundo.en)
    return Contrato.objects.get(numero="C-1")


@accion("indicadores:contratos_importar", {"contratos.importados": 1})
def _contratos_importar(mundo: Mundo) -> Envio:
    csv = b"numero,ente,objeto,importe,fecha\nC-2,ICRESON,Equipo,10,2026-01-10\n"
    sellado = sellar(recibir_contratos(csv).sha256, "c.csv")
    datos = {"procedencia": "Prueba", "sellado": sellado, "confirmar": "1"}
    return Envio(mundo.coordinacion, _a("indicadores:contratos_importar"), datos, "Revisar")


@accion("indicadores:contratos_lote", {"contrato.no_requiere": 1})
def _contratos_lote(mundo: Mundo) -> Envio:
    pagina = f"{_a('indicadores:contratos_lote')}?que=no_requiere&c={_contrato(mundo).pk}:"
    return Envio(mundo.coordinacion, pagina, {"motivo": "Son sillas."}, "Registrar la decisión", pagina=pagina)


@accion("indicadores:contrato_decidir", {"contrato.no_requiere": 1})
def _contrato_decidir(mundo: Mundo) -> Envio:
    contrato = _contrato(mundo)
    return Envio(mundo.coordinacion, _a("indicadores:contrato_decidir", contrato.pk),
                 {"que": "no_requiere", "motivo": "Son sillas."}, "No requiere dictamen",
                 _a("indicadores:contrato", contrato.pk))


@accion("flujos:calificar", {"dictamen.calificado": 1})
def _calificar(mundo: Mundo) -> Envio:
    solicitud = mundo.sin_documentos()
    avisar_al_ente(solicitud, "emitida", mundo.en)
    return _sobre("calificar", mundo.presenta, solicitud, boton="Calificar", puntos="4", comentario="Pronto y claro.")


@accion("flujos:oficio_para_firma", {"oficio.generado": 1}, pierde={200})
def _oficio_para_firma(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    return Envio(mundo.elabora, _a("flujos:oficio_para_firma", solicitud.pk), {}, "Generar el oficio",
                 _a("flujos:presentar", solicitud.pk))


@accion("flujos:seccion_general", {"solicitud.editada": 1})
def _general(mundo: Mundo) -> Envio:
    return _sobre("seccion_general", mundo.elabora, mundo.borrador(), boton="Guardar y continuar", proyecto="Otro nombre")


@accion("flujos:area_requirente", {"catalogo.agregado": 1})
def _area_requirente(mundo: Mundo) -> Envio:
    return _sobre("area_requirente", mundo.elabora, mundo.borrador(), boton="Agregar a la lista", nombre="Dirección de Archivo")


@accion("flujos:seccion", {"solicitud.editada": 1})
def _seccion(mundo: Mundo) -> Envio:
    return _sobre("seccion", mundo.elabora, mundo.borrador(), "necesidad", boton="Guardar y continuar",
                  beneficiarios="A cien personas")


def _concepto(descripcion: str) -> dict[str, Any]:
    return {**LAPTOP, "descripcion": descripcion, "accion": "guardar"}


@accion("flujos:concepto_nuevo", {"concepto.guardado": 1})
def _concepto_nuevo(mundo: Mundo) -> Envio:
    return _sobre("concepto_nuevo", mundo.elabora, mundo.borrador(), boton="Guardar el concepto", **_concepto("Otra"))


@accion("flujos:concepto", {"concepto.guardado": 1})
def _concepto_que_hay(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    return _sobre("concepto", mundo.elabora, solicitud, solicitud.conceptos.get().pk, boton="Guardar el concepto",
                  **_concepto("Cambiada"))


@accion("flujos:concepto_quitar", {"concepto.quitado": 1})
def _quitar(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    return _sobre("concepto_quitar", mundo.elabora, solicitud, solicitud.conceptos.get().pk, boton="Quitar")


@accion("flujos:conceptos_importar", {"conceptos.importados": 1})
def _importar(mundo: Mundo) -> Envio:
    texto = "Categoría\tDescripción\tCantidad\tPrecio unitario\ncomputo\tMonitor\t2\t100"
    return _sobre("conceptos_importar", mundo.elabora, mundo.borrador(), boton="Revisar", texto=texto, modo="agregar",
                  confirmar="1", visto=huella_de(texto, "agregar"))


@accion("flujos:anexos", {"anexo.agregado": 1})
def _anexar(mundo: Mundo) -> Envio:
    return _sobre("anexos", mundo.elabora, mundo.borrador(), boton="Adjuntar", clase="mercado", archivo=pdf)


@accion("flujos:anexo_retirar", {"anexo.retirado": 1})
def _retirar(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    return _sobre("anexo_retirar", mundo.elabora, solicitud, solicitud.anexos.first().pk, boton="Retirar")


@accion("flujos:anexo_sustituir", {"anexo.sustituido": 1})
def _sustituir(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    return _sobre("anexo_sustituir", mundo.elabora, solicitud, solicitud.anexos.first().pk, boton="Sustituir",
                  archivo=pdf)


@accion("flujos:descartar", {"solicitud.descartada": 1})
def _descartar(mundo: Mundo) -> Envio:
    return _sobre("descartar", mundo.elabora, mundo.borrador(), boton="Descartar")


@accion("flujos:recuperar", {"solicitud.recuperada": 1})
def _recuperar(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    archivar(solicitud, en=mundo.en, dias=0)
    return _sobre("recuperar", mundo.elabora, solicitud, boton="Recuperar")


@accion("flujos:lista", {"solicitud.lista": 1})
def _lista(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    return Envio(mundo.elabora, _a("flujos:lista", solicitud.pk), {}, "Dejarla lista", _a("flujos:presentar", solicitud.pk))


@accion("flujos:presentar", {"solicitud.presentada": 1})
def _presentar(mundo: Mundo) -> Envio:
    return _sobre("presentar", mundo.presenta, mundo.borrador(), boton="Presentar solicitud", veracidad="on")


@accion("flujos:presentar", {"solicitud.presentada": 1})
def _presentar_papel(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    Participacion.objects.filter(solicitud=solicitud).update(persona=mundo.recepcion, funcion="recibe")
    Solicitud.objects.filter(pk=solicitud.pk).update(elaborada_por=mundo.recepcion)
    return _sobre("presentar", mundo.recepcion, solicitud, boton="Presentar solicitud", veracidad="on",
                  sello="on", recibida_en="10/03/2026 09:00")


@accion("flujos:desahogar_papel", {"prevencion.desahogada": 1})
def _desahogar_papel(mundo: Mundo) -> Envio:
    solicitud = actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="concepto",
                               observaciones=[("concepto-1", "No dice para qué puesto es.")])
    observacion = solicitud.prevencion_abierta().observaciones.get()
    return _sobre("desahogar_papel", mundo.recepcion, solicitud, boton="Entregar la respuesta", archivo=pdf,
                  recibida_en="03/03/2026 09:00", **{f"respuesta_{observacion.pk}": "Es para ventanilla."})


@accion("flujos:desistir_papel", {"solicitud.desistida": 1})
def _desistir_papel(mundo: Mundo) -> Envio:
    return _sobre("desistir_papel", mundo.recepcion, mundo.presentada(), boton="Desistir", archivo=pdf,
                  recibida_en="03/03/2026 09:00", motivo="Se reprograma.")


@accion("flujos:certificar", {"copia.certificada": 1, "copia.sellada": 1})
def _certificar(mundo: Mundo) -> Envio:
    mundo.credenciales()
    datos = {"alcance": "ente", "para": "Órgano Interno de Control"}
    return _sobre("certificar", mundo.coordinacion, mundo.presentada(), boton="Certificar la copia", **datos)


@accion("flujos:transferencias", {"expediente.transferido": 1, "archivo.transferido": 1})
def _transferir(mundo: Mundo) -> Envio:
    serie, hoy = mundo.disposicion(anios_tramite=0).clave, reloj.hoy()
    actos.ejecutar(tramite.desistir, mundo.presentada(), por=mundo.presenta, en=mundo.en, motivo="Ya no se necesita.")
    url = f"{_a('flujos:transferencias')}?serie={serie}&corte={hoy:%d/%m/%Y}"
    return Envio(mundo.coordinacion, url, {"recibe": "Archivo de concentración"}, "Declarar la transferencia")


@accion("flujos:contingencias", {"contingencia.registrada": 1})
def _contingencia(mundo: Mundo) -> Envio:
    datos = {"desde": "02/03/2026 09:00", "hasta": "02/03/2026 11:00", "motivo": "Falla eléctrica"}
    return Envio(mundo.coordinacion, _a("flujos:contingencias"), datos, "Registrar")


@accion("auditoria:cancelaciones", {"datos.cancelacion_propuesta": 1})
def _proponer_cancelacion(mundo: Mundo) -> Envio:
    datos = {"evento": _con_texto(mundo), "fundamento": "ARCO-014/2026"}
    return Envio(mundo.coordinacion, _a("auditoria:cancelaciones"), datos, "Proponer")


@accion("auditoria:cancelacion_confirmar", {"datos.cancelados": 1})
def _confirmar_cancelacion(mundo: Mundo) -> Envio:
    n = _con_texto(mundo)
    propuesta = cancelacion.proponer(n, fundamento="ARCO-014/2026", por=mundo.coordinacion, en=mundo.en)
    pagina = _a("auditoria:cancelaciones")
    return Envio(mundo.administrador, _a("auditoria:cancelacion_confirmar", propuesta.n), {}, pagina=pagina)


def _con_texto(mundo: Mundo) -> int:
    """El número de un evento con algo que cancelar."""
    with transaction.atomic():
        return anotar("prueba.hecha", "prueba:1", por=None, en=mundo.en, datos={"motivo": "Rosa Ficticia"}).n


@accion("flujos:requisitos", {"solicitud.admitida": 1})
def _admitir(mundo: Mundo) -> Envio:
    return _sobre("requisitos", mundo.recepcion, mundo.presentada(), boton="Admitir")


@accion("flujos:prevenir", {"solicitud.prevenida": 1})
def _prevenir(mundo: Mundo) -> Envio:
    return _sobre("prevenir", mundo.recepcion, mundo.presentada(), boton="Enviar observaciones", causal="concepto",
                  ancla_1="concepto-1", observacion_1="No dice para qué puesto es.")


@accion("flujos:improcedente", {"solicitud.improcedente": 1})
def _improcedente(mundo: Mundo) -> Envio:
    return _sobre("improcedente", mundo.recepcion, mundo.presentada(), boton="Declarar", motivo="No es tecnología.")


def prevenida(mundo: Mundo) -> Solicitud:
    """Una solicitud con una observación por atender; vence mucho después de hoy."""
    solicitud = actos.ejecutar(tramite.presentar, mundo.borrador(), por=mundo.presenta, en=timezone.now())
    return actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=timezone.now(), causal="concepto",
                          observaciones=[("concepto-1", "No dice para qué puesto es.")])


@accion("flujos:desahogar", {"observacion.contestada": 1, "prevencion.desahogada": 1})
def _desahogar(mundo: Mundo) -> Envio:
    solicitud = prevenida(mundo)
    observacion = solicitud.prevencion_abierta().observaciones.get()
    return _sobre("desahogar", mundo.presenta, solicitud, boton="Entregar", entregar="1",
                  **{f"respuesta_{observacion.pk}": "Es para ventanilla."})


@accion("flujos:prorrogar", {"prevencion.prorrogada": 1})
def _prorrogar(mundo: Mundo) -> Envio:
    return _sobre("prorrogar", mundo.recepcion, prevenida(mundo), dias="2", motivo="El ente lo pidió.")


@accion("flujos:desistir", {"solicitud.desistida": 1})
def _desistir(mundo: Mundo) -> Envio:
    return _sobre("desistir", mundo.presenta, mundo.presentada(), boton="Desistirse", motivo="Ya no hace falta.")


@accion("flujos:cancelar", {"solicitud.cancelada": 1})
def _cancelar(mundo: Mundo) -> Envio:
    return _sobre("cancelar", mundo.coordinacion, mundo.presentada(), boton="Cancelar", motivo="Duplicada.")


@accion("flujos:excusarse", {"interes.declarado": 1})
def _excusarse(mundo: Mundo) -> Envio:
    return _sobre("excusarse", mundo.estrategico, mundo.en_estrategia(), boton="Excusarme", motivo="Conozco al proveedor.")


@accion("flujos:turnar", {"revision.turnada": 1})
def _turnar(mundo: Mundo) -> Envio:
    return _sobre("turnar", mundo.coordinacion, mundo.en_revision(), "infraestructura", boton="Turnar",
                  a=mundo.tecnicos["infraestructura"].pk)


@accion("flujos:tomar_siguiente", {"tarea.tomada": 1})
def _tomar_siguiente(mundo: Mundo) -> Envio:
    mundo.presentada()
    return Envio(mundo.recepcion, _a("flujos:tomar_siguiente"), {}, "Tomar el siguiente", pagina=_a("flujos:bandeja"))


@accion("flujos:agrupar", {"solicitud.agrupada": 2})
def _agrupar(mundo: Mundo) -> Envio:
    una, otra = mundo.presentada(), mundo.presentada()
    datos = {"folios": otra.folio, "nombre": "Consolidación", "motivo": "Compran lo mismo."}
    return Envio(mundo.coordinacion, _a("flujos:agrupar", una.pk), datos, "Agrupar")


@accion("flujos:separar", {"solicitud.separada": 2})
def _separar(mundo: Mundo) -> Envio:
    juntas = [mundo.presentada(), mundo.presentada()]
    agrupar(juntas, por=mundo.coordinacion, en=mundo.en, nombre="Consolidación", motivo="Compran lo mismo.")
    return _sobre("separar", mundo.coordinacion, juntas[0], boton="Separar", motivo="Ya no se consolida.")


@accion("flujos:lote", {"tarea.tomada": 2})
def _lote(mundo: Mundo) -> Envio:
    marcadas = [mundo.presentada().pendientes.get().pk, mundo.presentada().pendientes.get().pk]
    pagina = f"{_a('flujos:lote')}?accion=tomar&t={marcadas[0]}&t={marcadas[1]}"
    return Envio(mundo.recepcion, _a("flujos:lote"), {"t": marcadas}, "Tomar", pagina=pagina)


def opinion(solicitud: Solicitud) -> dict[str, Any]:
    """Lo que se escribe en la revisión técnica."""
    conceptos = list(solicitud.conceptos.all())
    return {
        **{f"postura_{c.pk}": "procede" for c in conceptos},
        **{f"criterio_{c.clave}": "cumple" for c in vigente("tecnica").preguntas(c.categoria for c in conceptos)},
        "postura": "procede", "texto": "Es viable y se ajusta al estándar.",
    }


@accion("flujos:revision", {"revision.dada": 1})
def _opinar(mundo: Mundo) -> Envio:
    solicitud = mundo.en_revision()
    return _sobre("revision", mundo.tecnicos["infraestructura"], solicitud, "infraestructura", boton="Dar la opinión",
                  **opinion(solicitud))


@accion("flujos:corregir_opinion", {"revision.corregida": 1})
def _corregir_opinion(mundo: Mundo) -> Envio:
    solicitud = mundo.en_estrategia()
    return _sobre("corregir_opinion", mundo.tecnicos["infraestructura"], solicitud, "infraestructura",
                  boton="Registrar la corrección", motivo="Faltaba la garantía.", **opinion(solicitud))


def propuesta(mundo: Mundo, solicitud: Solicitud) -> dict[str, Any]:
    """Lo que se escribe al proponer."""
    return {
        **{f"sentido_{c.pk}": "favorable" for c in solicitud.conceptos.all()},
        **{f"criterio_{c.clave}": "cumple" for c in vigente("estrategica").preguntas()},
        "analisis": "El proyecto es idóneo y no duplica sistemas.", "autoriza": mundo.firmante.pk, "forma_firma": "pades",
    }


@accion("flujos:estrategia", {"dictamen.propuesto": 1})
def _proponer(mundo: Mundo) -> Envio:
    solicitud = mundo.en_estrategia()
    return _sobre("estrategia", mundo.estrategico, solicitud, boton="Proponer a firma", **propuesta(mundo, solicitud))


@accion("flujos:devolver_areas", {"revision.devuelta": 1})
def _devolver_areas(mundo: Mundo) -> Envio:
    area = Area.objects.get(clave="infraestructura")
    return _sobre("devolver_areas", mundo.estrategico, mundo.en_estrategia(), boton="Devolver",
                  **{f"encargo_{area.pk}": "Aclare la cantidad."})


@accion("flujos:firma", {"dictamen.firmado": 1}, pierde={429})
def _firmar(mundo: Mundo) -> Envio:
    return _sobre("firma", mundo.firmante, mundo.por_firmar(), boton="Firmar", contrasena=CONTRASENA)


@accion("indicadores:datos_publicar", {"datos_abiertos.pedidos": 1})
def _publicar_datos(mundo: Mundo) -> Envio:
    return Envio(mundo.coordinacion, _a("indicadores:datos_publicar"), {}, "Publicar ahora")


@accion("flujos:testar", {"dictamen.testado": 1})
def _testar(mundo: Mundo) -> Envio:
    solicitud = mundo.emitida()
    return _sobre("testar", mundo.coordinacion, solicitud, boton="Ver cómo quedaría", publicar="1",
                  fragmento_1=LAPTOP["descripcion"], fundamento_1=Fundamento.objects.first().pk, motivo_1="Lo pide la ley.")


@accion("flujos:leido", {"dictamen.visto": 1})
def _leer_completo(mundo: Mundo) -> Envio:
    solicitud = mundo.por_firmar()
    return Envio(mundo.firmante, _a("flujos:leido", solicitud.pk), {}, "Lo leí completo", _a("flujos:firma", solicitud.pk))


@accion("flujos:firmar_varios", {"dictamen.firmado": 2}, pierde={429})
def _firmar_varios(mundo: Mundo) -> Envio:
    leidas = [mundo.por_firmar(), mundo.por_firmar()]
    for solicitud in leidas:
        dar_por_leido(solicitud, por=mundo.firmante, en=timezone.now(), visto=solicitud.dictamen.sellado.sha256)
    elegidas = [f"{s.pk}.{s.dictamen.sellado.sha256}" for s in leidas]
    pagina = f"{_a('flujos:firmar_varios')}?" + "&".join(f"a={s.pk}" for s in leidas)
    return Envio(mundo.firmante, _a("flujos:firmar_varios"), {"asuntos": elegidas, "contrasena": CONTRASENA}, "Firmar",
                 pagina=pagina)


@accion("flujos:devolver_proyecto", {"dictamen.devuelto": 1})
def _devolver_proyecto(mundo: Mundo) -> Envio:
    return _sobre("devolver_proyecto", mundo.firmante, mundo.por_firmar(), boton="Devolver", motivo="Corrija el análisis.")


@accion("flujos:recoger_de_firma", {"dictamen.recogido": 1})
def _recoger_de_firma(mundo: Mundo) -> Envio:
    solicitud = mundo.por_firmar()
    ausente(mundo)
    return _sobre("recoger_de_firma", mundo.coordinacion, solicitud, boton="Recoger", motivo="Está de comisión.")


@accion("flujos:mensajes", {"mensaje.escrito": 1})
def _mensaje(mundo: Mundo) -> Envio:
    return _sobre("mensajes", mundo.presenta, mundo.presentada(), boton="Enviar el mensaje", texto="¿Falta algo?",
                  tablero="compartido")


@accion("flujos:condicion_reportar", {"condicion.reportada": 1})
def _reportar_condicion(mundo: Mundo) -> Envio:
    solicitud = mundo.condicionada()
    return _sobre("condicion_reportar", mundo.presenta, solicitud, solicitud.dictamen.condiciones.get().pk,
                  boton="Reportar", nota="Se entregó.", archivo=pdf)


@accion("flujos:condicion_resolver", {"condicion.aceptada": 1})
def _resolver_condicion(mundo: Mundo) -> Envio:
    solicitud = mundo.reportar(mundo.condicionada())
    return _sobre("condicion_resolver", mundo.estrategico, solicitud, solicitud.dictamen.condiciones.get().pk,
                  boton="Resolver", acto="aceptar_condicion")


def _vencimiento(mundo: Mundo) -> int:
    return mundo.sin_documentos(tipo="licencias", categoria="software").dictamen.vencimientos.get().pk


@accion("flujos:vencimiento", {"vencimiento.corregido": 1})
def _corregir_vencimiento(mundo: Mundo) -> Envio:
    url = _a("flujos:vencimiento", _vencimiento(mundo))
    return Envio(mundo.elabora, url, {"que": "fecha", "fecha": "30/06/2027"}, "Dejarlo dicho")


@accion("flujos:vencimiento", {"vencimiento.sin_renovar": 1})
def _no_renovar(mundo: Mundo) -> Envio:
    url = _a("flujos:vencimiento", _vencimiento(mundo))
    return Envio(mundo.presenta, url, {"que": "no", "motivo": "Se migró a software libre."}, "Dejarlo dicho")


@accion("flujos:renovar", {"vencimiento.en_renovacion": 1, "solicitud.iniciada": 1, "solicitud.editada": 1})
def _renovar(mundo: Mundo) -> Envio:
    pk = _vencimiento(mundo)
    return Envio(mundo.elabora, _a("flujos:renovar", pk), {}, "Preparar la renovación", _a("flujos:vencimiento", pk))


@accion("cuentas:factor_iniciar", {"factor.restablecimiento_iniciado": 1})
def _restablecer_factor(mundo: Mundo) -> Envio:
    alguien = mundo.persona()
    Authenticator.objects.create(user=alguien, type=Authenticator.Type.TOTP, data={})
    return Envio(mundo.administrador, _a("cuentas:factor_iniciar", alguien.pk), {}, "Mandar vínculo")


@accion("cuentas:aviso_leer", {"aviso.leido": 1})
def _leer_aviso(mundo: Mundo) -> Envio:
    aviso = avisar(mundo.presenta, asunto="Hola", texto="Hola", url="/", clave="hola", en=mundo.en)
    return Envio(mundo.presenta, _a("cuentas:aviso_leer", aviso.pk), {}, "", seguro=False)


@accion("cuentas:avisos_leer", {"avisos.leidos": 1})
def _leer_avisos(mundo: Mundo) -> Envio:
    uno, dos = (avisar(mundo.presenta, asunto=n, texto="Hola", url="/", clave=n, en=mundo.en) for n in ("uno", "dos"))
    return Envio(mundo.presenta, _a("cuentas:avisos_leer"), {"hasta": max(uno.pk, dos.pk)}, "", seguro=False)


@accion("cuentas:preferencias", {"preferencias.elegidas": 1})
def _preferencias(mundo: Mundo) -> Envio:
    return Envio(mundo.presenta, _a("cuentas:preferencias"), {"mensaje": "ninguna"}, "Guardar")


@accion("cuentas:persona_nueva", {"persona.registrada": 1, "invitacion.creada": 1})
def _alta(mundo: Mundo) -> Envio:
    datos = {"nombre": "Rosa Ficticia", "correo": "rosa@ejemplo.invalid", "cargo": "Analista"}
    return Envio(mundo.administrador, _a("cuentas:persona_nueva"), datos, "Dar de alta")


def _de_persona(ruta: str, evento: str, boton: str, activa: bool = True, **datos: Any) -> None:
    def montar(mundo: Mundo) -> Envio:
        alguien = mundo.persona(is_active=activa)
        fijos = {"nombre": alguien.nombre, "cargo": "Otro cargo"} if ruta == "persona_corregir" else {}
        return Envio(mundo.administrador, _a(f"cuentas:{ruta}", alguien.pk), {**fijos, **datos}, boton)

    accion(f"cuentas:{ruta}", {evento: 1})(montar)


_de_persona("persona_corregir", "persona.corregida", "Guardar")
_de_persona("nombrar", "nombramiento.propuesto", "Proponer", clase="titular", papel="estrategico", oficio="OF-9",
            desde="01/12/2026")
_de_persona("invitar", "invitacion.creada", "Mandar invitación")
_de_persona("desactivar", "persona.desactivada", "Desactivar")
_de_persona("reactivar", "persona.reactivada", "Reactivar", activa=False)


def propuesto(mundo: Mundo) -> Any:
    """Un nombramiento que espera a un segundo par de ojos."""
    return nombrar(mundo.persona(), "estrategico", oficio="OF-X", desde=date(2026, 1, 5), por=mundo.persona("administrador"),
                   en=mundo.en)


@accion("cuentas:nombramiento_confirmar", {"nombramiento.confirmado": 1})
def _confirmar(mundo: Mundo) -> Envio:
    return Envio(mundo.administrador, _a("cuentas:nombramiento_confirmar", propuesto(mundo).pk), {}, "Confirmar")


@accion("cuentas:nombramiento_revocar", {"nombramiento.revocado": 1})
def _revocar(mundo: Mundo) -> Envio:
    return Envio(mundo.administrador, _a("cuentas:nombramiento_revocar", propuesto(mundo).pk), {}, "Revocar")


@accion("cuentas:orden_nueva", {"orden.propuesta": 1})
def _orden_nueva(mundo: Mundo) -> Envio:
    datos = {"numero": "OA-1/2026", "fecha": "02/03/2026", "autoridad": "Órgano Interno de Control",
             "auditores": mundo.auditor.pk, "ejercicio": "2026", "vigente_desde": "02/03/2026", "vigente_hasta": "31/12/2099"}
    return Envio(mundo.administrador, _a("cuentas:orden_nueva"), datos, "Proponer la orden")


@accion("cuentas:orden_confirmar", {"orden.confirmada": 1})
def _orden_confirmar(mundo: Mundo) -> Envio:
    return Envio(mundo.administrador, _a("cuentas:orden_confirmar", mundo.orden(confirmada=False).pk), {}, "Confirmar")


@accion("cuentas:orden_revocar", {"orden.revocada": 1})
def _orden_revocar(mundo: Mundo) -> Envio:
    return Envio(mundo.administrador, _a("cuentas:orden_revocar", mundo.orden().pk), {}, "Revocar")


@accion("cuentas:designar", {"designacion.propuesta": 1, "persona.registrada": 1, "nombramiento.propuesto": 1})
def _designar(mundo: Mundo) -> Envio:
    datos = {"nombre": "Alma Ficticia", "correo": "alma@ejemplo.invalid", "cargo": "Analista", "papeles": "elabora",
             "oficio": "OM-7/2026", "oficio_fecha": "02/03/2026", "desde": "02/03/2026", "archivo": pdf}
    return Envio(mundo.presenta, _a("cuentas:designar", mundo.ente.pk), datos, "Proponer")


@accion("cuentas:designacion_terminar", {"nombramiento.revocado": 1})
def _terminar(mundo: Mundo) -> Envio:
    suyo = mundo.persona("elabora", ente=mundo.ente).nombramientos.get().pk
    return Envio(mundo.presenta, _a("cuentas:designacion_terminar", suyo), {}, "Terminar")


@accion("cuentas:ausencias", {"ausencia.registrada": 1})
def _ausentarse(mundo: Mundo) -> Envio:
    datos = {"persona": mundo.estrategico.pk, "desde": "01/12/2026", "hasta": "04/12/2026", "motivo": "vacaciones"}
    return Envio(mundo.coordinacion, _a("cuentas:ausencias"), datos, "Registrar")


@accion("cuentas:ausencia_cancelar", {"ausencia.cancelada": 1}, pierde={302, 404})
def _volver(mundo: Mundo) -> Envio:
    suya = ausente(mundo, mundo.recepcion).pk
    return Envio(mundo.recepcion, _a("cuentas:ausencia_cancelar", suya), {}, "Cancelar la ausencia")


def ausente(mundo: Mundo, quien: Any = None) -> Any:
    """Una ausencia de esa persona (del firmante, si no se dice) que empieza hoy."""
    quien, hoy = quien or mundo.firmante, reloj.hoy()
    return registrar(quien, desde=hoy, hasta=hoy + timedelta(days=30), motivo="comision", por=quien, en=mundo.en)


@accion("cuentas:invitacion", {"invitacion.aceptada": 1}, pierde={410})
def _aceptar(mundo: Mundo) -> Envio:
    secreto = invitar(mundo.persona(), por=None, en=timezone.now())
    return Envio(None, _a("cuentas:invitacion", secreto), {"contrasena": "una frase larga y nueva 7391"}, "Guardar y entrar")


def _de_catalogo(
    modelo: str, agregar: dict[str, Any], corregir: dict[str, Any], cual: Callable, cuarto: str = "cuentas"
) -> None:
    rutas = f"admin:{cuarto}_{modelo}"

    def al_agregar(mundo: Mundo) -> Envio:
        datos = {k: v(mundo) if callable(v) else v for k, v in agregar.items()}
        return Envio(mundo.administrador, _a(f"{rutas}_add"), datos, "")

    def al_corregir(mundo: Mundo) -> Envio:
        return Envio(mundo.administrador, _a(f"{rutas}_change", cual(mundo)), corregir, "")

    accion(f"{rutas}_add", {"catalogo.agregado": 1}, pierde={200})(al_agregar)
    accion(f"{rutas}_change", {"catalogo.corregido": 1})(al_corregir)


_de_catalogo("ente", {"siglas": "NUEVO", "nombre": "Ente nuevo", "naturaleza": "dependencia"}, {"nombre": "Otro nombre"}, lambda m: m.otro_ente.pk)
_de_catalogo("area", {"clave": "nueva", "nombre": "Área nueva", "vigente_desde": "2026-01-01"}, {"nombre": "Otro nombre"},
             lambda m: Area.objects.first().pk)
_de_catalogo("arearequirente", {"ente": lambda m: m.ente.pk, "nombre": "Unidad nueva"}, {"nombre": "Otro nombre"},
             lambda m: m.area_requirente.pk)
_de_catalogo("parametro", {"clave": "firma.dias", "valor": "4"}, {"valor": "7"},
             lambda m: Parametro.objects.create(clave="revision.dias", valor=6).pk)


@accion("flujos:calendario", {"calendario.declarado": 1})
def _declarar(mundo: Mundo) -> Envio:
    datos = {"desde": "07/06/2027", "clase": "inhabil", "motivo": "Nuevo", "fuente": "Prueba"}
    return Envio(mundo.administrador, _a("flujos:calendario"), datos, "Declarar")


@accion("flujos:calendario_importar", {"calendario.declarado": 1})
def _importar(mundo: Mundo) -> Envio:
    datos = {"texto": "fecha,motivo,fuente\n2027-06-08,Nuevo,Prueba", "confirmar": "1"}
    return Envio(mundo.administrador, _a("flujos:calendario_importar"), datos, seguro=False)


@accion("flujos:calendario_federales", {"calendario.declarado": 1})
def _federales(mundo: Mundo) -> Envio:
    return Envio(mundo.administrador, _a("flujos:calendario_federales", 2031), {}, seguro=False)


@accion("flujos:calendario_quitar", {"calendario.quitado": 1})
def _quitar_dia(mundo: Mundo) -> Envio:
    dia = DiaDeCalendario.objects.create(fecha=date(2027, 5, 5), motivo="Prueba", fuente="Prueba")
    return Envio(mundo.administrador, _a("flujos:calendario_quitar", dia.pk), {}, seguro=False)


_de_catalogo("fundamento", {"ordenamiento": "Ley nueva", "articulos": "artículo 1", "medio": "Boletín Oficial",
                            "vigente_desde": "2026-01-01"},
             {"tomo": "CCXV"}, lambda m: Fundamento.objects.first().pk, "dictamenes")
_de_catalogo("disposiciondocumental", DISPOSICION | {"vigente_desde": "2026-01-01"}, {"anios_tramite": "3"},
             lambda m: m.disposicion().pk, "dictamenes")


@accion("dictamenes:bloque_nuevo", {"bloque.redactado": 1}, pierde={200})
def _bloque_nuevo(mundo: Mundo) -> Envio:
    datos = {"clave": "garantia", "titulo": "Garantía", "clase": "requisito", "texto": "Exija garantía a {ente}."}
    return Envio(mundo.administrador, _a("dictamenes:bloque_nuevo"), datos, "Guardar el borrador")


@accion("dictamenes:bloque", {"bloque.redactado": 1})
def _bloque(mundo: Mundo) -> Envio:
    datos = {"texto": "Otro texto para {ente}."}
    return Envio(mundo.administrador, _a("dictamenes:bloque", mundo.bloque().bloque_id), datos, "Guardar el borrador")


FRASE = {"titulo": "Sin marca", "texto": "Se describe por función.", "destino": "propia"}


@accion("dictamenes:frases", {"frase.guardada": 1})
def _frase_nueva(mundo: Mundo) -> Envio:
    return Envio(mundo.tecnicos["infraestructura"], _a("dictamenes:frases"), FRASE, "Guardar la frase")


@accion("dictamenes:frase", {"frase.guardada": 1})
def _frase(mundo: Mundo) -> Envio:
    return Envio(mundo.tecnicos["infraestructura"], _a("dictamenes:frase", mundo.frase().pk), FRASE, "Guardar la frase")


@accion("dictamenes:frase_retirar", {"frase.retirada": 1})
def _frase_retirar(mundo: Mundo) -> Envio:
    frase = mundo.frase()
    return Envio(mundo.tecnicos["infraestructura"], _a("dictamenes:frase_retirar", frase.pk), {}, "Retirar",
                 _a("dictamenes:frases"))


@accion("dictamenes:lista_de_criterios", {"criterios.redactado": 1})
def _lista_de_criterios(mundo: Mundo) -> Envio:
    datos = {"criterios": '[{"clave": "uso", "nombre": "Uso", "pregunta": "¿Se usa?"}]'}
    return Envio(mundo.administrador, _a("dictamenes:lista_de_criterios", "estrategica"), datos, "Guardar el borrador")


@accion("dictamenes:criterios_publicar", {"criterios.publicado": 1})
def _criterios_publicar(mundo: Mundo) -> Envio:
    lista = mundo.lista_de_criterios()
    return Envio(mundo.administrador, _a("dictamenes:criterios_publicar", lista.pk), {}, "Publicar",
                 _a("dictamenes:lista_de_criterios", lista.clase))


@accion("indicadores:cedula_versiones", {"cedula.redactado": 1})
def _cedula(mundo: Mundo) -> Envio:
    return Envio(mundo.coordinacion, _a("indicadores:cedula_versiones"), {"meta": "100 %"}, "Guardar el borrador")


@accion("indicadores:cedula_publicar", {"cedula.publicado": 1})
def _cedula_publicar(mundo: Mundo) -> Envio:
    return Envio(mundo.coordinacion, _a("indicadores:cedula_publicar", mundo.cedula().pk), {}, "Publicar",
                 _a("indicadores:cedula_versiones"))


@accion("indicadores:informe_publicar", {"informe.publicado": 1}, pierde={200})
def _informe_publicar(mundo: Mundo) -> Envio:
    mundo.publicar_cedula()
    return Envio(mundo.coordinacion, _a("indicadores:informe_publicar"), {"anio": reloj.hoy().year - 1},
                 "Publicar el informe")


@accion("flujos:formulario", {"formulario.redactado": 1})
def _formulario(mundo: Mundo) -> Envio:
    datos = {"definicion": escribir(con_mas_preguntas(formulario_vigente("baja").definicion))}
    return Envio(mundo.administrador, _a("flujos:formulario", "baja"), datos, "Guardar el borrador")


@accion("flujos:formulario_publicar", {"formulario.publicado": 1})
def _formulario_publicar(mundo: Mundo) -> Envio:
    version = mundo.formulario("telecom")
    return Envio(mundo.administrador, _a("flujos:formulario_publicar", version.pk), {}, "Publicar",
                 _a("flujos:formulario_version", version.pk))


@accion("flujos:version_nueva", {"solicitud.formulario_cambiado": 1})
def _version_nueva(mundo: Mundo) -> Envio:
    solicitud = mundo.borrador()
    mundo.publicar_formulario()
    return Envio(mundo.elabora, _a("flujos:version_nueva", solicitud.pk), {}, "Pasar a la versión nueva",
                 _a("flujos:borrador", solicitud.pk))


@accion("dictamenes:bloque_publicar", {"bloque.publicado": 1})
def _bloque_publicar(mundo: Mundo) -> Envio:
    version = mundo.bloque(clave="por-publicar")
    return Envio(mundo.administrador, _a("dictamenes:bloque_publicar", version.pk), {}, "Publicar",
                 _a("dictamenes:bloque", version.bloque_id))


CARGA_LIMPIA = b"folio,ente,fecha recibida\nVIEJO-1,ICRESON,05/01/2023\nVIEJO-1,ICRESON,06/01/2023\n"
SIN_EFECTO |= {
    "indicadores:carga_columnas": "lo mismo acordado otra vez no hace nada; lo demás choca con la versión que se vio",
    "indicadores:carga_decisiones": "lo mismo acordado otra vez no hace nada; lo demás choca con la versión que se vio",
    "indicadores:registro_historico": "recibe y liga como `escaneos_ligar`; se prueba en tests/indicadores",
}


def _carga(mundo: Mundo, folio: bytes = b"VIEJO-1", *, con_error: bool = False) -> CargaHistorica:
    contenido = CARGA_LIMPIA if con_error else CARGA_LIMPIA.rpartition(b"VIEJO")[0].replace(b"VIEJO-1", folio)
    return pasado.subir(guardar(contenido, "text/csv"), nombre="control.csv", procedencia="Libro de control",
                        montos="total", demostracion=True, por=mundo.coordinacion, en=mundo.en)


def _escaneo(mundo: Mundo) -> EscaneoHistorico:
    return escaneos.recibir(guardar(b"%PDF-1.4 viejo", "application/pdf"), "VIEJO-1.pdf", por=mundo.coordinacion,
                            en=mundo.en)


@accion("indicadores:pasado_subir", {"historico.subido": 1})
def _pasado_subir(mundo: Mundo) -> Envio:
    def tabla() -> BytesIO:
        archivo = BytesIO(CARGA_LIMPIA)
        archivo.name = "control.csv"
        return archivo

    return Envio(mundo.coordinacion, _a("indicadores:pasado_subir"), {"archivo": tabla, "procedencia": "Libro", "montos": "total"},
                 "Subir y ver qué se entiende")


@accion("indicadores:carga_fuera", {"historico.acordado": 1})
def _carga_fuera(mundo: Mundo) -> Envio:
    carga = _carga(mundo, con_error=True)
    return Envio(mundo.coordinacion, _a("indicadores:carga_fuera", carga.pk), {"fila": "3", "motivo": "Repetida"},
                 "Dejar fuera las filas marcadas", _a("indicadores:carga", carga.pk))


@accion("indicadores:carga_confirmar", {"historico.importado": 1})
def _carga_confirmar(mundo: Mundo) -> Envio:
    carga = _carga(mundo)
    return Envio(mundo.coordinacion, _a("indicadores:carga_confirmar", carga.pk), {}, "Importar 1 asunto",
                 _a("indicadores:carga", carga.pk))


@accion("indicadores:carga_descartar", {"historico.descartado": 1})
def _carga_descartar(mundo: Mundo) -> Envio:
    carga = _carga(mundo)
    return Envio(mundo.coordinacion, _a("indicadores:carga_descartar", carga.pk), {}, "Descartar esta carga",
                 _a("indicadores:carga", carga.pk))


@accion("indicadores:entes_anteriores", {"ente_anterior.registrado": 1})
def _ente_anterior(mundo: Mundo) -> Envio:
    datos = {"nombre": "Secretaría Desaparecida", "sucesor": mundo.ente.pk, "fecha": "01/07/2023", "fuente": "Decreto"}
    return Envio(mundo.coordinacion, _a("indicadores:entes_anteriores"), datos, "Registrar con su sucesor")


@accion("indicadores:escaneos", {"escaneo.recibido": 1})
def _escaneos(mundo: Mundo) -> Envio:
    return Envio(mundo.coordinacion, _a("indicadores:escaneos"), {"archivo": pdf}, "Subir y ver de qué asunto es cada uno")


@accion("indicadores:escaneos_ligar", {"escaneo.ligado": 1})
def _escaneos_ligar(mundo: Mundo) -> Envio:
    carga, escaneo = _carga(mundo, b"VIEJO-2"), _escaneo(mundo)
    pasado.confirmar(carga, version=1, por=mundo.coordinacion, en=mundo.en)
    datos = {"escaneo": escaneo.pk, f"folio_{escaneo.pk}": "VIEJO-2"}
    return Envio(mundo.coordinacion, _a("indicadores:escaneos_ligar"), datos, "Ligar los marcados",
                 _a("indicadores:escaneos"))


@accion("indicadores:escaneo_retirar", {"escaneo.retirado": 1})
def _escaneo_retirar(mundo: Mundo) -> Envio:
    return Envio(mundo.coordinacion, _a("indicadores:escaneo_retirar", _escaneo(mundo).pk), {}, "Quitar VIEJO-1.pdf",
                 _a("indicadores:escaneos"))
