"""Qué debe contestar cada dirección a cada quien: los códigos esperados de `test_matriz_de_rutas.py`.

Cada renglón es (GET, POST vacío, rutas). Un código por estado, en el orden de `ESTADOS`, o uno solo si no cambia:
2 = 200, 3 = redirección, x = 403, - = 404, m = 405, 9 = 409, g = 410, u = 422, 0 = 400.
Quien no se nombra está en `resto`; a quien no ha entrado se le manda a entrar. Sin `=`, es igual para todo el mundo.
"""

ESTADOS = (
    "borrador", "en_requisitos", "prevenida", "en_revision", "en_estrategia", "en_firma", "emitida", "improcedente",
    "desechada", "desistida", "cancelada",
)
GRUPOS = {"propios": ("elabora", "presenta"), "centrales": ("recepcion", "coordinacion", "auditor")}

EXPEDIENTES_Y_CUENTAS = (
    ("resto=2", "resto=2", "account_change_password account_reauthenticate"),
    ("resto=2", "resto=2", "cuentas:preferencias"),
    (
        "2",
        "m",
        "dictamenes:formato_de_contingencia account_inactive account_reset_password_done account_reset_password_from_key_done estandares:json "
        "estandares:lista estandares:perfil estandares:version indicadores:tablero indicadores:tablero_csv "
        "indicadores:tablero_xlsx salud_listo salud_vivo indicadores:datos_abiertos",
    ),
    # Con una versión publicada, en tests/indicadores/abiertos/test_datos_abiertos.py.
    ("-", "m", "indicadores:datos_version indicadores:datos_archivo indicadores:datos_ultimo indicadores:ocds_extension"),
    ("coordinacion=2 resto=x", "coordinacion=3 resto=x", "indicadores:datos_publicar"),
    ("2", "m", "indicadores:cifra indicadores:cifra_json indicadores:cifra_csv indicadores:cifra_zip indicadores:cedula "
     "indicadores:cedula_pdf indicadores:cedula_xlsx indicadores:informes"),
    ("-", "m", "indicadores:informe_zip"),  # publicado, en tests/indicadores/cedula/test_informe_anual.py
    ("coordinacion,administrador=2 resto=x", "coordinacion,administrador=3 resto=x", "indicadores:cedula_versiones"),
    ("coordinacion,administrador=m resto=x", "coordinacion,administrador=3 resto=x", "indicadores:cedula_publicar"),
    ("coordinacion=2 resto=x", "coordinacion=2 resto=x", "indicadores:informe_publicar"),
    ("2", "m", "ayuda guia"),
    ("anonimo=2 resto=3", "anonimo=2 resto=3", "account_login account_signup"),
    ("resto=2", "3", "account_logout"),
    ("2", "2", "account_reset_password account_reset_password_from_key inicio muestrario privacidad security_txt"),
    ("resto=2", "resto=2", "mfa_activate_totp mfa_add_webauthn mfa_generate_recovery_codes"),
    ("resto=2", "resto=m", "mfa_index cuentas:sesiones"),
    # El anexo de estas pruebas no tiene páginas: quién ve las de uno que sí, en tests/flujos/expediente/test_visor_de_anexos.py.
    ("resto=-", "resto=m", "flujos:anexo_pagina mfa_view_recovery_codes"),
    ("resto=-", "resto=-", "mfa_deactivate_totp mfa_remove_webauthn"),
    ("resto=3", "resto=3", "mfa_reauthenticate mfa_reauthenticate_webauthn"),
    ("3", "3", "mfa_authenticate mfa_login_webauthn"),
    ("resto=m", "resto=3", "cuentas:sesiones_cerrar"),
    ("resto=m", "resto=-", "cuentas:sesion_cerrar"),
    ("g", "g", "cuentas:factor_restablecer"),
    ("administrador=2 resto=x", "administrador=x resto=x", "cuentas:factor_iniciar"),
    ("auditor,acotado=2 resto=x", "auditor,acotado=m resto=x", "auditoria:bitacora auditoria:eventos_csv "
     "auditoria:eventos_xlsx auditoria:expedientes auditoria:expedientes_csv auditoria:expedientes_xlsx auditoria:lecturas "
     "auditoria:muestra auditoria:anclas"),
    ("auditor=-2222222222 acotado=- resto=x", "auditor,acotado=m resto=x", "auditoria:expediente auditoria:versiones"),
    # Sin tamaño ni semilla no hay muestra que entregar; con ellos, en tests/auditoria/test_mesa.py.
    ("auditor,acotado=- resto=x", "auditor,acotado=m resto=x", "auditoria:muestra_archivo"),
    ("auditor=2 acotado=- resto=x", "auditor,acotado=m resto=x", "auditoria:evento"),
    ("auditor,acotado=m resto=x", "auditor,acotado=2 resto=x", "auditoria:verificar"),
    ("auditor,acotado=m resto=x", "auditor=2 acotado=- resto=x", "auditoria:exportar"),
    ("auditor,acotado=- resto=x", "auditor,acotado=m resto=x", "auditoria:ancla"),
    ("coordinacion,administrador=2 resto=x", "coordinacion,administrador=u resto=x", "auditoria:cancelaciones"),
    ("coordinacion,administrador=m resto=x", "coordinacion,administrador=- resto=x",
     "auditoria:cancelacion_confirmar auditoria:cancelacion_descartar"),
    ("resto=m", "presenta=3 resto=-", "cuentas:aviso_leer"),
    ("resto=m", "resto=3", "cuentas:avisos_leer"),
    ("coordinacion=2 resto=x", "coordinacion=m resto=x", "flujos:equipo"),
    (
        "coordinacion,firmante=2 resto=x",
        "coordinacion,firmante=m resto=x",
        "indicadores:direccion_csv indicadores:direccion_tablero indicadores:direccion_xlsx",
    ),
    ("-", "m", "indicadores:lista indicadores:lista_csv"),  # tampoco la pública
    # Sin decir qué cifra, no hay lista; cada una, en tests/indicadores/tableros/test_tableros_internos.py.
    (
        "coordinacion,firmante=- resto=x",
        "coordinacion,firmante=m resto=x",
        "indicadores:direccion_lista indicadores:direccion_lista_csv",
    ),
    (
        "propios,ajena=2 resto=x",
        "propios,ajena=m resto=x",
        "indicadores:ente_csv indicadores:ente_tablero indicadores:ente_xlsx",
    ),
    ("propios,ajena=- resto=x", "propios,ajena=m resto=x", "indicadores:ente_lista indicadores:ente_lista_csv"),
    ("resto=2", "resto=m", "cuentas:avisos cuentas:mi_cuenta flujos:bandeja"),
    ("elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=2 resto=x",
     "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=m resto=x", "indicadores:pasado"),
    ("coordinacion,auditor,acotado=2 resto=x", "coordinacion,auditor,acotado=m resto=x", "indicadores:pasado_archivos"),
    ("coordinacion=2 resto=x", "coordinacion=2 resto=x", "indicadores:pasado_subir"),
    ("coordinacion,auditor,acotado=2 resto=x", "coordinacion=2 resto=x", "indicadores:entes_anteriores"),
    ("coordinacion=2 resto=x", "coordinacion=u resto=x", "indicadores:escaneos"),
    ("coordinacion=m resto=x", "coordinacion=3 resto=x", "indicadores:escaneos_ligar"),
    # No hay carga, lote, asunto ni escaneo en estas pruebas: quién los alcanza, en tests/indicadores/pasado/test_pasado_en_pantalla.py.
    ("coordinacion=- resto=x", "coordinacion=m resto=x", "indicadores:carga indicadores:carga_defectos"),
    ("coordinacion=- resto=x", "coordinacion=- resto=x", "indicadores:carga_columnas indicadores:carga_decisiones"),
    ("coordinacion=m resto=x", "coordinacion=- resto=x",
     "indicadores:carga_fuera indicadores:carga_confirmar indicadores:carga_descartar indicadores:escaneo_retirar"),
    ("coordinacion,auditor,acotado=- resto=x", "coordinacion,auditor,acotado=m resto=x",
     "indicadores:lote indicadores:lote_original indicadores:lote_procedencia"),
    ("elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=- resto=x",
     "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=- resto=x",
     "indicadores:registro_historico"),
    ("elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=- resto=x",
     "elabora,presenta,ajena,recepcion,coordinacion,estrategico,firmante,auditor,acotado=m resto=x", "indicadores:escaneo"),
    (
        "administrador=2 resto=x",
        "administrador=3 resto=x",
        "cuentas:desactivar cuentas:invitar cuentas:nombramiento_confirmar cuentas:nombramiento_revocar "
        "cuentas:reactivar",
    ),
    ("administrador=2 resto=x", "administrador=m resto=x", "cuentas:ordenes"),
    ("administrador=2 resto=x", "administrador=2 resto=x", "cuentas:orden_nueva"),
    ("administrador=2 resto=x", "administrador=3 resto=x", "cuentas:orden_confirmar cuentas:orden_revocar"),
    ("presenta,ajena=2 resto=x", "presenta,ajena=m resto=x", "cuentas:mi_ente"),
    ("presenta=2 ajena=- resto=x", "presenta=2 ajena=- resto=x", "cuentas:designar"),
    # Es el suyo: lo lee, y nadie cambia sus propios papeles.
    ("presenta=2 ajena=- resto=x", "presenta=x ajena=- resto=x", "cuentas:designacion_terminar"),
    # El de estas pruebas no trae escaneo: quién lo abre, en tests/cuentas/personas/test_designaciones.py.
    ("presenta,ajena,administrador=- resto=x", "presenta,ajena,administrador=m resto=x", "cuentas:designacion_oficio"),
    ("g", "g", "cuentas:invitacion"),
    ("resto=2", "resto=2", "cuentas:ausencias"),
    ("resto=-", "resto=-", "cuentas:ausencia_cancelar"),
    ("coordinacion=-3333333333 resto=x", "coordinacion=-uuuuuuuuuu resto=x", "flujos:recoger_de_firma"),
    (
        "administrador=2 resto=x",
        "administrador=2 resto=x",
        "cuentas:nombrar cuentas:persona_corregir cuentas:persona_nueva",
    ),
    ("administrador=2 resto=x", "administrador=m resto=x", "cuentas:persona cuentas:personas"),
    ("administrador=2 resto=x", "administrador=m resto=x", "flujos:detenidos"),
    ("administrador=m resto=x", "administrador=- resto=x", "flujos:correo_reintentar flujos:trabajo_reintentar"),
    ("administrador=2 resto=x", "administrador=u resto=x", "flujos:calendario flujos:calendario_importar"),
    ("tecnico,otro_tecnico,estrategico=2 resto=x", "tecnico,otro_tecnico,estrategico=2 resto=x", "dictamenes:frases"),
    ("tecnico=2 otro_tecnico,estrategico=- resto=x", "tecnico=2 otro_tecnico,estrategico=- resto=x", "dictamenes:frase"),
    ("tecnico,otro_tecnico,estrategico=m resto=x", "tecnico=3 otro_tecnico,estrategico=- resto=x",
     "dictamenes:frase_retirar"),
    ("administrador=m resto=x", "administrador=3 resto=x", "flujos:calendario_federales flujos:calendario_quitar"),
    ("0", "m", "dictamenes:huella"),
    ("administrador=2 resto=x", "administrador=m resto=x", "dictamenes:bloques dictamenes:criterios "
     "flujos:formularios flujos:formulario_version flujos:formulario_json"),
    ("administrador=2 resto=x", "administrador=2 resto=x", "dictamenes:bloque dictamenes:bloque_nuevo "
     "dictamenes:lista_de_criterios flujos:formulario"),
    ("administrador=m resto=x", "administrador=3 resto=x", "dictamenes:bloque_publicar "
     "dictamenes:criterios_publicar flujos:formulario_publicar"),
    ("-", "m", "dictamenes:publico dictamenes:verificar_clave"),
    ("2", "u", "dictamenes:verificar"),
    (
        "estrategico=----222---- firmante=-----22---- estandares,administrador,ajena,acotado,sin_papel,otro_tecnico=- "
        "tecnico=---2222---- resto=-2222222222",
        "resto=m",
        "flujos:acuse flujos:acuse_pdf flujos:oficio_pdf",
    ),
    (
        "propios=2 centrales=-2222222222 estrategico=----222---- firmante=-----22---- tecnico=---2222---- "
        "resto=-",
        "resto=m",
        "flujos:anexo flujos:visor flujos:precedentes_del_concepto",
    ),
    (
        "propios=23233333333 resto=-",
        "propios=9 resto=-",
        "flujos:anexo_retirar flujos:concepto_quitar flujos:seccion flujos:seccion_general",
    ),
    ("propios=23233333333 resto=-", "propios=u resto=-", "flujos:anexos flujos:anexo_sustituir flujos:area_requirente flujos:concepto "
     "flujos:concepto_nuevo flujos:conceptos_importar"),
    ("propios=23233333333 resto=-", "resto=m", "flujos:borrador flujos:conceptos flujos:conceptos_csv "
     "flujos:conceptos_plantilla flujos:conceptos_xlsx flujos:precedentes"),
    ("coordinacion=-2222233333 resto=x", "coordinacion=-uuuuuuuuuu resto=x", "flujos:cancelar"),
    ("coordinacion=-3333323333 resto=x", "coordinacion=-33333u3333 resto=x", "flujos:testar"),
    ("recepcion=-2222233333 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:desistir_papel"),
    ("recepcion=-3233333233 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:desahogar_papel"),
    ("coordinacion,administrador=2 resto=x", "coordinacion,administrador=u resto=x", "flujos:contingencias"),
    (
        "coordinacion=-2222233333 estrategico=----223---- resto=x",
        "coordinacion=-uuuuuuuuuu estrategico=----uuu---- resto=x",
        "flujos:agrupar",
    ),
    (
        "coordinacion=-3333333333 estrategico=----333---- resto=x",
        "coordinacion=-uuuuuuuuuu estrategico=----uuu---- resto=x",
        "flujos:separar",
    ),
    ("propios=m3m33333333 resto=-", "propios=29299999999 resto=-", "flujos:concepto_veredicto"),
    ("propios=-3233333333 resto=-", "propios=--3-------- resto=-", "flujos:desahogar"),
    ("propios=23233333333 resto=-", "propios=39999999999 resto=-", "flujos:descartar"),
    ("propios=3 resto=-", "propios=3 resto=-", "flujos:recuperar"),
    ("presenta=32222233333 resto=-", "presenta=u resto=-", "flujos:desistir"),
    ("estrategico=----233---- resto=x", "estrategico=----uuu---- resto=x", "flujos:devolver_areas flujos:estrategia"),
    ("firmante=-----23---- resto=x", "firmante=-----uu---- resto=x", "flujos:devolver_proyecto flujos:firma"),
    ("estrategico,firmante,auditor=-----2----- resto=-", "resto=m", "flujos:documento"),
    (
        "propios=3 recepcion,coordinacion=-2222233333 estrategico=----223---- firmante=-----23---- "
        "auditor=-3333333333 tecnico=---2223---- resto=-",
        "propios=u centrales=-uuuuuuuuuu estrategico=----uuu---- firmante=-----uu---- tecnico=---uuuu---- "
        "resto=-",
        "flujos:excusarse",
    ),
    (
        "propios=32222222222 centrales=-2222222222 estrategico=----222---- firmante=-----22---- "
        "tecnico=---2222---- resto=-",
        "resto=m",
        "flujos:expediente",
    ),
    ("propios,coordinacion,auditor=-2222222222 firmante=-----22---- resto=-", "resto=m", "flujos:archivo"),
    ("resto=m", "propios,coordinacion,auditor=-2222222222 firmante=-----22---- resto=-", "flujos:exportar"),
    ("coordinacion=-2222222222 firmante=-----22---- resto=x", "coordinacion=-uuuuuuuuuu firmante=-----uu---- resto=x",
     "flujos:certificar"),
    # Con copias de verdad, en tests/flujos/expediente/test_copia_certificada.py.
    ("resto=-", "resto=m", "flujos:copia_caratula flujos:copia_paquete"),
    ("coordinacion,auditor,acotado=2 resto=x", "coordinacion=u resto=x", "flujos:transferencias"),
    # Las de verdad, en tests/flujos/expediente/test_transferencia.py.
    ("coordinacion,auditor,acotado=- resto=x", "coordinacion,auditor,acotado=m resto=x", "flujos:relacion_pdf flujos:relacion_xlsx"),
    ("firmante=2 resto=x", "firmante=m resto=x", "flujos:por_firmar"),
    ("firmante=3 resto=x", "firmante=u resto=x", "flujos:firmar_varios"),
    ("firmante=m resto=x", "firmante=-----99---- resto=x", "flujos:leido"),
    ("recepcion=-2333333333 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:improcedente flujos:prevenir"),
    (
        "propios=2 centrales=-2222222222 estrategico=----222---- firmante=-----22---- tecnico=---2222---- resto=-",
        "propios=u centrales=-uuuuuuuuuu estrategico=----uuu---- firmante=-----uu---- tecnico=---uuuu---- resto=-",
        "flujos:mensajes",
    ),
    ("estrategico=2 resto=x", "estrategico=m resto=x", "flujos:condiciones"),
    ("resto=-", "resto=m", "flujos:condicion_evidencia"),  # con cumplimiento, en tests/flujos/expediente/test_condiciones.py
    ("presenta,ajena=- resto=x", "presenta,ajena=- resto=x", "flujos:condicion_reportar"),
    ("presenta=33333323333 ajena=- resto=x", "presenta=u ajena=- resto=x", "flujos:calificar"),
    ("coordinacion,firmante=2 resto=x", "coordinacion,firmante=m resto=x",
     "indicadores:satisfaccion indicadores:satisfaccion_csv"),
    ("coordinacion=-3333323333 resto=x", "coordinacion=-uuuuuuuuuu resto=x", "flujos:contratado"),
    ("coordinacion,firmante,auditor=2 resto=x", "coordinacion,firmante,auditor=m resto=x",
     "indicadores:contratos indicadores:contratos_csv"),
    ("coordinacion=2 resto=x", "coordinacion=u resto=x", "indicadores:contratos_importar"),
    ("coordinacion=3 resto=x", "coordinacion=3 resto=x", "indicadores:contratos_lote"),
    # Con contratos importados, en tests/indicadores/contratos/test_compras_sin_dictamen.py.
    ("coordinacion,firmante,auditor=- resto=x", "coordinacion,firmante,auditor=m resto=x", "indicadores:contrato"),
    ("coordinacion=m resto=x", "coordinacion=- resto=x", "indicadores:contrato_decidir"),
    ("estrategico=- resto=x", "estrategico=- resto=x", "flujos:condicion_resolver"),
    ("recepcion=-3233333333 resto=x", "recepcion=-uuuuuuuuuu resto=x", "flujos:prorrogar"),
    ("propios=m3m33333333 resto=-", "propios=9 resto=-", "flujos:lista flujos:version_nueva"),
    ("propios,recepcion,ajena=2 resto=x", "propios,recepcion,ajena=u resto=x", "flujos:nueva"),
    ("propios=2 recepcion,ajena=3 resto=x", "propios,recepcion,ajena=m resto=x", "flujos:empezar"),
    ("propios,recepcion,ajena=2 resto=x", "propios,recepcion,ajena=m resto=x", "flujos:anteriores flujos:plantillas"),
    ("propios=2 recepcion,ajena=- resto=x", "propios=u recepcion,ajena=- resto=x", "flujos:plantilla"),
    (
        "propios=-2222222222 recepcion,ajena=- resto=x",
        "propios=-3333333333 recepcion,ajena=- resto=x",
        "flujos:copiar",
    ),
    ("propios=m3m33333333 resto=-", "propios=29299999999 resto=-", "flujos:oficio_para_firma"),
    # La que sí es suya, en tests/flujos/captura/test_alcance.py.
    ("propios,recepcion,ajena=- resto=x", "propios,recepcion,ajena=m resto=x", "flujos:sin_dictamen"),
    ("propios=-3-33333333 resto=-", "resto=m", "flujos:cambios"),  # de una copiada, en tests/flujos/captura/test_copiar.py
    ("estrategico,firmante,auditor=-----2----- resto=-", "resto=m", "flujos:pagina"),
    ("propios=23233333333 resto=-", "propios=u3u33333333 resto=-", "flujos:presentar"),
    ("recepcion=-2333333333 resto=x", "recepcion=-3939999999 resto=x", "flujos:requisitos"),
    ("tecnico=---2333---- otro_tecnico=- resto=x", "tecnico=---uuuu---- otro_tecnico=- resto=x", "flujos:revision"),
    ("tecnico=---3233---- otro_tecnico=- resto=x", "tecnico=---uuuu---- otro_tecnico=- resto=x",
     "flujos:corregir_opinion"),
    ("propios,recepcion,ajena=2 resto=x", "propios,recepcion,ajena=m resto=x", "flujos:solicitudes"),
    ("propios,coordinacion,ajena=2 resto=x", "propios,coordinacion,ajena=m resto=x",
     "flujos:vencimientos flujos:vencimientos_csv flujos:vencimientos_xlsx"),
    ("propios,ajena=- resto=x", "propios,ajena=- resto=x", "flujos:vencimiento"),
    ("propios,ajena=m resto=x", "propios,ajena=- resto=x", "flujos:renovar"),
    ("sin_papel=2 resto=3", "resto=m", "flujos:trabajo"),
    ("resto=3", "resto=3", "flujos:lote"),
    ("resto=m", "resto=3", ""
        "flujos:acomodar cuentas:atajos flujos:deshacer flujos:tomar_siguiente flujos:vista_guardar flujos:vista_quitar"),
    ("resto=m", "estrategico=----222---- resto=-", "flujos:presencia"),
    ("coordinacion=-3323333333 resto=x", "coordinacion=---uuuu---- resto=x", "flujos:turnar"),
    ("estrategico=m resto=x", "estrategico=----uuu---- resto=x", "flujos:vista_previa"),
)

CATALOGOS = (
    (
        "administrador=2 resto=3",
        "administrador=2 resto=3",
        "admin:app_list admin:cuentas_area_add admin:cuentas_area_change admin:cuentas_area_changelist "
        "admin:cuentas_area_history admin:cuentas_arearequirente_add admin:cuentas_arearequirente_change "
        "admin:cuentas_arearequirente_history "
        "admin:cuentas_arearequirente_changelist "
        "admin:cuentas_ente_add admin:cuentas_ente_change "
        "admin:cuentas_ente_changelist admin:cuentas_ente_history admin:cuentas_parametro_add "
        "admin:cuentas_parametro_changelist admin:index "
        "admin:dictamenes_fundamento_add admin:dictamenes_fundamento_change admin:dictamenes_fundamento_changelist "
        "admin:dictamenes_fundamento_history "
        "admin:dictamenes_disposiciondocumental_add admin:dictamenes_disposiciondocumental_change "
        "admin:dictamenes_disposiciondocumental_changelist admin:dictamenes_disposiciondocumental_history",
    ),
    ("administrador=x resto=3", "administrador=m resto=3", "admin:autocomplete"),
    (
        "3",
        "3",
        "admin:cuentas_parametro_change admin:cuentas_parametro_history "
        "admin:logout admin:password_change",
    ),
    (
        "administrador=x resto=3",
        "administrador=x resto=3",
        "admin:cuentas_area_delete admin:cuentas_arearequirente_delete "
        "admin:cuentas_ente_delete admin:cuentas_parametro_delete admin:dictamenes_fundamento_delete "
        "admin:dictamenes_disposiciondocumental_delete",
    ),
    ("administrador=2 resto=3", "administrador=m resto=3", "admin:jsi18n admin:password_change_done"),
    ("administrador=3 resto=x", "administrador=3 resto=x", "admin:login"),
    ("administrador=- resto=3", "administrador=- resto=3", "admin:view_on_site"),
)
# Comodines del admin que no se pueden armar con `reverse`: llevan a las de arriba.
SIN_PEDIR = {"admin:<path:object_id>/", "admin:(?P<url>.*)$"}


def _por_ruta(renglones: tuple[tuple[str, str, str], ...]) -> dict[str, dict[str, dict[str, str]]]:
    return {
        ruta: {"get": _leer(get), "post": _leer(post)} for get, post, nombres in renglones for ruta in nombres.split()
    }


def _leer(dicho: str) -> dict[str, str]:
    if "=" not in dicho:
        return {"resto": dicho, "anonimo": dicho}
    codigos = {"anonimo": "3"}
    for parte in dicho.split():
        quienes, _, codigo = parte.partition("=")
        for quien in quienes.split(","):
            codigos |= dict.fromkeys(GRUPOS.get(quien, (quien,)), codigo)
    return codigos


TABLA = _por_ruta(EXPEDIENTES_Y_CUENTAS)
TABLA_DE_CATALOGOS = _por_ruta(CATALOGOS)
