#!/bin/sh
# What systemd says of the units and declarations that `make install-kiosk` puts in place: they are read without a word, and every barrier
# stands, those that systemd judges by name and those that it does not. GUATU=program.
GUATU=${GUATU:-build/guatu}
. tests/support.sh

command -v systemd-analyze >/dev/null 2>&1 || {
  echo "ok - systemd-analyze is not on this machine: the units were not looked at # SKIP"
  exit 0
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# An installation at places of its own, so that what the units name is there.
prefix=$work/p
mkdir -p "$prefix/bin"
cp "$GUATU" "$prefix/bin/guatu"
make -s install-kiosk PREFIX="$prefix" SYSCONFDIR="$work/etc" >/dev/null || exit 1
units=$work/etc/systemd/system
# What the screen needs is not installed for a test.
printf '[Service]\nExecStart=/bin/true\n' >"$units/seatd.service"
sed 's|^ExecStart=/usr/bin/cage|ExecStart=/bin/true|' "$units/guatu-kiosk-screen.service" >"$work/screen"
cp "$work/screen" "$units/guatu-kiosk-screen.service"

verify() { # UNIT
  SYSTEMD_UNIT_PATH=$units: systemd-analyze verify --man=no "$units/$1" 2>&1 || echo "status $?"
}

weak() { # UNIT: the barriers that systemd knows and does not find
  systemd-analyze security --offline=true --json=short --no-pager "$units/$1" 2>"$work/said" | tr '{' '\n' |
    sed -n 's/.*"set":false,"name":"\([^"]*\)".*/\1/p' | sort | tr '\n' ' '
  sed 's/^/said: /' "$work/said"
}

for unit in guatu-kiosk@tty1.service guatu-kiosk@ttyS0.service guatu-kiosk-screen.service; do
  case $unit in *@tty*) cp "$units/guatu-kiosk@.service" "$units/$unit" ;; esac
  verdict "systemd reads $unit without a word" "$(verify $unit)"
done
printf '[Service]\nExecStart=/bin/true\nNoSuchThing=1\n' >"$units/wrong.service"
verdict "and would say what is wrong" "$(verify wrong.service | grep -q NoSuchThing || echo silence)"

# 0.4 of 10. What is left: the machine's own root folder, since the dataset may lie anywhere; mounts, which the namespace and the missing
# rights forbid all the same; and the terminal among the devices.
same "the wall on a terminal lacks none of systemd's barriers" "DeviceAllow= PrivateMounts= RootDirectory=/RootImage= " "$(weak guatu-kiosk@tty1.service)"
verdict "and is judged 0.4 or less" "$(systemd-analyze security --offline=true --threshold=4 --no-pager "$units/guatu-kiosk@tty1.service" >/dev/null 2>&1 || echo more)"
# Besides: a group that may talk to seatd, sockets to it and to the kernel, and the card.
same "the wall on a screen lacks those that a screen needs" \
  "DeviceAllow= PrivateDevices= PrivateMounts= PrivateNetwork= RestrictAddressFamilies=~AF_NETLINK RestrictAddressFamilies=~AF_UNIX RootDirectory=/RootImage= SupplementaryGroups= " \
  "$(weak guatu-kiosk-screen.service)"
verdict "and is judged 1.1 or less" "$(systemd-analyze security --offline=true --threshold=11 --no-pager "$units/guatu-kiosk-screen.service" >/dev/null 2>&1 || echo more)"

# What systemd gives no marks for.
lacks() { # UNIT LINE…
  unit=$1
  shift
  for line; do
    grep -qxF -- "$line" "$units/$unit" || echo "no line '$line' in $unit"
  done
}
verdict "the other barriers of both stand" "$(for unit in guatu-kiosk@.service guatu-kiosk-screen.service; do
  lacks $unit User=kiosk NoExecPaths=/ LimitCORE=0 DevicePolicy=closed MemorySwapMax=0 PrivateIPC=yes KeyringMode=private \
    AmbientCapabilities= SystemCallErrorNumber=EPERM
  grep -q '^TasksMax=[0-9]' "$units/$unit" && grep -q '^MemoryMax=[0-9]*%$' "$units/$unit" || echo "no bounds in $unit"
  grep -q "^ExecStart=.*$prefix/bin/guatu kiosk --require-sandbox " "$units/$unit" || echo "the wall's own sandbox is not required by $unit"
  grep -q "^ExecPaths=$prefix/bin/guatu " "$units/$unit" || echo "$unit may not start the program"
  sed -n 's/^ExecPaths=//p' "$units/$unit" | tr ' ' '\n' | grep -vE '^-/(usr/(local/)?)?lib(64)?$|/(guatu|cage|foot)$' | sed "s/^/$unit may start /"
done)"
# It would count the account's processes on the whole machine, walls over SSH among them.
verdict "one wall does not stand in another's way" "$(grep LimitNPROC "$units"/guatu-kiosk*)"
verdict "the terminal is taken, cleared and given back" "$(lacks guatu-kiosk@.service LimitFSIZE=0 TTYPath=/dev/%I StandardInput=tty-force \
  StandardError=journal TTYReset=yes TTYVHangup=yes TTYVTDisallocate=yes)"
verdict "and comes back however often it ends" "$(for unit in guatu-kiosk@.service guatu-kiosk-screen.service; do
  lacks $unit Restart=always RestartSec=2 StartLimitIntervalSec=0
done)"
verdict "and begins when the terminal has its font and the boot has had its say" "$(lacks guatu-kiosk@.service Type=idle \
  "After=console-setup.service systemd-vconsole-setup.service")"
verdict "no login stands behind a wall" "$(grep -qx 'Conflicts=getty@%i.service serial-getty@%i.service rescue.service' "$units/guatu-kiosk@.service" || echo terminal
  grep -qx 'Conflicts=getty@tty1.service guatu-kiosk@tty1.service rescue.service' "$units/guatu-kiosk-screen.service" || echo screen)"
verdict "cage may not switch terminals" "$(grep '^ExecStart=.* -[a-z]*s[a-z]* .*-- .*foot' "$units/guatu-kiosk-screen.service")"

# Both can be set without touching the unit, the one terminal over all.
verdict "dataset and options are set beside the unit" "$(lacks guatu-kiosk@.service "EnvironmentFile=-$work/etc/guatu/kiosk.env" "EnvironmentFile=-$work/etc/guatu/kiosk-%i.env"
  lacks guatu-kiosk-screen.service "EnvironmentFile=-$work/etc/guatu/kiosk.env" "EnvironmentFile=-$work/etc/guatu/kiosk-screen.env")"
verdict "what kiosk.env offers, the units take" "$(sed -n 's/^#\([A-Z_]*\)=.*/\1/p' "$work/etc/guatu/kiosk.env" | while read -r name; do
  case $name in
    GUATU_FILE) grep -q 'GUATU_FILE' src/commands/call.c || echo $name ;;
    GUATU_OPTIONS) grep -q "kiosk .*\$GUATU_OPTIONS\$" "$units/guatu-kiosk@.service" || echo $name ;;
    TERM) ;;
    *) echo "$name is not known" ;;
  esac
done; [ "$(grep -c '^#[A-Z_]*=' "$work/etc/guatu/kiosk.env")" = 3 ] || echo "not three settings")"
options=$(sed -n 's/^#GUATU_OPTIONS=//p' "$work/etc/guatu/kiosk.env")
same "and the options are the wall's" "2 'the console needs a terminal'" \
  "$(said=$("$GUATU" kiosk --require-sandbox $options --lang en conf/demo-2021.conf 2>&1); echo "$? '$(echo "$said" | grep -o 'the console needs a terminal')'")"

# ---- accounts and the datasets' folder ----

if command -v systemd-sysusers >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  root=$work/root
  mkdir -p "$root/etc" "$root/srv"
  printf 'root:x:0:0:root:/root:/bin/bash\n' >"$root/etc/passwd"
  printf 'root:x:0:\n' >"$root/etc/group"
  printf 'root:*:1::::::\n' >"$root/etc/shadow"
  verdict "the accounts are made" "$(systemd-sysusers --root="$root" "$work/etc/sysusers.d/guatu.conf" 2>&1 | grep -v '^Creating')"
  same "kiosk has a shell for sshd, and no home and no password" "kiosk / /bin/sh !*" \
    "$(awk -F : '$1 == "kiosk" { printf "%s %s %s", $1, $6, $7 }' "$root/etc/passwd") $(awk -F : '$1 == "kiosk" { printf "%s", $2 }' "$root/etc/shadow")"
  same "those who enter figures have groups" "guatu guatu-operators guatu-shared kiosk root " "$(cut -d : -f 1 "$root/etc/group" | sort | tr '\n' ' ')"
  verdict "the groups are those that sshd asks for" "$(sed -n 's/^Match Group //p' conf/ssh/*.conf | tr ',' '\n' | while read -r group; do
    grep -q "^$group:" "$root/etc/group" || echo "$group"
  done)"
  verdict "the folders are made" "$(systemd-tmpfiles --root="$root" --create "$work/etc/tmpfiles.d/guatu.conf" 2>&1)"
  same "root's, writable for operators, readable for the wall" "drwxrwsr-x 0 $(awk -F : '$1 == "guatu" { print $3 }' "$root/etc/group")" \
    "$(stat -c '%A %u %g' "$root/srv/guatu")"
  verdict "and sshd's keys are nobody's but root's" "$(sed -n 's/^ *AuthorizedKeysFile //p' "$work"/etc/ssh/sshd_config.d/*.conf | while read -r keys; do
    [ "$(dirname "$keys")" = "$work/etc/ssh/guatu" ] && [ "$(stat -c '%A %u %g' "$root$(dirname "$keys")")" = "drwxr-xr-x 0 0" ] || echo "$keys"
  done)"
else
  echo "ok - only root can try the accounts and the datasets' folder # SKIP"
fi
exit $failed
