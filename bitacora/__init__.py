"""Lo que pasó: la cadena de eventos, que sólo crece y cualquiera puede comprobar."""
