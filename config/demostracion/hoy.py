"""Lo de hoy en la oficina de la demostración: tomas, turnos, un grupo, condiciones, una corrección y una renovación."""

from __future__ import annotations

from datetime import datetime, timedelta

from archivos.entrada import guardar
from bitacora.rechazos import Rechazo
from config.demostracion.abiertos import testar_uno
from config.demostracion.archivo import archivar
from config.demostracion.formularios import versiones_nuevas
from config.demostracion.gente import Gente, quien_presenta
from config.demostracion.muestra import pdf_de_muestra
from cuentas.models import Area, Ente, VersionDeParametro
from cuentas.personas import designaciones, personas
from cuentas.personas.nombramientos import confirmar, nombrar, revocar
from cuentas.reloj import dia_de
from dictamenes import tramite
from dictamenes.archivo import retencion
from dictamenes.expediente import captura, vencimientos
from dictamenes.models import Condicion, Fundamento, Revision, RevisionPublica, Solicitud, Vencimiento
from dictamenes.models.dictamen import EstadoDeDictamen
from dictamenes.reglas import excepciones
from dictamenes.tramite.publico import SE_REVISA
from flujos.bandeja import reparto
from flujos.captura.alcance import PREGUNTAS
from flujos.expediente import agrupadas
from flujos.recorrido import actos

TOMAN = ("recepcion", "estrategico")
CONDICIONES_REPORTADAS = 2
QUIEN_REPITE = "ICRESON"
AREA_DE_QUIEN_LLEGA, ESPECIALISTA, MEDIO_ANIO = "infraestructura", "Especialista dictaminador", timedelta(days=182)
RETENCIONES = (
    ("Sala ficticia, juicio DEMO-12", "Se ofreció como prueba: debe conservarse entero hasta la sentencia (ficticio)."),
    ("Órgano Interno de Control (ficticio), DEMO-OIC-4", "Investigación en curso; también sus anexos (ficticio)."),
)
NO_ES_TIC = "Se compran 40 escritorios y sillas para ventanilla; nada se conecta ni guarda datos."
POR_QUE_EXCEPCION = "Se integra a equipo instalado que no admite lo que la cláusula exige; cambiarlo sale más caro."
CORRECCION = "Se precisa la garantía que ofrece el proveedor."


def cerrar_el_dia(gente: Gente, en: datetime) -> None:
    """Deja trabajo repartido y algo de cada cosa que una oficina tiene a media mañana, con los actos de verdad."""
    for papel in TOMAN:
        reparto.tomar_siguiente(por=gente.central[papel][0], en=en, envio=None)
    _turnar(gente, en)
    _agrupar(gente, en)
    _exceptuar(gente, en)
    _reportar(gente, en)
    _corregir(en)
    _renovar(gente, en)
    _repetir(gente, en)
    _designar(gente, en)
    _nombrar(gente, en)
    archivar(gente, en)
    _retener(gente, en)
    versiones_nuevas(gente, en)
    testar_uno(gente, en)
    _publicar(gente, en)


def _publicar(gente: Gente, en: datetime) -> None:
    """Coordinación ya revisó lo público de seguridad y centro de datos, menos lo último que se emitió."""
    coordinacion = gente.central["coordinacion"][0]
    esperan = RevisionPublica.objects.pendientes().select_related("dictamen__solicitud")
    for revision in list(esperan)[:-1]:
        leido = revision.dictamen.ejemplar_publico.sha256
        asunto = revision.dictamen.solicitud
        actos.ejecutar(tramite.liberar_publico, asunto, coordinacion, en, leido=leido, revisado=list(SE_REVISA))


def _turnar(gente: Gente, en: datetime) -> None:
    """Coordinación turna la más antigua de cada área a su primera persona que pueda verla."""
    coordinacion = gente.central["coordinacion"][0]
    pendientes = Revision.objects.filter(dada_en=None, turnada_a=None).select_related("area", "solicitud")
    por_area = {revision.area.clave: revision for revision in pendientes.order_by("-pk")}
    for clave, revision in por_area.items():
        for persona in gente.del_area[clave]:
            try:
                actos.turnar(revision.solicitud, por=coordinacion, en=en, revision=revision, a=persona)
                break
            except Rechazo:  # tiene impedimento o ya intervino: se prueba con la siguiente
                continue


def _agrupar(gente: Gente, en: datetime) -> None:
    en_estudio = Solicitud.objects.filter(estado__in=("en_revision", "en_estrategia"), tipo="bienes")
    parecidas = list(en_estudio.order_by("-pk")[:2])
    if len(parecidas) == 2:
        agrupadas.agrupar(
            parecidas[0], parecidas[1:], por=gente.central["coordinacion"][0], en=en,
            nombre="Equipo de cómputo de fin de año",
            motivo="Piden equipo parecido y conviene estudiar la compra consolidada.",
        )


def _exceptuar(gente: Gente, en: datetime) -> None:
    """Tres entes piden excepción a lo que no cumplen: se otorga una, se niega otra y la tercera espera."""
    VersionDeParametro.objects.get_or_create(clave="excepcion.por_omision", numero=1, defaults={
        "valor": True, "desde": dia_de(en), "redactada_en": en, "publicada_en": en,
        "motivo": "De la demostración."})
    coordinacion, fundamento = gente.central["coordinacion"][0], Fundamento.objects.vigentes(dia_de(en)).first()
    en_estudio = Solicitud.objects.filter(estado__in=tramite.pedir_excepcion.desde).order_by("pk")
    con_que_pedir = ((s, pedibles) for s in en_estudio if (pedibles := excepciones.pedibles(s)))
    for resuelve, (solicitud, pedibles) in zip(("otorga", "niega", ""), con_que_pedir, strict=False):
        actos.ejecutar(tramite.pedir_excepcion, solicitud, por=quien_presenta(gente, solicitud.ente.siglas), en=en,
                       cual=pedibles[0].llave, razon=POR_QUE_EXCEPCION)
        suya = excepciones.de(solicitud)[0].pk
        if resuelve == "otorga" and fundamento:
            actos.ejecutar(tramite.otorgar_excepcion, solicitud, por=coordinacion, en=en, excepcion=suya,
                           motivo="El uso descrito no necesita lo que la cláusula exige.", fundamento=fundamento)
        elif resuelve == "niega":
            actos.ejecutar(tramite.negar_excepcion, solicitud, por=coordinacion, en=en, excepcion=suya,
                           motivo="Hay en el mercado equipo que la cumple al mismo precio.")


def _reportar(gente: Gente, en: datetime) -> None:
    """El ente acredita sus condiciones más recientes; quedan por revisar."""
    emitidas = Condicion.objects.filter(dictamen__estado=EstadoDeDictamen.VIGENTE, cumplida_en=None)
    for condicion in emitidas.select_related("dictamen__solicitud__ente").order_by("-pk")[:CONDICIONES_REPORTADAS]:
        solicitud = condicion.dictamen.solicitud
        archivo = guardar(pdf_de_muestra(f"Acta de entrega, {solicitud.folio}"), "application/pdf")
        actos.ejecutar(
            tramite.reportar_condicion, solicitud, por=quien_presenta(gente, solicitud.ente.siglas), en=en,
            condicion=condicion.pk, nota="Se entregaron las garantías y se configuró el equipo.", archivo=archivo,
            rotulo="acta_de_entrega.pdf",
        )


def _renovar(gente: Gente, en: datetime) -> None:
    """De lo que va a terminar, un ente ya prepara su renovación y otro dice que no renovará."""
    por_terminar = list(Vencimiento.objects.por_decidir().select_related("dictamen__solicitud__ente")[:2])
    if len(por_terminar) == 2:
        uno, otro = por_terminar
        vencimientos.renovar(uno, por=quien_presenta(gente, uno.dictamen.solicitud.ente.siglas), en=en)
        vencimientos.no_renovar(otro, por=quien_presenta(gente, otro.dictamen.solicitud.ente.siglas), en=en,
                                motivo="El servicio se consolidó con el contrato de otra dependencia.")


def _corregir(en: datetime) -> None:
    """Quien dio la última opinión de un asunto que está en estrategia la precisa: queda una segunda versión."""
    dadas = Revision.objects.filter(solicitud__estado="en_estrategia", version=1).exclude(dada_en=None)
    revision = dadas.select_related("solicitud", "area", "dada_por").order_by("-pk").first()
    if revision is None:
        return
    actos.ejecutar(
        tramite.corregir_opinion, revision.solicitud, por=revision.quien_opino, en=en + timedelta(minutes=1),
        area=revision.area, version=1, motivo=CORRECCION,
        texto=f"{revision.texto} {CORRECCION}", criterios=revision.criterios,
        opiniones={o.concepto_id: (o.postura, o.nota) for o in revision.opiniones.all()},
    )


def _repetir(gente: Gente, en: datetime) -> None:
    """El ente de muestra guarda una compra ya dictaminada como plantilla y la repite; y consulta algo que no es TIC."""
    elabora = gente.del_ente[QUIEN_REPITE]["elabora"]
    emitidas = Solicitud.objects.filter(estado="emitida", tipo="bienes", ente__siglas=QUIEN_REPITE)
    for anterior in emitidas.order_by("-pk")[:1]:
        captura.nombrar_plantilla(anterior, "Equipo de cada año", por=elabora, en=en)
        captura.copiar(anterior, por=elabora, en=en)
    ente = Ente.objects.get(siglas=QUIEN_REPITE)
    captura.consultar_sin_dictamen(ente, dict.fromkeys(PREGUNTAS, False), NO_ES_TIC, por=elabora, en=en)


def _designar(gente: Gente, en: datetime) -> None:
    """El ente de muestra designa a quien va a elaborar; la Subsecretaría todavía no lo confirma."""
    escaneo = guardar(pdf_de_muestra("Oficio de designación DEMO-OD-12"), "application/pdf")
    designaciones.designar(
        Ente.objects.get(siglas=QUIEN_REPITE), correo="nueva.icreson@demo.example", nombre="Ramona Bórquez Tapia",
        cargo="Analista de sistemas", papeles=["elabora"], desde=dia_de(en), hasta=None, en=en,
        oficio=designaciones.Oficio("DEMO-OD-12", dia_de(en), escaneo), por=quien_presenta(gente, QUIEN_REPITE),
    )


def _nombrar(gente: Gente, en: datetime) -> None:
    """Quien era del ente de muestra ya dictamina, y lo de su ente no le toca; un papel con fecha pasada espera."""
    propone, confirma = gente.central["administrador"][:2]
    area, hoy = Area.objects.get(clave=AREA_DE_QUIEN_LLEGA), dia_de(en)
    llega = personas.registrar(
        correo="llega@demo.example", nombre="Ignacio Robles Cota", cargo=ESPECIALISTA, por=propone, en=en)
    antes = nombrar(llega, "elabora", ente=Ente.objects.get(siglas=QUIEN_REPITE), oficio="DEMO-COM-03",
                    desde=hoy - MEDIO_ANIO, por=None, en=en)
    revocar(antes, por=None, en=en)
    papel = nombrar(llega, "tecnico", area=area, oficio="DEMO-COM-04", desde=hoy, por=propone, en=en)
    confirmar(papel, por=confirma, en=en)
    nombrar(llega, "tecnico", area=Area.objects.exclude(pk=area.pk).order_by("clave")[0], oficio="DEMO-COM-05",
            desde=hoy - timedelta(days=12), fundamento="Tomó posesión ese día, según el acta DEMO-AE-02.",
            por=propone, en=en)


def _retener(gente: Gente, en: datetime) -> None:
    """De dos asuntos concluidos, uno está retenido por un juicio y el otro espera a la segunda persona."""
    coordina, autoriza = gente.central["coordinacion"][0], gente.central["firmante"][0]
    concluidas = Solicitud.objects.filter(estado__in=("desistida", "improcedente", "emitida"), dispuesto=None)
    for solicitud, (autoridad, fundamento) in zip(concluidas.order_by("concluida_en"), RETENCIONES, strict=False):
        suya = retencion.proponer(solicitud, autoridad=autoridad, fundamento=fundamento, por=coordina, en=en,
                                  hasta=dia_de(en + MEDIO_ANIO))
        if autoridad == RETENCIONES[0][0]:
            retencion.confirmar(suya, por=autoriza, en=en)
