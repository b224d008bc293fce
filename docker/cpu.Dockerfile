# Quartet without CUDA, on Debian 12. Build from the root of the checkout: docker build -f docker/cpu.Dockerfile -t quartet .
FROM debian:12 AS build
COPY . /quartet
WORKDIR /quartet
RUN ./dev build cpu && cmake --install build/cpu --prefix /installed --strip

FROM build AS test
RUN ./dev test --fast

# Only what the program and its report need at run time.
FROM debian:12
COPY docker/packages /opt/quartet/docker/packages
COPY dev /opt/quartet/dev
COPY .ci/lib.sh /opt/quartet/.ci/lib.sh
RUN /opt/quartet/dev deps run python && rm -rf /var/lib/apt/lists/*
COPY --from=build /installed /usr/local
ENV QUARTET_PYTHON=/opt/quartet/.venv/bin/python PYTHONPATH=/usr/local/share/quartet/python PATH=/opt/quartet/.venv/bin:$PATH
WORKDIR /work
ENTRYPOINT ["quartet"]
