"""El sitio de catálogos: el admin de Django, sin borrar, con la puerta de la casa y con bitácora.

Aquí sólo se registran catálogos (`@admin.register(Modelo, site=sitio)`); personas, nombramientos, expedientes e
historia tienen sus propias pantallas y sus actos.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import IntegrityError, connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import exigir_en_puerta
from cuentas.interfaz.formularios import FormularioSonora
from cuentas.interfaz.genericas import ModelAdmin, ModelForm

OPERACION = "catalogos.administrar"
AGREGADO = "catalogo.agregado"
LARGO_DE_BUSQUEDA = 500


class SitioDeCatalogos(admin.AdminSite):
    """Entra quien puede administrar catálogos según la matriz; `is_staff` no decide nada."""

    site_header = "Catálogos del Dictamen de TIC"
    site_title = "Catálogos"
    index_title = "Catálogos"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and puede(request.user, OPERACION)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Aquí no se entra: quien no entró va a la entrada común; quien no puede, 403 con constancia."""
        destino = request.GET.get("next", request.path)
        if not request.user.is_authenticated:
            return redirect_to_login(destino)
        exigir_en_puerta(request, OPERACION)
        return redirect("admin:index")

    def logout(  # type: ignore[override]  # Django promete una plantilla; aquí se va a otra página
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Se sale por la salida común, que lo anota."""
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # Django promete una plantilla; aquí se va a otra página
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """La contraseña se cambia en «Mi cuenta»."""
        return redirect("account_change_password")


class FormularioDeCatalogo(FormularioSonora, ModelForm[Any]):
    """Lo que se captura en un catálogo, con el mismo cuidado de fechas y de lo invisible que en las demás pantallas."""


class CatalogoAdmin(ModelAdmin[Any]):
    """Un catálogo: se agrega y se corrige, nunca se borra, y cada cambio deja evento con su valor anterior."""

    form = FormularioDeCatalogo
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nada se borra: lo que ya no rige lleva fecha."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Un número que no cabe en un filtro es una petición que no se entiende (400), no una falla."""
        if len(request.GET.get("q", "")) > LARGO_DE_BUSQUEDA:
            raise BadRequest("La búsqueda es demasiado larga.")
        try:
            return super().changelist_view(request, extra_context)
        except OverflowError as error:
            raise BadRequest("El filtro no se entiende.") from error

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Si otra petición agregó lo mismo al mismo tiempo, lo dice y lleva a la lista."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.warning(request, "Eso ya estaba en el catálogo: no se agregó otra vez.")
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """Al corregir, con candado: de dos correcciones a la vez, la segunda compara con lo que dejó la primera."""
        objeto: models.Model | None = super().get_object(request, object_id, from_field)
        if objeto is not None and request.method == "POST" and connection.in_atomic_block:
            objeto = self.model._default_manager.select_for_update().get(pk=objeto.pk)
        return objeto

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Guarda y anota en la misma transacción (la del admin)."""
        cambios = {
            campo: {"antes": form.initial.get(campo) if change else None, "ahora": form[campo].value()}
            for campo in form.changed_data
        }
        obj.save(force_insert=not change)
        if cambios:
            accion = "catalogo.corregido" if change else AGREGADO
            anotar(accion, obj, por=request.user, en=reloj.ahora(), datos=de_catalogo(obj, cambios))


def de_catalogo(objeto: models.Model, cambios: dict[str, Any]) -> dict[str, Any]:
    """Los datos del evento de un catálogo: cuál es y, por campo, qué decía antes y qué dice ahora."""
    return {"catalogo": objeto._meta.model_name, "cambios": _sin_flotantes(cambios)}


def _sin_flotantes(valor: Any) -> Any:
    """La bitácora no admite flotantes: lo que no sea estructura o entero va como texto."""
    if isinstance(valor, dict):
        return {clave: _sin_flotantes(v) for clave, v in valor.items()}
    if isinstance(valor, list):
        return [_sin_flotantes(v) for v in valor]
    return valor if valor is None or isinstance(valor, (bool, int, str)) else str(valor)


sitio = SitioDeCatalogos(name="admin")
