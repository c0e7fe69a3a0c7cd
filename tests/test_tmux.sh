#!/bin/sh
# conf/tmux/guatu-kiosk.conf under a real tmux, whose client runs in a pane of a second one that types: every key that stock tmux has a use
# for goes to the wall, nothing ends, opens or changes, and a wall that dies comes back. GUATU=program.
GUATU=${GUATU:-build/guatu}
. tests/support.sh

command -v tmux >/dev/null 2>&1 || {
  echo "ok - tmux is not on this machine: its recipe was not tried # SKIP"
  exit 0
}
work=$(mktemp -d)
unset TMUX
TMUX_TMPDIR=$work
export TMUX_TMPDIR
outer() { tmux -L outer -f /dev/null "$@"; }
inner() { tmux -L guatu-kiosk -f "$work/recipe" "$@"; }
ended() {
  inner kill-server
  outer kill-server
  tmux -L stock kill-server
} >/dev/null 2>&1
trap 'ended; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Waits for a condition, ten seconds at most.
until_true() {
  tries=0
  while ! "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || return 1
    sleep 0.1
  done
}

# The same for a verdict: what never came, and what is seen instead.
in_time() {
  until_true "$@" || {
    echo "never: $*"
    outer capture-pane -p -t typist 2>&1
  }
}

# The recipe as it is installed, with another program for the wall. It holds what the recipe says of keys and options.
recipe() { # PROGRAM
  sed "s|/usr/local/bin/guatu kiosk --require-sandbox /srv/guatu/plan.conf|$1|" conf/tmux/guatu-kiosk.conf >"$work/recipe"
}
start=$(sed -n 's/^#   tmux -L guatu-kiosk -f .* \(new-session .*\)$/\1/p' conf/tmux/guatu-kiosk.conf)
same "the recipe says how it is started" "new-session -A -s wall" "$start"

# ---- keys ----

# Two listeners: one behind the recipe, one with nothing between. What both get must be the same.
cat >"$work/listen" <<'S'
stty raw -echo
echo listening
exec cat >"$1"
S
recipe "sh $work/listen $work/got"
outer new-session -d -x 80 -y 24 -s typist "tmux -L guatu-kiosk -f '$work/recipe' $start"
outer new-window -d -t typist:1 "sh '$work/listen' '$work/expected'"
hears() { outer capture-pane -p -t "typist:$1" | grep -q listening; }
until_true hears 0 && until_true hears 1 || { echo "not ok - the listeners start"; exit 1; }
verdict "nothing is bound, in any table" "$(inner list-keys)"
state() { inner display-message -p -t wall '#{session_windows} #{window_panes} #{pane_in_mode} #{session_attached} #{pane_pid} #{window_width}x#{window_height}'; }
before=$(state)
same "one window, one pane, no mode, one client, every line of it" "1 1 0 1 80x24" "$(echo "$before" | awk '{ print $1, $2, $3, $4, $6 }')"

tmux -L stock -f /dev/null new-session -d cat
for table in prefix root copy-mode copy-mode-vi; do
  tmux -L stock list-keys -T $table | sed 's/^bind-key *\(-r *\)*-T *[^ ]* *//; s/ .*//; s/^\\//' | grep -vE '^(Mouse|DoubleClick|TripleClick|SecondClick|Wheel)' | sed "s/^/$table /"
done >"$work/keys"
verdict "stock tmux has more than 200 keys" "$([ "$(wc -l <"$work/keys")" -gt 200 ] || wc -l <"$work/keys")"

type_keys() { # KEY…
  for window in 0 1; do
    outer send-keys -t "typist:$window" -- "$@"
  done
}
while read -r table key; do
  case $key in ';') key='\;' ;; esac
  case $table in prefix) type_keys C-b "$key" ;; *) type_keys "$key" ;; esac
done <"$work/keys"
# By name, what ends a client, a window, a server; and buttons and wheels as terminals send them.
for line in ':kill-server' ':detach' ':new-window sh' ':run-shell "touch pwned"'; do
  type_keys C-b
  for window in 0 1; do outer send-keys -t "typist:$window" -l "$line"; done
  type_keys Enter
done
mouse() { printf '\033[<%s;5;5M\033[<%s;5;5m' "$1" "$1"; printf '\033[M %c%c' '%' '%'; }
for button in 0 1 2 3 8 16 64 65 66; do
  for window in 0 1; do outer send-keys -t "typist:$window" -l "$(mouse $button)"; done
done
type_keys . e n d
both_end() { for f in got expected; do tail -c 4 "$work/$f" | grep -q '\.end' || return 1; done; }
verdict "the listeners heard the end" "$(in_time both_end)"
verdict "every key of stock tmux reaches the wall" "$(without_mouse() { LC_ALL=C sed "s/$(printf '\033')\[\(<[0-9;]*[Mm]\|M...\)//g" "$1" | od -c; }
  without_mouse "$work/got" >"$work/got.od"; without_mouse "$work/expected" >"$work/expected.od"; diff "$work/expected.od" "$work/got.od" | head -n 5)"
verdict "they were many" "$([ "$(wc -c <"$work/expected")" -gt 500 ] || wc -c <"$work/expected")"
same "and nothing else happened" "$before" "$(state)"
ended

# ---- the wall ----

TMUX_TMPDIR=$work/wall-sockets # those that were killed may still hold theirs
mkdir -m 700 "$TMUX_TMPDIR"

program=$(cd "$(dirname "$GUATU")" && pwd)/$(basename "$GUATU")
cp conf/demo-2021.conf "$work/plan.conf"
cat >"$work/wall" <<S
echo \$\$ >'$work/pid'
exec '$program' kiosk --lang zh --today 2021-09-30 '$work/plan.conf'
S
recipe "sh $work/wall"
outer new-session -d -x 80 -y 24 -s typist "tmux -L guatu-kiosk -f '$work/recipe' $start"
shows() { outer capture-pane -p -t typist | grep -q "$1"; }
verdict "the wall is shown" "$(in_time shows '已报 86/93')"
for setting in "prefix None" "prefix2 None" "status off" "allow-passthrough off" "allow-rename off" "mouse off" "set-titles off" "lock-after-time 0"; do
  inner show-options -g | grep -qx "$setting" || inner show-options -gw | grep -qx "$setting" || echo "$setting"
done >"$work/unset"
inner show-options -s | grep -qx 'set-clipboard off' || echo "set-clipboard off" >>"$work/unset"
verdict "the options stand" "$(cat "$work/unset")"
wall() { cat "$work/pid"; }
old=$(wall)
for key in C-c 'C-\' C-z C-b d q Q C-d : q p; do
  outer send-keys -t typist "$key"
done
verdict "keys reach it, and none ends it" "$(in_time shows '已暂停')"
same "it is the same wall" "$old" "$(wall)"
back() { [ "$(wall)" != "$old" ] && kill -0 "$(wall)" && shows '已报 86/93' && ! shows '已暂停'; }
gone() { ! kill -0 "$old"; }
for signal in TERM KILL SEGV; do
  old=$(wall)
  kill -$signal "$old"
  until_true gone
  # Whoever types meanwhile types to nobody.
  for key in C-c 'C-\' C-z C-d q; do outer send-keys -t typist "$key"; done
  verdict "a wall that ends by SIG$signal comes back" "$(in_time back)"
done
new=$(wall)
outer kill-server
unseen() { [ "$(inner display-message -p -t wall '#{session_attached}')" = 0 ] && kill -0 "$new"; }
verdict "and goes on where nobody looks" "$(in_time unseen)"
exit $failed
