"""Las reglas de la casa, comprobadas sobre el propio código. Toda excepción lleva nombre y porqué."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import call_command, get_commands
from django.db.models import Model
from django.template import engines

from cuentas.papeles import PAPELES
from cuentas.temas import TEMAS
from flujos.flows import DictamenFlow
from flujos.recorrido.nodos import TareaHumana
from tests.herramientas import arbol

LARGO_MAXIMO_DE_ARCHIVO = 400
LARGO_MAXIMO_DE_FUNCION = 50
ARCHIVOS_POR_CARPETA = 30

# Archivo → por qué puede. Una excepción que ya no hace falta hace fallar su prueba.
SENALES_PERMITIDAS: dict[str, str] = {}
RELOJ_PERMITIDO = {
    "cuentas/reloj.py": "es el reloj",
    "archivos/models.py": "cuándo llegaron los bytes a este almacén; no es un hecho del expediente y está bajo cuentas",
    "verificador/obrero.py": "se instala solo, sin cuentas; la hora llega en el pedido y sólo falta en la terminal",
    "verificador/testigos/orden.py": "se instala solo: juzga la prueba a la hora en que se corre",
    "verificador/orden_bitacora.py": "se instala solo: juzga los sellos a la hora en que se corre",
    "config/almacen/s3.py": "hasta cuándo retiene S3, que compara con su propio reloj",
}
ESTADO_PERMITIDO: dict[str, str] = {}
ORDEN_POR_OTRA_TABLA = {
    "cuentas.Nombramiento": "por papel y persona: así se leen en todas sus listas",
    "dictamenes.Revision": "por ronda y área: así se imprimen",
    "dictamenes.SentidoDeConcepto": "en el orden de los conceptos: así se imprimen",
    "estandares.Perfil": "los selectores de captura los agrupan por estándar, y por su nombre",
    "estandares.Version": "por el nombre de su estándar: así salen en el catálogo",
}
CORREOS_PERMITIDOS: dict[str, str] = {}

DEL_MARCO = {"400.html", "403.html", "404.html", "500.html", "429.html"}  # la última la pide allauth por su nombre
CORREO = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\b", re.IGNORECASE)
DOMINIOS_FICTICIOS = (".invalid", ".example", ".test")
DE_MAQUINA = re.compile(
    r"/work/(?:main|shared)|/root/|/home/\w+/|/Users/\w+/|/opt/\w+/simple|\.\./shared|"
    r"//(?:pypi\.org|files\.pythonhosted\.org)/|--(?:extra-)?index-url|--find-links"
)
SECRETO = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abprs]-\w{10,}|"
    r"\bsk-[A-Za-z0-9]{32,}|django-insecure-"
)
ESTE_ARCHIVO = "tests/arquitectura/test_arquitectura.py"


def _sobran(excepciones: dict[str, str], hallados: set[str]) -> set[str]:
    return set(excepciones) - hallados


def test_todo_modulo_dice_que_guarda():
    mudos = {
        ruta
        for ruta in arbol.modulos(*arbol.CUARTOS, "tests")
        if arbol.texto(ruta).strip() and not ast.get_docstring(arbol.arbol(ruta))
    }
    assert not mudos


def test_toda_carpeta_con_codigo_es_un_paquete():
    """Sin `__init__.py` import-linter no la ve, y lo que no ve no lo vigila."""
    carpetas = {Path(ruta).parent for ruta in arbol.modulos()}
    assert not {str(carpeta) for carpeta in carpetas if not (arbol.RAIZ / carpeta / "__init__.py").exists()}


def test_ningun_modulo_de_prueba_se_llama_como_otro():
    """`tests/` no es un paquete: con dos del mismo nombre, pytest no recoge ninguna prueba."""
    nombres = Counter(Path(ruta).name for ruta in arbol.modulos("tests") if Path(ruta).name.startswith("test_"))
    assert [nombre for nombre, veces in nombres.items() if veces > 1] == []


def test_ningun_archivo_del_producto_es_demasiado_largo():
    largos = {ruta: arbol.texto(ruta).count("\n") for ruta in arbol.modulos()}
    assert not {ruta: n for ruta, n in largos.items() if n >= LARGO_MAXIMO_DE_ARCHIVO}


def test_ninguna_funcion_es_demasiado_larga():
    largas = {}
    for ruta in arbol.modulos():
        for nodo in ast.walk(arbol.arbol(ruta)):
            if isinstance(nodo, ast.FunctionDef) and nodo.end_lineno - nodo.lineno >= LARGO_MAXIMO_DE_FUNCION:
                largas[f"{ruta}:{nodo.lineno} {nodo.name}"] = nodo.end_lineno - nodo.lineno + 1
    assert not largas


def test_ninguna_carpeta_es_un_cajon():
    """Lo que crece abre su ala: una carpeta con más archivos ya nadie la tiene en la cabeza."""
    cuantos = Counter(str(Path(ruta).parent) for ruta in arbol.modulos())
    assert {carpeta: n for carpeta, n in cuantos.items() if n > ARCHIVOS_POR_CARPETA} == {}


def test_un_prefijo_no_hace_de_carpeta():
    """`views_anclas.py` es una carpeta `views/` que no se hizo; lo mismo los formularios, las direcciones y los modelos."""
    apodos = re.compile(r"^(?:views|forms|urls|models)_")
    assert [ruta for ruta in arbol.modulos() if apodos.match(Path(ruta).name)] == []


def test_no_hay_cajones_de_sastre():
    prohibidos = {"utils", "helpers", "services", "utilidades", "servicios", "misc"}
    assert not {ruta for ruta in arbol.modulos() if prohibidos & {*Path(ruta).parts, Path(ruta).stem}}


def test_no_quedan_pendientes_en_el_codigo():
    marca = re.compile(r"(?:#|//|/\*|<!--)\s*(?:TODO|FIXME|XXX|HACK)\b")
    con_pendientes = {
        ruta for ruta, texto in arbol.propios() if ruta.endswith((".py", ".html", ".js")) and marca.search(texto)
    }
    assert not con_pendientes


def test_no_hay_senales():
    def usa_senales(ruta: str) -> bool:
        return any(
            nombre.startswith("django.dispatch") or ".signals." in f"{nombre}." for nombre in arbol.importados(ruta)
        )

    hallados = {ruta for ruta in arbol.modulos() if usa_senales(ruta)}
    assert not hallados - set(SENALES_PERMITIDAS)
    assert not _sobran(SENALES_PERMITIDAS, hallados)


def _pregunta_la_hora(ruta: str) -> bool:
    for nodo in arbol.nodos(ruta, ast.Call):
        funcion = nodo.func
        if isinstance(funcion, ast.Attribute) and funcion.attr in {"now", "utcnow", "today", "localdate"}:
            duenio = funcion.value
            nombre = duenio.id if isinstance(duenio, ast.Name) else getattr(duenio, "attr", "")
            if nombre in {"timezone", "datetime", "date"}:
                return True
        if any(argumento.arg in {"auto_now", "auto_now_add"} for argumento in nodo.keywords):
            return True
    return "django.db.models.functions.Now" in arbol.importados(ruta)


def test_hay_un_solo_reloj():
    hallados = {ruta for ruta in arbol.modulos() if _pregunta_la_hora(ruta)}
    assert not hallados - set(RELOJ_PERMITIDO)
    assert not _sobran(RELOJ_PERMITIDO, hallados)


def _asigna_estado(nodo: ast.AST) -> bool:
    if isinstance(nodo, ast.Assign | ast.AugAssign | ast.AnnAssign):
        destinos = nodo.targets if isinstance(nodo, ast.Assign) else [nodo.target]
        return any(
            isinstance(d, ast.Attribute) and d.attr == "estado" for destino in destinos for d in ast.walk(destino)
        )
    if not isinstance(nodo, ast.Call):
        return False
    funcion = getattr(nodo.func, "attr", getattr(nodo.func, "id", ""))
    if funcion == "setattr":
        return any(isinstance(a, ast.Constant) and a.value == "estado" for a in nodo.args)
    escribe = {"update", "create", "aupdate", "acreate", "get_or_create", "update_or_create", "Solicitud"}
    return funcion in escribe and any(argumento.arg == "estado" for argumento in nodo.keywords)


def test_el_estado_se_escribe_en_un_solo_archivo():
    """Sólo el molde de los actos de `dictamenes.tramite` mueve una solicitud y su dictamen."""
    alcanzan = ("dictamenes", "flujos", "indicadores", "auditoria", "config")
    hallados = {ruta for ruta in arbol.modulos(*alcanzan) if any(map(_asigna_estado, ast.walk(arbol.arbol(ruta))))}
    casa = {ruta for ruta in hallados if ruta.startswith("dictamenes/tramite")}
    assert len(casa) <= 1
    assert not hallados - casa - set(ESTADO_PERMITIDO)
    assert not _sobran(ESTADO_PERMITIDO, hallados)


def _de_una_biblioteca(nombre: str) -> bool:
    cargadores = engines["django"].engine.template_loaders
    fuentes = (Path(str(origen.name)) for cargador in cargadores for origen in cargador.get_template_sources(nombre))
    return any(ruta.is_file() and not _del_producto(ruta) for ruta in fuentes)


def _del_producto(ruta: Path) -> bool:
    return any(ruta.is_relative_to(arbol.RAIZ / carpeta) for carpeta in (*arbol.CUARTOS, "templates"))


def test_ninguna_plantilla_es_huerfana():
    """Alguien la nombra en código o en otra plantilla, o sustituye a una de Django, de una biblioteca o propia."""
    codigo = "\n".join(arbol.texto(ruta) for ruta in arbol.modulos())
    paginas = {nombre: arbol.texto(ruta) for nombre, ruta in arbol.plantillas().items()}

    def nombrada(nombre: str) -> bool:
        if nombre.startswith("practica/") and nombre.removeprefix("practica/") in paginas:
            return True  # en la práctica sustituye a la de siempre
        de_un_tema = Path(nombre).parent.name == "correo" and Path(nombre).stem in TEMAS
        return de_un_tema or nombre in codigo or any(nombre in texto for otra, texto in paginas.items() if otra != nombre)

    assert not {n for n in paginas if not nombrada(n) and n not in DEL_MARCO and not _de_una_biblioteca(n)}


@pytest.mark.django_db
def test_los_permisos_de_los_papeles_existen_en_la_base():
    en_la_base = set(Permission.objects.values_list("codename", flat=True))
    assert {papel.permiso for papel in PAPELES.values()} <= en_la_base


@pytest.mark.django_db
def test_los_permisos_que_nombra_el_flujo_existen():
    """viewflow guarda la cadena en cada tarea: un permiso mal escrito deja tareas que nadie puede tomar."""
    nombrados = {nodo._owner_permission for nodo in DictamenFlow.instance.nodes() if isinstance(nodo, TareaHumana)}
    en_la_base = {
        f"{app}.{clave}" for app, clave in Permission.objects.values_list("content_type__app_label", "codename")
    }
    assert len(nombrados) == 5
    assert nombrados <= en_la_base


def test_no_hay_rutas_de_maquina_ni_secretos():
    hallados = {
        f"{ruta}: {coincide.group()}"
        for ruta, texto in arbol.propios()
        if ruta != ESTE_ARCHIVO
        for patron in (DE_MAQUINA, SECRETO)
        for coincide in patron.finditer(texto)
    }
    assert not hallados


def test_no_hay_llaves_privadas_en_el_arbol():
    assert not [ruta for ruta in arbol.del_repositorio() if ruta.endswith((".key", ".p12", ".pfx", ".jks"))]


def test_las_personas_son_ficticias():
    """Todo correo del árbol usa un dominio que nadie puede tener (RFC 2606 y RFC 6761)."""
    hallados = {
        f"{ruta}: {coincide.group()}"
        for ruta, texto in arbol.propios()
        if ruta not in CORREOS_PERMITIDOS
        for coincide in CORREO.finditer(texto)
        if not coincide.group(1).lower().endswith(DOMINIOS_FICTICIOS)
    }
    assert not hallados


def _dependencias_declaradas() -> set[str]:
    renglones = "\n".join(
        arbol.texto(f"requirements/{nombre}.in") for nombre in ("produccion", "desarrollo")
    ).splitlines()
    nombres = (re.match(r"[A-Za-z0-9._-]+", renglon) for renglon in renglones if not renglon.startswith(("-", "#")))
    return {re.sub(r"[-_.]+", "-", nombre.group()).lower() for nombre in nombres if nombre}


def test_toda_dependencia_tiene_su_porque():
    tabla = tomllib.loads(arbol.texto("pyproject.toml"))["tool"]["dictamenes"]["dependencias"]
    assert set(tabla) == _dependencias_declaradas()
    assert all(porque.strip() for porque in tabla.values())


def _ajenos(ruta: str) -> set[str]:
    """Los paquetes de otros que el módulo importa por su nombre."""
    nombres = {alias.name for nodo in arbol.nodos(ruta, ast.Import) for alias in nodo.names}
    nombres |= {nodo.module for nodo in arbol.nodos(ruta, ast.ImportFrom) if not nodo.level}
    return {nombre.split(".")[0] for nombre in nombres} - set(sys.stdlib_module_names) - set(arbol.CUARTOS)


def test_todo_paquete_que_el_producto_importa_esta_declarado():
    """Lo que sólo viene con otro paquete puede dejar de venir: lo que se nombra en un `import` se pide."""
    declaradas, reparte = _dependencias_declaradas(), packages_distributions()
    de_quien = {
        paquete: {re.sub(r"[-_.]+", "-", nombre).lower() for nombre in reparte.get(paquete, ())}
        for ruta in arbol.modulos(con_migraciones=True) for paquete in _ajenos(ruta)
    }
    assert sorted(paquete for paquete, nombres in de_quien.items() if not nombres & declaradas) == []


def test_lo_que_se_instala_lleva_hashes():
    for nombre in ("produccion", "desarrollo", "pkcs11", "verapdf"):
        fijas = re.split(r"\n(?=\S)", arbol.texto(f"requirements/{nombre}.txt"))
        assert not [fija.split()[0] for fija in fijas if "==" in fija.split("\n")[0] and "--hash=sha256:" not in fija]


@pytest.mark.django_db
def test_no_faltan_migraciones():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _se_ordena_por_otra_tabla(modelo: type[Model]) -> bool:
    campos = [str(campo).lstrip("-") for campo in modelo._meta.ordering]
    return any("__" in campo or campo != "pk" and modelo._meta.get_field(campo).is_relation for campo in campos)


def test_el_orden_de_fabrica_sale_de_las_columnas_propias():
    """`Meta.ordering` por otra tabla la une en cada consulta, también donde el orden no importa; y si la otra también
    se ordena por otra, a todas."""
    propios = [modelo for modelo in apps.get_models() if modelo._meta.app_config.name in arbol.CUARTOS]
    hallados = {modelo._meta.label for modelo in propios if _se_ordena_por_otra_tabla(modelo)}
    assert not hallados - set(ORDEN_POR_OTRA_TABLA)
    assert not _sobran(ORDEN_POR_OTRA_TABLA, hallados)


@pytest.mark.skipif("diagrama" not in get_commands(), reason="aún no hay flujo que dibujar")
def test_el_diagrama_esta_al_dia():
    call_command("diagrama", "--revisar")


def test_el_modelo_de_amenazas_solo_cita_pruebas_que_existen():
    citadas = set(re.findall(r"`(tests/[\w/]+\.py)`", (arbol.RAIZ / "docs/amenazas.md").read_text(encoding="utf-8")))
    assert len(citadas) > 20
    assert sorted(c for c in citadas if not (arbol.RAIZ / c).exists()) == []


def test_ninguna_plantilla_pasa_de_160_columnas():
    """Las de texto no cuentan: son correos, y ahí cada párrafo es un renglón para que lo acomode quien lo recibe."""
    plantillas = sorted((arbol.RAIZ / "templates").rglob("*.html"))
    largas = [
        f"{ruta.relative_to(arbol.RAIZ)}:{n}: {len(renglon)}"
        for ruta in plantillas
        for n, renglon in enumerate(ruta.read_text(encoding="utf-8").splitlines(), 1)
        if len(renglon) > 160
    ]
    assert not largas, "\n".join(largas)


def test_ninguna_plantilla_lleva_texto_que_no_se_pueda_compactar():
    """`config.plantillas` junta los saltos: dentro de `<pre>`, `<textarea>` o un guion cambiaría lo que dicen."""
    delicado = re.compile(r"<(?:pre|textarea)\b|<script\b[^>]*>\s*[^\s<]")
    plantillas = sorted((arbol.RAIZ / "templates").rglob("*.html"))
    assert [str(r.relative_to(arbol.RAIZ)) for r in plantillas if delicado.search(r.read_text(encoding="utf-8"))] == []


LUGAR_DEL_MOLDE = {"html": 0, "unir": 0, "si": 1}


def _molde(nodo: ast.Call) -> ast.expr | None:
    lugar = LUGAR_DEL_MOLDE.get(getattr(nodo.func, "id", ""))
    return None if lugar is None or len(nodo.args) <= lugar else nodo.args[lugar]


def test_el_molde_de_todo_html_esta_escrito_en_el_codigo():
    """`cuentas.interfaz.marcado` escapa los valores, no el molde: un molde que se arma al correr podría traer lo que alguien tecleó."""
    armados = [
        f"{ruta}:{nodo.lineno}"
        for ruta in arbol.modulos()
        if "cuentas.interfaz.marcado" in arbol.texto(ruta) or "cuentas.interfaz.piezas" in arbol.texto(ruta)
        for nodo in arbol.nodos(ruta, ast.Call)
        if (molde := _molde(nodo)) is not None and not isinstance(molde, ast.Constant) and getattr(molde, "id", "") != "molde"
    ]
    assert armados == []
