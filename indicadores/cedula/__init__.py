"""La cédula del indicador y el informe anual."""
