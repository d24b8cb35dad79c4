import zoneinfo

from django.utils import timezone, translation


class PersonMiddleware:
    """Gives each signed-in person their language and time zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        with timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", user.language)
        # A page holds what this person may see: no shared cache may keep it.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
