"""El expediente a la vista: de quién es el turno, qué se presentó, qué ha pasado y qué documentos hay."""
