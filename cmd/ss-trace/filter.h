/* SPDX-License-Identifier: BSD-2-Clause */
/* The options that choose events, and what becomes of them. */
#ifndef SS_TRACE_FILTER_H
#define SS_TRACE_FILTER_H

#include "core/cli.h"
#include "event/rules.h"

struct filter_options {
	struct ss_strlist by[SS_CRITERIA]; /* values of --pid, --tree, ... */
	struct ss_strlist not, files;
};

/* Rows for a table of options; F is a struct filter_options. */
#define FILTER_OPTIONS(f)                                                                               \
	{ "pid", 'p', "PID", SS_OPT_LIST, &(f).by[SS_BY_PID], "only this process" },                    \
		{ "tree",                                                                               \
		  't',                                                                                  \
		  "PID",                                                                                \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_TREE],                                                                  \
		  "only this process and its descendants" },                                            \
		{ "uid",                                                                                \
		  'u',                                                                                  \
		  "UID",                                                                                \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_UID],                                                                   \
		  "only this real user, a number or a name" },                                          \
		{ "comm",                                                                               \
		  'c',                                                                                  \
		  "NAME",                                                                               \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_COMM],                                                                  \
		  "only threads whose comm is NAME" },                                                  \
		{ "exe",                                                                                \
		  'e',                                                                                  \
		  "PATTERN",                                                                            \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_EXE],                                                                   \
		  "only processes that run it (/bin/sh, /opt/*)" },                                     \
		{ "cgroup",                                                                             \
		  0,                                                                                    \
		  "DIR",                                                                                \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_CGROUP],                                                                \
		  "only inside this cgroup v2 directory" },                                             \
		{ "container",                                                                          \
		  0,                                                                                    \
		  "ID",                                                                                 \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_CONTAINER],                                                             \
		  "only in this container (12 digits or more)" },                                       \
		{ "path",                                                                               \
		  0,                                                                                    \
		  "PATTERN",                                                                            \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_PATH],                                                                  \
		  "only about this file (/etc/*, *.pem)" },                                             \
		{ "port",                                                                               \
		  0,                                                                                    \
		  "PORT",                                                                               \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_PORT],                                                                  \
		  "only about this port (or 8000-8099)" },                                              \
		{ "addr",                                                                               \
		  0,                                                                                    \
		  "NET",                                                                                \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_ADDR],                                                                  \
		  "only about this address (10.0.0.0/8)" },                                             \
		{ "errno",                                                                              \
		  0,                                                                                    \
		  "ERROR",                                                                              \
		  SS_OPT_LIST,                                                                          \
		  &(f).by[SS_BY_ERRNO],                                                                 \
		  "only what ended so (ENOENT, 2, none)" },                                             \
		{ "not", 0, "KEY=VALUE", SS_OPT_LIST, &(f).not, "not where this holds (exe=/bin/sh)" }, \
	{                                                                                               \
		"filter", 0, "FILE", SS_OPT_LIST, &(f).files, "the rules of this file (YAML)"           \
	}

/*
 * The rules of all of them, compiled.  0, or a result for ss_cli_finish() after a
 * complaint; *rules is the caller's to free in any case.
 */
int filter_rules(const struct filter_options *f, struct ss_rules **rules);

#endif
