"""El servidor de las pruebas es de verdad: varios procesos, sesión y CSRF de verdad, la base de la prueba."""

import pytest
from django.conf import settings
from django.urls import reverse

from dictamenes.models import Solicitud
from tests.herramientas.cliente_http import a_la_vez
from tests.herramientas.proceso_aparte import hasta
from tests.herramientas.servidor_de_prueba import servidor

pytestmark = pytest.mark.django_db(transaction=True)


def test_el_servidor_atiende_con_dos_procesos_y_escribe_en_la_base_de_la_prueba(mundo):
    with servidor() as s:
        hasta(lambda: len(s.hijos()) == 2)  # responde en cuanto nace el primero
        cliente = s.cliente(mundo.elabora)
        url = reverse("flujos:nueva")
        datos = cliente.formulario(url)
        respuesta = cliente.post(url, datos)
        assert respuesta.codigo == 422, respuesta.principal
        respuestas = a_la_vez(*[cliente.listo(url, datos) for _ in range(20)])
        assert {r.codigo for r in respuestas} == {422}
        assert s.cliente().get(url).codigo == 302
        assert not Solicitud.objects.exists()
        cliente.galletas[settings.CSRF_COOKIE_NAME] = "b" * 32
        assert cliente.post(url, datos).codigo == 403
    with pytest.raises(ConnectionRefusedError):
        cliente.get(url)
