from django.urls import path

from smsplan.accounts import views

app_name = "people"
urlpatterns = [
    path("people/", views.PersonList.as_view(), name="list"),
    path("people/new/", views.PersonCreate.as_view(), name="create"),
    path("people/me/", views.OwnPage.as_view(), name="me"),
    path("people/me/preferences/", views.Preferences.as_view(), name="preferences"),
    path("people/<int:pk>/", views.PersonDetail.as_view(), name="detail"),
    path("people/<int:pk>/edit/", views.PersonUpdate.as_view(), name="update"),
    path("people/<int:pk>/deactivate/", views.PersonDeactivate.as_view(), name="deactivate"),
    path("people/<int:pk>/activate/", views.PersonActivate.as_view(), name="activate"),
    path("people/<int:pk>/invite/", views.PersonInvite.as_view(), name="invite"),
]
