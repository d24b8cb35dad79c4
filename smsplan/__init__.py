"""smsplan: plan an ISO/IEC 20000-1 service management system, with evidence that proves itself."""

from .celery import app as celery_app

__all__ = ["celery_app"]
