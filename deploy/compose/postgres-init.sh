#!/bin/sh
# One database and one role for each service; nobody else may connect.
# Run once by the postgres image, when its data folder is empty.
set -eu

for service in registry marketplace search billing; do
    role="avt_${service}"
    password="$(cat "/run/secrets/${service}_database_password")"
    psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
        --set role="${role}" --set password="${password}" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"role" OWNER :"role" ENCODING 'UTF8' TEMPLATE template0
    LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
SQL
done
