"""Qué papeles encuentran cada dato sembrado por `test_cada_dato_a_quien_le_toca.py`. Quien no está, no lo ve jamás.

El número dice el expediente: 1, a media revisión (opinó infraestructura; falta otra área); 2, con el proyecto devuelto;
3, emitido: el dictamen es público y dice quién opinó y qué, pero nunca un correo, un RFC ni un teléfono.
"""

from __future__ import annotations

from tests.seguridad.tabla_de_rutas import GRUPOS

ENTE = set(GRUPOS["del_ente"])
MESA = set(GRUPOS["centrales"])
RESUELVEN = {"estrategico", "firmante"}
SU_AREA = {"tecnico"}
OTRA_AREA = {"otro_tecnico"}
AJENOS = {"ajena", "acotado", "sin_papel", "anonimo", "administrador", "estandares"}
TODO_EL_MUNDO = ENTE | MESA | RESUELVEN | SU_AREA | OTRA_AREA | AJENOS

VISIBLE_PARA: dict[str, set[str]] = {
    # Lo que escribió el ente: suyo, de la mesa y de quien lo estudia. Al emitirse, lo publica el dictamen.
    "zqproyectoq1": ENTE | MESA | SU_AREA | OTRA_AREA,
    "zqproyectoq2": ENTE | MESA | SU_AREA | RESUELVEN,
    "zqproyectoq3": TODO_EL_MUNDO,
    "zqconceptoq0": TODO_EL_MUNDO,
    "zqrespuestaq0": TODO_EL_MUNDO,
    "zqanexoq0": ENTE | MESA | SU_AREA | OTRA_AREA | RESUELVEN,
    # La prevención y su respuesta, en el expediente que no se ha emitido.
    "zqobservacionq1": ENTE | MESA | SU_AREA | OTRA_AREA,
    "zqdesahogoq1": ENTE | MESA | SU_AREA | OTRA_AREA,
    # Opiniones: nadie del ente antes de emitirse; la otra área, no antes de dar la suya.
    "zqopinionq1": MESA | SU_AREA,
    "zqporconceptoq1": MESA | SU_AREA,
    "zqopinionq2": MESA | SU_AREA | RESUELVEN,
    "zqporconceptoq2": MESA | SU_AREA | RESUELVEN,
    "zqopinionq3": TODO_EL_MUNDO,
    "zqporconceptoq3": TODO_EL_MUNDO,  # la nota de cada área por concepto se imprime en el dictamen
    # Los tableros de mensajes, y por qué se excusó alguien (personal: sólo quien audita).
    "zqinternoq1": MESA | SU_AREA | OTRA_AREA,
    "zqcompartidoq1": ENTE | MESA | SU_AREA | OTRA_AREA,
    "zqinteresq1": {"auditor"},
    # Con qué nombre y por qué se estudian juntos: nadie del ente.
    "zqgrupoq1": MESA | SU_AREA | OTRA_AREA,
    "zqmotivogrupoq1": MESA | SU_AREA | OTRA_AREA,
    # El análisis estratégico y por qué se devolvió.
    "zqanalisisq2": {"auditor"} | RESUELVEN,
    "zqanalisisq3": TODO_EL_MUNDO,
    "zqdevueltoq2": MESA | SU_AREA | RESUELVEN,
    # Lo que alguien lleva escrito de un acto que no ha dado: sólo esa persona.
    "zqborradorq2": {"estrategico"},
    "zqborradorajenoq2": set(),
    # Quién opinó: lo dice el dictamen emitido.
    "zqtecnicoq0": TODO_EL_MUNDO,
    "zqcargoq0": TODO_EL_MUNDO,
    # Los datos de contacto de otra persona, sólo quien administra cuentas. El RFC, nadie más que su dueña.
    "correo": {"administrador"},
}
