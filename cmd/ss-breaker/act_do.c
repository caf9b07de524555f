// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker act: what is asked for, done at each instance that is meant, and its result. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "core/clock.h"
#include "datapath.h"

#define COUNT_NS (SS_NS_PER_SEC / 2) /* a long list takes its time */

static const char *const result_names[ACT_RESULTS] = {
	[ACT_DONE] = "done",	   [ACT_GONE] = "gone",	    [ACT_GUARDED] = "guarded",
	[ACT_REFUSED] = "refused", [ACT_FAILED] = "failed", [ACT_DRY_RUN] = "dry-run",
};

__attribute__((format(printf, 3, 4))) static void settle(struct act_case *c, enum act_result result,
							 const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(c->reason, sizeof(c->reason), fmt, args);
	va_end(args);
	c->result = result;
	c->ready = true;
}

static int count_block(void *arg, const struct plane_block *block)
{
	(void)block;
	++*(size_t *)arg;
	return 0;
}

static int count_blocks(void *arg, struct plane *p, const struct plane_info *info)
{
	size_t count = 0, *most = arg;
	int err = plane_blocks(p, count_block, &count);

	(void)info;
	*most = count > *most ? count : *most;
	return err;
}

/*
 * Is there room for one more?  What was blocked here is counted up; when that is too much it
 * is looked how many of them still hold, as each ends by itself.
 */
static bool has_room(struct act *a)
{
	uint64_t now = ss_clock_mono();
	size_t held = 0;

	if (a->opt->dry_run || (a->counted_ns && a->blocks < a->opt->max_blocks))
		return a->blocks < a->opt->max_blocks;
	if (a->counted_ns && now - a->counted_ns < COUNT_NS)
		return false;
	a->counted_ns = now;
	if (planes_each(a->opt->name, count_blocks, &held))
		return a->blocks < a->opt->max_blocks;
	a->blocks = held;
	for (size_t i = 0; i + 1 < a->count; i++)
		a->blocks += !a->cases[i].ready && a->cases[i].request.act == SS_BLOCK_BLOCK;
	return a->blocks < a->opt->max_blocks;
}

/* What can be said before it is tried. */
static void judge(struct act *a, struct act_case *c, int err)
{
	bool blocks = c->request.act == SS_BLOCK_BLOCK;
	const char *guard;

	if (err) {
		settle(c, ACT_REFUSED, "%s", *c->request.why ? c->request.why : strerror(-err));
		return;
	}
	guard = blocks ? ss_block_guard(&c->request, a->opt->wide) : NULL;
	c->ttl_ns = c->request.ttl_ns ? c->request.ttl_ns : a->opt->ttl_ns;
	if (c->ttl_ns > a->opt->max_ttl_ns)
		c->ttl_ns = a->opt->max_ttl_ns;
	if (guard)
		settle(c, ACT_GUARDED, "%s", guard);
	else if (blocks && !has_room(a))
		settle(c, ACT_REFUSED, "%llu are blocked already", (unsigned long long)a->blocks);
	else if (a->opt->dry_run)
		settle(c, ACT_DRY_RUN, "%s", "");
	else
		a->blocks += blocks;
}

void act_take(struct act *a, struct ss_json_val root, enum ss_block_act what, uint64_t read_ns)
{
	struct act_case *c = &a->cases[a->count++];
	int err;

	memset(c, 0, sizeof(*c));
	err = ss_block_read(&c->request, root, what, &a->room);
	c->at = a->passed.len;
	c->read_ns = read_ns;
	c->result = ACT_GONE; /* until somebody has it */
	judge(a, c, err);
}

static void fail(struct act_case *c, const char *instance, int err)
{
	c->result = ACT_FAILED;
	snprintf(c->reason, sizeof(c->reason), "%.60s: %s", instance,
		 err == -ENOSPC ? "the list is full" : strerror(-err));
}

static void carry_out(struct act_case *c, struct plane *p, const struct plane_info *info)
{
	struct plane_prefix prefix = { .family = c->request.family, .length = c->request.length };
	uint64_t for_ns = c->ttl_ns;
	int err;

	memcpy(prefix.addr, c->request.addr, sizeof(prefix.addr));
	err = c->request.act == SS_BLOCK_BLOCK ? plane_block(p, &prefix, &for_ns)
					       : plane_unblock(p, &prefix);
	c->held_ns = for_ns > c->held_ns ? for_ns : c->held_ns;
	c->met++;
	if (err == -ENOENT)
		return;
	c->done_ns = ss_clock_mono();
	if (err && c->result != ACT_FAILED)
		fail(c, info->name, err);
	else if (c->result != ACT_FAILED)
		c->result = ACT_DONE;
}

/* That one instance fails is no reason to leave the others alone. */
static int at_instance(void *arg, struct plane *p, const struct plane_info *info)
{
	struct act *a = arg;

	for (size_t i = 0; i < a->count; i++)
		if (!a->cases[i].ready)
			carry_out(&a->cases[i], p, info);
	return 0;
}

static int on_found(void *arg, struct plane *p, const struct plane_info *info)
{
	(void)arg;
	(void)p;
	(void)info;
	return 1;
}

int act_finds(const struct act *a)
{
	return planes_each(a->opt->name, on_found, NULL);
}

/* Instances are looked up once for all of a batch. */
void act_carry_out(struct act *a)
{
	size_t open = 0;
	int err;

	for (size_t i = 0; i < a->count; i++)
		open += !a->cases[i].ready;
	if (!open)
		return;
	err = planes_each(a->opt->name, at_instance, a);
	for (size_t i = 0; i < a->count; i++) {
		struct act_case *c = &a->cases[i];

		if (c->ready)
			continue;
		if (err < 0)
			settle(c, ACT_FAILED, "%s", strerror(-err));
		else if (!c->met)
			settle(c, ACT_FAILED, "there is no instance%s%.60s",
			       a->opt->said ? " " : "", a->opt->said ? a->opt->said : "");
	}
}

static void raw(struct ss_json *w, const char *key, const char *json)
{
	if (*json)
		ss_json_raw(w, key, json, strlen(json));
}

static void put_result(struct act *a, const struct act_case *c)
{
	const struct ss_block_request *r = &c->request;
	struct ss_json w;

	ss_json_init(&w, &a->out.buf);
	ss_stream_begin(&a->stream, &w, "action.result", 0);
	ss_json_cstr(&w, "action", ss_block_names[r->act]);
	ss_json_cstr(&w, "result", result_names[c->result]);
	if (*c->reason)
		ss_json_cstr(&w, c->result == ACT_GUARDED ? "guard" : "reason", c->reason);
	if (c->done_ns)
		ss_json_u64(&w, "latency_ns", c->done_ns - c->read_ns);
	if (r->family) {
		ss_json_object(&w, "target");
		ss_json_cstr(&w, "address", r->address);
		ss_json_end_object(&w);
	}
	if (r->act == SS_BLOCK_BLOCK && c->ttl_ns)
		ss_json_u64(&w, "ttl_ns", c->held_ns ? c->held_ns : c->ttl_ns);
	if (*r->seq || *r->name) {
		ss_json_object(&w, "request");
		raw(&w, "seq", r->seq);
		raw(&w, "id", r->name);
		ss_json_end_object(&w);
	}
	ss_json_end_line(&w);
}

void act_put(struct act *a)
{
	size_t from = 0;

	for (size_t i = 0; i < a->count; i++) {
		struct act_case *c = &a->cases[i];

		ss_strbuf_add(&a->out.buf, a->passed.data + from, c->at - from);
		from = c->at;
		/* The last line of the input may have no end. */
		if (from && a->passed.data[from - 1] != '\n')
			ss_strbuf_char(&a->out.buf, '\n');
		put_result(a, c);
		a->results[c->result]++;
	}
	ss_strbuf_add(&a->out.buf, a->passed.data + from, a->passed.len - from);
	ss_strbuf_clear(&a->passed);
	a->count = 0;
}
