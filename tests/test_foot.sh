#!/bin/sh
# conf/foot/guatu-kiosk.ini as foot reads it: without a word, and with every action that foot itself offers taken off its keys and buttons.
. tests/support.sh

command -v foot >/dev/null 2>&1 || {
  echo "ok - foot is not on this machine: its settings were not tried # SKIP"
  exit 0
}
ours=conf/foot/guatu-kiosk.ini
verdict "foot reads it without a word" "$(foot --check-config --config="$ours" 2>&1 | grep -vE '^ *(info|warn: .*font)'; foot --check-config --config="$ours" >/dev/null 2>&1 || echo "status $?")"

# SECTION ACTION of every binding; foot's own file has them all, as comments. Bindings that send a text are not there unless somebody
# writes one.
bindings() {
  sed 's/^# *//' "$1" | awk '/^\[/ { section = $0; next }
    section ~ /^\[(key|search|url|mouse)-bindings\]$/ && /^[a-z-]+=/ { split($0, part, "="); print section, part[1] (all ? "" : "=" part[2]) }' all="$2" | sort -u
}
theirs=$(ls /etc/xdg/foot/foot.ini /usr/share/foot/foot.ini /etc/foot/foot.ini 2>/dev/null | head -n 1)
offered=$(bindings "$theirs" 1 | grep -v ' noop$')
verdict "foot says what it offers" "$([ "$(echo "$offered" | wc -l)" -gt 45 ] || echo "only: $offered")"
verdict "none of it is left on a key or a button" "$(echo "$offered" | while read -r section action; do
  bindings "$ours" | grep -qxF "$section $action=none" || echo "$section $action"
done)"
verdict "and nothing is put on one" "$(bindings "$ours" | grep -v '=none$'; sed -n '/^\[text-bindings\]/p' "$ours")"
verdict "nothing is kept that could be scrolled back to" "$(grep -qx 'lines=0' "$ours" || echo lines)"
exit $failed
