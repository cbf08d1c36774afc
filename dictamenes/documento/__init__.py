"""El documento: congelar, redactar, sellar, firmar, testar y verificar."""
