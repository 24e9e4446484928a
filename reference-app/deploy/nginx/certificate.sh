#!/bin/sh
# Creates the files that nginx.conf needs in ssl/, for a trial: a certificate signed by an
# intermediate, which is signed by a root that only you trust. In production the files of the same
# names come from your certificate authority (certbot: live/NAME/); reload nginx after each renewal.
#
#   ./certificate.sh [FOLDER [NAME]]
set -eu
umask 077
folder=${1:-$(dirname "$0")/ssl}
name=${2:-api.example.com}
days=90

mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_key() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null
}

new_key "$work/root.key"
openssl req -x509 -new -key "$work/root.key" -days 3650 -subj '/CN=Trial root' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -out "$folder/root.pem"

new_key "$work/intermediate.key"
cat >"$work/intermediate.ext" <<EOF
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
EOF
openssl req -new -key "$work/intermediate.key" -subj '/CN=Trial intermediate' |
    openssl x509 -req -days 1825 -CA "$folder/root.pem" -CAkey "$work/root.key" \
        -CAserial "$work/root.srl" -CAcreateserial \
        -extfile "$work/intermediate.ext" -out "$work/intermediate.pem" 2>/dev/null

new_key "$folder/privkey.pem"
cat >"$work/leaf.ext" <<EOF
basicConstraints=critical,CA:FALSE
extendedKeyUsage=serverAuth
subjectAltName=DNS:$name
EOF
openssl req -new -key "$folder/privkey.pem" -subj "/CN=$name" |
    openssl x509 -req -days "$days" -CA "$work/intermediate.pem" -CAkey "$work/intermediate.key" \
        -CAserial "$work/intermediate.srl" -CAcreateserial \
        -extfile "$work/leaf.ext" -out "$work/leaf.pem" 2>/dev/null

# The leaf first, then the intermediate; clients have the root.
cat "$work/leaf.pem" "$work/intermediate.pem" >"$folder/fullchain.pem"
