"""Exit 0 when the web server in this container answers, asked as the proxy asks it."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

request = urllib.request.Request(
    f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz/",
    headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc, "X-Forwarded-Proto": "https"},
)
with urllib.request.urlopen(request, timeout=8) as answer:
    sys.exit(0 if answer.status == 200 else 1)
