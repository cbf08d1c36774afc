"""Los envíos de los catálogos: el sitio de administración, el calendario, los textos, los criterios y los formularios."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.demostracion.fundamentos import INTERIOR
from cuentas.models import Area, DiaDeCalendario
from dictamenes.textos.formularios.versiones import escribir, vigente
from tests.golpes.accion import Envio, accion, envia, sin_efecto
from tests.mundo import DISPOSICION, Mundo, con_mas_preguntas, imagen

AREA = "infraestructura"
FRASE = {"titulo": "Sin marca", "texto": "Se describe por función.", "destino": "propia"}

sin_efecto("páginas que sólo se leen", "inicio", "muestrario", "privacidad", "security_txt")
sin_efecto("páginas del sitio de catálogos que no guardan", "admin:app_list", "admin:autocomplete", "admin:index",
           "admin:jsi18n", "admin:login", "admin:logout", "admin:password_change", "admin:password_change_done",
           "admin:view_on_site")


def _de_catalogo(
    modelo: str, agregar: dict[str, Any], corregir: dict[str, Any], cual: Callable[[Mundo], int], cuarto: str = "cuentas"
) -> None:
    rutas = f"admin:{cuarto}_{modelo}"
    sin_efecto("ni la lista ni la historia de un catálogo guardan, y en los catálogos nada se borra",
               *(f"{rutas}_{vista}" for vista in ("changelist", "history", "delete")))

    @accion(f"{rutas}_add", "catalogo.agregado", pierde={200})
    def al_agregar(mundo: Mundo) -> Envio:
        datos = {k: v(mundo) if callable(v) else v for k, v in agregar.items()}
        return Envio(mundo.administrador, reverse(f"{rutas}_add"), datos)

    @accion(f"{rutas}_change", "catalogo.corregido")
    def al_corregir(mundo: Mundo) -> Envio:
        return Envio(mundo.administrador, reverse(f"{rutas}_change", args=[cual(mundo)]), corregir)


_de_catalogo("ente", {"siglas": "NUEVO", "nombre": "Ente nuevo", "naturaleza": "dependencia"}, {"nombre": "Otro nombre"},
             lambda m: m.otro_ente.pk)
_de_catalogo("area", {"clave": "nueva", "nombre": "Área nueva", "vigente_desde": "2026-01-01"}, {"nombre": "Otro nombre"},
             lambda m: Area.objects.first().pk)
_de_catalogo("arearequirente", {"ente": lambda m: m.ente.pk, "nombre": "Unidad nueva"}, {"nombre": "Otro nombre"},
             lambda m: m.area_requirente.pk)
_de_catalogo("disposiciondocumental", DISPOSICION | {"vigente_desde": "2026-01-01"}, {"anios_tramite": "3"},
             lambda m: m.disposicion().pk, "dictamenes")

envia("flujos:calendario", "calendario.declarado", "administrador", "Declarar", desde="07/06/2027", clase="inhabil",
      motivo="Nuevo", fuente="Prueba")
envia("flujos:calendario_importar", "calendario.declarado", "administrador", seguro=False,
      texto="fecha,motivo,fuente\n2027-06-08,Nuevo,Prueba", confirmar="1")
envia("flujos:calendario_federales", "calendario.declarado", "administrador", seguro=False, args=(2031,))
envia("flujos:calendario_quitar", "calendario.quitado", "administrador", seguro=False,
      sobre=lambda mundo: DiaDeCalendario.objects.create(fecha=date(2027, 5, 5), motivo="Prueba", fuente="Prueba"))
envia("dictamenes:bloque_nuevo", "bloque.redactado", "administrador", "Guardar el borrador", pierde={200}, clave="garantia",
      titulo="Garantía", clase="requisito", texto="Exija garantía a {ente}.")
envia("dictamenes:bloque", "bloque.redactado", "administrador", "Guardar el borrador",
      sobre=lambda mundo: mundo.bloque().bloque, texto="Otro texto para {ente}.")
envia("dictamenes:frases", "frase.guardada", AREA, "Guardar la frase", **FRASE)
envia("dictamenes:frase", "frase.guardada", AREA, "Guardar la frase", sobre=Mundo.frase, **FRASE)
envia("dictamenes:frase_retirar", "frase.retirada", AREA, "Retirar", sobre=Mundo.frase, lista="dictamenes:frases")
envia("dictamenes:lista_de_criterios", "criterios.redactado", "administrador", "Guardar el borrador", args=("estrategica",),
      criterios='[{"clave": "uso", "nombre": "Uso", "pregunta": "¿Se usa?"}]')
envia("flujos:formulario", "formulario.redactado", "administrador", "Guardar el borrador", args=("baja",),
      escribe=lambda mundo, nada: {"definicion": escribir(con_mas_preguntas(vigente("baja").definicion))})
envia("flujos:formulario_publicar", "formulario.publicado", "administrador", "Publicar",
      sobre=lambda mundo: mundo.formulario("telecom"), pagina="flujos:formulario_version")


envia("dictamenes:escudo", "escudo.redactado", "administrador", "Guardar el borrador",
      imagen=lambda: SimpleUploadedFile("escudo.png", imagen(), "image/png"))


@accion("dictamenes:escudo_publicar", "escudo.publicado")
def _escudo_publicar(mundo: Mundo) -> Envio:
    subido = mundo.escudo()
    return Envio(mundo.administrador, reverse("dictamenes:escudo_publicar", args=[subido.pk]), {}, "Publicar",
                 reverse("dictamenes:escudo"))


@accion("dictamenes:criterios_publicar", "criterios.publicado")
def _criterios_publicar(mundo: Mundo) -> Envio:
    lista = mundo.lista_de_criterios()
    return Envio(mundo.administrador, reverse("dictamenes:criterios_publicar", args=[lista.pk]), {}, "Publicar",
                 reverse("dictamenes:lista_de_criterios", args=[lista.clase]))


@accion("dictamenes:bloque_publicar", "bloque.publicado")
def _bloque_publicar(mundo: Mundo) -> Envio:
    version = mundo.bloque(clave="por-publicar")
    return Envio(mundo.administrador, reverse("dictamenes:bloque_publicar", args=[version.pk]), {}, "Publicar",
                 reverse("dictamenes:bloque", args=[version.bloque_id]))


MANANA = f"{date.today() + timedelta(days=2):%d/%m/%Y}"
envia("dictamenes:documento_nuevo", "fundamento.redactado", "administrador", "Guardar el borrador", pierde={200}, clave="ley",
      clase="ley", ordenamiento="Ley nueva", articulos="artículo 1", medio="Boletín Oficial", vigente_desde="01/01/2026")


def _de_fundamentos(ruta: str, evento: str, llave: str, datos: dict[str, Any], borrador: Callable[[Mundo], Any]) -> None:
    """Proponer la versión siguiente, y confirmar la que propuso otra persona."""

    @accion(f"dictamenes:{ruta}", f"{evento}.redactado", pierde={200})
    def al_proponer(mundo: Mundo) -> Envio:
        return Envio(mundo.administrador, reverse(f"dictamenes:{ruta}", args=[llave]), datos, "Guardar el borrador")

    @accion(f"dictamenes:{ruta}_publicar", f"{evento}.publicado")
    def al_confirmar(mundo: Mundo) -> Envio:
        version = borrador(mundo)
        return Envio(mundo.administrador, reverse(f"dictamenes:{ruta}_publicar", args=[version.pk]), {}, "Publicar",
                     reverse(f"dictamenes:{ruta}", args=[llave]))


_de_fundamentos("documento", "fundamento", INTERIOR, {"tomo": "CCXV"}, Mundo.documento)
_de_fundamentos("competencia", "competencia", "prevenir", {"facultad": "Otra"}, Mundo.competencia)
_de_fundamentos("parametro", "parametro", "oficio.copias", {"valor": '["Otra copia"]', "desde": MANANA, "motivo": "Cambia."},
                Mundo.parametro)
