#!/bin/sh
# Arguments are variables of the environment; what is printed is the result.
set -eu
count=$(wc -l < "$file")
echo "$count ${unit:-lines}"
