"""En qué se cree y cuándo: lo que las autoridades dicen de un certificado."""
