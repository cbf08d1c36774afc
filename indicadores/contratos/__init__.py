"""Compras sin dictamen: importar contratos, cotejarlos con los dictámenes de su ente y guardar lo que se decide."""
