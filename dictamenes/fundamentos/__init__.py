"""Con qué se funda cada acto: documentos, competencias, parámetros y la lista de cotejo de quien los captura."""
