from typing import Any

from django import forms
from django.views.generic import FormView, TemplateView

class AuthenticateView(TemplateView):
    stage: Any

class ReauthenticateView(FormView[forms.Form]): ...
class IndexView(TemplateView): ...
