"""El firmante: quien tiene la llave del sello, y cómo se le pide. Vive en su propio proceso o, sin él, en éste."""
