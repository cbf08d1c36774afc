"""La puerta a la calle: ajustes, direcciones, almacén y órdenes de operación."""
