#!/bin/sh
# The manual and the README say what the program does: their tables are the program's, the example is a dataset it accepts, the manual
# is clean mdoc, and every option, kind, sense, light and target of the Makefile is described. GUATU=program.
GUATU=${GUATU:-build/guatu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. tests/support.sh

mkdir "$work/man"
cp README.md "$work/README.md"
cp man/* "$work/man"
sh .ci/docs "$GUATU" "$work/README.md" "$work"/man/*
for file in README.md man/*; do
  verdict "the tables in $file are the program's ('make docs' writes them anew)" "$(diff "$file" "$work/$file" 2>&1)"
done

tables() {
  LC_ALL=C.UTF-8 "$GUATU" --lang en __tables "$1"
}

# Every table of the manual has something in it: an empty generator would compare equal to an empty block.
verdict "no table in the manual is empty" "$(grep -n -A 1 '^\.\\" table ' man/guatu.1 | grep '\.\\" end')"
verdict "every option has its block in guatu(1)" "$(tables options | cut -f 1 | sort -u | while read -r verb; do
  grep -q "^\.\\\\\" table options:$verb\$" man/guatu.1 || echo "options:$verb"
done)"
for table in kinds senses reports; do
  verdict "guatu.conf(5) describes all $table" "$(tables $table | while IFS='	' read -r id en zh _; do
    grep -q "Cm $id\$" man/guatu.conf.5 || echo "$id"
  done)"
done

# The loader's tables hold every name that a dataset may have.
names=$(grep -ohE '\.name = "[a-z]+"' src/store/load*.c | sed 's/.*"\(.*\)"/\1/' | sort -u)
verdict "the loader's names were found" "$([ "$(echo "$names" | wc -l)" -ge 40 ] || echo "only: $names")"
sed '/^\.Sh EXAMPLES/,$d' man/guatu.conf.5 >"$work/prose"
verdict "guatu.conf(5) describes every name of a dataset" "$(echo "$names" | while read -r name; do
  grep -qE "(Ic|[{;]) $name( =|\$)" "$work/prose" || echo "$name"
done)"

# Between its two marks stands a whole dataset.
sed -n '/^\.\\" example/,/^\.\\" end of/p' man/guatu.conf.5 | grep -v '^\.' >"$work/example.conf"
verdict "the example in guatu.conf(5) passes 'guatu check'" "$("$GUATU" --lang en check "$work/example.conf" 2>&1 | grep -v ': 6 targets, 0 problems$')"

cp conf/gaoxin-2021.conf "$work/first.conf"
verdict "the first figure in the README says what the program says" "$(
  sed -n '/^    \$ build\/guatu set/{n;s/^ *//;p;}' README.md >"$work/expected"
  "$GUATU" --lang en set "$work/first.conf" $(sed -n 's/^    \$ build\/guatu set [^ ]* //p' README.md) 2>&1 | diff "$work/expected" - )"

cp conf/gaoxin-2021.conf "$work/sheet.conf"
verdict "the sheet in the README does what the README says" "$(
  sed -n '/^    \$ build\/guatu import/,/^$/{/^    [^$]/s/^    //p;}' README.md >"$work/expected"
  eval "$(sed -n 's/^    \$ \(printf .*>\)build\/june.csv$/\1"$work"\/june.csv/p' README.md)"
  "$GUATU" --lang en import "$work/sheet.conf" "$work/june.csv" \
    $(sed -n 's/^    \$ build\/guatu import [^ ]* [^ ]* //p' README.md) 2>&1 | diff "$work/expected" - )"

if command -v mandoc >/dev/null 2>&1; then
  for page in man/*.[157]; do
    # Whether the other page is installed here is no fault of this one.
    verdict "mandoc finds nothing in $page" "$(mandoc -T lint "$page" 2>&1 | grep -vE 'referenced manual not found|outdated mandoc.db')"
  done
fi

verdict "what the README names is there" "$(grep -oE '`(src|include|conf|tests|man|\.ci)/[^` ]*`' README.md | tr -d '`' | sort -u | while read -r path; do
  ls -d $path >/dev/null 2>&1 || echo "$path"
done)"
verdict "what the README asks of make, the Makefile has" "$(grep -oE '`make [a-z -]+`' README.md | tr -d '`' | sed 's/^make //' | tr ' ' '\n' | sort -u | while read -r t; do
  case $t in -*) continue ;; esac
  grep -qE "^$t:|^all: .*$t" Makefile || echo "make $t"
done)"
exit $failed
