"""Quién puede qué, por qué puerta pasa y qué sesión tiene abierta."""
