#!/bin/sh
# Runs the tests of `make check` and counts them.
#
#   run.sh one RESULT COMMAND...   runs one test program; its output goes to RESULT's .log, and is shown when it fails or with V=1;
#                                  "passed failed" goes to RESULT. Succeeds also when they fail, so that the others run too.
#   run.sh sum RESULT...           prints the one closing line; fails when a test failed.
#
# A test program is counted by cmocka's closing lines, a script by its lines "ok …" and "not ok …". One that dies counts as a failure.
set -u
mode=$1
shift

if [ "$mode" = sum ]; then
  passed=0 failed=0
  for result; do
    read -r p f <"$result" || { p=0 f=1; }
    passed=$((passed + p)) failed=$((failed + f))
  done
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
fi

result=$1
shift
log=${result%.result}.log
# An earlier result that can't be taken away would be counted again.
rm -f "$result" || exit 1
# The same surroundings everywhere: no terminal, one locale, one clock, nobody's habits.
home=$(dirname "$result")/home
mkdir -p "$home" && : >"$log" || exit 1
limit=
command -v timeout >/dev/null 2>&1 && limit="timeout ${TEST_SECONDS:-300}"
env -u TERM -u COLUMNS -u LINES -u NO_COLOR -u COLORTERM -u LANG -u LC_MESSAGES -u LANGUAGE -u GUATU_FILE -u POSIXLY_CORRECT \
  -u MAKEFLAGS -u MAKELEVEL -u MFLAGS HOME="$(cd "$home" && pwd)" LC_ALL=C.UTF-8 TZ=CST-8 GUATU_USER=tester \
  $limit "$@" >"$log" 2>&1 </dev/null
status=$?

passed=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
failed=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test(s).*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
passed=$((passed + $(grep -c '^ok ' "$log")))
failed=$((failed + $(grep -c '^not ok ' "$log")))
skipped=$(sed -n 's/^\[  SKIPPED \] \([0-9]*\) test(s).*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
if [ $((passed + failed + skipped)) -eq 0 ] || { [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; }; then
  failed=$((failed + 1))
fi
echo "$passed $failed" >"$result"

name=$(basename "$result" .result)
if [ "$failed" -gt 0 ]; then
  echo "--- $name failed (status $status):"
  cat "$log"
elif [ "${V:-0}" = 1 ]; then
  echo "--- $name:"
  cat "$log"
fi
exit 0
