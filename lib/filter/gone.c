// SPDX-License-Identifier: BSD-2-Clause
#include "filter/gone.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "proc/proc.h"

/* "rule slow: " of the first of RULES; the command line has no name. */
static void put_whose(char *text, size_t size, const struct ss_rules *r, uint64_t rules,
		      const char *whose, bool refused)
{
	int first = __builtin_ctzll(rules);
	const char *name = whose ? whose : first ? r->names[first] : "";

	snprintf(text, size, "%s%s%s%s", !whose && first ? "rule " : "", name, *name ? ": " : "",
		 refused ? "not: " : "");
}

/* The process that a thread is of; 0 if that cannot be read. */
static int process_of(int tid)
{
	char path[64], line[128];
	int tgid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (!tgid && fgets(line, sizeof(line), f))
		sscanf(line, "Tgid: %d", &tgid);
	fclose(f);
	return tgid;
}

/* The kernel takes the id of a thread, too, and nothing is of it. */
static void warn_process(const struct ss_rule_value *v, const char *whose)
{
	int pid = 0, tgid;

	memcpy(&pid, v->key, sizeof(pid));
	tgid = process_of(pid);
	if (kill(pid, 0) && errno == ESRCH)
		ss_warn("%sthere is no process %d", whose, pid);
	else if (tgid && tgid != pid)
		ss_warn("%sthere is no process %d, but a thread of process %d", whose, pid, tgid);
}

/* Is any process in the container whose id begins so? */
static bool is_inhabited(const char *id)
{
	DIR *procs = opendir("/proc");
	const struct dirent *d;
	bool found = !procs; /* who cannot look does not know better */

	while (!found && (d = readdir(procs))) {
		struct ss_proc p = { 0 };

		if (!isdigit((unsigned char)d->d_name[0]))
			continue;
		p.id.tgid = strtoul(d->d_name, NULL, 10);
		ss_proc_container_from_procfs(&p);
		found = !memcmp(p.container.id, id, SS_CONTAINER_ID_LEN);
	}
	if (procs)
		closedir(procs);
	return found;
}

static void warn_container(const struct ss_rule_value *v, const char *whose)
{
	if (!is_inhabited((const char *)v->key))
		ss_warn("%sthere is no container %.*s", whose, SS_CONTAINER_ID_LEN,
			(const char *)v->key);
}

static void warn_file(const struct ss_rule_value *v, const char *whose)
{
	char path[SS_PATTERN_MAX + 1];

	if (v->match != SS_MATCH_EXACT)
		return;
	snprintf(path, sizeof(path), "%.*s", (int)v->bits / 8, (const char *)v->key);
	if (access(path, F_OK) && (errno == ENOENT || errno == ENOTDIR))
		ss_warn("%sthere is no file '%s'", whose, path);
}

/* Of what RULES want or, if REFUSED, leave out. */
static void warn_of(const struct ss_rules *r, enum ss_criterion by, uint64_t rules, bool refused,
		    const char *whose, void (*fn)(const struct ss_rule_value *v, const char *whose))
{
	const struct ss_rule_table *t = &r->by[by];
	char text[192];

	for (size_t i = 0; i < t->count; i++) {
		uint64_t of = (refused ? t->values[i].neg : t->values[i].pos) & rules;

		if (!of)
			continue;
		put_whose(text, sizeof(text), r, of, whose, refused);
		fn(&t->values[i], text);
	}
}

void ss_filter_warn_gone(const struct ss_rules *r, uint64_t rules, const char *whose)
{
	warn_of(r, SS_BY_PID, rules, false, whose, warn_process);
	warn_of(r, SS_BY_TREE, rules, false, whose, warn_process);
	warn_of(r, SS_BY_CONTAINER, rules, false, whose, warn_container);
}

void ss_filter_warn_files(const struct ss_rules *r, uint64_t rules, const char *whose)
{
	warn_of(r, SS_BY_EXE, rules, false, whose, warn_file);
}

void ss_filter_warn_files_not(const struct ss_rules *r, uint64_t rules)
{
	warn_of(r, SS_BY_EXE, rules, true, NULL, warn_file);
}
