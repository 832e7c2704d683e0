"""Files that bring people and classes in."""

from django.urls import path

from imports.views import columns, downloads, layouts, preview, steps, uploads

app_name = "imports"
urlpatterns = [
    path("", uploads.uploads, name="uploads"),
    path("new/", uploads.new, name="new"),
    path("layouts/<slug:kind>/", layouts.layout, name="layout"),
    path("layouts/<slug:kind>/kept/<int:pk>/delete/", layouts.mapping_delete, name="mapping_delete"),
    path("layouts/<slug:kind>/template.csv", downloads.template, name="template"),
    path("<uuid:public_id>/", preview.upload, name="upload"),
    path("<uuid:public_id>/progress/", preview.progress, name="progress"),
    path("<uuid:public_id>/columns/", columns.columns, name="columns"),
    path("<uuid:public_id>/reading/", columns.reading, name="reading"),
    path("<uuid:public_id>/check/", steps.check, name="check"),
    path("<uuid:public_id>/apply/", steps.apply, name="apply"),
    path("<uuid:public_id>/undo/", steps.undo, name="undo"),
    path("<uuid:public_id>/discard/", steps.discard, name="discard"),
    path("<uuid:public_id>/difference.csv", downloads.difference_csv, name="difference_csv"),
    path("<uuid:public_id>/difference.xlsx", downloads.difference_xlsx, name="difference_xlsx"),
    path("<uuid:public_id>/rejected/", downloads.rejected, name="rejected"),
]
