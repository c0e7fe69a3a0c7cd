#!/bin/sh
# Completion: what the program offers, and that the shells' scripts hand it on. Runs those shells that are here. GUATU=program.
GUATU=${GUATU:-build/guatu}
. tests/support.sh

offers() {
  "$GUATU" __complete -- "$@" | cut -f 1 | tr '\n' ' ' | sed 's/ $//'
}

plan=conf/gaoxin-2021.conf
same "verbs, and files for the console" "show set :files" "$(offers s)"
same "files where a file stands" ":files" "$(offers set '')"
same "files again and again for check" ":files" "$(offers check $plan '')"
same "files in each place of merge" ":files :files :files" "$(offers merge '') $(offers merge $plan '') $(offers merge $plan $plan '')"
same "targets of the file named" "dead-end-roads" "$(offers set $plan dead)"
same "all of them" 93 "$("$GUATU" __complete -- set $plan '' | wc -l | tr -d ' ')"
same "the verb import, and files" "import :files" "$(offers im)"
same "a dataset for import" ":files" "$(offers import '')"
same "and a sheet" ":files" "$(offers import $plan '')"
same "and nothing more" "" "$(offers import $plan a.csv '')"
same "options of import" "--dry-run" "$(offers import --d)"
same "options of the verb" "--through --today" "$(offers set $plan --t)"
same "choices of an option" "always" "$(offers check --color al)"
same "choices after =" "--lang=zh --lang=en" "$(offers --lang=)"
same "choices after = as bash parts it" "zh en" "$(offers --lang '=' '')"
same "a file for -o" ":files" "$(offers export $plan -o '')"
same "a file that is no dataset offers nothing" "" "$(offers set Makefile '')"
same "a value can't be guessed" "" "$(offers set $plan dead-end-roads '')"

# In a folder of its own, with the program under its name, as after an installation.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$(pwd)
mkdir "$work/bin"
ln -s "$(cd "$(dirname "$GUATU")" && pwd)/$(basename "$GUATU")" "$work/bin/guatu"
cp $plan "$work/a plan.conf"
PATH=$work/bin:$PATH
export PATH

in_bash() { # the words of a command line, the last one to be completed
  (cd "$work" && bash --norc -c '. "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _guatu; printf "%s|" "${COMPREPLY[@]}"' - "$here/conf/completions/guatu.bash" "$@")
}
if command -v bash >/dev/null 2>&1; then
  same "bash: verbs" "check|" "$(in_bash guatu ch)"
  same "bash: targets" "dead-end-roads|" "$(in_bash guatu set "a plan.conf" dead)"
  same "bash: files with blanks" "a plan.conf|" "$(in_bash guatu check a)"
  same "bash: options" "--format|" "$(in_bash guatu export --f)"
  same "bash: knows the command" "complete -F _guatu guatu" "$(bash --norc -c '. conf/completions/guatu.bash; complete -p guatu')"
fi
if command -v fish >/dev/null 2>&1; then
  in_fish() { (cd "$work" && HOME=$work fish --no-config -c "source '$here/conf/completions/guatu.fish'; complete -C '$1'" | cut -f 1 | tr '\n' '|'); }
  same "fish: verbs" "check|" "$(in_fish 'guatu che')"
  same "fish: targets" "dead-end-roads|" "$(in_fish 'guatu set a\ plan.conf dead')"
  same "fish: options" "--format|" "$(in_fish 'guatu export --f')"
  same "fish: files" "a plan.conf|" "$(in_fish 'guatu check a')"
fi
if command -v zsh >/dev/null 2>&1; then
  # Completion wants a terminal: the functions that would show the offers are put in its place.
  in_zsh() {
    (cd "$work" && zsh -f -c '_describe() { local name=${@[-1]}; printf "%s|" ${(P)name%%:*}; }; _files() { printf "files|"; }
      script=$1; shift; words=("$@"); CURRENT=$#words; source $script' - "$here/conf/completions/_guatu" "$@")
  }
  same "zsh: verbs and files" "check|files|" "$(in_zsh guatu che)"
  same "zsh: targets" "dead-end-roads|" "$(in_zsh guatu set "a plan.conf" dead)"
  same "zsh: the word of zsh's own" "#compdef guatu" "$(head -n 1 conf/completions/_guatu)"
fi
exit $failed
