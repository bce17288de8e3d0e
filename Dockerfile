# The released binary in an image of its own. Unpack a Linux archive of a release beside this file first:
#   docker build --build-arg BINARY=qmslint-v0.1.0-x86_64-unknown-linux-musl/qmslint -t qmslint .
# The binary is static. A shell stays in the image, because pipelines run their scripts in it.
FROM alpine:3.22
ARG BINARY=qmslint
COPY ${BINARY} /usr/local/bin/qmslint
WORKDIR /work
ENTRYPOINT ["qmslint"]
CMD ["check", "."]
