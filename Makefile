# guatu. On a fresh machine: `make deps run` opens it, `make deps check` proves it.
#
#   make            build/guatu             make run        the console on a working copy of the real plan
#   make deps       what is missing         make check      all tests (V=1 shows their output, UPDATE=1 rewrites screens)
#   make install    PREFIX, DESTDIR         make asan       the tests again under ASan and UBSan
#   make install-kiosk  see guatu-kiosk(7)  make fuzz       what no test thought of (clang; FUZZ_SECONDS, 0: until stopped)
#   make uninstall  takes both away         make bench      beside other programs
#   make dist       a source archive        make clean
#
# BUILD=dir builds elsewhere; CC, CFLAGS, CPPFLAGS, LDFLAGS and LDLIBS are respected, and a change of them rebuilds.

VERSION := 0.1.0
BUILD ?= build
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
CC ?= cc
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
silent := $(findstring s,$(filter-out --%,$(firstword -$(MAKEFLAGS))))
say = $(if $(filter 1,$(V)),,@$(if $(silent),:,printf) '  %-6s %s\n' $(1) $(patsubst $(BUILD)/%,%,$(2));)

LIBS := ncursesw libconfig libutf8proc jansson nettle libseccomp
# Those that have no pkg-config file: libcsv.
PLAIN_LDLIBS := -lcsv
TEST_LIBS := cmocka vterm
# Asked only when something is compiled, so that `make deps` works before any of it is there.
LIB_CFLAGS = $(eval LIB_CFLAGS := $$(shell $(PKG_CONFIG) --cflags $(LIBS)))$(LIB_CFLAGS)
LIB_LDLIBS = $(eval LIB_LDLIBS := $$(shell $(PKG_CONFIG) --libs $(LIBS)) $(PLAIN_LDLIBS))$(LIB_LDLIBS)
TEST_CFLAGS = $(eval TEST_CFLAGS := $$(shell $(PKG_CONFIG) --cflags $(TEST_LIBS)))$(TEST_CFLAGS)
TEST_LDLIBS = $(eval TEST_LDLIBS := $$(shell $(PKG_CONFIG) --libs $(TEST_LIBS)))$(TEST_LDLIBS)

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla -Wswitch-enum
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -Iinclude $(WARNINGS) $(LIB_CFLAGS) $(CFLAGS)
PATHS := -DGUATU_VERSION='"$(VERSION)"' -DGUATU_DATA='"$(PREFIX)/share/guatu"'

SOURCES := $(wildcard src/*.c src/*/*.c)
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/src/%.o)
# All but main, in an archive: a test links what it uses of it.
LIBRARY := $(BUILD)/guatu.a
TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
SCRIPTS := $(patsubst tests/%.sh,%,$(wildcard tests/test_*.sh))
SUPPORT := $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard tests/support*.c))
FUZZER := $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard tests/fuzz/*.c))
BENCH_TOOLS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/bench/*.c))
TEST_OBJECTS := $(TESTS:=.o) $(SUPPORT) $(FUZZER) $(BENCH_TOOLS:=.o)
RESULTS := $(TESTS:=.result) $(SCRIPTS:%=$(BUILD)/tests/%.result)

FUZZ_SECONDS ?= 600

.PHONY: all tests deps run check asan fuzz bench docs install uninstall install-kiosk uninstall-kiosk dist clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(BUILD)/guatu

$(LIBRARY): $(filter-out $(BUILD)/src/main.o,$(OBJECTS))
	@rm -f $@
	$(call say,AR,$@)$(AR) rcs $@ $^

$(BUILD)/guatu: $(OBJECTS)
	$(call say,LINK,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIB_LDLIBS) $(LDLIBS)

$(OBJECTS): $(BUILD)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(DEFINES) -MMD -MP -c -o $@ $<

$(TEST_OBJECTS): $(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(TEST_CFLAGS) -Itests -MMD -MP -c -o $@ $<

$(TESTS): $(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(SUPPORT) $(LIBRARY)
	$(call say,LINK,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIB_LDLIBS) $(TEST_LDLIBS) $(LDLIBS)

# What it was compiled with, each in a file that is touched only when it changes. Where `deps` is asked for in the same call, it is done
# first, also with -j.
quote = '$(subst ','\'',$(1))'
note = @mkdir -p $(@D); printf '%s\n' $(call quote,$(1)) | cmp -s - $@ || printf '%s\n' $(call quote,$(1)) >$@
$(BUILD)/flags: FORCE | $(filter deps,$(MAKECMDGOALS))
	$(call note,$(CC) $(CPPFLAGS) $(WARNINGS) $(CFLAGS) $(LDFLAGS) $(LDLIBS))
	@{ $(PKG_CONFIG) --exists $(LIBS) && echo '#include <csv.h>' | $(CC) $(CPPFLAGS) $(CFLAGS) -E -x c -; } >/dev/null 2>&1 || echo "not all that guatu needs is here: 'make deps' installs it" >&2
$(BUILD)/paths: FORCE
	$(call note,$(PATHS))
$(OBJECTS) $(TEST_OBJECTS): $(BUILD)/flags
$(BUILD)/src/commands/call.o $(BUILD)/src/commands/help.o: $(BUILD)/paths
$(BUILD)/src/commands/call.o $(BUILD)/src/commands/help.o: DEFINES = $(PATHS)

deps:
	@CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' PKG_CONFIG='$(PKG_CONFIG)' sh .ci/deps

# The working copy is made once and never written over: it may hold somebody's figures.
COPY := $(BUILD)/gaoxin-2021.conf
run: $(BUILD)/guatu
	@test -e $(COPY) || cp conf/gaoxin-2021.conf $(COPY)
	@exec $(BUILD)/guatu $(COPY)

tests: $(TESTS) $(FUZZER)

check: $(RESULTS)
	@sh tests/run.sh sum $(RESULTS)

$(TESTS:=.result): %.result: % $(BUILD)/guatu FORCE
	@V=$(V) sh tests/run.sh one $@ $<

$(SCRIPTS:%=$(BUILD)/tests/%.result): $(BUILD)/tests/%.result: tests/%.sh $(BUILD)/guatu FORCE
	@mkdir -p $(@D)
	@V=$(V) GUATU=$(BUILD)/guatu sh tests/run.sh one $@ sh $<

SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
asan:
	$(Q)ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 $(MAKE) --no-print-directory BUILD=$(BUILD)/asan CFLAGS='$(SANITIZE)' SCRIPTS= check

# The same source, compiled by clang so that libFuzzer sees which way an input took. What it learns is kept in $(BUILD)/fuzz/corpus.
$(BUILD)/fuzzer: $(FUZZER) $(LIBRARY)
	$(call say,LINK,$@)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIB_LDLIBS) $(LDLIBS)

fuzz:
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CFLAGS='$(SANITIZE) -O2 -fsanitize=fuzzer-no-link' $(BUILD)/fuzz/fuzzer
	$(Q)sh tests/fuzz/run.sh $(BUILD)/fuzz/fuzzer $(BUILD)/fuzz $(FUZZ_SECONDS)

# BENCH=quick measures the plan of 93 targets only.
BENCH ?= full
bench: $(BUILD)/guatu $(BENCH_TOOLS)
	@python3 -B tests/bench/bench.py $(BUILD) $(BENCH)

$(BENCH_TOOLS): %: %.o $(LIBRARY)
	$(call say,LINK,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIB_LDLIBS) $(LDLIBS)

# The tables in the manual and the README, written anew from the program's; `make check` compares them.
docs: $(BUILD)/guatu
	@sh .ci/docs $(BUILD)/guatu README.md man/guatu.1 man/guatu.conf.5 man/guatu.journal.5

# What is installed: source and place under PREFIX. A list of the folders that had to be made stays beside the datasets, so that
# `uninstall` takes away those, where they are empty, and no others.
PLACES := $(BUILD)/guatu:bin/guatu man/guatu.1:share/man/man1/guatu.1 man/guatu.conf.5:share/man/man5/guatu.conf.5 \
  man/guatu.journal.5:share/man/man5/guatu.journal.5 man/guatu-kiosk.7:share/man/man7/guatu-kiosk.7 \
  $(patsubst %,%:share/guatu/,$(wildcard conf/*.conf)) \
  conf/completions/guatu.bash:share/bash-completion/completions/guatu \
  conf/completions/_guatu:share/zsh/site-functions/_guatu \
  conf/completions/guatu.fish:share/fish/vendor_completions.d/guatu.fish
install: $(BUILD)/guatu
	@sh .ci/install install '$(DESTDIR)' '$(PREFIX)' $(PLACES)

# What an administrator takes for a wall, and may change. systemd looks under /usr and /usr/local besides /etc.
SYSTEMD := $(if $(filter /usr /usr/local,$(PREFIX)),$(PREFIX)/lib,$(SYSCONFDIR))
KIOSK_PLACES := $(patsubst %,%:$(SYSTEMD)/systemd/system/,$(wildcard conf/systemd/*.service)) \
  conf/sysusers/guatu.conf:$(SYSTEMD)/sysusers.d/ conf/tmpfiles/guatu.conf:$(SYSTEMD)/tmpfiles.d/ \
  conf/systemd/kiosk.env:$(SYSCONFDIR)/guatu/ conf/tmux/guatu-kiosk.conf:$(SYSCONFDIR)/guatu/tmux.conf \
  conf/foot/guatu-kiosk.ini:$(SYSCONFDIR)/guatu/foot.ini \
  $(patsubst %,%:$(SYSCONFDIR)/ssh/sshd_config.d/,$(wildcard conf/ssh/*.conf))
install-kiosk:
	@SYSCONFDIR='$(SYSCONFDIR)' sh .ci/install install '$(DESTDIR)' '$(PREFIX)' $(KIOSK_PLACES)
	@echo "Nothing is started and nothing is changed by these yet. The accounts and the datasets' folder come by"
	@echo "  systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload"
	@echo "and 'man 7 guatu-kiosk' (man/guatu-kiosk.7) goes on from there."

uninstall-kiosk:
	@sh .ci/install uninstall '$(DESTDIR)' '$(PREFIX)' $(KIOSK_PLACES)

uninstall:
	@sh .ci/install uninstall '$(DESTDIR)' '$(PREFIX)' $(KIOSK_PLACES) $(PLACES)

dist:
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=guatu-$(VERSION)/ -o $(BUILD)/guatu-$(VERSION).tar.gz HEAD

clean:
	@if [ -e $(COPY) ] && ! cmp -s $(COPY) conf/gaoxin-2021.conf; then \
	  echo "kept $(COPY): it holds figures"; \
	  find $(BUILD) -mindepth 1 -maxdepth 1 ! -path $(COPY) -exec rm -rf {} +; \
	else rm -rf $(BUILD); fi

FORCE:

-include $(OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d)
