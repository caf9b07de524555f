# SPDX-License-Identifier: BSD-2-Clause
# SentinelStack: one Makefile, not recursive. "make help" lists the targets.
VERSION := 0.1.0

# --- settings: give them on the command line -------------------------------
PREFIX     ?= /usr/local
DESTDIR    ?=
O          ?= build#		where everything that is made goes
CLANG      ?= clang
BPFTOOL    ?= $(firstword $(wildcard /usr/sbin/bpftool /usr/local/sbin/bpftool) bpftool)
CFLAGS     ?= -O2 -g
KERNELS    ?= 6.1#		for test-vm: 5.10 6.1 6.12 7 or all
V          ?= 0

O       := $(strip $(O))
KERNELS := $(strip $(KERNELS))
V       := $(strip $(V))
Q       := $(if $(filter 1,$(V)),,@)
say      = $(if $(Q),@printf '  %-7s %s\n' $(1) $(2))

# --- what there is ----------------------------------------------------------
CMDS   := $(patsubst cmd/%/main.c,%,$(wildcard cmd/ss-*/main.c))
BPF    := $(patsubst bpf/%.bpf.c,%,$(wildcard bpf/*.bpf.c))
LIBS   := $(sort $(patsubst lib/%/,%,$(wildcard lib/*/)))
UNITS  := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
FUZZ   := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
HELPERS := $(patsubst tests/helpers/%.c,%,$(filter-out %.bpf.c,$(wildcard tests/helpers/*.c)))
HELPERS += $(patsubst tests/helpers/%.c,%.o,$(wildcard tests/helpers/*.bpf.c))

LIB_SRC := $(wildcard lib/*/*.c lib/rego/*/*.c)
LIB_CXX := $(wildcard lib/rego/*/*.cc)#		shims, where a library speaks only C++
CMD_SRC := $(wildcard cmd/*/*.c)
OBJS    := $(patsubst %.c,$(O)/obj/%.o,$(LIB_SRC) $(CMD_SRC)) $(patsubst %.cc,$(O)/obj/%.o,$(LIB_CXX))
FUZZ_OBJS := $(patsubst %.c,$(O)/fuzz/obj/%.o,$(LIB_SRC)) $(patsubst %.cc,$(O)/fuzz/obj/%.o,$(LIB_CXX))
BINS    := $(CMDS:%=$(O)/bin/%)
SKELS   := $(BPF:%=$(O)/skel/%.skel.h)

# What a command links besides lib/core: our libraries, then the system's.
LINK_ss-breaker := breaker reaper event config syscall uprobe proc bpf
LINK_ss-doctor := bpf
LINK_ss-policy := rego config
LINK_ss-reaper := filter reaper event config syscall uprobe proc bpf
LINK_ss-trace  := filter event config syscall uprobe proc record bpf
SYSLIBS_bpf    := -lbpf -lelf -lz
SYSLIBS_config := -lyaml
SYSLIBS_record := -lzstd -lz
SYSLIBS_rego   := -lre2 -lcurl -lcrypto -lyaml -lmpfr -lgmp -lstdc++ -lm
SYSLIBS_ss-breaker := -ldl#		of a command alone: libxdp, if it is there
SYSLIBS_ss-policy := -larchive -ldl
lib_of = $(foreach l,$(1),$(O)/lib/libss-$(l).a)
sys_of = $(foreach l,$(1),$(SYSLIBS_$(l)))

# --- flags ------------------------------------------------------------------
TRIPLET  := $(shell $(CC) -dumpmachine 2>/dev/null)
BPF_ARCH ?= $(if $(findstring aarch64,$(TRIPLET)),arm64,x86)
# For <asm/types.h>, which is the same everywhere: that of the machine that builds will do.
BPF_INC  := $(firstword $(wildcard /usr/include/$(TRIPLET) /usr/include/*-linux-gnu))

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wundef
WARN += $(if $(CI)$(WERROR),-Werror)
SAFE := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
ifneq ($(findstring x86_64,$(TRIPLET)),)
SAFE += -fcf-protection -fstack-clash-protection
endif
ifeq ($(SAN),1)
SAFE := -fPIE -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
endif
ifeq ($(SAN),thread)
SAFE := -fPIE -fsanitize=thread -fno-omit-frame-pointer
endif
SS_CPPFLAGS := -D_GNU_SOURCE -DSS_VERSION='"$(VERSION)"' -iquote lib -iquote bpf -iquote $(O)/skel \
	       -iquote $(O)/gen $(CPPFLAGS)
SS_CFLAGS   := -std=gnu17 $(WARN) $(SAFE) $(CFLAGS)
SS_LDFLAGS  := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(filter -fsanitize%,$(SAFE)) $(LDFLAGS)
BPF_CFLAGS  := -g -O2 -mcpu=v3 -target bpf -D__TARGET_ARCH_$(BPF_ARCH) -Wall -Wextra -Wno-unused-parameter \
	       -Wno-missing-field-initializers $(if $(CI)$(WERROR),-Werror) -iquote bpf -idirafter $(BPF_INC)

# What things are made with, in files that change only when it does: then they are made anew.
# To treat a warning as an error changes nothing that is made, nor does another name of the folder.
flags = $(subst $(O)/,,$(filter-out -Werror,$(1)))
# With -n nothing is written, and what would be made is shown.
define record
ifneq ($$(file <$(O)/$(1)),$$(call flags,$(2)))
ifneq ($$(findstring n,$$(firstword -$$(MAKEFLAGS))),)
.PHONY: $(O)/$(1)
else
$$(shell mkdir -p $(O))
$$(file >$(O)/$(1),$$(call flags,$(2)))
endif
endif
endef
ifneq ($(filter-out deps peers run test-fresh lint format uninstall clean help,$(or $(MAKECMDGOALS),all)),)
$(eval $(call record,flags,$$(CC) $$(CXX) $$(SS_CPPFLAGS) $$(SS_CFLAGS) $$(SS_LDFLAGS)))
$(eval $(call record,flags-bpf,$$(CLANG) $$(BPF_CFLAGS)))
endif

# --- build ------------------------------------------------------------------
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all deps peers run test test-unit test-cli test-kernel test-vm test-fresh bench asan tsan fuzz \
	lint format completions install uninstall clean help
.SECONDARY:

all: $(BINS)

$(O)/flags $(O)/flags-bpf: ;# gone in "make clean all"

help:
	@echo 'all deps peers run test test-unit test-cli test-kernel test-vm test-fresh bench asan tsan fuzz lint'
	@echo 'format completions install uninstall clean; variables: PREFIX DESTDIR O V=1 RUN_FOR=10s'
	@echo 'for tests: KERNELS=all, ONLY="trace_args doctor" of the kernel tests, LIMIT=seconds a file, SS_VMS=1'

# What is generated exists before the first file that may include it is compiled;
# later the .d files know.
$(patsubst %.c,$(O)/obj/%.o,$(CMD_SRC)): | $(SKELS)
$(O)/obj/lib/event/fields.o: | $(O)/gen/event/keys.inc

# The keys of events as the manual page has them: .BR process.pid " (number)"
$(O)/gen/event/keys.inc: man/ss-events.5 Makefile
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)sed -nE 's/^\.BR ([a-z0-9_.]+) " \((.*)\)"$$/\1 \2/p' $< | \
		sed -E 's/ object$$/.*/; s/ .*//; s/.*/"&",/' | sort -u > $@

$(O)/obj/%.o: %.c Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) -MMD -MP -c $< -o $@

$(O)/obj/%.o: %.cc Makefile $(O)/flags
	$(call say,CXX,$<)
	@mkdir -p $(@D)
	$(Q)$(CXX) $(SS_CPPFLAGS) -std=gnu++17 -fno-exceptions $(filter-out -Wstrict-prototypes \
		-Wmissing-prototypes,$(WARN)) $(SAFE) $(CFLAGS) -MMD -MP -c $< -o $@

# An archive is made anew, so that the object of a deleted file does not stay in it.
define library
$(O)/lib/libss-$(1).a: $(patsubst %.c,$(O)/obj/%.o,$(filter lib/$(1)/%,$(LIB_SRC))) \
			$(patsubst %.cc,$(O)/obj/%.o,$(filter lib/$(1)/%,$(LIB_CXX))) Makefile
	$$(call say,AR,$$@)
	@mkdir -p $$(@D) && rm -f $$@
	$$(Q)$$(AR) rcs $$@ $$(filter %.o,$$^)
endef
$(foreach l,$(LIBS),$(eval $(call library,$(l))))

define command
$(O)/bin/$(1): $(patsubst %.c,$(O)/obj/%.o,$(wildcard cmd/$(1)/*.c)) $(call lib_of,$(LINK_$(1)) core)
	$$(call say,LINK,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(SS_CFLAGS) $$(SS_LDFLAGS) $$^ $(call sys_of,$(LINK_$(1))) $(SYSLIBS_$(1)) -o $$@
endef
$(foreach c,$(CMDS),$(eval $(call command,$(c))))

$(O)/bpf/%.bpf.o: bpf/%.bpf.c Makefile $(O)/flags-bpf
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -MT $@ -MF $(@:.o=.d) -c $< -o $@

# Linked alone: without what is for debuggers, which would be half of the binary.
$(O)/skel/%.skel.h: $(O)/bpf/%.bpf.o Makefile
	$(call say,SKEL,$@)
	@mkdir -p $(@D)
	$(Q)$(BPFTOOL) gen object $(O)/bpf/$*.o $<
	$(Q)$(BPFTOOL) gen skeleton $(O)/bpf/$*.o name $*_bpf > $@

-include $(OBJS:.o=.d) $(FUZZ_OBJS:.o=.d) $(BPF:%=$(O)/bpf/%.bpf.d) \
	$(wildcard $(O)/tests/*.d $(O)/tests/*/*.d $(O)/fuzz/*.d)

# --- packages ---------------------------------------------------------------
deps:
	@tests/deps build run test

peers:
	@tests/peers

# --- run and test -----------------------------------------------------------
run:
	@MAKE='$(MAKE)' O='$(O)' RUN_FOR='$(RUN_FOR)' tests/live

# Unit tests link every library; a test is a program that prints TAP.
# A library stands before those that it needs.
NEEDED   := event syscall uprobe config proc core
ALL_LIBS := $(call lib_of,$(filter-out $(NEEDED),$(LIBS)) $(NEEDED))
ALL_SYS  := $(call sys_of,$(LIBS))
$(O)/tests/test_%: tests/unit/test_%.c tests/unit/check.h $(ALL_LIBS) Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) -iquote tests/unit $(SS_CFLAGS) -MMD -MP $< $(SS_LDFLAGS) $(ALL_LIBS) $(ALL_SYS) -o $@

# Cases of other projects' suites; tests/conformance/NAME builds and runs it.
$(O)/tests/conformance/%: tests/conformance/%.c $(ALL_LIBS) Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) -MMD -MP $< $(SS_LDFLAGS) $(ALL_LIBS) $(ALL_SYS) -o $@

# Our engine's side of tests/policy/differ.
$(O)/tests/policy/%: tests/policy/%.c $(ALL_LIBS) Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) -MMD -MP $< $(SS_LDFLAGS) $(ALL_LIBS) $(ALL_SYS) -o $@

# Small programs that tests run: hostile argv, storms, sleepers.
HELPER_HDR := $(wildcard tests/helpers/*.h) bpf/wire_reaper.h
$(O)/tests/helpers/%: tests/helpers/%.c $(HELPER_HDR) Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) $< $(SS_LDFLAGS) $(SYSLIBS_bpf) -o $@

# Those that run the breaker's programs, filled as the command fills them.
BREAKER_HELPER := $(O)/obj/cmd/ss-breaker/tables.o
$(O)/tests/helpers/breaker_%: tests/helpers/breaker_%.c tests/helpers/breaker.h $(BREAKER_HELPER) $(ALL_LIBS) \
		$(O)/skel/breaker.skel.h Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) $< $(BREAKER_HELPER) $(SS_LDFLAGS) $(ALL_LIBS) $(ALL_SYS) -o $@

# One that is no program: it is loaded before libc.
$(O)/tests/helpers/interrupts: tests/helpers/interrupts.c Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) -fPIC -shared $< -ldl -o $@

# One that judges lines as the library does.
$(O)/tests/helpers/judge: tests/helpers/judge.c $(ALL_LIBS) Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) $< $(SS_LDFLAGS) $(ALL_LIBS) $(ALL_SYS) -o $@

$(O)/tests/helpers/%.bpf.o: tests/helpers/%.bpf.c $(HELPER_HDR) Makefile $(O)/flags-bpf
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c $< -o $@

# The policy engine in tests/bench/policy, where its peers are programs like this one.
$(O)/tests/bench_policy: tests/bench/policy.c $(ALL_LIBS) Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) -MMD -MP $< $(SS_LDFLAGS) $(ALL_LIBS) $(ALL_SYS) -lpthread -o $@

# A fuzz target without libFuzzer runs the seeds it is given: a unit test of every seed.
$(O)/tests/seed_%: tests/fuzz/fuzz_%.c tests/fuzz/seeds_main.c $(ALL_LIBS) Makefile $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SS_CPPFLAGS) $(SS_CFLAGS) $(filter %.c,$^) $(SS_LDFLAGS) $(ALL_LIBS) $(ALL_SYS) -o $@

UNIT_BINS := $(UNITS:%=$(O)/tests/%) $(FUZZ:fuzz_%=$(O)/tests/seed_%)
TEST_BINS := $(UNIT_BINS) $(HELPERS:%=$(O)/tests/helpers/%)

# Building first, and one runner, so that the last line counts everything.
run_tests = @O='$(O)' MAKE='$(MAKE)' KERNELS='$(KERNELS)' tests/run

# In the machine, what another kernel makes a difference to; "make test-vm" runs all of it.
test: export BRIEF = 1
test: all $(TEST_BINS)
	$(run_tests) unit cli docs kernel vm
test-unit: $(UNIT_BINS)
	$(run_tests) unit
test-cli: all $(TEST_BINS)
	$(run_tests) cli docs
test-kernel: all $(TEST_BINS)
	$(run_tests) kernel
test-vm: all $(TEST_BINS)
	$(run_tests) vm
test-fresh:
	@tests/fresh

bench: all $(HELPERS:%=$(O)/tests/helpers/%)
	@O='$(O)' CC='$(CC)' MAKE='$(MAKE)' tests/bench/run

asan:
	@$(MAKE) --no-print-directory O=$(O)/asan SAN=1 test-unit test-cli

# What threads share: a compiled policy.
TSAN_TESTS := test_rego_threads
tsan:
	@$(MAKE) --no-print-directory O=$(O)/tsan SAN=thread $(TSAN_TESTS:%=$(O)/tsan/tests/%)
	@for t in $(TSAN_TESTS); do $(O)/tsan/tests/$$t || exit 1; done

# make fuzz FUZZ_FOR=60: every harness for so many seconds.  The libraries are compiled once for all.
FUZZ_FOR ?= 30
FUZZ_FLAGS := -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
$(O)/fuzz/obj/lib/event/fields.o: | $(O)/gen/event/keys.inc
$(O)/fuzz/obj/%.o: %.c Makefile
	$(call say,FUZZ,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(SS_CPPFLAGS) -std=gnu17 $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c $< -o $@
$(O)/fuzz/obj/%.o: %.cc Makefile
	$(call say,FUZZ,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(SS_CPPFLAGS) -std=gnu++17 -fno-exceptions $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link \
		-MMD -MP -c $< -o $@
$(O)/fuzz/%: tests/fuzz/%.c $(FUZZ_OBJS) Makefile
	$(call say,FUZZ,$<)
	$(Q)$(CLANG) $(SS_CPPFLAGS) -std=gnu17 $(FUZZ_FLAGS) -fsanitize=fuzzer -MMD -MP -MF $@.d $< \
		$(FUZZ_OBJS) $(ALL_SYS) -o $@
fuzz: $(FUZZ:%=$(O)/fuzz/%)
	@for f in $(FUZZ); do mkdir -p $(O)/fuzz/corpus/$$f && \
		$(O)/fuzz/$$f -max_total_time=$(FUZZ_FOR) -print_final_stats=1 \
		$(O)/fuzz/corpus/$$f tests/fuzz/seeds/$${f#fuzz_} || exit 1; done

lint:
	@O='$(O)' MAKE='$(MAKE)' tests/lint

format:
	@clang-format -i $$(git ls-files '*.c' '*.h')

completions: $(BINS)
	@for c in $(CMDS); do \
		$(O)/bin/$$c --completion=bash > completions/bash/$$c; \
		$(O)/bin/$$c --completion=zsh > completions/zsh/_$$c; \
		$(O)/bin/$$c --completion=fish > completions/fish/$$c.fish; done

# --- install ----------------------------------------------------------------
I := $(DESTDIR)$(PREFIX)
POLICIES := $(wildcard policies/*)
install: all
	install -d $(I)/sbin $(I)/share/man/man5 $(I)/share/man/man7 $(I)/share/man/man8 \
		$(I)/share/bash-completion/completions $(I)/share/zsh/site-functions $(I)/share/fish/vendor_completions.d
	install -m 755 $(BINS) $(I)/sbin
	install -m 644 $(wildcard man/*.5) $(I)/share/man/man5
	install -m 644 $(wildcard man/*.7) $(I)/share/man/man7
	install -m 644 $(wildcard man/*.8) $(I)/share/man/man8
	install -m 644 $(CMDS:%=completions/bash/%) $(I)/share/bash-completion/completions
	install -m 644 $(CMDS:%=completions/zsh/_%) $(I)/share/zsh/site-functions
	install -m 644 $(CMDS:%=completions/fish/%.fish) $(I)/share/fish/vendor_completions.d
	for d in $(POLICIES); do install -d $(I)/share/ss/$$d && \
		install -m 644 $$d/*.rego $(I)/share/ss/$$d || exit 1; done

uninstall:
	for d in $(POLICIES); do rm -f $(I)/share/ss/$$d/*.rego; done
	rmdir $(POLICIES:%=$(I)/share/ss/%) $(I)/share/ss/policies $(I)/share/ss 2>/dev/null || :
	rm -f $(CMDS:%=$(I)/sbin/%) $(CMDS:%=$(I)/share/bash-completion/completions/%) \
		$(CMDS:%=$(I)/share/zsh/site-functions/_%) $(CMDS:%=$(I)/share/fish/vendor_completions.d/%.fish)
	rm -f $(foreach s,5 7 8,$(patsubst man/%,$(I)/share/man/man$(s)/%,$(wildcard man/*.$(s))))

clean:
	rm -rf $(O)
