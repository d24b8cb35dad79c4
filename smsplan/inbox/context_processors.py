from django.utils.functional import SimpleLazyObject

from smsplan.inbox.models import Notification


def inbox(request) -> dict[str, object]:
    """How many notifications this person has not read, for the bell."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or request.headers.get("HX-Request"):
        return {}
    return {"inbox_unread": SimpleLazyObject(lambda: Notification.objects.filter(recipient=user, read_at=None).count())}
