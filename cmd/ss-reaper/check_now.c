// SPDX-License-Identifier: BSD-2-Clause
#include "check_now.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/json_write.h"
#include "core/log.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

#define SHOWN 10 /* processes of a rule */

struct match {
	uint32_t pid, guard;
	char comm[SS_COMM_LEN];
	char *exe; /* NULL: not known */
};

struct now {
	struct reaper r;
	uint64_t without; /* targets that cannot be watched */
	struct {
		uint64_t count, guarded;
		size_t shown; /* kernel threads are not: there are too many */
		struct match first[SHOWN];
	} rules[SS_REAP_RULES];
};

bool check_may_look(void)
{
	/* Whoever may make such a map may do the rest. */
	int fd = bpf_map_create(BPF_MAP_TYPE_LRU_HASH, "ss_check", 4, 4, 1, NULL);

	if (fd < 0 && errno == EPERM) {
		ss_warn("whom the rules are about now, and what can be watched here, is only known "
			"to root");
		return false;
	}
	if (fd >= 0)
		close(fd);
	return true;
}

/* A kprobe is refused only when it is attached. */
static bool is_function(const char *name)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	char line[512], symbol[256];
	bool found = !f; /* who cannot look does not know better */

	while (!found && fgets(line, sizeof(line), f))
		found = sscanf(line, "%*s %*1[tTwW] %255s", symbol) == 1 && !strcmp(symbol, name);
	if (f)
		fclose(f);
	return found;
}

static void look_for_functions(struct now *now)
{
	for (size_t i = 0; i < now->r.config.target_count; i++) {
		const char *name = now->r.config.targets[i].name;

		if (now->without >> i & 1 || now->r.targets[i].way != REAPER_KPROBE ||
		    is_function(name))
			continue;
		ss_error(0, "func %s: this kernel has no such function", name);
		now->without |= 1ull << i;
	}
}

static char *exe_of(uint32_t pid)
{
	char link[64], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%u/exe", pid);
	n = readlink(link, path, sizeof(path));
	return n > 0 ? strndup(path, n) : NULL;
}

static int on_survey(void *arg, const struct ss_wire_survey *s)
{
	struct now *now = arg;

	for (int i = 0; i < SS_REAP_RULES; i++) {
		size_t n;

		if (!(s->rules >> i & 1))
			continue;
		now->rules[i].guarded += s->guard != SS_GUARD_NONE;
		now->rules[i].count++;
		if (!(now->r.config.used >> i & 1) || s->guard == SS_GUARD_KTHREAD ||
		    now->rules[i].shown == SHOWN)
			continue;
		n = now->rules[i].shown++;
		now->rules[i].first[n] = (struct match){ .pid = s->task.id.tgid,
							 .guard = s->guard,
							 .exe = exe_of(s->task.id.tgid) };
		memcpy(now->rules[i].first[n].comm, s->task.comm, SS_COMM_LEN);
	}
	return 0;
}

/* Names are anybody's: nothing in them is to reach a terminal as it is. */
static void put_name(struct ss_strbuf *out, const char *name, size_t max)
{
	for (size_t i = 0; i < max && name[i]; i++)
		ss_strbuf_char(out, name[i] < ' ' || name[i] == 0x7f ? '?' : name[i]);
}

static void text_match(struct ss_strbuf *out, const struct match *m)
{
	ss_strbuf_printf(out, "  %u ", m->pid);
	put_name(out, m->comm, SS_COMM_LEN);
	if (m->exe) {
		ss_strbuf_char(out, ' ');
		put_name(out, m->exe, PATH_MAX);
	}
	if (m->guard)
		ss_strbuf_printf(out, " (guarded: %s)", ss_guard_names[m->guard]);
	ss_strbuf_char(out, '\n');
}

static void text_target(const struct now *now, size_t i, struct ss_strbuf *out)
{
	const struct ss_reap_target *t = &now->r.config.targets[i];

	ss_strbuf_printf(out, "%s%s%s: %s\n", ss_reap_kind_names[t->kind], t->name ? " " : "",
			 t->name ? t->name : "",
			 now->without >> i & 1 ? "cannot be watched here" : now->r.targets[i].hook);
}

static void text_rule(const struct now *now, int i, struct ss_strbuf *out)
{
	uint64_t count = now->rules[i].count, more = count - now->rules[i].shown;

	ss_strbuf_printf(out, "%s: %llu process%s now", now->r.config.rules[i].name,
			 (unsigned long long)count, count == 1 ? "" : "es");
	if (now->rules[i].guarded)
		ss_strbuf_printf(out, ", %llu guarded", (unsigned long long)now->rules[i].guarded);
	ss_strbuf_char(out, '\n');
	for (size_t m = 0; m < now->rules[i].shown; m++)
		text_match(out, &now->rules[i].first[m]);
	if (more)
		ss_strbuf_printf(out, "  and %llu more\n", (unsigned long long)more);
}

static void json_targets(const struct now *now, uint64_t targets, struct ss_json *w)
{
	ss_json_array(w, "watched");
	for (size_t i = 0; i < now->r.config.target_count; i++) {
		const struct ss_reap_target *t = &now->r.config.targets[i];

		if (!(targets >> i & 1))
			continue;
		ss_json_object(w, NULL);
		if (t->name)
			ss_json_bytes(w, "target", t->name, strlen(t->name));
		ss_json_cstr(w, "kind", ss_reap_kind_names[t->kind]);
		if (!(now->without >> i & 1))
			ss_json_bytes(w, "hook", now->r.targets[i].hook,
				      strlen(now->r.targets[i].hook));
		ss_json_end_object(w);
	}
	ss_json_end_array(w);
}

/* What it allows and asks for, as in the lines of status. */
static void json_terms(const struct ss_reap_rule *rule, struct ss_json *w)
{
	char *action = names_steps(rule);

	if (rule->limit.ns)
		ss_json_u64(w, "limit_ns", rule->limit.ns);
	ss_json_bool(w, "automatic", !rule->limit.ns);
	if (action)
		ss_json_cstr(w, "action", action);
	free(action);
}

static void json_rule(const struct now *now, int i, struct ss_strbuf *out)
{
	const struct ss_reap_rule *rule = &now->r.config.rules[i];
	struct ss_json w;

	ss_json_init(&w, out);
	ss_json_object(&w, NULL);
	ss_json_bytes(&w, "rule", rule->name, strlen(rule->name));
	json_targets(now, rule->targets, &w);
	json_terms(rule, &w);
	ss_json_u64(&w, "matches", now->rules[i].count);
	ss_json_u64(&w, "guarded", now->rules[i].guarded);
	ss_json_array(&w, "processes");
	for (size_t m = 0; m < now->rules[i].shown; m++) {
		const struct match *match = &now->rules[i].first[m];

		ss_json_object(&w, NULL);
		ss_json_u64(&w, "pid", match->pid);
		ss_json_bytes(&w, "comm", match->comm, strnlen(match->comm, SS_COMM_LEN));
		if (match->exe)
			ss_json_bytes(&w, "exe", match->exe, strlen(match->exe));
		if (match->guard)
			ss_json_cstr(&w, "guard", ss_guard_names[match->guard]);
		ss_json_end_object(&w);
	}
	ss_json_end_array(&w);
	ss_json_end_line(&w);
}

/* Whom it names may be misspelt, and nobody is protected. */
static void warn_of_protects(const struct now *now)
{
	for (int i = 0; i < SS_REAP_RULES; i++) {
		struct ss_strbuf whom = { 0 };

		if (!(now->r.config.protects >> i & 1) || now->rules[i].count)
			continue;
		ss_reap_describe_scope(now->r.config.scope, i, &whom);
		ss_warn("protect: there is no process now that it is about (%s)",
			whom.err ? "" : whom.data);
		ss_strbuf_fini(&whom);
	}
}

static void put_all(const struct now *now, bool json, struct ss_strbuf *out)
{
	for (size_t i = 0; i < now->r.config.target_count && !json; i++)
		text_target(now, i, out);
	for (int i = 0; i < SS_REAP_RULES; i++) {
		if (!(now->r.config.used >> i & 1))
			continue;
		if (!now->rules[i].count)
			ss_warn("rule %s: there is no process now that it is about",
				now->r.config.rules[i].name);
		if (json)
			json_rule(now, i, out);
		else
			text_rule(now, i, out);
	}
}

int check_now(const struct ss_reap_config *c, bool json, struct ss_strbuf *out)
{
	static const struct reaper_options none;
	struct now *now = calloc(1, sizeof(*now));
	int err;

	if (!now)
		return ss_error(-ENOMEM, "cannot look at what there is");
	now->r.opt = &none;
	now->r.config = *c; /* the caller's still */
	err = reaper_load_survey(&now->r, &now->without);
	if (!err)
		err = reaper_survey(&now->r, on_survey, now);
	look_for_functions(now);
	if (!err) {
		put_all(now, json, out);
		warn_of_protects(now);
	}
	reaper_unload(&now->r);
	ss_file_ids_fini(&now->r.services);
	for (int i = 0; i < SS_REAP_RULES; i++)
		for (size_t m = 0; m < SHOWN; m++)
			free(now->rules[i].first[m].exe);
	if (!err && now->without)
		err = SS_EXIT_NO;
	free(now);
	return err;
}
