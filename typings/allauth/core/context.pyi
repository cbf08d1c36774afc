from contextlib import AbstractContextManager

from django.http import HttpRequest

request: HttpRequest

def request_context(request: HttpRequest) -> AbstractContextManager[None]: ...
