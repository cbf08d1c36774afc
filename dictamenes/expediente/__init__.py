"""Los hechos del expediente: capturarlos, copiarlos, renovarlos y seguirlos."""
