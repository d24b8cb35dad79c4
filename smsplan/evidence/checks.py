from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured

from smsplan.evidence import signing


def signing_key_is_usable(app_configs=None, **_kwargs) -> list[Error]:
    """In production the signing key must be there before the first pack is asked for."""
    if not settings.PRODUCTION:
        return []
    try:
        signing.private_key()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="manage.py evidence_key prints a new key.", id="evidence.E001")]
    return []
