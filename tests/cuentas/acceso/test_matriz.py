"""La matriz de acceso, leída al revés: lo que puede cada papel. Se escribe aparte, a propósito: un cambio de acceso se dice dos veces."""

import pytest

from cuentas.papeles import CON_SEGUNDO_FACTOR, EXCLUYENTES, MATRIZ, OPCIONES_DE_PAPEL, PAPELES, Alcance, papel_de

PUEDE = {
    "elabora": {
        Alcance.ENTE: (
            "expediente.exportar mensaje.del_ente pasado.ver solicitud.elaborar solicitud.ver "
            "tablero.del_ente vencimiento.anotar vencimiento.ver"
        ),
        Alcance.ENTE_UNIPERSONAL: (
            "condicion.reportar designacion.leer dictamen.calificar documento.firmar excepcion.pedir "
            "notificacion.recibir personas.del_ente solicitud.desahogar "
            "solicitud.desistir solicitud.presentar"
        ),
    },
    "presenta": {
        Alcance.ENTE: (
            "condicion.reportar designacion.leer dictamen.calificar documento.firmar excepcion.pedir expediente.exportar "
            "mensaje.del_ente "
            "notificacion.recibir pasado.ver personas.del_ente solicitud.desahogar solicitud.desistir solicitud.elaborar "
            "solicitud.presentar solicitud.ver tablero.del_ente vencimiento.anotar vencimiento.ver"
        ),
    },
    "recibe": {Alcance.ENTE: "notificacion.recibir solicitud.ver"},
    "recepcion": {
        Alcance.TODO: "documento.firmar mensaje.interno notificacion.oficio pasado.ver requisitos.resolver solicitud.capturar_papel solicitud.ver",
    },
    "coordinacion": {
        Alcance.TODO: (
            "archivo.disponer archivo.leer archivo.retener archivo.transferir ausencias.registrar bitacora.origen "
            "cedula.publicar cedula.redactar "
            "contingencia.registrar contrato.decidir contrato.ver datos.cancelar datos.exportar "
            "datos.publicar dictamen.recoger dictamen.testar documento.firmar excepcion.resolver expediente.certificar expediente.exportar "
            "informe.publicar mensaje.interno pasado.importar pasado.leer pasado.ver retencion.leer revision.turnar "
            "satisfaccion.leer solicitud.agrupar solicitud.cancelar solicitud.ver tablero.de_direccion "
            "vencimiento.ver"
        ),
    },
    "tecnico": {
        Alcance.AREA: "frase.usar revision.opinar solicitud.ver",
        Alcance.TODO: "mensaje.interno",
    },
    "estrategico": {
        Alcance.EN_ESTRATEGIA: "solicitud.agrupar solicitud.ver",
        Alcance.TODO: "condicion.resolver dictamen.elaborar frase.usar mensaje.interno pasado.ver",
    },
    "firmante": {
        Alcance.EN_FIRMA: "expediente.certificar expediente.exportar solicitud.ver",
        Alcance.TODO: (
            "archivo.retener contrato.ver dictamen.firmar documento.firmar mensaje.interno pasado.ver retencion.leer satisfaccion.leer "
            "tablero.de_direccion"
        ),
    },
    "estandares": {
        Alcance.TODO: "estandar.publicar estandar.redactar",
    },
    "administrador": {
        Alcance.TODO: (
            "bitacora.origen bloque.publicar bloque.redactar catalogos.administrar cedula.publicar cedula.redactar "
            "competencia.publicar competencia.redactar escudo.publicar escudo.redactar fundamento.publicar "
            "fundamento.redactar parametro.publicar parametro.redactar "
            "contingencia.registrar criterios.publicar criterios.redactar datos.cancelar designacion.leer "
            "formulario.publicar formulario.redactar orden.registrar personas.administrar trabajos.reintentar"
        ),
    },
    "auditor": {
        Alcance.TODO: (
            "archivo.leer bitacora.leer contrato.ver datos.exportar expediente.exportar pasado.leer "
            "pasado.ver retencion.leer solicitud.ver"
        ),
    },
}


@pytest.mark.parametrize("papel", PAPELES)
def test_cada_papel_puede_lo_suyo_y_nada_mas(papel):
    esperado = {operacion: alcance for alcance, suyas in PUEDE[papel].items() for operacion in suyas.split()}
    assert {operacion: fila[papel] for operacion, fila in MATRIZ.items() if papel in fila} == esperado


def test_ninguna_operacion_quedo_sin_quien_la_haga():
    assert not [operacion for operacion, fila in MATRIZ.items() if not fila]
    assert set(PUEDE) == set(PAPELES)


def test_de_que_cuelga_cada_papel_y_que_permiso_da():
    assert {papel.clave: (papel.de, papel.permiso) for papel in PAPELES.values()} == {
        "elabora": ("ente", "elaborar_solicitudes"),
        "presenta": ("ente", "presentar_solicitudes"),
        "recibe": ("ente", "recibir_notificaciones"),
        "recepcion": ("central", "revisar_requisitos"),
        "coordinacion": ("central", "coordinar"),
        "tecnico": ("area", "revisar_en_area"),
        "estrategico": ("central", "dictaminar_estrategia"),
        "firmante": ("central", "autorizar_dictamenes"),
        "estandares": ("central", "administrar_estandares"),
        "administrador": ("central", "administrar"),
        "auditor": ("central", "auditar"),
    }
    assert [(clave, papel.nombre) for clave, papel in PAPELES.items()] == OPCIONES_DE_PAPEL


def test_audita_o_administra_quien_no_hace_otra_cosa():
    assert {"auditor", "administrador"} == EXCLUYENTES


def test_solo_quien_es_de_un_ente_entra_sin_segundo_factor():
    assert set(PAPELES) - CON_SEGUNDO_FACTOR == {"elabora", "presenta", "recibe"}
    assert set(PAPELES) >= CON_SEGUNDO_FACTOR


def test_la_cola_de_una_operacion_es_la_de_su_papel():
    assert papel_de("requisitos.resolver") is PAPELES["recepcion"]
    assert papel_de("solicitud.presentar") is PAPELES["presenta"]  # quien elabora y también presenta ve esa misma cola
    with pytest.raises(ValueError, match="elabora, presenta"):
        papel_de("solicitud.elaborar")


def test_una_operacion_de_nadie_no_tiene_cola(monkeypatch):
    monkeypatch.setitem(MATRIZ, "de.nadie", {"elabora": Alcance.ENTE_UNIPERSONAL})
    with pytest.raises(ValueError, match="ninguno"):
        papel_de("de.nadie")
