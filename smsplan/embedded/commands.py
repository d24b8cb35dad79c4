"""The commands that make up a running smsplan, the same in the demo and in docker-compose.yml."""

WEB = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "smsplan.wsgi:application"]
WORKER = ["celery", "-A", "smsplan", "worker", "--loglevel", "INFO", "--concurrency", "2"]
MIGRATE = ["python", "manage.py", "migrate", "--noinput"]


def beat(schedule: str) -> list[str]:
    """Celery beat, which remembers in the file `schedule` what it last sent, so that an outage is made up for."""
    return ["celery", "-A", "smsplan", "beat", "--loglevel", "INFO", "--schedule", schedule]
