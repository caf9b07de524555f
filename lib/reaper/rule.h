/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What ss-reaper is to do: rules, each about the targets it watches, the
 * processes in its scope, a limit, and what happens to those over it.  Read from a
 * YAML file, or made of the command line.
 */
#ifndef SS_REAP_RULE_H
#define SS_REAP_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/cli.h"
#include "core/clock.h"
#include "core/strbuf.h"
#include "event/rules.h"
#include "reaper_types.h"

#define SS_REAP_CMDLINE "command-line" /* the name of rule 0; no rule of a file has it */

struct ss_reap_target {
	enum ss_reap_kind kind;
	char *name;  /* "vfs_read", "read", "libssl:SSL_write"; NULL for on-CPU time and lifetime */
	uint32_t nr; /* of a system call */
};

/* What can be done to a process, in the order of severity. */
enum ss_reap_act {
	SS_REAP_REPORT,
	SS_REAP_STOP,	     /* SIGSTOP */
	SS_REAP_FREEZE,	     /* its cgroup, by cgroup.freeze */
	SS_REAP_TERM,	     /* SIGTERM */
	SS_REAP_KILL,	     /* SIGKILL */
	SS_REAP_CGROUP_KILL, /* all of its cgroup, by cgroup.kill */
	SS_REAP_ACTS
};

extern const char *const ss_reap_act_names[SS_REAP_ACTS + 1];	/* "cgroup-kill"; NULL at the end */
extern const char *const ss_reap_kind_names[SS_REAP_KINDS + 1]; /* "func", "syscall", ... */
extern const char *const ss_guard_names[SS_GUARDS + 1];		/* "pid 1", "kernel thread", ... */
extern const char *const ss_reap_verdict_names[SS_REAP_VERDICTS + 1];

/*
 * One after the other, each more severe than the one before: the next when the
 * process is still there after WAIT_NS.
 */
struct ss_reap_step {
	enum ss_reap_act act;
	uint64_t wait_ns; /* of the last one: after so long it has failed; 0: it is to end nobody */
};

#define SS_REAP_STEPS	4
#define SS_REAP_WAIT_NS (2 * SS_NS_PER_SEC) /* where a step says nothing */

/*
 * "50ms", or "auto:p99*4,floor=5ms,ceiling=10s,window=60s,samples=1000,per=exe": these
 * are what the parts are where they are not given, but ceiling and per, which are not set.
 */
struct ss_reap_limit {
	uint64_t ns;		       /* fixed; 0: automatic */
	uint32_t quantile_ppm;	       /* 990000 */
	uint32_t times_milli;	       /* 4000: four times that */
	uint64_t floor_ns, ceiling_ns; /* ceiling 0: none */
	uint64_t window_ns;
	uint64_t samples; /* before so many calls there is no limit */
	bool per_exe;
};

#define SS_REAP_MASS_MAX 1024

struct ss_reap_rule {
	char *name;	  /* as in scope->names */
	uint64_t targets; /* bits of ss_reap_config.targets */
	struct ss_reap_limit limit;
	struct ss_reap_step steps[SS_REAP_STEPS];
	size_t step_count;  /* at least 1 */
	bool return_report; /* a call that has returned late is only reported */
	bool scoped;	    /* it is not about everybody */
	uint32_t rate;	    /* at most so many in rate_ns; 0: no limit */
	uint64_t rate_ns, cooldown_ns;
};

/* All zero before use. */
struct ss_reap_config {
	struct ss_rules *scope; /* the rules' criteria, numbered as rules[] */
	struct ss_reap_target targets[SS_REAP_TARGETS]; /* each once, whoever watches it */
	size_t target_count;
	struct ss_reap_rule rules[SS_REAP_RULES]; /* those with a name are there */
	uint64_t used;				  /* bits of rules[] that are */
	/*
	 * Bits of scope's rules that only say who is never touched.  Of these it is the other
	 * way about: where one is not to be decided, it holds.
	 */
	uint64_t protects;
	uint32_t mass; /* more than so many overdue within mass_ns: report only; 0: no guard */
	uint64_t mass_ns;
	char **warnings; /* a line of text each, after finish */
	size_t warning_count;
	struct ss_strbuf why; /* after an error: one line of text */
};

/* What the command line says of its one rule. */
struct ss_reap_options {
	struct ss_strlist funcs, syscalls, uprobes; /* each value may be a list: "read,fsync" */
	bool oncpu, lifetime;
	const char *limit, *action, *on_return, *rate; /* NULL: not given */
	uint64_t cooldown_ns;
	const char *mass;	    /* "8/1s", "none"; NULL: not given */
	struct ss_strlist protects; /* "exe=/usr/bin/vital" */
};

/* With the mass guard that there is unless something else is said: 8 within a second. */
int ss_reap_config_init(struct ss_reap_config *c); /* 0 or -ENOMEM */
void ss_reap_config_fini(struct ss_reap_config *c);

/*
 * Add the rules of a file or a text; then that of the command line, rule 0, whose
 * criteria are in scope already (without a target there is none, but there may be
 * protects and mass, which prevails over that of a file); then check the whole,
 * compile its scope, and warn.  0; -EINVAL with a message in why that names the option or
 * the place in the file; or another -errno with the file's name in why.
 */
int ss_reap_config_file(struct ss_reap_config *c, const char *path);
int ss_reap_config_text(struct ss_reap_config *c, const char *name, const char *text, size_t len);
int ss_reap_config_options(struct ss_reap_config *c, const struct ss_reap_options *o);
int ss_reap_config_finish(struct ss_reap_config *c);

/* The parts, as people write them.  0, or -EINVAL with a message in WHY. */
int ss_reap_limit_parse(struct ss_reap_limit *l, const char *text, struct ss_strbuf *why);
int ss_reap_steps_parse(struct ss_reap_rule *r, const char *text, struct ss_strbuf *why);
int ss_reap_rate_parse(const char *text, uint32_t *n, uint64_t *ns, struct ss_strbuf *why);

/* The signal of an act; 0: it has none. */
int ss_reap_signal(enum ss_reap_act act);

/*
 * What it all means, a line for each rule and what is protected:
 *   rule stuck-reads: syscall read, fsync (uid 33): over 50ms: term, after 2s kill
 * After finish.
 */
void ss_reap_describe(const struct ss_reap_config *c, struct ss_strbuf *out);
/* Of these words whom rule R of the scope is about: "uid 33|34, not exe /bin/sh". */
void ss_reap_describe_scope(const struct ss_rules *scope, int r, struct ss_strbuf *out);

#endif
