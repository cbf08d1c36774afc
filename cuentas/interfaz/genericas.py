"""Las clases de Django que llevan su tipo entre corchetes: al correr, Django 5.2 aún no los admite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = [
    "DetailView", "FormView", "ListView", "ModelAdmin", "ModelChoiceField", "ModelForm", "ModelMultipleChoiceField",
    "VistaConFormulario",
]

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.forms import ModelChoiceField, ModelForm, ModelMultipleChoiceField
    from django.views.generic import DetailView, FormView, ListView

    VistaConFormulario = FormView[Any]
else:
    from django import forms
    from django.contrib import admin
    from django.views import View, generic

    def _con_corchetes(clase):
        """La misma clase; `X[Tipo]` es `X`."""
        return type(clase)(clase.__name__, (clase,), {"__class_getitem__": classmethod(lambda esta, _: esta)})

    ModelAdmin = _con_corchetes(admin.ModelAdmin)
    ModelChoiceField = _con_corchetes(forms.ModelChoiceField)
    ModelForm = _con_corchetes(forms.ModelForm)
    ModelMultipleChoiceField = _con_corchetes(forms.ModelMultipleChoiceField)
    DetailView = _con_corchetes(generic.DetailView)
    FormView = _con_corchetes(generic.FormView)
    ListView = _con_corchetes(generic.ListView)
    # De ella heredan las mezclas que esperan una vista con formulario; al correr no se lo agregan a la que no lo tiene.
    VistaConFormulario = View
