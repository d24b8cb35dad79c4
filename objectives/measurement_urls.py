from objectives.views.measurement_imports import measurement_import_urls

app_name = "measurements"
urlpatterns = [*measurement_import_urls]
