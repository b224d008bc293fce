# Quartet with the CUDA backend, on NVIDIA's devel base. Build from the root of the checkout:
# docker build -f docker/cuda.Dockerfile -t quartet-cuda .      Run: docker run --gpus all quartet-cuda info
# The base image decides the distribution; docker/packages/debian.txt names packages that Debian 12 and Ubuntu 24.04 share.
FROM nvidia/cuda:13.0.1-devel-ubuntu24.04
COPY . /quartet
WORKDIR /quartet
RUN ./dev deps && ./dev build cuda && install build/cuda/bin/quartet /usr/local/bin/quartet
ENTRYPOINT ["quartet"]
