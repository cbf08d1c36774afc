"""El archivo: transferir y certificar copias."""
