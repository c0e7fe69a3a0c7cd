#!/bin/sh
# The merge as git calls it: two clones of one dataset, figures entered on both sides with the real program, merged by the driver that the
# README installs. Then the verb by hand: exit statuses, messages, what stays untouched. GUATU=program.
GUATU=${GUATU:-build/guatu}
. tests/support.sh

says() { # NAME TEXT PART
  verdict "$1" "$(printf '%s\n' "$2" | grep -qF -- "$3" || printf 'not said: %s\nin: %s\n' "$3" "$2")"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
top=$(pwd)
mkdir "$work/bin" "$work/home"
ln -s "$(cd "$(dirname "$GUATU")" && pwd)/$(basename "$GUATU")" "$work/bin/guatu"
PATH=$work/bin:$PATH HOME=$work/home GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
GIT_AUTHOR_NAME=tester GIT_AUTHOR_EMAIL=tester@example.org GIT_COMMITTER_NAME=tester GIT_COMMITTER_EMAIL=tester@example.org
export PATH HOME GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
unset GIT_DIR GIT_WORK_TREE XDG_CONFIG_HOME

# The lines of the README, as they stand there.
sed -n '/^    git config merge\.guatu/{s/^ *//;p;}' README.md >"$work/install"
attribute=$(sed -n 's/^    echo .\(\*\.conf merge=guatu\). >>\.gitattributes$/\1/p' README.md)
same "the README installs the driver in two commands and an attribute" "2 *.conf merge=guatu" "$(grep -c . "$work/install") $attribute"

enter() { # SITE TARGET FIGURE DAY
  (cd "$work/$1" && guatu --lang en set plans/plan.conf "$2" "$3" --through "$4" --today 2021-12-31 >/dev/null && git commit -qam "$2 $4")
}

# What a dataset says, in the order of its targets and days: "dead-end-roads 2021-06-30 17".
figures() {
  awk '/^[[:blank:]]*#/ { next }
    /id = "/ { match($0, /id = "[^"]*"/); id = substr($0, RSTART + 6, RLENGTH - 7) }
    /through = "/ { match($0, /through = "[^"]*"/); day = substr($0, RSTART + 11, RLENGTH - 12)
      match($0, /value = [^;]*/); print id, day, substr($0, RSTART + 8, RLENGTH - 8) }' "$1"
}

start() { # two clones of a new repository, with the driver
  rm -rf "$work/here" "$work/there" "$work/hub"
  git init -q --bare "$work/hub" && git -C "$work/hub" symbolic-ref HEAD refs/heads/main
  git clone -q "$work/hub" "$work/here" 2>/dev/null
  mkdir "$work/here/plans"
  cp "$top/conf/gaoxin-2021.conf" "$work/here/plans/plan.conf"
  (cd "$work/here" && git symbolic-ref HEAD refs/heads/main && echo "$attribute" >.gitattributes && git add -A && git commit -qm plan && git push -q origin main)
  git clone -q "$work/hub" "$work/there"
  for site in here there; do
    (cd "$work/$site" && sh -e "$work/install")
  done
}

meet() { # there pushes, here merges; git's answer
  git -C "$work/there" push -q origin main
  (cd "$work/here" && git fetch -q && git merge -m merge origin/main 2>&1)
}

# ---- neighbouring lines, and one list ----

start
enter here dead-end-roads 5 2021-03-31
enter here dead-end-roads 17 2021-06-30
enter here gdp-growth 12.5 2021-03-31
enter there dead-end-roads 12 2021-05-31
enter there dead-end-roads 20 2021-07-31
enter there gdp-growth 11.2 2021-06-30
neighbour=$(sed -n '/id = "gdp-growth"/,$s/.*{ id = "\([^"]*\)".*/\1/p' "$work/there/plans/plan.conf" | sed -n 2p)
enter there "$neighbour" 3 2021-06-30
answer=$(meet)
same "git merges figures on neighbouring lines and in one list" 0 "$?"
same "nothing is lost" "dead-end-roads 2021-03-31 5
dead-end-roads 2021-05-31 12
dead-end-roads 2021-06-30 17
dead-end-roads 2021-07-31 20
gdp-growth 2021-03-31 12.5
gdp-growth 2021-06-30 11.2
$neighbour 2021-06-30 3" "$(figures "$work/here/plans/plan.conf" | sort)"
says "git shows what was merged, with the file's name" "$answer" "plans/plan.conf: "
same "the merged file passes guatu check" 0 "$(cd "$work/here" && guatu check plans/plan.conf >/dev/null 2>&1; echo $?)"
same "nothing but figures differs from the plan" "" "$(diff "$top/conf/gaoxin-2021.conf" "$work/here/plans/plan.conf" | grep '^[<>]' | grep -vE '^> +(readings = \(|\);|,? *\{ through = .*\})$')"
same "the merge is committed" "" "$(cd "$work/here" && git status --porcelain --untracked-files=no)"
git -C "$work/here" push -q origin main
(cd "$work/there" && git pull -q --ff-only origin main)
same "both sites have one file" "" "$(cmp "$work/here/plans/plan.conf" "$work/there/plans/plan.conf" 2>&1)"

# Without the driver git itself would not have known what to do: the test would pass with any merge otherwise.
start
(cd "$work/here" && git config --remove-section merge.guatu)
enter here dead-end-roads 5 2021-03-31
enter there dead-end-roads 12 2021-05-31
meet >/dev/null
same "git alone can't merge this" 1 "$([ -n "$(cd "$work/here" && git ls-files -u)" ] && echo 1)"

# ---- two figures for one day ----

start
enter here dead-end-roads 17 2021-06-30
enter here gdp-growth 12.5 2021-03-31
enter there dead-end-roads 18 2021-06-30
answer=$(meet)
same "git leaves a real conflict" 1 "$?"
says "and says which figures" "$answer" "plans/plan.conf: dead-end-roads 2021-06-30: ours 17 (tester, "
same "the file is unmerged" "UU plans/plan.conf" "$(cd "$work/here" && git status --porcelain --untracked-files=no | grep plan.conf)"
line=$(grep -n '^<<<<<<< ours$' "$work/here/plans/plan.conf" | cut -d : -f 1)
same "guatu check points at the marks" "plans/plan.conf:$line:1: git left a merge unfinished here; keep one side and take the marks out" \
  "$(cd "$work/here" && guatu --lang en check plans/plan.conf 2>&1 >/dev/null)"
same "both figures stand between the marks" "value = 17;value = 18;" \
  "$(sed -n '/^<<<<<<< ours$/,/^>>>>>>> theirs$/p' "$work/here/plans/plan.conf" | grep -o 'value = [0-9]*;' | tr -d '\n')"
same "git diff sees the conflict" 1 "$(cd "$work/here" && git diff --check | grep -c 'leftover conflict marker.*' | sed 's/[1-9][0-9]*/1/')"
sed -i '/^<<<<<<< ours$/d; /^=======$/,/^>>>>>>> theirs$/d' "$work/here/plans/plan.conf"
same "with one side kept it is a dataset again" 0 "$(cd "$work/here" && guatu check plans/plan.conf >/dev/null 2>&1; echo $?)"

# ---- both add the file: git gives an empty base ----

start
for site in here there; do
  (cd "$work/$site" && cp plans/plan.conf plans/next.conf && git add -A)
done
(cd "$work/here" && guatu set plans/next.conf dead-end-roads 5 --through 2021-03-31 >/dev/null && git add plans/next.conf && git commit -qm next)
(cd "$work/there" && guatu set plans/next.conf dead-end-roads 12 --through 2021-05-31 >/dev/null && git add plans/next.conf && git commit -qm next)
meet >/dev/null
same "a file that both added is merged" "0 dead-end-roads 2021-03-31 5
dead-end-roads 2021-05-31 12" "$? $(figures "$work/here/plans/next.conf")"

# ---- by hand ----

cd "$work" || exit 1
plan=$top/conf/gaoxin-2021.conf
cp "$plan" base.conf
cp "$plan" ours.conf
cp "$plan" theirs.conf
guatu set ours.conf dead-end-roads 17 --through 2021-06-30 >/dev/null
guatu set theirs.conf gdp-growth 12.5 --through 2021-03-31 >/dev/null
chmod 640 ours.conf
same "one line when all is well" "merged: 1 figure taken over, no conflict" "$(guatu --lang en merge base.conf ours.conf theirs.conf 2>&1)"
same "the mode stays" 640 "$(stat -c %a ours.conf)"
same "a second time there is nothing to do" "merged: 0 figures taken over, no conflict" "$(guatu --lang en merge base.conf ours.conf theirs.conf 2>&1)"
guatu set theirs.conf dead-end-roads 18 --through 2021-06-30 >/dev/null
cp ours.conf before.conf
answer=$(guatu --lang zh merge base.conf ours.conf theirs.conf --name 计划.conf 2>&1)
same "status 1 with a conflict" 1 "$?"
says "in Chinese" "$answer" "计划.conf：dead-end-roads 2021-06-30：本方 17（tester，"
says "with a sum" "$answer" "计划.conf：已合并：采用对方 0 个数，1 处冲突"

cp before.conf ours.conf
sed 's/kind = "rate"/kind = "rat"/' theirs.conf >wrong.conf
answer=$(guatu --lang en merge base.conf ours.conf wrong.conf 2>&1)
same "status 1 when an input is no dataset" 1 "$?"
says "with the place in it" "$answer" "wrong.conf:$(grep -n '^[^#]*kind = "rat"' wrong.conf | head -n 1 | cut -d : -f 1):"
says "or, for git, with the side" "$(guatu --lang en merge base.conf ours.conf wrong.conf --name plan.conf 2>&1)" "plan.conf (theirs):"
same "and nothing is touched" "" "$(cmp before.conf ours.conf 2>&1)"
answer=$(guatu --lang en merge base.conf wrong.conf theirs.conf 2>&1)
says "the same for ours" "$answer" "wrong.conf:"
guatu merge base.conf ours.conf >/dev/null 2>&1
same "status 2 for a wrong call" 2 "$?"
guatu merge base.conf ours.conf nothing.conf >/dev/null 2>&1
same "status 3 for a file that is not there" 3 "$?"
guatu merge base.conf nothing.conf theirs.conf >/dev/null 2>&1
same "status 3 when it is ours" 3 "$?"
guatu merge base.conf ours.conf theirs.conf >/dev/full 2>/dev/null
same "status 3 when the answer can't be written" 3 "$?"

# A dataset that people work on has a journal, and is saved through it; any other file gets nothing beside it.
mkdir live plain
cp base.conf live/plan.conf
cp base.conf plain/plan.conf
guatu set live/plan.conf heat-grid-mains 3 --through 2021-06-30 >/dev/null
guatu merge base.conf live/plan.conf theirs.conf >/dev/null
same "the journal tells what a merge brought" 2 "$(guatu log --format json live/plan.conf | grep -c '"what": "merge", "standing": "saved"')"
same "and agrees with the dataset" "" "$(guatu log --verify live/plan.conf 2>&1)"
guatu merge base.conf plain/plan.conf theirs.conf >/dev/null
same "nothing is left beside a file without one" "plan.conf" "$(ls -A plain)"
exit $failed
