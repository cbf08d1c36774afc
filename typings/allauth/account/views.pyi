from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.generic import FormView, TemplateView

class LoginView(FormView[forms.Form]): ...

class LogoutView(TemplateView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...

class PasswordResetView(FormView[forms.Form]): ...
class PasswordResetFromKeyView(FormView[forms.Form]): ...

account_inactive: Callable[..., HttpResponse]
signup: Callable[..., HttpResponse]
reauthenticate: Callable[..., HttpResponse]
password_change: Callable[..., HttpResponse]
password_reset_done: Callable[..., HttpResponse]
password_reset_from_key_done: Callable[..., HttpResponse]
