"""El inventario de datos personales: qué columna guarda qué, para qué y cuánto tiempo. De aquí sale el aviso.

Los plazos son parámetros de la casa [P] mientras el catálogo de disposición documental no fije los suyos.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clase:
    """Una clase de datos personales, como se explica a quien los da."""

    nombre: str
    para_que: str
    conservacion: str


ENCARGO = "mientras dure el encargo y cinco años más"
EXPEDIENTE = "lo que dure el expediente según su clasificación archivística"

CLASES = {
    "identificacion": Clase(
        "Identificación y cargo: nombre, cargo, dependencia y oficio de designación",
        "saber quién captura, revisa y firma cada acto", ENCARGO,
    ),
    "ausencias": Clase(
        "Ausencias: fechas y motivo de un catálogo, nunca un dato médico",
        "no turnarle asuntos y que alguien supla su puesto", ENCARGO,
    ),
    "contacto": Clase("Correo institucional", "entrar y recibir avisos de sus asuntos", ENCARGO),
    "fiscal": Clase(
        "RFC, sólo de quien firma", "comprobar que el certificado con que firma es suyo; nunca se publica", ENCARGO,
    ),
    "acceso": Clase(
        "Datos de acceso: contraseña (sólo su resumen criptográfico), segundo factor (cifrado) y sesiones abiertas",
        "proteger su cuenta", "la contraseña y el factor, hasta que se cambian; la sesión, doce horas como máximo",
    ),
    "actividad": Clase(
        "Registro de lo que hizo: cada acto, consulta reservada e intento rechazado, con fecha y hora",
        "responder de cada decisión ante la auditoría", EXPEDIENTE,
    ),
    "contratos": Clase(
        "Contratos públicos importados: número, objeto, proveedor e importe, como los publica quien contrata",
        "saber qué compras no tuvieron dictamen", EXPEDIENTE,
    ),
    "texto": Clase(
        "Lo que las personas escriben o adjuntan en una solicitud o una revisión",
        "resolver la solicitud; no incluya datos personales que no hagan falta", EXPEDIENTE,
    ),
}

PERSONALES: dict[str, tuple[str, ...]] = {
    "identificacion": (
        "cuentas.Usuario.nombre", "cuentas.Usuario.cargo", "cuentas.Usuario.busqueda", "cuentas.Ente.titular",
        "cuentas.Ente.titular_cargo", "cuentas.Nombramiento.oficio", "cuentas.Nombramiento.puesto",
        "dictamenes.Presentacion.datos", "dictamenes.Prevencion.destinatario",
        "dictamenes.Presentacion.acuse", "dictamenes.Dictamen.datos", "dictamenes.ProyectoDeDictamen.datos",
        "dictamenes.Condicion.responsable", "dictamenes.TransferenciaPrimaria.datos",
        "dictamenes.TransferenciaPrimaria.recibe", "dictamenes.CopiaCertificada.para",
        "dictamenes.CopiaCertificada.datos",
        "dictamenes.Dictamen.datos_publicos",
    ),
    "ausencias": ("cuentas.Ausencia.motivo",),
    "contacto": ("cuentas.Usuario.correo", "account.EmailAddress.email"),
    "fiscal": ("cuentas.Usuario.rfc",),
    "acceso": (
        "cuentas.Usuario.password", "cuentas.Invitacion.huella", "cuentas.SesionAbierta.session_data",
        "cuentas.SesionAbierta.direccion", "cuentas.SesionAbierta.dispositivo", "mfa.Authenticator.data",
    ),
    "actividad": (
        "bitacora.DatosEvento.datos", "admin.LogEntry.change_message", "admin.LogEntry.object_repr",
        "cuentas.Aviso.asunto", "cuentas.Aviso.texto", "cuentas.Aviso.secciones",
        "cuentas.PreferenciaDeAviso.tema", "cuentas.PreferenciaDeAviso.entrega", "dictamenes.InteresDeclarado.motivo",
    ),
    "contratos": (
        "indicadores.Contrato.objeto", "indicadores.Contrato.proveedor", "indicadores.Contrato.busqueda",
        "indicadores.DecisionDeContrato.motivo", "indicadores.DecisionDeContrato.motivo_anulacion",
    ),
    "texto": (
        "archivos.Archivo.contenido", "dictamenes.Anexo.nombre", "dictamenes.Solicitud.proyecto",
        "dictamenes.Solicitud.respuestas", "dictamenes.Solicitud.motivo_conclusion", "dictamenes.Solicitud.busqueda",
        "dictamenes.Solicitud.plantilla",
        "dictamenes.Concepto.descripcion", "dictamenes.Concepto.declarado", "dictamenes.Concepto.marca_justificada",
        "dictamenes.Dictamen.analisis", "dictamenes.Dictamen.criterios", "dictamenes.Dictamen.motivo_devolucion",
        "dictamenes.SentidoDeConcepto.razones", "dictamenes.SentidoDeConcepto.corregir",
        "dictamenes.SentidoDeConcepto.motivo", "dictamenes.Condicion.texto",
        "dictamenes.Condicion.evidencia", "dictamenes.CumplimientoDeCondicion.motivo",
        "dictamenes.CumplimientoDeCondicion.nombre", "dictamenes.EscritoEnPapel.nombre",
        "dictamenes.CumplimientoDeCondicion.nota",
        "dictamenes.Observacion.texto", "dictamenes.Observacion.respuesta",
        "dictamenes.Revision.encargo", "dictamenes.Revision.texto", "dictamenes.Revision.criterios",
        "dictamenes.OpinionDeConcepto.nota", "dictamenes.Mensaje.texto", "dictamenes.ProyectoDeDictamen.motivo",
        "dictamenes.OpinionAnterior.texto", "dictamenes.OpinionAnterior.motivo", "dictamenes.OpinionAnterior.criterios",
        "dictamenes.OpinionAnterior.opiniones", "dictamenes.ParrafoDeBloque.texto",
        "dictamenes.Frase.titulo", "dictamenes.Frase.texto", "dictamenes.Marca.texto", "dictamenes.Marca.respuesta",
        "dictamenes.Agrupacion.nombre", "dictamenes.Agrupacion.motivo", "dictamenes.Vencimiento.motivo",
        "dictamenes.Calificacion.comentario",
        "flujos.BorradorDeTrabajo.datos", "indicadores.EscaneoHistorico.nombre",
    ),
}
"""Columna por columna; una prueba exige que toda columna de texto esté aquí o entre las que no guardan personas."""

SIN_PERSONAS = (
    "archivos.Archivo.estado", "archivos.Archivo.motivo", "archivos.Archivo.sha256", "archivos.Archivo.tipo",
    "bitacora.Ancla", "bitacora.Evento", "bitacora.DatosEvento.sal",
    "cuentas.Area", "cuentas.AreaRequirente", "cuentas.Aviso.clave", "cuentas.Aviso.url", "cuentas.DiaDeCalendario",
    "cuentas.Usuario.preferencias",
    "cuentas.Aviso.falla", "cuentas.Aviso.tema", "cuentas.Aviso.objeto", "cuentas.Aviso.identidad",
    "cuentas.Aviso.entrega", "cuentas.EntradaDeCache.valor",
    "cuentas.Ente.fuente", "cuentas.Ente.nombre", "cuentas.Ente.siglas", "cuentas.OrdenDeAuditoria",
    "cuentas.Parametro", "dictamenes.Alineacion",
    "dictamenes.Anexo.clase", "dictamenes.EscritoEnPapel.que", "dictamenes.Contingencia",
    "dictamenes.Anexo.oficio_clave",
    "dictamenes.Solicitud.oficio_clave", "dictamenes.Bloque", "dictamenes.VersionDeBloque", "dictamenes.Fundamento",
    "dictamenes.DisposicionDocumental", "dictamenes.TransferenciaPrimaria.folio",
    "dictamenes.TransferenciaPrimaria.serie", "dictamenes.CopiaCertificada.folio",
    "dictamenes.CopiaCertificada.clave", "dictamenes.CopiaCertificada.alcance",
    "dictamenes.CopiaCertificada.forma_firma",
    "dictamenes.ListaDeCriterios", "dictamenes.Frase.para",
    "dictamenes.Concepto.categoria", "dictamenes.Concepto.clave_catalogo",
    "dictamenes.Concepto.evaluacion", "dictamenes.Concepto.tasa_iva", "dictamenes.Concepto.unidad",
    "dictamenes.Dictamen.clave", "dictamenes.Dictamen.folio", "dictamenes.Dictamen.numero_oficio",
    "dictamenes.Dictamen.ubicacion_original", "dictamenes.Folio", "dictamenes.Formulario",
    "dictamenes.Observacion.ancla", "dictamenes.Marca.ancla", "dictamenes.ProyectoDeDictamen.sha256",
    "dictamenes.VersionPublica.testes",
    "dictamenes.Partida", "dictamenes.Plazo",
    "dictamenes.Precedente", "dictamenes.PrecioDictaminado", "dictamenes.Presentacion.clave",
    "dictamenes.Presentacion.folio_acuse", "dictamenes.Prevencion.folio", "dictamenes.Prevencion.ancla",
    "dictamenes.ReglaDeArea",
    "dictamenes.Suspension",
    "dictamenes.Solicitud.folio", "dictamenes.Solicitud.oficio_numero", "dictamenes.Solicitud.tipo",
    "dictamenes.Solicitud.versiones", "estandares",
    "dictamenes.Vencimiento.pregunta",
    "flujos.BorradorDeTrabajo.acto", "flujos.BorradorDeTrabajo.lugar", "flujos.Pendiente", "flujos.VistaGuardada",
    "indicadores",
)
"""Cuartos, modelos o columnas de texto que no guardan datos de personas."""
