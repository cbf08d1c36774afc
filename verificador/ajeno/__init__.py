"""Lo que se le ajusta a una biblioteca ajena antes de usarla."""
