"""Qué se muta entero y con qué pruebas se juzga; lo demás se sortea."""

from __future__ import annotations

CUARTOS = (
    "config", "flujos", "indicadores", "auditoria", "dictamenes", "estandares", "cuentas", "bitacora", "archivos", "verificador",
)

ESTANDAR = (
    "tests/estandares/test_numeros_y_unidades.py", "tests/estandares/test_listas_y_escalas.py",
    "tests/estandares/test_grupos_y_global.py", "tests/estandares/test_etiquetados.py",
    "tests/estandares/test_propiedades_de_evaluacion.py",
)
CADENA = ("tests/bitacora", "tests/auditoria/test_ataques_al_verificador.py", "tests/auditoria/test_adversario_en_la_exportacion.py")
FIRMA = "tests/dictamenes/documento/firma/"

# Los que son una regla y poco más: se equivocan en silencio y todo lo demás les cree. Enfrente, las pruebas que los nombran.
ENTEROS: dict[str, tuple[str, ...]] = {
    "dictamenes/reglas/precios.py": ("tests/dictamenes/reglas/test_precios_de_referencia.py",),
    "dictamenes/reglas/plazos.py": (
        "tests/dictamenes/reglas/test_plazos.py", "tests/dictamenes/reglas/test_reloj_del_dictamen.py",
        "tests/flujos/recorrido/test_plazos_y_calendario.py",
    ),
    "cuentas/tiempo/calendario.py": ("tests/cuentas/tiempo/test_calendario.py",),
    "estandares/reglas/evaluacion.py": ESTANDAR,
    "estandares/reglas/comparacion.py": ESTANDAR,
    "estandares/reglas/escalas.py": ESTANDAR,
    "estandares/reglas/listas.py": ESTANDAR,
    "estandares/reglas/numeros.py": ESTANDAR,
    "estandares/reglas/unidades.py": ESTANDAR,
    "indicadores/cifra/definicion_v1.py": (
        "tests/indicadores/cifra/test_definicion_del_indicador.py", "tests/indicadores/cifra/test_recalculo_de_la_cifra.py",
        "tests/indicadores/cifra/test_conteo_propiedades.py",
    ),
    "cuentas/papeles.py": ("tests/cuentas/acceso/test_matriz.py", "tests/cuentas/acceso/test_acceso.py"),
    "verificador/cadena.py": CADENA,
    "bitacora/cadena.py": CADENA,
    "verificador/politica.py": (
        FIRMA + "test_verificador_validas.py", FIRMA + "test_verificador_orden.py", FIRMA + "test_verificador_ataques.py",
    ),
}

# Para lo sorteado, toda prueba que corra dentro del proceso. Fuera: las que sólo miran otros procesos (no ven al mutante),
# las que leen el código en vez de correrlo, el banco, las largas y las que recorren todas las rutas o historias al azar, que
# tardan y distinguen poco.
FUERA_DEL_MAPA = (
    "tests/golpes", "tests/navegador", "tests/medir", "tests/arquitectura", "tests/mutar", "tests/seguridad",
    "tests/operacion/test_actualizar_con_asuntos.py", "tests/operacion/test_detenerse.py", "tests/operacion/test_ordenes_en_espanol.py",
    "tests/operacion/test_puertas_bajo_asedio.py", "tests/operacion/test_versiones_del_recorrido.py",
    "tests/invariantes/test_historias_al_azar.py", "tests/testigos/test_herramienta_ajena.py",
)
