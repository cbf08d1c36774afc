"""Direcciones de los textos que una persona redacta y otra publica."""

from __future__ import annotations

from django.urls import path

from dictamenes.textos.views import bloques, criterios, escudo, frases

urlpatterns = [
    path("bloques/", bloques.BloquesView.as_view(), name="bloques"),
    path("bloques/nuevo/", bloques.BloqueNuevoView.as_view(), name="bloque_nuevo"),
    path("bloques/<int:pk>/", bloques.BloqueView.as_view(), name="bloque"),
    path("bloques/versiones/<int:pk>/publicar/", bloques.PublicarBloqueView.as_view(), name="bloque_publicar"),
    path("escudo/", escudo.EscudoView.as_view(), name="escudo"),
    path("escudo/<int:pk>/imagen/", escudo.ImagenDeEscudoView.as_view(), name="escudo_imagen"),
    path("escudo/<int:pk>/publicar/", escudo.PublicarEscudoView.as_view(), name="escudo_publicar"),
    path("frases/", frases.FrasesView.as_view(), name="frases"),
    path("frases/<int:pk>/", frases.FraseView.as_view(), name="frase"),
    path("frases/<int:pk>/retirar/", frases.RetirarFraseView.as_view(), name="frase_retirar"),
    path("criterios/", criterios.CriteriosView.as_view(), name="criterios"),
    path("criterios/<str:clase>/", criterios.ListaView.as_view(), name="lista_de_criterios"),
    path("criterios/versiones/<int:pk>/publicar/", criterios.PublicarListaView.as_view(),
         name="criterios_publicar"),
]
