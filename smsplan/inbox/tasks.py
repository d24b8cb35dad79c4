from celery import shared_task

from smsplan.inbox import services


@shared_task
def send_waiting_mail() -> None:
    """Send the notifications that wait to go out by mail."""
    services.send_waiting()
