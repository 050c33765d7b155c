"""The public addresses; mounted at the root, because they are typed off paper too."""

from django.urls import path

from surveys.views.choices import choices
from surveys.views.survey import survey
from surveys.views.unsubscribe import unsubscribe

app_name = "surveys"
urlpatterns = [
    path("s/<str:token>/", survey, name="survey"),
    path("c/<str:token>/", choices, name="choices"),
    path("u/<str:token>/", unsubscribe, name="unsubscribe"),
]
