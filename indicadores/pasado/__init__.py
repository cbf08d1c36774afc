"""El registro del pasado: leer archivos desordenados, decidir lo dudoso, importar y ligar escaneos."""
