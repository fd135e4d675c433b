"""The addresses of accounts and shared builds. `/b/<code>/` is for reading, whoever has the code."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from community import accounts, power_views, views

app_name = "community"
urlpatterns = [
    path("account/sign-up/", accounts.SignUp.as_view(), name="signup"),
    path("account/sign-in/", accounts.SignIn.as_view(), name="login"),
    path("account/sign-out/", LogoutView.as_view(), name="logout"),
    path("account/password/", accounts.ChangePassword.as_view(), name="password-change"),
    path("account/password/reset/", accounts.AskForNewPassword.as_view(), name="password-reset"),
    path("account/password/reset/sent/", accounts.NewPasswordAsked.as_view(), name="password-reset-done"),
    path("account/password/reset/<uidb64>/<token>/", accounts.SetNewPassword.as_view(), name="password-reset-confirm"),
    path("account/password/reset/done/", accounts.NewPasswordSet.as_view(), name="password-reset-complete"),
    path("builds/", views.builds, name="builds"),
    path("b/<slug:code>/", views.build, name="build"),
    path("b/<slug:code>/export/<slug:form>/", views.export_build, name="export"),
    path("b/<slug:code>/power/", power_views.power, name="power"),
    path("b/<slug:code>/measured/", views.add_measurement, name="measure"),
    path("b/<slug:code>/measured/<int:number>/remove/", views.remove_measurement, name="unmeasure"),
    path("b/<slug:code>/fork/", views.fork_build, name="fork"),
    path("b/<slug:code>/edit/publish/", views.publish_build, name="publish"),
]
