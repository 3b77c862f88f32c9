FROM python:3.12-slim AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

COPY requirements.lock requirements-dev.lock ./
RUN python -m venv --without-pip /opt/pilateshq \
    && pip --python /opt/pilateshq/bin/python install --require-hashes -r requirements.lock \
    # Setuptools builds the package below; it is pinned with the tools of development.
    && sed -n '/^setuptools==/,/# via/p' requirements-dev.lock > build.lock \
    && pip install --require-hashes -r build.lock

COPY pyproject.toml README.md ./
COPY pilateshq pilateshq
RUN pip wheel --no-index --no-deps --no-build-isolation --wheel-dir wheel . \
    && pip --python /opt/pilateshq/bin/python install --no-index --no-deps wheel/*.whl


FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home pilateshq && install --directory --owner pilateshq /data \
    # The base image has no bytecode, and the user below could not keep any.
    && python -m compileall -q -x '/(tests?|site-packages)/' /usr/local/lib/python3.*
COPY --from=build /opt/pilateshq /opt/pilateshq
# A new volume begins with what lies here.
COPY --chown=10001 data/facts.md /data/facts.md

ENV PATH=/opt/pilateshq/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["pilateshq", "serve"]
