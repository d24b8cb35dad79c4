"""Gunicorn's settings, for the demo and for production alike; the differences are environment variables."""

import os

bind = f"{os.environ.get('WEB_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Long work is Celery's; a page that takes longer than this is stuck.
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 2000
max_requests_jitter = 200
preload_app = False
# Where there is no disk behind it, so that a worker's heartbeat never waits for one.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
# A way in that nobody uses; two servers of one user would also fight over its one socket.
control_socket_disable = True
# The proxy in front says which protocol the browser used; it alone can reach this port.
forwarded_allow_ips = os.environ.get("PROXY_ADDRESSES", "127.0.0.1")
accesslog = "-"
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
