"""smsplan: plan an ISO/IEC 20000-1 service management system, with evidence that proves itself."""

from .celery import app as celery_app

__version__ = "0.1.0"

__all__ = ["__version__", "celery_app"]
