"""El expediente completo en un ZIP que cualquiera puede comprobar: los mismos hechos, los mismos bytes."""
