# Quartet with the CUDA backend, on NVIDIA's devel base. Build from the root of the checkout:
# docker build -f docker/cuda.Dockerfile -t quartet-cuda .      Run: docker run --gpus all quartet-cuda info
# The base image decides the distribution; the groups build and python of docker/packages/debian.txt hold only names that
# Debian 12 and Ubuntu 24.04 share.
FROM nvidia/cuda:13.0.1-devel-ubuntu24.04
COPY . /quartet
WORKDIR /quartet
RUN ./dev deps build python && ./dev build cuda && cmake --install build/cuda --prefix /usr/local --strip
ENV QUARTET_PYTHON=/quartet/.venv/bin/python PYTHONPATH=/usr/local/share/quartet/python
WORKDIR /work
ENTRYPOINT ["quartet"]
