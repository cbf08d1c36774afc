from allauth.mfa.models import Authenticator
from django import forms

from cuentas.models import Usuario

class BaseAuthenticateForm(forms.Form):
    user: Usuario
    authenticator: Authenticator
    def clean_code(self) -> str: ...

class AuthenticateForm(BaseAuthenticateForm): ...
class ReauthenticateForm(BaseAuthenticateForm):
    def save(self) -> None: ...
