#!/bin/sh
# The architecture, as #include lines: arrows point down only, curses stays in the terminal unit, libconfig in the one that asks it, the
# clock out of everything that should be the same tomorrow. TOP=dir looks at another tree (for trying the check itself).
. tests/support.sh
cd "${TOP:-.}" || exit 1

# What a layer may include of guatu/, itself included.
allowed() {
  case $1 in
    base) echo base ;;
    model) echo base model ;;
    score) echo base model score ;;
    store) echo base model store ;;
    edit) echo base model score store edit ;;
    report) echo base model score report ;;
    tui) echo base model score store edit tui ;;
    commands) echo base model score store edit report tui commands ;;
    main.c) echo commands ;;
  esac
}

sources() {
  find src include/guatu -name '*.[ch]' | sort
}

# src/LAYER/x.c, include/guatu/LAYER/x.h, src/main.c
layer_of() {
  case $1 in
    src/*) l=${1#src/} ;;
    *) l=${1#include/guatu/} ;;
  esac
  echo "${l%%/*}"
}

problems=$(sources | while read -r file; do
  layer=$(layer_of "$file")
  may=" $(allowed "$layer") "
  [ "$may" != "  " ] || echo "$file: '$layer' is no layer; put it where it belongs"
  sed -n 's/^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*"\([^"]*\)".*/\1/p' "$file" | while read -r header; do
    case $header in
      guatu/*/*)
        other=${header#guatu/}
        other=${other%%/*}
        case $may in
          *" $other "*) ;;
          *) echo "$file includes \"$header\": $layer stands below $other, or beside it" ;;
        esac
        [ -f "include/$header" ] || echo "$file includes \"$header\": there is no such header" ;;
      *) echo "$file includes \"$header\": headers are named from guatu/ on" ;;
    esac
  done
done)
verdict "arrows between the layers point down" "$problems"

# OUTSIDE: the files that may; a pattern of headers.
only_in() {
  sources | grep -vE "$1" | xargs grep -nE "^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*[<\"]($2)[>\"]"
}
verdict "curses is included by the terminal unit only" "$(only_in '^src/tui/term[^/]*\.c$' 'n?cursesw?\.h|ncursesw?/.*|term\.h|term_entry\.h')"
verdict "libconfig is included by store/confirm.c only" "$(only_in '^src/store/confirm\.c$' 'libconfig\.h')"
verdict "jansson is included by store/journal_line.c only" "$(only_in '^src/store/journal_line\.c$' 'jansson\.h')"
verdict "nettle is included by store/digest.c only" "$(only_in '^src/store/digest\.c$' 'nettle/.*')"
verdict "libseccomp is included by base/sandbox.c only" "$(only_in '^src/base/sandbox\.c$' 'seccomp\.h|linux/landlock\.h')"
verdict "utf8proc is included by base/text only" "$(only_in '^src/base/text[^/]*\.c$' 'utf8proc\.h')"
verdict "libcsv is included by edit/import_cells.c only" "$(only_in '^src/edit/import_cells\.c$' 'csv\.h')"
verdict "model, score and report know no clock" \
  "$(sources | grep -E '/(model|score|report)/' | xargs grep -nE '#[[:blank:]]*include[[:blank:]]*[<"](time\.h|sys/time\.h|guatu/base/clock\.h)[>"]')"
verdict "model and score do no input or output" \
  "$(sources | grep -E '/(model|score)/' | xargs grep -nE '\b(fopen|fprintf|printf|puts|fputs|open|read|write|getenv) *\(')"
# What reaches a terminal is cleaned on its way: on the screen by the terminal unit, outside it by base/print.c. The others write files
# and the pipe of a process of their own, JSON (which escapes), and one constant line when there is no memory left.
verdict "words are printed by base/print.c only" \
  "$(sources | grep -vE '^src/(base/print|base/mem|report/json_write|store/temp|store/journal|store/courier[^/]*|store/lock|edit/draft|tui/term[^/]*)\.c$' |
    xargs grep -nE '\b(v?[fd]?printf|f?puts|f?putc|put(w|wc|char|wchar)|fput(wc|ws)|fwrite|p?writev?|perror|psignal|psiginfo)\(|<(err|error|syslog)\.h>')"
verdict "escape sequences are written by base/print.c and the terminal unit only" \
  "$(sources | grep -vE '^src/(base/print|tui/term[^/]*)\.c$' | xargs grep -nE '\\(033|x1[bB]|e\[)')"
verdict "no source file has 500 lines or more" "$(sources | xargs wc -l | awk '$2 != "total" && $1 >= 500 { print $2 ": " $1 " lines" }')"
verdict "no function has more than 60 lines" "$(sources | xargs awk '
  FNR == 1 { start = 0 }
  /^{$/ { start = FNR }
  /^}$/ { if (start && FNR - start - 1 > 60) print FILENAME ":" start ": " FNR - start - 1 " lines"; start = 0 }')"
# As with musl: its malloc.h has no mallopt.
plain=$(mktemp -d)
echo '#include <stdlib.h>' >"$plain/malloc.h"
verdict "mem.c asks no C library for what only glibc has" \
  "$(${CC:-cc} -std=c11 -D_GNU_SOURCE -Werror -I"$plain" -Iinclude -fsyntax-only src/base/mem.c 2>&1)"
rm -r "$plain"
exit $failed
