// SPDX-License-Identifier: BSD-2-Clause
#include "event/count.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "event/count_line.h"
#include "event/count_names.h"
#include "event/process.h"

struct ss_count {
	uint32_t by;
	uint64_t top;
	struct ss_count_names *names;
	struct ss_count_row *rows;
	size_t count, room;
	struct ss_count_group *groups; /* of the table begun */
	size_t group_count, next;
	bool histogram; /* that of the group before is the next line */
	uint64_t other, roomless, duration_ns, boot_ns;
};

static const struct {
	const char *word;
	uint32_t bit;
} keys[] = {
	{ "type", SS_GROUP_TYPE },
	{ "exe", SS_GROUP_EXE },
	{ "comm", SS_GROUP_COMM },
	{ "pid", SS_GROUP_PID },
	{ "uid", SS_GROUP_UID },
	{ "cgroup", SS_GROUP_CGROUP },
	{ "container", SS_GROUP_CONTAINER },
};

static uint32_t key_named(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strlen(keys[i].word) == len && !memcmp(keys[i].word, word, len))
			return keys[i].bit;
	return 0;
}

int ss_count_parse(const char *text, uint32_t *by)
{
	if (strncmp(text, "by=", 3) != 0)
		return ss_error(-EINVAL,
				"--count: '%s' does not begin with by= (-n stops after a "
				"number of events)",
				text);
	*by = 0;
	text += 3;
	while (true) {
		size_t len = strcspn(text, ",");
		uint32_t bit = key_named(text, len);

		if (!bit)
			return ss_error(-EINVAL,
					"--count: '%.*s' is none of type, exe, comm, pid, "
					"uid, cgroup, container",
					(int)len, text);
		*by |= bit;
		if (!text[len])
			return 0;
		text += len + 1;
	}
}

struct ss_count *ss_count_new(uint32_t by, uint64_t top)
{
	struct ss_count *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->by = by;
	c->top = top;
	c->names = ss_count_names_new();
	if (!c->names) {
		free(c);
		return NULL;
	}
	return c;
}

void ss_count_free(struct ss_count *c)
{
	if (!c)
		return;
	ss_count_names_free(c->names);
	free(c->rows);
	free(c->groups);
	free(c);
}

int ss_count_name(struct ss_count *c, struct ss_stream *s, const void *data, size_t size)
{
	const struct ss_wire_naming *r = data;

	if (size < sizeof(*r) || r->head.size != sizeof(*r))
		return -EBADMSG;
	return ss_count_names_take(c->names, s, r);
}

void ss_count_look_again(struct ss_count *c, struct ss_stream *s)
{
	ss_count_names_retry(c->names, s);
}

static bool is_other(const struct ss_wire_group *g)
{
	return g->type == UINT32_MAX && g->slot == UINT32_MAX;
}

int ss_count_add(struct ss_count *c, const void *group, uint64_t events)
{
	struct ss_count_row row = { .events = events };

	memcpy(&row.g, group, sizeof(row.g));
	if (is_other(&row.g)) {
		c->roomless += events;
		return 0;
	}
	if (!events)
		return 0;
	if (c->count == c->room) {
		size_t room = c->room ? 2 * c->room : 256;
		struct ss_count_row *rows = realloc(c->rows, room * sizeof(*rows));

		if (!rows)
			return -ENOMEM;
		c->rows = rows;
		c->room = room;
	}
	c->rows[c->count++] = row;
	return 0;
}

/* Two files of one name, one after the other or in two containers, are one. */
static void give_names(struct ss_count *c, struct ss_count_row *r)
{
	r->exe = c->by & SS_GROUP_EXE ? ss_count_exe(c->names, &r->g.exe) : "";
	r->container =
		c->by & SS_GROUP_CONTAINER ? ss_count_container(c->names, r->g.cgroup_id) : "";
	memset(&r->g.exe, 0, sizeof(r->g.exe));
	if (!(c->by & SS_GROUP_CGROUP))
		r->g.cgroup_id = 0;
}

static int text_order(const char *a, const char *b)
{
	if (a == b)
		return 0;
	return !a ? 1 : !b ? -1 : strcmp(a, b);
}

static int group_order(const struct ss_count_row *a, const struct ss_count_row *b)
{
	struct ss_wire_group x = a->g, y = b->g;
	int order = text_order(a->exe, b->exe);

	if (!order)
		order = text_order(a->container, b->container);
	x.slot = y.slot = 0;
	return order ? order : memcmp(&x, &y, sizeof(x));
}

static int row_order(const void *a, const void *b)
{
	const struct ss_count_row *x = a, *y = b;
	int order = group_order(x, y);

	return order ? order : (x->g.slot > y->g.slot) - (x->g.slot < y->g.slot);
}

static int largest_first(const void *a, const void *b)
{
	const struct ss_count_group *x = a, *y = b;

	if (x->events != y->events)
		return x->events < y->events ? 1 : -1;
	return group_order(x->rows, y->rows);
}

/* Rows of the same group and slot become one. */
static void merge_rows(struct ss_count *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->count; i++) {
		if (n && !row_order(&c->rows[n - 1], &c->rows[i]))
			c->rows[n - 1].events += c->rows[i].events;
		else
			c->rows[n++] = c->rows[i];
	}
	c->count = n;
}

static void make_groups(struct ss_count *c)
{
	struct ss_count_group *g = NULL;

	c->group_count = 0;
	for (size_t i = 0; i < c->count; i++) {
		if (!g || group_order(g->rows, &c->rows[i])) {
			g = &c->groups[c->group_count++];
			*g = (struct ss_count_group){ .rows = &c->rows[i] };
		}
		g->count++;
		g->events += c->rows[i].events;
	}
	qsort(c->groups, c->group_count, sizeof(*c->groups), largest_first);
}

void ss_count_begin(struct ss_count *c, uint64_t duration_ns)
{
	struct ss_count_group *groups = realloc(c->groups, (c->count + 1) * sizeof(*groups));

	c->other = c->roomless;
	c->next = c->group_count = 0;
	c->duration_ns = duration_ns;
	c->boot_ns = ss_clock_boot();
	if (groups)
		c->groups = groups;
	for (size_t i = 0; i < c->count; i++) {
		give_names(c, &c->rows[i]);
		if (!groups)
			c->other +=
				c->rows[i].events; /* no memory for the names: no count is lost */
	}
	if (!groups)
		return;
	if (c->count)
		qsort(c->rows, c->count, sizeof(*c->rows), row_order);
	merge_rows(c);
	make_groups(c);
	for (; c->top && c->group_count > c->top; c->group_count--)
		c->other += c->groups[c->group_count - 1].events;
}

bool ss_count_next(struct ss_count *c, struct ss_stream *s, struct ss_strbuf *out)
{
	const struct ss_count_group *g = NULL;
	struct ss_json w;

	if (!c->histogram) {
		if (c->next > c->group_count || (c->next == c->group_count && !c->other))
			return false;
		c->next++;
	}
	if (c->next <= c->group_count)
		g = &c->groups[c->next - 1];
	ss_json_init(&w, out);
	ss_stream_begin(s, &w, c->histogram ? "meta.histogram" : "meta.count", c->boot_ns);
	if (c->histogram)
		ss_histogram_write(&w, c->by, g);
	else
		ss_count_write(&w, c->by, g, c->other, c->duration_ns);
	ss_json_end_line(&w);
	c->histogram = !c->histogram && g && g->rows[g->count - 1].g.slot;
	return true;
}

void ss_count_end(struct ss_count *c)
{
	c->count = c->group_count = 0;
	c->other = c->roomless = 0;
	ss_count_names_age(c->names);
}

uint64_t ss_count_roomless(const struct ss_count *c)
{
	return c->roomless;
}
