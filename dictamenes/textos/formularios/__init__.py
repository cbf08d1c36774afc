"""Las preguntas como dato: definición versionada en JSON, validada, y lo que le falta a unas respuestas."""
