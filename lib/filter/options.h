/* SPDX-License-Identifier: BSD-2-Clause */
/* The options that say whom or what a command is about, as rows of its table and as rules. */
#ifndef SS_FILTER_OPTIONS_H
#define SS_FILTER_OPTIONS_H

#include "core/cli.h"
#include "event/rules.h"

struct ss_filter_options {
	struct ss_strlist by[SS_CRITERIA]; /* values of --pid, --tree, ... */
	struct ss_strlist not, files;
};

/* Rows for a table of options; F is a struct ss_filter_options, C the letter of --comm, or 0,
 * and WHOSE comm it is. */
#define SS_FILTER_ROW(list, name, letter, arg, help)                                               \
	{                                                                                          \
		name, letter, arg, SS_OPT_LIST, &(list), help                                      \
	}
#define SS_FILTER_BY(f, criterion, name, letter, arg, help)                                        \
	SS_FILTER_ROW((f).by[criterion], name, letter, arg, help)

#define SS_FILTER_WHO_ROWS(f, c, whose)                                                            \
	SS_FILTER_BY(f, SS_BY_PID, "pid", 'p', "PID", "only this process"),                        \
		SS_FILTER_BY(f, SS_BY_TREE, "tree", 't', "PID",                                    \
			     "only this process and its descendants"),                             \
		SS_FILTER_BY(f, SS_BY_UID, "uid", 'u', "UID",                                      \
			     "only this real user, a number or a name"),                           \
		SS_FILTER_BY(f, SS_BY_COMM, "comm", c, "NAME",                                     \
			     "only " whose " whose comm is NAME"),                                 \
		SS_FILTER_BY(f, SS_BY_EXE, "exe", 'e', "PATTERN",                                  \
			     "only processes that run it (/bin/sh, /opt/*)"),                      \
		SS_FILTER_BY(f, SS_BY_CGROUP, "cgroup", 0, "DIR",                                  \
			     "only inside this cgroup v2 directory"),                              \
		SS_FILTER_BY(f, SS_BY_CONTAINER, "container", 0, "ID",                             \
			     "only in this container (12 digits or more)")
#define SS_FILTER_WHAT_ROWS(f)                                                                     \
	SS_FILTER_BY(f, SS_BY_PATH, "path", 0, "PATTERN", "only about this file (/etc/*, *.pem)"), \
		SS_FILTER_BY(f, SS_BY_PORT, "port", 0, "PORT",                                     \
			     "only about this port (or 8000-8099)"),                               \
		SS_FILTER_BY(f, SS_BY_ADDR, "addr", 0, "NET",                                      \
			     "only about this address (10.0.0.0/8)"),                              \
		SS_FILTER_BY(f, SS_BY_ERRNO, "errno", 0, "ERROR",                                  \
			     "only what ended so (ENOENT, 2, none)")
#define SS_FILTER_NOT_ROW(f)                                                                       \
	SS_FILTER_ROW((f).not, "not", 0, "KEY=VALUE", "not where this holds (exe=/bin/sh)")
#define SS_FILTER_FILE_ROW(f)                                                                      \
	SS_FILTER_ROW((f).files, "filter", 0, "FILE", "the rules of this file (YAML)")

/* Those of a command that prints events. */
#define SS_FILTER_ROWS(f)                                                                          \
	SS_FILTER_WHO_ROWS(f, 'c', "threads"), SS_FILTER_WHAT_ROWS(f), SS_FILTER_NOT_ROW(f),       \
		SS_FILTER_FILE_ROW(f)

/*
 * Add what they say to R, as its rule 0: the criteria before END, and --not of
 * these.  0, or a result for ss_cli_finish() after a complaint.
 */
int ss_filter_add(const struct ss_filter_options *f, struct ss_rules *r, enum ss_criterion end);

/*
 * New rules of all of them and of the files, compiled.  0, or a result for ss_cli_finish()
 * after a complaint; *rules is the caller's to free in any case.
 */
int ss_filter_rules(const struct ss_filter_options *f, struct ss_rules **rules);

#endif
