# Quartet without CUDA, on Debian 12. Build from the root of the checkout: docker build -f docker/cpu.Dockerfile -t quartet .
FROM debian:12 AS build
COPY . /quartet
WORKDIR /quartet
RUN ./dev deps && ./dev build cpu

FROM build AS test
RUN ./dev test --fast

FROM debian:12
COPY docker/packages /quartet/docker/packages
COPY dev /quartet/dev
COPY .ci /quartet/.ci
COPY python /quartet/python
COPY examples /quartet/examples
COPY models/weights /quartet/models/weights
WORKDIR /quartet
RUN ./dev deps run && rm -rf /var/lib/apt/lists/*
COPY --from=build /quartet/build/cpu/bin/quartet /usr/local/bin/quartet
ENTRYPOINT ["quartet"]
