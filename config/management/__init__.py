"""Órdenes de la casa."""
