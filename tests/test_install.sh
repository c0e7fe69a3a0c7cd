#!/bin/sh
# `make install-kiosk` and what takes it away: into which places, with which paths inside, and never over what an administrator changed.
. tests/support.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
# A copy of what is installed, which can be changed as a later version would.
mkdir "$work/src"
cp -R Makefile .ci conf man "$work/src"
in_src() { make -s -C "$work/src" "$@" 2>&1; }
files() { (cd "$1" && find . -type f ! -path './*/share/guatu/*' | sort); }
places='./etc/guatu/foot.ini
./etc/guatu/kiosk.env
./etc/guatu/tmux.conf
./etc/ssh/sshd_config.d/guatu-kiosk.conf
./etc/ssh/sshd_config.d/guatu-operators.conf
./usr/local/lib/systemd/system/guatu-kiosk-screen.service
./usr/local/lib/systemd/system/guatu-kiosk@.service
./usr/local/lib/sysusers.d/guatu.conf
./usr/local/lib/tmpfiles.d/guatu.conf'

said=$(in_src install-kiosk DESTDIR="$root")
same "everything is put in its place" "$places" "$(files "$root")"
same "readable for all, writable for root, no program" "644" "$(cd "$root" && find . -type f -exec stat -c %a {} + | sort -u)"
verdict "as it stands, for the usual places" "$(for pair in etc/guatu/tmux.conf:tmux/guatu-kiosk.conf etc/guatu/foot.ini:foot/guatu-kiosk.ini \
  etc/ssh/sshd_config.d/guatu-kiosk.conf:ssh/guatu-kiosk.conf usr/local/lib/sysusers.d/guatu.conf:sysusers/guatu.conf; do
  cmp "$root/${pair%%:*}" "conf/${pair#*:}" 2>&1
done)"
verdict "it says what comes next" "$(echo "$said" | grep -q 'systemd-sysusers && systemd-tmpfiles --create' || echo "$said")"
verdict "and starts nothing, enables nothing" "$(find "$root" -type l -o -name '*.wants')"

sums() { (cd "$root" && find . -type f -exec cksum {} + | sort); }
before=$(sums)
verdict "a second time keeps nothing back" "$(in_src install-kiosk DESTDIR="$root" | grep kept)"
same "and changes nothing" "$before" "$(sums)"

# ---- somebody changes two, and a new version three, one of them the same ----

echo 'GUATU_FILE=/srv/guatu/2022.conf' >>"$root/etc/guatu/kiosk.env"
echo '# ours' >>"$root/usr/local/lib/systemd/system/guatu-kiosk@.service"
echo '# newer' >>"$work/src/conf/systemd/guatu-kiosk@.service"
echo '# newer' >>"$work/src/conf/tmux/guatu-kiosk.conf"
rm "$root/etc/guatu/foot.ini"
said=$(in_src install-kiosk DESTDIR="$root")
verdict "a changed file is kept" "$(tail -n 1 "$root/etc/guatu/kiosk.env" | grep -q 2022 && tail -n 1 "$root/usr/local/lib/systemd/system/guatu-kiosk@.service" | grep -q ours || echo gone)"
same "which is said, with where the new one is" "kept $root/etc/guatu/kiosk.env, which was changed here; the new one is $root/usr/local/share/guatu/shipped/etc/guatu/kiosk.env
kept $root/usr/local/lib/systemd/system/guatu-kiosk@.service, which was changed here; the new one is $root/usr/local/share/guatu/shipped/usr/local/lib/systemd/system/guatu-kiosk@.service" \
  "$(echo "$said" | grep '^kept' | sort)"
verdict "and there it is" "$(tail -n 1 "$root/usr/local/share/guatu/shipped/usr/local/lib/systemd/system/guatu-kiosk@.service" | grep -q newer || echo missing)"
verdict "an unchanged one is brought up to date" "$(tail -n 1 "$root/etc/guatu/tmux.conf" | grep -q newer || echo old)"
verdict "one that was deleted is there again" "$([ -f "$root/etc/guatu/foot.ini" ] || echo missing)"
verdict "a third time it is kept again" "$(in_src install-kiosk DESTDIR="$root" | grep -q "kept $root/etc/guatu/kiosk.env" || echo overwritten)"

said=$(in_src uninstall-kiosk DESTDIR="$root")
same "what was changed stays, and nothing else" "./etc/guatu/kiosk.env
./usr/local/lib/systemd/system/guatu-kiosk@.service" "$(cd "$root" && find . -type f | sort)"
same "which is said" "kept $root/etc/guatu/kiosk.env, which was changed here
kept $root/usr/local/lib/systemd/system/guatu-kiosk@.service, which was changed here" "$(echo "$said" | grep '^kept' | sort)"
rm -r "$root"

# ---- with the program ----

printf 'somebody else'\''s\n' >"$work/other"
mkdir -p "$root/etc/ssh" "$root/usr/local/bin"
cp "$work/other" "$root/etc/ssh/sshd_config"
in_src install-kiosk DESTDIR="$root" >/dev/null
in_src uninstall DESTDIR="$root" >/dev/null
same "'make uninstall' takes it away too, and leaves what was there" "./etc ./etc/ssh ./etc/ssh/sshd_config ./usr ./usr/local ./usr/local/bin" \
  "$(cd "$root" && find . -mindepth 1 | sort | tr '\n' ' ' | sed 's/ $//')"
: >"$work/guatu"
program() { sh .ci/install "$1" "$root" /usr/local "$work/guatu:bin/guatu" man/guatu.1:share/man/man1/guatu.1 conf/demo-2021.conf:share/guatu/; }
program install >/dev/null
in_src install-kiosk DESTDIR="$root" >/dev/null
in_src uninstall-kiosk DESTDIR="$root" >/dev/null
same "'make uninstall-kiosk' leaves the program" "./etc/ssh/sshd_config ./usr/local/bin/guatu ./usr/local/share/man/man1/guatu.1" \
  "$(files "$root" | tr '\n' ' ' | sed 's/ $//')"
program uninstall >/dev/null
same "and its folders can still be taken away" "./etc ./etc/ssh ./etc/ssh/sshd_config ./usr ./usr/local ./usr/local/bin" \
  "$(cd "$root" && find . -mindepth 1 | sort | tr '\n' ' ' | sed 's/ $//')"
rm -r "$root"

# ---- elsewhere ----

in_src install-kiosk DESTDIR="$root" PREFIX=/usr >/dev/null
verdict "PREFIX=/usr: units where systemd looks" "$([ -f "$root/usr/lib/systemd/system/guatu-kiosk@.service" ] && [ -f "$root/usr/lib/sysusers.d/guatu.conf" ] || files "$root")"
verdict "and nothing in them says /usr/local/bin" "$(grep -rn '/usr/local/bin' "$root")"
verdict "but what there is" "$(for f in usr/lib/systemd/system/guatu-kiosk@.service usr/lib/systemd/system/guatu-kiosk-screen.service etc/guatu/tmux.conf etc/ssh/sshd_config.d/guatu-kiosk.conf etc/ssh/sshd_config.d/guatu-operators.conf; do
  grep -q '[ =]/usr/bin/guatu ' "$root/$f" || echo "$f"
done)"
rm -r "$root"
in_src install-kiosk DESTDIR="$root" PREFIX=/opt/guatu SYSCONFDIR=/opt/etc >/dev/null
verdict "PREFIX=/opt/guatu: units in SYSCONFDIR, since systemd does not look into other PREFIXes" "$([ -f "$root/opt/etc/systemd/system/guatu-kiosk@.service" ] || files "$root")"
verdict "with both paths in them" "$(grep -rnE '/usr/local/bin|[ =-]/etc/(guatu|ssh/guatu)' "$root/opt/etc/systemd" "$root/opt/etc/guatu/tmux.conf" "$root/opt/etc/ssh" | grep -v ':#'
  grep -q '^EnvironmentFile=-/opt/etc/guatu/kiosk.env' "$root/opt/etc/systemd/system/guatu-kiosk@.service" || echo EnvironmentFile
  grep -q 'config=/opt/etc/guatu/foot.ini -- /opt/guatu/bin/guatu kiosk' "$root/opt/etc/systemd/system/guatu-kiosk-screen.service" || echo ExecStart)"
in_src uninstall-kiosk DESTDIR="$root" PREFIX=/opt/guatu SYSCONFDIR=/opt/etc >/dev/null
same "and nothing is left" "" "$(cd "$root" && find . -mindepth 1)"
said=$(in_src install-kiosk DESTDIR="$root" PREFIX='/opt/a b')
verdict "a PREFIX that would have to be quoted is refused" "$(echo "$said" | grep -q 'PREFIX and SYSCONFDIR may have letters' && [ -z "$(find "$root" -type f)" ] || echo "$said")"
exit $failed
