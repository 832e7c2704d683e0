"""Addresses of the policy sets. A version is named by its set and number, such as county-101."""

from django.urls import path

from evaluations.views.policies import drafts, simulations, versions

app_name = "policies"
urlpatterns = [
    path("", versions.sets, name="sets"),
    path("<slug:name>/", versions.version, name="version"),
    path("<slug:name>/file/", versions.text, name="file"),
    path("<slug:name>/differences/", versions.differences, name="differences"),
    path("<slug:name>/new/", drafts.new, name="new"),
    path("<slug:name>/edit/<slug:part>/", drafts.edit, name="edit"),
    path("<slug:name>/discard/", drafts.discard, name="discard"),
    path("<slug:name>/simulate/", simulations.simulate, name="simulate"),
    path("<slug:name>/simulations/<uuid:public_id>/", simulations.simulation, name="simulation"),
    path("<slug:name>/simulations/<uuid:public_id>/progress/", simulations.progress, name="simulation_progress"),
    path("<slug:name>/simulations/<uuid:public_id>/csv/", simulations.as_csv, name="simulation_csv"),
    path("<slug:name>/publish/", drafts.publish, name="publish"),
]
