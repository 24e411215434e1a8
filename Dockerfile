# OnRecord in a container: what it needs is built in the first stage, and nothing that builds is in the second.

FROM python:3.13-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/onrecord
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /source
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-default-groups --no-install-project
COPY README.md LICENSE ./
COPY adapters adapters
COPY bot bot
COPY summarizers summarizers
RUN uv sync --locked --no-default-groups --no-editable

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home onrecord
COPY --from=build /opt/onrecord /opt/onrecord
ENV PATH=/opt/onrecord/bin:$PATH \
    ONRECORD_DATABASE_URL=sqlite:////data/onrecord.db \
    ONRECORD_WEB_HOST=0.0.0.0 \
    ONRECORD_WEB_PORT=8080
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"ONRECORD_WEB_PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["onrecord"]
CMD ["run"]
