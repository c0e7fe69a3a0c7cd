#!/bin/sh
# Runs the fuzzer: run.sh FUZZER FOLDER SECONDS (0: until stopped). What it learns stays in FOLDER/corpus, so that the next run goes on
# from there; an input that finds a mistake stays in FOLDER. Fails when there is one.
set -u
fuzzer=$1 folder=$2 seconds=$3
here=$(dirname "$0")

# Each seed with the choices of each part that reads such a text.
seeds=$folder/seeds
rm -rf "$seeds" "$folder/tmp"
mkdir -p "$seeds" "$folder/corpus" "$folder/tmp" || exit 1
seed() { # FILE CHOICES...
  file=$1
  shift
  for choices; do
    { printf '%s\n' "$choices"; cat "$file"; } >"$seeds/$(printf '%.1s' "$choices")-$(basename "$file")"
  done
}
for file in "$here"/seeds/*.conf "$here"/../data/*mistakes.conf; do
  seed "$file" s 'e!(,0%#' 'm"1!(,0%#2"!(,0%#'
done
for file in "$here"/seeds/*.jsonl; do
  seed "$file" j 'l!(,0%#'
done

limit=
[ "$seconds" -eq 0 ] || limit="-max_total_time=$seconds"
# What costs time and finds nothing here: blocks that are kept long after they were given back, filled, and remembered with all callers.
export ASAN_OPTIONS="quarantine_size_mb=8:max_malloc_fill_size=0:malloc_context_size=10${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
# Of its progress only the marks are shown: it finds something new many times a second.
{
  TMPDIR=$folder/tmp "$fuzzer" $limit -max_len=2048 -timeout=10 -entropic=0 -dict="$here/dictionary" -artifact_prefix="$folder/" \
    -print_final_stats=1 "$folder/corpus" "$seeds" "$here/regress" 2>&1
  echo $? >"$folder/status"
} | awk '!/^(#[0-9]+[ \t]+(NEW|REDUCE) |"|#####|[ \t]NEW_FUNC)/ { print; fflush() }'
rm -rf "$folder/tmp"
read -r status <"$folder/status"
[ "$status" -eq 0 ] || echo "fuzz: the input that found it goes to $here/regress, with the fix" >&2
exit "$status"
