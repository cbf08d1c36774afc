"""Direcciones del cuarto dictamenes."""

from __future__ import annotations

from django.urls import path

from dictamenes import views, views_bloques, views_criterios, views_frases

app_name = "dictamenes"
urlpatterns = [
    path("verificar/", views.verificar, name="verificar"),
    path("verificar/huella/", views.huella, name="huella"),
    path("v/<str:clave>/", views.verificar_clave, name="verificar_clave"),
    path("v/<str:clave>/publico.pdf", views.publico, name="publico"),
    path("contingencia/formato.pdf", views.formato_de_contingencia, name="formato_de_contingencia"),
    path("bloques/", views_bloques.BloquesView.as_view(), name="bloques"),
    path("bloques/nuevo/", views_bloques.BloqueNuevoView.as_view(), name="bloque_nuevo"),
    path("bloques/<int:pk>/", views_bloques.BloqueView.as_view(), name="bloque"),
    path("bloques/versiones/<int:pk>/publicar/", views_bloques.PublicarBloqueView.as_view(), name="bloque_publicar"),
    path("frases/", views_frases.FrasesView.as_view(), name="frases"),
    path("frases/<int:pk>/", views_frases.FraseView.as_view(), name="frase"),
    path("frases/<int:pk>/retirar/", views_frases.RetirarFraseView.as_view(), name="frase_retirar"),
    path("criterios/", views_criterios.CriteriosView.as_view(), name="criterios"),
    path("criterios/<str:clase>/", views_criterios.ListaView.as_view(), name="lista_de_criterios"),
    path("criterios/versiones/<int:pk>/publicar/", views_criterios.PublicarListaView.as_view(),
         name="criterios_publicar"),
]
