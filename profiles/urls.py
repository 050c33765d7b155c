"""The pages before signing in that are about one's own password; mounted under the back office."""

from django.urls import path

from profiles.views.password import NewPasswordView, SetPasswordView

urlpatterns = [
    path("new-password/", NewPasswordView.as_view(), name="new_password"),
    path("set-password/<str:uidb64>/<str:token>/", SetPasswordView.as_view(), name="set_password"),
]
