"""Qué pruebas corren en los dos motores y cuáles sólo en SQLite, cuando `make probar` usa las dos bases.

Toda la suite corre en SQLite. En PostgreSQL corre todo lo que toca la base, salvo lo que esta tabla aparta con su razón:
páginas, formularios y documentos sobre renglones que la base sólo guarda y devuelve. Lo que cierra con candado, cuenta,
ordena, busca o calcula con la base no se aparta: un archivo nuevo corre en los dos mientras nadie diga por qué no.

De una prueba con muchos casos, en PostgreSQL corren el primero y el último: los casos son de la regla, que ya se vio entera en
SQLite; lo del motor se ve con cualquiera. `make resistencia` la corre toda en los dos.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

SOLO_EN_SQLITE = {
    "tests/adversario": "quién ve cada alteración lo decide Python; en los dos, en `make resistencia`",
    "tests/archivos/test_almacen_s3.py": "el almacén, no la base",
    "tests/archivos/test_anclas_en_s3.py": "el almacén, no la base",
    "tests/archivos/test_nombres_y_descargas.py": "nombres y cabeceras",
    "tests/archivos/test_paginas_como_imagen.py": "dibujo de un PDF en otro proceso",
    "tests/archivos/test_subir_en_la_captura.py": "formularios con archivos",
    "tests/archivos/test_tablas_sin_formulas.py": "celdas de una hoja de cálculo",
    "tests/arquitectura": "reglas sobre el código",
    "tests/config/test_ayuda.py": "páginas fijas",
    "tests/config/test_camino_por_pasos.py": "el guion de los actos, que tests/dictamenes/tramite prueba en los dos",
    "tests/config/test_compresion.py": "bytes de una respuesta",
    "tests/config/test_demostracion.py": "la demostración, que sólo usa SQLite",
    "tests/config/test_menu.py": "vínculos de una página",
    "tests/config/test_paginas_de_error.py": "páginas fijas",
    "tests/config/test_practica.py": "el sitio de práctica, que sólo usa SQLite",
    "tests/config/test_practica_aparte.py": "el sitio de práctica, que sólo usa SQLite",
    "tests/config/test_privacidad.py": "páginas fijas",
    "tests/cuentas/avisos/test_correos_dorados.py": "el texto de los correos",
    "tests/cuentas/avisos/test_preferencias_de_aviso.py": "un formulario",
    "tests/cuentas/avisos/test_rebotes.py": "lectura de mensajes ajenos",
    "tests/cuentas/entrada/test_contrasenas.py": "páginas de entrada",
    "tests/cuentas/entrada/test_entrada.py": "páginas de entrada",
    "tests/cuentas/entrada/test_identidad_fresca.py": "páginas de entrada",
    "tests/cuentas/entrada/test_segundo_factor.py": "páginas de entrada",
    "tests/cuentas/interfaz/test_catalogos.py": "formularios",
    "tests/cuentas/interfaz/test_formularios_llanos.py": "formularios",
    "tests/dictamenes/documento": "documentos y firmas",
    "tests/dictamenes/textos/test_definicion_de_formulario.py": "datos que se aceptan o no",
    "tests/dictamenes/textos/test_frases.py": "un formulario",
    "tests/flujos/captura/test_alcance.py": "un formulario y su constancia",
    "tests/flujos/captura/test_anexos.py": "formularios con archivos",
    "tests/flujos/captura/test_anticipada.py": "formularios",
    "tests/flujos/captura/test_area_requirente.py": "un formulario",
    "tests/flujos/captura/test_copiar.py": "formularios",
    "tests/flujos/captura/test_importar_conceptos.py": "lectura y escritura de hojas de cálculo",
    "tests/flujos/captura/test_oficio_para_firma.py": "un documento",
    "tests/flujos/captura/test_pantallas_captura.py": "páginas",
    "tests/flujos/estudio/test_autografa.py": "escaneos y su cotejo",
    "tests/flujos/estudio/test_criterios_con_version.py": "formularios",
    "tests/flujos/estudio/test_elaborar.py": "formularios y diferencias de texto",
    "tests/flujos/estudio/test_firma_con_llave.py": "certificados y firmas",
    "tests/flujos/estudio/test_mil_conceptos.py": "páginas de un formulario",
    "tests/flujos/estudio/test_papel.py": "formularios",
    "tests/flujos/estudio/test_por_publicar.py": "páginas y un documento",
    "tests/flujos/estudio/test_revocacion_al_emitir.py": "certificados y firmas",
    "tests/flujos/estudio/test_version_publica.py": "un documento",
    "tests/flujos/expediente/test_ancla_impresa.py": "un documento",
    "tests/flujos/expediente/test_copia_certificada.py": "un documento",
    "tests/flujos/expediente/test_expediente_completo.py": "un archivo ZIP",
    "tests/flujos/expediente/test_pantallas_expediente.py": "páginas",
    "tests/flujos/expediente/test_visor_de_anexos.py": "páginas e imágenes",
    "tests/flujos/formularios": "formularios",
    "tests/indicadores/cedula": "documentos",
    "tests/indicadores/pasado/test_pasado_en_pantalla.py": "páginas",
    "tests/medir": "que el banco de medidas corra",
    "tests/navegador": "páginas en Chromium",
    "tests/seguridad": "rutas, permisos y datos hostiles sobre toda la URLconf: lo decide Python",
}

CASO_POR_CASO = ("tests/bitacora/", "tests/cuentas/tiempo/", "tests/golpes/", "tests/invariantes/", "tests/operacion/")
"""Aquí cada caso le pide otra cosa a la base: en PostgreSQL corren todos."""


def los_del_motor(pruebas: Sequence[Any]) -> list[Any]:
    """De las que corren en PostgreSQL, las que le tocan a `make probar`: el primer caso y el último de cada una."""
    casos = defaultdict(list)
    for prueba in pruebas:
        casos[prueba.nodeid.partition("[")[0]].append(prueba)
    extremos = {prueba.nodeid for suyos in casos.values() for prueba in (suyos[0], suyos[-1])}
    return [prueba for prueba in pruebas if prueba.nodeid in extremos or prueba.nodeid.startswith(CASO_POR_CASO)]


def en_los_dos(archivo: str) -> bool:
    """Si las pruebas con base de este archivo corren también en PostgreSQL."""
    return not any(archivo == apartado or archivo.startswith(f"{apartado}/") for apartado in SOLO_EN_SQLITE)
