# One image for every service: the container's command says which (archiver, projector, trainer, …).
FROM swift:6.3-bookworm AS builder
WORKDIR /build

# What changes seldom comes first, so that a rebuild after an edit starts at the compiler.
COPY scripts scripts
RUN scripts/setup --build-only
COPY Package.swift ./
RUN scripts/lib/packages.sh

COPY . .
RUN . scripts/env && swift build -c release --product millrace \
 && install -D "$(swift build -c release --show-bin-path)/millrace" /out/bin/millrace \
 && mkdir -p /out/share/millrace/docs/reference \
 && cp -r migrations projections streams loops /out/share/millrace/ \
 && cp docs/reference/openapi.yaml /out/share/millrace/docs/reference/

# Debian with the Swift runtime. A statically linked one would be smaller, but Foundation then knows no named time zone.
FROM swift:6.3-bookworm-slim
# The libraries of the static librdkafka stand beside libpq and OpenBLAS; curl and openssl serve health checks and
# the self-signed certificate of docker-compose.yml.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates curl libcurl4 liblz4-1 libopenblas0 libpq5 libsasl2-2 libssl3 libzstd1 openssl tzdata zlib1g \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/millrace --create-home millrace \
 && install -d -o millrace -g millrace /tls /checkpoints
COPY --from=builder /out/ /usr/

ENV MILLRACE_HOME=/usr/share/millrace
# millrace, by number, so that a cluster can see that it is not root.
USER 10001
WORKDIR /var/lib/millrace
ENTRYPOINT ["millrace"]
CMD ["--help"]
