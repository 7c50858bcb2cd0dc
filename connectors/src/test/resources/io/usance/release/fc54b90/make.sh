#!/bin/sh
# Makes the fixture again. README.md beside it explains.
#
#   make.sh CHECKOUT OUT
#
# CHECKOUT: of release fc54b90, built with mvn -DskipTests package. OUT: an empty directory.
set -eu
checkout=$1
out=$2
here=$(CDPATH='' cd -P -- "$(dirname "$0")" && pwd)
lib=$checkout/connectors/target/usance/lib
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -cp "$lib/*" -d "$classes" "$here/OldDatabase.java"
java -cp "$classes:$lib/*" "-Dusance.home=$checkout/connectors/target/usance" --enable-native-access=ALL-UNNAMED io.usance.demo.OldDatabase "$checkout" "$here" "$out"
