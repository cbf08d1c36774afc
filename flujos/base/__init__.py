"""Lo que varias alas de flujos comparten y no sabe de ninguna: campos, renglones, tramos y borradores."""
