"""El par plano: las mismas páginas y formularios como vistas de Django a secas, sin motor, bitácora ni candados."""
