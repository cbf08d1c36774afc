from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpResponse
from django.views.generic import DeleteView, FormView

class AddWebAuthnView(FormView[forms.Form]): ...
class RemoveWebAuthnView(DeleteView[Authenticator, forms.Form]): ...
class ReauthenticateWebAuthnView(FormView[forms.Form]): ...

login_webauthn: Callable[..., HttpResponse]
