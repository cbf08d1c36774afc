"""Las plantillas se leen con los renglones y sangrías que las hacen legibles, y se envían sin ellos."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

# Lo que empieza y acaba renglón: ahí el navegador tampoco pinta los espacios de las orillas.
BLOQUES = (
    "article|aside|body|button|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|html"
    "|legend|li|main|nav|ol|option|p|section|select|summary|table|tbody|td|text|tfoot|th|thead|title|tr|ul"
)
SALTO = re.compile(r"\s*\n\s*")
# Sin volver atrás (`?>`, `*+`): una `{{ variable }}` acaba en su primera llave, y la etiqueta, en su primer `>`.
ABRE = re.compile(rf"(<(?:{BLOQUES})\b(?>[^<>{{]|{{{{.*?}}}}|{{%.*?%}})*+>) ")
CIERRA = re.compile(rf" (</(?:{BLOQUES})\s*>)")


def compacta(texto: str) -> str:
    """El mismo HTML para quien lo mira: cada salto con su sangría es un espacio, y ninguno en las orillas de un bloque.

    No vale dentro de `<pre>`, `<textarea>` ni de un guion: en las plantillas no los hay con texto propio.
    """
    return CIERRA.sub(r"\1", ABRE.sub(r"\1", SALTO.sub(" ", texto)))


class Cargador(filesystem.Loader):
    """Las páginas, compactas; los correos, tal como están: un renglón de mil letras obligaría a recodificarlos."""

    def get_contents(self, origin: Origin) -> str:
        """Lo que dice la plantilla. Lanza `TemplateDoesNotExist`."""
        texto = super().get_contents(origin)
        es_pagina = origin.name.endswith(".html") and not str(origin.template_name).startswith("correo/")
        return compacta(texto) if es_pagina else texto
