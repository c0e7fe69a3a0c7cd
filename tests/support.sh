# What the script tests share: one line a check, as tests/run.sh counts them. Sourced from the project's folder; `exit $failed` at the end.
failed=0

verdict() { # NAME PROBLEMS
  if [ -z "$2" ]; then
    echo "ok - $1"
  else
    echo "not ok - $1"
    printf '%s\n' "$2" | sed 's/^/    /'
    failed=1
  fi
}

same() { # NAME EXPECTED GOT
  verdict "$1" "$([ "$2" = "$3" ] || printf 'expected: %s\ngot:      %s\n' "$2" "$3")"
}
