#!/bin/bash
# The users of docker-compose.yml's Kafka (SASL/SCRAM), with their passwords from the environment
# (MILLRACE_KAFKA_NAME_PASSWORD). It may be run again at any time, which sets the passwords anew.
set -euo pipefail
for user in admin archiver auditor cli curator evaluator inference producer ticker trainer; do
  variable="MILLRACE_KAFKA_${user^^}_PASSWORD"
  # The configuration of the entity is read from a file, so that no password stands among the processes.
  file=$(mktemp)
  printf 'SCRAM-SHA-512=iterations=8192,password=%s\n' "${!variable}" >"$file"
  /opt/kafka/bin/kafka-configs.sh --bootstrap-server 127.0.0.1:9094 --alter --entity-type users --entity-name "$user" \
    --add-config-file "$file"
  rm -f "$file"
done
