"""The addresses of accounts and shared builds. `/b/<code>/` is for reading, whoever has the code."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from community import accounts, feed_views, moderation_views, power_views, talk_views, views

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
    path("builds/feed/", feed_views.feed, name="builds-feed"),
    path("community-rules/", moderation_views.rules, name="rules-of-the-place"),
    path("moderation/", moderation_views.queue, name="moderation"),
    path("moderation/log/", moderation_views.log, name="moderation-log"),
    path("moderation/log/<int:number>/undo/", moderation_views.undo, name="moderation-undo"),
    path("moderation/unwanted/", moderation_views.unwanted, name="unwanted"),
    path("moderation/unwanted/<int:number>/remove/", moderation_views.wanted, name="wanted"),
    path("b/<slug:code>/", views.build, name="build"),
    path("b/<slug:code>/export/<slug:form>/", views.export_build, name="export"),
    path("b/<slug:code>/power/", power_views.power, name="power"),
    path("b/<slug:code>/measured/", views.add_measurement, name="measure"),
    path("b/<slug:code>/measured/<int:number>/remove/", views.remove_measurement, name="unmeasure"),
    path("b/<slug:code>/vote/", talk_views.vote, name="vote"),
    path("b/<slug:code>/report/", moderation_views.report, name="report"),
    path("b/<slug:code>/moderate/", moderation_views.moderate, name="moderate"),
    path("b/<slug:code>/comments/", talk_views.thread, name="thread"),
    path("b/<slug:code>/comments/<int:number>/", talk_views.comment, name="comment"),
    path("b/<slug:code>/comments/<int:number>/edit/", talk_views.edit, name="comment-edit"),
    path("b/<slug:code>/comments/<int:number>/delete/", talk_views.delete, name="comment-delete"),
    path("b/<slug:code>/comments/<int:number>/history/", talk_views.history, name="comment-history"),
    path("b/<slug:code>/comments/<int:number>/report/", moderation_views.report, name="report-comment"),
    path("b/<slug:code>/comments/<int:number>/moderate/", moderation_views.moderate, name="moderate-comment"),
    path("b/<slug:code>/fork/", views.fork_build, name="fork"),
    path("b/<slug:code>/edit/publish/", views.publish_build, name="publish"),
]
