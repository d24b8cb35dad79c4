from celery import shared_task
from celery.signals import worker_ready

from smsplan.inbox.tasks import send_waiting_mail
from smsplan.work import reminders


@shared_task(name="smsplan.work.tasks.send_reminders")
def send_reminders() -> None:
    """The day's reminders; safe to run twice."""
    reminders.send_reminders()
    send_waiting_mail.delay()


@shared_task(name="smsplan.work.tasks.make_up_reminders")
def make_up_reminders() -> None:
    """The day's reminders when their hour passed while nothing ran."""
    if reminders.missed_round():
        reminders.send_reminders()
        send_waiting_mail.delay()


@worker_ready.connect
def _make_up_at_start(**_kwargs) -> None:
    make_up_reminders.delay()
