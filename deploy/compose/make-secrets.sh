#!/bin/sh
# Makes the secrets that docker-compose.yml mounts. What exists is kept: to change
# one, remove its file (and the files that quote it), and tell the server that knows it.
set -eu

folder="$(dirname "$0")/secrets"
umask 077
mkdir -p "${folder}"
# The folder is ours alone; the files must be readable by the containers' accounts.
umask 022

# 48 hexadecimal digits
random() {
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# keep NAME VALUE: write the file NAME unless it is there
keep() {
    [ -s "${folder}/$1" ] || printf '%s' "$2" > "${folder}/$1"
}

keep postgres_password "$(random)"
for service in registry marketplace search billing; do
    keep "${service}_database_password" "$(random)"
    keep "${service}_database_url" \
        "postgresql+asyncpg://avt_${service}:$(cat "${folder}/${service}_database_password")@postgres:5432/avt_${service}"
    keep "${service}_secret_key" "$(random)"
done

for account in registry_relay marketplace_relay billing_relay registry marketplace billing search gateway; do
    keep "${account}_broker_url" "amqp://avt_${account}:$(random)@rabbitmq:5672/"
done
# Quotes all of the above. What the accounts may do is in here too: remove this file to have it
# written anew after a release that changes it.
if [ ! -s "${folder}/rabbitmq_definitions" ]; then
    definitions="$(python3 "$(dirname "$0")/broker_accounts.py" "${folder}")"
    keep rabbitmq_definitions "${definitions}"
fi

keep meilisearch_key "$(random)"
keep meilisearch_toml "master_key = \"$(cat "${folder}/meilisearch_key")\"
env = \"production\"
"

keep registry_master_secret "$(random)"
# Write smtp://user:password@host:port or smtps://… in its place to send mails.
keep registry_mail_url "spool:/tmp/mail"
keep marketplace_bid_master_key "$(head -c 32 /dev/urandom | base64 | tr -d '\n')"

echo "Secrets are in ${folder}. Keep a copy of marketplace_bid_master_key apart:"
echo "without it no sealed bid can be opened."
